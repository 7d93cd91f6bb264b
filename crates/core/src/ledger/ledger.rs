//! Ledgers: exact figures per station, post and part of a year, and how they add up.

use std::collections::BTreeMap;

use super::{
    account::{Account, Site},
    frame::Frame,
};
use crate::values::words::Post;

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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ledger {
    pub(crate) frame: Frame,
    /// By region, a station's code or a shorter one, and the place of the post where it is known.
    pub(crate) accounts: BTreeMap<(String, Option<Post>), Account>,
    /// By region.
    pub(crate) sites: BTreeMap<String, Site>,
    /// The names of regions and stations.
    pub(crate) names: BTreeMap<String, String>,
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

    /// The codes of its stations.
    pub fn stations(&self) -> impl Iterator<Item = &str> {
        self.sites.keys().map(String::as_str)
    }
}
