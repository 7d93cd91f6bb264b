//! Tables: record batches that Python holds, in and out through the PyCapsule interface.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, RecordBatch, RecordBatchOptions, cast::AsArray, types::*};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use pyo3::{
    exceptions::PyTypeError,
    prelude::*,
    types::{PyBytes, PyCapsule, PyDict, PyList},
};
use shuangbai::table::read_csv;

use crate::{
    capsule::{self, batches},
    columns,
    error::value_error,
    run::guarded,
};

/// An Arrow table; see `shuangbai.Table`.
#[pyclass(frozen, module = "shuangbai._native")]
pub(crate) struct Table {
    pub(crate) schema: SchemaRef,
    pub(crate) batches: Vec<RecordBatch>,
    /// Of a CSV file, the spreadsheet's row of each row.
    lines: Vec<usize>,
}

impl From<RecordBatch> for Table {
    fn from(batch: RecordBatch) -> Table {
        Table { schema: batch.schema(), batches: vec![batch], lines: Vec::new() }
    }
}

#[pymethods]
impl Table {
    /// The table of an object with the Arrow PyCapsule interface.
    #[new]
    fn new(object: &Bound<'_, PyAny>) -> PyResult<Table> {
        guarded(|| {
            let (py, batches) = (object.py(), batches(object)?);
            let schema = Arc::clone(&batches.schema);
            let batches = py.detach(|| batches.collect::<Result<_, _>>());
            let batches = batches.map_err(|unread| unread.value_error(py))?;
            Ok(Table { schema, batches, lines: Vec::new() })
        })
    }

    /// A table of lists of Python objects, by column.
    #[staticmethod]
    fn from_columns(columns: &Bound<'_, PyDict>) -> PyResult<Table> {
        guarded(|| {
            let column = |(name, values): (Bound<'_, PyAny>, Bound<'_, PyAny>)| {
                let name: String = name.extract()?;
                let array = columns::column(&name, values.cast::<PyList>()?)?;
                Ok((Field::new(name, array.data_type().clone(), true), array))
            };
            let columns = columns.iter().map(column).collect::<PyResult<Vec<_>>>()?;
            let (fields, arrays): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
            let options = RecordBatchOptions::new()
                .with_row_count(arrays.first().map(|array: &ArrayRef| array.len()).or(Some(0)));
            let batch = RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), arrays, &options);
            Ok(batch.map_err(value_error)?.into())
        })
    }

    /// A table of text from the bytes of a CSV file.
    #[staticmethod]
    fn from_csv(py: Python<'_>, text: &[u8]) -> PyResult<Table> {
        guarded(|| {
            let read = py.detach(|| {
                let table = read_csv(text).map_err(|error| format!("{} ({})", error.zh, error.en))?;
                let batch = table.to_arrow().map_err(|error| error.to_string())?;
                Ok(Table { schema: batch.schema(), batches: vec![batch], lines: table.lines })
            });
            read.map_err(|error: String| value_error(error))
        })
    }

    /// Which row of a spreadsheet a row is, counted from 1; its place where the table was no CSV file.
    fn line(&self, row: usize) -> usize {
        self.lines.get(row).copied().unwrap_or(row)
    }

    #[getter]
    fn column_names(&self) -> Vec<String> {
        self.schema.fields().iter().map(|field| field.name().clone()).collect()
    }

    fn __len__(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    /// A column as Python objects: amounts as `Decimal`, counts and years as `int`, text as `str`.
    fn column<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyList>> {
        guarded(|| {
            let place = self.schema.index_of(name).map_err(value_error)?;
            let list = PyList::empty(py);
            for batch in &self.batches {
                append(&list, batch.column(place).as_ref())?;
            }
            Ok(list)
        })
    }

    /// All columns as Python objects, by name.
    fn columns<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        guarded(|| {
            let columns = PyDict::new(py);
            for name in self.column_names() {
                columns.set_item(&name, self.column(py, &name)?)?;
            }
            Ok(columns)
        })
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        guarded(|| capsule::schema(py, &self.schema))
    }

    /// The table as a stream. Another schema than its own can be asked for and is not given, as the
    /// interface allows.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        guarded(|| capsule::stream(py, self.schema.clone(), self.batches.clone()))
    }
}

/// Appends a column's values to a list.
fn append(list: &Bound<'_, PyList>, array: &dyn Array) -> PyResult<()> {
    let py = list.py();
    macro_rules! each {
        ($array:expr, $value:expr) => {
            for value in $array.iter() {
                match value {
                    Some(value) => list.append($value(value))?,
                    None => list.append(py.None())?,
                }
            }
        };
    }
    match array.data_type() {
        DataType::Utf8 => each!(array.as_string::<i32>(), |text| text),
        DataType::LargeUtf8 => each!(array.as_string::<i64>(), |text| text),
        DataType::Boolean => each!(array.as_boolean(), |flag| flag),
        DataType::Binary => each!(array.as_binary::<i32>(), |bytes| PyBytes::new(py, bytes)),
        DataType::Int32 => each!(array.as_primitive::<Int32Type>(), |number| number),
        DataType::Int64 => each!(array.as_primitive::<Int64Type>(), |number| number),
        DataType::Decimal128(..) => {
            let decimal = py.import("decimal")?.getattr("Decimal")?;
            let numbers = array.as_primitive::<Decimal128Type>();
            for row in 0..numbers.len() {
                if numbers.is_null(row) {
                    list.append(py.None())?;
                } else {
                    list.append(decimal.call1((numbers.value_as_string(row),))?)?;
                }
            }
        }
        DataType::Dictionary(..) => {
            let dictionary = array.as_any_dictionary();
            let values = PyList::empty(py);
            append(&values, dictionary.values().as_ref())?;
            // A dictionary without values has no key that is none.
            let keys = if values.is_empty() { vec![0; array.len()] } else { dictionary.normalized_keys() };
            for (row, key) in keys.into_iter().enumerate() {
                if array.is_null(row) {
                    list.append(py.None())?;
                } else {
                    list.append(values.get_item(key)?)?;
                }
            }
        }
        other => return Err(PyTypeError::new_err(format!("a column of {other} can't be shown"))),
    }
    Ok(())
}
