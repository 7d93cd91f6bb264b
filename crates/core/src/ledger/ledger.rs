//! Ledgers: exact figures per station, post and part of a year, and how they add up.

use std::collections::{BTreeMap, btree_map::Entry};

use super::{
    account::{Account, Site},
    frame::Frame,
};
use crate::{
    plan::assumptions::Horizon,
    values::{
        leaf::POSTS,
        words::{By, Post},
    },
};

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
/// With serde a ledger travels, as what it holds and the rules that it rests on. What is read is looked at first, and
/// refused where the library would not have written it: [`LedgerError`](crate::LedgerError) says why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ledger {
    pub(crate) frame: Frame,
    /// By region, a station's code or a shorter one, and by post where that is known.
    pub(crate) accounts: BTreeMap<(String, Option<Post>), Account>,
    /// By region.
    pub(crate) sites: BTreeMap<String, Site>,
    /// The names of regions and stations.
    pub(crate) names: BTreeMap<String, String>,
}

/// Why two ledgers don't add up.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MergeError {
    /// They are of different programmes.
    #[error(
        "the ledgers are of different programmes: the rules must be equal, those that a reform changes too"
    )]
    OtherProgramme,
    /// They are of different horizons.
    #[error("the ledgers are of different horizons, {} to {} and {} to {}: they must be equal", .0.first, .0.last, .1.first, .1.last)]
    OtherHorizon(Horizon, Horizon),
    /// They rest on different assumptions.
    #[error("the ledgers rest on different assumptions: all of them must be equal")]
    OtherAssumptions,
    /// Their rows are of different regions.
    #[error("the ledgers have rows by different regions, `by` {0} and {1}: it must be equal")]
    OtherBy(By, By),
    /// Both have this station: a leaf that is in two parts can't be rounded once.
    #[error("both ledgers have the station `{0}`: a plan is split by station")]
    SameStation(String),
    /// A region has a name in each.
    #[error("the region `{code}` is called `{one}` in one ledger and `{other}` in the other")]
    OtherName {
        /// The region's code.
        code: String,
        /// Its name in the one.
        one: String,
        /// Its name in the other.
        other: String,
    },
}

impl Ledger {
    /// The ledger of both parts of a plan.
    ///
    /// # Errors
    /// When the ledgers are of different plans, both have a station, or they name a region differently.
    pub fn merge(mut self, other: Ledger) -> Result<Ledger, MergeError> {
        let (one, two) = (&self.frame, &other.frame);
        if one.programme != two.programme {
            return Err(MergeError::OtherProgramme);
        }
        if one.horizon != two.horizon {
            return Err(MergeError::OtherHorizon(one.horizon, two.horizon));
        }
        if one.assumptions != two.assumptions {
            return Err(MergeError::OtherAssumptions);
        }
        if one.by != two.by {
            return Err(MergeError::OtherBy(one.by, two.by));
        }
        if let Some(station) = other.sites.keys().find(|station| self.sites.contains_key(*station)) {
            return Err(MergeError::SameStation(station.clone()));
        }
        for (code, name) in other.names {
            match self.names.entry(code) {
                Entry::Vacant(new) => drop(new.insert(name)),
                Entry::Occupied(known) if *known.get() == name => {}
                // A station's own name goes before one that the plan's `regions` give it.
                Entry::Occupied(known) if self.sites.contains_key(known.key()) => {}
                Entry::Occupied(mut known) if other.sites.contains_key(known.key()) => {
                    known.insert(name);
                }
                Entry::Occupied(known) => {
                    let (code, one) = known.remove_entry();
                    return Err(MergeError::OtherName { code, one, other: name });
                }
            }
        }
        self.accounts.extend(other.accounts);
        self.sites.extend(other.sites);
        Ok(self)
    }

    /// The posts of a station that have accounts.
    pub(crate) fn posts(&self, station: &str) -> impl Iterator<Item = Post> {
        let has = move |post: &Post| self.accounts.contains_key(&(station.to_owned(), Some(*post)));
        POSTS.into_iter().filter(has)
    }

    /// The codes of its stations.
    pub fn stations(&self) -> impl Iterator<Item = &str> {
        self.sites.keys().map(String::as_str)
    }
}
