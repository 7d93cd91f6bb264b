//! Columns of one type as columns of another: amounts in a unit, floats for those who ask for them, Python objects.

#![expect(
    clippy::disallowed_types,
    reason = "whoever asks for floats gets them; nothing is calculated with them"
)]

use std::sync::Arc;

use arrow_array::{
    Array, ArrayRef, BinaryArray, BooleanArray, Decimal128Array, DictionaryArray, Float64Array, Int32Array,
    Int64Array, StringArray, cast::AsArray, types::*,
};
use arrow_schema::{ArrowError, DataType, Field};
use pyo3::{exceptions::PyTypeError, prelude::*, types::PyList};

use crate::error::value_error;

/// An amount's column in a unit of ten to the `power` yuan: the same digits with the point further left.
pub(crate) fn in_unit(field: &Field, column: &ArrayRef, amounts: &[String], power: i8) -> PyResult<ArrayRef> {
    let DataType::Decimal128(width, scale) = *field.data_type() else { return Ok(Arc::clone(column)) };
    if !amounts.contains(field.name()) {
        return Ok(Arc::clone(column));
    }
    let numbers = column.as_primitive::<Decimal128Type>().clone();
    Ok(Arc::new(numbers.with_precision_and_scale(width, scale + power).map_err(value_error)?))
}

/// A column of decimals as floats, each the nearest to its decimal.
pub(crate) fn with_floats(field: &Field, column: &ArrayRef) -> ArrayRef {
    if !matches!(field.data_type(), DataType::Decimal128(..)) {
        return Arc::clone(column);
    }
    let numbers = column.as_primitive::<Decimal128Type>();
    let float =
        |row| numbers.is_valid(row).then(|| numbers.value_as_string(row).parse::<f64>().ok()).flatten();
    Arc::new((0..numbers.len()).map(float).collect::<Float64Array>())
}

/// A list of Python objects as a column of a type that a table of ours has.
pub(crate) fn array(kind: &str, values: &Bound<'_, PyList>) -> PyResult<ArrayRef> {
    Ok(match kind.parse::<DataType>().map_err(|error: ArrowError| value_error(error))? {
        DataType::Utf8 => {
            Arc::new(values.extract::<Vec<Option<String>>>()?.into_iter().collect::<StringArray>())
        }
        DataType::Boolean => {
            Arc::new(values.extract::<Vec<Option<bool>>>()?.into_iter().collect::<BooleanArray>())
        }
        DataType::Binary => {
            let bytes = values.extract::<Vec<Option<Vec<u8>>>>()?;
            Arc::new(bytes.iter().map(Option::as_deref).collect::<BinaryArray>())
        }
        DataType::Int32 => Arc::new(Int32Array::from(values.extract::<Vec<Option<i32>>>()?)),
        DataType::Int64 => Arc::new(Int64Array::from(values.extract::<Vec<Option<i64>>>()?)),
        DataType::Float64 => Arc::new(Float64Array::from(values.extract::<Vec<Option<f64>>>()?)),
        DataType::Decimal128(width, scale) => {
            let digits = |value: Bound<'_, PyAny>| match value.is_none() {
                true => Ok(None),
                false => value
                    .call_method1("scaleb", (scale,))?
                    .call_method0("__int__")?
                    .extract::<i128>()
                    .map(Some),
            };
            let numbers = values.iter().map(digits).collect::<PyResult<Decimal128Array>>()?;
            Arc::new(numbers.with_precision_and_scale(width, scale).map_err(value_error)?)
        }
        DataType::Dictionary(..) => {
            let texts = values.extract::<Vec<Option<String>>>()?;
            Arc::new(texts.iter().map(Option::as_deref).collect::<DictionaryArray<Int32Type>>())
        }
        other => return Err(PyTypeError::new_err(format!("no table has a column of {other}"))),
    })
}
