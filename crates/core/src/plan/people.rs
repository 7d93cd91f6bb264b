//! Rules 3, 4, 7, 8 and 11: stations, and the people who work there or will.

use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::{
    base::json::Json,
    faults::{findings::Findings, place::Place},
    record::{
        declare::record,
        fields::{by_key, missing},
        holds::holds,
        read::{ListOf, Read, grade_year},
    },
    values::{
        code::Code,
        fen::Amount,
        month::{Month, Year},
        whole::{Count, Villages},
        words::{Grade, Post},
        written::NotWritten,
    },
};

record! {
    /// One town's station (社工站) (rules 7 and 11).
    pub struct Station {
        pub(crate) code: Code = Code, always, "编码" "Code";
        pub(crate) name: Option<String> = String, maybe, "名称" "Name";
        pub(crate) tier: Option<String> = String, maybe, "分档" "Tier";
        pub(crate) villages: Option<Villages> = Villages, maybe, "村居数" "Villages";
        pub(crate) opens: Option<Month> = Month, maybe, "建站" "Opens";
        pub(crate) closes: Option<Month> = Month, maybe, "撤站" "Closes";
    }
}

impl Station {
    /// A station with its nine-digit code.
    ///
    /// # Errors
    /// `Format` when the code is not nine digits.
    pub fn new(code: &str) -> Result<Station, NotWritten> {
        Ok(Station { code: code.parse()?, name: None, tier: None, villages: None, opens: None, closes: None })
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

    /// Open through a month, `"2024-12"`: then hires, filled and refilled posts there leave (rules 7 and 8).
    ///
    /// # Errors
    /// When it is not a month.
    pub fn closes(self, month: &str) -> Result<Station, NotWritten> {
        Ok(Station { closes: Some(month.parse()?), ..self })
    }
}

record! {
    /// A person in a post (社工) (rules 3, 4 and 11).
    pub struct Worker {
        pub(crate) id: String = String, always, "编号" "Id";
        pub(crate) station: Code = Code, always, "社工站" "Station";
        pub(crate) post: Post = Post, always, "岗位" "Post";
        pub(crate) hired: Month = Month, always, "入职" "Hired";
        pub(crate) left: Option<Month> = Month, maybe, "离职" "Left";
        pub(crate) pay: Option<Amount> = Amount, maybe, "年薪" "Pay";
        pub(crate) pay_year: Option<Year> = Year, maybe, "年薪年度" "Pay year";
        pub(crate) appraisals: Appraisals = Appraisals, some, "考核" "Appraisals";
        pub(crate) moves: Vec<Move> = ListOf<Move>, some, "调动" "Moves";
        pub(crate) away: Vec<Away> = ListOf<Away>, some, "离岗" "Away";
    }
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
            appraisals: Appraisals::default(),
            moves: Vec::new(),
            away: Vec::new(),
        })
    }

    /// Where the worker is, one day.
    pub(crate) fn stations(&self) -> impl Iterator<Item = Code> {
        std::iter::once(self.station).chain(self.moves.iter().map(|moved| moved.station))
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
    pub fn appraisal(self, year: u16, grade: Grade) -> Result<Worker, NotWritten> {
        self.graded(year, Graded::new(grade))
    }

    /// With the grade of a year that became known in a month, `"2020-05"`; until then `provisional` held, or it was
    /// failed (rules 11 and 20).
    ///
    /// # Errors
    /// `Range` outside 1949 to 2200; when the month is not one.
    pub fn appraisal_decided(
        self,
        year: u16,
        grade: Grade,
        decided: &str,
        provisional: Option<Grade>,
    ) -> Result<Worker, NotWritten> {
        let decided = Some(decided.parse()?);
        self.graded(year, Graded { grade, decided, provisional })
    }

    /// Moved to a station from a month on, in the post until then or another one (rule 8). Moves come in their order.
    ///
    /// ```
    /// use shuangbai::{Plan, Post, Station, Worker};
    /// let worker = Worker::new("w1", "440203001", Post::Service, "2021-01")?
    ///     .moves("2021-08", "440203002", Some(Post::Administrative))?
    ///     .away("2021-03", "2021-05")?;
    /// let plan = Plan::builder("guangdong-2021", 2021, 2021)
    ///     .stations([Station::new("440203001")?.villages(1)?, Station::new("440203002")?.villages(1)?])
    ///     .worker(worker)
    ///     .build()?;
    /// assert_eq!(plan.forecast()?.totals[0].worker_months.to_string(), "9");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the month or the code is not written as one.
    pub fn moves(mut self, from: &str, station: &str, post: Option<Post>) -> Result<Worker, NotWritten> {
        self.moves.push(Move { from: from.parse()?, station: station.parse()?, post });
        Ok(self)
    }

    /// Away from a month through another one, both whole: nothing is earned (rule 8). Absences come in their order.
    ///
    /// # Errors
    /// When a month is not one.
    pub fn away(mut self, from: &str, to: &str) -> Result<Worker, NotWritten> {
        self.away.push(Away { from: from.parse()?, to: to.parse()? });
        Ok(self)
    }

    fn graded(mut self, year: u16, graded: Graded) -> Result<Worker, NotWritten> {
        let year = year.try_into()?;
        self.appraisals.0.retain(|(other, _)| *other != year);
        self.appraisals.0.push((year, graded));
        Ok(self)
    }
}

/// The grades of years, in the order given (rule 4).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Appraisals(pub(crate) Vec<(Year, Graded)>);

impl Appraisals {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The grades, whenever they became known.
    pub(crate) fn grades(&self) -> impl Iterator<Item = (Year, Grade)> {
        self.0.iter().map(|(year, graded)| (*year, graded.grade))
    }
}

record! {
    /// A grade, and when it became known (rules 11 and 20).
    #[derive(Copy)]
    pub(crate) struct Graded {
        pub(crate) grade: Grade = Grade, always, "等次" "Grade";
        /// The month in which it became known.
        pub(crate) decided: Option<Month> = Month, maybe, "公布" "Decided";
        /// The grade that held until then; failed if left out.
        pub(crate) provisional: Option<Grade> = Grade, maybe, "暂定等次" "Provisional";
    }
}

impl Graded {
    /// One that was always known.
    pub(crate) fn new(grade: Grade) -> Graded {
        Graded { grade, decided: None, provisional: None }
    }
}

record! {
    /// A worker's move (调动) to a station and its post, from a month on (rule 8).
    #[derive(Copy)]
    pub(crate) struct Move {
        pub(crate) from: Month = Month, always, "起" "From";
        pub(crate) station: Code = Code, always, "调入社工站" "Station";
        /// The post until then where there is none.
        pub(crate) post: Option<Post> = Post, maybe, "岗位" "Post";
    }
}

record! {
    /// Months in which a worker is away (离岗), both whole (rule 8).
    #[derive(Copy)]
    pub struct Away {
        /// The first of them.
        pub from: Month = Month, always, "起" "From";
        /// The last of them.
        pub to: Month = Month, always, "止" "To";
    }
}

holds! {
    "station": Station;
    "worker": Worker;
    "hire": Hire;
    "grades_by_year": Appraisals;
    "move": Move;
    "absence": Away;
}

impl Read for Appraisals {
    type Value = Appraisals;

    fn read(findings: &mut Findings, place: Place<'_>, json: &Json<'_>) -> Option<Appraisals> {
        by_key(findings, place, json, grade_year, graded).map(Appraisals)
    }
}

/// A grade: the word, or an object.
fn graded(findings: &mut Findings, place: Place<'_>, json: &Json<'_>) -> Option<Graded> {
    if !matches!(json, Json::Object(_)) {
        return Grade::read(findings, place, json).map(Graded::new);
    }
    // `provisional`, the grade that held until then (only with `decided`)
    let undecided = json.get("provisional").is_some() && json.get("decided").is_none();
    if undecided {
        missing(findings, place, "decided");
    }
    Graded::read(findings, place, json).filter(|_| !undecided)
}

impl Serialize for Appraisals {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (year, graded) in &self.0 {
            // a grade with nothing beside it is the word alone
            match graded {
                Graded { grade, decided: None, provisional: None } => {
                    map.serialize_entry(&year.to_string(), grade)?;
                }
                _ => map.serialize_entry(&year.to_string(), graded)?,
            }
        }
        map.end()
    }
}

record! {
    /// Workers to come, all alike (rule 8).
    pub struct Hire {
        pub(crate) station: Code = Code, always, "社工站" "Station";
        pub(crate) post: Post = Post, always, "岗位" "Post";
        pub(crate) count: Count = Count, always, "人数" "Count";
        pub(crate) month: Month = Month, always, "月份" "Month";
        pub(crate) pay: Option<Amount> = Amount, maybe, "年薪" "Pay";
    }
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
