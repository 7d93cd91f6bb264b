//! The plan checked: names are indices, entries are timelines, people are packed columns.

use std::{num::NonZeroUsize, sync::Arc};

use super::{crowd::Crowd, rulebook::Rulebook};
use crate::{
    check::plausible::Seen,
    faults::{hint::Hint, watch::Watch},
    plan::plan::Plan,
    values::words::By,
};

/// A plan whose meaning is right (rule 15), ready to calculate; see [`Plan::check`].
///
/// It owns all that it needs, so the rows that it was made from can go; it is `Send` and `Sync`, and
/// cheap to clone: clones share people and rules.
/// Calculations run on the caller's thread unless [`on_threads`](Model::on_threads) allows more;
/// no result depends on their number.
#[derive(Clone, Debug)]
pub struct Model {
    /// Without its workers.
    pub(crate) plan: Arc<Plan>,
    pub(crate) rules: Arc<Rulebook>,
    pub(crate) crowd: Arc<Crowd>,
    /// What was seen in its people's rows.
    pub(crate) seen: Arc<Seen>,
    /// What its tables told.
    pub(crate) told: Arc<[Hint]>,
    pub(crate) threads: NonZeroUsize,
    pub(crate) watch: Arc<Watch>,
}

impl Model {
    /// The plan that it was made from, without its workers.
    ///
    /// ```
    /// # use shuangbai::{By, Plan, Station};
    /// let plan = Plan::builder("guangdong-2021", 2021, 2022)
    ///     .station(Station::new("440203001")?.name("乐园镇社工站").villages(3)?)
    ///     .build()?;
    /// let model = plan.check()?;
    /// assert_eq!(model.plan(), &plan);
    /// assert_eq!(model.plan().station_names().collect::<Vec<_>>(), [Some("乐园镇社工站")]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// This model, calculating on so many threads.
    #[must_use]
    pub fn on_threads(self, threads: NonZeroUsize) -> Model {
        Model { threads, ..self }
    }

    /// This model, whose calculations tell the watch how far they are, and end soon when it is
    /// stopped: then they are [unanswered](crate::Unanswered::Stopped). The model stays
    /// as good as it was, for another watch. Its reforms have the same watch.
    ///
    /// ```
    /// # use std::sync::Arc;
    /// # use shuangbai::{Plan, Station, Unanswered, Watch};
    /// let station = Station::new("440203001")?.villages(3)?;
    /// let watch = Arc::new(Watch::new());
    /// let model = Plan::builder("guangdong-2021", 2021, 2022).station(station).build()?.check()?;
    /// let model = model.watched(watch.clone());
    /// watch.stop();
    /// assert_eq!(model.forecast(), Err(Unanswered::Stopped));
    /// assert!(model.watched(Arc::default()).forecast().is_ok());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn watched(self, watch: Arc<Watch>) -> Model {
        Model { watch, ..self }
    }

    /// This model, with one row a year for each of these (rule 14).
    ///
    /// ```
    /// # use shuangbai::{By, Hire, Plan, Post, Station};
    /// let plan = Plan::builder("guangdong-2021", 2021, 2021)
    ///     .station(Station::new("440203001")?.villages(3)?)
    ///     .hire(Hire::new("440203001", Post::Service, 1, "2021-01")?)
    ///     .build()?;
    /// let model = plan.check()?;
    /// assert_eq!(model.forecast()?.rows[0].region, "44");
    /// assert_eq!(model.by(By::City).forecast()?.rows[0].region, "4402");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn by(mut self, by: By) -> Model {
        Arc::make_mut(&mut self.plan).by = by;
        self
    }
}
