//! Rules 11 and 15: a whole plan from an outline in JSON and tables, all errors of a round together.

use std::{num::NonZeroUsize, sync::Arc};

use super::{
    cells::{Batch, KeptBatch},
    columns::{Table, cell},
    moves::{TravelRows, Travels},
    names::{Field, TableKind},
    options::TableOptions,
    people::People,
    stations::Stations,
    stretches::{Packed, Packing},
    values::{code, month, scaled, whole, word},
    workers::Workers,
};
use crate::{
    base::json::Json,
    check::plausible::{Looking, are_compared},
    faults::{
        error::{ErrorKind, Errors, Unanswered},
        findings::Findings,
        hint::Hint,
        place::Place,
        watch::Watch,
    },
    plan::{
        people::{Hire, Station},
        plan::Plan,
        roster::RosterBuf,
    },
    read::{
        plan::{outline as read_outline, stations},
        text,
    },
    record::fields::{close, missing, not_empty},
};

/// A plan on its way, from an outline and tables (rule 11), as [`table`](crate::table) says.
///
/// The outline is the JSON of rule 11. Its lists `stations`, `workers` and `hires` may each be a table
/// instead, a [`TextTable`](super::TextTable) or (feature `arrow`) record batches, in one batch or more;
/// a table without rows is one too. Tables of `moves` and `absences` name the workers of the table of workers by their ids.
/// All stations come before the first workers. Errors are placed as in the plan, by list, row and field:
/// `/stations/0/villages`; those of moves and absences by the rows of their tables: `/moves/0/from`.
///
/// ```
/// use shuangbai::table::{PlanReader, read_csv_text};
///
/// let stations = read_csv_text("编码,名称,村居数\n440203001,西河镇,3\n440224001000,石塘镇,12\n")?;
/// let workers = "社工站,岗位,入职,年薪\n西河镇,服务性,2021/8/1,\"52,000.00\"\n440224001,service,2021年9月,\n";
/// let workers = read_csv_text(workers)?;
/// let mut reader = PlanReader::new(r#"{"programme": "guangdong-2021", "horizon": {"first": 2021, "last": 2021}}"#);
/// reader.stations(&stations);
/// reader.workers(&workers);
/// let (plan, roster) = reader.finish()?;
/// let forecast = plan.check_with(&roster.as_roster())?.forecast()?;
/// assert_eq!(forecast.totals[0].pay.to_string(), "38333.34"); // 5 months of 52,000, 4 of 50,000
///
/// let mut reader = PlanReader::new(r#"{"programme": "guangdong-2021"}"#);
/// reader.workers(&workers);
/// let errors = reader.finish().unwrap_err();
/// let at: Vec<&str> = errors.iter().map(|error| &error.at[..]).collect();
/// assert_eq!(at, ["/horizon", "/stations"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct PlanReader {
    /// Why the outline is not JSON: then nothing else is reported.
    not_json: Option<Errors>,
    /// Without the lists that tables bring.
    outline: Option<Plan>,
    /// The lists that the outline has itself.
    own: Vec<TableKind>,
    /// What is found in them.
    findings: Findings,
    /// Those that could be read.
    stations: Vec<Station>,
    /// Whether they are all.
    complete: bool,
    /// The table of stations, once it is given.
    station_table: Option<Table>,
    hires: Vec<KeptBatch>,
    moves: Vec<KeptBatch>,
    absences: Vec<KeptBatch>,
    people: Option<People>,
    options: Arc<TableOptions>,
}

/// A plan that was read, and beside it.
pub(crate) struct ReadPlan {
    pub(crate) plan: Plan,
    /// The workers of tables.
    pub(crate) roster: RosterBuf,
    /// What tables told.
    pub(crate) hints: Vec<Hint>,
    /// Where in the tables of moves and absences a worker's are.
    pub(crate) travels: TravelRows,
}

impl PlanReader {
    /// A plan with this outline, and no table yet.
    pub fn new(outline: &str) -> PlanReader {
        let (not_json, tree) = match text::json(outline) {
            Ok(tree) => (None, tree),
            Err(errors) => (Some(errors), Json::Null),
        };
        let mut findings = Findings::default();
        let stations = stations(&tree);
        PlanReader {
            not_json,
            outline: read_outline(&mut findings, &tree),
            own: TableKind::ALL.into_iter().filter(|kind| tree.get(kind.list()).is_some()).collect(),
            findings,
            complete: stations.is_some(),
            stations: stations.unwrap_or_default(),
            station_table: None,
            hires: Vec::new(),
            moves: Vec::new(),
            absences: Vec::new(),
            people: None,
            options: Arc::default(),
        }
    }

    /// This reader, reading all tables as these options say; they come before the first table.
    ///
    /// ```
    /// use shuangbai::table::{PlanReader, TableOptions, read_csv_text};
    /// let outline = r#"{"programme": "guangdong-2021", "horizon": {"first": 2022, "last": 2022}}"#;
    /// let options = TableOptions::from_json(r#"{"unknown": "leave", "grades": {"称职": "pass"}}"#)?;
    /// let mut reader = PlanReader::new(outline).options(options);
    /// reader.stations(&read_csv_text("编码,名称,村居数\n440203001,西河镇,3\n")?);
    /// let workers = "姓名,单位,岗位,入职日期,月薪,2021年考核结果\n某甲,西河镇,服务性,2021-01-04,￥5000元,称职\n";
    /// reader.workers(&read_csv_text(workers)?);
    /// let (plan, roster) = reader.finish()?;
    /// let forecast = plan.check_with(&roster.as_roster())?.forecast()?;
    /// assert_eq!(forecast.totals[0].pay.to_string(), "63000.00");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn options(self, options: TableOptions) -> PlanReader {
        PlanReader { options: Arc::new(options), ..self }
    }

    /// One more batch of a table.
    pub fn add<'b>(&mut self, kind: TableKind, batch: impl Into<Batch<'b>>) {
        match kind {
            TableKind::Stations => self.stations(batch),
            TableKind::Workers => self.workers(batch),
            TableKind::Hires => self.hires(batch),
            TableKind::Moves => self.moves(batch),
            TableKind::Absences => self.absences(batch),
        }
    }

    /// One more batch of stations.
    pub fn stations<'b>(&mut self, batch: impl Into<Batch<'b>>) {
        self.add_stations(&batch.into());
    }

    fn add_stations(&mut self, batch: &Batch<'_>) {
        if self.is_twice(TableKind::Stations) {
            return;
        }
        if let Some(people) = &mut self.people {
            people.read_all_kept(&mut self.findings); // in the order in which they came
        }
        let (findings, before) = (&mut self.findings, self.stations.len());
        self.complete |= self.station_table.is_none();
        let table = self
            .station_table
            .get_or_insert_with(|| Table::new(TableKind::Stations, 0, Arc::clone(&self.options)));
        let (mut codes, mut villages, mut opens, mut closes) = Default::default();
        let (mut names, mut tiers) = Default::default();
        let found = findings.len();
        let columns = table.add(findings, batch);
        for column in &columns {
            match column.field {
                Field::Code => codes = column.values(findings, code),
                Field::Name => names = column.texts(),
                Field::Tier => tiers = column.texts(),
                Field::Villages => villages = column.values(findings, whole),
                Field::Opens => opens = column.values(findings, month),
                Field::Closes => closes = column.values(findings, month),
                // Of other tables.
                _ => {}
            }
        }
        let station = |row| {
            Some(Station {
                code: cell(&codes, row)?,
                name: cell(&names, row).map(str::to_owned),
                tier: cell(&tiers, row).map(|tier: &str| tier.trim().to_owned()),
                villages: cell(&villages, row),
                opens: cell(&opens, row),
                closes: cell(&closes, row),
            })
        };
        self.stations.extend((0..batch.rows).filter_map(station));
        let read = self.stations.len() - before;
        self.complete &= read == batch.rows && findings.len() == found;
    }

    /// One more batch of workers.
    pub fn workers<'b>(&mut self, batch: impl Into<Batch<'b>>) {
        if !self.is_twice(TableKind::Workers) {
            let mut people = self.people.take().unwrap_or_else(|| self.nobody());
            people.keep(&mut self.findings, &batch.into());
            self.people = Some(people);
        }
    }

    /// One more batch of hires.
    pub fn hires<'b>(&mut self, batch: impl Into<Batch<'b>>) {
        if !self.is_twice(TableKind::Hires) {
            self.hires.push(batch.into().keep());
        }
    }

    /// One more batch of moves (rule 8): the worker by `id`, the month `from`, the `station`, and the `post` if it is
    /// another. A worker's rows stand in any order.
    ///
    /// ```
    /// use shuangbai::table::{PlanReader, read_csv_text};
    /// let outline = r#"{"programme": "guangdong-2021", "horizon": {"first": 2021, "last": 2021}}"#;
    /// let mut reader = PlanReader::new(outline);
    /// reader.stations(&read_csv_text("编码,名称,村居数\n440203001,西河镇,3\n440203002,西联镇,3\n")?);
    /// reader.workers(&read_csv_text("编号,社工站,岗位,入职\n甲,西河镇,服务性,2021-01\n")?);
    /// reader.moves(&read_csv_text("编号,调动月份,调入社工站\n甲,2021-08,西联镇\n")?);
    /// reader.absences(&read_csv_text("编号,起,止\n甲,2021-03,2021-05\n")?);
    /// let (plan, roster) = reader.finish()?;
    /// let forecast = plan.check_with(&roster.as_roster())?.forecast()?;
    /// assert_eq!(forecast.totals[0].worker_months.to_string(), "9");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn moves<'b>(&mut self, batch: impl Into<Batch<'b>>) {
        self.moves.push(batch.into().keep());
    }

    /// One more batch of absences (rule 8): the worker by `id`, the first month `from` and the last one `to`.
    pub fn absences<'b>(&mut self, batch: impl Into<Batch<'b>>) {
        self.absences.push(batch.into().keep());
    }

    /// The plan without the workers of tables, and these as a roster for it.
    ///
    /// # Errors
    /// All that the round of reading finds in the outline and the tables (rule 15); `duplicate` for a
    /// list that both have. When there is none of these, but a station that is not listed, or that
    /// several have the name of, a `duplicate` id, or a move or absence of nobody (`choice`), all that the round of meaning
    /// finds. Otherwise that round is left to [`check_with`](Plan::check_with).
    pub fn finish(self) -> Result<(Plan, RosterBuf), Errors> {
        let ReadPlan { plan, roster, .. } = self.read()?;
        Ok((plan, roster))
    }

    /// The same with what the tables told.
    pub(crate) fn read(mut self) -> Result<ReadPlan, Errors> {
        if let Some(errors) = self.not_json {
            return Err(errors);
        }
        let mut people = self.people.take().unwrap_or_else(|| self.nobody());
        let (mut findings, mut meaning) = (self.findings, Findings::default());
        people.read_all_kept(&mut findings);
        people.close(&mut findings);
        let mut hire_table = Table::new(TableKind::Hires, 0, Arc::clone(&self.options));
        let hires = hires(&mut findings, &mut meaning, people.stations(), &mut hire_table, &self.hires);
        let has_stations = self.own.contains(&TableKind::Stations);
        match &self.station_table {
            Some(table) => not_empty(&mut findings, Place::Root.key("stations"), table.rows),
            None if !has_stations => missing(&mut findings, Place::Root, "stations"),
            None => {}
        }
        let (mut travels, mut move_table, mut absence_table) = (
            Travels::default(),
            Table::new(TableKind::Moves, 0, Arc::clone(&self.options)),
            Table::new(TableKind::Absences, 0, Arc::clone(&self.options)),
        );
        travels.moves(&mut findings, &mut meaning, people.stations(), &mut move_table, &self.moves);
        travels.absences(&mut findings, &mut absence_table, &self.absences);
        if !travels.is_empty() {
            people.needs_ids(&mut findings);
        }
        let mut plan = close(findings, self.outline)?;
        plan.stations = self.stations;
        plan.hires.extend(hires);
        let of_stations = self.station_table.as_mut().map(Table::hints).unwrap_or_default();
        let tables = [hire_table, move_table, absence_table].map(|mut table| table.hints());
        let hints = [of_stations, people.hints(), tables.concat()].concat();
        let (first, nameless) = (people.first(), people.are_nameless());
        let travels = people.travel(&mut meaning, travels);
        let roster = people.refer(&plan, meaning).map_err(|errors| errors.moved(|at| travels.told(at)))?;
        let compared = nameless && are_compared(roster.station.len());
        let alike = Looking::new(&plan).rows(&roster.as_roster(), first, compared).close().alike();
        Ok(ReadPlan { plan, roster, hints: hints.into_iter().chain(alike).collect(), travels })
    }

    /// The workers that are kept, as a crowd's pieces, and without them the reader; nothing where these, or
    /// something before them, can't be used, or there are none.
    pub(crate) fn packed(&mut self, threads: NonZeroUsize, watch: &Watch) -> Option<Packed> {
        let (people, plan) = (self.people.as_ref()?, self.outline.as_ref()?);
        let travel = [&self.moves, &self.absences].into_iter().flatten().any(|batch| batch.rows > 0);
        if people.kept().is_empty() || self.findings.len() > 0 || !plan.workers.is_empty() || travel {
            return None;
        }
        let looking = Looking::new(&Plan { stations: self.stations.clone(), ..plan.clone() });
        let packing = Packing { horizon: plan.horizon, looking: &looking, threads, watch };
        let packed = packing.pieces(people, people.kept())?;
        self.people = self.people.take().map(People::without_kept);
        Some(packed)
    }

    /// Reads the workers that are kept still.
    pub(crate) fn read_kept(&mut self, watch: &Watch) -> Result<(), Unanswered> {
        self.people.as_mut().map_or(Ok(()), |people| people.read_kept(&mut self.findings, || watch.going()))
    }

    /// The workers of the tables so far; of those that are read already, nobody.
    pub(crate) fn kept_workers(&mut self) -> Workers {
        let people = self.people.take().unwrap_or_else(|| self.nobody());
        let people = self.people.insert(people);
        Workers::kept(people)
    }

    /// Whether a list comes twice, by the outline and by a table.
    fn is_twice(&mut self, kind: TableKind) -> bool {
        let list = kind.list();
        let twice = self.own.contains(&kind);
        if twice {
            let texts = (
                format!("“{list}”既在提纲中，又有表格，只能有一处"),
                format!("`{list}` is in the outline and comes as a table too, only one can be"),
            );
            self.findings.add(ErrorKind::Duplicate, Place::Root.key(list), texts);
        }
        twice
    }

    fn nobody(&self) -> People {
        let first = self.outline.as_ref().map_or(0, |plan| plan.workers.len());
        let regions = self.outline.as_ref().map(|plan| plan.names(false)).unwrap_or_default();
        let stations = Stations::new(self.stations.clone(), self.complete, regions);
        People::new(Arc::new(stations), first, Arc::clone(&self.options))
    }
}

/// The hires of all batches.
fn hires(
    findings: &mut Findings,
    meaning: &mut Findings,
    stations: &Stations,
    table: &mut Table,
    batches: &[KeptBatch],
) -> Vec<Hire> {
    let options = Arc::clone(&table.options);
    let mut hires = Vec::new();
    for batch in batches.iter().map(KeptBatch::as_batch) {
        let (mut station, mut post, mut count, mut months, mut pay) = Default::default();
        for column in table.add(findings, &batch) {
            match column.field {
                Field::Station => station = column.stations(findings, meaning, stations),
                Field::Post => post = column.values(findings, word),
                Field::Count => count = column.values(findings, whole),
                Field::Month => months = column.values(findings, month),
                Field::Pay => {
                    pay = column.values(findings, |found| scaled(found, column.scale, options.pay_unit));
                }
                // Of other tables.
                _ => {}
            }
        }
        let hire = |row| {
            // The first station in place of one that is not listed: the rest of the row is judged too.
            let listed = stations.list().get(cell(&station, row)? as usize).or(stations.list().first())?;
            Some(Hire {
                station: listed.code,
                post: cell(&post, row)?,
                count: cell(&count, row)?,
                month: cell(&months, row)?,
                pay: cell(&pay, row),
            })
        };
        hires.extend((0..batch.rows).filter_map(hire));
    }
    hires
}
