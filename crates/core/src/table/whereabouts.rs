//! Rule 11: whom the rows of a table are about, for whoever splits a plan by station.

use std::sync::Arc;

use super::{
    cells::Batch,
    columns::Table,
    names::{Field, TableKind},
    options::TableOptions,
    stations::{Stations, UNKNOWN},
};
use crate::{faults::findings::Findings, plan::plan::Plan};

/// The station and the id that stand in each row of a table of workers, moves or absences (rule 11), as far as they can
/// be told; see [`Plan::whereabouts`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whereabouts {
    /// By row, the place of the station among the plan's, from 0.
    pub stations: Vec<Option<u32>>,
    /// By row, the worker's id.
    pub ids: Vec<Option<String>>,
}

impl Plan {
    /// Where some rows of a table are, by its station and id columns alone: who works a plan out in parts brings the rows
    /// of a station together by it. Nothing is judged: what is wrong with a row, its part's
    /// [`PlanReader`](super::PlanReader) tells.
    ///
    /// ```
    /// use shuangbai::{Plan, table::{TableKind, TableOptions, read_csv_text}};
    /// let plan = Plan::from_json(
    ///     r#"{"programme": "guangdong-2021", "horizon": {"first": 2021, "last": 2021}, "stations": [
    ///         {"code": "440203001", "name": "西河镇", "villages": 3}, {"code": "440203002", "villages": 3}]}"#,
    /// )?;
    /// let workers = read_csv_text("编号,社工站\n甲,440203002\n乙,西河镇\n丙,西湖镇\n")?;
    /// let found = plan.whereabouts(TableKind::Workers, TableOptions::default(), &workers);
    /// assert_eq!(found.stations, [Some(1), Some(0), None]);
    /// assert_eq!(found.ids[2].as_deref(), Some("丙"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn whereabouts<'b>(
        &self,
        kind: TableKind,
        options: TableOptions,
        rows: impl Into<Batch<'b>>,
    ) -> Whereabouts {
        let rows = rows.into();
        let (mut findings, mut meaning) = (Findings::default(), Findings::default());
        let stations = Stations::new(self.stations.clone(), true, self.names(false));
        let mut found = Whereabouts { stations: vec![None; rows.rows], ids: vec![None; rows.rows] };
        for column in Table::new(kind, 0, Arc::new(options)).add(&mut findings, &rows) {
            match column.field {
                Field::Station => {
                    let places = column.stations(&mut findings, &mut meaning, &stations);
                    let listed = |place: Option<u32>| place.filter(|place| *place != UNKNOWN);
                    found.stations = places.into_iter().map(listed).collect();
                }
                Field::Id => found.ids = column.ids(&mut findings),
                // Of no matter where somebody is.
                _ => {}
            }
        }
        found
    }
}
