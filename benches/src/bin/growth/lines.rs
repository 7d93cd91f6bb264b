//! What a plan has more or less of, line by line: text in and text out, as at most doors, but for people, who come as
//! columns, and reforms.

use std::fmt::Display;

use shuangbai::{Assumptions, Fen, Grade, Month, Person, Plan, Post, RosterBuf, Year, forecast_json};
use shuangbai_benches::{People, Result, plan_2017, reforms, threads};

use super::chosen;

pub const STEPS: usize = 4;

/// What is done, and how many rows came of it.
pub type Work = Box<dyn FnOnce() -> Result<usize>>;

/// One line of the table.
pub struct Line {
    pub name: &'static str,
    /// Each is twice the one before.
    pub sizes: [usize; STEPS],
    /// Makes the input of a size.
    pub prepare: fn(usize) -> Result<Work>,
}

pub const LINES: &[Line] = &[
    Line { name: "people", sizes: [250_000, 500_000, 1_000_000, 2_000_000], prepare: people },
    Line { name: "distinct pays", sizes: [50_000, 100_000, 200_000, 400_000], prepare: pays },
    Line {
        name: "distinct pays, chosen to collide",
        sizes: [50_000, 100_000, 200_000, 400_000],
        prepare: collide,
    },
    Line { name: "stations, by station", sizes: [5_000, 10_000, 20_000, 40_000], prepare: stations },
    Line {
        name: "stations, by station, in Rust",
        sizes: [5_000, 10_000, 20_000, 40_000],
        prepare: stations_in_rust,
    },
    Line {
        name: "stations, a ledger and its forecast",
        sizes: [5_000, 10_000, 20_000, 40_000],
        prepare: stations_as_ledger,
    },
    Line { name: "stations, by city", sizes: [5_000, 10_000, 20_000, 40_000], prepare: stations_by_city },
    Line { name: "years", sizes: [12, 25, 50, 100], prepare: years },
    Line { name: "years of chances 0.95, by station", sizes: [12, 25, 50, 100], prepare: chances },
    Line { name: "years of chances 0.999983, by station", sizes: [12, 25, 50, 100], prepare: odd_chances },
    Line { name: "years of refills", sizes: [12, 25, 50, 100], prepare: refills },
    Line { name: "tiers with refill, 100 years", sizes: [25, 50, 100, 200], prepare: tiers },
    Line { name: "tiers, 100 years", sizes: [125, 250, 500, 1_000], prepare: certain_tiers },
    Line { name: "raise entries", sizes: [375, 750, 1_500, 3_000], prepare: raises },
    Line { name: "subsidy entries", sizes: [375, 750, 1_500, 3_000], prepare: subsidies },
    Line { name: "indexed entries, 100 years of outcomes", sizes: [125, 250, 500, 1_000], prepare: indexed },
    Line { name: "sharing entries", sizes: [375, 750, 1_500, 3_000], prepare: sharings },
    Line { name: "funds, 100 years", sizes: [250, 500, 1_000, 2_000], prepare: funds },
    Line { name: "costs, 100 stations by station", sizes: [250, 500, 1_000, 2_000], prepare: costs },
    Line { name: "reforms of 30,000 people", sizes: [100, 200, 400, 800], prepare: sweep },
];

/// A plan on its way: its programme's lists, and what else there is.
struct Text {
    subsidy: String,
    sharing: String,
    raise: String,
    /// More fields of the programme, a comma before each.
    more: String,
    first: u16,
    last: u16,
    stations: String,
    hires: String,
    assumptions: String,
    by: &'static str,
}

/// All of some things, with commas between them.
fn list(count: usize, each: impl Fn(usize) -> String) -> String {
    (0..count).map(each).collect::<Vec<_>>().join(",")
}

/// A station's code: 21 cities, 1,000 towns a county.
fn code(station: usize) -> String {
    format!("44{:02}{:02}{:03}", station % 21 + 1, station / 21_000 + 1, station / 21 % 1000)
}

/// The month so many months after January 1949.
fn month(after: usize) -> impl Display {
    format!("{}-{:02}", 1949 + after / 12, after % 12 + 1)
}

const PARTS: &str = r#"[{"payer":"province","parts":6},{"payer":"local","parts":4}]"#;

/// Twenty posts of two months of hire at every station.
fn plan(stations: usize, years: usize) -> Text {
    let hire = |station: usize, month: &str| {
        format!(r#"{{"station":"{}","post":"service","count":10,"month":"{month}"}}"#, code(station))
    };
    Text {
        subsidy: r#"{"from":1949,"standard":"50000.00","basis":"pay"}"#.to_owned(),
        sharing: format!(r#"{{"from":1949,"parts":{PARTS}}}"#),
        raise: r#"{"from":1949,"rate":"0.05"}"#.to_owned(),
        more: String::new(),
        first: 2021,
        last: 2020 + years as u16,
        stations: list(stations, |station| format!(r#"{{"code":"{}"}}"#, code(station))),
        hires: list(stations, |station| [hire(station, "2021-02"), hire(station, "2021-07")].join(",")),
        assumptions: String::new(),
        by: "city",
    }
}

impl Text {
    fn json(&self) -> String {
        let Text { subsidy, sharing, raise, more, first, last, stations, hires, assumptions, by } = self;
        format!(
            r#"{{"programme":{{"id":"growth","title":{{"zh":"例","en":"Example"}},"subsidy":[{subsidy}],"sharing":[{sharing}],"raise":[{raise}],"appraisal":[{{"from":1949,"pass":["pass"]}}]{more}}},"horizon":{{"first":{first},"last":{last}}},"stations":[{stations}],"hires":[{hires}],"assumptions":{{{assumptions}}},"by":"{by}"}}"#
        )
    }

    /// From the plan's text to the forecast's.
    fn work(self) -> Result<Work> {
        let json = self.json();
        Ok(Box::new(move || Ok(forecast_json(&json)?.matches("\"worker_months\":").count())))
    }
}

fn people(count: usize) -> Result<Work> {
    let (plan, people) = (plan_2017(Assumptions::default())?, People::new(count, 1610)?);
    Ok(Box::new(move || Ok(plan.check_on(&people.roster(), threads(2))?.forecast()?.rows.len())))
}

/// People who differ in pay, all with the grades and months of the chosen ones.
fn of_pays(pays: Vec<u64>) -> Result<Work> {
    let plan = Plan::from_json(&Text { hires: String::new(), ..plan(1, 10) }.json())?;
    let hired = Month::new(2010, 1)?;
    let pay_year = Year::try_from(2020)?;
    let grades = [Grade::Excellent, Grade::Pass, Grade::Basic, Grade::Fail];
    let graded = chosen::grades().map(|grade| grades.get(usize::from(grade).wrapping_sub(1)).copied());
    let mut appraisals = Vec::new();
    for (year, grade) in (2010..).zip(graded) {
        appraisals.push((Year::try_from(year)?, grade));
    }
    let mut people = RosterBuf::default();
    // Somebody has a grade in every year, so that each has a column.
    let first: Vec<_> = appraisals.iter().map(|(year, _)| (*year, Grade::Pass)).collect();
    let others: Vec<_> = appraisals.iter().filter_map(|(year, grade)| Some((*year, (*grade)?))).collect();
    for (at, pay) in pays.iter().enumerate() {
        people.extend([Person {
            station: 0,
            post: Post::Service,
            hired,
            left: None,
            pay: Some(Fen(*pay as i64).try_into()?),
            pay_year: Some(pay_year),
            appraisals: if at == 0 { first.clone() } else { others.clone() },
        }]);
    }
    Ok(Box::new(move || Ok(plan.check_on(&people.as_roster(), threads(1))?.forecast()?.rows.len())))
}

fn pays(count: usize) -> Result<Work> {
    of_pays((0..count as u64).map(|at| at.wrapping_mul(0x9e37_79b9_7f4a_7c15) % chosen::MOST).collect())
}

fn collide(count: usize) -> Result<Work> {
    // January 2010 is month 733 of those from 1949 on.
    of_pays(chosen::pays(count, 733, 2020))
}

fn stations(count: usize) -> Result<Work> {
    Text { by: "station", ..plan(count, 10) }.work()
}

fn stations_in_rust(count: usize) -> Result<Work> {
    let plan = Plan::from_json(&Text { by: "station", ..plan(count, 10) }.json())?;
    Ok(Box::new(move || Ok(plan.forecast()?.rows.len())))
}

fn stations_as_ledger(count: usize) -> Result<Work> {
    let plan = Plan::from_json(&plan(count, 10).json())?;
    Ok(Box::new(move || Ok(plan.check()?.ledger()?.forecast()?.rows.len())))
}

fn stations_by_city(count: usize) -> Result<Work> {
    plan(count, 10).work()
}

fn years(count: usize) -> Result<Work> {
    Text { by: "station", ..plan(100, count) }.work()
}

/// Hires of different months and pays.
fn of_chances(stations: usize, years: usize, pass_rate: &str, leave_rate: &str) -> Result<Work> {
    let hires = list(stations, |at| {
        let (month, pay) = (at % 12 + 1, 48_000 + at % 37 * 1_000);
        format!(
            r#"{{"station":"{}","post":"service","count":3,"month":"2021-{month:02}","pay":"{pay}.00"}}"#,
            code(at)
        )
    });
    let assumptions = format!(r#""pass_rate":"{pass_rate}","leave_rate":"{leave_rate}""#);
    Text { by: "station", assumptions, hires, ..plan(stations, years) }.work()
}

fn chances(count: usize) -> Result<Work> {
    of_chances(1_600, count, "0.95", "0.05")
}

fn odd_chances(count: usize) -> Result<Work> {
    of_chances(1_600, count, "0.999983", "0.000019")
}

const REFILL: &str = r#""leave_rate":"0.08","refill":"january""#;

fn refills(count: usize) -> Result<Work> {
    let assumptions = format!(r#"{REFILL},"pass_rate":"0.95""#);
    Text { assumptions, ..plan(1, count) }.work()
}

/// A station for each tier.
fn tiered(count: usize) -> Text {
    let sharing = list(count, |tier| {
        let parts = format!(r#"[{{"payer":"province","parts":{}}},{{"payer":"local","parts":1}}]"#, tier + 1);
        format!(r#"{{"from":1949,"tier":"{tier}","parts":{parts}}}"#)
    });
    let stations = list(count, |tier| format!(r#"{{"code":"{}","tier":"{tier}"}}"#, code(tier)));
    Text { sharing, stations, ..plan(count, 100) }
}

fn tiers(count: usize) -> Result<Work> {
    let assumptions = format!(r#"{REFILL},"pass_rate":"0.95""#);
    Text { assumptions, ..tiered(count) }.work()
}

fn certain_tiers(count: usize) -> Result<Work> {
    tiered(count).work()
}

/// Entries of all months from 1949 on, in force in a horizon of 100 years.
fn entries(count: usize) -> Text {
    // Half of them before the horizon, where it has room for no more.
    let first = (1949 + count / 24).min(2101) as u16;
    let hires = plan(1, 1).hires.replace("2021", &first.to_string());
    Text { first, last: first + 99, hires, ..plan(1, 1) }
}

fn raises(count: usize) -> Result<Work> {
    let raise = list(count, |at| format!(r#"{{"from":"{}","rate":"0.00{:02}"}}"#, month(at), at % 50 + 1));
    Text { raise, ..entries(count) }.work()
}

fn subsidies(count: usize) -> Result<Work> {
    let subsidy = list(count, |at| {
        format!(r#"{{"from":"{}","standard":"{}.00","basis":"pay"}}"#, month(at), 50_000 + at)
    });
    Text { subsidy, ..entries(count) }.work()
}

fn sharings(count: usize) -> Result<Work> {
    let sharing = list(count, |at| {
        let parts = PARTS.replace("4}", &format!("{}}}", at + 1));
        format!(r#"{{"from":"{}","parts":{parts}}}"#, month(at))
    });
    Text { sharing, ..entries(count) }.work()
}

/// A standard of every few months of 100 years, in which grades are left to chance.
fn indexed(count: usize) -> Result<Work> {
    let subsidy = list(count, |at| {
        let from = month(72 * 12 + at * 1_200 / count);
        format!(r#"{{"from":"{from}","standard":"{}.00","basis":"indexed"}}"#, 50_000 + at * 7)
    });
    let assumptions = r#""pass_rate":"0.95""#.to_owned();
    Text { subsidy, assumptions, ..plan(1, 100) }.work()
}

fn funds(count: usize) -> Result<Work> {
    let funds = list(count, |at| {
        format!(
            r#"{{"name":"{at}","payer":"province","first":2021,"last":2120,"amount":"{}.00"}}"#,
            1000 + at
        )
    });
    Text { more: format!(r#","funds":[{funds}]"#), ..plan(1, 100) }.work()
}

fn costs(count: usize) -> Result<Work> {
    let costs = list(count, |at| {
        format!(
            r#"{{"name":"{at}","from":1949,"per_station":"{}.00","hours_per_month":1,"parts":{PARTS}}}"#,
            1000 + at
        )
    });
    Text { by: "station", more: format!(r#","costs":[{costs}]"#), ..plan(100, 10) }.work()
}

fn sweep(count: usize) -> Result<Work> {
    let people = People::new(30_000, 1610)?;
    let model = plan_2017(Assumptions::default())?.check_on(&people.roster(), threads(2))?;
    let patches = &reforms()[..count];
    let patches = patches.to_vec();
    Ok(Box::new(move || {
        let forecasts = model.sweep(&patches).into_iter().collect::<std::result::Result<Vec<_>, _>>()?;
        Ok(forecasts.iter().map(|forecast| forecast.rows.len()).sum())
    }))
}
