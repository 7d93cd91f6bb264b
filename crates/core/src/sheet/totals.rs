//! Rule 20: what the rows and the costs of a month come to, by region: the monthly call on each payer.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::{
    figures::{Due, FigureRow, FigureTable, TooLarge, fen},
    month::{Book, Line},
    rows::{SheetCost, SheetFigures, SheetTotal, by_payer},
};
use crate::{
    engine::payroll::{add, width},
    faults::error::{Fault, Promised, Unanswered},
    model::rulebook::Rulebook,
    plan::{entries::Cost, timeline::Timeline},
    rules::{cost::part_cost, norm::Open, sharing::Payers},
    values::{
        fen::Fen,
        month::{Month, Months},
        words::By,
    },
};

/// The regions of a sheet's totals, and what its stations cost.
pub(crate) struct Regions<'s> {
    payers: Payers,
    /// By code, with their names.
    regions: Vec<(&'s str, String)>,
    /// The place of the region of each row.
    of_key: Vec<u32>,
    /// How many stations of a region are open in the same months, by the place of the region and of the months.
    stations: Vec<(u32, usize, u64)>,
    open: Vec<Open>,
    names: Vec<&'s str>,
    /// The entries of each cost.
    costs: Vec<Timeline<&'s Cost>>,
}

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

/// What a month comes to in a region.
#[derive(Clone)]
struct Sum {
    rows: usize,
    under: bool,
    headcount: u64,
    now: Vec<i128>,
    arrears: Vec<i128>,
    costs: Vec<MonthCost>,
}

impl Sum {
    fn add(&mut self, other: &Sum, times: u64) {
        let often = i128::from(times);
        self.rows += other.rows;
        self.under |= other.under;
        self.headcount += other.headcount * times;
        add(&mut self.now, &other.now, often);
        add(&mut self.arrears, &other.arrears, often);
        for (sum, cost) in self.costs.iter_mut().zip(&other.costs) {
            sum.amount += cost.amount * often;
            add(&mut sum.shares, &cost.shares, often);
        }
    }
}

impl<'s> Regions<'s> {
    /// Of what a book has, at the stations that are wanted.
    pub(crate) fn new(book: &Book<'s>, is_wanted: impl Fn(usize) -> bool) -> Regions<'s> {
        let (plan, digits) = (book.plan, book.plan.by.digits());
        let named = plan.names(plan.by == By::Station);
        let wanted = || plan.stations.iter().enumerate().filter(|(at, _)| is_wanted(*at)).map(|(_, it)| it);
        let codes: BTreeSet<&str> = wanted().map(|station| &station.code.as_str()[..digits]).collect();
        let codes: Vec<&str> = codes.into_iter().collect();
        let place = |code: &str| codes.partition_point(|other| *other < &code[..digits]) as u32;
        let mut open: BTreeMap<Open, usize> = BTreeMap::new();
        let mut stations: BTreeMap<(u32, usize), u64> = BTreeMap::new();
        for station in wanted() {
            let next = open.len();
            let open = *open.entry(Open::new(station, plan.horizon)).or_insert(next);
            *stations.entry((place(station.code.as_str()), open)).or_default() += 1;
        }
        let mut open: Vec<(usize, Open)> = open.into_iter().map(|(open, place)| (place, open)).collect();
        open.sort_unstable_by_key(|(place, _)| *place);
        let mut entries: BTreeMap<&str, Vec<(Month, &Cost)>> = BTreeMap::new();
        for entry in &plan.programme.costs {
            entries.entry(&entry.says.name).or_default().push((entry.from, &entry.says));
        }
        let names = plan.programme.cost_names();
        let name = |code: &str| named.get(code).map_or_else(String::new, String::clone);
        Regions {
            payers: Payers(book.payers.to_vec()),
            of_key: book.keys.iter().map(|key| place(key.station.as_str())).collect(),
            stations: stations.into_iter().map(|((region, open), count)| (region, open, count)).collect(),
            open: open.into_iter().map(|(_, open)| open).collect(),
            costs: names.iter().filter_map(|name| Some(Timeline::new(entries.remove(name)?))).collect(),
            regions: codes.iter().map(|code| (*code, name(code))).collect(),
            names,
        }
    }

    fn nothing(&self) -> Sum {
        let payers = self.payers.len();
        let figures = vec![0; width(payers)];
        let costs = vec![MonthCost::none(payers); self.names.len()];
        Sum { rows: 0, under: false, headcount: 0, now: figures.clone(), arrears: figures, costs }
    }

    /// The totals of a month by region, then of all. Their figures join the table.
    pub(crate) fn totals(
        &self,
        month: Month,
        lines: &[Line],
        table: &mut FigureTable,
        rules: &Rulebook,
    ) -> Result<Vec<SheetTotal>, Unanswered> {
        let mut sums = vec![self.nothing(); self.regions.len()];
        for line in lines {
            let sum = &mut sums[self.of_key[line.key as usize] as usize];
            sum.rows += 1;
            sum.headcount += if line.there { line.count } else { 0 };
            table.get(line.due.now).add_to(&mut sum.now);
            if line.due.arrears != FigureRow::NOTHING {
                table.get(line.due.arrears).add_to(&mut sum.arrears);
            }
        }
        let costs: Vec<Sum> =
            self.open.iter().map(|open| self.costs(rules, *open, month)).collect::<Result<_, _>>()?;
        for (region, open, count) in &self.stations {
            sums[*region as usize].add(&costs[*open], *count);
        }
        let mut all = self.nothing();
        sums.iter().for_each(|sum| all.add(sum, 1));
        // Regions with no row and no open station under a cost have none
        let regions = self.regions.iter().zip(&sums).filter(|(_, sum)| sum.rows > 0 || sum.under);
        let regions = regions.map(|((code, name), sum)| (*code, name.clone(), sum));
        let totals = regions.chain([("", String::new(), &all)]);
        let totals = totals.map(|(code, name, sum)| self.total(month, code, name, sum, table));
        Ok(totals.collect::<Result<_, TooLarge>>()?)
    }

    fn total(
        &self,
        month: Month,
        region: &str,
        name: String,
        sum: &Sum,
        table: &mut FigureTable,
    ) -> Result<SheetTotal, TooLarge> {
        let payers = &self.payers.0;
        let due = Due { now: table.push(&sum.now, Fen(0))?, arrears: table.push(&sum.arrears, Fen(0))? };
        table.check(due)?;
        let mut costs = IndexMap::new();
        for (name, cost) in self.names.iter().zip(&sum.costs) {
            let shares = payers.iter().zip(&cost.shares);
            let shares = shares.map(|(payer, share)| Ok((*payer, fen(*share)?)));
            let cost = SheetCost { amount: fen(cost.amount)?, shares: shares.collect::<Result<_, _>>()? };
            costs.insert((*name).to_owned(), cost);
        }
        let owed = |payer: usize| {
            let of_costs: i128 = sum.costs.iter().map(|cost| cost.shares[payer]).sum();
            table.owed(due, payer) + of_costs
        };
        (0..payers.len()).try_for_each(|payer| fen(owed(payer)).map(drop))?;
        Ok(SheetTotal {
            month,
            region: region.to_owned(),
            name,
            headcount: sum.headcount,
            figures: SheetFigures::new(table.get(due.now), payers),
            arrears: SheetFigures::new(table.get(due.arrears), payers),
            costs,
            due: by_payer(payers, owed),
            payable: fen(table.payable(due))?,
        })
    }

    /// What a station that is open in some months costs in one (rule 6).
    fn costs(&self, rules: &Rulebook, open: Open, month: Month) -> Result<Sum, Fault> {
        let (year, of_year) = (month.year(), month.of_year());
        let part = rules.parts[rules.place(year)].iter().find(|part| part.last >= of_year);
        let first = part.promised("every month is in a part of its year")?.first;
        let mut sum = self.nothing();
        for (entries, cost) in self.costs.iter().zip(&mut sum.costs) {
            let through = |months: Months| part_cost(entries, &self.payers, open, year, months);
            // Costs of a station by month likewise
            let now = through(Months { first, last: of_year })?;
            cost.add(now.amount, &now.shares, 1);
            if first < of_year {
                let before = through(Months { first, last: of_year - 1 })?;
                cost.add(before.amount, &before.shares, -1);
            }
            sum.under |= through(Months { first: of_year, last: of_year })?.under_entry;
        }
        Ok(sum)
    }
}
