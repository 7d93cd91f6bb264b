//! Rule 11: a plan built step by step.

use std::collections::BTreeMap;

use super::{
    assumptions::Assumptions,
    people::{Hire, Station, Worker},
    programme::Programme,
};
use crate::values::{code::RegionCode, words::By};

/// The programme of a plan that is being built: a preset's id, or a whole one.
#[derive(Clone, Debug)]
pub enum Rules {
    /// A preset's id (rule 13).
    Preset(String),
    /// A programme (rule 12).
    Own(Box<Programme>),
}

impl From<&str> for Rules {
    fn from(id: &str) -> Rules {
        Rules::Preset(id.to_owned())
    }
}

impl From<Programme> for Rules {
    fn from(programme: Programme) -> Rules {
        Rules::Own(Box::new(programme))
    }
}

/// Builds a [`Plan`](crate::Plan); see [`Plan::builder`](crate::Plan::builder).
#[derive(Clone, Debug)]
#[must_use]
pub struct PlanBuilder {
    pub(crate) rules: Rules,
    pub(crate) years: (u16, u16),
    pub(crate) stations: Vec<Station>,
    pub(crate) workers: Vec<Worker>,
    pub(crate) hires: Vec<Hire>,
    pub(crate) assumptions: Assumptions,
    pub(crate) regions: BTreeMap<RegionCode, String>,
    pub(crate) by: By,
}

impl PlanBuilder {
    /// With a station; a plan has at least one.
    pub fn station(mut self, station: Station) -> PlanBuilder {
        self.stations.push(station);
        self
    }

    /// With these stations.
    pub fn stations(mut self, stations: impl IntoIterator<Item = Station>) -> PlanBuilder {
        self.stations.extend(stations);
        self
    }

    /// With a worker.
    pub fn worker(mut self, worker: Worker) -> PlanBuilder {
        self.workers.push(worker);
        self
    }

    /// With these workers. Millions of them come faster as a [`Roster`](crate::Roster).
    pub fn workers(mut self, workers: impl IntoIterator<Item = Worker>) -> PlanBuilder {
        self.workers.extend(workers);
        self
    }

    /// With a hire.
    pub fn hire(mut self, hire: Hire) -> PlanBuilder {
        self.hires.push(hire);
        self
    }

    /// With these assumptions.
    pub fn assumptions(mut self, assumptions: Assumptions) -> PlanBuilder {
        self.assumptions = assumptions;
        self
    }

    /// With the name of a region.
    pub fn region(mut self, code: RegionCode, name: impl Into<String>) -> PlanBuilder {
        self.regions.insert(code, name.into());
        self
    }

    /// One row a year for each of these; for the province if left out.
    pub fn by(mut self, by: By) -> PlanBuilder {
        self.by = by;
        self
    }
}
