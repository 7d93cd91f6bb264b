//! Rule 10, told: what funds hold and pay.

use super::{
    base::given,
    people::Money,
    site::OfCost,
    sums::{Span, Sums},
    told::Told,
    value::{Unit, Value},
};
use crate::{
    faults::error::{Promised, Unanswered},
    plan::entries::{Fund, Purpose},
    rules::fund::{Asked, Drawn, Parts, draw},
};

/// A figure of a fund.
#[derive(Clone, Copy)]
pub(crate) enum OfFund {
    /// Of the year with a place among those in which it is open.
    Year(usize, OfYear),
    Unspent,
}

/// One of a year.
#[derive(Clone, Copy)]
pub(crate) enum OfYear {
    Opening,
    Drawn,
    Closing,
    Shortfall,
}

impl OfYear {
    pub(crate) const ALL: [(&'static str, OfYear); 4] = [
        ("opening", OfYear::Opening),
        ("drawn", OfYear::Drawn),
        ("closing", OfYear::Closing),
        ("shortfall", OfYear::Shortfall),
    ];
}

impl<'w> Sums<'w> {
    /// A figure of the fund with a place in the programme; none where it has no such year.
    pub(crate) fn fund_of(&self, place: usize, of: OfFund) -> Result<Option<Told<'w>>, Unanswered> {
        let drawn = self.drawn()?;
        let Some(Drawn { years, unspent }) = drawn.into_iter().nth(place) else { return Ok(None) };
        let name = self.base.plan.programme.funds.get(place).map(|fund| fund.says.name.as_str().into());
        Ok(match of {
            OfFund::Unspent => Some(unspent.named("unspent", 10).about(None, name)),
            OfFund::Year(at, of) => years.get(at).map(|year| {
                let figure = match of {
                    OfYear::Opening => &year.opening,
                    OfYear::Drawn => &year.drawn,
                    OfYear::Closing => &year.closing,
                    OfYear::Shortfall => &year.shortfall,
                };
                let what = OfYear::ALL[of as usize].0;
                figure.named(what, 10).about(Some(year.year.number()), name)
            }),
        })
    }

    /// What all funds pay: by the very function that draws them.
    fn drawn(&self) -> Result<Vec<Drawn<Told<'w>>>, Unanswered> {
        let (base, frame) = (self.base, &self.books.ledger.frame);
        let programme = &base.plan.programme;
        let funds: Vec<&Fund> = programme.funds.iter().map(|fund| &fund.says).collect();
        let amounts = programme.funds.iter().enumerate().map(|(place, fund)| {
            let amount = Value::fen(fund.says.amount.fen().0.into());
            given(amount, "opening", 10, format!("/programme/funds/{place}/amount"), &fund.ground)
        });
        let amounts: Vec<Told<'w>> = amounts.collect();
        let years: Vec<Parts<'_>> =
            frame.years().zip(&frame.parts).map(|(year, months)| Parts { year, months }).collect();
        // What is due is found before it is drawn, since finding it can fail.
        let mut due = Vec::new();
        for (place, year) in years.iter().enumerate() {
            let mut of_year = Vec::new();
            for part in 0..year.months.len() {
                let of_fund = |fund: &&Fund| self.due_of(fund, Span { place, part: Some(part), region: "" });
                of_year.push(funds.iter().map(of_fund).collect::<Result<Vec<Told<'w>>, _>>()?);
            }
            due.push(of_year);
        }
        let due = |Asked { year, part, fund }| due[year][part][fund].clone();
        Ok(draw(&funds, &amounts, &years, due))
    }

    /// What a fund is drawn for.
    fn due_of(&self, fund: &Fund, span: Span<'_>) -> Result<Told<'w>, Unanswered> {
        let frame = &self.books.ledger.frame;
        let Some(payer) = frame.payers.find(fund.payer) else {
            return Ok(Told::sum_of(Unit::Fen, "due", 10, Vec::new()));
        };
        match &fund.pays {
            Purpose::Subsidy => self.money_of(Money::Share(payer), span),
            Purpose::Cost(name) => {
                let cost = frame.costs.iter().position(|cost| cost == name);
                let cost = cost.promised("a fund pays a cost that the programme has")?;
                self.cost_of(cost, OfCost::Share(payer), span)
            }
        }
    }
}
