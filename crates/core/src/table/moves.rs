//! Rules 8 and 11: moves and absences from tables of their own, and whose they are.

use std::collections::BTreeMap;

use super::{
    cells::KeptBatch,
    columns::{Table, cell},
    names::Field,
    stations::Stations,
    values::{month, word},
};
use crate::{
    faults::{
        error::ErrorKind,
        findings::{Findings, shown},
        place::Place,
    },
    plan::{
        people::Away,
        roster::{Itinerary, Moved},
    },
};

/// Rows of the tables of moves and of absences, by the id of the worker whose they are; each with its number.
#[derive(Debug, Default)]
pub(crate) struct Travels {
    moves: BTreeMap<String, Vec<(usize, Moved)>>,
    away: BTreeMap<String, Vec<(usize, Away)>>,
}

/// The rows of the tables that a worker's moves and absences are from.
#[derive(Clone, Debug, Default)]
struct Rows {
    moves: Vec<usize>,
    away: Vec<usize>,
}

/// Which row of the tables of moves and absences is which of a worker's, by the worker's place in the plan.
#[derive(Clone, Debug, Default)]
pub(crate) struct TravelRows(BTreeMap<usize, Rows>);

impl TravelRows {
    /// The place in the table of moves or absences that a pointer into a worker's means: `/workers/3/moves/0/from` is
    /// `/moves/7/from`.
    pub(crate) fn at(&self, pointer: &str) -> Option<String> {
        let mut parts = pointer.strip_prefix("/workers/")?.splitn(4, '/');
        let of_worker = self.0.get(&parts.next()?.parse().ok()?)?;
        let (table, rows) = match parts.next()? {
            "moves" => ("moves", &of_worker.moves),
            "away" => ("absences", &of_worker.away),
            _ => return None,
        };
        let row = rows.get(parts.next()?.parse::<usize>().ok()?)?;
        let field = parts.next().map(|field| format!("/{field}")).unwrap_or_default();
        Some(format!("/{table}/{row}{field}"))
    }

    /// The pointer in the tables, or as it is.
    pub(crate) fn told(&self, pointer: &str) -> String {
        self.at(pointer).unwrap_or_else(|| pointer.to_owned())
    }
}

impl Travels {
    /// Reads the table of moves.
    pub(super) fn moves(
        &mut self,
        findings: &mut Findings,
        meaning: &mut Findings,
        stations: &Stations,
        table: &mut Table,
        batches: &[KeptBatch],
    ) {
        for batch in batches.iter().map(KeptBatch::as_batch) {
            let first = table.rows;
            let (mut ids, mut from, mut station, mut post) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
            for column in table.add(findings, &batch) {
                match column.field {
                    Field::Id => ids = column.ids(findings),
                    Field::From => from = column.values(findings, month),
                    Field::Station => station = column.stations(findings, meaning, stations),
                    Field::Post => post = column.values(findings, word),
                    // Of other tables.
                    _ => {}
                }
            }
            for (row, id) in ids.into_iter().enumerate() {
                let moved = cell(&from, row).zip(cell(&station, row));
                let moved = moved.map(|(from, station)| Moved { from, station, post: cell(&post, row) });
                if let Some((id, moved)) = id.zip(moved) {
                    self.moves.entry(id).or_default().push((first + row, moved));
                }
            }
        }
    }

    /// Reads the table of absences.
    pub(super) fn absences(&mut self, findings: &mut Findings, table: &mut Table, batches: &[KeptBatch]) {
        for batch in batches.iter().map(KeptBatch::as_batch) {
            let first = table.rows;
            let (mut ids, mut from, mut to) = (Vec::new(), Vec::new(), Vec::new());
            for column in table.add(findings, &batch) {
                match column.field {
                    Field::Id => ids = column.ids(findings),
                    Field::From => from = column.values(findings, month),
                    Field::To => to = column.values(findings, month),
                    // Of other tables.
                    _ => {}
                }
            }
            for (row, id) in ids.into_iter().enumerate() {
                let away = cell(&from, row).zip(cell(&to, row)).map(|(from, to)| Away { from, to });
                if let Some((id, away)) = id.zip(away) {
                    self.away.entry(id).or_default().push((first + row, away));
                }
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.moves.is_empty() && self.away.is_empty()
    }

    /// Who of these people, of whom the first has this place in the plan, moves and is away when; whoever else the tables
    /// speak of is noted. A worker's rows stand in any order.
    pub(super) fn of(
        mut self,
        meaning: &mut Findings,
        ids: &[&str],
        first: usize,
    ) -> (Vec<Itinerary>, TravelRows) {
        let (mut itineraries, mut found) = (Vec::new(), TravelRows::default());
        for (row, id) in ids.iter().enumerate() {
            let moves = self.moves.remove(*id).unwrap_or_default();
            let away = self.away.remove(*id).unwrap_or_default();
            if moves.is_empty() && away.is_empty() {
                continue;
            }
            let (move_rows, moves) = in_order(moves, |moved| moved.from);
            let (away_rows, away) = in_order(away, |away| away.from);
            itineraries.push(Itinerary { row, moves, away });
            found.0.insert(first + row, Rows { moves: move_rows, away: away_rows });
        }
        for (id, rows) in &self.moves {
            strangers(meaning, "moves", id, rows.iter().map(|(row, _)| *row), ids);
        }
        for (id, rows) in &self.away {
            strangers(meaning, "absences", id, rows.iter().map(|(row, _)| *row), ids);
        }
        (itineraries, found)
    }
}

/// Rows by month, those of one month as they stand; their numbers apart.
fn in_order<T, K: Ord>(mut rows: Vec<(usize, T)>, month: impl Fn(&T) -> K) -> (Vec<usize>, Vec<T>) {
    rows.sort_by_key(|(_, row)| month(row));
    rows.into_iter().unzip()
}

/// Notes rows of a table that speak of nobody who is listed.
fn strangers(meaning: &mut Findings, table: &str, id: &str, rows: impl Iterator<Item = usize>, ids: &[&str]) {
    let (count, near) = (ids.len(), meaning.nearest(id, ids.iter().copied()).map(str::to_owned));
    for row in rows {
        let texts = (
            format!("社工表的 {count} 人中没有编号“{}”", shown(id)),
            format!("`{}` is the id of none of the {count} workers", shown(id)),
        );
        let list = Place::Root.key(table);
        meaning.add_near(ErrorKind::Choice, list.index(row).key("id"), texts, near.as_deref());
    }
}
