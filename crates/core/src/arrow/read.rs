//! Rule 11: workers from record batches, a column for each field.
//!
//! `field.rs` knows what a column may hold, `cells.rs` reads Arrow's types; here the columns become a
//! roster, and what is wrong with them a list.

use arrow_array::{ArrayRef, RecordBatch};

use super::{
    cells::{Found, Known, cells, written},
    field::{Codes, Column, FIELDS, Field, UNKNOWN, amount, month, text, word, year},
};
use crate::{
    Amount, Errors, Grade, Month, Plan, Post, Roster, RosterBuf, Year, check,
    error::{ErrorKind, Findings, Place, shown},
    json::Json,
    maps::Set,
    read::values::{self, Reader},
};

impl RosterBuf {
    /// Workers from record batches (rule 11), one a row, a column for each field of a plan's worker.
    ///
    /// | column | needed | Arrow type |
    /// | --- | --- | --- |
    /// | `id` | no | text; nobody has the id of another, or of a worker of the plan |
    /// | `station` | yes | the code of a station of the plan: text of nine digits, or whole numbers |
    /// | `post` | yes | text: `administrative`, `service` |
    /// | `hired` | yes | months |
    /// | `left` | no | months; null for somebody who has not left |
    /// | `pay` | no | yuan a year: text as rule 1 writes it, decimals of any width and scale with no more than two decimals in use, or whole numbers; null for entry pay |
    /// | `pay_year` | no | whole numbers; null for the year of hire |
    /// | `appraisal_2021` | no | text: `excellent`, `pass`, `basic`, `fail`; such a column for each year with grades, null where none was given |
    ///
    /// - Text is Utf8, LargeUtf8 or Utf8View, a whole number any integer of 8 to 64 bits, signed or
    ///   not; and each type may stand in a dictionary with keys of any width.
    /// - A month is text, `2021-08`; a date or a timestamp without a zone, of which the day is left
    ///   out; or a whole number of months since January 1970, as Arrow and numpy count them: 619 is
    ///   2021-08. The numbers 1949 to 2200 are refused, because they are years that somebody took for
    ///   months.
    /// - Floats are refused in every column: for most fen there is no float that is equal.
    /// - Batches may differ in types and order, and in which optional columns they have; but ids are
    ///   in all or none.
    ///
    /// Stations become indices in this plan: the roster is for it, or for one with the same stations
    /// in the same order. Ids are looked through here and not kept.
    ///
    /// # Errors
    /// All that the round of reading finds (rule 15), at `/workers/`, the row counted on from the
    /// plan's own workers, and the field: `missing` for a needed column and for a null in it or in
    /// `id`, `unknown_field`, `type`, `format`, `range`, `choice`, and `duplicate` for a second column
    /// of one name. What concerns a whole column stands once, at its first row.
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
    codes: Codes,
    roster: RosterBuf,
    /// Rows of the batches so far.
    rows: usize,
    ids: Vec<ArrayRef>,
    /// The first row of a batch without ids.
    without_id: Option<usize>,
    known: KnownColumns,
    reader: Reader,
    /// What of the round of meaning is found on the way.
    meaning: Findings,
    /// Columns with something wrong in all of their rows.
    noted: Set<(String, ErrorKind)>,
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

impl<'p> RosterBuilder<'p> {
    /// Nobody yet, for the stations of this plan.
    pub fn new(plan: &'p Plan) -> RosterBuilder<'p> {
        RosterBuilder {
            plan,
            codes: Codes::new(plan),
            roster: RosterBuf::default(),
            rows: 0,
            ids: Vec::new(),
            without_id: None,
            known: KnownColumns::default(),
            reader: Reader::default(),
            meaning: Findings::default(),
            noted: Set::default(),
        }
    }

    /// The workers of one more batch, after those before it. What is wrong with them,
    /// [`finish`](RosterBuilder::finish) says.
    pub fn add(&mut self, batch: &RecordBatch) {
        let schema = batch.schema();
        let names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
        let first = self.plan.workers.len() + self.rows;
        for (place, (name, array)) in names.iter().zip(batch.columns()).enumerate() {
            if names[..place].contains(name) {
                let texts = (format!("列“{name}”出现了两次"), format!("the column `{name}` is there twice"));
                self.note(ErrorKind::Duplicate, name, at(first, name), texts);
            } else if let Some(field) = self.field(name, first) {
                self.column(field, name, array, first);
            }
        }
        for (name, _) in FIELDS.iter().filter(|(name, field)| field.is_required() && !names.contains(name)) {
            let texts = (format!("缺少必需的列“{name}”"), format!("the required column `{name}` is missing"));
            self.note(ErrorKind::Missing, name, at(first, name), texts);
        }
        if !names.contains(&"id") && batch.num_rows() > 0 {
            self.without_id.get_or_insert(first);
        }
        self.rows += batch.num_rows();
    }

    /// The roster of all batches.
    ///
    /// # Errors
    /// As [`RosterBuf::from_arrow`].
    pub fn finish(mut self) -> Result<RosterBuf, Errors> {
        if let Some(row) = self.without_id.filter(|_| !self.ids.is_empty()) {
            let texts = (
                "此批没有“id”列，其他批有".to_owned(),
                "this batch has no column `id`, but others have".to_owned(),
            );
            self.reader.findings.add(ErrorKind::Missing, at(row, "id"), texts);
        }
        self.reader.findings.close()?;
        // What the last batches lack, or all.
        let (roster, rows) = (&mut self.roster, self.rows);
        roster.left.resize(rows, None);
        roster.pay.resize(rows, None);
        roster.pay_year.resize(rows, None);
        roster.appraisals.iter_mut().for_each(|(_, grades)| grades.resize(rows, None));

        let mut ids = Vec::new();
        for array in &self.ids {
            cells(array.as_ref(), &mut Known::default(), &mut text, &mut ids);
        }
        let ids: Vec<&str> = ids.into_iter().map(|id| id.ok().flatten().unwrap_or_default()).collect();
        let roster = Roster { id: &ids, ..self.roster.as_roster() };
        check::ids(&mut self.meaning, &self.plan.workers, &[&roster]);
        if let Err(found) = self.meaning.close() {
            // The rest of the round, so that it reports all that it finds.
            let rest = self.plan.check_with(&roster).err();
            self.meaning.extend(found);
            rest.into_iter().for_each(|rest| self.meaning.extend(rest));
            self.meaning.close()?;
        }
        Ok(self.roster)
    }

    /// Notes what is wrong with a whole column, once.
    fn note(&mut self, code: ErrorKind, name: &str, at: String, texts: (String, String)) {
        if self.noted.insert((name.to_owned(), code)) {
            self.reader.findings.add(code, at, texts);
        }
    }

    /// The field that a column is named after.
    fn field(&mut self, name: &str, first: usize) -> Option<Field> {
        if let Some((_, field)) = FIELDS.iter().find(|(field, _)| *field == name) {
            return Some(*field);
        }
        if self.noted.contains(&(name.to_owned(), ErrorKind::UnknownField)) {
            return None;
        }
        match name.strip_prefix("appraisal_") {
            Some(year) => {
                let year = self.grade_year(year, first);
                if year.is_none() {
                    self.noted.insert((name.to_owned(), ErrorKind::UnknownField));
                }
                year.map(Field::Appraisal)
            }
            None => {
                self.unknown(name, first);
                None
            }
        }
    }

    /// The year of a column of grades, read as JSON's key of one.
    fn grade_year(&mut self, year: &str, first: usize) -> Option<Year> {
        let entry = (year.into(), Json::Text(Grade::Pass.word().into()));
        let (list, entry) = (Place::Root.key("workers"), Json::Object(vec![entry]));
        let read = values::grades(&mut self.reader, list.index(first).key("appraisals"), &entry);
        read.and_then(|grades| grades.first().map(|(year, _)| *year))
    }

    fn unknown(&mut self, name: &str, first: usize) {
        // Grades have a column for each year: the one that the name may mean, or any.
        let end = name.get(name.len().saturating_sub(4)..).filter(|end| end.parse::<u16>().is_ok());
        let any = self.plan.horizon.first.to_string();
        let grades = format!("appraisal_{}", end.unwrap_or(&any));
        let names: Vec<&str> = FIELDS.iter().map(|(name, _)| *name).chain([grades.as_str()]).collect();
        let near = self.reader.findings.nearest(name, names.iter().copied());
        let (zh, en) = (names.join("、"), names.join(", "));
        let texts = (
            format!("没有名为“{}”的列，可用：{zh}（每年一列）", shown(name)),
            format!("no column `{}` here, there are {en} (one for each year)", shown(name)),
        );
        if self.noted.insert((name.to_owned(), ErrorKind::UnknownField)) {
            self.reader.findings.add_near(ErrorKind::UnknownField, at(first, name), texts, near);
        }
    }

    /// Reads a column to its end.
    fn column(&mut self, field: Field, name: &str, array: &ArrayRef, first: usize) {
        if !field.takes(array.data_type()) {
            let (wanted_zh, wanted_en) = field.wanted();
            let (remedy_zh, remedy_en) = field.remedy(array.data_type());
            let texts = (
                format!("列“{name}”的类型是 {}，应为{wanted_zh}{remedy_zh}", array.data_type()),
                format!("the column `{name}` is of {}, needed: {wanted_en}{remedy_en}", array.data_type()),
            );
            self.note(ErrorKind::Type, name, field.at(first, |place| place.to_string()), texts);
            return;
        }
        let start = self.rows;
        let (reader, roster, known) = (&mut self.reader, &mut self.roster, &mut self.known);
        let column = Column { field, array, first };
        match field {
            Field::Id => {
                column.read(reader, &mut Known::default(), |_| Ok(()), |_, _| ());
                self.ids.push(array.clone());
            }
            Field::Station => {
                let (plan, meaning) = (self.plan, &mut self.meaning);
                let index = |found: Found<'_>| self.codes.index(found);
                column.read(reader, &mut known.station, index, |row, station| {
                    let station = station.unwrap_or(UNKNOWN);
                    roster.station.push(station);
                    if station == UNKNOWN
                        && let Some(code) = Codes::code(&written(array, row))
                    {
                        let list = Place::Root.key("workers");
                        check::known_station(meaning, plan, list.index(first + row).key("station"), code);
                    }
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
        }
    }
}

/// The place of a column in a row.
fn at(row: usize, name: &str) -> String {
    let list = Place::Root.key("workers");
    list.index(row).key(name).to_string()
}
