//! Rule 14: the rows of a forecast.

use indexmap::IndexMap;
use num_bigint::BigUint;
use num_traits::ToPrimitive;
use serde::{Deserialize, Serialize};

use crate::{
    base::exact::rounded,
    ledger::{
        account::{Account, NormSum, Site},
        columns::{Figure, each_figure},
        frame::Frame,
    },
    values::{fen::Fen, quantity::Quantity, words::Payer},
};

/// What a figure of a row is.
macro_rules! type_of {
    (Count) => { Quantity };
    (Money) => { Fen };
    (Costs) => { IndexMap<String, CostRow> };
    ($by_payer:ident) => { IndexMap<Payer, Fen> };
}

/// A figure of a row, whichever it is.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(not(feature = "arrow"), expect(dead_code, reason = "tables ask for figures by their columns"))]
pub(crate) enum Shown<'r> {
    Count(Quantity),
    Money(Fen),
    ByPayer(&'r IndexMap<Payer, Fen>),
    Costs(&'r IndexMap<String, CostRow>),
}

macro_rules! shown {
    (Count $value:expr) => {
        Shown::Count($value)
    };
    (Money $value:expr) => {
        Shown::Money($value)
    };
    (Costs $value:expr) => {
        Shown::Costs(&$value)
    };
    ($by_payer:ident $value:expr) => {
        Shown::ByPayer(&$value)
    };
}

#[cfg(feature = "schema")]
macro_rules! schema_of {
    (Count $shape:ident $name:expr, $doc:expr) => {
        $shape.always::<Quantity>($name, $doc)
    };
    (Money $shape:ident $name:expr, $doc:expr) => {
        $shape.always::<Fen>($name, $doc)
    };
    (Costs $shape:ident $name:expr, $doc:expr) => {
        $shape.always::<std::collections::BTreeMap<String, CostRow>>($name, $doc)
    };
    ($by_payer:ident $shape:ident $name:expr, $doc:expr) => {
        $shape.always::<ByPayer>($name, $doc)
    };
}

macro_rules! row {
    ($($(#[doc = $doc:literal])+ $name:ident $figure:ident $adds:ident $zh:literal $en:literal,)+) => {
        /// A year's figures of a region (rule 14). Amounts are in fen, of the whole year.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub struct Row {
            /// The fiscal year.
            pub year: u16,
            /// The region's code, `""` for all.
            pub region: String,
            /// Its name, or `""`.
            pub name: String,
            $($(#[doc = $doc])+ pub $name: type_of!($adds),)+
        }

        impl Row {
            /// A figure, by its column.
            #[cfg_attr(not(feature = "arrow"), expect(dead_code, reason = "tables ask for figures by their columns"))]
            pub(crate) fn shown(&self, figure: Figure) -> Shown<'_> {
                match figure {
                    $(Figure::$figure => shown!($adds self.$name),)+
                }
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for Row {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                "Row".into()
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let doc = "A year's figures of a region (rule 14). Amounts are in fen, of the whole year.";
                crate::record::shape::of_object(generator, doc, |shape| {
                    shape.always::<u16>("year", "The fiscal year.");
                    shape.always::<String>("region", "The region's code, `\"\"` for all.");
                    shape.always::<String>("name", "Its name, or `\"\"`.");
                    $(schema_of!($adds shape stringify!($name), concat!($($doc),+));)+
                })
            }
        }
    };
}
each_figure!(row);

/// Amounts by payer (rule 14).
#[cfg(feature = "schema")]
pub(crate) struct ByPayer;

/// A cost in a [`Row`] (rule 6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CostRow {
    /// The amount.
    pub amount: Fen,
    /// By payer.
    #[cfg_attr(feature = "schema", schemars(with = "ByPayer"))]
    pub shares: IndexMap<Payer, Fen>,
    /// The hours due.
    pub hours: u64,
}

/// A December's norm over the open stations of a region (rules 7 and 14).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NormRow {
    /// The year.
    pub year: u16,
    /// The region's code, `""` for all.
    pub region: String,
    /// Stations open.
    pub stations: u64,
    /// Posts required.
    pub required: u64,
    /// Posts held.
    pub held: Quantity,
    /// What stations miss of their norm.
    pub short: Quantity,
    /// What a range's most is exceeded by.
    pub over: Quantity,
}

/// A year of a region: its account and its site, and where they have the year.
pub(crate) struct OfYear<'f> {
    pub(crate) frame: &'f Frame,
    /// The year's place in the horizon.
    pub(crate) place: usize,
    pub(crate) year: u16,
    pub(crate) region: &'f str,
    pub(crate) name: &'f str,
}

impl OfYear<'_> {
    /// A count: whole when everything is certain, else rounded to four decimals (rule 9).
    fn count(&self, numerator: &BigUint) -> Option<Quantity> {
        let denominator = &self.frame.denominators[self.place];
        if self.frame.certain {
            return (numerator / denominator).to_u64().map(Quantity::Whole);
        }
        rounded(numerator * 10_000u32, denominator).to_u128().map(Quantity::Expected)
    }

    /// The row. `None` when an amount or count does not fit.
    pub(crate) fn row(&self, account: &Account, site: &Site) -> Option<Row> {
        let frame = self.frame;
        let fen = |amount: i128| i64::try_from(amount).ok().map(Fen);
        let mut money = vec![0; frame.money_width()];
        let mut costs = vec![vec![0; frame.cost_width()]; frame.costs.len()];
        for part in frame.part_places(self.place) {
            add(&mut money, &account.money[frame.money(part)]);
            for (place, cost) in costs.iter_mut().enumerate() {
                add(cost, &site.costs[frame.cost(part, place)]);
            }
        }
        let by_payer = |amounts: &[i128]| -> Option<IndexMap<Payer, Fen>> {
            frame.payers.0.iter().zip(amounts).map(|(payer, amount)| Some((*payer, fen(*amount)?))).collect()
        };
        let shares = &money[frame.shares()];
        // the top-up by the payer that bears it: all payers
        let mut top_ups = vec![0; shares.len()];
        for (bearer, top_up) in frame.bearers.iter().zip(&money[frame.top_ups()]) {
            top_ups[*bearer] += top_up;
        }
        // `due` is what a payer owes in all: shares + top-ups that it bears + its parts of the costs (rule 6).
        let mut due = shares.to_vec();
        add(&mut due, &top_ups);
        for cost in &costs {
            add(&mut due, &cost[1..]);
        }
        let cost_rows = frame.costs.iter().zip(&costs).enumerate().map(|(place, (name, cost))| {
            let (amount, shares) = cost.split_first()?;
            let hours = site.hours[frame.hours(self.place, place)];
            Some((name.clone(), CostRow { amount: fen(*amount)?, shares: by_payer(shares)?, hours }))
        });
        let amount = |figure: Figure| fen(money[figure.place()]);
        let count = |figure: Figure| self.count(&account.counts[frame.count(self.place, figure)]);
        Some(Row {
            year: self.year,
            region: self.region.to_owned(),
            name: self.name.to_owned(),
            headcount: count(Figure::Headcount)?,
            worker_months: count(Figure::WorkerMonths)?,
            pay: amount(Figure::Pay)?,
            subsidy: amount(Figure::Subsidy)?,
            shares: by_payer(shares)?,
            top_up: amount(Figure::TopUp)?,
            top_ups: by_payer(&top_ups)?,
            surplus: amount(Figure::Surplus)?,
            costs: cost_rows.collect::<Option<_>>()?,
            due: by_payer(&due)?,
            hires: count(Figure::Hires)?,
            leavers: count(Figure::Leavers)?,
            raised: count(Figure::Raised)?,
            raise_cost: amount(Figure::RaiseCost)?,
            contracts_ending: count(Figure::ContractsEnding)?,
        })
    }

    /// The norm's row. `None` when a count does not fit.
    pub(crate) fn norm_row(&self, sum: &NormSum) -> Option<NormRow> {
        Some(NormRow {
            year: self.year,
            region: self.region.to_owned(),
            stations: sum.stations,
            required: sum.required,
            held: self.count(&sum.held)?,
            short: self.count(&sum.short)?,
            over: self.count(&sum.over)?,
        })
    }
}

fn add(sums: &mut [i128], amounts: &[i128]) {
    sums.iter_mut().zip(amounts).for_each(|(sum, amount)| *sum += amount);
}
