//! People whose every year is sure, flowing through the horizon together: how many stand on each state at each
//! account, year by year. A state and its step are worked out once, however many take it.

use super::{
    arrivals::{Arrival, At, Known, Start},
    states::{Lost, States},
    sums::{OneYear, SureSums, is_nobody},
    tally::Tally,
    turn::Turn,
};
use crate::{rules::pay::Verdict, values::month::Months};

/// How a state is left at the beginning of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Move {
    /// As it was.
    Stay,
    /// By the year's step.
    Step,
}

impl Move {
    fn other(self) -> Move {
        match self {
            Move::Stay => Move::Step,
            Move::Step => Move::Stay,
        }
    }

    /// By how the year before came out.
    fn after(turn: &Turn) -> Move {
        if turn.assumed == Verdict::Passed { Move::Step } else { Move::Stay }
    }
}

/// Where somebody is at the beginning of a year: the state before it, and how that is left.
#[derive(Clone, Copy)]
struct Standing {
    year: usize,
    state: u32,
    by: Move,
}

/// What of a year is not as the year before lets assume.
#[derive(Default)]
struct YearFlow {
    /// Who move otherwise than assumed, by the state before.
    differ: People,
    /// Who move, but leave in the year, by move and the state before.
    gone: [People; 2],
    /// Who come in it, by the state at its end.
    come: People,
}

/// So many people of an account.
struct Share {
    account: usize,
    count: i32,
}

/// People one after the other, to be counted once all have come: tables of all years would be too large to stay near
/// the processor.
#[derive(Default)]
struct People {
    /// State and account of each, as one number; of at most 256 accounts.
    single: Vec<u32>,
    /// The same of several who come together.
    several: Vec<(u32, i32)>,
}

impl People {
    #[inline]
    fn put(&mut self, state: u32, accounts: usize, share: &Share) {
        let at = state * accounts as u32 + share.account as u32;
        match share.count {
            1 => self.single.push(at),
            count => self.several.push((at, count)),
        }
    }

    fn len(&self) -> usize {
        self.single.len() + self.several.len()
    }

    /// Counts them by state and account.
    fn counted(&self, accounts: usize) -> Vec<i32> {
        let last = self.single.iter().chain(self.several.iter().map(|(at, _)| at)).max();
        let Some(last) = last else { return Vec::new() };
        let mut counts: Vec<i32> = vec![0; (*last as usize / accounts + 1) * accounts];
        let mut add = |at: u32, more| {
            let count = &mut counts[at as usize];
            *count = count.wrapping_add(more); // fewer than 2^31
        };
        self.single.iter().for_each(|at| add(*at, 1));
        self.several.iter().for_each(|(at, count)| add(*at, *count));
        counts
    }
}

/// People flowing through the horizon, at a few accounts.
pub(crate) struct Flow<'t, 'm> {
    accounts: usize,
    years: Vec<YearFlow>,
    sums: SureSums<'t, 'm>,
    /// The raise of each year, as a number; and the one by which a state is left at its beginning, as assumed, if any.
    raises: Vec<Option<usize>>,
    assumed: Vec<Option<usize>>,
    /// Who is there from the first month of the horizon through its first year, by start and account.
    starts: Vec<Start>,
    of_starts: Vec<i32>,
    /// By start and year, the state at its end where all goes as assumed; [`UNKNOWN`] where it was not asked for.
    reached: Vec<u32>,
}

const UNKNOWN: u32 = u32::MAX;

impl<'t, 'm> Flow<'t, 'm> {
    pub(crate) fn new(tally: &'t Tally<'m>, states: &States<'_>, turns: &[Turn]) -> Flow<'t, 'm> {
        let years = || tally.rules.years();
        let raises: Vec<Option<usize>> = years().map(|year| states.raise(year)).collect();
        let steps = turns.iter().map(|turn| Move::after(turn) == Move::Step);
        let assumed = raises.iter().skip(1).zip(steps).map(|(raise, steps)| raise.filter(|_| steps));
        Flow {
            accounts: tally.accounts.class.len(),
            years: years().map(|_| YearFlow::default()).collect(),
            sums: SureSums::new(tally),
            assumed: [None].into_iter().chain(assumed).collect(),
            raises,
            starts: Vec::new(),
            of_starts: Vec::new(),
            reached: Vec::new(),
        }
    }

    /// How much room it takes, in counts.
    pub(crate) fn room(&self) -> usize {
        let counts = |year: &YearFlow| {
            let YearFlow { differ, gone: [stay, step], come } = year;
            [differ, stay, step, come].iter().map(|people| people.len()).sum::<usize>()
        };
        self.years.iter().map(counts).sum::<usize>() + self.of_starts.len()
    }

    /// Adds so many people who come in alike.
    pub(crate) fn add(
        &mut self,
        states: &mut States<'_>,
        turns: &[Turn],
        arrival: &Arrival,
        count: i32,
    ) -> Result<(), Lost> {
        let Arrival { account, begins, leaves, known, start, .. } = *arrival;
        let (account, times) = (account as usize, u64::from(count.cast_unsigned()));
        let (year, first) = (usize::from(begins.year), begins.month);
        let Start { number, old, new } = start;
        match (leaves, number) {
            (Some(At { year: last_year, month: last }), _) if last_year == begins.year => {
                let one = OneYear { place: year, old, new, months: Months { first, last } };
                return self.sums.add_at(states, one, account, times);
            }
            (_, Some(number)) if first == 1 && year == 0 => self.start(number, start, account, count),
            _ => {
                let one = OneYear { place: year, old, new, months: Months { first, last: 12 } };
                self.sums.add_at(states, one, account, times)?;
                self.years[year].come.put(new, self.accounts, &Share { account, count });
            }
        }
        let mut at = Standing { year, state: new, by: Move::Stay };
        self.differ(states, turns, &mut at, known.years, &Share { account, count })?;
        let Some(At { year: last_year, month: last }) = leaves else { return Ok(()) };
        let place = usize::from(last_year);
        if place > at.year {
            let state = self.through(states, at, place - 1)?;
            at = Standing { year: place, state, by: Move::after(&turns[place - 1]) };
        }
        self.years[place].gone[at.by as usize].put(at.state, self.accounts, &Share { account, count });
        let new = self.moved(states, at.state, at.by, place)?;
        let one = OneYear { place, old: at.state, new, months: Months { first: 1, last } };
        self.sums.add_at(states, one, account, times)
    }

    /// Adds somebody who is there from before the horizon to its end, from a start that has come before.
    #[inline]
    pub(crate) fn add_plain(&mut self, start: u32, account: u32) {
        let people = &mut self.of_starts[start as usize * self.accounts + account as usize];
        *people = people.wrapping_add(1); // fewer than 2^31
    }

    /// Notes the years of one of these that come out otherwise than assumed.
    pub(crate) fn note_known(
        &mut self,
        states: &mut States<'_>,
        turns: &[Turn],
        start: u32,
        account: u32,
        known: Known,
    ) -> Result<(), Lost> {
        let share = Share { account: account as usize, count: 1 };
        let first = known.years.trailing_zeros() as usize;
        let place = start as usize * self.years.len() + first;
        let mut state = self.reached[place];
        if state == UNKNOWN {
            let begin = Standing { year: 0, state: self.starts[start as usize].new, by: Move::Stay };
            state = self.through(states, begin, first)?;
            self.reached[place] = state;
        }
        let mut at = self.turn_other(turns, state, first, &share);
        let years = known.years & known.years.wrapping_sub(1); // the first is done
        self.differ(states, turns, &mut at, years, &share)
    }

    /// Notes that people on a state at the end of a year move on otherwise than assumed, and tells where they stand.
    fn turn_other(&mut self, turns: &[Turn], state: u32, year: usize, share: &Share) -> Standing {
        let at = Standing { year: year + 1, state, by: Move::after(&turns[year]).other() };
        self.years[at.year].differ.put(state, self.accounts, share);
        at
    }

    /// Notes the years that come out otherwise than assumed, of people who stand somewhere, and brings them behind the
    /// last.
    fn differ(
        &mut self,
        states: &mut States<'_>,
        turns: &[Turn],
        at: &mut Standing,
        mut years: u128,
        share: &Share,
    ) -> Result<(), Lost> {
        while years != 0 {
            let known = years.trailing_zeros() as usize;
            years &= years - 1;
            let state = self.through(states, *at, known)?;
            *at = self.turn_other(turns, state, known, share);
        }
        Ok(())
    }

    /// The state at the end of a year, as assumed.
    fn through(&self, states: &mut States<'_>, from: Standing, year: usize) -> Result<u32, Lost> {
        let mut state = self.moved(states, from.state, from.by, from.year)?;
        for raise in self.assumed[from.year + 1..=year].iter().flatten() {
            state = states.after(state, *raise)?;
        }
        Ok(state)
    }

    /// The state after a move at the beginning of the year with a place.
    #[inline]
    fn moved(&self, states: &mut States<'_>, state: u32, by: Move, place: usize) -> Result<u32, Lost> {
        match by {
            Move::Stay => Ok(state),
            Move::Step => Ok(states.after(state, self.raises[place].ok_or(Lost::Problem)?)?),
        }
    }

    fn start(&mut self, number: u32, start: Start, account: usize, count: i32) {
        let place = number as usize;
        if place >= self.starts.len() {
            self.starts.resize(place + 1, start);
            self.of_starts.resize((place + 1) * self.accounts, 0);
            self.reached.resize((place + 1) * self.years.len(), UNKNOWN);
        }
        self.starts[place] = start;
        self.of_starts[place * self.accounts + account] += count;
    }

    /// Lets all flow to the end of the horizon and forgets them; states may then be numbered anew.
    pub(crate) fn run(&mut self, states: &mut States<'_>, turns: &[Turn]) -> Result<(), Lost> {
        if self.accounts == 0 {
            return Ok(()); // nobody
        }
        let mut there = self.first_year(states)?;
        for place in 1..self.years.len() {
            there = self.next_year(states, Move::after(&turns[place - 1]), place, &there)?;
        }
        self.sums.forget();
        Ok(())
    }

    /// What all come to: a vector for each account.
    pub(crate) fn into_vectors(self) -> Vec<u64> {
        self.sums.into_vectors()
    }

    /// Adds the first year, and tells who is there at its end, by state and account.
    fn first_year(&mut self, states: &States<'_>) -> Result<Vec<i32>, Lost> {
        let mut there = std::mem::take(&mut self.years[0]).come.counted(self.accounts);
        let (starts, of_starts) = (std::mem::take(&mut self.starts), std::mem::take(&mut self.of_starts));
        self.reached.clear();
        for (number, people) in of_starts.chunks_exact(self.accounts).enumerate() {
            if is_nobody(people) {
                continue;
            }
            let Start { old, new, .. } = starts[number];
            let one = OneYear { place: 0, old, new, months: Months::YEAR };
            self.sums.add_begun(states, one, people)?;
            add_row(&mut there, new, people);
        }
        self.sums.close(0);
        Ok(there)
    }

    /// Adds the year with a place, of those who were there before it, and tells who is there at its end.
    fn next_year(
        &mut self,
        states: &mut States<'_>,
        assumed: Move,
        place: usize,
        before: &[i32],
    ) -> Result<Vec<i32>, Lost> {
        let accounts = self.accounts;
        let YearFlow { differ, gone, come } = std::mem::take(&mut self.years[place]);
        let (mut there, differ) = (come.counted(accounts), differ.counted(accounts));
        let gone = gone.map(|people| people.counted(accounts));
        let mut left: Vec<i32> = Vec::with_capacity(accounts);
        for (state, all) in (0..).zip(before.chunks_exact(accounts)) {
            if is_nobody(all) {
                continue;
            }
            let of_state = |counts| row(counts, state as usize, accounts);
            let differ = of_state(&differ);
            for (by, people, others) in [(assumed, Some(all), differ), (assumed.other(), differ, None)] {
                let (Some(mut people), gone) = (people, of_state(&gone[by as usize])) else { continue };
                if others.is_some() || gone.is_some() {
                    left.clear();
                    left.extend(people);
                    for others in [others, gone].into_iter().flatten() {
                        left.iter_mut()
                            .zip(others)
                            .for_each(|(left, other)| *left = left.wrapping_sub(*other));
                    }
                    people = &left;
                }
                if is_nobody(people) {
                    continue;
                }
                let new = self.moved(states, state, by, place)?;
                let one = OneYear { place, old: state, new, months: Months::YEAR };
                self.sums.add(states, one, people)?;
                add_row(&mut there, new, people);
            }
        }
        self.sums.close(place);
        Ok(there)
    }
}

/// Adds people by account to those of a state; together they are fewer than 2^31.
fn add_row(people: &mut Vec<i32>, state: u32, more: &[i32]) {
    let end = (state as usize + 1) * more.len();
    if people.len() < end {
        people.resize(end, 0);
    }
    people[end - more.len()..end].iter_mut().zip(more).for_each(|(sum, more)| *sum = sum.wrapping_add(*more));
}

/// The people of a state by account, where anybody may be on it.
fn row(people: &[i32], state: usize, accounts: usize) -> Option<&[i32]> {
    people.get(state * accounts..(state + 1) * accounts)
}
