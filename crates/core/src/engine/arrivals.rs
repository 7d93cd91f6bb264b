//! Where people come into the horizon: their rows looked at block by block and column by column, the years before
//! it stepped through (rule 4), and what of their years in it is known to come out otherwise than assumed.

use std::ops::Range;

use super::{
    life::certain_end,
    room::{Bytes, Room, place},
    states::{Hired, Lost, State, States},
    tally::{Tally, starts_in_force},
    turn::Turn,
};
use crate::{
    base::numbered::Numbered,
    faults::error::Fault,
    model::{
        blocks::BLOCK,
        crowd::{NO_GRADE, Piece, pay_key},
        rulebook::{Rulebook, Runs},
    },
    rules::pay::{Verdict, entry_pay},
    values::{
        fen::Amount,
        leaf::Leaf,
        month::{Month, Year},
    },
};

/// Somebody at the beginning of what is on the payroll of the horizon.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arrival {
    pub(crate) account: u32,
    pub(crate) hired: Month,
    /// Without a month of leaving.
    pub(crate) exposed: bool,
    /// The first month on the payroll of the horizon.
    pub(crate) begins: At,
    /// The month of leaving, where it lies in the horizon.
    pub(crate) leaves: Option<At>,
    pub(crate) start: Start,
    pub(crate) known: Known,
}

/// A month of the horizon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct At {
    /// The place of its year.
    pub(crate) year: u8,
    /// 1 to 12.
    pub(crate) month: u8,
}

impl At {
    /// A month as the horizon has it; one before it is the first.
    pub(crate) fn new(rules: &Rulebook, month: Month) -> At {
        let month = month.max(rules.first_month());
        At { year: rules.place(month.year()) as u8, month: month.of_year() } // of 100 years
    }
}

/// How somebody stands in the first year: the states before its step and after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Start {
    /// Its number among those of rows; somebody hired by the plan has none.
    pub(crate) number: Option<u32>,
    pub(crate) old: u32,
    pub(crate) new: u32,
}

/// The years of the horizon, a bit for each by its place, that come out otherwise than assumed; and those of them
/// that passed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Known {
    pub(crate) years: u128,
    pub(crate) passed: u128,
}

/// What the states of the first year rest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Past {
    /// The pay and what it is; see [`Reading::pay_key`].
    pay: u64,
    /// The steps of the pay and of the indexed standards, by raise.
    steps: [u64; 2],
    /// The stretches with indexed standards.
    runs: Runs,
    hired: Hired,
}

/// Reads rows and finds where they come into the horizon.
pub(crate) struct Reading<'t, 'm> {
    tally: &'t Tally<'m>,
    pub(crate) states: States<'t>,
    /// The years of the calendar before the horizon, and those of it but the last.
    before: Vec<Turn>,
    pub(crate) turns: Vec<Turn>,
    /// Stretches of years before the horizon with one raise; the last is the year before it.
    stretches: Vec<usize>,
    stretch_of: Vec<usize>,
    pasts: Numbered<Past>,
    /// By past.
    starts: Vec<Start>,
    many: Numbered<u64>,
    /// By class, the first month in which its rules are in force, as an ordinal; after all where there is none.
    ready: Vec<u16>,
    always_ready: bool,
    anniversaries: bool,
    /// The first month of the horizon, as an ordinal.
    first: u16,
    /// By year of hire, the one from which standards are counted.
    standards_from: Vec<u8>,
    /// By class, the stretches with indexed standards of who stays from before the horizon.
    whole_runs: Vec<Runs>,
    plain: Plain,
    room: Box<Room>,
}

/// The starts of plain rows, those of which nothing but pay and steps tells where they begin: found without a search.
struct Plain {
    /// How many years each stretch has, and one; and the months of hire, where they are asked for.
    radices: Vec<u16>,
    /// How many ways of steps there are; none where it is not tried, or more than pay and steps tell.
    ways: Option<usize>,
    /// The pays of pieces, by their keys. By pay and way of steps, the start's number; [`UNKNOWN`] where it was not asked
    /// for.
    pays: Numbered<u64>,
    starts: Vec<u32>,
    /// By pay of the piece, where its starts are; nothing where there are too many.
    places: Vec<u32>,
}

const UNKNOWN: u32 = u32::MAX;

/// No more ways than this are tried, and no more starts.
const MOST_WAYS: usize = 1 << 12;
const MOST_STARTS: usize = 1 << 21;

/// Some people of a block who are there from the first month of the horizon to its end, unless by chance: their rows in
/// its columns.
#[derive(Clone, Copy)]
pub(crate) struct Stayers<'b> {
    pub(crate) rows: &'b [u16],
    pub(crate) leaf: &'b [Leaf],
    pub(crate) account: &'b [u32; BLOCK],
    pub(crate) hired: &'b [Month],
    /// The start's number; somebody has come with it before.
    pub(crate) start: &'b [u32; BLOCK],
}

/// Who takes people in.
pub(crate) trait Taking<'r> {
    /// People whose years all come out as assumed.
    fn take_plain(&mut self, stayers: Stayers<'_>) -> Result<(), Lost>;
    /// Notes years of one of them that come out otherwise; not where that is left to chance.
    fn note_known(
        &mut self,
        states: &mut States<'r>,
        turns: &[Turn],
        start: u32,
        account: u32,
        known: Known,
    ) -> Result<(), Lost>;
    /// Whether these are noted.
    fn takes_known(&self) -> bool;
    /// Anybody.
    fn take(
        &mut self,
        states: &mut States<'r>,
        turns: &[Turn],
        leaf: Leaf,
        arrival: &Arrival,
    ) -> Result<(), Lost>;
}

impl<'t, 'm> Reading<'t, 'm> {
    pub(crate) fn new(tally: &'t Tally<'m>) -> Reading<'t, 'm> {
        let rules = tally.rules;
        let states = States::new(rules, tally.scale.most);
        let first = rules.horizon.first;
        let before: Vec<Turn> = Year::all()
            .take_while(|year| *year < first)
            .map(|year| Turn::new(rules, &states, year))
            .collect();
        let last = rules.years().len() - 1;
        let turns: Vec<Turn> = rules.years().take(last).map(|year| Turn::new(rules, &states, year)).collect();
        let (mut stretches, mut stretch_of) = (Vec::new(), Vec::new());
        for (place, turn) in before.iter().enumerate() {
            let last = place + 1 == before.len();
            if let Some(raise) = turn.raise.filter(|raise| last || stretches.last() != Some(raise)) {
                stretches.push(raise);
            }
            stretch_of.push(stretches.len().saturating_sub(1));
        }
        let ready = (0..rules.classes.len()).map(|class| {
            let months = rules.months();
            let ready = months.into_iter().find(|month| starts_in_force(rules, class, *month).is_empty());
            ready.map_or(u16::MAX, Month::ordinal)
        });
        let ready: Vec<u16> = ready.collect();
        let room = Room::new(stretches.len(), turns.len(), !rules.indexed.is_empty());
        let anniversaries =
            rules.years().filter_map(|year| rules.raise(year)).any(|raise| raise.is_anniversary());
        let with_raise = |stretch| {
            let years =
                before.iter().zip(&stretch_of).filter(|(turn, of)| turn.raise.is_some() && **of == stretch);
            years.count() as u16 // of 252 years
        };
        let mut radices: Vec<u16> = (0..stretches.len()).map(|stretch| with_raise(stretch) + 1).collect();
        radices.extend(anniversaries.then_some(12));
        let ways = radices.iter().try_fold(1, |ways: usize, radix| {
            ways.checked_mul((*radix).into()).filter(|ways| *ways <= MOST_WAYS)
        });
        let alike = !rules.limited && (rules.indexed.is_empty() || rules.grants.len() == 1);
        let ways = ways.filter(|_| alike);
        let first_month = rules.first_month().ordinal();
        let whole_end = stays_through(rules, rules.first_month(), None);
        let whole_runs = |class| rules.indexed_runs(class, rules.first_month(), whole_end);
        Reading {
            tally,
            states,
            before,
            stretches,
            stretch_of,
            pasts: Numbered::default(),
            starts: Vec::new(),
            many: Numbered::default(),
            always_ready: ready.iter().all(|ready| *ready <= first_month),
            ready,
            anniversaries,
            first: first_month,
            standards_from: Year::all()
                .map(|year| place(rules.indexed_from(*year.months().start())))
                .collect(),
            whole_runs: (0..rules.classes.len()).map(whole_runs).collect(),
            turns,
            plain: Plain { radices, ways, pays: Numbered::default(), starts: Vec::new(), places: Vec::new() },
            room: Box::new(room),
        }
    }

    /// Begins with rows of a piece.
    pub(crate) fn open(&mut self, piece: &Piece) {
        let Plain { ways, pays, starts, places, .. } = &mut self.plain;
        places.clear();
        let Some(ways) = *ways else { return };
        if (pays.len() + piece.pays.len()) * ways > MOST_STARTS {
            (*pays, *starts) = Default::default();
        }
        if piece.pays.len() * ways <= MOST_STARTS {
            places.extend(piece.pays.iter().map(|pay| pays.number(&pay_key(*pay)) * ways as u32));
            // Months count from 1, so the last way of the last pay is one beyond.
            starts.resize(pays.len() * ways + 1, UNKNOWN);
        }
    }

    /// Forgets all states.
    pub(crate) fn forget(&mut self) {
        self.states = States::new(self.tally.rules, self.tally.scale.most);
        (self.pasts, self.starts) = (Numbered::default(), Vec::new());
        self.plain.starts.fill(UNKNOWN);
    }

    /// The state of somebody hired in a month of the horizon, at a pay or at entry pay, who is there through a last
    /// month, and what is known of the years; nothing where something is missing.
    pub(crate) fn entry(
        &mut self,
        account: u32,
        hired: Month,
        last: Month,
        pay: Option<Amount>,
    ) -> Option<(Start, Known)> {
        let rules = self.tally.rules;
        let end = rules.place(last.year());
        let mut known = Known::default();
        let hired_in = rules.place(hired.year());
        for (place, turn) in self.turns.iter().enumerate().take(end).skip(hired_in) {
            let counts = place > hired_in || hired.of_year() <= turn.counted;
            if !turn.ruled || counts && turn.missing[usize::from(NO_GRADE)] {
                return None;
            }
            let none = usize::from(NO_GRADE);
            if counts && turn.differs[none] || !counts && turn.assumed == Verdict::Passed {
                known.years |= 1 << place;
            }
            if counts && turn.differs[none] && turn.passes[none] {
                known.passed |= 1 << place;
            }
        }
        if hired.ordinal() < self.ready[self.tally.accounts.class[account as usize]] {
            return None;
        }
        let class = self.tally.accounts.class[account as usize];
        let pay = pay.or_else(|| entry_pay(&rules.grant_of(class).subsidy, hired))?;
        let runs = rules.indexed_runs(class, hired, last);
        let state = self.states.begin(pay.fen().0.unsigned_abs(), runs, self.hired(hired));
        let state = self.states.number(state);
        Some((Start { number: None, old: state, new: state }, known))
    }

    /// Reads some rows of the piece that was opened, at most a block of them.
    pub(crate) fn block(
        &mut self,
        piece: &Piece,
        rows: Range<usize>,
        taking: &mut impl Taking<'t>,
    ) -> Result<(), Lost> {
        self.columns(piece, rows.clone());
        self.years(piece, &rows);
        if self.room.bad[..rows.len()].iter().fold(0, |any, bad| any | bad) != 0 {
            return Err(Lost::Problem);
        }
        let has_starts = !self.plain.places.is_empty();
        let takes_known = taking.takes_known();
        let first = place(self.tally.rules.horizon.first);
        self.room.find_plain(first, takes_known, &self.plain.radices, has_starts);
        let leaves = &piece.leaf[rows.clone()];
        let accounts = &self.tally.accounts;
        if !accounts.find_all(leaves, &mut self.room.account) {
            return Err(Lost::Fault(Fault::here("the leaf of everybody has an account")));
        }
        let hired = &piece.hired[rows.clone()];
        if !self.always_ready {
            for (hired, account) in hired.iter().zip(&self.room.account) {
                let start = hired.max(&self.tally.rules.first_month()).ordinal();
                if start < self.ready[accounts.class[*account as usize]] {
                    return Err(Lost::Problem);
                }
            }
        }
        let pays = &piece.pay[rows.clone()];
        self.room.start = [UNKNOWN; BLOCK];
        if has_starts {
            let Room { start, way, plain, .. } = &mut *self.room;
            for (at, pay) in pays.iter().enumerate() {
                let place = self.plain.places[*pay as usize] as usize + usize::from(way[at]);
                let known = self.plain.starts.get(place).filter(|_| plain[at] != 0);
                start[at] = known.copied().unwrap_or(UNKNOWN);
            }
        }
        let (mut stay, mut differ, mut come) = ([0; BLOCK], [0; BLOCK], [0; BLOCK]);
        let Room { account, start, any, .. } = &*self.room;
        let (mut stays, mut differs, mut comes) = (0, 0, 0);
        for at in 0..rows.len() {
            let row = at as u16; // of a block
            let stayer = (start[at] != UNKNOWN) & (takes_known | (any[at] == 0));
            // Each is put, and stays where it belongs there.
            (stay[stays], differ[differs], come[comes]) = (row, row, row);
            stays += usize::from(stayer);
            differs += usize::from(stayer & (any[at] != 0));
            comes += usize::from(!stayer);
        }
        taking.take_plain(Stayers { rows: &stay[..stays], leaf: leaves, account, hired, start })?;
        for &at in &differ[..differs] {
            let at = usize::from(at);
            let (start, account, known) = (self.room.start[at], self.room.account[at], self.known(at));
            taking.note_known(&mut self.states, &self.turns, start, account, known)?;
        }
        for &at in &come[..comes] {
            let at = usize::from(at);
            let arrival = self.arrival(piece, rows.start + at, at, self.room.account[at]);
            let arrival = arrival.ok_or(Lost::Problem)?;
            taking.take(&mut self.states, &self.turns, leaves[at], &arrival)?;
            if takes_known || self.room.any[at] == 0 {
                self.note_start(piece, at, pays[at], arrival.start);
            }
        }
        Ok(())
    }

    /// Keeps the start of a row that is plain, but for years that come out otherwise than assumed.
    fn note_start(&mut self, piece: &Piece, at: usize, pay: u32, start: Start) {
        let given = piece.pays[pay as usize].is_some();
        let place = self.plain.places.get(pay as usize).filter(|_| given && self.room.plain[at] != 0);
        if let (Some(place), Some(start)) = (place, start.number) {
            let place = *place as usize + usize::from(self.room.way[at]);
            self.plain.starts.iter_mut().skip(place).take(1).for_each(|known| *known = start);
        }
    }

    /// Somebody in a row.
    fn arrival(&mut self, piece: &Piece, row: usize, at: usize, account: u32) -> Option<Arrival> {
        let rules = self.tally.rules;
        let hired = piece.hired[row];
        let start = self.start(at, self.pay_key(piece, row), hired)?;
        let known = if self.room.any[at] == 0 { Known::default() } else { self.known(at) };
        let begins = match self.room.hired[at].checked_sub(place(rules.horizon.first)) {
            Some(year) => At { year, month: self.room.month[at] },
            None => At { year: 0, month: 1 },
        };
        let left = piece.left(row);
        let leaves = left.filter(|left| *left <= rules.last_month()).map(|left| At::new(rules, left));
        Some(Arrival { account, hired, exposed: left.is_none(), begins, leaves, start, known })
    }

    fn known(&self, at: usize) -> Known {
        let word =
            |bytes: &[Bytes]| bytes.iter().rev().fold(0, |word, bytes| word << 8 | u128::from(bytes[at]));
        Known { years: word(&self.room.known), passed: word(&self.room.passed) }
    }

    /// A pay that is given, doubled; or, for whom it is not, the grant and the month of hire, doubled and one.
    fn pay_key(&self, piece: &Piece, row: usize) -> u64 {
        match piece.pays[piece.pay[row] as usize] {
            Some(pay) => pay.fen().0.unsigned_abs() << 1,
            None => {
                let rules = self.tally.rules;
                let grant = rules.classes[rules.class_of(piece.leaf[row])].grant as u64;
                (grant << 16 | u64::from(piece.hired[row].ordinal())) << 1 | 1
            }
        }
    }

    /// What amounts rest on of a month of hire.
    fn hired(&self, hired: Month) -> Hired {
        Hired {
            anniversary: self.anniversaries.then(|| hired.of_year()),
            month: self.tally.rules.limited.then_some(hired),
        }
    }

    /// The states of the first year of a row.
    fn start(&mut self, at: usize, pay: u64, hired: Month) -> Option<Start> {
        let room = &self.room;
        let past = Past {
            pay,
            steps: [&room.pay_steps, &room.standard_steps].map(|steps| {
                let mut word = 0;
                for (place, steps) in steps.iter().enumerate() {
                    if place % 4 == 0 && place > 0 {
                        word = u64::from(self.many.number(&word)) + 1;
                    }
                    word = word << 8 | u64::from(steps[at]);
                }
                word
            }),
            runs: room.runs[at],
            hired: self.hired(hired),
        };
        let number = self.pasts.number(&past);
        if let Some(start) = self.starts.get(number as usize) {
            return Some(*start);
        }
        let (old, new) = self.follow(&past, at)?;
        let start =
            Start { number: Some(number), old: self.states.number(old), new: self.states.number(new) };
        self.starts.push(start);
        Some(start)
    }

    /// The states that a past comes to, before the step of the horizon's first year and after it.
    fn follow(&mut self, past: &Past, at: usize) -> Option<(State, State)> {
        let pay = match past.pay & 1 {
            0 => past.pay >> 1,
            _ => {
                let (grant, hired) = (past.pay >> 17, past.pay >> 1 & u64::from(u16::MAX));
                let grant = &self.tally.rules.grants[grant as usize];
                entry_pay(&grant.subsidy, Month::from_ordinal(hired as u32)?)?.fen().0.unsigned_abs()
            }
        };
        let mut state = self.states.begin(pay, past.runs, past.hired);
        let mut before = state;
        for (place, raise) in self.stretches.iter().enumerate() {
            let standards = self.room.standard_steps.get(place).map_or(0, |steps| steps[at]);
            let pays = self.room.pay_steps[place][at];
            before = state;
            state = self.states.stepped(state, *raise, pays, standards).ok()?;
        }
        Some((before, state))
    }

    /// Months as years and months of the year; from when and until when grades are asked for.
    fn columns(&mut self, piece: &Piece, rows: Range<usize>) {
        let (rules, room) = (self.tally.rules, &mut *self.room);
        room.forget();
        let last = rules.last_month().ordinal();
        // An ordinal is 1 or more; of 252 years.
        let year = |ordinal: u16| (ordinal.wrapping_sub(1) / 12) as u8;
        let hired = &piece.hired[rows.clone()];
        for (at, hired) in hired.iter().enumerate() {
            let ordinal = hired.ordinal();
            room.hired[at] = year(ordinal);
            room.month[at] = ((ordinal.wrapping_sub(1) % 12) as u8).wrapping_add(1);
        }
        match piece.pay_year.get(rows.clone()) {
            Some(years) => room.pay_year.iter_mut().zip(years).for_each(|(to, year)| *to = place(*year)),
            None => room.pay_year = room.hired,
        }
        (room.end, room.stays) = ([year(last); BLOCK], [u8::MAX; BLOCK]);
        if let Some(left) = piece.left.get(rows.clone()) {
            for ((end, stays), left) in room.end.iter_mut().zip(&mut room.stays).zip(left) {
                *end = year(left.map_or(last, |left| left.ordinal().min(last)));
                *stays = if left.is_none() { u8::MAX } else { 0 };
            }
        }
        if certain_end(rules, rules.first_month()).is_some() {
            for (at, hired) in hired.iter().enumerate() {
                room.end[at] = year(stays_through(rules, *hired, piece.left(rows.start + at)).ordinal());
            }
        }
        room.asked = room.pay_year;
        if !rules.indexed.is_empty() {
            for at in 0..BLOCK {
                room.standard_year[at] = self.standards_from[usize::from(room.hired[at])];
            }
            let leaves = &piece.leaf[rows.clone()];
            for (at, (hired, leaf)) in hired.iter().zip(leaves).enumerate() {
                let class = if self.whole_runs.len() == 1 { 0 } else { rules.class_of(*leaf) };
                // Most are there from the first month to the last that anybody may be.
                let whole = hired.ordinal() < self.first && room.stays[at] != 0;
                room.runs[at] = if whole {
                    self.whole_runs[class]
                } else {
                    let end = stays_through(rules, *hired, piece.left(rows.start + at));
                    rules.indexed_runs(class, (*hired).max(rules.first_month()), end)
                };
            }
            for at in 0..BLOCK {
                let counted = if room.runs[at].is_empty() { u8::MAX } else { room.standard_year[at] };
                room.asked[at] = room.asked[at].min(counted);
            }
        }
    }

    /// The years before the horizon, and those of it.
    fn years(&mut self, piece: &Piece, rows: &Range<usize>) {
        let room = &mut *self.room;
        let asked = &room.asked[..rows.len()];
        let earliest = usize::from(asked.iter().copied().fold(u8::MAX, u8::min));
        for (turn, stretch) in self.before.iter().zip(&self.stretch_of).skip(earliest) {
            room.before(piece, rows.clone(), turn, *stretch);
        }
        for (place, turn) in self.turns.iter().enumerate() {
            if turn.differs_without_grades() || turn.may_lack() || piece.has(turn.year) || room.hires_in(turn)
            {
                room.within(piece, rows.clone(), turn, place);
            }
        }
    }
}

/// The last month of the horizon in which somebody may be on the payroll.
fn stays_through(rules: &Rulebook, hired: Month, left: Option<Month>) -> Month {
    let last = left.or_else(|| certain_end(rules, hired)).unwrap_or(rules.last_month());
    last.min(rules.last_month())
}
