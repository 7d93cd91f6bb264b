//! Every vector, worked out apart from the engine, by every door that the library has.

use std::num::NonZeroUsize;

use serde_json::{Value, json};
use shuangbai::{Forecast, Plan, Roster, Unanswered};
use shuangbai_tests::{Columns, Vector, answer, answer_text, value, vectors, without_texts, without_workers};

/// Compares as text, so that the order of keys counts: rule 14 gives one for payers and costs.
fn assert_same(vector: &Vector, found: &Value) {
    for part in ["programme", "notices", "rows", "totals", "norm", "funds"] {
        let (wanted, found) = (vector.wanted[part].to_string(), found[part].to_string());
        if wanted != found {
            let common = wanted.bytes().zip(found.bytes()).take_while(|(a, b)| a == b).count();
            let near =
                |text: &str| text.chars().skip(common.saturating_sub(80)).take(160).collect::<String>();
            panic!("{}: {part}\nwanted …{}…\nfound  …{}…", vector.name, near(&wanted), near(&found));
        }
    }
    assert_eq!(vector.wanted.to_string(), found.to_string(), "{}", vector.name);
}

#[test]
fn every_good_vector_has_its_forecast_value_by_value_and_key_by_key() {
    for mut vector in vectors("good") {
        vector.wanted = without_texts(vector.wanted);
        assert_same(&vector, &without_texts(answer(&vector.plan)));
    }
}

#[test]
fn every_bad_vector_has_its_errors_in_their_order() {
    for vector in vectors("bad") {
        let answer = without_texts(answer(&vector.plan));
        assert_eq!(answer, json!({ "errors": vector.wanted }), "{}", vector.name);
    }
}

#[test]
fn both_presets_have_vectors() {
    let text: String = vectors("good").into_iter().map(|vector| vector.plan).collect();
    for id in shuangbai::Programme::presets() {
        assert!(text.contains(id), "no good vector takes {id}");
    }
}

#[test]
fn workers_as_columns_give_the_same_text() {
    for vector in vectors("good") {
        let tree = value(&vector.plan);
        let columns = Columns::of(&tree);
        let ids = columns.ids();
        let plan = Plan::from_json(&without_workers(&tree)).expect("a plan");
        for roster in [columns.roster(&ids), Roster { id: &[], ..columns.roster(&ids) }] {
            let forecast = plan
                .check_with(&roster)
                .map_err(Unanswered::from)
                .and_then(|model| model.forecast())
                .expect("a forecast");
            assert_eq!(forecast.to_json(), answer_text(&vector.plan), "{}", vector.name);
        }
    }
}

#[test]
fn workers_half_in_json_and_half_in_columns_give_the_same_text() {
    for vector in vectors("good") {
        let mut tree = value(&vector.plan);
        let Some(workers) = tree.get_mut("workers").and_then(Value::as_array_mut) else { continue };
        let rest = workers.split_off(workers.len() / 2);
        let plan = Plan::from_json(&tree.to_string()).expect("a plan");
        tree["workers"] = rest.into();
        let columns = Columns::of(&tree);
        let ids = columns.ids();
        let model = plan.check_with(&columns.roster(&ids)).expect("a model");
        assert_eq!(
            model.forecast().expect("a forecast").to_json(),
            answer_text(&vector.plan),
            "{}",
            vector.name
        );
    }
}

#[test]
fn the_ledger_gives_the_same_text() {
    for vector in vectors("good") {
        let model = Plan::from_json(&vector.plan).and_then(|plan| plan.check()).expect("a model");
        let forecast = model.ledger().and_then(|ledger| Ok(ledger.forecast()?)).expect("a forecast");
        let without = without_texts(answer(&vector.plan));
        assert_eq!(without_texts(value(&forecast.to_json())), without, "{}", vector.name);
    }
}

#[test]
fn any_number_of_threads_gives_the_same_text() {
    for vector in vectors("good") {
        let plan = Plan::from_json(&vector.plan).expect("a plan");
        for threads in [1, 2, 3].map(|threads| NonZeroUsize::new(threads).expect("not zero")) {
            let model = plan.check_on(&Roster::default(), threads).expect("a model");
            let text = model.forecast().expect("a forecast").to_json();
            assert_eq!(text, answer_text(&vector.plan), "{} on {threads} threads", vector.name);
            let ledger = model.ledger().and_then(|ledger| Ok(ledger.forecast()?)).expect("a forecast");
            let without = |text: &str| without_texts(value(text));
            assert_eq!(
                without(&ledger.to_json()),
                without(&text),
                "{}: ledger on {threads} threads",
                vector.name
            );
        }
    }
}

#[test]
fn a_plan_written_out_and_a_forecast_read_back_give_the_same_text() {
    for vector in vectors("good") {
        let text = answer_text(&vector.plan);
        let plan = Plan::from_json(&vector.plan).expect("a plan");
        assert_eq!(Plan::from_json(&plan.to_json()).as_ref(), Ok(&plan), "{}", vector.name);
        assert_eq!(answer_text(&plan.to_json()), text, "{}", vector.name);
        let plan: Plan = serde_json::from_str(&vector.plan).expect("a plan by serde");
        assert_eq!(plan.forecast().expect("a forecast").to_json(), text, "{}", vector.name);
        let forecast: Forecast = serde_json::from_str(&text).expect("a forecast");
        assert_eq!(forecast.to_json(), text, "{}", vector.name);
    }
}
