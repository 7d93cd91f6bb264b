//! Rule 12: which entry of a list is in force.

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

    /// The month of the first entry and what it says.
    pub(crate) fn first(&self) -> Option<&(Month, T)> {
        self.0.first()
    }
}
