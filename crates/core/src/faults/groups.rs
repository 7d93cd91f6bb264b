//! Rule 15: errors as people read them: rows in the order of their numbers, like ones together.

use std::{cmp::Ordering, collections::BTreeMap, fmt};

use super::error::{Error, Errors};

/// Errors of one kind, of one field of one list; see [`Errors::groups`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorGroup<'e> {
    /// All of them, in the order of their rows.
    pub errors: Vec<&'e Error>,
}

impl Errors {
    /// The errors as people read them: by place, rows in the order of their numbers, and those of one code and one
    /// field in many rows together, at the place of the first.
    ///
    /// ```
    /// let rows: Vec<String> = (0..12).map(|row| format!(r#"{{"id": "{row}", "station": "440203001", "post": "x", "hired": "2021-08"}}"#)).collect();
    /// let plan = format!(
    ///     r#"{{"programme": "guangdong-2021", "horizon": {{"first": 2021, "last": 2021}},
    ///         "stations": [{{"code": "440203001", "villages": 3}}], "workers": [{}]}}"#,
    ///     rows.join(",")
    /// );
    /// let errors = shuangbai::Plan::from_json(&plan).unwrap_err();
    /// assert_eq!(errors.as_slice()[2].at, "/workers/10/post");
    /// let groups = errors.groups();
    /// assert_eq!((groups.len(), groups[0].errors.len()), (1, 12));
    /// assert_eq!(groups[0].errors[2].at, "/workers/2/post");
    /// ```
    pub fn groups(&self) -> Vec<ErrorGroup<'_>> {
        let all: Vec<(&str, &str)> = self.iter().map(|error| (error.code.code(), &error.at[..])).collect();
        let group = |places: Vec<usize>| ErrorGroup {
            errors: places.into_iter().map(|place| &self.as_slice()[place]).collect(),
        };
        alike(&all).into_iter().map(group).collect()
    }
}

/// Which errors are alike, of their codes and places: as [`Errors::groups`] has them, by their places in the list.
///
/// ```
/// let errors = [("choice", "/workers/10/post"), ("format", "/workers/2/hired"), ("choice", "/workers/2/post")];
/// assert_eq!(shuangbai::alike(&errors), [vec![1], vec![2, 0]]);
/// ```
pub fn alike(errors: &[(&str, &str)]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..errors.len()).collect();
    order.sort_by(|a, b| {
        let ((one, at), (other, there)) = (errors[*a], errors[*b]);
        by_number(at, there).then(one.cmp(other))
    });
    let mut places: BTreeMap<(&str, String), usize> = BTreeMap::new();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for error in order {
        let (code, at) = errors[error];
        let place = *places.entry((code, field(at))).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.push(error),
            None => groups.push(vec![error]),
        }
    }
    groups
}

/// Pointers in their order, where numbers are compared as such.
fn by_number(a: &str, b: &str) -> Ordering {
    let parts = a.split('/').zip(b.split('/'));
    let order = |(a, b): (&str, &str)| match (a.parse::<u64>(), b.parse::<u64>()) {
        (Ok(a), Ok(b)) => a.cmp(&b),
        _ => a.cmp(b),
    };
    parts.map(order).find(|order| order.is_ne()).unwrap_or_else(|| a.len().cmp(&b.len()))
}

/// A pointer without the numbers of rows; the years of grades are columns.
fn field(at: &str) -> String {
    let before = std::iter::once("").chain(at.split('/'));
    let name = |(before, part): (&str, &str)| {
        let is_row =
            before != "appraisals" && !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if is_row { "#".to_owned() } else { part.to_owned() }
    };
    before.zip(at.split('/')).map(name).collect::<Vec<_>>().join("/")
}

/// A page of text: of each group the first ones, and where the next ones are.
impl fmt::Display for Errors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const GROUPS: usize = 20;
        const OF_EACH: usize = 3;
        const PLACES: usize = 5;
        let groups = self.groups();
        for (index, group) in groups.iter().take(GROUPS).enumerate() {
            f.write_str(if index == 0 { "" } else { "\n" })?;
            let (shown, others) = group.errors.split_at(group.errors.len().min(OF_EACH));
            let shown: Vec<String> = shown.iter().map(|error| error.to_string()).collect();
            f.write_str(&shown.join("\n"))?;
            if !others.is_empty() {
                let places: Vec<&str> = others.iter().take(PLACES).map(|error| &error.at[..]).collect();
                let dots = if others.len() > PLACES { ", …" } else { "" };
                write!(f, "\n… {} more like these: {}{dots}", others.len(), places.join(", "))?;
            }
        }
        let others: usize = groups.iter().skip(GROUPS).map(|group| group.errors.len()).sum();
        match self.more() + others as u64 {
            0 => Ok(()),
            more => write!(f, "\nand {more} more"),
        }
    }
}
