//! Rule 11: workers from tables, a column for each field.
//!
//! `columns.rs` knows a table's columns, `cells.rs` what stands in their rows; here the columns become a
//! roster, and what its workers refer to is looked up.

use std::{convert::Infallible, sync::Arc};

use super::{
    cells::{Batch, Kept, KeptBatch},
    columns::Table,
    known::Known,
    moves::{TravelRows, Travels},
    names::{Field, Scale, TableKind},
    options::{PayUnit, TableOptions},
    stations::{Stations, UNKNOWN},
    values::{Found, Kind, amount, grade, id, month, scaled, word, year},
};
use crate::{
    check::{plan::check, rows},
    faults::{
        error::{ErrorKind, Errors},
        findings::Findings,
        hint::Hint,
    },
    plan::{
        plan::Plan,
        roster::{Ids, Roster, RosterBuf},
    },
    values::{
        fen::Amount,
        month::{Month, Year},
        words::{Grade, Post},
    },
};

impl RosterBuf {
    /// The ids by row, as the tables had them; none where these had none.
    ///
    /// ```
    /// use shuangbai::{Roster, table::{PlanReader, read_csv_text}};
    /// let outline = r#"{"programme": "guangdong-2021", "horizon": {"first": 2021, "last": 2021}}"#;
    /// let mut reader = PlanReader::new(outline);
    /// reader.stations(&read_csv_text("code,villages\n440203001,3\n")?);
    /// reader.workers(&read_csv_text("id,station,post,hired\n7,440203001,service,2021-08\n")?);
    /// let (plan, roster) = reader.finish()?;
    /// assert_eq!(roster.ids(), ["7"]);
    /// let plan = plan.with_workers(&Roster { id: &roster.ids(), ..roster.as_roster() })?;
    /// assert!(plan.to_json().contains(r#""id":"7""#));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn ids(&self) -> Vec<&str> {
        self.ids.iter().flat_map(|ids| ids.ids()).map(|id| id.unwrap_or("")).collect()
    }
}

impl Ids for Kept {
    fn ids(&self) -> Vec<Option<&str>> {
        self.cells().texts()
    }
}

/// Workers on their way into a roster.
#[derive(Debug)]
pub(crate) struct People {
    table: Table,
    stations: Arc<Stations>,
    roster: RosterBuf,
    /// Batches of Arrow, which are not read before they must be.
    kept: Vec<Arc<KeptBatch>>,
    /// The first row of a batch without ids.
    without_id: Option<usize>,
    known: KnownColumns,
    /// What of the round of meaning is found on the way.
    meaning: Findings,
}

/// The dictionaries that columns had last.
#[derive(Debug, Default)]
struct KnownColumns {
    station: Known<u32>,
    post: Known<Post>,
    months: [Known<Month>; 2],
    pay: Known<Amount>,
    pay_year: Known<Year>,
    grades: Known<Option<Grade>>,
    provisional: Known<Option<Grade>>,
}

impl People {
    /// Nobody yet; `first` is the number of the plan's own workers.
    pub(crate) fn new(stations: Arc<Stations>, first: usize, options: Arc<TableOptions>) -> People {
        People {
            table: Table::new(TableKind::Workers, first, options),
            stations,
            roster: RosterBuf::default(),
            kept: Vec::new(),
            without_id: None,
            known: KnownColumns::default(),
            meaning: Findings::default(),
        }
    }

    /// The workers of one more batch, which is kept while all are of Arrow, and that is cheap.
    pub(crate) fn keep(&mut self, findings: &mut Findings, batch: &Batch<'_>) {
        if self.table.is_new() && batch.is_arrow() {
            self.kept.push(Arc::new(batch.keep()));
        } else {
            self.read_all_kept(findings);
            self.add(findings, batch);
        }
    }

    /// Reads the batches that were kept, while it is going on.
    pub(crate) fn read_kept<E>(
        &mut self,
        findings: &mut Findings,
        going: impl Fn() -> Result<(), E>,
    ) -> Result<(), E> {
        for batch in std::mem::take(&mut self.kept) {
            going()?;
            self.add(findings, &batch.as_batch());
        }
        Ok(())
    }

    /// Reads all of them.
    pub(crate) fn read_all_kept(&mut self, findings: &mut Findings) {
        let Ok(()) = self.read_kept(findings, || Ok::<_, Infallible>(()));
    }

    /// Reads the workers of one more batch.
    pub(crate) fn add(&mut self, findings: &mut Findings, batch: &Batch<'_>) {
        let (roster, known, start) = (&mut self.roster, &mut self.known, self.table.rows);
        let options = Arc::clone(&self.table.options);
        let columns = self.table.add(findings, batch);
        for column in &columns {
            match column.field {
                Field::Id if column.kind == Kind::Text => {
                    column.read(findings, &mut Known::default(), id, |_, _| ());
                    roster.ids.push(Arc::new(column.cells.keep()));
                }
                // Numbers are what programs make of ids when they read a spreadsheet.
                Field::Id => {
                    let written = column.numbers_written(findings);
                    let texts = written.iter().map(|id| id.as_deref().unwrap_or_default()).collect();
                    roster.ids.push(Arc::new(Kept::Text(texts, written.len())));
                }
                Field::Station => {
                    let (stations, meaning) = (&self.stations, &mut self.meaning);
                    let index = |found: Found<'_>| stations.index(found);
                    let listed = |station: Option<u32>| station.filter(|station| *station != UNKNOWN);
                    if !column.put_all(&mut known.station, &mut roster.station, index, listed) {
                        column.read(findings, &mut known.station, index, |row, station| {
                            roster.station.extend(station);
                            column.known_station(row, station, stations, meaning);
                        });
                    }
                }
                Field::Post => column.put(findings, &mut known.post, word, &mut roster.post),
                Field::Hired => column.put(findings, &mut known.months[0], month, &mut roster.hired),
                Field::Left => {
                    column.put_given(findings, &mut known.months[1], month, &mut roster.left, start);
                }
                Field::Pay if column.scale == Scale::PLAIN && options.pay_unit == PayUnit::Yuan => {
                    column.put_given(findings, &mut known.pay, amount, &mut roster.pay, start);
                }
                Field::Pay => {
                    let read = |found: Found<'_>| scaled(found, column.scale, options.pay_unit);
                    column.put_given(findings, &mut known.pay, read, &mut roster.pay, start);
                }
                Field::PayYear => {
                    column.put_given(findings, &mut known.pay_year, year, &mut roster.pay_year, start);
                }
                Field::Appraisal(of) => {
                    let grades = of_year(&mut roster.appraisals, of, start);
                    let read = |found: Found<'_>| grade(found, &options.grades);
                    if !column.put_all(&mut known.grades, grades, read, |grade| Some(grade.flatten())) {
                        column
                            .read(findings, &mut known.grades, read, |_, grade| grades.push(grade.flatten()));
                    }
                }
                Field::Decided(of) => {
                    let months = column.values(findings, month);
                    column.needs(findings, &months, Field::Appraisal(of), &columns);
                    of_year(&mut roster.decided, of, start).extend(months);
                }
                Field::Provisional(of) => {
                    let mut grades = Vec::with_capacity(batch.rows);
                    let read = |found: Found<'_>| grade(found, &options.grades);
                    column.read(findings, &mut known.provisional, read, |_, grade| {
                        grades.push(grade.flatten())
                    });
                    column.needs(findings, &grades, Field::Decided(of), &columns);
                    of_year(&mut roster.provisional, of, start).extend(grades);
                }
                // Of other tables.
                _ => {}
            }
        }
        if !self.table.there.contains(&Field::Id) && batch.rows > 0 {
            self.without_id.get_or_insert(self.table.first + start);
        }
    }

    /// Ends the round of reading.
    pub(crate) fn close(&mut self, findings: &mut Findings) {
        if let Some(row) = self.without_id.filter(|_| !self.roster.ids.is_empty()) {
            let texts = (
                "此批没有“id”列，其他批有".to_owned(),
                "this batch has no column `id`, but others have".to_owned(),
            );
            self.table.note(findings, Field::Id, ErrorKind::Missing, row, texts);
        }
        // What the last batches lack; what all of them lack is left out.
        let (roster, rows) = (&mut self.roster, self.table.rows);
        fill(&mut roster.left, rows);
        fill(&mut roster.pay, rows);
        fill(&mut roster.pay_year, rows);
        roster.appraisals.iter_mut().for_each(|(_, grades)| grades.resize(rows, None));
        roster.decided.iter_mut().for_each(|(_, months)| months.resize(rows, None));
        roster.provisional.iter_mut().for_each(|(_, grades)| grades.resize(rows, None));
    }

    /// Notes that nobody has an id, where another table calls them by it.
    pub(crate) fn needs_ids(&mut self, findings: &mut Findings) {
        if self.roster.ids.is_empty() && self.table.rows > 0 {
            let texts = (
                "缺少“编号”（id）列：调动和离岗的表按编号找人".to_owned(),
                "the column `id` (编号) is missing, by which the tables of moves and absences name people"
                    .to_owned(),
            );
            self.table.note(findings, Field::Id, ErrorKind::Missing, self.table.first, texts);
        }
    }

    /// Has those move or be away of whom tables say so.
    pub(crate) fn travel(&mut self, meaning: &mut Findings, travels: Travels) -> TravelRows {
        if travels.is_empty() {
            return TravelRows::default();
        }
        let (itineraries, rows) = travels.of(meaning, &self.roster.ids(), self.table.first);
        self.roster.itineraries = itineraries;
        rows
    }

    /// The stations of the plan.
    pub(crate) fn stations(&self) -> &Arc<Stations> {
        &self.stations
    }

    /// How they are read.
    pub(crate) fn options(&self) -> &Arc<TableOptions> {
        &self.table.options
    }

    /// Nobody yet, of the same stations.
    pub(crate) fn another(&self) -> People {
        People::new(Arc::clone(&self.stations), self.table.first, Arc::clone(&self.table.options))
    }

    /// Nobody again, with room for as many, and the dictionaries known.
    pub(crate) fn start_again(&mut self) {
        let RosterBuf {
            station,
            post,
            hired,
            left,
            pay,
            pay_year,
            appraisals,
            decided,
            provisional,
            itineraries,
            ids,
        } = &mut self.roster;
        station.clear();
        post.clear();
        hired.clear();
        left.clear();
        pay.clear();
        pay_year.clear();
        appraisals.iter_mut().for_each(|(_, grades)| grades.clear());
        decided.iter_mut().for_each(|(_, months)| months.clear());
        provisional.iter_mut().for_each(|(_, grades)| grades.clear());
        itineraries.clear();
        ids.clear();
        self.table.start_again();
        (self.without_id, self.meaning) = (None, Findings::default());
    }

    /// Whether nothing is wrong with the columns of batches as they stand, and all that have rows have ids or none has.
    pub(crate) fn takes_columns(&self, batches: &[Arc<KeptBatch>]) -> bool {
        let (mut table, mut findings) = (self.table.another(), Findings::default());
        let (mut with_id, mut without_id) = (false, false);
        for batch in batches {
            table.add(&mut findings, &batch.as_batch());
            let has_id = table.there.contains(&Field::Id);
            with_id |= has_id;
            without_id |= !has_id && batch.rows > 0;
        }
        findings.len() == 0 && !(with_id && without_id)
    }

    /// Whether nobody has an id, and there is no other column that could tell them apart.
    pub(crate) fn are_nameless(&self) -> bool {
        self.roster.ids.is_empty() && self.table.unknown.is_empty()
    }

    /// What the table told of rows and columns that are none of it.
    pub(crate) fn hints(&mut self) -> Vec<Hint> {
        self.table.hints()
    }

    /// How many of the plan's own are before them.
    pub(crate) fn first(&self) -> usize {
        self.table.first
    }

    /// The roster so far.
    pub(crate) fn roster(&self) -> &RosterBuf {
        &self.roster
    }

    pub(crate) fn into_roster(mut self) -> RosterBuf {
        self.complete();
        self.roster
    }

    /// Gives the roster the columns that are left out.
    fn complete(&mut self) {
        let rows = self.table.rows;
        self.roster.left.resize(rows, None);
        self.roster.pay.resize(rows, None);
        self.roster.pay_year.resize(rows, None);
    }

    /// Those that are kept for later, as they came.
    pub(crate) fn kept(&self) -> &[Arc<KeptBatch>] {
        &self.kept
    }

    /// Without those that are kept for later.
    pub(crate) fn without_kept(mut self) -> People {
        for batch in std::mem::take(&mut self.kept) {
            self.table.look(&batch.as_batch());
        }
        self
    }

    /// Whether something of the round of meaning was found on the way.
    pub(crate) fn found_meaning(&self) -> bool {
        self.meaning.len() > 0
    }

    /// The roster; or all that the round of meaning finds, when these people or what was found before
    /// them refer to something that there is not.
    pub(crate) fn refer(mut self, plan: &Plan, mut found: Findings) -> Result<RosterBuf, Errors> {
        self.complete();
        let ids = self.roster.ids();
        let roster = Roster { id: &ids, ..self.roster.as_roster() };
        rows::ids(&mut found, &plan.workers, &[&roster]);
        for part in [found.close(), self.meaning.close()] {
            part.err().into_iter().for_each(|errors| found.extend(errors));
        }
        if found.len() > 0 {
            // The rest of the round, so that it reports all that it finds.
            let rest = check(plan, &[&roster], |findings, ordered| {
                rows::rows(findings, plan, &roster, plan.workers.len(), ordered);
            });
            rest.err().into_iter().for_each(|rest| found.extend(rest));
            found.close()?;
        }
        Ok(self.roster)
    }
}

/// Brings a column that there is to so many rows.
fn fill<T: Clone>(column: &mut Vec<Option<T>>, rows: usize) {
    if !column.is_empty() {
        column.resize(rows, None);
    }
}

/// The column of a year, of as many rows as there were before.
fn of_year<T: Clone>(
    columns: &mut Vec<(Year, Vec<Option<T>>)>,
    year: Year,
    rows: usize,
) -> &mut Vec<Option<T>> {
    let there = columns.iter().position(|(other, _)| *other == year);
    let place = there.unwrap_or(columns.len());
    if there.is_none() {
        columns.push((year, Vec::new()));
    }
    let column = &mut columns[place].1;
    column.resize(rows, None);
    column
}
