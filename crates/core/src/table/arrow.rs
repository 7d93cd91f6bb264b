//! Arrow's many types as few: what stands in the rows of a column.

use std::iter;

use arrow_array::{Array, ArrayRef, ArrowNativeTypeOp, cast::AsArray, types::*};
use arrow_schema::{DataType, TimeUnit};
use num_traits::ToPrimitive;

use super::{
    known::{Cell, Known},
    values::{Found, Kind, text},
};
use crate::values::written::Flaw;

/// The kind of a type, or of a dictionary's values, where it has one.
pub(crate) fn kind(data_type: &DataType) -> Option<Kind> {
    match data_type {
        DataType::Dictionary(_, values) => kind(values),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Some(Kind::Text),
        DataType::Date32 | DataType::Date64 | DataType::Timestamp(_, None) => Some(Kind::Day),
        DataType::Null => Some(Kind::Nothing),
        _ if data_type.is_integer() => Some(Kind::Whole),
        _ if data_type.is_decimal() => Some(Kind::Decimal),
        _ if data_type.is_floating() => Some(Kind::Float),
        _ => None,
    }
}

/// Whether all rows are null, or a float that is not a number.
pub(crate) fn is_empty(array: &dyn Array) -> bool {
    let nothing = || {
        let mut rows = Vec::new();
        cells(array, &mut Known::default(), &mut |_| Ok(()), &mut rows);
        rows.iter().all(|row| *row == Ok(None))
    };
    array.logical_null_count() == array.len() || kind(array.data_type()) == Some(Kind::Float) && nothing()
}

/// The texts of a column of text; nothing for a null and a blank one.
pub(crate) fn texts(array: &dyn Array) -> Vec<Option<&str>> {
    let mut texts = Vec::new();
    cells(array, &mut Known::default(), &mut text, &mut texts);
    texts.into_iter().map(|text| text.ok().flatten()).collect()
}

/// The texts of a column of text as they are, blank ones too; nothing for another column.
pub(crate) fn exact_texts(array: &dyn Array) -> Option<Vec<Option<&str>>> {
    if let Some(dictionary) = array.as_any_dictionary_opt() {
        let values = exact_texts(dictionary.values().as_ref())?;
        if values.is_empty() {
            return Some(vec![None; array.len()]); // which has no key that is none
        }
        let keys = dictionary.normalized_keys().into_iter().enumerate();
        return Some(
            keys.map(|(row, key)| values.get(key).copied().flatten().filter(|_| array.is_valid(row)))
                .collect(),
        );
    }
    match array.data_type() {
        DataType::Utf8 => Some(array.as_string::<i32>().iter().collect()),
        DataType::LargeUtf8 => Some(array.as_string::<i64>().iter().collect()),
        DataType::Utf8View => Some(array.as_string_view().iter().collect()),
        DataType::Null => Some(vec![None; array.len()]),
        _ => None,
    }
}

/// What a row holds that is no null.
pub(crate) fn found(array: &dyn Array, row: usize, then: &mut impl FnMut(Found<'_>)) {
    let array = array.slice(row, 1);
    if array.as_any_dictionary_opt().is_some() {
        if let Some((values, key)) = entry(array.as_ref()) {
            found(values.as_ref(), key, then);
        }
        return;
    }
    let mut read = |found: Found<'_>| {
        then(found);
        Ok(())
    };
    plain(array.as_ref(), &mut read, &mut Vec::new());
}

/// The values of a dictionary and the place of its first row among them; nothing for a null.
fn entry(dictionary: &dyn Array) -> Option<(&ArrayRef, usize)> {
    let values = dictionary.as_any_dictionary_opt()?.values();
    // A dictionary without values has no key that is none.
    if values.is_empty() || dictionary.is_empty() || dictionary.is_null(0) {
        return None;
    }
    Some((values, *dictionary.as_any_dictionary_opt()?.normalized_keys().first()?))
}

/// What a field makes of a dictionary's values, which are read only when they are not those known.
pub(crate) fn known<'a, 'k, T: Copy>(
    values: &'a ArrayRef,
    known: &'k mut Known<T>,
    read: &mut impl FnMut(Found<'a>) -> Result<T, Flaw>,
) -> &'k [Cell<T>] {
    if !known.values.as_ref().is_some_and(|known| known.to_data().ptr_eq(&values.to_data())) {
        known.values = Some(values.clone());
        known.cells.clear();
        // The values may stand in a dictionary again.
        cells(values.as_ref(), &mut Known::default(), read, &mut known.cells);
    }
    &known.cells
}

/// Reads all rows of an array, and the values of a dictionary only when they are not those known.
pub(crate) fn cells<'a, T: Copy>(
    array: &'a dyn Array,
    of_values: &mut Known<T>,
    read: &mut impl FnMut(Found<'a>) -> Result<T, Flaw>,
    found: &mut Vec<Cell<T>>,
) {
    let Some(dictionary) = array.as_any_dictionary_opt() else { return plain(array, read, found) };
    let table = known(dictionary.values(), of_values, read);
    if table.is_empty() {
        found.extend(iter::repeat_n(Ok(None), array.len()));
        return;
    }
    // Keys of nulls may be any number; they are brought below the dictionary's length.
    let keys = dictionary.normalized_keys();
    match array.nulls() {
        None => found.extend(keys.iter().map(|key| table[*key])),
        Some(nulls) => {
            let rows = keys.iter().zip(nulls);
            found.extend(rows.map(|(key, there)| if there { table[*key] } else { Ok(None) }));
        }
    }
}

/// Reads all rows of an array that is no dictionary.
fn plain<'a, T>(
    array: &'a dyn Array,
    read: &mut impl FnMut(Found<'a>) -> Result<T, Flaw>,
    cells: &mut Vec<Cell<T>>,
) {
    macro_rules! each {
        ($array:expr, $found:expr) => {
            cells.extend($array.iter().map(|value| value.and_then($found).map(&mut *read).transpose()))
        };
    }
    macro_rules! whole {
        ($type:ty) => {
            each!(array.as_primitive::<$type>(), |number| Some(Found::Whole(i64::from(number))))
        };
    }
    macro_rules! float {
        ($type:ty, $fraction_bits:literal, $exponent_bits:literal) => {
            each!(array.as_primitive::<$type>(), |float| {
                Found::float(float.to_bits().into(), $fraction_bits, $exponent_bits)
            })
        };
    }
    macro_rules! days {
        ($type:ty, $of_a_day:expr) => {
            each!(array.as_primitive::<$type>(), |time| {
                Some(Found::Day(i64::from(time).div_euclid($of_a_day)))
            })
        };
    }
    macro_rules! decimal {
        ($type:ty, $scale:expr) => {{
            let fen = Decimals::<$type>::new($scale);
            each!(array.as_primitive::<$type>(), |value| Some(Found::Fen(fen.fen(value))))
        }};
    }
    const SECONDS: i64 = 24 * 60 * 60;
    match array.data_type() {
        DataType::Utf8 => each!(array.as_string::<i32>(), Found::text),
        DataType::LargeUtf8 => each!(array.as_string::<i64>(), Found::text),
        DataType::Utf8View => each!(array.as_string_view(), Found::text),
        DataType::Int8 => whole!(Int8Type),
        DataType::Int16 => whole!(Int16Type),
        DataType::Int32 => whole!(Int32Type),
        DataType::Int64 => whole!(Int64Type),
        DataType::UInt8 => whole!(UInt8Type),
        DataType::UInt16 => whole!(UInt16Type),
        DataType::UInt32 => whole!(UInt32Type),
        DataType::UInt64 => each!(array.as_primitive::<UInt64Type>(), |number| {
            Some(Found::Whole(i64::try_from(number).unwrap_or(i64::MAX)))
        }),
        DataType::Float16 => float!(Float16Type, 10, 5),
        DataType::Float32 => float!(Float32Type, 23, 8),
        DataType::Float64 => float!(Float64Type, 52, 11),
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
        // Types without a kind, of which a column is read only when it has nothing but nulls.
        _ => {
            let nulls = array.logical_nulls();
            let is_null = |row| nulls.as_ref().is_some_and(|nulls| nulls.is_null(row));
            let null = |row| if is_null(row) { Ok(None) } else { Err(Flaw::Format) };
            cells.extend((0..array.len()).map(null));
        }
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

    fn fen(&self, value: T::Native) -> Result<i64, Flaw> {
        if value.is_zero() {
            return Ok(0);
        }
        if self.scale <= 2 {
            let power = 10_i64.checked_pow(u32::from(self.scale.abs_diff(2)));
            let fen = value.to_i64().zip(power).and_then(|(value, power)| value.checked_mul(power));
            return fen.ok_or(Flaw::Range);
        }
        match self.power {
            Some(power) if value.mod_wrapping(power).is_zero() => {
                value.div_wrapping(power).to_i64().ok_or(Flaw::Range)
            }
            _ => Err(Flaw::Format),
        }
    }
}

/// A row's value as an error shows it.
pub(crate) fn written(array: &dyn Array, row: usize) -> String {
    if array.as_any_dictionary_opt().is_some() {
        let one = array.slice(row, 1);
        return entry(one.as_ref()).map_or_else(String::new, |(values, key)| written(values.as_ref(), key));
    }
    match array.data_type() {
        DataType::UInt64 => array.as_primitive::<UInt64Type>().value(row).to_string(),
        DataType::Float16 => array.as_primitive::<Float16Type>().value(row).to_string(),
        DataType::Float32 => array.as_primitive::<Float32Type>().value(row).to_string(),
        DataType::Float64 => array.as_primitive::<Float64Type>().value(row).to_string(),
        DataType::Decimal32(..) => array.as_primitive::<Decimal32Type>().value_as_string(row),
        DataType::Decimal64(..) => array.as_primitive::<Decimal64Type>().value_as_string(row),
        DataType::Decimal128(..) => array.as_primitive::<Decimal128Type>().value_as_string(row),
        DataType::Decimal256(..) => array.as_primitive::<Decimal256Type>().value_as_string(row),
        _ => {
            let mut text = String::new();
            found(array, row, &mut |found| text = found.to_string());
            text
        }
    }
}
