//! Cases, not people: the rows of rosters grouped into distinct cases, with one look-up each.
//!
//! Two workers who differ only in id, station, post or month of leaving are of one case. It rests on
//! the horizon and the rows alone, not on the programme, so reforms of a plan share it. Each thread
//! groups a piece of the rows; a case may stand in several pieces, and lives bring them together.

use std::{
    iter,
    num::NonZeroUsize,
    ops::Range,
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
    thread,
};

use crate::{Amount, Grade, Month, Post, Roster, Watch, Year, maps::Map, pay::pay_years, plan::Horizon};

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

/// A row can't be used, which of its fields, `check.rs` says; or the watch is stopped.
#[derive(Debug)]
pub(crate) struct NotGrouped;

impl Crowd {
    /// Groups the rows of rosters, one after the other, on so many threads.
    ///
    /// # Errors
    /// When a row breaks rule 4, 11 or 15, or the watch is stopped; all columns given must be as long
    /// as `station`.
    pub(crate) fn new(
        rosters: &[&Roster<'_>],
        horizon: Horizon,
        stations: usize,
        (threads, watch): (NonZeroUsize, &Watch),
    ) -> Result<Crowd, NotGrouped> {
        let mut work = Vec::new();
        let mut first = 0;
        for roster in rosters {
            let share = roster.len().div_ceil(threads.get()).max(BLOCK);
            for start in (0..roster.len()).step_by(share) {
                work.push((*roster, start..roster.len().min(start + share), first + start));
            }
            first += roster.len();
        }
        let pieces = on_threads(threads, &work, |(roster, rows, first)| {
            Piece::new(roster, (rows.clone(), *first), (horizon, stations), watch)
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

/// Does each piece of work, on at most so many threads, which take one after the other; the results
/// are in the order of the pieces. With one thread it is the caller's.
pub(crate) fn on_threads<T: Sync, R: Send>(
    threads: NonZeroUsize,
    pieces: &[T],
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let threads = threads.get().min(pieces.len());
    if threads <= 1 {
        return pieces.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let run = || {
        let one = || {
            let place = next.fetch_add(1, Relaxed);
            Some((place, work(pieces.get(place)?)))
        };
        iter::from_fn(one).collect::<Vec<_>>()
    };
    let mut done: Vec<(usize, R)> = thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(run)).collect();
        let done = running.into_iter().map(thread::ScopedJoinHandle::join);
        done.flat_map(|result| result.unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    });
    done.sort_unstable_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, result)| result).collect()
}

impl Piece {
    fn new(
        roster: &Roster<'_>,
        (rows, first): (Range<usize>, usize),
        (horizon, stations): (Horizon, usize),
        watch: &Watch,
    ) -> Result<Piece, NotGrouped> {
        let mut piece = Piece {
            first,
            cases: Vec::new(),
            grades: Vec::new(),
            members: Vec::with_capacity(rows.len()),
            nobody: Vec::new(),
        };
        let mut known: Map<(u64, u64), u32> = Map::default();
        let mut block = Block::new(horizon, stations);
        let last = *horizon.last.months().end();
        for start in rows.clone().step_by(BLOCK) {
            let block_rows = start..rows.end.min(start + BLOCK);
            if watch.is_stopped() || block.look_at(roster, block_rows.clone()) {
                return Err(NotGrouped);
            }
            for (at, row) in block_rows.enumerate() {
                if !block.there[at] {
                    piece.nobody.push((row - rows.start) as u32);
                    continue;
                }
                let key = block.keys[at];
                let case = match known.get(&key) {
                    Some(&case) => case,
                    None => {
                        let case = piece.open(roster, row);
                        known.insert(key, case);
                        case
                    }
                };
                let left = at_row(roster.left, row).filter(|left| *left <= last);
                piece.members.push(Member { case, leaf: leaf(roster.station[row], roster.post[row]), left });
            }
        }
        Ok(piece)
    }

    /// Notes a new case, that of a row.
    fn open(&mut self, roster: &Roster<'_>, row: usize) -> u32 {
        let hired = roster.hired[row];
        let start = self.grades.len() as u32;
        let grades = roster.appraisals.iter().filter_map(|(year, column)| Some((*year, column[row]?)));
        self.grades.extend(grades);
        self.cases.push(Known {
            hired,
            exposed: at_row(roster.left, row).is_none(),
            pay: at_row(roster.pay, row),
            pay_year: at_row(roster.pay_year, row).unwrap_or(hired.year()),
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

/// What a column that may be left out has in a row.
pub(crate) fn at_row<T: Copy>(column: &[Option<T>], row: usize) -> Option<T> {
    column.get(row).copied().flatten()
}

/// Rows are looked at in blocks of this many, column by column, so that the compiler can look at
/// several rows at once.
const BLOCK: usize = 512;

/// As many digits in base 5 as 32 bits hold.
const DIGITS: usize = 13;

/// The columns of a block of rows, each of its full length.
struct Columns<'b> {
    station: &'b [u32; BLOCK],
    hired: &'b [Month; BLOCK],
    left: &'b [Option<Month>; BLOCK],
    pay: &'b [Option<Amount>; BLOCK],
    pay_year: &'b [Option<Year>; BLOCK],
}

/// Room for the columns of a block that is not full, or of one that is left out.
struct Spare {
    station: [u32; BLOCK],
    hired: [Month; BLOCK],
    left: [Option<Month>; BLOCK],
    pay: [Option<Amount>; BLOCK],
    pay_year: [Option<Year>; BLOCK],
    grade: [Option<Grade>; BLOCK],
}

/// The rows of a column, as they stand or in `spare`; a column that is left out has nothing.
fn rows_of<'b, T: Copy>(column: &'b [T], rows: &Range<usize>, spare: &'b mut [T; BLOCK]) -> &'b [T; BLOCK] {
    let rows = column.get(rows.clone()).unwrap_or_default();
    rows.first_chunk().unwrap_or_else(|| {
        spare[..rows.len()].copy_from_slice(rows);
        spare
    })
}

/// What is found of a block of rows.
struct Block {
    horizon: Horizon,
    stations: usize,
    spare: Spare,
    /// The grades given, as digits in base 5, or what stands for many of them.
    grades: [u32; BLOCK],
    /// What stands for the grades before those in the digits, and what it stands for.
    before: [u32; BLOCK],
    many: Map<(u32, u32), u32>,
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
            spare: Spare {
                station: [0; BLOCK],
                hired: [*horizon.first.months().start(); BLOCK],
                left: [None; BLOCK],
                pay: [None; BLOCK],
                pay_year: [None; BLOCK],
                grade: [None; BLOCK],
            },
            grades: [0; BLOCK],
            before: [0; BLOCK],
            many: Map::default(),
            bad: [false; BLOCK],
            there: [false; BLOCK],
            keys: [(0, 0); BLOCK],
        }
    }

    /// Looks at the next rows; true when one of them can't be used.
    fn look_at(&mut self, roster: &Roster<'_>, rows: Range<usize>) -> bool {
        let count = rows.len();
        let spare = &mut self.spare;
        let columns = Columns {
            station: rows_of(roster.station, &rows, &mut spare.station),
            hired: rows_of(roster.hired, &rows, &mut spare.hired),
            left: rows_of(roster.left, &rows, &mut spare.left),
            pay: rows_of(roster.pay, &rows, &mut spare.pay),
            pay_year: rows_of(roster.pay_year, &rows, &mut spare.pay_year),
        };
        let [first, last] = [self.horizon.first.months(), self.horizon.last.months()];
        let (first, last) = (first.start().ordinal(), last.end().ordinal());
        for at in 0..BLOCK {
            let (hired, left) = columns.months(at);
            self.there[at] = (hired <= last) & (left >= first);
            self.bad[at] = (columns.station[at] as usize >= self.stations) | (left < hired);
        }
        for at in 0..BLOCK {
            if let Some(pay_year) = columns.pay_year[at] {
                let years = pay_years(year_of(columns.months(at).0), self.there[at], self.horizon);
                self.bad[at] |= !years.contains(&pay_year.number()) | columns.pay[at].is_none();
            }
        }
        (self.grades, self.before) = ([0; BLOCK], [0; BLOCK]);
        for (place, (year, column)) in roster.appraisals.iter().enumerate() {
            if place > 0 && place % DIGITS == 0 {
                fold(&mut self.many, &mut self.before, &mut self.grades, count);
            }
            let grade = rows_of(column, &rows, &mut spare.grade);
            let (first, last) = (year.months().start().ordinal(), year.months().end().ordinal());
            for at in 0..BLOCK {
                let (hired, left) = columns.months(at);
                let outside = (hired > last) | (left < first);
                let digit = grade[at].map_or(0, |grade| grade as u32 + 1);
                self.bad[at] |= (digit != 0) & outside;
                // At most 13 digits: below 2^32.
                self.grades[at] = self.grades[at].wrapping_mul(5).wrapping_add(digit);
            }
        }
        if roster.appraisals.len() > DIGITS {
            fold(&mut self.many, &mut self.before, &mut self.grades, count);
            self.grades = self.before;
        }
        for at in 0..BLOCK {
            let hired = columns.hired[at].ordinal();
            let pay_year = columns.pay_year[at].map_or(year_of(hired), Year::number);
            let exposed = u64::from(columns.left[at].is_none());
            let months = u64::from(hired) << 48 | u64::from(pay_year) << 36 | exposed << 35;
            let pay = columns.pay[at].map_or(0, |pay| pay.fen().0.unsigned_abs() + 1);
            self.keys[at] = (months | u64::from(self.grades[at]), pay);
        }
        self.bad[..count].contains(&true)
    }
}

impl Columns<'_> {
    /// The months of hire and of leaving, as ordinals; one who stays leaves after all others.
    fn months(&self, at: usize) -> (u16, u16) {
        (self.hired[at].ordinal(), self.left[at].map_or(u16::MAX, Month::ordinal))
    }
}

/// Puts one number in the place of all grades so far: those `before`, and the digits of `grades`.
fn fold(many: &mut Map<(u32, u32), u32>, before: &mut [u32; BLOCK], grades: &mut [u32; BLOCK], count: usize) {
    for (before, grades) in before.iter_mut().zip(grades).take(count) {
        let next = many.len() as u32 + 1;
        *before = *many.entry((*before, *grades)).or_insert(next);
        *grades = 0;
    }
}

/// The year of a month's ordinal.
fn year_of(ordinal: u16) -> u16 {
    Year::FIRST.wrapping_add(ordinal.wrapping_sub(1) / 12) // an ordinal is 1 or more
}
