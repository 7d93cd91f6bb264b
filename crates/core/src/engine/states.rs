//! What a worker's figures rest on from some year on (rule 4): people of one state are alike, however they came to it.

use crate::{
    base::numbered::Numbered,
    faults::error::Fault,
    model::rulebook::{Rulebook, Runs},
    rules::pay::RaiseRule,
    values::month::{Month, Year},
};

/// An indexed standard that does not fit 64-bit fen.
pub(crate) const BEYOND: u64 = u64::MAX;

/// What people stand on in a year, but for how long they stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct State {
    /// The annual pay, in fen.
    pub(crate) pay: u64,
    /// What simple raises rest on; nothing where there is none in the horizon.
    pub(crate) base: u64,
    /// The indexed standards, as a number.
    indexed: u32,
    pub(crate) hired: Hired,
}

/// What the amounts of somebody on a state rest on of the month of hire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Hired {
    /// The month of the year, where it is the one of raises.
    pub(crate) anniversary: Option<u8>,
    /// The month, where first months are subsidised only.
    pub(crate) month: Option<Month>,
}

/// The indexed standards taken in some stretches, in the order of their places.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Standards {
    pub(crate) runs: Runs,
    pub(crate) values: Vec<u64>,
}

/// The states that there are, numbered, and what follows them.
pub(crate) struct States<'r> {
    rules: &'r Rulebook,
    /// What no pay or standard goes beyond (see [`Scale`](crate::model::scale::Scale)).
    most: u64,
    numbers: Numbered<State>,
    standards: Numbered<Standards>,
    /// The raises, each once, and which one each year of the calendar has.
    raises: Vec<RaiseRule>,
    raise_of: Vec<Option<usize>>,
    /// What follows by each raise.
    after: Vec<Followers>,
    standards_after: Vec<Followers>,
    keeps_base: bool,
}

/// What follows each number; [`UNKNOWN`] where it was not asked for.
#[derive(Clone, Default)]
struct Followers(Vec<u32>);

const UNKNOWN: u32 = u32::MAX;

impl Followers {
    fn of(&self, number: u32) -> Option<u32> {
        self.0.get(number as usize).copied().filter(|after| *after != UNKNOWN)
    }

    fn note(&mut self, number: u32, after: u32) {
        if self.0.len() <= number as usize {
            self.0.resize(number as usize + 1, UNKNOWN);
        }
        self.0[number as usize] = after;
    }
}

impl<'r> States<'r> {
    pub(crate) fn new(rules: &'r Rulebook, most: u64) -> States<'r> {
        let mut raises: Vec<RaiseRule> = Vec::new();
        let mut raise_of = Vec::new();
        for year in Year::all() {
            raise_of.push(rules.raise(year).map(|raise| {
                raises.iter().position(|other| *other == raise).unwrap_or_else(|| {
                    raises.push(raise);
                    raises.len() - 1
                })
            }));
        }
        let keeps_base =
            rules.years().filter_map(|year| rules.raise(year)).any(|raise| raise.rests_on_base());
        States {
            rules,
            most,
            numbers: Numbered::default(),
            standards: Numbered::default(),
            after: vec![Followers::default(); raises.len()],
            standards_after: vec![Followers::default(); raises.len()],
            raises,
            raise_of,
            keeps_base,
        }
    }

    /// The raise of a year, as a number; its step is that of the rule.
    pub(crate) fn raise(&self, year: Year) -> Option<usize> {
        self.raise_of[year.index()]
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.numbers.len()
    }

    pub(crate) fn get(&self, state: u32) -> &State {
        self.numbers.key(state)
    }

    /// The indexed standards of a state.
    pub(crate) fn standards(&self, state: u32) -> &Standards {
        self.standards.key(self.get(state).indexed)
    }

    /// The indexed standard of a state with a place, where it has it.
    pub(crate) fn standard(&self, state: u32, place: usize) -> Option<u64> {
        let Standards { runs, values } = self.standards(state);
        let at = self.rules.indexed_places(*runs).position(|other| other == place)?;
        values.get(at).copied()
    }

    /// The state of somebody who begins with a pay, as it is of the year from which it is counted, and with the
    /// indexed standards of some stretches.
    pub(crate) fn begin(&mut self, pay: u64, runs: Runs, hired: Hired) -> State {
        let values = self.rules.indexed_places(runs).map(|place| self.rules.indexed[place]).collect();
        let indexed = self.standards.number(&Standards { runs, values });
        State { pay, base: pay, indexed, hired }
    }

    /// The number of a state at the beginning of its way through the horizon.
    pub(crate) fn number(&mut self, state: State) -> u32 {
        let base = if self.keeps_base { state.base } else { 0 };
        self.numbers.number(&State { base, ..state })
    }

    /// So many steps of a raise: of the pay, and of the indexed standards.
    pub(crate) fn stepped(
        &mut self,
        state: State,
        raise: usize,
        pays: u8,
        standards: u8,
    ) -> Result<State, Misstep> {
        let (mut pay, mut indexed) = (state.pay, state.indexed);
        for _ in 0..pays {
            pay = self.pay_after(pay, state.base, raise)?;
        }
        for _ in 0..standards {
            indexed = self.indexed_after(indexed, raise)?;
        }
        Ok(State { pay, indexed, ..state })
    }

    /// The state after the step of a raise.
    #[inline]
    pub(crate) fn after(&mut self, state: u32, raise: usize) -> Result<u32, Misstep> {
        match self.after[raise].of(state) {
            Some(after) => Ok(after),
            None => self.find_after(state, raise),
        }
    }

    #[cold]
    fn find_after(&mut self, state: u32, raise: usize) -> Result<u32, Misstep> {
        let before = *self.numbers.key(state);
        let stepped = self.stepped(before, raise, 1, u8::from(!self.rules.indexed.is_empty()))?;
        let after = self.numbers.number(&stepped);
        self.after[raise].note(state, after);
        Ok(after)
    }

    fn pay_after(&self, pay: u64, base: u64, raise: usize) -> Result<u64, Misstep> {
        let stepped = self.raises[raise].step(&pay, &base).ok_or(Misstep::Overflow)?;
        // What goes beyond would run over into other figures when it is added up.
        if stepped > self.most { Err(Misstep::Beyond) } else { Ok(stepped) }
    }

    fn indexed_after(&mut self, indexed: u32, raise: usize) -> Result<u32, Misstep> {
        if let Some(after) = self.standards_after[raise].of(indexed) {
            return Ok(after);
        }
        let Standards { runs, values } = self.standards.key(indexed).clone();
        let mut after = Vec::with_capacity(values.len());
        for (place, value) in self.rules.indexed_places(runs).zip(values) {
            let stepped = self.raises[raise].step(&value, &self.rules.indexed[place]);
            // One that does not fit is an error only where it is taken.
            let stepped = if value == BEYOND { BEYOND } else { stepped.unwrap_or(BEYOND) };
            if stepped > self.most && stepped != BEYOND {
                return Err(Misstep::Beyond);
            }
            after.push(stepped);
        }
        let after = self.standards.number(&Standards { runs, values: after });
        self.standards_after[raise].note(indexed, after);
        Ok(after)
    }
}

/// A step can't be taken.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Misstep {
    /// The pay does not fit.
    Overflow,
    /// Pay or standard goes beyond what lanes have room for: a fault of the library's.
    Beyond,
}

/// A way can't be gone to its end.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Lost {
    /// Something is wrong with somebody: the walks from case to case find what.
    Problem,
    Fault(Fault),
}

impl From<Misstep> for Lost {
    fn from(_: Misstep) -> Lost {
        Lost::Problem
    }
}

impl From<Fault> for Lost {
    fn from(fault: Fault) -> Lost {
        Lost::Fault(fault)
    }
}
