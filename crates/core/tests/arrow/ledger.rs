//! Ledgers as tables: what is put together again is the whole, and nothing else is taken for it.

use std::{collections::BTreeSet, sync::Arc};

use arrow_array::{builder::StringBuilder, cast::AsArray, types::*, *};
use arrow_schema::{DataType, Field, Schema};
use serde_json::{Value, json};
use shuangbai::{By, Forecast, Ledger, LedgerError, MergeError, Plan, Post};

use crate::{plans_of_rows, worked_plans};

/// The worked plans, each with its name and ledger.
fn ledgers() -> impl Iterator<Item = (String, Plan, Ledger)> {
    worked_plans().into_iter().map(|(name, plan)| {
        let plan = Plan::from_json(&plan.to_string()).unwrap();
        let ledger = plan.check().unwrap().ledger().unwrap();
        (name, plan, ledger)
    })
}

fn everything() -> Ledger {
    ledgers().find(|(name, ..)| name.ends_with("everything.json")).unwrap().2
}

/// Every row of a table as a batch of its own, in an order that mixes them.
fn mixed(table: &RecordBatch) -> impl Iterator<Item = RecordBatch> {
    let rows = table.num_rows();
    let step = (rows / 2..).find(|step| gcd(*step, rows) == 1).unwrap();
    (0..rows).map(move |at| table.slice(at * step % rows, 1))
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[test]
fn a_table_read_again_is_the_ledger_in_any_order_of_its_rows() {
    for (name, plan, ledger) in ledgers() {
        let table = ledger.to_arrow().unwrap();
        let read = Ledger::from_arrow([table.clone()]).unwrap();
        assert_eq!(read, ledger, "{name}");
        assert_eq!(serde_json::to_string(&read).unwrap(), serde_json::to_string(&ledger).unwrap(), "{name}");
        let forecast = plan.forecast().map(Forecast::without_hints);
        assert_eq!(read.forecast(), forecast, "{name}: a ledger knows no hints");
        assert_eq!(Ledger::from_arrow(mixed(&table)).as_ref(), Ok(&ledger), "{name}: mixed");
    }
}

#[test]
fn any_split_by_station_is_the_whole_ledger() {
    let (mut splits, mut names) = (0, BTreeSet::new());
    for (name, plan) in plans_of_rows() {
        let stations = plan["stations"].as_array().unwrap();
        let whole = Plan::from_json(&plan.to_string()).unwrap().check().unwrap().ledger().unwrap();
        let parts = stations.iter().map(|station| {
            let mut part = plan.clone();
            part["stations"] = json!([station]);
            for list in ["workers", "hires"] {
                if let Some(list) = part.get_mut(list) {
                    list.as_array_mut().unwrap().retain(|one| one["station"] == station["code"]);
                }
            }
            let part = Plan::from_json(&part.to_string()).unwrap();
            part.check().unwrap().ledger().unwrap().to_arrow().unwrap()
        });
        let parts: Vec<RecordBatch> = parts.collect();
        let merged = Ledger::from_arrow(parts.iter().rev().cloned()).unwrap();
        assert_eq!(merged, whole, "{name}");
        splits += usize::from(stations.len() > 1);
        names.extend(merged.stations().map(str::to_owned));
    }
    assert!(splits > 5 && names.len() > 5, "{splits} plans with several stations");
}

#[test]
fn ledgers_of_other_plans_and_doubled_stations_are_refused_like_in_merge() {
    let ledger = everything();
    let table = ledger.to_arrow().unwrap();
    let twice = Ledger::from_arrow([table.clone(), table.clone()]).unwrap_err();
    assert!(matches!(twice, LedgerError::RowTwice { post: None, .. }), "{twice}");
    let row = table.num_rows() - 1;
    let twice = Ledger::from_arrow([table.clone(), table.slice(row, 1)]).unwrap_err();
    assert!(matches!(twice, LedgerError::RowTwice { post: Some(_), .. }), "{twice}");
    let (_, plan) = worked_plans().into_iter().find(|(name, _)| name.ends_with("everything.json")).unwrap();
    let model = Plan::from_json(&plan.to_string()).unwrap().check().unwrap().by(By::Station);
    let other = model.ledger().unwrap().to_arrow().unwrap();
    let mixed = Ledger::from_arrow([table, other]).unwrap_err();
    assert!(matches!(mixed, LedgerError::Merge(MergeError::OtherBy(_, By::Station))), "{mixed}");
}

#[test]
fn a_table_without_any_one_of_its_rows_is_refused() {
    let table = everything().to_arrow().unwrap();
    let rows = table.num_rows();
    for row in 0..rows {
        let rest = [table.slice(0, row), table.slice(row + 1, rows - row - 1)];
        let error = Ledger::from_arrow(rest).unwrap_err();
        assert!(matches!(error, LedgerError::RowMissing { .. } | LedgerError::NoPlan), "{row}: {error}");
    }
    assert_eq!(Ledger::from_arrow([]), Err(LedgerError::NoPlan));
    assert_eq!(Ledger::from_arrow([table.slice(0, 0)]), Err(LedgerError::NoPlan));
}

/// A table with a column in the place of the one of that name, or without it.
fn with(table: &RecordBatch, name: &str, array: Option<ArrayRef>) -> RecordBatch {
    let schema = table.schema();
    let mut columns = Vec::new();
    for (field, column) in schema.fields().iter().zip(table.columns()) {
        match (&array, field.name() == name) {
            (Some(array), true) => columns.push((field.name().clone(), array.clone())),
            (None, true) => {}
            _ => columns.push((field.name().clone(), column.clone())),
        }
    }
    let fields = columns.iter().map(|(name, array)| Field::new(name, array.data_type().clone(), true));
    let schema = Schema::new(fields.collect::<Vec<_>>());
    RecordBatch::try_new(Arc::new(schema), columns.into_iter().map(|(_, array)| array).collect()).unwrap()
}

#[test]
fn a_table_with_a_column_too_few_too_many_of_another_type_or_of_nulls_is_refused() {
    let ledger = everything();
    let table = ledger.to_arrow().unwrap();
    let rows = table.num_rows();
    for field in table.schema().fields() {
        let name = field.name();
        let less = Ledger::from_arrow([with(&table, name, None)]).unwrap_err();
        assert_eq!(less, LedgerError::NoColumn(name.clone()));
        let days: ArrayRef = Arc::new(Date32Array::from(vec![1; rows]));
        let other = Ledger::from_arrow([with(&table, name, Some(days))]).unwrap_err();
        assert!(matches!(&other, LedgerError::ColumnType { column, .. } if column == name), "{other}");
        if name == "name" {
            continue;
        }
        let nulls: ArrayRef = Arc::new(NullArray::new(rows));
        let error = Ledger::from_arrow([with(&table, name, Some(nulls))]).unwrap_err();
        assert!(!error.to_string().is_empty(), "{name}: {error}");
    }
    let schema = table.schema();
    let double = |name: &str| {
        let mut fields: Vec<_> = schema.fields().iter().cloned().collect();
        fields.push(Arc::new(Field::new(name, DataType::Int32, true)));
        let mut columns = table.columns().to_vec();
        columns.push(Arc::new(Int32Array::from(vec![1; rows])));
        RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).unwrap()
    };
    let other = LedgerError::OtherColumn("share_moon".to_owned());
    assert_eq!(Ledger::from_arrow([double("share_moon")]), Err(other));
    assert_eq!(Ledger::from_arrow([double("pay")]), Err(LedgerError::ColumnTwice("pay".to_owned())));
}

#[test]
fn hostile_values_are_refused() {
    let table = everything().to_arrow().unwrap();
    let rows = table.num_rows();
    let text = |value: &str| -> ArrayRef { Arc::new(StringArray::from(vec![value; rows])) };
    let whole = |value: i64| -> ArrayRef { Arc::new(Int64Array::from(vec![value; rows])) };
    let huge = vec![255; 10_000];
    let decimal = Decimal128Array::from(vec![i128::MAX / 2; rows]).with_precision_and_scale(38, 2).unwrap();
    let hostile: Vec<(&str, ArrayRef)> = vec![
        ("station", text("44")),
        ("station", text("990000001")),
        ("post", text("cook")),
        ("post", text("service")),
        ("year", whole(1948)),
        ("year", whole(i64::MIN)),
        ("first", whole(13)),
        ("last", whole(-1)),
        ("plan", text("{}")),
        ("plan", text(&serde_json::to_string(&everything()).unwrap())),
        ("pay", Arc::new(decimal)),
        ("headcount", Arc::new(BinaryArray::from(vec![Some(&huge[..]); rows]))),
        ("held", Arc::new(BinaryArray::from(vec![Some(&huge[..]); rows]))),
        ("required", whole(1 << 32)),
        ("cost_督导_hours", whole(-1)),
        ("under_cost", Arc::new(BooleanArray::from(vec![true; rows]))),
    ];
    for (name, array) in hostile {
        let error = Ledger::from_arrow([with(&table, name, Some(array))]).unwrap_err();
        assert!(!error.to_string().is_empty(), "{name}: {error}");
    }
    // A count beyond all people, where one belongs.
    let counts = table.column_by_name("headcount").unwrap().as_binary::<i32>().clone();
    let counts: BinaryArray = counts.iter().map(|count| count.map(|_| &huge[..])).collect();
    let error = Ledger::from_arrow([with(&table, "headcount", Some(Arc::new(counts)))]).unwrap_err();
    assert!(matches!(&error, LedgerError::Beyond { at, .. } if at.figure == "headcount"), "{error}");
    // And what is written otherwise than a number is.
    for bytes in [&[][..], &[0, 1]] {
        let counts = table.column_by_name("headcount").unwrap().as_binary::<i32>().clone();
        let counts: BinaryArray = counts.iter().map(|count| count.map(|_| bytes)).collect();
        let error = Ledger::from_arrow([with(&table, "headcount", Some(Arc::new(counts)))]).unwrap_err();
        assert!(matches!(&error, LedgerError::Value { column, .. } if column == "headcount"), "{error}");
    }
}

#[test]
fn other_programs_may_have_written_the_table() {
    let ledger = everything();
    let table = ledger.to_arrow().unwrap();
    let mut other = table.clone();
    for field in table.schema().fields() {
        let array = other.column_by_name(field.name()).unwrap();
        let array: ArrayRef = match field.data_type() {
            DataType::Utf8 => Arc::new(LargeStringArray::from_iter(array.as_string::<i32>().iter())),
            DataType::Dictionary(..) => {
                let plans = array.as_dictionary::<Int32Type>().downcast_dict::<StringArray>().unwrap();
                let mut builder = StringBuilder::new();
                plans.into_iter().for_each(|plan| builder.append_option(plan));
                Arc::new(builder.finish())
            }
            DataType::Int32 => {
                let numbers = array.as_primitive::<Int32Type>().iter();
                Arc::new(Int64Array::from_iter(numbers.map(|number| number.map(i64::from))))
            }
            DataType::Binary => Arc::new(BinaryViewArray::from_iter(array.as_binary::<i32>().iter())),
            DataType::Decimal128(..) => {
                let amounts = array.as_primitive::<Decimal128Type>().clone();
                Arc::new(amounts.with_precision_and_scale(38, 2).unwrap())
            }
            _ => array.clone(),
        };
        other = with(&other, field.name(), Some(array));
    }
    let backwards: Vec<usize> = (0..other.num_columns()).rev().collect();
    assert_eq!(Ledger::from_arrow([other.project(&backwards).unwrap()]), Ok(ledger));
}

#[test]
fn a_dictionary_of_nothing_is_read_as_nulls() {
    let table = everything().to_arrow().unwrap();
    let nothing = DictionaryArray::new(
        Int32Array::from(vec![None; table.num_rows()]),
        Arc::new(StringArray::new_null(0)),
    );
    let without_names = with(&table, "name", Some(Arc::new(nothing.clone())));
    assert!(Ledger::from_arrow([without_names]).is_ok());
    let without_stations = with(&table, "station", Some(Arc::new(nothing)));
    assert!(Ledger::from_arrow([without_stations]).is_err());
}

#[test]
fn amounts_of_the_table_add_up_to_the_forecast() {
    for (name, plan, ledger) in ledgers() {
        let table = ledger.to_arrow().unwrap();
        let sum = |name: &str| {
            let amounts = table.column_by_name(name).unwrap().as_primitive::<Decimal128Type>();
            amounts.iter().flatten().sum::<i128>()
        };
        let totals = plan.forecast().unwrap().totals;
        let pay: i128 = totals.iter().map(|row| i128::from(row.pay.0)).sum();
        let surplus: i128 = totals.iter().map(|row| i128::from(row.surplus.0)).sum();
        assert_eq!((sum("pay"), sum("surplus")), (pay, surplus), "{name}");
        assert_eq!(sum("pay") + sum("surplus"), sum("subsidy") + sum("top_up"), "{name}");
    }
}

/// Two stations of four posts and more, the second one opened in the second year; all is certain.
fn small() -> Ledger {
    let plan = json!({
        "programme": "guangdong-2017",
        "horizon": {"first": 2018, "last": 2019},
        "stations": [{"code": "440203001", "name": "甲"}, {"code": "440224001", "opens": "2019-01"}],
        "hires": [
            {"station": "440203001", "post": "service", "count": 4, "month": "2018-03"},
            {"station": "440203001", "post": "administrative", "count": 1, "month": "2018-03"},
            {"station": "440224001", "post": "service", "count": 5, "month": "2019-01"},
        ],
    });
    Plan::from_json(&plan.to_string()).unwrap().check().unwrap().ledger().unwrap()
}

/// What is put in a figure's place.
#[derive(Clone, Copy)]
enum New {
    Fen(i64),
    Numerator(u64),
    Whole(i64),
    Flag(bool),
}
use New::{Fen, Flag, Numerator, Whole};

/// A figure: station, post, year, name; and what is put in its place.
type Change = (usize, Option<Post>, i32, &'static str, New);

const STATIONS: [&str; 2] = ["440203001", "440224001"];
const FIRST: i32 = 2018;

/// A ledger's JSON with other figures; each year of the small ledger has one part.
fn changed_json(ledger: &Ledger, changes: &[Change]) -> String {
    let table = ledger.to_arrow().unwrap();
    let place = |name: &str| table.schema().index_of(name).unwrap();
    let mut json = serde_json::to_value(ledger).unwrap();
    for (station, post, year, figure, new) in changes {
        let value = match new {
            Fen(fen) => json!(shuangbai::Fen(*fen).to_string()),
            Numerator(number) => json!(format!("{number:x}")),
            Whole(number) => json!(number),
            Flag(flag) => json!(flag),
        };
        let (year, wanted) = ((year - FIRST) as usize, json!(STATIONS[*station]));
        let list = json[if post.is_some() { "accounts" } else { "sites" }].as_array_mut().unwrap();
        let is_it = |one: &&mut Value| {
            one["station"] == wanted && post.is_none_or(|post| one["post"] == json!(post.word()))
        };
        let one = list.iter_mut().find(is_it).unwrap();
        // The columns of a kind stand side by side, in the order of the list.
        let stretches = [
            ("money", "pay", "headcount"),
            ("counts", "headcount", "cost_督导_amount"),
            ("costs", "cost_督导_amount", "cost_督导_hours"),
            ("hours", "cost_督导_hours", "under_cost"),
            ("under_cost", "under_cost", "stations"),
        ];
        let at = place(figure);
        let found = stretches.iter().find(|(_, first, end)| (place(first)..place(end)).contains(&at));
        match found {
            Some((list, first, end)) => {
                let width = place(end) - place(first);
                one[*list][year * width + at - place(first)] = value;
            }
            None => one["norm"][year][*figure] = value,
        }
    }
    json.to_string()
}

/// A ledger's table with other figures.
fn changed_table(ledger: &Ledger, changes: &[Change]) -> RecordBatch {
    let mut table = ledger.to_arrow().unwrap();
    for (station, post, year, figure, new) in changes {
        let (stations, posts) = (table["station"].as_string::<i32>(), table["post"].as_string::<i32>());
        let years = table["year"].as_primitive::<Int32Type>();
        let is_it = |row: &usize| {
            stations.value(*row) == STATIONS[*station]
                && posts.is_valid(*row).then(|| posts.value(*row)) == post.map(Post::word)
                && years.value(*row) == *year
        };
        let row = (0..table.num_rows()).find(is_it).unwrap();
        let old = &table[*figure];
        let array: ArrayRef = match new {
            Fen(fen) => {
                let new = |(at, old)| if at == row { Some(i128::from(*fen)) } else { old };
                let amounts = old.as_primitive::<Decimal128Type>().iter().enumerate().map(new);
                let amounts = Decimal128Array::from_iter(amounts);
                Arc::new(amounts.with_precision_and_scale(19, 2).unwrap())
            }
            Numerator(number) => {
                let bytes = number.to_be_bytes();
                let bytes = &bytes[(number.leading_zeros() as usize / 8).min(7)..];
                let new = |(at, old)| if at == row { Some(bytes) } else { old };
                Arc::new(BinaryArray::from_iter(old.as_binary::<i32>().iter().enumerate().map(new)))
            }
            Whole(number) => {
                let new = |(at, old)| if at == row { Some(*number) } else { old };
                Arc::new(Int64Array::from_iter(old.as_primitive::<Int64Type>().iter().enumerate().map(new)))
            }
            Flag(flag) => {
                let new = |(at, old)| if at == row { Some(*flag) } else { old };
                Arc::new(BooleanArray::from_iter(old.as_boolean().iter().enumerate().map(new)))
            }
        };
        table = with(&table, figure, Some(array));
    }
    table
}

/// What is said of a ledger that is refused, as it must be for some text.
fn refused<E: ToString>(ledger: Result<Ledger, E>, text: &str) -> String {
    match ledger {
        Ok(_) => panic!("taken, not refused: {text}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn figures_that_no_ledger_of_the_library_has_are_refused_from_json_and_tables_alike() {
    let ledger = small();
    let a = |year, figure, new| (0, Some(Post::Service), year, figure, new);
    let b = |year, figure, new| (1, Some(Post::Service), year, figure, new);
    let site = |year, figure, new| (0, None, year, figure, new);
    let of_2018 = "of the station `440203001`, post `service`, year 2018";
    // Four people came in March 2018, for 166,666.68 in the first year; one year and its only part a row.
    let cases: &[(&[Change], &str)] = &[
        (
            &[a(2018, "pay", Fen(-100))],
            &format!("`pay` {of_2018}, months 1 to 12 is -1.00; it must not be negative"),
        ),
        (&[a(2018, "share_local", Fen(-1))], "`share_local` of the station `440203001`"),
        (&[a(2018, "top_up_by_local", Fen(-1))], "it must not be negative"),
        (
            &[a(2018, "pay", Fen(16_666_669))],
            "`pay` and `surplus` come to 166666.69, `subsidy` and `top_up` to 166666.68",
        ),
        (&[a(2018, "surplus", Fen(1))], "they must be equal (rule 5)"),
        (
            &[a(2018, "pay", Fen(i64::MAX)), a(2018, "surplus", Fen(i64::MAX))],
            "`pay` and `surplus` come to 184467440737095516.14",
        ),
        (
            &[a(2018, "pay", Fen(16_666_669)), a(2018, "subsidy", Fen(16_666_669))],
            "is 166666.69, and its shares come to 166666.68",
        ),
        (
            &[a(2018, "pay", Fen(16_666_669)), a(2018, "top_up", Fen(1))],
            "is 0.01, and what each payer bears of it comes to 0.00",
        ),
        (&[a(2018, "raise_cost", Fen(1))], "it lies between 0.00 and 0.00"),
        (
            &[a(2019, "raise_cost", Fen(-49))],
            "is -0.49; with those raised in the year it lies between -0.48 and",
        ),
        (&[a(2019, "raise_cost", Fen(100_000_000))], "it lies between -0.48 and"),
        (&[b(2018, "pay", Fen(1))], "is 0.01 in a year in which nobody is on the payroll"),
        (&[a(2018, "headcount", Numerator(1 << 60))], "no plan has more than"),
        (&[a(2018, "headcount", Numerator(5))], "is 4, fewer than the 5 that the year before"),
        (
            &[a(2019, "headcount", Numerator(5))],
            "`headcount` of the station `440203001`, post `service`, year 2019 is 5, more than the 4 people",
        ),
        (&[a(2019, "headcount", Numerator(3))], "is 3, fewer than the 4"),
        (
            &[a(2019, "worker_months", Numerator(49))],
            "are 49: twelve for each of those there in the year are 48",
        ),
        (&[a(2019, "worker_months", Numerator(3))], "is 4, more than the 3 months on the payroll"),
        (&[a(2019, "worker_months", Numerator(0))], "is 4, more than the 0 months on the payroll"),
        (&[a(2019, "hires", Numerator(1))], "is 4, fewer than the 5"),
        (
            &[a(2018, "hires", Numerator(5))],
            "`hires` of the station `440203001`, post `service`, year 2018 is 5, more than the 4",
        ),
        (&[a(2019, "leavers", Numerator(5))], "`leavers` of the station"),
        (&[a(2018, "raised", Numerator(1))], "is 1, more than the 0 people"),
        (&[a(2019, "raised", Numerator(5))], "is 5, more than the 4 people"),
        (&[a(2019, "contracts_ending", Numerator(5))], "`contracts_ending` of the station"),
        (
            &[site(2018, "stations", Whole(2))],
            "`stations` of the station `440203001`, year 2018 is 2; a station is 1",
        ),
        (&[site(2018, "required", Whole(5))], "is 5; the norm asks for 4 (rule 7)"),
        (
            &[site(2018, "held", Numerator(4))],
            "is 4; by the station's headcounts and the norm it is 5 (rule 7)",
        ),
        (&[site(2018, "short", Numerator(1))], "`short` of the station"),
        (&[site(2019, "over", Numerator(1))], "`over` of the station"),
        (&[site(2018, "cost_督导_amount", Fen(-1))], "it must not be negative"),
        (&[site(2018, "cost_督导_amount", Fen(1))], "is 0.01, and its shares come to 28665.00"),
        (
            &[site(2018, "cost_督导_amount", Fen(1)), site(2018, "cost_督导_share_province", Fen(1))],
            "`cost_督导_amount` of the station `440203001`",
        ),
        (&[site(2018, "cost_督导_hours", Whole(1))], "which opens in"),
        (
            &[site(2019, "under_cost", Flag(false))],
            "; of a station with such costs and norm, which opens in 2018-12, it is 2388.75 (rule 6)",
        ),
        (&[(1, None, 2018, "under_cost", Flag(true))], "is true; of a station with such costs"),
    ];
    for (changes, text) in cases {
        let table = refused(Ledger::from_arrow([changed_table(&ledger, changes)]), text);
        let json = refused(serde_json::from_str(&changed_json(&ledger, changes)), text);
        assert!(table.contains(text), "{table}, not {text}");
        assert!(json.starts_with(&table), "{json}, from a table {table}");
    }
    // What is put there anew is the same.
    let same = [a(2018, "pay", Fen(16_666_668)), a(2019, "headcount", Numerator(4))];
    assert_eq!(Ledger::from_arrow([changed_table(&ledger, &same)]).as_ref(), Ok(&ledger));
    assert_eq!(serde_json::from_str::<Ledger>(&changed_json(&ledger, &same)).unwrap(), ledger);
}

#[test]
fn a_ledger_without_all_its_leaves_is_refused() {
    let ledger = small();
    let table = ledger.to_arrow().unwrap();
    let without = |station: &str, post: Option<&str>| {
        let (stations, posts) = (table["station"].as_string::<i32>(), table["post"].as_string::<i32>());
        let stays = |row: &usize| {
            stations.value(*row) != station || posts.is_valid(*row).then(|| posts.value(*row)) != post
        };
        let rows = (0..table.num_rows()).filter(stays);
        Ledger::from_arrow(rows.map(|row| table.slice(row, 1))).unwrap_err().to_string()
    };
    let json = |change: &dyn Fn(&mut Value)| {
        let mut json = serde_json::to_value(&ledger).unwrap();
        change(&mut json);
        serde_json::from_str::<Ledger>(&json.to_string()).unwrap_err().to_string()
    };
    let list = |json: &mut Value, name: &str| json[name].as_array().unwrap().clone();
    let missing =
        "the post `administrative` of the station `440203001` is missing: it is among the station's `posts`";
    assert_eq!(without("440203001", Some("administrative")), missing);
    assert!(json(&|json| json["accounts"] = list(json, "accounts")[1..].into()).starts_with(missing));
    let missing = "the post `service` is there of the station `440224001`, and the station itself is missing";
    assert_eq!(without("440224001", None), missing);
    assert!(json(&|json| json["sites"] = list(json, "sites")[..1].into()).starts_with(missing));
    for (change, text) in [
        ("accounts", "the post `administrative` of the station `440203001` is there twice"),
        ("sites", "the station `440203001` is there twice"),
    ] {
        let twice = |json: &mut Value| {
            let first = json[change][0].clone();
            json[change].as_array_mut().unwrap().push(first);
        };
        assert!(json(&twice).starts_with(text), "{change}");
    }
    for (posts, text) in [
        (
            json!(["service"]),
            "the post `administrative` of the station `440203001` is not among the station's `posts`",
        ),
        (json!(["service", "service"]), "the post `service` of the station `440203001` is there twice"),
    ] {
        assert!(json(&|json| json["sites"][0]["posts"] = posts.clone()).starts_with(text), "{posts}");
    }
    let none = json(&|json| (json["accounts"], json["sites"]) = (json!([]), json!([])));
    assert!(none.starts_with("the ledger has no station"), "{none}");
    let norm = json(&|json| json["sites"][0]["norm"][1] = Value::Null);
    assert!(norm.starts_with("the station `440203001` has no norm for 2019, though"), "{norm}");
    let name = json(&|json| json["names"] = json!({"韶关": "韶关市"}));
    assert!(name.starts_with("a name is given to `韶关`, which is no region code"), "{name}");
    for numerator in ["+4", "0_4", "04", "", "F", "-4", "x"] {
        let error = json(&|json| json["accounts"][0]["counts"][0] = json!(numerator));
        assert!(error.starts_with(&format!("`{numerator}` is no numerator")), "{error}");
    }
}

#[test]
fn people_are_whole_until_something_is_left_to_chance() {
    let plan = json!({
        "programme": "guangdong-2017",
        "horizon": {"first": 2018, "last": 2019},
        "stations": [{"code": "440203001"}],
        "hires": [{"station": "440203001", "post": "service", "count": 4, "month": "2018-03"}],
        "assumptions": {"leave_rate": "0.5", "missing_history": "pass", "from": 2019},
    });
    let ledger = Plan::from_json(&plan.to_string()).unwrap().check().unwrap().ledger().unwrap();
    // The denominator is 2 in both years, and nobody leaves before the end of the second one.
    let change = |year, figure, new| [(0, Some(Post::Service), year, figure, New::Numerator(new))];
    for (change, text) in [
        (
            change(2018, "worker_months", 79),
            "is 39.5000; by the chances assumed until then it is a whole number",
        ),
        (change(2018, "leavers", 1), "is 0.5000; by the chances assumed until then it is a whole number"),
        (change(2019, "raised", 7), "is 3.5000; by the chances assumed until then it is a whole number"),
    ] {
        let error = refused(Ledger::from_arrow([changed_table(&ledger, &change)]), text);
        assert!(error.contains(text), "{error}, not {text}");
    }
    assert!(Ledger::from_arrow([changed_table(&ledger, &change(2019, "leavers", 3))]).is_ok());
}

#[test]
fn names_of_a_region_are_one_name() {
    let part = |code: &str, regions: Value| {
        let plan = json!({
            "programme": "guangdong-2017", "horizon": {"first": 2018, "last": 2018},
            "stations": [{"code": code, "name": code}], "regions": regions,
        });
        Plan::from_json(&plan.to_string()).unwrap().check().unwrap().ledger().unwrap()
    };
    let one = part(STATIONS[0], json!({"44": "广东", STATIONS[0]: "甲", STATIONS[1]: "乙"}));
    let other = part(STATIONS[1], json!({"44": "广东", STATIONS[0]: "甲", STATIONS[1]: "乙"}));
    let merged = one.clone().merge(other.clone());
    assert_eq!(
        merged,
        other.clone().merge(one.clone()),
        "a station's own name goes before that of `regions`"
    );
    let tables = [one.to_arrow().unwrap(), other.to_arrow().unwrap()];
    assert_eq!(Ledger::from_arrow(tables).ok(), merged.ok());
    let error = one.merge(part(STATIONS[1], json!({"44": "广东省"}))).unwrap_err();
    assert_eq!(error.to_string(), "the region `44` is called `广东` in one ledger and `广东省` in the other");
}
