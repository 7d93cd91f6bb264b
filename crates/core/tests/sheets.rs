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

const MOVERS: &str =
    "编号,社工站,岗位,入职,离职\na,西河镇,服务性,2021-01,\nb,石塘镇,服务性,2021-06,2022-10\n";

#[test]
fn moves_and_absences_are_the_workers_whose_ids_they_have() {
    let moves = "工号,调动月份,调入站点,新岗位\na,2022年3月,西河镇,\na,2021/8/1,石塘镇,事务性\n";
    let absences = "编号,起,止\nb,2022-03,2022-05\na,2021-03,2021-03\nb,2021-09,2021-09\n";
    let all = sheets(&[
        (TableKind::Absences, absences),
        (TableKind::Moves, moves),
        (TableKind::Workers, MOVERS),
        (TableKind::Stations, STATIONS),
    ]);
    let plan = all.plan(OUTLINE).unwrap().to_json();
    for (part, why) in [
        (
            r#""moves":[{"from":"2021-08","station":"440224001","post":"administrative"},{"from":"2022-03","station":"440203001"}]"#,
            "in the order of their months",
        ),
        (r#""away":[{"from":"2021-03","to":"2021-03"}]"#, "of one worker"),
        (r#""away":[{"from":"2021-09","to":"2021-09"},{"from":"2022-03","to":"2022-05"}]"#, "of the other"),
    ] {
        assert!(plan.contains(part), "{why}: {plan}");
    }
}

#[test]
fn faults_of_moves_and_absences_stand_at_the_rows_of_their_tables() {
    let of = |moves: &str, absences: &str, workers: &str| {
        let tables =
            [(TableKind::Moves, moves), (TableKind::Absences, absences), (TableKind::Workers, workers)];
        told(&sheets(&[&tables[..], &[(TableKind::Stations, STATIONS)]].concat()), OUTLINE)
    };
    let (moves, absences) = ("编号,起,调入社工站,岗位\n", "编号,起,止\n");
    let wanted = [
        "format absences 2 起 五月 -",
        "missing absences 3 编号  -",
        "range moves 2 起 2021-13 -",
        "choice moves 3 岗位 服务姓 服务性",
    ];
    let (wrong_moves, wrong_absences) = (
        format!("{moves}a,2021-13,西河镇,\na,2021-08,石塘镇,服务姓\n"),
        format!("{absences}a,五月,2021-05\n,2021-06,2021-07\n"),
    );
    assert_eq!(of(&wrong_moves, &wrong_absences, MOVERS), wanted);
    // The round of meaning: who is not listed, where no station is, what is out of order.
    let strangers = format!("{moves}ab,2021-08,石塘镇,\nb,2021-08,石墉镇,\n");
    let wanted = ["choice moves 2 编号 ab a", "unknown_station moves 3 调入社工站 石墉镇 石塘镇"];
    assert_eq!(of(&strangers, absences, MOVERS), wanted);
    let (late_moves, late_absences) = (
        format!("{moves}b,2023-01,西河镇,\na,2021-08,石塘镇,\na,2021-08,西河镇,\n"),
        format!("{absences}a,2021-09,2021-08\nb,2022-09,2022-11\n"),
    );
    let wanted = [
        "order absences 2 止 2021-08 -",
        "order moves 4 起 2021-08 -",
        "order absences 3 止 2022-11 -",
        "order moves 2 起 2023-01 -",
    ];
    assert_eq!(of(&late_moves, &late_absences, MOVERS), wanted);
    // Without ids nobody is found.
    let wanted = ["missing workers 1 - - -"];
    assert_eq!(
        of(&format!("{moves}a,2021-08,石塘镇,\n"), absences, "社工站,岗位,入职\n西河镇,服务性,2021-01\n"),
        wanted
    );
    assert_eq!(of("编号,调入社工站\na,石塘镇\n", absences, MOVERS), ["missing moves 1 - - -"]);
}

#[test]
fn a_grade_may_have_the_month_in_which_it_became_known() {
    let workers = "编号,社工站,岗位,入职,考核2021,考核公布2021,2022年度考核,2022年考核公布月份\n\
        a,西河镇,服务性,2021-01,合格,2022-05,优秀,\nb,西河镇,服务性,2021-01,,,合格,2023/3/8\n";
    let all = sheets(&[(TableKind::Workers, workers), (TableKind::Stations, STATIONS)]);
    let plan = all.plan(OUTLINE).unwrap().to_json();
    for part in [
        r#""appraisals":{"2021":{"grade":"pass","decided":"2022-05"},"2022":"excellent"}"#,
        r#""appraisals":{"2022":{"grade":"pass","decided":"2023-03"}}"#,
    ] {
        assert!(plan.contains(part), "{part}: {plan}");
    }
    let wrong = "编号,社工站,岗位,入职,考核2021,decided_2021,decided_2022\n\
        a,西河镇,服务性,2021-01,合格,2022-15,\nb,西河镇,服务性,2021-01,,2022-05,2023-03\n";
    let wanted = [
        "range workers 2 decided_2021 2022-15 -",
        "missing workers 3 考核2021  -",
        "missing workers 3 - - -",
    ];
    assert_eq!(
        told(&sheets(&[(TableKind::Workers, wrong), (TableKind::Stations, STATIONS)]), OUTLINE),
        wanted
    );
}

#[test]
fn another_grade_may_have_held_until_then() {
    let workers = "编号,社工站,岗位,入职,考核2021,考核公布2021,考核暂定2021,2022,decided_2022,2022年暂定等次\n\
        a,西河镇,服务性,2021-01,不合格,2022-05,合格,,,\nb,西河镇,服务性,2021-01,合格,2022-06,,优秀,2023-03,pass\n";
    let all = sheets(&[(TableKind::Workers, workers), (TableKind::Stations, STATIONS)]);
    let plan = all.plan(OUTLINE).unwrap().to_json();
    for part in [
        r#"{"2021":{"grade":"fail","decided":"2022-05","provisional":"pass"}}"#,
        r#"{"2021":{"grade":"pass","decided":"2022-06"},"2022":{"grade":"excellent","decided":"2023-03","provisional":"pass"}}"#,
    ] {
        assert!(plan.contains(part), "{part}: {plan}");
    }
    let wrong = "编号,社工站,岗位,入职,考核2021,考核公布2021,考核暂定2021,provisional_2022,暂定考核2023\n\
        a,西河镇,服务性,2021-01,合格,,合格,,\nb,西河镇,服务性,2021-01,合格,2022-05,良好,合格,\n";
    let wanted = [
        "missing workers 2 考核公布2021  -",
        "unknown_field workers 1 暂定考核2023 - 考核暂定2023",
        "choice workers 3 考核暂定2021 良好 -",
        "missing workers 3 - - -",
    ];
    let mut told = told(&sheets(&[(TableKind::Workers, wrong), (TableKind::Stations, STATIONS)]), OUTLINE);
    told.sort();
    let mut wanted = wanted.map(str::to_owned);
    wanted.sort();
    assert_eq!(told, wanted);
}
