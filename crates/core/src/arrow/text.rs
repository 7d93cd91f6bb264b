//! Rule 11: tables of text as record batches.

use std::sync::Arc;

use arrow_array::{ArrayRef, LargeStringArray, RecordBatch};
use arrow_schema::ArrowError;

use crate::table::TextTable;

impl TextTable {
    /// The table as a record batch (rule 11).
    ///
    /// # Errors
    /// For a table without columns, and for one put together by hand with columns of different lengths.
    ///
    /// ```
    /// use shuangbai::{arrow::PlanReader, table::read_csv};
    /// let mut reader = PlanReader::new(r#"{"programme": "guangdong-2021", "horizon": {"first": 2021, "last": 2021}}"#);
    /// reader.stations(&read_csv("编码,村居数\n440203001,3\n".as_bytes())?.to_arrow()?);
    /// reader.hires(&read_csv("社工站,岗位,人数,月份\n440203001,服务性,2,2021-08\n".as_bytes())?.to_arrow()?);
    /// let (plan, _) = reader.finish()?;
    /// assert_eq!(plan.forecast()?.totals[0].pay.to_string(), "41666.66");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn to_arrow(&self) -> Result<RecordBatch, ArrowError> {
        let columns = self.names.iter().zip(&self.columns).map(|(name, column)| {
            let cells: ArrayRef = Arc::new(LargeStringArray::from_iter_values(column.iter()));
            (name, cells, false)
        });
        RecordBatch::try_from_iter_with_nullable(columns)
    }
}
