//! Rule 11: workers from record batches, a column for each field.
//!
//! `table.rs` knows a table's columns, `cells.rs` reads Arrow's types; here the columns become a
//! roster, and what its workers refer to is looked up.

use std::sync::Arc;

use arrow_array::{RecordBatch, StringArray};

use super::{
    cells::{Known, texts},
    table::Table,
};
use crate::{
    Amount, Errors, Grade, Month, Plan, Post, Roster, RosterBuf, Year, check,
    error::{ErrorKind, Findings},
    read::values::Reader,
    table::{
        names::{Field, TableKind},
        stations::Stations,
        values::{Found, Kind, amount, month, word, year},
    },
};

impl RosterBuf {
    /// Workers from record batches (rule 11), one a row, a column for each field of a plan's worker.
    ///
    /// Names and values are read as tables have them, see [`table`](crate::table):
    ///
    /// | column | needed | Arrow type |
    /// | --- | --- | --- |
    /// | `id` | no | text, or whole numbers; nobody has the id of another, or of a worker of the plan |
    /// | `station` | yes | a station's code or name: text, or whole numbers |
    /// | `post` | yes | text |
    /// | `hired` | yes | months: text, dates, timestamps without a zone, or whole numbers |
    /// | `left` | no | months; null for somebody who has not left |
    /// | `pay` | no | yuan a year: text, decimals with no more than two decimals in use, or integers; null for entry pay |
    /// | `pay_year` | no | whole numbers; null for the year of hire |
    /// | `appraisal_2021` | no | text; such a column for each year with grades, null where none was given |
    ///
    /// - Text is Utf8, LargeUtf8 or Utf8View, an integer has 8 to 64 bits, signed or not, a decimal
    ///   any width and scale. Whole numbers are integers, text of digits, decimals or floats. Each type
    ///   may stand in a dictionary with keys of any width; its values are read once.
    /// - Batches may differ in types and order, and in which optional columns they have; but ids are
    ///   in all or none.
    ///
    /// Stations become indices in this plan: the roster is for it, or for one with the same stations
    /// in the same order. Ids are looked through here, and kept as the columns that they came in:
    /// [`ids`](RosterBuf::ids) has them.
    ///
    /// # Errors
    /// All that the round of reading finds (rule 15), at `/workers/`, the row counted on from the
    /// plan's own workers, and the field: `missing` for a needed column and for a null in it or in
    /// `id`, `unknown_field`, `type`, `format`, `range`, `choice`, and `duplicate` for a second column
    /// of one field. What concerns a whole column stands once, at its first row.
    ///
    /// When there is none of these, but an `unknown_station` or a `duplicate` id, all that the round
    /// of meaning finds, the plan's own errors too. Otherwise that round is left to
    /// [`check_with`](Plan::check_with).
    ///
    /// ```
    /// use std::sync::Arc;
    /// use shuangbai::{Plan, RosterBuf, Station, arrow::arrow_array::*};
    /// let station = Station::new("440203001")?.villages(3)?;
    /// let plan = Plan::builder("guangdong-2021", 2021, 2021).station(station).build()?;
    /// let workers = RecordBatch::try_from_iter([
    ///     ("station", Arc::new(Int32Array::from(vec![440203001, 440203002])) as ArrayRef),
    ///     ("post", Arc::new(StringArray::from(vec!["service", "service"]))),
    ///     ("hired", Arc::new(Date32Array::from(vec![18_840, 18_871]))), // 2021-08-01, 2021-09-01
    /// ])?;
    /// assert_eq!(RosterBuf::from_arrow(&plan, [workers.slice(0, 1)])?.as_roster().len(), 1);
    /// let errors = RosterBuf::from_arrow(&plan, [workers]).unwrap_err();
    /// assert_eq!(errors.as_slice()[0].at, "/workers/1/station");
    /// assert!(errors.to_string().contains("did you mean `440203001`?"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_arrow(
        plan: &Plan,
        batches: impl IntoIterator<Item = RecordBatch>,
    ) -> Result<RosterBuf, Errors> {
        let mut builder = RosterBuilder::new(plan);
        for batch in batches {
            builder.add(&batch);
        }
        builder.finish()
    }
}

impl RosterBuf {
    /// The ids by row, as record batches had them; none where these had none.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use shuangbai::{Plan, Roster, RosterBuf, Station, arrow::arrow_array::*};
    /// let plan = Plan::builder("guangdong-2021", 2021, 2021)
    ///     .station(Station::new("440203001")?.villages(3)?)
    ///     .build()?;
    /// let workers = RecordBatch::try_from_iter([
    ///     ("id", Arc::new(Int64Array::from(vec![7])) as ArrayRef),
    ///     ("station", Arc::new(StringArray::from(vec!["440203001"]))),
    ///     ("post", Arc::new(StringArray::from(vec!["service"]))),
    ///     ("hired", Arc::new(StringArray::from(vec!["2021-08"]))),
    /// ])?;
    /// let roster = RosterBuf::from_arrow(&plan, [workers])?;
    /// assert_eq!(roster.ids(), ["7"]);
    /// let plan = plan.with_workers(&Roster { id: &roster.ids(), ..roster.as_roster() })?;
    /// assert!(plan.to_json().contains(r#""id":"7""#));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn ids(&self) -> Vec<&str> {
        self.ids.iter().flat_map(|array| texts(array.as_ref())).map(Option::unwrap_or_default).collect()
    }
}

/// A [`RosterBuf`] on its way, batch by batch (rule 11); for streams that can break off.
///
/// ```
/// # use std::sync::Arc;
/// # use shuangbai::{Plan, Station, arrow::{RosterBuilder, arrow_array::*}};
/// # let plan = Plan::builder("guangdong-2021", 2021, 2021).station(Station::new("440203001")?).build()?;
/// # let batch = RecordBatch::try_from_iter([
/// #     ("station", Arc::new(StringArray::from(vec!["440203001"])) as ArrayRef),
/// #     ("post", Arc::new(StringArray::from(vec!["service"]))),
/// #     ("hired", Arc::new(StringArray::from(vec!["2021-08"]))),
/// # ])?;
/// # let stream = RecordBatchIterator::new([Ok(batch.clone()), Ok(batch.clone())], batch.schema());
/// let mut builder = RosterBuilder::new(&plan);
/// for batch in stream {
///     builder.add(&batch?);
/// }
/// assert_eq!(builder.finish()?.as_roster().len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct RosterBuilder<'p> {
    plan: &'p Plan,
    reader: Reader,
    people: People,
}

impl<'p> RosterBuilder<'p> {
    /// Nobody yet, for the stations of this plan.
    pub fn new(plan: &'p Plan) -> RosterBuilder<'p> {
        let people = People::new(Stations::new(plan.stations.clone(), true), plan.workers.len());
        RosterBuilder { plan, reader: Reader::default(), people }
    }

    /// The workers of one more batch, after those before it. What is wrong with them,
    /// [`finish`](RosterBuilder::finish) says.
    pub fn add(&mut self, batch: &RecordBatch) {
        self.people.add(&mut self.reader, batch);
    }

    /// The roster of all batches.
    ///
    /// # Errors
    /// As [`RosterBuf::from_arrow`].
    pub fn finish(mut self) -> Result<RosterBuf, Errors> {
        self.people.close(&mut self.reader);
        self.reader.findings.close()?;
        self.people.refer(self.plan, Findings::default())
    }
}

/// Workers on their way into a roster.
#[derive(Debug)]
pub(super) struct People {
    table: Table,
    stations: Stations,
    roster: RosterBuf,
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
    grades: Known<Grade>,
}

impl People {
    /// Nobody yet; `first` is the number of the plan's own workers.
    pub(super) fn new(stations: Stations, first: usize) -> People {
        People {
            table: Table::new(TableKind::Workers, first),
            stations,
            roster: RosterBuf::default(),
            without_id: None,
            known: KnownColumns::default(),
            meaning: Findings::default(),
        }
    }

    pub(super) fn add(&mut self, reader: &mut Reader, batch: &RecordBatch) {
        let (roster, known, start) = (&mut self.roster, &mut self.known, self.table.rows);
        for column in self.table.add(reader, batch) {
            match column.field {
                Field::Id if column.kind == Kind::Text => {
                    column.read(reader, &mut Known::default(), |_| Ok(()), |_, _| ());
                    roster.ids.push(column.array.clone());
                }
                // Numbers are what programs make of ids when they read a spreadsheet.
                Field::Id => {
                    let numbers = column.values(reader, |found| found.whole());
                    let written = numbers.iter().map(|number| number.map(|number: i64| number.to_string()));
                    roster.ids.push(Arc::new(written.collect::<StringArray>()));
                }
                Field::Station => {
                    let (stations, meaning) = (&self.stations, &mut self.meaning);
                    let index = |found: Found<'_>| stations.index(found);
                    column.read(reader, &mut known.station, index, |row, station| {
                        roster.station.extend(station);
                        column.known_station(row, station, stations, meaning);
                    });
                }
                Field::Post => column.read(reader, &mut known.post, word, |_, post| roster.post.extend(post)),
                Field::Hired => {
                    column.read(reader, &mut known.months[0], month, |_, hired| roster.hired.extend(hired));
                }
                Field::Left => {
                    roster.left.resize(start, None);
                    column.read(reader, &mut known.months[1], month, |_, left| roster.left.push(left));
                }
                Field::Pay => {
                    roster.pay.resize(start, None);
                    column.read(reader, &mut known.pay, amount, |_, pay| roster.pay.push(pay));
                }
                Field::PayYear => {
                    roster.pay_year.resize(start, None);
                    column.read(reader, &mut known.pay_year, year, |_, year| roster.pay_year.push(year));
                }
                Field::Appraisal(of) => {
                    let there = roster.appraisals.iter().position(|(year, _)| *year == of);
                    let place = there.unwrap_or(roster.appraisals.len());
                    if there.is_none() {
                        roster.appraisals.push((of, Vec::new()));
                    }
                    let grades = &mut roster.appraisals[place].1;
                    grades.resize(start, None);
                    column.read(reader, &mut known.grades, word, |_, grade| grades.push(grade));
                }
                // Of other tables.
                _ => {}
            }
        }
        if !self.table.there.contains(&Field::Id) && batch.num_rows() > 0 {
            self.without_id.get_or_insert(self.table.first + start);
        }
    }

    /// Ends the round of reading.
    pub(super) fn close(&mut self, reader: &mut Reader) {
        if let Some(row) = self.without_id.filter(|_| !self.roster.ids.is_empty()) {
            let texts = (
                "此批没有“id”列，其他批有".to_owned(),
                "this batch has no column `id`, but others have".to_owned(),
            );
            self.table.note(reader, Field::Id, ErrorKind::Missing, row, texts);
        }
        // What the last batches lack, or all.
        let (roster, rows) = (&mut self.roster, self.table.rows);
        roster.left.resize(rows, None);
        roster.pay.resize(rows, None);
        roster.pay_year.resize(rows, None);
        roster.appraisals.iter_mut().for_each(|(_, grades)| grades.resize(rows, None));
    }

    /// The stations of the plan.
    pub(super) fn stations(&self) -> &Stations {
        &self.stations
    }

    /// The roster; or all that the round of meaning finds, when these people or what was found before
    /// them refer to something that there is not.
    pub(super) fn refer(mut self, plan: &Plan, mut found: Findings) -> Result<RosterBuf, Errors> {
        let ids = self.roster.ids();
        let roster = Roster { id: &ids, ..self.roster.as_roster() };
        check::ids(&mut found, &plan.workers, &[&roster]);
        for part in [found.close(), self.meaning.close()] {
            part.err().into_iter().for_each(|errors| found.extend(errors));
        }
        if found.len() > 0 {
            // The rest of the round, so that it reports all that it finds.
            plan.check_with(&roster).err().into_iter().for_each(|rest| found.extend(rest));
            found.close()?;
        }
        Ok(self.roster)
    }
}
