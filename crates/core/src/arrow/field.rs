//! Rule 11: the fields of a worker as columns: which types each takes, how a value is read, and what
//! is wrong with one.

use arrow_array::Array;
use arrow_schema::DataType;

use super::cells::{Found, Kind, Known, cells, is_whole, month_of_day, written};
use crate::{
    Amount, Code, Fen, Grade, Month, NotWritten, Plan, Post, Word, Year, check,
    error::{ErrorKind, Place},
    json::Json,
    maps::Map,
    read::values::{self, Reader, Wanted},
};

/// A column's field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Id,
    Station,
    Post,
    Hired,
    Left,
    Pay,
    PayYear,
    Appraisal(Year),
}

/// The fields that one column each is named after; grades have one for each year.
pub(super) const FIELDS: [(&str, Field); 7] = [
    ("id", Field::Id),
    ("station", Field::Station),
    ("post", Field::Post),
    ("hired", Field::Hired),
    ("left", Field::Left),
    ("pay", Field::Pay),
    ("pay_year", Field::PayYear),
];

impl Field {
    /// The place of this field in a row.
    pub(super) fn at<T>(self, row: usize, then: impl FnOnce(Place<'_>) -> T) -> T {
        let list = Place::Root.key("workers");
        let worker = list.index(row);
        match self {
            Field::Appraisal(year) => then(worker.key("appraisals").key(&year.to_string())),
            _ => {
                then(worker.key(FIELDS.iter().find(|(_, field)| *field == self).map_or("", |(name, _)| name)))
            }
        }
    }

    /// Whether every table has its column.
    pub(super) fn is_required(self) -> bool {
        matches!(self, Field::Station | Field::Post | Field::Hired)
    }

    pub(super) fn takes(self, data_type: &DataType) -> bool {
        let kind = match data_type {
            DataType::Dictionary(_, values) => Kind::of(values),
            _ => Kind::of(data_type),
        };
        match (self, kind) {
            (_, Some(Kind::Nothing)) => true,
            (Field::Id | Field::Post | Field::Appraisal(_), kind) => kind == Some(Kind::Text),
            (Field::Station, kind) => matches!(kind, Some(Kind::Text | Kind::Whole)),
            (Field::Hired | Field::Left, kind) => matches!(kind, Some(Kind::Text | Kind::Whole | Kind::Day)),
            (Field::Pay, kind) => matches!(kind, Some(Kind::Text | Kind::Whole | Kind::Decimal)),
            (Field::PayYear, kind) => kind == Some(Kind::Whole),
        }
    }

    /// What the column should be, in Chinese and English.
    pub(super) fn wanted(self) -> Wanted {
        match self {
            Field::Id | Field::Post | Field::Appraisal(_) => ("文本", "text"),
            Field::Station => ("社工站编码：文本或整数", "stations' codes, as text or whole numbers"),
            Field::Hired | Field::Left => (
                "月份：文本、日期、不带时区的时间戳，或自 1970-01 起的月数（整数）",
                "months, as text, dates, timestamps without a zone, or whole numbers since 1970-01",
            ),
            Field::Pay => ("金额：文本、decimal 或整数元", "amounts, as text, decimals or whole yuan"),
            Field::PayYear => ("整数年份", "years, as whole numbers"),
        }
    }

    /// What to do about a column of floats.
    pub(super) fn remedy(self, data_type: &DataType) -> Wanted {
        match self {
            _ if !data_type.is_floating() => ("", ""),
            Field::Pay => (
                "；浮点数存不准分，请先转成 decimal（18， 2）",
                "; floats don't hold every fen, cast to decimal(18, 2) first",
            ),
            Field::Id | Field::Post | Field::Appraisal(_) => ("", ""),
            _ => ("；请先转成整数", "; cast to whole numbers first"),
        }
    }

    /// Notes a value that the field doesn't take.
    fn wrong(self, reader: &mut Reader, place: Place<'_>, array: &dyn Array, row: usize, why: NotWritten) {
        let value = written(array, row);
        match self {
            Field::Id => {}
            Field::Station => {
                values::not_written(reader, place, &value, why, (values::CODE, values::CODE));
            }
            Field::Post => {
                values::choice::<Post>(reader, place, &Json::Text(value.into()));
            }
            Field::Appraisal(_) => {
                values::choice::<Grade>(reader, place, &Json::Text(value.into()));
            }
            Field::Hired | Field::Left if is_whole(array) => {
                let (code, zh, en) = match why {
                    NotWritten::Format => (ErrorKind::Format, "像是年份", "looks like a year"),
                    NotWritten::Range => (
                        ErrorKind::Range,
                        "超出范围，允许 1949-01 到 2200-12",
                        "is outside the limits, 1949-01 to 2200-12 is allowed",
                    ),
                };
                let texts = (
                    format!("“{value}”{zh}；整数是自 1970-01 起的月数，如 2021-08 为 619"),
                    format!("`{value}` {en}; whole numbers count the months since 1970-01, 2021-08 is 619"),
                );
                reader.findings.add(code, place, texts);
            }
            Field::Hired | Field::Left => {
                values::not_written(reader, place, &value, why, (values::MONTH, values::MONTH_LIMITS));
            }
            Field::Pay => {
                values::not_written(reader, place, &value, why, (values::AMOUNT, values::AMOUNT_LIMITS));
            }
            Field::PayYear => {
                values::not_written(reader, place, &value, why, (values::YEAR, values::YEAR_LIMITS));
            }
        }
    }
}

/// A column of a batch; `first` is its first row among all workers.
pub(super) struct Column<'a> {
    pub(super) field: Field,
    pub(super) array: &'a dyn Array,
    pub(super) first: usize,
}

impl Column<'_> {
    /// Reads values row by row; a row with something wrong is noted and left out.
    pub(super) fn read<T: Copy>(
        &self,
        reader: &mut Reader,
        known: &mut Known<T>,
        mut read: impl FnMut(Found<'_>) -> Result<T, NotWritten>,
        mut put: impl FnMut(usize, Option<T>),
    ) {
        let has_no_null = self.field.is_required() || self.field == Field::Id;
        let mut values = Vec::with_capacity(BLOCK.min(self.array.len()));
        for start in (0..self.array.len()).step_by(BLOCK) {
            let block = self.array.slice(start, BLOCK.min(self.array.len() - start));
            values.clear();
            cells(block.as_ref(), known, &mut read, &mut values);
            for (row, value) in (start..).zip(&values) {
                match value {
                    Ok(None) if has_no_null => self.field.at(self.first + row, |place| {
                        let texts =
                            ("此行为空，但此列必填".to_owned(), "null, but it is required".to_owned());
                        reader.findings.add(ErrorKind::Missing, place, texts);
                    }),
                    Ok(value) => put(row, *value),
                    Err(why) => self.field.at(self.first + row, |place| {
                        self.field.wrong(reader, place, self.array, row, *why);
                    }),
                }
            }
        }
    }
}

/// So many rows at a time: their cells stay in the fastest cache.
const BLOCK: usize = 4096;

/// The index of a station that the plan doesn't list.
pub(super) const UNKNOWN: u32 = u32::MAX;

/// The plan's stations by code, and by the number that a code is.
#[derive(Debug)]
pub(super) struct Codes {
    by_code: Map<Code, u32>,
    by_number: Map<u32, u32>,
}

impl Codes {
    pub(super) fn new(plan: &Plan) -> Codes {
        let by_code = check::station_index(plan);
        let number = |(code, index): (&Code, &u32)| Some((code.as_str().parse().ok()?, *index));
        let by_number = by_code.iter().filter_map(number).collect();
        Codes { by_code, by_number }
    }

    pub(super) fn index(&self, found: Found<'_>) -> Result<u32, NotWritten> {
        let index = match found {
            Found::Text(text) => self.by_code.get(&text.parse()?),
            Found::Whole(number) => {
                let number = u32::try_from(number).ok().filter(|number| *number < 1_000_000_000);
                self.by_number.get(&number.ok_or(NotWritten::Format)?)
            }
            _ => return Err(NotWritten::Format),
        };
        Ok(index.copied().unwrap_or(UNKNOWN))
    }

    /// The code that a number, or a text, stands for.
    pub(super) fn code(written: &str) -> Option<Code> {
        format!("{written:0>9}").parse().ok()
    }
}

pub(super) fn word<W: Word>(found: Found<'_>) -> Result<W, NotWritten> {
    W::from_word(text(found)?).ok_or(NotWritten::Format)
}

pub(super) fn amount(found: Found<'_>) -> Result<Amount, NotWritten> {
    match found {
        Found::Text(text) => text.parse(),
        Found::Whole(yuan) => Amount::from_yuan(yuan),
        Found::Fen(fen) => Fen(fen?).try_into(),
        Found::Day(_) => Err(NotWritten::Format),
    }
}

pub(super) fn year(found: Found<'_>) -> Result<Year, NotWritten> {
    match found {
        Found::Whole(number) => values::number_year(number),
        _ => Err(NotWritten::Format),
    }
}

pub(super) fn month(found: Found<'_>) -> Result<Month, NotWritten> {
    match found {
        Found::Text(text) => text.parse(),
        // What would be read as a month of the 22nd century is a year.
        Found::Whole(number) if (1949..=2200).contains(&number) => Err(NotWritten::Format),
        Found::Whole(number) => {
            // January 1949 is 252 months before January 1970, and the first.
            let ordinal = number.checked_add(253).and_then(|ordinal| u32::try_from(ordinal).ok());
            ordinal.and_then(Month::from_ordinal).ok_or(NotWritten::Range)
        }
        Found::Day(day) => {
            let (year, of_year) = month_of_day(day);
            Month::new(u16::try_from(year).map_err(|_| NotWritten::Range)?, of_year)
        }
        Found::Fen(_) => Err(NotWritten::Format),
    }
}

pub(super) fn text(found: Found<'_>) -> Result<&str, NotWritten> {
    match found {
        Found::Text(text) => Ok(text),
        _ => Err(NotWritten::Format),
    }
}
