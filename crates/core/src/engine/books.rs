//! Rule 9 at the leaf: sums brought to whole fen, and gathered in a ledger with costs and norm.

use std::{
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    ops::Range,
};

use num_bigint::BigUint;

use super::{
    adder::Sums,
    figures::{Misfit, PartOf},
    held::Held,
    movers::{Of, Unseen},
    tally::Tally,
};
use crate::{
    base::{exact::Exact, lanes::add_times},
    faults::error::{Fault, Unanswered},
    ledger::{
        account::{Account, Grain, NormSum, Number, Site},
        columns::{Adds, Figure},
        frame::Frame,
        ledger::Ledger,
        upkeep::Upkeep,
    },
    model::{problem::overflow, scale::ScaleYear},
    rules::{
        expected::{Expected, LeafAmounts},
        norm::{Open, Required},
    },
    values::{
        leaf::Leaf,
        words::{By, Post},
    },
};

/// Brings sums to whole fen, leaf by leaf, and gathers them in a ledger.
pub(crate) struct Books<'t, 'm> {
    tally: &'t Tally<'m>,
    held: &'t Held,
    grain: Grain,
    ledger: Ledger,
    /// Where the tally's accounts stand in the ledger, in the tally's order.
    stands: Vec<Stand>,
    entries: Vec<Opened<'t>>,
    /// Each account's headcounts, year by year, where the norm asks for them.
    headcounts: Vec<Vec<u64>>,
    /// Accounts of which an amount does not fit.
    misfits: Vec<usize>,
}

/// An account of the tally as one of the ledger's, with so many leaves alike.
struct Stand {
    account: usize,
    entry: usize,
    times: u64,
}

/// Why there is no ledger.
pub(crate) enum NoLedger {
    Unanswered(Unanswered),
    /// What the leaves of a region come to together does not fit; whether one of them does not, only a ledger
    /// of stations tells.
    TooLargeTogether,
}

impl<E: Into<Unanswered>> From<E> for NoLedger {
    fn from(error: E) -> NoLedger {
        NoLedger::Unanswered(error.into())
    }
}

/// An account of the ledger while it is added up.
struct Opened<'t> {
    region: &'t str,
    post: Option<Post>,
    money: Vec<i128>,
    /// The counts of a vector: lanes have room for all people of the plan.
    lanes: Vec<u64>,
    /// See [`Account::moving`].
    moving: BTreeSet<usize>,
}

impl<'t, 'm> Books<'t, 'm> {
    pub(crate) fn new(tally: &'t Tally<'m>, held: &'t Held, grain: Grain) -> Result<Books<'t, 'm>, Fault> {
        let plan = &*tally.model.plan;
        let frame = Frame::new(&plan.programme, plan.horizon, plan.assumptions, plan.by)?;
        let by_station = grain == Grain::Station || plan.by == By::Station;
        let names = plan.names(by_station);
        let ledger = Ledger { frame, accounts: BTreeMap::new(), sites: BTreeMap::new(), names };
        let (stands, entries, headcounts, misfits) = Default::default();
        let mut books = Books { tally, held, grain, ledger, stands, entries, headcounts, misfits };
        books.open();
        Ok(books)
    }

    /// Opens the ledger's accounts.
    fn open(&mut self) {
        let tally = self.tally;
        let mut known = BTreeMap::new();
        let mut often: BTreeMap<(usize, usize), u64> = BTreeMap::new();
        for leaf in tally.leaves() {
            let Some(account) = tally.accounts.find(leaf) else { continue };
            let region = tally.regions.of(leaf.station());
            let post = (self.grain == Grain::Station).then_some(leaf.post());
            let entry = *known.entry((region, post)).or_insert_with(|| {
                let money = self.ledger.frame.account().money;
                self.entries.push(Opened {
                    region: tally.regions.codes[region],
                    post,
                    money,
                    lanes: vec![0; tally.layout.all_counts().len()],
                    moving: BTreeSet::new(),
                });
                self.entries.len() - 1
            });
            let times = often.entry((account as usize, entry)).or_default();
            *times = if tally.accounts.shared { 1 } else { *times + 1 };
        }
        let stands = often.into_iter().map(|((account, entry), times)| Stand { account, entry, times });
        self.stands = stands.collect();
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
        let begin = self.stands.partition_point(|stand| stand.account < sums.accounts.start);
        let end = self.stands.partition_point(|stand| stand.account < sums.accounts.end);
        for at in begin..end {
            if tally.model.watch.is_stopped() {
                return;
            }
            tally.model.watch.advance();
            let Stand { account, entry, times } = self.stands[at];
            let sum = &sums.vectors[(account - sums.accounts.start) * layout.len()..][..layout.len()];
            if rounded != Some(account) {
                rounded = Some(account);
                if self.round(&mut rounder, sum, &mut money).is_err() {
                    self.misfits.push(account);
                }
            }
            let entry = &mut self.entries[entry];
            let amounts = entry.money.iter_mut().zip(&money);
            amounts.for_each(|(sum, amount)| *sum += amount * i128::from(times));
            add_times(&mut entry.lanes, &sum[layout.all_counts()], times);
        }
        if tally.rules.norms.first().is_some() && !tally.accounts.shared && self.grain != Grain::Rows {
            let of_year = |sum: &[u64], place| sum[layout.counted(place, Figure::Headcount)].to_vec();
            let years = 0..tally.scale.years.len();
            let of_account = |sum: &[u64]| years.clone().flat_map(|place| of_year(sum, place)).collect();
            self.headcounts.extend(sums.vectors.chunks_exact(layout.len()).map(of_account));
        }
    }

    /// The ledger, with costs and norm.
    pub(crate) fn close(mut self, unseen: &Unseen) -> Result<Ledger, NoLedger> {
        if !self.misfits.is_empty() {
            return Err(self.overflow());
        }
        for (Of { account, year }, posts) in &unseen.absent {
            // Posts that are held by who is away are not on the payroll, and held all the same.
            if let Some(headcounts) = self.headcounts.get_mut(*account) {
                let years = &self.tally.scale.years;
                let first: usize = years[..*year].iter().map(|year| year.lanes).sum();
                add_times(&mut headcounts[first..][..posts.len()], posts, 1);
            }
        }
        for Of { account, year } in &unseen.employed {
            let begin = self.stands.partition_point(|stand| stand.account < *account);
            for stand in self.stands[begin..].iter().take_while(|stand| stand.account == *account) {
                self.entries[stand.entry].moving.insert(*year);
            }
        }
        let (scale, layout) = (&self.tally.scale, &self.tally.layout);
        for Opened { region, post, money, lanes, moving } in std::mem::take(&mut self.entries) {
            let years = 0..scale.years.len();
            let counts =
                years.flat_map(|place| Figure::that_add(Adds::Count).map(move |count| (place, count)));
            let before = layout.all_counts().start;
            let number = |(place, count): (usize, Figure)| {
                let Range { start, end } = layout.counted(place, count);
                let lanes = &lanes[start - before..end - before];
                match scale.years[place].short {
                    Some(_) => Number::Short(scale.number(lanes)),
                    None => Number::Long(scale.number(lanes)),
                }
            };
            let account = Account { money, counts: counts.map(number).collect(), moving };
            self.ledger.accounts.insert((region.to_owned(), post), account);
        }
        self.costs()?;
        if self.grain != Grain::Rows {
            self.norms()?;
        }
        Ok(self.ledger)
    }

    /// An amount of a leaf does not fit: errors at its station; or one of a region's leaves taken
    /// together, which is a row's matter when every station's fit.
    fn overflow(&self) -> NoLedger {
        if self.tally.accounts.shared {
            return NoLedger::TooLargeTogether;
        }
        let misfit = |leaf: &Leaf| {
            let account = self.tally.accounts.find(*leaf);
            account.is_some_and(|account| self.misfits.binary_search(&(account as usize)).is_ok())
        };
        let stations = self.tally.leaves().filter(misfit).map(Leaf::station);
        overflow(&stations.collect::<Vec<_>>()).into()
    }

    /// An account's money, rounded at the leaf (rule 9).
    fn round(&self, rounder: &mut Rounder, sum: &[u64], money: &mut [i128]) -> Result<(), Misfit> {
        let (layout, frame) = (&self.tally.layout, &self.ledger.frame);
        let years = &self.tally.scale.years;
        money.fill(0);
        for part in frame.all_parts() {
            let of = PartOf { year: part.of, part: part.place - frame.part_places(part.of).start };
            let (scale, money) = (&self.tally.scale, &mut money[frame.money(part.place)]);
            let ScaleYear { short, denominator, .. } = &years[part.of];
            match short {
                Some(unit) => {
                    let amounts = layout.leaf_part(sum, scale, of, unit, &mut rounder.short)?;
                    amounts.map_or(Ok(()), |amounts| put(frame, amounts, &rounder.short, money))?;
                }
                None => {
                    let amounts = layout.leaf_part(sum, scale, of, denominator, &mut rounder.long)?;
                    amounts.map_or(Ok(()), |amounts| put(frame, amounts, &rounder.long, money))?;
                }
            }
        }
        Ok(())
    }

    /// What stations cost besides pay (rule 6): those that are open in the same months cost alike.
    fn costs(&mut self) -> Result<(), NoLedger> {
        let (model, rules) = (self.tally.model, self.tally.rules);
        let upkeep = Upkeep::new(&self.ledger.frame)?;
        let mut known: BTreeMap<Open, Site> = BTreeMap::new();
        let mut sites = vec![self.ledger.frame.site(); self.tally.regions.len()];
        for (place, station) in model.plan.stations.iter().enumerate() {
            model.watch.going()?;
            let open = Open::new(station, rules.horizon);
            let site = match known.entry(open) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => new.insert(upkeep.site(open)?),
            };
            sites[self.tally.regions.of(place)].add(site);
        }
        let regions = self.tally.regions.codes.iter().map(|region| (*region).to_owned());
        self.ledger.sites = regions.zip(sites).collect();
        Ok(())
    }

    /// The norm of each December (rule 7).
    fn norms(&mut self) -> Result<(), NoLedger> {
        let mut lane = 0;
        for (place, year) in self.tally.scale.years.iter().enumerate() {
            self.tally.model.watch.going()?;
            let held = December { year: place, lanes: lane..lane + year.lanes };
            match &year.short {
                _ if self.tally.accounts.shared => self.norm_of(&held, &1u128),
                Some(unit) => self.norm_of(&held, unit),
                None => self.norm_of(&held, &year.denominator),
            }?;
            lane += year.lanes;
        }
        Ok(())
    }

    /// The norm of one December: what open stations require, hold, miss and have too many.
    fn norm_of<N: Exact + Into<BigUint>>(&mut self, held: &December, unit: &N) -> Result<(), Fault> {
        let (tally, rules) = (self.tally, self.tally.rules);
        let Some(december) = rules.years().nth(held.year).map(|year| year.month(12)) else { return Ok(()) };
        let Some(norm) = rules.norms.in_force(december) else { return Ok(()) };
        let mut regions: Vec<Option<(u64, u64, [N; 3])>> = vec![None; tally.regions.len()];
        for (place, station) in tally.model.plan.stations.iter().enumerate() {
            if !Open::new(station, rules.horizon).includes(december) {
                continue;
            }
            let required = Required::new(norm, station.villages)?;
            let posts = Leaf::of_station(place as u32).map(|leaf| self.held::<N>(held, leaf));
            let [administrative, service] = required.missing(posts.clone(), unit);
            let over = required.over(posts.clone(), unit);
            let [held, also_held] = posts;
            let none = || (0, 0, [N::zero(), N::zero(), N::zero()]);
            let (stations, required_posts, sum) = regions[tally.regions.of(place)].get_or_insert_with(none);
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
        Ok(())
    }

    /// The posts of a leaf held in December.
    fn held<N: Exact>(&self, december: &December, leaf: Leaf) -> N {
        if self.tally.accounts.shared {
            return N::from(self.held.posts(leaf, december.year));
        }
        match self.tally.accounts.find(leaf) {
            None => N::zero(),
            Some(account) => {
                self.tally.scale.number(&self.headcounts[account as usize][december.lanes.clone()])
            }
        }
    }
}

/// Puts a leaf's amounts where the ledger has them.
fn put<N: Exact>(
    frame: &Frame,
    amounts: LeafAmounts,
    expected: &Expected<N>,
    money: &mut [i128],
) -> Result<(), Misfit> {
    let LeafAmounts { pay, subsidy, top_up, surplus, raise_cost } = amounts;
    for (figure, amount) in [
        (Figure::Pay, pay),
        (Figure::Subsidy, subsidy),
        (Figure::TopUp, top_up),
        (Figure::Surplus, surplus),
        (Figure::RaiseCost, raise_cost),
    ] {
        money[figure.place()] = amount.into();
    }
    for (places, amounts) in [(frame.shares(), &expected.shares), (frame.top_ups(), &expected.top_ups)] {
        for (to, amount) in money[places].iter_mut().zip(amounts) {
            *to = amount.to_i64().ok_or(Misfit)?.into();
        }
    }
    Ok(())
}

/// Where the posts held in December of a year are found.
struct December {
    year: usize,
    /// The lanes of an account's headcount, where leaves don't share accounts.
    lanes: Range<usize>,
}

/// Room for rounding, in machine words and in numbers of any length.
#[derive(Default)]
struct Rounder {
    short: Expected<u128>,
    long: Expected<BigUint>,
}
