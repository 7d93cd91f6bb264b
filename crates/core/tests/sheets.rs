//! Rules 11 and 15: errors of plans from tables of text, where the author of a table sees them.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use shuangbai::table::{Sheets, TableKind, read_csv_text};

const OUTLINE: &str = r#"{"programme": "guangdong-2021", "horizon": {"first": 2021, "last": 2023}}"#;
const STATIONS: &str = "编码,名称,村居数\n440203001,西河镇,3\n440224001000,石塘镇,12\n";

fn sheets(tables: &[(TableKind, &str)]) -> Sheets {
    let mut sheets = Sheets::default();
    for (kind, text) in tables {
        sheets.add(*kind, read_csv_text(text).unwrap(), &[]);
    }
    sheets
}

/// Code, table, row, column, value and nearest of each error of reading or meaning.
fn told(sheets: &Sheets, outline: &str) -> Vec<String> {
    let errors = sheets.plan(outline).and_then(|plan| plan.check().map(drop)).unwrap_err();
    let located = sheets.locate(&errors, None);
    let errors = located.errors.iter().map(|error| {
        let row = error.row.map(|row| row.to_string());
        let parts = [error.table, row.as_deref(), error.column, error.value, error.nearest];
        format!("{} {}", error.code.code(), parts.map(|part| part.unwrap_or("-")).join(" "))
    });
    errors.collect()
}

#[test]
fn faults_have_the_spreadsheets_row_the_authors_column_the_cell_and_the_nearest_name() {
    let workers = "编号,社工站,岗位,入职,年薪\na,西河镇,服务性,2021-08,50000.005\n\n\
        b,\"石塘\n镇\",服务姓,2021-13,50000\nc,440203002,服务性,2021-02-30,1\n";
    let all = sheets(&[(TableKind::Workers, workers), (TableKind::Stations, STATIONS)]);
    let wanted = [
        "format workers 2 年薪 50000.005 -",
        "range workers 4 入职 2021-13 -",
        "choice workers 4 岗位 服务姓 服务性",
        "format workers 5 入职 2021-02-30 -",
    ];
    assert_eq!(told(&all, OUTLINE), wanted);
    // The round of meaning: stations and ids.
    let strangers = "编号,社工站,岗位,入职\na,440203002,服务性,2021-08\na,西湖镇,服务性,2021-08\n";
    let wanted = [
        "unknown_station workers 2 社工站 440203002 440203001",
        "duplicate workers 3 编号 a -",
        "unknown_station workers 3 社工站 西湖镇 西河镇",
    ];
    let mut all = sheets(&[(TableKind::Stations, STATIONS), (TableKind::Workers, strangers)]);
    assert_eq!(told(&all, OUTLINE), wanted);
    // A table takes the place of the one before.
    let left = "社工站,岗位,入职,离职\n西河镇,服务性,2021-08,2021-07\n";
    all.add(TableKind::Workers, read_csv_text(left).unwrap(), &[]);
    assert_eq!(told(&all, OUTLINE), ["order workers 2 离职 2021-07 -"]);
}

#[test]
fn what_concerns_a_whole_column_is_told_at_the_header() {
    let workers = "岗位,职务/级别,入职,hired,考核1021\n服务性,1,2021-08,2021-08,合格\n";
    let wanted = [
        "range workers 1 考核1021 - -",
        "duplicate workers 1 入职 - -",
        "missing workers 1 - - -",
        "unknown_field workers 1 职务/级别 - -",
    ];
    assert_eq!(
        told(&sheets(&[(TableKind::Stations, STATIONS), (TableKind::Workers, workers)]), OUTLINE),
        wanted
    );
    assert_eq!(told(&sheets(&[(TableKind::Stations, "code\n")]), OUTLINE), ["range stations - - - -"]);
}

#[test]
fn rows_of_a_list_that_comes_another_way_are_not_a_tables() {
    let workers = "社工站,岗位,入职\n西河镇,服务性,2021-08\n";
    let own = r#"{"programme": "guangdong-2021", "horizon": {"first": 2021, "last": 2023},
        "workers": [{"id": "x", "station": "440203001", "post": "boss", "hired": "2021-08"}]}"#;
    let all = sheets(&[(TableKind::Stations, STATIONS), (TableKind::Workers, workers)]);
    assert_eq!(told(&all, own), ["duplicate - - - - -", "choice - - - - -"]);

    let hires = "社工站,岗位,人数,月份\n440203009,服务性,1,2021-08\n";
    let mut all = sheets(&[(TableKind::Stations, STATIONS), (TableKind::Hires, hires)]);
    let errors = all.plan(OUTLINE).unwrap_err();
    let value = |sheets: &Sheets, elsewhere| {
        let located = sheets.locate(&errors, elsewhere);
        located.errors.first().map(|error| (error.row, error.value.map(str::to_owned)))
    };
    assert_eq!(value(&all, None), Some((Some(2), Some("440203009".to_owned()))));
    assert_eq!(value(&all, Some(TableKind::Hires)), Some((None, None)));
    all.forget_cells();
    assert_eq!(value(&all, None), Some((Some(2), None)));
}
