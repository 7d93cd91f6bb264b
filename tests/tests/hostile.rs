//! Inputs that are broken, odd or deep: the answer is always JSON, a forecast or sorted errors.
//!
//! `heavy.rs` has the large ones.

mod plans;

use plans::{Draw, cases, draws};
use proptest::prelude::*;
use serde_json::{Value, json};
use shuangbai::{Plan, Programme};
use shuangbai_tests::{answer_text, errors, list, places, plan, value, vectors, with};

/// Looks at an answer as rule 15 describes it; the tree, for more.
fn looked_at(answer: &str, plan: &str) -> Value {
    let tree: Value = serde_json::from_str(answer)
        .unwrap_or_else(|error| panic!("{error} in {answer:.300}\nfor {plan:.900}"));
    let Some(found) = tree.get("errors") else {
        for part in ["programme", "notices", "rows", "totals", "norm", "funds"] {
            assert!(tree.get(part).is_some(), "no {part}\nfor {plan:.900}");
        }
        assert!(!list(&tree, "totals").is_empty());
        return tree;
    };
    let found = found.as_array().expect("a list of errors");
    assert!(!found.is_empty(), "neither a forecast nor errors\nfor {plan:.900}");
    let text = |error: &Value, field: &str| error[field].as_str().expect("a text").to_owned();
    let order: Vec<_> = found.iter().map(|error| (text(error, "at"), text(error, "code"))).collect();
    assert!(order.is_sorted_by(|a, b| a < b), "sorted, each once: {order:?}\nfor {plan:.900}");
    for error in found {
        for language in ["zh", "en"] {
            assert!((1..1_000).contains(&text(error, language).len()), "{error:.1500}\nfor {plan:.900}");
        }
    }
    tree
}

fn never_panics(plan: &str) -> Value {
    let answer = answer_text(plan);
    // Readers behind other doors only have to answer at all.
    let _by_serde = serde_json::from_str::<Plan>(plan).is_ok();
    let _as_programme = Programme::from_json(plan).is_ok();
    looked_at(&answer, plan)
}

/// Plans with every field, to be broken.
fn rich_plans() -> Vec<Value> {
    let names = [
        "66-everything",
        "53-two-funds-meet",
        "34-cost-by-runs",
        "57-guangdong-2021",
        "31-old-soviet-and-delta",
        "56-reform",
    ];
    let rich: Vec<Value> = vectors("good")
        .into_iter()
        .filter(|it| names.contains(&&it.name[..]))
        .map(|it| value(&it.plan))
        .collect();
    assert_eq!(rich.len(), names.len(), "a vector was renamed");
    rich
}

/// One of these texts, damaged.
fn damaged(draw: &mut Draw, texts: &[String]) -> String {
    let text = draw.one_of(texts);
    // Two choices make a place where a text may be longer than one reaches.
    let mut below = |end: usize| match end {
        0..=0x1_0000 => draw.below(end),
        _ => (draw.below(1 << 16) << 16 | draw.below(1 << 16)) % end,
    };
    String::from_utf8_lossy(&shuangbai_tests::damaged(&mut below, text.as_bytes(), texts)).into_owned()
}

fn trees() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (0..3000i64).prop_map(Value::from),
        Just(json!(2017.5)),
        "[0-9]{0,3}\\.?[0-9]{0,7}".prop_map(Value::from),
        "(19|20|22)[0-9]{2}-[0-9]{2}".prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        prop::sample::select(vec![
            "pass",
            "local",
            "service",
            "subsidy",
            "guangdong-2017",
            "anniversary",
            "440203001",
            ""
        ])
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let key = prop_oneof![
            ".{0,5}",
            prop::sample::select(vec![
                "from", "first", "last", "parts", "payer", "kind", "2017", "44", "name", "id"
            ])
            .prop_map(str::to_owned),
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((key, inner), 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(cases(3_000))]

    #[test]
    fn a_damaged_plan_is_answered(mut draw in draws(60)) {
        thread_local!(static TEXTS: Vec<String> =
            ["good", "bad"].into_iter().flat_map(vectors).map(|vector| vector.plan).collect());
        TEXTS.with(|texts| never_panics(&damaged(&mut draw, texts)));
    }

    #[test]
    fn any_tree_in_any_place_is_answered(mut draw in draws(4), tree in trees()) {
        thread_local!(static RICH: Vec<(Value, Vec<String>)> =
            rich_plans().into_iter().map(|plan| { let places = places(&plan); (plan, places) }).collect());
        RICH.with(|rich| {
            let (plan, places) = draw.one_of(rich);
            never_panics(&with(plan, &draw.one_of(&places), tree).to_string())
        });
    }

    #[test]
    fn any_tree_by_itself_is_answered(tree in trees()) {
        never_panics(&tree.to_string());
        never_panics(&with(plan(), "/reform", tree).to_string());
    }

    #[test]
    fn any_text_is_answered(text in "\\PC{0,40}|[\\[\\]{}:,\"0-9.eE+\\-\\\\untrfalse ]{0,40}") {
        never_panics(&text);
    }
}

#[test]
fn every_wrong_value_in_every_place_is_answered() {
    let wrong = json!([
        null, true, 0, -1, 1, 13, 2017, 10_001, 1_000_001, u64::MAX, i64::MIN, 0.5,
        "", "x", "0", "1", "-1", "0.5", "1.5", "12.345", "2017-01", "2017-13", "1948-12", "2201-01", "440203001", "44",
        "pass", "local", "subsidy", "guangdong-2017", [], {}, [[]], [{}], {"from": 2017},
    ]);
    let mut answered = 0;
    for plan in rich_plans() {
        for place in places(&plan) {
            for wrong in wrong.as_array().expect("a list") {
                never_panics(&with(plan.clone(), &place, wrong.clone()).to_string());
                answered += 1;
            }
        }
    }
    assert!(answered > 10_000);
}

#[test]
#[rustfmt::skip]
fn nesting_ends_at_127_levels() {
    let list = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    let object = |levels: usize| format!("{}1{}", r#"{"a":"#.repeat(levels), "}".repeat(levels));
    let both = |levels: usize| format!("{}1{}", r#"[{"a":"#.repeat(levels / 2), "}]".repeat(levels / 2));
    for (inner, levels, wanted) in [
        (list(126),        "127", "type /programme"), (list(127),        "128", "json "), (list(128),        "129", "json "),
        (object(125),      "126", ""),                (object(127),      "128", "json "), (object(128),      "129", "json "),
        (both(126),        "127", "type /programme"), (both(128),        "129", "json "),
        (list(100_000), "100001", "json "),           (object(100_000), "100001", "json "),
        ("[".repeat(1_000_000), "a million", "json "), (r#"{"a":"#.repeat(1_000_000), "a million", "json "),
    ] {
        let text = format!(r#"{{"programme":{inner}}}"#);
        let found = errors(&text);
        looked_at(&answer_text(&text), &text);
        if wanted == "json " {
            assert_eq!(found, [wanted], "{levels} levels");
        } else {
            assert!(found.iter().any(|error| error.starts_with(wanted)) && found[0] != "json ", "{levels} levels: {found:?}");
        }
    }
    for (text, wanted) in [(list(127), "type "), (list(128), "json ")] {
        assert_eq!(errors(&text), [wanted], "a list at the root");
    }
}

#[test]
#[rustfmt::skip]
fn numbers_of_any_length_are_judged_by_their_value() {
    let long = "9".repeat(100_000);
    let zeros = format!("0.{}", "0".repeat(100_000));
    let text = |number: &str| format!("\"{number}\"");
    let leading = text(&format!("{}50000.00", "0".repeat(100_000)));
    for (place, number, wanted) in [
        ("/workers/0/pay",        long.clone(),             "range"), ("/workers/0/pay",    format!("-{long}"),    "range"),
        ("/workers/0/pay",        text(&long),              "range"), ("/workers/0/pay",    format!("{long}.5"),   "type"),
        ("/workers/0/pay",        format!("1e{long}"),      "type"),  ("/workers/0/pay",    "1e400".into(),        "type"),
        ("/workers/0/pay",        zeros.clone(),            "type"),  ("/workers/0/pay",    text(&zeros),          "format"),
        ("/workers/0/pay",        "-0".into(),              ""),      ("/workers/0/pay",    "-0.0".into(),         "type"),
        ("/workers/0/pay",        leading,                  ""),      ("/workers/0/pay",    text("-0"),            "format"),
        ("/horizon/last",         long.clone(),             "range"), ("/horizon/last",     format!("-{long}"),    "range"),
        ("/horizon/last",         "2018.0".into(),          "type"),  ("/horizon/last",     "2.018e3".into(),      "type"),
        ("/stations/0/villages",  long.clone(),             "range"), ("/stations/0/villages", "-0".into(),        ""),
        ("/stations/0/villages",  "-1".into(),              "range"), ("/stations/0/villages", "1E0".into(),       "type"),
        ("/programme/raise/0/rate", long.clone(),           "range"), ("/programme/raise/0/rate", "1e-1".into(),   "type"),
        ("/programme/raise/0/rate", "-0".into(),            ""),      ("/programme/raise/0/rate", text(&long),     "range"),
        ("/programme/raise/0/from", long.clone(),           "range"), ("/programme/raise/0/from", text(&long),     "format"),
        ("/programme/raise/0/effective", long.clone(),      "range"), ("/programme/raise/0/effective", "-0".into(), "range"),
        ("/programme/sharing/0/parts/0/parts", long.clone(), "range"), ("/programme/sharing/0/parts/0/parts", "1e0".into(), "type"),
        ("/by",                   long.clone(),             "type"),  ("/regions",          long.clone(),          "type"),
    ] {
        let plan = with(plan(), place, json!("@@")).to_string().replace("\"@@\"", &number);
        let wanted: Vec<String> = if wanted.is_empty() { vec![] } else { vec![format!("{wanted} {place}")] };
        let answer = answer_text(&plan);
        looked_at(&answer, &plan);
        assert!(answer.len() < 10_000, "{} bytes for {number:.20} at {place}", answer.len());
        let found = if answer.starts_with("{\"errors\"") { errors(&plan) } else { vec![] };
        assert_eq!(found, wanted, "{number:.20} at {place}");
    }
}

#[test]
#[rustfmt::skip]
fn what_is_not_json_is_told_with_line_and_column() {
    let string = |inner: &str| format!(r#"{{"by": "{inner}"}}"#);
    for (text, what) in [
        (string("\\x41"),            "an escape that JSON does not have"), (string("\\'"),           "likewise"),
        (string("\\u12"),            "an escape cut off"),                 (string("\\u+123"),       "a sign in an escape"),
        (string("\\ud800"),          "a high surrogate alone"),            (string("\\udc00"),       "a low surrogate alone"),
        (string("\\ud800\\u0041"),   "a high surrogate with a letter"),    (string("\\ud800\\ud800"), "two high surrogates"),
        (string("\\ud800x"),         "a high surrogate and no escape"),    (string("\\uD83D \\uDE00"), "a pair pulled apart"),
        (string("a\tb"),             "a raw tab"),                         (string("a\nb"),          "a raw line end"),
        (string("\0"),               "a raw zero"),                        (string("\u{1f}"),        "a raw control character"),
        ("\u{feff}\u{feff}{}".into(), "two byte order marks"),                ("{}\u{feff}".into(),     "a byte order mark behind"),
        ("".into(),                  "nothing"),                           (" \n\t\r ".into(),       "blanks"),
        ("{} {}".into(),             "two values"),                        ("{},".into(),            "a comma behind"),
        ("[1,]".into(),              "a comma before the end"),            ("{\"a\":1,}".into(),     "likewise"),
        ("{,}".into(),               "a comma alone"),                     ("[1 2]".into(),          "no comma"),
        ("{\"a\" 1}".into(),         "no colon"),                          ("{a:1}".into(),          "a key without quotes"),
        ("{1:1}".into(),             "a key that is a number"),            ("{'a':1}".into(),        "single quotes"),
        ("01".into(),                "a leading zero"),                    ("-".into(),              "a sign alone"),
        ("+1".into(),                "a plus sign"),                       (".5".into(),             "no digit before the point"),
        ("5.".into(),                "no digit after the point"),          ("1e".into(),             "no exponent"),
        ("1e+".into(),               "likewise"),                          ("0x10".into(),           "hexadecimal"),
        ("-01".into(),               "a leading zero behind a sign"),      ("1_000".into(),          "an underscore"),
        ("NaN".into(),               "not a number"),                      ("-Infinity".into(),      "infinity"),
        ("nul".into(),               "a word cut off"),                    ("True".into(),           "a capital"),
        ("nullx".into(),             "a word too long"),                   ("// a\n{}".into(),       "a comment"),
        ("{\"a\":\"b".into(),        "a string cut off"),                  ("\"\\".into(),           "an escape cut off"),
        ("\u{a0}{}".into(),          "a blank that JSON does not have"),   ("{}\u{3000}".into(),     "likewise"),
        ("{\u{c}}".into(),           "a form feed"),                       ("\u{201c}a\u{201d}".into(), "Chinese quotes"),
    ] {
        let answer = answer_text(&text);
        assert_eq!(errors(&text), ["json "], "{what}: {text:?}");
        looked_at(&answer, &text);
        for word in ["第 ", " 行", "line ", "column "] {
            assert!(answer.contains(word), "{what}: {answer}");
        }
    }
    for (text, line, column) in [
        ("{\n\"a\": x}", 2, 6), ("{\r\n\r\n x", 3, 2), ("{\"省\": \"中\" x", 1, 11), ("[\"\u{1f600}\" x", 1, 6), ("{", 1, 2), ("\n\n", 3, 1),
    ] {
        let answer = answer_text(text);
        assert!(answer.contains(&format!("line {line}, column {column}:")), "{text:?}: {answer}");
        assert!(answer.contains(&format!("第 {line} 行第 {column} 列")), "{text:?}: {answer}");
    }
}

#[test]
fn escapes_are_read_and_keys_compared_after_them() {
    let plan = plan().to_string();
    let escaped = plan
        .replace("\"workers\"", "\"wor\\u006bers\"")
        .replace("service", "\\u0073ervice")
        .replace("2017-01", "2017\\u002d01");
    assert_ne!(plan, escaped);
    assert_eq!(answer_text(&escaped), answer_text(&plan));
    assert_eq!(errors(r#"{"by": "city", "b\u0079": "city"}"#), ["json /by"], "one key written in two ways");
    assert_eq!(errors(r#"{"a": {"\/": 1, "/": 2, "~": 3, "\u007e": 4}}"#), ["json /a/~0", "json /a/~1"]);
    let pair =
        answer_text(&plan.replace("\"by\"", "\"x\"").replace("\"Example\"", "\"\\ud83d\\ude00\\n\\\"\\\\\""));
    looked_at(&pair, &plan);
    let named = with(value(&plan), "/regions", json!({"44": "@@"}))
        .to_string()
        .replace("@@", "\\ud83d\\ude00\\u0000\\\"\\\\\\/");
    assert_eq!(value(&answer_text(&named))["rows"][0]["name"], "\u{1f600}\0\"\\/", "printed as it was read");
}

/// A tree's text in which the first key of the object at a place stands once more, at its end.
fn with_a_key_twice(tree: &Value, at: &str) -> Option<(String, String)> {
    let fields = tree.pointer(at)?.as_object()?;
    let (key, first) = fields.iter().next()?;
    let marked = with(tree.clone(), &format!("{at}/@@"), first.clone());
    let pointer = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
    Some((marked.to_string().replace("\"@@\"", &Value::from(key.clone()).to_string()), pointer))
}

#[test]
fn a_key_given_twice_is_found_in_every_object() {
    let mut objects = 0;
    for plan in rich_plans() {
        for at in std::iter::once(String::new()).chain(places(&plan)) {
            let Some((text, pointer)) = with_a_key_twice(&plan, &at) else { continue };
            assert_eq!(errors(&text), [format!("json {pointer}")], "and nothing else is reported");
            looked_at(&answer_text(&text), &text);
            objects += 1;
        }
    }
    assert!(objects > 50);
    // In what is no field, too, and before anything else is looked at.
    assert_eq!(errors(r#"{"x": [{"y": {"z": 1, "z": 2, "z": 3}}]}"#), ["json /x/0/y/z"]);
    assert_eq!(errors(r#"[{"a": 1, "a": {"b": 1, "b": 2}}]"#), ["json /0/a", "json /0/a/b"]);
}

#[test]
fn rates_that_are_certain_in_any_writing_are_certain() {
    let certain = answer_text(&plan().to_string());
    for (pass, leave) in [
        ("\"1\"", "\"0\""),
        ("1", "0"),
        ("\"1.000000\"", "\"0.000000\""),
        ("1", "-0"),
        ("\"0001.0\"", "\"000\""),
    ] {
        let plan = with(plan(), "/assumptions", json!({"pass_rate": "@@", "leave_rate": "##"})).to_string();
        let plan = plan.replace("\"@@\"", pass).replace("\"##\"", leave);
        assert_eq!(answer_text(&plan), certain, "{pass} {leave}");
    }
}
