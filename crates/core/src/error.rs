//! Rule 15: errors that say where, what, what is allowed, and the nearest valid name.

use std::{fmt, fmt::Write as _};

use serde::{Deserialize, Serialize};

/// What is wrong; JSON writes it as its code, `unknown_station` (rule 15).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum ErrorKind {
    /// Reading: not JSON, nested deeper than 127 levels, or a key given twice.
    Json,
    /// Reading: a required field is not there.
    Missing,
    /// Reading: a field that does not exist.
    UnknownField,
    /// Reading: another JSON type than the field's.
    Type,
    /// Reading: a string that is not written as it should be.
    Format,
    /// Reading: outside its limits, or an empty list that must not be.
    Range,
    /// Reading: a word that the field does not offer.
    Choice,
    /// Reading: a preset that does not exist.
    UnknownPreset,
    /// Meaning: given twice.
    Duplicate,
    /// Meaning: a station that is not listed.
    UnknownStation,
    /// Meaning: a tier that no sharing entry names.
    UnknownTier,
    /// Meaning: what ends before it begins, or lies outside the horizon.
    Order,
    /// Meaning: a pay year outside the limits of rule 4, or without pay.
    PayYear,
    /// Meaning: a grade for a year not on the payroll.
    GradeYear,
    /// Meaning: a fund that pays a cost that the programme does not have.
    UnknownCost,
    /// Meaning: a station without villages under a norm by villages.
    NeedsVillages,
    /// Calculating: a grade that a figure rests on is not given.
    MissingGrade,
    /// Calculating: a needed month before a list's first entry.
    NoRule,
    /// Calculating: a result that does not fit signed 64-bit fen.
    Overflow,
    /// Calculating: more than 10,000 distinct outcomes of one worker.
    Outcomes,
}

impl ErrorKind {
    /// Every kind, in the order of rule 15.
    pub const ALL: [ErrorKind; 20] = [
        ErrorKind::Json,
        ErrorKind::Missing,
        ErrorKind::UnknownField,
        ErrorKind::Type,
        ErrorKind::Format,
        ErrorKind::Range,
        ErrorKind::Choice,
        ErrorKind::UnknownPreset,
        ErrorKind::Duplicate,
        ErrorKind::UnknownStation,
        ErrorKind::UnknownTier,
        ErrorKind::Order,
        ErrorKind::PayYear,
        ErrorKind::GradeYear,
        ErrorKind::UnknownCost,
        ErrorKind::NeedsVillages,
        ErrorKind::MissingGrade,
        ErrorKind::NoRule,
        ErrorKind::Overflow,
        ErrorKind::Outcomes,
    ];

    /// The code, as JSON writes it.
    pub fn code(self) -> &'static str {
        match self {
            ErrorKind::Json => "json",
            ErrorKind::Missing => "missing",
            ErrorKind::UnknownField => "unknown_field",
            ErrorKind::Type => "type",
            ErrorKind::Format => "format",
            ErrorKind::Range => "range",
            ErrorKind::Choice => "choice",
            ErrorKind::UnknownPreset => "unknown_preset",
            ErrorKind::Duplicate => "duplicate",
            ErrorKind::UnknownStation => "unknown_station",
            ErrorKind::UnknownTier => "unknown_tier",
            ErrorKind::Order => "order",
            ErrorKind::PayYear => "pay_year",
            ErrorKind::GradeYear => "grade_year",
            ErrorKind::UnknownCost => "unknown_cost",
            ErrorKind::NeedsVillages => "needs_villages",
            ErrorKind::MissingGrade => "missing_grade",
            ErrorKind::NoRule => "no_rule",
            ErrorKind::Overflow => "overflow",
            ErrorKind::Outcomes => "outcomes",
        }
    }
}

/// One error of a plan (rule 15).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{}: {en} ({})", if at.is_empty() { "plan" } else { at }, code.code())]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ErrorItem"))]
pub struct Error {
    /// What is wrong.
    pub code: ErrorKind,
    /// Where: a JSON pointer (RFC 6901) into the plan; the programme's own start `/programme`.
    pub at: String,
    /// The value found, what is allowed, and the nearest valid name, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// The nearest valid name, as both texts end with it: `did you mean`; JSON has it in them only.
    ///
    /// ```
    /// let errors = shuangbai::Plan::from_json(r#"{"programme": "guangdong-2022"}"#).unwrap_err();
    /// assert_eq!(errors.as_slice()[1].nearest.as_deref(), Some("guangdong-2021"));
    /// ```
    #[serde(skip)]
    pub nearest: Option<String>,
}

/// All errors that a round found, sorted by place, then code (rule 15).
///
/// There is at least one, but where a [watch](crate::Watch) ended the calculation: then there is none.
///
/// ```
/// let errors = shuangbai::Plan::from_json(r#"{"programme": "guangdong-2022"}"#).unwrap_err();
/// let found: Vec<_> = errors.iter().map(|error| (error.code.code(), error.at.as_str())).collect();
/// assert_eq!(found, [
///     ("missing", "/horizon"), ("unknown_preset", "/programme"), ("missing", "/stations"),
/// ]);
/// assert!(errors.to_string().contains("did you mean `guangdong-2021`?"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Errors(Vec<Error>);

impl Errors {
    /// A single error.
    pub(crate) fn one(code: ErrorKind, at: impl Into<String>, (zh, en): (String, String)) -> Errors {
        Errors(vec![Error { code, at: at.into(), zh, en, nearest: None }])
    }

    /// What a calculation answers that was asked to end.
    pub(crate) fn stopped() -> Errors {
        Errors(Vec::new())
    }

    /// Whether there is none: nothing is wrong, the calculation was [asked to end](crate::Watch::stop).
    ///
    /// ```
    /// assert!(!shuangbai::Plan::from_json("{}").unwrap_err().is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The errors, sorted.
    pub fn as_slice(&self) -> &[Error] {
        &self.0
    }

    /// The errors one by one.
    pub fn iter(&self) -> std::slice::Iter<'_, Error> {
        self.0.iter()
    }

    /// `{"errors": [...]}`, as rule 15 answers a plan without a forecast.
    pub fn to_json(&self) -> String {
        #[derive(Serialize)]
        struct Answer<'e> {
            errors: &'e Errors,
        }
        serde_json::to_string(&Answer { errors: self }).unwrap_or_default()
    }
}

impl IntoIterator for Errors {
    type Item = Error;
    type IntoIter = std::vec::IntoIter<Error>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Errors {
    type Item = &'a Error;
    type IntoIter = std::slice::Iter<'a, Error>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl fmt::Display for Errors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("the calculation was asked to end");
        }
        for (index, error) in self.0.iter().enumerate() {
            f.write_str(if index == 0 { "" } else { "\n" })?;
            error.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Errors {}

/// What a round has found so far.
#[derive(Debug)]
pub(crate) struct Findings {
    errors: Vec<Error>,
    /// How many more names may be compared to find the nearest ones.
    comparisons: usize,
}

impl Default for Findings {
    fn default() -> Findings {
        Findings { errors: Vec::new(), comparisons: 200_000 }
    }
}

impl Findings {
    /// Notes an error; the texts follow as (Chinese, English).
    pub(crate) fn add(&mut self, code: ErrorKind, at: impl Into<String>, texts: (String, String)) {
        self.add_near(code, at, texts, None);
    }

    /// Notes an error whose texts end with the nearest valid name, where there is one.
    pub(crate) fn add_near(
        &mut self,
        code: ErrorKind,
        at: impl Into<String>,
        (mut zh, mut en): (String, String),
        nearest: Option<&str>,
    ) {
        if let Some(near) = nearest {
            zh += &format!("，是否应为“{near}”？");
            en += &format!(", did you mean `{near}`?");
        }
        self.errors.push(Error { code, at: at.into(), zh, en, nearest: nearest.map(str::to_owned) });
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

    /// Notes what a part of this round has found by itself.
    #[cfg(any(feature = "arrow", feature = "csv"))]
    pub(crate) fn extend(&mut self, errors: Errors) {
        self.errors.extend(errors);
    }

    /// How many errors there are so far.
    #[cfg(any(feature = "arrow", feature = "csv"))]
    pub(crate) fn len(&self) -> usize {
        self.errors.len()
    }

    /// Ends the round: an error when anything was found, each once and sorted.
    pub(crate) fn close(&mut self) -> Result<(), Errors> {
        let mut errors = std::mem::take(&mut self.errors);
        if errors.is_empty() {
            return Ok(());
        }
        errors.sort_by(|a, b| (&a.at, a.code.code()).cmp(&(&b.at, b.code.code())));
        errors.dedup_by(|a, b| (&a.at, a.code) == (&b.at, b.code));
        Err(Errors(errors))
    }
}

/// A place in the plan; a JSON pointer once somebody asks.
#[derive(Clone, Copy)]
pub(crate) enum Place<'p> {
    Root,
    Key(&'p Place<'p>, &'p str),
    Index(&'p Place<'p>, usize),
}

impl Place<'_> {
    pub(crate) fn key<'p>(&'p self, key: &'p str) -> Place<'p> {
        Place::Key(self, key)
    }

    pub(crate) fn index(&self, index: usize) -> Place<'_> {
        Place::Index(self, index)
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Root => Ok(()),
            Place::Key(parent, key) => {
                write!(f, "{parent}/")?;
                key.chars().try_for_each(|char| match char {
                    '~' => f.write_str("~0"),
                    '/' => f.write_str("~1"),
                    _ => f.write_char(char),
                })
            }
            Place::Index(parent, index) => write!(f, "{parent}/{index}"),
        }
    }
}

impl From<Place<'_>> for String {
    fn from(place: Place<'_>) -> String {
        place.to_string()
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

/// A value as an error shows it: its beginning, when it is long.
pub(crate) fn shown(value: &str) -> String {
    const LONGEST: usize = 60;
    match value.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}
