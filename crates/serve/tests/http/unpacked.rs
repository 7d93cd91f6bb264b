//! Tables that are small when they come and huge when they are unpacked: refused, and never held in memory.

use std::sync::Arc;

use arrow_ipc::writer::FileWriter;
use parquet::{
    arrow::ArrowWriter,
    basic::{Compression, Encoding, GzipLevel, ZstdLevel},
    file::{
        metadata::{ParquetMetaData, ParquetMetaDataReader, ParquetMetaDataWriter},
        properties::WriterProperties,
    },
};
use shuangbai::arrow::{
    arrow_array::{ArrayRef, DictionaryArray, Int8Array, Int64Array, RecordBatch, StringArray},
    arrow_schema::SchemaRef,
};

use super::common::Service;

/// A table of stations whose names are these.
fn stations(names: ArrayRef) -> RecordBatch {
    let rows = names.len();
    let codes = (0..rows).map(|row| Some(format!("440203{:03}", row % 999 + 1)));
    let codes: ArrayRef = Arc::new(codes.collect::<StringArray>());
    let villages: ArrayRef = Arc::new(Int64Array::from(vec![3; rows]));
    RecordBatch::try_from_iter([("code", codes), ("name", names), ("villages", villages)]).expect("a table")
}

/// The same long name for each.
fn alike(length: usize, rows: usize) -> RecordBatch {
    let name: ArrayRef = Arc::new(StringArray::from(vec!["x".repeat(length)]));
    let keys = Int8Array::from(vec![0; rows]);
    stations(Arc::new(DictionaryArray::new(keys, name)))
}

fn parquet(batch: &RecordBatch, properties: WriterProperties) -> Vec<u8> {
    let mut data = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut data, batch.schema(), Some(properties)).expect("a file");
    writer.write(batch).expect("rows");
    writer.close().expect("an end");
    data
}

fn packed(compression: Compression) -> WriterProperties {
    WriterProperties::builder().set_compression(compression).build()
}

fn arrow(batch: &RecordBatch) -> Vec<u8> {
    let schema: SchemaRef = batch.schema();
    let mut writer = FileWriter::try_new(Vec::new(), &schema).expect("a file");
    writer.write(batch).expect("rows");
    writer.into_inner().expect("an end")
}

/// A file that says of itself that it is short: one row and one byte in each group of rows.
fn lying(data: Vec<u8>) -> Vec<u8> {
    let bytes = bytes::Bytes::from(data);
    let file = ParquetMetaDataReader::new().parse_and_finish(&bytes).expect("what it says");
    let groups = file.row_groups().iter().map(|group| {
        let group = group.clone().into_builder().set_num_rows(1).set_total_byte_size(1);
        group.build().expect("a group")
    });
    let said = ParquetMetaData::new(file.file_metadata().clone(), groups.collect());
    // The pages, and behind them what it says; its length stands before the last four bytes.
    let footer = u32::from_le_bytes(bytes[bytes.len() - 8..bytes.len() - 4].try_into().expect("four"));
    let mut data = bytes[..bytes.len() - 8 - footer as usize].to_vec();
    ParquetMetaDataWriter::new(&mut data, &said).finish().expect("an end");
    data
}

const MEGABYTE: usize = 1_000_000;

#[test]
fn a_small_file_that_unpacks_hugely_is_refused_and_not_held_in_memory() {
    let service = Service::start(&["--megabytes", "1"]);
    let (zstd, gzip) = (Compression::ZSTD(ZstdLevel::default()), Compression::GZIP(GzipLevel::default()));
    let long = || stations(Arc::new(StringArray::from(vec!["x".repeat(100 * MEGABYTE)])));
    let nothing = || stations(Arc::new(StringArray::from(vec![None::<&str>; 300_000])));
    let delta = WriterProperties::builder()
        .set_column_dictionary_enabled("name".into(), false)
        .set_column_encoding("name".into(), Encoding::DELTA_BYTE_ARRAY);
    let too_long = "longer than 8000000 bytes";
    for (file, data, said) in [
        (
            "a text in a dictionary, for each of many rows",
            parquet(&alike(20_000, 10_000), packed(zstd)),
            too_long,
        ),
        ("the same in Arrow", arrow(&alike(20_000, 10_000)), too_long),
        ("a page that unpacks to a hundred times itself", parquet(&long(), packed(zstd)), too_long),
        ("rows without anything", parquet(&nothing(), packed(zstd)), too_long),
        ("a footer that is a lie", lying(parquet(&long(), packed(zstd))), too_long),
        ("a length that nobody knows", parquet(&alike(9, 9), packed(gzip)), "GZIP"),
        (
            "texts that repeat the one before",
            parquet(&alike(20_000, 10_000), delta.build()),
            "DELTA_BYTE_ARRAY",
        ),
    ] {
        assert!(data.len() < MEGABYTE, "{file}: {} bytes", data.len());
        let name = if data.starts_with(b"PAR1") { "a.parquet" } else { "a.arrow" };
        let parts: [(&str, Option<&str>, &[u8]); 2] =
            [("stations", Some(name), &data), ("years", None, b"2021")];
        let answer = service.form("/tables", "*/*", &parts);
        let told = answer.json();
        assert_eq!((answer.status, &told["code"]), (400, &"unreadable".into()), "{file}: {told}");
        assert!(told["en"].as_str().is_some_and(|en| en.contains(said)), "{file}: {told}");
        assert!(told["zh"].as_str().is_some_and(|zh| !zh.is_empty()), "{file}: {told}");
    }
    // 100 MB never lay there at once.
    #[cfg(target_os = "linux")]
    assert!(service.peak() < 90 * MEGABYTE, "{} bytes", service.peak());
}

#[test]
fn a_footer_that_tells_fewer_rows_gives_no_more_than_there_is_room_for() {
    let service = Service::start(&["--megabytes", "1"]);
    let data = lying(parquet(&alike(9, 300_000), packed(Compression::SNAPPY)));
    let parts: [(&str, Option<&str>, &[u8]); 2] =
        [("stations", Some("a.parquet"), &data), ("years", None, b"2021")];
    let answer = service.form("/tables", "*/*", &parts);
    assert!([400, 422].contains(&answer.status), "{}", answer.status);
}

#[test]
fn honest_files_are_read_in_whatever_way_they_are_packed() {
    let service = Service::start(&[]);
    let batch =
        stations(Arc::new(StringArray::from(vec!["西联镇", "西河镇", "一个名字很长的镇，长过十二个字节"])));
    let asked = |name: &str, data: &[u8]| {
        let parts: [(&str, Option<&str>, &[u8]); 3] =
            [("stations", Some(name), data), ("years", None, b"2021"), ("assume", None, b"fill=norm")];
        let answer = service.form("/tables", "application/json", &parts);
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.bytes
    };
    let wanted = asked("a.arrow", &arrow(&batch));
    for compression in [Compression::UNCOMPRESSED, Compression::SNAPPY, Compression::LZ4_RAW] {
        assert_eq!(asked("a.parquet", &parquet(&batch, packed(compression))), wanted, "{compression}");
    }
    let plain = WriterProperties::builder().set_dictionary_enabled(false).build();
    assert_eq!(asked("a.parquet", &parquet(&batch, plain)), wanted);
}
