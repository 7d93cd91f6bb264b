//! Where people are added up: each leaf (station and post) has an account, and leaves that come out
//! alike share one.

use std::collections::{BTreeMap, BTreeSet};

use super::{group::Group, regions::Regions};
use crate::{
    ledger::account::Grain,
    model::{model::Model, person::Mover, rulebook::Rulebook},
    values::{fen::Rate, leaf::Leaf},
};

/// The accounts of a plan; nobody's leaf has one.
pub(crate) struct Accounts {
    /// The account of each leaf.
    of_leaf: Vec<u32>,
    /// The class of each account's posts; shared accounts of one class stand together.
    pub(crate) class: Vec<usize>,
    /// Whether all leaves of a region share one, as nothing is rounded at the leaf.
    pub(crate) shared: bool,
    /// Leaves alike to an earlier one, whose account they have: their people are not added again.
    alike: BTreeSet<Leaf>,
}

/// The account of a leaf without anybody.
const NO_ACCOUNT: u32 = u32::MAX;

impl Accounts {
    pub(crate) fn new(model: &Model, groups: &[Group], regions: &Regions<'_>, grain: Grain) -> Accounts {
        let rules = &model.rules;
        // Where every chance is 0 or 1 and nobody leaves by it, a leaf's figures are whole as they
        // are, and all of a region's stations that share alike are one account.
        let assumed = &rules.assumptions;
        let nobody_leaves = assumed.leave_rate == Rate::ZERO && assumed.vacancy_rate == Rate::ZERO;
        let mut accounts = Accounts {
            of_leaf: vec![NO_ACCOUNT; Leaf::of_stations(model.plan.stations.len())],
            class: Vec::new(),
            shared: assumed.certain() && nobody_leaves && grain != Grain::Station,
            alike: BTreeSet::new(),
        };
        let packed = model.crowd.pieces.iter().flat_map(|piece| model.watch.each(&piece.leaf));
        let moving = model.crowd.movers.iter().flat_map(Mover::stays);
        let leaves_of_rows = packed.copied().chain(moving.map(|stay| stay.leaf));
        if accounts.shared {
            let mut known = BTreeMap::new();
            let leaves = leaves_of_rows.chain(groups.iter().map(|group| group.leaf));
            leaves.for_each(|leaf| {
                if accounts.find(leaf).is_none() {
                    let region = regions.of(leaf.station());
                    let class = rules.class_of(leaf);
                    let account = *known.entry((region, class)).or_insert_with(|| accounts.open(class));
                    accounts.of_leaf[leaf.index()] = account;
                }
            });
            accounts.sort_by_class();
            return accounts;
        }
        leaves_of_rows.for_each(|leaf| {
            if accounts.find(leaf).is_none() {
                let account = accounts.open(rules.class_of(leaf));
                accounts.of_leaf[leaf.index()] = account;
            }
        });
        accounts.open_for_groups(rules, groups);
        accounts
    }

    /// Leaves with nobody but hires and fills are alike when these and their class are.
    fn open_for_groups(&mut self, rules: &Rulebook, groups: &[Group]) {
        let mut by_leaf: BTreeMap<Leaf, Vec<_>> = BTreeMap::new();
        for group in groups {
            let what = (group.month, group.left, group.pay, group.count, group.hire.is_some());
            by_leaf.entry(group.leaf).or_default().push(what);
        }
        let mut known = BTreeMap::new();
        for (leaf, mut groups) in by_leaf {
            if self.find(leaf).is_some() {
                continue;
            }
            groups.sort_unstable();
            let class = rules.class_of(leaf);
            let next = self.class.len() as u32;
            let account = *known.entry((class, groups)).or_insert_with(|| self.open(class));
            self.of_leaf[leaf.index()] = account;
            if account != next {
                self.alike.insert(leaf);
            }
        }
    }

    /// Numbers the accounts anew, so that those of one class stand together.
    fn sort_by_class(&mut self) {
        let mut order: Vec<usize> = (0..self.class.len()).collect();
        order.sort_by_key(|account| self.class[*account]);
        let mut numbers = vec![NO_ACCOUNT; order.len()];
        (0..).zip(&order).for_each(|(number, account)| numbers[*account] = number);
        self.class.sort_unstable();
        for account in self.of_leaf.iter_mut().filter(|account| **account != NO_ACCOUNT) {
            *account = numbers[*account as usize];
        }
    }

    fn open(&mut self, class: usize) -> u32 {
        self.class.push(class);
        self.class.len() as u32 - 1
    }

    /// A leaf's account; none of one without anybody.
    pub(crate) fn find(&self, leaf: Leaf) -> Option<u32> {
        Some(self.of_leaf[leaf.index()]).filter(|account| *account != NO_ACCOUNT)
    }

    /// The accounts of some leaves; false when one has none.
    pub(crate) fn find_all(&self, leaves: &[Leaf], accounts: &mut [u32]) -> bool {
        let mut found = true;
        for (account, leaf) in accounts.iter_mut().zip(leaves) {
            *account = self.of_leaf[leaf.index()];
            found &= *account != NO_ACCOUNT;
        }
        found
    }

    /// Whether a leaf's people are added up as an earlier leaf's.
    pub(crate) fn is_alike(&self, leaf: Leaf) -> bool {
        self.alike.contains(&leaf)
    }

    /// How many leaves there are.
    pub(crate) fn leaves(&self) -> usize {
        self.of_leaf.len()
    }
}
