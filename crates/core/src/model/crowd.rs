//! Who is employed in the horizon, in columns packed small; the few who move or are away stand apart.
//!
//! It rests on the horizon and the rows alone, not on the programme, so reforms of a plan share it. Each thread
//! packs a piece of the rows.

use std::{num::NonZeroUsize, ops::Range};

use super::{
    blocks::{BLOCK, Block, Sites},
    person::{Case, Mover, Stay},
};
use crate::{
    base::{numbered::Numbered, threads::on_threads},
    faults::watch::Watch,
    plan::{
        assumptions::Horizon,
        roster::{Itinerary, Roster, at_row},
    },
    values::{
        fen::Amount,
        leaf::Leaf,
        month::{Month, Year},
        words::{Grade, Word},
    },
};

/// A worker who is employed in the horizon, and where the row is.
pub(crate) struct Somebody {
    /// The row among all workers of the plan.
    pub(crate) row: usize,
    pub(crate) leaf: Leaf,
    pub(crate) case: Case,
}

/// The workers who are employed in the horizon.
#[derive(Debug, Default)]
pub(crate) struct Crowd {
    pub(crate) pieces: Vec<Piece>,
    /// Those who move or are away, in no piece.
    pub(crate) movers: Vec<Mover>,
}

/// The rows that one thread packed: a column has a value for each who is employed in the horizon, in their order.
#[derive(Debug)]
pub(crate) struct Piece {
    /// The index of the first row among all workers of the plan.
    first: usize,
    pub(crate) leaf: Vec<Leaf>,
    pub(crate) hired: Vec<Month>,
    /// Nothing where nobody has one.
    pub(crate) left: Vec<Option<Month>>,
    /// The place among the pays.
    pub(crate) pay: Vec<u32>,
    pub(crate) pays: Vec<Option<Amount>>,
    /// Nothing where all are the year of hire.
    pub(crate) pay_year: Vec<Year>,
    pub(crate) grades: Vec<Grades>,
    /// The earliest year of anybody's pay.
    pub(crate) since: Option<Year>,
    /// The rows that are not employed in the horizon, or stand apart, counted from the first.
    nobody: Vec<u32>,
}

/// The grades of two years, or one: a byte for each worker, half of it for each year.
#[derive(Debug)]
pub(crate) struct Grades {
    years: [Option<Year>; 2],
    packed: Vec<u8>,
}

/// So many bits hold a grade, or that there is none.
const GRADE_BITS: u32 = 4;

/// How many codes there are: [`NO_GRADE`], and one for each grade.
pub(crate) const CODES: usize = 1 + Grade::ALL.len();

/// Stands for no grade.
pub(crate) const NO_GRADE: u8 = 0;

/// The grade that a code stands for.
pub(crate) fn grade_of(code: u8) -> Option<Grade> {
    let place = usize::from(code).checked_sub(1)?;
    Grade::ALL.get(place).map(|(grade, ..)| *grade)
}

fn code_of(grade: Option<Grade>) -> u8 {
    grade.map_or(NO_GRADE, |grade| grade as u8 + 1)
}

/// A year's grades: the codes of all workers are the bytes, shifted so many bits to the right.
#[derive(Clone, Copy)]
pub(crate) struct YearGrades<'p> {
    pub(crate) year: Year,
    packed: &'p [u8],
    shift: u32,
}

impl YearGrades<'_> {
    /// The codes of some workers; those beyond them stay as they are.
    pub(crate) fn codes(&self, rows: Range<usize>, codes: &mut [u8; BLOCK]) {
        for (code, byte) in codes.iter_mut().zip(&self.packed[rows]) {
            *code = byte >> self.shift & ((1 << GRADE_BITS) - 1);
        }
    }
}

/// Rows for one thread to pack.
pub(crate) struct Work<'w> {
    pub(crate) roster: &'w Roster<'w>,
    pub(crate) rows: Range<usize>,
    /// The index of the first of them among all workers of the plan.
    pub(crate) first: usize,
}

/// A row can't be used, which of its fields, the room `check` says; or the watch is stopped.
#[derive(Debug)]
pub(crate) struct NotPacked;

impl Crowd {
    /// Packs the rows of rosters, one after the other, on so many threads.
    ///
    /// # Errors
    /// When a row breaks rule 4, 11 or 15, or the watch is stopped; all columns given must be as long
    /// as `station`.
    pub(crate) fn new(
        rosters: &[&Roster<'_>],
        horizon: Horizon,
        sites: &Sites,
        threads: NonZeroUsize,
        watch: &Watch,
    ) -> Result<Crowd, NotPacked> {
        let (mut work, mut movers) = (Vec::new(), Vec::new());
        let mut first = 0;
        for roster in rosters {
            for itinerary in roster.itineraries {
                movers.extend(mover(roster, itinerary, first, horizon, sites)?);
            }
            let share = roster.len().div_ceil(threads.get()).max(BLOCK);
            for start in (0..roster.len()).step_by(share) {
                let rows = start..roster.len().min(start + share);
                work.push(Work { roster, rows, first: first + start });
            }
            first += roster.len();
        }
        let pieces = on_threads(threads, &work, |work| Piece::new(work, horizon, sites, watch));
        Ok(Crowd { pieces: pieces.into_iter().collect::<Result<_, _>>()?, movers })
    }

    /// How many workers are employed in the horizon.
    pub(crate) fn count(&self) -> u64 {
        self.pieces.iter().map(Piece::len).sum::<usize>() as u64 + self.movers.len() as u64
    }

    /// The pays that are given, some of them more than once.
    pub(crate) fn pays(&self) -> impl Iterator<Item = Amount> {
        let packed = self.pieces.iter().flat_map(|piece| piece.pays.iter().copied().flatten());
        packed.chain(self.movers.iter().filter_map(|mover| mover.case.pay))
    }

    /// The earliest year of anybody's pay.
    pub(crate) fn since(&self) -> Option<Year> {
        let packed = self.pieces.iter().filter_map(|piece| piece.since);
        packed.chain(self.movers.iter().map(|mover| mover.case.pay_year)).min()
    }

    /// The worker in a row, if employed in the horizon.
    pub(crate) fn worker(&self, row: usize) -> Option<Mover> {
        let moves = self.movers.iter().find(|mover| mover.row == row).cloned();
        moves.or_else(|| self.pieces.iter().find_map(|piece| piece.worker(row)))
    }

    /// Every worker in a piece, in the order of the rows.
    pub(crate) fn people(&self) -> impl Iterator<Item = Somebody> {
        self.pieces.iter().flat_map(|piece| {
            let all = 0..(piece.len() + piece.nobody.len()) as u32;
            let there = all.filter(|row| piece.nobody.binary_search(row).is_err());
            there.zip(0..piece.len()).map(|(row, at)| Somebody {
                row: piece.first + row as usize,
                leaf: piece.leaf[at],
                case: piece.case(at),
            })
        })
    }
}

/// The worker in a row with an itinerary, if employed in the horizon.
///
/// # Errors
/// When the row can't be used.
fn mover(
    roster: &Roster<'_>,
    itinerary: &Itinerary,
    first: usize,
    horizon: Horizon,
    sites: &Sites,
) -> Result<Option<Mover>, NotPacked> {
    let Itinerary { row, moves, away } = itinerary;
    let (row, count) = (*row, roster.len());
    let used = |is: bool| if is { Ok(()) } else { Err(NotPacked) };
    used(row < count && (roster.station[row] as usize) < sites.count)?;
    let (hired, left, mut post) = (roster.hired[row], at_row(roster.left, row), roster.post[row]);
    let (home, mut stays) = (Leaf::new(roster.station[row], post), Vec::new());
    for moved in moves {
        let before = stays.last().map_or(hired, |stay: &Stay| stay.from);
        used(moved.from > before && left.is_none_or(|left| moved.from <= left))?;
        used((moved.station as usize) < sites.count)?;
        post = moved.post.unwrap_or(post);
        stays.push(Stay { from: moved.from, leaf: Leaf::new(moved.station, post) });
    }
    let mut before = None;
    for absence in away {
        used(before.map_or(absence.from >= hired, |before| absence.from > before))?;
        used(absence.from <= absence.to && left.is_none_or(|left| absence.to <= left))?;
        before = Some(absence.to);
    }
    let grades = roster.appraisals.iter().filter_map(|(year, column)| Some((*year, at_row(column, row)?)));
    let (pay, pay_year) = (at_row(roster.pay, row), at_row(roster.pay_year, row).unwrap_or(hired.year()));
    let case = Case { hired, left, pay, pay_year, grades: grades.collect() };
    let mover = Mover { row: first + row, case, home, moves: stays, away: away.clone() };
    let end = left.map_or(horizon.last_month(), |left| left.min(horizon.last_month()));
    for stint in mover.stints(hired, end) {
        let station = stint.leaf.station() as u32;
        used(!sites.is_closed(station, stint.first.ordinal(), stint.last.ordinal()))?;
    }
    Ok(Some(mover).filter(|_| hired <= end && end >= horizon.first_month()))
}

/// A pay that may be given: its fen and one, or 0.
pub(crate) fn pay_key(pay: Option<Amount>) -> u64 {
    pay.map_or(0, |pay| pay.fen().0.unsigned_abs() + 1)
}

/// Pays by their numbers; some that came before are found without a search.
struct Pays {
    numbers: Numbered<u64>,
    before: Box<[(u64, u32); BEFORE]>,
}

/// So many, a power of two: hundreds of pays seldom meet in one place.
const BEFORE: usize = 1 << 12;

impl Default for Pays {
    fn default() -> Pays {
        let mut numbers = Numbered::default();
        let none = (0, numbers.number(&0));
        Pays { numbers, before: Box::new([none; BEFORE]) }
    }
}

impl Pays {
    /// The number of a [`pay_key`].
    fn number(&mut self, pay: u64) -> u32 {
        // The upper bits of a product rest on all bits of its factor.
        let place = (pay.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - BEFORE.ilog2())) as usize;
        let before = &mut self.before[place];
        if before.0 != pay {
            *before = (pay, self.numbers.number(&pay));
        }
        before.1
    }
}

/// Puts the values of a block behind a column, and keeps those of rows that are there; all are where it is not told.
fn extend<T: Copy>(column: &mut Vec<T>, values: impl Iterator<Item = T>, there: Option<&[Range<usize>]>) {
    let start = column.len();
    column.extend(values);
    if let Some(there) = there {
        let mut end = start;
        for rows in there {
            column.copy_within(start + rows.start..start + rows.end, end);
            end += rows.len();
        }
        column.truncate(end);
    }
}

impl Piece {
    /// Packs rows.
    ///
    /// # Errors
    /// As [`Crowd::new`].
    pub(crate) fn new(
        work: &Work<'_>,
        horizon: Horizon,
        sites: &Sites,
        watch: &Watch,
    ) -> Result<Piece, NotPacked> {
        let Work { roster, rows, first } = work;
        let mut piece = Piece::empty(roster, *first, rows.len());
        let mut pays = Pays::default();
        let (mut block, mut some) = (Block::new(horizon, sites), Vec::new());
        let movers: Vec<usize> = roster.itineraries.iter().map(|itinerary| itinerary.row).collect();
        for start in rows.clone().step_by(BLOCK) {
            let block_rows = start..rows.end.min(start + BLOCK);
            if watch.is_stopped() || block.look_at(roster, block_rows.clone(), &movers) {
                return Err(NotPacked);
            }
            let there = &block.there[..block_rows.len()];
            // Nearly always they are all there.
            if there.iter().fold(true, |all, there| all & there) {
                piece.add(roster, &mut pays, block_rows, None);
                continue;
            }
            some.clear();
            let mut at = 0;
            for same in there.chunk_by(|one, other| one == other) {
                let rows = at..at + same.len();
                at = rows.end;
                if same[0] {
                    some.push(rows);
                } else {
                    piece.nobody.extend(rows.map(|at| (start + at - work.rows.start) as u32));
                }
            }
            piece.add(roster, &mut pays, block_rows, Some(&some));
        }
        let amount = |key: &u64| (*key > 0).then(|| Amount::from_fen(i128::from(*key - 1)).ok()).flatten();
        piece.pays = pays.numbers.into_keys().iter().map(amount).collect();
        Ok(piece)
    }

    /// For so many rows of a roster.
    fn empty(roster: &Roster<'_>, first: usize, rows: usize) -> Piece {
        let mut years: Vec<Year> = roster.appraisals.iter().map(|(year, _)| *year).collect();
        years.sort_unstable();
        let two = |years: &[Year]| Grades {
            years: [years.first().copied(), years.get(1).copied()],
            packed: Vec::with_capacity(rows),
        };
        let column = |given: bool| if given { rows } else { 0 };
        Piece {
            first,
            leaf: Vec::with_capacity(rows),
            hired: Vec::with_capacity(rows),
            left: Vec::with_capacity(column(!roster.left.is_empty())),
            pay: Vec::with_capacity(rows),
            pays: Vec::new(),
            pay_year: Vec::with_capacity(column(!roster.pay_year.is_empty())),
            grades: years.chunks(2).map(two).collect(),
            since: None,
            nobody: Vec::new(),
        }
    }

    /// Adds those of a block's rows that are there.
    fn add(
        &mut self,
        roster: &Roster<'_>,
        pays: &mut Pays,
        rows: Range<usize>,
        there: Option<&[Range<usize>]>,
    ) {
        let before = self.leaf.len();
        let leaves = roster.station[rows.clone()].iter().zip(&roster.post[rows.clone()]);
        extend(&mut self.leaf, leaves.map(|(station, post)| Leaf::new(*station, *post)), there);
        extend(&mut self.hired, roster.hired[rows.clone()].iter().copied(), there);
        if let Some(left) = roster.left.get(rows.clone()) {
            extend(&mut self.left, left.iter().copied(), there);
        }
        match roster.pay.get(rows.clone()) {
            Some(pay) => {
                extend(&mut self.pay, pay.iter().map(|pay| pays.number(pay_key(*pay))), there);
            }
            None => self.pay.resize(self.leaf.len(), pays.number(0)),
        }
        if let Some(years) = roster.pay_year.get(rows.clone()) {
            let years = years.iter().zip(&roster.hired[rows.clone()]);
            extend(
                &mut self.pay_year,
                years.map(|(year, hired)| year.unwrap_or_else(|| hired.year())),
                there,
            );
        }
        let since = match self.pay_year.get(before..) {
            Some(years) if !years.is_empty() => years.iter().min().copied(),
            _ => {
                let earliest = |least: u16, hired: &Month| least.min(hired.ordinal());
                let earliest = self.hired[before..].iter().fold(u16::MAX, earliest);
                Month::from_ordinal(earliest.into()).map(Month::year)
            }
        };
        self.since = self.since.into_iter().chain(since).min();
        for Grades { years, packed } in &mut self.grades {
            let column = |year: Option<Year>| {
                let found = roster.appraisals.iter().find(|(other, _)| Some(*other) == year);
                found.and_then(|(_, column)| column.get(rows.clone()))
            };
            match years.map(column) {
                [Some(low), Some(high)] => {
                    let both = low.iter().zip(high);
                    extend(
                        packed,
                        both.map(|(low, high)| code_of(*low) | code_of(*high) << GRADE_BITS),
                        there,
                    );
                }
                [Some(low), None] => extend(packed, low.iter().map(|low| code_of(*low)), there),
                _ => {}
            }
        }
    }

    /// How many workers it has.
    pub(crate) fn len(&self) -> usize {
        self.leaf.len()
    }

    /// The month of leaving of a worker.
    pub(crate) fn left(&self, at: usize) -> Option<Month> {
        at_row(&self.left, at)
    }

    /// The years that have grades, in their order.
    pub(crate) fn years(&self) -> impl Iterator<Item = YearGrades<'_>> {
        self.grades.iter().flat_map(|Grades { years, packed }| {
            let of_year =
                move |(year, shift): (Option<Year>, u32)| Some(YearGrades { year: year?, packed, shift });
            years.iter().copied().zip([0, GRADE_BITS]).filter_map(of_year)
        })
    }

    /// Whether a year has grades.
    pub(crate) fn has(&self, year: Year) -> bool {
        self.grades.iter().any(|grades| grades.years.contains(&Some(year)))
    }

    /// The worker in a row of the plan, if the piece has it.
    fn worker(&self, row: usize) -> Option<Mover> {
        let at = u32::try_from(row.checked_sub(self.first)?).ok()?;
        let before = self.nobody.binary_search(&at).err()?;
        let at = at as usize - before;
        let leaf = *self.leaf.get(at)?;
        Some(Mover { row, ..Mover::staying(self.case(at), leaf) })
    }

    fn case(&self, at: usize) -> Case {
        let hired = self.hired[at];
        let grade = |grades: YearGrades<'_>| {
            let code = grades.packed[at] >> grades.shift & ((1 << GRADE_BITS) - 1);
            Some((grades.year, grade_of(code)?))
        };
        Case {
            hired,
            left: self.left(at),
            pay: self.pays[self.pay[at] as usize],
            pay_year: self.pay_year.get(at).copied().unwrap_or(hired.year()),
            grades: self.years().filter_map(grade).collect(),
        }
    }
}
