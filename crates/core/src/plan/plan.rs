//! Rule 11: the plan, typed, its shape read, its meaning not yet checked.

use std::collections::BTreeMap;

use super::{
    assumptions::{Assumptions, Horizon},
    people::{Hire, Station, Worker},
    programme::{PresetOrProgramme, Programme},
};
use crate::{
    base::json,
    record::{
        declare::declared,
        read::{ByRegion, ListOf, SomeOf},
    },
    values::{
        code::{Code, RegionCode},
        words::By,
    },
};

declared! {
    /// A plan (rule 11): a programme, a horizon, stations, and the people in their posts.
    ///
    /// Its shape is right: amounts, months and codes are within their limits. What they refer to,
    /// [`check`](Plan::check) looks at.
    ///
    /// ```
    /// use shuangbai::{Hire, Plan, Post, Station};
    /// let plan = Plan::builder("guangdong-2021", 2021, 2022)
    ///     .station(Station::new("440203001")?.villages(3)?)
    ///     .hire(Hire::new("440203001", Post::Service, 2, "2021-08")?)
    ///     .build()?;
    /// let forecast = plan.forecast()?;
    /// assert_eq!(forecast.totals[1].pay.to_string(), "100000.00");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub struct Plan {
        pub(crate) programme: Programme = PresetOrProgramme, always, "计划" "Programme";
        pub(crate) horizon: Horizon = Horizon, always, "预测期" "Horizon";
        pub(crate) stations: Vec<Station> = SomeOf<Station>, always, "社工站" "Stations";
        pub(crate) workers: Vec<Worker> = ListOf<Worker>, some, "社工" "Workers";
        pub(crate) hires: Vec<Hire> = ListOf<Hire>, some, "拟招聘" "Hires";
        pub(crate) assumptions: Assumptions = Assumptions, or(Assumptions::NONE), "假设" "Assumptions";
        pub(crate) regions: BTreeMap<RegionCode, String> = ByRegion, some, "地区" "Regions";
        pub(crate) by: By = By, or(By::Province), "分列" "By";
    }
}

impl Plan {
    /// The plan without its workers.
    pub(crate) fn outline(&self) -> Plan {
        Plan {
            programme: self.programme.clone(),
            horizon: self.horizon,
            stations: self.stations.clone(),
            workers: Vec::new(),
            hires: self.hires.clone(),
            assumptions: self.assumptions,
            regions: self.regions.clone(),
            by: self.by,
        }
    }

    /// The names of regions, and of stations where they are asked for, by code: a station's own, or
    /// else the region's (rule 14).
    pub(crate) fn names(&self, of_stations: bool) -> BTreeMap<String, String> {
        let regions = self.regions.iter().map(|(code, name)| (code.as_str().to_owned(), name.clone()));
        let named = |station: &Station| Some((station.code.as_str().to_owned(), station.name.clone()?));
        let stations = self.stations.iter().filter(|_| of_stations).filter_map(named);
        regions.chain(stations).collect()
    }

    /// The plan as compact JSON: its programme written out, a reform merged.
    pub fn to_json(&self) -> String {
        json::written(self)
    }

    /// Its programme, a reform merged.
    pub fn programme(&self) -> &Programme {
        &self.programme
    }

    /// This plan under another programme, its stations and people the same.
    ///
    /// ```
    /// # use shuangbai::{Plan, Programme, Station};
    /// let plan = Plan::builder("guangdong-2021", 2021, 2022).station(Station::new("440203001")?).build()?;
    /// assert_eq!(plan.with_programme(Programme::preset("guangdong-2017")?).programme().id(), "guangdong-2017");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_programme(self, programme: Programme) -> Plan {
        Plan { programme, ..self }
    }

    /// How many workers it lists itself, beside those of a [`Roster`](crate::Roster).
    pub fn listed_workers(&self) -> usize {
        self.workers.len()
    }

    /// Its horizon.
    pub fn horizon(&self) -> Horizon {
        self.horizon
    }

    /// The codes of its stations, in their order: what a [`Roster`](crate::Roster)'s `station` counts.
    pub fn station_codes(&self) -> impl ExactSizeIterator<Item = Code> + '_ {
        self.stations.iter().map(|station| station.code)
    }

    /// The names of its stations, in their order, where they have one.
    pub fn station_names(&self) -> impl ExactSizeIterator<Item = Option<&str>> {
        self.stations.iter().map(|station| station.name.as_deref())
    }

    /// What it assumes.
    pub fn assumptions(&self) -> Assumptions {
        self.assumptions
    }

    /// What it has one row a year for.
    pub fn by(&self) -> By {
        self.by
    }

    /// The same plan with one row a year for each of these (rule 14).
    #[must_use]
    pub fn by_region(self, by: By) -> Plan {
        Plan { by, ..self }
    }
}
