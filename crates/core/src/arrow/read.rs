//! Rule 11: workers from record batches; `table/people.rs` reads their columns.

use std::sync::Arc;

use arrow_array::RecordBatch;

use crate::{
    faults::{error::Errors, findings::Findings},
    plan::{plan::Plan, roster::RosterBuf},
    table::{people::People, stations::Stations},
};

impl RosterBuf {
    /// Workers from record batches (rule 11), one a row, a column for each field of a plan's worker.
    ///
    /// Names and values are read as tables have them, see [`table`](crate::table):
    ///
    /// | column | needed | Arrow type |
    /// | --- | --- | --- |
    /// | `id` | no | text, or whole numbers; nobody has the id of another, or of a worker of the plan |
    /// | `station` | yes | a station's code or name: text, or whole numbers |
    /// | `post` | yes | text |
    /// | `hired` | yes | months: text, dates, timestamps without a zone, or whole numbers |
    /// | `left` | no | months; null for somebody who has not left |
    /// | `pay` | no | yuan a year: text, decimals with no more than two decimals in use, or integers; null for entry pay |
    /// | `pay_year` | no | whole numbers; null for the year of hire |
    /// | `appraisal_2021` | no | text; such a column for each year with grades, null where none was given |
    ///
    /// - Text is Utf8, LargeUtf8 or Utf8View, an integer has 8 to 64 bits, signed or not, a decimal
    ///   any width and scale. Whole numbers are integers, text of digits, decimals or floats. Each type
    ///   may stand in a dictionary with keys of any width, and that in another; values are read once.
    /// - Batches may differ in types and order, and in which optional columns they have; but ids are
    ///   in all or none.
    ///
    /// Stations become indices in this plan: the roster is for it, or for one with the same stations
    /// in the same order. Ids are looked through here, and kept as the columns that they came in:
    /// [`ids`](RosterBuf::ids) has them.
    ///
    /// # Errors
    /// All that the round of reading finds (rule 15), at `/workers/`, the row counted on from the
    /// plan's own workers, and the field: `missing` for a needed column and for a null in it or in
    /// `id`, `unknown_field`, `type`, `format`, `range`, `choice`, and `duplicate` for a second column
    /// of one field. What concerns a whole column stands once, at its first row.
    ///
    /// When there is none of these, but an `unknown_station` or a `duplicate` id, all that the round
    /// of meaning finds, the plan's own errors too. Otherwise that round is left to
    /// [`check_with`](Plan::check_with).
    ///
    /// ```
    /// use std::sync::Arc;
    /// use shuangbai::{Plan, RosterBuf, Station, arrow::arrow_array::*};
    /// let station = Station::new("440203001")?.villages(3)?;
    /// let plan = Plan::builder("guangdong-2021", 2021, 2021).station(station).build()?;
    /// let workers = RecordBatch::try_from_iter([
    ///     ("station", Arc::new(Int32Array::from(vec![440203001, 440203002])) as ArrayRef),
    ///     ("post", Arc::new(StringArray::from(vec!["service", "service"]))),
    ///     ("hired", Arc::new(Date32Array::from(vec![18_840, 18_871]))), // 2021-08-01, 2021-09-01
    /// ])?;
    /// assert_eq!(RosterBuf::from_arrow(&plan, [workers.slice(0, 1)])?.as_roster().len(), 1);
    /// let errors = RosterBuf::from_arrow(&plan, [workers]).unwrap_err();
    /// assert_eq!(errors.as_slice()[0].at, "/workers/1/station");
    /// assert!(errors.to_string().contains("did you mean `440203001`?"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_arrow(
        plan: &Plan,
        batches: impl IntoIterator<Item = RecordBatch>,
    ) -> Result<RosterBuf, Errors> {
        let mut builder = RosterBuilder::new(plan);
        for batch in batches {
            builder.add(&batch);
        }
        builder.finish()
    }
}

/// A [`RosterBuf`] on its way, batch by batch (rule 11); for streams that can break off.
///
/// ```
/// # use std::sync::Arc;
/// # use shuangbai::{Plan, Station, arrow::{RosterBuilder, arrow_array::*}};
/// # let plan = Plan::builder("guangdong-2021", 2021, 2021).station(Station::new("440203001")?).build()?;
/// # let batch = RecordBatch::try_from_iter([
/// #     ("station", Arc::new(StringArray::from(vec!["440203001"])) as ArrayRef),
/// #     ("post", Arc::new(StringArray::from(vec!["service"]))),
/// #     ("hired", Arc::new(StringArray::from(vec!["2021-08"]))),
/// # ])?;
/// # let stream = RecordBatchIterator::new([Ok(batch.clone()), Ok(batch.clone())], batch.schema());
/// let mut builder = RosterBuilder::new(&plan);
/// for batch in stream {
///     builder.add(&batch?);
/// }
/// assert_eq!(builder.finish()?.as_roster().len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct RosterBuilder<'p> {
    plan: &'p Plan,
    findings: Findings,
    people: People,
}

impl<'p> RosterBuilder<'p> {
    /// Nobody yet, for the stations of this plan.
    pub fn new(plan: &'p Plan) -> RosterBuilder<'p> {
        let stations = Arc::new(Stations::new(plan.stations.clone(), true, plan.names(false)));
        let people = People::new(stations, plan.workers.len(), Arc::default());
        RosterBuilder { plan, findings: Findings::default(), people }
    }

    /// The workers of one more batch, after those before it. What is wrong with them,
    /// [`finish`](RosterBuilder::finish) says.
    pub fn add(&mut self, batch: &RecordBatch) {
        self.people.add(&mut self.findings, &batch.into());
    }

    /// The roster of all batches.
    ///
    /// # Errors
    /// As [`RosterBuf::from_arrow`].
    pub fn finish(mut self) -> Result<RosterBuf, Errors> {
        self.people.close(&mut self.findings);
        self.findings.close()?;
        self.people.refer(self.plan, Findings::default())
    }
}
