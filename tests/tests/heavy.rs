//! Large inputs: the answer comes in time that grows with the text, and errors stay short.
//!
//! Every plan here is of a few megabytes, or has one very long string. What takes time in proportion
//! to the square of such a text takes minutes; what does not takes about a second.

use std::{
    fs,
    io::{Read, Write},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Map, Value, json};
use shuangbai::{Fen, Quantity};
use shuangbai_tests::{forecast_text, list, plan, value, with};

/// An answer and the most megabytes of memory that it took, where the system tells them.
struct Answer {
    text: String,
    megabytes: Option<u64>,
}

/// The seconds of a processor that a process took so far, where the system tells them: other work
/// on the machine doesn't count.
fn processor_seconds(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, fields) = status.rsplit_once(") ")?;
    let ticks = fields.split(' ').skip(11).take(2).map(|ticks| ticks.parse::<u64>().ok());
    Some(ticks.sum::<Option<u64>>()? / 100)
}

/// The answer of a process of its own, which is ended when it takes too long.
fn measured(plan: String) -> Answer {
    const SECONDS: u64 = 6;
    let bytes = plan.len();
    let mut answering = Command::new(env!("CARGO_BIN_EXE_answer"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a process");
    let (mut input, mut output, mut most) = (
        answering.stdin.take().expect("input"),
        answering.stdout.take().expect("output"),
        answering.stderr.take().expect("errors"),
    );
    // A process that is ended early doesn't read to the end.
    let writing = thread::spawn(move || input.write_all(plan.as_bytes()).is_ok());
    let reading = thread::spawn(move || {
        let (mut text, mut kilobytes) = (String::new(), String::new());
        output.read_to_string(&mut text).expect("an answer in UTF-8");
        most.read_to_string(&mut kilobytes).expect("a text");
        Answer { text, megabytes: kilobytes.trim().parse::<u64>().ok().map(|kilobytes| kilobytes / 1_000) }
    });
    let start = Instant::now();
    while !reading.is_finished() {
        let elapsed = start.elapsed().as_secs();
        if processor_seconds(answering.id()).unwrap_or(elapsed) >= SECONDS || elapsed >= 12 * SECONDS {
            answering.kill().expect("ended");
            answering.wait().expect("ended");
            panic!("no answer in {SECONDS} seconds to {bytes} bytes");
        }
        thread::sleep(Duration::from_millis(5));
    }
    assert!(answering.wait().expect("a status").success(), "a panic at {bytes} bytes");
    assert!(writing.join().expect("written"), "all is read");
    reading.join().expect("read")
}

fn in_time(plan: String) -> String {
    measured(plan).text
}

/// The errors that are listed, each with its place and texts, if they come in time and stay short.
fn errors_in_time(plan: &Value) -> Vec<Value> {
    let answer = value(&in_time(plan.to_string()));
    let found = list(&answer, "errors").to_vec();
    for error in &found {
        let texts = ["zh", "en"].map(|language| error[language].as_str().map_or(0, str::len));
        assert!(
            texts.iter().all(|length| (1..1_500).contains(length)),
            "texts of {texts:?} bytes at {:.100}",
            error["at"].to_string()
        );
    }
    found
}

/// How many errors there are, of which the first 10,000 are listed (rule 15).
fn count_in_time(plan: &Value) -> u64 {
    let answer = value(&in_time(plan.to_string()));
    let (listed, more) = (list(&answer, "errors").len(), answer["more"].as_u64().unwrap_or(0));
    assert!(listed <= 10_000 && (more == 0 || listed == 10_000), "{listed} listed, {more} more");
    listed as u64 + more
}

fn numbered(count: usize, item: impl Fn(usize) -> Value) -> Value {
    (0..count).map(item).collect()
}

fn local() -> Value {
    json!([{"payer": "local", "parts": 1}])
}

fn stations(count: usize) -> Value {
    numbered(count, |index| json!({"code": format!("44{index:07}")}))
}

fn costs(count: usize) -> Value {
    numbered(
        count,
        |index| json!({"name": format!("cost {index}"), "from": 2017, "per_station": 1, "parts": local()}),
    )
}

fn tiers(count: usize) -> Value {
    let all = json!({"from": 2017, "parts": local()});
    let tier = |index: usize| json!({"from": 2017, "tier": format!("tier {index}"), "parts": local()});
    std::iter::once(all).chain((0..count).map(tier)).collect()
}

/// A plan with these places changed.
fn changed<const N: usize>(changes: [(&str, Value); N]) -> Value {
    changes.into_iter().fold(plan(), |plan, (at, new)| with(plan, at, new))
}

#[test]
fn many_unknown_fields_are_found_in_time() {
    let fields: Map<String, Value> =
        (0..50_000).map(|index| (format!("field {index}"), json!(index))).collect();
    let found = count_in_time(&changed([("/stations/0", Value::from(fields.clone()))]));
    assert_eq!(found, 50_001, "and the code is missing");
    let found = errors_in_time(&changed([("/extra", json!({"a": fields, "b": vec![[[[0]]]; 100_000]}))]));
    assert_eq!(found.len(), 1, "what is inside an unknown field is not looked at");
}

#[test]
fn many_broken_workers_are_found_in_time() {
    let worker = json!({"id": "w", "station": "44020300", "post": "servce", "hired": "2017-1", "pay": "1.234", "pay_year": 1});
    let plan = changed([("/workers", numbered(20_000, |_| worker.clone()))]);
    assert_eq!(errors_in_time(&plan).len(), 10_000);
    assert_eq!(count_in_time(&plan), 5 * 20_000);
}

#[test]
fn many_workers_with_one_id_are_found_in_time() {
    let worker = plan()["workers"][0].clone();
    assert_eq!(count_in_time(&changed([("/workers", numbered(30_000, |_| worker.clone()))])), 29_999);
}

#[test]
fn many_workers_at_unknown_stations_are_found_in_time() {
    let worker = |index: usize| json!({"id": format!("w{index}"), "station": format!("55{index:07}"), "post": "service", "hired": "2017-01"});
    let found =
        errors_in_time(&changed([("/stations", stations(20_000)), ("/workers", numbered(2_000, worker))]));
    assert_eq!(found.len(), 2_000);
}

#[test]
fn many_stations_of_unknown_tiers_are_found_in_time_with_short_texts() {
    let station = |index: usize| json!({"code": format!("44{index:07}"), "tier": format!("level {index}")});
    let found = errors_in_time(&changed([
        ("/programme/sharing", tiers(5_000)),
        ("/stations", numbered(5_000, station)),
    ]));
    let at_stations =
        found.iter().filter(|error| error["at"].as_str().is_some_and(|at| at.starts_with("/stations/")));
    assert_eq!(at_stations.count(), 5_000);
}

#[test]
fn many_funds_for_unknown_costs_are_found_in_time_with_short_texts() {
    let fund = |index: usize| json!({"name": format!("f{index}"), "payer": "local", "pays": format!("purpose {index}"), "first": 2017, "amount": 1});
    let found = errors_in_time(&changed([
        ("/programme/costs", costs(5_000)),
        ("/programme/funds", numbered(5_000, fund)),
    ]));
    assert_eq!(found.len(), 5_000);
}

#[test]
fn many_costs_are_forecast_in_time() {
    let forecast = value(&in_time(changed([("/programme/costs", costs(40_000))]).to_string()));
    assert_eq!(forecast["totals"][0]["costs"].as_object().map(Map::len), Some(40_000));
    assert_eq!(forecast["totals"][0]["due"]["local"], "60000.00", "20,000 of the pay, 40,000 costs");
}

#[test]
fn many_tiers_are_forecast_in_time() {
    let station = |index: usize| json!({"code": format!("44{index:07}"), "tier": format!("tier {index}")});
    let forecast = value(&in_time(
        changed([
            ("/programme/sharing", tiers(40_000)),
            ("/stations", numbered(40_000, station)),
            ("/workers/0/station", json!("440039999")),
        ])
        .to_string(),
    ));
    assert_eq!(forecast["totals"][0]["due"]["local"], "50000.00");
}

#[test]
fn many_funds_and_parts_of_years_are_forecast_in_time() {
    let fund = |index: usize| {
        let first = format!("{}-{:02}", 2017 + index / 12 % 100, index % 12 + 1);
        json!({"name": format!("f{index}"), "payer": "local", "first": first, "amount": index})
    };
    let plan = changed([("/programme/funds", numbered(1_200, fund)), ("/horizon/last", json!(2116))]);
    let forecast = value(&in_time(plan.to_string()));
    assert_eq!((list(&forecast, "totals").len(), list(&forecast, "funds").len()), (100, 1_200));
}

#[test]
fn many_region_names_and_prefixes_are_read_in_time() {
    let region = |index: usize| (format!("44{index:07}"), json!("甲"));
    let regions: Map<String, Value> = (0..50_000).map(region).collect();
    let tier_of: Map<String, Value> = regions.keys().map(|code| (code.clone(), json!("tier 0"))).collect();
    let forecast = value(&in_time(
        changed([
            ("/regions", regions.into()),
            ("/programme/sharing", tiers(1)),
            ("/programme/tiers", tier_of.into()),
            ("/stations", stations(50_000)),
            ("/workers/0/station", json!("440000007")),
            ("/by", json!("station")),
        ])
        .to_string(),
    ));
    assert_eq!(forecast["rows"][0]["name"], "甲");
}

/// Texts that the hash of `rustc-hash` 2 does not tell apart: once a block of 16 bytes meets the
/// state that the one before it left, its other half counts for nothing.
fn texts_with_one_hash(count: usize) -> Vec<String> {
    let number = |text: &str| text.bytes().rev().fold(0u64, |number, byte| number << 8 | u64::from(byte));
    let mix = |a: u64, b: u64| {
        let product = u128::from(a) * u128::from(b);
        product as u64 ^ (product >> 64) as u64
    };
    let state = |block: u32| {
        mix(
            0x243f_6a88_85a3_08d3 ^ number("aaaaaaaa"),
            0xa409_3822_299f_31d0 ^ number(&format!("{block:08}")),
        )
    };
    let printable = |state: &u64| {
        state
            .to_le_bytes()
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&()*+,-.:;<=>?@[]^_{|}".contains(byte))
    };
    let block = (0..10_000_000).find(|block| printable(&state(*block))).expect("a block");
    let met: String = state(block).to_le_bytes().into_iter().map(char::from).collect();
    (0..count)
        .map(|free| format!("aaaaaaaa{block:08}{}{met}{free:08}{}", "b".repeat(16), "c".repeat(16)))
        .collect()
}

#[test]
fn keys_made_to_meet_in_a_hash_table_are_read_in_time() {
    let fields: Map<String, Value> =
        texts_with_one_hash(100_000).into_iter().map(|key| (key, json!(1))).collect();
    assert_eq!(errors_in_time(&changed([("/extra", fields.into())])).len(), 1);
}

#[test]
fn ids_made_to_meet_in_a_hash_table_are_checked_in_time() {
    let ids = texts_with_one_hash(100_000);
    let worker = |index: usize| json!({"id": ids[index], "station": "440203001", "post": "service", "hired": "2017-01"});
    let forecast = value(&in_time(changed([("/workers", numbered(ids.len(), worker))]).to_string()));
    assert_eq!(forecast["totals"][0]["headcount"], ids.len());
}

#[test]
fn a_hundred_years_of_odd_chances_are_exact_in_time() {
    let worker = |index: usize| {
        json!({
            "id": format!("w{index}"), "station": "440203001", "post": "service", "hired": format!("2017-{:02}", index % 12 + 1),
            "pay": format!("{}.{:02}", 30_000 + index * 7, index % 100),
        })
    };
    let plan = changed([
        ("/workers", numbered(50, worker)),
        ("/horizon/last", json!(2116)),
        ("/programme/raise/0/rate", json!("0.012347")),
        ("/programme/subsidy/0/basis", json!("indexed")),
        ("/assumptions", json!({"pass_rate": "0.912347", "leave_rate": "0.081239", "refill": "january"})),
    ]);
    let forecast = value(&in_time(plan.to_string()));
    for total in list(&forecast, "totals") {
        assert_eq!(
            total["headcount"],
            "45.9381".replace("45.9381", total["headcount"].as_str().unwrap_or_default())
        );
        let fen = |field: &str| serde_json::from_value::<Fen>(total[field].clone()).expect("an amount").0;
        assert_eq!(fen("pay") + fen("surplus"), fen("subsidy") + fen("top_up"));
    }
    let last = &forecast["totals"][99];
    // Everybody who leaves is replaced in January: each December all but those who left in it are there.
    let months = serde_json::from_value::<Quantity>(last["worker_months"].clone()).expect("a count");
    assert_eq!(months.to_string(), "600.0000");
}

#[test]
fn a_hundred_years_with_a_raise_like_no_other_each_are_exact_or_too_many() {
    let raise = |year: usize| json!({"from": 2017 + year, "rate": format!("0.{:06}", (50_000 + 731 * year * year + year) % 500_000)});
    let plan = changed([
        ("/programme/raise", numbered(100, raise)),
        ("/horizon/last", json!(2116)),
        ("/assumptions", json!({"pass_rate": "0.5"})),
    ]);
    let found = errors_in_time(&plan);
    assert_eq!(found.len(), 1);
    assert_eq!((&found[0]["code"], &found[0]["at"]), (&json!("outcomes"), &json!("/workers/0")));
}

#[test]
fn a_million_hires_of_a_million_are_counted_and_do_not_fit() {
    let hire = json!({"station": "440203001", "post": "service", "count": 1_000_000, "month": "2017-01", "pay": "0.01"});
    let forecast = value(&in_time(changed([("/hires", numbered(10_000, |_| hire.clone()))]).to_string()));
    assert_eq!(forecast["totals"][0]["headcount"], json!(10_000_000_001u64));
    let dear = with(hire, "/pay", json!("9999999999999.99"));
    let found = errors_in_time(&changed([("/hires", numbered(10_000, |_| dear.clone()))]));
    assert_eq!((&found[0]["code"], &found[0]["at"]), (&json!("overflow"), &json!("/stations/0")));
}

/// The answer to a text, which takes only so many times its length of memory, and 30 megabytes.
fn in_memory(text: String, times: u64) -> String {
    let length = text.len() as u64 / 1_000_000;
    let answer = measured(text);
    if let Some(megabytes) = answer.megabytes {
        assert!(megabytes <= times * length + 30, "{megabytes} megabytes for a text of {length}");
    }
    answer.text
}

/// A hundred megabytes of one letter.
fn long() -> String {
    "x".repeat(100_000_000)
}

#[test]
fn a_string_of_a_hundred_megabytes_in_a_field_takes_no_more_than_itself_and_an_error_shows_its_beginning() {
    for (place, wanted) in [
        ("/workers/0/pay", "format"),
        ("/workers/0/hired", "format"),
        ("/workers/0/post", "choice"),
        ("/stations/0/code", "format"),
        ("/programme", "unknown_preset"),
        ("/by", "choice"),
        ("/horizon", "type"),
        ("/programme/raise/0/effective", "choice"),
    ] {
        let answer = in_memory(with(plan(), place, json!("@@")).to_string().replace("@@", &long()), 2);
        assert!(answer.len() < 5_000, "{} bytes at {place}", answer.len());
        assert_eq!(value(&answer)["errors"][0]["code"], wanted, "{place}");
    }
}

#[test]
fn a_string_of_a_hundred_megabytes_that_is_allowed_is_kept() {
    let name = with(plan(), "/workers/0/id", json!("@@")).to_string().replace("@@", &long());
    assert_eq!(in_memory(name, 3), forecast_text(&plan()), "an id of any length is an id");
    let tier = with(plan(), "/stations/0/tier", json!("@@")).to_string().replace("@@", &long());
    let answer = in_memory(tier, 3);
    assert!(answer.len() < 5_000 && answer.contains("unknown_tier"), "{} bytes", answer.len());
    let key = with(plan(), "/@@", json!(1)).to_string().replace("@@", &long());
    let answer = value(&in_memory(key, 5));
    assert_eq!(answer["errors"][0]["at"].as_str().map(str::len), Some(100_000_001), "the place is the key");
    assert!(answer["errors"][0]["en"].as_str().is_some_and(|text| text.len() < 500));
}

#[test]
fn a_hundred_megabytes_that_are_not_json_are_answered_by_where() {
    let texts = [
        long(),
        format!("\"{}", long()),
        "[".repeat(100_000_000),
        " ".repeat(100_000_000),
        "\n".repeat(100_000_000),
    ];
    for text in texts {
        let answer = in_memory(text, 2);
        assert!(answer.len() < 1_000 && answer.contains("\"json\""), "{answer:.1000}");
    }
    assert!(in_memory("1".repeat(100_000_000), 2).contains("\"type\""), "a number is no plan");
}

#[test]
fn a_million_small_items_take_some_times_their_text() {
    // The tree of a text is larger than the text; it has to stay within reason.
    let text = format!(r#"{{"x":[{}0]}}"#, "[],0,{},".repeat(2_000_000));
    assert!(in_memory(text, 40).contains("unknown_field"));
}

#[test]
fn a_long_valid_name_is_no_burden_on_the_search_for_the_nearest() {
    let name = "y".repeat(20_000_000);
    let tier = json!({"from": 2017, "tier": "@@", "parts": local()});
    let wrong = "z".repeat(60);
    let plan = changed([("/programme/sharing/1", tier), ("/stations/0/tier", json!(wrong))])
        .to_string()
        .replace("@@", &name);
    let answer = in_memory(plan, 5);
    assert!(answer.len() < 5_000, "{} bytes", answer.len());
}
