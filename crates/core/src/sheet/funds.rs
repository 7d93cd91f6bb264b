//! Rules 10 and 20: what funds pay, month by month, of what the pay sheets of the horizon call for.

use std::collections::BTreeMap;

use super::rows::SheetTotal;
use crate::{
    faults::error::Unanswered,
    model::problem::overflow,
    plan::{
        entries::{Fund, Purpose},
        plan::Plan,
    },
    rules::fund::{self, BurnDown},
    values::{fen::Fen, month::Month},
};

/// What funds pay in every month of the horizon, whose totals these are. Arrears are drawn in the month in which they are
/// paid.
pub(crate) fn burn_down(plan: &Plan, totals: &[SheetTotal]) -> Result<Vec<BurnDown>, Unanswered> {
    let of_all = totals.iter().filter(|total| total.region.is_empty());
    let called: BTreeMap<Month, &SheetTotal> = of_all.map(|total| (total.month, total)).collect();
    let funds: Vec<&Fund> = plan.programme.funds.iter().map(|fund| &fund.says).collect();
    let due = |fund: usize, month: Month| called.get(&month).map_or(0, |total| due(funds[fund], total));
    fund::burn_down(&funds, called.keys().copied(), due).ok_or_else(|| overflow(&[]).into())
}

/// What a month calls for of a fund's payer and purpose.
fn due(fund: &Fund, total: &SheetTotal) -> i128 {
    let of = |fen: Option<&Fen>| fen.map_or(0, |fen| i128::from(fen.0));
    match &fund.pays {
        Purpose::Subsidy => {
            of(total.figures.shares.get(&fund.payer)) + of(total.arrears.shares.get(&fund.payer))
        }
        Purpose::Cost(name) => of(total.costs.get(name).and_then(|cost| cost.shares.get(&fund.payer))),
    }
}
