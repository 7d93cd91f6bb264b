//! Rules 11 and 15: tables with troubles that people have (`tests/cases`), read or refused as it is right.

use std::fs;

use shuangbai::{
    Plan,
    table::{Sheets, TableKind, TableOptions, TextTable, read_csv},
};
use shuangbai_tests::root;

/// What somebody who gives these files is told, and the pay of all years.
#[derive(Debug, Default)]
struct Told {
    pay: Option<String>,
    /// Errors with their place in the file, and hints, in Chinese and English.
    zh: Vec<String>,
    en: Vec<String>,
}

fn bytes(name: &str) -> Vec<u8> {
    fs::read(root().join("tests/cases").join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The tables of two files, or what is wrong with one of them.
fn tables(stations: &str, workers: &str) -> Result<[TextTable; 2], Told> {
    let table = |name: &str| {
        read_csv(&bytes(name)).map_err(|error| Told {
            zh: vec![error.zh],
            en: vec![error.en],
            ..Told::default()
        })
    };
    Ok([table(stations)?, table(workers)?])
}

fn told(stations: &str, workers: &str, (first, last): (u16, u16), assumptions: &str, options: &str) -> Told {
    let [stations, workers] = match tables(stations, workers) {
        Ok(tables) => tables,
        Err(told) => return told,
    };
    let outline = format!(
        r#"{{"programme": "guangdong-2021", "horizon": {{"first": {first}, "last": {last}}}, "assumptions": {{{assumptions}}},
            "regions": {{"440203": "武江区"}}}}"#
    );
    let mut sheets = Sheets::default();
    sheets.set_options(TableOptions::from_json(options).expect("options"));
    sheets.add(TableKind::Stations, stations, &[]);
    sheets.add(TableKind::Workers, workers, &[]);
    let read = sheets.plan_told(&outline).and_then(|(plan, hints)| Ok((plan.forecast()?, hints)));
    let mut told = Told::default();
    match read {
        Ok((forecast, hints)) => {
            let pay: i64 = forecast.totals.iter().map(|row| row.pay.0).sum();
            told.pay = Some(format!("{}.{:02}", pay / 100, pay % 100));
            for hint in hints.iter().chain(&forecast.unlikely) {
                told.zh.push(format!("{} {} {:?} {}", hint.code.code(), hint.at, hint.rows, hint.zh));
                told.en.push(hint.en.clone());
            }
        }
        Err(errors) => {
            for error in sheets.locate(&errors, None).errors {
                let place = format!("{:?} {:?}", error.row, error.column.unwrap_or_default());
                told.zh.push(format!("{} {place} {}", error.code.code(), error.zh));
                told.en.push(error.en.into_owned());
            }
        }
    }
    told
}

/// What is told of a table of workers at the common stations, in 2022.
fn of(workers: &str) -> Told {
    told("stations.csv", workers, (2022, 2022), "", "{}")
}

#[test]
fn what_loses_nothing_is_read() {
    for (told, pay, why) in [
        (of("39-excel-drops-commas.csv"), "936000.00", "rows that end early"),
        (of("40-sep-line.csv"), "52000.00", "a first line that says what parts cells"),
        (of("41-equals-quoted.csv"), "52000.00", "text as a formula"),
        (of("43-zero-width.csv"), "52000.00", "characters that nobody sees"),
        (of("45-title-row.csv"), "52000.00", "a title above, a sum below"),
        (of("30-twice.csv"), "104000.00", "one row twice"),
        (
            told("stations.csv", "28-wan.csv", (2022, 2022), "", r#"{"pay_unit": "万元"}"#),
            "106000.00",
            "ten thousands",
        ),
        (
            told(
                "stations.csv",
                "62-grades.csv",
                (2022, 2022),
                r#""missing_history": "fail""#,
                r#"{"grades": {"称职": "pass", "A": "优秀", "优良": "合格"}}"#,
            ),
            "207500.00",
            "grades in other words",
        ),
    ] {
        assert_eq!(told.pay.as_deref(), Some(pay), "{why}: {told:?}");
    }
    let first_row = of("64-fullwidth.csv");
    assert!(
        first_row.pay.is_none() && first_row.zh.len() == 1,
        "only the dotted month is refused: {first_row:?}"
    );
}

#[test]
fn what_may_be_lost_is_refused_with_its_cause() {
    for (told, words_zh, words_en) in [
        (
            of("20-yymmdd.csv"),
            "format Some(2) \"入职\" “210801”若按年月读是 2108-01；若指 2021年8月1日，请写 2021-08",
            "would be the month 2108-01",
        ),
        (of("22-quote-swallows.csv"), "format Some(2) \"编号\" 编号“", "the id `甲"),
        (
            told("23-mixed-encodings-stations.csv", "23-workers.csv", (2022, 2022), "", "{}"),
            "第 3 行不是 UTF-8",
            "line 3 is not UTF-8",
        ),
        (of("25-utf8-one-gbk-row.csv"), "第 3 行不是 UTF-8", "line 3 is not UTF-8"),
        (of("34-rehire-same-id.csv"), "编号“A1”在 第 2 行 已用过", "`A1` is there before, at row 2"),
        (
            told("47-ragged-stations.csv", "47-workers.csv", (2022, 2022), "", "{}"),
            "needs_villages Some(3)",
            "has no `villages`",
        ),
        (
            of("48-heading-place.csv"),
            "unknown_field Some(1) \"年薪/元\" 没有名为“年薪/元”的列",
            "did you mean `年薪`?",
        ),
        (of("48-heading-place.csv"), "unknown_field Some(1) \"考核2021年\"", "did you mean `考核2021`?"),
        (
            of("54-excel-serial.csv"),
            "Excel 的日期序号，即 2022-01-01（按 1904 年日期系统为 2026-01-02）",
            "Excel's number for 2022-01-01",
        ),
        (
            of("56-scientific-codes.csv"),
            "format Some(2) \"社工站\" “4.40203E+11”是科学计数法",
            "has lost the code's last digits",
        ),
        (
            told("stations.csv", "60-current-pay.csv", (2023, 2024), r#""missing_history": "pass""#, "{}"),
            "年薪年度",
            "pay_year",
        ),
        (of("61-guangdong-roster.csv"), "不认识的共", "are not known"),
        (
            of("62-grades.csv"),
            "choice Some(2) \"2021年考核\" “称职”不是考核等次",
            "say which one a word of your own means",
        ),
        (of("63b-empty.csv"), "文件是空的", "the file is empty"),
        (of("64-fullwidth.csv"), "“2022。1”分不清是 2022-01 还是 2022-10", "may be 2022-01 or 2022-10"),
        (of("49-order.csv"), "分不清", "may be"),
    ] {
        assert!(told.pay.is_none(), "{words_zh}: {told:?}");
        assert!(told.zh.iter().any(|text| text.contains(words_zh)), "{words_zh}: {:#?}", told.zh);
        assert!(told.en.iter().any(|text| text.contains(words_en)), "{words_en}: {:#?}", told.en);
    }
    let one = of("56-scientific-codes.csv");
    assert_eq!(one.zh.len(), 1, "440203100.0 is read: {one:?}");
}

#[test]
fn what_can_hardly_be_meant_is_told() {
    let pass = r#""pass_rate": "1", "missing_history": "pass""#;
    for (told, words) in [
        (of("28-wan.csv"), "pay /workers/0 [0, 1] 2 人的年薪不到标准（50000.00 元）的十分之一"),
        (of("30-twice.csv"), "alike /workers/0 [0, 1]"),
        (told("stations.csv", "31-transfer.csv", (2022, 2025), pass, "{}"), "grade_unused /workers/1 [1]"),
        (of("45-title-row.csv"), "rows_left_out /workers [] 1 行在表头之前，没有读入：第 1 行“"),
        (of("45-title-row.csv"), "rows_left_out /workers [] 1 行是合计，没有读入：第 4 行“合计”"),
        (
            told("stations.csv", "39-excel-drops-commas.csv", (2023, 2024), pass, "{}"),
            "old_pay /workers/0 [0, 1, 2, 3, 4] 18 人的年薪没有年薪年度",
        ),
        (
            told("stations.csv", "39-excel-drops-commas.csv", (2020, 2021), "", "{}"),
            "never_there /workers/0 [0, 1, 2, 3, 4] 18 人在预测期",
        ),
        (of("40-sep-line.csv"), "no_posts /stations/1 [1] 1 个社工站没有任何人员"),
    ] {
        assert!(told.pay.is_some(), "{words}: {told:?}");
        assert!(told.zh.iter().any(|text| text.contains(words)), "{words}: {:#?}", told.zh);
    }
    let empty = told("stations.csv", "empty-roster.csv", (2022, 2022), "", "{}");
    assert!(empty.zh.iter().any(|text| text.starts_with("empty ")), "{empty:?}");
}

#[test]
fn a_roster_of_the_provinces_form_is_read_without_what_it_has_besides() {
    let leave = r#"{"unknown": "leave"}"#;
    let told = told("stations.csv", "61-guangdong-roster.csv", (2022, 2022), "", leave);
    // Of the ten columns the month of hire is known; where people work, and as what, it says in words of its own.
    assert!(told.zh.iter().all(|text| text.starts_with("missing")), "{told:?}");
    assert_eq!(told.zh.len(), 2, "{told:?}");
}

#[test]
fn plans_as_text_have_no_faults_that_nobody_sees() {
    let read = |name: &str| Plan::from_json(&String::from_utf8(bytes(name)).expect("UTF-8"));
    assert!(read("58-bom.json").and_then(|plan| plan.forecast()).is_ok(), "a byte order mark");
    let errors = read("57-curly-quotes.json").unwrap_err();
    assert!(
        errors.as_slice()[0].zh.contains("字符““”不应出现在这里，不是 JSON，应为英文（半角）的 \""),
        "{errors:?}"
    );
    let two_raises = read("37-two-raises.json").and_then(|plan| plan.forecast()).expect("a forecast");
    let hint = &two_raises.unlikely[0];
    assert_eq!((hint.code.code(), &hint.at[..]), ("later", "/programme/raise/1"));
    assert!(hint.en.contains("first works from 2025-07 on"), "{hint:?}");
}
