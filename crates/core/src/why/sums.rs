//! Rule 17: sums go region by region as their codes do (province, city, county, station), then post, part of the year,
//! cases.

use std::{ops::Range, rc::Rc};

use num_bigint::BigUint;

use super::{
    base::Base,
    people::{Counted, Money, Why},
    told::{Op, Told},
    value::{Unit, Value},
};
use crate::{
    engine::run,
    faults::error::{Fault, Unanswered},
    ledger::{
        account::{Account, Grain},
        columns::Figure,
        ledger::Ledger,
    },
    model::model::Model,
    plan::{plan::Plan, timeline::Timeline},
    values::{
        leaf::{Leaf, POSTS},
        words::{By, Payer, Post, Word},
    },
};

/// What the sums rest on: a plan's ledger of stations.
pub(crate) struct Books {
    pub(crate) ledger: Ledger,
    /// The places of the entries in force, in the order of the ledger's costs.
    pub(super) costs: Vec<Timeline<usize>>,
    /// The stations in the order of their codes.
    order: Vec<usize>,
}

impl Books {
    /// Of a plan and its model.
    pub(crate) fn new(plan: &Plan, model: &Model) -> Result<Books, Unanswered> {
        let ledger = run::ledger(model, Grain::Station)?;
        let of_name = |name: &String| {
            let entries =
                plan.programme.costs.iter().enumerate().filter(|(_, entry)| entry.says.name == *name);
            Timeline::new(entries.map(|(place, entry)| (entry.from, place)))
        };
        let costs = ledger.frame.costs.iter().map(of_name).collect();
        let mut order: Vec<usize> = (0..plan.stations.len()).collect();
        order.sort_by_key(|station| plan.stations[*station].code);
        Ok(Books { ledger, costs, order })
    }

    /// The name of a region or station, or its code.
    fn name(&self, code: &str) -> Rc<str> {
        self.ledger.names.get(code).map_or(code, String::as_str).into()
    }
}

/// The explanations of a forecast's figures: what stations add up to, and the people below.
#[derive(Clone)]
pub(crate) struct Sums<'w> {
    pub(crate) base: &'w Base<'w>,
    pub(super) books: &'w Books,
    pub(super) people: Why<'w>,
}

/// What a station's figure is, and how it is explained.
pub(super) type OfStation<'w> = Rc<dyn Fn(usize) -> Result<Told<'w>, Unanswered> + 'w>;

/// A year of a region, and perhaps only one of its parts.
#[derive(Clone, Copy)]
pub(crate) struct Span<'r> {
    /// The place of the year in the horizon.
    pub(crate) place: usize,
    /// The place of the part in the year.
    pub(crate) part: Option<usize>,
    /// A code, or "".
    pub(crate) region: &'r str,
}

/// A figure by stations: which of them have one, in the order of their codes.
#[derive(Clone)]
struct ByStation<'w> {
    sums: Sums<'w>,
    unit: Unit,
    what: &'static str,
    payer: Option<Payer>,
    year: u16,
    /// The stations and their figures.
    values: Rc<Vec<(usize, Value)>>,
    of_station: OfStation<'w>,
}

impl<'w> ByStation<'w> {
    /// The sum of some stations whose codes begin alike, so many digits long.
    fn sum(&self, stations: Range<usize>, digits: usize) -> Result<Told<'w>, Unanswered> {
        let some = &self.values[stations.clone()];
        let code = some.first().map(|(station, _)| self.sums.base.code(*station));
        if let ([(station, _)], true) = (some, digits == By::Station.digits()) {
            return (self.of_station)(*station);
        }
        let value = some.iter().fold(Value::zero(self.unit), |sum, (_, value)| sum.plus(value));
        let name = code.map(|code| self.sums.books.name(&code.as_str()[..digits]));
        let by = self.clone();
        let next = By::ALL.iter().map(|(by, ..)| by.digits()).filter(|next| *next > digits).min();
        let next = next.unwrap_or(By::Station.digits());
        let parts = move || by.groups(stations.clone(), next);
        let told = Told::later(value, self.what, 14, Op::Sum, parts).of_payer(self.payer);
        Ok(told.about(Some(self.year), name.filter(|_| digits > 0)))
    }

    /// These stations by codes so many digits long.
    fn groups(&self, stations: Range<usize>, digits: usize) -> Result<Vec<Told<'w>>, Unanswered> {
        let mut groups = Vec::new();
        let mut first = stations.start;
        let code = |at: usize| &self.sums.base.plan.stations[self.values[at].0].code.as_str()[..digits];
        for at in stations.clone() {
            if at + 1 == stations.end || code(at + 1) != code(at) {
                groups.push(self.sum(first..at + 1, digits)?);
                first = at + 1;
            }
        }
        Ok(groups)
    }
}

impl<'w> Sums<'w> {
    pub(crate) fn new(base: &'w Base<'w>, books: &'w Books) -> Sums<'w> {
        Sums { base, books, people: Why::new(base) }
    }

    /// The sum over the stations of a region. `value` tells what a station has, if anything.
    pub(super) fn by_station(
        &self,
        unit: Unit,
        what: &'static str,
        payer: Option<Payer>,
        span: Span<'_>,
        value: impl Fn(usize) -> Option<Value>,
        of_station: OfStation<'w>,
    ) -> Result<Told<'w>, Unanswered> {
        let base = self.base;
        let within = |station: &&usize| base.plan.stations[**station].code.as_str().starts_with(span.region);
        let stations = self.books.order.iter().filter(within);
        let values: Vec<(usize, Value)> =
            stations.filter_map(|station| Some((*station, value(*station)?))).collect();
        let all = 0..values.len();
        let year = base.year(span.place).number();
        let by =
            ByStation { sums: self.clone(), unit, what, payer, year, values: Rc::new(values), of_station };
        by.sum(all.clone(), if all.is_empty() { 0 } else { span.region.len() })
    }

    /// The account of a leaf.
    fn account(&self, station: usize, post: Post) -> Option<&'w Account> {
        let key = (self.base.code(station).as_str().to_owned(), Some(post));
        self.books.ledger.accounts.get(&key)
    }

    /// The accounts of a station, and their leaves.
    fn accounts(&self, station: usize) -> Vec<(Leaf, &'w Account)> {
        let of = |post: Post| Some((Leaf::new(station as u32, post), self.account(station, post)?));
        POSTS.into_iter().filter_map(of).collect()
    }

    /// The parts of a year, by their places in it, that are asked for.
    pub(super) fn parts_of(&self, span: Span<'_>) -> Range<usize> {
        match span.part {
            Some(part) => part..part + 1,
            None => 0..self.books.ledger.frame.part_places(span.place).len(),
        }
    }

    /// A figure of money of a region.
    pub(crate) fn money_of(&self, figure: Money, span: Span<'_>) -> Result<Told<'w>, Unanswered> {
        let (place, parts) = (span.place, self.parts_of(span));
        let this = self.clone();
        let all = parts.clone();
        let value = |station: usize| {
            let accounts = self.accounts(station);
            let of = |(_, account): &(Leaf, &Account)| self.leaf_sum(figure, account, place, all.clone());
            (!accounts.is_empty()).then(|| Value::fen(accounts.iter().map(of).sum()))
        };
        let of_station = move |station| this.money_of_station(figure, station, place, parts.clone());
        self.by_station(Unit::Fen, figure.what(), self.payer_of(figure), span, value, Rc::new(of_station))
    }

    /// What an account has of a figure in parts of a year.
    fn leaf_sum(&self, figure: Money, account: &Account, place: usize, parts: Range<usize>) -> i128 {
        let frame = &self.books.ledger.frame;
        let first = frame.part_places(place).start;
        let of = |part: usize| {
            let money = &account.money[frame.money(first + part)];
            match figure {
                Money::Pay => money[Figure::Pay.place()],
                Money::Subsidy => money[Figure::Subsidy.place()],
                Money::TopUp => money[Figure::TopUp.place()],
                Money::Surplus => money[Figure::Surplus.place()],
                Money::RaiseCost => money[Figure::RaiseCost.place()],
                Money::Share(payer) => money[frame.shares()][payer],
                Money::TopUpBy(payer) => {
                    let bearer = frame.bearers.iter().position(|bearer| *bearer == payer);
                    bearer.map_or(0, |bearer| money[frame.top_ups()][bearer])
                }
            }
        };
        parts.map(of).sum()
    }

    fn money_of_station(
        &self,
        figure: Money,
        station: usize,
        place: usize,
        parts: Range<usize>,
    ) -> Result<Told<'w>, Unanswered> {
        let accounts = self.accounts(station);
        let year = Some(self.base.year(place).number());
        let name = self.base.station_name(station);
        let value = accounts.iter().map(|(_, account)| self.leaf_sum(figure, account, place, parts.clone()));
        let value = Value::fen(value.sum());
        let this = self.clone();
        let posts = move || {
            let of_post = |(leaf, account): &(Leaf, &'w Account)| {
                this.money_of_leaf(figure, *leaf, account, place, parts.clone())
            };
            Ok(accounts.iter().map(of_post).collect())
        };
        let told = Told::later(value, figure.what(), 14, Op::Sum, posts).of_payer(self.payer_of(figure));
        Ok(told.about(year, Some(name)))
    }

    fn payer_of(&self, figure: Money) -> Option<Payer> {
        figure.payer(&self.books.ledger.frame.payers.0)
    }

    fn money_of_leaf(
        &self,
        figure: Money,
        leaf: Leaf,
        account: &'w Account,
        place: usize,
        parts: Range<usize>,
    ) -> Told<'w> {
        let value = Value::fen(self.leaf_sum(figure, account, place, parts.clone()));
        let year = Some(self.base.year(place).number());
        let this = self.clone();
        let name: Rc<str> = self.base.station_name(leaf.station());
        let told_name = Rc::clone(&name);
        let of_parts = move || {
            let of_part = |part: usize| {
                let value = this.leaf_sum(figure, account, place, part..part + 1);
                let told = this.money_of_part(figure, leaf, Value::fen(value), place, part);
                let told = told.of_payer(this.payer_of(figure));
                told.about(year, Some(this.part_name(&told_name, place, part))).of_post(leaf.post())
            };
            Ok(parts.clone().map(of_part).collect())
        };
        let told = Told::later(value, figure.what(), 14, Op::Sum, of_parts).of_payer(self.payer_of(figure));
        told.about(year, Some(name)).of_post(leaf.post())
    }

    /// A leaf, and the part of the year where it has several.
    fn part_name(&self, name: &Rc<str>, place: usize, part: usize) -> Rc<str> {
        let parts = &self.books.ledger.frame.parts[place];
        match parts.get(part) {
            Some(months) if parts.len() > 1 => format!("{name} {}–{}", months.first, months.last).into(),
            _ => Rc::clone(name),
        }
    }

    /// A leaf in a part of a year: the sum of its cases, brought to whole fen by rule 9 where not all is certain.
    fn money_of_part(&self, figure: Money, leaf: Leaf, value: Value, place: usize, part: usize) -> Told<'w> {
        let this = self.clone();
        if self.books.ledger.frame.certain {
            let cases = move || this.people.money(figure, leaf, place, part);
            return Told::later(value, figure.what(), 14, Op::Sum, cases);
        }
        let payers = self.books.ledger.frame.payers.len();
        let expected = move |figure: Money| this.people.expected(figure, leaf, place, part);
        // whole = round(expected subsidy + expected top-up)
        let whole = {
            let expected = expected.clone();
            move || -> Result<Told<'w>, Unanswered> {
                let both = vec![expected(Money::Subsidy)?, expected(Money::TopUp)?];
                Ok(Told::sum_of(Unit::Fen, "subsidy", 9, both).rounded("subsidy", 9)?)
            }
        };
        match figure {
            // raise_cost is rounded by rule 1
            Money::RaiseCost => {
                Told::later(value, figure.what(), 9, Op::Rounded, move || Ok(vec![expected(figure)?]))
            }
            // subsidy, top_up = apportion(whole, expected subsidy, expected top-up)
            Money::Subsidy | Money::TopUp => {
                let place = usize::from(figure == Money::TopUp);
                Told::later(value, figure.what(), 9, Op::Apportioned(place), move || {
                    Ok(vec![whole()?, expected(Money::Subsidy)?, expected(Money::TopUp)?])
                })
            }
            // pay, surplus = apportion(whole, expected pay, expected surplus)
            Money::Pay | Money::Surplus => {
                let place = usize::from(figure == Money::Surplus);
                Told::later(value, figure.what(), 9, Op::Apportioned(place), move || {
                    Ok(vec![whole()?, expected(Money::Pay)?, expected(Money::Surplus)?])
                })
            }
            // shares by payer = apportion(subsidy, expected shares), top-up by bearer likewise
            Money::Share(payer) | Money::TopUpBy(payer) => {
                let shares = matches!(figure, Money::Share(_));
                let all = if shares { Money::Subsidy } else { Money::TopUp };
                let of = if shares { Money::Share } else { Money::TopUpBy };
                let this = self.clone();
                Told::later(value, figure.what(), 9, Op::Apportioned(payer), move || {
                    let account = this.account(leaf.station(), leaf.post());
                    let sum = account.map_or(0, |account| this.leaf_sum(all, account, place, part..part + 1));
                    let mut parts = vec![this.money_of_part(all, leaf, Value::fen(sum), place, part)];
                    for payer in 0..payers {
                        parts.push(expected(of(payer))?);
                    }
                    Ok(parts)
                })
            }
        }
    }

    /// A count of a region.
    pub(crate) fn count_of(&self, figure: Figure, span: Span<'_>) -> Result<Told<'w>, Unanswered> {
        let (place, this) = (span.place, self.clone());
        let value = |station: usize| {
            let accounts = self.accounts(station);
            let of = |(_, account): &(Leaf, &Account)| self.counts(figure, account, place);
            (!accounts.is_empty()).then(|| self.count(&accounts.iter().map(of).sum(), place))
        };
        let of_station = move |station| this.count_of_station(figure, station, place);
        let told =
            self.by_station(Unit::One, figure.column().name, None, span, value, Rc::new(of_station))?;
        Ok(self.as_printed(told)?)
    }

    fn counts(&self, figure: Figure, account: &Account, place: usize) -> BigUint {
        account.counts.at(self.books.ledger.frame.count(place, figure))
    }

    /// A count of a year: whole where everything is certain.
    pub(super) fn count(&self, count: &BigUint, place: usize) -> Value {
        let frame = &self.books.ledger.frame;
        let denominator = &frame.denominators[place];
        if frame.certain {
            let whole = count / denominator;
            return Value::count(i128::try_from(whole).unwrap_or(i128::MAX));
        }
        Value::expected(count, denominator)
    }

    /// Counts are printed with four decimals in an expected forecast.
    pub(super) fn as_printed(&self, told: Told<'w>) -> Result<Told<'w>, Fault> {
        if self.books.ledger.frame.certain {
            return Ok(told);
        }
        let node = told.node();
        Ok(told.rounded(node.what, 9)?.about(node.about.year, node.about.place.clone()))
    }

    fn count_of_station(&self, figure: Figure, station: usize, place: usize) -> Result<Told<'w>, Unanswered> {
        let accounts = self.accounts(station);
        let year = Some(self.base.year(place).number());
        let sum = accounts.iter().map(|(_, account)| self.counts(figure, account, place)).sum();
        let what = figure.column().name;
        let this = self.clone();
        let posts = move || {
            let of_post = |(leaf, account): &(Leaf, &'w Account)| {
                let value = this.count(&this.counts(figure, account, place), place);
                let (leaf, that) = (*leaf, this.clone());
                let cases = move || that.people.counted(Counted::Row(figure), leaf, place);
                let name = this.base.station_name(station);
                Told::later(value, what, 14, Op::Sum, cases).about(year, Some(name)).of_post(leaf.post())
            };
            Ok(accounts.iter().map(of_post).collect())
        };
        let name = self.base.station_name(station);
        Ok(Told::later(self.count(&sum, place), what, 14, Op::Sum, posts).about(year, Some(name)))
    }
}
