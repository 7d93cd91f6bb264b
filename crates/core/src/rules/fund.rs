//! Rule 10: what funds pay.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::made::Adds;
use crate::{
    plan::entries::{Fund, Purpose},
    values::{
        fen::Fen,
        month::{Month, Months, Year},
        words::{FundKind, Payer},
    },
};

/// What a fund pays (rule 10).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FundReport {
    /// Its name.
    pub name: String,
    /// The payer whose money it is.
    pub payer: Payer,
    /// What it is drawn for.
    pub pays: Purpose,
    /// How it lasts.
    pub kind: FundKind,
    /// Every year of the horizon in which it is open.
    pub years: Vec<FundYear>,
    /// What a pool holds after its last year in the horizon, or the sum of what lapsed.
    pub unspent: Fen,
}

/// A year of a fund (rule 10).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
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

/// Whether a fund is open in some of these months of a year.
fn open(fund: &Fund, year: Year, months: Months) -> bool {
    // It is open from the month `first` through the month `last`.
    fund.first <= year.month(months.last) && fund.last.is_none_or(|end| end >= year.month(months.first))
}

/// A year of the horizon and its parts.
pub(crate) struct Parts<'p> {
    pub(crate) year: Year,
    pub(crate) months: &'p [Months],
}

/// What is due of the payer and purpose of a fund in a part of a year, by their places.
pub(crate) struct Asked {
    pub(crate) year: usize,
    pub(crate) part: usize,
    /// A fund of that payer and purpose.
    pub(crate) fund: usize,
}

/// What a fund pays in the years of the horizon in which it is open.
#[derive(Clone)]
pub(crate) struct Drawn<N> {
    pub(crate) years: Vec<DrawnYear<N>>,
    pub(crate) unspent: N,
}

/// One of these years.
#[derive(Clone)]
pub(crate) struct DrawnYear<N> {
    pub(crate) year: Year,
    pub(crate) opening: N,
    pub(crate) drawn: N,
    pub(crate) closing: N,
    pub(crate) shortfall: N,
}

/// Funds as they are drawn, part by part.
struct Pools<'f, N> {
    funds: &'f [&'f Fund],
    amounts: &'f [N],
    /// A fund is drawn for one payer and one purpose: the places of those of each.
    purposes: Vec<Vec<usize>>,
    /// What each holds.
    left: Vec<N>,
}

/// What a part of a year drew of each fund, and what it missed; nothing of one that is not open, or not the last.
struct Part<N> {
    drawn: Vec<Option<N>>,
    shortfall: Vec<Option<N>>,
}

fn none<N: Adds>() -> N {
    N::sum(std::iter::empty())
}

impl<'f, N: Adds> Pools<'f, N> {
    /// Before the horizon nothing is drawn.
    fn new(funds: &'f [&'f Fund], amounts: &'f [N]) -> Pools<'f, N> {
        let mut purposes: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (at, fund) in funds.iter().enumerate() {
            purposes.entry((fund.payer, &fund.pays)).or_default().push(at);
        }
        Pools { funds, amounts, purposes: purposes.into_values().collect(), left: amounts.to_vec() }
    }

    /// Begins a year.
    fn begin(&mut self) {
        for ((fund, amount), left) in self.funds.iter().zip(self.amounts).zip(&mut self.left) {
            // an `annual` fund has its amount anew in every year in which it is open
            if fund.kind == FundKind::Annual {
                *left = amount.clone();
            }
        }
    }

    /// Draws what is due in a part of a year of the payer and purpose of a fund, by its place.
    fn draw(&mut self, year: Year, months: Months, due: impl Fn(usize) -> N) -> Part<N> {
        let Pools { funds, purposes, left, .. } = self;
        let mut part = Part { drawn: vec![None; funds.len()], shortfall: vec![None; funds.len()] };
        for its in purposes {
            // drawn from the funds open in that part, in the order listed;
            let open = its.iter().copied().filter(|&at| open(funds[at], year, months));
            let Some(last) = open.clone().next_back() else { continue };
            let mut owed = due(last);
            for at in open {
                // A `pool` (default) is drawn until it is empty
                part.drawn[at] = Some(owed.lesser(&left[at]));
                let (rest, more) = (left[at].excess(&owed), owed.excess(&left[at]));
                left[at] = rest;
                owed = more;
            }
            // what they can't pay is a shortfall, and stands on the last listed of them.
            part.shortfall[last] = Some(owed);
        }
        part
    }
}

/// What funds of some amounts pay in every year of the horizon, of what is `due`.
pub(crate) fn draw<N: Adds>(
    funds: &[&Fund],
    amounts: &[N],
    years: &[Parts<'_>],
    due: impl Fn(Asked) -> N,
) -> Vec<Drawn<N>> {
    let mut pools = Pools::new(funds, amounts);
    let mut reports = vec![Drawn { years: Vec::new(), unspent: none() }; funds.len()];
    for (place, Parts { year, months }) in years.iter().enumerate() {
        pools.begin();
        let opening = pools.left.clone();
        let parts: Vec<Part<N>> = months
            .iter()
            .enumerate()
            .map(|(part, months)| pools.draw(*year, *months, |fund| due(Asked { year: place, part, fund })))
            .collect();
        // For every year of the horizon in which the fund is open:
        for (at, _) in funds.iter().enumerate().filter(|(_, fund)| open(fund, *year, Months::YEAR)) {
            // opening balance, drawn, closing balance (of an `annual` fund before it lapses), and the shortfall
            reports[at].years.push(DrawnYear {
                year: *year,
                opening: opening[at].clone(),
                drawn: N::sum(parts.iter().filter_map(|part| part.drawn[at].clone())),
                closing: pools.left[at].clone(),
                shortfall: N::sum(parts.iter().filter_map(|part| part.shortfall[at].clone())),
            });
        }
    }
    for (report, fund) in reports.iter_mut().zip(funds) {
        // `unspent` is what a pool holds after its last year in the horizon, or the sum of what lapsed
        let left = report.years.iter().map(|year| year.closing.clone());
        report.unspent = match fund.kind {
            FundKind::Annual => N::sum(left),
            FundKind::Pool => left.last().unwrap_or_else(none),
        };
    }
    reports
}

impl FundReport {
    /// Of what a fund pays. `None` when a sum does not fit.
    pub(crate) fn new(fund: &Fund, drawn: Drawn<i128>) -> Option<FundReport> {
        let year = |it: DrawnYear<i128>| {
            Some(FundYear {
                year: it.year.number(),
                opening: fen(it.opening)?,
                drawn: fen(it.drawn)?,
                closing: fen(it.closing)?,
                shortfall: fen(it.shortfall)?,
            })
        };
        let Fund { name, payer, pays, kind, .. } = fund.clone();
        let years = drawn.years.into_iter().map(year).collect::<Option<_>>()?;
        Some(FundReport { name, payer, pays, kind, years, unspent: fen(drawn.unspent)? })
    }
}

fn fen(amount: i128) -> Option<Fen> {
    i64::try_from(amount).ok().map(Fen)
}

/// What a fund pays month by month (rule 10).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct BurnDown {
    /// Its name.
    pub name: String,
    /// The payer whose money it is.
    pub payer: Payer,
    /// What it is drawn for.
    pub pays: Purpose,
    /// How it lasts.
    pub kind: FundKind,
    /// Every month in which it is open.
    pub months: Vec<FundMonth>,
    /// The first month in which it falls short.
    pub dry: Option<Month>,
}

/// A month of a fund (rule 10).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FundMonth {
    /// The month.
    pub month: Month,
    /// What it holds at the beginning.
    pub opening: Fen,
    /// What was drawn; negative where more came back than was called.
    pub drawn: Fen,
    /// What it holds at the end, before an annual fund lapses.
    pub closing: Fen,
    /// What the payer must find elsewhere.
    pub shortfall: Fen,
}

/// What funds pay in months that follow each other, from a January on, of what is `due` in each of the payer and purpose
/// of a fund, by its place. `None` when a sum does not fit.
pub(crate) fn burn_down(
    funds: &[&Fund],
    months: impl IntoIterator<Item = Month>,
    due: impl Fn(usize, Month) -> i128,
) -> Option<Vec<BurnDown>> {
    let amounts: Vec<i128> = funds.iter().map(|fund| fund.amount.fen().0.into()).collect();
    let mut pools = Pools::new(funds, &amounts);
    let of = |fund: &&Fund| {
        let Fund { name, payer, pays, kind, .. } = (*fund).clone();
        BurnDown { name, payer, pays, kind, months: Vec::new(), dry: None }
    };
    let mut burnt: Vec<BurnDown> = funds.iter().map(of).collect();
    for month in months {
        if month.of_year() == 1 {
            pools.begin();
        }
        let (year, one) = (month.year(), Months { first: month.of_year(), last: month.of_year() });
        let opening = pools.left.clone();
        let part = pools.draw(year, one, |fund| due(fund, month));
        for (at, burnt) in burnt.iter_mut().enumerate().filter(|(at, _)| open(funds[*at], year, one)) {
            let shortfall = part.shortfall[at].unwrap_or_default();
            burnt.months.push(FundMonth {
                month,
                opening: fen(opening[at])?,
                drawn: fen(opening[at] - pools.left[at])?,
                closing: fen(pools.left[at])?,
                shortfall: fen(shortfall)?,
            });
            burnt.dry = burnt.dry.or((shortfall > 0).then_some(month));
        }
    }
    Some(burnt)
}
