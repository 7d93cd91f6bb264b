//! Rule 19: what is asked most becomes a question that is answered, or says what it lacks.

use serde_json::{Value, json};
use shuangbai::{answer_json, usual_json};
use shuangbai_tests::value;

fn plan() -> Value {
    json!({
        "programme": "guangdong-2021",
        "horizon": {"first": 2021, "last": 2023},
        "stations": [
            {"code": "440203001", "villages": 3, "tier": "less-developed"},
            {"code": "440203002", "villages": 5},
        ],
        "assumptions": {"fill": "norm"},
        "reform": {"funds": [{"name": "省资金", "payer": "province", "first": "2021-01", "amount": "900000"}]},
    })
}

fn usual(kind: &str, about: &Value) -> Value {
    value(&usual_json(&json!({"plan": plan(), kind: about}).to_string()))
}

/// The answer to what is asked, where the figure is at most this.
fn found(kind: &str, about: &Value, at_most: &str) -> Value {
    let mut asked = usual(kind, about);
    let (mut plan, mut seek) = (plan(), asked["seek"].take());
    if let Some(reform) = asked["reform"].as_object() {
        plan["reform"]["sharing"] = reform["sharing"].clone();
    }
    if seek["at_most"].is_null() {
        seek["at_most"] = json!(at_most);
    }
    let mut answer = value(&answer_json(&json!({"plan": plan, "seek": seek}).to_string()));
    assert!(answer["errors"].is_null(), "{answer}");
    answer["seek"].take()
}

#[test]
fn each_is_answered_with_both_sides_of_the_limit() {
    for (kind, about, at_most) in [
        ("posts", json!({}), "300000"),
        ("posts", json!({"payer": "local", "year": 2022, "region": "440203"}), "50000"),
        ("opening", json!({"year": 2022}), "200000"),
        ("opening", json!({"stations": ["440203002"]}), "330000"),
        ("standard", json!({"fund": "省资金", "until": 2022}), ""),
        ("share", json!({"entry": 1, "region": "440203"}), "200000"),
        ("share", json!({"entry": 0, "payer": "local", "other": "city", "year": 2021}), "200000"),
    ] {
        let found = found(kind, &about, at_most);
        assert!(found["tried"].as_array().is_some_and(|tried| !tried.is_empty()), "{kind} {about}: {found}");
    }
    // The fund lasts with the standard that was found, and not with a fen more.
    let standard = found("standard", &json!({}), "");
    assert_eq!(standard["figure"], "0.00");
    assert_ne!(standard["next"]["figure"], "0.00");
}

#[test]
fn others_share_the_rest_as_before() {
    let asked = usual("share", &json!({"entry": 1, "payer": "local"}));
    let parts = asked["reform"]["sharing"][1]["parts"].as_array().expect("parts");
    let (own, others) = parts.split_last().expect("the payer's own part");
    assert_eq!(own, &json!({"payer": "local", "parts": 1}));
    let sum: u64 = others.iter().filter_map(|part| part["parts"].as_u64()).sum();
    assert_eq!((asked["others"].as_u64(), sum > 50_000, sum <= 100_000), (Some(sum), true, true));
}

#[test]
fn what_is_lacking_is_told() {
    let told = |asked: &Value| {
        let answer = value(&usual_json(&asked.to_string()));
        let error = &answer["errors"][0];
        (
            error["code"].as_str().unwrap_or_default().to_owned(),
            error["at"].as_str().unwrap_or_default().to_owned(),
        )
    };
    let of = |kind: &str, about: Value| told(&json!({"plan": plan(), kind: about}));
    let pair = |code: &str, at: &str| (code.to_owned(), at.to_owned());
    assert_eq!(of("share", json!({})), pair("range", "/share/entry"));
    assert_eq!(of("share", json!({"entry": 9})), pair("range", "/share/entry"));
    assert_eq!(of("standard", json!({"fund": "省资"})), pair("choice", "/standard/fund"));
    assert_eq!(
        of("opening", json!({"stations": ["440203009"]})),
        pair("unknown_station", "/opening/stations/0")
    );
    assert_eq!(of("posts", json!({"who": "province"})), pair("unknown_field", "/posts/who"));
    assert_eq!(told(&json!({"plan": plan(), "posts": {}, "places": 1})), pair("unknown_field", "/places"));
    assert_eq!(told(&json!({"plan": plan()})), pair("choice", ""));
    assert_eq!(told(&json!({"posts": {}})), pair("missing", "/plan"));
    let mut empty = plan();
    empty["assumptions"] = json!({});
    assert_eq!(told(&json!({"plan": empty, "posts": {}})), pair("choice", "/plan/assumptions/fill"));
    assert!(usual_json("{").starts_with("{\"errors\":"));
}
