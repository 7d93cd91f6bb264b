//! A forecast as a workbook that can be sent upward (rule 14): live formulas over the core's figures.

mod answers;
mod basis;
mod chart;
mod columns;
mod funds;
mod norm;
mod notes;
mod regions;
mod totals;

use std::collections::BTreeMap;

use rust_xlsxwriter::XlsxError;
use serde::Deserialize;
use serde_json::Value as Json;
use shuangbai::{Forecast, Plan, Rate, RatioRow, record_json};

use crate::{
    error::WriteError,
    language::{Language, Unit},
    page::Page,
    payers::parts,
    style::{Style, paper, workbook},
    terms::Terms,
};
use columns::Columns;

/// How a workbook is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WriteOptions {
    /// The language of its texts.
    pub language: Language,
    /// The unit in which amounts are shown.
    pub unit: Unit,
}

/// What of a plan a workbook shows.
#[derive(Debug, Default, Deserialize)]
struct Outline {
    programme: Json,
    horizon: Json,
    #[serde(default)]
    assumptions: Json,
    #[serde(default)]
    regions: BTreeMap<String, String>,
}

/// A forecast being written.
pub(crate) struct Writing<'f> {
    terms: Terms,
    style: Style,
    unit: Unit,
    forecast: &'f Forecast,
    columns: Columns,
    /// Of each year's total the parts that payers owe.
    ratios: Vec<Vec<Option<Rate>>>,
    outline: Outline,
    /// The names of regions, and of stations where rows are stations.
    names: BTreeMap<String, String>,
    record: String,
    footer: String,
}

impl Writing<'_> {
    fn page<'w>(&'w self, name: &str) -> Result<Page<'w>, XlsxError> {
        Page::new(name, &self.style, self.terms.of(("平", "不平"), ("even", "uneven")))
    }

    fn title(&self) -> String {
        let titles = &self.outline.programme["title"];
        let title = titles[self.terms.of("zh", "en")].as_str().unwrap_or(&self.forecast.programme);
        let (first, last) = (&self.outline.horizon["first"], &self.outline.horizon["last"]);
        self.terms.of(
            format!("{title} {first}—{last} 年经费测算总表"),
            format!("{title}, {first} to {last}: forecast of funding"),
        )
    }

    fn below_title(&self) -> String {
        let unit = self.axis();
        self.terms
            .of(format!("金额单位：{unit}；人数单位：人"), format!("Amounts in {unit}; counts in persons"))
    }

    /// The unit of amounts.
    fn axis(&self) -> &'static str {
        self.unit.term(&self.terms)
    }
}

/// The workbook (.xlsx) of a plan's forecast: 总表, 分地区, 人员编制, 资金, 参数与依据, 口径; a programme without a norm or funds
/// has no sheet of them. Totals, dues, parts, balances and
/// checks are formulas, whose results are the forecast's own figures to the fen. The same input gives the same bytes.
///
/// # Errors
/// More rows than a sheet has room for: 1,048,576.
///
/// ```
/// use shuangbai::{Hire, Plan, Post, Station};
/// use shuangbai_excel::{WriteOptions, write_forecast};
/// let plan = Plan::builder("guangdong-2021", 2021, 2022)
///     .station(Station::new("440203001")?.villages(3)?)
///     .hire(Hire::new("440203001", Post::Service, 2, "2021-08")?)
///     .build()?;
/// let bytes = write_forecast(&plan, &plan.forecast()?, WriteOptions::default())?;
/// assert!(bytes.starts_with(b"PK"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_forecast(
    plan: &Plan,
    forecast: &Forecast,
    options: WriteOptions,
) -> Result<Vec<u8>, WriteError> {
    write_forecast_with(plan, forecast, options, &[])
}

/// The same, and behind it a sheet for each of some answers to `why` or `compare` (rules 17 and 18), as their JSON: the
/// tree with outline levels, the causes and what they add up to.
///
/// # Errors
/// As [`write_forecast`], and answers that are none.
pub fn write_forecast_with(
    plan: &Plan,
    forecast: &Forecast,
    options: WriteOptions,
    answers: &[&str],
) -> Result<Vec<u8>, WriteError> {
    let terms = Terms::new(options.language);
    let Some(first) = forecast.totals.first() else {
        return Err(WriteError(XlsxError::ParameterError("a forecast has a year".to_owned())));
    };
    let outline: Outline = serde_json::from_str(&plan.to_json()).unwrap_or_default();
    let mut names = outline.regions.clone();
    names.extend(
        forecast
            .rows
            .iter()
            .filter(|row| !row.name.is_empty())
            .map(|row| (row.region.clone(), row.name.clone())),
    );
    let record = record_json(plan, forecast);
    let hash = serde_json::from_str::<Json>(&record).unwrap_or_default();
    let hash = hash["forecast"].as_str().and_then(|hash| hash.get(..12)).unwrap_or_default().to_owned();
    let footer = terms.of(
        format!("shuangbai {}　记录 {hash}", env!("CARGO_PKG_VERSION")),
        format!("shuangbai {}, record {hash}", env!("CARGO_PKG_VERSION")),
    );
    let ratios = forecast.ratios().split_off(forecast.rows.len()).into_iter();
    let parts = |ratio: RatioRow| parts(&ratio.parts).collect();
    let writing = Writing {
        columns: Columns::new(first, &terms),
        style: Style::new(options.language, options.unit),
        unit: options.unit,
        forecast,
        ratios: ratios.map(parts).collect(),
        outline,
        names,
        record,
        footer,
        terms,
    };
    let (regions, sums) = regions::write(&writing)?;
    let totals = totals::write(&writing, &sums)?;
    let mut book = workbook(&writing.title())?;
    let pages = [Some(totals), Some(regions), norm::write(&writing)?, funds::write(&writing)?];
    let wide = [1, (writing.columns.all.len() as u16).div_ceil(14), 1, 1, 1, 1];
    let last = [Some(basis::write(&writing)?), Some(notes::write(&writing)?)];
    for (page, wide) in pages.into_iter().chain(last).zip(wide) {
        let Some(mut page) = page else { continue };
        paper(&mut page.sheet, options.language, wide, &writing.footer);
        book.push_worksheet(page.sheet);
    }
    for (number, answer) in (1..).zip(answers) {
        let answer = serde_json::from_str(answer).map_err(|error| WriteError::of(&error.to_string()))?;
        if let Some(mut page) = answers::write(&writing, &answer, number)? {
            paper(&mut page.sheet, options.language, 1, &writing.footer);
            book.push_worksheet(page.sheet);
        }
    }
    Ok(book.save_to_buffer()?)
}
