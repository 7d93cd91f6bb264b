//! Tables of figures: for people in the officials' terms, for programs as CSV, Parquet and Arrow with every fen.

use std::{collections::BTreeMap, sync::Arc};

use arrow_select::concat::concat_batches;
use shuangbai::arrow::{
    arrow_array::{Array, ArrayRef, RecordBatch, StringArray, cast::AsArray, types::*},
    arrow_schema::{ArrowError, DataType, Field, FieldRef, Schema},
};

use crate::{
    lang::Lang,
    shown::Shown,
    stop::{Answer, Stop, Told},
    terms::{self, Unit},
};

/// A table of a forecast or a pay sheet, and the rows of all together that people see below it.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(crate) batch: RecordBatch,
    title: Told,
    totals: Option<Box<Table>>,
}

/// What Arrow refuses of our own tables is a fault of ours.
pub(crate) fn fault(error: impl ToString) -> Stop {
    Stop::Fault(error.to_string())
}

/// A row's number and how many decimals it has; nothing for a null.
fn number(column: &ArrayRef, row: usize) -> Option<(i128, u32)> {
    if column.is_null(row) {
        return None;
    }
    match column.data_type() {
        DataType::Int32 => Some((column.as_primitive::<Int32Type>().value(row).into(), 0)),
        DataType::Int64 => Some((column.as_primitive::<Int64Type>().value(row).into(), 0)),
        DataType::Decimal128(_, scale) => {
            Some((column.as_primitive::<Decimal128Type>().value(row), u32::try_from(*scale).unwrap_or(0)))
        }
        _ => None,
    }
}

/// A row's value as text, exact; nothing for a null.
fn written(column: &ArrayRef, row: usize) -> String {
    match column.data_type() {
        _ if column.is_null(row) => String::new(),
        DataType::Utf8 => column.as_string::<i32>().value(row).to_owned(),
        DataType::Decimal128(..) => column.as_primitive::<Decimal128Type>().value_as_string(row),
        _ => number(column, row).map(|(number, _)| number.to_string()).unwrap_or_default(),
    }
}

/// The rows of tables with the same columns, one after the other: of decimals the widest.
pub(crate) fn joined(tables: &[&RecordBatch]) -> Answer<RecordBatch> {
    let mut fields: Vec<FieldRef> =
        tables.first().map(|table| table.schema().fields().iter().cloned().collect()).unwrap_or_default();
    for table in tables {
        for (field, other) in fields.iter_mut().zip(table.schema().fields()) {
            if let (DataType::Decimal128(width, _), DataType::Decimal128(wider, _)) =
                (field.data_type(), other.data_type())
                && wider > width
            {
                *field = Arc::clone(other);
            }
        }
    }
    let schema = Arc::new(Schema::new(fields));
    let widened = |table: &&RecordBatch| {
        let columns = table.columns().iter().zip(schema.fields());
        let columns = columns.map(|(column, field)| match field.data_type() {
            DataType::Decimal128(width, scale) => {
                let column = column.as_primitive::<Decimal128Type>().clone();
                Ok(Arc::new(column.with_precision_and_scale(*width, *scale)?) as ArrayRef)
            }
            _ => Ok(Arc::clone(column)),
        });
        RecordBatch::try_new(Arc::clone(&schema), columns.collect::<Result<_, ArrowError>>()?)
    };
    let tables = tables.iter().map(widened).collect::<Result<Vec<_>, _>>().map_err(fault)?;
    concat_batches(&schema, &tables).map_err(fault)
}

impl Table {
    pub(crate) fn new(batch: RecordBatch, zh: &str, en: &str) -> Table {
        Table { batch, title: Told::new(zh, en), totals: None }
    }

    /// A table of texts.
    pub(crate) fn of_texts(columns: Vec<(&str, Vec<String>)>, zh: &str, en: &str) -> Answer<Table> {
        let arrays =
            columns.into_iter().map(|(name, texts)| (name, Arc::new(StringArray::from(texts)) as ArrayRef));
        Ok(Table::new(RecordBatch::try_from_iter(arrays).map_err(fault)?, zh, en))
    }

    /// With these rows below, where people see it.
    pub(crate) fn above(self, totals: Option<Table>) -> Table {
        Table { totals: totals.map(Box::new), ..self }
    }

    pub(crate) fn columns(&self) -> Vec<String> {
        self.batch.schema().fields().iter().map(|field| field.name().clone()).collect()
    }

    fn column(&self, name: &str) -> Option<&ArrayRef> {
        self.batch.column_by_name(name)
    }

    /// The texts of a column, exact; none of one that is not there.
    pub(crate) fn texts(&self, name: &str) -> Vec<String> {
        let column = self.column(name);
        column.map(|column| (0..column.len()).map(|row| written(column, row)).collect()).unwrap_or_default()
    }

    /// The sum of a column.
    pub(crate) fn sum(&self, name: &str) -> i128 {
        let column = self.column(name);
        let numbers = column.map(|column| (0..column.len()).filter_map(|row| number(column, row)));
        numbers.into_iter().flatten().map(|(number, _)| number).sum()
    }

    /// Whether any cell of a column says something.
    pub(crate) fn says(&self, name: &str) -> bool {
        self.column(name).is_some_and(|column| {
            (0..column.len()).any(|row| match number(column, row) {
                Some((number, _)) => number != 0,
                None => !written(column, row).is_empty(),
            })
        })
    }

    /// Some of its rows.
    pub(crate) fn rows(&self, first: usize, count: usize) -> Table {
        Table { batch: self.batch.slice(first, count), totals: None, ..self.clone() }
    }

    pub(crate) fn len(&self) -> usize {
        self.batch.num_rows()
    }

    /// With the column `name` behind `region`, in which the regions that have no name in it have these.
    pub(crate) fn named(self, names: &BTreeMap<String, String>) -> Answer<Table> {
        let schema = self.batch.schema();
        let Ok(region) = schema.index_of("region") else { return Ok(self) };
        let codes = self.batch.column(region).as_string::<i32>();
        let old = schema.index_of("name").ok();
        let given = |row| old.map(|place| self.batch.column(place).as_string::<i32>().value(row));
        let name = |row| {
            let known = || names.get(codes.value(row)).map_or("", String::as_str);
            given(row).filter(|name| !name.is_empty()).unwrap_or_else(known)
        };
        let all: ArrayRef = Arc::new(StringArray::from_iter_values((0..self.len()).map(name)));
        let mut fields: Vec<FieldRef> = schema.fields().iter().cloned().collect();
        let mut columns = self.batch.columns().to_vec();
        let field = Arc::new(Field::new("name", DataType::Utf8, false));
        match old {
            Some(place) => (fields[place], columns[place]) = (field, all),
            None => {
                fields.insert(region + 1, field);
                columns.insert(region + 1, all);
            }
        }
        let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).map_err(fault)?;
        Ok(Table { batch, ..self })
    }

    /// The columns that people are shown: those by payer from the highest down, without regions where there are none.
    pub(crate) fn told(&self) -> Vec<String> {
        let names = terms::in_order(self.columns());
        let regions = self.says("region");
        names.into_iter().filter(|name| regions || !["region", "name"].contains(&&name[..])).collect()
    }

    /// The table for people; of one with more than so many rows the first and last.
    pub(crate) fn shown(&self, unit: Unit, lang: Lang, columns: &[String], most: Option<usize>) -> Shown {
        let money = columns.iter().any(|name| terms::is_money(name));
        let named = unit.name(lang);
        let title = self.title.of(lang);
        let title = match money {
            true => lang.of(format!("{title}（单位：{named}）"), format!("{title} ({named})")),
            false => title.to_owned(),
        };
        let header = columns.iter().map(|name| terms::heading(name, lang)).collect();
        let mut shown = Shown::new(title, header, columns.iter().map(|name| !terms::is_key(name)).collect());
        match most.filter(|most| self.len() > *most) {
            Some(most) => {
                self.rows(0, most.div_ceil(2)).add_to(&mut shown, columns, unit, lang);
                shown.add(vec!["…".to_owned(); columns.len()], false);
                self.rows(self.len() - most / 2, most / 2).add_to(&mut shown, columns, unit, lang);
            }
            None => self.add_to(&mut shown, columns, unit, lang),
        }
        if let Some(totals) = &self.totals {
            totals.add_to(&mut shown, columns, unit, lang);
        }
        if money && unit != Unit::Yuan {
            shown.notes.push(lang.of(
                format!("金额以{named}显示，四舍五入；计算精确到分。"),
                format!("Shown in {named}, rounded for the eye; the figures are exact to the fen."),
            ));
        }
        shown
    }

    /// Adds the rows; those of all regions together say so in the first column that names a region.
    fn add_to(&self, shown: &mut Shown, columns: &[String], unit: Unit, lang: Lang) {
        let regions = self.column("region").map(|_| self.texts("region"));
        let place = ["name", "region"].iter().find_map(|name| columns.iter().position(|other| other == name));
        for row in 0..self.len() {
            let mut cells: Vec<String> =
                columns.iter().map(|name| self.cell(name, row, unit, lang)).collect();
            let is_total = regions.as_ref().is_some_and(|regions| regions[row].is_empty());
            if let Some(place) = place.filter(|_| is_total) {
                cells[place] = lang.of("合计", "Total").to_owned();
            }
            shown.add(cells, is_total && place.is_some());
        }
    }

    /// A cell as people read it.
    pub(crate) fn cell(&self, name: &str, row: usize, unit: Unit, lang: Lang) -> String {
        let Some(column) = self.column(name) else { return String::new() };
        if terms::is_key(name) {
            return terms::told(name, &written(column, row), lang).to_owned();
        }
        match number(column, row) {
            None => written(column, row),
            Some((number, scale)) if terms::is_ratio(name) => terms::percent(number, scale),
            Some((fen, _)) if terms::is_money(name) => unit.shown(fen),
            Some((number, scale)) => terms::count(number, scale),
        }
    }

    /// As CSV, amounts in yuan as plain decimals; no cell is taken for a formula: text that begins like one gets a `'`
    /// before it.
    pub(crate) fn csv(&self, header: bool) -> Answer<Vec<u8>> {
        let mut writer =
            csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
        if header {
            writer.write_record(self.columns().iter().map(|name| guarded(name.clone()))).map_err(fault)?;
        }
        for row in 0..self.len() {
            let cell = |column: &ArrayRef| match column.data_type() {
                DataType::Utf8 => guarded(written(column, row)),
                _ => written(column, row),
            };
            writer.write_record(self.batch.columns().iter().map(cell)).map_err(fault)?;
        }
        writer.into_inner().map_err(fault)
    }

    /// As a Parquet file, with the types that Arrow has.
    pub(crate) fn parquet(&self) -> Answer<Vec<u8>> {
        use parquet::{arrow::ArrowWriter, basic::Compression, file::properties::WriterProperties};
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
        let mut data = Vec::new();
        let mut writer =
            ArrowWriter::try_new(&mut data, self.batch.schema(), Some(properties)).map_err(fault)?;
        writer.write(&self.batch).map_err(fault)?;
        writer.close().map_err(fault)?;
        Ok(data)
    }

    /// As an Arrow file.
    pub(crate) fn arrow(&self) -> Answer<Vec<u8>> {
        let mut data = Vec::new();
        let mut writer =
            arrow_ipc::writer::FileWriter::try_new(&mut data, &self.batch.schema()).map_err(fault)?;
        writer.write(&self.batch).and_then(|()| writer.finish()).map_err(fault)?;
        drop(writer);
        Ok(data)
    }
}

/// Text that a spreadsheet would take for a formula gets a `'` before it; a negative number is none.
fn guarded(cell: String) -> String {
    let mut letters = cell.chars();
    let formula = match letters.next() {
        Some('=' | '@' | '\t' | '\r') => true,
        Some('+' | '-') => {
            let rest = letters.as_str();
            rest.is_empty() || !rest.chars().all(|letter| letter.is_ascii_digit() || letter == '.')
        }
        _ => false,
    };
    if formula { format!("'{cell}") } else { cell }
}
