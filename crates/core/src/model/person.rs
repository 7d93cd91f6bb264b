//! Rules 3, 4 and 8: what the figures of a worker rest on, and the few who move or are away.

use crate::{
    plan::people::Away,
    values::{
        fen::Amount,
        leaf::Leaf,
        month::{Month, Months, Year},
        words::Grade,
    },
};

/// What the figures of a worker rest on, but for the station and the post.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Case {
    pub(crate) hired: Month,
    /// The last month of employment; without one, exposed to the leave rate.
    pub(crate) left: Option<Month>,
    /// The annual pay of `pay_year`; entry pay of the year of hire where there is none.
    pub(crate) pay: Option<Amount>,
    pub(crate) pay_year: Year,
    pub(crate) grades: Vec<(Year, Grade)>,
}

/// A worker who moves or is away, and is employed in the horizon (rule 8).
#[derive(Clone, Debug)]
pub(crate) struct Mover {
    /// The row among all workers of the plan.
    pub(crate) row: usize,
    pub(crate) case: Case,
    /// Where they are from the month of hire on.
    pub(crate) home: Leaf,
    /// Where they move, in order.
    pub(crate) moves: Vec<Stay>,
    /// In order.
    pub(crate) away: Vec<Away>,
}

/// Where somebody is from a month on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stay {
    pub(crate) from: Month,
    pub(crate) leaf: Leaf,
}

/// Months of employment at one leaf.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stint {
    pub(crate) leaf: Leaf,
    pub(crate) first: Month,
    pub(crate) last: Month,
}

impl Mover {
    /// Somebody who stays at a leaf.
    pub(crate) fn staying(case: Case, leaf: Leaf) -> Mover {
        Mover { row: 0, case, home: leaf, moves: Vec::new(), away: Vec::new() }
    }

    /// Where they are, in order.
    pub(crate) fn stays(&self) -> impl Iterator<Item = Stay> {
        let home = Stay { from: self.case.hired, leaf: self.home };
        std::iter::once(home).chain(self.moves.iter().copied())
    }

    /// The months `first..=last` of employment, cut by the moves.
    pub(crate) fn stints(&self, first: Month, last: Month) -> Vec<Stint> {
        let cut = self.stays().enumerate().filter_map(|(place, stay)| {
            // each of `moves` takes the worker from its month on
            let next = self.moves.get(place).map(|next| u32::from(next.from.ordinal()) - 1);
            let end = next.map_or(Some(last), Month::from_ordinal)?;
            let stint = Stint { leaf: stay.leaf, first: first.max(stay.from), last: last.min(end) };
            (stint.first <= stint.last).then_some(stint)
        });
        cut.collect()
    }

    /// Whether a month of employment is on the payroll.
    pub(crate) fn on_payroll(&self, month: Month) -> bool {
        // Months `away`, both whole, earn nothing and are not on the payroll
        !self.away.iter().any(|away| away.from <= month && month <= away.to)
    }

    /// The runs of months on the payroll among some months of a year in which they are employed.
    pub(crate) fn runs(&self, year: Year, months: Months) -> Vec<Months> {
        let mut runs: Vec<Months> = Vec::new();
        for of_year in (months.first..=months.last).filter(|of_year| self.on_payroll(year.month(*of_year))) {
            match runs.last_mut() {
                Some(run) if run.last + 1 == of_year => run.last = of_year,
                _ => runs.push(Months { first: of_year, last: of_year }),
            }
        }
        runs
    }

    /// For how many months they are on the payroll in a year through whose December they are employed.
    pub(crate) fn served(&self, year: Year) -> u8 {
        let employed = |month: &Month| self.case.hired <= *month;
        let months = (1..=12).map(|of_year| year.month(of_year)).filter(employed);
        months.map(|month| u8::from(self.on_payroll(month))).sum()
    }
}
