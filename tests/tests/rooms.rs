//! The rooms of the core, as ARCHITECTURE.md lists them: a module imports only from rooms before its own, by path to
//! the file that defines what it takes, and no files import each other in a circle.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use shuangbai_tests::root;

fn sources() -> PathBuf {
    root().join("crates/core/src")
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The rooms in their order, as the page has them: the first word of each line of the block that is marked so.
fn rooms() -> Vec<String> {
    let page = text(&root().join("ARCHITECTURE.md"));
    let block = page.split("```rooms\n").nth(1).and_then(|rest| rest.split("```").next());
    let lines = block.expect("ARCHITECTURE.md has a block of rooms").lines();
    lines
        .filter(|line| !line.starts_with(' '))
        .filter_map(|line| line.split_whitespace().next())
        .map(str::to_owned)
        .collect()
}

/// The files below the sources, by their paths there.
fn files(folder: &Path, found: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.strip_prefix(sources()).expect("below the sources").display().to_string();
            found.insert(name, text(&path));
        }
    }
}

/// The file that a module's path names: `values::fen` is `values/fen.rs`, `schema` is `schema/mod.rs`.
fn file_of(path: &[&str], all: &BTreeMap<String, String>) -> Option<String> {
    let joined = path.join("/");
    [format!("{joined}.rs"), format!("{joined}/mod.rs")].into_iter().find(|file| all.contains_key(file))
}

/// The module's path of a file.
fn path_of(file: &str) -> Vec<&str> {
    let mut path: Vec<&str> = file.trim_end_matches(".rs").split('/').collect();
    if path.last() == Some(&"mod") {
        path.pop();
    }
    path
}

/// Every path below `crate` or `super` in a file's code, braces of `use` taken apart; absolute, `crate` left out.
fn imports(file: &str, text: &str) -> BTreeSet<Vec<String>> {
    let code: String = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .map(|line| line.split(" //").next().unwrap_or_default().to_owned() + "\n")
        .collect();
    let mut found = BTreeSet::new();
    for root in ["crate::", "super::"] {
        for (at, _) in code.match_indices(root) {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|char| char.is_alphanumeric() || char == '_' || char == ':') {
                continue; // `pub(crate)::`, or the middle of another path
            }
            let own = path_of(file);
            let base: Vec<String> = match root {
                "super::" => own[..own.len() - 1].iter().map(|part| (*part).to_owned()).collect(),
                _ => Vec::new(),
            };
            take(&code[at + root.len()..], &base, &mut found);
        }
    }
    found
}

/// Takes the tree of paths that a text begins with; the rest of it.
fn take<'t>(text: &'t str, base: &[String], found: &mut BTreeSet<Vec<String>>) -> &'t str {
    let text = text.trim_start();
    if let Some(mut rest) = text.strip_prefix('{') {
        loop {
            rest = take(rest, base, found).trim_start();
            match rest.chars().next() {
                Some(',') => rest = &rest[1..],
                Some('}') => return &rest[1..],
                _ => return rest,
            }
            if let Some(after) = rest.trim_start().strip_prefix('}') {
                return after;
            }
        }
    }
    let end = text.find(|char: char| !char.is_alphanumeric() && char != '_').unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let mut path = base.to_vec();
    if !name.is_empty() && name != "self" {
        path.push(name.to_owned());
    }
    match rest.strip_prefix("::") {
        Some(rest) if rest.trim_start().starts_with(['{', '_']) || rest.starts_with(char::is_alphabetic) => {
            take(rest, &path, found)
        }
        _ => {
            found.insert(path);
            let rest = rest.trim_start();
            let Some(alias) = rest.strip_prefix("as ") else { return rest };
            let end = alias.find(|char: char| !char.is_alphanumeric() && char != '_');
            &alias[end.unwrap_or(alias.len())..]
        }
    }
}

/// What each file imports: the files that define it.
fn graph() -> BTreeMap<String, BTreeSet<String>> {
    let mut all = BTreeMap::new();
    files(&sources(), &mut all);
    let mut graph = BTreeMap::new();
    // The root only names what is public.
    for (file, text) in all.iter().filter(|(file, _)| *file != "lib.rs") {
        let mut to = BTreeSet::new();
        for path in imports(file, text) {
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            let defining = (1..=path.len()).rev().find_map(|length| file_of(&path[..length], &all));
            let Some(defining) = defining else {
                panic!("{file} takes `{}` through lib.rs: name the file that defines it", path.join("::"));
            };
            let own = path_of(&defining).len();
            // A room's own file only lists its modules, but where the room is one file.
            let lists =
                defining.ends_with("/mod.rs") && path.len() > own && !defines(&all[&defining], path[own]);
            assert!(
                !lists,
                "{file} takes `{}` through {defining}: name the file that defines it",
                path.join("::")
            );
            if defining != *file && path.len() >= own {
                to.insert(defining);
            }
        }
        graph.insert(file.clone(), to);
    }
    graph
}

/// Whether a file has an item of this name itself.
fn defines(text: &str, name: &str) -> bool {
    ["struct", "enum", "fn", "trait", "type", "const", "mod"]
        .iter()
        .any(|kind| text.contains(&format!("{kind} {name}")))
}

#[test]
fn the_folders_are_the_rooms_of_the_page() {
    let mut folders: Vec<String> = fs::read_dir(sources())
        .expect("the sources")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .map(|path| path.file_name().unwrap_or_default().to_string_lossy().into_owned())
        .collect();
    folders.sort();
    let mut rooms = rooms();
    rooms.sort();
    assert_eq!(folders, rooms);
}

#[test]
fn a_module_imports_only_from_rooms_before_its_own() {
    let rooms = rooms();
    let room = |file: &str| {
        let name = file.split('/').next().unwrap_or_default();
        rooms.iter().position(|room| room == name).unwrap_or_else(|| panic!("{file} is in no room"))
    };
    let mut wrong = Vec::new();
    for (file, to) in graph() {
        for other in to.iter().filter(|other| room(other) > room(&file)) {
            wrong.push(format!("{file} takes from {other}"));
        }
    }
    assert!(wrong.is_empty(), "against the order of the rooms:\n{}", wrong.join("\n"));
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let mut graph = graph();
    // A room's own file names its modules, which is no import of theirs.
    graph.retain(|file, _| !file.ends_with("/mod.rs") || !file.contains('/'));
    // What imports nothing that is left, or is imported by nothing that is, is no part of a circle.
    loop {
        let before = graph.len();
        let left: BTreeSet<String> = graph.keys().cloned().collect();
        graph.retain(|_, to| to.iter().any(|other| left.contains(other)));
        let taken: BTreeSet<String> = graph.values().flatten().cloned().collect();
        graph.retain(|file, _| taken.contains(file));
        if graph.len() == before {
            break;
        }
    }
    let circle: Vec<String> = graph
        .iter()
        .map(|(file, to)| {
            let to: Vec<&str> = to.iter().filter(|to| graph.contains_key(*to)).map(String::as_str).collect();
            format!("{file} → {}", to.join(", "))
        })
        .collect();
    assert!(circle.is_empty(), "in a circle, or between two:\n{}", circle.join("\n"));
}

#[test]
fn paths_are_taken_apart() {
    let text = "use crate::{base::{json, json::Json}, values::fen::{Amount, Fen as F}};\n\
                fn f() { crate::faults::error::Fault::here(\"\"); }\n// crate::not::this\nuse super::columns::Figure;";
    let found: Vec<String> = imports("ledger/frame.rs", text).iter().map(|path| path.join("::")).collect();
    assert_eq!(
        found,
        [
            "base::json",
            "base::json::Json",
            "faults::error::Fault::here",
            "ledger::columns::Figure",
            "values::fen::Amount",
            "values::fen::Fen",
        ]
    );
}
