//! A sheet's rows as a table's: headings over two rows made one, merged cells filled, examples left out.

use std::collections::BTreeMap;

use shuangbai::table::TableKind;

use super::cells::{Grid, Merged};

/// What the first cell of an example begins with.
pub(crate) const EXAMPLES: [&str; 2] = ["示例", "Example"];

/// Headings stand among so many rows.
const MOST_ABOVE: usize = 30;
const MOST_FILLED: usize = 2_000_000;

/// Makes a sheet's rows ready to be read; how many cells were filled because they are merged.
pub(crate) fn made_ready(grid: &mut Grid) -> usize {
    let block = heading_block(grid);
    let headings = block.map(|(top, bottom)| (bottom, joined(grid, top, bottom)));
    grid.rows.retain(|(number, cells)| {
        let first = cells.iter().find(|cell| !cell.trim().is_empty()).map_or("", |cell| cell.trim());
        let inside = block.is_some_and(|(top, bottom)| (top..=bottom).contains(number));
        !inside && !EXAMPLES.iter().any(|example| first.starts_with(example))
    });
    let below = headings.as_ref().map_or(0, |(bottom, _)| *bottom);
    if let Some(headings) = headings {
        let at = grid.rows.partition_point(|(number, _)| *number < headings.0);
        grid.rows.insert(at, headings);
    }
    let (mut filled, mut looked) = (0, 0);
    for Merged { rows: (top, bottom), columns: (column, _) } in &grid.merged {
        if bottom <= top || *top <= below {
            continue;
        }
        let value = grid.cell(*top, *column).to_owned();
        if value.is_empty() {
            continue;
        }
        let first = grid.rows.partition_point(|(number, _)| number <= top);
        for (_, cells) in grid.rows[first..].iter_mut().take_while(|(number, _)| number <= bottom) {
            // Merged cells don't overlap in what programs write.
            looked += 1;
            if looked > MOST_FILLED {
                return filled;
            }
            if cells.len() <= *column {
                cells.resize(column + 1, String::new());
            }
            if cells[*column].is_empty() {
                value.clone_into(&mut cells[*column]);
                filled += 1;
            }
        }
    }
    filled
}

/// The first and the last row of headings that stand over several, as merged cells show, or units below them.
fn heading_block(grid: &Grid) -> Option<(usize, usize)> {
    let high = |merged: &&Merged| {
        let (top, bottom) = merged.rows;
        (top < bottom && bottom <= top + 3 && top <= MOST_ABOVE)
            && !grid.cell(top, merged.columns.0).trim().is_empty()
    };
    let mut by_rows: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    grid.merged.iter().filter(high).for_each(|merged| *by_rows.entry(merged.rows).or_default() += 1);
    let is_known = |(top, bottom): (usize, usize)| {
        let names = joined(grid, top, bottom);
        TableKind::ALL.into_iter().any(|kind| kind.has_needed(names.iter().map(String::as_str)))
    };
    let merged = by_rows.into_keys().find(|rows| is_known(*rows));
    let above = grid.rows.windows(2).take_while(|pair| pair[0].0 <= MOST_ABOVE);
    let units = above.filter(|pair| pair[0].0 + 1 == pair[1].0 && are_units(&pair[1].1));
    merged.or_else(|| units.map(|pair| (pair[0].0, pair[1].0)).find(|rows| is_known(*rows)))
}

/// Whether a row says in which units its columns are, and nothing else.
fn are_units(cells: &[String]) -> bool {
    let mut said = cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).peekable();
    said.peek().is_some() && said.all(|cell| unit(cell).is_some())
}

/// A unit that stands by itself, with brackets or without.
fn unit(text: &str) -> Option<&str> {
    const UNITS: [&str; 8] = ["元", "万元", "人", "名", "个", "年月", "yuan", "10,000 yuan"];
    let bare = text.trim_matches(|char: char| "()（）[]【】".contains(char) || char.is_whitespace());
    let bare = ["单位：", "单位:"].iter().find_map(|label| bare.strip_prefix(label)).unwrap_or(bare);
    UNITS.contains(&bare).then_some(bare)
}

/// Headings over several rows as one: a heading below others by itself where it is known so, or behind them.
fn joined(grid: &Grid, top: usize, bottom: usize) -> Vec<String> {
    let near: Vec<&Merged> = grid
        .merged
        .iter()
        .filter(|merged| merged.rows.0 <= bottom && merged.rows.1 >= top)
        .take(1_000)
        .collect();
    let wide = (top..=bottom).flat_map(|row| grid.rows.iter().filter(move |(number, _)| *number == row));
    let wide = wide.map(|(_, cells)| cells.len()).max().unwrap_or(0);
    let known = |name: &str| TableKind::ALL.into_iter().any(|kind| !kind.columns([name]).is_empty());
    let at = |row: usize, column: usize| {
        let inside = |merged: &&&Merged| {
            (merged.rows.0..=merged.rows.1).contains(&row)
                && (merged.columns.0..=merged.columns.1).contains(&column)
        };
        let merged = near.iter().find(inside);
        let (row, column) = merged.map_or((row, column), |merged| (merged.rows.0, merged.columns.0));
        grid.cell(row, column).trim().to_owned()
    };
    let heading = |column: usize| {
        let mut parts: Vec<String> = Vec::new();
        for row in top..=bottom {
            let part = at(row, column);
            if part.is_empty() || parts.last() == Some(&part) {
                continue;
            }
            // Of units only that of an amount changes what is read.
            match unit(&part).filter(|_| !parts.is_empty()) {
                None => parts.push(part),
                Some(unit @ ("元" | "万元" | "yuan")) => parts.push(format!("({unit})")),
                Some("10,000 yuan") => parts.push("(万元)".to_owned()),
                Some(_) => {}
            }
        }
        match parts.last() {
            Some(last) if known(last) => last.clone(),
            _ => parts.concat(),
        }
    };
    (0..wide).map(heading).collect()
}
