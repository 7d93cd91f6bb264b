//! Cases, not people: the rows of rosters grouped into distinct cases, with one look-up each.
//!
//! Two workers who differ only in id, station, post or month of leaving are of one case. It rests on
//! the horizon and the rows alone, not on the programme, so reforms of a plan share it. Each thread
//! groups a piece of the rows; a case may stand in several pieces, and lives bring them together.

use std::{num::NonZeroUsize, ops::Range, thread};

use rustc_hash::FxHashMap;

use crate::{Amount, Grade, Month, Post, Roster, Year, pay::pay_years, plan::Horizon};

/// What the figures of a worker rest on, but for station, post and month of leaving.
#[derive(Clone, Debug)]
pub(crate) struct Case<'c> {
    pub(crate) hired: Month,
    /// Without a `left` month.
    pub(crate) exposed: bool,
    /// The annual pay of `pay_year`; entry pay of the year of hire where there is none.
    pub(crate) pay: Option<Amount>,
    pub(crate) pay_year: Year,
    pub(crate) grades: &'c [(Year, Grade)],
}

/// A station's posts of one kind: its index in the plan, twice, and one more for service.
pub(crate) fn leaf(station: u32, post: Post) -> u32 {
    station * 2 + u32::from(post == Post::Service)
}

/// One worker who is on the payroll in the horizon.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Member {
    /// The case, as its index in the piece.
    pub(crate) case: u32,
    pub(crate) leaf: u32,
    /// The month of leaving, where it lies in the horizon.
    pub(crate) left: Option<Month>,
}

/// The workers who are on the payroll in the horizon, and their cases.
#[derive(Debug, Default)]
pub(crate) struct Crowd {
    pub(crate) pieces: Vec<Piece>,
}

/// The rows that one thread grouped.
#[derive(Debug)]
pub(crate) struct Piece {
    /// The index of the first row among all workers of the plan.
    first: usize,
    cases: Vec<Known>,
    /// The grades of all cases, one after the other.
    grades: Vec<(Year, Grade)>,
    /// One for each row that is on the payroll in the horizon, in their order.
    pub(crate) members: Vec<Member>,
    /// The rows that are not, counted from the first.
    nobody: Vec<u32>,
}

/// A case, and where its grades stand.
#[derive(Debug)]
struct Known {
    hired: Month,
    exposed: bool,
    pay: Option<Amount>,
    pay_year: Year,
    grades: Range<u32>,
}

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
        threads: NonZeroUsize,
    ) -> Result<Crowd, BadRow> {
        let mut work = Vec::new();
        let mut first = 0;
        for roster in rosters {
            let share = roster.len().div_ceil(threads.get()).max(BLOCK);
            for start in (0..roster.len()).step_by(share) {
                work.push((*roster, start..roster.len().min(start + share), first + start));
            }
            first += roster.len();
        }
        let pieces = on_threads(&work, |(roster, rows, first)| {
            Piece::new(roster, rows.clone(), *first, horizon, stations)
        });
        Ok(Crowd { pieces: pieces.into_iter().collect::<Result<_, _>>()? })
    }

    /// All cases, piece by piece.
    pub(crate) fn cases(&self) -> impl Iterator<Item = Case<'_>> {
        self.pieces.iter().flat_map(Piece::cases)
    }

    /// How many workers are on the payroll in the horizon.
    pub(crate) fn people(&self) -> u64 {
        self.pieces.iter().map(|piece| piece.members.len() as u64).sum()
    }

    /// Every worker who is: the row among all workers of the plan, the piece, the case and the rest.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (usize, usize, Case<'_>, Member)> {
        self.pieces.iter().enumerate().flat_map(|(at, piece)| {
            let rows = 0..(piece.members.len() + piece.nobody.len()) as u32;
            let there = rows.filter(|row| piece.nobody.binary_search(row).is_err());
            let members = there.zip(&piece.members);
            members
                .map(move |(row, member)| (piece.first + row as usize, at, piece.case(member.case), *member))
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

impl Piece {
    fn new(
        roster: &Roster<'_>,
        rows: Range<usize>,
        first: usize,
        horizon: Horizon,
        stations: usize,
    ) -> Result<Piece, BadRow> {
        let mut piece = Piece {
            first,
            cases: Vec::new(),
            grades: Vec::new(),
            members: Vec::with_capacity(rows.len()),
            nobody: Vec::new(),
        };
        let mut known: FxHashMap<(u64, u64), u32> = FxHashMap::default();
        let mut block = Block::new(horizon, stations);
        let last = *horizon.last.months().end();
        for start in rows.clone().step_by(BLOCK) {
            let block_rows = start..rows.end.min(start + BLOCK);
            if block.fill(roster, block_rows.clone()) {
                return Err(BadRow);
            }
            for (at, (row, &post)) in block_rows.clone().zip(&roster.post[block_rows]).enumerate() {
                if !block.there[at] {
                    piece.nobody.push((row - rows.start) as u32);
                    continue;
                }
                let key = block.keys[at];
                let case = match known.get(&key) {
                    Some(&case) => case,
                    None => {
                        let case = piece.open(roster, row, &block, at);
                        known.insert(key, case);
                        case
                    }
                };
                let left = block.left[at].filter(|left| *left <= last);
                piece.members.push(Member { case, leaf: leaf(block.station[at], post), left });
            }
        }
        Ok(piece)
    }

    /// Notes a new case, that of a row.
    fn open(&mut self, roster: &Roster<'_>, row: usize, block: &Block, at: usize) -> u32 {
        let hired = roster.hired[row];
        let start = self.grades.len() as u32;
        let grades = roster.appraisals.iter().filter_map(|(year, column)| Some((*year, column[row]?)));
        self.grades.extend(grades);
        self.cases.push(Known {
            hired,
            exposed: block.left[at].is_none(),
            pay: block.pay[at],
            pay_year: block.pay_year[at].unwrap_or(hired.year()),
            grades: start..self.grades.len() as u32,
        });
        self.cases.len() as u32 - 1
    }

    pub(crate) fn case(&self, case: u32) -> Case<'_> {
        let Known { hired, exposed, pay, pay_year, ref grades } = self.cases[case as usize];
        let grades = &self.grades[grades.start as usize..grades.end as usize];
        Case { hired, exposed, pay, pay_year, grades }
    }

    /// All cases, in their order.
    pub(crate) fn cases(&self) -> impl ExactSizeIterator<Item = Case<'_>> {
        (0..self.cases.len() as u32).map(|case| self.case(case))
    }
}

/// Rows are looked at in blocks of this many, column by column, so that the compiler can look at
/// several rows at once.
const BLOCK: usize = 512;

/// As many digits in base 5 as 32 bits hold.
const DIGITS: usize = 13;

/// A block of rows.
struct Block {
    horizon: Horizon,
    stations: usize,
    station: [u32; BLOCK],
    hired: [u16; BLOCK],
    left: [Option<Month>; BLOCK],
    pay: [Option<Amount>; BLOCK],
    pay_year: [Option<Year>; BLOCK],
    grade: [Option<Grade>; BLOCK],
    /// The grades given, as digits in base 5, or what stands for many of them.
    grades: [u32; BLOCK],
    /// What stands for the grades before those in the digits, and what it stands for.
    before: [u32; BLOCK],
    many: FxHashMap<(u32, u32), u32>,
    bad: [bool; BLOCK],
    there: [bool; BLOCK],
    /// Equal for rows of one case only.
    keys: [(u64, u64); BLOCK],
}

impl Block {
    fn new(horizon: Horizon, stations: usize) -> Block {
        Block {
            horizon,
            stations,
            station: [0; BLOCK],
            hired: [1; BLOCK],
            left: [None; BLOCK],
            pay: [None; BLOCK],
            pay_year: [None; BLOCK],
            grade: [None; BLOCK],
            grades: [0; BLOCK],
            before: [0; BLOCK],
            many: FxHashMap::default(),
            bad: [false; BLOCK],
            there: [false; BLOCK],
            keys: [(0, 0); BLOCK],
        }
    }

    /// Takes the next rows; true when one of them can't be used.
    fn fill(&mut self, roster: &Roster<'_>, rows: Range<usize>) -> bool {
        let count = rows.len();
        copy(&mut self.station, roster.station, &rows);
        copy(&mut self.left, roster.left, &rows);
        copy(&mut self.pay, roster.pay, &rows);
        copy(&mut self.pay_year, roster.pay_year, &rows);
        for (hired, month) in self.hired.iter_mut().zip(&roster.hired[rows.clone()]) {
            *hired = month.ordinal();
        }
        self.check();
        (self.grades, self.before) = ([0; BLOCK], [0; BLOCK]);
        for (place, (year, column)) in roster.appraisals.iter().enumerate() {
            if place > 0 && place % DIGITS == 0 {
                self.fold(count);
            }
            copy(&mut self.grade, column, &rows);
            self.add_grades(*year);
        }
        if roster.appraisals.len() > DIGITS {
            self.fold(count);
            self.grades = self.before;
        }
        self.make_keys();
        self.bad[..count].contains(&true)
    }

    /// Station, months and pay year; whether a row is on the payroll in the horizon.
    fn check(&mut self) {
        let [first, last] = [self.horizon.first.months(), self.horizon.last.months()];
        let (first, last) = (first.start().ordinal(), last.end().ordinal());
        for at in 0..BLOCK {
            let hired = self.hired[at];
            let left = self.left[at].map_or(u16::MAX, Month::ordinal);
            self.there[at] = (hired <= last) & (left >= first);
            self.bad[at] = (self.station[at] as usize >= self.stations) | (left < hired);
        }
        for at in 0..BLOCK {
            if let Some(pay_year) = self.pay_year[at] {
                let years = pay_years(year_of(self.hired[at]), self.there[at], self.horizon);
                self.bad[at] |= !years.contains(&pay_year.number()) | self.pay[at].is_none();
            }
        }
    }

    /// Takes the grades of a year, one more digit.
    fn add_grades(&mut self, year: Year) {
        let (first, last) = (year.months().start().ordinal(), year.months().end().ordinal());
        for at in 0..BLOCK {
            let left = self.left[at].map_or(u16::MAX, Month::ordinal);
            let outside = (self.hired[at] > last) | (left < first);
            let digit = self.grade[at].map_or(0, |grade| grade as u32 + 1);
            self.bad[at] |= (digit != 0) & outside;
            // At most 13 digits: below 2^32.
            self.grades[at] = self.grades[at].wrapping_mul(5).wrapping_add(digit);
        }
    }

    /// Puts one number in the place of all grades so far.
    fn fold(&mut self, count: usize) {
        for at in 0..count {
            let next = self.many.len() as u32 + 1;
            let all = (self.before[at], self.grades[at]);
            self.before[at] = *self.many.entry(all).or_insert(next);
            self.grades[at] = 0;
        }
    }

    fn make_keys(&mut self) {
        for at in 0..BLOCK {
            let hired = self.hired[at];
            let pay_year = self.pay_year[at].map_or(year_of(hired), Year::number);
            let exposed = u64::from(self.left[at].is_none());
            let months = u64::from(hired) << 48 | u64::from(pay_year) << 36 | exposed << 35;
            let pay = self.pay[at].map_or(0, |pay| pay.fen().0.unsigned_abs() + 1);
            self.keys[at] = (months | u64::from(self.grades[at]), pay);
        }
    }
}

/// The year of a month's ordinal.
fn year_of(ordinal: u16) -> u16 {
    Year::FIRST.wrapping_add(ordinal.wrapping_sub(1) / 12) // an ordinal is 1 or more
}

/// Copies the rows of a column; one that is left out has nothing.
fn copy<T: Copy>(to: &mut [T; BLOCK], column: &[T], rows: &Range<usize>) {
    if let Some(column) = column.get(rows.clone()) {
        to[..rows.len()].copy_from_slice(column);
    }
}
