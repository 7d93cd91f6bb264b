//! A ledger from outside, as JSON or as tables: it is taken only when it could be one of the library's.
//!
//! Its leaves are all there, each once. Amounts keep to rules 5 and 6, counts to people who can be: each bound is one
//! that holds for whoever is on the payroll, so it holds for every sum of people and chances too, in exact numerators.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    ops::RangeInclusive,
    sync::Arc,
};

use num_bigint::BigUint;
use num_traits::{One, ToPrimitive, Zero};

use super::{
    account::{Account, Costs, NormSum, Site},
    asked::{allowed_posts, asked},
    columns::{Adds, Figure, NORM},
    error::{LedgerError, LedgerPlace},
    frame::{Frame, Part},
    ledger::Ledger,
    told::{fraction, people},
    upkeep::Upkeep,
};
use crate::{
    faults::{error::Errors, findings::shown},
    model::{
        rulebook::Rulebook,
        scale::{Chances, MOST_PEOPLE},
    },
    plan::entries::Norm,
    rules::norm::Open,
    values::{
        code::{Code, RegionCode},
        fen::yuan,
        leaf::POSTS,
        month::{Month, Year},
        whole::Villages,
        words::Post,
        written::Written,
    },
};

/// A ledger from outside on its way.
pub(crate) struct Gathered {
    ledger: Ledger,
    /// The posts that each station says it has.
    posts: BTreeMap<Code, Vec<Post>>,
}

impl Gathered {
    /// A ledger of no station yet.
    pub(crate) fn new(frame: Frame, names: BTreeMap<String, String>) -> Gathered {
        let ledger = Ledger { frame, accounts: BTreeMap::new(), sites: BTreeMap::new(), names };
        Gathered { ledger, posts: BTreeMap::new() }
    }

    /// One of a station's posts.
    pub(crate) fn account(&mut self, station: Code, post: Post, account: Account) -> Result<(), LedgerError> {
        match self.ledger.accounts.entry((station.to_string(), Some(post))) {
            Entry::Vacant(new) => drop(new.insert(account)),
            Entry::Occupied(_) => return Err(LedgerError::PostTwice { station: station.to_string(), post }),
        }
        Ok(())
    }

    /// A station, with the posts that it says it has.
    pub(crate) fn site(&mut self, station: Code, posts: Vec<Post>, site: Site) -> Result<(), LedgerError> {
        if self.ledger.sites.insert(station.to_string(), site).is_some() {
            return Err(LedgerError::StationTwice(station.to_string()));
        }
        self.posts.insert(station, posts);
        Ok(())
    }

    /// The ledger, when it could be one of the library's.
    pub(crate) fn close(self) -> Result<Ledger, LedgerError> {
        let Gathered { mut ledger, posts } = self;
        for (station, posts) in posts {
            let station = || station.to_string();
            let mut said = BTreeSet::new();
            for post in posts {
                if !said.insert(post) {
                    return Err(LedgerError::PostTwice { station: station(), post });
                }
            }
            for post in POSTS {
                let there = ledger.accounts.contains_key(&(station(), Some(post)));
                match (said.contains(&post), there) {
                    (true, false) => return Err(LedgerError::NoPost { station: station(), post }),
                    (false, true) => return Err(LedgerError::OtherPost { station: station(), post }),
                    _ => {}
                }
            }
        }
        audit(&mut ledger)?;
        Ok(ledger)
    }
}

/// Whether a ledger of stations could be one of the library's.
fn audit(ledger: &mut Ledger) -> Result<(), LedgerError> {
    if let Some(name) = ledger.names.keys().find(|code| RegionCode::of_text(code).is_err()) {
        return Err(LedgerError::Name(shown(name)));
    }
    let Ledger { frame, accounts, sites, .. } = ledger;
    let frame = &*frame;
    let rules =
        Rulebook::new(&frame.programme, frame.horizon, frame.assumptions, &[]).map_err(Errors::from)?;
    let (chances, upkeep) = (Chances::new(&rules), Upkeep::new(frame).map_err(Errors::from)?);
    let names = Names { money: frame.money_names(), costs: frame.cost_names(), hours: frame.hours_names() };
    let mut audit = Audit { frame, names: &names, rules: &rules, chances, upkeep, known: BTreeMap::new() };
    for ((station, post), account) in &*accounts {
        if let (false, Some(post)) = (sites.contains_key(station), *post) {
            return Err(LedgerError::NoStation { station: station.clone(), post });
        }
        let leaf = Stands { station, post: *post };
        audit.counts(leaf, account)?;
        audit.money(leaf, account)?;
    }
    for (station, site) in sites {
        let stands = Stands { station, post: None };
        let posts = POSTS.map(|post| accounts.get(&(station.clone(), Some(post))));
        audit.costs(stands, site)?;
        let months = audit.norms(stands, site, posts)?;
        audit.upkeep(stands, site, &months)?;
    }
    Ok(())
}

/// Whose figures are looked at.
#[derive(Clone, Copy)]
struct Stands<'l> {
    station: &'l str,
    post: Option<Post>,
}

impl Stands<'_> {
    fn of_year(self, year: Year, figure: impl Into<String>) -> Box<LedgerPlace> {
        let (station, post, year) = (self.station.to_owned(), self.post, year.number());
        Box::new(LedgerPlace { station, post, year, months: None, figure: figure.into() })
    }

    fn of_part(self, part: Part, figure: impl Into<String>) -> Box<LedgerPlace> {
        let months = Some((part.months.first, part.months.last));
        Box::new(LedgerPlace { months, ..*self.of_year(part.year, figure) })
    }
}

/// The names of a frame's figures.
struct Names {
    money: Vec<String>,
    costs: Vec<String>,
    hours: Vec<String>,
}

/// What ledgers of a frame are looked at by.
struct Audit<'f> {
    frame: &'f Frame,
    names: &'f Names,
    rules: &'f Rulebook,
    chances: Chances,
    upkeep: Upkeep<'f>,
    /// Sites by the place of the month in which they open.
    known: BTreeMap<u16, Site>,
}

/// The posts of a station held in a December, as numerators, and whether somebody is employed who may be away.
struct Held<'a> {
    posts: [BigUint; POSTS.len()],
    unit: &'a BigUint,
    moves: bool,
}

/// When a station can open, and close where it does, by the norms of its Decembers: places of months in the horizon.
struct OpenBy {
    opens: RangeInclusive<u16>,
    closes: RangeInclusive<u16>,
    /// The place of the year in whose December it is closed.
    closed: Option<usize>,
}

/// An account's counts of a year.
struct Counts<'a> {
    frame: &'a Frame,
    account: &'a Account,
    year: usize,
}

impl Counts<'_> {
    fn get(&self, count: Figure) -> BigUint {
        self.account.counts.at(self.frame.count(self.year, count))
    }
}

impl Audit<'_> {
    /// The counts of an account, year by year.
    fn counts(&self, leaf: Stands<'_>, account: &Account) -> Result<(), LedgerError> {
        let frame = self.frame;
        let mut before: Option<[BigUint; 2]> = None;
        for (place, year) in frame.years().enumerate() {
            let unit = &frame.denominators[place];
            let counts = Counts { frame, account, year: place };
            let get = |count| counts.get(count);
            let (headcount, months) = (&get(Figure::Headcount), &get(Figure::WorkerMonths));
            let (hires, leavers, raised) = (&get(Figure::Hires), &get(Figure::Leavers), &get(Figure::Raised));
            let at = |count: Figure| leaf.of_year(year, count.column().name);
            let people = |number: &BigUint| people(number, unit);
            for count in Figure::that_add(Adds::Count) {
                let each = if count == Figure::WorkerMonths { 12 } else { 1 };
                let (number, most) = (&get(count), unit * MOST_PEOPLE * each as u64);
                if *number > most {
                    return Err(LedgerError::Beyond {
                        at: at(count),
                        found: people(number),
                        most: people(&most),
                    });
                }
                let step = self.step(year, place, count);
                if !(number % &step).is_zero() {
                    let allowed = fraction(&step, unit);
                    return Err(LedgerError::Fraction { at: at(count), found: people(number), allowed });
                }
                // Whoever is counted is on the payroll for at least one month of the year.
                if number > months && account.moving.is_empty() {
                    return Err(LedgerError::MoreThanMonths {
                        at: at(count),
                        found: people(number),
                        most: people(months),
                    });
                }
            }
            // What follows holds of whoever stays, and is not away.
            if !account.moving.is_empty() {
                continue;
            }
            // Whoever is on the payroll in the year is there in December or has left,
            let mut there = headcount + leavers;
            if let Some([stayed, left]) = &before {
                let times = unit / &frame.denominators[place - 1];
                let (stayed, left) = (stayed * &times, left * &times);
                // was there in the December before or is hired,
                there = there.min(&stayed + hires);
                // and who was there in that December leaves in it, or is on the payroll still.
                let least = stayed + hires;
                let known = left + leavers;
                if &known + headcount < least {
                    let (found, least) = (people(headcount), people(&(least - known)));
                    return Err(LedgerError::Lost { at: at(Figure::Headcount), found, least });
                }
            }
            if *months > &there * 12u32 {
                let (found, most) = (people(months), people(&(&there * 12u32)));
                return Err(LedgerError::MoreMonths { at: at(Figure::WorkerMonths), found, most });
            }
            // Nobody's pay is raised in the year of hire.
            let not_hired = if *hires < there { &there - hires } else { BigUint::zero() };
            for (count, most) in [
                (Figure::Headcount, &there),
                (Figure::Hires, &there),
                (Figure::Leavers, &there),
                (Figure::Raised, &not_hired),
                (Figure::ContractsEnding, &there),
            ] {
                let number = &get(count);
                if number > most {
                    let (found, most) = (people(number), people(most));
                    return Err(LedgerError::MorePeople { at: at(count), found, most });
                }
            }
            let raised_in_months = hires + raised;
            if raised_in_months > *months {
                let (found, most) = (people(raised), people(&(months - hires)));
                return Err(LedgerError::MoreThanMonths { at: at(Figure::Raised), found, most });
            }
            before = Some([headcount.clone(), leavers.clone()]);
        }
        Ok(())
    }

    /// What a count of a year is a multiple of: up to the first chance people are whole, and later on only those who
    /// leave by chance, and posts filled, have fractions of their own.
    fn step(&self, year: Year, place: usize, count: Figure) -> BigUint {
        let Chances { leave, vacancy, .. } = self.chances;
        let (from, leaves) = (self.rules.from, count == Figure::Leavers);
        match year.cmp(&from) {
            Ordering::Less => self.frame.denominators[place].clone(),
            Ordering::Equal if vacancy.of == 1 && !leaves => self.frame.denominators[place].clone(),
            _ if leaves => BigUint::one(),
            _ => leave.of.into(),
        }
    }

    /// The amounts of an account, part by part.
    fn money(&self, leaf: Stands<'_>, account: &Account) -> Result<(), LedgerError> {
        let frame = self.frame;
        for part in frame.all_parts() {
            let money = &account.money[frame.money(part.place)];
            let amount = |figure: Figure| money[figure.place()];
            let at = |figure: Figure| leaf.of_part(part, figure.column().name);
            let counts = Counts { frame, account, year: part.of };
            let nobody = account.counts.is_zero(frame.count(part.of, Figure::WorkerMonths));
            for (place, (&amount, name)) in money.iter().zip(&self.names.money).enumerate() {
                let at = || leaf.of_part(part, name);
                if nobody && amount != 0 {
                    return Err(LedgerError::Nobody { at: at(), found: yuan(amount) });
                }
                if amount < 0 && place != Figure::RaiseCost.place() {
                    return Err(LedgerError::Negative { at: at(), found: yuan(amount) });
                }
            }
            let (pay, subsidy) = (amount(Figure::Pay), amount(Figure::Subsidy));
            let (top_up, surplus) = (amount(Figure::TopUp), amount(Figure::Surplus));
            // pay + surplus = subsidy + top_up always, for every row and every total
            if pay + surplus != subsidy + top_up {
                let (found, allowed) = (yuan(pay + surplus), yuan(subsidy + top_up));
                return Err(LedgerError::Identity { at: at(Figure::Pay), found, allowed });
            }
            // a total's shares add up to it (rule 6)
            let shares: i128 = money[frame.shares()].iter().sum();
            if shares != subsidy {
                let (found, allowed) = (yuan(shares), yuan(subsidy));
                return Err(LedgerError::Shares { at: at(Figure::Subsidy), found, allowed });
            }
            let top_ups: i128 = money[frame.top_ups()].iter().sum();
            if top_ups != top_up {
                let (found, allowed) = (yuan(top_ups), yuan(top_up));
                return Err(LedgerError::TopUps { at: at(Figure::TopUp), found, allowed });
            }
            self.raise_cost(leaf, part, &counts, amount(Figure::RaiseCost), pay)?;
        }
        Ok(())
    }

    /// What a raise costs is no more than the pay, and nothing where nobody is raised. It is below nothing only by
    /// rounding: by at most a fen for each of those raised and each term, and there are no more terms than months.
    fn raise_cost(
        &self,
        leaf: Stands<'_>,
        part: Part,
        counts: &Counts<'_>,
        found: i128,
        pay: i128,
    ) -> Result<(), LedgerError> {
        let unit = &self.frame.denominators[part.of];
        // Somebody who moves is counted at one station, and costs more at all.
        let moves = !counts.account.moving.is_empty();
        let raised = counts.get(if moves { Figure::WorkerMonths } else { Figure::Raised });
        let fen = (&raised * part.months.count() + unit - 1u32) / unit;
        let least = -fen.to_i128().unwrap_or(i128::MAX);
        // The pay of a leaf is rounded down where its surplus has the larger fraction.
        let most = if raised.is_zero() { 0 } else { pay + i128::from(!self.frame.certain) };
        if (least..=most).contains(&found) {
            return Ok(());
        }
        let at = leaf.of_part(part, Figure::RaiseCost.column().name);
        Err(LedgerError::RaiseCost { at, found: yuan(found), least: yuan(least), most: yuan(most) })
    }

    /// The amounts of a site by themselves.
    fn costs(&self, stands: Stands<'_>, site: &Site) -> Result<(), LedgerError> {
        let frame = self.frame;
        for part in frame.all_parts() {
            for (cost, names) in self.names.costs.chunks(frame.cost_width()).enumerate() {
                let amounts = &site.costs.amounts[frame.cost(part.place, cost)];
                for (&amount, name) in amounts.iter().zip(names) {
                    if amount < 0 {
                        let at = stands.of_part(part, name);
                        return Err(LedgerError::Negative { at, found: yuan(amount) });
                    }
                }
                let (amount, shares) = (amounts[0], amounts[1..].iter().sum::<i128>());
                if shares != amount {
                    let at = stands.of_part(part, &names[0]);
                    let (found, allowed) = (yuan(shares), yuan(amount));
                    return Err(LedgerError::CostShares { at, found, allowed });
                }
            }
        }
        Ok(())
    }

    /// A site's norms (rule 7); by them the first and the last month in which the station can open.
    fn norms(
        &self,
        stands: Stands<'_>,
        site: &Site,
        posts: [Option<&Account>; POSTS.len()],
    ) -> Result<OpenBy, LedgerError> {
        let frame = self.frame;
        let mut villages = None;
        let mut opens = [0, self.months()];
        let (mut open, mut closed) = (false, None);
        let mut closes = [0, self.months() - 1];
        for (place, year) in frame.years().enumerate() {
            let december = year.month(12);
            let station = || stands.station.to_owned();
            let year_number = year.number();
            let (norm, sum) = match (self.rules.norms.in_force(december), &site.norm[place]) {
                (None, None) => continue,
                (None, Some(_)) => {
                    return Err(LedgerError::NoNormYet { station: station(), year: year_number });
                }
                // It has closed.
                (Some(_), None) if open => {
                    if closed.is_none() {
                        closed = Some(place);
                        closes[1] = 12 * (place as u16 + 1) - 2;
                    }
                    continue;
                }
                (Some(_), Some(_)) if closed.is_some() => {
                    return Err(LedgerError::NormMissing { station: station(), year: year_number - 1 });
                }
                (Some(_), None) => {
                    opens[0] = 12 * (place as u16 + 1);
                    continue;
                }
                (Some(norm), Some(sum)) => (norm, sum),
            };
            closes[0] = 12 * (place as u16 + 1) - 1;
            if !open {
                open = true;
                opens[1] = 12 * (place as u16 + 1) - 1;
            }
            let unit = &frame.denominators[place];
            let held = posts.map(|account| {
                let count = |account: &Account| account.counts.at(frame.count(place, Figure::Headcount));
                account.map(count).unwrap_or_default()
            });
            let moves = posts.iter().flatten().any(|account| account.moving.contains(&place));
            self.norm(stands, year, norm, sum, Held { posts: held, unit, moves }, &mut villages)?;
        }
        let ([first_open, last_open], [first_close, last_close]) = (opens, closes);
        Ok(OpenBy { opens: first_open..=last_open, closes: first_close..=last_close, closed })
    }

    /// A norm of one December, given the posts held; `villages` are those of the station, once they are known.
    fn norm(
        &self,
        stands: Stands<'_>,
        year: Year,
        norm: &Norm,
        sum: &NormSum,
        Held { posts: held, unit, moves }: Held<'_>,
        villages: &mut Option<Villages>,
    ) -> Result<(), LedgerError> {
        let [stations, required, held_column, short, over] = NORM.map(|column| column.name);
        if sum.stations != 1 {
            return Err(LedgerError::Stations { at: stands.of_year(year, stations), found: sum.stations });
        }
        let asked = asked(norm, sum.required, villages);
        let Some(asked) = asked.filter(|asked| asked.posts() == sum.required) else {
            let (at, found) = (stands.of_year(year, required), sum.required);
            return Err(LedgerError::Required { at, found, allowed: allowed_posts(norm, *villages) });
        };
        let [administrative, service] = asked.missing(held.clone(), unit);
        let most = asked.over(held.clone(), unit);
        let [one, other] = held;
        for (column, found, allowed) in [
            (held_column, &sum.held, one + other),
            (short, &sum.short, administrative + service),
            (over, &sum.over, most),
        ] {
            // Who is away holds a post that no headcount tells of.
            if *found != allowed && !moves {
                let at = stands.of_year(year, column);
                let (found, allowed) = (people(found, unit), people(&allowed, unit));
                return Err(LedgerError::Norm { at, found, allowed });
            }
        }
        Ok(())
    }

    /// The months of the horizon.
    fn months(&self) -> u16 {
        12 * self.frame.parts.len() as u16 // of 100 years
    }

    /// The month with this place in the horizon; none behind it.
    fn month(&self, place: u16) -> Option<Month> {
        let first = self.frame.horizon.first_month().ordinal();
        Month::from_ordinal(u32::from(first + place)).filter(|_| place < self.months())
    }

    /// What a station costs that opens in the month with this place.
    fn opened(&mut self, place: u16) -> Result<&Site, LedgerError> {
        let month = self.month(place);
        match self.known.entry(place) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(new) => {
                let site = month.map_or_else(
                    || Ok(self.frame.site()),
                    |opens| self.upkeep.site(Open { opens, closes: None }),
                );
                Ok(new.insert(site.map_err(Errors::from)?))
            }
        }
    }

    /// What a station costs that closes in the horizon and costs as much as this one, if there is one, and none that stays
    /// does: it opens in the first year under a cost, or no cost tells when, and closes in the last one.
    fn closing(&mut self, site: &Site, by: &OpenBy) -> Result<Option<Site>, LedgerError> {
        let under = |year: &usize| site.costs.under[*year];
        let years = 0..site.costs.under.len();
        let Some((first, last)) = years.clone().find(under).zip(years.rev().find(under)) else {
            return Ok(by.closed.map(|_| site.clone()).filter(|site| *site.costs == self.frame.no_costs()));
        };
        let months = |year: usize| (0..12).map(move |month| 12 * year as u16 + month);
        for opens in months(first).filter(|opens| by.closed.is_none() && by.opens.contains(opens)) {
            if self.opened(opens)?.costs == site.costs {
                return Ok(None);
            }
        }
        for (opens, closes) in months(first).flat_map(|opens| months(last).map(move |closes| (opens, closes)))
        {
            let closes = Some(closes).filter(|closes| by.closes.contains(closes));
            let (Some(opens), Some(closes)) = (self.month(opens), closes.and_then(|it| self.month(it)))
            else {
                continue;
            };
            let like = self.upkeep.site(Open { opens, closes: Some(closes) }).map_err(Errors::from)?;
            if like.costs == site.costs {
                return Ok(Some(like));
            }
        }
        Ok(None)
    }

    /// Costs, hours and `under_cost` are those of a station that opens in one of some months; they are kept once
    /// for all that open with it.
    fn upkeep(&mut self, stands: Stands<'_>, site: &mut Site, by: &OpenBy) -> Result<(), LedgerError> {
        if let Some(like) = self.closing(site, by)? {
            site.costs = like.costs;
            return Ok(());
        }
        if let Some(year) = by.closed.and_then(|place| self.frame.years().nth(place)) {
            let (station, year) = (stands.station.to_owned(), year.number());
            return Err(LedgerError::NormMissing { station, year });
        }
        let (mut first, mut last) = by.opens.clone().into_inner();
        // The later a station opens, the less it costs: the earliest that costs no more is the one.
        let frame = self.frame;
        while first < last {
            let middle = first.midpoint(last);
            if at_most(&self.opened(middle)?.costs, &site.costs, frame.cost_width()) {
                last = middle;
            } else {
                first = middle + 1;
            }
        }
        let opens = match self.month(first) {
            Some(month) => format!("in {month}"),
            None => "after the horizon".to_owned(),
        };
        let names = self.names;
        let like = self.opened(first)?;
        let wrong = |at, found, allowed| Err(LedgerError::Cost { at, found, opens: opens.clone(), allowed });
        let costs = &names.costs;
        for part in frame.all_parts() {
            let figures = part.place * costs.len()..(part.place + 1) * costs.len();
            let pairs = site.costs.amounts[figures.clone()].iter().zip(&like.costs.amounts[figures]);
            for ((&found, &allowed), name) in pairs.zip(costs) {
                if found != allowed {
                    return wrong(stands.of_part(part, name), yuan(found), yuan(allowed));
                }
            }
        }
        for (place, year) in frame.years().enumerate() {
            for (cost, name) in names.hours.iter().enumerate() {
                let at = frame.hours(place, cost);
                let (found, allowed) = (site.costs.hours[at], like.costs.hours[at]);
                if found != allowed {
                    return wrong(stands.of_year(year, name), found.to_string(), allowed.to_string());
                }
            }
            let (found, allowed) = (site.costs.under[place], like.costs.under[place]);
            if found != allowed {
                return wrong(stands.of_year(year, "under_cost"), found.to_string(), allowed.to_string());
            }
        }
        site.costs = Arc::clone(&like.costs);
        Ok(())
    }
}

/// Whether a site costs at most what another does, shares apart.
fn at_most(costs: &Costs, other: &Costs, cost_width: usize) -> bool {
    let amounts = costs.amounts.iter().zip(&other.amounts).step_by(cost_width);
    amounts.into_iter().all(|(amount, other)| amount <= other)
        && costs.hours.iter().zip(&other.hours).all(|(hours, other)| hours <= other)
        && costs.under.iter().zip(&other.under).all(|(under, other)| under <= other)
}
