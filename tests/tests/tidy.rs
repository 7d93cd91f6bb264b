//! Habits that a program can see, over the whole project.

use std::{
    fs,
    path::{Path, PathBuf},
};

use shuangbai::{Programme, terms_json};
use shuangbai_tests::{root, value};

/// All files below a folder whose name ends so, `target` and hidden folders left out.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries.map(|entry| entry.expect("an entry").path()) {
        let name = entry.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if entry.is_dir() && !entry.is_symlink() {
            if !name.starts_with('.') && !["target", "node_modules", "pkg", "dist"].contains(&&name[..]) {
                found.extend(files(&entry, ending));
            }
        } else if name.ends_with(ending) {
            found.push(entry);
        }
    }
    found.sort();
    found
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn core() -> Vec<(String, String)> {
    let folder = root().join("crates/core/src");
    let found: Vec<_> = files(&folder, ".rs")
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(&folder).unwrap_or(&path).display().to_string();
            (name, text(&path))
        })
        .collect();
    assert!(found.len() > 10, "the core has moved");
    found
}

/// A line of code without its comment.
fn code(line: &str) -> &str {
    line.split("//").next().unwrap_or_default()
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|char: char| !char.is_alphanumeric() && char != '_')
}

#[test]
fn the_core_has_no_floats_but_where_it_says_why() {
    for (file, text) in core() {
        let lines: Vec<&str> = text.lines().collect();
        for (number, line) in lines.iter().enumerate() {
            let float = words(code(line)).any(|word| {
                ["f32", "f64"].contains(&word) || word.ends_with("_f64") && !word.starts_with("visit")
            });
            let reason =
                lines[..number].iter().rev().take_while(|line| !line.trim().is_empty()).any(|line| {
                    line.contains("#[expect(clippy::disallowed_types") && line.contains("reason = ")
                });
            assert!(!float || reason, "{file}:{}: {line}", number + 1);
        }
    }
}

#[test]
fn the_core_never_panics_on_purpose() {
    for (file, text) in core() {
        let code_lines = text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
        for (number, line) in code_lines {
            for habit in
                [".unwrap()", ".expect(", "panic!(", "todo!(", "unimplemented!(", "unreachable!(", "unsafe "]
            {
                assert!(!code(line).contains(habit), "{file}:{}: {habit} in {line}", number + 1);
            }
        }
    }
}

#[test]
fn every_file_of_the_core_opens_with_its_rule_or_purpose() {
    for (file, text) in core() {
        let head = text.lines().map_while(|line| line.strip_prefix("//! "));
        let purpose = head.collect::<Vec<_>>().join(" ");
        let readme = file == "lib.rs" && text.starts_with("#![doc = include_str!(");
        assert!(
            readme || purpose.len() > 20 && purpose.ends_with(['.', ':']),
            "{file} opens with `{purpose}`"
        );
    }
    let all: String = core().into_iter().map(|(_, text)| text).collect();
    for rule in 1..=21 {
        assert!(
            ["rule", "Rule", "rules", "Rules", "to", "and"]
                .iter()
                .any(|word| all.contains(&format!("{word} {rule}"))),
            "no file names rule {rule}"
        );
    }
}

#[test]
fn no_rust_file_is_longer_than_600_lines() {
    for path in files(&root(), ".rs") {
        let lines = text(&path).lines().count();
        assert!(lines <= 600, "{} has {lines} lines", path.display());
    }
}

#[test]
fn no_rust_file_has_tabs_trailing_blanks_or_a_work_note() {
    for path in files(&root(), ".rs").into_iter().filter(|path| !path.ends_with("tidy.rs")) {
        for (number, line) in text(&path).lines().enumerate() {
            let clean = !line.contains('\t') && line.trim_end() == line;
            assert!(clean, "{}:{}: `{line}`", path.display(), number + 1);
            for note in ["TODO", "FIXME", "XXX", "HACK", "dbg!("] {
                assert!(!line.contains(note), "{}:{}: {note}", path.display(), number + 1);
            }
        }
    }
}

#[test]
fn no_test_stands_where_none_is_run() {
    let sources: Vec<_> = files(&root(), ".rs")
        .into_iter()
        .filter(|path| path.components().any(|part| part.as_os_str() == "src"))
        .collect();
    assert!(sources.len() > 20, "the sources have moved");
    for path in sources {
        // A crate and its programs have no test binary of their own: that built the crate once more.
        assert!(!text(&path).contains("#[test]"), "{}: tests stand in a crate's `tests`", path.display());
    }
}

#[test]
fn presets_are_programmes_with_a_ground_for_every_entry_and_survive_being_written() {
    let folder = root().join("crates/core/presets");
    let found = files(&folder, ".json");
    let ids: Vec<String> = found
        .iter()
        .map(|path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned())
        .collect();
    assert!(Programme::presets().eq(ids.iter().map(String::as_str)), "every file is a preset");
    for (path, id) in found.iter().zip(&ids) {
        let programme = Programme::from_json(&text(path)).unwrap_or_else(|errors| panic!("{id}: {errors}"));
        assert_eq!(programme.id(), id);
        assert_eq!(Programme::preset(id).as_ref(), Ok(&programme));
        assert_eq!(Programme::from_json(&programme.to_json()).as_ref(), Ok(&programme));
        assert_eq!(serde_json::from_str::<Programme>(&programme.to_json()).expect("a programme"), programme);
        let tree = value(&text(path));
        for list in ["subsidy", "sharing", "raise", "appraisal", "contract", "norm", "costs", "funds"] {
            for entry in shuangbai_tests::list(&tree, list) {
                let source = ["zh", "en"].map(|language| entry["source"][language].is_string());
                assert!(source == [true; 2] && entry["status"].is_string(), "{id}: {entry}");
            }
        }
    }
}

#[test]
fn no_rust_code_repeats_a_number_of_a_preset() {
    for (file, text) in core() {
        for number in ["5_000_000_00", "50000_00", "28665", "110000000", "280000000", "690000000", "29744"] {
            let stands = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .any(|line| code(line).contains(number));
            assert!(!stands, "{file} has {number}");
        }
    }
}

#[test]
fn the_documents_are_there() {
    for document in ["docs/rules.md", "README.md", "README.zh-CN.md", "tests/oracle/README.md"] {
        assert!(text(&root().join(document)).len() > 200, "{document} says little");
    }
}

#[test]
fn the_rules_name_no_place_outside_the_project() {
    for path in files(&root().join("tests"), "").into_iter().filter(|path| !path.ends_with("tidy.rs")) {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        for place in ["/work/", "/root/", "/home/"] {
            assert!(!text.contains(place), "{} names {place}", path.display());
        }
    }
}

/// The defaults that are left where figures are made, by file, as DESIGN.md lists them with their reasons.
#[test]
fn defaults_where_figures_are_made_are_those_that_the_design_lists() {
    let design = text(&root().join("DESIGN.md"));
    let block = design.split("```left\n").nth(1).and_then(|rest| rest.split("```").next());
    let mut listed: Vec<(String, usize)> = block
        .expect("DESIGN.md has the list")
        .lines()
        .map(|line| {
            let mut words = line.split_whitespace();
            let (file, count) = (words.next().expect("a file"), words.next().expect("a count"));
            assert!(count == "0" || words.next().is_some(), "{file} has no reason");
            (file.to_owned(), count.parse().expect("a count"))
        })
        .filter(|(_, count)| *count > 0)
        .collect();
    listed.sort();
    let habits = [
        "unwrap_or_default()",
        "unwrap_or(0)",
        "unwrap_or(i64::MAX)",
        "unwrap_or(u64::MAX)",
        "map_or(0,",
        "map_or(\"\",",
        "saturating_mul",
        "wrapping_neg",
    ];
    let rooms = ["rules/", "model/", "ledger/", "engine/", "forecast/"];
    let mut found = Vec::new();
    for (file, text) in core().into_iter().filter(|(file, _)| rooms.iter().any(|room| file.starts_with(room)))
    {
        let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        let count = lines.filter(|line| habits.iter().any(|habit| code(line).contains(habit))).count();
        if count > 0 {
            found.push((file, count));
        }
    }
    found.sort();
    assert_eq!(found, listed);
}

#[test]
fn every_field_and_column_is_in_the_rules_and_every_field_in_what_draws_plans() {
    let terms = value(&terms_json());
    let names = |part: &str| {
        let objects = terms[part].as_object().expect("objects").values();
        let names = objects.flat_map(|object| object.as_object().expect("terms").keys().cloned());
        names.collect::<Vec<_>>()
    };
    let missing_in = |text: String, names: &[String]| {
        let said =
            |name: &String| text.contains(&format!("\"{name}\"")) || text.contains(&format!("`{name}`"));
        names.iter().filter(|name| !said(name)).cloned().collect::<Vec<_>>()
    };
    let missing = |file: &str, names: &[String]| missing_in(text(&root().join(file)), names);
    // The second engine and what draws its plans are a door each, and the rooms behind it.
    let behind = |door: &str, rooms: &str| {
        let found = files(&root().join(rooms), ".py");
        found.iter().map(|path| text(path)).fold(text(&root().join(door)), |all, room| all + &room)
    };
    let fields = names("fields");
    assert_eq!(missing("docs/rules.md", &fields), [""; 0]);
    // A table has the fund's place in the programme, where JSON has a list, and its balances by month are no report of a
    // year; what follows from rows, and a pot that is given out, are no part of a forecast.
    let ratios = ["due_per_head", "pay_per_head", "coverage", "coverage"];
    // What a pay sheet owes of earlier months stands under `arrears` in JSON, and who is on the payroll in a month under
    // `headcount`, which is that of a December in a forecast's tables.
    let owed = ["arrears_pay", "arrears_subsidy", "arrears_shares", "arrears_top_up", "arrears_surplus"];
    let columns = [
        &ratios[..],
        &["fund", "month_opening", "month_closing"],
        &owed,
        &["on_payroll"],
        &owed,
        &["need", "floor", "cap", "allotted", "bound"],
    ]
    .concat();
    assert_eq!(missing("docs/rules.md", &names("columns")), columns);
    assert_eq!(missing_in(behind("tests/oracle/oracle.py", "tests/oracle/rules"), &fields), [""; 0]);
    assert_eq!(missing_in(behind("tests/oracle/gen.py", "tests/oracle/draws"), &fields), [""; 0]);
    // They change no figure, and notices have worked plans.
    assert_eq!(missing("tests/tests/plans/mod.rs", &fields), ["confirmed", "status", "source"]);
}
