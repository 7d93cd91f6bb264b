//! A ledger as it travels between processes: what it holds, and the rules that it rests on.
//!
//! Amounts are written like all money; unrounded counts as hexadecimal numerators, since no number of
//! JSON holds them.

use std::collections::BTreeMap;

use num_bigint::BigUint;
use num_traits::Num;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

use super::{account, frame::Frame, ledger};
use crate::{
    check::plan::check,
    faults::error::{ErrorKind, Errors},
    plan::{
        assumptions::{Assumptions, Horizon},
        plan::Plan,
        programme::Programme,
    },
    values::{
        code::Code,
        fen::Fen,
        words::{By, Post},
    },
};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ledger {
    programme: Programme,
    horizon: Horizon,
    assumptions: Assumptions,
    by: By,
    accounts: Vec<Account>,
    sites: Vec<Site>,
    names: BTreeMap<String, String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Account {
    station: Code,
    post: Post,
    money: Vec<Fen>,
    counts: Vec<Exact>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Site {
    station: Code,
    costs: Vec<Fen>,
    hours: Vec<u32>,
    under_cost: Vec<bool>,
    norm: Vec<Option<Norm>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Norm {
    stations: u32,
    required: u32,
    held: Exact,
    short: Exact,
    over: Exact,
}

/// A numerator, in hexadecimal digits.
#[derive(Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[derive(Clone)]
struct Exact(BigUint);

impl TryFrom<String> for Exact {
    type Error = num_bigint::ParseBigIntError;

    fn try_from(digits: String) -> Result<Exact, Self::Error> {
        BigUint::from_str_radix(&digits, 16).map(Exact)
    }
}

impl From<Exact> for String {
    fn from(number: Exact) -> String {
        number.0.to_str_radix(16)
    }
}

impl Serialize for ledger::Ledger {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let written =
            Ledger::of(self).ok_or_else(|| ser::Error::custom("only a ledger of stations is written"))?;
        written.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for ledger::Ledger {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ledger::deserialize(deserializer)?.read().map_err(de::Error::custom)
    }
}

/// Why what is written is no ledger.
#[derive(Debug, thiserror::Error)]
enum NotALedger {
    #[error("{0}")]
    Rules(#[from] Errors),
    #[error("the account or site of `{0}` has not as many figures as its years and parts ask for")]
    Length(Code),
}

impl Ledger {
    /// What there is to write; none where an amount or number is larger than a station's can be.
    fn of(ledger: &ledger::Ledger) -> Option<Ledger> {
        let fens = |amounts: &[i128]| -> Option<Vec<Fen>> {
            amounts.iter().map(|amount| i64::try_from(*amount).ok().map(Fen)).collect()
        };
        let small = |number: u64| u32::try_from(number).ok();
        let account = |(station, post): &(String, Option<Post>), account: &account::Account| {
            Some(Account {
                station: station.parse().ok()?,
                post: (*post)?,
                money: fens(&account.money)?,
                counts: account.counts.iter().cloned().map(Exact).collect(),
            })
        };
        let norm = |norm: &account::NormSum| {
            Some(Norm {
                stations: small(norm.stations)?,
                required: small(norm.required)?,
                held: Exact(norm.held.clone()),
                short: Exact(norm.short.clone()),
                over: Exact(norm.over.clone()),
            })
        };
        let site = |station: &str, site: &account::Site| {
            let norms =
                site.norm.iter().map(|sum| sum.as_ref().map_or(Some(None), |sum| norm(sum).map(Some)));
            Some(Site {
                station: station.parse().ok()?,
                costs: fens(&site.costs)?,
                hours: site.hours.iter().map(|hours| small(*hours)).collect::<Option<_>>()?,
                under_cost: site.under_cost.clone(),
                norm: norms.collect::<Option<_>>()?,
            })
        };
        let frame = &ledger.frame;
        Some(Ledger {
            programme: frame.programme.clone(),
            horizon: frame.horizon,
            assumptions: frame.assumptions,
            by: frame.by,
            accounts: ledger
                .accounts
                .iter()
                .map(|(leaf, held)| account(leaf, held))
                .collect::<Option<_>>()?,
            sites: ledger.sites.iter().map(|(station, held)| site(station, held)).collect::<Option<_>>()?,
            names: ledger.names.clone(),
        })
    }

    /// The ledger, when it is one.
    fn read(self) -> Result<ledger::Ledger, NotALedger> {
        let Ledger { programme, horizon, assumptions, by, .. } = self;
        if let Some(texts) = horizon.too_long() {
            return Err(Errors::one(ErrorKind::Range, "/horizon/last", texts).into());
        }
        let (stations, workers, hires, regions) = Default::default();
        let plan = Plan { programme, horizon, stations, workers, hires, assumptions, regions, by };
        check(&plan, &[], |_, _| ())?;
        let frame = Frame::new(&plan.programme, horizon, assumptions, by).map_err(Errors::from)?;
        let (empty, none) = (frame.account(), frame.site());
        let mut ledger =
            ledger::Ledger { frame, accounts: BTreeMap::new(), sites: BTreeMap::new(), names: self.names };
        for Account { station, post, money, counts } in self.accounts {
            if (money.len(), counts.len()) != (empty.money.len(), empty.counts.len()) {
                return Err(NotALedger::Length(station));
            }
            let money = money.into_iter().map(|amount| amount.0.into()).collect();
            let counts = counts.into_iter().map(|count| count.0).collect();
            let account = account::Account { money, counts };
            ledger.accounts.insert((station.as_str().to_owned(), Some(post)), account);
        }
        for site in self.sites {
            let lengths =
                |site: &Site| [site.costs.len(), site.hours.len(), site.under_cost.len(), site.norm.len()];
            if lengths(&site) != [none.costs.len(), none.hours.len(), none.under_cost.len(), none.norm.len()]
            {
                return Err(NotALedger::Length(site.station));
            }
            let norm = |norm: Norm| account::NormSum {
                stations: norm.stations.into(),
                required: norm.required.into(),
                held: norm.held.0,
                short: norm.short.0,
                over: norm.over.0,
            };
            let read = account::Site {
                costs: site.costs.into_iter().map(|amount| amount.0.into()).collect(),
                hours: site.hours.into_iter().map(u64::from).collect(),
                under_cost: site.under_cost,
                norm: site.norm.into_iter().map(|sum| sum.map(norm)).collect(),
            };
            ledger.sites.insert(site.station.as_str().to_owned(), read);
        }
        // An account without its site would be in no row.
        for (station, _) in ledger.accounts.keys() {
            if let (false, Ok(code)) = (ledger.sites.contains_key(station), station.parse()) {
                return Err(NotALedger::Length(code));
            }
        }
        Ok(ledger)
    }
}
