//! Cases, not people: the rows of rosters grouped into distinct cases, with one look-up each.
//!
//! Two workers who differ only in id, station, post or month of leaving are of one case. It rests on
//! the horizon and the rows alone, not on the programme, so reforms of a plan share it. Each thread
//! groups a piece of the rows; a case may stand in several pieces, and lives bring them together.

use std::{num::NonZeroUsize, ops::Range};

use super::blocks::{BLOCK, Block, Key};
use crate::{
    base::{numbered::Numbered, threads::on_threads},
    faults::watch::Watch,
    plan::{
        assumptions::Horizon,
        roster::{Roster, at_row},
    },
    values::{
        fen::Amount,
        leaf::Leaf,
        month::{Month, Year},
        words::Grade,
    },
};

/// What the figures of a worker rest on, but for station, post and month of leaving.
#[derive(Clone, Debug)]
pub(crate) struct Case<'c> {
    pub(crate) hired: Month,
    /// Without a `left` month.
    pub(crate) exposed: bool,
    /// The month of the horizon in which the last of them leaves, where all of them do.
    pub(crate) left: Option<Month>,
    /// The annual pay of `pay_year`; entry pay of the year of hire where there is none.
    pub(crate) pay: Option<Amount>,
    pub(crate) pay_year: Year,
    pub(crate) grades: &'c [(Year, Grade)],
}

/// One worker who is on the payroll in the horizon.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Member {
    /// The case, as its index in the piece.
    pub(crate) case: u32,
    pub(crate) leaf: Leaf,
    /// The month of leaving, where it lies in the horizon.
    pub(crate) left: Option<Month>,
}

/// A worker who is on the payroll in the horizon, and where the row is.
pub(crate) struct Somebody<'c> {
    /// The row among all workers of the plan.
    pub(crate) row: usize,
    pub(crate) piece: usize,
    pub(crate) case: Case<'c>,
    pub(crate) member: Member,
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

/// Rows for one thread to group.
pub(crate) struct Work<'w> {
    pub(crate) roster: &'w Roster<'w>,
    pub(crate) rows: Range<usize>,
    /// The index of the first of them among all workers of the plan.
    pub(crate) first: usize,
}

/// A case, and where its grades stand.
#[derive(Debug)]
struct Known {
    hired: Month,
    exposed: bool,
    left: Option<Month>,
    pay: Option<Amount>,
    pay_year: Year,
    grades: Range<u32>,
}

/// A row can't be used, which of its fields, the room `check` says; or the watch is stopped.
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
        threads: NonZeroUsize,
        watch: &Watch,
    ) -> Result<Crowd, NotGrouped> {
        let mut work = Vec::new();
        let mut first = 0;
        for roster in rosters {
            let share = roster.len().div_ceil(threads.get()).max(BLOCK);
            for start in (0..roster.len()).step_by(share) {
                let rows = start..roster.len().min(start + share);
                work.push(Work { roster, rows, first: first + start });
            }
            first += roster.len();
        }
        let pieces = on_threads(threads, &work, |work| Piece::new(work, horizon, stations, watch));
        Ok(Crowd { pieces: pieces.into_iter().collect::<Result<_, _>>()? })
    }

    /// All cases, piece by piece.
    pub(crate) fn cases(&self) -> impl Iterator<Item = Case<'_>> {
        self.pieces.iter().flat_map(Piece::cases)
    }

    /// How many workers are on the payroll in the horizon.
    pub(crate) fn count(&self) -> u64 {
        self.pieces.iter().map(|piece| piece.members.len() as u64).sum()
    }

    /// Every worker who is, in the order of the rows.
    pub(crate) fn people(&self) -> impl Iterator<Item = Somebody<'_>> {
        self.pieces.iter().enumerate().flat_map(|(piece, rows)| {
            let all = 0..(rows.members.len() + rows.nobody.len()) as u32;
            let there = all.filter(|row| rows.nobody.binary_search(row).is_err());
            there.zip(&rows.members).map(move |(row, member)| Somebody {
                row: rows.first + row as usize,
                piece,
                case: rows.case(member.case),
                member: *member,
            })
        })
    }
}

impl Piece {
    /// Groups rows.
    ///
    /// # Errors
    /// As [`Crowd::new`].
    pub(crate) fn new(
        work: &Work<'_>,
        horizon: Horizon,
        stations: usize,
        watch: &Watch,
    ) -> Result<Piece, NotGrouped> {
        let Work { roster, rows, first } = work;
        let mut piece = Piece {
            first: *first,
            cases: Vec::new(),
            grades: Vec::new(),
            members: Vec::with_capacity(rows.len()),
            nobody: Vec::new(),
        };
        let mut known: Numbered<Key> = Numbered::default();
        let mut block = Block::new(horizon, stations);
        let last = horizon.last_month();
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
                let case = known.number(&block.keys[at]);
                let left = at_row(roster.left, row).filter(|left| *left <= last);
                if case as usize == piece.cases.len() {
                    piece.open(roster, row, left);
                }
                piece.cases[case as usize].stays_through(left);
                piece.members.push(Member {
                    case,
                    leaf: Leaf::new(roster.station[row], roster.post[row]),
                    left,
                });
            }
        }
        Ok(piece)
    }

    /// Notes a new case, that of a row.
    fn open(&mut self, roster: &Roster<'_>, row: usize, left: Option<Month>) {
        let hired = roster.hired[row];
        let start = self.grades.len() as u32;
        let grades = roster.appraisals.iter().filter_map(|(year, column)| Some((*year, column[row]?)));
        self.grades.extend(grades);
        self.cases.push(Known {
            hired,
            exposed: at_row(roster.left, row).is_none(),
            left,
            pay: at_row(roster.pay, row),
            pay_year: at_row(roster.pay_year, row).unwrap_or(hired.year()),
            grades: start..self.grades.len() as u32,
        });
    }

    pub(crate) fn case(&self, case: u32) -> Case<'_> {
        let Known { hired, exposed, left, pay, pay_year, ref grades } = self.cases[case as usize];
        let grades = &self.grades[grades.start as usize..grades.end as usize];
        Case { hired, exposed, left, pay, pay_year, grades }
    }

    /// All cases, in their order.
    pub(crate) fn cases(&self) -> impl ExactSizeIterator<Item = Case<'_>> {
        (0..self.cases.len() as u32).map(|case| self.case(case))
    }
}

impl Known {
    /// Somebody of it leaves in a month of the horizon, or does not.
    fn stays_through(&mut self, left: Option<Month>) {
        self.left = self.left.zip(left).map(|(one, other)| one.max(other));
    }
}
