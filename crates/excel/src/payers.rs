//! What each payer bears, in one order everywhere.

use indexmap::IndexMap;
use shuangbai::Payer;

/// By payer from the top down, as people list them; a forecast has them in the order of rule 14.
pub(crate) fn top_down<T: Copy>(by_payer: &IndexMap<Payer, T>) -> Vec<(Payer, T)> {
    let mut all: Vec<_> = by_payer.iter().map(|(payer, part)| (*payer, *part)).collect();
    all.sort_by_key(|(payer, _)| *payer);
    all
}

/// The payers alone.
pub(crate) fn payers<T: Copy>(by_payer: &IndexMap<Payer, T>) -> impl Iterator<Item = Payer> {
    top_down(by_payer).into_iter().map(|(payer, _)| payer)
}

/// What they bear, without their names.
pub(crate) fn parts<T: Copy>(by_payer: &IndexMap<Payer, T>) -> impl Iterator<Item = T> {
    top_down(by_payer).into_iter().map(|(_, part)| part)
}
