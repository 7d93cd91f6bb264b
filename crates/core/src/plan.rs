//! Rule 11: the plan, typed, its shape read, its meaning not yet checked.

use std::{collections::BTreeMap, fmt, num::NonZeroUsize, str::FromStr, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, de, ser::SerializeMap};

#[cfg(feature = "schema")]
use crate::schema;
use crate::{
    Amount, By, Count, Errors, Fill, Forecast, Grade, MissingHistory, Model, Month, Post, Programme, Rate,
    Refill, RegionCode, Roster, Villages, Watch, Year, check, crowd::at_row, error::Findings,
    fen::NotWritten, json::Json, read,
};

mod builder;

pub use builder::{PlanBuilder, Rules};

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
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(transform = schema::with_reform))]
pub struct Plan {
    #[cfg_attr(feature = "schema", schemars(with = "schema::PresetOrProgramme"))]
    pub(crate) programme: Programme,
    pub(crate) horizon: Horizon,
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub(crate) stations: Vec<Station>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub(crate) workers: Vec<Worker>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub(crate) hires: Vec<Hire>,
    #[cfg_attr(feature = "schema", schemars(default))]
    pub(crate) assumptions: Assumptions,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub(crate) regions: BTreeMap<RegionCode, String>,
    #[cfg_attr(feature = "schema", schemars(default = "schema::by"))]
    pub(crate) by: By,
}

/// The years that a forecast covers, both included (rule 11).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Horizon {
    /// The first year.
    pub first: Year,
    /// The last year.
    pub last: Year,
}

/// A station's code: nine digits, of which two name the province, four the city, six the county.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Code([u8; 9]);

impl Code {
    /// The digits.
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The code of which a number below 10^9 has the digits.
    #[cfg(any(feature = "arrow", feature = "csv"))]
    pub(crate) fn from_number(mut number: u32) -> Code {
        let mut code = [b'0'; 9];
        for digit in code.iter_mut().rev() {
            *digit += (number % 10) as u8;
            number /= 10;
        }
        Code(code)
    }
}

impl FromStr for Code {
    type Err = NotWritten;

    fn from_str(code: &str) -> Result<Code, NotWritten> {
        let digits: [u8; 9] = code.as_bytes().try_into().map_err(|_| NotWritten::Format)?;
        if digits.iter().all(u8::is_ascii_digit) { Ok(Code(digits)) } else { Err(NotWritten::Format) }
    }
}

impl TryFrom<String> for Code {
    type Error = NotWritten;

    fn try_from(code: String) -> Result<Code, NotWritten> {
        code.parse()
    }
}

impl From<Code> for String {
    fn from(code: Code) -> String {
        code.as_str().to_owned()
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// One town's station (社工站) (rules 7 and 11).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Station {
    pub(crate) code: Code,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tier: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) villages: Option<Villages>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) opens: Option<Month>,
}

impl Station {
    /// A station with its nine-digit code.
    ///
    /// # Errors
    /// `Format` when the code is not nine digits.
    pub fn new(code: &str) -> Result<Station, NotWritten> {
        Ok(Station { code: code.parse()?, name: None, tier: None, villages: None, opens: None })
    }

    /// With its name.
    pub fn name(self, name: impl Into<String>) -> Station {
        Station { name: Some(name.into()), ..self }
    }

    /// With a tier (地区分档) of its own.
    pub fn tier(self, tier: impl Into<String>) -> Station {
        Station { tier: Some(tier.into()), ..self }
    }

    /// With the number of villages (村居) that it serves.
    ///
    /// # Errors
    /// `Range` above 10,000.
    pub fn villages(self, villages: u32) -> Result<Station, NotWritten> {
        Ok(Station { villages: Some(Villages::new(villages)?), ..self })
    }

    /// Open from a month on, `"2021-08"`.
    ///
    /// # Errors
    /// When it is not a month.
    pub fn opens(self, month: &str) -> Result<Station, NotWritten> {
        Ok(Station { opens: Some(month.parse()?), ..self })
    }
}

/// A person in a post (社工) (rules 3, 4 and 11).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Worker {
    pub(crate) id: String,
    pub(crate) station: Code,
    pub(crate) post: Post,
    pub(crate) hired: Month,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) left: Option<Month>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) pay: Option<Amount>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) pay_year: Option<Year>,
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "grades_by_year")]
    #[cfg_attr(feature = "schema", schemars(default, with = "schema::GradesByYear"))]
    pub(crate) appraisals: Vec<(Year, Grade)>,
}

fn grades_by_year<S: serde::Serializer>(grades: &[(Year, Grade)], serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(grades.len()))?;
    for (year, grade) in grades {
        map.serialize_entry(&year.to_string(), grade)?;
    }
    map.end()
}

impl Worker {
    /// A worker hired in a month (`"2018-07"`) at entry pay.
    ///
    /// # Errors
    /// When the code or the month is not written as one.
    pub fn new(id: &str, station: &str, post: Post, hired: &str) -> Result<Worker, NotWritten> {
        Ok(Worker {
            id: id.to_owned(),
            station: station.parse()?,
            post,
            hired: hired.parse()?,
            left: None,
            pay: None,
            pay_year: None,
            appraisals: Vec::new(),
        })
    }

    /// On the payroll through this month for the last time.
    ///
    /// # Errors
    /// When it is not a month.
    pub fn left(self, month: &str) -> Result<Worker, NotWritten> {
        Ok(Worker { left: Some(month.parse()?), ..self })
    }

    /// With this annual pay in the year of hire, or in the year that [`pay_year`](Worker::pay_year) says.
    pub fn pay(self, annual: Amount) -> Worker {
        Worker { pay: Some(annual), ..self }
    }

    /// The year of the pay given (rule 4).
    ///
    /// # Errors
    /// `Range` outside 1949 to 2200.
    pub fn pay_year(self, year: u16) -> Result<Worker, NotWritten> {
        Ok(Worker { pay_year: Some(year.try_into()?), ..self })
    }

    /// With the grade of a year.
    ///
    /// # Errors
    /// `Range` outside 1949 to 2200.
    pub fn appraisal(mut self, year: u16, grade: Grade) -> Result<Worker, NotWritten> {
        let year = year.try_into()?;
        self.appraisals.retain(|(other, _)| *other != year);
        self.appraisals.push((year, grade));
        Ok(self)
    }
}

/// Workers to come, all alike (rule 8).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Hire {
    pub(crate) station: Code,
    pub(crate) post: Post,
    pub(crate) count: Count,
    pub(crate) month: Month,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) pay: Option<Amount>,
}

impl Hire {
    /// `count` workers (1 to 1,000,000) hired in a month of the horizon, at entry pay.
    ///
    /// # Errors
    /// When the code, the count or the month is not one.
    pub fn new(station: &str, post: Post, count: u32, month: &str) -> Result<Hire, NotWritten> {
        let (station, count, month) = (station.parse()?, Count::new(count)?, month.parse()?);
        Ok(Hire { station, post, count, month, pay: None })
    }

    /// At this annual pay instead.
    pub fn pay(self, annual: Amount) -> Hire {
        Hire { pay: Some(annual), ..self }
    }
}

/// What nobody can know yet (rules 4, 7 and 9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(default))]
pub struct Assumptions {
    /// The chance that a year without a grade is passed; 1 if left out.
    pub pass_rate: Rate,
    /// The chance that somebody on the payroll in December leaves then; 0 if left out.
    pub leave_rate: Rate,
    /// Whether leavers by chance are replaced.
    pub refill: Refill,
    /// Whether stations are filled to the norm.
    pub fill: Fill,
    /// The part of each filled post that stands empty; 0 if left out.
    pub vacancy_rate: Rate,
    /// What a grade missing before `from` means.
    pub missing_history: MissingHistory,
    /// The first year for which anything is assumed; the horizon's first if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Year>,
}

impl Default for Assumptions {
    fn default() -> Assumptions {
        Assumptions {
            pass_rate: Rate::ONE,
            leave_rate: Rate::ZERO,
            refill: Refill::None,
            fill: Fill::None,
            vacancy_rate: Rate::ZERO,
            missing_history: MissingHistory::Error,
            from: None,
        }
    }
}

impl Plan {
    /// A plan from its JSON text (rule 11).
    ///
    /// # Errors
    /// All that the round of reading finds (rule 15).
    pub fn from_json(text: &str) -> Result<Plan, Errors> {
        read::plan(&read::json(text)?)
    }

    /// A plan built step by step, for a preset's id or a whole [`Programme`], from the first year
    /// of the horizon to the last.
    pub fn builder(programme: impl Into<Rules>, first: u16, last: u16) -> PlanBuilder {
        PlanBuilder {
            rules: programme.into(),
            years: (first, last),
            stations: Vec::new(),
            workers: Vec::new(),
            hires: Vec::new(),
            assumptions: Assumptions::default(),
            regions: BTreeMap::new(),
            by: By::Province,
        }
    }

    /// The forecast (rule 14), on the caller's thread.
    ///
    /// # Errors
    /// What the rounds of meaning or calculating find (rule 15).
    pub fn forecast(&self) -> Result<Forecast, Errors> {
        self.check()?.forecast()
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
        self.check_watched(roster, threads, Arc::default())
    }

    /// The same, and soon at an end when the [watch](Model::watched) is stopped; the model has it too.
    ///
    /// # Errors
    /// As [`check_with`](Plan::check_with); none when the watch ended it.
    ///
    /// ```
    /// # use std::{num::NonZeroUsize, sync::Arc};
    /// # use shuangbai::{Plan, Roster, Station, Watch};
    /// let plan = Plan::builder("guangdong-2021", 2021, 2022)
    ///     .station(Station::new("440203001")?.villages(3)?)
    ///     .build()?;
    /// let watch = Arc::new(Watch::new());
    /// watch.stop();
    /// let stopped = plan.check_watched(&Roster::default(), NonZeroUsize::MIN, watch);
    /// assert!(stopped.unwrap_err().is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn check_watched(
        &self,
        roster: &Roster<'_>,
        threads: NonZeroUsize,
        watch: Arc<Watch>,
    ) -> Result<Model, Errors> {
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
    pub fn with_workers(mut self, roster: &Roster<'_>) -> Result<Plan, Errors> {
        let mut findings = Findings::default();
        let first = self.workers.len();
        check::lengths(&mut findings, roster, first);
        findings.close()?;
        for row in 0..roster.len() {
            let Some(station) = self.stations.get(roster.station[row] as usize) else {
                self.workers.truncate(first);
                check::rows(&mut findings, &self, (roster, first), self.horizon.first <= self.horizon.last);
                break;
            };
            let grades = roster.appraisals.iter().filter_map(|(year, column)| Some((*year, column[row]?)));
            self.workers.push(Worker {
                id: roster.id.get(row).map_or_else(|| (first + row + 1).to_string(), |id| (*id).to_owned()),
                station: station.code,
                post: roster.post[row],
                hired: roster.hired[row],
                left: at_row(roster.left, row),
                pay: at_row(roster.pay, row),
                pay_year: at_row(roster.pay_year, row),
                appraisals: grades.collect(),
            });
        }
        findings.close()?;
        Ok(self)
    }

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
        serde_json::to_string(self).unwrap_or_default()
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

    /// How many workers it lists itself, beside those of a [`Roster`].
    pub fn listed_workers(&self) -> usize {
        self.workers.len()
    }

    /// Its horizon.
    pub fn horizon(&self) -> Horizon {
        self.horizon
    }

    /// The codes of its stations, in their order: what a [`Roster`]'s `station` counts.
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
}

impl<'de> Deserialize<'de> for Plan {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read::plan(&Json::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// Parts of a plan by themselves, read like those in a plan.
macro_rules! read_like_a_plan {
    ($($type:ty: $read:path,)+) => {$(
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                read::one(&Json::deserialize(deserializer)?, $read).map_err(de::Error::custom)
            }
        }
    )+};
}

read_like_a_plan! {
    Station: read::station,
    Worker: read::worker,
    Hire: read::hire,
    Assumptions: read::read_assumptions,
}
