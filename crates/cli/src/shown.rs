//! Tables for people to read: as wide as they are, or as a terminal has room for.

use comfy_table::{
    Attribute, Cell, CellAlignment, ColumnConstraint, ContentArrangement, ContentLineStyle, LineStyle, Row,
    Table, TableStyle,
};

/// A table, sentences beneath it, and what follows it.
#[derive(Debug, Default)]
pub struct Shown {
    /// What it is.
    pub title: String,
    /// The headings; none where there are only a title and sentences.
    pub header: Vec<String>,
    /// Which columns are numbers, set to the right.
    pub numeric: Vec<bool>,
    /// The cells, row by row.
    pub rows: Vec<Vec<String>>,
    /// The places of the rows that are totals.
    pub totals: Vec<usize>,
    /// Sentences beneath the table.
    pub notes: Vec<String>,
    /// Tables that follow this one.
    pub below: Vec<Shown>,
}

impl Shown {
    /// A table without rows yet.
    pub(crate) fn new(title: impl Into<String>, header: Vec<String>, numeric: Vec<bool>) -> Shown {
        Shown { title: title.into(), header, numeric, ..Shown::default() }
    }

    /// Sentences under a title.
    pub(crate) fn sentences(title: impl Into<String>, notes: Vec<String>) -> Shown {
        Shown { title: title.into(), notes, ..Shown::default() }
    }

    /// Adds a row; a total is marked.
    pub(crate) fn add(&mut self, row: Vec<String>, total: bool) {
        if total {
            self.totals.push(self.rows.len());
        }
        self.rows.push(row);
    }

    /// As text, no line wider than `width`, if there is one; on a terminal titles and totals are bold.
    pub fn text(&self, width: Option<usize>, bold: bool) -> String {
        let mut lines = Vec::new();
        self.write(&mut lines, width, bold);
        let mut text = String::new();
        for line in lines {
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }

    fn write(&self, lines: &mut Vec<String>, width: Option<usize>, bold: bool) {
        let title = |title: &str| match bold && !title.is_empty() {
            true => format!("\x1b[1m{title}\x1b[0m"),
            false => title.to_owned(),
        };
        let blocks = if self.header.is_empty() { Vec::new() } else { self.blocks(width) };
        lines.extend(wrapped(&self.title, width).iter().map(|line| title(line)));
        for (place, columns) in blocks.iter().enumerate() {
            if place > 0 || !self.title.is_empty() {
                lines.push(String::new());
            }
            lines.extend(self.drawn(columns, width, bold));
        }
        if !self.header.is_empty() {
            lines.push(String::new());
        }
        for note in &self.notes {
            lines.extend(wrapped(&format!("· {note}"), width));
        }
        for other in &self.below {
            lines.push(String::new());
            other.write(lines, width, bold);
        }
    }

    /// A table too wide is cut into some that each begin with the columns that name the rows: by their places.
    fn blocks(&self, width: Option<usize>) -> Vec<Vec<usize>> {
        let all = 0..self.header.len();
        let Some(room) = width else { return vec![all.collect()] };
        let cells = |place: usize| self.rows.iter().map(move |row| &row[place]);
        let wide = |place: usize| {
            3 + cells(place).chain([&self.header[place]]).map(|cell| columns(cell)).max().unwrap_or(0)
        };
        let first = self.numeric.iter().position(|numeric| *numeric).unwrap_or(self.header.len());
        // A column in which nothing stands says nothing.
        let says = |place: &usize| self.rows.is_empty() || cells(*place).any(|cell| !cell.is_empty());
        let names: Vec<usize> = (0..first).filter(says).collect();
        let (mut blocks, mut places) = (Vec::new(), names.clone());
        for place in first..self.header.len() {
            let taken: usize = places.iter().chain([&place]).map(|place| wide(*place)).sum();
            if places.len() > names.len() && taken - 1 > room {
                blocks.push(std::mem::replace(&mut places, names.clone()));
            }
            places.push(place);
        }
        blocks.push(places);
        blocks
    }

    /// The lines of some of its columns.
    fn drawn(&self, places: &[usize], width: Option<usize>, bold: bool) -> Vec<String> {
        let mut table = Table::new();
        table.load_style(RULED);
        match bold {
            true => table.enforce_styling(),
            false => table.force_no_tty(),
        };
        match width {
            None => table.set_content_arrangement(ContentArrangement::Disabled),
            Some(width) => {
                let width = u16::try_from(width).unwrap_or(u16::MAX);
                table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width)
            }
        };
        let row = |cells: &[String], bold: bool| {
            let cell = |place: &usize| {
                // A line feed in a name would break the row.
                let cell = Cell::new(cells[*place].replace('\n', " "));
                let side = if self.numeric[*place] { CellAlignment::Right } else { CellAlignment::Left };
                let cell = cell.set_alignment(side);
                if bold { cell.add_attribute(Attribute::Bold) } else { cell }
            };
            Row::from(places.iter().map(cell).collect::<Vec<_>>())
        };
        table.set_header(row(&self.header, false));
        for (place, cells) in self.rows.iter().enumerate() {
            table.add_row(row(cells, bold && self.totals.contains(&place)));
        }
        let last = places.len().saturating_sub(1);
        for (place, column) in table.column_iter_mut().enumerate() {
            column.set_padding((u16::from(place > 0), u16::from(place < last)));
            if self.numeric[places[place]] && width.is_some() {
                // A number is never broken.
                column.set_constraint(ColumnConstraint::ContentWidth);
            }
        }
        table.lines().collect()
    }
}

/// A line below the headings, and no other.
const RULED: TableStyle = TableStyle::new()
    .header_lines(SPACED)
    .header_separator(LineStyle::none().left(' ').fill('─').junction('─'))
    .content_lines(SPACED);

const SPACED: ContentLineStyle = ContentLineStyle::none().left(' ').junction(' ');

/// How many letters of a terminal a text takes: a Chinese one takes two.
fn columns(text: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(text)
}

/// A sentence as lines of a width.
fn wrapped(text: &str, width: Option<usize>) -> Vec<String> {
    match width {
        None => vec![text.to_owned()],
        Some(width) => textwrap::wrap(text, width).into_iter().map(|line| line.into_owned()).collect(),
    }
}
