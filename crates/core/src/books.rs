//! Rule 9 at the leaf: sums brought to whole fen, and gathered in a ledger with costs and norm.

use std::collections::BTreeMap;

use num_bigint::BigUint;
use num_traits::{One, ToPrimitive};
use rustc_hash::FxHashMap;

use crate::{
    By, Errors, Month, Post,
    accounts::NO_ACCOUNT,
    adder::Sums,
    calculate,
    chance::{Exact, Expected},
    figures::{COUNTS, HEADCOUNT, add_times},
    ledger::{Frame, Grain, Ledger, NormSum, Site},
    norm::{self, Required},
    notice,
    programme::Timeline,
    rulebook::POSTS,
    sharing::{self, PartCost},
    tally::{self, Tally},
};

/// Brings sums to whole fen, leaf by leaf, and gathers them in a ledger.
pub(crate) struct Books<'t, 'm> {
    tally: &'t Tally<'m>,
    grain: Grain,
    ledger: Ledger,
}

impl<'t, 'm> Books<'t, 'm> {
    pub(crate) fn new(tally: &'t Tally<'m>, grain: Grain) -> Books<'t, 'm> {
        let (model, rules) = (tally.model, tally.rules);
        let frame = Frame {
            programme: model.plan.programme.id.clone(),
            horizon: model.plan.horizon,
            by: model.plan.by,
            certain: rules.certain(),
            payers: rules.payers.clone(),
            bearers: rules.bearers.clone(),
            costs: model.plan.programme.cost_names().into_iter().map(str::to_owned).collect(),
            funds: model.plan.programme.funds.clone(),
            parts: rules.parts.clone(),
            denominators: tally.scale.years.iter().map(|year| year.denominator.clone()).collect(),
            notices: notice::notices(&model.plan),
            rules: model.plan.rules_json(),
        };
        let by_station = grain == Grain::Station || model.plan.by == By::Station;
        let names = model.plan.names(by_station);
        let ledger = Ledger { frame, accounts: BTreeMap::new(), sites: BTreeMap::new(), names };
        Books { tally, grain, ledger }
    }

    /// The region of a station's account.
    fn region(&self, station: usize) -> &'t str {
        let plan = &self.tally.model.plan;
        let digits = match self.grain {
            Grain::Station => 9,
            Grain::Region => plan.by.digits(),
        };
        &plan.stations[station].code.as_str()[..digits]
    }

    pub(crate) fn fill(mut self, sums: &Sums) -> Result<Ledger, Errors> {
        self.money_and_counts(sums)?;
        self.costs();
        self.norms(sums);
        Ok(self.ledger)
    }

    fn money_and_counts(&mut self, sums: &Sums) -> Result<(), Errors> {
        let tally = self.tally;
        let length = tally.layout.len();
        // How often each account stands in each of the ledger's.
        let mut often: BTreeMap<(u32, &str, Option<Post>), u64> = BTreeMap::new();
        for (leaf, &account) in tally.accounts.of_leaf.iter().enumerate() {
            if account != NO_ACCOUNT {
                let post = (self.grain == Grain::Station).then_some(POSTS[leaf % 2]);
                let times = often.entry((account, self.region(leaf / 2), post)).or_default();
                *times = if tally.accounts.shared { 1 } else { *times + 1 };
            }
        }
        // Counts are added up in lanes, which have room for all people of the plan.
        let mut lanes: BTreeMap<(&str, Option<Post>), Vec<u64>> = BTreeMap::new();
        let mut rounder = Rounder::default();
        let mut money = vec![0; self.ledger.frame.account().money.len()];
        let mut worked_out = NO_ACCOUNT;
        for ((account, region, post), times) in often {
            let sum = &sums.accounts[account as usize * length..][..length];
            if account != worked_out {
                self.round(&mut rounder, sum, &mut money).ok_or_else(|| self.overflow(sums))?;
                worked_out = account;
            }
            let frame = &self.ledger.frame;
            let to = self.ledger.accounts.entry((region.to_owned(), post)).or_insert_with(|| frame.account());
            let sums = to.money.iter_mut().zip(&money);
            sums.for_each(|(sum, amount)| *sum += amount * i128::from(times));
            let lanes = lanes.entry((region, post)).or_insert_with(|| vec![0; length]);
            for place in 0..tally.scale.years.len() {
                let counts = tally.layout.counts(&tally.scale, place);
                add_times(&mut lanes[counts.clone()], &sum[counts], times);
            }
        }
        for ((region, post), lanes) in lanes {
            let Some(account) = self.ledger.accounts.get_mut(&(region.to_owned(), post)) else { continue };
            let counts = (0..account.counts.len()).map(|at| (at / COUNTS, at % COUNTS));
            for (to, (place, count)) in account.counts.iter_mut().zip(counts) {
                *to = tally.scale.number(tally.layout.count(&lanes, &tally.scale, place, count));
            }
        }
        Ok(())
    }

    /// A leaf does not fit: errors at its station; or a region's leaves taken together, which is a
    /// row's matter when every station's fit.
    fn overflow(&self, sums: &Sums) -> Errors {
        let tally = self.tally;
        if tally.accounts.shared {
            return match tally::ledger(tally.model, Grain::Station) {
                Ok(_) => calculate::overflow(&[]),
                Err(errors) => errors,
            };
        }
        let length = tally.layout.len();
        let fits = |account: u32| {
            let sum = || &sums.accounts[account as usize * length..][..length];
            let mut money = self.ledger.frame.account().money;
            account == NO_ACCOUNT || self.round(&mut Rounder::default(), sum(), &mut money).is_some()
        };
        let leaves = tally.accounts.of_leaf.chunks_exact(2).enumerate();
        let stations: Vec<usize> = leaves
            .filter(|(_, leaves)| !leaves.iter().all(|account| fits(*account)))
            .map(|(station, _)| station)
            .collect();
        calculate::overflow(&stations)
    }

    /// An account's money, rounded at the leaf (rule 9); `None` when an amount does not fit.
    fn round(&self, rounder: &mut Rounder, sum: &[u64], money: &mut [i128]) -> Option<()> {
        let (layout, scale) = (&self.tally.layout, &self.tally.scale);
        money.fill(0);
        let mut parts = money.chunks_exact_mut(self.ledger.frame.figures());
        for (place, year) in scale.years.iter().enumerate() {
            for part in 0..self.tally.rules.parts[place].len() {
                let (at, money) = ((place, part), parts.next()?);
                match year.denominator.to_u128().filter(|_| year.fits) {
                    Some(unit) => layout.leaf_part(sum, scale, at, (&unit, &mut rounder.short), money)?,
                    None => {
                        layout.leaf_part(sum, scale, at, (&year.denominator, &mut rounder.long), money)?
                    }
                }
            }
        }
        Some(())
    }

    /// What stations cost besides pay (rule 6): those that open in one month cost alike.
    fn costs(&mut self) {
        let (model, rules) = (self.tally.model, self.tally.rules);
        let timelines: Vec<_> = self
            .ledger
            .frame
            .costs
            .iter()
            .map(|name| {
                let entries = model.plan.programme.costs.iter().filter(|entry| entry.says.name == *name);
                Timeline::new(entries.map(|entry| (entry.from, &entry.says)))
            })
            .collect();
        let mut known: FxHashMap<Month, Site> = FxHashMap::default();
        for (place, station) in model.plan.stations.iter().enumerate() {
            let opens = norm::opens(station, rules);
            let frame = &self.ledger.frame;
            let site = known.entry(opens).or_insert_with(|| {
                let mut site = frame.site();
                let width = 1 + frame.payers.len();
                let mut costs = site.costs.chunks_exact_mut(width);
                for (year_place, (year, parts)) in rules.years().zip(&rules.parts).enumerate() {
                    for months in parts {
                        for (cost, entries) in timelines.iter().enumerate() {
                            let (part, open) =
                                sharing::part_cost(entries, &rules.payers, opens, year, *months);
                            let PartCost { amount, shares, hours } = part;
                            let amounts = std::iter::once(amount).chain(shares).map(i128::from);
                            if let Some(to) = costs.next() {
                                to.iter_mut().zip(amounts).for_each(|(to, amount)| *to = amount);
                            }
                            site.hours[year_place * timelines.len() + cost] += hours;
                            site.under_cost[year_place] |= open;
                        }
                    }
                }
                site
            });
            let site = &*site;
            let region = self.region(place).to_owned();
            let frame = &self.ledger.frame;
            self.ledger.sites.entry(region).or_insert_with(|| frame.site()).add(site);
        }
    }

    /// The norm of each December (rule 7).
    fn norms(&mut self, sums: &Sums) {
        for (place, year) in self.tally.scale.years.iter().enumerate() {
            let shared = self.tally.accounts.shared;
            let one = BigUint::one();
            let unit = if shared { &one } else { &year.denominator };
            match unit.to_u128().filter(|_| year.fits) {
                Some(unit) => self.norm_of(sums, place, &unit),
                None => self.norm_of(sums, place, unit),
            }
        }
    }

    /// The norm of one December: what open stations require, hold, miss and have too many.
    fn norm_of<N: Exact + Into<BigUint>>(&mut self, sums: &Sums, year_place: usize, unit: &N) {
        let (tally, rules) = (self.tally, self.tally.rules);
        let Some(december) = rules.years().nth(year_place).map(|year| year.month(12)) else { return };
        let Some(norm) = rules.norms.in_force(december) else { return };
        let mut regions: BTreeMap<&str, (u64, u64, [N; 3])> = BTreeMap::new();
        for (place, station) in tally.model.plan.stations.iter().enumerate() {
            if norm::opens(station, rules) > december {
                continue;
            }
            let required = Required::new(norm, station);
            let held = [0, 1].map(|post| tally.held::<N>(sums, place * 2 + post, year_place));
            let [administrative, service] = required.missing(held.clone(), unit);
            let over = required.over(held.clone(), unit);
            let [held, also_held] = held;
            let none = || (0, 0, [N::zero(), N::zero(), N::zero()]);
            let (stations, posts, sum) = regions.entry(self.region(place)).or_insert_with(none);
            *stations += 1;
            *posts += required.posts();
            for (sum, more) in sum.iter_mut().zip([held + also_held, administrative + service, over]) {
                *sum = std::mem::replace(sum, N::zero()) + more;
            }
        }
        for (region, (stations, required, sum)) in regions {
            let [held, short, over] = sum.map(N::into);
            if let Some(site) = self.ledger.sites.get_mut(region) {
                site.norm[year_place] = Some(NormSum { stations, required, held, short, over });
            }
        }
    }
}

/// Room for rounding, in machine words and in numbers of any length.
#[derive(Default)]
struct Rounder {
    short: Expected<u128>,
    long: Expected<BigUint>,
}

impl Tally<'_> {
    /// The posts of a leaf held in December of the year with this place (rule 7).
    fn held<N: Exact>(&self, sums: &Sums, leaf: usize, year: usize) -> N {
        let (length, years) = (self.layout.len(), self.rules.parts.len());
        if self.accounts.shared {
            let changes = &sums.held[leaf * (years + 1)..][..year + 1];
            return N::from(changes.iter().sum::<i64>().unsigned_abs());
        }
        match self.accounts.of_leaf[leaf] {
            NO_ACCOUNT => N::zero(),
            account => {
                let sum = &sums.accounts[account as usize * length..][..length];
                self.scale.number(self.layout.count(sum, &self.scale, year, HEADCOUNT))
            }
        }
    }
}
