//! What people come to whose year is sure: the figures of a state and its step, added as often as there are people at
//! each account.

use std::ops::Range;

use super::{
    figures::{Earning, Layout, Served},
    states::{BEYOND, Lost, States},
    tally::Tally,
};
use crate::{
    base::numbered::Numbered,
    model::rulebook::Rulebook,
    rules::subsidy::Stepped,
    values::month::{Months, Year},
};

/// The sums of all accounts.
pub(crate) struct SureSums<'t, 'm> {
    tally: &'t Tally<'m>,
    /// By year, the first one that comes to the same for everybody.
    alike: Vec<usize>,
    /// What was worked out for it; and behind these, what is not kept.
    kept: Vec<Kept>,
    worked: Worked<'t, 'm>,
    /// Accounts of one class stand together: the classes, and where theirs are.
    classes: Vec<(usize, Range<usize>)>,
    /// What was worked out for some months of a year: where it starts among the figures, one after the other.
    some_months: Numbered<SomeMonths>,
    starts: Vec<usize>,
    figures: Vec<u64>,
    /// The year at hand, figure by figure at all accounts; and a vector for each account.
    year: Vec<u64>,
    vectors: Vec<u64>,
}

/// What some months of one person at a class come to rests on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct SomeMonths {
    one: OneYear,
    class: usize,
}

/// What one person's year rests on: its place, the states before its step and after it, and the months.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct OneYear {
    pub(crate) place: usize,
    pub(crate) old: u32,
    pub(crate) new: u32,
    pub(crate) months: Months,
}

impl<'t, 'm> SureSums<'t, 'm> {
    pub(crate) fn new(tally: &'t Tally<'m>) -> SureSums<'t, 'm> {
        let of_account = &tally.accounts.class;
        let mut classes: Vec<(usize, Range<usize>)> = Vec::new();
        let mut first = 0;
        for same in of_account.chunk_by(|one, other| one == other) {
            classes.push((same[0], first..first + same.len()));
            first += same.len();
        }
        SureSums {
            tally,
            alike: alike(tally.rules),
            kept: (0..=tally.rules.parts.len()).map(|_| Kept::default()).collect(),
            worked: Worked::new(tally),
            classes,
            some_months: Numbered::default(),
            starts: Vec::new(),
            figures: Vec::new(),
            year: Vec::new(),
            vectors: vec![0; of_account.len() * tally.layout.len()],
        }
    }

    /// Adds the whole year of one person as often as there are people at each account, who stay on their state or
    /// move by the year's raise; what was worked out for it before, or is now, is kept. The year is to be closed before
    /// another is added.
    pub(crate) fn add(&mut self, states: &States<'_>, one: OneYear, people: &[i32]) -> Result<(), Lost> {
        let (kept, number) = (self.alike[one.place], one.old as usize * 2 + usize::from(one.old != one.new));
        self.add_kept(states, one, people, kept, number * self.tally.rules.classes.len())
    }

    /// The same of who came to the state of the year otherwise; nothing is kept.
    pub(crate) fn add_begun(
        &mut self,
        states: &States<'_>,
        one: OneYear,
        people: &[i32],
    ) -> Result<(), Lost> {
        let alone = self.kept.len() - 1;
        self.kept[alone].clear();
        self.add_kept(states, one, people, alone, 0)
    }

    fn add_kept(
        &mut self,
        states: &States<'_>,
        one: OneYear,
        people: &[i32],
        kept: usize,
        number: usize,
    ) -> Result<(), Lost> {
        let kept = &mut self.kept[kept];
        for (class, accounts) in &self.classes {
            let of_class = &people[accounts.clone()];
            if is_nobody(of_class) {
                continue;
            }
            let at = kept.find(number + class, || self.worked.work_out(states, one, *class))? as usize;
            self.year.resize(people.len() * kept.length, 0);
            let figures = kept.low[at..].iter().zip(&kept.high[at..]);
            for (sums, (low, high)) in self.year.chunks_exact_mut(people.len()).zip(figures) {
                // Lanes have room for all people of the plan. By halves: processors multiply several numbers of 32
                // bits at once.
                let sums = &mut sums[accounts.clone()];
                if *low != 0 {
                    add_often(sums, of_class, |count| count.wrapping_mul((*low).into()));
                }
                if *high != 0 {
                    add_often(sums, of_class, |count| count.wrapping_mul((*high).into()) << 32);
                }
            }
        }
        Ok(())
    }

    /// Adds some months of one person so many times at an account; what was worked out for them is kept for a while.
    pub(crate) fn add_at(
        &mut self,
        states: &States<'_>,
        one: OneYear,
        account: usize,
        times: u64,
    ) -> Result<(), Lost> {
        /// So many are kept at most.
        const MOST: usize = 1 << 14;
        let (layout, class) = (&self.tally.layout, self.tally.accounts.class[account]);
        if self.some_months.len() == MOST {
            self.forget_some_months();
        }
        let number = self.some_months.number(&SomeMonths { one, class }) as usize;
        if number == self.starts.len() {
            self.starts.push(self.figures.len());
            self.figures.extend(self.worked.work_out(states, one, class)?);
        }
        let end = self.starts.get(number + 1).copied().unwrap_or(self.figures.len());
        let figures = &self.figures[self.starts[number]..end];
        let vector = &mut self.vectors[account * layout.len()..][..layout.len()];
        add(layout, one.place, vector, figures.iter().map(|figure| figure.wrapping_mul(times)));
        Ok(())
    }

    fn forget_some_months(&mut self) {
        self.some_months = Numbered::default();
        self.starts.clear();
        self.figures.clear();
    }

    /// Adds the year at hand, which has a place, to the vectors of the accounts.
    pub(crate) fn close(&mut self, place: usize) {
        let layout = &self.tally.layout;
        let accounts = self.tally.accounts.class.len();
        for (account, vector) in self.vectors.chunks_exact_mut(layout.len()).enumerate() {
            add(layout, place, vector, self.year.iter().skip(account).step_by(accounts).copied());
        }
        self.year.clear();
    }

    /// Forgets what was worked out, since states may be numbered anew.
    pub(crate) fn forget(&mut self) {
        self.kept.fill_with(Kept::default);
        self.forget_some_months();
    }

    /// A vector for each account.
    pub(crate) fn into_vectors(self) -> Vec<u64> {
        self.vectors
    }
}

/// Whether there is nobody at any account.
pub(super) fn is_nobody(people: &[i32]) -> bool {
    people.iter().fold(0, |any, count| any | count) == 0
}

/// Adds what so many people come to at each account.
#[inline(always)]
fn add_often(sums: &mut [u64], people: &[i32], come_to: impl Fn(u64) -> u64) {
    for (sum, count) in sums.iter_mut().zip(people) {
        *sum = sum.wrapping_add(come_to(count.cast_unsigned().into()));
    }
}

/// Adds figures to those of a year in a vector; behind them is how many are raised.
fn add(layout: &Layout, place: usize, vector: &mut [u64], figures: impl Iterator<Item = u64>) {
    let (money, raised) = layout.year(vector, place);
    let sums = money.iter_mut().chain(raised.first_mut());
    sums.zip(figures).for_each(|(sum, figure)| *sum = sum.wrapping_add(figure));
}

/// Room for working one person's year out.
struct Worked<'t, 'm> {
    tally: &'t Tally<'m>,
    years: Vec<Year>,
    figures: Vec<u64>,
    digits: Vec<u64>,
}

impl<'t, 'm> Worked<'t, 'm> {
    fn new(tally: &'t Tally<'m>) -> Worked<'t, 'm> {
        Worked { tally, years: tally.rules.years().collect(), figures: Vec::new(), digits: Vec::new() }
    }

    /// The digits of one person's figures, as a vector has them, and behind them whether the person is raised.
    fn work_out(&mut self, states: &States<'_>, one: OneYear, class: usize) -> Result<&[u64], Lost> {
        let OneYear { place, old, new, months } = one;
        let (tally, year) = (self.tally, self.years[place]);
        let (hired, pay) = (states.get(old).hired, states.get(new).pay);
        let pay = Stepped { old: states.get(old).pay, new: pay };
        let effective = match tally.rules.raise(year) {
            Some(raise) if old != new => {
                // The month of hire, where raises hold from it on; else no matter which.
                raise.effective(year.month(hired.anniversary.unwrap_or(1)))
            }
            _ => 1,
        };
        let terms = &tally.rules.classes[class].years[place];
        let served = Served { year, hired: hired.month, runs: &[months] };
        let earning = Earning { layout: &tally.layout, terms, effective, served };
        let lanes = tally.scale.years[place].lanes;
        self.figures.clear();
        self.figures.resize(tally.layout.money(place..place + 1).len() / lanes, 0);
        let mut beyond = false;
        let indexed = |standard, months: Months| {
            let stepped =
                Stepped { old: states.standard(old, standard)?, new: states.standard(new, standard)? };
            beyond |= stepped.reaches(BEYOND, effective, months);
            Some(stepped)
        };
        earning.add(pay, indexed, &mut self.figures)?;
        self.digits.clear();
        for figure in &self.figures {
            self.digits.extend(digits(*figure, tally.scale.bits).take(lanes));
        }
        self.digits.push(earning.raises(&pay).into());
        if beyond { Err(Lost::Problem) } else { Ok(&self.digits) }
    }
}

/// The digits of a number in base 2^`bits`, lowest first.
fn digits(number: u64, bits: u32) -> impl Iterator<Item = u64> {
    let mut rest = number;
    std::iter::repeat_with(move || {
        let digit = rest & ((1 << bits) - 1);
        rest >>= bits;
        digit
    })
}

/// What was worked out, one after the other, and where it is, by number.
#[derive(Default)]
struct Kept {
    places: Vec<u32>,
    /// The halves of each figure.
    low: Vec<u32>,
    high: Vec<u32>,
    /// How many figures each has.
    length: usize,
}

/// Nothing is kept.
const NOTHING: u32 = u32::MAX;

impl Kept {
    /// Where the figures begin that are kept under a number, or are from now on.
    #[inline]
    fn find<'w>(
        &mut self,
        number: usize,
        work: impl FnOnce() -> Result<&'w [u64], Lost>,
    ) -> Result<u32, Lost> {
        match self.places.get(number) {
            Some(place) if *place != NOTHING => Ok(*place),
            _ => Ok(self.keep(number, work()?)),
        }
    }

    fn clear(&mut self) {
        self.places.clear();
        self.low.clear();
        self.high.clear();
    }

    fn keep(&mut self, number: usize, figures: &[u64]) -> u32 {
        if self.places.len() <= number {
            self.places.resize(number + 1, NOTHING);
        }
        let place = self.low.len();
        self.low.extend(figures.iter().map(|figure| *figure as u32));
        self.high.extend(figures.iter().map(|figure| (figure >> 32) as u32));
        self.length = figures.len();
        self.places[number] = place as u32;
        place as u32
    }
}

/// By year of the horizon, the first one with the same terms for everybody and the same raise.
fn alike(rules: &Rulebook) -> Vec<usize> {
    let years: Vec<Year> = rules.years().collect();
    let same = |one: usize, other: usize| {
        rules.raise(years[one]) == rules.raise(years[other])
            && rules.parts[one] == rules.parts[other]
            && rules.classes.iter().all(|class| class.years[one] == class.years[other])
            // The first months from a month of hire on are others in another year.
            && !rules.limited
    };
    // Most are like the year before, and so like the first that this one is like.
    let mut alike = Vec::with_capacity(years.len());
    for year in 0..years.len() {
        let before = year.checked_sub(1).filter(|before| same(*before, year));
        alike.push(before.map_or(year, |before| alike[before]));
    }
    alike
}
