//! Columns of Arrow, many rows in one step (rule 11), while nothing is wrong with any of them.
//!
//! What a field makes of a value is asked once for each value that there can be: those of a dictionary, or the whole
//! numbers from the least to the greatest of a column. Rows are then looked up, in loops that the compiler can do for
//! several rows at a time. Columns of other types, and those with something wrong, are read row by row by `arrow.rs`.

use arrow_array::{
    Array, ArrayRef, ArrowPrimitiveType, PrimitiveArray,
    cast::AsArray,
    types::{
        Date32Type, Decimal128Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type,
        UInt32Type, UInt64Type,
    },
};
use arrow_schema::DataType;

use super::{arrow, known::Known, values::Found};
use crate::values::written::Flaw;

/// Rows that one word of a bitmap has.
const WORD: usize = 64;

/// What a field makes of the cells of a column, and a roster of that.
pub(crate) struct Rows<'r, V, R, U> {
    /// Reads a value.
    pub(crate) read: R,
    /// What the roster holds for it, or for a null; nothing where that is wrong.
    pub(crate) usable: U,
    /// The roster's column.
    pub(crate) values: &'r mut Vec<V>,
}

/// Reads all rows of an array, and of a dictionary its values only when they are not those known. False, and nothing
/// is read, when a row can't be used, or nobody knows how to read such an array at once.
pub(crate) fn column<T: Copy, V: Copy>(
    array: &ArrayRef,
    known: &mut Known<T>,
    rows: &mut Rows<'_, V, impl FnMut(Found<'_>) -> Result<T, Flaw>, impl Fn(Option<T>) -> Option<V>>,
) -> bool {
    if array.null_count() > 0 && (rows.usable)(None).is_none() {
        return false;
    }
    let before = rows.values.len();
    let read = match array.data_type() {
        DataType::Dictionary(key, _) => dictionary(array, key, known, rows),
        DataType::Int16 => window::<Int16Type, _, _>(array.as_primitive(), Found::Whole, rows),
        DataType::Int32 => window::<Int32Type, _, _>(array.as_primitive(), Found::Whole, rows),
        DataType::Int64 => window::<Int64Type, _, _>(array.as_primitive(), Found::Whole, rows),
        DataType::UInt16 => window::<UInt16Type, _, _>(array.as_primitive(), Found::Whole, rows),
        DataType::UInt32 => window::<UInt32Type, _, _>(array.as_primitive(), Found::Whole, rows),
        DataType::Date32 => window::<Date32Type, _, _>(array.as_primitive(), Found::Day, rows),
        DataType::Decimal128(_, 2) => fens(array.as_primitive(), rows),
        _ => false,
    };
    if !read {
        rows.values.truncate(before);
    }
    read
}

/// Words of the bitmap of an array: a bit for each row, set where it is no null.
fn words(array: &dyn Array) -> Vec<u64> {
    match array.nulls().filter(|nulls| nulls.null_count() > 0) {
        Some(nulls) => nulls.inner().bit_chunks().iter_padded().collect(),
        None => vec![u64::MAX; array.len().div_ceil(WORD)],
    }
}

/// Rows of a dictionary with keys of this type.
fn dictionary<T: Copy, V: Copy>(
    array: &ArrayRef,
    key: &DataType,
    known: &mut Known<T>,
    rows: &mut Rows<'_, V, impl FnMut(Found<'_>) -> Result<T, Flaw>, impl Fn(Option<T>) -> Option<V>>,
) -> bool {
    let Some(values) = array.as_any_dictionary_opt().map(|dictionary| dictionary.values()) else {
        return false;
    };
    let read = &mut |found: Found<'_>| (rows.read)(found);
    let table = arrow::known(values, known, read).iter();
    let table: Vec<Option<V>> = table.map(|cell| cell.ok().and_then(&rows.usable)).collect();
    let looked_up = LookUp { table: &table, null: (rows.usable)(None), words: words(array) };
    macro_rules! keys {
        ($type:ty) => {
            array.as_dictionary::<$type>().keys().values()
        };
    }
    macro_rules! wide {
        ($type:ty) => {
            looked_up.wide(keys!($type), |key| usize::try_from(key).unwrap_or(usize::MAX), rows.values)
        };
    }
    match key {
        DataType::Int8 => looked_up.bytes(keys!(Int8Type), i8::cast_unsigned, rows.values),
        DataType::UInt8 => looked_up.bytes(keys!(UInt8Type), |key| key, rows.values),
        DataType::Int16 => wide!(Int16Type),
        DataType::Int32 => wide!(Int32Type),
        DataType::Int64 => wide!(Int64Type),
        DataType::UInt16 => wide!(UInt16Type),
        DataType::UInt32 => wide!(UInt32Type),
        DataType::UInt64 => wide!(UInt64Type),
        _ => false,
    }
}

/// What the rows of a dictionary come to.
struct LookUp<'t, V> {
    /// By key; nothing where a value can't be used.
    table: &'t [Option<V>],
    /// Of a null; nothing where there may be none.
    null: Option<V>,
    words: Vec<u64>,
}

/// So few values are looked for one after the other, in many rows at a time.
const FEW: usize = 8;

/// The key that a null gets.
const NULL: u8 = u8::MAX;

impl<V: Copy> LookUp<'_, V> {
    /// Rows with keys of one byte.
    fn bytes<K: Copy>(self, keys: &[K], byte: impl Fn(K) -> u8, values: &mut Vec<V>) -> bool {
        let LookUp { table, null, words } = self;
        let Some(some) = null.or(table.iter().copied().flatten().next()) else { return keys.is_empty() };
        let Some(count) = u8::try_from(table.len()).ok().filter(|count| *count < NULL) else { return false };
        let mut by_key = [some; 256];
        let mut wrong = [true; 256];
        for (key, value) in table.iter().enumerate() {
            wrong[key] = value.is_none();
            by_key[key] = value.unwrap_or(some);
        }
        wrong[usize::from(NULL)] = false;
        let all_right = table.iter().all(Option::is_some);
        let (mut beyond, mut is_wrong) = (false, false);
        for (keys, word) in keys.chunks(WORD).zip(words) {
            let mut block = [0; WORD];
            block.iter_mut().zip(keys).for_each(|(block, key)| *block = byte(*key));
            // The rest of the last block is neither read nor put anywhere.
            let there = each_bit(if keys.len() < WORD { word & ((1 << keys.len()) - 1) } else { word });
            for at in 0..WORD {
                beyond |= (block[at] >= count) & (there[at] != 0);
                block[at] |= !there[at];
            }
            let mut found = [some; WORD];
            if size_of::<V>() == 1 && table.len() <= FEW {
                // Values at hand, not behind a reference, so that no row needs a jump.
                for (key, value) in (0..count).zip(by_key).chain([(NULL, null.unwrap_or(some))]) {
                    for at in 0..WORD {
                        found[at] = if block[at] == key { value } else { found[at] };
                    }
                }
            } else {
                for at in 0..WORD {
                    found[at] = by_key[usize::from(block[at])];
                }
            }
            if !all_right {
                is_wrong |= block[..keys.len()].iter().any(|key| wrong[usize::from(*key)]);
            }
            values.extend_from_slice(&found[..keys.len()]);
        }
        !beyond && !is_wrong
    }

    /// Rows with keys, or other numbers, of several bytes, each of which has a place in the table.
    fn wide<K: Copy>(self, keys: &[K], place: impl Fn(K) -> usize, values: &mut Vec<V>) -> bool {
        let LookUp { table, null, words } = self;
        let Some(some) = null.or(table.iter().copied().flatten().next()) else { return keys.is_empty() };
        let by_place: Vec<V> = table.iter().map(|value| value.unwrap_or(some)).collect();
        let mut beyond = false;
        let null = null.unwrap_or(some);
        for (keys, word) in keys.chunks(WORD).zip(&words) {
            if *word == u64::MAX {
                values.extend(keys.iter().map(|key| {
                    let found = by_place.get(place(*key));
                    beyond |= found.is_none();
                    found.copied().unwrap_or(some)
                }));
                continue;
            }
            values.extend(keys.iter().zip(bits(*word)).map(|(key, there)| {
                let place = place(*key);
                beyond |= there & (place >= by_place.len());
                if there { by_place.get(place).copied().unwrap_or(some) } else { null }
            }));
        }
        let is_right = |key: &K| table.get(place(*key)).is_some_and(Option::is_some);
        let all_right = || {
            keys.iter()
                .zip(words.iter().flat_map(|word| bits(*word)))
                .all(|(key, there)| !there || is_right(key))
        };
        !beyond && (table.iter().all(Option::is_some) || all_right())
    }
}

/// The bits of a word, from the last on.
fn bits(word: u64) -> impl ExactSizeIterator<Item = bool> {
    (0..WORD).map(move |at| word >> at & 1 == 1)
}

/// For each bit of a word, from the last on, a byte of ones or of zeros.
fn each_bit(word: u64) -> [u8; WORD] {
    const EACH: u64 = u64::MAX / 0xff; // a byte of 1, eight times
    let mut bytes = [0; WORD];
    for (eight, byte) in bytes.chunks_exact_mut(8).zip(word.to_le_bytes()) {
        // Each byte keeps a bit of its own; one that is not zero reaches its highest bit, and no other byte.
        let bits = u64::from(byte).wrapping_mul(EACH) & 0x8040_2010_0804_0201;
        let highest = bits.wrapping_add(EACH * 0x7f) >> 7 & EACH;
        eight.copy_from_slice(&highest.wrapping_mul(0xff).to_le_bytes());
    }
    bytes
}

/// Rows of whole numbers, where these are not far from each other.
fn window<A: ArrowPrimitiveType, T, V: Copy>(
    array: &PrimitiveArray<A>,
    found: impl Fn(i64) -> Found<'static>,
    rows: &mut Rows<'_, V, impl FnMut(Found<'_>) -> Result<T, Flaw>, impl Fn(Option<T>) -> Option<V>>,
) -> bool
where
    A::Native: Ord + Into<i64>,
{
    let numbers = array.values();
    // Nulls hold any number.
    let ends = match array.null_count() {
        0 => numbers.iter().min().zip(numbers.iter().max()).map(|(least, most)| (*least, *most)),
        _ => {
            let both =
                |(least, most): (A::Native, A::Native), one: A::Native| (least.min(one), most.max(one));
            array.iter().flatten().fold(None, |ends, one| Some(both(ends.unwrap_or((one, one)), one)))
        }
    };
    let (least, most) = ends.map_or((0, -1), |(least, most)| (least.into(), most.into()));
    let few = (numbers.len() / 4).max(WORD) as i64;
    if most.checked_sub(least).is_none_or(|span| span >= few) {
        return false;
    }
    let value = |number| (rows.read)(found(number)).ok().and_then(|value| (rows.usable)(Some(value)));
    let table: Vec<Option<V>> = (least..=most).map(value).collect();
    let place = |number: A::Native| usize::try_from(number.into().wrapping_sub(least)).unwrap_or(usize::MAX);
    LookUp { table: &table, null: (rows.usable)(None), words: words(array) }.wide(numbers, place, rows.values)
}

/// Rows of decimals of a hundredth, which are fen.
fn fens<T, V: Copy>(
    array: &PrimitiveArray<Decimal128Type>,
    rows: &mut Rows<'_, V, impl FnMut(Found<'_>) -> Result<T, Flaw>, impl Fn(Option<T>) -> Option<V>>,
) -> bool {
    let Rows { read, usable, values } = rows;
    let Some(null) = usable(None) else { return false };
    let mut wrong = false;
    for (numbers, word) in array.values().chunks(WORD).zip(words(array)) {
        values.extend(numbers.iter().zip(bits(word)).map(|(fen, there)| {
            if !there {
                return null;
            }
            let fen = i64::try_from(*fen).map_err(|_| Flaw::Range);
            let value = read(Found::Fen(fen)).ok().and_then(|value| usable(Some(value)));
            wrong |= value.is_none();
            value.unwrap_or(null)
        }));
    }
    !wrong
}
