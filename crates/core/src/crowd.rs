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
    pieces: Vec<Piece>,
}

/// The rows that one thread grouped.
#[derive(Debug)]
struct Piece {
    /// The index of the first row among all workers of the plan.
    first: usize,
    cases: Vec<Known>,
    /// The grades of all cases, one after the other.
    grades: Vec<(Year, Grade)>,
    /// The case of each row, or `NOBODY`.
    case_of: Vec<u32>,
    members: Vec<Member>,
}

/// A case, and where its grades and members stand.
#[derive(Debug)]
struct Known {
    hired: Month,
    exposed: bool,
    pay: Option<Amount>,
    pay_year: Year,
    grades: Range<u32>,
    members: Range<usize>,
}

/// The case of a row that is never on the payroll in the horizon.
const NOBODY: u32 = u32::MAX;

/// A row that can't be used; which of its fields, `check.rs` says.
#[derive(Debug)]
pub(crate) struct BadRow;

/// The place of a case: its piece and its index there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct CaseAt(u32, u32);

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

    /// All cases with their places.
    pub(crate) fn cases(&self) -> impl Iterator<Item = (CaseAt, Case<'_>)> {
        (0..).zip(&self.pieces).flat_map(|(piece, its)| {
            (0..its.cases.len()).map(move |case| (CaseAt(piece, case as u32), its.case(case)))
        })
    }

    /// The workers of a case.
    pub(crate) fn members(&self, CaseAt(piece, case): CaseAt) -> &[Member] {
        let piece = &self.pieces[piece as usize];
        &piece.members[piece.cases[case as usize].members.clone()]
    }

    /// How many workers are on the payroll in the horizon.
    pub(crate) fn people(&self) -> u64 {
        self.pieces.iter().map(|piece| piece.members.len() as u64).sum()
    }

    /// Every worker who is: the row among all workers of the plan, and the case.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (usize, CaseAt, Case<'_>, Member)> {
        (0..).zip(&self.pieces).flat_map(|(at, piece)| {
            // The members of a case are in the order of their rows.
            let mut next: Vec<usize> = piece.cases.iter().map(|case| case.members.start).collect();
            let there = piece.case_of.iter().enumerate().filter(|(_, case)| **case != NOBODY);
            there.map(move |(row, &case)| {
                let member = &mut next[case as usize];
                *member += 1;
                let its = piece.case(case as usize);
                (piece.first + row, CaseAt(at, case), its, piece.members[*member - 1])
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
            case_of: Vec::with_capacity(rows.len()),
            members: Vec::new(),
        };
        let mut known: FxHashMap<(u64, u64), u32> = FxHashMap::default();
        let mut block = Block::new(horizon, stations);
        for start in rows.clone().step_by(BLOCK) {
            let rows = start..rows.end.min(start + BLOCK);
            if block.fill(roster, rows.clone()) {
                return Err(BadRow);
            }
            for (at, row) in rows.enumerate() {
                let case = if block.there[at] {
                    let key = block.keys[at];
                    match known.get(&key) {
                        Some(&case) => case,
                        None => {
                            let case = piece.open(roster, row, &block, at);
                            known.insert(key, case);
                            case
                        }
                    }
                } else {
                    NOBODY
                };
                if let Some(case) = piece.cases.get_mut(case as usize) {
                    case.members.end += 1;
                }
                piece.case_of.push(case);
            }
        }
        piece.place_members(roster, rows, horizon);
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
            members: 0..0,
        });
        self.cases.len() as u32 - 1
    }

    /// Puts every worker behind the others of the case, now that it is known how many each has.
    fn place_members(&mut self, roster: &Roster<'_>, rows: Range<usize>, horizon: Horizon) {
        let mut next = 0;
        for case in &mut self.cases {
            next += std::mem::replace(&mut case.members, next..next).end;
        }
        self.members = vec![Member { leaf: 0, left: None }; next];
        let last = *horizon.last.months().end();
        let columns = roster.station[rows.clone()].iter().zip(&roster.post[rows.clone()]);
        for ((row, &case), (&station, &post)) in rows.zip(&self.case_of).zip(columns) {
            if let Some(case) = self.cases.get_mut(case as usize) {
                let left = roster.left.get(row).copied().flatten().filter(|left| *left <= last);
                self.members[case.members.end] = Member { leaf: leaf(station, post), left };
                case.members.end += 1;
            }
        }
    }

    fn case(&self, case: usize) -> Case<'_> {
        let Known { hired, exposed, pay, pay_year, ref grades, .. } = self.cases[case];
        let grades = &self.grades[grades.start as usize..grades.end as usize];
        Case { hired, exposed, pay, pay_year, grades }
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
