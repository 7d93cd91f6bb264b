//! Cases, not people: the rows of rosters grouped into distinct cases, with one look-up each.
//!
//! Two workers who differ only in id, station, post or month of leaving are of one case. It rests on
//! the horizon and the rows alone, not on the programme, so reforms of a plan share it.

use std::{ops::Range, thread};

use rustc_hash::FxHashMap;

use crate::{Amount, Grade, Month, Post, Roster, Year, plan::Horizon};

/// What the figures of a worker rest on, but for station, post and month of leaving.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Case {
    pub(crate) hired: Month,
    /// Without a `left` month.
    pub(crate) exposed: bool,
    /// The annual pay of `pay_year`; entry pay of the year of hire where there is none.
    pub(crate) pay: Option<Amount>,
    pub(crate) pay_year: Year,
    pub(crate) grades: Vec<(Year, Grade)>,
}

/// A station's posts of one kind: its index in the plan, twice, and one more for service.
pub(crate) fn leaf(station: u32, post: Post) -> u32 {
    station * 2 + u32::from(post == Post::Service)
}

/// One worker of a case.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Member {
    pub(crate) leaf: u32,
    /// The month of leaving, where it lies in the horizon.
    pub(crate) left: Option<Month>,
}

/// The workers who are on the payroll in the horizon, by case.
#[derive(Debug, Default)]
pub(crate) struct Crowd {
    pub(crate) cases: Vec<Case>,
    shards: Vec<Shard>,
}

/// The rows that one thread read.
#[derive(Debug)]
struct Shard {
    /// The index of the first row among all workers of the plan.
    first: usize,
    /// The case of each row, or `NOBODY`.
    case_of: Vec<u32>,
    /// Where the members of each case begin, and where the last ones end.
    starts: Vec<usize>,
    members: Vec<Member>,
}

/// The case of a row that is never on the payroll in the horizon.
const NOBODY: u32 = u32::MAX;

/// Rows are looked at in blocks of this many, column by column.
const BLOCK: usize = 1024;

/// A row that can't be used; which of its fields, `check.rs` says.
#[derive(Debug)]
pub(crate) struct BadRow;

impl Crowd {
    /// Groups the rows of rosters, one after the other, on so many threads.
    ///
    /// # Errors
    /// When a row breaks rule 4, 11 or 15; all columns given must be as long as `station`.
    pub(crate) fn new(
        rosters: &[&Roster<'_>],
        horizon: Horizon,
        stations: usize,
        threads: usize,
    ) -> Result<Crowd, BadRow> {
        let mut pieces = Vec::new();
        let mut first = 0;
        for roster in rosters {
            let step = roster.len().div_ceil(threads.max(1)).max(BLOCK);
            for start in (0..roster.len()).step_by(step) {
                let rows = start..roster.len().min(start + step);
                pieces.push((*roster, rows.clone(), first + rows.start));
            }
            first += roster.len();
        }
        let gathered =
            on_threads(&pieces, |(roster, rows, _)| Gathered::new(roster, rows.clone(), horizon, stations));
        let mut cases = Vec::new();
        let mut known: FxHashMap<Case, u32> = FxHashMap::default();
        let mut sorted = Vec::new();
        for ((roster, rows, first), gathered) in pieces.into_iter().zip(gathered) {
            let gathered = gathered?;
            let mut global = Vec::with_capacity(gathered.cases.len());
            for case in gathered.cases {
                let next = cases.len() as u32;
                let place = *known.entry(case).or_insert_with_key(|case| {
                    cases.push(case.clone());
                    next
                });
                global.push(place);
            }
            sorted.push((roster, rows, first, gathered.case_of, global));
        }
        let count = cases.len();
        let shards = on_threads(&sorted, |(roster, rows, first, case_of, global)| {
            Shard::new(roster, rows.clone(), *first, case_of, global, count, horizon)
        });
        Ok(Crowd { cases, shards })
    }

    /// The workers of a case.
    pub(crate) fn members(&self, case: usize) -> impl Iterator<Item = &Member> {
        let of = move |shard: &Shard| shard.starts[case]..shard.starts[case + 1];
        self.shards.iter().flat_map(move |shard| &shard.members[of(shard)])
    }

    /// How many workers are of a case.
    pub(crate) fn count(&self, case: usize) -> usize {
        self.shards.iter().map(|shard| shard.starts[case + 1] - shard.starts[case]).sum()
    }

    /// How many workers are on the payroll in the horizon.
    pub(crate) fn people(&self) -> u64 {
        self.shards.iter().map(|shard| shard.members.len() as u64).sum()
    }

    /// Every worker who is: the row among all workers of the plan, and the case.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (usize, usize, Member)> {
        self.shards.iter().flat_map(|shard| {
            // The members of a case are in the order of their rows.
            let mut next = shard.starts.clone();
            let there = shard.case_of.iter().enumerate().filter(|(_, case)| **case != NOBODY);
            there.map(move |(row, &case)| {
                let at = &mut next[case as usize];
                *at += 1;
                (shard.first + row, case as usize, shard.members[*at - 1])
            })
        })
    }
}

/// Runs each piece of work on a thread of its own, or the only one on the caller's.
pub(crate) fn on_threads<T: Sync, R: Send>(pieces: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    if pieces.len() <= 1 {
        return pieces.iter().map(work).collect();
    }
    thread::scope(|scope| {
        let running: Vec<_> = pieces.iter().map(|piece| scope.spawn(|| work(piece))).collect();
        let done = running.into_iter().map(thread::ScopedJoinHandle::join);
        done.map(|result| result.unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    })
}

/// The cases of some rows, as one thread found them.
struct Gathered {
    cases: Vec<Case>,
    case_of: Vec<u32>,
}

/// A block of rows, with the values of the columns that may be left out.
struct Block {
    left: [Option<Month>; BLOCK],
    pay: [Option<Amount>; BLOCK],
    pay_year: [Option<Year>; BLOCK],
    /// The grades as digits in base 5, on top of `earlier`.
    grades: [u64; BLOCK],
    earlier: [u32; BLOCK],
    bad: [bool; BLOCK],
}

impl Gathered {
    fn new(
        roster: &Roster<'_>,
        rows: Range<usize>,
        horizon: Horizon,
        stations: usize,
    ) -> Result<Gathered, BadRow> {
        let mut found = Gathered { cases: Vec::new(), case_of: Vec::with_capacity(rows.len()) };
        let mut known: FxHashMap<[u64; 3], u32> = FxHashMap::default();
        let mut earlier: FxHashMap<(u32, u64), u32> = FxHashMap::default();
        let mut block = Block {
            left: [None; BLOCK],
            pay: [None; BLOCK],
            pay_year: [None; BLOCK],
            grades: [0; BLOCK],
            earlier: [0; BLOCK],
            bad: [false; BLOCK],
        };
        for start in rows.clone().step_by(BLOCK) {
            let rows = start..rows.end.min(start + BLOCK);
            block.fill(roster, rows.clone(), horizon, stations, &mut earlier);
            if block.bad[..rows.len()].contains(&true) {
                return Err(BadRow);
            }
            let hired = &roster.hired[rows.clone()];
            for (at, &hired) in hired.iter().enumerate() {
                let (left, pay, pay_year) = (block.left[at], block.pay[at], block.pay_year[at]);
                let there = hired <= *horizon.last.months().end()
                    && left.is_none_or(|left| left >= *horizon.first.months().start());
                if !there {
                    found.case_of.push(NOBODY);
                    continue;
                }
                let pay_year = pay_year.unwrap_or(hired.year());
                let key = [
                    u64::from(hired.ordinal()) << 48
                        | u64::from(pay_year.number()) << 32
                        | u64::from(block.earlier[at]),
                    pay.map_or(0, |pay| pay.fen().0.unsigned_abs() + 1) << 1 | u64::from(left.is_none()),
                    block.grades[at],
                ];
                let case = *known.entry(key).or_insert_with(|| {
                    let row = rows.start + at;
                    let given = |(year, column): &(Year, &[Option<Grade>])| Some((*year, column[row]?));
                    found.cases.push(Case {
                        hired,
                        exposed: left.is_none(),
                        pay,
                        pay_year,
                        grades: roster.appraisals.iter().filter_map(given).collect(),
                    });
                    found.cases.len() as u32 - 1
                });
                found.case_of.push(case);
            }
        }
        Ok(found)
    }
}

impl Block {
    fn fill(
        &mut self,
        roster: &Roster<'_>,
        rows: Range<usize>,
        horizon: Horizon,
        stations: usize,
        earlier: &mut FxHashMap<(u32, u64), u32>,
    ) {
        /// As many digits in base 5 as 64 bits hold.
        const DIGITS: usize = 27;
        fn copy<T: Copy>(to: &mut [Option<T>; BLOCK], column: &[Option<T>], rows: &Range<usize>) {
            if !column.is_empty() {
                to[..rows.len()].copy_from_slice(&column[rows.clone()]);
            }
        }
        copy(&mut self.left, roster.left, &rows);
        copy(&mut self.pay, roster.pay, &rows);
        copy(&mut self.pay_year, roster.pay_year, &rows);
        let hired = &roster.hired[rows.clone()];
        let station = &roster.station[rows.clone()];
        for (at, (&hired, &station)) in hired.iter().zip(station).enumerate() {
            self.bad[at] = station as usize >= stations
                || self.left[at].is_some_and(|left| left < hired)
                || !pay_year_is_right(hired, self.left[at], self.pay[at], self.pay_year[at], horizon);
            self.grades[at] = 0;
            self.earlier[at] = 0;
        }
        for (place, (year, column)) in roster.appraisals.iter().enumerate() {
            if place > 0 && place % DIGITS == 0 {
                for at in 0..rows.len() {
                    let next = earlier.len() as u32 + 1;
                    self.earlier[at] = *earlier.entry((self.earlier[at], self.grades[at])).or_insert(next);
                    self.grades[at] = 0;
                }
            }
            let (first, last) = (year.months().start().ordinal(), year.months().end().ordinal());
            for (at, (&grade, &hired)) in column[rows.clone()].iter().zip(hired).enumerate() {
                let left = self.left[at].map_or(u16::MAX, Month::ordinal);
                let outside = hired.ordinal() > last || left < first;
                self.bad[at] |= grade.is_some() & outside;
                self.grades[at] = self.grades[at] * 5 + grade.map_or(0, |grade| grade as u64 + 1);
            }
        }
    }
}

/// Rule 4: a pay year comes with pay, not before the year of hire and not after the first year of
/// the horizon on the payroll, if there is one.
pub(crate) fn pay_year_is_right(
    hired: Month,
    left: Option<Month>,
    pay: Option<Amount>,
    pay_year: Option<Year>,
    horizon: Horizon,
) -> bool {
    let Some(pay_year) = pay_year else { return true };
    let there = hired <= *horizon.last.months().end()
        && left.is_none_or(|left| left >= hired && left >= *horizon.first.months().start());
    let latest = hired.year().max(horizon.first);
    pay.is_some() && pay_year >= hired.year() && (!there || pay_year <= latest)
}

impl Shard {
    fn new(
        roster: &Roster<'_>,
        rows: Range<usize>,
        first: usize,
        case_of: &[u32],
        global: &[u32],
        cases: usize,
        horizon: Horizon,
    ) -> Shard {
        let place = |case: u32| if case == NOBODY { NOBODY } else { global[case as usize] };
        let case_of: Vec<u32> = case_of.iter().map(|&case| place(case)).collect();
        let mut starts = vec![0; cases + 1];
        for &case in case_of.iter().filter(|case| **case != NOBODY) {
            starts[case as usize + 1] += 1;
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut next = starts.clone();
        let mut members = vec![Member { leaf: 0, left: None }; sum];
        let last = *horizon.last.months().end();
        let left = |row: usize| roster.left.get(row).copied().flatten();
        let columns = roster.station[rows.clone()].iter().zip(&roster.post[rows.clone()]);
        for (row, (&case, (&station, &post))) in rows.clone().zip(case_of.iter().zip(columns)) {
            if case != NOBODY {
                let at = &mut next[case as usize];
                members[*at] =
                    Member { leaf: leaf(station, post), left: left(row).filter(|left| *left <= last) };
                *at += 1;
            }
        }
        Shard { first, case_of, starts, members }
    }
}
