//! Rule 14: the forecast, and how a ledger's accounts make its rows.

use std::{collections::BTreeMap, fmt};

use indexmap::IndexMap;
use num_bigint::BigUint;
use num_traits::{ToPrimitive, Zero};
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

#[cfg(feature = "schema")]
use crate::schema;
use crate::{
    Errors, Fen, Payer, Purpose, Watch, calculate,
    chance::{self, PAY, RAISE_COST, SHARES, SUBSIDY, SURPLUS, TOP_UP},
    figures::{CONTRACTS_ENDING, COUNTS, HEADCOUNT, HIRES, LEAVERS, RAISED, WORKER_MONTHS},
    fund,
    json::Json,
    ledger::{Account, Frame, Ledger, NormSum, Site},
};

/// A forecast (rule 14).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Forecast {
    /// The programme's id.
    pub programme: String,
    /// What nobody has confirmed, sorted like errors.
    pub notices: Vec<Notice>,
    /// One for each year and region with somebody on the payroll or an open station under a cost
    /// entry, by year, then region.
    pub rows: Vec<Row>,
    /// One for each year, region `""`.
    pub totals: Vec<Row>,
    /// The norm of each December, by year and region; after all of these for region `""`.
    pub norm: Vec<NormRow>,
    /// What each fund of the programme pays.
    pub funds: Vec<FundReport>,
}

impl Forecast {
    /// The forecast as compact JSON, as rule 14 writes it.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Something of a forecast that nobody has confirmed (rule 14).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Notice {
    /// Which kind.
    pub code: NoticeCode,
    /// Where: a JSON pointer into the plan.
    pub at: String,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// The kind of a [`Notice`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum NoticeCode {
    /// The horizon reaches past the month until which the programme is confirmed.
    AfterConfirmed,
    /// An entry in force is assumed.
    Assumed,
}

impl NoticeCode {
    /// The code, as JSON writes it.
    pub fn code(self) -> &'static str {
        match self {
            NoticeCode::AfterConfirmed => "after_confirmed",
            NoticeCode::Assumed => "assumed",
        }
    }
}

/// A year's figures of a region (rule 14). Amounts are in fen, of the whole year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Row {
    /// The fiscal year.
    pub year: u16,
    /// The region's code, `""` for all.
    pub region: String,
    /// Its name, or `""`.
    pub name: String,
    /// On the payroll in December.
    pub headcount: Quantity,
    /// Months on the payroll.
    pub worker_months: Quantity,
    /// The pay.
    pub pay: Fen,
    /// The part of it, and of the standard, that payers share by ratio (资助).
    pub subsidy: Fen,
    /// The subsidy by payer.
    #[cfg_attr(feature = "schema", schemars(with = "schema::ByPayer"))]
    pub shares: IndexMap<Payer, Fen>,
    /// Pay above the subsidised amount (超标准自筹).
    pub top_up: Fen,
    /// Subsidised amount above pay (结余).
    pub surplus: Fen,
    /// Every cost of the programme by name (站点经费).
    #[cfg_attr(feature = "schema", schemars(with = "std::collections::BTreeMap<String, CostRow>"))]
    pub costs: IndexMap<String, CostRow>,
    /// What each payer owes in all: shares, top-ups that it bears, parts of costs.
    #[cfg_attr(feature = "schema", schemars(with = "schema::ByPayer"))]
    pub due: IndexMap<Payer, Fen>,
    /// Whose month of hire lies in the year.
    pub hires: Quantity,
    /// Whose month of leaving lies in the year.
    pub leavers: Quantity,
    /// Whose pay a passed appraisal made higher in the year.
    pub raised: Quantity,
    /// The year's pay less what it would have been without the year's step.
    pub raise_cost: Fen,
    /// On the payroll in the month in which a contract term ends.
    pub contracts_ending: Quantity,
}

/// A cost in a [`Row`] (rule 6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CostRow {
    /// The amount.
    pub amount: Fen,
    /// By payer.
    #[cfg_attr(feature = "schema", schemars(with = "schema::ByPayer"))]
    pub shares: IndexMap<Payer, Fen>,
    /// The hours due.
    pub hours: u64,
}

/// A December's norm over the open stations of a region (rules 7 and 14).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NormRow {
    /// The year.
    pub year: u16,
    /// The region's code, `""` for all.
    pub region: String,
    /// Stations open.
    pub stations: u64,
    /// Posts required.
    pub required: u64,
    /// Posts held.
    pub held: Quantity,
    /// What stations miss of their norm.
    pub short: Quantity,
    /// What a range's most is exceeded by.
    pub over: Quantity,
}

/// What a fund pays (rule 10).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FundReport {
    /// Its name.
    pub name: String,
    /// The payer whose money it is.
    pub payer: Payer,
    /// What it is drawn for.
    pub pays: Purpose,
    /// Every year of the horizon in which it is open.
    pub years: Vec<FundYear>,
    /// What a pool holds after its last year in the horizon, or the sum of what lapsed.
    pub unspent: Fen,
}

/// A year of a fund (rule 10).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FundYear {
    /// The year.
    pub year: u16,
    /// What it holds at the beginning.
    pub opening: Fen,
    /// What was drawn.
    pub drawn: Fen,
    /// What it holds at the end, before an annual fund lapses.
    pub closing: Fen,
    /// What the payer must find elsewhere.
    pub shortfall: Fen,
}

/// How many people, posts or months: whole in a certain forecast, and in an expected one a number
/// with four decimals (rule 9).
///
/// JSON has an integer, or a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quantity {
    /// So many.
    Whole(u64),
    /// So many ten-thousandths.
    Expected(u128),
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Quantity::Whole(count) => count.fmt(f),
            Quantity::Expected(count) => f.pad(&format!("{}.{:04}", count / 10_000, count % 10_000)),
        }
    }
}

impl From<Quantity> for Decimal {
    fn from(count: Quantity) -> Decimal {
        match count {
            Quantity::Whole(count) => count.into(),
            // Counts are below 2^64, which a decimal holds with four places.
            Quantity::Expected(count) => {
                Decimal::try_from_i128_with_scale(count.cast_signed(), 4).unwrap_or(Decimal::MAX)
            }
        }
    }
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Quantity::Whole(count) => serializer.serialize_u64(*count),
            Quantity::Expected(_) => serializer.collect_str(self),
        }
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wrong = || de::Error::custom("a count is a whole number or a string with four decimals");
        match Json::deserialize(deserializer)? {
            Json::Number(number) => {
                let whole = number.whole().and_then(|whole| u64::try_from(whole).ok());
                whole.map(Quantity::Whole).ok_or_else(wrong)
            }
            Json::Text(text) => {
                let (whole, decimals) = text.split_once('.').ok_or_else(wrong)?;
                let digits = [whole, decimals].concat();
                let written = decimals.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
                let count = digits.parse().ok().filter(|_| written && !whole.is_empty());
                count.map(Quantity::Expected).ok_or_else(wrong)
            }
            _ => Err(wrong()),
        }
    }
}

/// The forecast of a ledger, if the watch is not stopped.
pub(crate) fn forecast(ledger: &Ledger, watch: &Watch) -> Result<Forecast, Errors> {
    let frame = &ledger.frame;
    let digits = frame.by.digits();
    let mut accounts: BTreeMap<&str, Account> = BTreeMap::new();
    let mut sites: BTreeMap<&str, Site> = BTreeMap::new();
    let (mut all, mut all_sites) = (frame.account(), frame.site());
    for ((code, _), account) in &ledger.accounts {
        accounts.entry(&code[..digits]).or_insert_with(|| frame.account()).add_times(account, 1);
        all.add_times(account, 1);
    }
    for (code, site) in &ledger.sites {
        sites.entry(&code[..digits]).or_insert_with(|| frame.site()).add(site);
        all_sites.add(site);
    }
    let (nobody, name) = (frame.account(), |code: &str| ledger.names.get(code).cloned().unwrap_or_default());
    let mut rows = Vec::new();
    let mut totals = Vec::new();
    let mut norm = Vec::new();
    let mut norm_of_all = Vec::new();
    let too_large = || calculate::overflow(&[]);
    for (place, year) in frame.years().enumerate() {
        for (region, site) in &sites {
            watch.going()?;
            let account = accounts.get(region).unwrap_or(&nobody);
            let somebody = !account.counts[place * COUNTS + WORKER_MONTHS].is_zero();
            if somebody || site.under_cost[place] {
                let row = row(frame, place, (account, site)).ok_or_else(too_large)?;
                rows.push(Row { region: (*region).to_owned(), name: name(region), ..row });
            }
            norm.extend(site.norm[place].as_ref().map(|sum| norm_row(frame, place, region, sum)));
        }
        totals.push(row(frame, place, (&all, &all_sites)).ok_or_else(too_large)?);
        norm_of_all.extend(all_sites.norm[place].as_ref().map(|sum| norm_row(frame, place, "", sum)));
        debug_assert_eq!(totals.last().map(|row| row.year), Some(year.number()));
    }
    norm.extend(norm_of_all);
    let years: Vec<_> = frame.years().zip(frame.parts.iter().map(Vec::as_slice)).collect();
    let cost_places: BTreeMap<&str, usize> = frame.costs.iter().map(String::as_str).zip(0..).collect();
    let funds = fund::draw(&frame.programme.funds, &years, |year, part, payer, pays| {
        let cost = || match pays {
            Purpose::Subsidy => None,
            Purpose::Cost(name) => cost_places.get(&name[..]).copied(),
        };
        frame.due_in_part(frame.part_places(year).start + part, payer, (pays, cost()), (&all, &all_sites))
    });
    Ok(Forecast {
        programme: frame.programme.id.clone(),
        notices: frame.notices.clone(),
        rows,
        totals,
        norm,
        funds: funds.ok_or_else(too_large)?,
    })
}

impl Frame {
    /// A year's count: whole when everything is certain, else rounded to four decimals (rule 9).
    fn count(&self, place: usize, numerator: &BigUint) -> Quantity {
        let denominator = &self.denominators[place];
        if self.certain {
            return Quantity::Whole((numerator / denominator).to_u64().unwrap_or(u64::MAX));
        }
        let rounded = chance::rounded(numerator * 10_000u32, denominator);
        Quantity::Expected(rounded.to_u128().unwrap_or(u128::MAX))
    }

    /// What a purpose, with the cost's place if it is one, costs a payer in a part of the horizon
    /// (rule 10).
    fn due_in_part(
        &self,
        part: usize,
        payer: Payer,
        (pays, cost): (&Purpose, Option<usize>),
        (account, site): (&Account, &Site),
    ) -> i128 {
        let Some(payer) = self.payers.iter().position(|other| *other == payer) else { return 0 };
        match (pays, cost) {
            (Purpose::Subsidy, _) => account.money[part * self.figures() + SHARES + payer],
            (Purpose::Cost(_), Some(cost)) => {
                site.costs[(part * self.costs.len() + cost) * (1 + self.payers.len()) + 1 + payer]
            }
            (Purpose::Cost(_), None) => 0,
        }
    }
}

/// A year's row; region and name are left empty. `None` when an amount does not fit.
fn row(frame: &Frame, place: usize, (account, site): (&Account, &Site)) -> Option<Row> {
    let (figures, payers) = (frame.figures(), frame.payers.len());
    let fen = |amount: i128| i64::try_from(amount).ok().map(Fen);
    let mut money = vec![0; figures];
    let mut costs = vec![0; frame.costs.len() * (1 + payers)];
    for part in frame.part_places(place) {
        let amounts = &account.money[part * figures..][..figures];
        money.iter_mut().zip(amounts).for_each(|(sum, amount)| *sum += amount);
        let amounts = &site.costs[part * costs.len()..][..costs.len()];
        costs.iter_mut().zip(amounts).for_each(|(sum, amount)| *sum += amount);
    }
    let by_payer = |amounts: &[i128]| -> Option<IndexMap<Payer, Fen>> {
        frame.payers.iter().zip(amounts).map(|(payer, amount)| Some((*payer, fen(*amount)?))).collect()
    };

    // What a payer owes in all: shares, top-ups that it bears, and its parts of the costs (rule 6).
    let mut due = money[SHARES..SHARES + payers].to_vec();
    for (bearer, top_up) in frame.bearers.iter().zip(&money[SHARES + payers..]) {
        due[*bearer] += top_up;
    }
    for cost in costs.chunks_exact(1 + payers) {
        due.iter_mut().zip(&cost[1..]).for_each(|(due, share)| *due += share);
    }

    let cost_rows = frame.costs.iter().enumerate().map(|(cost, name)| {
        let amounts = &costs[cost * (1 + payers)..][..1 + payers];
        let row = CostRow {
            amount: fen(amounts[0])?,
            shares: by_payer(&amounts[1..])?,
            hours: site.hours[place * frame.costs.len() + cost],
        };
        Some((name.clone(), row))
    });
    let count = |count: usize| frame.count(place, &account.counts[place * COUNTS + count]);
    Some(Row {
        year: frame.years().nth(place)?.number(),
        region: String::new(),
        name: String::new(),
        headcount: count(HEADCOUNT),
        worker_months: count(WORKER_MONTHS),
        pay: fen(money[PAY])?,
        subsidy: fen(money[SUBSIDY])?,
        shares: by_payer(&money[SHARES..SHARES + payers])?,
        top_up: fen(money[TOP_UP])?,
        surplus: fen(money[SURPLUS])?,
        costs: cost_rows.collect::<Option<_>>()?,
        due: by_payer(&due)?,
        hires: count(HIRES),
        leavers: count(LEAVERS),
        raised: count(RAISED),
        raise_cost: fen(money[RAISE_COST])?,
        contracts_ending: count(CONTRACTS_ENDING),
    })
}

fn norm_row(frame: &Frame, place: usize, region: &str, sum: &NormSum) -> NormRow {
    NormRow {
        year: frame.years().nth(place).map_or(0, |year| year.number()),
        region: region.to_owned(),
        stations: sum.stations,
        required: sum.required,
        held: frame.count(place, &sum.held),
        short: frame.count(place, &sum.short),
        over: frame.count(place, &sum.over),
    }
}
