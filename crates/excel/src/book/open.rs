//! The sheets of a workbook's bytes: .xlsx, .xls and .ods.

use std::io::Cursor;

use calamine::{Dimensions, Ods, OdsError, Reader, SheetVisible, Xls, XlsError, Xlsx, XlsxError};

use super::{
    cells::{Cell, Grid, Merged},
    package::{MOST_PACKED, Package, damaged, encrypted, too_large},
};
use crate::error::{BookError, BookErrorKind};

/// So many columns a table may have.
const MOST_COLUMNS: usize = 1_000;
const MOST_CELLS: usize = 20_000_000;
const MOST_TEXT: usize = 256 << 20;

/// What a file is, by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Xlsx,
    Xls,
    Ods,
}

/// All sheets, as their author sees them.
pub(crate) fn open(bytes: &[u8]) -> Result<(Kind, Vec<Grid>), BookError> {
    if bytes.len() > MOST_PACKED {
        return Err(too_large());
    }
    if bytes.starts_with(b"PK\x03\x04") {
        let mut package = Package::open(bytes)?;
        if package.has("xl/workbook.xml") {
            return xlsx(bytes, &mut package).map(|grids| (Kind::Xlsx, grids));
        }
        if package.has("content.xml") {
            return ods(bytes).map(|grids| (Kind::Ods, grids));
        }
        return Err(no_workbook(bytes));
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return xls(bytes).map(|grids| (Kind::Xls, grids));
    }
    Err(no_workbook(bytes))
}

fn xlsx(bytes: &[u8], package: &mut Package<'_>) -> Result<Vec<Grid>, BookError> {
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsxError::Password => encrypted(),
        _ => damaged(),
    })?;
    let parts = package.sheets();
    let mut room = Room::default();
    let mut grids = Vec::new();
    for (name, hidden) in sheets(book.sheets_metadata()) {
        let merged = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
        let mut filling = Filling::new(&name, hidden, merged, &mut room);
        // A sheet of charts has no cells.
        let Ok(mut cells) = book.worksheet_cells_reader(&name) else { continue };
        while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(|_| damaged())? {
            let (row, column) = (cell.pos.0 as usize + 1, cell.pos.1 as usize);
            match Cell::of(&cell.value) {
                Some(value) => filling.put(row, column, value)?,
                None if cell.formula.is_some() => filling.grid.without_result.push((row, column)),
                None => {}
            }
        }
        let mut grid = filling.grid()?;
        if let Some((_, part)) = parts.iter().find(|(other, _)| *other == name) {
            grid.hidden_rows = package.hidden(part).to_vec();
        }
        grids.push(grid);
    }
    Ok(grids)
}

fn xls(bytes: &[u8]) -> Result<Vec<Grid>, BookError> {
    // An .xlsx with a password is such a file too, with its own part in it.
    const ENCRYPTED: &str = "EncryptedPackage";
    let name: Vec<u8> = ENCRYPTED.encode_utf16().flat_map(u16::to_le_bytes).collect();
    if bytes.windows(name.len()).any(|part| part == name) {
        return Err(encrypted());
    }
    let mut book = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsError::Password => encrypted(),
        _ => damaged(),
    })?;
    let merged = |book: &Xls<_>, name: &str| book.merge_cells_by_sheet_name(name).unwrap_or_default();
    dense(&mut book, merged)
}

fn ods(bytes: &[u8]) -> Result<Vec<Grid>, BookError> {
    let mut book = Ods::new(Cursor::new(bytes)).map_err(|error| match error {
        OdsError::Password => encrypted(),
        _ => damaged(),
    })?;
    dense(&mut book, |_, _| Vec::new())
}

/// The sheets of a workbook that is read as a whole.
fn dense<'b, B: Reader<Cursor<&'b [u8]>>>(
    book: &mut B,
    merged: impl Fn(&B, &str) -> Vec<Dimensions>,
) -> Result<Vec<Grid>, BookError> {
    let mut room = Room::default();
    let mut grids = Vec::new();
    for (name, hidden) in sheets(book.sheets_metadata()) {
        let Ok(range) = book.worksheet_range(&name) else { continue };
        let (top, left) = range.start().unwrap_or_default();
        let mut filling = Filling::new(&name, hidden, merged(book, &name), &mut room);
        for (row, column, data) in range.used_cells() {
            if let Some(value) = Cell::of(data) {
                filling.put(top as usize + row + 1, left as usize + column, value)?;
            }
        }
        if let Ok(formulas) = book.worksheet_formula(&name) {
            let (top, left) = formulas.start().unwrap_or_default();
            for (row, column, formula) in formulas.used_cells() {
                let at = (top as usize + row + 1, left as usize + column);
                let has_result = range
                    .get_value((at.0 as u32 - 1, at.1 as u32))
                    .is_some_and(|data| *data != calamine::Data::Empty);
                if !formula.is_empty() && !has_result {
                    filling.grid.without_result.push(at);
                }
            }
        }
        grids.push(filling.grid()?);
    }
    Ok(grids)
}

/// The names of sheets, and whether they are hidden.
fn sheets(all: &[calamine::Sheet]) -> Vec<(String, bool)> {
    all.iter().map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible)).collect()
}

/// What is taken so far of what a workbook may have.
#[derive(Default)]
struct Room {
    cells: usize,
    text: usize,
}

/// A sheet on its way.
struct Filling<'r> {
    grid: Grid,
    sorted: bool,
    room: &'r mut Room,
}

impl<'r> Filling<'r> {
    fn new(name: &str, hidden: bool, merged: Vec<Dimensions>, room: &'r mut Room) -> Filling<'r> {
        let merged = merged.into_iter().map(|Dimensions { start, end }| Merged {
            rows: (start.0 as usize + 1, end.0 as usize + 1),
            columns: (start.1 as usize, end.1 as usize),
        });
        let grid = Grid { name: name.to_owned(), hidden, merged: merged.collect(), ..Grid::default() };
        Filling { grid, sorted: true, room }
    }

    fn put(&mut self, row: usize, column: usize, cell: Cell) -> Result<(), BookError> {
        let text = match cell {
            Cell::Text(text) if text.is_empty() => return Ok(()),
            Cell::Text(text) => text,
            Cell::Error(error) => {
                self.grid.errors.push((row, column, error.clone()));
                error
            }
        };
        if column >= MOST_COLUMNS {
            return if text.trim().is_empty() { Ok(()) } else { Err(too_large()) };
        }
        match self.grid.rows.last() {
            Some((last, _)) if *last == row => {}
            Some((last, _)) if *last > row => {
                self.sorted = false;
                self.grid.rows.push((row, Vec::new()));
            }
            _ => self.grid.rows.push((row, Vec::new())),
        }
        let Some((_, cells)) = self.grid.rows.last_mut() else { return Ok(()) };
        let grows = (column + 1).saturating_sub(cells.len());
        self.room.cells += grows;
        self.room.text += text.len();
        if self.room.cells > MOST_CELLS || self.room.text > MOST_TEXT {
            return Err(too_large());
        }
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        cells[column] = text;
        Ok(())
    }

    fn grid(self) -> Result<Grid, BookError> {
        let mut grid = self.grid;
        // Rows stand in their order, each once, in what programs write.
        if !self.sorted {
            grid.rows.sort_by_key(|(row, _)| *row);
            if grid.rows.windows(2).any(|pair| pair[0].0 == pair[1].0) {
                return Err(damaged());
            }
        }
        Ok(grid)
    }
}

/// What a file is instead.
fn no_workbook(bytes: &[u8]) -> BookError {
    let begins = |text: &str| {
        let head: Vec<u8> =
            bytes.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).take(64).collect();
        String::from_utf8_lossy(&head).to_ascii_lowercase().trim_start_matches('\u{feff}').starts_with(text)
    };
    let is_text = !bytes.iter().take(4_096).any(|byte| *byte == 0);
    let (zh, en) = match () {
        () if bytes.is_empty() => ("文件是空的", "the file is empty"),
        () if begins("<html") || begins("<!doctype") || begins("<table") || begins("<meta") => (
            "这是网页，只是改名为 .xls；请在 Excel 中打开后另存为 .xlsx",
            "this is a web page that is only called .xls: open it in Excel and save it as .xlsx",
        ),
        () if begins("<?xml") => (
            "这是 XML 表格；请在 Excel 中打开后另存为 .xlsx",
            "this is an XML spreadsheet: open it in Excel and save it as .xlsx",
        ),
        () if bytes.starts_with(b"PK") => (
            "这不是 .xlsx、.xls 或 .ods 工作簿；请在 Excel 中另存为 .xlsx",
            "this is no .xlsx, .xls or .ods workbook: save it as .xlsx in Excel",
        ),
        () if is_text => (
            "这不是 Excel 工作簿，似为 CSV 等文本文件；请按 CSV 读入，或在 Excel 中另存为 .xlsx",
            "this is no Excel workbook but text, perhaps CSV: read it as such, or save it as .xlsx in Excel",
        ),
        () => ("这不是 Excel 工作簿（.xlsx、.xls、.ods）", "this is no Excel workbook (.xlsx, .xls, .ods)"),
    };
    BookError::new(BookErrorKind::NoWorkbook, None, (zh.to_owned(), en.to_owned()))
}
