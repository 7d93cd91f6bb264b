//! Rule 11: plans from tables as spreadsheets have them, whatever program hands them over.
//!
//! A table has one row a station, worker, hire, move or absence, and a column for each field. What JSON takes as
//! text a cell takes too; beyond it, tables are read liberally, because people type them:
//!
//! | stations | workers | hires |
//! | --- | --- | --- |
//! | `code` 编码 | `id` 编号 (may be left out) | `station` 社工站 |
//! | `name` 名称 | `station` 社工站 | `post` 岗位 |
//! | `tier` 分档 | `post` 岗位 | `count` 人数 |
//! | `villages` 村居数 | `hired` 入职 | `month` 月份 |
//! | `opens` 建站 | `left` 离职 | `pay` 年薪 |
//! | `closes` 撤站 | `pay` 年薪 | |
//! | | `pay_year` 年薪年度 | |
//! | | `appraisal_2021`, `2021` or 考核2021, one for each year | |
//! | | `decided_2021` 考核公布2021: the month in which that grade became known, where it was not always | |
//! | | `provisional_2021` 考核暂定2021: the grade that held until then, where it was not `fail` | |
//!
//! Workers move and are away in tables of their own, whose rows stand in any order and name the worker by the id of the
//! table of workers (rule 8):
//!
//! | moves | absences |
//! | --- | --- |
//! | `id` 编号 | `id` 编号 |
//! | `from` 起 | `from` 起 |
//! | `station` 调入社工站 | `to` 止 |
//! | `post` 岗位 (the one until then where it is left out) | |
//!
//! - White space around a column's name and a byte order mark don't count, nor does white space
//!   around a value; ids and stations' names stay as they are. A blank text is a null, and so is what
//!   a float calls not a number. A null is what is not given. A column of nulls may be of any type.
//! - Words are the contract's or the Chinese terms: `service`, 服务性.
//! - A month is `2021-08`, `2021-8`, `2021/8`, `2021年8月`, `202108`; any of them with a day that
//!   there is, which is left out: `2021/8/1`, `20210801`, and after it a time; a date; or a
//!   whole number of months since January 1970 (619 is 2021-08; the numbers 1949 to 2200 are refused,
//!   because they are years). `2021.8` is none: a float would have lost the zero of `2021.80`.
//! - A station's code has nine digits, or twelve that end in `000`, as statistics write it. Workers and
//!   hires may call a station by its name where no other has the same.
//! - Money is written as rule 1 has it, also with a comma before every three digits: `50,000.00`.
//!   It is never a float: for most fen there is no float that is equal.
//! - Other whole numbers may be text of digits, decimals, or floats, where they are whole.
//!
//! `names.rs` says which column is which field, `cells.rs` what stands in its rows, `values.rs` reads
//! that, `moves.rs` whose a move or an absence is, `stations.rs` finds a station by what it is called, `field.rs` says what a field takes and what is
//! wrong with a value; `columns.rs` reads a table's columns, `people.rs` makes a roster of them,
//! `plan.rs` a plan; `stretches.rs` groups workers without a roster of all, `workers.rs` has them for later; `whereabouts.rs` says which station rows are of; `sheets.rs` keeps tables of text and finds a plan's errors in them. `csv.rs` (feature `csv`) makes columns of text from a file's text, `encoding.rs` (feature
//! `encoding`) text from its bytes. Arrow is one kind of cells, which `arrow` reads,
//! and `bulk` many rows at a time.

#[cfg(feature = "arrow")]
pub(crate) mod arrow;
#[cfg(feature = "arrow")]
pub(crate) mod bulk;
pub(crate) mod cells;
pub(crate) mod columns;
#[cfg(feature = "csv")]
mod csv;
#[cfg(feature = "csv")]
mod csv_error;
#[cfg(feature = "csv")]
mod encoding;
pub(crate) mod field;
#[cfg(feature = "csv")]
mod headings;
pub(crate) mod known;
mod misnamed;
mod mistakes;
mod moves;
pub(crate) mod names;
pub(crate) mod options;
pub(crate) mod people;
pub(crate) mod plan;
#[cfg(feature = "csv")]
mod rows;
mod sheets;
pub(crate) mod stations;
pub(crate) mod stretches;
pub(crate) mod text;
pub(crate) mod values;
mod whereabouts;
pub(crate) mod workers;

pub use cells::Batch;
#[cfg(feature = "csv")]
pub use csv::read_csv_text;
#[cfg(feature = "csv")]
pub use csv_error::CsvError;
#[cfg(feature = "csv")]
pub use encoding::Encoding;
#[cfg(feature = "encoding")]
pub use encoding::{read_csv, read_csv_as};
pub use names::TableKind;
pub use options::{PayUnit, TableOptions, Unknown};
pub use plan::PlanReader;
#[cfg(feature = "csv")]
pub use rows::read_rows;
pub use sheets::{Located, LocatedError, Sheets};
pub use text::{Aside, LeftOut, Preview, TextColumn, TextTable};
pub use whereabouts::Whereabouts;
pub use workers::Workers;
