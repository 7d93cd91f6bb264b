//! Arrow's C interface: tables come in and go out as PyCapsules, without a copy.

use std::sync::Arc;

use arrow_array::{
    Array, RecordBatch, RecordBatchIterator, RecordBatchReader, StructArray,
    ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi},
    ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader},
};
use arrow_schema::{ArrowError, SchemaRef};
use pyo3::{exceptions::PyTypeError, prelude::*, types::PyCapsule};

use crate::{error::value_error, table::Table};

/// The batches of an object that has the Arrow PyCapsule interface: a table, a stream of batches, or
/// one batch.
pub(crate) type Batches = Box<dyn RecordBatchReader + Send>;

pub(crate) fn batches(object: &Bound<'_, PyAny>) -> PyResult<Batches> {
    if let Ok(table) = object.cast::<Table>() {
        let table = table.get();
        let batches = table.batches.clone().into_iter().map(Ok);
        return Ok(Box::new(RecordBatchIterator::new(batches, Arc::clone(&table.schema))));
    }
    if object.hasattr("__arrow_c_stream__")? {
        let capsule = object.call_method0("__arrow_c_stream__")?.cast_into::<PyCapsule>()?;
        let stream = capsule.pointer_checked(Some(c"arrow_array_stream"))?.cast::<FFI_ArrowArrayStream>();
        // SAFETY: the capsule's name says what it points to, and it is alive; the stream is moved out
        // of it and marked as released, as the interface asks of a consumer.
        let reader = unsafe { RecordBatchStreamReader::from_raw(stream.as_ptr()) };
        return Ok(Box::new(reader.map_err(value_error)?));
    }
    if object.hasattr("__arrow_c_array__")? {
        let capsules = object.call_method0("__arrow_c_array__")?;
        let (schema, array): (Bound<'_, PyCapsule>, Bound<'_, PyCapsule>) = capsules.extract()?;
        let schema = schema.pointer_checked(Some(c"arrow_schema"))?.cast::<FFI_ArrowSchema>();
        let array = array.pointer_checked(Some(c"arrow_array"))?.cast::<FFI_ArrowArray>();
        // SAFETY: as above; the array is moved out of its capsule, the schema only read.
        let data = unsafe { from_ffi(FFI_ArrowArray::from_raw(array.as_ptr()), schema.as_ref()) };
        let rows = StructArray::from(data.map_err(value_error)?);
        if rows.null_count() > 0 {
            return Err(PyTypeError::new_err("an Arrow array of rows has null rows"));
        }
        let batch = RecordBatch::from(rows);
        let schema = batch.schema();
        return Ok(Box::new(RecordBatchIterator::new([Ok(batch)], schema)));
    }
    let class = object.get_type().name()?;
    Err(PyTypeError::new_err(format!("{class} has no Arrow PyCapsule interface (__arrow_c_stream__)")))
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
