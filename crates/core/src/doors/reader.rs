//! Rules 11 and 15: a plan from tables, read and checked in one go.

use std::{num::NonZeroUsize, sync::Arc};

use crate::{
    faults::{error::Unanswered, watch::Watch},
    model::model::Model,
    plan::plan::Plan,
    table::{
        plan::{PlanReader, ReadPlan},
        workers::Workers,
    },
};

impl PlanReader {
    /// The plan without the workers of tables, the model of it and them, and these workers (rules 11 and 15).
    ///
    /// It is what [`finish`](PlanReader::finish) and then [`check_watched`](Plan::check_watched) come to, but that errors of
    /// moves and absences stand at the rows of their tables. And
    /// record batches of workers, which are kept as they are until now, are read on so many threads, a
    /// stretch of rows after the other, and no roster of all of them is made.
    ///
    /// # Errors
    /// Those of [`finish`](PlanReader::finish), and when there is none, of
    /// [`check_watched`](Plan::check_watched).
    ///
    /// ```
    /// use std::{num::NonZeroUsize, sync::Arc};
    /// use shuangbai::{Watch, table::{PlanReader, read_csv_text}};
    /// let outline = r#"{"programme": "guangdong-2021", "horizon": {"first": 2021, "last": 2021}}"#;
    /// let mut reader = PlanReader::new(outline);
    /// reader.stations(&read_csv_text("code,villages\n440203001,3\n")?);
    /// reader.workers(&read_csv_text("station,post,hired\n440203001,service,2021-08\n")?);
    /// let (plan, model, workers) = reader.check(NonZeroUsize::MIN, Arc::new(Watch::new()))?;
    /// assert_eq!(model.forecast()?.totals[0].pay.to_string(), "20833.33");
    /// assert_eq!((plan.listed_workers(), workers.len()), (0, 1));
    /// assert!(plan.with_workers(&workers.roster()?.as_roster())?.to_json().contains(r#""hired":"2021-08""#));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn check(
        mut self,
        threads: NonZeroUsize,
        watch: Arc<Watch>,
    ) -> Result<(Plan, Model, Workers), Unanswered> {
        let workers = self.kept_workers();
        let packed = self.packed(threads, &watch);
        watch.going()?;
        self.read_kept(&watch)?;
        let ReadPlan { plan, roster, hints, travels } = self.read()?;
        let model = match packed {
            Some(packed) => Model::packed(&plan, packed, threads, watch)?,
            None => Model::new(&plan, &roster.as_roster(), threads, watch).map_err(|why| match why {
                Unanswered::Wrong(errors) => errors.moved(|at| travels.told(at)).into(),
                Unanswered::Stopped => why,
            })?,
        };
        Ok((plan, model.told(hints), workers.or_read(roster)))
    }
}
