//! Arrow, both ways: plans from record batches (rule 11), and the forecast's tables (rule 14).
//!
//! [`PlanReader`] reads a plan from an outline in JSON and tables of stations, workers and hires.
//! [`RosterBuf::from_arrow`](crate::RosterBuf::from_arrow) reads a table of workers, one a row;
//! [`RosterBuilder`] does it batch by batch. [`Forecast::to_arrow`](crate::Forecast::to_arrow) gives
//! the rows, totals, norm, funds and notices of a forecast as [`Tables`], [`SheetMonth::to_arrow`](crate::SheetMonth::to_arrow)
//! a month of a pay sheet as [`SheetTables`]. Nothing is rounded on
//! either way: a value with more digits than a fen has is an error.
//!
//! ```
//! use std::sync::Arc;
//! use shuangbai::{Plan, RosterBuf, Station};
//! use shuangbai::arrow::arrow_array::{ArrayRef, Decimal128Array, RecordBatch, StringArray};
//!
//! let plan = Plan::builder("guangdong-2021", 2021, 2021)
//!     .station(Station::new("440203001")?.villages(3)?)
//!     .build()?;
//! let pay = Decimal128Array::from(vec![Some(5_200_000), None]).with_precision_and_scale(18, 2)?;
//! let workers = RecordBatch::try_from_iter([
//!     ("station", Arc::new(StringArray::from(vec!["440203001"; 2])) as ArrayRef),
//!     ("post", Arc::new(StringArray::from(vec!["service", "administrative"]))),
//!     ("hired", Arc::new(StringArray::from(vec!["2021-01", "2021-07"]))),
//!     ("pay", Arc::new(pay)),
//! ])?;
//! let roster = RosterBuf::from_arrow(&plan, [workers])?;
//! let tables = plan.check_with(&roster.as_roster())?.forecast()?.to_arrow()?;
//! let pay = tables.totals.column_by_name("pay").unwrap();
//! assert_eq!(pay.as_ref(), &Decimal128Array::from(vec![7_700_000]).with_precision_and_scale(18, 2)?);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod fits;
mod ledger;
mod read;
mod sheet;
mod text;
mod write;

// So that a caller can name the same versions.
pub use arrow_array;
pub use arrow_schema;
pub use read::RosterBuilder;
pub use sheet::{SheetTables, burn_down};
pub use write::{Tables, posts, tidy};

pub use crate::{
    ledger::error::LedgerError,
    table::{names::TableKind, plan::PlanReader, workers::Workers},
};

/// Which columns of a table are which fields (rule 11): the pointer below the row and the column's own
/// name, so that an error's place can be shown as the column that somebody knows.
///
/// Of columns that are one field only the first is there, and none that is no field.
///
/// ```
/// use shuangbai::arrow::{TableKind, arrow_schema::{DataType, Field, Schema}, columns};
/// let names = ["社工站", "备注", "2021", "pay"];
/// let schema = Schema::new(names.map(|name| Field::new(name, DataType::Utf8, true)).to_vec());
/// let columns = columns(TableKind::Workers, &schema);
/// let columns: Vec<(&str, &str)> = columns.iter().map(|(at, name)| (&at[..], &name[..])).collect();
/// assert_eq!(columns, [("station", "社工站"), ("appraisals/2021", "2021"), ("pay", "pay")]);
/// ```
pub fn columns(table: TableKind, schema: &arrow_schema::Schema) -> Vec<(String, String)> {
    table.columns(schema.fields().iter().map(|field| field.name().as_str()))
}
