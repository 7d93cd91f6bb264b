//! Rule 15: why a file is no table.

/// Why bytes are no table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{en}")]
#[non_exhaustive]
pub struct CsvError {
    /// The row of the spreadsheet; for bytes that are no text, the line of the file.
    pub line: usize,
    /// What is wrong, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

impl CsvError {
    /// The error of bytes that are no text by the encoding that they seem to have. `line` is the first with such
    /// bytes, counted from 1.
    ///
    /// ```
    /// use shuangbai::table::CsvError;
    /// assert_eq!(CsvError::no_text(3, "UTF-8").zh, "第 3 行有按 UTF-8 无法解读的字节；请存为 UTF-8");
    /// ```
    pub fn no_text(line: usize, encoding: &str) -> CsvError {
        CsvError {
            line,
            zh: format!("第 {line} 行有按 {encoding} 无法解读的字节；请存为 UTF-8"),
            en: format!("line {line} has bytes that are no {encoding}; save the file as UTF-8"),
        }
    }

    pub(super) fn empty() -> CsvError {
        CsvError { line: 1, zh: "文件是空的".to_owned(), en: "the file is empty".to_owned() }
    }

    pub(super) fn workbook() -> CsvError {
        CsvError {
            line: 1,
            zh: "这是 Excel 工作簿，不是 CSV 文件；请在 Excel 中另存为“CSV UTF-8（逗号分隔）”".to_owned(),
            en:
                "this is an Excel workbook, not a CSV file; save it as `CSV UTF-8 (comma delimited)` in Excel"
                    .to_owned(),
        }
    }

    /// Some lines, counted from 1, are written otherwise than the rest: in UTF-8, or the rest is.
    pub(super) fn mixed(lines: &[usize], utf8: bool) -> CsvError {
        let (zh, en, are) =
            (numbers(lines, "、"), numbers(lines, ", "), if lines.len() == 1 { "is" } else { "are" });
        let (line, s) = (lines.first().copied().unwrap_or(1), if lines.len() == 1 { "" } else { "s" });
        let (zh, en) = if utf8 {
            (
                format!("第 {zh} 行是 UTF-8，文件的其余部分不是，似为 GB18030（GBK）"),
                format!(
                    "line{s} {en} {are} UTF-8, the rest of the file is not, it seems to be GB18030 (GBK)"
                ),
            )
        } else {
            (
                format!("第 {zh} 行不是 UTF-8，与文件的其余部分不同，似为 GB18030（GBK）"),
                format!(
                    "line{s} {en} {are} not UTF-8, as the rest of the file is; it seems to be GB18030 (GBK)"
                ),
            )
        };
        CsvError {
            line,
            zh: format!("{zh}；请把整个文件存为 UTF-8，或指明编码"),
            en: format!("{en}. Save the whole file as UTF-8, or name the encoding"),
        }
    }

    pub(super) fn beyond(rows: &[usize], names: usize, headings: usize) -> CsvError {
        let (s, have, cell) = match rows {
            [_] => ("", "has", "a cell"),
            _ => ("s", "have", "cells"),
        };
        CsvError {
            line: rows.first().copied().unwrap_or(1),
            zh: format!(
                "第 {} 行的内容超出了表头：表头在第 {headings} 行，有 {names} 格",
                numbers(rows, "、")
            ),
            en: format!(
                "row{s} {} {have} {cell} beyond the {names} headings of row {headings}",
                numbers(rows, ", ")
            ),
        }
    }
}

impl CsvError {
    pub(super) fn unread(row: usize, error: &csv::Error) -> CsvError {
        CsvError {
            line: row,
            zh: format!("第 {row} 行无法读取：{error}"),
            en: format!("row {row} can't be read: {error}"),
        }
    }

    pub(super) fn open(row: usize) -> CsvError {
        CsvError {
            line: row,
            zh: format!("第 {row} 行有一个引号没有配对"),
            en: format!("row {row} has a quote that is not closed"),
        }
    }
}

/// The first of some numbers, and that there are more.
fn numbers(all: &[usize], between: &str) -> String {
    const MOST: usize = 10;
    let mut shown: Vec<String> = all.iter().take(MOST).map(usize::to_string).collect();
    if all.len() > MOST {
        shown.push(format!("…({})", all.len()));
    }
    shown.join(between)
}
