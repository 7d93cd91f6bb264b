//! Rule 14's rows as the ratios that people ask for: who owes which part of what is due, and what a head costs.

use indexmap::IndexMap;

use crate::{
    base::exact::rounded,
    forecast::{
        forecast::Forecast,
        rows::{NormRow, Row},
    },
    values::{
        fen::{Fen, Rate},
        quantity::Quantity,
        words::Payer,
    },
};

/// The ratios of a [`Row`], rounded half away from zero. What has no denominator is `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RatioRow {
    /// The fiscal year.
    pub year: u16,
    /// The region's code, `""` for all.
    pub region: String,
    /// Its name, or `""`.
    pub name: String,
    /// The part that each payer owes of what all owe together, to a millionth.
    pub parts: IndexMap<Payer, Option<Rate>>,
    /// What all payers owe, by the headcount of December; `None` too where it is above all 64-bit fen.
    pub due_per_head: Option<Fen>,
    /// The pay, likewise.
    pub pay_per_head: Option<Fen>,
}

impl Forecast {
    /// The ratios of the [rows](Forecast::rows), then those of the [totals](Forecast::totals). They don't add up.
    ///
    /// ```
    /// use shuangbai::{Hire, Payer, Plan, Post, Station};
    /// let forecast = Plan::builder("guangdong-2021", 2021, 2022)
    ///     .station(Station::new("440203001")?.villages(3)?)
    ///     .hire(Hire::new("440203001", Post::Service, 2, "2021-08")?)
    ///     .build()?
    ///     .forecast()?;
    /// let ratios = forecast.ratios();
    /// assert_eq!(ratios[0].parts[&Payer::Local].unwrap().to_string(), "0.4");
    /// assert_eq!(ratios[1].pay_per_head.unwrap().to_string(), "50000.00");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn ratios(&self) -> Vec<RatioRow> {
        self.rows.iter().chain(&self.totals).map(RatioRow::of).collect()
    }
}

impl NormRow {
    /// The part of the posts required that no station misses, to a millionth; `None` where none is required. What some
    /// stations have beyond their norm makes up for nothing.
    pub fn coverage(&self) -> Option<Rate> {
        coverage(self.required, self.short)
    }
}

/// The part of the posts required that are not missing.
pub(crate) fn coverage(required: u64, short: Quantity) -> Option<Rate> {
    let required = parts_of(Quantity::Whole(required));
    ratio(required.saturating_sub(parts_of(short)), required)
}

/// A count in ten-thousandths, as expected ones are counted.
fn parts_of(count: Quantity) -> u128 {
    match count {
        Quantity::Whole(count) => u128::from(count) * 10_000,
        Quantity::Expected(parts) => parts,
    }
}

/// So many times an amount by what it is of, rounded half away from zero; `None` of nothing, and where somebody has put
/// a forecast together that is beyond all bounds.
fn by(amount: u128, times: u128, of: u128) -> Option<u128> {
    const ROOM: u128 = 1 << 126;
    let amount = amount.checked_mul(times).filter(|amount| *amount < ROOM)?;
    (0 < of && of < ROOM).then(|| rounded(amount, &of))
}

/// A part of a whole to a millionth.
fn ratio(part: u128, whole: u128) -> Option<Rate> {
    Rate::from_millionths(u32::try_from(by(part, 1_000_000, whole)?).ok()?)
}

impl RatioRow {
    fn of(row: &Row) -> RatioRow {
        let fen = |amount: Fen| u128::from(amount.0.max(0).unsigned_abs());
        let all = row.due.values().map(|due| fen(*due)).sum::<u128>();
        let heads = parts_of(row.headcount);
        let per_head = |amount: u128| i64::try_from(by(amount, 10_000, heads)?).ok().map(Fen);
        RatioRow {
            year: row.year,
            region: row.region.clone(),
            name: row.name.clone(),
            parts: row.due.iter().map(|(payer, due)| (*payer, ratio(fen(*due), all))).collect(),
            due_per_head: per_head(all),
            pay_per_head: per_head(fen(row.pay)),
        }
    }
}
