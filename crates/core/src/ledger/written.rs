//! A ledger as it travels between processes: what it holds, and the rules that it rests on.
//!
//! Amounts are written like all money; unrounded counts as hexadecimal numerators, since no number of
//! JSON holds them.

use std::collections::BTreeMap;

use num_bigint::BigUint;
use num_traits::Num;
use serde::{Deserialize, Serialize};

use crate::{Assumptions, By, Errors, Fen, Horizon, Plan, Post, Programme, check, ledger, plan::Code};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ledger {
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

/// Why what is written is no ledger.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotALedger {
    #[error("{0}")]
    Rules(Errors),
    #[error("the account or site of `{0}` has not as many figures as its years and parts ask for")]
    Length(Code),
}

/// Amounts of a station fit 64 bits, and so do hours and posts 32: the ledger was made that way.
fn fen(amount: &i128) -> Fen {
    Fen(i64::try_from(*amount).unwrap_or(i64::MAX))
}

impl From<ledger::Ledger> for Ledger {
    fn from(ledger: ledger::Ledger) -> Ledger {
        let frame = ledger.frame;
        let exact = |numbers: Vec<BigUint>| numbers.into_iter().map(Exact).collect();
        let small = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        let accounts = ledger.accounts.into_iter().filter_map(|((station, post), account)| {
            let money = account.money.iter().map(fen).collect();
            Some(Account {
                station: station.parse().ok()?,
                post: post?,
                money,
                counts: exact(account.counts),
            })
        });
        let norm = |norm: ledger::NormSum| Norm {
            stations: small(norm.stations),
            required: small(norm.required),
            held: Exact(norm.held),
            short: Exact(norm.short),
            over: Exact(norm.over),
        };
        let sites = ledger.sites.into_iter().filter_map(|(station, site)| {
            Some(Site {
                station: station.parse().ok()?,
                costs: site.costs.iter().map(fen).collect(),
                hours: site.hours.into_iter().map(small).collect(),
                under_cost: site.under_cost,
                norm: site.norm.into_iter().map(|sum| sum.map(norm)).collect(),
            })
        });
        Ledger {
            accounts: accounts.collect(),
            sites: sites.collect(),
            names: ledger.names,
            programme: frame.programme,
            horizon: frame.horizon,
            assumptions: frame.assumptions,
            by: frame.by,
        }
    }
}

impl TryFrom<Ledger> for ledger::Ledger {
    type Error = NotALedger;

    fn try_from(written: Ledger) -> Result<ledger::Ledger, NotALedger> {
        let Ledger { programme, horizon, assumptions, by, .. } = written;
        let (stations, workers, hires, regions) = Default::default();
        let plan = Plan { programme, horizon, stations, workers, hires, assumptions, regions, by };
        check::horizon_limits(&plan).map_err(NotALedger::Rules)?;
        check::check(&plan, &[], |_, _| ()).map_err(NotALedger::Rules)?;
        let frame = ledger::Frame::new(&plan);
        let (empty, none) = (frame.account(), frame.site());
        let mut ledger =
            ledger::Ledger { frame, accounts: BTreeMap::new(), sites: BTreeMap::new(), names: written.names };
        for Account { station, post, money, counts } in written.accounts {
            if (money.len(), counts.len()) != (empty.money.len(), empty.counts.len()) {
                return Err(NotALedger::Length(station));
            }
            let money = money.into_iter().map(|amount| amount.0.into()).collect();
            let counts = counts.into_iter().map(|count| count.0).collect();
            let account = ledger::Account { money, counts };
            ledger.accounts.insert((station.as_str().to_owned(), Some(post)), account);
        }
        for site in written.sites {
            let lengths =
                |site: &Site| [site.costs.len(), site.hours.len(), site.under_cost.len(), site.norm.len()];
            if lengths(&site) != [none.costs.len(), none.hours.len(), none.under_cost.len(), none.norm.len()]
            {
                return Err(NotALedger::Length(site.station));
            }
            let norm = |norm: Norm| ledger::NormSum {
                stations: norm.stations.into(),
                required: norm.required.into(),
                held: norm.held.0,
                short: norm.short.0,
                over: norm.over.0,
            };
            let read = ledger::Site {
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
