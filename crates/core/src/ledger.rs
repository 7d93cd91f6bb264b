//! Ledgers: exact figures per station, post and part of a year, and how they add up.

use std::collections::BTreeMap;

use num_bigint::BigUint;
use num_traits::Zero;

use serde::{Deserialize, Serialize};

use crate::{
    Assumptions, By, Errors, Forecast, Horizon, Notice, Payer, Plan, Post, Programme, Watch, Year,
    chance::{SHARES, Scale},
    figures::COUNTS,
    forecast, notice,
    rulebook::Rulebook,
};

mod written;

/// Exact figures per station, post and part of a year (rules 3 to 10).
///
/// Every leaf (station, post, part) is already in whole fen (rule 9), counts are unrounded, so the
/// ledgers of two parts of a plan, split by station, [merge](Ledger::merge) into the ledger of the
/// whole; rows, norm and funds are worked out from the merged one.
///
/// ```
/// use shuangbai::{Hire, Plan, Post, Station};
/// let part = |code: &str| {
///     Plan::builder("guangdong-2017", 2017, 2018)
///         .station(Station::new(code)?)
///         .hire(Hire::new(code, Post::Service, 4, "2017-07")?)
///         .build()
///         .map_err(Box::<dyn std::error::Error>::from)
/// };
/// let (one, other) = (part("440203001")?.check()?.ledger()?, part("440224001")?.check()?.ledger()?);
/// let whole = one.merge(other)?.forecast()?;
/// assert_eq!(whole.totals[1].headcount.to_string(), "8");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// With serde a ledger travels, as what it holds and the rules that it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "written::Ledger", into = "written::Ledger")]
pub struct Ledger {
    pub(crate) frame: Frame,
    /// By region, a station's code or a shorter one, and the place of the post where it is known.
    pub(crate) accounts: BTreeMap<(String, Option<Post>), Account>,
    /// By region.
    pub(crate) sites: BTreeMap<String, Site>,
    /// The names of regions and stations.
    pub(crate) names: BTreeMap<String, String>,
}

/// What a ledger's figures mean; ledgers with the same frame add up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) programme: Programme,
    pub(crate) horizon: Horizon,
    pub(crate) assumptions: Assumptions,
    pub(crate) by: By,
    /// Whether every figure is certain (rule 9).
    pub(crate) certain: bool,
    pub(crate) payers: Vec<Payer>,
    /// Those that bear top-ups, as places among the payers.
    pub(crate) bearers: Vec<usize>,
    pub(crate) costs: Vec<String>,
    /// Each year's parts, as first and last month.
    pub(crate) parts: Vec<Vec<(u8, u8)>>,
    /// What each year's counts are divided by.
    pub(crate) denominators: Vec<BigUint>,
    pub(crate) notices: Vec<Notice>,
}

/// How fine a ledger's accounts are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grain {
    /// Per station and post.
    Station,
    /// Per region of the plan's `by`: all that a forecast needs.
    Region,
}

/// One account's money and counts. A leaf's amounts are below 2^63, and there are fewer leaves than
/// 2^33, so that sums fit 128 bits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Account {
    /// By part of the horizon: pay, subsidy, top-up, surplus, raise cost, then the payers' shares
    /// and the bearers' top-ups, in fen.
    pub(crate) money: Vec<i128>,
    /// By year, [`COUNTS`] each, as numerators of the year's denominator.
    pub(crate) counts: Vec<BigUint>,
}

/// What does not rest on people: costs, and the norm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Site {
    /// By part of the horizon and cost: the amount, then the payers' shares, in fen.
    pub(crate) costs: Vec<i128>,
    /// By year and cost: the hours due.
    pub(crate) hours: Vec<u64>,
    /// By year: whether an open station was under a cost entry.
    pub(crate) under_cost: Vec<bool>,
    /// By year: the norm of December, where one was in force and a station open.
    pub(crate) norm: Vec<Option<NormSum>>,
}

/// The norm of a December over open stations (rule 7).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct NormSum {
    pub(crate) stations: u64,
    pub(crate) required: u64,
    /// As numerators of the year's denominator.
    pub(crate) held: BigUint,
    pub(crate) short: BigUint,
    pub(crate) over: BigUint,
}

/// Why two ledgers don't add up.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// They are of different programmes, horizons or assumptions.
    #[error("the ledgers are of different plans: programme, horizon, assumptions and `by` must be equal")]
    OtherPlan,
    /// Both have this station: a leaf that is in two parts can't be rounded once.
    #[error("both ledgers have the station `{0}`: a plan is split by station")]
    SameStation(String),
}

impl Frame {
    /// The frame of a plan's ledgers: it rests on everything but stations and people.
    pub(crate) fn new(plan: &Plan) -> Frame {
        let Plan { programme, horizon, assumptions, by, .. } = plan;
        let rules = Rulebook::new(programme, *horizon, *assumptions, &[]);
        // Denominators do not rest on how many people there are, or on what they earn.
        let scale = Scale::new(&rules, 1, 1);
        Frame {
            programme: programme.clone(),
            horizon: *horizon,
            assumptions: *assumptions,
            by: *by,
            certain: rules.certain(),
            costs: programme.cost_names().into_iter().map(str::to_owned).collect(),
            denominators: scale.years.into_iter().map(|year| year.denominator).collect(),
            notices: notice::notices(programme, *horizon),
            payers: rules.payers,
            bearers: rules.bearers,
            parts: rules.parts,
        }
    }

    /// The figures of money that an account has in each part.
    pub(crate) fn figures(&self) -> usize {
        SHARES + self.payers.len() + self.bearers.len()
    }

    /// The years of the horizon.
    pub(crate) fn years(&self) -> impl Iterator<Item = Year> + use<> {
        let first = self.horizon.first;
        (first.number()..=self.horizon.last.number()).map(move |year| Year::try_from(year).unwrap_or(first))
    }

    /// The places of a year's parts among all parts of the horizon.
    pub(crate) fn part_places(&self, year: usize) -> std::ops::Range<usize> {
        let before: usize = self.parts[..year].iter().map(Vec::len).sum();
        before..before + self.parts[year].len()
    }

    pub(crate) fn account(&self) -> Account {
        let parts: usize = self.parts.iter().map(Vec::len).sum();
        Account {
            money: vec![0; parts * self.figures()],
            counts: vec![BigUint::zero(); self.parts.len() * COUNTS],
        }
    }

    pub(crate) fn site(&self) -> Site {
        let parts: usize = self.parts.iter().map(Vec::len).sum();
        let years = self.parts.len();
        Site {
            costs: vec![0; parts * self.costs.len() * (1 + self.payers.len())],
            hours: vec![0; years * self.costs.len()],
            under_cost: vec![false; years],
            norm: vec![None; years],
        }
    }
}

impl Account {
    pub(crate) fn add_times(&mut self, other: &Account, times: u64) {
        let money = self.money.iter_mut().zip(&other.money);
        money.for_each(|(sum, amount)| *sum += amount * i128::from(times));
        let counts = self.counts.iter_mut().zip(&other.counts).filter(|(_, count)| !count.is_zero());
        counts.for_each(|(sum, count)| *sum += count * times);
    }
}

impl Site {
    pub(crate) fn add(&mut self, other: &Site) {
        self.costs.iter_mut().zip(&other.costs).for_each(|(sum, amount)| *sum += amount);
        self.hours.iter_mut().zip(&other.hours).for_each(|(sum, hours)| *sum += hours);
        self.under_cost.iter_mut().zip(&other.under_cost).for_each(|(sum, under)| *sum |= under);
        for (sum, norm) in self.norm.iter_mut().zip(&other.norm) {
            if let Some(norm) = norm {
                sum.get_or_insert_default().add(norm);
            }
        }
    }
}

impl NormSum {
    pub(crate) fn add(&mut self, other: &NormSum) {
        self.stations += other.stations;
        self.required += other.required;
        self.held += &other.held;
        self.short += &other.short;
        self.over += &other.over;
    }
}

impl Ledger {
    /// The ledger of both parts of a plan.
    ///
    /// # Errors
    /// When the ledgers are of different plans, or both have a station.
    pub fn merge(mut self, other: Ledger) -> Result<Ledger, MergeError> {
        if self.frame != other.frame {
            return Err(MergeError::OtherPlan);
        }
        if let Some(station) = other.sites.keys().find(|station| self.sites.contains_key(*station)) {
            return Err(MergeError::SameStation(station.clone()));
        }
        self.accounts.extend(other.accounts);
        self.sites.extend(other.sites);
        self.names.extend(other.names);
        Ok(self)
    }

    /// The forecast: rows, totals, norm and funds (rules 10 and 14).
    ///
    /// # Errors
    /// `overflow` with an empty place, when a row, total or fund does not fit (rule 15).
    pub fn forecast(&self) -> Result<Forecast, Errors> {
        forecast::forecast(self, &Watch::new())
    }

    /// The codes of its stations.
    pub fn stations(&self) -> impl Iterator<Item = &str> {
        self.sites.keys().map(String::as_str)
    }
}
