//! Rules 4 and 5: pay that is subsidised for some months only, and an indexed standard that no longer fits.

use serde_json::{Value, json};
use shuangbai::{ErrorKind, Plan};

/// Somebody with a pay of a fen or more, under one entry of each list; every appraisal is passed.
fn plan(subsidy: Value, rate: &str, last: u16, pay: &str) -> Plan {
    let from = "2021-01";
    let mut entry = json!({"from": from, "standard": "1000000.00"});
    entry.as_object_mut().unwrap().extend(subsidy.as_object().unwrap().clone());
    let programme = json!({
        "id": "example",
        "title": {"zh": "例", "en": "Example"},
        "subsidy": [entry],
        "sharing": [{"from": from, "parts": [{"payer": "province", "parts": 6}, {"payer": "local", "parts": 4}]}],
        "raise": [{"from": from, "rate": rate}],
        "appraisal": [{"from": from, "pass": ["pass"]}],
    });
    let worker = json!({"id": "w1", "station": "440203001", "post": "service", "hired": from, "pay": pay});
    let plan = json!({
        "programme": programme,
        "horizon": {"first": 2021, "last": last},
        "stations": [{"code": "440203001"}],
        "assumptions": {"pass_rate": "1"},
        "workers": [worker],
    });
    Plan::from_json(&plan.to_string()).unwrap()
}

#[test]
fn pay_is_subsidised_in_the_months_of_its_entry_and_topped_up_in_the_others() {
    let forecast = plan(json!({"basis": "pay", "months": 6}), "0", 2022, "48000.00").forecast().unwrap();
    let found: Vec<String> = forecast
        .totals
        .iter()
        .flat_map(|year| [year.pay, year.subsidy, year.top_up].map(|amount| amount.to_string()))
        .collect();
    assert_eq!(found, ["48000.00", "24000.00", "24000.00", "48000.00", "0.00", "48000.00"]);
}

#[test]
fn an_indexed_standard_that_no_longer_fits_is_an_error_in_the_year_in_which_it_is_taken() {
    // A million yuan doubles each year, and beyond 2^63 fen the 37th time; a fen of pay still fits then.
    let until = |last| plan(json!({"basis": "indexed"}), "1", last, "0.01").forecast();
    assert!(until(2057).is_ok());
    let errors = until(2058).unwrap_err();
    let [error] = errors.as_slice() else { panic!("one error: {errors}") };
    assert_eq!((error.code, &error.at[..]), (ErrorKind::Overflow, "/workers/0"));
    assert!(error.en.contains("of 2058 exceeds"), "{}", error.en);
}
