//! Rules 11 and 15: tables of text that make a plan, and where its errors are in them.

use std::{borrow::Cow, sync::OnceLock};

use serde::Serialize;

use super::{
    moves::TravelRows,
    names::TableKind,
    options::TableOptions,
    plan::{PlanReader, ReadPlan},
    text::TextTable,
};
use crate::{
    base::json,
    check::listed::with_workers,
    faults::{
        error::{Error, ErrorKind, Errors},
        hint::Hint,
    },
    plan::{plan::Plan, roster::Roster},
};

/// The tables of a plan as their author has them, one of each kind (rule 11): those of a worker's moves and absences too.
///
/// They are kept, so that errors can be told by the spreadsheet's row, the author's own column, and the cell
/// (rule 15).
///
/// ```
/// use shuangbai::table::{Sheets, TableKind, read_csv_text};
///
/// let mut sheets = Sheets::default();
/// sheets.add(TableKind::Stations, read_csv_text("编码,村居数,备注\n440203001,3,\n")?, &[("备注", None)]);
/// let workers = read_csv_text("社工站,岗位,入职,年薪(元)\n\n440203001,服务性,2021-08,五万\n")?;
/// sheets.add(TableKind::Workers, workers, &[("年薪(元)", Some("pay"))]);
///
/// let outline = r#"{"programme": "guangdong-2021", "horizon": {"first": 2021, "last": 2021}}"#;
/// let errors = sheets.plan(outline).unwrap_err();
/// let located = sheets.locate(&errors, None);
/// let error = &located.errors[0];
/// assert_eq!((error.row, error.column, error.value), (Some(3), Some("年薪(元)"), Some("五万")));
/// # Ok::<(), shuangbai::table::CsvError>(())
/// ```
#[derive(Debug, Default)]
pub struct Sheets {
    sheets: Vec<Sheet>,
    options: TableOptions,
    /// Where in the tables of moves and absences a worker's are, once they are read.
    travels: OnceLock<TravelRows>,
}

#[derive(Debug)]
struct Sheet {
    kind: TableKind,
    /// Renamed as the core knows columns.
    table: TextTable,
    /// The author's own names of the columns.
    names: Vec<String>,
    /// Which column is which field, by its pointer below the row.
    fields: Vec<(String, usize)>,
}

/// Errors with the places that the author of a table knows; written as `{"errors": [...]}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Located<'e> {
    /// In the order of the errors.
    pub errors: Vec<LocatedError<'e>>,
    /// How many others there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub more: Option<u64>,
}

/// An error of rule 15, and where it is in a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LocatedError<'e> {
    /// What is wrong.
    pub code: ErrorKind,
    /// The JSON pointer into the plan.
    pub at: &'e str,
    /// The Chinese text; another place that it names is told by the table's row.
    pub zh: Cow<'e, str>,
    /// The English text.
    pub en: Cow<'e, str>,
    /// The table, by the plan's list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<&'static str>,
    /// The row as a spreadsheet counts it: the header, where a whole column is meant too, is 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<usize>,
    /// The column by the name that it has in the file, where the table has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<&'e str>,
    /// What stands in the cell; nothing for a whole column, and after [`Sheets::forget_cells`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<&'e str>,
    /// The nearest valid name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest: Option<&'e str>,
}

impl Sheets {
    /// A table, in the place of one of this kind that was there before.
    ///
    /// `columns` has, by the names of columns in the file, the names of their fields, or nothing for a column
    /// that is left out. What is told last counts, and a name as it stands before one without the blanks around it.
    pub fn add(&mut self, kind: TableKind, table: TextTable, columns: &[(&str, Option<&str>)]) {
        self.travels = OnceLock::new();
        self.sheets.retain(|sheet| sheet.kind != kind);
        self.sheets.push(Sheet::new(kind, table, columns));
    }

    /// How all tables are read.
    pub fn set_options(&mut self, options: TableOptions) {
        self.options = options;
    }

    /// The plan of an outline and these tables (rule 11), its workers with their ids; its meaning is not checked yet.
    ///
    /// # Errors
    /// As [`PlanReader::finish`] has them.
    pub fn plan(&self, outline: &str) -> Result<Plan, Errors> {
        self.plan_told(outline).map(|(plan, _)| plan)
    }

    /// The same, and what the tables told: rows and columns that are left out.
    ///
    /// # Errors
    /// As [`plan`](Sheets::plan).
    pub fn plan_told(&self, outline: &str) -> Result<(Plan, Vec<Hint>), Errors> {
        let mut reader = PlanReader::new(outline).options(self.options.clone());
        for kind in TableKind::ALL {
            for sheet in self.sheets.iter().filter(|sheet| sheet.kind == kind) {
                reader.add(kind, &sheet.table);
            }
        }
        let ReadPlan { plan, roster, hints, travels } = reader.read()?;
        // The same whatever the outline is: only the tables say it.
        self.travels.get_or_init(|| travels);
        Ok((with_workers(plan, &Roster { id: &roster.ids(), ..roster.as_roster() })?, hints))
    }

    /// Gives back the memory of the cells: errors are located without what stands there.
    pub fn forget_cells(&mut self) {
        self.sheets.iter_mut().for_each(|sheet| sheet.table.columns.clear());
    }

    /// The rows, as a spreadsheet counts them, in which these places of a list stand; none of a list that no table has.
    ///
    /// ```
    /// # use shuangbai::table::{Sheets, TableKind, read_csv_text};
    /// let mut sheets = Sheets::default();
    /// sheets.add(TableKind::Stations, read_csv_text("编码\n440203001\n\n440203002\n")?, &[]);
    /// assert_eq!(sheets.rows("stations", [0, 1]), [2, 4]);
    /// # Ok::<(), shuangbai::table::CsvError>(())
    /// ```
    pub fn rows(&self, list: &str, places: impl IntoIterator<Item = usize>) -> Vec<usize> {
        let sheet = self.sheets.iter().find(|sheet| sheet.kind.list() == list);
        let row = |place| sheet?.table.lines.get(place).copied();
        places.into_iter().filter_map(row).collect()
    }

    /// The errors of the plan, by the tables' rows and columns; `elsewhere` is a list that came another way since.
    pub fn locate<'e>(&'e self, errors: &'e Errors, elsewhere: Option<TableKind>) -> Located<'e> {
        // Of a list that the outline has too nobody knows which row is meant.
        let is_twice = |sheet: &Sheet| {
            let list = sheet.kind.list();
            errors
                .iter()
                .any(|error| error.code == ErrorKind::Duplicate && error.at.strip_prefix('/') == Some(list))
        };
        let is_meant = |sheet: &&Sheet| Some(sheet.kind) != elsewhere && !is_twice(sheet);
        let sheets: Vec<&Sheet> = self.sheets.iter().filter(is_meant).collect();
        let more = Some(errors.more()).filter(|more| *more > 0);
        let told = |at: &str| self.travels.get().and_then(|travels| travels.at(at));
        let located = |error| located(error, told(&error.at).as_deref(), &sheets);
        Located { errors: errors.iter().map(located).collect(), more }
    }
}

impl Located<'_> {
    /// `{"errors": [{"code", "at", "zh", "en", "table", "row", "column", "value", "nearest"}]}`; what is not known is left out.
    pub fn to_json(&self) -> String {
        json::written(self)
    }
}

/// An error where its author sees it; `there` is the place in the tables, where it is another one than in the plan.
fn located<'e>(error: &'e Error, there: Option<&str>, sheets: &[&'e Sheet]) -> LocatedError<'e> {
    let Error { code, at, nearest, whole_column, .. } = error;
    let (zh, en) = texts(error, sheets);
    let (table, row, column, value) = (None, None, None, None);
    let nearest = nearest.as_deref();
    let mut located = LocatedError { code: *code, at, zh, en, table, row, column, value, nearest };
    let mut parts = there.unwrap_or(at).splitn(4, '/').skip(1);
    let Some(list) = parts.next() else { return located };
    let Some(sheet) = sheets.iter().find(|sheet| sheet.kind.list() == list) else { return located };
    located.table = Some(sheet.kind.list());
    let Some(row) = parts.next().and_then(|row| row.parse::<usize>().ok()) else { return located };
    let field = parts.next().unwrap_or_default();
    // Of columns that are one field the first is read.
    let place = sheet.fields.iter().find(|(other, _)| other == field).map(|(_, place)| *place);
    let name = |place: usize| sheet.names.get(place).map(String::as_str);
    if *whole_column {
        located.row = Some(1);
        located.column = place.or_else(|| sheet.no_field(field)).and_then(name);
    } else {
        located.row = sheet.table.lines.get(row).copied();
        located.column = place.and_then(name);
        let column = place.and_then(|place| sheet.table.columns.get(place));
        located.value = column.map(|column| column.cell(row));
    }
    located
}

/// The texts of an error; another place that they name is told by the row that its author sees.
fn texts<'e>(error: &'e Error, sheets: &[&'e Sheet]) -> (Cow<'e, str>, Cow<'e, str>) {
    let row = error.other.as_deref().and_then(|other| {
        let mut parts = other.split('/').skip(1);
        let (list, row) = (parts.next()?, parts.next()?.parse::<usize>().ok()?);
        let sheet = sheets.iter().find(|sheet| sheet.kind.list() == list)?;
        Some((other, *sheet.table.lines.get(row)?))
    });
    match row {
        None => (Cow::Borrowed(&error.zh), Cow::Borrowed(&error.en)),
        Some((other, row)) => (
            error.zh.replace(other, &format!("第 {row} 行")).into(),
            error.en.replace(other, &format!("row {row}")).into(),
        ),
    }
}

impl Sheet {
    fn new(kind: TableKind, mut table: TextTable, columns: &[(&str, Option<&str>)]) -> Sheet {
        let told = |name: &str| columns.iter().rev().find(|(old, _)| *old == name).map(|(_, new)| *new);
        let (mut names, mut renamed, mut cells) = (Vec::new(), Vec::new(), Vec::new());
        for (name, column) in table.names.into_iter().zip(table.columns) {
            let new = told(&name).or_else(|| told(name.trim())).unwrap_or(Some(&name));
            let Some(new) = new else { continue };
            renamed.push(new.to_owned());
            names.push(name);
            cells.push(column);
        }
        (table.names, table.columns) = (renamed, cells);
        let mut fields: Vec<(String, usize)> = Vec::new();
        for (place, name) in table.names.iter().enumerate() {
            let field = kind.columns([&name[..]]).pop().map(|(field, _)| field);
            fields.extend(field.map(|field| (field, place)));
        }
        Sheet { kind, table, names, fields }
    }

    /// The column that is no field, by its name as a pointer has it.
    fn no_field(&self, field: &str) -> Option<usize> {
        let name = field.replace("~1", "/").replace("~0", "~");
        // Of a grade the pointer has the year.
        let is_meant = |other: &String| match name.strip_prefix("appraisals/") {
            Some(year) => other.trim().ends_with(year),
            None => other.trim() == name,
        };
        self.table.names.iter().position(is_meant)
    }
}
