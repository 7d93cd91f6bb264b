//! Rule 9: what is expected, against the certain forecasts that it is the mean of.

mod exact;
mod plans;

use std::collections::BTreeMap;

use dashu_int::IBig;
use dashu_ratio::RBig;
use exact::{largest_fractions, ratio, round};
use plans::{Draw, cases, draws, number, plans, staying};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use shuangbai::{Fen, Forecast, Payer, Quantity, Row};
use shuangbai_tests::{columns, counts, list, read, with, without};

fn forecast(plan: &Value) -> Forecast {
    read(plan).forecast().unwrap_or_else(|errors| panic!("{errors}\nfor {plan}"))
}

fn millionths(rate: u32) -> Value {
    json!(format!("{}.{:06}", rate / 1_000_000, rate % 1_000_000))
}

/// A certain forecast as an expected one prints it.
fn as_expected(forecast: &Forecast) -> Value {
    let mut printed = json!(forecast);
    for (list, table) in [("rows", "rows"), ("totals", "rows"), ("norm", "norm")] {
        for row in printed[list].as_array_mut().expect("a list") {
            for count in columns(table, "count") {
                let whole = row[count].as_u64().expect("a certain count");
                row[count] = json!(format!("{whole}.0000"));
            }
        }
    }
    printed
}

/// A plan in which nothing is left to chance.
fn certain(plan: Value) -> Value {
    let plan = with(plan, "/assumptions/pass_rate", json!(1));
    let plan = with(plan, "/assumptions/leave_rate", json!(0));
    with(plan, "/assumptions/vacancy_rate", json!(0))
}

/// Grades for every year up to the end of the horizon.
fn graded(mut plan: Value, draw: &mut Draw) -> Value {
    let end = plan["horizon"]["last"].as_u64().unwrap() as usize;
    for worker in plan["workers"].as_array_mut().unwrap() {
        let last = worker.get("left").map_or(end, |left| number(left) / 12);
        let mut grades = Map::new();
        for year in number(&worker["hired"]) / 12..=last {
            grades.insert(year.to_string(), json!(draw.one_of(&["pass", "fail", "excellent"])));
        }
        worker["appraisals"] = grades.into();
    }
    plan
}

proptest! {
    #![proptest_config(cases(192))]

    #[test]
    fn a_chance_that_meets_nobody_changes_no_figure(plan in plans(), mut draw in draws(60), chance in 1..1_000_000u32) {
        let plan = certain(without(staying(plan), "/hires"));
        let chance = millionths(chance);

        // Vacancies of posts that nobody fills.
        let unfilled = with(plan.clone(), "/assumptions/fill", json!("none"));
        let vacant = with(unfilled.clone(), "/assumptions/vacancy_rate", chance.clone());
        prop_assert_eq!(as_expected(&forecast(&unfilled)), json!(forecast(&vacant)), "vacancies");

        // The pass rate, where every grade is given.
        let graded = graded(unfilled.clone(), &mut draw);
        let passing = with(graded.clone(), "/assumptions/pass_rate", chance.clone());
        prop_assert_eq!(as_expected(&forecast(&graded)), json!(forecast(&passing)), "grades");

        // The leave rate, where everybody has a month of leaving, in the horizon or after it.
        let mut bound = unfilled;
        for worker in bound["workers"].as_array_mut().unwrap() {
            let last = number(&worker["hired"]) + draw.below(60);
            worker.as_object_mut().unwrap().shift_remove("appraisals");
            worker["left"] = json!(plans::month(last));
            if worker.get("pay_year").is_some() {
                worker["pay_year"] = json!(number(&worker["hired"]) / 12);
            }
        }
        let leaving = with(bound.clone(), "/assumptions/leave_rate", chance.clone());
        prop_assert_eq!(as_expected(&forecast(&bound)), json!(forecast(&leaving)), "leavers");
    }

    #[test]
    fn expected_pay_rises_with_the_pass_rate(plan in plans(), low in 0..=1_000_000u32, high in 0..=1_000_000u32) {
        // A raise from January on, and no fund: a year is one part and a step takes nothing from it.
        let mut plan = plan;
        plan["programme"].as_object_mut().unwrap().shift_remove("funds");
        for entry in plan["programme"]["raise"].as_array_mut().unwrap() {
            entry["effective"] = json!(1);
        }
        // The subsidy follows the pay, so that the leaf's whole is the pay.
        for entry in plan["programme"]["subsidy"].as_array_mut().unwrap() {
            entry["basis"] = json!("pay");
        }
        let of = |rate: u32| forecast(&with(plan.clone(), "/assumptions/pass_rate", millionths(rate)));
        let (low, high) = (of(low.min(high)), of(low.max(high)));
        for (low, high) in low.totals.iter().zip(&high.totals) {
            prop_assert!(low.pay <= high.pay, "{}: {} and {}", low.year, low.pay, high.pay);
        }
    }

    #[test]
    fn expected_headcount_falls_with_the_leave_rate_when_nobody_is_replaced(
        plan in plans(),
        low in 1..1_000_000u32,
        high in 1..1_000_000u32,
    ) {
        let plan = with(plan, "/assumptions/refill", json!("none"));
        let of = |rate: u32| forecast(&with(plan.clone(), "/assumptions/leave_rate", millionths(rate)));
        let (low, high) = (of(low.min(high)), of(low.max(high)));
        for (low, high) in low.totals.iter().zip(&high.totals) {
            prop_assert!(low.headcount >= high.headcount && low.worker_months >= high.worker_months);
        }
    }

    #[test]
    fn replaced_leavers_keep_the_headcount_of_every_january(plan in plans(), leave in 1..1_000_000u32) {
        // Without months of leaving and fills, everybody who goes in December is back in January.
        let mut plan = with(staying(plan), "/assumptions/fill", json!("none"));
        for worker in plan["workers"].as_array_mut().unwrap() {
            worker.as_object_mut().unwrap().shift_remove("left");
        }
        let plan = with(plan, "/assumptions/refill", json!("january"));
        let stays = forecast(&with(plan.clone(), "/assumptions/leave_rate", json!("0.000000")));
        let leaves = forecast(&with(plan, "/assumptions/leave_rate", millionths(leave)));
        let scale = |count: Quantity| match count {
            Quantity::Whole(count) => u128::from(count) * 10_000,
            Quantity::Expected(count) => count,
        };
        for (stays, leaves) in stays.totals.iter().zip(&leaves.totals) {
            prop_assert_eq!(scale(stays.headcount), scale(leaves.headcount));
            prop_assert_eq!(scale(stays.worker_months), scale(leaves.worker_months));
        }
    }
}

/// A plan with one worker, and its figures' exact means over all outcomes.
struct Outcomes {
    plan: Value,
    pass: RBig,
    leave: RBig,
    from: usize,
    last: usize,
}

impl Outcomes {
    /// Every certain plan that can come about, with its chance.
    fn all(&self) -> Vec<(RBig, Value)> {
        let mut plan = certain(self.plan.clone());
        plan["assumptions"].as_object_mut().unwrap().shift_remove("refill");
        let worker = &plan["workers"][0];
        let hired = number(&worker["hired"]) / 12;
        let mut ends = Vec::new();
        let mut stays = RBig::ONE;
        if worker.get("left").is_none() {
            for year in self.from.max(hired)..=self.last {
                ends.push((&stays * &self.leave, Some(year)));
                stays *= RBig::ONE - &self.leave;
            }
        }
        ends.push((stays, None));
        let mut found = Vec::new();
        for (chance, end) in ends {
            let mut plan = plan.clone();
            let worker = &mut plan["workers"][0];
            if let Some(end) = end {
                worker["left"] = json!(format!("{end}-12"));
            }
            let last = worker.get("left").map_or(self.last, |left| number(left) / 12);
            if let Some(grades) = worker.get_mut("appraisals") {
                grades.as_object_mut().unwrap().retain(|year, _| year.parse::<usize>().unwrap() <= last);
            }
            let given =
                |year: &usize| worker.get("appraisals").is_some_and(|it| it.get(year.to_string()).is_some());
            let open: Vec<usize> =
                (self.from.max(hired)..=last.min(self.last)).filter(|year| !given(year)).collect();
            for passed in 0..1u32 << open.len() {
                let mut chance = chance.clone();
                let mut plan = plan.clone();
                let worker = plan["workers"][0].as_object_mut().unwrap();
                let grades = worker.entry("appraisals").or_insert_with(|| json!({}));
                for (place, year) in open.iter().enumerate() {
                    let passes = passed >> place & 1 == 1;
                    chance *= if passes { self.pass.clone() } else { RBig::ONE - &self.pass };
                    grades[year.to_string()] = json!(if passes { "pass" } else { "fail" });
                }
                found.push((chance, plan));
            }
        }
        found
    }
}

/// The figures of a total that chance touches: amounts, shares, top-ups by payer, counts.
fn figures(row: &Row) -> BTreeMap<(&'static str, Option<Payer>), i128> {
    let mut found = BTreeMap::new();
    for (name, amount) in [
        ("pay", row.pay),
        ("subsidy", row.subsidy),
        ("top_up", row.top_up),
        ("surplus", row.surplus),
        ("raise_cost", row.raise_cost),
    ] {
        found.insert((name, None), i128::from(amount.0));
    }
    for (payer, share) in &row.shares {
        let costs: i64 = row.costs.values().map(|cost| cost.shares[payer].0).sum();
        found.insert(("share", Some(*payer)), i128::from(share.0));
        found.insert(("borne", Some(*payer)), i128::from(row.due[payer].0 - share.0 - costs));
    }
    found.extend(counts(row).into_iter().map(|(name, count)| ((name, None), count)));
    found
}

/// Rule 9 at the leaf, read literally.
fn at_leaf(
    means: &BTreeMap<(&'static str, Option<Payer>), RBig>,
    payers: &[Payer],
) -> BTreeMap<(&'static str, Option<Payer>), IBig> {
    let mean = |name: &'static str| means[&(name, None)].clone();
    let mut found: BTreeMap<_, _> = means.iter().map(|(name, mean)| (*name, round(mean))).collect();
    let whole = round(&(mean("subsidy") + mean("top_up")));
    let [subsidy, top_up] = &largest_fractions(&whole, &[mean("subsidy"), mean("top_up")])[..] else {
        panic!()
    };
    let [pay, surplus] = &largest_fractions(&whole, &[mean("pay"), mean("surplus")])[..] else { panic!() };
    for (name, all) in [("share", subsidy), ("borne", top_up)] {
        let parts: Vec<RBig> = payers.iter().map(|payer| means[&(name, Some(*payer))].clone()).collect();
        for (payer, part) in payers.iter().zip(largest_fractions(all, &parts)) {
            found.insert((name, Some(*payer)), part);
        }
    }
    for (name, amount) in [("subsidy", subsidy), ("top_up", top_up), ("pay", pay), ("surplus", surplus)] {
        found.insert((name, None), amount.clone());
    }
    found
}

proptest! {
    #![proptest_config(cases(192))]

    #[test]
    fn an_expected_figure_is_the_mean_over_all_outcomes_rounded_at_the_leaf(
        plan in plans(),
        pass in 1..1_000_000u32,
        leave in prop_oneof![Just(0), Just(80_000), 0..=1_000_000u32],
    ) {
        let mut plan = staying(plan);
        let years = (plan["horizon"]["first"].as_u64().unwrap() as usize, plan["horizon"]["last"].as_u64().unwrap() as usize);
        plan["programme"].as_object_mut().unwrap().shift_remove("funds");
        plan["programme"]["appraisal"] = json!([{"from": 2014, "pass": ["pass"], "min_months": 7}]);
        let code = plan["stations"][0]["code"].clone();
        let own = json!({"id": "w", "station": code, "post": "service", "hired": "2016-08"});
        let worker = list(&plan, "workers").first().cloned().unwrap_or(own);
        plan["workers"] = json!([worker]);
        plan["hires"] = json!([]);
        let plan = with(plan, "/assumptions/fill", json!("none"));
        let plan = with(plan, "/assumptions/refill", json!("none"));
        let plan = with(plan, "/assumptions/vacancy_rate", json!(0));
        let plan = with(plan, "/assumptions/pass_rate", millionths(pass));
        let plan = with(plan, "/assumptions/leave_rate", millionths(leave));
        let from = plan["assumptions"].get("from").map_or(years.0, |from| from.as_u64().unwrap() as usize);

        let expected = forecast(&plan);
        let payers = read(&plan).programme().payers();
        let outcomes = Outcomes {
            plan, pass: ratio(pass, 1_000_000), leave: ratio(leave, 1_000_000), from, last: years.1,
        };
        let mut means: Vec<BTreeMap<_, RBig>> = vec![BTreeMap::new(); expected.totals.len()];
        for (chance, plan) in outcomes.all() {
            for (means, row) in means.iter_mut().zip(&forecast(&plan).totals) {
                for (name, figure) in figures(row) {
                    let mean = means.remove(&name).unwrap_or(RBig::ZERO);
                    means.insert(name, mean + &chance * RBig::from(figure));
                }
            }
        }
        for (means, row) in means.iter().zip(&expected.totals) {
            let found: BTreeMap<_, _> = figures(row).into_iter().map(|(name, figure)| (name, IBig::from(figure))).collect();
            prop_assert_eq!(at_leaf(means, &payers), found, "{} of {}", row.year, outcomes.plan);
        }
    }
}

#[test]
fn one_chance_for_each_worker_is_not_one_chance_for_all() {
    // Ten workers of the same kind are ten times one, to the fen only where the mean is whole.
    let plan = |count: u32| {
        let mut plan = shuangbai_tests::plan();
        plan["workers"] = json!([]);
        plan["hires"] =
            json!([{"station": "440203001", "post": "service", "count": count, "month": "2017-01"}]);
        plan["assumptions"] = json!({"pass_rate": "0.333333"});
        forecast(&plan)
    };
    let [one, ten] = [plan(1), plan(10)];
    assert_eq!((one.totals[1].pay, ten.totals[1].pay), (Fen(5_083_333), Fen(50_833_333)), "50,833.3325 each");
    assert_eq!(
        (one.totals[1].raised, ten.totals[1].raised),
        (Quantity::Expected(3_333), Quantity::Expected(33_333))
    );
}
