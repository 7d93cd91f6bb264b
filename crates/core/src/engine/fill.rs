//! Rules 7 and 8: which posts are filled, month by month, so that stations have their norm.

use crate::{
    faults::error::Fault,
    model::{crowd::Crowd, rulebook::Rulebook},
    plan::{
        entries::Norm,
        people::{Hire, Station},
    },
    rules::norm::{OfEach, Required, opens},
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
    // from January of `assumptions.from` on
    let begin = *rules.from.months().start();
    let mut filled = Vec::new();
    for (place, station) in (0..).zip(stations) {
        let opens = opens(station.opens, rules.first_month()).max(begin);
        let leaves = Leaf::of_station(place);
        let mut posts: OfEach<i64> = [0; POSTS.len()];
        for ((&month, norm), at) in months.iter().zip(&norms).zip(0..) {
            for (posts, leaf) in posts.iter_mut().zip(leaves) {
                *posts += held.change(leaf, at);
            }
            // in every month in which it is open (before the first norm entry nothing is)
            let Some(norm) = norm.filter(|_| month >= opens) else { continue };
            let counted = posts.map(|posts| u128::from(posts.unsigned_abs()));
            let missing = Required::new(norm, station.villages)?.missing(counted, &1);
            for ((posts, leaf), missing) in posts.iter_mut().zip(leaves).zip(missing) {
                // At most 10,000 for each of at most 10,000 villages.
                let count = missing as u32;
                if count > 0 {
                    *posts += i64::from(count);
                    filled.push(Filled { leaf, month, count });
                }
            }
        }
    }
    Ok(filled)
}

/// How the posts that workers and hires hold change from month to month of the horizon.
struct Held {
    months: usize,
    changes: Vec<i64>,
}

impl Held {
    fn new(rules: &Rulebook, stations: usize, months: usize, crowd: &Crowd, hires: &[(u32, &Hire)]) -> Held {
        let mut held =
            Held { months: months + 1, changes: vec![0; Leaf::of_stations(stations) * (months + 1)] };
        let first = rules.first_month().ordinal();
        let at = |month: Month| usize::from(month.ordinal().saturating_sub(first));
        for piece in &crowd.pieces {
            let hired: Vec<usize> = piece.cases().map(|case| at(case.hired)).collect();
            for member in &piece.members {
                held.add(member.leaf, hired[member.case as usize], 1);
                if let Some(left) = member.left {
                    held.add(member.leaf, at(left) + 1, -1);
                }
            }
        }
        for (station, hire) in hires {
            held.add(Leaf::new(*station, hire.post), at(hire.month), hire.count.get().into());
        }
        held
    }

    fn add(&mut self, leaf: Leaf, month: usize, change: i64) {
        self.changes[leaf.index() * self.months + month] += change;
    }

    fn change(&self, leaf: Leaf, month: usize) -> i64 {
        self.changes[leaf.index() * self.months + month]
    }
}
