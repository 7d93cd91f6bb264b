//! Rules 17 and 20: why a figure of a month of the pay sheet is so.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use super::{
    people::{Money, Sayer, Why},
    told::Told,
    value::{Unit, Value},
};
use crate::{
    engine::{
        cases::{Alike, Count},
        payroll::MonthOf,
    },
    faults::error::{Promised, Unanswered},
    ledger::columns::{ALIKE, ARREARS, Figure, PAYABLE},
    rules::terms::Term,
    values::{
        leaf::Leaf,
        month::{Month, Year},
        words::Payer,
    },
};

/// A figure of a row of a pay sheet; payers are places among the plan's.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum OfMonth {
    Annual,
    /// A figure of the month, or what is owed of it for earlier months.
    Now(Money),
    Arrears(Money),
    Due(usize),
    Payable,
}

impl OfMonth {
    /// All of them by their names in a row, deeper ones with `/`.
    pub(crate) fn all(payers: &[Payer]) -> Vec<(String, OfMonth)> {
        let shares = (0..payers.len()).map(Money::Share);
        let money =
            [Money::Pay, Money::Subsidy].into_iter().chain(shares).chain([Money::TopUp, Money::Surplus]);
        let money: Vec<(String, Money)> = money
            .map(|money| match money.payer(payers) {
                Some(payer) => (format!("{}/{payer}", money.what()), money),
                None => (money.what().to_owned(), money),
            })
            .collect();
        let mut all = vec![(ALIKE[1].name.to_owned(), OfMonth::Annual)];
        all.extend(money.iter().map(|(name, money)| (name.clone(), OfMonth::Now(*money))));
        all.extend(money.iter().map(|(name, money)| (format!("arrears/{name}"), OfMonth::Arrears(*money))));
        let due = payers.iter().enumerate();
        all.extend(due.map(|(place, payer)| (format!("due/{payer}"), OfMonth::Due(place))));
        all.push((PAYABLE.name.to_owned(), OfMonth::Payable));
        all
    }

    fn what(self) -> &'static str {
        match self {
            OfMonth::Annual => ALIKE[1].name,
            OfMonth::Now(money) => money.what(),
            OfMonth::Arrears(money) => arrears_of(money),
            OfMonth::Due(_) => Figure::Due.column().name,
            OfMonth::Payable => PAYABLE.name,
        }
    }

    fn payer(self, payers: &[Payer]) -> Option<Payer> {
        match self {
            OfMonth::Now(money) | OfMonth::Arrears(money) => money.payer(payers),
            OfMonth::Due(place) => payers.get(place).copied(),
            OfMonth::Annual | OfMonth::Payable => None,
        }
    }

    /// What it is the sum of.
    fn of(self) -> Vec<OfMonth> {
        match self {
            // `due` by payer: shares, top-ups that it bears, and the arrears of both;
            OfMonth::Due(payer) => {
                let both = [Money::Share(payer), Money::TopUpBy(payer)];
                both.map(OfMonth::Now).into_iter().chain(both.map(OfMonth::Arrears)).collect()
            }
            // `payable`: pay and its arrears
            OfMonth::Payable => vec![OfMonth::Now(Money::Pay), OfMonth::Arrears(Money::Pay)],
            OfMonth::Annual | OfMonth::Now(_) | OfMonth::Arrears(_) => vec![self],
        }
    }
}

/// How what is owed of a figure for earlier months is called.
fn arrears_of(money: Money) -> &'static str {
    let [pay, subsidy, shares, top_up, surplus] = ARREARS.each_ref().map(|column| column.name);
    match money {
        Money::Pay | Money::RaiseCost => pay,
        Money::Subsidy => subsidy,
        Money::Share(_) => shares,
        Money::TopUp | Money::TopUpBy(_) => top_up,
        Money::Surplus => surplus,
    }
}

/// A month of a pay sheet: as it is known in it, and as it was the month before, where something became known.
pub(crate) struct WhyMonth<'w> {
    pub(crate) month: Month,
    /// The plan's.
    pub(crate) payers: Vec<Payer>,
    pub(crate) now: Why<'w>,
    pub(crate) before: Option<Why<'w>>,
}

/// People who are alike, how many they are, and how they were known before.
pub(crate) struct Paid<'w> {
    pub(crate) now: Alike,
    pub(crate) before: Alike,
    pub(crate) count: Told<'w>,
}

/// What months of one year come to at a leaf, stint by stint.
type Stints<'w> = Vec<Vec<MonthOf<Told<'w>>>>;

impl<'w> WhyMonth<'w> {
    /// A figure of the rows that people have in the sheet.
    pub(crate) fn rows(&self, figure: OfMonth, people: &[Paid<'w>]) -> Result<Vec<Told<'w>>, Unanswered> {
        // By leaf, and of posts that are filled or refilled by the month of hire.
        let mut rows: BTreeMap<(Leaf, Option<Month>), Vec<Told<'w>>> = BTreeMap::new();
        for paid in people {
            let hired = matches!(paid.now.count, Count::Filled(_) | Count::Refilled(_));
            let hired = hired.then_some(paid.now.mover.case.hired);
            let leaves: BTreeSet<Leaf> = paid.now.mover.stays().map(|stay| stay.leaf).collect();
            for leaf in leaves {
                if let Some(told) = self.row(figure, paid, leaf)? {
                    rows.entry((leaf, hired)).or_default().push(told);
                }
            }
        }
        let several = rows.len() > 1;
        let row = |((leaf, _), parts): ((Leaf, Option<Month>), Vec<Told<'w>>)| {
            let told = self.sum(figure, parts);
            let station = self.now.base.station_name(leaf.station());
            if several { told.about(None, Some(station)).of_post(leaf.post()) } else { told }
        };
        Ok(rows.into_iter().map(row).collect())
    }

    /// All of some parts; one stands for itself.
    pub(crate) fn sum(&self, figure: OfMonth, parts: Vec<Told<'w>>) -> Told<'w> {
        match &parts[..] {
            [only] => only.clone(),
            _ => {
                let told = Told::sum_of(Unit::Fen, figure.what(), 20, parts);
                told.of_payer(figure.payer(&self.payers)).in_month(self.month)
            }
        }
    }

    /// A figure of people who are alike at a leaf; none where they are not in the sheet there.
    fn row(&self, figure: OfMonth, paid: &Paid<'w>, leaf: Leaf) -> Result<Option<Told<'w>>, Unanswered> {
        let year = self.months(&self.now, &paid.now, leaf, self.month.year(), self.month)?;
        let there = year.iter().flatten().find(|it| it.month == self.month && it.on_payroll);
        let name = self.now.called(&paid.now, leaf);
        if figure == OfMonth::Annual {
            let annual = there.map(|it| it.annual.named(figure.what(), 4).in_month(self.month));
            return Ok(annual.map(|annual| annual.about(None, Some(name))));
        }
        // for whoever is on the payroll in it, or has an arrear of months there that is not 0
        if there.is_none() && !self.owes(paid, leaf)? {
            return Ok(None);
        }
        let mut parts = Vec::new();
        for part in figure.of() {
            let told = match part {
                // (then `annual` and the month's figures are 0)
                OfMonth::Now(_) if there.is_none() => None,
                OfMonth::Now(money) => self.of_month(&self.now, money, &year, leaf, self.month)?,
                OfMonth::Arrears(money) => self.arrears(money, paid, leaf)?,
                OfMonth::Annual | OfMonth::Due(_) | OfMonth::Payable => None,
            };
            if let Some(told) = told {
                let rule = told.node().rule;
                let told = told.named(part.what(), rule).of_payer(part.payer(&self.payers));
                parts.push(told.in_month(self.month));
            }
        }
        let one = match figure {
            OfMonth::Due(_) | OfMonth::Payable => {
                let sum = Told::sum_of(Unit::Fen, figure.what(), 20, parts);
                sum.of_payer(figure.payer(&self.payers)).in_month(self.month)
            }
            _ => self.sum(figure, parts),
        };
        let one = one.about(None, Some(Rc::clone(&name)));
        if *paid.count.value() == Value::count(1) {
            return Ok(Some(one));
        }
        // with amounts for all of them
        let all = paid.count.times(&one, figure.what(), 20).of_payer(figure.payer(&self.payers));
        Ok(Some(all.in_month(self.month).about(None, Some(name))))
    }

    /// Whether anything is owed of earlier months.
    fn owes(&self, paid: &Paid<'w>, leaf: Leaf) -> Result<bool, Unanswered> {
        let by_payer = (0..self.payers.len()).flat_map(|payer| [Money::Share(payer), Money::TopUpBy(payer)]);
        for money in [Money::Pay, Money::Subsidy].into_iter().chain(by_payer) {
            if self.arrears(money, paid, leaf)?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The months of a year of one of them at a leaf.
    fn months(
        &self,
        why: &Why<'w>,
        alike: &Alike,
        leaf: Leaf,
        year: Year,
        through: Month,
    ) -> Result<Stints<'w>, Unanswered> {
        let sayer = Sayer { base: why.base, alike, leaf, year };
        let subsidised = |term: &Term| sayer.subsidised(term);
        why.base.cases.months(&sayer, subsidised, &alike.mover, leaf, year, through)
    }

    /// A figure of a month of one of them, of the months of its year.
    fn of_month(
        &self,
        why: &Why<'w>,
        money: Money,
        stints: &Stints<'w>,
        leaf: Leaf,
        month: Month,
    ) -> Result<Option<Told<'w>>, Unanswered> {
        let (rules, year) = (why.base.cases.rules(), month.year());
        // What is known may not name all payers.
        let known = |payer: usize| self.payers.get(payer).and_then(|payer| rules.payers.find(*payer));
        let money = match money {
            Money::Share(payer) => known(payer).map(Money::Share),
            Money::TopUpBy(payer) => known(payer).map(Money::TopUpBy),
            money => Some(money),
        };
        let Some(money) = money else { return Ok(None) };
        let terms = &rules.classes[rules.class_of(leaf)].years[rules.place(year)];
        let mut figures = Vec::new();
        for stint in stints {
            let Some(place) = stint.iter().position(|it| it.month == month) else { continue };
            let of = |it: &MonthOf<Told<'w>>| match &it.through {
                Some(earned) => why.of_term(money, &terms[it.term], earned, leaf, year),
                None => Ok(None),
            };
            let through = of(&stint[place])?;
            let before = place.checked_sub(1).map(|before| &stint[before]);
            let before = before.filter(|before| before.term == stint[place].term);
            let before = before.map_or(Ok(None), of)?;
            // the month k has F(a..k) - F(a..k-1) of each figure
            figures.extend(match (through, before) {
                (Some(through), Some(before)) => Some(through.difference(&before, money.what(), 20)),
                (through, _) => through,
            });
        }
        Ok(figures.into_iter().next())
    }

    /// What is owed of a figure of one of them for the months before this one, of what becomes known in it; none where
    /// nothing is.
    fn arrears(&self, money: Money, paid: &Paid<'w>, leaf: Leaf) -> Result<Option<Told<'w>>, Unanswered> {
        let Some(before) = &self.before else { return Ok(None) };
        let through = Month::from_ordinal(u32::from(self.month.ordinal()) - 1).promised("a month before")?;
        let nothing = || Told::sum_of(Unit::Fen, money.what(), 20, Vec::new());
        let mut owed = Vec::new();
        for year in self.now.base.plan.horizon.first.through(through.year()) {
            let now = self.months(&self.now, &paid.now, leaf, year, through)?;
            let then = self.months(before, &paid.before, leaf, year, through)?;
            for month in (1..=12).map(|of_year| year.month(of_year)).filter(|month| *month <= through) {
                // the sum over the months t of the horizon before m of f(t; m) - f(t; m-1)
                let as_now = self.of_month(&self.now, money, &now, leaf, month)?.unwrap_or_else(nothing);
                let as_then = self.of_month(before, money, &then, leaf, month)?.unwrap_or_else(nothing);
                if as_now != as_then {
                    let [as_now, as_then] = [as_now, as_then].map(|told| told.in_month(month));
                    owed.push(as_now.difference(&as_then, arrears_of(money), 20).in_month(month));
                }
            }
        }
        let any = !owed.is_empty();
        Ok(any.then(|| Told::sum_of(Unit::Fen, arrears_of(money), 20, owed)))
    }
}
