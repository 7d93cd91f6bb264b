//! A ledger as it travels between processes: what it holds, and the rules that it rests on.
//!
//! Amounts are written like all money; unrounded counts as hexadecimal numerators, since no number of
//! JSON holds them.

use std::{collections::BTreeMap, sync::Arc};

use num_bigint::BigUint;
use num_traits::Num;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

use super::{account, audit::Gathered, error::LedgerError, frame::Frame, ledger};
use crate::{
    check::plan::check,
    faults::{
        error::{ErrorKind, Errors},
        findings::shown,
    },
    plan::{
        assumptions::{Assumptions, Horizon},
        plan::Plan,
        programme::Programme,
    },
    values::{
        code::Code,
        fen::Fen,
        month::Year,
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
    /// The years in which somebody is employed who moves or is away.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    moving: Vec<Year>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Site {
    station: Code,
    /// Those that have accounts.
    posts: Vec<Post>,
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

/// Why a text is no numerator.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is no numerator: hexadecimal digits, 0 to 9 and a to f, without zeros before them")]
struct NoNumerator(String);

impl TryFrom<String> for Exact {
    type Error = NoNumerator;

    fn try_from(digits: String) -> Result<Exact, NoNumerator> {
        let hexadecimal = digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let shortest = !digits.starts_with('0') || digits == "0";
        let number = Some(&digits).filter(|_| hexadecimal && shortest);
        let number = number.and_then(|digits| BigUint::from_str_radix(digits, 16).ok());
        number.map(Exact).ok_or_else(|| NoNumerator(shown(&digits)))
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
        let ledger = Ledger::deserialize(deserializer)?.read();
        // There is at least one station (rule 11).
        let ledger = ledger.and_then(|it| if it.sites.is_empty() { Err(LedgerError::Empty) } else { Ok(it) });
        ledger.map_err(de::Error::custom)
    }
}

/// What a ledger rests on, from its text: a ledger without stations.
#[cfg(feature = "arrow")]
pub(crate) fn plan_of_text(text: &str) -> Result<ledger::Ledger, LedgerError> {
    let written = serde_json::from_str::<Ledger>(text);
    let ledger = written.map_err(|error| LedgerError::Plan(error.to_string()))?.read();
    let ledger = ledger.map_err(|error| LedgerError::Plan(error.to_string()))?;
    if let Some(station) = ledger.stations().next() {
        return Err(LedgerError::Plan(format!("has the station `{station}`")));
    }
    Ok(ledger)
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
                counts: account.counts.iter().map(Exact).collect(),
                moving: account.moving.iter().filter_map(|place| ledger.frame.years().nth(*place)).collect(),
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
            let norms = (0..ledger.frame.parts.len())
                .map(|year| site.norm[year].as_ref().map_or(Some(None), |sum| norm(sum).map(Some)));
            Some(Site {
                station: station.parse().ok()?,
                posts: ledger.posts(station).collect(),
                costs: fens(&site.costs.amounts)?,
                hours: site.costs.hours.iter().map(|hours| small(*hours)).collect::<Option<_>>()?,
                under_cost: site.costs.under.clone(),
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
    fn read(self) -> Result<ledger::Ledger, LedgerError> {
        let Ledger { programme, horizon, assumptions, by, .. } = self;
        if let Some(texts) = horizon.too_long() {
            return Err(Errors::one(ErrorKind::Range, "/horizon/last", texts).into());
        }
        let (stations, workers, hires, regions) = Default::default();
        let plan = Plan { programme, horizon, stations, workers, hires, assumptions, regions, by };
        check(&plan, &[], |_, _| ())?;
        let frame = Frame::new(&plan.programme, horizon, assumptions, by).map_err(Errors::from)?;
        let (empty, none, years) = (frame.account(), frame.no_costs(), frame.parts.len());
        let mut gathered = Gathered::new(frame, self.names);
        for Account { station, post, money, counts, moving } in self.accounts {
            fits(station, Some(post), "money", &money, empty.money.len())?;
            fits(station, Some(post), "counts", &counts, empty.counts.len())?;
            let money = money.into_iter().map(|amount| amount.0.into()).collect();
            let counts = counts.into_iter().map(|count| count.0).collect();
            let place = |year: Year| {
                let outside = || LedgerError::Length {
                    station: station.to_string(),
                    post: Some(post),
                    list: "moving",
                    found: year.number().into(),
                    allowed: years,
                };
                horizon.years().position(|other| other == year).ok_or_else(outside)
            };
            let moving = moving.into_iter().map(place).collect::<Result<_, _>>()?;
            gathered.account(station, post, account::Account { money, counts, moving })?;
        }
        for Site { station, posts, costs, hours, under_cost, norm } in self.sites {
            fits(station, None, "costs", &costs, none.amounts.len())?;
            fits(station, None, "hours", &hours, none.hours.len())?;
            fits(station, None, "under_cost", &under_cost, years)?;
            fits(station, None, "norm", &norm, years)?;
            let of_year = |norm: Norm| account::NormSum {
                stations: norm.stations.into(),
                required: norm.required.into(),
                held: norm.held.0,
                short: norm.short.0,
                over: norm.over.0,
            };
            let costs = account::Costs {
                amounts: costs.into_iter().map(|amount| amount.0.into()).collect(),
                hours: hours.into_iter().map(u64::from).collect(),
                under: under_cost,
            };
            let site = account::Site {
                costs: Arc::new(costs),
                norm: norm.into_iter().map(|sum| sum.map(of_year)).collect(),
            };
            gathered.site(station, posts, site)?;
        }
        gathered.close()
    }
}

/// A list has so many figures.
fn fits<T>(
    station: Code,
    post: Option<Post>,
    list: &'static str,
    found: &[T],
    allowed: usize,
) -> Result<(), LedgerError> {
    let (found, station) = (found.len(), station.to_string());
    if found == allowed { Ok(()) } else { Err(LedgerError::Length { station, post, list, found, allowed }) }
}
