//! Rules 16 to 21: questions, worked ones and laws that hold of all of them.

mod plans;

use std::collections::BTreeSet;

use plans::{cases, draws, plans};
use proptest::prelude::*;
use serde_json::{Value, json};
use shuangbai::{Calculator, ErrorKind, Errors, Plan, answer_json};
use shuangbai_tests::{
    errors_of, forecast, list, plan, questions, snapshot, told, value, vectors, with, without_texts,
};

fn ask(question: &Value) -> Value {
    value(&answer_json(&question.to_string()))
}

/// The answer to a question of this kind; a panic where it is errors.
fn answer(plan: &Value, kind: &str, asked: Value) -> Value {
    let question = json!({"plan": plan, kind: asked});
    let mut answer = ask(&question);
    assert!(answer.get("errors").is_none(), "{answer}\nto {question}");
    answer[kind].take()
}

#[test]
fn every_worked_question_has_its_answer_to_the_byte() {
    for question in questions() {
        let answer = without_texts(ask(&question.question));
        assert_eq!(answer.to_string(), question.answer.to_string(), "{}", question.name);
    }
}

#[test]
fn kept_explanations_are_the_answers_to_the_question_why() {
    let mut asked = 0;
    for question in questions() {
        let Some(why) = question.question.get("why").filter(|_| question.answer.get("errors").is_none())
        else {
            continue;
        };
        let plan = Plan::from_json(&question.question["plan"].to_string()).expect("a plan");
        let calculator = Calculator::new(plan).expect("a plan without errors");
        let kept = calculator.explanations("{}").expect("a forecast");
        let fold = why.get("fold").and_then(Value::as_u64).unwrap_or(20) as usize;
        let open: Vec<usize> =
            list(why, "open").iter().filter_map(|place| Some(place.as_u64()? as usize)).collect();
        let at = why["at"].as_str().expect("a pointer");
        for _ in 0..2 {
            let told = kept.explain(at, fold, &open).expect("an explanation");
            assert_eq!(value(&told), ask(&question.question)["why"], "{}", question.name);
        }
        let wrong = kept.explain(&format!("{at}x"), fold, &open).expect_err("no such figure");
        assert_eq!(errors_of(&value(&wrong.to_json())), ["unknown_figure /at"]);
        asked += 1;
    }
    assert!(asked > 5);
}

/// A kind, a question that has this error and no other, its place.
type Case = (ErrorKind, Value, &'static str);

#[rustfmt::skip]
fn cases_of_errors() -> Vec<Case> {
    use ErrorKind::*;
    let ask = |kind: &str, asked: Value| json!({"plan": plan(), kind: asked});
    let figure = json!({"figure": "pay"});
    let compare = |with: Value, figure: &Value| ask("compare", json!({"with": with, "figure": figure}));
    let vary = |at: Value, from: Value, to: Value| json!({"at": at, "from": from, "to": to});
    let rate = vary(json!("/programme/raise/0/rate"), json!("0"), json!("0.1"));
    let seek = |vary: &Value, figure: &Value| ask("seek", json!({"vary": vary, "figure": figure, "at_most": "1.00"}));
    let of = |name: &str| json!({"figure": name});
    let with_costs = with(plan(), "/reform", json!({"costs": [{"name": "a/b", "from": 2017, "per_station": 1, "parts": [{"payer": "local", "parts": 1}]}]}));
    let later = with(plan(), "/horizon", json!({"first": 2018, "last": 2018}));
    let (missing, graded) = (with(plan(), "/assumptions", json!({"from": 2018, "missing_history": "pass"})), with(with(plan(), "/assumptions", json!({"from": 2018})), "/workers/0/appraisals", json!({"2017": "pass"})));
    let all = json!({
        "subsidy": {"standard": 1}, "sharing": {"parts": [{"payer": "local", "parts": 1}]}, "raise": {"rate": 0}, "appraisal": {"min_months": 1},
        "contract": [{"from": 2017, "years": 1}], "norm": [{"from": 2017, "kind": "range", "min": 0, "max": 9}],
        "costs": [{"name": "c", "from": 2017, "per_station": 1, "parts": [{"payer": "local", "parts": 1}]}],
        "funds": [{"name": "f", "payer": "local", "first": 2017, "amount": 1}],
    });
    let all = with(with(with(with(plan(), "/reform", all), "/stations/0/villages", json!(1)), "/workers/0/pay", json!(1)), "/assumptions", json!({"pass_rate": 0}));
    let march = json!({"first": "2017-03", "last": "2017-03"});
    let late = with(with(plan(), "/programme/sharing/0/from", json!(2016)), "/programme/sharing/0/decided", json!("2017-03"));
    let late_grade = json!({"2015": {"grade": "pass", "decided": "2017-03"}, "2016": "pass"});
    let late_grade = with(with(with(plan(), "/workers/0/hired", json!("2015-01")), "/workers/0/pay", json!(50_000)), "/workers/0/appraisals", late_grade);
    let late_grade = ["raise", "appraisal"].iter().fold(late_grade, |plan, list| with(plan, &format!("/programme/{list}/0/from"), json!(2015)));
    let record = |field: &str, value: Value| {
        let record = answer(&plan(), "record", json!({}));
        ask("verify", with(record, field, value))
    };
    vec![
        // kind         the question                                                                    the place
        (Type,          json!([]),                                                                      ""),
        (Choice,        json!({"plan": plan()}),                                                        ""),
        (Choice,        json!({"plan": plan(), "record": {}, "verify": answer(&plan(), "record", json!({}))}), ""),
        (Missing,       json!({"record": {}}),                                                          "/plan"),
        (UnknownField,  json!({"plan": plan(), "record": {}, "seeks": {}}),                             "/seeks"),
        (UnknownField,  ask("record", json!({"plan": 1})),                                              "/record/plan"),
        (Range,         json!({"plan": with(plan(), "/reform", json!({"raise": {"rate": 5}})), "record": {}}), "/plan/programme/raise/0/rate"),
        (NoEntry,       json!({"plan": with(plan(), "/reform", json!({"norm": {"min": 5}})), "record": {}}), "/plan/reform/norm"),
        (UnknownStation, compare(with(plan(), "/workers/0/station", json!("440203009")), &figure),      "/compare/with/workers/0/station"),
        (MissingGrade,  compare(with(plan(), "/assumptions", json!({"from": 2018})), &figure),          "/compare/with/workers/0/appraisals/2017"),
        (Order,         compare(later, &figure),                                                        "/compare/with/horizon"),
        (Type,          ask("why", json!("/totals/0/pay")),                                             "/why"),
        (Missing,       ask("why", json!({})),                                                          "/why/at"),
        (UnknownField,  ask("why", json!({"at": "/totals/0/pay", "depth": 1})),                         "/why/depth"),
        (Type,          ask("why", json!({"at": 1})),                                                   "/why/at"),
        (UnknownFigure, ask("why", json!({"at": ""})),                                                  "/why/at"),
        (UnknownFigure, ask("why", json!({"at": "/totals/0/year"})),                                    "/why/at"),
        (UnknownFigure, ask("why", json!({"at": "/totals/0/due"})),                                     "/why/at"),
        (UnknownFigure, ask("why", json!({"at": "/totals/0/due/town"})),                                "/why/at"),
        (UnknownFigure, ask("why", json!({"at": "/totals/00/pay"})),                                    "/why/at"),
        (UnknownFigure, ask("why", json!({"at": "/rows/99999999999999999999/pay"})),                    "/why/at"),
        (UnknownFigure, ask("why", json!({"at": "/rows/99/pay"})),                                      "/why/at"),
        (UnknownFigure, ask("why", json!({"at": "/norm/0/held"})),                                      "/why/at"),
        (UnknownFigure, ask("why", json!({"at": "/funds/0/unspent"})),                                  "/why/at"),
        (Range,         ask("why", json!({"at": "/totals/0/pay", "fold": 100_001})),                    "/why/fold"),
        (Type,          ask("why", json!({"at": "/totals/0/pay", "open": 0})),                          "/why/open"),
        (Range,         ask("why", json!({"at": "/totals/0/pay", "open": [-1]})),                       "/why/open/0"),
        (Range,         ask("why", json!({"at": "/totals/0/pay", "open": [0, 7]})),                     "/why/open/1"),
        (MissingGrade,  json!({"plan": with(plan(), "/assumptions", json!({"from": 2018})), "why": {"at": "/totals/0/pay"}}), "/plan/workers/0/appraisals/2017"),
        (UnknownFigure, compare(plan(), &of("payy")),                                                   "/compare/figure/figure"),
        (UnknownFigure, compare(plan(), &of("shares/town")),                                            "/compare/figure/figure"),
        (UnknownFigure, compare(plan(), &of("shares")),                                                 "/compare/figure/figure"),
        (UnknownFigure, compare(plan(), &of("year")),                                                   "/compare/figure/figure"),
        (UnknownFigure, compare(with_costs, &of("costs/a/amount")),                                     "/compare/figure/figure"),
        (UnknownFigure, compare(plan(), &of("funds/0/drawn")),                                          "/compare/figure/figure"),
        (UnknownRegion, compare(plan(), &json!({"figure": "pay", "region": "4403"})),                   "/compare/figure/region"),
        (Format,        compare(plan(), &json!({"figure": "pay", "region": "440"})),                    "/compare/figure/region"),
        (Range,         compare(plan(), &json!({"figure": "pay", "years": [2016, 2017]})),              "/compare/figure/years"),
        (Order,         compare(plan(), &json!({"figure": "pay", "years": [2018, 2017]})),              "/compare/figure/years"),
        (Range,         compare(plan(), &json!({"figure": "pay", "years": [2017]})),                    "/compare/figure/years"),
        (Type,          compare(plan(), &json!({"figure": "pay", "years": "2017"})),                    "/compare/figure/years"),
        (UnknownField,  compare(plan(), &json!({"figure": "funds/0/unspent", "years": 2017})),          "/compare/figure/years"),
        (UnknownField,  compare(plan(), &json!({"figure": "funds/0/drawn", "region": "44"})),           "/compare/figure/region"),
        (Choice,        ask("compare", json!({"with": plan(), "figure": figure, "join": [["rise"]]})),  "/compare/join/0/0"),
        (Range,         ask("compare", json!({"with": plan(), "figure": figure, "join": [[]]})),        "/compare/join/0"),
        (Range,         compare(with(all, "/workers/0/pay_year", json!(2017)), &figure),                "/compare/join"),
        (Mixed,         json!({"plan": missing, "compare": {"with": graded, "figure": figure}}),        "/compare/join"),
        (Type,          seek(&vary(json!("/programme/raise/0/mode"), json!("0"), json!("1")), &figure), "/seek/vary/at"),
        (Type,          seek(&vary(json!("/programme/raise/1/rate"), json!("0"), json!("1")), &figure), "/seek/vary/at"),
        (Type,          seek(&vary(json!("/hires/*/count"), json!(1), json!(2)), &figure),              "/seek/vary/at"),
        (Type,          seek(&vary(json!("/stations/0"), json!(1), json!(2)), &figure),                 "/seek/vary/at"),
        (Type,          seek(&vary(json!("stations/0/opens"), json!(1), json!(2)), &figure),            "/seek/vary/at"),
        (Range,         seek(&vary(json!([]), json!(1), json!(2)), &figure),                            "/seek/vary/at"),
        (Type,          seek(&vary(json!(1), json!(1), json!(2)), &figure),                             "/seek/vary/at"),
        (Format,        seek(&vary(json!("/stations/0/opens"), json!("2017"), json!("2018-01")), &figure), "/seek/vary/from"),
        (Range,         seek(&vary(json!("/programme/raise/0/rate"), json!("0"), json!("1.5")), &figure), "/seek/vary/to"),
        (Order,         seek(&vary(json!("/programme/raise/0/rate"), json!("0.2"), json!("0.1")), &figure), "/seek/vary/to"),
        (Range,         seek(&with(rate.clone(), "/step", json!("0")), &figure),                        "/seek/vary/step"),
        (Range,         seek(&with(vary(json!("/stations/0/opens"), json!("2017-01"), json!("2018-01")), "/step", json!(0)), &figure), "/seek/vary/step"),
        (Range,         seek(&vary(json!("/stations/*/villages"), json!(-(1_i64 << 53)), json!(1)), &figure), "/seek/vary/step"),
        (Range,         seek(&vary(json!("/stations/*/villages"), json!(0), json!(10_001)), &figure),   "/seek/vary"),
        (NoRule,        seek(&vary(json!("/programme/raise/0/from"), json!("2017-01"), json!("2019-01")), &figure), "/plan/programme/raise"),
        (PayYear,       seek(&vary(json!("/workers/0/pay_year"), json!(2017), json!(2018)), &figure),   "/seek/vary"),
        (Choice,        ask("seek", json!({"vary": rate, "figure": figure})),                           "/seek"),
        (Choice,        ask("seek", json!({"vary": rate, "figure": figure, "at_most": 1, "at_least": 1})), "/seek"),
        (Choice,        ask("seek", json!({"vary": rate, "figure": figure, "at_most": 1, "find": "best"})), "/seek/find"),
        (Format,        seek(&rate, &of("headcount")).as_object().map_or(Value::Null, |it| with(it.clone().into(), "/seek/at_most", json!("1.00000"))), "/seek/at_most"),
        (Type,          seek(&rate, &of("headcount")).as_object().map_or(Value::Null, |it| with(it.clone().into(), "/seek/at_most", json!(1.5))), "/seek/at_most"),
        (Missing,       ask("sheet", json!({"first": "2017-01"})),                                      "/sheet/last"),
        (Range,         ask("sheet", json!({"first": "2016-12", "last": "2017-02"})),                   "/sheet/first"),
        (Order,         ask("sheet", json!({"first": "2017-03", "last": "2017-02"})),                   "/sheet/last"),
        (UnknownStation, ask("sheet", json!({"first": "2017-01", "last": "2017-02", "stations": ["440203009"]})), "/sheet/stations/0"),
        (Decided,       json!({"plan": late, "sheet": march}),                                          "/plan/programme/sharing/0/decided"),
        (Decided,       json!({"plan": late_grade, "sheet": march}),                                    "/plan/workers/0/appraisals/2015/decided"),
        (Uncertain,     json!({"plan": with(plan(), "/assumptions", json!({"pass_rate": "0.9"})), "sheet": march}), "/sheet/last"),
        (Format,        ask("verify", json!(5)),                                                        "/verify"),
        (Format,        record("/rules", json!("1")),                                                   "/verify/rules"),
        (Format,        record("/plan", json!("ABC")),                                                  "/verify/plan"),
        (Format,        record("/forecast", Value::Null),                                               "/verify/forecast"),
        (UnknownField,  record("/hash", json!("")),                                                     "/verify/hash"),
    ]
}

#[test]
fn every_smallest_question_has_its_error_and_no_other() {
    for (kind, question, at) in cases_of_errors() {
        assert_eq!(errors_of(&ask(&question)), [format!("{} {at}", kind.code())], "{question:.900}");
    }
}

#[test]
fn what_is_no_json_is_answered_by_its_errors() {
    for (text, wanted) in
        [("{", "json "), ("", "json "), (r#"{"plan": {"by": 1, "by": 1}}"#, "json /plan/by")]
    {
        assert_eq!(errors_of(&value(&answer_json(text))), [wanted], "{text}");
    }
}

#[test]
fn the_texts_of_smallest_questions_are_those_of_the_snapshot() {
    let said = |(_, question, _): &Case| {
        let found: Errors = serde_json::from_str(&answer_json(&question.to_string())).expect("errors");
        told(&found)
    };
    let said: BTreeSet<String> = cases_of_errors().iter().map(said).collect();
    snapshot("questions.txt", &said.into_iter().collect::<Vec<_>>().join("\n"));
}

/// A figure of all years of a forecast, in fen; 0 of a payer that it does not have.
fn total(plan: &Value, pointer: &str) -> i128 {
    let forecast = forecast(plan);
    let fen = |row: &Value| {
        let amount = row.pointer(pointer).map_or("0", |amount| amount.as_str().expect("an amount"));
        amount.replace('.', "").parse::<i128>().expect("fen")
    };
    list(&forecast, "totals").iter().map(fen).sum()
}

fn fen(amount: &Value) -> i128 {
    amount.as_str().expect("an amount").replace('.', "").parse().expect("fen")
}

/// Every order of the numbers below a limit.
fn orders(limit: usize) -> Vec<Vec<usize>> {
    if limit == 0 {
        return vec![Vec::new()];
    }
    let shorter = orders(limit - 1).into_iter();
    shorter
        .flat_map(|order| (0..limit).map(move |at| [&order[..at], &[limit - 1], &order[at..]].concat()))
        .collect()
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn an_effect_is_the_mean_of_what_a_cause_does_in_every_order(plan in plans(), mut draw in draws(12)) {
        let mut costs = plan["programme"]["costs"].as_array().cloned().unwrap_or_default();
        let parts = json!([{"payer": "local", "parts": 1}, {"payer": "city", "parts": 2}]);
        costs.push(json!({"name": "another", "from": 1990, "per_station": 1000 + draw.below(9_000), "parts": parts}));
        let reforms = [
            ("subsidy", "/reform/subsidy", json!({"standard": 47_001 + draw.below(9_000)})),
            ("raise", "/reform/raise", json!({"rate": format!("0.0{}", 1 + draw.below(9)), "mode": "simple"})),
            ("appraisal", "/reform/appraisal", json!({"min_months": 1 + draw.below(12)})),
            ("costs", "/reform/costs", costs.into()),
            ("chances", "/assumptions/pass_rate", json!(draw.one_of(&["0.25", "0.9", "0"]))),
        ];
        let empty = |plan: Value, field: &str| if plan.get(field).is_some() { plan } else { with(plan, &format!("/{field}"), json!({})) };
        let base = empty(empty(plan, "assumptions"), "reform");
        let changed = |set: usize| {
            let taken = reforms.iter().enumerate().filter(|(place, _)| set & (1 << place) != 0);
            taken.fold(base.clone(), |plan, (_, (_, at, new))| with(plan, at, new.clone()))
        };
        let all = (1 << reforms.len()) - 1;
        let figure = draw.one_of(&["pay", "subsidy", "top_up", "surplus", "due/local", "due/city", "due/local"]);
        let question = json!({"with": changed(all), "figure": {"figure": figure}});
        let answer = answer(&base, "compare", question);
        let value_of: Vec<i128> = (0..=all).map(|set| total(&changed(set), &format!("/{figure}"))).collect();
        let mut sums = [0; 5];
        let orders = orders(reforms.len());
        for order in &orders {
            let mut set = 0;
            for &cause in order {
                sums[cause] += value_of[set | 1 << cause] - value_of[set];
                set |= 1 << cause;
            }
        }
        let effects = list(&answer, "effects");
        let mut sum = 0;
        for ((cause, ..), total) in reforms.iter().zip(sums) {
            let effect = effects.iter().find(|effect| effect["cause"] == *cause);
            let Some(effect) = effect else {
                // What does not differ is not listed, and does nothing.
                prop_assert_eq!(total, 0, "{}", cause);
                continue;
            };
            let exact = effect["exact"].as_str().expect("a fraction");
            let (numerator, denominator) = exact.split_once('/').unwrap_or((exact, "1"));
            let [numerator, denominator] = [numerator, denominator].map(|it| it.parse::<i128>().expect("a number"));
            prop_assert_eq!(numerator * orders.len() as i128, total * denominator, "{}", effect);
            let off = fen(&effect["effect"]) * denominator - numerator;
            prop_assert!(off.abs() < denominator, "{} is within a unit", effect);
            sum += fen(&effect["effect"]);
        }
        prop_assert_eq!(sum, fen(&answer["difference"]));
        prop_assert_eq!(fen(&answer["base"]), value_of[0]);
        prop_assert_eq!(fen(&answer["other"]), value_of[all]);
    }

    #[test]
    fn what_is_found_is_a_crossing_of_a_full_scan(plan in plans(), mut draw in draws(12)) {
        let (steps, figure) = (1 + draw.below(12), draw.one_of(&["pay", "subsidy", "top_up", "surplus"]));
        let (bound, find) = (draw.one_of(&["at_most", "at_least"]), draw.one_of(&["last", "first"]));
        let rate = |step: usize| format!("0.{:02}", step);
        let varied = |step: usize| with(plan.clone(), "/programme/raise/0/rate", json!(rate(step)));
        let scan: Vec<i128> = (0..=steps).map(|step| total(&varied(step), &format!("/{figure}"))).collect();
        let limit = scan[draw.below(scan.len())] + draw.one_of(&[0, 1, -1]);
        let limit = limit.max(0);
        let fulfils = |step: usize| if bound == "at_most" { scan[step] <= limit } else { scan[step] >= limit };
        let vary = json!({"at": "/programme/raise/0/rate", "from": "0", "to": rate(steps), "step": "0.01"});
        let question = json!({
            "vary": vary, "figure": {"figure": figure}, bound: format!("{}.{:02}", limit / 100, limit % 100), "find": find,
        });
        let answer = answer(&plan, "seek", question);
        let step_of = |value: &Value| {
            let value = value.as_str().expect("a rate");
            (0..=steps).find(|step| rate(*step).trim_end_matches('0').trim_end_matches('.') == value).expect("a candidate")
        };
        for tried in list(&answer, "tried") {
            prop_assert_eq!(fen(&tried["figure"]), scan[step_of(&tried["value"])]);
        }
        let (bad_end, good_end) = if find == "last" { (steps, 0) } else { (0, steps) };
        if answer["value"].is_null() {
            prop_assert!(!fulfils(bad_end) && !fulfils(good_end));
            prop_assert!(answer.get("next").is_none());
        } else if answer["next"].is_null() {
            prop_assert_eq!(step_of(&answer["value"]), bad_end);
            prop_assert!(fulfils(bad_end));
        } else {
            let (good, bad) = (step_of(&answer["value"]), step_of(&answer["next"]["value"]));
            prop_assert!(fulfils(good) && !fulfils(bad));
            prop_assert_eq!(bad, if find == "last" { good + 1 } else { good - 1 });
            prop_assert_eq!(fen(&answer["figure"]), scan[good]);
            // Where the figure only rises or falls there is no other crossing.
            let crossings = (0..steps).filter(|step| fulfils(*step) != fulfils(step + 1)).count();
            prop_assert!(crossings % 2 == 1);
        }
    }

    #[test]
    fn a_record_is_that_of_the_plan_however_it_is_written(plan in plans()) {
        let record = answer(&plan, "record", json!({}));
        let written = shuangbai_tests::read(&plan).to_json();
        prop_assert_eq!(&answer(&value(&written), "record", json!({})), &record);
        prop_assert_eq!(answer(&plan, "verify", record.clone()), json!({"same": true, "differs": []}));
        let other = with(plan.clone(), "/programme/title", json!({"zh": "另", "en": "other"}));
        prop_assert_eq!(answer(&other, "verify", record.clone()), json!({"same": false, "differs": ["programme"]}));
        let mut other = plan;
        other["regions"]["99"] = json!("nowhere");
        prop_assert_eq!(answer(&other, "verify", record), json!({"same": false, "differs": ["plan"]}));
    }
}

#[test]
fn a_cause_without_effect_is_listed_and_two_alike_share_equally() {
    let base = with(
        plan(),
        "/programme/costs",
        json!([{"name": "c", "from": 2017, "per_station": 100, "parts": [{"payer": "local", "parts": 1}]}]),
    );
    let mut other = with(base.clone(), "/stations/1", json!({"code": "440203002"}));
    other = with(other, "/programme/costs/0/per_station", json!(200));
    other = with(other, "/programme/contract", json!([{"from": 2017, "years": 1}]));
    let compared = answer(
        &base,
        "compare",
        json!({"with": other, "figure": {"figure": "costs/c/amount", "years": 2017}}),
    );
    assert_eq!(
        compared,
        json!({"base": "100.00", "other": "400.00", "difference": "300.00", "effects": [
            {"cause": "contract", "effect": "0.00", "exact": "0", "alone": "0.00", "last": "0.00"},
            {"cause": "costs", "effect": "150.00", "exact": "15000", "alone": "100.00", "last": "200.00"},
            {"cause": "stations", "effect": "150.00", "exact": "15000", "alone": "100.00", "last": "200.00"},
        ]})
    );
    let same = answer(&base, "compare", json!({"with": base, "figure": {"figure": "headcount"}}));
    assert_eq!(same, json!({"base": 2, "other": 2, "difference": 0, "effects": []}));
}

#[test]
fn a_list_given_whole_tells_what_it_resets_and_an_amendment_resets_nothing() {
    let base = with(
        plan(),
        "/programme/raise/0",
        json!({"from": 2017, "rate": "0.05", "effective": "anniversary", "mode": "compound", "source": "s"}),
    );
    let hints = |reform: Value| {
        let forecast =
            shuangbai_tests::read(&with(base.clone(), "/reform", reform)).forecast().expect("a forecast");
        let hints = forecast.unlikely.into_iter().filter(|hint| hint.code.code() == "reset");
        hints.map(|hint| format!("{} {}", hint.at, hint.en.contains("effective"))).collect::<Vec<_>>()
    };
    assert_eq!(hints(json!({"raise": [{"from": 2017, "rate": "0.03"}]})), ["/programme/raise/0 true"]);
    assert_eq!(
        hints(json!({"raise": [base["programme"]["raise"][0], {"from": 2018, "rate": "0.03"}]})),
        ["/programme/raise/1 true"]
    );
    for reform in [
        json!({}),
        json!({"raise": {"rate": "0.03"}}),
        json!({"raise": {"from": 2018, "rate": "0.03"}}),
        json!({"raise": [{"from": 2017, "rate": "0.03", "effective": 1}]}),
        json!({"raise": [{"from": 2017, "rate": "0.03", "effective": "anniversary"}]}),
        json!({"subsidy": [{"from": 2017, "standard": 1}]}),
    ] {
        assert_eq!(hints(reform.clone()), [""; 0], "{reform}");
    }
}

#[test]
fn the_order_of_stations_and_people_is_no_cause() {
    let one = with(plan(), "/stations/1", json!({"code": "440203002"}));
    let one = with(one.clone(), "/workers/1", with(one["workers"][0].clone(), "/id", json!("w2")));
    let mut other = one.clone();
    for list in ["stations", "workers"] {
        other[list].as_array_mut().expect("a list").reverse();
    }
    assert_eq!(
        answer(&one, "compare", json!({"with": other, "figure": {"figure": "pay"}}))["effects"],
        json!([])
    );
}

#[test]
fn a_figure_has_its_region_whatever_rows_the_plan_asks_for() {
    let plan = with(
        with(plan(), "/stations/1", json!({"code": "440301001"})),
        "/workers/1",
        json!({"id": "w2", "station": "440301001", "post": "service", "hired": "2018-01"}),
    );
    let pay = |region: &str, by: &str| {
        let plan = with(plan.clone(), "/by", json!(by));
        let figure = json!({"figure": "pay", "region": region, "years": 2018});
        let rate = json!({"at": "/programme/raise/0/rate", "from": "0.05", "to": "0.05"});
        answer(&plan, "seek", json!({"vary": rate, "figure": figure, "at_most": "9999999.00"}))["figure"]
            .clone()
    };
    for by in ["province", "city", "county", "station"] {
        let pays = ["", "44", "4402", "440203", "440203001", "4403"].map(|region| pay(region, by));
        assert_eq!(
            json!(pays),
            json!(["102500.00", "102500.00", "52500.00", "52500.00", "52500.00", "50000.00"]),
            "by {by}"
        );
    }
}

#[test]
fn a_field_that_was_left_out_can_be_sought_and_all_items_at_once() {
    let plan = with(plan(), "/stations/1", json!({"code": "440203002", "opens": "2017-03"}));
    let plan = with(
        plan,
        "/programme/costs",
        json!([{"name": "c", "from": 2017, "per_station": 1200, "parts": [{"payer": "local", "parts": 1}]}]),
    );
    let found = answer(
        &plan,
        "seek",
        json!({
            "vary": {"at": "/stations/*/opens", "from": "2017-01", "to": "2017-12"},
            "figure": {"figure": "costs/c/amount", "years": 2017}, "at_most": "1000.00", "find": "first",
        }),
    );
    assert_eq!(
        (&found["value"], &found["figure"], &found["next"]["figure"]),
        (&json!("2017-08"), &json!("1000.00"), &json!("1200.00"))
    );
}

#[test]
fn every_worked_plan_has_a_record_that_its_written_form_has_too() {
    for vector in vectors("good") {
        let plan = value(&vector.plan);
        let record = answer(&plan, "record", json!({}));
        let written = shuangbai_tests::read(&plan).to_json();
        assert_eq!(answer(&value(&written), "record", json!({})), record, "{}", vector.name);
        assert_eq!(record["rules"], "2");
    }
}

/// Every figure of a forecast that can be explained: its pointer, and what is printed there.
fn figures(at: String, value: &Value, found: &mut Vec<(String, Value)>) {
    match value {
        Value::Object(fields) => {
            for (key, inner) in fields {
                let named = ["year", "region", "name", "payer", "pays", "kind"].contains(&&key[..]);
                if !named || at.ends_with("/costs") {
                    figures(format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), inner, found);
                }
            }
        }
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(place, inner)| figures(format!("{at}/{place}"), inner, found));
        }
        figure => found.push((at, figure.clone())),
    }
}

/// A node's parts, none where it has none.
fn parts(node: &Value) -> &[Value] {
    node["parts"].as_array().map_or(&[], |parts| parts)
}

/// Whether a tree ends in what stands in the plan.
fn ends(node: &Value) -> bool {
    let leaf = ["given", "one", "months"].contains(&node["op"].as_str().expect("an op"));
    leaf == node.get("parts").is_none() && parts(node).iter().all(ends)
}

#[test]
fn every_figure_of_a_worked_plan_is_explained_to_its_end() {
    let mut explained = 0;
    for vector in vectors("good").into_iter().filter(|vector| vector.name.contains(['6', '7'])) {
        let plan = value(&vector.plan);
        let whole = forecast(&plan);
        let mut all = Vec::new();
        for list in ["rows", "totals", "norm", "funds"] {
            figures(format!("/{list}"), &whole[list], &mut all);
        }
        // Some of each plan: the second engine's checker asks for all of them.
        for (at, printed) in all.iter().step_by(7) {
            let tree = answer(&plan, "why", json!({"at": at, "fold": 0}));
            assert_eq!(tree["value"], *printed, "{} {at}", vector.name);
            assert!(ends(&tree), "{} {at}", vector.name);
            let folded = answer(&plan, "why", json!({"at": at, "fold": 1}));
            assert!(parts(&folded).len() <= parts(&tree).len().max(2), "{} {at}", vector.name);
            if let Some(last) = parts(&tree).len().checked_sub(1) {
                let opened = answer(&plan, "why", json!({"at": at, "fold": 0, "open": [last]}));
                assert_eq!(opened, tree["parts"][last], "{} {at}", vector.name);
            }
            explained += 1;
        }
    }
    assert!(explained > 100, "{explained}");
}
