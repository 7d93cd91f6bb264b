//! The figures of rows as columns: which there are, what they are called, and what adds up to what.

use std::ops::Range;

use shuangbai::{Payer, Row, Shown};

use crate::{
    page::Value,
    payers::{parts, payers},
    terms::Terms,
};

/// A column.
pub(crate) struct Column {
    /// Of several that belong together.
    pub(crate) group: Option<String>,
    pub(crate) name: String,
}

/// A cost's columns: its amount, and its shares.
pub(crate) struct CostColumns {
    pub(crate) amount: usize,
    pub(crate) shares: Range<usize>,
}

/// The columns of a forecast's rows, by their places.
#[derive(Default)]
pub(crate) struct Columns {
    pub(crate) all: Vec<Column>,
    pub(crate) pay: usize,
    pub(crate) subsidy: usize,
    pub(crate) top_up: usize,
    pub(crate) surplus: usize,
    pub(crate) shares: Range<usize>,
    pub(crate) top_ups: Range<usize>,
    pub(crate) costs: Vec<CostColumns>,
    pub(crate) due: Range<usize>,
    pub(crate) payers: Vec<Payer>,
}

impl Columns {
    /// Those of rows like this one: all rows of a forecast are.
    pub(crate) fn new(row: &Row, terms: &Terms) -> Columns {
        let mut columns = Columns { payers: payers(&row.due).collect(), ..Columns::default() };
        for (name, shown) in row.figures() {
            let (at, term) = (columns.all.len(), terms.column("rows", name));
            match shown {
                Shown::Count(_) | Shown::Money(_) => {
                    match name {
                        "pay" => columns.pay = at,
                        "subsidy" => columns.subsidy = at,
                        "top_up" => columns.top_up = at,
                        "surplus" => columns.surplus = at,
                        _ => {}
                    }
                    columns.all.push(Column { group: None, name: term.to_owned() });
                }
                Shown::ByPayer(amounts) => {
                    let range = at..at + amounts.len();
                    match name {
                        "shares" => columns.shares = range,
                        "top_ups" => columns.top_ups = range,
                        "due" => columns.due = range,
                        _ => {}
                    }
                    for payer in payers(amounts) {
                        columns.push(term.to_owned(), terms.word("payer", &payer.to_string()).to_owned());
                    }
                }
                Shown::Costs(costs) => {
                    for (cost, figures) in costs {
                        let amount = columns.all.len();
                        let shares = amount + 1..amount + 1 + figures.shares.len();
                        let group = format!("{term}·{cost}");
                        columns.push(group.clone(), terms.of("金额", "Amount").to_owned());
                        for payer in payers(&figures.shares) {
                            columns.push(group.clone(), terms.word("payer", &payer.to_string()).to_owned());
                        }
                        let hours = terms.column("cost", "hours").to_owned();
                        columns.push(group, hours);
                        columns.costs.push(CostColumns { amount, shares });
                    }
                }
            }
        }
        columns
    }

    fn push(&mut self, group: String, name: String) {
        self.all.push(Column { group: Some(group), name });
    }

    /// A row's figures, in the order of the columns.
    pub(crate) fn values(&self, row: &Row) -> Vec<Value> {
        let mut values = Vec::with_capacity(self.all.len());
        for (_, shown) in row.figures() {
            match shown {
                Shown::Count(count) => values.push(Value::Count(count)),
                Shown::Money(amount) => values.push(Value::Money(amount)),
                Shown::ByPayer(amounts) => values.extend(parts(amounts).map(Value::Money)),
                Shown::Costs(costs) => {
                    for cost in costs.values() {
                        values.push(Value::Money(cost.amount));
                        values.extend(parts(&cost.shares).map(Value::Money));
                        values.push(Value::Whole(cost.hours));
                    }
                }
            }
        }
        values
    }

    /// What is even in every row (rules 5 and 6), each side a sum of columns: pay and surplus are subsidy and top-up, and
    /// parts are their whole.
    pub(crate) fn identities(&self) -> Vec<(Vec<usize>, Vec<usize>)> {
        let mut even = vec![
            (vec![self.pay, self.surplus], vec![self.subsidy, self.top_up]),
            (self.shares.clone().collect(), vec![self.subsidy]),
            (self.top_ups.clone().collect(), vec![self.top_up]),
        ];
        even.extend(self.costs.iter().map(|cost| (cost.shares.clone().collect(), vec![cost.amount])));
        even
    }

    /// What adds up to what a payer owes, by the payer's place: share, top-up, parts of costs.
    pub(crate) fn owed(&self, payer: usize) -> Vec<usize> {
        let of = |range: &Range<usize>| range.start + payer;
        [of(&self.shares), of(&self.top_ups)]
            .into_iter()
            .chain(self.costs.iter().map(|cost| of(&cost.shares)))
            .collect()
    }
}
