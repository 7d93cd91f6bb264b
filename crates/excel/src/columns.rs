//! The columns of a template's tables, in the words of the core's dictionary, and the rows that a plan has for them.

use serde_json::Value as Json;
use shuangbai::table::TableKind;

use crate::terms::Terms;

/// A column of a table.
pub(crate) struct Column {
    /// The field, or `appraisals/` and a year.
    pub(crate) name: String,
    pub(crate) heading: String,
    pub(crate) holds: String,
    pub(crate) required: bool,
    pub(crate) example: String,
}

/// The rows that a plan has for a table; those of moves and absences stand under their workers.
pub(crate) fn rows_of(kind: TableKind, plan: &Json) -> Vec<Json> {
    let of_workers = |list: &str| {
        let mut rows = Vec::new();
        for worker in plan["workers"].as_array().into_iter().flatten() {
            for row in worker[list].as_array().into_iter().flatten() {
                let mut row = row.clone();
                row["id"] = worker["id"].clone();
                rows.push(row);
            }
        }
        rows
    };
    match kind {
        TableKind::Moves => of_workers("moves"),
        TableKind::Absences => of_workers("away"),
        kind => plan[kind.list()].as_array().cloned().unwrap_or_default(),
    }
}

/// The fields of a table: name, term, what it holds, whether it is required.
pub(crate) fn fields_of(kind: TableKind, terms: &Terms) -> Vec<(String, String, String, bool)> {
    let (object, of_worker) = match kind {
        TableKind::Stations => ("station", false),
        TableKind::Workers => ("worker", false),
        TableKind::Hires => ("hire", false),
        TableKind::Moves => ("move", true),
        TableKind::Absences => ("absence", true),
    };
    let taken =
        |name: &str| kind.columns([name]).iter().any(|(field, _)| field == name) || name == "appraisals";
    let id = terms.fields("worker").filter(move |(name, _)| of_worker && *name == "id");
    id.chain(terms.fields(object).filter(|(name, _)| taken(name)))
        .map(|(name, term)| {
            let holds = match name {
                "station" => "station",
                "tier" => "tier",
                _ => &term.holds,
            };
            let required = term.required && (name != "id" || of_worker);
            (name.to_owned(), term.both().0.to_owned(), holds.to_owned(), required)
        })
        .collect()
}

/// What an example row has in a column.
pub(crate) fn example(terms: &Terms, name: &str, holds: &str) -> String {
    match (name, holds) {
        ("code", _) | (_, "station") => "440203001".to_owned(),
        ("name", _) => terms.of("西河镇社工站", "Xihe").to_owned(),
        ("id", _) => "001".to_owned(),
        (_, "post") => terms.word("post", "service").to_owned(),
        ("hired" | "opens" | "month" | "from", _) => "2021-08".to_owned(),
        ("pay", _) => "52000.00".to_owned(),
        ("villages", _) => "12".to_owned(),
        ("count", _) => "3".to_owned(),
        _ => String::new(),
    }
}
