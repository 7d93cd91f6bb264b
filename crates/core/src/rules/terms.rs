//! Rule 3: the parts of a year, and the terms that they are cut into.

use super::{
    sharing::Split,
    subsidy::{Granted, Subsidised},
};
use crate::{
    plan::entries::{Fund, Share},
    values::month::{Month, Months, Year},
};

/// The parts of a year.
pub(crate) fn parts_of<'f>(year: Year, funds: impl Iterator<Item = &'f Fund> + Clone) -> Vec<Months> {
    let mut first = 1;
    let mut parts = Vec::new();
    for of_year in 1..=12 {
        let (this, next) = (year.month(of_year), (of_year < 12).then(|| year.month(of_year + 1)));
        // A fiscal year is cut into parts before a month in which a fund of the programme begins
        // and after one in which a fund ends
        let cut = funds.clone().any(|fund| Some(fund.first) == next || fund.last == Some(this));
        if cut || next.is_none() {
            parts.push(Months { first, last: of_year });
            first = of_year + 1;
        }
    }
    parts
}

/// A stretch of a year in which subsidy and sharing say the same, for one kind of post at the stations of one kind.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Term {
    pub(crate) months: Months,
    /// The part of the year that it lies in.
    pub(crate) part: usize,
    pub(crate) subsidised: Subsidised,
    /// Only so many first months from the month of hire on are.
    pub(crate) first_months: Option<u32>,
    /// The place among the bearers of who bears the top-up.
    pub(crate) bearer: usize,
    pub(crate) split: Split,
}

/// What the entries of a term say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Said<'p> {
    pub(crate) subsidy: Granted,
    pub(crate) shares: &'p [Share],
}

/// A term's months, the place of its part, and what holds in it.
pub(crate) struct Stretch<'p> {
    pub(crate) months: Months,
    pub(crate) part: usize,
    pub(crate) said: Said<'p>,
}

/// The terms of one year. Months without an entry are in no term.
pub(crate) fn terms<'p>(
    year: Year,
    parts: &[Months],
    says: impl Fn(Month) -> Option<Said<'p>>,
) -> Vec<Stretch<'p>> {
    let mut terms: Vec<Stretch<'p>> = Vec::new();
    for (part, months) in parts.iter().enumerate() {
        let mut before = None;
        for month in months.first..=months.last {
            let said = says(year.month(month));
            // and a part into terms where what the subsidy entry or its sharing entry says changes;
            // an entry that says what was in force before cuts nothing.
            match (said, terms.last_mut()) {
                (Some(_), Some(open)) if said == before => open.months.last = month,
                (Some(said), _) => {
                    terms.push(Stretch { months: Months { first: month, last: month }, part, said })
                }
                (None, _) => {}
            }
            before = said;
        }
    }
    terms
}
