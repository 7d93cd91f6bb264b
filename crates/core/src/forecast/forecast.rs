//! Rules 10 and 14: the forecast, and how a ledger's accounts make it.

use std::collections::BTreeMap;

use num_traits::Zero;
use serde::{Deserialize, Serialize};

use super::rows::{NormRow, OfYear, Row};
use crate::{
    base::json,
    faults::{
        error::{Fault, Promised, Unanswered},
        watch::Watch,
    },
    ledger::{
        account::{Account, Site},
        columns::Figure,
        frame::Frame,
        ledger::Ledger,
    },
    model::problem::overflow,
    plan::entries::{Fund, Purpose},
    rules::{
        fund::{Asked, FundReport, Parts, draw},
        notice::Notice,
    },
};

/// A forecast (rule 14).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Forecast {
    /// The programme's id.
    pub programme: String,
    /// What nobody has confirmed, sorted like errors.
    pub notices: Vec<Notice>,
    /// One for each year and region with somebody on the payroll or an open station under a cost
    /// entry, by year, then region.
    pub rows: Vec<Row>,
    /// One for each year, region `""`.
    pub totals: Vec<Row>,
    /// The norm of each December, by year and region; after all of these for region `""`.
    pub norm: Vec<NormRow>,
    /// What each fund of the programme pays.
    pub funds: Vec<FundReport>,
}

impl Forecast {
    /// The forecast as compact JSON, as rule 14 writes it.
    pub fn to_json(&self) -> String {
        json::written(self)
    }
}

/// The forecast of a ledger, if the watch is not stopped.
pub(crate) fn forecast(ledger: &Ledger, watch: &Watch) -> Result<Forecast, Unanswered> {
    let frame = &ledger.frame;
    let digits = frame.by.digits();
    let mut accounts: BTreeMap<&str, Account> = BTreeMap::new();
    let mut sites: BTreeMap<&str, Site> = BTreeMap::new();
    let (mut all, mut all_sites) = (frame.account(), frame.site());
    for ((code, _), account) in &ledger.accounts {
        accounts.entry(&code[..digits]).or_insert_with(|| frame.account()).add_times(account, 1);
        all.add_times(account, 1);
    }
    for (code, site) in &ledger.sites {
        sites.entry(&code[..digits]).or_insert_with(|| frame.site()).add(site);
        all_sites.add(site);
    }
    let nobody = frame.account();
    let name = |code: &str| ledger.names.get(code).map_or("", String::as_str);
    let mut rows = Vec::new();
    let mut totals = Vec::new();
    let mut norm = Vec::new();
    let mut norm_of_all = Vec::new();
    let too_large = || overflow(&[]);
    for (place, year) in frame.years().enumerate() {
        let of = |region, name| OfYear { frame, place, year: year.number(), region, name };
        for (region, site) in &sites {
            watch.going()?;
            let account = accounts.get(region).unwrap_or(&nobody);
            let of = of(region, name(region));
            // a region with nobody employed and no open station under a cost entry in a year has no row;
            let somebody = !account.counts[frame.count(place, Figure::WorkerMonths)].is_zero();
            if somebody || site.under_cost[place] {
                rows.push(of.row(account, site).ok_or_else(too_large)?);
            }
            if let Some(sum) = &site.norm[place] {
                norm.push(of.norm_row(sum).ok_or_else(too_large)?);
            }
        }
        // `totals` has every year.
        let of_all = of("", "");
        totals.push(of_all.row(&all, &all_sites).ok_or_else(too_large)?);
        if let Some(sum) = &all_sites.norm[place] {
            norm_of_all.push(of_all.norm_row(sum).ok_or_else(too_large)?);
        }
    }
    norm.extend(norm_of_all);
    let funds: Vec<&Fund> = frame.programme.funds.iter().map(|fund| &fund.says).collect();
    let drawn: Vec<Drawn> = funds.iter().map(|fund| Drawn::of(fund, frame)).collect::<Result<_, _>>()?;
    let years: Vec<Parts<'_>> =
        frame.years().zip(&frame.parts).map(|(year, months)| Parts { year, months }).collect();
    let funds = draw(&funds, &years, |Asked { year, part, fund }| {
        drawn[fund].due(frame, frame.part_places(year).start + part, &all, &all_sites)
    });
    Ok(Forecast {
        programme: frame.programme.id.clone(),
        notices: frame.notices.clone(),
        rows,
        totals,
        norm,
        funds: funds.ok_or_else(too_large)?,
    })
}

/// Where a ledger has what a fund is drawn for (rule 10).
enum Drawn {
    /// The payer's shares of the subsidy, by the payer's place.
    Subsidy(usize),
    /// The payer's part of a cost, by the places of cost and payer.
    Cost(usize, usize),
    /// The programme has no part for the fund's payer.
    Nothing,
}

impl Drawn {
    fn of(fund: &Fund, frame: &Frame) -> Result<Drawn, Fault> {
        let cost = match &fund.pays {
            Purpose::Subsidy => None,
            Purpose::Cost(name) => {
                let place = frame.costs.iter().position(|cost| cost == name);
                Some(place.promised("a fund pays a cost that the programme has")?)
            }
        };
        Ok(match (frame.payers.find(fund.payer), cost) {
            (None, _) => Drawn::Nothing,
            (Some(payer), None) => Drawn::Subsidy(payer),
            (Some(payer), Some(cost)) => Drawn::Cost(cost, payer),
        })
    }

    /// What it comes to in a part of the horizon.
    fn due(&self, frame: &Frame, part: usize, account: &Account, site: &Site) -> i128 {
        match *self {
            Drawn::Subsidy(payer) => account.money[frame.money(part)][frame.shares()][payer],
            Drawn::Cost(cost, payer) => site.costs[frame.cost(part, cost)][1..][payer],
            Drawn::Nothing => 0,
        }
    }
}
