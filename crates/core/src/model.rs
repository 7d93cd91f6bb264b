//! The plan checked: names are indices, entries are timelines, people are cases.

use std::{num::NonZeroUsize, sync::Arc};

use crate::{
    Errors, Forecast, Person, Plan, Roster, RosterBuf, check,
    crowd::{Crowd, on_threads},
    error::Findings,
    ledger::{Grain, Ledger},
    rulebook::Rulebook,
    tally,
};

/// A plan whose meaning is right (rule 15), ready to calculate; see [`Plan::check`].
///
/// It owns all that it needs, so the rows that it was made from can go; it is `Send` and `Sync`.
/// Calculations run on the caller's thread unless [`on_threads`](Model::on_threads) allows more;
/// no result depends on their number.
#[derive(Clone, Debug)]
pub struct Model {
    /// Without its workers.
    pub(crate) plan: Plan,
    pub(crate) rules: Rulebook,
    pub(crate) crowd: Arc<Crowd>,
    pub(crate) threads: NonZeroUsize,
}

impl Model {
    pub(crate) fn new(plan: &Plan, roster: &Roster<'_>, threads: NonZeroUsize) -> Result<Model, Errors> {
        let mut findings = Findings::default();
        check::lengths(&mut findings, roster, plan.workers.len());
        findings.close()?;
        let own = own_columns(plan);
        let own = own.as_roster();
        let mut crowd = Crowd::default();
        check::check(plan, &[roster], |findings, ordered| {
            let stations = plan.stations.len();
            let gathered = if ordered {
                Crowd::new(&[&own, roster], plan.horizon, stations, threads).ok()
            } else {
                None
            };
            match gathered {
                Some(gathered) => crowd = gathered,
                None => check::rows(findings, plan, (roster, plan.workers.len()), ordered),
            }
        })?;
        Ok(Model::of(plan.outline(), Arc::new(crowd), threads))
    }

    /// The model of a checked plan without its workers, and of people grouped for its horizon.
    pub(crate) fn of(plan: Plan, crowd: Arc<Crowd>, threads: NonZeroUsize) -> Model {
        let rules = Rulebook::new(&plan.programme, plan.horizon, plan.assumptions, &plan.stations);
        Model { plan, rules, crowd, threads }
    }

    /// This model, calculating on so many threads.
    #[must_use]
    pub fn on_threads(self, threads: NonZeroUsize) -> Model {
        Model { threads, ..self }
    }

    /// The forecast (rule 14).
    ///
    /// # Errors
    /// What the round of calculating finds (rule 15).
    pub fn forecast(&self) -> Result<Forecast, Errors> {
        tally::ledger(self, Grain::Region)?.forecast()
    }

    /// The ledger: exact figures per station, post and part of a year.
    ///
    /// # Errors
    /// What the round of calculating finds, but for sums beyond a station (rule 15).
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
        let plan = Plan { programme, ..self.plan.clone() };
        check::check(&plan, &[], |_, _| ())?;
        Ok(Model::of(plan, Arc::clone(&self.crowd), self.threads))
    }

    /// The forecasts under many reforms, in their order: they share the people and are spread over
    /// the model's threads.
    pub fn sweep<P: AsRef<str> + Sync>(&self, patches: &[P]) -> Vec<Result<Forecast, Errors>> {
        let share = patches.len().div_ceil(self.threads.get()).max(1);
        let shares: Vec<&[P]> = patches.chunks(share).collect();
        let one = |patch: &P| self.reformed(patch.as_ref())?.on_threads(NonZeroUsize::MIN).forecast();
        on_threads(&shares, |share| share.iter().map(one).collect::<Vec<_>>()).into_iter().flatten().collect()
    }
}

/// The plan's own workers as columns; one at a station that is not listed has an index beyond all.
fn own_columns(plan: &Plan) -> RosterBuf {
    let index = check::station_index(plan);
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
