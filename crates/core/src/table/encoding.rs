//! Rule 11: which text the bytes of a file are.

#[cfg(feature = "encoding")]
use std::borrow::Cow;

use super::csv_error::CsvError;
#[cfg(feature = "encoding")]
use super::{csv::read_csv_text, text::TextTable};

/// How a file writes its characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Encoding {
    /// What everything writes today.
    Utf8,
    /// Excel's `Unicode text`, low bytes first.
    Utf16Le,
    /// The same, high bytes first.
    Utf16Be,
    /// In which Excel in China saves; GBK and GB2312 are parts of it.
    Gb18030,
}

impl Encoding {
    /// All of them, with the names that the Encoding Standard has for them.
    pub const ALL: [(Encoding, &'static str); 4] = [
        (Encoding::Utf8, "utf-8"),
        (Encoding::Utf16Le, "utf-16le"),
        (Encoding::Utf16Be, "utf-16be"),
        (Encoding::Gb18030, "gb18030"),
    ];

    /// Its name in the Encoding Standard.
    pub fn name(self) -> &'static str {
        Encoding::ALL.iter().find(|(encoding, _)| *encoding == self).map_or("", |(_, name)| name)
    }

    /// The encoding of a name, in small letters or not; `gbk` and `gb2312` are read as what they are a part of.
    ///
    /// ```
    /// use shuangbai::table::Encoding;
    /// assert_eq!(Encoding::from_name("GBK"), Some(Encoding::Gb18030));
    /// assert_eq!(Encoding::from_name("latin1"), None);
    /// ```
    pub fn from_name(name: &str) -> Option<Encoding> {
        let name = name.to_ascii_lowercase();
        match &name[..] {
            "gbk" | "gb2312" => Some(Encoding::Gb18030),
            "utf8" | "utf-8-sig" => Some(Encoding::Utf8),
            name => Encoding::ALL.iter().find(|(_, other)| *other == name).map(|(encoding, _)| *encoding),
        }
    }

    /// The encoding of a file's bytes, and how many of them are its byte order mark.
    ///
    /// Without a mark they are UTF-8, or GB18030 where no line has Chinese letters in UTF-8.
    ///
    /// # Errors
    /// No bytes at all, a workbook, and lines of which some are UTF-8 and others are not.
    ///
    /// ```
    /// use shuangbai::table::Encoding;
    /// assert_eq!(Encoding::of(b"\xB1\xE0\xC2\xEB\n")?, (Encoding::Gb18030, 0)); // 编码
    /// let error = Encoding::of(b"\xE7\xBC\x96\xE7\xA0\x81\n\xCE\xF7\xC1\xAA\xD5\xF2\n").unwrap_err();
    /// assert_eq!(error.to_string(), "line 2 is not UTF-8, as the rest of the file is; it seems to be GB18030 (GBK). \
    ///     Save the whole file as UTF-8, or name the encoding");
    /// # Ok::<(), shuangbai::table::CsvError>(())
    /// ```
    pub fn of(bytes: &[u8]) -> Result<(Encoding, usize), CsvError> {
        let marks: [(&[u8], Encoding); 3] = [
            (b"\xEF\xBB\xBF", Encoding::Utf8),
            (b"\xFF\xFE", Encoding::Utf16Le),
            (b"\xFE\xFF", Encoding::Utf16Be),
        ];
        if let Some((mark, encoding)) = marks.iter().find(|(mark, _)| bytes.starts_with(mark)) {
            return Ok((*encoding, mark.len()));
        }
        let workbooks: [&[u8]; 2] = [b"PK\x03\x04", b"\xD0\xCF\x11\xE0"];
        if workbooks.iter().any(|first| bytes.starts_with(first)) {
            return Err(CsvError::workbook());
        }
        if bytes.trim_ascii().is_empty() {
            return Err(CsvError::empty());
        }
        if str::from_utf8(bytes).is_ok() {
            return Ok((Encoding::Utf8, 0));
        }
        let (utf8, other) = lines(bytes);
        match (&utf8[..], &other[..]) {
            ([], _) => Ok((Encoding::Gb18030, 0)),
            (of_it, others) if of_it.len() >= others.len() => Err(CsvError::mixed(others, false)),
            (of_it, _) => Err(CsvError::mixed(of_it, true)),
        }
    }
}

/// Lines, counted from 1, with Chinese letters in UTF-8, and lines that are no UTF-8.
fn lines(bytes: &[u8]) -> (Vec<usize>, Vec<usize>) {
    let (mut utf8, mut other) = (Vec::new(), Vec::new());
    for (line, bytes) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
        match str::from_utf8(bytes) {
            // Two bytes of GBK may be a letter of another script; three and more in a row are hardly one from China.
            Ok(text) if text.chars().any(|char| char >= '\u{2e80}') => utf8.push(line),
            Ok(_) => {}
            Err(_) => other.push(line),
        }
    }
    (utf8, other)
}

/// A table from the bytes of a CSV file (rule 11), as [`read_csv_text`] has it from their text.
///
/// They are UTF-8, UTF-16 with a byte order mark, or else GB18030, in which Excel in China saves; [`read_csv_as`] takes
/// another one by name.
///
/// # Errors
/// Bytes that are no text, and what is wrong with the text.
///
/// ```
/// let gb18030 = b"\xB1\xE0\xC2\xEB,\xC3\xFB\xB3\xC6\n440203001,\xCE\xF7\xBA\xD3\xD5\xF2\n";
/// let table = shuangbai::table::read_csv(gb18030)?;
/// assert_eq!(table, shuangbai::table::read_csv("编码,名称\n440203001,西河镇\n".as_bytes())?);
/// # Ok::<(), shuangbai::table::CsvError>(())
/// ```
#[cfg(feature = "encoding")]
pub fn read_csv(bytes: &[u8]) -> Result<TextTable, CsvError> {
    let (encoding, mark) = Encoding::of(bytes)?;
    read_csv_text(&decoded(encoding, bytes.get(mark..).unwrap_or_default())?)
}

/// The same from bytes whose encoding somebody has named; a byte order mark does not count.
///
/// # Errors
/// As [`read_csv`].
///
/// ```
/// use shuangbai::table::{Encoding, read_csv_as};
/// let table = read_csv_as(b"\xC3\xFB\xB3\xC6\n\xCE\xF7\xBA\xD3\xD5\xF2\n", Encoding::Gb18030)?;
/// assert_eq!(table.names, ["名称"]);
/// # Ok::<(), shuangbai::table::CsvError>(())
/// ```
#[cfg(feature = "encoding")]
pub fn read_csv_as(bytes: &[u8], encoding: Encoding) -> Result<TextTable, CsvError> {
    read_csv_text(&decoded(encoding, bytes)?)
}

#[cfg(feature = "encoding")]
fn decoded(encoding: Encoding, bytes: &[u8]) -> Result<Cow<'_, str>, CsvError> {
    let how = match encoding {
        Encoding::Utf8 => encoding_rs::UTF_8,
        Encoding::Utf16Le => encoding_rs::UTF_16LE,
        Encoding::Utf16Be => encoding_rs::UTF_16BE,
        Encoding::Gb18030 => encoding_rs::GB18030,
    };
    how.decode_without_bom_handling_and_without_replacement(bytes).ok_or_else(|| {
        let mut decoder = how.new_decoder_without_bom_handling();
        let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(0);
        let mut text = String::with_capacity(room);
        let _ = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
        CsvError::no_text(1 + text.bytes().filter(|byte| *byte == b'\n').count(), how.name())
    })
}
