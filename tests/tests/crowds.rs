//! Many people at once: rows that fill blocks and begin others, no two alike, leaving in every month. Where every year is
//! sure a forecast adds people up state by state, and a ledger station by station, life by life: two ways to one figure.

use std::num::NonZeroUsize;

use serde_json::{Value, json};
use shuangbai::{
    Amount, Assumptions, By, Fen, Grade, MissingHistory, Model, Month, Person, Plan, Post, Programme, Rate,
    RosterBuf, Station, Year,
};
use shuangbai_tests::{Draw, told};

fn threads(number: usize) -> NonZeroUsize {
    NonZeroUsize::new(number).unwrap()
}

/// Programmes whose raises rest on other things: the pay before, the pay at the beginning, the month of hire, changing rates.
fn programmes() -> Vec<Value> {
    let raises = [
        json!([{"from": 2012, "rate": "0.05"}]),
        json!([{"from": 2012, "rate": "0.031", "mode": "simple", "effective": 7}]),
        json!([{"from": 2012, "rate": "0.05", "effective": "anniversary"}]),
        json!([{"from": 2012, "rate": "0.02"}, {"from": 2014, "rate": "0.05"}, {"from": 2015, "rate": "0.02"},
               {"from": 2016, "rate": "0"}, {"from": 2018, "rate": "0.01", "effective": 4},
               {"from": 2021, "rate": "0.03", "mode": "simple"}]),
        json!([{"from": 2012, "rate": "0.013"}, {"from": 2013, "rate": "0.012"}, {"from": 2014, "rate": "0.011"},
               {"from": 2015, "rate": "0.014"}, {"from": 2016, "rate": "0.015"}, {"from": 2017, "rate": "0.016"},
               {"from": 2018, "rate": "0.017", "effective": "anniversary"}]),
    ];
    let subsidies = [
        json!([{"from": 2012, "standard": "50000.00", "basis": "pay"}]),
        json!([{"from": 2012, "standard": "48000.00", "basis": "indexed"}]),
        json!([{"from": 2012, "standard": "50000.00", "basis": "standard"},
               {"from": "2019-07", "standard": "52000.00", "basis": "indexed", "top_up": "province"},
               {"from": "2022-03", "standard": "61000.01", "basis": "indexed"}]),
    ];
    let mut all = Vec::new();
    for (place, raise) in raises.iter().enumerate() {
        for subsidy in &subsidies {
            all.push(json!({
                "id": "many", "title": {"zh": "众", "en": "Many"},
                "subsidy": subsidy, "raise": raise,
                "sharing": [{"from": 2012, "parts": [{"payer": "province", "parts": 6}, {"payer": "local", "parts": 4}]},
                            {"from": "2020-05", "tier": "delta", "parts": [{"payer": "local", "parts": 1}]}],
                "tiers": {"4401": "delta"},
                "appraisal": [{"from": 2012, "pass": ["excellent", "pass"], "min_months": 1 + place * 2}],
                "contract": [{"from": 2012, "years": 3}],
                "norm": [{"from": 2012, "kind": "range", "min": 4, "max": 8}],
                "funds": [{"name": "补助", "payer": "province", "pays": "subsidy", "kind": "annual", "amount": "9000000.00",
                           "first": "2020-04", "last": "2022-09"}],
            }));
        }
    }
    all
}

const STATIONS: [&str; 5] = ["440103001", "440103002", "440203001", "440224001", "441802001"];

fn plan(programme: &Value, assumptions: Assumptions) -> Plan {
    let programme = Programme::from_json(&programme.to_string()).unwrap();
    let mut plan = Plan::builder(programme, 2018, 2024).by(By::City).assumptions(assumptions);
    for code in STATIONS {
        plan = plan.station(Station::new(code).unwrap().villages(3).unwrap());
    }
    plan.build().unwrap()
}

/// Somebody: hired in any month from 2012 on, leaving in any, at a pay that others have or nobody else.
fn somebody(draw: &mut Draw, distinct: bool) -> Person {
    let hired = draw.below(12 * 13);
    let month = |after: usize| Month::new(2012 + (after / 12) as u16, (after % 12) as u8 + 1).unwrap();
    let left = draw.once_in(3).then(|| month(hired + draw.below(12 * 14 - hired)));
    let hired = month(hired);
    let pay = if distinct {
        3_000_000 + draw.below(4_000_000) as i64
    } else {
        4_800_000 + 1_000 * draw.below(5) as i64
    };
    let pay = draw.below(8).gt(&0).then(|| Amount::try_from(Fen(pay)).unwrap());
    let there = left.is_none_or(|left| left.year().number() >= 2018) && hired.year().number() <= 2024;
    let latest = if there { hired.year().number().max(2018) } else { hired.year().number() };
    let pay_year = pay.filter(|_| draw.once_in(3)).map(|_| {
        let years = usize::from(latest - hired.year().number()) + 1;
        Year::try_from(hired.year().number() + draw.below(years) as u16).unwrap()
    });
    let first = hired.year().number();
    let last = left.map_or(2024, |left| left.year().number()).min(2024);
    let mut appraisals = Vec::new();
    for year in first..=last {
        let grade = [Grade::Excellent, Grade::Pass, Grade::Pass, Grade::Pass, Grade::Basic, Grade::Fail];
        if !draw.once_in(4) {
            appraisals.push((Year::try_from(year).unwrap(), grade[draw.below(6)]));
        }
    }
    Person {
        station: draw.below(5) as u32,
        post: if draw.once_in(4) { Post::Administrative } else { Post::Service },
        hired,
        left,
        pay,
        pay_year,
        appraisals,
    }
}

fn people(seed: u64, count: usize, distinct: bool) -> Vec<Person> {
    let draw = &mut Draw::new(seed);
    (0..count).map(|_| somebody(draw, distinct)).collect()
}

fn model(plan: &Plan, people: &[Person], on: usize) -> Model {
    let roster: RosterBuf = people.iter().cloned().collect();
    plan.check_on(&roster.as_roster(), threads(on)).unwrap_or_else(|errors| panic!("{}", told(&errors)))
}

fn sure(missing_history: MissingHistory, from: u16) -> Assumptions {
    Assumptions { missing_history, from: Some(Year::try_from(from).unwrap()), ..Assumptions::default() }
}

#[test]
fn people_by_state_and_people_by_life_come_to_the_same() {
    for (seed, programme) in (0..).zip(programmes()) {
        let history = [MissingHistory::Pass, MissingHistory::Fail][seed as usize % 2];
        for (from, pass_rate) in
            [(2018, Rate::ONE), (2021, Rate::ONE), (2024, Rate::ZERO), (2018, Rate::ZERO)]
        {
            let plan = plan(&programme, Assumptions { pass_rate, ..sure(history, from) });
            let people = people(seed, 1_300, seed % 3 == 0);
            let one = model(&plan, &people, 1);
            let forecast = one.forecast().unwrap();
            assert!(forecast.totals.iter().all(|total| total.pay > Fen::ZERO));
            let by_life = one.ledger().unwrap().forecast().unwrap();
            assert_eq!(forecast.clone().without_hints(), by_life, "{programme} from {from}");
            for on in [2, 3] {
                assert_eq!(forecast, model(&plan, &people, on).forecast().unwrap());
            }
        }
    }
}

#[test]
fn people_in_any_order_and_in_parts_come_to_the_same() {
    for (seed, programme) in (100..).zip(programmes()) {
        let chances = Assumptions {
            pass_rate: "0.9".parse().unwrap(),
            leave_rate: "0.05".parse().unwrap(),
            ..sure(MissingHistory::Pass, 2020)
        };
        for assumptions in [sure(MissingHistory::Pass, 2020), chances] {
            let plan = plan(&programme, assumptions);
            let mut people = people(seed, 1_100, seed % 2 == 0);
            let whole = model(&plan, &people, 1).ledger().unwrap();
            people.reverse();
            assert_eq!(whole, model(&plan, &people, 2).ledger().unwrap());
            // Parts by station: a leaf is rounded as a whole.
            let (some, others): (Vec<_>, Vec<_>) = people.into_iter().partition(|person| person.station < 2);
            let parts = [some, others].map(|part| model(&plan, &part, 1).ledger().unwrap());
            let [some, others] = parts.map(|ledger| ledger.forecast().unwrap());
            let forecast = whole.forecast().unwrap();
            for ((row, some), others) in forecast.totals.iter().zip(&some.totals).zip(&others.totals) {
                assert_eq!(row.pay, Fen(some.pay.0 + others.pay.0));
                assert_eq!(row.subsidy, Fen(some.subsidy.0 + others.subsidy.0));
                assert_eq!(row.raise_cost, Fen(some.raise_cost.0 + others.raise_cost.0));
            }
        }
    }
}

#[test]
fn so_many_that_threads_share_them_come_to_the_same() {
    let programme = &programmes()[5];
    let few = people(23, 900, true);
    let many: Vec<Person> = few.iter().cycle().take(900 * 160).cloned().collect();
    for pass_rate in [Rate::ONE, "0.95".parse().unwrap()] {
        let plan = plan(programme, Assumptions { pass_rate, ..sure(MissingHistory::Pass, 2022) });
        let one = model(&plan, &many, 1).forecast().unwrap();
        assert_eq!(one, model(&plan, &many, 3).forecast().unwrap());
        let each = model(&plan, &few, 1).forecast().unwrap();
        for (all, each) in one.totals.iter().zip(&each.totals).filter(|_| pass_rate == Rate::ONE) {
            assert_eq!(all.pay, Fen(each.pay.0 * 160));
            assert_eq!(all.raise_cost, Fen(each.raise_cost.0 * 160));
        }
    }
}

#[test]
fn everybody_at_a_pay_of_their_own_adds_up_one_by_one() {
    let programme = &programmes()[0];
    let plan = plan(programme, sure(MissingHistory::Pass, 2019));
    let people: Vec<Person> = people(7, 600, true);
    let whole = model(&plan, &people, 2).forecast().unwrap();
    let alone: Vec<_> = people
        .iter()
        .map(|person| model(&plan, std::slice::from_ref(person), 1).forecast().unwrap())
        .collect();
    for (place, total) in whole.totals.iter().enumerate() {
        let sum = |amount: fn(&shuangbai::Row) -> Fen| {
            Fen(alone.iter().map(|forecast| amount(&forecast.totals[place]).0).sum())
        };
        assert_eq!(total.pay, sum(|row| row.pay));
        assert_eq!(total.subsidy, sum(|row| row.subsidy));
        assert_eq!(total.top_up, sum(|row| row.top_up));
        assert_eq!(total.raise_cost, sum(|row| row.raise_cost));
        for (payer, share) in &total.shares {
            let shares = alone.iter().map(|forecast| forecast.totals[place].shares[payer].0);
            assert_eq!(share.0, shares.sum::<i64>());
        }
    }
}

#[test]
fn one_who_is_wrong_is_found_among_all() {
    let programme = &programmes()[0];
    let right = people(11, 1_500, false);
    let plan = |history| plan(programme, sure(history, 2021));
    let errors = |plan: &Plan, people: &[Person]| -> Vec<String> {
        let roster: RosterBuf = people.iter().cloned().collect();
        let answer = plan.check_with(&roster.as_roster()).map_err(shuangbai::Unanswered::from);
        let Err(why) = answer.and_then(|model| model.forecast()) else { return Vec::new() };
        why.errors().expect("nobody stopped it").iter().map(|error| error.at.clone()).collect()
    };
    let lenient = plan(MissingHistory::Pass);
    assert!(errors(&lenient, &right).is_empty());
    let strict = plan(MissingHistory::Error);
    for row in [0, 511, 512, 1_023, 1_499] {
        // Somebody without the grade of 2018, among people who need none.
        let mut people: Vec<Person> = right
            .iter()
            .filter(|person| person.left.is_some_and(|left| left.year().number() < 2018))
            .cycle()
            .take(1_500)
            .cloned()
            .collect();
        people[row] = Person {
            hired: "2017-01".parse().unwrap(),
            left: None,
            pay: Some(Amount::try_from(Fen(5_000_000)).unwrap()),
            pay_year: None,
            appraisals: vec![(Year::try_from(2017).unwrap(), Grade::Pass)],
            ..people[row].clone()
        };
        let at = |year: u16| format!("/workers/{row}/appraisals/{year}");
        assert_eq!(errors(&strict, &people), [at(2018), at(2019), at(2020)]);
    }
}
