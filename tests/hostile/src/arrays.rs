//! Columns as nobody expects them: odd ones, and plain ones dressed up.

use std::sync::Arc;

use arrow_array::{types::*, *};
use arrow_buffer::{MutableBuffer, NullBuffer};
use arrow_data::ArrayData;
use arrow_schema::{DataType, Field, Fields, IntervalUnit, TimeUnit, UnionFields, UnionMode};

use crate::Draw;

/// What a row of a plain column has.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Text.
    Text(String),
    /// A whole number.
    Whole(u32),
    /// An amount in fen.
    Fen(i64),
    /// Days since 1970.
    Day(i32),
}

/// A column of these values, all of one kind, in one of the types that can hold them: whole or a part of a longer
/// one, in dictionaries with values twice, null or that nobody has, and in dictionaries of these again.
pub fn dressed(draw: &mut Draw, values: &[Option<Value>]) -> ArrayRef {
    dressed_within(draw, values, 3)
}

fn dressed_within(draw: &mut Draw, values: &[Option<Value>], levels: usize) -> ArrayRef {
    let (before, behind) = (draw.below(3), draw.below(3));
    if (before, behind) != (0, 0) && draw.once_in(2) {
        // Of a longer column.
        let any = |draw: &mut Draw| values.get(draw.below(values.len())).cloned().flatten();
        let mut longer: Vec<_> = (0..before).map(|_| any(draw)).collect();
        longer.extend(values.iter().cloned());
        longer.extend((0..behind).map(|_| any(draw)));
        return whole_column(draw, &longer, levels).slice(before, values.len());
    }
    whole_column(draw, values, levels)
}

fn whole_column(draw: &mut Draw, values: &[Option<Value>], levels: usize) -> ArrayRef {
    if levels == 0 || draw.once_in(2) {
        return plain(draw, values);
    }
    // Each value twice, a null, and what nobody has.
    let mut entries: Vec<Option<Value>> = values.iter().flatten().cloned().map(Some).collect();
    entries.dedup();
    entries.extend(entries.clone());
    entries.push(None);
    entries.extend(values.iter().flatten().next().map(|value| {
        Some(match value {
            Value::Text(_) => Value::Text("nobody's".into()),
            Value::Whole(_) => Value::Whole(0),
            Value::Fen(_) => Value::Fen(-1),
            Value::Day(_) => Value::Day(-100_000),
        })
    }));
    let entries = draw.shuffled(entries);
    let keys: Vec<Option<u64>> = values
        .iter()
        .map(|value| {
            let places: Vec<usize> = (0..entries.len()).filter(|place| entries[*place] == *value).collect();
            // A null is one in the keys or in the values.
            if value.is_none() && draw.once_in(2) { None } else { Some(*draw.one_of(&places) as u64) }
        })
        .collect();
    let entries = dressed_within(draw, &entries, levels - 1);
    macro_rules! dictionary {
        ($type:ty) => {{
            let keys: PrimitiveArray<$type> = keys.iter().map(|key| key.map(|key| key as _)).collect();
            Arc::new(DictionaryArray::try_new(keys, entries).expect("keys of these entries"))
        }};
    }
    match draw.below(if entries.len() < 128 { 8 } else { 4 }) {
        0 => dictionary!(Int32Type),
        1 => dictionary!(UInt32Type),
        2 => dictionary!(Int64Type),
        3 => dictionary!(UInt64Type),
        4 => dictionary!(Int8Type),
        5 => dictionary!(UInt8Type),
        6 => dictionary!(Int16Type),
        _ => dictionary!(UInt16Type),
    }
}

/// A column of these values that is no dictionary.
#[expect(clippy::disallowed_types, reason = "whole numbers come as floats, too")]
fn plain(draw: &mut Draw, values: &[Option<Value>]) -> ArrayRef {
    let days =
        || values.iter().map(|value| if let Some(Value::Day(day)) = value { Some(*day) } else { None });
    let whole =
        || values.iter().map(|value| if let Some(Value::Whole(whole)) = value { Some(*whole) } else { None });
    let fen = || values.iter().map(|value| if let Some(Value::Fen(fen)) = value { Some(*fen) } else { None });
    let text = || {
        values.iter().map(|value| match value {
            Some(Value::Text(text)) => Some(text.clone()),
            Some(Value::Whole(number)) => Some(number.to_string()),
            Some(Value::Fen(fen)) => Some(format!("{}.{:02}", fen / 100, fen % 100)),
            Some(Value::Day(_)) | None => None,
        })
    };
    let seconds = |per: i64| days().map(move |day| day.map(|day| i64::from(day) * 86_400 * per));
    let decimals = |scale: u32| fen().map(move |fen| fen.map(|fen| i128::from(fen) * 10_i128.pow(scale - 2)));
    let choice = draw.below(9);
    match values.iter().flatten().next() {
        None => match choice {
            0 => Arc::new(NullArray::new(values.len())),
            1 => new_null_array(&DataType::Float64, values.len()),
            _ => new_null_array(&DataType::Utf8, values.len()),
        },
        Some(Value::Day(_)) => match choice {
            0 | 1 => Arc::new(days().collect::<Date32Array>()),
            2 | 3 => Arc::new(seconds(1_000).collect::<Date64Array>()),
            4 => Arc::new(seconds(1).collect::<TimestampSecondArray>()),
            5 => Arc::new(seconds(1_000).collect::<TimestampMillisecondArray>()),
            6 => Arc::new(seconds(1_000_000).collect::<TimestampMicrosecondArray>()),
            _ => Arc::new(seconds(1_000_000_000).collect::<TimestampNanosecondArray>()),
        },
        Some(Value::Whole(_)) if choice < 6 => match choice {
            0 => Arc::new(whole().collect::<UInt32Array>()),
            1 => Arc::new(whole().map(|it| it.map(i64::from)).collect::<Int64Array>()),
            2 => Arc::new(whole().map(|it| it.map(u64::from)).collect::<UInt64Array>()),
            3 => Arc::new(whole().map(|it| it.map(f64::from)).collect::<Float64Array>()),
            4 => {
                let numbers = whole().map(|it| it.map(i128::from)).collect::<Decimal128Array>();
                Arc::new(numbers.with_precision_and_scale(20, 0).expect("a decimal"))
            }
            _ => Arc::new(whole().map(|it| it.map(|it| it as i32)).collect::<Int32Array>()),
        },
        Some(Value::Fen(_)) if choice < 6 => match choice {
            0 | 1 => Arc::new(
                decimals(2).collect::<Decimal128Array>().with_precision_and_scale(19, 2).expect("fen"),
            ),
            2 => Arc::new(
                decimals(6).collect::<Decimal128Array>().with_precision_and_scale(38, 6).expect("fen"),
            ),
            3 => Arc::new(fen().collect::<Decimal64Array>().with_precision_and_scale(18, 2).expect("fen")),
            _ => {
                let fen = decimals(4).map(|fen| fen.map(arrow_buffer::i256::from_i128));
                Arc::new(fen.collect::<Decimal256Array>().with_precision_and_scale(70, 4).expect("fen"))
            }
        },
        Some(_) => match choice % 3 {
            0 => Arc::new(text().collect::<StringArray>()),
            1 => Arc::new(text().collect::<LargeStringArray>()),
            _ => Arc::new(text().collect::<StringViewArray>()),
        },
    }
}

const WORDS: &[&str] = &[
    "",
    " ",
    "service",
    "服务性",
    "合格",
    "440203001",
    "440203001000",
    "西联镇",
    "2021-08",
    "2021年8月",
    "2021/8/1",
    "50000.00",
    "50,000.00",
    "-1",
    "99999999999999999999",
    "2021-02-30",
    "9999-12",
    "\0",
    "\u{feff}2021",
    "\u{1f600}",
    "nan",
    "1e3",
];

/// A column of any type whatever, with so many rows.
pub fn odd(draw: &mut Draw, rows: usize) -> ArrayRef {
    let data_type = odd_type(draw, 3);
    if draw.once_in(8) {
        return new_null_array(&data_type, rows);
    }
    let data = odd_data(draw, &data_type, rows);
    let data = data.filter(|data| data.validate_full().is_ok() && data.len() == rows);
    data.map_or_else(|| new_null_array(&data_type, rows), make_array)
}

fn odd_type(draw: &mut Draw, levels: usize) -> DataType {
    let unit =
        *draw.one_of(&[TimeUnit::Second, TimeUnit::Millisecond, TimeUnit::Microsecond, TimeUnit::Nanosecond]);
    let field = |draw: &mut Draw| Arc::new(Field::new(*draw.one_of(WORDS), odd_type(draw, levels - 1), true));
    let scale = draw.below(256) as i8;
    match draw.below(if levels > 0 { 42 } else { 30 }) {
        0 => DataType::Null,
        1 => DataType::Boolean,
        2 => DataType::Int8,
        3 => DataType::Int16,
        4 => DataType::Int32,
        5 => DataType::Int64,
        6 => DataType::UInt8,
        7 => DataType::UInt16,
        8 => DataType::UInt32,
        9 => DataType::UInt64,
        10 => DataType::Float16,
        11 => DataType::Float32,
        12 => DataType::Float64,
        13 => DataType::Decimal32(9, scale.clamp(-9, 9)),
        14 => DataType::Decimal64(18, scale.clamp(-18, 18)),
        15 => DataType::Decimal128(38, scale.min(38)),
        16 => DataType::Decimal256(76, scale.min(76)),
        17 => DataType::Date32,
        18 => DataType::Date64,
        19 => DataType::Timestamp(unit, None),
        20 => {
            DataType::Timestamp(unit, Some(Arc::from(*draw.one_of(&["UTC", "+08:00", "Asia/Shanghai", ""]))))
        }
        21 => DataType::Duration(unit),
        22 => DataType::Interval(*draw.one_of(&[
            IntervalUnit::YearMonth,
            IntervalUnit::DayTime,
            IntervalUnit::MonthDayNano,
        ])),
        23 => DataType::Utf8,
        24 => DataType::LargeUtf8,
        25 => DataType::Utf8View,
        26 => DataType::Binary,
        27 => DataType::BinaryView,
        28 => DataType::FixedSizeBinary(draw.below(5) as i32),
        29 => DataType::LargeBinary,
        30 => DataType::List(field(draw)),
        31 => DataType::LargeList(field(draw)),
        32 => DataType::FixedSizeList(field(draw), draw.below(3) as i32),
        33 => DataType::Struct((0..draw.below(3)).map(|_| field(draw)).collect::<Fields>()),
        34 => {
            let ends = draw.one_of(&[DataType::Int16, DataType::Int32, DataType::Int64]).clone();
            DataType::RunEndEncoded(Arc::new(Field::new("run_ends", ends, false)), field(draw))
        }
        35 => {
            let fields = (0..1 + draw.below(2) as i8).map(|id| (id, field(draw))).collect::<UnionFields>();
            DataType::Union(fields, *draw.one_of(&[UnionMode::Dense, UnionMode::Sparse]))
        }
        36 => {
            let key = Field::new("keys", DataType::Utf8, false);
            let entries = DataType::Struct(vec![Arc::new(key), field(draw)].into());
            DataType::Map(Arc::new(Field::new("entries", entries, false)), draw.once_in(2))
        }
        _ => {
            let key = draw.one_of(&[
                DataType::Int8,
                DataType::UInt8,
                DataType::Int16,
                DataType::UInt16,
                DataType::Int32,
                DataType::UInt32,
                DataType::Int64,
                DataType::UInt64,
            ]);
            DataType::Dictionary(Box::new(key.clone()), Box::new(odd_type(draw, levels - 1)))
        }
    }
}

/// The parts of such a column; it may not fit together.
fn odd_data(draw: &mut Draw, data_type: &DataType, rows: usize) -> Option<ArrayData> {
    let offset = draw.below(3);
    let all = rows + offset;
    let bytes = |draw: &mut Draw, width: usize| {
        let mut buffer = MutableBuffer::with_capacity(all * width);
        // Small numbers or any.
        let small = draw.once_in(2);
        for at in 0..all * width {
            buffer.push(if small && at % width > 0 { 0 } else { draw.below(256) as u8 });
        }
        buffer
    };
    let text = |draw: &mut Draw| -> Vec<Option<&str>> {
        (0..all).map(|_| if draw.once_in(4) { None } else { Some(*draw.one_of(WORDS)) }).collect()
    };
    let mut builder = ArrayData::builder(data_type.clone()).len(rows).offset(offset);
    let can_be_null =
        !matches!(data_type, DataType::Null | DataType::Union(..) | DataType::RunEndEncoded(..));
    if can_be_null && draw.once_in(2) {
        let nulls: NullBuffer = (0..all).map(|_| !draw.once_in(4)).collect::<Vec<bool>>().into();
        builder = builder.null_bit_buffer(Some(nulls.buffer().clone()));
    }
    // Offsets into so many values, each below the next.
    let ends = |draw: &mut Draw, all: usize| {
        let mut ends = vec![0];
        for _ in 0..all {
            ends.push(ends[ends.len() - 1] + draw.below(3) as i32);
        }
        ends
    };
    let builder = match data_type {
        DataType::Null => builder,
        DataType::Boolean => builder.add_buffer(bytes(draw, 1).into()),
        DataType::Utf8 => return Some(StringArray::from(text(draw)).slice(offset, rows).to_data()),
        DataType::LargeUtf8 => return Some(LargeStringArray::from(text(draw)).slice(offset, rows).to_data()),
        DataType::Utf8View => {
            return Some(text(draw).into_iter().collect::<StringViewArray>().slice(offset, rows).to_data());
        }
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView => {
            let cells = text(draw).into_iter().map(|text| text.map(str::as_bytes));
            return Some(match data_type {
                DataType::Binary => cells.collect::<BinaryArray>().slice(offset, rows).to_data(),
                DataType::LargeBinary => cells.collect::<LargeBinaryArray>().slice(offset, rows).to_data(),
                _ => cells.collect::<BinaryViewArray>().slice(offset, rows).to_data(),
            });
        }
        DataType::FixedSizeBinary(width) => builder.add_buffer(bytes(draw, *width as usize).into()),
        DataType::List(field) | DataType::Map(field, _) => {
            let ends = ends(draw, all);
            let values = odd_data(draw, field.data_type(), *ends.last()? as usize)?;
            builder.add_buffer(ends.into()).add_child_data(values)
        }
        DataType::LargeList(field) => {
            let ends: Vec<i64> = ends(draw, all).into_iter().map(i64::from).collect();
            let values = odd_data(draw, field.data_type(), *ends.last()? as usize)?;
            builder.add_buffer(ends.into()).add_child_data(values)
        }
        DataType::FixedSizeList(field, width) => {
            builder.add_child_data(odd_data(draw, field.data_type(), all * *width as usize)?)
        }
        DataType::Struct(fields) => {
            let mut builder = builder;
            for field in fields {
                builder = builder.add_child_data(odd_data(draw, field.data_type(), all)?);
            }
            builder
        }
        DataType::RunEndEncoded(ends_field, field) => {
            let mut ends: Vec<i64> = Vec::new();
            while ends.last().is_none_or(|last| *last < all as i64) {
                ends.push(ends.last().unwrap_or(&0) + 1 + draw.below(3) as i64);
            }
            let values = odd_data(draw, field.data_type(), ends.len())?;
            let ends = match ends_field.data_type() {
                DataType::Int16 => Int16Array::from_iter_values(ends.iter().map(|end| *end as i16)).to_data(),
                DataType::Int32 => Int32Array::from_iter_values(ends.iter().map(|end| *end as i32)).to_data(),
                _ => Int64Array::from_iter_values(ends).to_data(),
            };
            builder.add_child_data(ends).add_child_data(values)
        }
        DataType::Union(fields, mode) => {
            let ids: Vec<i8> = (0..all).map(|_| draw.below(fields.len()) as i8).collect();
            let places: Vec<i32> = (0..all).map(|_| draw.below(all) as i32).collect();
            let mut builder = builder.add_buffer(ids.into());
            if *mode == UnionMode::Dense {
                builder = builder.add_buffer(places.into());
            }
            for (_, field) in fields.iter() {
                builder = builder.add_child_data(odd_data(draw, field.data_type(), all)?);
            }
            builder
        }
        DataType::Dictionary(key, values) => {
            let entries = draw.below(4);
            let width = key.primitive_width()?;
            let mut keys = MutableBuffer::with_capacity(all * width);
            for _ in 0..all {
                keys.extend_from_slice(&(draw.below(entries) as u64).to_le_bytes()[..width]);
            }
            builder.add_buffer(keys.into()).add_child_data(odd_data(draw, values, entries)?)
        }
        other => builder.add_buffer(bytes(draw, other.primitive_width()?).into()),
    };
    builder.align_buffers(true).build().ok()
}
