//! Where people are added up: each leaf (station and post) has an account, and leaves that come out
//! alike share one.

use std::collections::BTreeMap;

use crate::{
    Rate,
    ledger::Grain,
    maps::{Map, Set},
    model::Model,
    tally::Group,
};

/// The accounts of a plan.
pub(crate) struct Accounts {
    /// The account of each leaf; one without anybody has [`NO_ACCOUNT`].
    pub(crate) of_leaf: Vec<u32>,
    /// The class of each account's stations.
    pub(crate) class: Vec<usize>,
    /// Whether all leaves of a region share one, as nothing is rounded at the leaf.
    pub(crate) shared: bool,
    /// Leaves alike to an earlier one, whose account they have: their people are not added again.
    pub(crate) alike: Set<u32>,
}

/// The account of a leaf without anybody.
pub(crate) const NO_ACCOUNT: u32 = u32::MAX;

impl Accounts {
    pub(crate) fn new(model: &Model, groups: &[Group], grain: Grain) -> Accounts {
        let (rules, stations) = (&model.rules, &model.plan.stations);
        let mut accounts = Accounts {
            of_leaf: vec![NO_ACCOUNT; stations.len() * 2],
            class: Vec::new(),
            shared: false,
            alike: Set::default(),
        };
        // Where every chance is 0 or 1 and nobody leaves by it, a leaf's figures are whole as they
        // are, and all of a region's stations that share alike are one account.
        let assumed = &rules.assumptions;
        let nobody_leaves = assumed.leave_rate == Rate::ZERO && assumed.vacancy_rate == Rate::ZERO;
        if rules.certain() && nobody_leaves && grain == Grain::Region {
            accounts.shared = true;
            let mut known = Map::default();
            for (place, station) in stations.iter().enumerate() {
                let region = &station.code.as_str()[..model.plan.by.digits()];
                let class = rules.class_of[place];
                let account = *known.entry((region, class)).or_insert_with(|| accounts.open(class));
                accounts.of_leaf[place * 2..place * 2 + 2].fill(account);
            }
            return accounts;
        }
        for member in model.crowd.pieces.iter().flat_map(|piece| model.watch.each(&piece.members)) {
            let leaf = member.leaf as usize;
            if accounts.of_leaf[leaf] == NO_ACCOUNT {
                accounts.of_leaf[leaf] = accounts.open(rules.class_of[leaf / 2]);
            }
        }
        accounts.open_for_groups(&rules.class_of, groups);
        accounts
    }

    /// Leaves with nobody but hires and fills are alike when these and their class are.
    fn open_for_groups(&mut self, class_of: &[usize], groups: &[Group]) {
        let mut by_leaf: BTreeMap<u32, Vec<_>> = BTreeMap::new();
        for group in groups {
            let what = (group.month, group.pay, group.count, group.hire.is_some());
            by_leaf.entry(group.leaf).or_default().push(what);
        }
        let mut known = Map::default();
        for (leaf, mut groups) in by_leaf {
            let place = leaf as usize;
            if self.of_leaf[place] != NO_ACCOUNT {
                continue;
            }
            groups.sort_unstable();
            let class = class_of[place / 2];
            let next = self.class.len() as u32;
            let account = *known.entry((class, groups)).or_insert_with(|| self.open(class));
            self.of_leaf[place] = account;
            if account != next {
                self.alike.insert(leaf);
            }
        }
    }

    fn open(&mut self, class: usize) -> u32 {
        self.class.push(class);
        self.class.len() as u32 - 1
    }
}
