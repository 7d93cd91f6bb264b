//! Rules 11 and 15: what is told of tables of text, the page in `tests/snapshots/tables.txt`.

use shuangbai::{
    Errors,
    table::{Sheets, TableKind, read_csv_text},
};
use shuangbai_tests::{snapshot, told};

const OUTLINE: &str = r#"{"programme": "guangdong-2021", "horizon": {"first": 2021, "last": 2023}}"#;
const STATIONS: &str = "编码,名称,村居数\n440203001,西河镇,3\n440224001,新城,12\n440225001,新城,5\n";

/// A plan with these tables, and stations if there is no table of them.
fn errors(outline: &str, tables: &[(TableKind, &str)]) -> Errors {
    let mut sheets = Sheets::default();
    sheets.add(TableKind::Stations, read_csv_text(STATIONS).expect("a table"), &[]);
    for (kind, text) in tables {
        sheets.add(*kind, read_csv_text(text).expect("a table"), &[]);
    }
    sheets.plan(outline).and_then(|plan| plan.check().map(drop)).expect_err("errors")
}

/// A table as it stands in the page, over what is told of it.
fn shown(text: &str) -> String {
    text.lines().map(|line| format!("| {line}\n")).collect()
}

#[test]
fn the_texts_of_tables_are_those_of_the_snapshot() {
    let [stations, workers, hires, moves, absences] = TableKind::ALL;
    let mut page = Vec::new();
    for (what, kind, text) in [
        (
            "cells",
            stations,
            "编码,名称,分档,村居数,建站\n\
             4402,a,,三,2021\n\
             440203001001,b,,-1,2021年13月\n\
             44020300x,c,,10001,2021-02-30\n\
             ,d,,1.5,2201/1\n",
        ),
        (
            "the same in English",
            stations,
            "code,name,tier,villages,opens\n\
             4402,a,,three,2021\n\
             440203001001,b,,-1,2021-13\n\
             44020300x,c,,10001,30 Feb 2021\n\
             ,d,,1.5,220101\n",
        ),
        (
            "cells",
            workers,
            "编号,社工站,岗位,入职,离职,年薪,年薪年度,考核2021\n\
             a,,,,,,,\n\
             ,440203,服务姓,2021.8,2021-8-32,5万,二〇二一,良好\n\
             b,西河镇,服务,2021-00,19481201,\"50,00.00\",1948,合格 \n\
             c,西河镇,社工,８月,x,50000.005,21,不合\n\
             d,西河镇,服务性,2021-08,,-1,,优\n\
             e,西河镇,服务性,2021-08,,10000000000000,,优 秀\n",
        ),
        (
            "the same in English",
            workers,
            "id,station,post,hired,left,pay,pay_year,2021\n\
             a,,,,,,,\n\
             ,440203,servise,Aug 2021,2021-8-32,50k,'21,good\n\
             b,440203001,Service,2021-00,19481201,\"50,00.00\",1948,passed\n\
             c,440203001,worker,8/2021,x,50000.005,21,Excellent\n\
             d,440203001,service,2021-08,,¥50000,,A\n",
        ),
        (
            "cells",
            hires,
            "社工站,岗位,人数,月份,年薪\n\
             ,,,,\n\
             西河镇,服务姓,0,2021-13,五万\n\
             西河镇,服务性,1000001,2021-02-29,1e5\n\
             西河镇,服务性,2.5,明年,10000000000000.00\n",
        ),
        ("the same in English", hires, "station,post,count,month,pay\n440203001,servise,two,next,1e5\n"),
        ("a column that is no field", workers, "社工站,岗位,入职,性别\n西河镇,服务性,2021-08,女\n"),
        ("the same in English", workers, "station,post,hired,sex\n440203001,service,2021-08,f\n"),
        ("nearly a field", workers, "社工站点,岗位,入职,考核 2021\n西河镇,服务性,2021-08,合格\n"),
        (
            "the same in English",
            workers,
            "station,post,hired,payyear,appraisal2021\n440203001,service,2021-08,2021,pass\n",
        ),
        ("nearly a field", stations, "编号,名称,村居\n440203001,西河镇,3\n"),
        ("the same in English", stations, "code,names,village,kind/size\n440203001,Xihe,3,1\n"),
        ("nearly a field", hires, "社工站,岗位,人 数,月分\n西河镇,服务性,1,2021-08\n"),
        (
            "a year that there is no grade for",
            workers,
            "社工站,岗位,入职,考核1021,2201\n西河镇,服务性,2021-08,,\n",
        ),
        ("a column twice", workers, "社工站,岗位,入职,入职\n西河镇,服务性,2021-08,2021-08\n"),
        (
            "grades that became known",
            workers,
            "编号,社工站,岗位,入职,考核2021,考核公布2021,2022年考核公布时间,考核公布1021\n\
             a,西河镇,服务性,2021-08,合格,明年,,\nb,西河镇,服务性,2021-08,,2022-05,2023-03,\n",
        ),
        ("a field twice", workers, "社工站,岗位,入职,hired\n西河镇,服务性,2021-08,2021-08\n"),
        ("a year twice", workers, "社工站,岗位,入职,2021,考核2021\n西河镇,服务性,2021-08,,\n"),
        ("columns that are not there", workers, "编号,年薪\na,50000\n"),
        ("columns that are not there", hires, "pay\n50000\n"),
        ("columns that are not there", stations, "name\nXihe\n"),
        ("no row", stations, "code,name\n"),
        (
            "stations that are not listed",
            workers,
            "社工站,岗位,入职\n440203002,服务性,2021-08\n999999999000,服务性,2021-08\n西湖镇,服务性,2021-08\n乐城,服务性,2021-08\n",
        ),
        ("a name of two stations", hires, "社工站,岗位,人数,月份\n新城,服务性,1,2021-08\n"),
        ("an id twice", workers, "编号,社工站,岗位,入职\na,西河镇,服务性,2021-08\na,西河镇,服务性,2021-09\n"),
        (
            "other errors of meaning",
            workers,
            "编号,社工站,岗位,入职,离职,年薪,年薪年度,考核2020\n\
             a,西河镇,服务性,2021-08,2021-07,,,\n\
             b,西河镇,服务性,2021-08,,,2021,合格\n\
             c,西河镇,服务性,2021-08,,50000,2020,\n",
        ),
    ] {
        let found = errors(OUTLINE, &[(kind, text)]);
        page.push(format!("# {}: {what}\n\n{}\n{}", kind.list(), shown(text), told(&found)));
    }
    let people =
        "编号,社工站,岗位,入职,离职\na,西河镇,服务性,2021-01,2022-06\nb,440224001,service,2021-08,\n";
    for (what, kind, text) in [
        (
            "cells",
            moves,
            "编号,起,调入社工站,岗位\n,,,\na,五月,西湖镇,服务姓\na,2021-13,4402,社工\na,2021-02-30,440224001001,\n",
        ),
        ("the same in English", moves, "id,from,station,post\na,May,4402,servise\n"),
        ("cells", absences, "编号,起,止\n,,\na,2021,至今\na,2021-09-31,44501\n"),
        ("the same in English", absences, "id,from,to\na,2021,now\n"),
        (
            "a column that is no field",
            moves,
            "编号,姓名,调动时间,原社工站,调入站点\na,某甲,2021-05,西河镇,440224001\n",
        ),
        ("nearly a field", absences, "编号,起始 月,截止至\na,2021-05,2021-06\n"),
        ("columns that are not there", moves, "id,post\na,service\n"),
        (
            "people and stations that are not listed",
            moves,
            "编号,起,调入社工站\nab,2021-05,西河镇\nc9,2021-05,新城\na,2021-05,新市\n",
        ),
        ("people who are not listed", absences, "id,from,to\nB,2021-05,2021-06\n"),
        (
            "out of order",
            moves,
            "编号,起,调入社工站\na,2022-07,440224001\nb,2021-08,西河镇\na,2021-05,440224001\na,2021-05,西河镇\n",
        ),
        ("out of order", absences, "编号,起,止\na,2020-12,2021-02\na,2021-02,2021-01\na,2022-06,2022-07\n"),
    ] {
        let found = errors(OUTLINE, &[(workers, people), (kind, text)]);
        page.push(format!("# {}: {what}\n\n{}\n{}", kind.list(), shown(text), told(&found)));
    }
    let nameless = "社工站,岗位,入职\n西河镇,服务性,2021-01\n";
    let found = errors(OUTLINE, &[(workers, nameless), (moves, "编号,起,调入社工站\n1,2021-05,440224001\n")]);
    page.push(format!("# moves: of workers without ids\n\n{}\n{}", shown(nameless), told(&found)));
    let own = r#"{"programme": "guangdong-2021", "horizon": {"first": 2021, "last": 2023}, "workers": []}"#;
    let both = "社工站,岗位,入职\n西河镇,服务性,2021-08\n";
    page.push(format!(
        "# workers: in the outline and as a table\n\n{}",
        told(&errors(own, &[(workers, both)]))
    ));
    snapshot("tables.txt", &page.join("\n"));
}

#[test]
fn the_texts_of_files_that_are_no_table_are_those_of_the_snapshot() {
    let texts = [
        "\n",
        "编码,名称\n440203001,西河镇,3\n440203002,石塘镇\n440203003,,,4\n",
        "编码,名称\n440203001,\"西河镇\n440224001,石塘镇\n",
    ];
    let page: Vec<String> = texts
        .map(|text| {
            let error = read_csv_text(text).expect_err("an error");
            format!("{}line {}\n  {}\n  {}\n", shown(text), error.line, error.zh, error.en)
        })
        .to_vec();
    snapshot("csv.txt", &page.join("\n"));
}
