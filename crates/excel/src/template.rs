//! A workbook to fill in: a plan's parameters and tables, empty or with what is known.

use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, DataValidationRule, Worksheet, XlsxError};
use serde_json::Value as Json;
use shuangbai::{Programme, Year, table::TableKind};

use crate::{
    address::letters,
    book::headings::EXAMPLES,
    columns::{Column, example, fields_of, rows_of},
    error::WriteError,
    language::{Language, Unit},
    layout::{LISTS, NOTES, Names, PARAMETERS, REGIONS, RULES, amendment_columns, parameters, sheet_of},
    page::{Page, high},
    style::{Style, paper, workbook},
    terms::Terms,
};

/// Rows that drop-downs and formats reach to.
const ROWS: u32 = 5_000;

/// The workbook (.xlsx) of a plan to fill in, or to hand on: sheets 说明, 参数, 站点, 人员, 调动, 离岗 and 招录, with
/// drop-downs, frozen headings and an example row that [`read_plan`](crate::read_plan) leaves out.
///
/// `outline` is a plan (rule 11) as far as it is known, as JSON: nothing but `{}`, the stations of a county with the names
/// of its regions, or a whole plan, which is read back as the same. The same input gives the same bytes.
///
/// # Errors
/// What is no JSON object, and more rows than a sheet has room for: 1,048,576.
pub fn template(language: Language, outline: &str) -> Result<Vec<u8>, WriteError> {
    let plan: Json = serde_json::from_str(outline).map_err(|error| WriteError::of(&error.to_string()))?;
    if !plan.is_object() {
        return Err(WriteError::of("a plan is a JSON object"));
    }
    let (terms, style) = (Terms::new(language), Style::new(language, Unit::Yuan));
    let writing = Template { terms, style, plan: &plan };
    let preset = writing.preset();
    let mut book = workbook(writing.terms.of("双百计划测算填报表", "Plan to fill in"))?;
    let mut pages = vec![writing.notes()?, writing.parameters(preset.as_deref())?];
    if preset.is_none() && plan["programme"].is_object() {
        pages.push(writing.rules()?);
    }
    if plan["regions"].as_object().is_some_and(|regions| !regions.is_empty()) {
        pages.push(writing.regions()?);
    }
    for kind in TableKind::ALL {
        pages.push(writing.table(kind)?);
    }
    for mut page in pages {
        paper(&mut page.sheet, language, 1, concat!("shuangbai ", env!("CARGO_PKG_VERSION")));
        book.push_worksheet(page.sheet);
    }
    Ok(book.save_to_buffer()?)
}

struct Template<'p> {
    terms: Terms,
    style: Style,
    plan: &'p Json,
}

impl Template<'_> {
    fn page(&self, names: Names) -> Result<Page<'_>, XlsxError> {
        Page::new(self.terms.of(names.0, names.1), &self.style, ("", ""))
    }

    /// The preset that the plan has, by its id or written out.
    fn preset(&self) -> Option<String> {
        match &self.plan["programme"] {
            Json::String(id) => Some(id.clone()),
            Json::Object(_) => {
                let same = |id: &&str| {
                    let preset = Programme::preset(id).map(|preset| preset.to_json());
                    preset.is_ok_and(|preset| {
                        serde_json::from_str::<Json>(&preset)
                            .is_ok_and(|preset| preset == self.plan["programme"])
                    })
                };
                Programme::presets().find(same).map(str::to_owned)
            }
            _ => Some("guangdong-2021".to_owned()),
        }
    }

    fn notes(&self) -> Result<Page<'_>, XlsxError> {
        const WIDTH: f64 = 110.0;
        let terms = &self.terms;
        let mut page = self.page(NOTES)?;
        page.title(terms.of("怎样填写", "How to fill this in"), "")?;
        page.width(0, 4.0)?;
        page.width(1, WIDTH)?;
        let sheets: Vec<String> = TableKind::ALL
            .iter()
            .map(|kind| {
                let names = sheet_of(*kind);
                terms.of(names.0, names.1).to_owned()
            })
            .collect();
        let lines = [
            terms.of(
                format!("先在“参数”填计划、首年和末年，再填各表：{}。不需要的表留空。", sheets.join("、")),
                format!("First fill in programme, first and last year on `Parameters`, then the tables: {}. A table that is not needed stays empty.", sheets.join(", ")),
            ),
            terms.of("黄色表头的列必填。列的次序可以变，不用的列可以删，标题行以上可以加说明。", "Columns with a yellow heading are required. Columns may stand in any order, and those not needed may be deleted.").to_owned(),
            terms.of("以“示例”开头的行不读入，可以删去。“合计”“小计”“填表人”等行也不读入，并会提示。", "Rows that begin with `Example` are not read and may be deleted; nor are rows of totals or signatures, which is told.").to_owned(),
            terms.of("金额以元为单位，年薪是全年应发；月份写 2021-08、2021年8月或日期均可。", "Amounts are in yuan, pay is that of a whole year; months are 2021-08, 2021/8/1 or dates.").to_owned(),
            terms.of("社工站在其他表中可写九位编码或名称（名称不重复时）。没有年薪的按入职当月的标准起薪。", "Other tables name a station by its nine-digit code, or by its name where no other has the same. Whoever has no pay begins at the standard of the month of hire.").to_owned(),
            terms.of("每年考核一列（考核2021），写优秀、合格、基本合格、不合格；没有等次的年份留空，按“参数”中的假设处理。", "Each year's grade has a column (appraisal_2021): excellent, pass, basic or fail; a year without a grade stays empty and goes by what `Parameters` assumes.").to_owned(),
            terms.of("“参数”中留空的项目取默认值（见该行说明）；所有假设都会在结果的“参数与依据”中列出。", "What stays empty on `Parameters` takes its default; all that is assumed is listed in the result.").to_owned(),
            terms.of("填好后保存为 .xlsx，拖到测算网页上，或运行 shuangbai forecast 计划.xlsx -o 结果.xlsx。有错时会逐格指出。", "Save it as .xlsx and drop it on the page, or run shuangbai forecast plan.xlsx -o result.xlsx. What is wrong is told cell by cell.").to_owned(),
        ];
        for (row, line) in (2..).zip(&lines) {
            page.sheet.write_number_with_format(row as u32, 0, (row - 1) as f64, &self.style.prose)?;
            page.text(row, 1, line, &self.style.prose)?;
            page.sheet.set_row_height(row as u32, high([(&line[..], WIDTH)]))?;
        }
        Ok(page)
    }

    fn parameters(&self, preset: Option<&str>) -> Result<Page<'_>, XlsxError> {
        let terms = &self.terms;
        let mut page = self.page(PARAMETERS)?;
        page.title(
            terms.of("参数", "Parameters"),
            terms.of(
                "黄底的格填写；留空取默认值",
                "Fill in the yellow cells; what stays empty takes its default",
            ),
        )?;
        page.heads(
            2,
            [
                (terms.of("项目", "Parameter"), 26.0),
                (terms.of("值", "Value"), 24.0),
                (terms.of("可填", "Allowed"), 56.0),
            ],
        )?;
        let mut row = 3;
        for parameter in parameters(terms) {
            let label = terms.of(&parameter.label.0, &parameter.label.1);
            page.text(row, 0, label, &self.style.text)?;
            let given = match (parameter.object, parameter.field) {
                ("", "programme") => preset.map_or_else(
                    || self.plan["programme"]["id"].clone(),
                    |preset| Json::from(preset.to_owned()),
                ),
                ("", field) => self.plan[field].clone(),
                (object, field) => self.plan[object][field].clone(),
            };
            let is_word = terms.words(parameter.holds).next().is_some();
            let shown = match &given {
                Json::String(text) if is_word => terms.word(parameter.holds, text).to_owned(),
                Json::String(text) => text.clone(),
                Json::Null => String::new(),
                other => other.to_string(),
            };
            self.put(&mut page, row, 1, &shown, &self.style.noted)?;
            let mut allowed = String::new();
            if parameter.field == "programme" {
                let ids: Vec<&str> = Programme::presets().collect();
                let titles: Vec<String> = ids
                    .iter()
                    .map(|id| {
                        let title = Programme::preset(id).map(|preset| preset.title().clone());
                        title.map_or(String::new(), |title| format!("{id} {}", terms.of(title.zh, title.en)))
                    })
                    .collect();
                allowed = titles.join(terms.of("；", "; "));
                if preset.is_some() {
                    list(&mut page.sheet, &ids, (row as u32, row as u32), 1)?;
                }
            } else if is_word {
                let words: Vec<&str> = terms.words(parameter.holds).map(|(_, term)| term).collect();
                allowed = words.join(terms.of("、", ", "));
                list(&mut page.sheet, &words, (row as u32, row as u32), 1)?;
            } else if parameter.holds == "year" {
                allowed = format!("{}—{}", Year::FIRST, Year::LAST);
                page.sheet.add_data_validation(row as u32, 1, row as u32, 1, &years())?;
            } else if parameter.holds == "rate" {
                allowed = terms.of("0 到 1，如 0.05", "0 to 1, such as 0.05").to_owned();
                let rate = DataValidation::new().allow_decimal_number(DataValidationRule::Between(0.0, 1.0));
                page.sheet.add_data_validation(row as u32, 1, row as u32, 1, &rate)?;
            }
            page.text(row, 2, &allowed, &self.style.wrapped)?;
            page.sheet.set_row_height(row as u32, high([(&allowed[..], 56.0)]))?;
            row += 1;
        }
        self.amendments(&mut page, row + 1)?;
        page.sheet.set_freeze_panes(3, 0)?;
        Ok(page)
    }

    /// Below the parameters: what a reform changes.
    fn amendments(&self, page: &mut Page<'_>, top: usize) -> Result<(), XlsxError> {
        let terms = &self.terms;
        let lead = terms.of(
            "对计划规则的修订（可不填）：自某月起某条规则的某个字段改为新值；“自”留空则改已有的条目",
            "What is to change in the rules (may stay empty): from a month on a field of a rule says something else; without a month existing entries change",
        );
        page.text(top, 0, lead, &self.style.small)?;
        for (column, heading) in amendment_columns(terms).iter().enumerate() {
            page.head((top + 1, top + 1), (column, column), heading)?;
            if column > 2 {
                page.width(column, 14.0)?;
            }
        }
        let example = terms.of(EXAMPLES[0], EXAMPLES[1]);
        let texts = [
            format!("{example} {}", terms.field("programme", "raise")),
            "2024-01".to_owned(),
            String::new(),
            String::new(),
            String::new(),
            terms.field("raise", "rate").to_owned(),
            "0.03".to_owned(),
        ];
        for (column, text) in texts.iter().enumerate() {
            page.text(top + 2, column, text, &self.style.sum.text)?;
        }
        for row in top + 3..top + 9 {
            (0..7).try_for_each(|column| page.text(row, column, "", &self.style.noted))?;
        }
        let lists: Vec<&str> = LISTS.iter().map(|list| terms.field("programme", list)).collect();
        list(&mut page.sheet, &lists, (top as u32 + 3, top as u32 + 8), 0)?;
        let posts: Vec<&str> = terms.words("post").map(|(_, term)| term).collect();
        list(&mut page.sheet, &posts, (top as u32 + 3, top as u32 + 8), 3)
    }

    /// A programme that is no preset, value by value.
    fn rules(&self) -> Result<Page<'_>, XlsxError> {
        let terms = &self.terms;
        let mut page = self.page(RULES)?;
        page.title(
            terms.of("计划规则", "Programme"),
            terms
                .of("可改“值”一列；“位置”一列请勿改动", "The column `Value` may be changed, `Place` may not"),
        )?;
        let headings = [
            (terms.of("规则", "Rule"), 18.0),
            (terms.of("条", "No."), 6.0),
            (terms.of("字段", "Field"), 28.0),
            (terms.of("值", "Value"), 60.0),
            (terms.of("位置", "Place"), 30.0),
        ];
        page.heads(2, headings)?;
        let mut row = 3;
        let mut path = Vec::new();
        self.values(&mut page, &mut row, &mut path, &self.plan["programme"])?;
        page.sheet.set_freeze_panes(3, 0)?;
        page.sheet.set_repeat_rows(2, 2)?;
        Ok(page)
    }

    fn values(
        &self,
        page: &mut Page<'_>,
        row: &mut usize,
        path: &mut Vec<String>,
        json: &Json,
    ) -> Result<(), XlsxError> {
        let inner: Vec<(String, &Json)> = match json {
            Json::Object(map) => map.iter().map(|(key, value)| (key.clone(), value)).collect(),
            Json::Array(list) => {
                list.iter().enumerate().map(|(place, value)| (place.to_string(), value)).collect()
            }
            value => {
                let terms = &self.terms;
                let first = path.first().map_or("", String::as_str);
                let is_place = |step: &&String| step.bytes().all(|byte| byte.is_ascii_digit());
                let number = path.get(1).filter(is_place).and_then(|step| step.parse::<usize>().ok());
                let number = number
                    .filter(|_| first != "tiers")
                    .map_or(String::new(), |number| (number + 1).to_string());
                let field = path[1..].iter().rev().find(|step| !is_place(step)).map_or("", String::as_str);
                let field = if first == "tiers" { path[1].clone() } else { self.term_of(first, field) };
                page.text(*row, 0, terms.field("programme", first), &self.style.text)?;
                page.text(*row, 1, &number, &self.style.text)?;
                page.text(*row, 2, &field, &self.style.text)?;
                let place: String = path
                    .iter()
                    .map(|step| format!("/{}", step.replace('~', "~0").replace('/', "~1")))
                    .collect();
                page.text(*row, 4, &place, &self.style.text)?;
                match value {
                    Json::Number(_) => self.put(page, *row, 3, &value.to_string(), &self.style.noted)?,
                    Json::String(text) => page.text(*row, 3, text, &self.style.noted)?,
                    other => page.text(*row, 3, &other.to_string(), &self.style.noted)?,
                }
                *row += 1;
                return Ok(());
            }
        };
        for (step, value) in inner {
            path.push(step);
            self.values(page, row, path, value)?;
            path.pop();
        }
        Ok(())
    }

    fn term_of(&self, list: &str, field: &str) -> String {
        let objects = [list, "entry", "ground", "share", "norm_villages", "norm_range", "title"];
        let known = objects.iter().find(|object| self.terms.fields(object).any(|(name, _)| name == field));
        known.map_or(field, |object| self.terms.field(object, field)).to_owned()
    }

    fn regions(&self) -> Result<Page<'_>, XlsxError> {
        let terms = &self.terms;
        let mut page = self.page(REGIONS)?;
        page.heads(0, [(terms.column("rows", "region"), 14.0), (terms.column("rows", "name"), 30.0)])?;
        for (row, (code, name)) in (1..).zip(self.plan["regions"].as_object().into_iter().flatten()) {
            page.text(row, 0, code, &self.style.code)?;
            page.text(row, 1, name.as_str().unwrap_or_default(), &self.style.text)?;
        }
        page.sheet.set_freeze_panes(1, 0)?;
        Ok(page)
    }

    fn table(&self, kind: TableKind) -> Result<Page<'_>, XlsxError> {
        let terms = &self.terms;
        let mut page = self.page(sheet_of(kind))?;
        let rows = rows_of(kind, self.plan);
        let columns = self.columns(kind, &rows);
        for (column, Column { heading, holds, required, .. }) in columns.iter().enumerate() {
            // What is needed stands out, and the heading stays a column's own name.
            let format = if *required {
                self.style.head.clone().set_background_color(crate::style::NOTE)
            } else {
                self.style.head.clone()
            };
            page.text(0, column, heading, &format)?;
            page.width(column, if holds == "amount" { 14.0 } else { 13.0 })?;
            if holds != "whole" && holds != "year" && holds != "amount" {
                page.sheet.set_column_format(column as u16, &self.style.code)?;
            }
            let below = (1, ROWS.max(rows.len() as u32 + 2));
            self.validate(&mut page.sheet, column, holds, below)?;
        }
        let example = terms.of(EXAMPLES[0], EXAMPLES[1]);
        for (column, of) in columns.iter().enumerate() {
            let text = if column == 0 { format!("{example} {}", of.example) } else { of.example.clone() };
            page.text(1, column, text.trim(), &self.style.sum.text)?;
        }
        for (at, row) in (2..).zip(&rows) {
            for (column, of) in columns.iter().enumerate() {
                let value = match of.name.split_once('/') {
                    Some((part, year)) => match &row["appraisals"][year] {
                        Json::Object(grade) => grade.get(part).unwrap_or(&Json::Null),
                        // A grade with nothing beside it is the word alone.
                        word if part == "grade" => word,
                        _ => &Json::Null,
                    },
                    None => &row[&of.name[..]],
                };
                match value {
                    Json::Null => {}
                    Json::String(text) if terms.words(&of.holds).next().is_some() => {
                        page.text(at, column, terms.word(&of.holds, text), &self.style.text)?;
                    }
                    Json::String(text) if of.holds == "amount" => {
                        self.put(&mut page, at, column, text, &self.style.money)?
                    }
                    Json::String(text) => page.text(at, column, text, &self.style.code)?,
                    other => self.put(&mut page, at, column, &other.to_string(), &self.style.text)?,
                }
            }
        }
        page.sheet.set_freeze_panes(1, 0)?;
        page.sheet.set_repeat_rows(0, 0)?;
        Ok(page)
    }

    /// A number as one where a cell holds all its digits, or else text.
    fn put(
        &self,
        page: &mut Page<'_>,
        row: usize,
        column: usize,
        text: &str,
        format: &rust_xlsxwriter::Format,
    ) -> Result<(), XlsxError> {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        match text.parse::<f64>().ok().filter(|_| is_number && digits <= 15) {
            Some(number) => {
                page.sheet.write_number_with_format(row as u32, column as u16, number, format)?;
                Ok(())
            }
            None => page.text(row, column, text, format),
        }
    }

    fn columns(&self, kind: TableKind, rows: &[Json]) -> Vec<Column> {
        let terms = &self.terms;
        let mut columns = Vec::new();
        for (name, zh, holds, required) in fields_of(kind, terms) {
            if holds == "grades_by_year" {
                for year in self.years(rows) {
                    for (part, en, zh) in kind.yearly_columns() {
                        // What is rare has a column where somebody has it.
                        let has = |row: &Json| !row["appraisals"][&year][part].is_null();
                        if part != "grade" && !rows.iter().any(has) {
                            continue;
                        }
                        let example = if part == "grade" { terms.word("grade", "pass") } else { "" };
                        columns.push(Column {
                            name: format!("{part}/{year}"),
                            heading: terms.of(format!("{zh}{year}"), format!("{en}{year}")),
                            holds: if part == "decided" { "month" } else { "grade" }.to_owned(),
                            required: false,
                            example: example.to_owned(),
                        });
                    }
                }
                continue;
            }
            columns.push(Column {
                heading: terms.of(zh, name.clone()),
                example: example(terms, &name, &holds),
                name,
                holds,
                required,
            });
        }
        columns
    }

    /// The years of grades: those that there are, or the horizon's.
    fn years(&self, rows: &[Json]) -> Vec<String> {
        let mut years: Vec<String> = rows
            .iter()
            .filter_map(|row| row["appraisals"].as_object())
            .flat_map(|grades| grades.keys().cloned())
            .collect();
        years.sort();
        years.dedup();
        if years.is_empty() {
            let year = |end: &str| self.plan["horizon"][end].as_u64();
            let first = year("first").unwrap_or(2021);
            let last = year("last").unwrap_or(first + 2).min(first + 4);
            years = (first..=last).map(|year| year.to_string()).collect();
        }
        years
    }

    fn validate(
        &self,
        sheet: &mut Worksheet,
        column: usize,
        holds: &str,
        below: (u32, u32),
    ) -> Result<(), XlsxError> {
        let terms = &self.terms;
        let words: Vec<&str> = terms.words(holds).map(|(_, term)| term).collect();
        if !words.is_empty() {
            return list(sheet, &words, below, column);
        }
        let range = (below.0, column as u16, below.1, column as u16);
        let validation = match holds {
            "amount" => {
                DataValidation::new().allow_decimal_number(DataValidationRule::GreaterThanOrEqualTo(0.0))
            }
            "whole" => DataValidation::new().allow_whole_number(DataValidationRule::GreaterThanOrEqualTo(0)),
            "year" => years(),
            "tier" => {
                let tiers = self.tiers();
                let tiers: Vec<&str> = tiers.iter().map(String::as_str).collect();
                return if tiers.is_empty() { Ok(()) } else { list(sheet, &tiers, below, column) };
            }
            "station" => {
                // The codes of the sheet of stations; names may be written all the same.
                let name = sheet_of(TableKind::Stations);
                let name = terms.of(name.0, name.1);
                let codes = format!("={name}!${0}$3:${0}${1}", letters(0), ROWS);
                DataValidation::new()
                    .allow_list_formula(codes.as_str().into())
                    .set_error_style(DataValidationErrorStyle::Warning)
            }
            _ => return Ok(()),
        };
        sheet.add_data_validation(range.0, range.1, range.2, range.3, &validation)?;
        Ok(())
    }

    /// The tiers that the programme names.
    fn tiers(&self) -> Vec<String> {
        let programme = match self.preset() {
            None => self.plan["programme"].clone(),
            Some(id) => {
                let preset = Programme::preset(&id).map(|preset| preset.to_json()).unwrap_or_default();
                serde_json::from_str(&preset).unwrap_or_default()
            }
        };
        let lists = ["sharing", "subsidy"].into_iter().filter_map(|list| programme[list].as_array().cloned());
        let mut tiers: Vec<String> =
            lists.flatten().filter_map(|entry| entry["tier"].as_str().map(str::to_owned)).collect();
        tiers.sort();
        tiers.dedup();
        tiers
    }
}

/// The years of rule 11.
fn years() -> DataValidation {
    let (first, last) = (Year::FIRST.into(), Year::LAST.into());
    DataValidation::new().allow_whole_number(DataValidationRule::Between(first, last))
}

/// A drop-down.
fn list(
    sheet: &mut Worksheet,
    words: &[&str],
    (first, last): (u32, u32),
    column: usize,
) -> Result<(), XlsxError> {
    const MOST: usize = 255; // characters that a drop-down may have in all
    if words.iter().map(|word| word.chars().count() + 1).sum::<usize>() > MOST {
        return Ok(());
    }
    // English words are taken too.
    let validation =
        DataValidation::new().allow_list_strings(words)?.set_error_style(DataValidationErrorStyle::Warning);
    sheet.add_data_validation(first, column as u16, last, column as u16, &validation)?;
    Ok(())
}
