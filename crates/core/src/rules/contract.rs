//! Rules 12 and 14: when contract terms end.

use crate::{
    plan::{entries::Contract, timeline::Timeline},
    values::month::Month,
};

/// The months from `first` through `last` in which contract terms of somebody hired in a month end.
pub(crate) fn contract_ends(
    contracts: &Timeline<Contract>,
    hired: Month,
    first: Month,
    last: Month,
) -> Vec<Month> {
    let Some((_, earliest)) = contracts.first() else { return Vec::new() };
    let mut ends = Vec::new();
    // counted from the month of hire, renewed without a break
    let mut start = Some(hired);
    while let Some(begins) = start {
        // the `years` of the entry in force when the term began, or of the first entry
        let years = contracts.in_force(begins).unwrap_or(earliest).years.get();
        let end = Month::from_ordinal(u32::from(begins.ordinal()) + years * 12 - 1);
        let Some(end) = end.filter(|end| *end <= last) else { break };
        if end >= first {
            ends.push(end);
        }
        start = end.next();
    }
    ends
}
