//! The plan checked: names are indices, entries are timelines, people are cases.

use std::{num::NonZeroUsize, sync::Arc};

use crate::{
    By, Errors, Forecast, Person, Plan, Roster, RosterBuf, Watch, check,
    crowd::{Crowd, on_threads},
    error::Findings,
    forecast,
    ledger::{Grain, Ledger},
    rulebook::Rulebook,
    tally,
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
    pub(crate) threads: NonZeroUsize,
    pub(crate) watch: Arc<Watch>,
}

impl Model {
    pub(crate) fn new(
        plan: &Plan,
        roster: &Roster<'_>,
        threads: NonZeroUsize,
        watch: Arc<Watch>,
    ) -> Result<Model, Errors> {
        let mut findings = Findings::default();
        check::lengths(&mut findings, roster, plan.workers.len());
        findings.close()?;
        let own = own_columns(plan);
        let own = own.as_roster();
        let mut crowd = Crowd::default();
        let checked = check::check(plan, &[roster], |findings, ordered| {
            let stations = plan.stations.len();
            let gathered = if ordered {
                Crowd::new(&[&own, roster], plan.horizon, stations, (threads, &watch)).ok()
            } else {
                None
            };
            match gathered {
                Some(gathered) => crowd = gathered,
                None if watch.is_stopped() => (),
                None => check::rows(findings, plan, (roster, plan.workers.len()), ordered),
            }
        });
        watch.going().and(checked)?;
        Ok(Model::of(plan.outline(), Arc::new(crowd), threads, watch))
    }

    /// The model of a checked plan without its workers, and of people grouped for its horizon.
    pub(crate) fn of(plan: Plan, crowd: Arc<Crowd>, threads: NonZeroUsize, watch: Arc<Watch>) -> Model {
        let rules = Rulebook::new(&plan.programme, plan.horizon, plan.assumptions, &plan.stations);
        Model { plan: Arc::new(plan), rules: Arc::new(rules), crowd, threads, watch }
    }

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
    /// stopped: then they answer with [`Errors`] that [are empty](Errors::is_empty). The model stays
    /// as good as it was, for another watch. Its reforms have the same watch.
    ///
    /// ```
    /// # use std::sync::Arc;
    /// # use shuangbai::{Plan, Station, Watch};
    /// let station = Station::new("440203001")?.villages(3)?;
    /// let watch = Arc::new(Watch::new());
    /// let model = Plan::builder("guangdong-2021", 2021, 2022).station(station).build()?.check()?;
    /// let model = model.watched(watch.clone());
    /// watch.stop();
    /// assert!(model.forecast().unwrap_err().is_empty());
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

    /// The forecast (rule 14).
    ///
    /// # Errors
    /// What the round of calculating finds (rule 15); none when a watch ended it.
    pub fn forecast(&self) -> Result<Forecast, Errors> {
        forecast::forecast(&tally::ledger(self, Grain::Region)?, &self.watch)
    }

    /// The ledger: exact figures per station, post and part of a year.
    ///
    /// # Errors
    /// What the round of calculating finds, but for sums beyond a station (rule 15); none
    /// when a watch ended it.
    pub fn ledger(&self) -> Result<Ledger, Errors> {
        tally::ledger(self, Grain::Station)
    }

    /// The same stations and people under a programme changed by a reform: a JSON merge patch
    /// (RFC 7396, rule 11). The people are shared, not read again.
    ///
    /// # Errors
    /// What reading the merged programme or the round of meaning finds (rule 15).
    ///
    /// ```
    /// # use shuangbai::{Hire, Plan, Post, Station};
    /// let plan = Plan::builder("guangdong-2021", 2021, 2022)
    ///     .station(Station::new("440203001")?.villages(3)?)
    ///     .hire(Hire::new("440203001", Post::Service, 1, "2021-01")?)
    ///     .build()?;
    /// let model = plan.check()?;
    /// let reform = model.reformed(r#"{"raise": [{"from": 2021, "rate": "0.03"}]}"#)?;
    /// assert_eq!(model.forecast()?.totals[1].pay.to_string(), "52500.00");
    /// assert_eq!(reform.forecast()?.totals[1].pay.to_string(), "51500.00");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn reformed(&self, patch: &str) -> Result<Model, Errors> {
        let programme = self.plan.programme.reformed(patch)?;
        let plan = Plan { programme, ..Plan::clone(&self.plan) };
        check::check(&plan, &[], |_, _| ())?;
        Ok(Model::of(plan, Arc::clone(&self.crowd), self.threads, Arc::clone(&self.watch)))
    }

    /// The forecasts under many reforms, in their order: they share the people and are spread over
    /// the model's threads.
    ///
    /// ```
    /// # use shuangbai::{Hire, Plan, Post, Station};
    /// let plan = Plan::builder("guangdong-2021", 2021, 2022)
    ///     .station(Station::new("440203001")?.villages(3)?)
    ///     .hire(Hire::new("440203001", Post::Service, 1, "2021-01")?)
    ///     .build()?;
    /// let rates = ["0", "0.1"].map(|rate| format!(r#"{{"raise": [{{"from": 2021, "rate": "{rate}"}}]}}"#));
    /// let mut pays = Vec::new();
    /// for forecast in plan.check()?.sweep(&rates) {
    ///     pays.push(forecast?.totals[1].pay.to_string());
    /// }
    /// assert_eq!(pays, ["50000.00", "55000.00"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn sweep<P: AsRef<str> + Sync>(&self, patches: &[P]) -> Vec<Result<Forecast, Errors>> {
        self.watch.announce(patches.len());
        on_threads(self.threads, patches, |patch| {
            self.watch.going()?;
            one_of_many(&self.watch, self.reformed(patch.as_ref()))
        })
    }
}

/// The forecasts of many models, in their order, spread over so many threads, each model on one.
///
/// Each is one unit of its model's [`Watch`], so that models that share a watch can be watched, and
/// stopped, together.
///
/// ```
/// use std::num::NonZeroUsize;
/// use shuangbai::{By, Hire, Plan, Post, Station};
/// let plan = Plan::builder("guangdong-2021", 2021, 2022)
///     .station(Station::new("440203001")?.villages(3)?)
///     .hire(Hire::new("440203001", Post::Service, 1, "2021-01")?)
///     .build()?;
/// let model = plan.check()?;
/// let models = [model.clone().by(By::City), model.by(By::County)];
/// let forecasts = shuangbai::forecasts(&models, NonZeroUsize::MIN);
/// assert_eq!(forecasts[1].as_ref().unwrap().rows[0].region, "440203");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn forecasts(models: &[Model], threads: NonZeroUsize) -> Vec<Result<Forecast, Errors>> {
    models.iter().for_each(|model| model.watch.announce(1));
    on_threads(threads, models, |model| one_of_many(&model.watch, Ok(model.clone())))
}

/// The forecast of one of many models, on the thread at hand: one unit for the watch of all.
fn one_of_many(watch: &Watch, model: Result<Model, Errors>) -> Result<Forecast, Errors> {
    let alone = |model: Model| model.on_threads(NonZeroUsize::MIN).watched(watch.of_part()).forecast();
    let forecast = model.and_then(alone);
    watch.advance();
    forecast
}

/// The plan's own workers as columns; one at a station that is not listed has an index beyond all.
fn own_columns(plan: &Plan) -> RosterBuf {
    let index = check::station_index(&plan.stations);
    let row = |worker: &crate::Worker| Person {
        station: index.get(&worker.station).copied().unwrap_or(u32::MAX),
        post: worker.post,
        hired: worker.hired,
        left: worker.left,
        pay: worker.pay,
        pay_year: worker.pay_year,
        appraisals: worker.appraisals.clone(),
    };
    plan.workers.iter().map(row).collect()
}
