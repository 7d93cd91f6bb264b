//! Rule 20: the rows of a pay sheet, and its totals.
#![expect(
    clippy::disallowed_types,
    reason = "serde's flatten keeps any number until a field takes it; fen refuse floats"
)]

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::figures::{Figures, checked};
use crate::values::{
    code::Code,
    fen::Fen,
    month::Month,
    words::{Payer, Post},
};

/// A pay sheet (工资表) (rule 20): its rows, and by month what they and the costs come to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// By month, station, and who.
    pub rows: Vec<SheetRow>,
    /// By month and region, then of all.
    pub totals: Vec<SheetTotal>,
}

/// What somebody, or several who are alike, are paid in a month at one station and post (rule 20). Amounts are in fen,
/// of all of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SheetRow {
    /// The month.
    pub month: Month,
    /// The station's code.
    pub station: Code,
    /// The kind of post.
    pub post: Post,
    /// The worker or the hire in the plan; the station for posts that are filled or refilled: a JSON pointer.
    pub at: String,
    /// The worker's id; `""` of others.
    pub id: String,
    /// How many are alike.
    pub count: u64,
    /// The annual pay of one, as it is known in the month; 0 of who is not on the payroll.
    pub annual: Fen,
    /// The month's figures.
    #[serde(flatten)]
    pub figures: SheetFigures,
    /// What is owed of earlier months, since it is known only now (补发); negative: what comes back (扣回).
    pub arrears: SheetFigures,
    /// What each payer owes: shares and top-ups that it bears, with arrears.
    pub due: IndexMap<Payer, Fen>,
    /// What is paid out: pay and its arrears.
    pub payable: Fen,
}

/// Figures of a month (rules 3, 5 and 6); pay + surplus = subsidy + top-up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetFigures {
    /// The pay.
    pub pay: Fen,
    /// The subsidy.
    pub subsidy: Fen,
    /// The subsidy by payer.
    pub shares: IndexMap<Payer, Fen>,
    /// The top-up.
    pub top_up: Fen,
    /// The surplus.
    pub surplus: Fen,
}

/// What a month comes to in a region (rule 20): the monthly call on each payer (分月用款计划).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SheetTotal {
    /// The month.
    pub month: Month,
    /// The region's code, `""` for all.
    pub region: String,
    /// Its name, or `""`.
    pub name: String,
    /// How many are on the payroll.
    pub headcount: u64,
    /// The figures of the rows.
    #[serde(flatten)]
    pub figures: SheetFigures,
    /// Their arrears.
    pub arrears: SheetFigures,
    /// Every cost of the programme by name.
    pub costs: IndexMap<String, SheetCost>,
    /// What each payer owes: as in the rows, and its parts of the costs.
    pub due: IndexMap<Payer, Fen>,
    /// What is paid out.
    pub payable: Fen,
}

/// A cost of a month (rule 6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SheetCost {
    /// The amount.
    pub amount: Fen,
    /// By payer.
    pub shares: IndexMap<Payer, Fen>,
}

/// Amounts that were found to fit, by payer.
pub(crate) fn by_payer(payers: &[Payer], amount: impl Fn(usize) -> i128) -> IndexMap<Payer, Fen> {
    payers.iter().enumerate().map(|(place, payer)| (*payer, checked(amount(place)))).collect()
}

impl SheetFigures {
    /// Of figures that were found to fit.
    pub(crate) fn new(figures: Figures<'_>, payers: &[Payer]) -> SheetFigures {
        SheetFigures {
            pay: checked(figures.pay()),
            subsidy: checked(figures.subsidy()),
            shares: by_payer(payers, |payer| figures.share(payer)),
            top_up: checked(figures.top_up()),
            surplus: checked(figures.surplus()),
        }
    }
}
