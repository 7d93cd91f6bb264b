//! How the value of a field is read (rules 1, 11 and 12), by its type, or by a type that stands for a way to
//! read it.

use std::{collections::BTreeMap, marker::PhantomData};

use super::fields::{TEXT, by_key, choice, list, list_of_some, not_written, str_of, wrong_type};
use crate::{
    base::json::Json,
    faults::{findings::Findings, place::Place},
    values::{
        code::{Code, RegionCode},
        fen::{Amount, Rate},
        month::{Month, Year},
        whole::Whole,
        words::Word,
        written::{Flaw, Form, NotWritten, Written},
    },
};

/// How a field's value is read: the value, or a note of what is wrong with it.
pub(crate) trait Read {
    type Value;

    fn read(findings: &mut Findings, place: Place<'_>, json: &Json<'_>) -> Option<Self::Value>;
}

/// A month of an entry or a fund's beginning: a bare year is its January (rule 3).
pub(crate) struct FirstMonth;

/// The month of a fund's end: a bare year is its December (rule 3).
pub(crate) struct LastMonth;

/// A list.
pub(crate) struct ListOf<T>(PhantomData<T>);

/// A list with at least one item.
pub(crate) struct SomeOf<T>(PhantomData<T>);

/// Texts by the code of a region.
pub(crate) struct ByRegion;

impl<W: Word> Read for W {
    type Value = W;

    fn read(findings: &mut Findings, place: Place<'_>, json: &Json<'_>) -> Option<W> {
        choice(findings, place, json)
    }
}

impl Read for String {
    type Value = String;

    fn read(findings: &mut Findings, place: Place<'_>, json: &Json<'_>) -> Option<String> {
        str_of(findings, place, json, TEXT).map(str::to_owned)
    }
}

macro_rules! as_text {
    ($($value:ty)+) => {$(
        impl Read for $value {
            type Value = $value;

            fn read(findings: &mut Findings, place: Place<'_>, json: &Json<'_>) -> Option<$value> {
                let text = str_of(findings, place, json, Self::FORM.written)?;
                noted(findings, place, <$value as Written>::of_text(text), text, Self::FORM)
            }
        }
    )+};
}

as_text! { Code Month }

impl Read for Amount {
    type Value = Amount;

    fn read(findings: &mut Findings, place: Place<'_>, json: &Json<'_>) -> Option<Amount> {
        text_or_whole(findings, place, json, Amount::FORM, Amount::from_yuan)
    }
}

impl Read for Rate {
    type Value = Rate;

    fn read(findings: &mut Findings, place: Place<'_>, json: &Json<'_>) -> Option<Rate> {
        text_or_whole(findings, place, json, Rate::FORM, Rate::from_whole)
    }
}

impl Read for Year {
    type Value = Year;

    fn read(findings: &mut Findings, place: Place<'_>, json: &Json<'_>) -> Option<Year> {
        let (number, written) = whole(findings, place, json, Year::FORM)?;
        noted(findings, place, Year::of_number(number), written, Year::FORM)
    }
}

impl<const LEAST: u32, const MOST: u32> Read for Whole<LEAST, MOST> {
    type Value = Whole<LEAST, MOST>;

    fn read(findings: &mut Findings, place: Place<'_>, json: &Json<'_>) -> Option<Whole<LEAST, MOST>> {
        let (number, written) = whole(findings, place, json, Self::FORM)?;
        noted(findings, place, Whole::of_number(number), written, Self::FORM)
    }
}

/// How the month of an entry is written.
const ENTRY_MONTH: Form = Form {
    written: ("月份：如 \"2021-08\" 的文本，或整数年份", "a month: a string like \"2021-08\", or a year"),
    ..Month::FORM
};

impl Read for FirstMonth {
    type Value = Month;

    fn read(findings: &mut Findings, place: Place<'_>, json: &Json<'_>) -> Option<Month> {
        let january = |year| Year::of_number(year).map(|year| *year.months().start());
        text_or_whole(findings, place, json, ENTRY_MONTH, january)
    }
}

impl Read for LastMonth {
    type Value = Month;

    fn read(findings: &mut Findings, place: Place<'_>, json: &Json<'_>) -> Option<Month> {
        let december = |year| Year::of_number(year).map(|year| *year.months().end());
        text_or_whole(findings, place, json, ENTRY_MONTH, december)
    }
}

impl<T: Read> Read for ListOf<T> {
    type Value = Vec<T::Value>;

    fn read(findings: &mut Findings, place: Place<'_>, json: &Json<'_>) -> Option<Vec<T::Value>> {
        list(findings, place, json, T::read)
    }
}

impl<T: Read> Read for SomeOf<T> {
    type Value = Vec<T::Value>;

    fn read(findings: &mut Findings, place: Place<'_>, json: &Json<'_>) -> Option<Vec<T::Value>> {
        list_of_some(findings, place, json, T::read)
    }
}

impl Read for ByRegion {
    type Value = BTreeMap<RegionCode, String>;

    fn read(findings: &mut Findings, place: Place<'_>, json: &Json<'_>) -> Option<Self::Value> {
        let region = |findings: &mut Findings, place: Place<'_>, key: &str| {
            noted(findings, place, <RegionCode as Written>::of_text(key), key, RegionCode::FORM)
        };
        by_key(findings, place, json, region, String::read).map(|pairs| pairs.into_iter().collect())
    }
}

/// The year that a grade's key writes.
pub(crate) fn grade_year(findings: &mut Findings, place: Place<'_>, key: &str) -> Option<Year> {
    const GRADE_YEAR: Form = Form { written: ("四位数年份", "a year of four digits"), ..Year::FORM };
    let written = key.len() == 4 && key.bytes().all(|byte| byte.is_ascii_digit());
    let number = key.parse().ok().filter(|_| written).ok_or(Flaw::Format);
    noted(findings, place, number.and_then(Year::of_number), key, GRADE_YEAR)
}

/// What JSON writes as a string in a form of its own, or as a whole number.
fn text_or_whole<T: Written>(
    findings: &mut Findings,
    place: Place<'_>,
    json: &Json<'_>,
    form: Form,
    from_whole: impl FnOnce(i128) -> Result<T, Flaw>,
) -> Option<T> {
    let (value, written) = match json {
        Json::Text(text) => (T::of_text(text), text.as_ref()),
        Json::Number(number) if let Some(whole) = number.whole() => (from_whole(whole), number.0.as_ref()),
        _ => {
            wrong_type(findings, place, json, form.written);
            return None;
        }
    };
    noted(findings, place, value, written, form)
}

/// A JSON number without fraction or exponent, and as it is written.
fn whole<'j>(
    findings: &mut Findings,
    place: Place<'_>,
    json: &'j Json<'_>,
    form: Form,
) -> Option<(i128, &'j str)> {
    let whole = match json {
        Json::Number(number) => number.whole().map(|whole| (whole, number.0.as_ref())),
        _ => None,
    };
    if whole.is_none() {
        wrong_type(findings, place, json, form.written);
    }
    whole
}

/// The value, or a note of what is wrong with it.
pub(crate) fn noted<T>(
    findings: &mut Findings,
    place: Place<'_>,
    value: Result<T, Flaw>,
    written: &str,
    form: Form,
) -> Option<T> {
    value.map_err(|flaw| not_written(findings, place, &NotWritten::new(flaw, written, form))).ok()
}
