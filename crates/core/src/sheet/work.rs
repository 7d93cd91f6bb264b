//! The pay sheet (rule 20), month by month.
//!
//! What is known stays the same from one decision to the next. So whoever stays at a leaf is of one kind until a decision
//! changes it, and a month looks up what their kind earns; only who moves or is away has figures of their own.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{
    figures::{FigureRow, FigureTable, fen},
    known::Decisions,
    month::{Book, Line, SheetMonth},
    rows::{Sheet, SheetTotal},
    seats::{Seat, Seats},
    totals::Regions,
};
use crate::{
    engine::payroll::{Earner, LeafMonths, Payroll, width},
    faults::error::{Fault, Promised, Unanswered},
    model::{model::Model, person::Mover, rulebook::Rulebook},
    plan::plan::Plan,
    values::{
        fen::Fen,
        leaf::Leaf,
        month::{Month, Year},
    },
};

/// Which months, and which stations, all where none is named.
pub(crate) struct Wanted {
    pub(crate) first: Month,
    pub(crate) last: Month,
    pub(crate) stations: BTreeSet<usize>,
}

impl Wanted {
    fn has(&self, station: usize) -> bool {
        self.stations.is_empty() || self.stations.contains(&station)
    }
}

/// The sheet of a plan whose meaning is right, and of its model.
pub(crate) fn sheet(plan: &Plan, model: &Model, wanted: &Wanted) -> Result<Sheet, Unanswered> {
    let mut sheet = Sheet::default();
    months(plan, model, wanted, |month| {
        sheet.rows.extend(month.rows());
        sheet.totals.extend_from_slice(month.totals());
    })?;
    Ok(sheet)
}

/// Its totals alone.
pub(crate) fn totals(plan: &Plan, model: &Model, wanted: &Wanted) -> Result<Vec<SheetTotal>, Unanswered> {
    let mut all = Vec::new();
    months(plan, model, wanted, |month| all.extend_from_slice(month.totals()))?;
    Ok(all)
}

/// Shows one month after the other.
pub(crate) fn months(
    plan: &Plan,
    model: &Model,
    wanted: &Wanted,
    mut show: impl FnMut(&SheetMonth<'_>),
) -> Result<(), Unanswered> {
    let decisions = Decisions::new(plan);
    let versions = versions(model, &decisions, wanted)?;
    let payers = plan.programme.payers();
    let payrolls = versions.iter().map(|version| Payroll::new(&version.model, &payers, version.until));
    let payrolls = payrolls.collect::<Result<Vec<Payroll<'_>>, Unanswered>>()?;
    let earners = payrolls.first().promised("a sheet has a first month")?.earners(wanted.last);
    let seats = Seats::new(plan, &earners, |station| wanted.has(station));
    let book = Book::new(plan, &payers, &seats.keys);
    let regions = Regions::new(&book, |station| wanted.has(station));
    let mut work = Work {
        wanted,
        decisions: &decisions,
        versions: &versions,
        earners: &earners,
        payrolls,
        now: Known { version: 0, earners: Vec::new() },
        before: None,
        wrong: false,
        alone: Vec::new(),
        table: FigureTable::new(payers.len()),
        figures: vec![0; width(payers.len())],
        shown: Vec::new(),
        owed: BTreeMap::new(),
    };
    let opening = model.rules.first_month();
    let before = before(wanted.first).filter(|before| *before >= opening);
    work.learn(before.unwrap_or(wanted.first))?;
    if let Some(before) = before.filter(|_| work.wrong) {
        work.check_through(before, before)?;
    }
    let mut month = wanted.first;
    loop {
        let changes = month > opening && decisions.any(month);
        if changes {
            work.learn(month)?;
        }
        if work.wrong && (month == wanted.first || changes) {
            work.check(month)?;
        }
        let lines = work.lines(&seats, month)?;
        let totals = regions.totals(month, &lines, &mut work.table, &model.rules)?;
        show(&SheetMonth { book: &book, month, lines: &lines, table: &work.table, totals: &totals });
        work.before = None;
        model.watch.going()?;
        let Some(next) = month.next().filter(|next| *next <= wanted.last) else { return Ok(()) };
        month = next;
    }
}

/// A model of what is known of the entries from a month on until another one, and whether that is all of them.
struct Version {
    from: Month,
    until: Month,
    model: Model,
    whole: bool,
}

/// What is known of the entries in the months that a sheet rests on.
fn versions(model: &Model, decisions: &Decisions, wanted: &Wanted) -> Result<Vec<Version>, Fault> {
    let opening = model.rules.first_month();
    let mut versions: Vec<Version> = Vec::new();
    let mut month = Some(before(wanted.first).map_or(opening, |before| before.max(opening)));
    while let Some(from) = month.filter(|month| *month <= wanted.last) {
        if versions.is_empty() || decisions.of_entries(from) {
            let known = known_model(model, decisions, from)?;
            let whole = known.is_none();
            let model = known.unwrap_or_else(|| model.clone());
            versions.push(Version { from, until: from, model, whole });
        }
        versions.iter_mut().next_back().into_iter().for_each(|open| open.until = from);
        month = from.next();
    }
    Ok(versions)
}

/// The model of what is known of the entries in a month; none where that is all of them.
pub(crate) fn known_model(
    model: &Model,
    decisions: &Decisions,
    month: Month,
) -> Result<Option<Model>, Fault> {
    let programme = decisions.programme(&model.plan.programme, month);
    if programme == model.plan.programme {
        return Ok(None);
    }
    let plan = Plan { programme, ..Plan::clone(&model.plan) };
    let rules = Rulebook::new(&plan.programme, plan.horizon, plan.assumptions, &plan.stations)?;
    Ok(Some(Model { plan: Arc::new(plan), rules: Arc::new(rules), ..model.clone() }))
}

pub(crate) fn before(month: Month) -> Option<Month> {
    Month::from_ordinal(u32::from(month.ordinal()) - 1)
}

/// What is known of an earner.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lives {
    /// In no month as far as the entries are known.
    Never,
    /// As all of a kind, by its number.
    Alike(u32),
    /// As nobody else, by the place of who moves or is away.
    Alone(u32),
}

/// What is known of everybody, by the place of a version.
#[derive(Clone)]
struct Known {
    version: usize,
    earners: Vec<Lives>,
}

/// Who moves or is away, as it is known.
struct Alone {
    mover: Mover,
    /// What they earn in the year of a month.
    year: Option<(Year, Vec<LeafMonths>)>,
}

/// What one of a kind has in a month: none where no rule is in force.
#[derive(Clone, Copy)]
struct OfKind {
    month: Month,
    has: Option<FigureRow>,
}

/// What a sheet is worked out from.
struct Work<'w> {
    wanted: &'w Wanted,
    decisions: &'w Decisions,
    versions: &'w [Version],
    /// Everybody through the last month of the sheet.
    earners: &'w [Earner],
    /// By version.
    payrolls: Vec<Payroll<'w>>,
    now: Known,
    /// What was known until the month at hand, where something becomes known in it.
    before: Option<Known>,
    /// Whether something is wrong with anybody, as it is known.
    wrong: bool,
    alone: Vec<Alone>,
    /// The figures of the month at hand.
    table: FigureTable,
    figures: Vec<i128>,
    /// By the number of the kind, in the last month in which it was asked for.
    shown: Vec<Option<OfKind>>,
    /// What is owed of the months through one, to whom was of one kind and is of another.
    owed: BTreeMap<(u32, u32, Month), FigureRow>,
}

impl<'w> Work<'w> {
    /// The place of what is known of the entries in a month.
    fn version_of(&self, month: Month) -> usize {
        self.versions.partition_point(|version| version.from <= month).saturating_sub(1)
    }

    /// Takes in what becomes known in a month, or what is known in the first.
    fn learn(&mut self, month: Month) -> Result<(), Unanswered> {
        let version = self.version_of(month);
        let all = self.now.earners.is_empty() || version != self.now.version;
        let mut now = Known { version, earners: self.now.earners.clone() };
        now.earners.resize(self.earners.len(), Lives::Never);
        if all {
            self.shown.clear();
        }
        let (payroll, version) = (&mut self.payrolls[version], &self.versions[version]);
        for (earner, lives) in self.earners.iter().zip(&mut now.earners) {
            let row = earner.who.row();
            if !all && !row.is_some_and(|row| self.decisions.of_worker(row, month)) {
                continue;
            }
            let known = self.decisions.worker(&earner.mover, row, month);
            // With what is known at the end nothing is wrong.
            let sure = version.whole && matches!(known, Cow::Borrowed(_));
            let fine = if earner.stays() {
                let kind = payroll.kind(&known.case, known.home);
                *lives = kind.map_or(Lives::Never, Lives::Alike);
                sure || kind.map_or(Ok(true), |kind| payroll.live(kind))?
            } else {
                let mover = known.into_owned();
                *lives = Lives::Alone(self.alone.len() as u32);
                let checked = sure || is_fine(payroll.check([(earner.who, mover.clone())], version.until))?;
                self.alone.push(Alone { mover, year: None });
                checked
            };
            self.wrong |= !fine;
        }
        let before = std::mem::replace(&mut self.now, now);
        self.before = Some(before).filter(|before| !before.earners.is_empty());
        Ok(())
    }

    /// What is wrong with what is known from a month on, until something else becomes known: in the first month in which
    /// anything is.
    fn check(&mut self, month: Month) -> Result<(), Unanswered> {
        let later = std::iter::successors(month.next(), |month| month.next());
        let (last, decisions) = (self.wanted.last, self.decisions);
        let going = later.take_while(|later| *later <= last && !decisions.any(*later));
        let months: Vec<Month> = std::iter::once(month).chain(going).collect();
        let until = months.last().copied().unwrap_or(month);
        self.check_through(month, until).or_else(|why| {
            months.iter().try_for_each(|until| self.check_through(month, *until))?;
            Err(why)
        })
    }

    /// What is wrong through a month with what is known in another. With what is known at the end nothing is.
    fn check_through(&mut self, month: Month, until: Month) -> Result<(), Unanswered> {
        let version = self.version_of(month);
        let whole = self.versions[version].whole;
        let known = |earner: &Earner| match self.decisions.worker(&earner.mover, earner.who.row(), month) {
            Cow::Borrowed(_) if whole => None,
            known => Some((earner.who, known.into_owned())),
        };
        self.payrolls[version].check(self.earners.iter().filter_map(known), until)
    }

    /// The rows of a month, in their order.
    fn lines(&mut self, seats: &Seats, month: Month) -> Result<Vec<Line>, Unanswered> {
        self.table.clear();
        self.owed.clear();
        let mut lines = Vec::with_capacity(seats.keys.len());
        for row in seats.by_row() {
            let leaf = seats.keys[row[0].key as usize].leaf;
            let mut line = Line::none(row[0].key);
            for seat in row {
                let Some(figures) = self.earned(seat, leaf, month)? else { continue };
                line.due.now = self.table.and(line.due.now, figures, seat.count)?;
                (line.there, line.count) = (true, line.count + seat.count);
            }
            let news = self.before.is_some();
            for seat in row.iter().filter(|_| news) {
                let owed = self.owed(seat, leaf, month)?;
                if owed != FigureRow::NOTHING {
                    line.due.arrears = self.table.and(line.due.arrears, owed, seat.count)?;
                    line.count += if line.there { 0 } else { seat.count };
                }
            }
            // for whoever is on the payroll in it at a station and post, or has an arrear of months there that is not 0
            if line.count > 0 {
                self.table.check(line.due)?;
                lines.push(line);
            }
        }
        Ok(lines)
    }

    /// What somebody on the payroll at a leaf earns in a month.
    fn earned(&mut self, seat: &Seat, leaf: Leaf, month: Month) -> Result<Option<FigureRow>, Unanswered> {
        if month < seat.first || month > seat.last {
            return Ok(None);
        }
        match self.now.earners[seat.earner as usize] {
            Lives::Never => Ok(None),
            Lives::Alike(kind) => self.of_kind(kind, month),
            Lives::Alone(place) => {
                let alone = &mut self.alone[place as usize];
                if alone.year.as_ref().is_none_or(|(year, _)| *year != month.year()) {
                    let payroll = &mut self.payrolls[self.now.version];
                    let until = self.versions[self.now.version].until;
                    alone.year = Some((month.year(), payroll.year(&alone.mover, month.year(), until)?));
                }
                let leaves = alone.year.iter().flat_map(|(_, leaves)| leaves);
                let mut months = leaves.filter(|months| months.leaf == leaf).flat_map(|it| &it.months);
                let Some(earned) = months.find(|it| it.month == month && it.on_payroll) else {
                    return Ok(None);
                };
                Ok(Some(self.table.push(&earned.figures, fen(earned.annual.into())?)?))
            }
        }
    }

    /// What one of a kind has in a month.
    fn of_kind(&mut self, kind: u32, month: Month) -> Result<Option<FigureRow>, Unanswered> {
        let place = kind as usize;
        if place >= self.shown.len() {
            self.shown.resize(place + 1, None);
        }
        if let Some(of_kind) = self.shown[place].filter(|of_kind| of_kind.month == month) {
            return Ok(of_kind.has);
        }
        let annual = self.payrolls[self.now.version].month(kind, month, &mut self.figures)?;
        let has = match annual {
            Some(annual) => Some(self.table.push(&self.figures, fen(annual.into())?)?),
            None => None,
        };
        self.shown[place] = Some(OfKind { month, has });
        Ok(has)
    }

    /// What somebody is owed at a leaf of the months before one, since something becomes known in it.
    fn owed(&mut self, seat: &Seat, leaf: Leaf, month: Month) -> Result<FigureRow, Unanswered> {
        let Some((before, known)) = before(month).zip(self.before.as_ref()) else {
            return Ok(FigureRow::NOTHING);
        };
        let ends = [self.now.version, known.version];
        let lives = [&self.now, known].map(|known| known.earners[seat.earner as usize]);
        let until = before.min(seat.last);
        if (ends[0] == ends[1] && lives[0] == lives[1]) || seat.first > until {
            return Ok(FigureRow::NOTHING);
        }
        if let [Lives::Alike(now), Lives::Alike(then)] = lives
            && let Some(owed) = self.owed.get(&(now, then, until))
        {
            return Ok(*owed);
        }
        // the sum over the months t of the horizon before m of f(t; m) - f(t; m-1)
        self.figures.fill(0);
        for ((version, lives), times) in ends.into_iter().zip(lives).zip([1, -1]) {
            let payroll = &mut self.payrolls[version];
            match lives {
                Lives::Never => {}
                Lives::Alike(kind) => payroll.add_through(kind, until, times, &mut self.figures)?,
                Lives::Alone(place) => {
                    let mover = &self.alone[place as usize].mover;
                    payroll.add_at(mover, leaf, until, times, &mut self.figures)?;
                }
            }
        }
        let nothing = self.figures.iter().all(|figure| *figure == 0);
        let owed = if nothing { FigureRow::NOTHING } else { self.table.push(&self.figures, Fen(0))? };
        if let [Lives::Alike(now), Lives::Alike(then)] = lives {
            self.owed.insert((now, then, until), owed);
        }
        Ok(owed)
    }
}

/// Whether nothing was found to be wrong.
fn is_fine(checked: Result<(), Unanswered>) -> Result<bool, Unanswered> {
    match checked {
        Ok(()) => Ok(true),
        Err(Unanswered::Wrong(_)) => Ok(false),
        Err(Unanswered::Stopped) => Err(Unanswered::Stopped),
    }
}
