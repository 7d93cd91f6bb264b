//! Rule 12: which entry of a list is in force.

use std::{collections::BTreeSet, ops::Bound};

use super::entries::Entry;
use crate::values::month::Month;

/// What a list says, by month: "in force" of rule 12.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Timeline<T>(Vec<(Month, T)>);

impl<T> Timeline<T> {
    pub(crate) fn new(entries: impl IntoIterator<Item = (Month, T)>) -> Timeline<T> {
        let mut entries: Vec<_> = entries.into_iter().collect();
        entries.sort_by_key(|(from, _)| *from);
        Timeline(entries)
    }

    /// The entry in force in a month; none before the first.
    pub(crate) fn in_force(&self, month: Month) -> Option<&T> {
        // An entry holds from its `from` until the next entry of its list
        let begun = self.0.partition_point(|(from, _)| *from <= month);
        self.0[..begun].last().map(|(_, says)| says)
    }

    /// The months from which entries hold, in order.
    pub(crate) fn begins(&self) -> impl Iterator<Item = Month> {
        self.0.iter().map(|(from, _)| *from)
    }

    /// The month of the first entry and what it says.
    pub(crate) fn first(&self) -> Option<&(Month, T)> {
        self.0.first()
    }
}

/// The months in which an entry is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct InForce {
    pub(crate) from: Month,
    /// None where no other entry follows.
    pub(crate) last: Option<Month>,
}

impl InForce {
    /// Whether some month from `first` through `last` is among them.
    pub(crate) fn meets(self, first: Month, last: Month) -> bool {
        self.from <= last && self.last.is_none_or(|end| end >= first)
    }
}

/// When each entry of a list is in force, in the order of the list; `kind` is what entries have in common that
/// follow each other.
pub(crate) fn in_force<'e, T, K: Ord>(entries: &'e [Entry<T>], kind: impl Fn(&'e T) -> K) -> Vec<InForce> {
    let begin = |entry: &'e Entry<T>| (kind(&entry.says), entry.from);
    let begins: BTreeSet<(K, Month)> = entries.iter().map(begin).collect();
    // An entry holds from its `from` until the next entry of its list (and tier, or name)
    let of_entry = |entry| {
        let this = begin(entry);
        let next = begins.range((Bound::Excluded(&this), Bound::Unbounded)).next();
        let next = next.filter(|(kind, _)| *kind == this.0);
        let last = next.and_then(|(_, next)| Month::from_ordinal(u32::from(next.ordinal()) - 1));
        InForce { from: this.1, last }
    };
    entries.iter().map(of_entry).collect()
}
