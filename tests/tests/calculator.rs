//! A kept plan: every change has the answer of the plan changed by hand, forecast or errors.

use serde_json::{Value, json};
use shuangbai::{Calculator, Errors, Forecast, HintCode, Month, Plan, Programme, Sheet};
use shuangbai_tests::{answer_text, errors, plan, value, vectors, with};

/// The plan of a change: the programme merged and written out, assumptions merged, the rest replaced.
fn changed_by_hand(plan: &Value, change: &Value) -> Value {
    let mut changed = plan.clone();
    for (field, new) in change.as_object().expect("a change") {
        changed = match &field[..] {
            "reform" => {
                let base = Plan::from_json(&plan.to_string()).expect("a plan").programme().to_json();
                let programme = Programme::from_json(&base).expect("a programme").reformed(&new.to_string());
                let programme = value(&programme.expect("a programme").to_json());
                changed.as_object_mut().expect("a plan").shift_remove("reform");
                with(changed, "/programme", programme)
            }
            "assumptions" => {
                let mut merged = plan.get("assumptions").cloned().unwrap_or_else(|| json!({}));
                for (field, value) in new.as_object().expect("assumptions") {
                    let merged = merged.as_object_mut().expect("assumptions");
                    match value {
                        Value::Null => drop(merged.shift_remove(field)),
                        _ => drop(merged.insert(field.clone(), value.clone())),
                    }
                }
                with(changed, "/assumptions", merged)
            }
            _ => with(changed, &format!("/{field}"), new.clone()),
        };
    }
    changed
}

fn calculator(plan: &Value) -> Calculator {
    let plan = Plan::from_json(&plan.to_string()).expect("a plan");
    Calculator::new(plan).expect("a plan with a meaning")
}

fn answer(calculator: &Calculator, change: &Value) -> String {
    figures(calculator.change(&change.to_string()))
}

/// A forecast, but for the hint of how a reform is written; or errors.
fn figures(answer: Result<Forecast, Errors>) -> String {
    let alike = |mut forecast: Forecast| {
        // What a reform resets, only a plan with that reform tells.
        forecast.unlikely.retain(|hint| hint.code != HintCode::Reset);
        forecast.to_json()
    };
    answer.map_or_else(|errors| errors.to_json(), alike)
}

#[test]
fn changes_of_every_good_vector_are_the_changed_plans() {
    for vector in vectors("good") {
        let plan = value(&vector.plan);
        let calculator = calculator(&plan);
        assert_eq!(calculator.forecast().expect("a forecast").to_json(), answer_text(&vector.plan));
        let (first, last) = (&plan["horizon"]["first"], &plan["horizon"]["last"]);
        let earlier = json!({"first": first.as_u64().expect("a year") - 1, "last": last});
        let longer = json!({"first": first, "last": last.as_u64().expect("a year") + 2});
        for change in [
            json!({}),
            json!({"by": "station"}),
            json!({"reform": {"raise": [{"from": "2017-01", "rate": "0.031"}]}}),
            json!({"assumptions": {"pass_rate": "0.9", "refill": "january"}}),
            json!({"assumptions": {"fill": null, "pass_rate": null, "leave_rate": "0.1"}, "by": "county"}),
            json!({"horizon": longer, "assumptions": {"missing_history": "pass"}}),
            json!({"horizon": earlier}),
            json!({"hires": []}),
        ] {
            let by_hand = Plan::from_json(&changed_by_hand(&plan, &change).to_string());
            let wanted = figures(by_hand.and_then(|plan| plan.forecast()));
            assert_eq!(answer(&calculator, &change), wanted, "{}: {change}", vector.name);
        }
    }
}

#[test]
fn changes_start_from_the_plan_and_not_from_each_other() {
    let calculator = calculator(&plan());
    let before = answer(&calculator, &json!({}));
    let changed = answer(&calculator, &json!({"reform": {"subsidy": [{"from": 2017, "standard": 1}]}}));
    assert_ne!(before, changed);
    assert_eq!(answer(&calculator, &json!({})), before);
    assert_eq!(figures(calculator.reform(r#"{"subsidy":[{"from":2017,"standard":1}]}"#)), changed);
}

#[test]
fn a_change_reports_all_that_reading_finds() {
    let calculator = calculator(&plan());
    let places = |change: &str| {
        let errors = calculator.change(change).expect_err("errors");
        errors.iter().map(|error| format!("{} {}", error.code.code(), error.at)).collect::<Vec<_>>()
    };
    let change = r#"{"reform": {"subsidy": [], "x": 1}, "horizon": {"first": 1}, "by": "x", "hires": [0],
        "assumptions": {"pass_rate": 2, "y": 0}, "stations": []}"#;
    #[rustfmt::skip]
    assert_eq!(places(change), [
        "range /assumptions/pass_rate", "unknown_field /assumptions/y", "choice /by", "type /hires/0",
        "range /horizon/first", "missing /horizon/last", "range /programme/subsidy", "unknown_field /programme/x",
        "unknown_field /stations",
    ]);
    assert_eq!(places("[]"), ["type "]);
    assert_eq!(places("{"), ["json "]);
    assert_eq!(places(r#"{"by": "city", "by": "city"}"#), ["json /by"]);
    assert_eq!(places(r#"{"reform": null, "assumptions": 1}"#), ["type /assumptions", "type /reform"]);
    assert_eq!(places(r#"{"horizon": {"first": 2017, "last": 2016}}"#), ["order /horizon/last"]);
    assert_eq!(places(r#"{"assumptions": {"from": 2030}}"#), ["order /assumptions/from"]);
    assert_eq!(places(r#"{"reform": {"raise": [{"from": 2020, "rate": 0}]}}"#), ["no_rule /programme/raise"]);
}

#[test]
fn a_plan_without_meaning_is_not_kept() {
    let plan = with(plan(), "/workers/0/station", json!("440203002"));
    let kept = Calculator::new(Plan::from_json(&plan.to_string()).expect("a plan"));
    let found = kept.expect_err("errors").to_json();
    assert_eq!(found, answer_text(&plan.to_string()));
    assert_eq!(errors(&plan.to_string()), ["unknown_station /workers/0/station"]);
}

/// A sheet, or what is wrong.
fn told(answer: Result<Sheet, Errors>) -> String {
    answer.map_or_else(|errors| errors.to_json(), |sheet| serde_json::to_string(&sheet).expect("a text"))
}

#[test]
fn sheets_of_changes_are_those_of_the_changed_plans() {
    let (mut sheets, mut refused) = (0, 0);
    for vector in vectors("good") {
        let plan = value(&vector.plan);
        let calculator = calculator(&plan);
        let year = |end: &str| plan["horizon"][end].as_u64().expect("a year");
        let (first, last) = (year("first"), year("last"));
        let certain = json!({"pass_rate": null, "leave_rate": null, "vacancy_rate": null});
        for change in [
            json!({"assumptions": certain}),
            json!({"assumptions": certain, "reform": {"raise": [{"from": "2017-01", "rate": "0.031"}]}, "by": "station"}),
            json!({"assumptions": certain, "horizon": {"first": first, "last": last + 1}}),
            json!({}),
        ] {
            let month = |year: u64, of_year| Month::new(year as u16, of_year).expect("a month");
            let (first, last) = (month(first, 11), month(last.min(first + 1), 2));
            let found = told(calculator.sheet(&change.to_string(), first, last, &[]));
            let by_hand = Plan::from_json(&changed_by_hand(&plan, &change).to_string());
            assert_eq!(
                found,
                told(by_hand.and_then(|plan| plan.sheet(first, last, &[]))),
                "{}: {change}",
                vector.name
            );
            let counted = if found.starts_with("{\"rows\"") { &mut sheets } else { &mut refused };
            *counted += 1;
        }
    }
    assert!(sheets > 100 && refused > 10, "{sheets} sheets, {refused} refused");
}
