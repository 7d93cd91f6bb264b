//! Tables: record batches that Python holds, in and out through the PyCapsule interface.

use std::{collections::HashMap, sync::Arc};

use arrow_array::{Array, ArrayRef, RecordBatch, RecordBatchOptions, StringArray, cast::AsArray, types::*};
use arrow_schema::{ArrowError, DataType, Field, FieldRef, Schema, SchemaRef};
use pyo3::{
    exceptions::PyTypeError,
    prelude::*,
    types::{PyBytes, PyCapsule, PyDict, PyList},
};
use shuangbai::table::{Encoding, LeftOut, read_csv, read_csv_as};

use crate::{
    capsule::{self, batches},
    columns,
    error::value_error,
    kinds,
    run::guarded,
};

/// An Arrow table; see `shuangbai.Table`.
#[pyclass(frozen, module = "shuangbai._native")]
pub(crate) struct Table {
    pub(crate) schema: SchemaRef,
    pub(crate) batches: Vec<RecordBatch>,
    /// Of a CSV file, the spreadsheet's row of each row.
    lines: Vec<usize>,
    /// Of a CSV file, the rows that are none of the table's.
    pub(crate) left_out: Vec<LeftOut>,
}

impl From<RecordBatch> for Table {
    fn from(batch: RecordBatch) -> Table {
        Table { schema: batch.schema(), batches: vec![batch], lines: Vec::new(), left_out: Vec::new() }
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
            Ok(Table { schema, batches, lines: Vec::new(), left_out: Vec::new() })
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

    /// A table of text from the bytes of a CSV file, in an encoding that somebody has named or that it seems to have.
    #[staticmethod]
    #[pyo3(signature = (text, encoding=None))]
    fn from_csv(py: Python<'_>, text: &[u8], encoding: Option<&str>) -> PyResult<Table> {
        guarded(|| {
            let named = encoding.map(|name| {
                Encoding::from_name(name).ok_or_else(|| {
                    let known = Encoding::ALL.map(|(_, name)| name).join(", ");
                    value_error(format!("encoding {name:?}: {known} (编码应为其中之一)"))
                })
            });
            let named = named.transpose()?;
            let read = py.detach(|| {
                let read = named.map_or_else(|| read_csv(text), |encoding| read_csv_as(text, encoding));
                let table = read.map_err(|error| format!("{} ({})", error.zh, error.en))?;
                let batch = table.to_arrow().map_err(|error| error.to_string())?;
                Ok(Table {
                    schema: batch.schema(),
                    batches: vec![batch],
                    lines: table.lines,
                    left_out: table.left_out,
                })
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

    /// Some of its rows, by their places.
    fn slice(&self, first: usize, rows: usize) -> Table {
        let (mut skip, mut left) = (first, rows);
        let mut batches = Vec::new();
        for batch in &self.batches {
            let start = skip.min(batch.num_rows());
            let taken = left.min(batch.num_rows() - start);
            batches.push(batch.slice(start, taken));
            (skip, left) = (skip - start, left - taken);
        }
        let lines = self.lines.iter().skip(first).take(rows).copied().collect();
        Table { schema: Arc::clone(&self.schema), batches, lines, left_out: Vec::new() }
    }

    /// The rows of tables with the same columns, one after the other: of decimals the widest.
    #[staticmethod]
    fn concat(tables: Vec<PyRef<'_, Table>>) -> PyResult<Table> {
        guarded(|| {
            let mut fields: Vec<FieldRef> = tables
                .first()
                .map(|table| table.schema.fields().iter().cloned().collect())
                .unwrap_or_default();
            for table in &tables {
                for (field, other) in fields.iter_mut().zip(table.schema.fields()) {
                    if let (DataType::Decimal128(width, _), DataType::Decimal128(wider, _)) =
                        (field.data_type(), other.data_type())
                        && wider > width
                    {
                        *field = Arc::clone(other);
                    }
                }
            }
            let schema = Arc::new(Schema::new(fields));
            let widened = |batch: &RecordBatch| {
                let columns = batch.columns().iter().zip(schema.fields()).map(|(column, field)| match field
                    .data_type()
                {
                    DataType::Decimal128(width, scale) => {
                        let column = column.as_primitive::<Decimal128Type>().clone();
                        Ok(Arc::new(column.with_precision_and_scale(*width, *scale)?) as ArrayRef)
                    }
                    _ => Ok(Arc::clone(column)),
                });
                RecordBatch::try_new(Arc::clone(&schema), columns.collect::<Result<_, ArrowError>>()?)
            };
            let batches = tables.iter().flat_map(|table| &table.batches).map(widened);
            let batches = batches.collect::<Result<_, _>>().map_err(value_error)?;
            Ok(Table { schema: Arc::clone(&schema), batches, lines: Vec::new(), left_out: Vec::new() })
        })
    }

    /// With amounts in a unit of ten to the `power` yuan, by the columns' names: the same digits, more decimals.
    fn in_unit(&self, amounts: Vec<String>, power: i8) -> PyResult<Table> {
        guarded(|| self.map(|field, column| kinds::in_unit(field, column, &amounts, power)))
    }

    /// With decimals as floats.
    fn with_floats(&self) -> PyResult<Table> {
        guarded(|| self.map(|field, column| Ok(kinds::with_floats(field, column))))
    }

    /// With the column `name` behind `region`, in which the regions that have no name in it have these.
    fn named(&self, names: HashMap<String, String>) -> PyResult<Table> {
        guarded(|| {
            let Some(region) = self.schema.index_of("region").ok() else { return Ok(self.copied()) };
            let old = self.schema.index_of("name").ok();
            let mut fields: Vec<FieldRef> = self.schema.fields().iter().cloned().collect();
            let field = Arc::new(Field::new("name", DataType::Utf8, false));
            match old {
                Some(place) => fields[place] = field,
                None => fields.insert(region + 1, field),
            }
            let schema = Arc::new(Schema::new(fields));
            let batches = self.batches.iter().map(|batch| {
                let codes = batch.column(region).as_string::<i32>();
                let known = |row| names.get(codes.value(row)).map_or("", String::as_str);
                let given = old.map(|place| batch.column(place).as_string::<i32>());
                let name = |row| given.map(|given| given.value(row)).filter(|name| !name.is_empty());
                let all = (0..batch.num_rows()).map(|row| name(row).unwrap_or_else(|| known(row)));
                let all: ArrayRef = Arc::new(StringArray::from_iter_values(all));
                let mut columns = batch.columns().to_vec();
                match old {
                    Some(place) => columns[place] = all,
                    None => columns.insert(region + 1, all),
                }
                RecordBatch::try_new(Arc::clone(&schema), columns).map_err(value_error)
            });
            let batches = batches.collect::<PyResult<_>>()?;
            Ok(Table {
                schema: Arc::clone(&schema),
                batches,
                lines: self.lines.clone(),
                left_out: Vec::new(),
            })
        })
    }

    /// All that makes it, as Python objects: of each column its name, type, whether it may have nulls, and values.
    fn parts<'py>(&self, py: Python<'py>) -> PyResult<Vec<Part<'py>>> {
        guarded(|| {
            let part = |field: &FieldRef| {
                let kind = field.data_type().to_string();
                Ok((field.name().clone(), kind, field.is_nullable(), self.column(py, field.name())?))
            };
            self.schema.fields().iter().map(part).collect()
        })
    }

    /// The table of such parts.
    #[staticmethod]
    fn from_parts(parts: Vec<Part<'_>>) -> PyResult<Table> {
        guarded(|| {
            let column = |(name, kind, nullable, values): Part<'_>| {
                let array = kinds::array(&kind, &values)?;
                Ok((Field::new(name, array.data_type().clone(), nullable), array))
            };
            let columns = parts.into_iter().map(column).collect::<PyResult<Vec<_>>>()?;
            let (fields, arrays): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
            let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays);
            Ok(batch.map_err(value_error)?.into())
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

/// A column as Python objects: its name, type, whether it may have nulls, and values.
type Part<'py> = (String, String, bool, Bound<'py, PyList>);

impl Table {
    fn copied(&self) -> Table {
        Table {
            schema: Arc::clone(&self.schema),
            batches: self.batches.clone(),
            lines: self.lines.clone(),
            left_out: self.left_out.clone(),
        }
    }

    /// With other columns in the place of its own.
    fn map(&self, column: impl Fn(&Field, &ArrayRef) -> PyResult<ArrayRef>) -> PyResult<Table> {
        let columns_of = |batch: &RecordBatch| {
            let fields = self.schema.fields().iter().zip(batch.columns());
            fields.map(|(field, array)| column(field, array)).collect::<PyResult<Vec<_>>>()
        };
        let mut schema = Arc::clone(&self.schema);
        let mut batches = Vec::new();
        for batch in &self.batches {
            let columns = columns_of(batch)?;
            let retyped = |(field, array): (&FieldRef, &ArrayRef)| {
                field.as_ref().clone().with_data_type(array.data_type().clone())
            };
            let fields: Vec<Field> = self.schema.fields().iter().zip(&columns).map(retyped).collect();
            schema = Arc::new(Schema::new(fields));
            batches.push(RecordBatch::try_new(Arc::clone(&schema), columns).map_err(value_error)?);
        }
        Ok(Table { schema, batches, lines: self.lines.clone(), left_out: Vec::new() })
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
        DataType::Float64 => each!(array.as_primitive::<Float64Type>(), |number| number),
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
