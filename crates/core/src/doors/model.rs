//! A plan made a model; its forecasts and ledgers, under reforms, many at once.

use std::{num::NonZeroUsize, sync::Arc};

#[cfg(any(feature = "arrow", feature = "csv"))]
use crate::table::stretches::Packed;
use crate::{
    base::threads::on_threads,
    check::{
        plan::{StationIndex, check},
        plausible::{self, Looking, Seen},
        rows,
    },
    engine::run,
    faults::{
        error::{Errors, Promised, Unanswered},
        findings::Findings,
        hint::{Hint, sorted},
        watch::Watch,
    },
    forecast::{
        forecast::{Forecast, forecast, forecast_text},
        rows::Row,
    },
    ledger::{account::Grain, ledger::Ledger},
    model::{blocks::Sites, crowd::Crowd, model::Model, rulebook::Rulebook},
    plan::{
        people::{Move, Worker},
        plan::Plan,
        roster::{Itinerary, Moved, Person, Roster, RosterBuf},
    },
    rules::fund::FundReport,
};

impl Model {
    pub(crate) fn new(
        plan: &Plan,
        roster: &Roster<'_>,
        threads: NonZeroUsize,
        watch: Arc<Watch>,
    ) -> Result<Model, Unanswered> {
        let seen = |looking: &Looking| looking.rows(roster, plan.workers.len(), false);
        Model::seeing(plan, roster, threads, watch, seen)
    }

    /// The model of a plan and of people besides, who are packed, so that nothing is wrong with them, and what was seen in
    /// their rows.
    #[cfg(any(feature = "arrow", feature = "csv"))]
    pub(crate) fn packed(
        plan: &Plan,
        Packed { pieces, seen }: Packed,
        threads: NonZeroUsize,
        watch: Arc<Watch>,
    ) -> Result<Model, Unanswered> {
        let mut model = Model::seeing(plan, &Roster::default(), threads, watch, |_| seen)?;
        let crowd = Arc::get_mut(&mut model.crowd).promised("nobody shares a model that is being made")?;
        crowd.pieces.extend(pieces);
        Ok(model)
    }

    /// The model of a plan and a roster, with what is seen in people's rows beside the plan's own.
    fn seeing(
        plan: &Plan,
        roster: &Roster<'_>,
        threads: NonZeroUsize,
        watch: Arc<Watch>,
        seen: impl FnOnce(&Looking) -> Seen,
    ) -> Result<Model, Unanswered> {
        let mut findings = Findings::default();
        rows::lengths(&mut findings, roster, plan.workers.len());
        findings.close()?;
        let own = own_columns(plan);
        let rosters = [&own.as_roster(), roster];
        let mut crowd = None;
        let checked = check(plan, &[roster], |findings, ordered| {
            if ordered {
                let sites = Sites::new(&plan.stations, plan.horizon);
                crowd = Crowd::new(&rosters, plan.horizon, &sites, threads, &watch).ok();
            }
            // The fast way only notices that some row can't be used.
            if crowd.is_none() && !watch.is_stopped() {
                rows::rows(findings, plan, roster, plan.workers.len(), ordered);
            }
        });
        watch.going()?;
        checked?;
        let crowd = crowd.promised("rows that nothing is wrong with can be packed")?;
        let looking = Looking::new(plan);
        let seen = looking.rows(&own.as_roster(), 0, false).merge(seen(&looking)).close();
        let rules = Rulebook::new(&plan.programme, plan.horizon, plan.assumptions, &plan.stations)?;
        let (plan, rules) = (Arc::new(plan.outline()), Arc::new(rules));
        Ok(Model {
            plan,
            rules,
            crowd: Arc::new(crowd),
            seen: Arc::new(seen),
            told: Arc::default(),
            threads,
            watch,
        })
    }

    /// This model, with what its tables told besides.
    #[cfg(any(feature = "arrow", feature = "csv"))]
    pub(crate) fn told(self, hints: Vec<Hint>) -> Model {
        Model { told: hints.into(), ..self }
    }

    /// What can hardly be meant, of the plan and of what comes out of it (the end of rule 14).
    fn unlikely(&self, totals: &[Row], funds: &[FundReport]) -> Vec<Hint> {
        let surplus: Vec<_> = totals.iter().map(|total| (total.year, total.surplus)).collect();
        let of_plan = [
            plausible::programme(&self.plan),
            plausible::resets(&self.plan),
            plausible::funds(&self.plan, funds),
            plausible::surplus(&self.plan, &surplus),
        ];
        let of_rows = self.told.iter().cloned().chain(self.seen.hints(&self.plan));
        sorted(of_rows.chain(of_plan.into_iter().flatten()).collect())
    }

    /// The forecast (rule 14).
    ///
    /// # Errors
    /// What the round of calculating finds (rule 15), and when a watch ended it.
    pub fn forecast(&self) -> Result<Forecast, Unanswered> {
        let forecast = forecast(&run::ledger(self, Grain::Region)?, &self.watch)?;
        Ok(Forecast { unlikely: self.unlikely(&forecast.totals, &forecast.funds), ..forecast })
    }

    /// The forecast as compact JSON, without its rows ever being there at once.
    pub(crate) fn forecast_text(&self) -> Result<String, Unanswered> {
        forecast_text(&run::ledger(self, Grain::Region)?, &self.watch, |totals, funds| {
            self.unlikely(totals, funds)
        })
    }

    /// The ledger: exact figures per station, post and part of a year.
    ///
    /// # Errors
    /// What the round of calculating finds, but for sums beyond a station (rule 15), and
    /// when a watch ended it.
    pub fn ledger(&self) -> Result<Ledger, Unanswered> {
        run::ledger(self, Grain::Station)
    }

    /// The same stations and people under a programme changed by a reform: a JSON merge patch (RFC 7396),
    /// lists also by amendments (rule 11). The people are shared, not read again.
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
    /// let reform = model.reformed(r#"{"raise": {"rate": "0.03"}}"#)?;
    /// assert_eq!(model.forecast()?.totals[1].pay.to_string(), "52500.00");
    /// assert_eq!(reform.forecast()?.totals[1].pay.to_string(), "51500.00");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn reformed(&self, patch: &str) -> Result<Model, Errors> {
        let programme = self.plan.programme.reformed(patch)?;
        self.under(Plan { programme, ..Plan::clone(&self.plan) })
    }

    /// The model of another plan, with its workers, that calculates and is watched like this one.
    pub(crate) fn anew(&self, plan: &Plan) -> Result<Model, Errors> {
        let checked = Model::new(plan, &Roster::default(), self.threads, Arc::clone(&self.watch));
        checked.map_err(Unanswered::unwatched)
    }

    /// The same people under another plan of the same horizon and stations, without its workers.
    pub(crate) fn under(&self, plan: Plan) -> Result<Model, Errors> {
        check(&plan, &[], |_, _| ())?;
        let rules = Rulebook::new(&plan.programme, plan.horizon, plan.assumptions, &plan.stations)?;
        Ok(Model { plan: Arc::new(plan), rules: Arc::new(rules), ..self.clone() })
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
    /// let rates = ["0", "0.1"].map(|rate| format!(r#"{{"raise": {{"rate": "{rate}"}}}}"#));
    /// let mut pays = Vec::new();
    /// for forecast in plan.check()?.sweep(&rates) {
    ///     pays.push(forecast?.totals[1].pay.to_string());
    /// }
    /// assert_eq!(pays, ["50000.00", "55000.00"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn sweep<P: AsRef<str> + Sync>(&self, patches: &[P]) -> Vec<Result<Forecast, Unanswered>> {
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
pub fn forecasts(models: &[Model], threads: NonZeroUsize) -> Vec<Result<Forecast, Unanswered>> {
    models.iter().for_each(|model| model.watch.announce(1));
    on_threads(threads, models, |model| one_of_many(&model.watch, Ok(model.clone())))
}

/// The forecast of one of many models, on the thread at hand: one unit for the watch of all.
fn one_of_many(watch: &Watch, model: Result<Model, Errors>) -> Result<Forecast, Unanswered> {
    let alone = |model: Model| model.on_threads(NonZeroUsize::MIN).watched(watch.of_part()).forecast();
    let forecast = model.map_err(Unanswered::from).and_then(alone);
    watch.advance();
    forecast
}

/// The plan's own workers as columns; one at a station that is not listed has an index beyond all.
fn own_columns(plan: &Plan) -> RosterBuf {
    let index = StationIndex::new(&plan.stations);
    let place = |station| index.find(station).unwrap_or(u32::MAX);
    let row = |worker: &Worker| Person {
        station: place(worker.station),
        post: worker.post,
        hired: worker.hired,
        left: worker.left,
        pay: worker.pay,
        pay_year: worker.pay_year,
        appraisals: worker.appraisals.grades().collect(),
    };
    let moved = |moved: &Move| Moved { from: moved.from, station: place(moved.station), post: moved.post };
    let movers = plan.workers.iter().enumerate();
    let movers = movers.filter(|(_, worker)| !worker.moves.is_empty() || !worker.away.is_empty());
    let itinerary = |(row, worker): (usize, &Worker)| Itinerary {
        row,
        moves: worker.moves.iter().map(moved).collect(),
        away: worker.away.clone(),
    };
    RosterBuf { itineraries: movers.map(itinerary).collect(), ..plan.workers.iter().map(row).collect() }
}
