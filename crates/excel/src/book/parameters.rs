//! The sheets 参数, 计划规则 and 地区名称 as the outline of a plan (rule 11).

use serde_json::{Map, Value as Json, json};

use super::{cells::Grid, headings::EXAMPLES};
use crate::{
    address::at,
    error::{BookError, BookErrorKind},
    layout::{AMENDMENTS, LISTS, PARAMETERS, REGIONS, RULES, is_called, parameters},
    terms::Terms,
};

/// The outline that a workbook's sheets say, and what of it is wrong.
pub(crate) fn outline(grids: &[Grid], terms: &Terms) -> (Map<String, Json>, Vec<BookError>) {
    let (mut outline, mut errors) = (Map::new(), Vec::new());
    for grid in grids {
        if is_called(&grid.name, PARAMETERS) {
            labelled(grid, terms, &mut outline);
            amendments(grid, terms, &mut outline, &mut errors);
        }
    }
    for grid in grids {
        if is_called(&grid.name, REGIONS) {
            let rows =
                grid.rows.iter().filter_map(|(_, cells)| Some((cells.first()?.trim(), cells.get(1)?.trim())));
            let regions = rows.filter(|(code, name)| {
                !name.is_empty() && !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit())
            });
            let regions: Map<String, Json> =
                regions.map(|(code, name)| (code.to_owned(), name.into())).collect();
            if !regions.is_empty() {
                outline.insert("regions".to_owned(), regions.into());
            }
        }
        if is_called(&grid.name, RULES)
            && let Some(programme) = programme(grid)
        {
            outline.insert("programme".to_owned(), programme);
        }
    }
    (outline, errors)
}

/// Labels with a value behind them.
fn labelled(grid: &Grid, terms: &Terms, outline: &mut Map<String, Json>) {
    for parameter in parameters(terms) {
        let (zh, en) = (&parameter.label.0, &parameter.label.1);
        let is_meant = |(_, cells): &&(usize, Vec<String>)| {
            cells.first().is_some_and(|label| label.trim() == zh || label.trim() == en)
        };
        let Some((_, cells)) = grid.rows.iter().find(is_meant) else { continue };
        let text = cells.get(1).map_or("", |cell| cell.trim());
        if text.is_empty() {
            continue;
        }
        let value = match parameter.field {
            "programme" => preset(text).into(),
            _ => value(terms, parameter.holds, text),
        };
        match parameter.object {
            "" => drop(outline.insert(parameter.field.to_owned(), value)),
            object => {
                let fields = outline.entry(object).or_insert_with(|| json!({}));
                if let Json::Object(fields) = fields {
                    fields.insert(parameter.field.to_owned(), value);
                }
            }
        }
    }
}

/// A preset by its id, with anything behind it, or by its title.
fn preset(text: &str) -> String {
    let titled = |id: &&str| {
        let title = shuangbai::Programme::preset(id).map(|preset| preset.title().clone());
        title.is_ok_and(|title| title.zh == text || title.en == text)
    };
    let first = text.split_whitespace().next().unwrap_or_default();
    let id = shuangbai::Programme::presets().find(|id| *id == first);
    id.or_else(|| shuangbai::Programme::presets().find(titled)).unwrap_or(text).to_owned()
}

/// What a cell says for a field that holds this.
fn value(terms: &Terms, holds: &str, text: &str) -> Json {
    match holds {
        "share" => shares(terms, text),
        "grade" => {
            let words = text.split([',', '，', '、', ' ']).filter(|word| !word.is_empty());
            words.map(|word| Json::from(terms.meant("grade", word).unwrap_or(word))).collect()
        }
        _ => terms.meant(holds, text).map_or_else(|| whole(text), Json::from),
    }
}

/// Digits alone are a whole number, all else is text.
fn whole(text: &str) -> Json {
    match text.parse::<i64>() {
        Ok(number) if number.to_string() == text => number.into(),
        _ => text.into(),
    }
}

/// 省 6，地方 4, and as that is said otherwise.
fn shares(terms: &Terms, text: &str) -> Json {
    let between = |char: char| char.is_whitespace() || ",，、;；:：".contains(char);
    let share = |payer: Option<&str>, parts: Json| json!({ "payer": payer, "parts": parts });
    let (mut shares, mut payer) = (Vec::new(), None);
    for part in text.split(between).filter(|part| !part.is_empty()) {
        let digits = part.find(|char: char| char.is_ascii_digit()).unwrap_or(part.len());
        let (word, number) = part.split_at(digits);
        if !word.is_empty() {
            let before = payer.replace(terms.meant("payer", word).unwrap_or(word));
            // A payer without parts is refused by the core.
            shares.extend(before.map(|before| share(Some(before), Json::Null)));
        }
        if !number.is_empty() {
            shares.push(share(payer.take(), whole(number)));
        }
    }
    shares.extend(payer.map(|payer| share(Some(payer), Json::Null)));
    Json::Array(shares)
}

/// Rows below the heading of amendments, as a reform.
fn amendments(grid: &Grid, terms: &Terms, outline: &mut Map<String, Json>, errors: &mut Vec<BookError>) {
    let heading = |cells: &[String]| {
        let first = cells.first().map_or("", |cell| cell.trim());
        first == AMENDMENTS.0 || first == AMENDMENTS.1
    };
    let Some(top) = grid.rows.iter().position(|(_, cells)| heading(cells)) else { return };
    let mut reform: Map<String, Json> = Map::new();
    for (row, cells) in &grid.rows[top + 1..] {
        let text = |column: usize| cells.get(column).map_or("", |cell| cell.trim());
        if text(0).is_empty() || EXAMPLES.iter().any(|example| text(0).starts_with(example)) {
            continue;
        }
        let list = LISTS.into_iter().find(|list| {
            *list == text(0)
                || terms.fields("programme").any(|(name, term)| {
                    name == *list && (term.both().0 == text(0) || term.both().1 == text(0))
                })
        });
        let field = list.and_then(|list| field(terms, list, text(5)));
        let (Some(list), Some((field, holds))) = (list, field) else {
            let (column, wrong) = if list.is_none() { (0, text(0)) } else { (5, text(5)) };
            errors.push(BookError::new(
                BookErrorKind::Parameter,
                Some(at(&grid.name, row - 1, column)),
                (
                    format!("“{wrong}”不是修订可用的规则或字段"),
                    format!("`{wrong}` is no rule or field that an amendment can have"),
                ),
            ));
            continue;
        };
        let mut keys: Map<String, Json> = Map::new();
        for (column, name) in [(1, "from"), (2, "tier"), (3, "post"), (4, "name")] {
            if !text(column).is_empty() {
                keys.insert(
                    name.to_owned(),
                    if name == "post" { value(terms, "post", text(column)) } else { whole(text(column)) },
                );
            }
        }
        if let Some(Json::Number(tier)) = keys.get("tier").cloned() {
            keys.insert("tier".to_owned(), tier.to_string().into());
        }
        let said = if text(6).is_empty() { Json::Null } else { value(terms, &holds, text(6)) };
        let all = reform.entry(list).or_insert_with(|| json!({ "amend": [] }));
        let Some(all) = all["amend"].as_array_mut() else { continue };
        let same = |other: &&mut Json| {
            ["from", "tier", "post", "name"].iter().all(|key| other.get(key) == keys.get(*key))
        };
        match all.iter_mut().find(same) {
            Some(amendment) => amendment[&field] = said,
            None => {
                keys.insert(field, said);
                all.push(keys.into());
            }
        }
    }
    if !reform.is_empty() {
        outline.insert("reform".to_owned(), reform.into());
    }
}

/// A field of a list's entries by its name or term, and what it holds.
fn field(terms: &Terms, list: &str, text: &str) -> Option<(String, String)> {
    let objects: &[&str] = match list {
        "norm" => &["norm_villages", "norm_range"],
        _ => &[list],
    };
    let mut fields = objects.iter().flat_map(|object| terms.fields(object));
    let is_meant = |(name, term): &(&str, &crate::terms::Term)| {
        *name == text || term.both().0 == text || term.both().1 == text
    };
    fields.find(is_meant).map(|(name, term)| (name.to_owned(), term.holds.clone()))
}

/// The whole programme, by the paths and values of the sheet.
fn programme(grid: &Grid) -> Option<Json> {
    let mut programme = json!({});
    let mut any = false;
    for (_, cells) in &grid.rows {
        let (Some(text), Some(path)) = (cells.get(3), cells.get(4).map(|path| path.trim())) else { continue };
        let path = match path.strip_prefix('/') {
            Some(path) if !text.is_empty() => path,
            _ => continue,
        };
        let steps: Vec<String> =
            path.split('/').map(|step| step.replace("~1", "/").replace("~0", "~")).collect();
        any |= put(&mut programme, &steps, path_value(&steps, text)).is_some();
    }
    any.then_some(programme)
}

/// Names stay text, even of digits.
fn path_value(steps: &[String], text: &str) -> Json {
    const TEXTS: [&str; 8] = ["id", "name", "zh", "en", "tier", "pays", "source", "status"];
    let is_text = steps.last().is_some_and(|last| TEXTS.contains(&&last[..]))
        || steps.first().is_some_and(|first| first == "tiers");
    if is_text { text.into() } else { whole(text.trim()) }
}

fn put(json: &mut Json, steps: &[String], value: Json) -> Option<()> {
    const MOST: usize = 10_000;
    let Some((step, rest)) = steps.split_first() else {
        *json = value;
        return Some(());
    };
    // Codes of regions are digits too, but keys.
    match step.parse::<usize>() {
        Ok(place) if json.is_array() || (json.is_null() && place < MOST) => {
            if json.is_null() {
                *json = json!([]);
            }
            let list = json.as_array_mut()?;
            if place >= list.len() {
                list.resize((place < MOST).then_some(place + 1)?, Json::Null);
            }
            put(&mut list[place], rest, value)
        }
        _ => {
            if json.is_null() {
                *json = json!({});
            }
            let empty = if step == "tiers" { json!({}) } else { Json::Null };
            put(json.as_object_mut()?.entry(step.clone()).or_insert(empty), rest, value)
        }
    }
}
