//! Rule 7: how the posts held in December change from year to year, leaf by leaf, where leaves share accounts.

use super::{
    arrivals::{Arrival, At},
    tally::Tally,
};
use crate::values::leaf::Leaf;

/// Changes by leaf and year, and in the end what they come to; one year more than the horizon has takes who leaves in its last December.
pub(crate) struct Held {
    width: usize,
    changes: Vec<i64>,
}

impl Held {
    /// Nobody yet; nothing is counted where it is not asked for.
    pub(crate) fn new(tally: &Tally<'_>) -> Held {
        let width = tally.rules.parts.len() + 1;
        Held {
            width,
            changes: vec![0; if tally.counts_held() { tally.accounts.leaves() * width } else { 0 }],
        }
    }

    /// Adds somebody of a leaf, so many times.
    pub(crate) fn add(&mut self, leaf: Leaf, who: &Arrival, times: i64) {
        if self.changes.is_empty() {
            return;
        }
        let changes = &mut self.changes[leaf.index() * self.width..][..self.width];
        changes[usize::from(who.begins.year)] += times;
        if let Some(At { year, month }) = who.leaves {
            // Who leaves in December still holds the post then.
            changes[usize::from(year) + usize::from(month == 12)] -= times;
        }
    }

    /// Adds people by their leaves who stay from the first month of the horizon.
    pub(crate) fn add_plain(&mut self, leaves: impl Iterator<Item = Leaf>) {
        if self.changes.is_empty() {
            return;
        }
        for leaf in leaves {
            self.changes[leaf.index() * self.width] += 1;
        }
    }

    /// Adds a post of a leaf held in the December of a year.
    pub(crate) fn add_december(&mut self, leaf: Leaf, year: usize) {
        if let Some(changes) = self.changes.get_mut(leaf.index() * self.width + year..) {
            changes.iter_mut().zip([1, -1]).for_each(|(posts, change)| *posts += change);
        }
    }

    /// Both together.
    pub(crate) fn and(mut self, other: &Held) -> Held {
        self.changes.iter_mut().zip(&other.changes).for_each(|(sum, more)| *sum += more);
        self
    }

    /// Adds the changes of years before to those of each year, once all have come.
    pub(crate) fn close(&mut self) {
        for changes in self.changes.chunks_exact_mut(self.width) {
            let mut posts = 0;
            for change in changes {
                posts += *change;
                *change = posts;
            }
        }
    }

    /// The posts of a leaf held in December of the year with a place, once closed.
    pub(crate) fn posts(&self, leaf: Leaf, year: usize) -> u64 {
        self.changes[leaf.index() * self.width + year].unsigned_abs()
    }
}
