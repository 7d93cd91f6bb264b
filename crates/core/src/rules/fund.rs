//! Rule 10: what funds pay.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::made::Adds;
use crate::{
    plan::entries::{Fund, Purpose},
    values::{
        fen::Fen,
        month::{Months, Year},
        words::{FundKind, Payer},
    },
};

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

/// What a fund holds, and what it paid and could not pay in the year at hand, part by part.
struct Held<N> {
    left: N,
    drawn: Vec<N>,
    shortfall: Vec<N>,
}

/// What funds of some amounts pay in every year of the horizon, of what is `due`.
pub(crate) fn draw<N: Adds>(
    funds: &[&Fund],
    amounts: &[N],
    years: &[Parts<'_>],
    due: impl Fn(Asked) -> N,
) -> Vec<Drawn<N>> {
    let none = || N::sum(std::iter::empty());
    let sum = |parts: &mut Vec<N>| N::sum(std::mem::take(parts).into_iter());
    let mut held: Vec<Held<N>> = amounts
        .iter()
        .map(|amount| Held { left: amount.clone(), drawn: Vec::new(), shortfall: Vec::new() })
        .collect();
    let mut reports = vec![Drawn { years: Vec::new(), unspent: none() }; funds.len()];
    // A fund is drawn for one payer and one purpose
    let mut purposes: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (at, fund) in funds.iter().enumerate() {
        purposes.entry((fund.payer, &fund.pays)).or_default().push(at);
    }
    for (place, Parts { year, months }) in years.iter().enumerate() {
        for ((fund, amount), held) in funds.iter().zip(amounts).zip(&mut held) {
            // an `annual` fund has its amount anew in every year in which it is open
            if fund.kind == FundKind::Annual {
                held.left = amount.clone();
            }
        }
        let opening: Vec<N> = held.iter().map(|held| held.left.clone()).collect();
        for (part, months) in months.iter().enumerate() {
            for its in purposes.values() {
                // drawn from the funds open in that part, in the order listed;
                let open = its.iter().copied().filter(|&at| open(funds[at], *year, *months));
                let Some(last) = open.clone().next_back() else { continue };
                let mut owed = due(Asked { year: place, part, fund: last });
                for at in open {
                    // A `pool` (default) is drawn until it is empty
                    let held = &mut held[at];
                    held.drawn.push(owed.lesser(&held.left));
                    let left = held.left.excess(&owed);
                    owed = owed.excess(&held.left);
                    held.left = left;
                }
                // what they can't pay is a shortfall, and stands on the last listed of them.
                held[last].shortfall.push(owed);
            }
        }
        // For every year of the horizon in which the fund is open:
        for (at, _) in funds.iter().enumerate().filter(|(_, fund)| open(fund, *year, Months::YEAR)) {
            // opening balance, drawn, closing balance (of an `annual` fund before it lapses), and the shortfall
            let Held { left, drawn, shortfall } = &mut held[at];
            reports[at].years.push(DrawnYear {
                year: *year,
                opening: opening[at].clone(),
                drawn: sum(drawn),
                closing: left.clone(),
                shortfall: sum(shortfall),
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
        let fen = |amount: i128| i64::try_from(amount).ok().map(Fen);
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
