//! Rule 11: text from the bytes of a file.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, UTF_8};

use crate::{table::csv::CsvError, table::csv::read_csv_text, table::text::TextTable};

/// A table from the bytes of a CSV file (rule 11), as [`read_csv_text`] has it from their text.
///
/// They are UTF-8, UTF-16 with a byte order mark, or else GB18030, in which Excel in China saves.
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
pub fn read_csv(bytes: &[u8]) -> Result<TextTable, CsvError> {
    read_csv_text(&decoded(bytes)?)
}

fn decoded(bytes: &[u8]) -> Result<Cow<'_, str>, CsvError> {
    let (encoding, mark) = match Encoding::for_bom(bytes) {
        Some(marked) => marked,
        None if str::from_utf8(bytes).is_ok() => (UTF_8, 0),
        None => (GB18030, 0),
    };
    let bytes = bytes.get(mark..).unwrap_or_default();
    encoding.decode_without_bom_handling_and_without_replacement(bytes).ok_or_else(|| {
        let mut decoder = encoding.new_decoder_without_bom_handling();
        let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(0);
        let mut text = String::with_capacity(room);
        let _ = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
        CsvError::no_text(1 + text.bytes().filter(|byte| *byte == b'\n').count(), encoding.name())
    })
}
