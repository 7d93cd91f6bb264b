//! Rules 4 and 5: pay that is subsidised for some months only, and an indexed standard that no longer fits.

use serde_json::{Value, json};
use shuangbai::{ErrorKind, Plan};

/// Somebody from January 2021 on.
fn worker(pay: &str, left: &str) -> Value {
    json!({"id": "w1", "station": "440203001", "post": "service", "hired": "2021-01", "left": left, "pay": pay})
}

/// Somebody under entries of subsidies and one of each other list; every appraisal is passed.
fn plan(subsidy: Value, raise: Value, last: u16, worker: Value) -> Plan {
    let from = "2021-01";
    let programme = json!({
        "id": "example",
        "title": {"zh": "例", "en": "Example"},
        "subsidy": subsidy,
        "sharing": [{"from": from, "parts": [{"payer": "province", "parts": 6}, {"payer": "local", "parts": 4}]}],
        "raise": [raise],
        "appraisal": [{"from": from, "pass": ["pass"]}],
    });
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
    let subsidy = json!([{"from": "2021-01", "standard": "50000.00", "basis": "pay", "months": 6}]);
    let raise = json!({"from": "2021-01", "rate": "0"});
    let plan = plan(subsidy, raise, 2022, worker("48000.00", "2022-12"));
    let totals = plan.forecast().unwrap().totals;
    let amounts = totals.iter().flat_map(|year| [year.pay, year.subsidy, year.top_up]);
    let found: Vec<String> = amounts.map(|amount| amount.to_string()).collect();
    assert_eq!(found, ["48000.00", "24000.00", "24000.00", "48000.00", "0.00", "48000.00"]);
}

#[test]
fn an_indexed_standard_that_no_longer_fits_is_an_error_where_it_is_taken() {
    // A million yuan doubles each year, and beyond 2^63 fen the 37th time; a fen of pay still fits then.
    let at_once = json!([{"from": "2021-01", "standard": "1000000.00", "basis": "indexed"}]);
    let late = json!([
        {"from": "2021-01", "standard": "50000.00", "basis": "pay"},
        {"from": "2059-03", "standard": "1000000.00", "basis": "indexed"},
    ]);
    for (subsidy, effective, fits, beyond) in [
        (&at_once, 1, "2057-12", "2058-01"),
        (&at_once, 7, "2058-06", "2058-07"),
        // before the step of its year, too
        (&late, 7, "2059-02", "2059-03"),
    ] {
        let until = |left| {
            let raise = json!({"from": "2021-01", "rate": "1", "effective": effective});
            plan(subsidy.clone(), raise, 2059, worker("0.01", left)).forecast()
        };
        assert!(until(fits).is_ok(), "{fits}");
        let errors = until(beyond).unwrap_err();
        let [error] = errors.as_slice() else { panic!("one error: {errors}") };
        assert_eq!((error.code, &error.at[..]), (ErrorKind::Overflow, "/workers/0"));
        assert!(error.en.contains(&format!("of {} exceeds", &beyond[..4])), "{}", error.en);
    }
}
