//! Rules 7 and 8: which posts are filled, month by month, so that stations have their norm.

use crate::{
    faults::error::Fault,
    model::{crowd::Crowd, person::Stint, rulebook::Rulebook},
    plan::{
        entries::Norm,
        people::{Hire, Station},
    },
    rules::norm::{OfEach, Open, Required},
    values::{
        leaf::{Leaf, POSTS},
        month::Month,
        words::Fill,
    },
};

/// Posts filled in a month: all alike, at entry pay (rule 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Filled {
    pub(crate) leaf: Leaf,
    pub(crate) month: Month,
    pub(crate) count: u32,
}

/// What is filled in every month, so that stations that are open have their norm (rule 7).
pub(crate) fn fill(
    rules: &Rulebook,
    stations: &[Station],
    crowd: &Crowd,
    hires: &[(u32, &Hire)],
) -> Result<Vec<Filled>, Fault> {
    if rules.assumptions.fill == Fill::None {
        return Ok(Vec::new());
    }
    let months: Vec<Month> = rules.months().collect();
    let held = Held::new(rules, stations.len(), months.len(), crowd, hires);
    let norms: Vec<Option<&Norm>> = months.iter().map(|month| rules.norms.in_force(*month)).collect();
    let turns: Vec<usize> = (1..months.len()).filter(|at| norms[*at] != norms[at - 1]).collect();
    // from January of `assumptions.from` on
    let begin = *rules.from.months().start();
    let mut filled = Vec::new();
    for (place, station) in (0..).zip(stations) {
        let open = Open::new(station, rules.horizon);
        let begins = open.opens.max(begin);
        let leaves = Leaf::of_station(place);
        let mut posts: OfEach<i64> = [0; POSTS.len()];
        let mut fill = |at: usize| -> Result<(), Fault> {
            for (posts, leaf) in posts.iter_mut().zip(leaves) {
                *posts += held.change(leaf, at);
            }
            // in every month in which it is open (before the first norm entry nothing is)
            let month = months[at];
            let Some(norm) = norms[at].filter(|_| month >= begins && !open.closed(month)) else {
                return Ok(());
            };
            let counted = posts.map(|posts| u128::from(posts.unsigned_abs()));
            let missing = Required::new(norm, station.villages)?.missing(counted, &1);
            for ((posts, leaf), missing) in posts.iter_mut().zip(leaves).zip(missing) {
                // At most 10,000 for each of at most 10,000 villages.
                let count = missing as u32;
                if count != 0 {
                    *posts += i64::from(count);
                    filled.push(Filled { leaf, month, count });
                }
            }
            Ok(())
        };
        if leaves.iter().any(|leaf| held.has(*leaf)) {
            (0..months.len()).try_for_each(&mut fill)?;
        } else {
            // Only where it opens, or the norm is another one, can anything be missing that was not before.
            let first = months.partition_point(|month| *month < begins);
            let later = turns.iter().copied().filter(|at| *at > first);
            (first..months.len()).take(1).chain(later).try_for_each(&mut fill)?;
        }
    }
    Ok(filled)
}

/// How the posts that workers and hires hold change from month to month of the horizon, by leaf; nothing where nobody
/// holds any.
struct Held {
    months: usize,
    changes: Vec<Vec<i64>>,
}

impl Held {
    fn new(rules: &Rulebook, stations: usize, months: usize, crowd: &Crowd, hires: &[(u32, &Hire)]) -> Held {
        let mut held = Held { months, changes: vec![Vec::new(); Leaf::of_stations(stations)] };
        let first = rules.first_month().ordinal();
        let at = |month: Month| usize::from(month.ordinal().saturating_sub(first));
        for piece in &crowd.pieces {
            for (place, (leaf, hired)) in piece.leaf.iter().zip(&piece.hired).enumerate() {
                held.add(*leaf, at(*hired), 1);
                if let Some(left) = piece.left(place) {
                    held.add(*leaf, at(left) + 1, -1);
                }
            }
        }
        for mover in &crowd.movers {
            // Posts that listed workers (also while away) hold
            let end = mover.case.left.unwrap_or(rules.last_month());
            for Stint { leaf, first, last } in mover.stints(rules.first_month(), end) {
                held.add(leaf, at(first), 1);
                held.add(leaf, at(last) + 1, -1);
            }
        }
        for (station, hire) in hires {
            held.add(Leaf::new(*station, hire.post), at(hire.month), hire.count.get().into());
        }
        held
    }

    /// Notes a change in a month; one after the horizon is none.
    fn add(&mut self, leaf: Leaf, month: usize, change: i64) {
        let changes = &mut self.changes[leaf.index()];
        changes.resize(self.months, 0);
        changes.iter_mut().skip(month).take(1).for_each(|sum| *sum += change);
    }

    fn has(&self, leaf: Leaf) -> bool {
        !self.changes[leaf.index()].is_empty()
    }

    fn change(&self, leaf: Leaf, month: usize) -> i64 {
        self.changes[leaf.index()].get(month).copied().unwrap_or_default()
    }
}
