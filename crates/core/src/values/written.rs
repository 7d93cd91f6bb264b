//! Rules 1, 3 and 11: how values are written, and what is told of one that is not written so.

use std::fmt;

use serde::{Deserializer, de};

use crate::{
    base::json::Json,
    faults::{error::ErrorKind, findings::shown},
};

/// Why something is not the value that it should be (rules 1, 3 and 11).
///
/// ```
/// use shuangbai::{Amount, Flaw};
/// let error = "12.345".parse::<Amount>().unwrap_err();
/// assert_eq!((error.flaw, error.value.as_str()), (Flaw::Format, "12.345"));
/// assert!(error.to_string().starts_with("`12.345` is not written as an amount: "));
/// assert_eq!(error.zh(), "“12.345”写法不对，应为金额：如 \"50000.00\" 的文本（至多两位小数），或整数元");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotWritten {
    /// What is wrong with it.
    pub flaw: Flaw,
    /// The value, its beginning when it is long.
    pub value: String,
    form: Form,
}

/// What is wrong with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It is not written as it should be.
    Format,
    /// It is, but outside its limits.
    Range,
}

/// How a value is written and its limits, in Chinese and English.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Form {
    pub(crate) written: Wanted,
    pub(crate) limits: Limits,
}

/// What is wanted, in Chinese and English.
pub(crate) type Wanted = (&'static str, &'static str);

/// Which values are allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Limits {
    /// In words.
    Told(Wanted),
    /// Whole numbers from one through another.
    Whole(u32, u32),
}

impl Form {
    pub(crate) const fn new(written: Wanted, limits: Wanted) -> Form {
        Form { written, limits: Limits::Told(limits) }
    }

    /// A form of which every value is within the limits.
    pub(crate) const fn unlimited(written: Wanted) -> Form {
        Form::new(written, written)
    }

    /// A whole number within limits.
    pub(crate) const fn whole(least: u32, most: u32) -> Form {
        Form { written: ("整数", "a whole number"), limits: Limits::Whole(least, most) }
    }
}

/// A value of the field that has a form of its own as text.
pub(crate) trait Written: Sized {
    const FORM: Form;

    fn of_text(text: &str) -> Result<Self, Flaw>;
}

impl NotWritten {
    pub(crate) fn new(flaw: Flaw, value: impl fmt::Display, form: Form) -> NotWritten {
        NotWritten { flaw, value: shown(&value.to_string()), form }
    }

    /// In Chinese; `to_string` has the same in English.
    pub fn zh(&self) -> String {
        let NotWritten { flaw, value, form } = self;
        match (flaw, &form.limits) {
            (Flaw::Format, _) => format!("“{value}”写法不对，应为{}", form.written.0),
            (Flaw::Range, Limits::Told((limits, _))) => format!("“{value}”超出范围，允许 {limits}"),
            (Flaw::Range, Limits::Whole(least, most)) => {
                format!("“{value}”超出范围，允许 {least} 到 {most}")
            }
        }
    }

    /// In both languages, as errors have them.
    pub(crate) fn texts(&self) -> (String, String) {
        (self.zh(), self.to_string())
    }
}

impl fmt::Display for NotWritten {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let NotWritten { flaw, value, form } = self;
        match (flaw, &form.limits) {
            (Flaw::Format, _) => write!(f, "`{value}` is not written as {}", form.written.1),
            (Flaw::Range, Limits::Told((_, limits))) => {
                write!(f, "`{value}` is outside the limits, {limits} is allowed")
            }
            (Flaw::Range, Limits::Whole(least, most)) => {
                write!(f, "`{value}` is outside the limits, {least} to {most} is allowed")
            }
        }
    }
}

impl std::error::Error for NotWritten {}

/// `FromStr` of values that have a form of their own.
macro_rules! from_str {
    ($($type:ty)+) => {$(
        impl std::str::FromStr for $type {
            type Err = $crate::values::written::NotWritten;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                use $crate::values::written::{NotWritten, Written};
                <$type as Written>::of_text(text).map_err(|flaw| NotWritten::new(flaw, text, Self::FORM))
            }
        }

        impl TryFrom<String> for $type {
            type Error = $crate::values::written::NotWritten;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<$type> for String {
            fn from(value: $type) -> String {
                value.to_string()
            }
        }
    )+};
}
pub(crate) use from_str;

/// What JSON writes as a string in a form of its own, or as a whole number, by serde.
pub(crate) fn text_or_whole<'de, T: Written, D: Deserializer<'de>>(
    deserializer: D,
    from_whole: impl FnOnce(i128) -> Result<T, Flaw>,
) -> Result<T, D::Error> {
    use serde::Deserialize;
    let (value, written) = match Json::deserialize(deserializer)? {
        Json::Text(text) => (T::of_text(&text), text),
        Json::Number(number) => match number.whole() {
            Some(whole) => (from_whole(whole), number.0),
            None => return Err(de::Error::custom("a number with a fraction or exponent")),
        },
        _ => return Err(de::Error::custom("neither a string nor a whole number")),
    };
    value.map_err(|flaw| de::Error::custom(NotWritten::new(flaw, written, T::FORM)))
}

impl From<Flaw> for ErrorKind {
    fn from(flaw: Flaw) -> ErrorKind {
        match flaw {
            Flaw::Format => ErrorKind::Format,
            Flaw::Range => ErrorKind::Range,
        }
    }
}
