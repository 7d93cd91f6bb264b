//! All people of a plan, gathered on the model's threads: what is sure flows to the end of the horizon at once, the
//! rest is found by life.

use std::ops::Range;

use super::{
    alike::Like,
    arrivals::{Arrival, At, Known, Reading, Start, Stayers, Taking},
    flow::Flow,
    group::Group,
    held::Held,
    life::Life,
    population::Found,
    presence::Presence,
    states::{Lost, States},
    tally::Tally,
    turn::Turn,
};
use crate::{
    base::{lanes::add_times, numbered::Numbered, threads::on_threads},
    faults::error::{Fault, Promised},
    model::{blocks::BLOCK, crowd::Piece},
    values::leaf::Leaf,
};

/// What some people come to.
pub(crate) struct Gathered<'t, 'm> {
    pub(crate) presence: Presence<'t, 'm>,
    pub(crate) held: Held,
    pub(crate) amounts: Amounts,
}

/// What they earn.
pub(crate) enum Amounts {
    /// Added up: a vector for each account.
    Sums(Vec<u64>),
    /// To be worked out by life.
    Lives { lives: Vec<Life>, found: Found },
}

/// Rows of a piece for one thread.
type Share<'p> = Vec<(&'p Piece, Range<usize>)>;

/// All people, as many gatherings as there were threads at work, one at least.
pub(crate) fn gather<'t, 'm>(tally: &'t Tally<'m>) -> Result<Vec<Gathered<'t, 'm>>, Lost> {
    let shares: Vec<(usize, Share<'_>)> = shares(tally).into_iter().enumerate().collect();
    let stretches = shares.iter().flat_map(|(_, share)| share);
    tally.model.watch.announce(stretches.map(|(_, rows)| rows.len().div_ceil(BLOCK)).sum());
    let gathered = on_threads(tally.model.threads, &shares, |(place, share)| {
        let mut gathering = Gathering::new(tally);
        if *place == 0 {
            gathering.groups()?;
        }
        gathering.rows(share)?;
        gathering.close()
    });
    gathered.into_iter().collect()
}

/// A thread has at least so many rows: what states come to is worked out on each.
const LEAST: usize = 1 << 16;

/// The rows in stretches of about the same length, one for each thread.
fn shares<'t>(tally: &'t Tally<'_>) -> Vec<Share<'t>> {
    let pieces = &tally.model.crowd.pieces;
    let all: usize = pieces.iter().map(Piece::len).sum();
    let share = all.div_ceil(tally.model.threads.get()).max(LEAST).next_multiple_of(BLOCK);
    let mut shares: Vec<Share<'_>> = vec![Vec::new()];
    let mut room = share;
    for piece in pieces {
        let mut first = 0;
        while first < piece.len() {
            if room == 0 {
                shares.push(Vec::new());
                room = share;
            }
            let end = piece.len().min(first + room);
            if let Some(share) = shares.last_mut() {
                share.push((piece, first..end));
            }
            room -= end - first;
            first = end;
        }
    }
    shares
}

/// People on their way into what they come to.
struct Gathering<'t, 'm> {
    tally: &'t Tally<'m>,
    reading: Reading<'t, 'm>,
    taken: Taken<'t, 'm>,
}

/// Those who are taken in.
struct Taken<'t, 'm> {
    tally: &'t Tally<'m>,
    presence: Presence<'t, 'm>,
    held: Held,
    way: Way<'t, 'm>,
}

/// How their amounts are found.
enum Way<'t, 'm> {
    Flow(Box<Flow<'t, 'm>>),
    Lives(ByLikeness),
}

/// People by what makes them live alike.
#[derive(Default)]
struct ByLikeness {
    numbers: Numbered<Like>,
    lives: Vec<Life>,
    /// By start, the life of plain people, where one was asked for.
    plain: Vec<Option<u32>>,
    found: Found,
}

/// A flow is let to its end once it has so many counts,
const ROOM: usize = 1 << 24;
/// or so many numbers would be kept of its states: one for each year and account.
const STATES: usize = 1 << 23;
/// A state takes room besides, as so many accounts do.
const FEW: usize = 16;

impl<'t, 'm> Gathering<'t, 'm> {
    fn new(tally: &'t Tally<'m>) -> Gathering<'t, 'm> {
        let reading = Reading::new(tally);
        let way = if tally.is_sure() {
            Way::Flow(Box::new(Flow::new(tally, &reading.states, &reading.turns)))
        } else {
            Way::Lives(ByLikeness::default())
        };
        let taken = Taken { tally, presence: Presence::new(tally), held: Held::new(tally), way };
        Gathering { tally, reading, taken }
    }

    fn rows(&mut self, share: &Share<'_>) -> Result<(), Lost> {
        for (piece, rows) in share {
            self.reading.open(piece);
            for first in rows.clone().step_by(BLOCK) {
                if self.tally.model.watch.is_stopped() {
                    return Err(Lost::Problem);
                }
                self.reading.block(piece, first..rows.end.min(first + BLOCK), &mut self.taken)?;
                self.tally.model.watch.advance();
                if self.is_full() {
                    self.flow()?;
                    self.reading.forget();
                }
            }
        }
        Ok(())
    }

    /// The posts of hires and fills.
    fn groups(&mut self) -> Result<(), Lost> {
        let tally = self.tally;
        for group in &tally.groups {
            let Group { leaf, month: hired, left, count, .. } = *group;
            let fault = || Lost::Fault(Fault::here("the leaf of every hire has an account"));
            let account = tally.accounts.find(leaf).ok_or_else(fault)?;
            let begins = At::new(tally.rules, hired);
            let last = left.unwrap_or(tally.rules.last_month());
            let (start, known) = match &self.taken.way {
                Way::Flow(_) => self.reading.entry(account, hired, last, group.pay).ok_or(Lost::Problem)?,
                Way::Lives(_) => (Start { number: None, old: 0, new: 0 }, Known::default()),
            };
            let leaves = left.map(|left| At::new(tally.rules, left));
            let exposed = left.is_none();
            let arrival = Arrival { account, hired, exposed, begins, leaves, start, known };
            self.taken.held.add(leaf, &arrival, count.into());
            if tally.accounts.is_alike(leaf) {
                continue;
            }
            let times = tally.times(group.hire.is_none());
            self.taken.presence.add(&arrival, times * u64::from(count));
            if let Way::Flow(flow) = &mut self.taken.way {
                flow.add(&mut self.reading.states, &self.reading.turns, &arrival, count as i32)?;
            }
        }
        Ok(())
    }

    /// Whether a flow would take too much room if more came: states and their steps at all accounts.
    fn is_full(&self) -> bool {
        let Way::Flow(flow) = &self.taken.way else { return false };
        let (years, accounts) = (self.tally.rules.parts.len(), self.tally.accounts.class.len());
        flow.room() > ROOM || self.reading.states.len() * years * accounts.max(FEW) > STATES
    }

    fn flow(&mut self) -> Result<(), Lost> {
        if let Way::Flow(flow) = &mut self.taken.way {
            flow.run(&mut self.reading.states, &self.reading.turns)?;
        }
        Ok(())
    }

    fn close(mut self) -> Result<Gathered<'t, 'm>, Lost> {
        self.flow()?;
        let Taken { mut presence, held, way, .. } = self.taken;
        presence.close();
        let amounts = match way {
            Way::Flow(flow) => Amounts::Sums(flow.into_vectors()),
            Way::Lives(ByLikeness { lives, found, .. }) => Amounts::Lives { lives, found },
        };
        Ok(Gathered { presence, held, amounts })
    }
}

impl<'t> Taking<'t> for Taken<'t, '_> {
    fn take_plain(&mut self, stayers: Stayers<'_>) -> Result<(), Lost> {
        let Stayers { rows, leaf, account, hired, start } = stayers;
        let rows = rows.iter().copied().map(usize::from);
        self.held.add_plain(rows.clone().map(|at| leaf[at]));
        self.presence.add_plain(rows.clone().map(|at| (account[at], hired[at])));
        match &mut self.way {
            Way::Flow(flow) => rows.for_each(|at| flow.add_plain(start[at], account[at])),
            Way::Lives(ByLikeness { plain, found, .. }) => {
                for at in rows {
                    let life = plain.get(start[at] as usize).copied().flatten();
                    let life = life.promised("a start that is known has come before");
                    found.people.push((life?, account[at]));
                }
            }
        }
        Ok(())
    }

    fn note_known(
        &mut self,
        states: &mut States<'t>,
        turns: &[Turn],
        start: u32,
        account: u32,
        known: Known,
    ) -> Result<(), Lost> {
        match &mut self.way {
            Way::Flow(flow) => Ok(flow.note_known(states, turns, start, account, known)?),
            Way::Lives(_) => Err(Lost::Fault(Fault::here("what is known makes a life of its own"))),
        }
    }

    fn takes_known(&self) -> bool {
        matches!(self.way, Way::Flow(_))
    }

    fn take(
        &mut self,
        states: &mut States<'t>,
        turns: &[Turn],
        leaf: Leaf,
        arrival: &Arrival,
    ) -> Result<(), Lost> {
        self.held.add(leaf, arrival, 1);
        self.presence.add(arrival, self.tally.times(false));
        match &mut self.way {
            Way::Flow(flow) => Ok(flow.add(states, turns, arrival, 1)?),
            Way::Lives(by) => {
                by.add(self.tally, states, arrival);
                Ok(())
            }
        }
    }
}

impl ByLikeness {
    fn add(&mut self, tally: &Tally<'_>, states: &States<'_>, arrival: &Arrival) {
        let Arrival { account, leaves, start, known, .. } = *arrival;
        let like = Like::new(tally, states, arrival);
        let life = self.numbers.number(&like);
        if life as usize == self.lives.len() {
            self.lives.push(like.life(tally.rules, states));
        }
        self.found.people.push((life, account));
        if let Some(At { year, month }) = leaves {
            let year = tally.rules.years().nth(year.into());
            self.found.leavers.extend(year.map(|year| (life, (year.month(month), account))));
        }
        let plain = arrival.exposed && known == Known::default() && arrival.hired < tally.rules.first_month();
        if let Some(start) = start.number.filter(|_| plain) {
            let start = start as usize;
            self.plain.resize(self.plain.len().max(start + 1), None);
            self.plain[start] = Some(life);
        }
    }
}

impl Gathered<'_, '_> {
    /// Both together, where amounts are added up.
    pub(crate) fn and(self, other: Self) -> Self {
        let amounts = match (self.amounts, other.amounts) {
            (Amounts::Sums(mut sums), Amounts::Sums(more)) => {
                add_times(&mut sums, &more, 1);
                Amounts::Sums(sums)
            }
            (amounts, _) => amounts,
        };
        Gathered { presence: self.presence.and(other.presence), held: self.held.and(&other.held), amounts }
    }
}
