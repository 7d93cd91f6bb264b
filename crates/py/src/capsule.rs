//! Arrow's C interface: tables come in and go out as PyCapsules, without a copy.
//!
//! What comes in is looked at before anybody reads it, for the interface hands over pointers and promises, and
//! programs break these: Parquet readers take any bytes for text. A pointer has no length, so that one promise
//! stays unproven: that buffers are as long as their last offsets say.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    vec,
};

use arrow_array::{
    Array, BinaryArray, BinaryViewArray, LargeBinaryArray, NullArray, RecordBatch, RecordBatchIterator,
    RecordBatchOptions,
    cast::AsArray,
    ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi_and_data_type},
    ffi_stream::FFI_ArrowArrayStream,
    make_array,
};
use arrow_data::{ArrayData, layout};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use pyo3::{
    exceptions::PyTypeError,
    prelude::*,
    types::{PyBytes, PyCapsule},
};

use crate::{error::value_error, run::said, table::Table};

/// The rows of a table, batch by batch: those of some columns, looked at and safe to read.
pub(crate) struct Batches {
    /// Of these columns.
    pub(crate) schema: SchemaRef,
    /// Their places among all.
    columns: Vec<usize>,
    source: Source,
    /// Rows of the batches so far.
    rows: usize,
    /// The dictionary that each column had last: most tables have one for all batches.
    known: Vec<Option<ArrayData>>,
}

enum Source {
    /// Looked at already.
    Ours(vec::IntoIter<RecordBatch>),
    /// Structs, each a batch.
    Stream(FFI_ArrowArrayStream, DataType),
    Array(Option<FFI_ArrowArray>, DataType),
}

/// Whether a column of this name is what pandas keeps its index in.
pub(crate) fn is_index(name: &str) -> bool {
    name.starts_with("__index_level_")
}

/// Why a table can't be read.
pub(crate) enum Unread {
    /// Text that is not UTF-8: the column's name, the row of the table, counted from 0, and what stands there.
    Text { column: String, row: usize, bytes: Vec<u8> },
    /// What else the data breaks.
    Damaged(String),
}

impl From<ArrowError> for Unread {
    fn from(error: ArrowError) -> Unread {
        Unread::Damaged(error.to_string())
    }
}

impl Unread {
    /// As `ValueError`, for a table that is no part of a plan.
    pub(crate) fn value_error(&self, py: Python<'_>) -> PyErr {
        match self {
            Unread::Text { column, row, bytes } => {
                let (zh, en) = no_text(py, bytes);
                value_error(format!(
                    "列“{column}”第 {row} 行（从 0 数起）{zh} (column `{column}`, row {row} from 0: {en})"
                ))
            }
            Unread::Damaged(why) => {
                value_error(format!("Arrow 数据不合规范 (the Arrow data is malformed): {why}"))
            }
        }
    }
}

/// What is wrong with text that is not UTF-8, in Chinese and in English.
pub(crate) fn no_text(py: Python<'_>, bytes: &[u8]) -> (String, String) {
    // A Chinese spreadsheet's bytes, mostly; then they can be shown as what they were meant to be.
    let decoded = PyBytes::new(py, bytes).call_method1("decode", ("gb18030",));
    let (zh, en) = match decoded.and_then(|text| text.extract::<String>()) {
        Ok(text) => {
            let text: String = text.chars().take(30).collect();
            (format!("按 GBK 读作“{text}”"), format!("as GBK it is `{text}`"))
        }
        Err(_) => {
            let bytes = bytes[..bytes.len().min(60)].escape_ascii().to_string();
            (bytes.clone(), bytes)
        }
    };
    (
        format!("不是 UTF-8 文本（{zh}），请先转存为 UTF-8"),
        format!("no UTF-8 text ({en}); save it as UTF-8 first"),
    )
}

/// The batches of an object that has the Arrow PyCapsule interface: a table, a stream of batches, or
/// one batch.
pub(crate) fn batches(object: &Bound<'_, PyAny>) -> PyResult<Batches> {
    if let Ok(table) = object.cast::<Table>() {
        let table = table.get();
        return Ok(Batches::new(Arc::clone(&table.schema), Source::Ours(table.batches.clone().into_iter())));
    }
    let py = object.py();
    if object.hasattr("__arrow_c_stream__")? {
        let capsule = object.call_method0("__arrow_c_stream__")?.cast_into::<PyCapsule>()?;
        let stream = capsule.pointer_checked(Some(c"arrow_array_stream"))?.cast::<FFI_ArrowArrayStream>();
        // SAFETY: the capsule's name says what it points to, and it is alive; the stream is moved out
        // of it and marked as released, as the interface asks of a consumer.
        let mut stream = unsafe { FFI_ArrowArrayStream::from_raw(stream.as_ptr()) };
        let schema = asked_schema(&mut stream).map_err(|error| error.value_error(py))?;
        let (schema, rows) = table_type(object, &schema)?;
        return Ok(Batches::new(schema, Source::Stream(stream, rows)));
    }
    if object.hasattr("__arrow_c_array__")? {
        let capsules = object.call_method0("__arrow_c_array__")?;
        let (schema, array): (Bound<'_, PyCapsule>, Bound<'_, PyCapsule>) = capsules.extract()?;
        let schema = schema.pointer_checked(Some(c"arrow_schema"))?.cast::<FFI_ArrowSchema>();
        let array = array.pointer_checked(Some(c"arrow_array"))?.cast::<FFI_ArrowArray>();
        // SAFETY: as above; the schema is only read, and before its capsule can go.
        let (schema, rows) = table_type(object, unsafe { schema.as_ref() })?;
        // SAFETY: as above; the array is moved out of its capsule.
        let array = unsafe { FFI_ArrowArray::from_raw(array.as_ptr()) };
        return Ok(Batches::new(schema, Source::Array(Some(array), rows)));
    }
    let class = object.get_type().name()?;
    Err(PyTypeError::new_err(format!(
        "{class} 不是表格，需要 Arrow 表 (no table: it has no Arrow PyCapsule interface, __arrow_c_stream__)"
    )))
}

/// The schema of a stream.
fn asked_schema(stream: &mut FFI_ArrowArrayStream) -> Result<FFI_ArrowSchema, Unread> {
    let (Some(_), Some(get_schema)) = (stream.release(), stream.get_schema()) else {
        return Err(Unread::Damaged("the stream was read before".into()));
    };
    let mut schema = FFI_ArrowSchema::empty();
    // SAFETY: the stream is alive, and the callback its own.
    let code = unsafe { get_schema(stream, &raw mut schema) };
    if code == 0 { Ok(schema) } else { Err(Unread::Damaged(producers_error(stream, code))) }
}

/// What the producer of a stream says of its last call, which gave this code.
fn producers_error(stream: &mut FFI_ArrowArrayStream, code: i32) -> String {
    let Some(last) = stream.get_last_error() else { return format!("error {code} of the stream") };
    // SAFETY: the stream is alive, the callback its own, and its last call gave an error.
    let text = unsafe { last(stream) };
    if text.is_null() {
        return format!("error {code} of the stream");
    }
    // SAFETY: a text with a zero at its end, which lives until the stream is called again.
    unsafe { std::ffi::CStr::from_ptr(text) }.to_string_lossy().into_owned()
}

/// A schema's levels at most, so that walking down never ends the stack; a table has one or two.
const LEVELS: usize = 64;

/// Rows at most that take no memory.
const ROWS_OF_NOTHING: usize = 1 << 20;

/// The columns of a table, and its rows as a struct.
fn table_type(object: &Bound<'_, PyAny>, schema: &FFI_ArrowSchema) -> PyResult<(SchemaRef, DataType)> {
    fn is_shallow(schema: &FFI_ArrowSchema, levels: usize) -> bool {
        let mut below = schema.children().chain(schema.dictionary());
        levels > 0 && below.all(|schema| is_shallow(schema, levels - 1))
    }
    let field = without_panic(|| {
        if schema.release().is_none() {
            return Err(Unread::Damaged("the schema was read before".into()));
        }
        if !is_shallow(schema, LEVELS) {
            return Err(Unread::Damaged(format!("types within types, {LEVELS} and more")));
        }
        Ok(Field::try_from(schema)?)
    });
    let field = field.map_err(|error| error.value_error(object.py()))?;
    let DataType::Struct(fields) = field.data_type() else {
        let class = object.get_type().name()?;
        return Err(PyTypeError::new_err(format!(
            "Arrow {class} 是一列 {0}，不是表格：需要一张表，每个字段一列 \
             (is one column of {0}, a table is needed, with a column for each field)",
            field.data_type()
        )));
    };
    let schema = Schema::new(fields.clone()).with_metadata(field.metadata().clone());
    Ok((Arc::new(schema), field.data_type().clone()))
}

impl Batches {
    fn new(schema: SchemaRef, source: Source) -> Batches {
        let columns: Vec<usize> = (0..schema.fields().len()).collect();
        Batches { known: vec![None; columns.len()], schema, columns, source, rows: 0 }
    }

    /// Of those columns only, by their places; nobody looks at the others.
    pub(crate) fn only(self, places: &[usize]) -> Result<Batches, ArrowError> {
        let schema = Arc::new(self.schema.project(places)?);
        let columns: Vec<usize> = places.iter().map(|place| self.columns[*place]).collect();
        Ok(Batches { known: vec![None; columns.len()], schema, columns, ..self })
    }

    /// Without what pandas keeps its index in.
    pub(crate) fn without_index(self) -> Result<Batches, ArrowError> {
        let fields = self.schema.fields().iter().enumerate();
        let places: Vec<usize> =
            fields.filter(|(_, field)| !is_index(field.name())).map(|(place, _)| place).collect();
        self.only(&places)
    }

    /// All of them here.
    pub(crate) fn drained(self) -> Result<Batches, Unread> {
        let schema = Arc::clone(&self.schema);
        let batches = self.collect::<Result<Vec<_>, _>>()?;
        Ok(Batches::new(schema, Source::Ours(batches.into_iter())))
    }

    /// The rows of a struct as a batch.
    fn batch(&mut self, array: FFI_ArrowArray, rows: &DataType) -> Result<RecordBatch, Unread> {
        if array.is_released() {
            return Err(Unread::Damaged("the array was read before".into()));
        }
        without_panic(|| {
            well_formed(&array, rows)?;
            // SAFETY: as far as anybody can see, the array is what the interface asks for.
            let rows = unsafe { from_ffi_and_data_type(array, rows.clone()) }?;
            // A column of nulls may be as long as it says and take no memory; whoever reads it does.
            let bits = rows.get_buffer_memory_size().saturating_mul(8);
            if rows.len() > ROWS_OF_NOTHING.max(bits) {
                return Err(Unread::Damaged(format!("{} rows with nothing in them", rows.len())));
            }
            if rows.null_count() > 0 {
                return Err(Unread::Damaged("a row is null as a whole".into()));
            }
            let mut columns = Vec::with_capacity(self.columns.len());
            for (at, place) in self.columns.iter().enumerate() {
                let column = rows.child_data()[*place].slice(rows.offset(), rows.len());
                if let Err(error) = look(&column, &mut self.known[at]) {
                    let name = self.schema.field(at).name().clone();
                    let malformed = || Unread::Damaged(format!("column {name}: {error}"));
                    let (row, bytes) = not_utf8(&column).ok_or_else(malformed)?;
                    return Err(Unread::Text { column: name, row: self.rows + row, bytes });
                }
                columns.push(make_array(column));
            }
            self.rows += rows.len();
            let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
            Ok(RecordBatch::try_new_with_options(Arc::clone(&self.schema), columns, &options)?)
        })
    }
}

impl Iterator for Batches {
    type Item = Result<RecordBatch, Unread>;

    fn next(&mut self) -> Option<Self::Item> {
        let (array, rows) = match &mut self.source {
            Source::Ours(batches) => {
                let batch = batches.next()?;
                return Some(batch.project(&self.columns).map_err(Unread::from));
            }
            Source::Array(array, rows) => (array.take()?, rows.clone()),
            Source::Stream(stream, rows) => {
                let mut array = FFI_ArrowArray::empty();
                let Some(get_next) = stream.get_next() else {
                    return Some(Err(Unread::Damaged("the stream gives no batches".into())));
                };
                // SAFETY: the stream is alive, and the callback its own.
                let code = unsafe { get_next(stream, &raw mut array) };
                if code != 0 {
                    return Some(Err(Unread::Damaged(producers_error(stream, code))));
                }
                if array.is_released() {
                    return None; // the end
                }
                (array, rows.clone())
            }
        };
        Some(self.batch(array, &rows))
    }
}

/// Runs Arrow's own reading, which panics over some of what is damaged.
fn without_panic<T>(read: impl FnOnce() -> Result<T, Unread>) -> Result<T, Unread> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|panic| Err(Unread::Damaged(said(panic.as_ref()))))
}

/// Looks at what an array says of itself, of its parts and of how much there is of each: all that is read
/// before its buffers have lengths.
fn well_formed(array: &FFI_ArrowArray, data_type: &DataType) -> Result<(), Unread> {
    let wrong = |what: &str| Err(Unread::Damaged(format!("{what} of an array of {data_type}")));
    let width =
        if let DataType::FixedSizeBinary(width) = data_type { usize::try_from(*width) } else { Ok(0) };
    let Ok(width) = width else { return wrong("the width") };
    // No buffer is longer than memory can be, counted in the widest values.
    let values = array.len().checked_add(array.offset()).and_then(|values| values.checked_add(1));
    let bytes = values.and_then(|values| values.checked_mul(width.max(256)));
    let Some((values, _)) = values.zip(bytes.filter(|bytes| *bytes <= isize::MAX as usize)) else {
        return wrong("the length");
    };
    let layout = layout(data_type);
    let least =
        layout.buffers.len() + usize::from(layout.can_contain_null_mask) + usize::from(layout.variadic);
    if array.num_buffers() < least || array.num_buffers() > i32::MAX as usize {
        return wrong("the number of buffers");
    }
    // SAFETY: a buffer of offsets has one for each value and one more, by the interface.
    let last = |bits| unsafe {
        let offsets = array.buffer(1);
        match bits {
            _ if offsets.is_null() => Some(0), // then it is refused, unless there is nothing in it
            32 if offsets.cast::<i32>().is_aligned() => {
                Some(i64::from(offsets.cast::<i32>().add(values - 1).read()))
            }
            64 if offsets.cast::<i64>().is_aligned() => Some(offsets.cast::<i64>().add(values - 1).read()),
            _ => None,
        }
    };
    // Of nothing there may be no offset.
    let is_empty = array.is_empty() && array.offset() == 0;
    let is_end = |last: Option<i64>| last.is_some_and(|last| last >= 0);
    let children: Vec<&DataType> = match data_type {
        DataType::Utf8 | DataType::Binary if !is_empty && !is_end(last(32)) => {
            return wrong("the last offset");
        }
        DataType::LargeUtf8 | DataType::LargeBinary if !is_empty && !is_end(last(64)) => {
            return wrong("the last offset");
        }
        DataType::Utf8View | DataType::BinaryView => {
            let (lengths, count) =
                (array.buffer(array.num_buffers() - 1).cast::<i64>(), array.num_buffers() - 3);
            if count > 0 && (lengths.is_null() || !lengths.is_aligned()) {
                return wrong("the lengths of buffers");
            }
            // SAFETY: the last buffer has the lengths of those between, by the interface.
            if (0..count).any(|at| unsafe { lengths.add(at).read() } < 0) {
                return wrong("the lengths of buffers");
            }
            Vec::new()
        }
        DataType::Struct(fields) => fields.iter().map(|field| field.data_type()).collect(),
        DataType::Union(fields, _) => fields.iter().map(|(_, field)| field.data_type()).collect(),
        DataType::List(field)
        | DataType::LargeList(field)
        | DataType::ListView(field)
        | DataType::LargeListView(field)
        | DataType::FixedSizeList(field, _)
        | DataType::Map(field, _) => vec![field.data_type()],
        DataType::RunEndEncoded(ends, values) => vec![ends.data_type(), values.data_type()],
        DataType::Dictionary(_, values) => {
            let Some(dictionary) = array.dictionary() else { return wrong("the dictionary") };
            return well_formed(dictionary, values);
        }
        _ => Vec::new(),
    };
    if array.num_children() != children.len() {
        return wrong("the number of children");
    }
    for (at, child) in children.into_iter().enumerate() {
        well_formed(array.child(at), child)?;
        if matches!(data_type, DataType::Struct(_)) && array.child(at).len() < values - 1 {
            return wrong("the length of a column");
        }
    }
    Ok(())
}

/// Looks at all that the values of an array promise: offsets, keys, and that text is UTF-8. A dictionary that is
/// known is not looked at again.
fn look(array: &ArrayData, known: &mut Option<ArrayData>) -> Result<(), ArrowError> {
    let (DataType::Dictionary(key, _), [values]) = (array.data_type(), array.child_data()) else {
        return array.validate_full();
    };
    array.validate()?;
    array.validate_nulls()?;
    if !keys_are_below(array, key, values.len()) {
        array.validate_values()?; // those of nulls may be any
    }
    if !known.as_ref().is_some_and(|known| known.ptr_eq(values)) {
        values.validate_full()?;
        *known = Some(values.clone());
    }
    Ok(())
}

/// Whether all keys of a dictionary, those of nulls too, are of one of so many values; false where nobody knows.
/// Its buffers are as long as they must be.
fn keys_are_below(array: &ArrayData, key: &DataType, values: usize) -> bool {
    // Loops that the compiler can do for several keys at a time. What is negative is far beyond all values.
    macro_rules! greatest {
        ($signed:ty) => {{
            let keys = &array.buffer::<$signed>(0)[..array.len()];
            let greatest = keys.iter().map(|key| key.cast_unsigned()).max().unwrap_or(0);
            values <= <$signed>::MAX as usize && (greatest as usize) < values
        }};
    }
    match key {
        DataType::Int8 | DataType::UInt8 => greatest!(i8),
        DataType::Int16 | DataType::UInt16 => greatest!(i16),
        DataType::Int32 | DataType::UInt32 => greatest!(i32),
        _ => false,
    }
}

/// The first row of a column whose text is not UTF-8, and its bytes; nothing where something else is wrong.
fn not_utf8(array: &ArrayData) -> Option<(usize, Vec<u8>)> {
    fn first<'a>(mut rows: impl Iterator<Item = Option<&'a [u8]>>) -> Option<(usize, Vec<u8>)> {
        let bad = |bytes: &Option<&[u8]>| bytes.is_some_and(|bytes| str::from_utf8(bytes).is_err());
        let mut row = 0;
        let bytes = rows.find(|bytes| {
            bad(bytes) || {
                row += 1;
                false
            }
        })??;
        Some((row, bytes.to_vec()))
    }
    // The same as bytes, which are looked at too, but for being UTF-8.
    let of = |data_type| array.clone().into_builder().data_type(data_type).build().ok();
    match array.data_type() {
        DataType::Utf8 => first(BinaryArray::from(of(DataType::Binary)?).iter()),
        DataType::LargeUtf8 => first(LargeBinaryArray::from(of(DataType::LargeBinary)?).iter()),
        DataType::Utf8View => first(BinaryViewArray::from(of(DataType::BinaryView)?).iter()),
        DataType::Dictionary(key, _) => {
            let values = array.child_data().first()?;
            let (bad, bytes) = not_utf8(values)?;
            let keys = array
                .clone()
                .into_builder()
                .data_type(DataType::Dictionary(key.clone(), DataType::Null.into()));
            let keys = make_array(keys.child_data(vec![NullArray::new(values.len()).into()]).build().ok()?);
            let of_rows = keys.as_any_dictionary().normalized_keys();
            // What no row has is told at the first.
            let row = (0..keys.len()).find(|row| keys.is_valid(*row) && of_rows[*row] == bad);
            Some((row.unwrap_or(0), bytes))
        }
        _ => None,
    }
}

/// A capsule with a stream of batches.
pub(crate) fn stream(
    py: Python<'_>,
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
) -> PyResult<Bound<'_, PyCapsule>> {
    let batches = batches.into_iter().map(Ok::<_, ArrowError>);
    let stream = FFI_ArrowArrayStream::new(Box::new(RecordBatchIterator::new(batches, schema)));
    PyCapsule::new_with_value(py, stream, c"arrow_array_stream")
}

/// A capsule with a schema.
pub(crate) fn schema<'py>(py: Python<'py>, schema: &SchemaRef) -> PyResult<Bound<'py, PyCapsule>> {
    let schema = FFI_ArrowSchema::try_from(Arc::as_ref(schema)).map_err(value_error)?;
    PyCapsule::new_with_value(py, schema, c"arrow_schema")
}
