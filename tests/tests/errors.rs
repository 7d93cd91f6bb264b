//! Rule 15: the smallest plan for every kind of error; what errors say, the pages in `tests/snapshots` show.

use std::{collections::BTreeSet, fs};

use rust_decimal::Decimal;
use serde_json::{Value, json};
use shuangbai::{
    Amount, Code, Count, ErrorKind, Errors, Fen, Grade, Month, NotWritten, Plan, Post, Programme, Rate,
    RegionCode, Roster, RosterBuf, Unanswered, Worker, Year, forecast_json,
};
use shuangbai_tests::{
    Columns, errors, plan, programme, read, root, snapshot, told, value, vectors, with, without,
    without_workers,
};

/// A kind, the text of a plan that has this error and no other, its place.
type Case = (ErrorKind, String, &'static str);

fn changed(changes: &[(&str, Value)]) -> String {
    changes.iter().fold(plan(), |plan, (at, new)| with(plan, at, new.clone())).to_string()
}

/// A year's raise like no other, so that every order of passed years has a pay of its own.
fn raises() -> Value {
    (0..15).map(|year| json!({"from": 2017 + year, "rate": format!("0.{:06}", 50_000 + 731 * year * year + year)})).collect()
}

#[rustfmt::skip]
fn cases() -> Vec<Case> {
    use ErrorKind::*;
    let hire = json!([{"station": "440203001", "post": "service", "count": 10_000, "month": "2017-01", "pay": "9999999999999.99"}]);
    let norm = json!([{"from": 2017, "kind": "villages", "administrative": 2}]);
    let costs = json!([{"name": "training", "from": 2017, "per_station": 1, "parts": [{"payer": "local", "parts": 1}]}]);
    let fund = json!([{"name": "f", "payer": "local", "pays": "trainin", "first": 2017, "amount": 1}]);
    let tiered = json!({"from": 2017, "tier": "old-soviet", "parts": [{"payer": "local", "parts": 1}]});
    let two = json!([plan()["workers"][0], plan()["workers"][0]]);
    let deep = format!(r#"{{"programme": {}1{}}}"#, "[".repeat(127), "]".repeat(127));
    vec![
        // kind         the plan                                                                        the place
        (Json,           r#"{"programme": }"#.into(),                                                    ""),
        (Json,           "{\n  \"programme\": \"guangdong".into(),                                       ""),
        (Json,           deep,                                                                           ""),
        (Json,           r#"{"by": "city", "by": "city"}"#.into(),                                       "/by"),
        (Missing,        without(plan(), "/horizon").to_string(),                                        "/horizon"),
        (UnknownField,   changed(&[("/workers/0/lefft", json!("2018-01"))]),                             "/workers/0/lefft"),
        (UnknownField,   changed(&[("/salary", json!(1))]),                                              "/salary"),
        (UnknownField,   changed(&[("/a~1b", json!(1))]).replace("a~1b", "a/b"),                         "/a~1b"),
        (Type,           changed(&[("/workers/0/pay", json!(true))]),                                    "/workers/0/pay"),
        (Type,           changed(&[("/workers/0/pay", Value::Null)]),                                    "/workers/0/pay"),
        (Type,           changed(&[("/horizon/last", json!("2018"))]),                                   "/horizon/last"),
        (Type,           changed(&[("/workers/0/pay", json!(0))]).replace(":0", ":5e4"),                 "/workers/0/pay"),
        (Format,         changed(&[("/workers/0/pay", json!("12.345"))]),                                "/workers/0/pay"),
        (Format,         changed(&[("/workers/0/hired", json!("2017-1"))]),                              "/workers/0/hired"),
        (Range,          changed(&[("/stations/0/villages", json!(10_001))]),                            "/stations/0/villages"),
        (Range,          changed(&[("/assumptions", json!({"pass_rate": "1.5"}))]),                      "/assumptions/pass_rate"),
        (Range,          changed(&[("/horizon/last", json!(2116)), ("/horizon/first", json!(2016))]),    "/horizon/last"),
        (Range,          changed(&[("/stations", json!([]))]),                                           "/stations"),
        (Choice,         changed(&[("/workers/0/post", json!("servise"))]),                              "/workers/0/post"),
        (Choice,         changed(&[("/workers/0/post", json!("服务性"))]),                               "/workers/0/post"),
        (Choice,         changed(&[("/by", json!("Province"))]),                                         "/by"),
        (Choice,         changed(&[("/by", json!("village"))]),                                          "/by"),
        (Choice,         changed(&[("/programme/raise/0/mode", json!("compond"))]),                      "/programme/raise/0/mode"),
        (Choice,         changed(&[("/programme/raise/0/effective", json!("aniversary"))]),              "/programme/raise/0/effective"),
        (NoEntry,        changed(&[("/reform", json!({"sharing": {"tier": "delta", "parts": [{"payer": "local", "parts": 1}]}}))]), "/reform/sharing"),
        (NoEntry,        changed(&[("/reform", json!({"costs": {"name": "督导", "per_station": 1}}))]),    "/reform/costs"),
        (NoEntry,        changed(&[("/reform", json!({"funds": {"name": "f", "from": 2017, "amount": 1}}))]), "/reform/funds"),
        (NoEntry,        changed(&[("/reform", json!({"raise": {"amend": [{"rate": 0}], "from": 2018}}))]), "/reform/raise"),
        (NoEntry,        changed(&[("/reform", json!({"raise": {"amend": [null]}}))]),                   "/reform/raise"),
        (UnknownPreset,  changed(&[("/programme", json!("guangdong-2012"))]),                            "/programme"),
        (UnknownPreset,  changed(&[("/programme", json!("guangdong2021"))]),                             "/programme"),
        (Duplicate,      changed(&[("/workers", two)]),                                                  "/workers/1/id"),
        (UnknownStation, changed(&[("/workers/0/station", json!("440203010"))]),                         "/workers/0/station"),
        (UnknownStation, changed(&[("/workers/0/station", json!("999999999"))]),                         "/workers/0/station"),
        (UnknownTier,    changed(&[("/stations/0/tier", json!("oldsoviet")), ("/programme/sharing/1", tiered)]), "/stations/0/tier"),
        (UnknownTier,    changed(&[("/stations/0/tier", json!("delta"))]),                               "/stations/0/tier"),
        (Order,          changed(&[("/workers/0/left", json!("2016-12"))]),                              "/workers/0/left"),
        (Order,          changed(&[("/assumptions", json!({"from": 2019}))]),                            "/assumptions/from"),
        (PayYear,        changed(&[("/workers/0/pay_year", json!(2017))]),                               "/workers/0/pay_year"),
        (PayYear,        changed(&[("/workers/0/pay_year", json!(2018)), ("/workers/0/pay", json!(1))]), "/workers/0/pay_year"),
        (GradeYear,      changed(&[("/workers/0/appraisals", json!({"2016": "pass"}))]),                 "/workers/0/appraisals/2016"),
        (GradeYear,      changed(&[("/workers/0/appraisals", json!({"2016": {"grade": "pass", "decided": "2017-05"}}))]), "/workers/0/appraisals/2016"),
        (Missing,        changed(&[("/workers/0/appraisals", json!({"2017": {"grade": "pass", "provisional": "fail"}}))]), "/workers/0/appraisals/2017/decided"),
        (UnknownStation, changed(&[("/workers/0/moves", json!([{"from": "2017-05", "station": "440203010"}]))]), "/workers/0/moves/0/station"),
        (Order,          changed(&[("/workers/0/moves", json!([{"from": "2017-01", "station": "440203001"}]))]), "/workers/0/moves/0/from"),
        (Order,          changed(&[("/workers/0/left", json!("2017-06")), ("/workers/0/moves", json!([{"from": "2017-07", "station": "440203001"}]))]),
                                                                                                         "/workers/0/moves/0/from"),
        (Order,          changed(&[("/workers/0/away", json!([{"from": "2016-12", "to": "2017-01"}]))]),  "/workers/0/away/0/from"),
        (Order,          changed(&[("/workers/0/away", json!([{"from": "2017-02", "to": "2017-03"}, {"from": "2017-03", "to": "2017-04"}]))]),
                                                                                                         "/workers/0/away/1/from"),
        (Order,          changed(&[("/workers/0/away", json!([{"from": "2017-02", "to": "2017-01"}]))]),  "/workers/0/away/0/to"),
        (Order,          changed(&[("/workers/0/left", json!("2017-06")), ("/workers/0/away", json!([{"from": "2017-06", "to": "2017-07"}]))]),
                                                                                                         "/workers/0/away/0/to"),
        (Order,          changed(&[("/stations/0/opens", json!("2016-03")), ("/stations/0/closes", json!("2016-02")), ("/workers", json!([]))]),
                                                                                                         "/stations/0/closes"),
        (Closed,         changed(&[("/stations/0/closes", json!("2017-05"))]),                            "/workers/0/station"),
        (Closed,         changed(&[("/stations/1", json!({"code": "440203002", "closes": "2017-09"})), ("/workers/0/moves", json!([{"from": "2017-05", "station": "440203002"}]))]),
                                                                                                         "/workers/0/moves/0/station"),
        (Closed,         changed(&[("/stations/1", json!({"code": "440203002", "closes": "2017-09"})), ("/hires", json!([{"station": "440203002", "post": "service", "count": 1, "month": "2017-10"}]))]),
                                                                                                         "/hires/0/station"),
        (UnknownCost,    changed(&[("/programme/costs", costs), ("/programme/funds", fund)]),            "/programme/funds/0/pays"),
        (NeedsVillages,  changed(&[("/programme/norm", norm)]),                                          "/stations/0"),
        (MissingGrade,   changed(&[("/assumptions", json!({"from": 2018}))]),                            "/workers/0/appraisals/2017"),
        (NoRule,         changed(&[("/programme/subsidy/0/from", json!("2017-02"))]),                    "/programme/subsidy"),
        (Overflow,       changed(&[("/hires", hire)]),                                                   "/stations/0"),
        (Outcomes,       changed(&[("/programme/raise", raises()), ("/horizon/last", json!(2031)), ("/assumptions", json!({"pass_rate": "0.9"}))]),
                                                                                                         "/workers/0"),
    ]
}

/// The texts of all plans here that have errors.
fn texts() -> impl Iterator<Item = String> {
    vectors("bad").into_iter().map(|vector| vector.plan).chain(cases().into_iter().map(|case| case.1))
}

/// What is wrong with a plan.
fn found(plan: &str) -> Errors {
    Plan::from_json(plan).and_then(|plan| plan.forecast()).expect_err("errors")
}

fn is_chinese(char: char) -> bool {
    ('\u{3000}'..='\u{9fff}').contains(&char) || ('\u{ff00}'..='\u{ffef}').contains(&char)
}

#[test]
fn every_kind_of_error_has_a_smallest_plan() {
    let known: BTreeSet<ErrorKind> = ErrorKind::ALL.iter().copied().collect();
    assert_eq!(known.len(), 27, "no kind is listed twice");
    // Of questions there are more, and their smallest ones in `questions.rs`.
    let of_questions = [
        ErrorKind::UnknownFigure,
        ErrorKind::UnknownRegion,
        ErrorKind::Mixed,
        ErrorKind::Decided,
        ErrorKind::Uncertain,
    ];
    let shown = cases().into_iter().map(|(kind, ..)| kind).chain(of_questions);
    let shown: BTreeSet<ErrorKind> = shown.collect();
    assert_eq!(shown, known);
}

#[test]
fn every_smallest_plan_has_its_error_and_no_other() {
    for (kind, plan, at) in cases() {
        assert_eq!(errors(&plan), [format!("{} {at}", kind.code())], "{plan:.600}");
    }
}

#[test]
fn a_kinds_code_is_what_json_and_the_rules_write() {
    let rules = fs::read_to_string(root().join("docs/rules.md")).expect("the rules");
    let (_, table) = rules.split_once("| round | code |").expect("the table of rule 15");
    let (table, _) = table.split_once("\n\n").expect("its end");
    let codes: BTreeSet<&str> = table
        .lines()
        .filter_map(|line| line.split(" | ").nth(1))
        .flat_map(|cell| {
            cell.split(", ").map(|code| code.trim_matches(['`', ' ', '|'])).filter(|code| !code.contains('-'))
        })
        .collect();
    let known: BTreeSet<&str> = ErrorKind::ALL.iter().map(|kind| kind.code()).collect();
    assert_eq!(codes, known, "the codes of the rules' table");
    for &kind in ErrorKind::ALL {
        let json = serde_json::to_string(&kind).expect("a code");
        assert_eq!(json, format!("\"{}\"", kind.code()));
        assert_eq!(serde_json::from_str::<ErrorKind>(&json).expect("a kind"), kind);
    }
}

#[test]
fn errors_come_sorted_by_the_bytes_of_their_place_and_once() {
    for plan in texts() {
        let answer = forecast_json(&plan).expect_err("errors");
        let found: Errors = serde_json::from_str(&answer).expect("errors");
        let places: Vec<_> = found.iter().map(|error| (error.at.as_bytes(), error.code.code())).collect();
        assert!(places.is_sorted_by(|a, b| a < b), "{places:?}");
        assert_eq!(found.to_json(), answer, "errors survive being read and written");
    }
}

#[test]
fn the_texts_of_smallest_plans_are_those_of_the_snapshot() {
    let said: Vec<String> = cases().iter().map(|(_, plan, _)| told(&found(plan))).collect();
    snapshot("smallest-plans.txt", &said.join("\n"));
}

#[test]
fn the_texts_of_bad_vectors_are_those_of_the_snapshot() {
    let bad = vectors("bad").into_iter();
    let said: Vec<String> =
        bad.map(|vector| format!("# {}\n\n{}", vector.name, told(&found(&vector.plan)))).collect();
    snapshot("bad-vectors.txt", &said.join("\n"));
}

#[test]
fn the_texts_of_what_is_no_json_are_those_of_the_snapshot() {
    let deep = "[".repeat(128);
    let page: Vec<String> = [
        "",
        " ",
        r#"{"by": "city""#,
        r#"{"by": "city"#,
        r#"{"by": "ci\"#,
        r#"{"by": "city"} {}"#,
        r#"{"by": "city",}"#,
        r#"{"by": city}"#,
        r#"{'by': "city"}"#,
        r#"{“by”: "city"}"#,
        r#"{"by"： "city"}"#,
        r#"{"by": "city"，"hires": []}"#,
        r#"{"by": "\x"}"#,
        r#"{"by": "\ud800"}"#,
        "{\"by\": \"ci\tty\"}",
        r#"{"horizon": 01}"#,
        r#"{"horizon": +1}"#,
        r#"{"horizon": 1.}"#,
        r#"{"horizon": NaN}"#,
        "{\n  // a remark\n}",
        "\u{feff}{",
        &deep,
        r#"{"by": "city", "by": "city", "by": "city"}"#,
        r#"{"regions": {"44": "a", "4\u0034": "b"}}"#,
    ]
    .map(|text| format!("| {}\n\n{}", text.replace('\n', "\n| "), told(&found(text))))
    .to_vec();
    snapshot("json.txt", &page.join("\n"));
}

#[test]
fn the_texts_of_single_values_are_those_of_the_snapshot() {
    fn of<T: std::fmt::Debug>(read: Result<T, NotWritten>) -> String {
        let wrong = read.expect_err("not written so");
        format!("{}\n{wrong}\n", wrong.zh())
    }
    let page = [
        of("5万".parse::<Amount>()),
        of("-0.01".parse::<Amount>()),
        of(Amount::try_from(Fen(-1))),
        of(Amount::try_from(Decimal::new(1005, 3))),
        of("5,0".parse::<Fen>()),
        of("92233720368547758.08".parse::<Fen>()),
        of(Fen::try_from(Decimal::MAX)),
        of("5%".parse::<Rate>()),
        of(Rate::try_from(Decimal::NEGATIVE_ONE)),
        of("2021-8".parse::<Month>()),
        of(Month::new(2021, 13)),
        of(Year::try_from(1948)),
        of("44".parse::<Code>()),
        of("440".parse::<RegionCode>()),
        of(Count::new(0)),
    ];
    snapshot("values.txt", &page.join("\n"));
}

#[test]
fn texts_are_written_for_the_clerk_who_made_the_plan() {
    for plan in texts() {
        for error in &found(&plan) {
            assert!(error.zh.chars().any(is_chinese) && !error.en.is_empty(), "{error:?}");
            // Chinese in the English text is the plan's own.
            assert!(
                error.en.chars().filter(|&char| is_chinese(char)).all(|char| plan.contains(char)),
                "{error:?}"
            );
            for text in [&error.zh, &error.en] {
                assert!(text.len() < 600 && !text.contains('\n') && text.trim() == text, "{text}");
                for type_name in
                    ["i64", "u32", "u16", "i128", "Option", "String", "Some(", "None", "Vec", "::"]
                {
                    assert!(!text.contains(type_name), "`{type_name}` of Rust in {text}");
                }
            }
            let ends = [error.zh.split_once("，是否应为“"), error.en.split_once(", did you mean `")]
                .map(|text| text.map(|(_, near)| near.trim_end_matches(['”', '`', '？', '?'])));
            assert_eq!(ends, [error.nearest.as_deref(); 2], "both texts end with the nearest: {error:?}");
        }
    }
}

#[test]
fn an_error_prints_its_place_its_english_text_and_its_code() {
    let found = Plan::from_json(&changed(&[("/workers/0/pay", json!("12.345"))])).expect_err("an error");
    let text = found.to_string();
    assert!(text.starts_with("/workers/0/pay: `12.345`") && text.ends_with("(format)"), "{text}");
    let found = Plan::from_json("").expect_err("an error").to_string();
    assert!(found.starts_with("plan: line 1, column 1: ") && found.ends_with("(json)"), "{found}");
}

/// The places of errors, `code /at` each.
fn places(errors: &Errors) -> Vec<String> {
    errors.iter().map(|error| format!("{} {}", error.code.code(), error.at)).collect()
}

#[test]
fn workers_in_columns_have_the_errors_of_workers_in_json() {
    let mut compared = 0;
    for vector in vectors("bad") {
        let Ok(plan) = Plan::from_json(&vector.plan) else { continue };
        let wanted = places(&plan.forecast().expect_err("errors"));
        let tree = value(&vector.plan);
        let columns = Columns::of(&tree);
        let ids = columns.ids();
        let outline = Plan::from_json(&without_workers(&tree)).expect("a plan");
        let found = outline
            .check_with(&columns.roster(&ids))
            .map_err(Unanswered::from)
            .and_then(|model| model.forecast());
        assert_eq!(places(&found.expect_err("errors").errors().expect("errors")), wanted, "{}", vector.name);
        compared += 1;
    }
    assert!(compared > 20, "only {compared} vectors are of meaning or calculating");
}

#[test]
fn a_column_that_is_too_short_or_too_long_is_missing_a_row() {
    let plan = read(&without(plan(), "/workers"));
    let hired = ["2017-01".parse().expect("a month"); 3];
    let (station, post, ids) = ([0; 3], [Post::Service; 3], ["a", "b", "c"]);
    let year = Year::try_from(2017).expect("a year");
    let whole = Roster { id: &ids, station: &station, post: &post, hired: &hired, ..Roster::default() };
    let grades = |length: usize| vec![(year, &[Some(Grade::Pass), None, None, None][..length])];
    let cases = [
        ("nothing is missing", whole.clone(), vec![]),
        ("no post", Roster { post: &[], ..whole.clone() }, vec!["missing /workers/0/post"]),
        ("one post", Roster { post: &post[..1], ..whole.clone() }, vec!["missing /workers/1/post"]),
        ("two months", Roster { hired: &hired[..2], ..whole.clone() }, vec!["missing /workers/2/hired"]),
        ("two ids", Roster { id: &ids[..2], ..whole.clone() }, vec!["missing /workers/2/id"]),
        ("no ids", Roster { id: &[], ..whole.clone() }, vec![]),
        ("one `left`", Roster { left: &[None], ..whole.clone() }, vec!["missing /workers/1/left"]),
        ("one pay", Roster { pay: &[None], ..whole.clone() }, vec!["missing /workers/1/pay"]),
        ("one year", Roster { pay_year: &[None], ..whole.clone() }, vec!["missing /workers/1/pay_year"]),
        ("all grades", Roster { appraisals: grades(3), ..whole.clone() }, vec![]),
        (
            "a grade",
            Roster { appraisals: grades(1), ..whole.clone() },
            vec!["missing /workers/1/appraisals/2017"],
        ),
        (
            "a grade more",
            Roster { appraisals: grades(4), ..whole.clone() },
            vec!["missing /workers/3/appraisals/2017"],
        ),
        (
            "one station",
            Roster { station: &[0], ..whole.clone() },
            vec!["missing /workers/1/hired", "missing /workers/1/id", "missing /workers/1/post"],
        ),
        ("no station", Roster { station: &[], id: &[], post: &[], hired: &[], ..whole.clone() }, vec![]),
    ];
    for (what, roster, wanted) in cases {
        let found = plan.check_with(&roster).err().map_or_else(Vec::new, |errors| places(&errors));
        assert_eq!(found, wanted, "{what}");
    }
}

#[test]
fn rows_of_columns_count_on_from_the_plans_own_workers() {
    let plan = read(&plan());
    let month = |text: &str| text.parse().expect("a month");
    let years = [2016, 2019].map(|year| Year::try_from(year).expect("a year"));
    let grade = [Some(Grade::Pass)];
    let whole = Roster {
        id: &["w2"],
        station: &[0],
        post: &[Post::Service],
        hired: &[month("2017-01")],
        ..Roster::default()
    };
    let amount = "1.00".parse().ok();
    let (before, early, late) = ([Some(month("2016-12"))], [Some(years[0])], [Some(years[1])]);
    for (what, roster, wanted) in [
        ("all is well", whole.clone(), None),
        (
            "a station beyond the last",
            Roster { station: &[1], ..whole.clone() },
            Some("unknown_station /workers/1/station"),
        ),
        (
            "the last number",
            Roster { station: &[u32::MAX], ..whole.clone() },
            Some("unknown_station /workers/1/station"),
        ),
        ("left before hired", Roster { left: &before, ..whole.clone() }, Some("order /workers/1/left")),
        (
            "a year without pay",
            Roster { pay_year: &early, ..whole.clone() },
            Some("pay_year /workers/1/pay_year"),
        ),
        (
            "a year too early",
            Roster { pay: &[amount], pay_year: &early, ..whole.clone() },
            Some("pay_year /workers/1/pay_year"),
        ),
        (
            "a year too late",
            Roster { pay: &[amount], pay_year: &late, ..whole.clone() },
            Some("pay_year /workers/1/pay_year"),
        ),
        (
            "a grade too early",
            Roster { appraisals: vec![(years[0], &grade[..])], ..whole.clone() },
            Some("grade_year /workers/1/appraisals/2016"),
        ),
        (
            "the id of the plan's own",
            Roster { id: &["w1"], ..whole.clone() },
            Some("duplicate /workers/1/id"),
        ),
    ] {
        let found = plan.check_with(&roster).err().map_or_else(Vec::new, |errors| places(&errors));
        assert_eq!(found, wanted.into_iter().collect::<Vec<_>>(), "{what}");
    }
    let twice = Roster {
        id: &["a", "b", "a"],
        station: &[0; 3],
        post: &[Post::Service; 3],
        hired: &[month("2017-01"); 3],
        ..Roster::default()
    };
    assert_eq!(
        places(&plan.check_with(&twice).expect_err("an error")),
        ["duplicate /workers/3/id"],
        "twice in the column"
    );
}

#[test]
fn builders_and_programmes_find_what_reading_finds() {
    let built = Plan::builder("guangdong-2012", 1948, 2021).build().expect_err("errors");
    assert_eq!(places(&built), ["range /horizon/first", "unknown_preset /programme", "range /stations"]);
    let worker = Worker::new("w", "440203001", Post::Service, "2021-01").expect("a worker");
    let built = Plan::builder("guangdong-2021", 2021, 2121)
        .station(shuangbai::Station::new("440203002").expect("a station"))
        .worker(worker)
        .build();
    assert_eq!(places(&built.expect_err("errors")), ["range /horizon/last"]);
    let own = Programme::from_json(&without(programme(), "/raise").to_string()).expect_err("errors");
    assert_eq!(places(&own), ["missing /programme/raise"]);
    assert_eq!(places(&Programme::preset("").expect_err("errors")), ["unknown_preset /programme"]);
    assert_eq!(places(&Programme::from_json("[]").expect_err("errors")), ["type /programme"]);
    assert_eq!(places(&Programme::from_json("{").expect_err("errors")), ["json "]);
    let preset = Programme::preset("guangdong-2021").expect("a preset");
    assert_eq!(places(&preset.reformed("1").expect_err("errors")), ["type /programme"]);
    assert_eq!(
        places(&preset.reformed(r#"{"id": 1, "raise": []}"#).expect_err("errors")),
        ["type /programme/id", "range /programme/raise",]
    );
}

#[test]
fn a_model_under_a_reform_finds_what_the_reform_breaks() {
    let tier = json!({"from": 2017, "tier": "delta", "parts": [{"payer": "local", "parts": 1}]});
    let plan = with(with(plan(), "/programme/sharing/1", tier), "/stations/0/tier", json!("delta"));
    let model = read(&plan).check().expect("a model");
    for (patch, wanted) in [
        (r#"{"raise": null}"#, "missing /programme/raise"),
        (
            r#"{"sharing": [{"from": 2017, "parts": [{"payer": "local", "parts": 1}]}]}"#,
            "unknown_tier /stations/0/tier",
        ),
        (
            r#"{"norm": [{"from": 2017, "kind": "villages", "administrative": 2}]}"#,
            "needs_villages /stations/0",
        ),
        (r#"{"title": {"en": 1}}"#, "type /programme/title/en"),
        (r#"{"id": "a", "id": "b"}"#, "json /id"),
    ] {
        assert_eq!(places(&model.reformed(patch).expect_err("an error")), [wanted], "{patch}");
    }
    let subsidy = r#"{"subsidy": [{"from": 2018, "standard": 1}]}"#;
    let found = model.reformed(subsidy).expect("a model").forecast().expect_err("an error");
    assert_eq!(places(&found.errors().expect("errors")), ["no_rule /programme/subsidy"]);
}

#[test]
fn an_empty_roster_buf_is_nobody() {
    let nobody = RosterBuf::default();
    assert!(nobody.as_roster().is_empty());
    let plan = read(&without(plan(), "/workers"));
    assert!(
        plan.check_with(&nobody.as_roster())
            .map_err(Unanswered::from)
            .and_then(|model| model.forecast())
            .is_ok()
    );
}
