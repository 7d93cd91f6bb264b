#![doc = include_str!("../README.md")]

mod base;
mod check;
mod doors;
mod engine;
mod faults;
mod forecast;
mod ledger;
mod model;
mod plan;
mod question;
mod read;
mod record;
mod rules;
mod sheet;
mod values;
mod why;

#[cfg(feature = "arrow")]
pub mod arrow;
#[cfg(feature = "schema")]
pub mod schema;
#[cfg(any(feature = "arrow", feature = "csv"))]
pub mod table;

pub use doors::{
    allot::allot_json,
    calculator::Calculator,
    json::{forecast_json, forecast_watched},
    model::forecasts,
    page::{NoRuleText, RULES, RuleText, rule_text, rule_texts},
    terms::terms_json,
};
pub use faults::{
    error::{Error, ErrorKind, Errors, Unanswered},
    groups::{ErrorGroup, alike},
    hint::{Hint, HintCode},
    watch::Watch,
};
pub use forecast::{
    forecast::Forecast,
    posts::PostRow,
    ratios::RatioRow,
    rows::{CostRow, NormRow, Row, Shown},
};
pub use ledger::{
    error::{LedgerError, LedgerPlace},
    ledger::{Ledger, MergeError},
};
pub use model::model::Model;
pub use plan::{
    assumptions::{Assumptions, Horizon},
    builder::{PlanBuilder, Rules},
    entries::Purpose,
    people::{Away, Hire, Station, Worker},
    plan::Plan,
    programme::{Programme, Title},
    roster::{Itinerary, Moved, Person, Roster, RosterBuf},
};
pub use question::{
    ask::{answer_json, answer_watched},
    payslips::Payslips,
    record::record_json,
    usual::usual_json,
    why::Explanations,
};
pub use rules::{
    allot::{AllotError, Allotment, Allotted, Claim, Level, allot},
    apportion::apportion,
    fund::{BurnDown, FundMonth, FundReport, FundYear},
    notice::{Notice, NoticeCode},
    span::span,
    split::split,
};
pub use sheet::columns::SheetColumns;
pub use sheet::month::{SheetKey, SheetMonth};
pub use sheet::rows::{Sheet, SheetCost, SheetFigures, SheetRow, SheetTotal};
pub use values::{
    code::{Code, RegionCode},
    fen::{Amount, Fen, Rate},
    month::{Month, Year},
    quantity::Quantity,
    whole::{Count, Figure, FirstMonths, OfYear, Part, TermYears, Villages, Whole},
    words::{
        Basis, Bound, By, Fill, FundKind, Grade, MissingHistory, Mode, Payer, Post, Refill, Status, Word,
    },
    written::{Flaw, NotWritten},
};
