//! Rule 7: how many posts a station should have.

use crate::{
    base::exact::Exact,
    faults::error::{Fault, Promised},
    plan::{
        assumptions::Horizon,
        entries::{ByVillages, Norm, Range},
        people::Station,
    },
    values::{leaf::POSTS, month::Month, whole::Villages},
};

/// Posts of each kind, in the order of [`POSTS`].
pub(crate) type OfEach<N> = [N; POSTS.len()];

/// What a norm asks of one station, in posts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Required {
    /// At least and at most so many workers in all.
    InAll { min: u64, max: u64 },
    /// So many administrative and so many service posts.
    OfEach(OfEach<u64>),
}

impl Required {
    pub(crate) fn new(norm: &Norm, villages: Option<Villages>) -> Result<Required, Fault> {
        Ok(match norm {
            // range: at least min and at most max workers in all
            Norm::Range(Range { min, max }) => {
                Required::InAll { min: min.get().into(), max: max.get().into() }
            }
            // villages: administrative = A; service = villages × per_village
            Norm::Villages(ByVillages { administrative, per_village }) => {
                let villages = villages.promised("a station under a norm by villages has villages")?;
                let service = u64::from(villages.get()) * u64::from(per_village.get());
                Required::OfEach([administrative.get().into(), service])
            }
        })
    }

    /// The posts that it asks for: `min`, or both kinds' figures.
    pub(crate) fn posts(self) -> u64 {
        match self {
            Required::InAll { min, .. } => min,
            Required::OfEach([administrative, service]) => administrative + service,
        }
    }

    /// What is missing of each kind, given those held as so many times `unit`.
    pub(crate) fn missing<N: Exact>(self, [administrative, service]: OfEach<N>, unit: &N) -> OfEach<N> {
        let short = |posts: u64, held: N| above(N::from(posts) * unit.clone(), held);
        match self {
            // up to `min` for a range (as service posts),
            Required::InAll { min, .. } => [N::zero(), short(min, administrative + service)],
            // up to each kind's figure for `villages`
            Required::OfEach([a, s]) => [short(a, administrative), short(s, service)],
        }
    }

    /// What a range's `max` is exceeded by, likewise.
    pub(crate) fn over<N: Exact>(self, [administrative, service]: OfEach<N>, unit: &N) -> N {
        match self {
            Required::InAll { max, .. } => above(administrative + service, N::from(max) * unit.clone()),
            Required::OfEach(_) => N::zero(),
        }
    }
}

/// `a - b`, or nothing when that is less.
fn above<N: Exact>(a: N, b: N) -> N {
    if a > b { a - b } else { N::zero() }
}

/// The months of a horizon in which a station is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Open {
    pub(crate) opens: Month,
    /// The last of them; none where the station stays.
    pub(crate) closes: Option<Month>,
}

impl Open {
    pub(crate) fn new(station: &Station, horizon: Horizon) -> Open {
        Open {
            // A station is open from its `opens` month (default: January of the horizon's first year)
            opens: station.opens.unwrap_or(horizon.first_month()),
            // through its `closes` month (default: it stays)
            closes: station.closes.filter(|closes| *closes <= horizon.last_month()),
        }
    }

    /// Whether it is open in a month.
    pub(crate) fn includes(self, month: Month) -> bool {
        self.opens <= month && !self.closed(month)
    }

    /// Whether it closed before a month.
    pub(crate) fn closed(self, month: Month) -> bool {
        self.closes.is_some_and(|closes| closes < month)
    }
}
