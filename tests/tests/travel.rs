//! What is written with serde is read again as it was, and nothing else is taken for it.

use serde_json::{Value, json};
use shuangbai::{Assumptions, Hire, Ledger, Plan, Station, Worker};
use shuangbai_tests::{snapshot, value, vectors};

/// The worked plans, and the ledger of each.
fn ledgers() -> impl Iterator<Item = (String, Plan, Ledger)> {
    vectors("good").into_iter().map(|vector| {
        let name = vector.name;
        let plan = Plan::from_json(&vector.plan).expect("a worked plan");
        let ledger = plan.check().expect("a model").ledger().expect("its ledger");
        (name, plan, ledger)
    })
}

#[test]
fn a_ledger_travels_without_losing_anything() {
    let mut seen = 0;
    for (name, plan, ledger) in ledgers() {
        let text = serde_json::to_string(&ledger).expect("a ledger is written");
        let read: Ledger = serde_json::from_str(&text).expect("a ledger is read");
        assert_eq!(read, ledger, "{name}");
        let forecast = plan.forecast().expect("a forecast").without_hints();
        assert_eq!(read.forecast().expect("a forecast"), forecast, "{name}");
        seen += 1;
    }
    assert!(seen > 60, "{seen} worked plans");
}

#[test]
fn what_is_no_ledger_is_refused_with_the_texts_that_are_those_of_the_snapshot() {
    let (_, _, ledger) = ledgers().find(|(name, ..)| name.contains("66-everything")).expect("the mixture");
    let whole = serde_json::to_value(&ledger).expect("a ledger is written");
    let mut page = Vec::new();
    for (pointer, wrong, why) in [
        ("/accounts/0/money", json!([]), "no money"),
        ("/accounts/0/counts", json!(["1"]), "one count"),
        ("/accounts/0/counts/0", json!("x"), "a count that is no number"),
        ("/accounts/0/station", json!("990000001"), "a station without a site"),
        ("/sites/0/norm", json!([null]), "one norm"),
        ("/sites/0/hours/0", json!(-1), "hours below none"),
        ("/horizon/last", json!(2017), "a horizon that ends before it begins"),
        ("/horizon/last", json!(2200), "another horizon"),
        ("/programme/raise", json!([]), "a programme without a raise"),
        ("/assumptions/pass_rate", json!("2"), "a chance above one"),
    ] {
        let mut changed = whole.clone();
        *changed.pointer_mut(pointer).expect("the place") = wrong;
        let Err(error) = serde_json::from_value::<Ledger>(changed) else { panic!("{pointer}: {why}") };
        page.push(format!("# {why}\n{error}\n"));
    }
    snapshot("ledgers.txt", &page.join("\n"));
}

#[test]
fn the_parts_of_a_plan_are_read_as_they_are_written() {
    fn same<T: serde::Serialize + serde::de::DeserializeOwned>(part: &Value) {
        let read: T = serde_json::from_value(part.clone()).expect("a part of a plan");
        let written = serde_json::to_value(&read).expect("it is written");
        let again: T = serde_json::from_value(written.clone()).expect("and read again");
        assert_eq!(serde_json::to_value(&again).expect("written again"), written);
    }
    for vector in vectors("good") {
        let plan = &value(&vector.plan);
        let list = |name: &str| plan[name].as_array().cloned().unwrap_or_default();
        list("stations").iter().for_each(same::<Station>);
        list("workers").iter().for_each(same::<Worker>);
        list("hires").iter().for_each(same::<Hire>);
        plan.get("assumptions").into_iter().for_each(same::<Assumptions>);
    }
    assert!(serde_json::from_value::<Station>(json!({"code": "44"})).is_err());
    assert!(serde_json::from_value::<Hire>(json!({"station": "440203001"})).is_err());
}

#[test]
fn what_a_service_keeps_can_be_shared_between_threads() {
    fn shared<T: Send + Sync + 'static>() {}
    shared::<Plan>();
    shared::<shuangbai::Model>();
    shared::<Ledger>();
    shared::<shuangbai::Forecast>();
    shared::<shuangbai::Errors>();
}
