//! Rules 0, 1 and 11: the values of cells, written as people write them in spreadsheets.

use std::{collections::BTreeMap, fmt, ops::RangeInclusive};

use super::{names::Scale, options::PayUnit};
use crate::{
    base::text::{comparable, plain, trimmed},
    values::{
        code::Code,
        fen::Amount,
        month::{Month, Year, month_of_day},
        whole::Whole,
        words::{Grade, Word},
        written::{Flaw, Written},
    },
};

/// What a column's values have in common.
#[cfg_attr(not(feature = "arrow"), expect(dead_code, reason = "only Arrow's columns are no text"))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Whole,
    Decimal,
    Float,
    Day,
    /// Only nulls.
    Nothing,
}

/// A value as it stands in a row.
#[cfg_attr(not(feature = "arrow"), expect(dead_code, reason = "only Arrow's columns are no text"))]
#[derive(Clone, Copy, Debug)]
pub(crate) enum Found<'a> {
    /// Text with more than white space in it.
    Text(&'a str),
    /// One beyond 64 bits is the last number of its sign, which no field allows either.
    Whole(i64),
    /// A number that is no whole one.
    Fraction,
    /// A decimal, of yuan, in fen; or that it is not a whole number of them, or beyond 64 bits.
    Fen(Result<i64, Flaw>),
    /// Days since 1 January 1970.
    Day(i64),
}

impl<'a> Found<'a> {
    /// A text, unless it is blank.
    pub(crate) fn text(text: &'a str) -> Option<Found<'a>> {
        (!trimmed(text).is_empty()).then_some(Found::Text(text))
    }

    /// A float by its bits, with so many of them for the fraction and for the exponent (IEEE 754);
    /// nothing for what is not a number.
    #[cfg(feature = "arrow")]
    pub(crate) fn float(bits: u64, fraction_bits: u32, exponent_bits: u32) -> Option<Found<'a>> {
        let (top, bias) = ((1 << exponent_bits) - 1, (1 << (exponent_bits - 1)) - 1);
        let fraction = bits & ((1 << fraction_bits) - 1);
        let exponent = (bits >> fraction_bits) as i64 & top;
        if exponent == top {
            return (fraction == 0).then_some(Found::Fraction); // infinity
        }
        if (exponent, fraction) == (0, 0) {
            return Some(Found::Whole(0));
        }
        // It is the fraction, with a leading 1 (none where the exponent is 0), times a power of two.
        let (digits, power) = match exponent {
            0 => (fraction, 1 - bias - i64::from(fraction_bits)),
            _ => (fraction | 1 << fraction_bits, exponent - bias - i64::from(fraction_bits)),
        };
        let whole = match power {
            0.. if power < i64::from(digits.leading_zeros()) => (digits << power).cast_signed(),
            0.. => i64::MAX, // beyond every limit
            _ if i64::from(digits.trailing_zeros()) >= -power => (digits >> -power).cast_signed(),
            _ => return Some(Found::Fraction),
        };
        let negative = bits >> (fraction_bits + exponent_bits) & 1 == 1;
        Some(Found::Whole(if negative { -whole } else { whole }))
    }

    /// The whole number that it is.
    pub(crate) fn whole(self) -> Result<i64, Flaw> {
        match self {
            Found::Text(text) => digits(without_zeros(&plain(text))),
            Found::Whole(number) => Ok(number),
            Found::Fen(fen) => match fen? {
                fen if fen % 100 == 0 => Ok(fen / 100),
                _ => Err(Flaw::Format),
            },
            Found::Fraction | Found::Day(_) => Err(Flaw::Format),
        }
    }
}

impl fmt::Display for Found<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Found::Text(text) => f.write_str(trimmed(text)),
            Found::Whole(number) => number.fmt(f),
            // The column shows these itself.
            Found::Fraction | Found::Fen(_) => Ok(()),
            Found::Day(day) => {
                let (year, month) = month_of_day(*day);
                write!(f, "{year:04}-{month:02}")
            }
        }
    }
}

/// The number that digits write, and nothing but digits.
fn digits(text: &str) -> Result<i64, Flaw> {
    let mut number = 0_i64;
    for byte in text.bytes() {
        if !byte.is_ascii_digit() {
            return Err(Flaw::Format);
        }
        number = number.saturating_mul(10).saturating_add(i64::from(byte - b'0'));
    }
    if text.is_empty() { Err(Flaw::Format) } else { Ok(number) }
}

/// A whole number in digits, without the zeros behind a point that programs write: `440203001.0`.
fn without_zeros(text: &str) -> &str {
    match text.split_once('.') {
        Some((whole, zeros)) if !zeros.is_empty() && zeros.bytes().all(|zero| zero == b'0') => whole,
        _ => text,
    }
}

/// A text as it stands.
pub(crate) fn text(found: Found<'_>) -> Result<&str, Flaw> {
    match found {
        Found::Text(text) => Ok(text),
        _ => Err(Flaw::Format),
    }
}

/// A word of the contract, or its Chinese term (rule 0).
pub(crate) fn word<W: Word>(found: Found<'_>) -> Result<W, Flaw> {
    let text = plain(text(found)?);
    let meant = W::ALL.iter().find(|(_, word, zh)| *word == text || *zh == text);
    meant.map(|(value, _, _)| *value).ok_or(Flaw::Format)
}

/// An id in one line: a line break in it comes from a quote that stands alone, by which two rows became one.
pub(crate) fn id(found: Found<'_>) -> Result<(), Flaw> {
    match found {
        Found::Text(text) if text.contains(['\n', '\r']) => Err(Flaw::Format),
        _ => Ok(()),
    }
}

/// A year without a grade, in words.
const NO_GRADE: &str = "不定等次";

/// A grade, by what somebody says that words mean, or by the contract's; nothing where a word says that there is none.
pub(crate) fn grade(
    found: Found<'_>,
    meant: &BTreeMap<String, Option<Grade>>,
) -> Result<Option<Grade>, Flaw> {
    let Found::Text(written) = found else { return Err(Flaw::Format) };
    if !meant.is_empty()
        && let Some(grade) = meant.get(&*comparable(written))
    {
        return Ok(*grade);
    }
    word(found).map(Some).or_else(|flaw| if plain(written) == NO_GRADE { Ok(None) } else { Err(flaw) })
}

/// An amount of yuan (rule 1).
#[inline(always)] // where it is known what is found, little is left of it
pub(crate) fn amount(found: Found<'_>) -> Result<Amount, Flaw> {
    match found {
        Found::Text(text) => amount_text(text, PayUnit::Yuan),
        Found::Whole(yuan) => Amount::from_yuan(yuan.into()),
        Found::Fen(fen) => Amount::from_fen(fen?.into()),
        Found::Fraction | Found::Day(_) => Err(Flaw::Format),
    }
}

/// An amount of a column of this scale, for a year; `unit` is in what it is where its heading says nothing.
pub(crate) fn scaled(found: Found<'_>, scale: Scale, unit: PayUnit) -> Result<Amount, Flaw> {
    let unit = scale.unit.unwrap_or(unit);
    let fen = match found {
        Found::Text(text) => amount_text(text, unit)?.fen().0.into(),
        other => i128::from(amount(other)?.fen().0) * if unit == PayUnit::Wan { 10_000 } else { 1 },
    };
    Amount::from_fen(fen * i128::from(scale.months))
}

/// An amount as people write it: with the sign of the yuan before it, or its unit behind it, which goes before the column's.
fn amount_text(text: &str, unit: PayUnit) -> Result<Amount, Flaw> {
    let text = trimmed(text);
    if unit == PayUnit::Yuan {
        // Mostly it is digits alone.
        let read = Amount::grouped(text);
        if read != Err(Flaw::Format) {
            return read;
        }
    }
    let text = plain(text);
    let text = ["¥", "￥", "RMB", "CNY", "人民币"]
        .iter()
        .find_map(|sign| text.strip_prefix(sign))
        .unwrap_or(&text)
        .trim_start();
    let units =
        [("万元", PayUnit::Wan), ("万", PayUnit::Wan), ("元整", PayUnit::Yuan), ("元", PayUnit::Yuan)];
    let behind = units.iter().find_map(|(word, unit)| Some((text.strip_suffix(word)?.trim_end(), *unit)));
    match behind.unwrap_or((text, unit)) {
        (text, PayUnit::Yuan) => Amount::grouped(text),
        (text, PayUnit::Wan) => ten_thousands(text),
    }
}

/// An amount in units of ten thousand yuan, with at most six decimals: its point four places to the right.
fn ten_thousands(text: &str) -> Result<Amount, Flaw> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    if fraction.is_empty() || !fraction.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(Flaw::Format);
    }
    let fen_of_whole = i128::from(Amount::grouped(whole)?.fen().0) * 10_000;
    let (digits, rest) = fraction.split_at(fraction.len().min(6));
    if rest.bytes().any(|digit| digit != b'0') {
        return Err(Flaw::Format);
    }
    let fen: i128 = format!("{digits:0<6}").parse().map_err(|_| Flaw::Format)?;
    Amount::from_fen(fen_of_whole + fen)
}

pub(crate) fn year(found: Found<'_>) -> Result<Year, Flaw> {
    Year::of_number(found.whole()?.into())
}

pub(crate) fn whole<const LEAST: u32, const MOST: u32>(found: Found<'_>) -> Result<Whole<LEAST, MOST>, Flaw> {
    Whole::of_number(found.whole()?.into())
}

/// A station's code: nine digits, or the twelve of statistics, of which the last three are 0.
pub(crate) fn code(found: Found<'_>) -> Result<Code, Flaw> {
    code_number(found).map(Code::from_number)
}

/// The number that a station's code is.
pub(crate) fn code_number(found: Found<'_>) -> Result<u32, Flaw> {
    let (number, long) = match found {
        Found::Text(text) => {
            let text = plain(text);
            match without_zeros(&text) {
                text if matches!(text.len(), 9 | 12) => (digits(text)?, text.len() == 12),
                _ => return Err(Flaw::Format),
            }
        }
        _ => {
            let number = found.whole().map_err(|_| Flaw::Format)?;
            (number, number >= 100_000_000_000)
        }
    };
    let number = match long {
        true if number % 1_000 == 0 => number / 1_000,
        true => return Err(Flaw::Format),
        false => number,
    };
    u32::try_from(number).ok().filter(|number| *number < 1_000_000_000).ok_or(Flaw::Format)
}

/// A month, of whose day nothing is kept.
pub(crate) fn month(found: Found<'_>) -> Result<Month, Flaw> {
    match found {
        Found::Text(text) => {
            let text = trimmed(text);
            Month::of_text(text).or_else(|_| date(&plain(text)))
        }
        Found::Day(day) => {
            let (year, of_year) = month_of_day(day);
            Month::of(u16::try_from(year).map_err(|_| Flaw::Range)?, of_year)
        }
        _ => match found.whole()? {
            // What would be read as a month of the 22nd century is a year.
            1949..=2200 => Err(Flaw::Format),
            number @ (100_000..=999_999 | 10_000_000..=99_999_999) => run_together(number as u32),
            number => {
                // January 1949 is 252 months before January 1970, and the first.
                let ordinal = number.checked_add(253).and_then(|ordinal| u32::try_from(ordinal).ok());
                ordinal.and_then(Month::from_ordinal).ok_or(Flaw::Range)
            }
        },
    }
}

/// 202108 and 20210801.
fn run_together(number: u32) -> Result<Month, Flaw> {
    match number {
        // What would be a month of the 22nd century is a day in six digits: 210801.
        210_000..=999_999 if is_short_day(number) => Err(Flaw::Format),
        0..=999_999 => of(number / 100, number % 100),
        _ => dated(number / 10_000, number / 100 % 100, number % 100),
    }
}

/// Whether six digits are a day of this century.
pub(crate) fn is_short_day(number: u32) -> bool {
    dated(2000 + number / 10_000, number / 100 % 100, number % 100).is_ok()
}

/// A month as text, alone or with a day and a time.
fn date(text: &str) -> Result<Month, Flaw> {
    const OTHER: Flaw = Flaw::Format;
    let spaced = text.contains('年').then(|| {
        let around = |text: String, sign: char| {
            text.replace(&format!(" {sign}"), &sign.to_string())
                .replace(&format!("{sign} "), &sign.to_string())
        };
        let text = ['年', '月'].into_iter().fold(text.to_owned(), around);
        text.replace(" 日", "日")
    });
    let text = spaced.as_deref().unwrap_or(text);
    if matches!(text.len(), 6 | 8)
        && let Ok(number) = digits(text)
    {
        return run_together(number as u32);
    }
    let (year, rest) = text.split_at_checked(4).ok_or(OTHER)?;
    let year = digits(year)? as u32;
    // What stands before the month, after it, and after the day.
    let (before, after, end) = match rest.chars().next() {
        Some('-') => ("-", "-", ""),
        Some('/') => ("/", "/", ""),
        Some('.') => (".", ".", ""),
        Some('年') => ("年", "月", "日"),
        _ => return Err(OTHER),
    };
    let (month, rest) = one_or_two(rest.strip_prefix(before).ok_or(OTHER)?)?;
    if rest == if end.is_empty() { "" } else { after } {
        // Of 2021.10 a program that took it for a number has left 2021.1.
        return if before == "." { Err(OTHER) } else { of(year, month) };
    }
    let (day, rest) = one_or_two(rest.strip_prefix(after).ok_or(OTHER)?)?;
    let rest = rest.strip_prefix(end).ok_or(OTHER)?;
    if rest.is_empty() || is_time(rest) { dated(year, month, day) } else { Err(OTHER) }
}

/// The number of the first one or two digits, and what follows them.
fn one_or_two(text: &str) -> Result<(u32, &str), Flaw> {
    let end = text.bytes().take(2).take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at(end);
    Ok((digits(number)? as u32, rest))
}

fn of(year: u32, month: u32) -> Result<Month, Flaw> {
    let year = u16::try_from(year).map_err(|_| Flaw::Range)?;
    Month::of(year, u8::try_from(month).map_err(|_| Flaw::Range)?)
}

/// The month of a day that there is.
fn dated(year: u32, month: u32, day: u32) -> Result<Month, Flaw> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let last = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let month = of(year, month)?;
    if (1..=last).contains(&day) { Ok(month) } else { Err(Flaw::Format) }
}

/// Whether it is a time of the day after a date: ` 8:00`, `T00:00:00`, ` 00:00:00.000`.
fn is_time(text: &str) -> bool {
    let Some(text) = text.strip_prefix([' ', 'T']) else { return false };
    let within = |part: &str, lengths: RangeInclusive<usize>, most| {
        lengths.contains(&part.len()) && digits(part).is_ok_and(|number| number <= most)
    };
    let (hour, rest) = text.split_once(':').unwrap_or_default();
    let (minute, second) = rest.split_once(':').unwrap_or((rest, "00"));
    let (second, part) = second.split_once('.').unwrap_or((second, "0"));
    within(hour, 1..=2, 23)
        && within(minute, 2..=2, 59)
        && within(second, 2..=2, 59)
        && within(part, 1..=18, i64::MAX)
}
