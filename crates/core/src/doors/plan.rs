//! Rule 11: a plan read, built, checked and forecast.

use std::{collections::BTreeMap, num::NonZeroUsize, sync::Arc};

use serde::{Deserialize, Deserializer, de};

use crate::{
    base::json::Json,
    check::listed::with_workers,
    faults::{
        error::{Errors, Unanswered},
        findings::Findings,
        place::Place,
        watch::Watch,
    },
    forecast::forecast::Forecast,
    model::model::Model,
    plan::{
        assumptions::Assumptions,
        builder::{PlanBuilder, Rules},
        plan::Plan,
        roster::Roster,
    },
    read::{plan as read, text},
    record::fields::close,
    rules::fund::BurnDown,
    sheet::{
        ask::Ask,
        funds::burn_down,
        known,
        month::SheetMonth,
        rows::{Sheet, SheetTotal},
    },
    values::{code::Code, month::Month, words::By},
};

impl Plan {
    /// A plan from its JSON text (rule 11).
    ///
    /// # Errors
    /// All that the round of reading finds (rule 15).
    pub fn from_json(text: &str) -> Result<Plan, Errors> {
        read::plan(&text::json(text)?)
    }

    /// A plan built step by step, for a preset's id or a whole [`Programme`](crate::Programme), from the first year
    /// of the horizon to the last.
    pub fn builder(programme: impl Into<Rules>, first: u16, last: u16) -> PlanBuilder {
        PlanBuilder {
            rules: programme.into(),
            years: (first, last),
            stations: Vec::new(),
            workers: Vec::new(),
            hires: Vec::new(),
            assumptions: Assumptions::NONE,
            regions: BTreeMap::new(),
            by: By::Province,
        }
    }

    /// The pay sheet (工资表) of the months from `first` through `last`, of some stations, or of all where none is named
    /// (rule 20): who gets what, month by month, with arrears (补发) of what was decided late, and the monthly call on each
    /// payer. People are the plan's own; [`with_workers`](Plan::with_workers) makes those of a roster such.
    ///
    /// ```
    /// use shuangbai::{Grade, Plan, Post, Station, Worker};
    /// let worker = Worker::new("w1", "440203001", Post::Service, "2021-01")?
    ///     .pay("60000".parse()?)
    ///     .appraisal_decided(2021, Grade::Pass, "2022-03", None)?;
    /// let plan = Plan::builder("guangdong-2021", 2021, 2022)
    ///     .station(Station::new("440203001")?.villages(1)?)
    ///     .worker(worker)
    ///     .build()?;
    /// let sheet = plan.sheet("2022-03".parse()?, "2022-03".parse()?, &[])?;
    /// let row = &sheet.rows[0];
    /// // The raise of January is paid from March on, and what January and February miss of it is paid, too.
    /// assert_eq!(row.figures.pay.to_string(), "5250.00");
    /// assert_eq!(row.arrears.pay.to_string(), "500.00");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// What the rounds of meaning or calculating find (rule 15) of the plan, and of what is asked, at `/sheet/first`,
    /// `/sheet/last` and `/sheet/stations`: months outside the horizon, or left to chance; and decisions that would change a
    /// month before the horizon.
    pub fn sheet(&self, first: Month, last: Month, stations: &[Code]) -> Result<Sheet, Errors> {
        let ask = Ask::new(first, last, stations);
        let model = self.payable(&ask, self.watched(Arc::default()));
        model.and_then(|model| ask.answer(self, &model)).map_err(Unanswered::unwatched)
    }

    /// The same month by month, each shown as soon as it is worked out, so that many years of many people need the memory of
    /// one month; and soon at an end when the watch is stopped.
    ///
    /// ```
    /// # use std::sync::Arc;
    /// # use shuangbai::{Hire, Plan, Post, Station};
    /// let plan = Plan::builder("guangdong-2021", 2021, 2030)
    ///     .station(Station::new("440203001")?.villages(1)?)
    ///     .hire(Hire::new("440203001", Post::Service, 3, "2021-08")?)
    ///     .build()?;
    /// let mut paid = 0;
    /// plan.sheet_by_month("2021-01".parse()?, "2030-12".parse()?, &[], Arc::default(), |month| {
    ///     paid += month.rows().map(|row| row.payable.0).sum::<i64>();
    /// })?;
    /// assert_eq!(paid, plan.forecast()?.totals.iter().map(|year| year.pay.0).sum::<i64>());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`sheet`](Plan::sheet), in the month in which what is wrong is known, and when the watch ended it.
    pub fn sheet_by_month(
        &self,
        first: Month,
        last: Month,
        stations: &[Code],
        watch: Arc<Watch>,
        show: impl FnMut(&SheetMonth<'_>),
    ) -> Result<(), Unanswered> {
        let ask = Ask::new(first, last, stations);
        let model = self.payable(&ask, self.watched(watch))?;
        ask.months(self, &model, show)
    }

    /// The monthly call on each payer (分月用款计划) of these months: the totals of [`sheet`](Plan::sheet), whose rows are let go
    /// month by month.
    ///
    /// # Errors
    /// As [`sheet`](Plan::sheet).
    pub fn calls(&self, first: Month, last: Month, stations: &[Code]) -> Result<Vec<SheetTotal>, Errors> {
        let ask = Ask::new(first, last, stations);
        let model = self.payable(&ask, self.watched(Arc::default()));
        model.and_then(|model| ask.totals(self, &model)).map_err(Unanswered::unwatched)
    }

    /// What the programme's funds pay month by month (rule 10), of what the pay sheets of the horizon call for (rule 20), and
    /// the month in which each runs dry. Arrears are drawn in the month in which they are paid.
    ///
    /// ```
    /// use shuangbai::{Plan, Post, Station, Worker};
    /// let plan = Plan::builder("guangdong-2017", 2017, 2017)
    ///     .station(Station::new("440203001")?)
    ///     .worker(Worker::new("w1", "440203001", Post::Service, "2017-08")?)
    ///     .build()?;
    /// let pay = &plan.burn_down()?[0];
    /// let august = pay.months.iter().find(|month| month.month.to_string() == "2017-08").unwrap();
    /// // Six tenths of a month of 50,000 yuan a year.
    /// assert_eq!(august.drawn.to_string(), "2500.00");
    /// assert_eq!(pay.dry, None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`sheet`](Plan::sheet), of all months.
    pub fn burn_down(&self) -> Result<Vec<BurnDown>, Errors> {
        let totals = self.calls(self.horizon.first_month(), self.horizon.last_month(), &[])?;
        burn_down(self, &totals).map_err(Unanswered::unwatched)
    }

    /// Its model.
    pub(super) fn watched(&self, watch: Arc<Watch>) -> Result<Model, Unanswered> {
        self.check_watched(&Roster::default(), NonZeroUsize::MIN, watch)
    }

    /// The plan's model, if the plan has the sheet that is asked for.
    pub(super) fn payable(&self, ask: &Ask, model: Result<Model, Unanswered>) -> Result<Model, Unanswered> {
        let place = Place::Root.key("sheet");
        // What is wrong is noted; who wanted it to end gets nothing.
        fn noted<T>(findings: &mut Findings, found: Result<T, Unanswered>) -> Result<Option<T>, Unanswered> {
            match found {
                Ok(found) => Ok(Some(found)),
                Err(Unanswered::Wrong(errors)) => {
                    findings.extend(errors);
                    Ok(None)
                }
                Err(Unanswered::Stopped) => Err(Unanswered::Stopped),
            }
        }
        let mut findings = Findings::default();
        let model = noted(&mut findings, model)?;
        ask.check(&mut findings, place, self);
        known::check(&mut findings, self);
        let model = close(findings, model)?;
        let mut findings = Findings::default();
        ask.uncertain(&mut findings, place, self);
        noted(&mut findings, model.forecast())?;
        findings.close()?;
        Ok(model)
    }

    /// The forecast (rule 14), on the caller's thread.
    ///
    /// # Errors
    /// What the rounds of meaning or calculating find (rule 15).
    pub fn forecast(&self) -> Result<Forecast, Errors> {
        self.check()?.forecast().map_err(Unanswered::unwatched)
    }

    /// The plan checked, ready to calculate.
    ///
    /// # Errors
    /// All that the round of meaning finds (rule 15).
    pub fn check(&self) -> Result<Model, Errors> {
        self.check_with(&Roster::default())
    }

    /// The plan checked together with people in columns; their errors count on from the plan's
    /// own workers, `/workers/` and the row.
    ///
    /// # Errors
    /// All that the round of meaning finds (rule 15); `missing` for a column that is too short.
    pub fn check_with(&self, roster: &Roster<'_>) -> Result<Model, Errors> {
        self.check_on(roster, NonZeroUsize::MIN)
    }

    /// The same on so many threads, on which the model then calculates too.
    ///
    /// # Errors
    /// As [`check_with`](Plan::check_with).
    pub fn check_on(&self, roster: &Roster<'_>, threads: NonZeroUsize) -> Result<Model, Errors> {
        self.check_watched(roster, threads, Arc::default()).map_err(Unanswered::unwatched)
    }

    /// The same, and soon at an end when the [watch](Model::watched) is stopped; the model has it too.
    ///
    /// # Errors
    /// As [`check_with`](Plan::check_with), and when the watch ended it.
    ///
    /// ```
    /// # use std::{collections::BTreeMap, num::NonZeroUsize, sync::Arc};
    /// # use shuangbai::{Plan, Roster, Station, Unanswered, Watch};
    /// let plan = Plan::builder("guangdong-2021", 2021, 2022)
    ///     .station(Station::new("440203001")?.villages(3)?)
    ///     .build()?;
    /// let watch = Arc::new(Watch::new());
    /// watch.stop();
    /// let stopped = plan.check_watched(&Roster::default(), NonZeroUsize::MIN, watch);
    /// assert_eq!(stopped.err(), Some(Unanswered::Stopped));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn check_watched(
        &self,
        roster: &Roster<'_>,
        threads: NonZeroUsize,
        watch: Arc<Watch>,
    ) -> Result<Model, Unanswered> {
        Model::new(self, roster, threads, watch)
    }

    /// The plan with the people of a roster as workers of its own, behind those that it has, so that
    /// [`to_json`](Plan::to_json) holds everybody. Where the roster has no ids, a worker's is the row's
    /// number among all workers of the plan, from 1.
    ///
    /// # Errors
    /// As [`check_with`](Plan::check_with), for what a plan can't write down: `missing` for a column
    /// that is too short; where a station's index is beyond the list, all that is wrong with the rows.
    ///
    /// ```
    /// use shuangbai::{Plan, Post, Roster, Station};
    /// let plan = Plan::builder("guangdong-2021", 2021, 2021)
    ///     .station(Station::new("440203001")?.villages(3)?)
    ///     .build()?;
    /// let (post, hired) = ([Post::Service], ["2021-08".parse()?]);
    /// let roster = Roster { station: &[0], post: &post, hired: &hired, ..Roster::default() };
    /// let json = plan.clone().with_workers(&roster)?.to_json();
    /// assert!(json.contains(r#""workers":[{"id":"1","station":"440203001","post":"service","hired":"2021-08"}]"#));
    /// assert_eq!(Plan::from_json(&json)?.forecast()?, plan.check_with(&roster)?.forecast()?);
    ///
    /// let beyond = plan.with_workers(&Roster { station: &[1], ..roster }).unwrap_err();
    /// assert_eq!(beyond.as_slice()[0].at, "/workers/0/station");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_workers(self, roster: &Roster<'_>) -> Result<Plan, Errors> {
        with_workers(self, roster)
    }
}

impl<'de> Deserialize<'de> for Plan {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read::plan(&Json::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

impl PlanBuilder {
    /// The plan.
    ///
    /// # Errors
    /// All that the round of reading finds (rule 15): an unknown preset, a horizon outside its
    /// limits, no station.
    pub fn build(self) -> Result<Plan, Errors> {
        read::built(self)
    }
}
