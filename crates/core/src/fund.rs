//! Rule 10: what funds pay, and rule 3's parts of a year, which they cut.

use std::collections::BTreeMap;

use crate::{Fen, FundReport, FundYear, Payer, Purpose, Year, programme::Fund, words::FundKind};

/// The parts of a year, as first and last month: it is cut before a month in which a fund begins
/// and after one in which a fund ends (rule 3).
pub(crate) fn parts_of(year: Year, funds: &[Fund]) -> Vec<(u8, u8)> {
    let mut first = 1;
    let mut parts = Vec::new();
    for of_year in 1..=12 {
        let (this, next) = (year.month(of_year), (of_year < 12).then(|| year.month(of_year + 1)));
        let cut = funds.iter().any(|fund| Some(fund.first) == next || fund.last == Some(this));
        if cut || next.is_none() {
            parts.push((first, of_year));
            first = of_year + 1;
        }
    }
    parts
}

/// Whether a fund is open in some month of `first..=last` of a year.
fn open(fund: &Fund, year: Year, (first, last): (u8, u8)) -> bool {
    fund.first <= year.month(last) && fund.last.is_none_or(|end| end >= year.month(first))
}

/// What funds pay of what is due in each part of each year (rule 10).
///
/// `years` has every year of the horizon with its parts; `due` tells what a purpose costs a payer
/// in a part, by the places of year and part. `None` when a sum does not fit.
pub(crate) fn draw(
    funds: &[Fund],
    years: &[(Year, &[(u8, u8)])],
    due: impl Fn(usize, usize, Payer, &Purpose) -> i128,
) -> Option<Vec<FundReport>> {
    let mut left: Vec<i128> = funds.iter().map(|fund| fund.amount.fen().0.into()).collect();
    let mut lapsed = vec![0i128; funds.len()];
    let mut reports: Vec<FundReport> = funds
        .iter()
        .map(|fund| FundReport {
            name: fund.name.clone(),
            payer: fund.payer,
            pays: fund.pays.clone(),
            years: Vec::new(),
            unspent: Fen::ZERO,
        })
        .collect();
    let mut purposes: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (at, fund) in funds.iter().enumerate() {
        purposes.entry((fund.payer, &fund.pays)).or_default().push(at);
    }
    for (place, &(year, parts)) in years.iter().enumerate() {
        for (fund, left) in funds.iter().zip(&mut left) {
            // An annual fund has its amount anew.
            if fund.kind == FundKind::Annual {
                *left = fund.amount.fen().0.into();
            }
        }
        let opening = left.clone();
        let mut shortfalls = vec![0i128; funds.len()];
        for (part, &months) in parts.iter().enumerate() {
            draw_part(funds, &purposes, (year, months), &mut left, &mut shortfalls, |payer, pays| {
                due(place, part, payer, pays)
            });
        }
        for (at, fund) in funds.iter().enumerate().filter(|(_, fund)| open(fund, year, (1, 12))) {
            let fen = |amount: i128| i64::try_from(amount).ok().map(Fen);
            reports[at].years.push(FundYear {
                year: year.number(),
                opening: fen(opening[at])?,
                drawn: fen(opening[at] - left[at])?,
                closing: fen(left[at])?,
                shortfall: fen(shortfalls[at])?,
            });
            if fund.kind == FundKind::Annual {
                lapsed[at] += left[at];
            } else {
                lapsed[at] = left[at];
            }
        }
    }
    for (report, lapsed) in reports.iter_mut().zip(lapsed) {
        report.unspent = Fen(i64::try_from(lapsed).ok()?);
    }
    Some(reports)
}

/// One part of a year: each purpose of a payer is drawn from its open funds in the order listed;
/// what they can't pay stands on the last of them.
fn draw_part(
    funds: &[Fund],
    purposes: &BTreeMap<(Payer, &Purpose), Vec<usize>>,
    (year, months): (Year, (u8, u8)),
    left: &mut [i128],
    shortfalls: &mut [i128],
    due: impl Fn(Payer, &Purpose) -> i128,
) {
    for ((payer, pays), its) in purposes {
        let open = its.iter().copied().filter(|&at| open(&funds[at], year, months));
        let Some(last) = open.clone().next_back() else { continue };
        let mut owed = due(*payer, pays);
        for at in open {
            let drawn = owed.min(left[at]);
            left[at] -= drawn;
            owed -= drawn;
        }
        shortfalls[last] += owed;
    }
}
