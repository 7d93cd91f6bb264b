//! Files: plans and reforms as JSON, tables as CSV, Parquet or Arrow, and what is written.

use std::{collections::HashSet, fmt, io::Write, path::Path};

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use shuangbai::{
    arrow::arrow_array::RecordBatch,
    table::{CsvError, Encoding, LeftOut, read_csv, read_csv_as},
};

use crate::{
    console::Console,
    packed,
    stop::{Answer, Stop, Told, wrong},
    table::fault,
};

/// Workbooks, by the endings of their names.
const BOOKS: [&str; 3] = ["xlsx", "xls", "ods"];

/// A file's ending, in small letters.
pub(crate) fn ending(path: &str) -> String {
    Path::new(path).extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default()
}

/// Whether a path is that of a workbook.
pub(crate) fn is_book(path: &str) -> bool {
    BOOKS.contains(&&ending(path)[..])
}

/// The name of a file without its folders.
pub(crate) fn name(path: &str) -> String {
    Path::new(path).file_name().map_or_else(|| path.to_owned(), |name| name.to_string_lossy().into_owned())
}

/// A file's bytes; those of `-` are standard input.
pub(crate) fn bytes(path: &str, console: &mut Console<'_>) -> Answer<Vec<u8>> {
    match path {
        "-" => console.read(),
        _ => console.files.read(path).map_err(|error| Stop::of_file(Path::new(path), &error)),
    }
}

/// A text in UTF-8, without its byte order mark.
pub(crate) fn text(path: &str, console: &mut Console<'_>) -> Answer<String> {
    let data = bytes(path, console)?;
    match String::from_utf8(data) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)),
        Err(_) => wrong(format!("{path}: 不是 UTF-8 编码"), format!("{path}: not in UTF-8")),
    }
}

/// A JSON file, in which, as in a plan, no key is there twice.
pub(crate) fn json(path: &str, console: &mut Console<'_>) -> Answer<Box<RawValue>> {
    let text = text(path, console)?;
    let read = serde_json::from_str::<Once>(&text).and_then(|Once| serde_json::from_str(&text));
    read.map_err(|error| {
        Stop::Wrong(Told::new(
            format!("{path}: 不是合格的 JSON：{error}"),
            format!("{path}: no valid JSON: {error}"),
        ))
    })
}

/// JSON in which no key is there twice.
struct Once;

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Once, D::Error> {
        struct Look;
        impl<'de> Visitor<'de> for Look {
            type Value = Once;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Once, A::Error> {
                let mut keys = HashSet::new();
                while let Some(key) = map.next_key::<String>()? {
                    map.next_value::<Once>()?;
                    if keys.contains(&key) {
                        return Err(de::Error::custom(format!("`{key}` is there twice (写了两次)")));
                    }
                    keys.insert(key);
                }
                Ok(Once)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Once, A::Error> {
                while list.next_element::<Once>()?.is_some() {}
                Ok(Once)
            }

            fn visit_str<E>(self, _: &str) -> Result<Once, E> {
                Ok(Once)
            }

            fn visit_unit<E>(self) -> Result<Once, E> {
                Ok(Once)
            }

            fn visit_bool<E>(self, _: bool) -> Result<Once, E> {
                Ok(Once)
            }

            fn visit_i64<E>(self, _: i64) -> Result<Once, E> {
                Ok(Once)
            }

            fn visit_u64<E>(self, _: u64) -> Result<Once, E> {
                Ok(Once)
            }

            #[expect(clippy::disallowed_types, reason = "a number that is looked at, not read")]
            fn visit_f64<E>(self, _: f64) -> Result<Once, E> {
                Ok(Once)
            }
        }
        deserializer.deserialize_any(Look)
    }
}

/// A table of a plan, as a file has it.
pub(crate) struct FileTable {
    pub(crate) batches: Vec<RecordBatch>,
    /// Of a CSV file the spreadsheet's row of each row.
    pub(crate) lines: Vec<usize>,
    /// Of a CSV file the rows that are none of the table's.
    pub(crate) left_out: Vec<LeftOut>,
}

/// A table in a file; a CSV file may be in an encoding that is named.
pub(crate) fn table(path: &str, encoding: Option<&str>, console: &mut Console<'_>) -> Answer<FileTable> {
    match &ending(path)[..] {
        "csv" | "tsv" | "txt" => csv(path, &bytes(path, console)?, encoding),
        "parquet" | "pq" => packed::parquet(path, bytes(path, console)?, console),
        "arrow" | "feather" => packed::arrow(path, &bytes(path, console)?, console),
        other => {
            let (zh, en) = match other {
                "xls" | "xlsx" | "xlsm" | "ods" | "et" => (
                    "；整本工作簿直接当方案给出，单张表请另存为“CSV UTF-8”",
                    "; a whole workbook is given as the plan, of one table save it as CSV UTF-8",
                ),
                _ => ("", ""),
            };
            wrong(
                format!("{path}: 文件类型应为 CSV 或 Parquet（.csv、.tsv、.txt、.parquet、.arrow）{zh}"),
                format!(
                    "{path}: a file of this kind is not read; .csv, .tsv, .txt, .parquet and .arrow are{en}"
                ),
            )
        }
    }
}

fn csv(path: &str, data: &[u8], encoding: Option<&str>) -> Answer<FileTable> {
    let named = match encoding {
        None => None,
        Some(name) => match Encoding::from_name(name) {
            Some(encoding) => Some(encoding),
            None => {
                let known = Encoding::ALL.map(|(_, name)| name).join(", ");
                return wrong(
                    format!("--encoding 的值不对：{name}，可选：{known}"),
                    format!("--encoding {name}: {known} are known"),
                );
            }
        },
    };
    let read = named.map_or_else(|| read_csv(data), |encoding| read_csv_as(data, encoding));
    let table =
        read.map_err(|CsvError { zh, en, .. }| Stop::Wrong(Told::new(zh, en).in_file(&name(path))))?;
    let batch = table.to_arrow().map_err(fault)?;
    Ok(FileTable { batches: vec![batch], lines: table.lines, left_out: table.left_out })
}

/// Writes to a file, or to standard output.
pub(crate) fn write(data: &[u8], output: &str, console: &mut Console<'_>) -> Answer {
    match output {
        "-" => console.print(data),
        _ => console
            .files
            .create(output)
            .and_then(|mut file| file.write_all(data))
            .map_err(|error| Stop::of_file(Path::new(output), &error)),
    }
}
