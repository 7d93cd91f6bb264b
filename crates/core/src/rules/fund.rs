//! Rule 10: what funds pay.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

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

/// What each fund holds, what of it lapsed, and what it could not pay in the year at hand.
#[derive(Clone)]
struct Held {
    left: i128,
    unspent: i128,
    shortfall: i128,
}

/// What funds pay in every year of the horizon, of what is `due`. `None` when a sum does not fit.
pub(crate) fn draw(
    funds: &[&Fund],
    years: &[Parts<'_>],
    due: impl Fn(Asked) -> i128,
) -> Option<Vec<FundReport>> {
    let fen = |amount: i128| i64::try_from(amount).ok().map(Fen);
    let amount = |fund: &Fund| i128::from(fund.amount.fen().0);
    let mut held: Vec<Held> =
        funds.iter().map(|fund| Held { left: amount(fund), unspent: 0, shortfall: 0 }).collect();
    let mut reports: Vec<FundReport> = funds.iter().map(|fund| FundReport::of(fund)).collect();
    // A fund is drawn for one payer and one purpose
    let mut purposes: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (at, fund) in funds.iter().enumerate() {
        purposes.entry((fund.payer, &fund.pays)).or_default().push(at);
    }
    for (place, Parts { year, months }) in years.iter().enumerate() {
        for (fund, held) in funds.iter().zip(&mut held) {
            held.shortfall = 0;
            // an `annual` fund has its amount anew in every year in which it is open
            if fund.kind == FundKind::Annual {
                held.left = amount(fund);
            }
        }
        let opening: Vec<i128> = held.iter().map(|held| held.left).collect();
        for (part, months) in months.iter().enumerate() {
            for its in purposes.values() {
                // drawn from the funds open in that part, in the order listed;
                let open = its.iter().copied().filter(|&at| open(funds[at], *year, *months));
                let Some(last) = open.clone().next_back() else { continue };
                let mut owed = due(Asked { year: place, part, fund: last });
                for at in open {
                    // A `pool` (default) is drawn until it is empty
                    let drawn = owed.min(held[at].left);
                    held[at].left -= drawn;
                    owed -= drawn;
                }
                // what they can't pay is a shortfall, and stands on the last listed of them.
                held[last].shortfall += owed;
            }
        }
        // For every year of the horizon in which the fund is open:
        for (at, fund) in funds.iter().enumerate().filter(|(_, fund)| open(fund, *year, Months::YEAR)) {
            // opening balance, drawn, closing balance (of an `annual` fund before it lapses), and the shortfall
            let Held { left, shortfall, .. } = held[at];
            reports[at].years.push(FundYear {
                year: year.number(),
                opening: fen(opening[at])?,
                drawn: fen(opening[at] - left)?,
                closing: fen(left)?,
                shortfall: fen(shortfall)?,
            });
            // `unspent` is what a pool holds after its last year in the horizon, or the sum of what lapsed
            match fund.kind {
                FundKind::Annual => held[at].unspent += left,
                FundKind::Pool => held[at].unspent = left,
            }
        }
    }
    for (report, held) in reports.iter_mut().zip(held) {
        report.unspent = fen(held.unspent)?;
    }
    Some(reports)
}

impl FundReport {
    /// Of a fund that is not drawn yet.
    fn of(fund: &Fund) -> FundReport {
        let Fund { name, payer, pays, kind, .. } = fund.clone();
        FundReport { name, payer, pays, kind, years: Vec::new(), unspent: Fen::ZERO }
    }
}
