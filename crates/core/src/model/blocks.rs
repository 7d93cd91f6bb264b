//! Rows looked at in blocks, column by column (rules 4, 11 and 15): who is on the payroll in the horizon, and whether
//! something is wrong.

use std::ops::Range;

use crate::{
    plan::{assumptions::Horizon, people::Station, roster::Roster},
    rules::pay::pay_years,
    values::{
        fen::Amount,
        month::{Month, Year},
        words::Grade,
    },
};

/// Rows are looked at in blocks of this many, column by column, so that the compiler can look at
/// several rows at once.
pub(crate) const BLOCK: usize = 512;

/// How many stations there are, and when they close.
pub(crate) struct Sites {
    pub(crate) count: usize,
    /// The last month of each, as an ordinal, after all others where it stays; nothing where all stay to the end of the
    /// horizon.
    pub(crate) closes: Vec<u16>,
}

impl Sites {
    pub(crate) fn new(stations: &[Station], horizon: Horizon) -> Sites {
        let within = |station: &Station| station.closes.filter(|closes| *closes < horizon.last_month());
        let closes = stations.iter().map(|station| within(station).map_or(u16::MAX, Month::ordinal));
        let some = stations.iter().any(|station| within(station).is_some());
        Sites { count: stations.len(), closes: if some { closes.collect() } else { Vec::new() } }
    }

    /// Whether somebody who is at a station in some months, and no longer than the horizon, is there after it closed.
    pub(crate) fn is_closed(&self, station: u32, first: u16, last: u16) -> bool {
        first <= last && self.closes.get(station as usize).is_some_and(|closes| *closes < last)
    }
}

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
pub(super) struct Block<'s> {
    horizon: Horizon,
    sites: &'s Sites,
    spare: Spare,
    /// The years of hire and of leaving.
    years: [[u8; BLOCK]; 2],
    bad: [bool; BLOCK],
    pub(super) there: [bool; BLOCK],
}

impl<'s> Block<'s> {
    pub(super) fn new(horizon: Horizon, sites: &'s Sites) -> Block<'s> {
        Block {
            horizon,
            sites,
            spare: Spare {
                station: [0; BLOCK],
                hired: [horizon.first_month(); BLOCK],
                left: [None; BLOCK],
                pay: [None; BLOCK],
                pay_year: [None; BLOCK],
                grade: [None; BLOCK],
            },
            years: [[0; BLOCK]; 2],
            bad: [false; BLOCK],
            there: [false; BLOCK],
        }
    }

    /// Looks at the next rows; true when one of them can't be used. Those who move or are away, in order, are not there.
    pub(super) fn look_at(&mut self, roster: &Roster<'_>, rows: Range<usize>, movers: &[usize]) -> bool {
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
        let count_of_sites = self.sites.count as u32; // an index has 32 bits
        for (bad, station) in self.bad.iter_mut().zip(columns.station) {
            *bad = *station >= count_of_sites;
        }
        for (there, hired) in self.there.iter_mut().zip(columns.hired) {
            *there = hired.ordinal() <= last;
        }
        if !roster.left.is_empty() {
            for at in 0..BLOCK {
                let (hired, left) = columns.months(at);
                self.there[at] &= left >= first;
                self.bad[at] |= left < hired;
            }
        }
        if !roster.pay_year.is_empty() && columns.pay_year[..count].iter().any(Option::is_some) {
            for at in 0..BLOCK {
                if let Some(pay_year) = columns.pay_year[at] {
                    let years = pay_years(year_of(columns.months(at).0), self.there[at], self.horizon);
                    self.bad[at] |= !years.contains(&pay_year.number()) | columns.pay[at].is_none();
                }
            }
        }
        if !roster.appraisals.is_empty() {
            // Years by their places in the calendar, which a byte holds.
            for at in 0..BLOCK {
                let (hired, left) = columns.months(at);
                self.years[0][at] = ((hired - 1) / 12) as u8;
                self.years[1][at] = ((left - 1) / 12).min(u8::MAX.into()) as u8;
            }
        }
        let [hired, left] = &self.years;
        for (year, column) in &roster.appraisals {
            let grades = rows_of(column, &rows, &mut spare.grade);
            let year = year.index() as u8;
            for at in 0..BLOCK {
                self.bad[at] |= grades[at].is_some() & ((hired[at] > year) | (left[at] < year));
            }
        }
        if !self.sites.closes.is_empty() {
            for at in (0..count).filter(|at| movers.binary_search(&(rows.start + at)).is_err()) {
                let (hired, left) = columns.months(at);
                self.bad[at] |= self.sites.is_closed(columns.station[at], hired, left.min(last));
            }
        }
        let begin = movers.partition_point(|row| *row < rows.start);
        for row in movers[begin..].iter().take_while(|row| **row < rows.end) {
            self.there[row - rows.start] = false;
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

/// The year of a month's ordinal.
fn year_of(ordinal: u16) -> u16 {
    Year::FIRST.wrapping_add(ordinal.wrapping_sub(1) / 12) // an ordinal is 1 or more
}
