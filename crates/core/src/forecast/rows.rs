//! Rule 14: the rows of a forecast.

use std::{borrow::Cow, hash::Hash};

use indexmap::IndexMap;
use num_bigint::BigUint;
use num_traits::ToPrimitive;
use serde::{Deserialize, Serialize};

use crate::{
    base::exact::rounded,
    ledger::{
        account::{Account, NormSum, Site},
        columns::{COUNTS, Figure, each_figure},
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

/// A figure of a [`Row`], whichever it is (rule 14).
#[derive(Clone, Copy, Debug)]
pub enum Shown<'r> {
    /// People or months.
    Count(Quantity),
    /// An amount.
    Money(Fen),
    /// Amounts by payer.
    ByPayer(&'r IndexMap<Payer, Fen>),
    /// Costs by name.
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

/// A figure of a row, from the year's sums.
macro_rules! summed {
    (Count $sums:ident $figure:ident) => {
        $sums.count(Figure::$figure)?
    };
    (Money $sums:ident $figure:ident) => {
        $sums.amount(Figure::$figure)?
    };
    (Shares $sums:ident $figure:ident) => {
        $sums.by_payer($sums.shares())?
    };
    (TopUps $sums:ident $figure:ident) => {
        $sums.by_payer(&$sums.top_ups())?
    };
    (Costs $sums:ident $figure:ident) => {
        $sums.costs()?
    };
    (Due $sums:ident $figure:ident) => {
        $sums.by_payer(&$sums.due())?
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
        #[non_exhaustive]
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
            /// The row of a year's sums. `None` when an amount or count does not fit.
            fn new(sums: &Sums<'_>) -> Option<Row> {
                Some(Row {
                    year: sums.of.year,
                    region: sums.of.region.to_owned(),
                    name: sums.of.name.to_owned(),
                    $($name: summed!($adds sums $figure),)+
                })
            }

            /// All figures with the names of their columns, in the order of rule 14.
            ///
            /// ```
            /// use shuangbai::{Plan, Shown, Station};
            /// let forecast = Plan::builder("guangdong-2021", 2021, 2021)
            ///     .station(Station::new("440203001")?.villages(3)?)
            ///     .build()?
            ///     .forecast()?;
            /// let (name, figure) = forecast.totals[0].figures().next().unwrap();
            /// assert_eq!(name, "headcount");
            /// assert!(matches!(figure, Shown::Count(_)));
            /// # Ok::<(), Box<dyn std::error::Error>>(())
            /// ```
            pub fn figures(&self) -> impl Iterator<Item = (&'static str, Shown<'_>)> {
                Figure::ALL.iter().map(|figure| (figure.column().name, self.shown(*figure)))
            }

            /// A figure, by its column.
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
#[non_exhaustive]
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
#[non_exhaustive]
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

/// A year of a region, and where its account and site have it.
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
    pub(crate) fn count(&self, numerator: &BigUint) -> Option<Quantity> {
        let denominator = &self.frame.denominators[self.place];
        if self.frame.certain {
            return (numerator / denominator).to_u64().map(Quantity::Whole);
        }
        rounded(numerator * 10_000u32, denominator).to_u128().map(Quantity::Expected)
    }

    /// The row of accounts and sites together. `None` when an amount or count does not fit.
    pub(crate) fn row(&self, accounts: &[Cow<'_, Account>], sites: &[Cow<'_, Site>]) -> Option<Row> {
        let frame = self.frame;
        let mut counts = vec![BigUint::ZERO; COUNTS];
        let mut money = vec![0; frame.money_width()];
        for account in accounts {
            let places = frame.counts(self.place);
            places.zip(&mut counts).for_each(|(place, sum)| account.counts.add_to(sum, place));
            frame.part_places(self.place).for_each(|part| add(&mut money, &account.money[frame.money(part)]));
        }
        let mut costs = vec![0; frame.costs.len() * frame.cost_width()];
        let mut hours = vec![0; frame.costs.len()];
        for of_site in sites.iter().map(|site| &site.costs) {
            for part in frame.part_places(self.place) {
                add(&mut costs, &of_site.amounts[frame.all_costs(part)]);
            }
            let of_year = &of_site.hours[frame.hours(self.place, 0)..];
            hours.iter_mut().zip(of_year).for_each(|(sum, hours)| *sum += hours);
        }
        Row::new(&Sums { of: self, counts, money, costs, hours })
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

/// A year of a region, added up over its parts.
struct Sums<'s> {
    of: &'s OfYear<'s>,
    counts: Vec<BigUint>,
    /// As an account has it of a part.
    money: Vec<i128>,
    /// By cost, as a site has them of a part.
    costs: Vec<i128>,
    /// By cost.
    hours: Vec<u64>,
}

impl Sums<'_> {
    fn count(&self, figure: Figure) -> Option<Quantity> {
        self.of.count(&self.counts[figure.place()])
    }

    fn amount(&self, figure: Figure) -> Option<Fen> {
        fen(self.money[figure.place()])
    }

    fn shares(&self) -> &[i128] {
        &self.money[self.of.frame.shares()]
    }

    /// The top-up by the payer that bears it: all payers.
    fn top_ups(&self) -> Vec<i128> {
        let frame = self.of.frame;
        let mut top_ups = vec![0; frame.payers.len()];
        for (bearer, top_up) in frame.bearers.iter().zip(&self.money[frame.top_ups()]) {
            top_ups[*bearer] += top_up;
        }
        top_ups
    }

    /// What a payer owes in all: shares + top-ups that it bears + its parts of the costs (rule 6).
    fn due(&self) -> Vec<i128> {
        let mut due = self.top_ups();
        add(&mut due, self.shares());
        for cost in self.costs.chunks(self.of.frame.cost_width()) {
            add(&mut due, &cost[1..]);
        }
        due
    }

    fn costs(&self) -> Option<IndexMap<String, CostRow>> {
        let frame = self.of.frame;
        let costs = frame.costs.iter().zip(self.costs.chunks(frame.cost_width())).zip(&self.hours);
        let cost_rows = costs.map(|((name, cost), hours)| {
            let (amount, shares) = cost.split_first()?;
            let (amount, shares) = (fen(*amount)?, self.by_payer(shares)?);
            Some((name.clone(), CostRow { amount, shares, hours: *hours }))
        });
        all(frame.costs.len(), cost_rows)
    }

    fn by_payer(&self, amounts: &[i128]) -> Option<IndexMap<Payer, Fen>> {
        let payers = self.of.frame.payers.0.iter().zip(amounts);
        all(amounts.len(), payers.map(|(payer, amount)| Some((*payer, fen(*amount)?))))
    }
}

/// So many values by their keys, in a map that has no room for more: there is one in every row.
fn all<K: Hash + Eq, V>(count: usize, pairs: impl Iterator<Item = Option<(K, V)>>) -> Option<IndexMap<K, V>> {
    let mut map = IndexMap::with_capacity(count);
    for pair in pairs {
        let (key, value) = pair?;
        map.insert(key, value);
    }
    Some(map)
}

fn fen(amount: i128) -> Option<Fen> {
    i64::try_from(amount).ok().map(Fen)
}

fn add(sums: &mut [i128], amounts: &[i128]) {
    sums.iter_mut().zip(amounts).for_each(|(sum, amount)| *sum += amount);
}
