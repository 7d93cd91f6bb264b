//! Rows looked at in blocks, column by column (rules 4, 11 and 15): who is on the payroll in the horizon, which case
//! it is, and whether something is wrong.

use std::ops::Range;

use crate::{
    base::numbered::Numbered,
    plan::{assumptions::Horizon, roster::Roster},
    rules::pay::pay_years,
    values::{
        fen::Amount,
        month::{Month, Year},
        words::Grade,
    },
};

/// Rows are looked at in blocks of this many, column by column, so that the compiler can look at
/// several rows at once.
pub(super) const BLOCK: usize = 512;

/// As many digits in base 5 as 32 bits hold.
const DIGITS: usize = 13;

/// Equal for rows of one case only.
pub(crate) type Key = (u64, u64);

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
pub(super) struct Block {
    horizon: Horizon,
    stations: usize,
    spare: Spare,
    /// The grades given, as digits in base 5, or what stands for many of them.
    grades: [u32; BLOCK],
    /// What stands for the grades before those in the digits, and what it stands for.
    before: [u32; BLOCK],
    many: Numbered<(u32, u32)>,
    bad: [bool; BLOCK],
    pub(super) there: [bool; BLOCK],
    /// Equal for rows of one case only.
    pub(super) keys: [Key; BLOCK],
}

impl Block {
    pub(super) fn new(horizon: Horizon, stations: usize) -> Block {
        Block {
            horizon,
            stations,
            spare: Spare {
                station: [0; BLOCK],
                hired: [horizon.first_month(); BLOCK],
                left: [None; BLOCK],
                pay: [None; BLOCK],
                pay_year: [None; BLOCK],
                grade: [None; BLOCK],
            },
            grades: [0; BLOCK],
            before: [0; BLOCK],
            many: Numbered::default(),
            bad: [false; BLOCK],
            there: [false; BLOCK],
            keys: [(0, 0); BLOCK],
        }
    }

    /// Looks at the next rows; true when one of them can't be used.
    pub(super) fn look_at(&mut self, roster: &Roster<'_>, rows: Range<usize>) -> bool {
        let count = rows.len();
        let spare = &mut self.spare;
        let columns = Columns {
            station: rows_of(roster.station, &rows, &mut spare.station),
            hired: rows_of(roster.hired, &rows, &mut spare.hired),
            left: rows_of(roster.left, &rows, &mut spare.left),
            pay: rows_of(roster.pay, &rows, &mut spare.pay),
            pay_year: rows_of(roster.pay_year, &rows, &mut spare.pay_year),
        };
        let (first, last) = (self.horizon.first_month().ordinal(), self.horizon.last_month().ordinal());
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
fn fold(many: &mut Numbered<(u32, u32)>, before: &mut [u32; BLOCK], grades: &mut [u32; BLOCK], count: usize) {
    for (before, grades) in before.iter_mut().zip(grades).take(count) {
        *before = many.number(&(*before, *grades)) + 1;
        *grades = 0;
    }
}

/// The year of a month's ordinal.
fn year_of(ordinal: u16) -> u16 {
    Year::FIRST.wrapping_add(ordinal.wrapping_sub(1) / 12) // an ordinal is 1 or more
}
