//! What the benchmarks calculate: the real towns and rosters of any size, the same in every run.

use std::{error::Error, fs, num::NonZeroUsize};

use shuangbai::{
    Amount, Assumptions, By, Code, Fen, Fill, Grade, Month, Person, Plan, Post, Programme, Refill, Roster,
    RosterBuf, Station, Year,
};

/// Errors of reading the data or the plans.
pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The 1,610 towns of `data/guangdong-2023`: code and villages.
pub fn towns() -> Result<Vec<(Code, u32)>> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../data/guangdong-2023/towns.csv");
    let mut towns = Vec::new();
    for row in csv::Reader::from_path(path)?.records() {
        let row = row?;
        if &row[2] != "other" {
            towns.push((row[0].parse()?, row[5].parse()?));
        }
    }
    Ok(towns)
}

/// Pass rate 0.96, leave rate 0.08 with refill in January.
pub fn chances() -> Result<Assumptions> {
    let (pass_rate, leave_rate) = ("0.96".parse()?, "0.08".parse()?);
    Ok(Assumptions { pass_rate, leave_rate, refill: Refill::January, ..Assumptions::default() })
}

/// `guangdong-2017` from 2021 to 2030 at all towns, by city.
pub fn plan_2017(assumptions: Assumptions) -> Result<Plan> {
    let mut plan = Plan::builder("guangdong-2017", 2021, 2030).by(By::City).assumptions(assumptions);
    for (code, villages) in towns()? {
        plan = plan.station(Station::new(code.as_str())?.villages(villages)?);
    }
    Ok(plan.build()?)
}

/// The programme of the peers' task, from 2026 to 2035 at all towns, by city.
pub fn plan_of_peers() -> Result<Plan> {
    let programme = r#"{"id": "peers", "title": {"zh": "同题", "en": "the peers' task"},
        "subsidy": [{"from": 2017, "standard": "50000.00", "basis": "pay"}],
        "sharing": [{"from": 2017, "parts": [{"payer": "province", "parts": 6}, {"payer": "local", "parts": 4}]}],
        "raise": [{"from": 2017, "rate": "0.05"}],
        "appraisal": [{"from": 2017, "pass": ["pass"], "min_months": 1}]}"#;
    let mut plan = Plan::builder(Programme::from_json(programme)?, 2026, 2035).by(By::City);
    for (code, villages) in towns()? {
        plan = plan.station(Station::new(code.as_str())?.villages(villages)?);
    }
    Ok(plan.build()?)
}

/// `guangdong-2021` from 2021 to 2030 at all towns, filled to the norm, half of them from August
/// 2021 and the others from January 2022: 29,744 posts, expected.
pub fn province() -> Result<Plan> {
    let assumptions = Assumptions { fill: Fill::Norm, ..chances()? };
    let mut plan = Plan::builder("guangdong-2021", 2021, 2030).by(By::City).assumptions(assumptions);
    for ((code, villages), opens) in towns()?.into_iter().zip(["2021-08", "2022-01"].into_iter().cycle()) {
        plan = plan.station(Station::new(code.as_str())?.villages(villages)?.opens(opens)?);
    }
    Ok(plan.build()?)
}

/// Columns of made-up people: hired in any month from 2017 to 2020, eight pay levels, a grade for
/// every year until 2020 of which they served half, one in ten with a month of leaving until 2030.
pub struct People(RosterBuf);

/// SplitMix64: the same numbers on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (((mixed ^ (mixed >> 31)) >> 32) * sides) >> 32
    }
}

impl People {
    /// So many people at so many stations.
    pub fn new(count: usize, stations: u64) -> Result<People> {
        const PAY: [i64; 8] = [48_000, 50_000, 52_400, 54_800, 60_000, 66_000, 72_000, 84_000];
        let pays = PAY.map(|yuan| Amount::try_from(Fen(yuan * 100)).ok());
        let dice = &mut Dice(2017);
        let mut people = RosterBuf::default();
        for _ in 0..count {
            let months = dice.below(48);
            let hired = Month::new(2017 + (months / 12) as u16, (months % 12) as u8 + 1)?;
            let stay = months + dice.below(168 - months);
            let left = Month::new(2017 + (stay / 12) as u16, (stay % 12) as u8 + 1)?;
            let left = (dice.below(10) == 0).then_some(left);
            let mut person = Person {
                station: dice.below(stations) as u32,
                post: if dice.below(8) == 0 { Post::Administrative } else { Post::Service },
                hired,
                left,
                pay: pays[dice.below(8) as usize],
                pay_year: Some(hired.year()),
                appraisals: Vec::new(),
            };
            for year in 2017..=2020 {
                let year = Year::try_from(year)?;
                let served = hired.year() < year || (hired.year() == year && hired.of_year() <= 7);
                let stayed = left.is_none_or(|left| left >= *year.months().end());
                let grade = match dice.below(100) {
                    0..15 => Grade::Excellent,
                    15..96 => Grade::Pass,
                    96..99 => Grade::Basic,
                    _ => Grade::Fail,
                };
                if served && stayed {
                    person.appraisals.push((year, grade));
                }
            }
            people.extend([person]);
        }
        Ok(People(people))
    }

    /// So many people as the peers' task has them: 200 pays, hired in a January of ten years, a grade for each year
    /// from 2017 to 2034 of which nearly all pass.
    pub fn many_pays(count: usize, stations: u64) -> Result<People> {
        let dice = &mut Dice(2026);
        let mut pays = Vec::new();
        for _ in 0..200 {
            pays.push(Amount::try_from(Fen(3_600_000 + dice.below(4_800_000) as i64))?);
        }
        let years = (2017..=2034).map(Year::try_from).collect::<std::result::Result<Vec<_>, _>>()?;
        let mut people = RosterBuf::default();
        for _ in 0..count {
            let hired = Month::new(2017 + dice.below(10) as u16, 1)?;
            let grade = |dice: &mut Dice| if dice.below(20) > 0 { Grade::Pass } else { Grade::Fail };
            let asked = years.iter().filter(|year| **year >= hired.year());
            people.extend([Person {
                station: dice.below(stations) as u32,
                post: Post::Service,
                hired,
                left: None,
                pay: Some(pays[dice.below(200) as usize]),
                pay_year: None,
                appraisals: asked.map(|year| (*year, grade(dice))).collect(),
            }]);
        }
        Ok(People(people))
    }

    /// As columns.
    pub fn roster(&self) -> Roster<'_> {
        self.0.as_roster()
    }

    /// How many are on the payroll in December of a year, counted one by one.
    pub fn headcount(&self, year: u16) -> Result<u64> {
        let december = Month::new(year, 12)?;
        let there = |(hired, left): &(&Month, &Option<Month>)| {
            **hired <= december && left.is_none_or(|left| left >= december)
        };
        let roster = self.roster();
        Ok(roster.hired.iter().zip(roster.left).filter(there).count() as u64)
    }

    /// As the workers of a plan, in JSON.
    pub fn plan_json(&self, plan: &Plan) -> Result<String> {
        self.graded_json(plan, |_, _, grade| format!("\"{grade}\""))
    }

    /// The same, a third of the grades of 2020 known in each of March, May and June 2021.
    pub fn decided_late(&self, plan: &Plan) -> Result<String> {
        self.graded_json(plan, |row, year, grade| match (year.number(), ["03", "05", "06"][row % 3]) {
            (2020, month) => format!("{{\"grade\":\"{grade}\",\"decided\":\"2021-{month}\"}}"),
            _ => format!("\"{grade}\""),
        })
    }

    fn graded_json(&self, plan: &Plan, graded: impl Fn(usize, Year, Grade) -> String) -> Result<String> {
        let (roster, codes) = (self.roster(), plan.station_codes().collect::<Vec<Code>>());
        let mut json = plan.to_json();
        json.truncate(json.len() - 1);
        json.push_str(",\"workers\":[");
        for row in 0..roster.station.len() {
            let (station, post, hired) =
                (codes[roster.station[row] as usize], roster.post[row], roster.hired[row]);
            if row > 0 {
                json.push(',');
            }
            json += &format!(
                "{{\"id\":\"w{row}\",\"station\":\"{station}\",\"post\":\"{post}\",\"hired\":\"{hired}\""
            );
            if let Some(left) = roster.left[row] {
                json += &format!(",\"left\":\"{left}\"");
            }
            if let (Some(pay), Some(year)) = (roster.pay[row], roster.pay_year[row]) {
                json += &format!(",\"pay\":\"{pay}\",\"pay_year\":{year}");
            }
            let grades = roster.appraisals.iter().filter_map(|(year, grades)| {
                Some(format!("\"{year}\":{}", graded(row, *year, grades[row]?)))
            });
            json += &format!(",\"appraisals\":{{{}}}}}", grades.collect::<Vec<_>>().join(","));
        }
        json += "]}";
        Ok(json)
    }
}

/// A thousand reforms of standard, rate, split and basis.
pub fn reforms() -> Vec<String> {
    let bases = ["indexed", "standard", "pay"];
    (0..1000u32)
        .map(|at| {
            let (standard, rate, basis) = (45_000 + at * 10, 100 + at % 50 * 10, bases[at as usize % 3]);
            let parts = at % 9 + 1;
            format!(
                r#"{{"subsidy":[{{"from":2017,"standard":{standard},"basis":"{basis}"}}],"raise":[{{"from":2017,"rate":"0.0{rate:03}"}}],"sharing":[{{"from":2017,"parts":[{{"payer":"province","parts":{parts}}},{{"payer":"local","parts":{}}}]}}],"tiers":null}}"#,
                10 - parts
            )
        })
        .collect()
}

/// So many threads; at least one.
pub fn threads(count: usize) -> NonZeroUsize {
    NonZeroUsize::new(count).unwrap_or(NonZeroUsize::MIN)
}

/// What the thread has had of a processor, in nanoseconds.
pub fn used() -> Result<u64> {
    let times = fs::read_to_string("/proc/self/schedstat")?;
    Ok(times.split_whitespace().next().unwrap_or_default().parse()?)
}

/// A line of this process's status in KiB, such as `VmRSS`, its memory, or `VmHWM`, the most that it was.
pub fn memory(name: &str) -> Result<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    Ok(line.ok_or("memory is read where Linux has it")?.trim().trim_end_matches(" kB").parse()?)
}
