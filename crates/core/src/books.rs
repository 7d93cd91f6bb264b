//! Rule 9 at the leaf: sums brought to whole fen, and gathered in a ledger with costs and norm.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use num_bigint::BigUint;
use num_traits::{One, ToPrimitive};

use crate::{
    By, Errors, Month, Post,
    accounts::NO_ACCOUNT,
    adder::Sums,
    calculate,
    chance::{Exact, Expected},
    figures::{COUNTS, HEADCOUNT, add_times},
    ledger::{Account, Frame, Grain, Ledger, NormSum, Site},
    maps::Map,
    norm::{self, Required},
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
    /// The ledger's regions, and each station's place among them.
    regions: Vec<&'t str>,
    region_of: Vec<usize>,
    /// How often each account of the tally stands in which of the ledger's, in the tally's order.
    stands: Vec<(usize, usize, u64)>,
    entries: Vec<Entry<'t>>,
    /// Each account's headcounts, year by year, where the norm asks for them.
    headcounts: Vec<Vec<u64>>,
    /// Accounts of which an amount does not fit.
    misfits: Vec<usize>,
}

/// An account of the ledger while it is added up.
struct Entry<'t> {
    region: &'t str,
    post: Option<Post>,
    money: Vec<i128>,
    /// A vector of which only the counts are added up: lanes have room for all people of the plan.
    lanes: Vec<u64>,
}

impl<'t, 'm> Books<'t, 'm> {
    pub(crate) fn new(tally: &'t Tally<'m>, grain: Grain) -> Books<'t, 'm> {
        let model = tally.model;
        let frame = Frame::new(&model.plan);
        let by_station = grain == Grain::Station || model.plan.by == By::Station;
        let names = model.plan.names(by_station);
        let ledger = Ledger { frame, accounts: BTreeMap::new(), sites: BTreeMap::new(), names };
        let digits = if grain == Grain::Station { By::Station } else { model.plan.by }.digits();
        let codes = model.plan.stations.iter().map(|station| &station.code.as_str()[..digits]);
        let regions: BTreeSet<&str> = codes.clone().collect();
        let regions: Vec<&str> = regions.into_iter().collect();
        let region_of = codes.map(|code| regions.partition_point(|region| *region < code)).collect();
        let (stands, entries, headcounts, misfits) = Default::default();
        let mut books =
            Books { tally, grain, ledger, regions, region_of, stands, entries, headcounts, misfits };
        books.open();
        books
    }

    /// Opens the ledger's accounts.
    fn open(&mut self) {
        let tally = self.tally;
        let mut known = BTreeMap::new();
        let mut often: BTreeMap<(usize, usize), u64> = BTreeMap::new();
        for (leaf, &account) in tally.accounts.of_leaf.iter().enumerate() {
            if account == NO_ACCOUNT {
                continue;
            }
            let (region, post) =
                (self.region(leaf / 2), (self.grain == Grain::Station).then_some(POSTS[leaf % 2]));
            let entry = *known.entry((region, post)).or_insert_with(|| {
                let money = self.ledger.frame.account().money;
                self.entries.push(Entry { region, post, money, lanes: vec![0; tally.layout.len()] });
                self.entries.len() - 1
            });
            let times = often.entry((account as usize, entry)).or_default();
            *times = if tally.accounts.shared { 1 } else { *times + 1 };
        }
        self.stands = often.into_iter().map(|((account, entry), times)| (account, entry, times)).collect();
    }

    /// The region of a station's account.
    fn region(&self, station: usize) -> &'t str {
        self.regions[self.region_of[station]]
    }

    /// How many leaves are rounded.
    pub(crate) fn leaves(&self) -> usize {
        self.stands.len()
    }

    /// Adds the sums of some accounts, rounded at the leaf, until the watch is stopped.
    pub(crate) fn add(&mut self, sums: &Sums) {
        let (tally, layout) = (self.tally, &self.tally.layout);
        let mut rounder = Rounder::default();
        let mut money = self.ledger.frame.account().money;
        let mut rounded = None;
        let begin = self.stands.partition_point(|(account, ..)| *account < sums.accounts.start);
        let end = self.stands.partition_point(|(account, ..)| *account < sums.accounts.end);
        for at in begin..end {
            if tally.model.watch.is_stopped() {
                return;
            }
            tally.model.watch.advance();
            let (account, entry, times) = self.stands[at];
            let sum = &sums.vectors[(account - sums.accounts.start) * layout.len()..][..layout.len()];
            if rounded != Some(account) {
                rounded = Some(account);
                if self.round(&mut rounder, sum, &mut money).is_none() {
                    self.misfits.push(account);
                }
            }
            let entry = &mut self.entries[entry];
            let amounts = entry.money.iter_mut().zip(&money);
            amounts.for_each(|(sum, amount)| *sum += amount * i128::from(times));
            for place in 0..tally.scale.years.len() {
                let counts = layout.counts(&tally.scale, place);
                add_times(&mut entry.lanes[counts.clone()], &sum[counts], times);
            }
        }
        if tally.rules.norms.first().is_some() && !tally.accounts.shared {
            let of_year = |sum: &[u64], place| layout.count(sum, &tally.scale, place, HEADCOUNT).to_vec();
            let years = 0..tally.scale.years.len();
            let of_account = |sum: &[u64]| years.clone().flat_map(|place| of_year(sum, place)).collect();
            self.headcounts.extend(sums.vectors.chunks_exact(layout.len()).map(of_account));
        }
    }

    /// The ledger, with costs and norm.
    pub(crate) fn close(mut self) -> Result<Ledger, Errors> {
        if !self.misfits.is_empty() {
            return Err(self.overflow());
        }
        let (scale, layout) = (&self.tally.scale, &self.tally.layout);
        for Entry { region, post, money, lanes } in std::mem::take(&mut self.entries) {
            let counts = (0..scale.years.len() * COUNTS).map(|at| (at / COUNTS, at % COUNTS));
            let number = |(place, count)| scale.number(layout.count(&lanes, scale, place, count));
            let account = Account { money, counts: counts.map(number).collect() };
            self.ledger.accounts.insert((region.to_owned(), post), account);
        }
        self.costs()?;
        self.norms()?;
        Ok(self.ledger)
    }

    /// An amount of a leaf does not fit: errors at its station; or one of a region's leaves taken
    /// together, which is a row's matter when every station's fit.
    fn overflow(&self) -> Errors {
        if self.tally.accounts.shared {
            return match tally::ledger(self.tally.model, Grain::Station) {
                Ok(_) => calculate::overflow(&[]),
                Err(errors) => errors,
            };
        }
        let misfits = |account: &u32| self.misfits.binary_search(&(*account as usize)).is_ok();
        let leaves = self.tally.accounts.of_leaf.chunks_exact(2).enumerate();
        let stations = leaves.filter(|(_, leaves)| leaves.iter().any(misfits)).map(|(station, _)| station);
        calculate::overflow(&stations.collect::<Vec<_>>())
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
    fn costs(&mut self) -> Result<(), Errors> {
        let (model, rules) = (self.tally.model, self.tally.rules);
        let mut entries: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for entry in &model.plan.programme.costs {
            entries.entry(&entry.says.name).or_default().push((entry.from, &entry.says));
        }
        let of_name = |name: &String| Timeline::new(entries.remove(&name[..]).unwrap_or_default());
        let timelines: Vec<_> = self.ledger.frame.costs.iter().map(of_name).collect();
        let mut known: Map<Month, Site> = Map::default();
        let mut sites = vec![self.ledger.frame.site(); self.regions.len()];
        for (place, station) in model.plan.stations.iter().enumerate() {
            model.watch.going()?;
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
            sites[self.region_of[place]].add(site);
        }
        let regions = self.regions.iter().map(|region| (*region).to_owned());
        self.ledger.sites = regions.zip(sites).collect();
        Ok(())
    }

    /// The norm of each December (rule 7).
    fn norms(&mut self) -> Result<(), Errors> {
        let changes = self.tally.held_changes();
        let one = BigUint::one();
        let mut lane = 0;
        for (place, year) in self.tally.scale.years.iter().enumerate() {
            self.tally.model.watch.going()?;
            let unit = if self.tally.accounts.shared { &one } else { &year.denominator };
            let held = Held { changes: &changes, year: place, lanes: lane..lane + year.lanes };
            match unit.to_u128().filter(|_| year.fits) {
                Some(unit) => self.norm_of(&held, &unit),
                None => self.norm_of(&held, unit),
            }
            lane += year.lanes;
        }
        Ok(())
    }

    /// The norm of one December: what open stations require, hold, miss and have too many.
    fn norm_of<N: Exact + Into<BigUint>>(&mut self, held: &Held<'_>, unit: &N) {
        let (tally, rules) = (self.tally, self.tally.rules);
        let Some(december) = rules.years().nth(held.year).map(|year| year.month(12)) else { return };
        let Some(norm) = rules.norms.in_force(december) else { return };
        let mut regions: Vec<Option<(u64, u64, [N; 3])>> = vec![None; self.regions.len()];
        for (place, station) in tally.model.plan.stations.iter().enumerate() {
            if norm::opens(station, rules) > december {
                continue;
            }
            let required = Required::new(norm, station);
            let posts = [0, 1].map(|post| self.held::<N>(held, place * 2 + post));
            let [administrative, service] = required.missing(posts.clone(), unit);
            let over = required.over(posts.clone(), unit);
            let [held, also_held] = posts;
            let none = || (0, 0, [N::zero(), N::zero(), N::zero()]);
            let (stations, required_posts, sum) = regions[self.region_of[place]].get_or_insert_with(none);
            *stations += 1;
            *required_posts += required.posts();
            for (sum, more) in sum.iter_mut().zip([held + also_held, administrative + service, over]) {
                *sum = std::mem::replace(sum, N::zero()) + more;
            }
        }
        for (site, sums) in self.ledger.sites.values_mut().zip(regions) {
            site.norm[held.year] = sums.map(|(stations, required, sum)| {
                let [held, short, over] = sum.map(N::into);
                NormSum { stations, required, held, short, over }
            });
        }
    }

    /// The posts of a leaf held in December.
    fn held<N: Exact>(&self, held: &Held<'_>, leaf: usize) -> N {
        if self.tally.accounts.shared {
            let width = self.tally.rules.parts.len() + 1;
            let changes = &held.changes[leaf * width..][..held.year + 1];
            return N::from(changes.iter().sum::<i64>().unsigned_abs());
        }
        match self.tally.accounts.of_leaf[leaf] {
            NO_ACCOUNT => N::zero(),
            account => self.tally.scale.number(&self.headcounts[account as usize][held.lanes.clone()]),
        }
    }
}

/// Where the posts held in December of a year are found.
struct Held<'h> {
    /// Their changes from year to year, leaf by leaf, where leaves share accounts.
    changes: &'h [i64],
    year: usize,
    /// The lanes of an account's headcount, where they don't.
    lanes: Range<usize>,
}

/// Room for rounding, in machine words and in numbers of any length.
#[derive(Default)]
struct Rounder {
    short: Expected<u128>,
    long: Expected<BigUint>,
}
