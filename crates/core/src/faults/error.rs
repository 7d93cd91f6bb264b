//! Rule 15: errors that say where, what, what is allowed, and the nearest valid name.

use serde::{Deserialize, Serialize};

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $kind:ident = $code:literal,)+) => {
        /// What is wrong; JSON writes it as its code, `unknown_station` (rule 15).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[non_exhaustive]
        pub enum ErrorKind {
            $($(#[doc = $doc])+ #[serde(rename = $code)] $kind,)+
            /// A fault of the library itself: a promise of its own code is broken. No plan is answered by it
            /// as long as none is; whoever sees it has found one to report.
            #[serde(rename = "fault")]
            Fault,
        }

        impl ErrorKind {
            /// Every kind of rule 15, in its order: all but [`Fault`](ErrorKind::Fault).
            pub const ALL: &'static [ErrorKind] = &[$(ErrorKind::$kind),+];

            /// The code, as JSON writes it.
            pub fn code(self) -> &'static str {
                match self {
                    $(ErrorKind::$kind => $code,)+
                    ErrorKind::Fault => "fault",
                }
            }
        }
    };
}

kinds! {
    /// Reading: not JSON, nested deeper than 127 levels, or a key given twice.
    Json = "json",
    /// Reading: a required field is not there.
    Missing = "missing",
    /// Reading: a field that does not exist.
    UnknownField = "unknown_field",
    /// Reading: another JSON type than the field's.
    Type = "type",
    /// Reading: a string that is not written as it should be.
    Format = "format",
    /// Reading: outside its limits, or an empty list that must not be.
    Range = "range",
    /// Reading: a word that the field does not offer.
    Choice = "choice",
    /// Reading: an amendment of a reform that speaks of no entry.
    NoEntry = "no_entry",
    /// Reading: a preset that does not exist.
    UnknownPreset = "unknown_preset",
    /// Meaning: at a station after it closed.
    Closed = "closed",
    /// Meaning: given twice.
    Duplicate = "duplicate",
    /// Meaning: a station that is not listed.
    UnknownStation = "unknown_station",
    /// Meaning: a tier that no sharing or subsidy entry names.
    UnknownTier = "unknown_tier",
    /// Meaning: what ends before it begins, or lies outside the horizon.
    Order = "order",
    /// Meaning: a pay year outside the limits of rule 4, or without pay.
    PayYear = "pay_year",
    /// Meaning: a grade for a year in which the worker is not employed.
    GradeYear = "grade_year",
    /// Meaning: a fund that pays a cost that the programme does not have.
    UnknownCost = "unknown_cost",
    /// Meaning: a station without villages under a norm by villages.
    NeedsVillages = "needs_villages",
    /// Meaning: a figure that the forecast does not have.
    UnknownFigure = "unknown_figure",
    /// Meaning: a region without a station.
    UnknownRegion = "unknown_region",
    /// Meaning: a decision that would change a month before the horizon, where a sheet is asked for.
    Decided = "decided",
    /// Calculating: a grade that a figure rests on is not given.
    MissingGrade = "missing_grade",
    /// Calculating: a needed month before a list's first entry.
    NoRule = "no_rule",
    /// Calculating: a result that does not fit signed 64-bit fen, or a count beyond what can be added up.
    Overflow = "overflow",
    /// Calculating: more than 10,000 distinct outcomes of one worker.
    Outcomes = "outcomes",
    /// Calculating: a plan between two that are compared has errors.
    Mixed = "mixed",
    /// Calculating: a month of a sheet that is left to chance.
    Uncertain = "uncertain",
}

/// One error of a plan (rule 15).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{}: {en} ({})", if at.is_empty() { "plan" } else { at }, code.code())]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ErrorItem"))]
#[non_exhaustive]
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
    /// Whether it is of a whole column of a table: `at` has the first row, its author sees it at the headings.
    #[serde(skip)]
    pub whole_column: bool,
    /// Another place that both texts name, as this pointer: the row that had an id before.
    #[serde(skip)]
    pub other: Option<String>,
}

impl Error {
    pub(crate) fn new(code: ErrorKind, at: impl Into<String>, (zh, en): (String, String)) -> Error {
        Error { code, at: at.into(), zh, en, nearest: None, whole_column: false, other: None }
    }
}

/// What a round found, sorted by place, then code (rule 15): at least one error, and at most 10,000.
///
/// ```
/// let errors = shuangbai::Plan::from_json(r#"{"programme": "guangdong-2022"}"#).unwrap_err();
/// let found: Vec<_> = errors.iter().map(|error| (error.code.code(), error.at.as_str())).collect();
/// assert_eq!(found, [
///     ("missing", "/horizon"), ("unknown_preset", "/programme"), ("missing", "/stations"),
/// ]);
/// assert!(errors.to_string().contains("did you mean `guangdong-2021`?"));
/// assert_eq!(errors.more(), 0);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Errors {
    errors: Vec<Error>,
    /// How many others there are.
    #[serde(default, skip_serializing_if = "is_zero")]
    more: u64,
}

fn is_zero(more: &u64) -> bool {
    *more == 0
}

impl Errors {
    /// So many errors of a round are listed (rule 15).
    pub const MOST: usize = 10_000;

    /// A single error.
    pub(crate) fn one(code: ErrorKind, at: impl Into<String>, texts: (String, String)) -> Errors {
        Errors { errors: vec![Error::new(code, at, texts)], more: 0 }
    }

    /// Errors that are sorted, each once, and the number of others.
    pub(crate) fn sorted(errors: Vec<Error>, more: u64) -> Errors {
        Errors { errors, more }
    }

    /// The errors listed, sorted.
    pub fn as_slice(&self) -> &[Error] {
        &self.errors
    }

    /// The errors listed, one by one.
    pub fn iter(&self) -> std::slice::Iter<'_, Error> {
        self.errors.iter()
    }

    /// How many others the round found beyond the first 10,000 (rule 15).
    pub fn more(&self) -> u64 {
        self.more
    }

    /// `{"errors": [...]}`, as rule 15 answers a plan without a forecast; with `"more": n` where there are
    /// others.
    pub fn to_json(&self) -> String {
        crate::base::json::written(self)
    }
}

impl IntoIterator for Errors {
    type Item = Error;
    type IntoIter = std::vec::IntoIter<Error>;

    fn into_iter(self) -> Self::IntoIter {
        self.errors.into_iter()
    }
}

impl<'a> IntoIterator for &'a Errors {
    type Item = &'a Error;
    type IntoIter = std::slice::Iter<'a, Error>;

    fn into_iter(self) -> Self::IntoIter {
        self.errors.iter()
    }
}

impl std::error::Error for Errors {}

/// Why a calculation that can be [watched](crate::Watch) has no answer.
///
/// ```
/// # use std::sync::Arc;
/// use shuangbai::{Plan, Station, Unanswered, Watch};
/// let station = Station::new("440203001")?.villages(3)?;
/// let model = Plan::builder("guangdong-2021", 2021, 2022).station(station).build()?.check()?;
/// let watch = Arc::new(Watch::new());
/// watch.stop();
/// assert_eq!(model.watched(watch).forecast(), Err(Unanswered::Stopped));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unanswered {
    /// Something is wrong with the plan (rule 15).
    #[error(transparent)]
    Wrong(#[from] Errors),
    /// It was [asked to end](crate::Watch::stop).
    #[error("the calculation was asked to end")]
    Stopped,
}

impl Unanswered {
    /// What is wrong with the plan, unless the calculation was asked to end.
    pub fn errors(self) -> Option<Errors> {
        match self {
            Unanswered::Wrong(errors) => Some(errors),
            Unanswered::Stopped => None,
        }
    }

    /// What is wrong, of a calculation that nobody could ask to end.
    pub(crate) fn unwatched(self) -> Errors {
        self.errors().unwrap_or_else(|| Fault("a calculation ended that nobody had asked to").into())
    }
}

/// A broken promise of the library's own code: what holds, if it did.
///
/// Tests stop where one is made; in a release it is an [error](ErrorKind::Fault) instead of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fault(pub(crate) &'static str);

impl Fault {
    /// A promise that is broken at this very place.
    #[track_caller]
    pub(crate) fn here(promise: &'static str) -> Fault {
        debug_assert!(false, "a broken promise: {promise}");
        Fault(promise)
    }
}

impl From<Fault> for Errors {
    fn from(Fault(promise): Fault) -> Errors {
        let texts = (
            format!("程序自身的错误（不是方案的错误），没有给出数字；请报告：{promise}"),
            format!(
                "a fault of the library, not of the plan; there is no figure, please report it: {promise}"
            ),
        );
        Errors::one(ErrorKind::Fault, "", texts)
    }
}

impl From<Fault> for Unanswered {
    fn from(fault: Fault) -> Unanswered {
        Unanswered::Wrong(fault.into())
    }
}

/// What is promised to be there; a [`Fault`] where it is not.
pub(crate) trait Promised<T> {
    #[track_caller]
    fn promised(self, promise: &'static str) -> Result<T, Fault>;
}

impl<T> Promised<T> for Option<T> {
    #[track_caller]
    fn promised(self, promise: &'static str) -> Result<T, Fault> {
        match self {
            Some(value) => Ok(value),
            None => Err(Fault::here(promise)),
        }
    }
}
