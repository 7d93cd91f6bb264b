//! People who come into the horizon alike live one life.

use super::{
    arrivals::{Arrival, Known, Start},
    life::{Grades, Life},
    states::{Hired, States},
    tally::Tally,
};
use crate::{
    model::rulebook::Rulebook,
    values::{month::Month, words::MissingHistory},
};

/// People of whom all this is the same live alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Like {
    hired: Month,
    exposed: bool,
    /// Before the step of the first year, and after it.
    states: (u32, u32),
    known: Known,
}

impl Like {
    pub(crate) fn new(tally: &Tally<'_>, states: &States<'_>, arrival: &Arrival) -> Like {
        let Arrival { hired, exposed, start: Start { old, new, .. }, known, .. } = *arrival;
        Like {
            hired: hired_alike(tally.rules, hired, states.get(new).hired),
            exposed: exposed && tally.leaves_by_chance(),
            states: (old, new),
            known,
        }
    }

    /// What their amounts rest on.
    pub(crate) fn life(&self, rules: &Rulebook, states: &States<'_>) -> Life {
        let Like { hired, exposed, states: (old, new), known } = *self;
        let (before, after) = (states.get(old), states.get(new));
        let begins = hired.max(rules.first_month()).year();
        let mut grades = Grades::default();
        for (place, year) in rules.years().enumerate().filter(|(place, _)| known.years >> place & 1 == 1) {
            grades.note(year, known.passed >> place & 1 == 1);
        }
        // The step of the first year is that of a passed year before it, of what it makes another.
        let year_before = rules.horizon.first.before();
        let from = |steps: bool| year_before.filter(|_| steps).unwrap_or(begins);
        let (pay_year, standards_from) =
            (from(before.pay != after.pay), from(states.standards(old) != states.standards(new)));
        if let Some(year) = year_before.filter(|_| old != new) {
            grades.note(year, true);
        }
        let standards = states.standards(old);
        Life {
            hired,
            exposed,
            asked: pay_year.min(standards_from),
            pay: before.pay,
            pay_year,
            base: before.base,
            grades,
            // All that is known of other years is that they come out as assumed.
            history: MissingHistory::Pass,
            indexed: standards.runs,
            standards: standards.values.clone(),
            standards_from,
        }
    }
}

/// Who is on the payroll before the horizon is taken to be hired two years before it, in a month that is asked for.
fn hired_alike(rules: &Rulebook, hired: Month, Hired { anniversary, month }: Hired) -> Month {
    let first = rules.first_month();
    if hired >= first || month.is_some() {
        return hired;
    }
    // At the beginning of the calendar there is no such year, and hardly anybody to be alike.
    let january = u32::from(first.ordinal()).checked_sub(24);
    let month =
        january.and_then(|january| Month::from_ordinal(january + u32::from(anniversary.unwrap_or(1)) - 1));
    month.unwrap_or(hired)
}
