//! What people come to whose year is sure: the figures of a state and its step, added as often as there are people at
//! each account.

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
    /// By class, what is found of it for the state at hand.
    found: Vec<u32>,
    /// What was worked out for some months of a year: where it starts among the figures, one after the other.
    some_months: Numbered<SomeMonths>,
    starts: Vec<usize>,
    figures: Vec<u64>,
    /// The year at hand, account by account; and a vector for each account.
    year: Vec<[u64; FOUR]>,
    vectors: Vec<u64>,
}

/// Numbers are added by fours, which processors take several of at once.
const FOUR: usize = 4;

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
        SureSums {
            tally,
            alike: alike(tally.rules),
            kept: (0..=tally.rules.parts.len()).map(|_| Kept::default()).collect(),
            worked: Worked::new(tally),
            found: Vec::new(),
            some_months: Numbered::default(),
            starts: Vec::new(),
            figures: Vec::new(),
            year: Vec::new(),
            vectors: vec![0; tally.accounts.class.len() * tally.layout.len()],
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
        let (kept, of_account) = (&mut self.kept[kept], &self.tally.accounts.class);
        self.found.clear();
        self.found.resize(self.tally.rules.classes.len(), NOTHING);
        for (class, _) in of_account.iter().zip(people).filter(|(_, count)| **count != 0) {
            if self.found[*class] == NOTHING {
                self.found[*class] =
                    kept.find(number + class, || self.worked.work_out(states, one, *class))?;
            }
        }
        self.year.resize(people.len() * kept.length, [0; FOUR]);
        let sums = self.year.chunks_exact_mut(kept.length.max(1));
        for ((sums, count), class) in sums.zip(people).zip(of_account) {
            if *count == 0 {
                continue;
            }
            let (at, count) = (self.found[*class] as usize, u64::from(count.cast_unsigned()));
            // Lanes have room for all people of the plan. By halves: processors multiply several numbers of 32 bits
            // at once.
            add_fours(sums, &kept.low[at..], |low| count.wrapping_mul(low));
            if kept.has_high {
                add_fours(sums, &kept.high[at..], |high| count.wrapping_mul(high) << 32);
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
        let length = self.year.len() / self.tally.accounts.class.len();
        let sums = self.year.chunks_exact(length.max(1)).map(|sums| sums.as_flattened());
        for (vector, sums) in self.vectors.chunks_exact_mut(layout.len()).zip(sums) {
            add(layout, place, vector, sums.iter().copied());
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

#[inline(always)]
fn add_fours(sums: &mut [[u64; FOUR]], halves: &[[u32; FOUR]], times: impl Fn(u64) -> u64) {
    for (sums, halves) in sums.iter_mut().zip(halves) {
        for (sum, half) in sums.iter_mut().zip(halves) {
            *sum = sum.wrapping_add(times((*half).into()));
        }
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

/// What was worked out, one after the other and filled up to fours, and where it is, by number.
#[derive(Default)]
struct Kept {
    places: Vec<u32>,
    /// The halves of each figure, and whether any has an upper one.
    low: Vec<[u32; FOUR]>,
    high: Vec<[u32; FOUR]>,
    has_high: bool,
    length: usize,
}

/// Nothing is kept.
const NOTHING: u32 = u32::MAX;

impl Kept {
    /// Where the fours begin that are kept under a number, or are from now on.
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
        self.has_high = false;
    }

    fn keep(&mut self, number: usize, figures: &[u64]) -> u32 {
        if self.places.len() <= number {
            self.places.resize(number + 1, NOTHING);
        }
        let place = self.low.len();
        for four in figures.chunks(FOUR) {
            let (mut low, mut high) = ([0; FOUR], [0; FOUR]);
            for ((low, high), figure) in low.iter_mut().zip(&mut high).zip(four) {
                (*low, *high) = (*figure as u32, (figure >> 32) as u32);
                self.has_high |= *high > 0;
            }
            self.low.push(low);
            self.high.push(high);
        }
        self.length = self.low.len() - place;
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
