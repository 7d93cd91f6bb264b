//! Workbooks as officials have them, and larger than they have them.

use rust_xlsxwriter::{Workbook, Worksheet};
use shuangbai_excel::{ReadErrors, ReadOptions, read_plan};

const OUTLINE: &str =
    r#"{"outline": {"programme": "guangdong-2021", "horizon": {"first": 2021, "last": 2021}}}"#;

fn sheet(name: &str, rows: &[&[&str]]) -> Worksheet {
    let mut sheet = Worksheet::new();
    sheet.set_name(name).expect("a name");
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(*cells) {
            sheet.write_string(row, column, *cell).expect("a cell");
        }
    }
    sheet
}

fn read(sheets: Vec<Worksheet>) -> Result<serde_json::Value, ReadErrors> {
    let mut book = Workbook::new();
    for sheet in sheets {
        book.push_worksheet(sheet);
    }
    let bytes = book.save_to_buffer().expect("a workbook");
    let read = read_plan(&bytes, &ReadOptions::from_json(OUTLINE)?)?;
    Ok(serde_json::from_str(&read.plan.to_json()).expect("JSON"))
}

#[test]
fn a_row_of_units_below_the_headings_belongs_to_them() {
    for (unit, pay) in [("元", "5.20"), ("（万元）", "52000.00"), ("单位：万元", "52000.00"), ("", "5.20")]
    {
        let stations = sheet("站点", &[&["编码", "村居数"], &["", "（个）"], &["440203001", "3"]]);
        let people = [
            &["社工站", "岗位", "入职", "年薪"],
            &["", "", "年月", unit],
            &["440203001", "服务性", "2021-01", "5.2"],
        ];
        let plan = read(vec![stations, sheet("人员", &people.map(|row| &row[..]))]).expect("a plan");
        assert_eq!(plan["workers"][0]["pay"], pay, "{unit}");
        assert_eq!(plan["stations"][0]["villages"], 3);
    }
    // A row that says more is no such row.
    let stations = sheet("站点", &[&["编码", "村居数"], &["元", "三"], &["440203001", "3"]]);
    let errors = read(vec![stations]).expect_err("errors").errors;
    assert!(errors.iter().any(|error| error.cell.as_deref() == Some("站点!B2")), "{errors:?}");
}

#[test]
fn three_hundred_thousand_rows_are_read() {
    const ROWS: u32 = 300_000;
    let stations = sheet("站点", &[&["编码", "村居数"], &["440203001", "3"]]);
    let mut people = sheet("人员", &[&["社工站", "岗位", "入职", "年薪"]]);
    for row in 1..=ROWS {
        people.write_number(row, 0, 440_203_001).expect("a cell");
        people.write_string(row, 1, if row % 7 == 0 { "事务性" } else { "服务性" }).expect("a cell");
        people.write_string(row, 2, "2021年1月").expect("a cell");
        people.write_number(row, 3, 50_000 + row % 9).expect("a cell");
    }
    let plan = read(vec![stations, people]).expect("a plan");
    assert_eq!(plan["workers"].as_array().map(Vec::len), Some(ROWS as usize));
}
