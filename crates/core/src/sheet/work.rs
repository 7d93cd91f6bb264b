//! Rule 20: a pay sheet worked out month by month.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    sync::Arc,
};

use indexmap::IndexMap;

use super::{
    known::Decisions,
    rows::{Sheet, SheetCost, SheetFigures, SheetRow, SheetTotal, TooLarge, by_payer, due, fen},
};
use crate::{
    engine::{
        payroll::{Earner, Figures, LeafMonths, Payroll},
        problems::Who,
    },
    faults::error::{Fault, Promised, Unanswered},
    model::{model::Model, problem::overflow, rulebook::Rulebook},
    plan::{entries::Cost, plan::Plan, timeline::Timeline},
    rules::{cost::part_cost, norm::Open, sharing::Payers},
    values::{
        code::Code,
        leaf::Leaf,
        month::{Month, Months},
        words::{By, Payer},
    },
};

/// Which months, and which stations, all where none is named.
pub(crate) struct Wanted {
    pub(crate) first: Month,
    pub(crate) last: Month,
    pub(crate) stations: BTreeSet<usize>,
}

/// The sheet of a plan whose meaning is right, and of its model.
pub(crate) fn sheet(plan: &Plan, model: &Model, wanted: &Wanted) -> Result<Sheet, Unanswered> {
    let mut sheet = Sheet::default();
    months(plan, model, wanted, |rows, totals| {
        sheet.rows.extend(rows);
        sheet.totals.extend(totals);
    })?;
    Ok(sheet)
}

/// Shows the rows and the totals of one month after the other.
pub(crate) fn months(
    plan: &Plan,
    model: &Model,
    wanted: &Wanted,
    mut show: impl FnMut(Vec<SheetRow>, Vec<SheetTotal>),
) -> Result<(), Unanswered> {
    let decisions = Decisions::new(plan);
    let versions = versions(model, &decisions, wanted)?;
    let payers = plan.programme.payers();
    let payrolls: Result<Vec<Payroll<'_>>, Unanswered> =
        versions.iter().map(|version| Payroll::new(&version.model, &payers)).collect();
    let mut payrolls = payrolls?;
    let first = payrolls.first().promised("a sheet has a first month")?;
    let earners = first.earners(wanted.last);
    let mut work = Work {
        plan,
        model,
        wanted,
        decisions: &decisions,
        payers: &payers,
        earners: &earners,
        now: Vec::new(),
    };
    let opening = model.rules.first_month();
    let before = before(wanted.first).filter(|before| *before >= opening);
    if let Some(before) = before {
        let version = version_of(&versions, before);
        work.check_through(&mut payrolls[version], &versions[version], before, before)?;
    }
    let mut month = wanted.first;
    loop {
        let version = version_of(&versions, month);
        let changes = decisions.any(month);
        if month == wanted.first || changes {
            work.check(&mut payrolls[version], &versions[version], month)?;
        }
        // Late decisions work the sheet out again only where something changed.
        work.look(&mut payrolls[version], month)?;
        let mut lines = work.lines(month);
        if changes && month > opening {
            work.add_arrears(&mut payrolls, &versions, month, &mut lines)?;
        }
        let shown = work.shown(month, lines.into_values().collect());
        let (rows, totals) = shown?.map_err(|TooLarge| Unanswered::from(overflow(&[])))?;
        show(rows, totals);
        model.watch.going()?;
        let Some(next) = month.next().filter(|next| *next <= wanted.last) else { return Ok(()) };
        month = next;
    }
}

/// A model of what is known of the entries from a month on, and whether that is all of them.
struct Version {
    from: Month,
    model: Model,
    whole: bool,
}

/// What is known of the entries in the months that a sheet rests on.
fn versions(model: &Model, decisions: &Decisions, wanted: &Wanted) -> Result<Vec<Version>, Fault> {
    let opening = model.rules.first_month();
    let mut versions = Vec::new();
    let mut month = Some(before(wanted.first).map_or(opening, |before| before.max(opening)));
    while let Some(from) = month.filter(|month| *month <= wanted.last) {
        if versions.is_empty() || decisions.of_entries(from) {
            let known = known_model(model, decisions, from)?;
            let whole = known.is_none();
            versions.push(Version { from, model: known.unwrap_or_else(|| model.clone()), whole });
        }
        month = from.next();
    }
    Ok(versions)
}

/// The model of what is known of the entries in a month; none where that is all of them.
pub(crate) fn known_model(
    model: &Model,
    decisions: &Decisions,
    month: Month,
) -> Result<Option<Model>, Fault> {
    let programme = decisions.programme(&model.plan.programme, month);
    if programme == model.plan.programme {
        return Ok(None);
    }
    let plan = Plan { programme, ..Plan::clone(&model.plan) };
    let rules = Rulebook::new(&plan.programme, plan.horizon, plan.assumptions, &plan.stations)?;
    Ok(Some(Model { plan: Arc::new(plan), rules: Arc::new(rules), ..model.clone() }))
}

/// The place of what is known in a month.
fn version_of(versions: &[Version], month: Month) -> usize {
    versions.partition_point(|version| version.from <= month).saturating_sub(1)
}

pub(crate) fn before(month: Month) -> Option<Month> {
    Month::from_ordinal(u32::from(month.ordinal()) - 1)
}

/// What a sheet is worked out from.
struct Work<'w> {
    plan: &'w Plan,
    model: &'w Model,
    wanted: &'w Wanted,
    decisions: &'w Decisions,
    payers: &'w [Payer],
    /// Everybody through the last month of the sheet.
    earners: &'w [Earner],
    /// What each of them earns in the months of the year at hand, as it is known.
    now: Vec<Vec<LeafMonths>>,
}

/// Where a row stands in its month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    station: Code,
    who: Who,
    /// Of posts that are filled or refilled.
    hired: Option<Month>,
    leaf: Leaf,
}

/// What somebody, or several who are alike, are paid in a month at a leaf.
struct Line {
    key: Key,
    there: bool,
    count: u64,
    annual: u64,
    /// Of all who are alike.
    now: Figures,
    arrears: Figures,
}

impl Work<'_> {
    /// What is wrong with what is known from a month on, until something else becomes known: in the first month in which
    /// anything is.
    fn check(&self, payroll: &mut Payroll<'_>, version: &Version, month: Month) -> Result<(), Unanswered> {
        let later = std::iter::successors(month.next(), |month| month.next());
        let going = later.take_while(|later| *later <= self.wanted.last && !self.decisions.any(*later));
        let months: Vec<Month> = std::iter::once(month).chain(going).collect();
        let until = months.last().copied().unwrap_or(month);
        self.check_through(payroll, version, month, until).or_else(|why| {
            months.iter().try_for_each(|until| self.check_through(payroll, version, month, *until))?;
            Err(why)
        })
    }

    /// What is wrong through a month with what is known in another. With what is known at the end nothing is.
    fn check_through(
        &self,
        payroll: &mut Payroll<'_>,
        version: &Version,
        month: Month,
        until: Month,
    ) -> Result<(), Unanswered> {
        let known = |earner: &Earner| match self.decisions.worker(&earner.mover, earner.who.row(), month) {
            Cow::Borrowed(_) if version.whole => None,
            known => Some((earner.who, known.into_owned())),
        };
        payroll.check(self.earners.iter().filter_map(known), until)
    }

    /// Finds what everybody earns in a month's year, where it is another one or something became known.
    fn look(&mut self, payroll: &mut Payroll<'_>, month: Month) -> Result<(), Unanswered> {
        let all = self.now.is_empty() || month.of_year() == 1 || self.decisions.of_entries(month);
        self.now.resize_with(self.earners.len(), Vec::new);
        for (earner, now) in self.earners.iter().zip(&mut self.now) {
            let row = earner.who.row();
            if all || row.is_some_and(|row| self.decisions.of_worker(row, month)) {
                let known = self.decisions.worker(&earner.mover, row, month);
                *now = payroll.year(&known, month.year(), self.wanted.last)?;
            }
        }
        Ok(())
    }

    fn is_wanted(&self, station: usize) -> bool {
        self.wanted.stations.is_empty() || self.wanted.stations.contains(&station)
    }

    fn key(&self, earner: &Earner, leaf: Leaf) -> Key {
        let hired = matches!(earner.who, Who::Station(_)).then_some(earner.mover.case.hired);
        Key { station: self.plan.stations[leaf.station()].code, who: earner.who, hired, leaf }
    }

    fn nothing(&self) -> Figures {
        Figures::none(self.payers.len())
    }

    /// Whoever is on the payroll in a month.
    fn lines(&self, month: Month) -> BTreeMap<Key, Line> {
        let mut lines: BTreeMap<Key, Line> = BTreeMap::new();
        for (earner, now) in self.earners.iter().zip(&self.now) {
            for LeafMonths { leaf, months } in
                now.iter().filter(|months| self.is_wanted(months.leaf.station()))
            {
                let Some(earned) = months.iter().find(|it| it.month == month && it.on_payroll) else {
                    continue;
                };
                let key = self.key(earner, *leaf);
                let line = lines.entry(key).or_insert_with(|| self.line(key));
                line.there = true;
                line.count += earner.count;
                line.annual = earned.annual;
                line.now.add(&earned.figures, earner.count.into());
            }
        }
        lines
    }

    fn line(&self, key: Key) -> Line {
        Line { key, there: false, count: 0, annual: 0, now: self.nothing(), arrears: self.nothing() }
    }

    /// Adds what is owed of the months before one, of what becomes known in it.
    fn add_arrears(
        &self,
        payrolls: &mut [Payroll<'_>],
        versions: &[Version],
        month: Month,
        lines: &mut BTreeMap<Key, Line>,
    ) -> Result<(), Unanswered> {
        let Some(before) = before(month) else { return Ok(()) };
        let all = self.decisions.of_entries(month);
        for earner in self.earners {
            let row = earner.who.row();
            if !all && !row.is_some_and(|row| self.decisions.of_worker(row, month)) {
                continue;
            }
            // the sum over the months t of the horizon before m of f(t; m) - f(t; m-1)
            let mut owed: BTreeMap<Leaf, Figures> = BTreeMap::new();
            for (known_in, times) in [(month, 1), (before, -1)] {
                let payroll = &mut payrolls[version_of(versions, known_in)];
                let known = self.decisions.worker(&earner.mover, row, known_in);
                for year in self.plan.horizon.first.through(before.year()) {
                    for LeafMonths { leaf, months } in payroll.year(&known, year, before)? {
                        let owed = owed.entry(leaf).or_insert_with(|| self.nothing());
                        months.iter().for_each(|earned| owed.add(&earned.figures, times));
                    }
                }
            }
            for (leaf, owed) in
                owed.into_iter().filter(|(leaf, owed)| self.is_wanted(leaf.station()) && !owed.is_nothing())
            {
                let key = self.key(earner, leaf);
                let line = lines.entry(key).or_insert_with(|| self.line(key));
                line.count += if line.there { 0 } else { earner.count };
                line.arrears.add(&owed, earner.count.into());
            }
        }
        Ok(())
    }

    /// A month's rows and totals.
    fn shown(&self, month: Month, lines: Vec<Line>) -> Result<Result<Shown, TooLarge>, Unanswered> {
        let costs = self.costs(month)?;
        let rows = lines.iter().map(|line| self.row(month, line)).collect::<Result<Vec<_>, _>>();
        Ok(rows.and_then(|rows| Ok((rows, self.totals(month, &lines, &costs)?))))
    }

    fn row(&self, month: Month, line: &Line) -> Result<SheetRow, TooLarge> {
        let Line { key, count, annual, now, arrears, .. } = line;
        let worker = key.who.row().and_then(|row| self.plan.workers.get(row));
        Ok(SheetRow {
            month,
            station: key.station,
            post: key.leaf.post(),
            at: key.who.place(),
            id: worker.map_or_else(String::new, |worker| worker.id.clone()),
            count: *count,
            annual: fen((*annual).into())?,
            figures: SheetFigures::new(now, self.payers)?,
            arrears: SheetFigures::new(arrears, self.payers)?,
            due: by_payer(self.payers, &due(now, arrears))?,
            payable: fen(now.pay + arrears.pay)?,
        })
    }

    /// The totals by region, then of all.
    fn totals(
        &self,
        month: Month,
        lines: &[Line],
        costs: &[StationCosts],
    ) -> Result<Vec<SheetTotal>, TooLarge> {
        let plan = self.plan;
        let digits = plan.by.digits();
        let names = plan.names(plan.by == By::Station);
        let mut regions: BTreeMap<&str, Sum> = BTreeMap::new();
        let mut all = self.sum();
        for costs in costs {
            let region = &plan.stations[costs.station].code.as_str()[..digits];
            for sum in [regions.entry(region).or_insert_with(|| self.sum()), &mut all] {
                sum.add_costs(costs);
            }
        }
        for line in lines {
            let region = &line.key.station.as_str()[..digits];
            for sum in [regions.entry(region).or_insert_with(|| self.sum()), &mut all] {
                sum.rows += 1;
                sum.headcount += if line.there { line.count } else { 0 };
                sum.now.add(&line.now, 1);
                sum.arrears.add(&line.arrears, 1);
            }
        }
        // Regions with no row and no open station under a cost have none
        regions.retain(|_, sum| sum.rows > 0 || sum.under);
        let mut totals = Vec::new();
        for (region, sum) in regions.into_iter().chain([("", all)]) {
            let name = names.get(region).map_or_else(String::new, String::clone);
            totals.push(sum.total(self, month, region, name)?);
        }
        Ok(totals)
    }

    fn sum(&self) -> Sum {
        let costs = self.plan.programme.cost_names().len();
        Sum {
            rows: 0,
            under: false,
            headcount: 0,
            now: self.nothing(),
            arrears: self.nothing(),
            costs: vec![MonthCost::none(self.payers.len()); costs],
        }
    }

    /// What the stations cost in a month (rule 6).
    fn costs(&self, month: Month) -> Result<Vec<StationCosts>, Fault> {
        let (rules, year) = (&self.model.rules, month.year());
        let payers = Payers(self.payers.to_vec());
        let part = rules.parts[rules.place(year)].iter().find(|part| part.last >= month.of_year());
        let first = part.promised("every month is in a part of its year")?.first;
        let mut entries: BTreeMap<&str, Vec<(Month, &Cost)>> = BTreeMap::new();
        for entry in &self.plan.programme.costs {
            entries.entry(&entry.says.name).or_default().push((entry.from, &entry.says));
        }
        let names = self.plan.programme.cost_names();
        let entries: Vec<Timeline<&Cost>> =
            names.iter().filter_map(|name| Some(Timeline::new(entries.remove(name)?))).collect();
        let mut known: BTreeMap<Open, StationCosts> = BTreeMap::new();
        let mut all = Vec::new();
        for (station, row) in self.plan.stations.iter().enumerate() {
            if !self.is_wanted(station) {
                continue;
            }
            let open = Open::new(row, self.plan.horizon);
            let costs = match known.entry(open) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(unknown) => {
                    let (mut costs, mut under) = (Vec::new(), false);
                    for entries in &entries {
                        let through = |months: Months| part_cost(entries, &payers, open, year, months);
                        let of_year = month.of_year();
                        let now = through(Months { first, last: of_year })?;
                        let mut cost = MonthCost::none(self.payers.len());
                        cost.add(now.amount, &now.shares, 1);
                        if first < of_year {
                            let before = through(Months { first, last: of_year - 1 })?;
                            cost.add(before.amount, &before.shares, -1);
                        }
                        under |= through(Months { first: of_year, last: of_year })?.under_entry;
                        costs.push(cost);
                    }
                    unknown.insert(StationCosts { station, under, costs })
                }
            };
            all.push(StationCosts { station, ..costs.clone() });
        }
        Ok(all)
    }
}

/// Rows and totals of a month.
type Shown = (Vec<SheetRow>, Vec<SheetTotal>);

/// A cost of a month, in fen.
#[derive(Clone)]
struct MonthCost {
    amount: i128,
    shares: Vec<i128>,
}

impl MonthCost {
    fn none(payers: usize) -> MonthCost {
        MonthCost { amount: 0, shares: vec![0; payers] }
    }

    fn add(&mut self, amount: u64, shares: &[u64], times: i128) {
        self.amount += i128::from(amount) * times;
        self.shares.iter_mut().zip(shares).for_each(|(sum, share)| *sum += i128::from(*share) * times);
    }
}

/// What a station costs in a month, cost by cost, and whether it is open under an entry.
#[derive(Clone)]
struct StationCosts {
    station: usize,
    under: bool,
    costs: Vec<MonthCost>,
}

/// What a month comes to in a region.
struct Sum {
    rows: usize,
    under: bool,
    headcount: u64,
    now: Figures,
    arrears: Figures,
    costs: Vec<MonthCost>,
}

impl Sum {
    fn add_costs(&mut self, station: &StationCosts) {
        self.under |= station.under;
        for (sum, cost) in self.costs.iter_mut().zip(&station.costs) {
            sum.amount += cost.amount;
            sum.shares.iter_mut().zip(&cost.shares).for_each(|(sum, share)| *sum += share);
        }
    }

    fn total(
        self,
        work: &Work<'_>,
        month: Month,
        region: &str,
        name: String,
    ) -> Result<SheetTotal, TooLarge> {
        let payers = work.payers;
        let mut due = due(&self.now, &self.arrears);
        let mut costs = IndexMap::new();
        for (name, cost) in work.plan.programme.cost_names().into_iter().zip(&self.costs) {
            due.iter_mut().zip(&cost.shares).for_each(|(due, share)| *due += share);
            let shown = SheetCost { amount: fen(cost.amount)?, shares: by_payer(payers, &cost.shares)? };
            costs.insert(name.to_owned(), shown);
        }
        Ok(SheetTotal {
            month,
            region: region.to_owned(),
            name,
            headcount: self.headcount,
            figures: SheetFigures::new(&self.now, payers)?,
            arrears: SheetFigures::new(&self.arrears, payers)?,
            costs,
            due: by_payer(payers, &due)?,
            payable: fen(self.now.pay + self.arrears.pay)?,
        })
    }
}
