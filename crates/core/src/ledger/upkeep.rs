//! Rule 6: what a station costs besides pay; it rests on the months in which the station is open alone.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    account::{Norms, Site},
    frame::Frame,
};
use crate::{
    faults::error::{Fault, Promised},
    plan::{entries::Cost, timeline::Timeline},
    rules::{cost::part_cost, norm::Open},
};

/// The costs of stations under a ledger's rules.
pub(crate) struct Upkeep<'f> {
    frame: &'f Frame,
    /// The entries of each cost, in the frame's order.
    entries: Vec<Timeline<&'f Cost>>,
}

impl<'f> Upkeep<'f> {
    pub(crate) fn new(frame: &'f Frame) -> Result<Upkeep<'f>, Fault> {
        let mut entries: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for entry in &frame.programme.costs {
            entries.entry(&entry.says.name).or_default().push((entry.from, &entry.says));
        }
        let of_name = |name: &String| entries.remove(&name[..]).map(Timeline::new);
        let entries = frame.costs.iter().map(of_name).collect::<Option<_>>();
        let entries = entries.promised("every cost of the programme has an entry")?;
        Ok(Upkeep { frame, entries })
    }

    /// What a station costs that is open in some months; the norm apart.
    pub(crate) fn site(&self, open: Open) -> Result<Site, Fault> {
        let frame = self.frame;
        let mut all = frame.no_costs();
        for part in frame.all_parts() {
            for (cost, entries) in self.entries.iter().enumerate() {
                let costs = part_cost(entries, &frame.payers, open, part.year, part.months)?;
                let amounts = std::iter::once(costs.amount).chain(costs.shares).map(i128::from);
                let to = &mut all.amounts[frame.cost(part.place, cost)];
                to.iter_mut().zip(amounts).for_each(|(to, amount)| *to = amount);
                all.hours[frame.hours(part.of, cost)] += costs.hours;
                all.under[part.of] |= costs.under_entry;
            }
        }
        Ok(Site { costs: Arc::new(all), norm: Norms::default() })
    }
}
