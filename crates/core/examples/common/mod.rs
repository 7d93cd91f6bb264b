//! What the examples share: CSV rows that say where they are wrong, and tables in Chinese and
//! English with money in 万元 (10,000 yuan).

use std::{
    env,
    error::Error,
    fmt, fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use csv::{ErrorKind, StringRecord};
use rust_decimal::{Decimal, RoundingStrategy};
use shuangbai::{Errors, Fen, Forecast, NoticeCode, Payer, Quantity, RegionCode, Row};

/// Anything that ends an example.
pub type Fault = Box<dyn Error>;

/// A text in Chinese and English.
pub type Both = (&'static str, &'static str);

/// What a station's code should be.
pub const CODE: Both = ("九位代码", "a code of nine digits");

/// Runs an example; a fault goes to standard error, and the exit status is 1.
pub fn main(run: fn() -> Result<(), Fault>) -> ExitCode {
    let Err(fault) = run() else { return ExitCode::SUCCESS };
    match fault.downcast_ref::<Errors>() {
        Some(errors) => errors.iter().for_each(|error| eprintln!("{error}\n    {}", error.zh)),
        None => eprintln!("{fault}"),
    }
    ExitCode::FAILURE
}

/// A folder of the repository's data.
pub fn data(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "..", "..", "data", name].iter().collect()
}

/// The folder that the first argument names, or this one of the repository's data.
pub fn folder(name: &str) -> Result<PathBuf, Fault> {
    let mut arguments = env::args_os().skip(1);
    match (arguments.next(), arguments.next()) {
        (None, _) => Ok(data(name)),
        (Some(folder), None) if !folder.to_string_lossy().starts_with('-') => Ok(folder.into()),
        _ => Err("the only argument is the data folder\n    唯一的参数是数据文件夹".into()),
    }
}

/// The names of regions by code, from a file like `data/guangdong-2023/regions.csv`.
pub fn regions(path: &Path) -> Result<Vec<(RegionCode, String)>, Fault> {
    read(path, |line| {
        let what = ("两位、四位、六位或九位代码", "a code of two, four, six or nine digits");
        Ok((line.field("code", what, |code| code.parse().ok())?, line.text("name")?.to_owned()))
    })
}

/// The rows of a CSV file with headings, each put through `row`.
pub fn read<T>(path: &Path, row: impl Fn(&Line<'_>) -> Result<T, Fault>) -> Result<Vec<T>, Fault> {
    let text = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    // Errors in rows name the file alone, as its path may be long.
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(&text[..]);
    let mut line =
        Line { file: &file, text: &text, columns: StringRecord::new(), fields: StringRecord::new() };
    line.columns = reader.headers().map_err(|error| line.not_text(error))?.clone();
    line.check_columns()?;
    let mut rows = Vec::new();
    while reader.read_record(&mut line.fields).map_err(|error| line.not_text(error))? {
        line.check_length()?;
        rows.push(row(&line)?);
    }
    Ok(rows)
}

/// A row of a CSV file.
pub struct Line<'l> {
    file: &'l str,
    text: &'l [u8],
    /// The names of the columns.
    pub columns: StringRecord,
    fields: StringRecord,
}

impl Line<'_> {
    /// A field as it stands.
    pub fn text(&self, column: &str) -> Result<&str, Fault> {
        let place = self.columns.iter().position(|name| name == column);
        match place.and_then(|place| self.fields.get(place)) {
            Some(field) => Ok(field),
            None => Err(self.fault(0, column, ("没有这一列", "there is no such column"))),
        }
    }

    /// A field as what it should be.
    pub fn field<T>(
        &self,
        column: &str,
        (zh, en): Both,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, Fault> {
        let field = self.text(column)?;
        parse(field).ok_or_else(|| {
            let (zh, en) = (format!("“{field}”不可用;应为:{zh}"), format!("`{field}` is not {en}"));
            self.fault(self.start(), column, (&zh, &en))
        })
    }

    /// No two columns have one name.
    fn check_columns(&self) -> Result<(), Fault> {
        for (place, column) in self.columns.iter().enumerate() {
            if self.columns.iter().take(place).any(|before| before == column) {
                return Err(self.fault(0, column, ("列名重复", "there are two of this name")));
            }
        }
        Ok(())
    }

    /// A row has a field for each column.
    fn check_length(&self) -> Result<(), Fault> {
        if let Some(column) = self.columns.get(self.fields.len()) {
            return Err(self.fault(self.start(), column, ("本行到此列之前已结束", "the row ends before it")));
        }
        if let Some(field) = self.fields.get(self.columns.len()) {
            let (zh, en) = (format!("“{field}”没有列名"), format!("`{field}` is in no named column"));
            let column = (self.columns.len() + 1).to_string();
            return Err(self.fault(self.start(), &column, (&zh, &en)));
        }
        Ok(())
    }

    /// What the reader itself can't read: bytes that are no text.
    fn not_text(&self, error: csv::Error) -> Fault {
        let (ErrorKind::Utf8 { err, .. }, Some(start)) = (error.kind(), error.position()) else {
            return format!("{}: {error}", self.file).into();
        };
        let column = self.columns.get(err.field()).map_or((err.field() + 1).to_string(), str::to_owned);
        let (zh, en) = ("不是 UTF-8 文本,请另存为 CSV UTF-8", "not UTF-8 text, save the file as CSV UTF-8");
        self.fault(start.byte() as usize, &column, (zh, en))
    }

    /// The byte at which the reader began to look for this row.
    fn start(&self) -> usize {
        self.fields.position().map_or(0, |start| start.byte() as usize)
    }

    /// `towns.csv, line 7, column villages: …`, then the same in Chinese. The ends of lines that
    /// the reader passed over on its way to the row belong to the lines before it.
    fn fault(&self, start: usize, column: &str, (zh, en): (&str, &str)) -> Fault {
        let passed = self.text[start..].iter().take_while(|byte| b"\r\n".contains(byte)).count();
        let line = 1 + self.text[..start + passed].iter().filter(|byte| **byte == b'\n').count();
        let file = self.file;
        format!("{file}, line {line}, column {column}: {en}\n    {file} 第 {line} 行 {column} 列:{zh}").into()
    }
}

/// A table, its columns as wide as their widest cell; a Chinese character is two columns wide.
pub struct Table {
    /// How many columns, from the left, are text; numbers stand on the right.
    text: usize,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with its headings, Chinese above English.
    pub fn new(text: usize, headings: &[Both]) -> Table {
        let (zh, en) = headings.iter().map(|(zh, en)| (zh.to_string(), en.to_string())).unzip();
        Table { text, rows: vec![zh, en] }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let cell = |row: usize, column: usize| self.rows[row].get(column).map_or("", String::as_str);
        let rows = 0..self.rows.len();
        let widest = |column| rows.clone().map(|row| width(cell(row, column))).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns).map(widest).collect();
        for row in rows.clone() {
            let mut line = String::new();
            for (column, widest) in widths.iter().enumerate() {
                let cell = cell(row, column);
                let blank = " ".repeat(widest - width(cell));
                let (before, after) = if column < self.text { ("", &*blank) } else { (&*blank, "") };
                line.extend(["  ", before, cell, after]);
            }
            writeln!(f, "{}", line.trim_end())?;
            if row == 1 {
                writeln!(f, "  {}", "-".repeat(widths.iter().sum::<usize>() + 2 * (columns - 1)))?;
            }
        }
        Ok(())
    }
}

/// How many columns a text takes on a screen.
fn width(text: &str) -> usize {
    let wide = |char| matches!(char, '\u{2e80}'..='\u{ffdc}');
    text.chars().map(|char| if wide(char) { 2 } else { 1 }).sum()
}

/// What a payer owes in a row.
pub fn due(row: &Row, payer: Payer) -> Fen {
    row.due.get(&payer).copied().unwrap_or_default()
}

/// In 万元 with two decimals, half away from zero.
pub fn wan(amount: Fen) -> String {
    decimals(Decimal::new(amount.0, 6), 2)
}

/// To the nearest whole number, half up.
pub fn people(count: Quantity) -> String {
    decimals(count.into(), 0)
}

/// `part` in percent of `whole`, with one decimal, half away from zero; of nothing it is `-`.
pub fn percent(part: Fen, whole: Fen) -> String {
    let hundred = Decimal::from(part.0) * Decimal::ONE_HUNDRED;
    hundred.checked_div(Decimal::from(whole.0)).map_or("-".to_owned(), |percent| decimals(percent, 1) + "%")
}

/// With so many decimals, half away from zero, and commas between thousands.
pub fn decimals(number: Decimal, places: u32) -> String {
    let mut rounded = number.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(places);
    let text = rounded.abs().to_string();
    let (whole, fraction) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut grouped = String::from(if rounded.is_sign_negative() && !rounded.is_zero() { "-" } else { "" });
    for (place, digit) in whole.char_indices() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + fraction
}

/// How many notices a forecast has and on which entries, in short.
pub fn notices(forecast: &Forecast) -> String {
    const LISTS: [Both; 8] = [
        ("资助", "subsidy"),
        ("分担", "sharing"),
        ("递增", "raise"),
        ("年度考核", "appraisal"),
        ("合同", "contract"),
        ("人员配备", "norm"),
        ("站点经费", "costs"),
        ("资金", "funds"),
    ];
    let mut text = format!("提示 Notices: {}\n", forecast.notices.len());
    for notice in forecast.notices.iter().filter(|notice| notice.code == NoticeCode::AfterConfirmed) {
        text += &format!("  {}\n  {}\n", notice.zh, notice.en);
    }
    let mut assumed = Vec::new();
    for notice in forecast.notices.iter().filter(|notice| notice.code == NoticeCode::Assumed) {
        let entry = notice.at.trim_start_matches("/programme/");
        let list = LISTS.iter().find(|(_, list)| entry.split('/').next() == Some(list));
        assumed.push(list.map_or(String::new(), |(zh, _)| format!("{zh} ")) + entry);
    }
    if !assumed.is_empty() {
        text +=
            &format!("  推定、尚无人确认的条目 assumed, confirmed by nobody:\n  {}\n", assumed.join(", "));
    }
    text
}
