//! Rule 11: tables of text as record batches.

use std::sync::Arc;

use arrow_array::{ArrayRef, LargeStringArray, RecordBatch, RecordBatchOptions};
use arrow_schema::{ArrowError, DataType, Field, Schema};

use crate::table::text::{TextColumn, TextTable};

impl TextTable {
    /// The table as a record batch (rule 11).
    ///
    /// # Errors
    /// For a table put together by hand with columns of different lengths.
    ///
    /// ```
    /// use shuangbai::{arrow::PlanReader, table::read_csv_text};
    /// let mut reader = PlanReader::new(r#"{"programme": "guangdong-2021", "horizon": {"first": 2021, "last": 2021}}"#);
    /// reader.stations(&read_csv_text("编码,村居数\n440203001,3\n")?.to_arrow()?);
    /// reader.hires(&read_csv_text("社工站,岗位,人数,月份\n440203001,服务性,2,2021-08\n")?.to_arrow()?);
    /// let (plan, _) = reader.finish()?;
    /// assert_eq!(plan.forecast()?.totals[0].pay.to_string(), "41666.66");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn to_arrow(&self) -> Result<RecordBatch, ArrowError> {
        let fields: Vec<_> =
            self.names.iter().map(|name| Field::new(name, DataType::LargeUtf8, false)).collect();
        let cells =
            |column: &TextColumn| -> ArrayRef { Arc::new(LargeStringArray::from_iter_values(column.iter())) };
        // A file with nothing in it has no columns that could tell how many rows there are.
        let rows = RecordBatchOptions::new().with_row_count(Some(self.lines.len()));
        let cells = self.columns.iter().map(cells).collect();
        RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), cells, &rows)
    }
}
