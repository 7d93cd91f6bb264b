//! Rule 6: what stations cost besides pay.

use super::{
    norm::Open,
    sharing::{Payers, Split},
    span::earned,
};
use crate::{
    faults::error::Fault,
    plan::{entries::Cost, timeline::Timeline},
    values::month::{Months, Year},
};

/// What one station costs in a part of a year, of one cost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PartCost {
    pub(crate) amount: u64,
    /// By payer, in the programme's order.
    pub(crate) shares: Vec<u64>,
    /// The hours due.
    pub(crate) hours: u64,
    /// Whether the station was open in some month under an entry.
    pub(crate) under_entry: bool,
}

/// A run of months in which the entry in force says the same.
pub(crate) struct Run<E> {
    pub(crate) months: Months,
    /// The first of them that says so.
    pub(crate) entry: E,
}

/// The runs of months of a year's part in which a station is open and the entry in force says the same.
pub(crate) fn runs<'p, E: Copy>(
    entries: &Timeline<E>,
    says: impl Fn(E) -> &'p Cost,
    open: Open,
    year: Year,
    months: Months,
) -> Vec<Run<E>> {
    let mut runs: Vec<Run<E>> = Vec::new();
    let mut before = None;
    for of_year in months.first..=months.last {
        let month = year.month(of_year);
        // the entry in force (the latest of that `name`), for each run of months in which the station is open
        let entry = entries.in_force(month).copied().filter(|_| open.includes(month));
        let said = entry.map(&says);
        match (entry, runs.last_mut()) {
            // and the entry says the same (`per_station`, `parts`, `hours_per_month`)
            (Some(_), Some(run)) if said == before => run.months.last = of_year,
            (Some(entry), _) => runs.push(Run { months: Months { first: of_year, last: of_year }, entry }),
            (None, _) => {}
        }
        before = said;
    }
    runs
}

/// A cost of a station in the months of a year's part, as far as it is open.
pub(crate) fn part_cost(
    entries: &Timeline<&Cost>,
    payers: &Payers,
    open: Open,
    year: Year,
    months: Months,
) -> Result<PartCost, Fault> {
    let runs = runs(entries, |entry| entry, open, year, months);
    let mut cost =
        PartCost { shares: vec![0; payers.len()], under_entry: !runs.is_empty(), ..PartCost::default() };
    for Run { months, entry } in runs {
        // a station earns span(per_station, a, b), split by the entry's `parts`
        let amount = earned(entry.per_station.fen().0.unsigned_abs(), months);
        cost.amount += amount;
        Split::new(&entry.parts, payers)?.add(amount, &mut cost.shares);
        // `hours_per_month` times those months gives the hours due.
        cost.hours += u64::from(entry.hours_per_month.get()) * u64::from(months.count());
    }
    Ok(cost)
}
