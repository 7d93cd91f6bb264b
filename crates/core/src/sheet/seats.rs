//! Rule 20: whose rows a pay sheet has, and in which order.

use crate::{
    engine::{payroll::Earner, problems::Who},
    model::person::Stay,
    plan::plan::Plan,
    values::{
        code::Code,
        leaf::{Leaf, POSTS},
        month::Month,
        words::Post,
    },
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
        (0..).zip(&by_code).for_each(|(place, station)| rank[*station] = place);
        let mut found: Vec<u128> = Vec::with_capacity(earners.len());
        for (place, Earner { who, mover, .. }) in (0..).zip(earners) {
            let (kind, row, hired) = match *who {
                Who::Worker(row) => (0, row, 0),
                Who::Hire(row) => (1, row, 0),
                Who::Station(row) => (2, row, mover.case.hired.ordinal()),
            };
            for Stay { leaf, .. } in mover.stays().filter(|stay| is_wanted(stay.leaf.station())) {
                found.push(packed(
                    rank[leaf.station()],
                    leaf.post(),
                    [kind, row as u32, hired.into()],
                    place,
                ));
            }
        }
        found.sort_unstable();
        found.dedup(); // who comes back to a leaf
        let (mut keys, mut all, mut before) = (Vec::new(), Vec::with_capacity(found.len()), None);
        for number in found {
            let (row, leaf, place) = unpacked(number, &by_code);
            let Earner { who, mover, last, count } = &earners[place as usize];
            if before != Some(row) {
                keys.push(Key { station: plan.stations[leaf.station()].code, who: *who, leaf });
            }
            before = Some(row);
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

/// What a row is sorted by, the rank of its station first and its post last, and behind that the place of an earner of it, in
/// one number.
fn packed(station: u32, post: Post, [kind, row, hired]: [u32; 3], earner: u32) -> u128 {
    let who = u128::from(kind) << 48 | u128::from(row) << 16 | u128::from(hired);
    let row = (u128::from(station) << 50 | who) << 1 | u128::from(post == Post::Service);
    row << 32 | u128::from(earner)
}

/// The row's number, its leaf, and the place of the earner.
fn unpacked(number: u128, by_code: &[usize]) -> (u128, Leaf, u32) {
    let row = number >> 32;
    let station = by_code[(row >> 51) as usize];
    (row, Leaf::new(station as u32, POSTS[(row & 1) as usize]), number as u32)
}
