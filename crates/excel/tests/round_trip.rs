//! Every worked plan as a workbook and back.

use std::{fs, path::Path};

use rust_xlsxwriter::Workbook;
use shuangbai::Plan;
use shuangbai_excel::{Language, ReadOptions, read_plan, template};

/// The worked plans, by name.
fn plans() -> Vec<(String, Plan)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/good");
    let mut plans = Vec::new();
    for file in fs::read_dir(folder).expect("worked plans") {
        let path = file.expect("a file").path();
        let text = fs::read_to_string(&path).expect("text");
        let plan: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        plans.push((name, Plan::from_json(&plan["plan"].to_string()).expect("a plan")));
    }
    assert!(plans.len() > 70);
    plans
}

#[test]
fn a_plan_is_the_same_after_a_workbook_in_either_language() {
    for (name, plan) in plans() {
        for language in [Language::Zh, Language::En] {
            let book = template(language, &plan.to_json()).unwrap_or_else(|error| panic!("{name}: {error}"));
            let read =
                read_plan(&book, &ReadOptions::default()).unwrap_or_else(|errors| panic!("{name}: {errors}"));
            assert_eq!(read.plan.to_json(), plan.to_json(), "{name}");
            assert_eq!(
                book,
                template(language, &plan.to_json()).expect("a workbook"),
                "{name}: the same bytes"
            );
        }
    }
}

#[test]
fn an_empty_template_says_what_is_missing() {
    let book = template(Language::Zh, "{}").expect("a workbook");
    let errors = read_plan(&book, &ReadOptions::default()).expect_err("it has no stations");
    let codes: Vec<&str> = errors.errors.iter().map(|error| &error.code[..]).collect();
    assert!(codes.contains(&"no_table"), "{errors}");
    assert!(codes.contains(&"missing"), "the horizon: {errors}");
}

#[test]
fn a_share_that_is_half_written_is_refused() {
    let book = |shares: &str| {
        let mut book = Workbook::new();
        let rows: [(&str, &[&[&str]]); 2] = [
            ("站点", &[&["编码", "村居数"], &["440203001", "3"]]),
            (
                "参数",
                &[
                    &["修订·规则", "自", "档", "岗位", "名称", "字段", "新值"],
                    &["sharing", "", "", "", "", "parts", shares],
                ],
            ),
        ];
        for (name, rows) in rows {
            let sheet = book.add_worksheet();
            sheet.set_name(name).expect("a name");
            for (row, cells) in (0..).zip(rows) {
                for (column, cell) in (0..).zip(*cells) {
                    sheet.write_string(row, column, *cell).expect("a cell");
                }
            }
        }
        book.save_to_buffer().expect("a workbook")
    };
    let outline = r#"{"outline": {"programme": "guangdong-2021", "horizon": {"first": 2021, "last": 2022}}}"#;
    let options = ReadOptions::from_json(outline).expect("options");
    let read = |shares: &str| read_plan(&book(shares), &options);
    assert!(read("省 6，地方 4").expect("a plan").plan.to_json().contains(r#""parts":6"#));
    for half in ["省 6，地方", "省，地方 4", "省"] {
        assert!(read(half).is_err(), "{half}");
    }
}
