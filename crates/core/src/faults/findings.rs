//! Rule 15: what a round finds, each once and sorted; however much it is, the room that it takes is bounded.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    error::{Error, ErrorKind, Errors},
    place::Place,
};
use crate::base::hidden::is_hidden;

/// What a round has found so far.
#[derive(Debug)]
pub(crate) struct Findings {
    /// The first ones, by place and code.
    first: BTreeMap<(String, &'static str), Error>,
    /// Where the others are.
    others: BTreeSet<(String, &'static str)>,
    /// Others of which only the number is known.
    more: u64,
    /// How many more names may be compared to find the nearest ones.
    comparisons: usize,
}

impl Default for Findings {
    fn default() -> Findings {
        Findings { first: BTreeMap::new(), others: BTreeSet::new(), more: 0, comparisons: 200_000 }
    }
}

impl Findings {
    /// Notes an error; the texts follow as (Chinese, English).
    pub(crate) fn add(&mut self, code: ErrorKind, at: impl Into<String>, texts: (String, String)) {
        self.add_near(code, at, texts, None);
    }

    /// Notes an error, with the nearest valid name, which its texts have already.
    #[cfg(any(feature = "arrow", feature = "csv"))]
    pub(crate) fn add_told(&mut self, error: Error) {
        self.note(error);
    }

    /// Notes an error whose texts end with the nearest valid name, where there is one.
    pub(crate) fn add_near(
        &mut self,
        code: ErrorKind,
        at: impl Into<String>,
        texts: (String, String),
        nearest: Option<&str>,
    ) {
        self.note(with_nearest(Error::new(code, at, texts), nearest));
    }

    /// Notes what is wrong with a whole column of a table, at its first row.
    #[cfg(any(feature = "arrow", feature = "csv"))]
    pub(crate) fn add_column(
        &mut self,
        code: ErrorKind,
        at: impl Into<String>,
        texts: (String, String),
        nearest: Option<&str>,
    ) {
        self.note(Error { whole_column: true, ..with_nearest(Error::new(code, at, texts), nearest) });
    }

    /// Notes an error whose texts name another place by its pointer.
    pub(crate) fn add_beside(
        &mut self,
        code: ErrorKind,
        at: impl Into<String>,
        texts: (String, String),
        other: String,
    ) {
        self.note(Error { other: Some(other), ..Error::new(code, at, texts) });
    }

    /// The first that is noted of a place and code stays.
    fn note(&mut self, error: Error) {
        let key = (error.at.clone(), error.code.code());
        if self.others.contains(&key) {
            return;
        }
        self.first.entry(key).or_insert(error);
        if self.first.len() > Errors::MOST
            && let Some((beyond, _)) = self.first.pop_last()
        {
            self.others.insert(beyond);
        }
    }

    /// The nearest of the valid names, where one is near. After very many comparisons no more is
    /// looked for: nobody reads on, and it takes time.
    pub(crate) fn nearest<'n>(
        &mut self,
        name: &str,
        valid: impl IntoIterator<Item = &'n str>,
    ) -> Option<&'n str> {
        let compared = valid.into_iter().take(self.comparisons);
        nearest(name, compared.inspect(|_| self.comparisons -= 1))
    }

    /// How many of so many names may still be compared; they count as compared.
    #[cfg(any(feature = "arrow", feature = "csv"))]
    pub(crate) fn compare(&mut self, names: usize) -> usize {
        let compared = names.min(self.comparisons);
        self.comparisons -= compared;
        compared
    }

    /// Notes what a part of this round has found by itself.
    pub(crate) fn extend(&mut self, errors: Errors) {
        self.more += errors.more();
        errors.into_iter().for_each(|error| self.note(error));
    }

    /// How many errors there are so far.
    #[cfg(any(feature = "arrow", feature = "csv"))]
    pub(crate) fn len(&self) -> usize {
        self.first.len() + self.others.len()
    }

    /// Ends the round: an error when anything was found, each once and sorted.
    pub(crate) fn close(&mut self) -> Result<(), Errors> {
        let (first, others) = (std::mem::take(&mut self.first), std::mem::take(&mut self.others));
        let more = std::mem::take(&mut self.more) + others.len() as u64;
        if first.is_empty() { Ok(()) } else { Err(Errors::sorted(first.into_values().collect(), more)) }
    }
}

/// An error whose texts end with the nearest valid name, where there is one.
fn with_nearest(mut error: Error, nearest: Option<&str>) -> Error {
    if let Some(near) = nearest {
        error.zh += &format!("，是否应为“{near}”？");
        error.en += &format!(", did you mean `{near}`?");
    }
    Error { nearest: nearest.map(str::to_owned), ..error }
}

impl Errors {
    /// The same errors at other places, each once and sorted.
    pub(crate) fn moved(self, to: impl Fn(&str) -> String) -> Errors {
        let mut findings = Findings { more: self.more(), ..Findings::default() };
        for mut error in self {
            error.at = to(&error.at);
            if let Some(other) = error.other.take() {
                let there = to(&other);
                (error.zh, error.en) = (error.zh.replace(&other, &there), error.en.replace(&other, &there));
                error.other = Some(there);
            }
            findings.note(error);
        }
        findings.close().err().unwrap_or_else(|| Errors::sorted(Vec::new(), 0))
    }

    /// The same errors of a plan that stands at a place.
    pub(crate) fn under(self, place: Place<'_>) -> Errors {
        self.moved(|at| format!("{place}{at}"))
    }
}

/// The nearest of the valid names, where one is near enough to be meant. Long names are not compared.
fn nearest<'n>(name: &str, valid: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    const LONGEST: usize = 256; // bytes
    let short = |name: &str| name.len() <= LONGEST;
    let near = |valid: &'n str| (strsim::osa_distance(name, valid), valid);
    let names = valid.into_iter().filter(|valid| short(valid) && short(name));
    let (distance, valid) = names.map(near).min_by_key(|(distance, _)| *distance)?;
    (distance <= (name.chars().count() / 3).max(1)).then_some(valid)
}

/// The names that may be given, as an error shows them: the first ones, when there are many.
pub(crate) fn shown_names<'n>(names: impl IntoIterator<Item = &'n str>) -> (String, String) {
    const MOST: usize = 12;
    let mut names = names.into_iter();
    let mut first: Vec<String> = names.by_ref().take(MOST).map(shown).collect();
    if names.next().is_some() {
        first.push("…".to_owned());
    }
    if first.is_empty() {
        ("无".to_owned(), "none".to_owned())
    } else {
        (first.join("、"), first.join(", "))
    }
}

/// A value as an error shows it: its beginning, when it is long; what nobody sees in it is named.
pub(crate) fn shown(value: &str) -> String {
    const LONGEST: usize = 60;
    let mut shown = String::new();
    for (place, char) in value.chars().enumerate() {
        if place == LONGEST {
            shown.push('…');
            break;
        }
        if is_hidden(char) || char.is_control() {
            shown.push_str(&format!("[U+{:04X}]", u32::from(char)));
        } else {
            shown.push(char);
        }
    }
    shown
}
