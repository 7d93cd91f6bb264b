#![doc = include_str!("../README.md")]

mod accounts;
mod adder;
mod books;
mod calculate;
mod calculator;
mod chance;
mod check;
mod crowd;
mod error;
mod fen;
mod figures;
mod forecast;
mod fund;
mod json;
mod ledger;
mod life;
mod maps;
mod model;
mod month;
mod norm;
mod notice;
mod patch;
mod pay;
mod plan;
mod population;
mod programme;
mod read;
mod roster;
mod rulebook;
mod sharing;
mod split;
mod subsidy;
mod tally;
mod watch;
mod whole;
mod words;

#[cfg(feature = "arrow")]
pub mod arrow;
#[cfg(feature = "schema")]
pub mod schema;
#[cfg(any(feature = "arrow", feature = "csv"))]
pub mod table;

pub use calculator::Calculator;
pub use chance::apportion;
pub use error::{Error, ErrorKind, Errors};
pub use fen::{Amount, Fen, NotWritten, Rate};
pub use forecast::{CostRow, Forecast, FundReport, FundYear, NormRow, Notice, NoticeCode, Quantity, Row};
pub use ledger::{Ledger, MergeError};
pub use model::{Model, forecasts};
pub use month::{Month, Year, span};
pub use plan::{Assumptions, Code, Hire, Horizon, Plan, PlanBuilder, Rules, Station, Worker};
pub use programme::{Programme, Purpose, RegionCode, Title};
pub use roster::{Person, Roster, RosterBuf};
pub use split::split;
pub use watch::Watch;
pub use whole::{Count, Figure, OfYear, Part, TermYears, Villages, Whole};
pub use words::{Basis, By, Fill, FundKind, Grade, MissingHistory, Mode, Payer, Post, Refill, Status, Word};

/// The forecast of a plan in JSON (rule 14), or `{"errors": [...]}` (rule 15) as the error.
///
/// ```
/// let answer = shuangbai::forecast_json("{}");
/// assert!(answer.unwrap_err().starts_with(r#"{"errors":[{"code":"missing","at":"/horizon","#));
/// ```
///
/// # Errors
/// What any round finds, as JSON.
pub fn forecast_json(plan: &str) -> Result<String, String> {
    let forecast = Plan::from_json(plan).and_then(|plan| plan.forecast());
    forecast.map(|forecast| forecast.to_json()).map_err(|errors| errors.to_json())
}
