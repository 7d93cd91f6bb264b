//! Rules 10 and 14: a ledger by region, of which the parts of a forecast are worked out one by one, so that nobody
//! who writes them down has to keep them all.

use std::{borrow::Cow, collections::BTreeMap, ops::Range};

use super::rows::{NormRow, OfYear, Row};
use crate::{
    faults::{
        error::{Fault, Promised, Unanswered},
        watch::Watch,
    },
    ledger::{
        account::{Account, CountSum, NormSum, Site},
        columns::Figure,
        frame::Frame,
        ledger::Ledger,
    },
    model::problem::overflow,
    plan::entries::{Fund, Purpose},
    rules::fund::{Asked, FundReport, Parts, draw},
    values::month::Year,
};

/// A ledger whose accounts and sites stand by region.
pub(crate) struct Regions<'l> {
    frame: &'l Frame,
    watch: &'l Watch,
    /// Region by region, the ledger's where there are few of a region, and one that they come to where there are many.
    accounts: Vec<Cow<'l, Account>>,
    sites: Vec<Cow<'l, Site>>,
    regions: Vec<Region<'l>>,
    /// What all come to.
    account: Account,
    site: Site,
}

/// A region, and where its accounts and sites stand.
struct Region<'l> {
    code: &'l str,
    name: &'l str,
    accounts: Range<usize>,
    sites: Range<usize>,
}

/// What accounts come to together.
fn account_of<'l>(frame: &Frame, watch: &Watch, accounts: impl Iterator<Item = &'l Account>) -> Account {
    let Account { mut money, counts, mut moving } = frame.account();
    let mut sums = vec![CountSum::default(); counts.len()];
    for account in accounts.take_while(|_| !watch.is_stopped()) {
        money.iter_mut().zip(&account.money).for_each(|(sum, amount)| *sum += amount);
        sums.iter_mut().enumerate().for_each(|(place, sum)| sum.add(&account.counts, place));
        moving.extend(&account.moving);
    }
    Account { money, counts: sums.into_iter().map(CountSum::number).collect(), moving }
}

/// What sites come to together.
fn site_of<'l>(frame: &Frame, watch: &Watch, sites: impl Iterator<Item = &'l Site>) -> Site {
    let mut sum = frame.site();
    sites.take_while(|_| !watch.is_stopped()).for_each(|site| sum.add(site));
    sum
}

fn too_large() -> Unanswered {
    overflow(&[]).into()
}

impl<'l> Regions<'l> {
    pub(crate) fn new(ledger: &'l Ledger, watch: &'l Watch) -> Regions<'l> {
        let frame = &ledger.frame;
        let digits = frame.by.digits();
        let accounts = ledger.accounts.iter().map(|((code, _), account)| (&code[..digits], account));
        let accounts: Vec<(&str, &Account)> = accounts.collect();
        let sites: Vec<(&str, &Site)> =
            ledger.sites.iter().map(|(code, site)| (&code[..digits], site)).collect();
        let mut regions = Regions {
            frame,
            watch,
            accounts: Vec::new(),
            sites: Vec::new(),
            regions: Vec::new(),
            account: account_of(frame, watch, accounts.iter().map(|(_, account)| *account)),
            site: site_of(frame, watch, sites.iter().map(|(_, site)| *site)),
        };
        // In the order of their codes, so those of a region stand together.
        let mut rest = &accounts[..];
        for sites in sites.chunk_by(|(one, _), (other, _)| one == other) {
            let Some((code, _)) = sites.first() else { continue };
            let accounts;
            (accounts, rest) = rest.split_at(rest.partition_point(|(of, _)| of <= code));
            regions.push(code, &ledger.names, accounts, sites);
        }
        regions
    }

    /// Puts the next region behind the others.
    fn push(
        &mut self,
        code: &'l str,
        names: &'l BTreeMap<String, String>,
        accounts: &[(&'l str, &'l Account)],
        sites: &[(&'l str, &'l Site)],
    ) {
        /// Adding up takes room for what is the sum: not for the two posts of every station.
        const FEW: usize = 2;
        let (first_account, first_site) = (self.accounts.len(), self.sites.len());
        let each_account = accounts.iter().map(|(_, account)| *account);
        let each_site = sites.iter().map(|(_, site)| *site);
        if accounts.len() > FEW {
            self.accounts.push(Cow::Owned(account_of(self.frame, self.watch, each_account)));
        } else {
            self.accounts.extend(each_account.map(Cow::Borrowed));
        }
        if sites.len() > FEW {
            self.sites.push(Cow::Owned(site_of(self.frame, self.watch, each_site)));
        } else {
            self.sites.extend(each_site.map(Cow::Borrowed));
        }
        self.regions.push(Region {
            code,
            name: names.get(code).map_or("", String::as_str),
            accounts: first_account..self.accounts.len(),
            sites: first_site..self.sites.len(),
        });
    }

    /// The years of the horizon, with their places.
    fn years(&self) -> impl Iterator<Item = (usize, Year)> + use<> {
        self.frame.years().enumerate()
    }

    /// The rows, by year and region, until the watch is stopped or an amount does not fit.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Result<Row, Unanswered>> {
        self.years().flat_map(move |of_year| {
            self.regions.iter().filter_map(move |region| self.row(of_year, region).transpose())
        })
    }

    fn row(&self, (place, year): (usize, Year), region: &Region<'l>) -> Result<Option<Row>, Unanswered> {
        self.watch.going()?;
        let (accounts, sites) = (&self.accounts[region.accounts.clone()], &self.sites[region.sites.clone()]);
        // a region with nobody employed and no open station under a cost entry in a year has no row;
        let months = self.frame.count(place, Figure::WorkerMonths);
        let employed = |account: &Account| !account.counts.is_zero(months) || account.moving.contains(&place);
        let somebody = accounts.iter().any(|account| employed(account));
        if !somebody && !sites.iter().any(|site| site.costs.under[place]) {
            return Ok(None);
        }
        let (region, name) = (region.code, region.name);
        let of = OfYear { frame: self.frame, place, year: year.number(), region, name };
        of.row(accounts, sites).ok_or_else(too_large).map(Some)
    }

    /// `totals` has every year.
    pub(crate) fn totals(&self) -> Result<Vec<Row>, Unanswered> {
        let total = |of_year| {
            self.watch.going()?;
            let (account, site) = (Cow::Borrowed(&self.account), Cow::Borrowed(&self.site));
            self.of_all(of_year).row(&[account], &[site]).ok_or_else(too_large)
        };
        self.years().map(total).collect()
    }

    /// The norm of each December, by year and region; after all of these for all.
    pub(crate) fn norm(&self) -> Result<Vec<NormRow>, Unanswered> {
        let mut rows = Vec::new();
        for (place, year) in self.years() {
            for region in &self.regions {
                self.watch.going()?;
                let Some(sum) = norm_sum(&self.sites[region.sites.clone()], place) else { continue };
                let (region, name) = (region.code, region.name);
                let of = OfYear { frame: self.frame, place, year: year.number(), region, name };
                rows.push(of.norm_row(&sum).ok_or_else(too_large)?);
            }
        }
        let of_all = self.years().filter_map(|of_year| {
            let sum = self.site.norm[of_year.0].as_ref()?;
            Some(self.of_all(of_year).norm_row(sum).ok_or_else(too_large))
        });
        for row in of_all {
            rows.push(row?);
        }
        Ok(rows)
    }

    fn of_all(&self, (place, year): (usize, Year)) -> OfYear<'l> {
        OfYear { frame: self.frame, place, year: year.number(), region: "", name: "" }
    }

    /// What each fund of the programme pays (rule 10).
    pub(crate) fn funds(&self) -> Result<Vec<FundReport>, Unanswered> {
        let frame = self.frame;
        let funds: Vec<&Fund> = frame.programme.funds.iter().map(|fund| &fund.says).collect();
        let drawn: Vec<Drawn> = funds.iter().map(|fund| Drawn::of(fund, frame)).collect::<Result<_, _>>()?;
        let years: Vec<Parts<'_>> =
            frame.years().zip(&frame.parts).map(|(year, months)| Parts { year, months }).collect();
        let (money, costs) = (&self.account.money, &self.site.costs.amounts);
        let due = |Asked { year, part, fund }| {
            drawn[fund].due(frame, frame.part_places(year).start + part, money, costs)
        };
        let amounts: Vec<i128> = funds.iter().map(|fund| fund.amount.fen().0.into()).collect();
        let drawn = draw(&funds, &amounts, &years, due);
        let reports = funds.iter().zip(drawn).map(|(fund, drawn)| FundReport::new(fund, drawn));
        reports.collect::<Option<_>>().ok_or_else(too_large)
    }
}

/// The norm of a December over some sites, where one of them has it.
fn norm_sum(sites: &[Cow<'_, Site>], place: usize) -> Option<NormSum> {
    let mut norms = sites.iter().filter_map(|site| site.norm[place].as_ref());
    let mut sum = norms.next()?.clone();
    norms.for_each(|norm| sum.add(norm));
    Some(sum)
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

    /// What it comes to in a part of the horizon, of the money and costs of all.
    fn due(&self, frame: &Frame, part: usize, money: &[i128], costs: &[i128]) -> i128 {
        match *self {
            Drawn::Subsidy(payer) => money[frame.money(part)][frame.shares()][payer],
            Drawn::Cost(cost, payer) => costs[frame.cost(part, cost)][1..][payer],
            Drawn::Nothing => 0,
        }
    }
}
