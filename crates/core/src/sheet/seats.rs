//! Rule 20: whose rows a pay sheet has, and in which order.

use crate::{
    engine::{payroll::Earner, problems::Who},
    plan::plan::Plan,
    values::{code::Code, leaf::Leaf, month::Month},
};

/// Where a row stands in its month: by station, then workers, hires (as listed), posts (by month of hire), then
/// administrative first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    pub(crate) station: Code,
    pub(crate) who: Who,
    /// Of posts that are filled or refilled.
    hired: Option<Month>,
    pub(crate) leaf: Leaf,
}

/// An earner at a leaf. Those with one key share a row.
#[derive(Clone, Copy)]
pub(crate) struct Seat {
    /// The place of the key.
    pub(crate) key: u32,
    /// The place among all earners.
    pub(crate) earner: u32,
    /// The months of employment.
    pub(crate) first: Month,
    pub(crate) last: Month,
    pub(crate) count: u64,
}

/// All that rows of a sheet can be of, in their order.
pub(crate) struct Seats {
    pub(crate) keys: Vec<Key>,
    pub(crate) all: Vec<Seat>,
}

impl Seats {
    /// Of some earners, at the stations that are wanted.
    pub(crate) fn new(plan: &Plan, earners: &[Earner], is_wanted: impl Fn(usize) -> bool) -> Seats {
        let mut found: Vec<(Key, u32)> = Vec::with_capacity(earners.len());
        for (place, earner) in earners.iter().enumerate() {
            let hired = matches!(earner.who, Who::Station(_)).then_some(earner.mover.case.hired);
            for stay in earner.mover.stays().filter(|stay| is_wanted(stay.leaf.station())) {
                let station = plan.stations[stay.leaf.station()].code;
                found.push((Key { station, who: earner.who, hired, leaf: stay.leaf }, place as u32));
            }
        }
        found.sort_unstable();
        found.dedup(); // who comes back to a leaf
        let (mut keys, mut all) = (Vec::new(), Vec::with_capacity(found.len()));
        for (key, earner) in found {
            if keys.last() != Some(&key) {
                keys.push(key);
            }
            let Earner { mover, last, count, .. } = &earners[earner as usize];
            let (key, first) = (keys.len() as u32 - 1, mover.case.hired);
            all.push(Seat { key, earner, first, last: *last, count: *count });
        }
        Seats { keys, all }
    }

    /// Those of each row.
    pub(crate) fn by_row(&self) -> impl Iterator<Item = &[Seat]> {
        self.all.chunk_by(|one, other| one.key == other.key)
    }
}
