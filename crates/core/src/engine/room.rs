//! Columns of a block of rows, a byte for each row, so that the compiler looks at many rows at once.

use std::ops::Range;

use super::turn::Turn;
use crate::{
    model::{
        blocks::BLOCK,
        crowd::{CODES, NO_GRADE, Piece},
        rulebook::Runs,
    },
    values::month::Year,
};

/// A byte for each row of a block.
pub(crate) type Bytes = [u8; BLOCK];

/// What is known of the rows of a block. Years are told by their places in the calendar.
pub(crate) struct Room {
    /// The year and the month of it in which they were hired.
    pub(crate) hired: Bytes,
    pub(crate) month: Bytes,
    pub(crate) pay_year: Bytes,
    /// The years from which standards are counted, from which grades are asked for, and of the last month.
    pub(crate) standard_year: Bytes,
    pub(crate) asked: Bytes,
    pub(crate) end: Bytes,
    /// Who has no month of leaving.
    pub(crate) stays: Bytes,
    pub(crate) runs: [Runs; BLOCK],
    /// Whether something is wrong.
    pub(crate) bad: Bytes,
    /// Steps before the horizon, by stretch.
    pub(crate) pay_steps: Vec<Bytes>,
    pub(crate) standard_steps: Vec<Bytes>,
    /// Of eight years of the horizon each, a bit where one comes out otherwise than assumed, and where it passed.
    pub(crate) known: Vec<Bytes>,
    pub(crate) passed: Vec<Bytes>,
    /// Whether any year does.
    pub(crate) any: Bytes,
    /// The account of each row; and the start, where it is known.
    pub(crate) account: [u32; BLOCK],
    pub(crate) start: [u32; BLOCK],
    /// Rows that are plain, but for years that come out otherwise than assumed, and their ways of steps, as numbers.
    pub(crate) plain: Bytes,
    pub(crate) way: [u16; BLOCK],
    /// Of the year at hand: grades, whether its appraisal counts, and whether it passed.
    codes: Bytes,
    counts: Bytes,
    passes: Bytes,
}

/// All bits for a row of which it is true, none for another: what processors compare to.
fn mask(is: bool) -> u8 {
    if is { u8::MAX } else { 0 }
}

/// The rows with a code that is wanted.
fn select(codes: &Bytes, wanted: [bool; CODES], selected: &mut Bytes) {
    *selected = [0; BLOCK];
    for (code, _) in (NO_GRADE..).zip(wanted).filter(|(_, wanted)| *wanted) {
        for at in 0..BLOCK {
            selected[at] |= mask(codes[at] == code);
        }
    }
}

/// Adds one to the steps of rows that passed a year from which on their steps are counted.
fn add_steps(steps: &mut Bytes, passes: &Bytes, from: &Bytes, year: u8) {
    for at in 0..BLOCK {
        steps[at] = steps[at].wrapping_add(1 & passes[at] & mask(from[at] <= year)); // of 252 years
    }
}

impl Room {
    pub(crate) fn new(stretches: usize, years: usize, indexed: bool) -> Room {
        let none = [0; BLOCK];
        Room {
            hired: none,
            month: [1; BLOCK],
            pay_year: none,
            standard_year: none,
            asked: none,
            end: none,
            stays: none,
            runs: [Runs::default(); BLOCK],
            bad: none,
            pay_steps: vec![none; stretches],
            standard_steps: vec![none; if indexed { stretches } else { 0 }],
            known: vec![none; years.div_ceil(8)],
            passed: vec![none; years.div_ceil(8)],
            any: none,
            account: [0; BLOCK],
            start: [0; BLOCK],
            plain: none,
            way: [0; BLOCK],
            codes: none,
            counts: none,
            passes: none,
        }
    }

    /// Forgets what was found of the rows before.
    pub(crate) fn forget(&mut self) {
        let columns = [&mut self.pay_steps, &mut self.standard_steps, &mut self.known, &mut self.passed];
        columns.into_iter().flatten().for_each(|column| *column = [0; BLOCK]);
        (self.bad, self.any) = ([0; BLOCK], [0; BLOCK]);
    }

    /// A year before the horizon, in a stretch of its raise.
    pub(crate) fn before(&mut self, piece: &Piece, rows: Range<usize>, turn: &Turn, stretch: usize) {
        let year = self.turn(piece, rows, turn);
        let Room { codes, counts, passes, .. } = self;
        select(codes, turn.passes, passes);
        for at in 0..BLOCK {
            passes[at] &= counts[at];
        }
        if let Some(steps) = self.pay_steps.get_mut(stretch) {
            add_steps(steps, passes, &self.pay_year, year);
        }
        if let Some(steps) = self.standard_steps.get_mut(stretch) {
            add_steps(steps, passes, &self.standard_year, year);
        }
    }

    /// The year of the horizon with a place.
    pub(crate) fn within(&mut self, piece: &Piece, rows: Range<usize>, turn: &Turn, place: usize) {
        let year = self.turn(piece, rows, turn);
        let Room { codes, counts, passes, asked, end, known, passed, any, .. } = self;
        let (known, passed, bit) = (&mut known[place / 8], &mut passed[place / 8], 1 << (place % 8));
        let uncounted = mask(turn.uncounted_differs());
        select(codes, turn.differs, passes);
        for at in 0..BLOCK {
            let is_asked = mask(asked[at] <= year) & mask(year < end[at]);
            let differs = is_asked & (counts[at] & passes[at] | !counts[at] & uncounted);
            known[at] |= differs & bit;
            any[at] |= differs;
        }
        if turn.passes_otherwise() {
            let mut otherwise = [0; BLOCK];
            select(codes, turn.passes, &mut otherwise);
            for at in 0..BLOCK {
                let is_asked = mask(asked[at] <= year) & mask(year < end[at]);
                passed[at] |= is_asked & counts[at] & passes[at] & otherwise[at] & bit;
            }
        }
    }

    /// Whether somebody is hired in a year.
    pub(crate) fn hires_in(&self, turn: &Turn) -> bool {
        let year = place(turn.year);
        self.hired.iter().fold(false, |found, hired| found | (*hired == year))
    }

    /// Finds the rows of which nothing but pay and steps tells where they begin: hired before the first year, or, where
    /// they are alike, in its first month, and staying. The pay and the standards must have come through the same steps.
    pub(crate) fn find_plain(&mut self, first: u8, first_month: bool, radices: &[u16], wanted: bool) {
        let same = self.standard_steps.is_empty() || self.standard_steps == self.pay_steps;
        if !wanted || !same {
            self.plain = [0; BLOCK];
            return;
        }
        let Room { plain, hired, month, stays, .. } = self;
        let first_month = mask(first_month);
        for at in 0..BLOCK {
            let begins = mask(hired[at] == first) & mask(month[at] == 1) & first_month;
            plain[at] = (mask(hired[at] < first) | begins) & stays[at];
        }
        self.way = [0; BLOCK];
        for (steps, radix) in self.pay_steps.iter().chain([&self.month]).zip(radices) {
            for (way, steps) in self.way.iter_mut().zip(steps) {
                *way = way.wrapping_mul(*radix).wrapping_add((*steps).into()); // below 2^12
            }
        }
    }

    /// Brings the codes of a year's grades, and whether its appraisal counts as far as the month of hire goes. Notes rows
    /// of which it is asked for and a grade, or rules, are missing.
    fn turn(&mut self, piece: &Piece, rows: Range<usize>, turn: &Turn) -> u8 {
        match piece.years().find(|grades| grades.year == turn.year) {
            Some(grades) => grades.codes(rows, &mut self.codes),
            None => self.codes = [NO_GRADE; BLOCK],
        }
        let year = place(turn.year);
        let Room { hired, month, counts, .. } = self;
        for at in 0..BLOCK {
            counts[at] = !(mask(hired[at] == year) & mask(month[at] > turn.counted));
        }
        if turn.may_lack() {
            self.find_missing(turn, year);
        }
        year
    }

    fn find_missing(&mut self, turn: &Turn, year: u8) {
        let Room { codes, counts, asked, end, bad, .. } = self;
        let (none, unruled) = (mask(turn.missing[usize::from(NO_GRADE)]), mask(!turn.ruled));
        for at in 0..BLOCK {
            let missing = mask(codes[at] == NO_GRADE) & none & counts[at];
            bad[at] |= (missing | unruled) & mask(asked[at] <= year) & mask(year < end[at]);
        }
    }
}

/// The place of a year in the calendar.
pub(crate) fn place(year: Year) -> u8 {
    year.index() as u8 // of 252 years
}
