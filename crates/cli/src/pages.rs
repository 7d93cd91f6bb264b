//! How long the pages of a Parquet file are when they are unpacked, before anything is: each has a header before it that
//! says so, in Thrift's compact form, and the reader holds to it, but for the packings that are refused here.

use ::parquet::{
    basic::{Compression, Type},
    errors::ParquetError,
    file::metadata::ColumnChunkMetaData,
};
use shuangbai::arrow::arrow_schema::ArrowError;

/// Why a file is not read.
#[derive(Debug)]
pub(crate) enum Unfit {
    /// Unpacked it is too long.
    TooLong,
    /// A column has a list or a structure in each row.
    Nested(String),
    /// Packed in a way whose length nobody knows beforehand.
    Packed(String),
    /// It is no such file, or not whole.
    Damaged(String),
}

impl From<ParquetError> for Unfit {
    fn from(error: ParquetError) -> Unfit {
        Unfit::Damaged(error.to_string())
    }
}

impl From<ArrowError> for Unfit {
    fn from(error: ArrowError) -> Unfit {
        Unfit::Damaged(error.to_string())
    }
}

/// A page counts at least so much, so that there is an end to counting.
const PAGE: usize = 64;

/// The bytes of a column's pages in a group of rows, if they are no more than so many.
pub(crate) fn unpacked(data: &[u8], column: &ColumnChunkMetaData, most: usize) -> Result<usize, Unfit> {
    // Neither holds to the length that a page's header says.
    if let kind @ (Compression::GZIP(_) | Compression::LZ4) = column.compression() {
        return Err(Unfit::Packed(kind.to_string()));
    }
    let damaged = || Unfit::Damaged(format!("{}", column.column_path()));
    let from = column.dictionary_page_offset().unwrap_or_else(|| column.data_page_offset());
    let (from, length) = (usize::try_from(from).ok(), usize::try_from(column.compressed_size()).ok());
    let range = from.zip(length).and_then(|(from, length)| Some(from..from.checked_add(length)?));
    let mut rest = range.and_then(|range| data.get(range)).ok_or_else(damaged)?;
    let mut sum = 0_usize;
    while !rest.is_empty() {
        let page = header(&mut rest).ok_or_else(damaged)?;
        let texts = matches!(column.column_type(), Type::BYTE_ARRAY | Type::FIXED_LEN_BYTE_ARRAY);
        if let Some(name) = page.encoding.and_then(|encoding| refused(encoding, texts)) {
            return Err(Unfit::Packed(name));
        }
        rest = rest.get(page.packed..).ok_or_else(damaged)?;
        sum = sum.saturating_add(page.unpacked.max(page.packed).max(PAGE));
        if sum > most {
            return Err(Unfit::TooLong);
        }
    }
    Ok(sum)
}

/// The encodings in which a page can hold more than its own length: those of texts that repeat the beginning of the one
/// before, or whose lengths stand apart.
fn refused(encoding: u64, texts: bool) -> Option<String> {
    const PLAIN: u64 = 0;
    const PLAIN_DICTIONARY: u64 = 2;
    const RLE: u64 = 3;
    const DELTA_BINARY_PACKED: u64 = 5;
    const RLE_DICTIONARY: u64 = 8;
    const BYTE_STREAM_SPLIT: u64 = 9;
    match encoding {
        PLAIN | PLAIN_DICTIONARY | RLE | RLE_DICTIONARY => None,
        DELTA_BINARY_PACKED | BYTE_STREAM_SPLIT if !texts => None,
        4 => Some("BIT_PACKED".into()),
        6 => Some("DELTA_LENGTH_BYTE_ARRAY".into()),
        7 => Some("DELTA_BYTE_ARRAY".into()),
        other => Some(format!("encoding {other}")),
    }
}

/// What a page's header says.
struct Page {
    packed: usize,
    unpacked: usize,
    encoding: Option<u64>,
}

/// Thrift's types of fields that are told apart here.
const STOP: u8 = 0;
const BINARY: u8 = 8;
const STRUCT: u8 = 12;

/// Reads a header, and leaves what is behind it; nothing when it is none. As in the reader, a field's number says what it is.
fn header(rest: &mut &[u8]) -> Option<Page> {
    let (mut packed, mut unpacked, mut encoding) = (None, None, None);
    let mut last = 0;
    loop {
        let (number, kind) = field(rest, last)?;
        last = number;
        match (kind, number) {
            (STOP, _) => break,
            (_, 2) => unpacked = usize::try_from(whole(rest)?).ok(),
            (_, 3) => packed = usize::try_from(whole(rest)?).ok(),
            (_, 1 | 4) => drop(whole(rest)?),
            // Of a page of values, of the old kind and the new, and of a dictionary.
            (_, 5) => encoding = Some(numbers(rest, 4)?[1]),
            (_, 8) => encoding = Some(numbers(rest, 6)?[3]),
            (_, 7) => drop(numbers(rest, 2)?),
            _ => pass(rest, kind, 8)?,
        }
    }
    Some(Page { packed: packed?, unpacked: unpacked?, encoding })
}

/// The numbers that a structure begins with, by their places, and passes over what is behind them.
fn numbers(rest: &mut &[u8], count: i64) -> Option<[u64; 6]> {
    let (mut numbers, mut last) = ([0; 6], 0);
    loop {
        let (number, kind) = field(rest, last)?;
        last = number;
        match kind {
            STOP => return Some(numbers),
            _ if (1..=count).contains(&number) => {
                *numbers.get_mut(usize::try_from(number - 1).ok()?)? = u64::try_from(whole(rest)?).ok()?;
            }
            _ => pass(rest, kind, 8)?,
        }
    }
}

fn byte(rest: &mut &[u8]) -> Option<u8> {
    rest.split_off_first().copied()
}

/// The number and type of the next field.
fn field(rest: &mut &[u8], last: i64) -> Option<(i64, u8)> {
    let head = byte(rest)?;
    let (delta, kind) = (head >> 4, head & 15);
    let number = match delta {
        _ if kind == STOP => 0,
        0 => whole(rest)?,
        delta => last.checked_add(delta.into())?,
    };
    Some((number, kind))
}

/// Seven bits in each byte.
fn bits(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for place in 0..10 {
        let byte = byte(rest)?;
        number |= u64::from(byte & 127) << (7 * place);
        if byte < 128 {
            return Some(number);
        }
    }
    None
}

/// A whole number: the lowest bit is its sign.
fn whole(rest: &mut &[u8]) -> Option<i64> {
    let bits = bits(rest)?;
    Some((bits >> 1).cast_signed() ^ -((bits & 1).cast_signed()))
}

/// Passes over a value, in so many others at most.
fn pass(rest: &mut &[u8], kind: u8, deep: u8) -> Option<()> {
    let deep = deep.checked_sub(1)?;
    match kind {
        // Booleans stand in the type.
        1 | 2 => {}
        3 => drop(byte(rest)?),
        4..=6 => drop(bits(rest)?),
        7 => drop(rest.split_off(..8)?),
        BINARY => {
            let length = usize::try_from(bits(rest)?).ok()?;
            rest.split_off(..length)?;
        }
        STRUCT => loop {
            let (_, kind) = field(rest, 0)?;
            if kind == STOP {
                break;
            }
            pass(rest, kind, deep)?;
        },
        // No header has a list or a map.
        _ => return None,
    }
    Some(())
}
