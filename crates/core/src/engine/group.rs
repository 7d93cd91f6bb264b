//! Rules 7 and 8: the posts that hires and fills bring.

use super::fill::fill;
use crate::{
    check::plan::StationIndex,
    faults::error::{Fault, Promised},
    model::{model::Model, person::Case},
    rules::norm::Open,
    values::{
        fen::{Amount, Rate},
        leaf::Leaf,
        month::Month,
    },
};

/// Posts that a hire or a fill brings, all alike.
pub(crate) struct Group {
    pub(crate) leaf: Leaf,
    pub(crate) month: Month,
    /// The last month of a station that closes.
    pub(crate) left: Option<Month>,
    pub(crate) pay: Option<Amount>,
    pub(crate) count: u32,
    /// The hire's index; a filled post has none.
    pub(crate) hire: Option<usize>,
}

impl Group {
    /// Their case.
    pub(crate) fn case(&self) -> Case {
        entry_case(self.month, self.left, self.pay)
    }
}

/// The case of somebody hired in a month of the horizon.
pub(crate) fn entry_case(hired: Month, left: Option<Month>, pay: Option<Amount>) -> Case {
    Case { hired, left, pay, pay_year: hired.year(), grades: Vec::new() }
}

/// What hires and fills bring.
pub(crate) fn groups(model: &Model) -> Result<Vec<Group>, Fault> {
    let (rules, stations) = (&model.rules, &model.plan.stations);
    let index = StationIndex::new(stations);
    let mut hires = Vec::with_capacity(model.plan.hires.len());
    for hire in &model.plan.hires {
        hires.push((index.find(hire.station).promised("every hire is at a station that is listed")?, hire));
    }
    let filled = fill(rules, stations, &model.crowd, &hires)?;
    // When a station closes, the hires, filled and refilled posts there leave with its last month
    let left = |leaf: Leaf| Open::new(&stations[leaf.station()], rules.horizon).closes;
    let hired = hires.iter().enumerate().map(|(place, (station, hire))| Group {
        leaf: Leaf::new(*station, hire.post),
        month: hire.month,
        left: left(Leaf::new(*station, hire.post)),
        pay: hire.pay,
        count: hire.count.get(),
        hire: Some(place),
    });
    let filled = filled.iter().map(|filled| Group {
        leaf: filled.leaf,
        month: filled.month,
        left: left(filled.leaf),
        pay: None,
        count: filled.count,
        hire: None,
    });
    // Filled posts that are vacant for certain are nobody's (rule 9).
    let vacant = rules.assumptions.vacancy_rate == Rate::ONE;
    Ok(hired.chain(filled.filter(|_| !vacant)).collect())
}

/// The largest amount that anybody's pay or standard can reach (rule 4), in fen a year.
pub(crate) fn most(model: &Model, groups: &[Group]) -> u64 {
    let rules = &model.rules;
    let fen = |amount: Amount| amount.fen().0.unsigned_abs();
    let subsidy = &model.plan.programme.subsidy;
    let standards = subsidy.iter().map(|entry| entry.says.standard);
    let pays = groups.iter().filter_map(|group| group.pay).chain(model.crowd.pays());
    let most = standards.chain(pays).map(fen).fold(0, u64::max);
    let begun = subsidy.iter().map(|entry| entry.from.year()).chain(model.crowd.since());
    let first = begun.fold(rules.horizon.first, Ord::min);
    // The first of these years brings no step.
    first
        .through(rules.horizon.last)
        .skip(1)
        .fold(most, |most, year| rules.raise(year).map_or(most, |raise| raise.bound(most)))
}
