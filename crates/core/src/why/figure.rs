//! Rule 17: the figure of a forecast that a pointer names.

use super::{
    funds::{OfFund, OfYear},
    people::Money,
    site::{OfCost, OfNorm},
    sums::{Span, Sums},
    told::Told,
    value::{Unit, Value},
};
use crate::{
    faults::error::Unanswered,
    forecast::{
        forecast::Forecast,
        rows::{Row, Shown},
    },
    ledger::columns::{Adds, COST, Figure, figure_names},
    plan::programme::Programme,
    values::words::{Payer, Word},
};

/// A figure, as far as a programme tells that there is one.
#[derive(Clone, Copy)]
pub(crate) enum Pointed {
    Row(List, usize, OfRow),
    Norm(usize, OfNorm),
    Fund(usize, OfFund),
}

/// A list of rows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum List {
    Rows,
    Totals,
}

/// A figure of a row; payers and costs are places in the forecast's order.
#[derive(Clone, Copy)]
pub(crate) enum OfRow {
    Count(Figure),
    Money(Figure),
    ByPayer(Figure, usize),
    Cost(usize, OfCost),
}

/// A place in a list, as a pointer writes it.
fn index(text: &str) -> Option<usize> {
    text.parse().ok().filter(|number: &usize| number.to_string() == text)
}

impl Pointed {
    /// What a pointer names in the forecasts of a programme.
    pub(crate) fn of(pointer: &str, programme: &Programme) -> Option<Pointed> {
        let keys = pointer.strip_prefix('/')?.split('/');
        let keys: Vec<String> = keys.map(|key| key.replace("~1", "/").replace("~0", "~")).collect();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        match &keys[..] {
            ["rows", at, figure @ ..] => {
                Some(Pointed::Row(List::Rows, index(at)?, OfRow::of(figure, programme)?))
            }
            ["totals", at, figure @ ..] => {
                Some(Pointed::Row(List::Totals, index(at)?, OfRow::of(figure, programme)?))
            }
            ["norm", at, column] => {
                let (_, of) = OfNorm::ALL.into_iter().find(|(name, _)| name == column)?;
                Some(Pointed::Norm(index(at)?, of)).filter(|_| !programme.norm.is_empty())
            }
            ["funds", fund, rest @ ..] => {
                let of = match rest {
                    ["unspent"] => OfFund::Unspent,
                    ["years", at, figure] => {
                        let (_, of) = OfYear::ALL.into_iter().find(|(name, _)| name == figure)?;
                        OfFund::Year(index(at)?, of)
                    }
                    _ => return None,
                };
                Some(Pointed::Fund(index(fund).filter(|fund| *fund < programme.funds.len())?, of))
            }
            _ => None,
        }
    }

    /// The pointers of a forecast's figures that begin like another one: in the same row, or in the first of each list.
    pub(crate) fn near(pointer: &str, programme: &Programme) -> Vec<String> {
        let mut keys = pointer.split('/').skip(1);
        let list = keys.next().unwrap_or_default();
        // Of a figure that has a right name the row is not there.
        let named = Pointed::of(pointer, programme).is_some();
        let row = keys.next().and_then(index).filter(|_| !named).unwrap_or_default();
        let row_of = |name: &str| if name == list { row } else { 0 };
        let mut all = Vec::new();
        for name in ["totals", "rows"] {
            let at = row_of(name);
            all.extend(OfRow::names(programme).into_iter().map(|figure| format!("/{name}/{at}/{figure}")));
        }
        let norm = OfNorm::ALL.iter().map(|(column, _)| format!("/norm/{}/{column}", row_of("norm")));
        all.extend(norm.filter(|_| !programme.norm.is_empty()));
        for fund in 0..programme.funds.len() {
            all.extend(OfYear::ALL.iter().map(|(name, _)| format!("/funds/{fund}/years/0/{name}")));
            all.push(format!("/funds/{fund}/unspent"));
        }
        all
    }
}

impl OfRow {
    fn of(keys: &[&str], programme: &Programme) -> Option<OfRow> {
        let (head, rest) = keys.split_first()?;
        let figure = Figure::ALL.iter().copied().find(|figure| figure.column().name == *head)?;
        let payer = |word: &str| {
            let payer = Payer::from_word(word)?;
            programme.payers().iter().position(|other| *other == payer)
        };
        match (figure.column().adds, rest) {
            (Adds::Count, []) => Some(OfRow::Count(figure)),
            (Adds::Money, []) => Some(OfRow::Money(figure)),
            (Adds::Shares | Adds::TopUps | Adds::Due, [word]) => Some(OfRow::ByPayer(figure, payer(word)?)),
            (Adds::Costs, [name, of @ ..]) => {
                let cost = programme.cost_names().iter().position(|cost| cost == name)?;
                let [amount, shares, hours] = COST.map(|column| column.name);
                let of = match of {
                    [of] if *of == amount => OfCost::Amount,
                    [of] if *of == hours => OfCost::Hours,
                    [of, word] if *of == shares => OfCost::Share(payer(word)?),
                    _ => return None,
                };
                Some(OfRow::Cost(cost, of))
            }
            _ => None,
        }
    }

    /// The pointers of a row's figures.
    fn names(programme: &Programme) -> Vec<String> {
        let pointed = |cost: &str| cost.replace('~', "~0").replace('/', "~1");
        let costs: Vec<String> = programme.cost_names().into_iter().map(pointed).collect();
        figure_names(&programme.payers(), &costs)
    }

    /// What a row prints.
    fn printed(self, row: &Row, programme: &Programme) -> Option<Value> {
        Some(match self {
            OfRow::Count(figure) => match row.shown(figure) {
                Shown::Count(count) => Value::printed(count),
                _ => return None,
            },
            OfRow::Money(figure) => match row.shown(figure) {
                Shown::Money(fen) => Value::fen(fen.0.into()),
                _ => return None,
            },
            OfRow::ByPayer(figure, payer) => match row.shown(figure) {
                Shown::ByPayer(amounts) => Value::fen(amounts.get_index(payer)?.1.0.into()),
                _ => return None,
            },
            OfRow::Cost(cost, of) => {
                let cost = row.costs.get(*programme.cost_names().get(cost)?)?;
                match of {
                    OfCost::Amount => Value::fen(cost.amount.0.into()),
                    OfCost::Share(payer) => Value::fen(cost.shares.get_index(payer)?.1.0.into()),
                    OfCost::Hours => Value::count(cost.hours.into()),
                }
            }
        })
    }
}

impl<'w> Sums<'w> {
    /// The explanation of a figure of a forecast; none where it does not have it. What the forecast prints comes with
    /// it.
    pub(crate) fn of(
        &self,
        pointed: Pointed,
        forecast: &Forecast,
    ) -> Result<Option<(Told<'w>, Value)>, Unanswered> {
        let programme = &self.base.plan.programme;
        let first = self.base.plan.horizon.first.number();
        let place = |year: u16| usize::from(year.saturating_sub(first));
        match pointed {
            Pointed::Row(list, at, of) => {
                let rows = if list == List::Rows { &forecast.rows } else { &forecast.totals };
                let Some(row) = rows.get(at) else { return Ok(None) };
                let span = Span { place: place(row.year), part: None, region: &row.region };
                let Some(printed) = of.printed(row, programme) else { return Ok(None) };
                Ok(Some((self.row_figure(of, span)?, printed)))
            }
            Pointed::Norm(at, of) => {
                let Some(row) = forecast.norm.get(at) else { return Ok(None) };
                let span = Span { place: place(row.year), part: None, region: &row.region };
                let printed = match of {
                    OfNorm::Stations => Value::count(row.stations.into()),
                    OfNorm::Required => Value::count(row.required.into()),
                    OfNorm::Held => Value::printed(row.held),
                    OfNorm::Short => Value::printed(row.short),
                    OfNorm::Over => Value::printed(row.over),
                };
                Ok(Some((self.norm_of(of, span)?, printed)))
            }
            Pointed::Fund(fund, of) => {
                let Some(report) = forecast.funds.get(fund) else { return Ok(None) };
                let printed = match of {
                    OfFund::Unspent => report.unspent,
                    OfFund::Year(at, of) => {
                        let Some(year) = report.years.get(at) else { return Ok(None) };
                        match of {
                            OfYear::Opening => year.opening,
                            OfYear::Drawn => year.drawn,
                            OfYear::Closing => year.closing,
                            OfYear::Shortfall => year.shortfall,
                        }
                    }
                };
                let told = self.fund_of(fund, of)?;
                Ok(told.map(|told| (told, Value::fen(printed.0.into()))))
            }
        }
    }

    fn row_figure(&self, of: OfRow, span: Span<'_>) -> Result<Told<'w>, Unanswered> {
        match of {
            OfRow::Count(figure) => self.count_of(figure, span),
            OfRow::Money(figure) => self.money_of(
                match figure {
                    Figure::Subsidy => Money::Subsidy,
                    Figure::TopUp => Money::TopUp,
                    Figure::Surplus => Money::Surplus,
                    Figure::RaiseCost => Money::RaiseCost,
                    _ => Money::Pay,
                },
                span,
            ),
            OfRow::ByPayer(Figure::Shares, payer) => self.money_of(Money::Share(payer), span),
            OfRow::ByPayer(Figure::TopUps, payer) => self.money_of(Money::TopUpBy(payer), span),
            // shares + top-ups that it bears + its parts of the costs
            OfRow::ByPayer(_, payer) => {
                let mut parts = vec![
                    self.money_of(Money::Share(payer), span)?,
                    self.money_of(Money::TopUpBy(payer), span)?,
                ];
                for cost in 0..self.books.costs.len() {
                    parts.push(self.cost_of(cost, OfCost::Share(payer), span)?);
                }
                let about = parts[0].node().about.clone();
                let told = Told::sum_of(Unit::Fen, "due", 6, parts).of_payer(about.payer);
                Ok(told.about(about.year, about.place))
            }
            OfRow::Cost(cost, of) => self.cost_of(cost, of, span),
        }
    }
}
