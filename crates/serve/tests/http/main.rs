//! The service over HTTP, asked by a real client: the library's own bytes, tables in every form, and clients that are hostile,
//! slow, broken or many.

mod common;
mod unpacked;

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use common::{Answer, Service};
use serde_json::Value;
use shuangbai_tests::{questions, root, vectors};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const ARROW: &str = "application/vnd.apache.arrow.file";
const STATIONS: &str = "编码,名称,村居数\n440203001,西联镇,3\n440203002,西河镇,5\n";
const WORKERS: &str = "编号,社工站,岗位,入职,年薪,年薪年度\n甲,西联镇,服务性,2020-05,52500.00,2021\n";

#[test]
fn every_plan_and_question_is_answered_with_the_bytes_of_the_library() {
    let service = Service::start(&[]);
    for vector in vectors("good").iter().chain(&vectors("bad")) {
        let answer = service.post("/forecast", &vector.plan);
        let (status, text) = match shuangbai::forecast_json(&vector.plan) {
            Ok(forecast) => (200, forecast),
            Err(errors) => (422, errors),
        };
        assert_eq!((answer.status, answer.text()), (status, &text[..]), "{}", vector.name);
        assert_eq!(answer.kind, "application/json");
        let checked = service.post("/check", &vector.plan);
        let errors = if status == 200 { "{\"errors\":[]}" } else { &text };
        assert_eq!((checked.status, checked.text()), (200, errors), "{}", vector.name);
    }
    for question in questions() {
        let asked = question.question.to_string();
        let answer = service.post("/ask", &asked);
        assert_eq!(answer.text(), shuangbai::answer_json(&asked), "{}", question.name);
        assert_eq!(answer.status == 422, answer.text().starts_with("{\"errors\":"), "{}", question.name);
    }
}

#[test]
fn tables_come_and_go_in_every_form() {
    let service = Service::start(&[]);
    let of_csv = |accept: &str, more: &[(&str, Option<&str>, &[u8])]| {
        let parts: [(&str, Option<&str>, &[u8]); 3] = [
            ("stations", Some("站点.csv"), STATIONS.as_bytes()),
            ("workers", Some("人员.csv"), WORKERS.as_bytes()),
            ("years", None, b"2021-2023"),
        ];
        service.form("/tables", accept, &[&parts, more].concat())
    };
    let forecast = of_csv("application/json", &[]);
    assert_eq!((forecast.status, &forecast.kind[..]), (200, "application/json"), "{}", forecast.text());
    assert_eq!(forecast.json()["totals"].as_array().map(Vec::len), Some(3));
    assert_eq!(forecast.json()["totals"][0]["headcount"], 1);
    // The columns as CSV, and as Arrow, which comes back in as a table.
    let csv = of_csv("text/csv;q=0.9, application/pdf", &[("table", None, b"totals")]);
    assert!(csv.text().starts_with("year,region,name,"), "{}", csv.text());
    let arrow = of_csv(ARROW, &[]);
    assert!(arrow.bytes.starts_with(b"ARROW1") && arrow.kind == ARROW);
    let parquet = of_csv("application/vnd.apache.parquet", &[]);
    assert!(parquet.bytes.starts_with(b"PAR1"));
    // Tables for people, in the client's language.
    let table = of_csv("text/plain", &[("unit", None, "元".as_bytes())]);
    assert!(table.text().contains("双百工程") && table.text().contains("年度"), "{}", table.text());
    // A result workbook comes out, and a workbook in.
    let book = of_csv(XLSX, &[]);
    assert!(book.bytes.starts_with(b"PK") && book.kind == XLSX);
    let template = workbook();
    let from_book = service.send("/tables", &[("content-type", XLSX)], &template);
    assert_eq!(from_book.status, 200, "{}", from_book.text());
    let in_parts = service.form("/tables", "*/*", &[("plan", Some("a.xlsx"), &template)]);
    assert_eq!(in_parts.bytes, from_book.bytes);
    // A plan in JSON is answered as by the other door, and a table alone is that of the stations.
    let plan = std::fs::read_to_string(root().join("docs/plan.json")).expect("a plan");
    let json = [("content-type", "application/json")];
    assert_eq!(service.send("/tables", &json, &plan).bytes, service.post("/forecast", &plan).bytes);
    let csv = [("content-type", "text/csv; charset=utf-8"), ("accept", "text/csv")];
    let alone = service.send("/tables?years=2021&table=totals&assume=fill%3Dnorm", &csv, STATIONS);
    assert_eq!(alone.text().lines().count(), 2, "{}", alone.text());
    // What is left out is told beside a table that has no room for it.
    let total = format!("{STATIONS}合计,,8\n");
    let told = service.send("/tables?years=2021&table=totals&assume=fill%3Dnorm", &csv, total);
    assert!(told.told.contains("%E5%90%88%E8%AE%A1"), "{} {}", told.status, told.told);
    // The pay sheet of a month.
    let month = service.form(
        "/tables/sheet",
        "application/json",
        &[
            ("stations", Some("a.csv"), STATIONS.as_bytes()),
            ("workers", Some("b.csv"), WORKERS.as_bytes()),
            ("years", None, b"2021-2023"),
            ("month", None, b"2021-03"),
        ],
    );
    assert_eq!(month.status, 200, "{}", month.text());
    assert_eq!(month.json()["rows"][0]["payable"], "4375.00");
}

/// A workbook that has a plan.
fn workbook() -> Vec<u8> {
    let outline = r#"{"programme": "guangdong-2021", "horizon": {"first": 2021, "last": 2022},
        "stations": [{"code": "440203001", "name": "西联镇", "villages": 3}], "assumptions": {"fill": "norm"}}"#;
    shuangbai_excel::template(shuangbai_excel::Language::Zh, outline).expect("a template")
}

#[test]
fn errors_of_tables_say_file_row_and_column() {
    let service = Service::start(&[]);
    let answer = service.form(
        "/tables",
        "text/csv",
        &[
            ("stations", Some("站点.csv"), STATIONS.as_bytes()),
            ("workers", Some("人员.csv"), "社工站,岗位,入职\n西联镇,服务性,2020-13\n".as_bytes()),
            ("years", None, b"2021"),
        ],
    );
    let error = &answer.json()["errors"][0];
    assert_eq!((answer.status, &error["row"], &error["column"]), (422, &2.into(), &"入职".into()), "{error}");
    assert!(error["file"].as_str().is_some_and(|file| file.starts_with("workers")), "{error}");
}

#[test]
fn what_is_wrong_with_a_request_is_told() {
    let service = Service::start(&["--megabytes", "1", "--seconds", "2"]);
    let told = |answer: Answer, status: u16, code: &str| {
        let problem = answer.json();
        assert_eq!((answer.status, &problem["code"]), (status, &code.into()), "{problem}");
        assert_eq!(answer.kind, "application/problem+json");
        assert!(["zh", "en"].iter().all(|lang| problem[lang].as_str().is_some_and(|text| !text.is_empty())));
    };
    told(service.get("/nothing"), 404, "nowhere");
    told(service.get("/forecast"), 405, "not_so");
    told(service.post("/forecast", b"\xff\xfe"), 400, "unreadable");
    told(service.post("/forecast", vec![b' '; 1_000_001]), 413, "too_large");
    told(service.send("/tables", &[("content-type", "image/png")], b"PNG"), 415, "not_taken");
    let json = ("content-type", "application/json");
    told(service.send("/tables", &[json, ("accept", "image/png")], "{}"), 406, "not_given");
    told(service.send("/tables?colour=red", &[json], "{}"), 400, "unreadable");
    told(service.send("/tables?format=pdf", &[json], "{}"), 406, "not_given");
    told(service.form("/tables", "*/*", &[("output", None, b"/tmp/here")]), 400, "unreadable");
    // No file of the system is read, whatever an option names: this one is there.
    let there = root().join("docs/plan.json").canonicalize().expect("a file");
    let answer = service.form(
        "/tables",
        "*/*",
        &[
            ("stations", Some("a.csv"), STATIONS.as_bytes()),
            ("years", None, b"2021"),
            ("programme", None, there.to_string_lossy().as_bytes()),
        ],
    );
    told(answer, 400, "unreadable");
    // Not even JSON is the library's matter.
    let answer = service.post("/forecast", "{");
    assert_eq!((answer.status, answer.text().starts_with("{\"errors\":")), (422, true));
    // An explanation without end is no longer than a request may be.
    let explained = service.post("/ask", crowded("\"why\":{\"at\":\"/totals/9/pay\",\"fold\":0}"));
    told(explained, 503, "long_answer");
}

/// A question about a plan of some size: 400 stations with chances.
fn crowded(asked: &str) -> String {
    let stations: Vec<String> = (0..400)
        .map(|place| {
            format!("{{\"code\":\"4402{:02}{:03}\",\"villages\":9}}", place / 200 + 3, place % 200 + 1)
        })
        .collect();
    format!(
        "{{{asked},\"plan\":{{\"programme\":\"guangdong-2021\",\"horizon\":{{\"first\":2021,\"last\":2030}},\
         \"by\":\"station\",\"assumptions\":{{\"fill\":\"norm\",\"pass_rate\":\"0.9\",\"refill\":\"january\",\
         \"leave_rate\":\"0.1\"}},\"stations\":[{}]}}}}",
        stations.join(",")
    )
}

#[test]
fn a_thousand_requests_fifty_at_once_are_all_answered() {
    let service = Service::start(&[]);
    let plans: Vec<(String, Result<String, String>)> = vectors("good")
        .into_iter()
        .take(40)
        .map(|vector| (vector.plan.clone(), shuangbai::forecast_json(&vector.plan)))
        .collect();
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..50 {
            scope.spawn(|| {
                loop {
                    let place = next.fetch_add(1, Ordering::Relaxed);
                    if place >= 1000 {
                        break;
                    }
                    let (plan, wanted) = &plans[place % plans.len()];
                    let answer = service.post("/forecast", plan);
                    assert_eq!(
                        Ok(answer.text()),
                        wanted.as_deref().map_err(String::as_str),
                        "request {place}"
                    );
                }
            });
        }
    });
}

#[test]
fn slow_and_broken_clients_hold_nobody_up() {
    let service = Service::start(&["--seconds", "2", "--at-once", "1"]);
    let connect = || TcpStream::connect(&service.address).expect("a connection");
    // One says nothing, one sends half a head, one half a body, one leaves.
    let (mut silent, mut head, mut body) = (connect(), connect(), connect());
    head.write_all(b"POST /forecast HTTP/1.1\r\nHost:").expect("sent");
    body.write_all(b"POST /forecast HTTP/1.1\r\nHost: here\r\nContent-Length: 100\r\n\r\n{").expect("sent");
    connect()
        .write_all(b"POST /forecast HTTP/1.1\r\nHost: here\r\nContent-Length: 100\r\n\r\n{")
        .expect("sent");
    connect().write_all(b"\x16\x03\x01 no HTTP at all\r\n\r\n").expect("sent");
    let begun = Instant::now();
    assert_eq!(service.get("/healthz").status, 200);
    let answer = service.post("/forecast", "{}");
    assert_eq!((answer.status, begun.elapsed() < Duration::from_millis(1500)), (422, true));
    let ended = |stream: &mut TcpStream| {
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a limit");
        let mut said = Vec::new();
        let _ = stream.read_to_end(&mut said);
        String::from_utf8_lossy(&said).into_owned()
    };
    assert!(ended(&mut body).starts_with("HTTP/1.1 408 "));
    assert!(!ended(&mut head).starts_with("HTTP/1.1 200"));
    assert!(!ended(&mut silent).starts_with("HTTP/1.1 200"));
}

#[test]
fn a_calculation_ends_when_time_is_up_or_its_client_goes() {
    let service = Service::start(&["--seconds", "1", "--at-once", "1", "--megabytes", "100000"]);
    let answer = service.post("/ask", crowded("\"why\":{\"at\":\"/totals/9/pay\",\"fold\":0}"));
    assert_eq!((answer.status, &answer.json()["code"]), (503, &"too_long".into()));
    let service = Service::start(&["--at-once", "1", "--megabytes", "100000"]);
    let question = crowded("\"why\":{\"at\":\"/totals/9/pay\",\"fold\":0}");
    let size = question.len();
    let leave = || {
        let mut stream = TcpStream::connect(&service.address).expect("a connection");
        let head = format!("POST /ask HTTP/1.1\r\nHost: here\r\nContent-Length: {size}\r\n\r\n");
        stream.write_all(head.as_bytes()).expect("sent");
        stream.write_all(question.as_bytes()).expect("sent");
        thread::sleep(Duration::from_millis(50));
    };
    (0..5).for_each(|_| leave());
    let begun = Instant::now();
    assert_eq!(service.post("/forecast", "{}").status, 422);
    // Each of these alone would take longer.
    assert!(
        begun.elapsed() < Duration::from_secs(3),
        "the next waits for those that left: {:?}",
        begun.elapsed()
    );
}

#[test]
#[cfg(unix)]
fn what_runs_is_finished_before_the_service_ends() {
    let service = Service::start(&[]);
    let question = crowded("\"why\":{\"at\":\"/totals/0/pay\",\"fold\":1}");
    let mut stream = TcpStream::connect(&service.address).expect("a connection");
    let head = format!(
        "POST /ask HTTP/1.1\r\nHost: here\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        question.len()
    );
    stream.write_all((head + &question).as_bytes()).expect("sent");
    thread::sleep(Duration::from_millis(20));
    service.terminate();
    let mut said = String::new();
    stream.read_to_string(&mut said).expect("the answer comes whole");
    assert!(said.starts_with("HTTP/1.1 200 ") && said.ends_with('}'), "{said:.200}");
    let address = service.address.clone();
    let (good, log) = service.ended();
    assert!(good && TcpStream::connect(address).is_err());
    let line = log.iter().find(|line| line["door"] == "/ask").expect("a line of the log");
    assert_eq!((&line["status"], &line["method"]), (&200.into(), &"POST".into()), "{line}");
    assert!(!log.iter().any(|line| line.to_string().contains("440203")), "{log:?}");
}

#[test]
fn a_log_that_can_t_be_written_ends_no_request() {
    let service = Service::unheard();
    for _ in 0..3 {
        assert_eq!(service.get("/healthz").status, 200);
    }
}

#[test]
fn it_says_what_it_is() {
    let service = Service::start(&[]);
    assert_eq!(service.get("/healthz").json()["version"], env!("CARGO_PKG_VERSION"));
    let presets = service.get("/presets").json();
    let names: Vec<&str> = presets.as_object().expect("presets").keys().map(String::as_str).collect();
    assert_eq!(names, ["guangdong-2017", "guangdong-2021"]);
    let api = service.get("/openapi.json").json();
    // Whatever is referred to is there, and every door that is told answers.
    let mut found = Vec::new();
    references(&api, &mut found);
    assert!(found.len() > 50);
    for reference in found {
        let pointer = reference.strip_prefix('#').expect("a reference into the document");
        assert!(api.pointer(pointer).is_some(), "{reference}");
    }
    for (path, doors) in api["paths"].as_object().expect("paths") {
        let method = doors.as_object().and_then(|doors| doors.keys().next()).expect("a method").as_str();
        let status = if method == "get" { service.get(path).status } else { service.post(path, "{}").status };
        assert!(![404, 405].contains(&status), "{method} {path}: {status}");
    }
    // With its page or without, something stands there.
    assert_eq!(service.get("/").status, 200);
}

#[test]
fn the_page_is_in_frames_of_those_sites_alone_that_are_named() {
    let own = Service::start(&[]);
    assert_eq!(own.get("/").policy, "frame-ancestors 'self'");
    let named =
        Service::start(&["--embed-in", "https://office.example", "--embed-in", "http://10.1.2.3:8080"]);
    for path in ["/", "/nothing"] {
        let policy = "frame-ancestors 'self' https://office.example http://10.1.2.3:8080";
        assert_eq!(named.get(path).policy, policy, "{path}");
    }
}

fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("$ref").and_then(Value::as_str));
            fields.values().for_each(|value| references(value, found));
        }
        Value::Array(list) => list.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}
