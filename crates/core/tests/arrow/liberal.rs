//! Names and values as spreadsheets have them.

#![expect(clippy::disallowed_types, clippy::lossy_float_literal, reason = "floats are what is read here")]

use std::sync::Arc;

use arrow_array::{types::*, *};
use arrow_schema::{DataType, Field, Schema};
use shuangbai::{
    Errors, Plan, Post, RosterBuf, Station,
    arrow::{TableKind, columns},
};

use crate::read::{batch, decimal, grade, pay, places, text, words};

/// Stations of which two have one name.
fn plan() -> Plan {
    let station = |code, name: &str| Station::new(code).unwrap().villages(3).unwrap().name(name);
    Plan::builder("guangdong-2021", 2021, 2023)
        .station(station("440203001", "西河镇"))
        .station(station("440224001", "石塘镇 "))
        .station(station("440224002", "新城"))
        .station(station("440225001", "新城"))
        .station(station("440226001", "Lecheng"))
        .build()
        .unwrap()
}

/// As many workers as the column has rows, with this column in place of or besides the needed ones.
fn with(name: &str, column: ArrayRef) -> Result<RosterBuf, Errors> {
    let rows = column.len();
    let mut all = vec![
        ("station", text(&vec!["440203001"; rows])),
        ("post", text(&vec!["service"; rows])),
        ("hired", text(&vec!["2021-08"; rows])),
    ];
    all.retain(|(other, _)| *other != name);
    all.push((name, column));
    RosterBuf::from_arrow(&plan(), [batch(&all)])
}

/// What a month is read as: the month or the error's code.
fn month(column: ArrayRef) -> String {
    match with("hired", column) {
        Ok(roster) => roster.as_roster().hired[0].to_string(),
        Err(errors) => {
            assert_eq!(errors.iter().map(|error| &error.at[..]).collect::<Vec<_>>(), ["/workers/0/hired"]);
            errors.as_slice()[0].code.code().to_owned()
        }
    }
}

#[test]
#[rustfmt::skip]
fn a_month_is_text_in_many_forms_but_never_a_guess() {
    for (written, read_as, why) in [
        ("2021-08",               "2021-08", "as JSON has it"),
        (" 2021-08\u{3000}",      "2021-08", "white space around it"),
        ("2021-8",                "2021-08", "no zero"),
        ("2021/8",                "2021-08", "as Excel has it"),
        ("2021/08/01",            "2021-08", "with a day"),
        ("2021-8-31",             "2021-08", "with a day"),
        ("2021年8月",              "2021-08", "in Chinese"),
        ("2021年08月31日",         "2021-08", "in Chinese, with a day"),
        ("202108",                "2021-08", "run together"),
        ("20210801",              "2021-08", "run together, with a day"),
        ("2021-08-01 00:00:00",   "2021-08", "as pandas prints it"),
        ("2021-08-01T23:59:59.999999", "2021-08", "as ISO 8601 has it"),
        ("2021/8/1 0:00",         "2021-08", "as Excel prints it"),
        ("2021年8月1日 8:00",      "2021-08", "the same in Chinese"),
        ("2020-02-29",            "2020-02", "a leap day"),
        ("2000/2/29",             "2000-02", "a leap day of a century"),
        ("2021-02-29",            "format",  "no leap year"),
        ("2100/2/29",             "format",  "no leap year either"),
        ("2021-02-31",            "format",  "no such day"),
        ("20210431",              "format",  "no such day"),
        ("2021-08-00",            "format",  "no such day"),
        ("2021-08-32",            "format",  "no such day"),
        ("2021年6月31日",          "format",  "no such day"),
        ("2021-13",               "range",   "no such month"),
        ("2021/0",                "range",   "no such month"),
        ("202113",                "range",   "no such month"),
        ("1948-12",               "range",   "too early"),
        ("2201年1月",              "range",   "too late"),
        ("2021.8",                "format",  "a float may have lost 2021.80"),
        ("2021.08",               "format",  "nor this"),
        ("202108.0",              "format",  "nor a float as text"),
        ("2021",                  "format",  "a year"),
        ("619",                   "format",  "a number as text"),
        ("21-08",                 "format",  "a year of two digits"),
        ("2021-",                 "format",  "cut off"),
        ("2021-08-",              "format",  "cut off"),
        ("2021-8/1",              "format",  "two separators"),
        ("2021-008",              "format",  "three digits"),
        ("2021年8",               "format",  "cut off"),
        ("2021年8月1",             "format",  "cut off"),
        ("2021-08 00:00:00",      "format",  "a time without a day"),
        ("2021-08-01 24:00:00",   "format",  "no such hour"),
        ("2021-08-01 00:60",      "format",  "no such minute"),
        ("2021-08-01 00:00:00.",  "format",  "cut off"),
        ("2021-08-01 00",         "format",  "cut off"),
        ("2021-08-01T00:00:00Z",  "format",  "a zone"),
        ("2021-08-01T00:00:00+08:00", "format", "a zone"),
        ("08/2021",               "format",  "the other way round"),
        ("２０２１－０８",          "2021-08", "digits of full width"),
        ("\u{200b}2021-08\u{feff}", "2021-08", "characters that nobody sees"),
        ("2021 年 8 月 1 日",      "2021-08", "blanks around Chinese words"),
        ("2021.8.1",              "2021-08", "points around a day"),
        ("210801",                "format",  "a day in six digits"),
        ("44409",                 "format",  "days as Excel counts them"),
        ("+2021-8",               "format",  "a sign"),
        ("2021-+8",               "format",  "a sign"),
        ("八月",                   "format",  "words"),
        ("-",                     "format",  "nothing"),
    ] {
        assert_eq!(month(text(&[written])), read_as, "`{written}`: {why}");
        assert_eq!(month(words::<Int8Type>(&[Some(written)])), read_as, "`{written}` in a dictionary: {why}");
    }
}

#[test]
#[rustfmt::skip]
fn a_month_is_a_whole_number_in_three_forms() {
    for (number, read_as, why) in [
        (619,        "2021-08", "months since January 1970"),
        (0,          "1970-01", "the first of them"),
        (-252,       "1949-01", "the first of all"),
        (2771,       "2200-12", "the last of all"),
        (2772,       "range",   "one more"),
        (202_108,    "2021-08", "year and month"),
        (20_210_831, "2021-08", "year, month and day"),
        (20_210_832, "format",  "no such day"),
        (202_113,    "range",   "no such month"),
        (100_000,    "range",   "no such year"),
        (99_999,     "range",   "no form at all"),
        (1_000_000,  "range",   "no form at all"),
        (44_409,     "format",  "days of Excel are no months"),
        (210_801,    "format",  "a day in six digits"),
        (2021,       "format",  "a year"),
        (i64::MAX,   "range",   "far too much"),
        (i64::MIN,   "range",   "far too little"),
    ] {
        assert_eq!(month(Arc::new(Int64Array::from(vec![number]))), read_as, "{number}: {why}");
    }
    assert_eq!(month(Arc::new(Float64Array::from(vec![202_108.0]))), "2021-08", "a float that is whole");
    assert_eq!(month(decimal(&[2_021_080_100], 2)), "2021-08", "a decimal that is whole");
}

#[test]
#[rustfmt::skip]
fn a_station_is_its_code_or_a_name_that_no_other_has() {
    const SOME: &[&str] = &[];
    for (written, read_as, words, why) in [
        ("440224001",     Ok(1),                 SOME, "its code"),
        (" 440224001 ",   Ok(1),                 SOME, "white space around it"),
        ("440224001000",  Ok(1),                 SOME, "the code of statistics"),
        ("440224001001",  Err("format"),         &["nine digits"], "the code of a village"),
        ("西河镇",         Ok(0),                 SOME, "its name"),
        ("石塘镇",         Ok(1),                 SOME, "a name that has a blank"),
        ("Lecheng",       Ok(4),                 SOME, "a name in English"),
        ("新城",           Err("unknown_station"), &["2 stations are called `新城`", "440224002 新城, 440225001 新城"], "two have it"),
        ("西和镇",         Err("unknown_station"), &["did you mean 440203001 西河镇?"], "nearly its name"),
        ("西河鎮街",      Err("unknown_station"), SOME, "two letters of four"),
        ("□河镇",         Err("unknown_station"), &["did you mean 440203001 西河镇?"], "a letter that could not be written"),
        ("乐园县西河镇社工站", Err("unknown_station"), &["did you mean 440203001 西河镇?"], "a name with more around it"),
        ("西",            Err("unknown_station"), &["`西` is none of the 5 stations listed"], "no name"),
        ("440203002",     Err("unknown_station"), &["did you mean `440203001`?"], "nearly its code"),
        ("440203002000",  Err("unknown_station"), &["`440203002` is none"], "nearly its code"),
        ("44022400",      Err("format"),         &["nine digits"], "a digit less"),
        ("Lechen",        Err("format"),         &["a station's name or its code"], "neither name nor code"),
        ("440224 001",    Err("format"),         SOME, "a blank inside"),
        ("4402240010000", Err("format"),         SOME, "a digit more"),
        ("+40224001",     Err("format"),         SOME, "a sign"),
    ] {
        for column in [text(&[written]), self::words::<UInt8Type>(&[Some(written)])] {
            match (with("station", column), read_as) {
                (Ok(roster), Ok(index)) => assert_eq!(roster.as_roster().station, [index], "`{written}`: {why}"),
                (Err(errors), Err(code)) => {
                    assert!(words.iter().all(|words| errors.to_string().contains(words)), "{errors}");
                    assert_eq!(places::<()>(Err(errors)), [format!("{code} /workers/0/station")], "`{written}`: {why}");
                }
                (result, _) => panic!("`{written}`: {why}: {result:?}"),
            }
        }
    }
}

#[test]
#[rustfmt::skip]
fn a_station_is_a_whole_number_of_any_type() {
    let float = |value| Arc::new(Float64Array::from(vec![value])) as ArrayRef;
    for (column, read_as, why) in [
        (Arc::new(Int64Array::from(vec![440_224_001_000])) as ArrayRef, Ok(1), "the code of statistics"),
        (Arc::new(Int64Array::from(vec![440_224_001_001])), Err("format"), "the code of a village"),
        (Arc::new(Int64Array::from(vec![44_022_400_100])), Err("format"), "eleven digits"),
        (float(440_224_001.0),             Ok(1),         "a float, because a cell is empty"),
        (float(440_224_001_000.0),         Ok(1),         "a long one"),
        (float(440_224_001.5),             Err("format"), "half a station"),
        (float(1e300),                     Err("format"), "beyond all"),
        (float(9_223_372_036_854_775_808.0), Err("format"), "just beyond 64 bits"),
        (float(-9_223_372_036_854_775_808.0), Err("format"), "the last of 64 bits"),
        (float(-440_224_001.0),            Err("format"), "below zero"),
        (float(5e-324),                    Err("format"), "the smallest"),
        (float(f64::INFINITY),             Err("format"), "infinity"),
        (float(f64::NAN),                  Err("missing"), "not a number is a null"),
        (Arc::new(Float32Array::from(vec![440_224_000.0])), Err("unknown_station"), "half of the bits"),
        (Arc::new(Float32Array::from(vec![440_200_000_000.0])), Err("format"), "no thousands by chance"),
        (decimal(&[44_022_400_100], 2),    Ok(1),         "a decimal"),
        (decimal(&[44_022_400_101], 2),    Err("format"), "no whole one"),
        (decimal(&[440_224_001_000_000_000], 9), Ok(1),   "decimals to spare"),
    ] {
        match (with("station", column), read_as) {
            (Ok(roster), Ok(index)) => assert_eq!(roster.as_roster().station, [index], "{why}"),
            (result, Err(code)) => assert_eq!(places(result), [format!("{code} /workers/0/station")], "{why}"),
            (result, _) => panic!("{why}: {result:?}"),
        }
    }
}

#[test]
#[rustfmt::skip]
fn an_amount_may_have_a_comma_before_every_three_digits_and_say_its_unit() {
    for (written, read_as) in [
        ("50000.00",              Ok("50000.00")),
        (" 50000\t",              Ok("50000.00")),
        ("50,000.00",             Ok("50000.00")),
        ("50，000.5",              Ok("50000.50")),
        ("1,234,567",             Ok("1234567.00")),
        ("9,999,999,999,999.99",  Ok("9999999999999.99")),
        ("10,000,000,000,000.00", Err("range")),
        ("999,999,999,999,999,999,999,999,999,999,999,999.00", Err("range")),
        ("5,00.00",               Err("format")),
        ("5000,000",              Err("format")),
        ("50,0000",               Err("format")),
        ("50,000,",               Err("format")),
        (",500",                  Err("format")),
        ("0,050",                 Err("format")),
        ("50,000.",               Err("format")),
        ("50,000.123",            Err("format")),
        ("50.000,00",             Err("format")),
        ("50,+00",                Err("format")),
        ("-50,000",               Err("format")),
        ("50 000",                Err("format")),
        ("¥50,000",               Ok("50000.00")),
        ("￥52,000.00元",          Ok("52000.00")),
        ("５２０００",              Ok("52000.00")),
        ("5.2万",                  Ok("52000.00")),
        ("5.234567 万元",          Ok("52345.67")),
        ("5.2345678万元",          Err("format")),
        ("1,000万",                Ok("10000000.00")),
        ("5.2万万",                Err("format")),
        ("$50,000",               Err("format")),
        ("1e3",                   Err("format")),
    ] {
        let result = with("pay", text(&[written]));
        match read_as {
            Ok(amount) => assert_eq!(result.unwrap().as_roster().pay, [pay(amount)], "{written}"),
            Err(code) => assert_eq!(places(result), [format!("{code} /workers/0/pay")], "{written}"),
        }
    }
}

#[test]
fn words_may_be_chinese_and_blanks_are_nothing() {
    let posts = text(&["服务性", " 事务性 ", "service", "administrative\u{a0}"]);
    let roster = with("post", posts).unwrap();
    let (service, administrative) = (Post::Service, Post::Administrative);
    assert_eq!(roster.as_roster().post, [service, administrative, service, administrative]);

    let grades = ["优秀", "合格", "基本合格", "不合格", "pass", "", " \u{3000}"];
    let roster = with("考核2021", text(&grades)).unwrap();
    let read: Vec<_> =
        ["excellent", "pass", "basic", "fail", "pass"].map(grade).into_iter().chain([None; 2]).collect();
    assert_eq!(roster.as_roster().appraisals[0].1, read);

    assert_eq!(with("left", text(&["", "2022-01"])).unwrap().as_roster().left[0], None);
    assert_eq!(with("pay", text(&[" ", "1"])).unwrap().as_roster().pay, [None, pay("1")]);
    assert_eq!(places(with("post", text(&["", "service"]))), ["missing /workers/0/post"]);
    assert_eq!(places(with("id", text(&["a", " "]))), ["missing /workers/1/id"]);
    assert!(with("id", text(&["a", "a "])).is_ok(), "ids stay as they are");
}

#[test]
fn a_column_of_nulls_may_be_of_any_type() {
    let nan = || Arc::new(Float64Array::from(vec![Some(f64::NAN), None])) as ArrayRef;
    let of_nan: ArrayRef = Arc::new(DictionaryArray::<Int8Type>::new(
        vec![Some(0), None].into(),
        Arc::new(Float64Array::from(vec![f64::NAN])),
    ));
    let zone = TimestampSecondArray::from(vec![None::<i64>, None]).with_timezone("Asia/Shanghai");
    for name in ["left", "pay", "pay_year", "2021", "appraisal_2022"] {
        for column in [nan(), of_nan.clone(), Arc::new(BooleanArray::new_null(2)), Arc::new(zone.clone())] {
            let of = column.data_type().clone();
            let roster = with(name, column).unwrap_or_else(|errors| panic!("{name} of {of}: {errors}"));
            let roster = roster.as_roster();
            assert_eq!(
                (roster.left, roster.pay, roster.pay_year),
                (&[None; 2][..], &[None; 2][..], &[None; 2][..])
            );
        }
    }
    assert_eq!(places(with("hired", nan())), ["missing /workers/0/hired", "missing /workers/1/hired"]);
    let some = Arc::new(Float64Array::from(vec![f64::NAN, 50_000.0]));
    assert_eq!(places(with("pay", some)), ["type /workers/0/pay"]);
    assert_eq!(
        places(with("2021", Arc::new(Int8Array::from(vec![1, 2])))),
        ["type /workers/0/appraisals/2021"]
    );
}

#[test]
fn years_may_be_text_or_whole_floats() {
    for column in [
        text(&["2021", " 2022"]),
        Arc::new(Float64Array::from(vec![2021.0, 2022.0])) as ArrayRef,
        Arc::new(Float32Array::from(vec![2021.0, 2022.0])),
        decimal(&[202_100, 202_200], 2),
    ] {
        let roster = with("pay_year", column).unwrap();
        assert_eq!(
            roster.as_roster().pay_year.iter().map(|year| year.unwrap().number()).collect::<Vec<_>>(),
            [2021, 2022]
        );
    }
    let wrong = Arc::new(Float64Array::from(vec![2021.5, 2201.0]));
    assert_eq!(places(with("pay_year", wrong)), ["format /workers/0/pay_year", "range /workers/1/pay_year"]);
}

#[test]
fn every_small_float_is_read_as_the_number_that_it_is() {
    // Quarters from -2,500 to 2,500; all are floats of 32 bits too.
    for quarters in -10_000..=10_000_i32 {
        let wide: ArrayRef = Arc::new(Float64Array::from(vec![f64::from(quarters) / 4.0]));
        let narrow: ArrayRef = Arc::new(Float32Array::from(vec![quarters as f32 / 4.0]));
        let number: ArrayRef = Arc::new(Int32Array::from(vec![quarters / 4]));
        let expected = if quarters % 4 == 0 { month(number) } else { "format".to_owned() };
        assert_eq!([month(wide), month(narrow)], [expected.clone(), expected], "{quarters} / 4");
    }
}

#[test]
fn columns_have_english_or_chinese_names() {
    let columns_of = |table, names: &[&str]| -> Vec<String> {
        let fields: Vec<Field> = names.iter().map(|name| Field::new(*name, DataType::Utf8, true)).collect();
        columns(table, &Schema::new(fields)).into_iter().map(|(at, name)| format!("{at}={name}")).collect()
    };
    assert_eq!(
        columns_of(TableKind::Stations, &["\u{feff}编码", " name ", "分档", "村居数", "建站", "年薪"]),
        ["code=\u{feff}编码", "name= name ", "tier=分档", "villages=村居数", "opens=建站"]
    );
    assert_eq!(
        columns_of(
            TableKind::Workers,
            &[
                "编号",
                "社工站",
                "岗位",
                "入职",
                "离职",
                "年薪",
                "年薪年度",
                "2019",
                "考核2020",
                "appraisal_2021",
                "2022年",
                "21",
                "pay",
                "2201"
            ]
        ),
        [
            "id=编号",
            "station=社工站",
            "post=岗位",
            "hired=入职",
            "left=离职",
            "pay=年薪",
            "pay_year=年薪年度",
            "appraisals/2019=2019",
            "appraisals/2020=考核2020",
            "appraisals/2021=appraisal_2021"
        ]
    );
    assert_eq!(
        columns_of(TableKind::Hires, &["社工站", "岗位", "人数", "月份", "年薪", "2021", "appraisal_2021"]),
        ["station=社工站", "post=岗位", "count=人数", "month=月份", "pay=年薪"]
    );
}
