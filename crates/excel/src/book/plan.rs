//! A workbook's sheets as the tables of a plan, and what is wrong with them by sheet and cell (rules 11 and 15).

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value as Json, json};
use shuangbai::{
    Errors, Hint, Plan,
    table::{CsvError, LocatedError, Sheets, TableKind, TableOptions, TextTable, read_rows},
};

use super::{cells::Grid, headings, open::open, parameters::outline};
use crate::{
    address::{at, letters, quoted},
    error::{BookError, BookErrorKind},
    language::Language,
    layout::{NOTES, PARAMETERS, REGIONS, RULES, is_called, sheet_of},
    terms::Terms,
};

/// How a workbook is read; see [`ReadOptions::from_json`].
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// What of a plan (rule 11) stands in no sheet, or is to be otherwise than there: a JSON object. Its fields take the
    /// place of the workbook's.
    pub outline: Map<String, Json>,
    /// Which table a sheet is, by its name; none for a sheet that is left out. What isn't named is matched by its name
    /// or its headings.
    pub sheets: BTreeMap<String, Option<TableKind>>,
    /// New names of columns, or none for those that are left out.
    pub columns: Vec<(String, Option<String>)>,
    /// How all tables are read.
    pub table: TableOptions,
}

impl ReadOptions {
    /// From a JSON object with any of `outline`, `sheets` (`{"花名册": "workers", "旧表": null}`), `columns`
    /// (`{"年薪(元)": "pay", "备注": null}`) and `options` (those of [`TableOptions`]).
    ///
    /// # Errors
    /// What is none of these.
    ///
    /// ```
    /// use shuangbai::table::TableKind;
    /// use shuangbai_excel::ReadOptions;
    /// let options = ReadOptions::from_json(r#"{"sheets": {"花名册": "workers", "旧表": null}}"#)?;
    /// assert_eq!(options.sheets["花名册"], Some(TableKind::Workers));
    /// assert!(ReadOptions::from_json(r#"{"sheets": {"花名册": "people"}}"#).is_err());
    /// # Ok::<(), shuangbai_excel::ReadErrors>(())
    /// ```
    pub fn from_json(json: &str) -> Result<ReadOptions, ReadErrors> {
        let wrong = |zh: &str, en: &str| {
            let error = BookError::new(BookErrorKind::Parameter, None, (zh.to_owned(), en.to_owned()));
            ReadErrors::from(error)
        };
        let object = |name: &str, value: Json| match value {
            Json::Object(map) => Ok(map),
            Json::Null => Ok(Map::new()),
            _ => Err(wrong(&format!("{name} 应为对象"), &format!("{name} must be an object"))),
        };
        let json: Json = serde_json::from_str(json).map_err(|error| {
            wrong(&format!("读取选项不是 JSON：{error}"), &format!("the options are no JSON: {error}"))
        })?;
        let mut options = ReadOptions::default();
        for (name, value) in object("options", json)? {
            match &name[..] {
                "outline" => options.outline = object(&name, value)?,
                "sheets" => {
                    for (sheet, kind) in object(&name, value)? {
                        let kind = match kind.as_str() {
                            None => None,
                            Some(list) => {
                                let kind = TableKind::ALL.into_iter().find(|kind| kind.list() == list);
                                let all: Vec<_> = TableKind::ALL.iter().map(|kind| kind.list()).collect();
                                let all = all.join(", ");
                                Some(kind.ok_or_else(|| {
                                    wrong(
                                        &format!("没有名为“{list}”的表，可用：{all}"),
                                        &format!("no table `{list}`, there are {all}"),
                                    )
                                })?)
                            }
                        };
                        options.sheets.insert(sheet, kind);
                    }
                }
                "columns" => {
                    let columns = object(&name, value)?.into_iter();
                    options.columns =
                        columns.map(|(old, new)| (old, new.as_str().map(str::to_owned))).collect();
                }
                "options" => {
                    let errors = |errors: Errors| ReadErrors::of_plan(&Sheets::default(), &errors, &[]);
                    options.table = TableOptions::from_json(&value.to_string()).map_err(errors)?;
                }
                other => {
                    return Err(wrong(
                        &format!("没有名为“{other}”的选项，可用：outline、sheets、columns、options"),
                        &format!("no option `{other}`, there are outline, sheets, columns, options"),
                    ));
                }
            }
        }
        Ok(options)
    }
}

/// Something of a workbook that somebody should know, though nothing is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct BookNote {
    /// Which kind: `matched`, `left_out`, `hidden_sheet`, `hidden_rows`, `merged`, `without_result`.
    pub code: &'static str,
    /// The sheet, or its first cell that is meant.
    pub cell: String,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// A plan that was read from a workbook, its meaning checked.
#[derive(Debug)]
#[non_exhaustive]
pub struct ReadBook {
    /// The plan.
    pub plan: Plan,
    /// What of the workbook was matched, filled or left out.
    pub notes: Vec<BookNote>,
    /// What its tables told: rows and columns that are left out.
    pub hints: Vec<Hint>,
    places: Places,
}

impl ReadBook {
    /// Errors that come later, when the plan is calculated, by sheet and cell.
    pub fn locate(&self, errors: &Errors) -> ReadErrors {
        ReadErrors::of_plan(&self.places.sheets, errors, &self.places.tables)
    }
}

/// Where a table is in the workbook.
#[derive(Serialize)]
struct Place<'m> {
    sheet: &'m str,
    rows: &'m [usize],
    columns: BTreeMap<String, String>,
}

impl ReadBook {
    /// Where the tables are, as JSON, for whoever tells errors that come later: `{"workers": {"sheet": "人员", "rows": [3, 4],
    /// "columns": {"hired": "D"}}}`, with the rows of the sheet and the letters of the fields' columns.
    pub fn places_json(&self) -> String {
        let place = |matched: &Matched| {
            let columns = matched.kind.columns(matched.names.iter().map(String::as_str)).into_iter();
            let columns = columns.filter_map(|(field, name)| Some((field, matched.letters(&name)?)));
            let place = Place { sheet: &matched.sheet, rows: &matched.lines, columns: columns.collect() };
            (matched.kind.list(), serde_json::to_value(place).unwrap_or_default())
        };
        let places: BTreeMap<&str, Json> = self.places.tables.iter().map(place).collect();
        serde_json::to_string(&places).unwrap_or_default()
    }
}

/// An error, and where it is in the workbook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CellError {
    /// The code of rule 15, or of a [`BookErrorKind`].
    pub code: String,
    /// The JSON pointer into the plan; "" of what is none of it.
    pub at: String,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// The cell as a formula names it, `人员!F17`; the sheet alone where no cell is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
    /// The table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// The row of the sheet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<usize>,
    /// The column by its heading.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// What stands in the cell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The nearest valid name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest: Option<String>,
}

/// All that is wrong with a workbook or its plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ReadErrors {
    /// All of them, as rule 15 sorts them; those of cells first.
    pub errors: Vec<CellError>,
    /// How many others there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub more: Option<u64>,
}

impl From<BookError> for ReadErrors {
    fn from(error: BookError) -> ReadErrors {
        ReadErrors { errors: vec![error.into()], more: None }
    }
}

impl From<BookError> for CellError {
    fn from(BookError { code, cell, zh, en }: BookError) -> CellError {
        let code = serde_json::to_value(code).ok();
        let code = code.as_ref().and_then(Json::as_str).unwrap_or_default().to_owned();
        let (at, table, row, column, value, nearest) = Default::default();
        CellError { code, at, zh, en, cell, table, row, column, value, nearest }
    }
}

impl ReadErrors {
    fn of_plan(sheets: &Sheets, errors: &Errors, tables: &[Matched]) -> ReadErrors {
        let located = sheets.locate(errors, None);
        let errors = located.errors.iter().map(|error| cell_error(error, tables)).collect();
        ReadErrors { errors, more: located.more }
    }

    /// `{"errors": [{"code", "at", "zh", "en", "cell", "table", "row", "column", "value", "nearest"}]}`; what is not known
    /// is left out.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl std::fmt::Display for ReadErrors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (place, error) in self.errors.iter().enumerate() {
            let at = error.cell.as_deref().unwrap_or(&error.at);
            write!(f, "{}{at}: {}", if place == 0 { "" } else { "\n" }, error.en)?;
        }
        Ok(())
    }
}

impl std::error::Error for ReadErrors {}

fn cell_error(error: &LocatedError<'_>, tables: &[Matched]) -> CellError {
    let table = tables.iter().find(|matched| Some(matched.kind.list()) == error.table);
    let mut row = error.row;
    let cell = table.map(|matched| {
        // The headings' row, which a table by itself calls its first.
        if row == Some(1) {
            row = Some(matched.headings);
        }
        let column = error.column.and_then(|name| matched.letters(name));
        match (row, column) {
            (Some(row), Some(column)) => format!("{}!{column}{row}", quoted(&matched.sheet)),
            (Some(row), None) => format!("{}!A{row}", quoted(&matched.sheet)),
            _ => quoted(&matched.sheet),
        }
    });
    CellError {
        code: error.code.code().to_owned(),
        at: error.at.to_owned(),
        zh: error.zh.to_string(),
        en: error.en.to_string(),
        cell,
        table: error.table.map(str::to_owned),
        row,
        column: error.column.map(str::to_owned),
        value: error.value.map(str::to_owned),
        nearest: error.nearest.map(str::to_owned),
    }
}

/// The tables of a plan in a workbook.
#[derive(Debug, Default)]
struct Places {
    sheets: Sheets,
    tables: Vec<Matched>,
}

/// A sheet that is a table.
#[derive(Debug)]
pub(crate) struct Matched {
    pub(crate) kind: TableKind,
    pub(crate) sheet: String,
    /// The row of its headings.
    pub(crate) headings: usize,
    /// The headings, by column.
    pub(crate) names: Vec<String>,
    /// The rows of the sheet that its rows are.
    pub(crate) lines: Vec<usize>,
}

impl Matched {
    pub(crate) fn letters(&self, name: &str) -> Option<String> {
        let place = self.names.iter().position(|other| other == name);
        let place = place.or_else(|| self.names.iter().position(|other| other.trim() == name.trim()));
        place.map(letters)
    }
}

/// The rows of a sheet that are read, with their numbers.
pub(crate) type Rows = Vec<(usize, Vec<String>)>;

/// A workbook looked through: its outline, its tables, and what is to be told.
pub(crate) struct Looked<T> {
    pub(crate) outline: Map<String, Json>,
    /// With what is made of their rows.
    pub(crate) tables: Vec<(Matched, TextTable, T)>,
    pub(crate) notes: Vec<BookNote>,
    pub(crate) errors: Vec<BookError>,
    /// All sheets that are shown, and which table they are.
    pub(crate) sheets: Vec<(String, Option<TableKind>)>,
}

/// The plan of a workbook: of a [template](crate::template), or of any whose sheets are tables. Its meaning is checked.
///
/// # Errors
/// All that is wrong with the file, its cells, the plan's shape or its meaning (rule 15): of a table by sheet and cell, of a
/// parameter by its field. A file of more than 64 MB, or 400 MB unpacked, twenty million cells or a thousand columns is
/// too large.
///
/// ```
/// use shuangbai_excel::{Language, ReadOptions, read_plan, template};
/// let bytes = template(Language::Zh, r#"{"programme": "guangdong-2021", "horizon": {"first": 2021, "last": 2022},
///     "stations": [{"code": "440203001", "name": "西河镇", "villages": 3}]}"#)?;
/// let read = read_plan(&bytes, &ReadOptions::default())?;
/// assert_eq!(read.plan.station_names().next(), Some(Some("西河镇")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read_plan(bytes: &[u8], options: &ReadOptions) -> Result<ReadBook, ReadErrors> {
    let Looked { outline, tables, notes, errors, .. } = look(bytes, options, drop)?;
    let mut places = Places::default();
    places.sheets.set_options(options.table.clone());
    let columns: Vec<(&str, Option<&str>)> =
        options.columns.iter().map(|(old, new)| (&old[..], new.as_deref())).collect();
    if tables.is_empty() && errors.is_empty() && !outline.contains_key("stations") {
        return Err(no_table().into());
    }
    for (matched, table, _) in tables {
        places.sheets.add(matched.kind, table, &columns);
        places.tables.push(matched);
    }
    let read = places.sheets.plan_told(&Json::Object(outline).to_string());
    let checked = read.and_then(|(plan, hints)| plan.check().map(|_| (plan, hints)));
    let of_cells: Vec<CellError> = errors.into_iter().map(CellError::from).collect();
    match checked {
        Ok((plan, hints)) if of_cells.is_empty() => Ok(ReadBook { plan, notes, hints, places }),
        Ok(_) => Err(ReadErrors { errors: of_cells, more: None }),
        Err(errors) => {
            let mut all = ReadErrors::of_plan(&places.sheets, &errors, &places.tables);
            // A cell that shows an error is told once.
            all.errors.retain(|error| {
                error.cell.is_none() || of_cells.iter().all(|other| other.cell != error.cell)
            });
            all.errors.splice(0..0, of_cells);
            Err(all)
        }
    }
}

/// What is in a workbook, before anybody makes a plan of it.
pub(crate) fn look<T>(
    bytes: &[u8],
    options: &ReadOptions,
    of_rows: impl Fn(Rows) -> T,
) -> Result<Looked<T>, ReadErrors> {
    let (_, grids) = open(bytes)?;
    let terms = Terms::new(Language::Zh);
    let (mut said, mut errors) = outline(&grids, &terms);
    said.extend(options.outline.clone());
    let (mut notes, mut tables, mut sheets) = (Vec::new(), Vec::<(Matched, TextTable, T)>::new(), Vec::new());
    // A sheet's cells are given back once they are in a table.
    for mut grid in grids {
        let told = options.sheets.get(&grid.name);
        let ours = [NOTES, PARAMETERS, REGIONS, RULES].iter().any(|names| is_called(&grid.name, *names));
        if grid.rows.is_empty() || (told.is_none() && ours) {
            continue;
        }
        if told == Some(&None) {
            sheets.push((grid.name.clone(), None));
            continue;
        }
        if told.is_none() && grid.hidden {
            notes.push(note(
                "hidden_sheet",
                quoted(&grid.name),
                format!("工作表“{}”是隐藏的，没有读入", grid.name),
                format!("the sheet `{}` is hidden and was not read", grid.name),
            ));
            continue;
        }
        let filled = headings::made_ready(&mut grid);
        if grid.rows.is_empty() {
            continue;
        }
        let read = read_rows(grid.rows.iter().map(|(row, cells)| (*row, &cells[..])));
        let (table, headings) = match read {
            Ok(read) => read,
            Err(error) => {
                // Only a sheet that is meant for a table has to be one.
                if told.is_some() || TableKind::ALL.iter().any(|kind| is_called(&grid.name, sheet_of(*kind)))
                {
                    errors.push(no_rows(&grid, &error));
                }
                continue;
            }
        };
        let (kind, by) = kind_of(&grid, &table, told.copied().flatten(), options);
        sheets.push((grid.name.clone(), kind));
        let Some(kind) = kind else {
            notes.push(note(
                "left_out",
                quoted(&grid.name),
                format!("工作表“{}”不像任何一张表，没有读入", grid.name),
                format!("the sheet `{}` is like none of the tables and was not read", grid.name),
            ));
            continue;
        };
        if table.lines.is_empty() {
            continue;
        }
        if let Some((other, ..)) = tables.iter().find(|(matched, ..)| matched.kind == kind) {
            errors.push(ambiguous(kind, &other.sheet, &grid.name));
            continue;
        }
        let names = grid.rows.iter().find(|(row, _)| *row == headings).map(|(_, cells)| cells.clone());
        let names = names.unwrap_or_default();
        tell(&grid, kind, by, filled, &mut notes);
        errors.extend(error_cells(&grid, kind, headings, &names, options));
        let (sheet, lines) = (grid.name, table.lines.clone());
        tables.push((Matched { kind, sheet, headings, names, lines }, table, of_rows(grid.rows)));
    }
    for (matched, ..) in &tables {
        said.remove(matched.kind.list());
    }
    if tables.iter().all(|(matched, ..)| matched.kind.list() != "stations") && !said.contains_key("stations")
    {
        errors.push(no_table());
        said.insert("stations".to_owned(), json!([]));
    }
    Ok(Looked { outline: said, tables, notes, errors, sheets })
}

/// Which table a sheet is, and how that is known.
fn kind_of(
    grid: &Grid,
    table: &TextTable,
    told: Option<TableKind>,
    options: &ReadOptions,
) -> (Option<TableKind>, bool) {
    if told.is_some() {
        return (told, false);
    }
    if let Some(kind) = TableKind::ALL.into_iter().find(|kind| is_called(&grid.name, sheet_of(*kind))) {
        return (Some(kind), false);
    }
    let names = || {
        table.names.iter().map(|name| {
            let renamed = options.columns.iter().find(|(old, _)| old.trim() == name.trim());
            renamed.and_then(|(_, new)| new.as_deref()).unwrap_or(name)
        })
    };
    let fits = TableKind::ALL.into_iter().filter(|kind| kind.has_needed(names()));
    (fits.max_by_key(|kind| kind.columns(names()).len()), true)
}

/// Cells with errors, in columns that are read.
fn error_cells(
    grid: &Grid,
    kind: TableKind,
    headings: usize,
    names: &[String],
    options: &ReadOptions,
) -> Vec<BookError> {
    let is_read = |column: usize| {
        let Some(name) = names.get(column) else { return false };
        match options.columns.iter().find(|(old, _)| old.trim() == name.trim()) {
            Some((_, new)) => new.is_some(),
            None => !kind.columns([&name[..]]).is_empty(),
        }
    };
    let errors = grid.errors.iter().filter(|(row, column, _)| *row > headings && is_read(*column));
    errors
        .map(|(row, column, error)| {
            BookError::new(
                BookErrorKind::ErrorCell,
                Some(at(&grid.name, row - 1, *column)),
                (
                    format!("单元格显示错误值 {error}，其公式没有结果；请改正公式或填入数值"),
                    format!(
                        "the cell shows {error}: its formula has no result, repair it or enter the value"
                    ),
                ),
            )
        })
        .collect()
}

/// What is told of a sheet that is read.
fn tell(grid: &Grid, kind: TableKind, guessed: bool, filled: usize, notes: &mut Vec<BookNote>) {
    let sheet = quoted(&grid.name);
    if guessed {
        let (zh, en) = sheet_of(kind);
        notes.push(note(
            "matched",
            sheet.clone(),
            format!("工作表“{}”按表头认作“{zh}”表", grid.name),
            format!("the sheet `{}` was taken for {en} by its headings", grid.name),
        ));
    }
    let hidden =
        grid.hidden_rows.iter().filter(|row| grid.rows.binary_search_by_key(*row, |(row, _)| *row).is_ok());
    let hidden: Vec<usize> = hidden.copied().collect();
    if let Some(first) = hidden.first() {
        notes.push(note(
            "hidden_rows",
            format!("{sheet}!A{first}"),
            format!("工作表“{}”有 {} 行是隐藏的（自第 {first} 行），已照样读入", grid.name, hidden.len()),
            format!(
                "{} rows of the sheet `{}` are hidden (from row {first}) and were read as well",
                hidden.len(),
                grid.name
            ),
        ));
    }
    if filled > 0 {
        notes.push(note(
            "merged",
            sheet.clone(),
            format!("工作表“{}”的合并单元格按其内容填入了 {filled} 格", grid.name),
            format!(
                "merged cells of the sheet `{}` were filled with what they say: {filled} cells",
                grid.name
            ),
        ));
    }
    if let Some((row, column)) = grid.without_result.first() {
        notes.push(note(
            "without_result",
            at(&grid.name, row - 1, *column),
            format!("工作表“{}”有 {} 个公式没有存下结果，按空白读入；请在 Excel 中打开并保存一次", grid.name, grid.without_result.len()),
            format!(
                "{} formulas of the sheet `{}` have no result in the file and were read as blank: open it in Excel and save it",
                grid.without_result.len(),
                grid.name
            ),
        ));
    }
}

fn note(code: &'static str, cell: String, zh: String, en: String) -> BookNote {
    BookNote { code, cell, zh, en }
}

fn no_rows(grid: &Grid, error: &CsvError) -> BookError {
    let cell = format!("{}!A{}", quoted(&grid.name), error.line);
    BookError::new(BookErrorKind::Table, Some(cell), (error.zh.clone(), error.en.clone()))
}

fn ambiguous(kind: TableKind, one: &str, other: &str) -> BookError {
    let (zh, en) = sheet_of(kind);
    BookError::new(
        BookErrorKind::Ambiguous,
        Some(quoted(other)),
        (
            format!(
                "工作表“{one}”和“{other}”都像“{zh}”表；请指明读哪一张（sheets：{{\"{other}\": null}} 为不读），或并成一张"
            ),
            format!(
                "the sheets `{one}` and `{other}` are both like {en}: say which one is read (sheets: {{\"{other}\": null}} leaves it out), or make them one"
            ),
        ),
    )
}

fn no_table() -> BookError {
    BookError::new(
        BookErrorKind::NoTable,
        None,
        (
            "没有找到站点表：需要一张有“编码”列的工作表，或用模板填写".to_owned(),
            "there is no table of stations: a sheet with a column `code` (编码) is needed, or take the template".to_owned(),
        ),
    )
}
