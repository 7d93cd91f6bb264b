//! Rule 20: whose rows a pay sheet has, and in which order.

use crate::{
    engine::{payroll::Earner, problems::Who},
    model::person::Stay,
    plan::plan::Plan,
    values::{code::Code, leaf::Leaf, month::Month},
};

/// What a row is of.
#[derive(Clone, Copy)]
pub(crate) struct Key {
    pub(crate) station: Code,
    pub(crate) who: Who,
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
    /// Of some earners, at the stations that are wanted: sorted by station, then workers, hires (as listed), posts (by month
    /// of hire), then administrative first.
    pub(crate) fn new(plan: &Plan, earners: &[Earner], is_wanted: impl Fn(usize) -> bool) -> Seats {
        // Numbers that stand in the order of the keys are sorted faster.
        let mut by_code: Vec<usize> = (0..plan.stations.len()).collect();
        by_code.sort_unstable_by_key(|station| plan.stations[*station].code);
        let mut rank = vec![0; by_code.len()];
        by_code.iter().enumerate().for_each(|(place, station)| rank[*station] = place as u128);
        let mut found: Vec<(u128, u32, Leaf)> = Vec::with_capacity(earners.len());
        for (place, Earner { who, mover, .. }) in earners.iter().enumerate() {
            let (kind, row, hired) = match *who {
                Who::Worker(row) => (0, row, 0),
                Who::Hire(row) => (1, row, 0),
                Who::Station(row) => (2, row, mover.case.hired.ordinal()),
            };
            for Stay { leaf, .. } in mover.stays().filter(|stay| is_wanted(stay.leaf.station())) {
                let who = (kind << 64 | row as u128) << 16 | u128::from(hired);
                let order = (rank[leaf.station()] << 82 | who) << 1 | leaf.index() as u128 & 1;
                found.push((order, place as u32, leaf));
            }
        }
        found.sort_unstable();
        found.dedup(); // who comes back to a leaf
        let (mut keys, mut all, mut before) = (Vec::new(), Vec::with_capacity(found.len()), None);
        for (order, place, leaf) in found {
            let Earner { who, mover, last, count } = &earners[place as usize];
            if before != Some(order) {
                keys.push(Key { station: plan.stations[leaf.station()].code, who: *who, leaf });
            }
            before = Some(order);
            let (key, first) = (keys.len() as u32 - 1, mover.case.hired);
            all.push(Seat { key, earner: place, first, last: *last, count: *count });
        }
        Seats { keys, all }
    }

    /// Those of each row.
    pub(crate) fn by_row(&self) -> impl Iterator<Item = &[Seat]> {
        self.all.chunk_by(|one, other| one.key == other.key)
    }
}
