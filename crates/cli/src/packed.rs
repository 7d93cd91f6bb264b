//! Parquet and Arrow files as tables. One that somebody else sent is bounded: a few bytes of Parquet can say that a long text
//! stands in each of a million rows, or unpack to any length, and what a file says of its own length may be a lie.

use ::parquet::{
    arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder},
    basic::Type,
    file::metadata::ParquetMetaData,
};
use bytes::Bytes;
use shuangbai::arrow::{
    arrow_array::{Array, RecordBatch, RecordBatchReader, cast::AsArray},
    arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef},
};

use crate::{
    console::Console,
    files::{FileTable, name},
    pages::{self, Unfit},
    stop::{Answer, Stop, Told},
};

/// Rows are read so many at a time.
const ROWS: usize = 1 << 16;
/// A value takes at least so many bytes of memory.
const VALUE: usize = 16;

/// A table in Parquet, of at most so many bytes in memory.
pub(crate) fn parquet(path: &str, data: Vec<u8>, console: &Console<'_>) -> Answer<FileTable> {
    let (data, room) = (Bytes::from(data), console.files.room());
    let reader = opened(data, room).and_then(|builder| Ok(builder.with_batch_size(ROWS).build()?));
    let reader = reader.map_err(|unfit| told(path, &unfit, room))?;
    let schema = reader.schema();
    collected(path, reader, schema, console)
}

/// The same in Arrow's own forms.
pub(crate) fn arrow(path: &str, data: &[u8], console: &Console<'_>) -> Answer<FileTable> {
    use arrow_ipc::reader::{FileReader, StreamReader};
    let damaged = |error: ArrowError| told(path, &error.into(), None);
    let data = std::io::Cursor::new(data);
    // A file begins with its name, a stream does not.
    if data.get_ref().starts_with(b"ARROW1") {
        let reader = FileReader::try_new(data, None).map_err(damaged)?;
        let schema = reader.schema();
        collected(path, reader, schema, console)
    } else {
        let reader = StreamReader::try_new(data, None).map_err(damaged)?;
        let schema = reader.schema();
        collected(path, reader, schema, console)
    }
}

/// Batch by batch, as long as there is room and somebody waits.
fn collected(
    path: &str,
    reader: impl Iterator<Item = Result<RecordBatch, ArrowError>>,
    schema: SchemaRef,
    console: &Console<'_>,
) -> Answer<FileTable> {
    let room = console.files.room();
    let (mut batches, mut left) = (Vec::new(), room.unwrap_or(usize::MAX));
    for batch in reader {
        if !(console.going)() {
            return Err(Stop::Interrupted);
        }
        let batch = batch.map_err(|error| told(path, &error.into(), room))?;
        left = match room {
            Some(_) => left.checked_sub(length(&batch)).ok_or_else(|| told(path, &Unfit::TooLong, room))?,
            None => left,
        };
        batches.push(batch);
    }
    if batches.is_empty() {
        // A table without rows has columns all the same.
        batches.push(RecordBatch::new_empty(schema));
    }
    Ok(FileTable { batches, lines: Vec::new(), left_out: Vec::new() })
}

/// How long the values of some rows are when each is written out, whatever they share in memory.
fn length(batch: &RecordBatch) -> usize {
    let values = batch.num_rows().saturating_mul(batch.num_columns().max(1)).saturating_mul(VALUE);
    batch.columns().iter().map(|column| texts(column)).fold(values, usize::saturating_add)
}

/// The bytes of a column's texts; of other kinds of values those in memory.
fn texts(column: &dyn Array) -> usize {
    fn sum<'t>(values: impl Iterator<Item = Option<&'t str>>) -> usize {
        values.flatten().map(str::len).fold(0, usize::saturating_add)
    }
    match column.data_type() {
        DataType::Utf8 => sum(column.as_string::<i32>().iter()),
        DataType::LargeUtf8 => sum(column.as_string::<i64>().iter()),
        DataType::Utf8View => sum(column.as_string_view().iter()),
        DataType::Dictionary(..) => {
            let column = column.as_any_dictionary();
            let values = column.values();
            if values.is_empty() {
                return 0;
            }
            let lengths: Vec<usize> = (0..values.len()).map(|at| texts(&values.slice(at, 1))).collect();
            column.normalized_keys().into_iter().map(|key| lengths[key]).fold(0, usize::saturating_add)
        }
        _ => column.get_array_memory_size(),
    }
}

type Builder = ParquetRecordBatchReaderBuilder<Bytes>;

/// Opens a file. Where there is a bound, its pages are looked through first, and texts are read as they lie in them: each value
/// points into a page instead of being written out.
fn opened(data: Bytes, room: Option<usize>) -> Result<Builder, Unfit> {
    let options = ArrowReaderOptions::new();
    let mut found = ArrowReaderMetadata::load(&data, options.clone())?;
    if let Some(room) = room {
        bounded(&data, found.metadata(), room)?;
        let fields = found.schema().fields().iter().map(|field| viewed(field)).collect::<Vec<_>>();
        let schema = Schema::new_with_metadata(fields, found.schema().metadata().clone());
        found = ArrowReaderMetadata::try_new(found.metadata().clone(), options.with_schema(schema.into()))?;
    }
    Ok(Builder::new_with_metadata(data, found))
}

fn viewed(field: &Field) -> Field {
    let text = |kind: &DataType| matches!(kind, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View);
    match field.data_type() {
        DataType::Dictionary(_, values) if text(values) => field.clone().with_data_type(DataType::Utf8View),
        kind if text(kind) => field.clone().with_data_type(DataType::Utf8View),
        _ => field.clone(),
    }
}

/// Whether a file's rows and pages, as they say themselves, have room.
fn bounded(data: &[u8], file: &ParquetMetaData, room: usize) -> Result<(), Unfit> {
    let mut width = 0_usize;
    for column in file.file_metadata().schema_descr().columns() {
        if column.path().parts().len() > 1 || column.max_rep_level() > 0 {
            return Err(Unfit::Nested(column.path().string()));
        }
        let value = match column.physical_type() {
            Type::FIXED_LEN_BYTE_ARRAY => usize::try_from(column.type_length()).unwrap_or(usize::MAX),
            _ => VALUE,
        };
        width = width.saturating_add(value.max(VALUE));
    }
    let mut left = room;
    for group in file.row_groups() {
        let rows = usize::try_from(group.num_rows()).unwrap_or(usize::MAX);
        left = left.checked_sub(rows.saturating_mul(width)).ok_or(Unfit::TooLong)?;
        for column in group.columns() {
            left = left.checked_sub(pages::unpacked(data, column, left)?).ok_or(Unfit::TooLong)?;
        }
    }
    Ok(())
}

/// What is wrong with a file, in both languages.
fn told(path: &str, unfit: &Unfit, room: Option<usize>) -> Stop {
    let (zh, en) = match unfit {
        Unfit::TooLong => {
            let most = room.unwrap_or_default();
            (format!("解开后超过 {most} 字节"), format!("longer than {most} bytes when it is unpacked"))
        }
        Unfit::Nested(column) => {
            (format!("列“{column}”不是一行一个值"), format!("column `{column}` has not one value in a row"))
        }
        Unfit::Packed(how) => (
            format!("不接受 {how}，请用 Snappy 或 Zstandard 压缩、字典或普通编码（各软件的默认）保存"),
            format!(
                "{how} is not taken: save it with Snappy or Zstandard, encoded plainly or by a dictionary, as most programs do by themselves"
            ),
        ),
        Unfit::Damaged(error) => (format!("读不出：{error}"), format!("can't be read: {error}")),
    };
    Stop::Wrong(Told::new(zh, en).in_file(&name(path)))
}
