//! Arrow's many types as few: what stands in the rows of a column.

use std::{fmt, iter};

use arrow_array::{Array, ArrayRef, ArrowNativeTypeOp, cast::AsArray, types::*};
use arrow_schema::{DataType, TimeUnit};
use num_traits::ToPrimitive;

use crate::NotWritten;

/// What types of one kind have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Whole,
    Decimal,
    Day,
    /// Only nulls.
    Nothing,
}

impl Kind {
    /// The kind of a type, where it has one; a dictionary has none of its own.
    pub(super) fn of(data_type: &DataType) -> Option<Kind> {
        match data_type {
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Some(Kind::Text),
            DataType::Date32 | DataType::Date64 | DataType::Timestamp(_, None) => Some(Kind::Day),
            DataType::Null => Some(Kind::Nothing),
            _ if data_type.is_integer() => Some(Kind::Whole),
            _ if data_type.is_decimal() => Some(Kind::Decimal),
            _ => None,
        }
    }
}

/// A value as it stands in a row.
#[derive(Clone, Copy, Debug)]
pub(super) enum Found<'a> {
    Text(&'a str),
    Whole(i128),
    /// A decimal, of yuan, in fen; or that it is not a whole number of them, or beyond 64 bits.
    Fen(Result<i64, NotWritten>),
    /// Days since 1 January 1970.
    Day(i64),
}

impl fmt::Display for Found<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Found::Text(text) => f.write_str(text),
            Found::Whole(number) => number.fmt(f),
            Found::Fen(_) => Ok(()),
            Found::Day(day) => {
                let (year, month) = month_of_day(*day);
                write!(f, "{year:04}-{month:02}")
            }
        }
    }
}

/// What a field makes of a row: its value, nothing for a null, or why there is none.
pub(super) type Cell<T> = Result<Option<T>, NotWritten>;

/// The dictionary that a column had last, read.
#[derive(Debug)]
pub(super) struct Known<T> {
    values: Option<ArrayRef>,
    cells: Vec<Cell<T>>,
}

impl<T> Default for Known<T> {
    fn default() -> Known<T> {
        Known { values: None, cells: Vec::new() }
    }
}

/// Reads all rows of an array, and the values of a dictionary only when they are not those known.
pub(super) fn cells<'a, T: Copy>(
    array: &'a dyn Array,
    known: &mut Known<T>,
    read: &mut impl FnMut(Found<'a>) -> Result<T, NotWritten>,
    cells: &mut Vec<Cell<T>>,
) {
    let Some(dictionary) = array.as_any_dictionary_opt() else { return plain(array, read, cells) };
    let values = dictionary.values();
    if !known.values.as_ref().is_some_and(|known| known.to_data().ptr_eq(&values.to_data())) {
        known.values = Some(values.clone());
        known.cells.clear();
        plain(values.as_ref(), read, &mut known.cells);
    }
    let table = &known.cells;
    if table.is_empty() {
        cells.extend(iter::repeat_n(Ok(None), array.len()));
        return;
    }
    // Keys of nulls may be any number; they are brought below the dictionary's length.
    let keys = dictionary.normalized_keys();
    match array.nulls() {
        None => cells.extend(keys.iter().map(|key| table[*key])),
        Some(nulls) => {
            let rows = keys.iter().zip(nulls);
            cells.extend(rows.map(|(key, there)| if there { table[*key] } else { Ok(None) }));
        }
    }
}

/// Reads all rows of an array that is no dictionary.
fn plain<'a, T>(
    array: &'a dyn Array,
    read: &mut impl FnMut(Found<'a>) -> Result<T, NotWritten>,
    cells: &mut Vec<Cell<T>>,
) {
    macro_rules! each {
        ($array:expr, $found:expr) => {
            cells.extend($array.iter().map(|value| value.map(|value| read($found(value))).transpose()))
        };
    }
    macro_rules! whole {
        ($type:ty) => {
            each!(array.as_primitive::<$type>(), |number| Found::Whole(i128::from(number)))
        };
    }
    macro_rules! days {
        ($type:ty, $of_a_day:expr) => {
            each!(array.as_primitive::<$type>(), |time| Found::Day(i64::from(time).div_euclid($of_a_day)))
        };
    }
    macro_rules! decimal {
        ($type:ty, $scale:expr) => {{
            let fen = Decimals::<$type>::new($scale);
            each!(array.as_primitive::<$type>(), |value| Found::Fen(fen.fen(value)))
        }};
    }
    const SECONDS: i64 = 24 * 60 * 60;
    match array.data_type() {
        DataType::Utf8 => each!(array.as_string::<i32>(), Found::Text),
        DataType::LargeUtf8 => each!(array.as_string::<i64>(), Found::Text),
        DataType::Utf8View => each!(array.as_string_view(), Found::Text),
        DataType::Int8 => whole!(Int8Type),
        DataType::Int16 => whole!(Int16Type),
        DataType::Int32 => whole!(Int32Type),
        DataType::Int64 => whole!(Int64Type),
        DataType::UInt8 => whole!(UInt8Type),
        DataType::UInt16 => whole!(UInt16Type),
        DataType::UInt32 => whole!(UInt32Type),
        DataType::UInt64 => whole!(UInt64Type),
        DataType::Decimal32(_, scale) => decimal!(Decimal32Type, *scale),
        DataType::Decimal64(_, scale) => decimal!(Decimal64Type, *scale),
        DataType::Decimal128(_, scale) => decimal!(Decimal128Type, *scale),
        DataType::Decimal256(_, scale) => decimal!(Decimal256Type, *scale),
        DataType::Date32 => days!(Date32Type, 1),
        DataType::Date64 => days!(Date64Type, SECONDS * 1_000),
        DataType::Timestamp(TimeUnit::Second, _) => days!(TimestampSecondType, SECONDS),
        DataType::Timestamp(TimeUnit::Millisecond, _) => days!(TimestampMillisecondType, SECONDS * 1_000),
        DataType::Timestamp(TimeUnit::Microsecond, _) => days!(TimestampMicrosecondType, SECONDS * 1_000_000),
        DataType::Timestamp(TimeUnit::Nanosecond, _) => {
            days!(TimestampNanosecondType, SECONDS * 1_000_000_000)
        }
        // Nulls; no other type comes here, the field has looked at it.
        _ => cells.extend(iter::repeat_with(|| Ok(None)).take(array.len())),
    }
}

/// Decimals of one type and scale, on their way to fen.
struct Decimals<T: DecimalType> {
    scale: i8,
    /// The power of ten by which they have too many decimals; none where no such number fits.
    power: Option<T::Native>,
}

impl<T: DecimalType> Decimals<T>
where
    T::Native: ToPrimitive + From<i32>,
{
    fn new(scale: i8) -> Self {
        let ten = T::Native::from(10);
        Decimals { scale, power: ten.pow_checked(u32::from(scale.abs_diff(2))).ok() }
    }

    fn fen(&self, value: T::Native) -> Result<i64, NotWritten> {
        if value.is_zero() {
            return Ok(0);
        }
        if self.scale <= 2 {
            let power = 10_i64.checked_pow(u32::from(self.scale.abs_diff(2)));
            let fen = value.to_i64().zip(power).and_then(|(value, power)| value.checked_mul(power));
            return fen.ok_or(NotWritten::Range);
        }
        match self.power {
            Some(power) if value.mod_wrapping(power).is_zero() => {
                value.div_wrapping(power).to_i64().ok_or(NotWritten::Range)
            }
            _ => Err(NotWritten::Format),
        }
    }
}

/// Whether an array, or its dictionary, has whole numbers.
pub(super) fn is_whole(array: &dyn Array) -> bool {
    match array.data_type() {
        DataType::Dictionary(_, values) => values.is_integer(),
        other => other.is_integer(),
    }
}

/// A row's value as an error shows it.
pub(super) fn written(array: &dyn Array, row: usize) -> String {
    if let Some(dictionary) = array.slice(row, 1).as_any_dictionary_opt() {
        let key = dictionary.normalized_keys().first().copied();
        return key.map(|key| written(dictionary.values().as_ref(), key)).unwrap_or_default();
    }
    match array.data_type() {
        DataType::Decimal32(..) => array.as_primitive::<Decimal32Type>().value_as_string(row),
        DataType::Decimal64(..) => array.as_primitive::<Decimal64Type>().value_as_string(row),
        DataType::Decimal128(..) => array.as_primitive::<Decimal128Type>().value_as_string(row),
        DataType::Decimal256(..) => array.as_primitive::<Decimal256Type>().value_as_string(row),
        _ => {
            let mut text = String::new();
            let mut read = |found: Found<'_>| {
                text = found.to_string();
                Ok(())
            };
            plain(array.slice(row, 1).as_ref(), &mut read, &mut Vec::new());
            text
        }
    }
}

/// The year and the month of a day, counted from 1 January 1970, by the Gregorian calendar.
///
/// A year is taken to begin in March, so that the day that leap years have more is its last; 400
/// years have 146,097 days.
pub(super) fn month_of_day(day: i64) -> (i64, u8) {
    let day = day + 719_468; // since 1 March of year 0
    let (era, of_era) = (day.div_euclid(146_097), day.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (era * 400 + year + i64::from(month <= 2), month as u8)
}
