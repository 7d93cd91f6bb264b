//! A user's own file back, marked: more than once, and with marks of cells that no sheet has.

use std::io::{Cursor, Read};

use shuangbai_excel::{Language, Mark, mark_errors, template};
use zip::ZipArchive;

fn book() -> Vec<u8> {
    template(Language::Zh, r#"{"stations": [{"code": "440203001", "villages": 3}]}"#).expect("a workbook")
}

fn marked(book: &[u8], cell: &str, text: &str) -> Vec<u8> {
    mark_errors(book, &[Mark { cell: cell.to_owned(), text: text.to_owned() }]).expect("a workbook")
}

/// All parts of a file, by name.
fn parts(book: &[u8]) -> Vec<(String, String)> {
    let mut archive = ZipArchive::new(Cursor::new(book)).expect("an archive");
    let parts = (0..archive.len()).map(|place| {
        let mut file = archive.by_index(place).expect("a part");
        let mut text = String::new();
        file.read_to_string(&mut text).expect("text");
        (file.name().expect("a name").into_owned(), text)
    });
    parts.collect()
}

#[test]
fn a_file_that_was_marked_keeps_its_marks() {
    let once = marked(&book(), "站点!A3", "第一次");
    let parts = parts(&marked(&once, "参数!B4", "第二次"));
    for said in ["第一次", "第二次"] {
        let of = parts.iter().filter(|(name, text)| name.starts_with("xl/comments") && text.contains(said));
        assert_eq!(of.count(), 1, "{said}");
    }
    let (_, types) = parts.iter().find(|(name, _)| name == "[Content_Types].xml").expect("types");
    let mut named: Vec<&str> =
        types.split("PartName=\"").skip(1).filter_map(|of| of.split('"').next()).collect();
    let all = named.len();
    named.sort_unstable();
    named.dedup();
    assert_eq!(named.len(), all, "each part has one type");
}

#[test]
fn what_names_no_cell_is_passed_over() {
    let book = book();
    let none = mark_errors(&book, &[]).expect("a workbook");
    let long = format!("站点!{}1", "A".repeat(40));
    for cell in [
        "站点!A0",
        "站点!XFE1",
        "站点!A1048577",
        "站点!A99999999999999999999",
        "站点",
        "别处!A1",
        "站点!1",
        &long,
    ] {
        assert_eq!(marked(&book, cell, "无"), none, "{cell}");
    }
}
