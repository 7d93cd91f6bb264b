//! The plan that the options give, read and checked, and what is asked of it.

use std::{borrow::Cow, collections::BTreeSet, num::NonZeroUsize, sync::Arc, thread};

use clap::ArgMatches;
use serde::Serialize;
use serde_json::{Value as Json, json, value::RawValue};
use shuangbai::{
    By, Errors, Forecast, Model, Roster, Unanswered, Watch, Word,
    arrow::{
        PlanReader, TableKind, Workers,
        arrow_array::{RecordBatch, RecordBatchOptions},
        arrow_schema::{Field, Schema, SchemaRef},
        columns,
    },
    table::{Batch, TableOptions},
};
use shuangbai_excel::{ReadBook, ReadOptions, read_plan};

use crate::{
    console::Console,
    faulty::{Faulty, Hint, Source},
    files::{self, FileTable},
    options::Options,
    stop::{Answer, Stop, wrong},
    table::fault,
    towns,
};

/// A checked plan.
pub(crate) struct Plan {
    model: Model,
    /// With the workers that came as JSON.
    plan: shuangbai::Plan,
    /// Those that came in a table, as they came.
    people: Option<Workers>,
    sources: Vec<Source>,
    /// The workbook that it is from.
    book: Option<ReadBook>,
    /// What of the workbook was matched, filled in or left out.
    pub(crate) notes: Vec<Hint>,
}

/// Rows that are read at a time; between them somebody looks at the watch.
const STEP: usize = 1 << 16;

/// What of a plan is no table.
#[derive(Serialize)]
struct Outline<'o> {
    #[serde(skip_serializing_if = "Option::is_none")]
    programme: Option<&'o RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    horizon: Option<Json>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<&'o str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    assumptions: Option<Json>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reform: Option<&'o RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    regions: Option<&'o RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stations: Option<Json>,
}

/// JSON text of our own.
fn written(value: &impl Serialize) -> Answer<String> {
    serde_json::to_string(value).map_err(fault)
}

/// The processors that a command may use: all of this process, unless it is told.
fn processors(given: &ArgMatches) -> NonZeroUsize {
    let told = given.try_get_one::<u32>("threads").ok().flatten();
    let told = told.and_then(|threads| NonZeroUsize::new(*threads as usize));
    told.or_else(|| thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN)
}

impl Plan {
    /// The plan that the options give.
    pub(crate) fn read(given: &ArgMatches, console: &mut Console<'_>) -> Answer<Plan> {
        let options = Options::read(given, console)?;
        Plan::of(options, given, console)
    }

    /// The plan that is made of these.
    pub(crate) fn of(options: Options, given: &ArgMatches, console: &mut Console<'_>) -> Answer<Plan> {
        let (threads, has) =
            (processors(given), |list: &str| options.tables.iter().any(|(name, _)| *name == list));
        let stations = has("stations") || options.towns.is_some();
        let mut reforms = &options.reforms[..];
        let mut plan = match &options.plan {
            Some(path) if files::is_book(path) && !stations => of_book(path, &options, threads, console)?,
            Some(path)
                if !stations
                    && ["csv", "tsv", "parquet", "pq", "arrow"].contains(&&files::ending(path)[..]) =>
            {
                let name = files::name(path);
                return wrong(
                    format!(
                        "{name} 是一张表，不是方案：请用 --stations（站点）、--workers（花名册）和 --years 给出"
                    ),
                    format!("{name} is a table, no plan: give --stations, --workers and --years"),
                );
            }
            path if !stations => {
                if options.is_of_tables() {
                    return wrong(
                        "用表格时才有这些选项，请给出 --stations",
                        "options for tables go with --stations",
                    );
                }
                if path.is_none() && console.input_is_terminal {
                    return wrong(
                        "请给出 PLAN，或 --stations 和 --years",
                        "give PLAN, or --stations and --years",
                    );
                }
                of_json(&files::text(path.as_deref().unwrap_or("-"), console)?, threads, console)?
            }
            Some(_) => {
                return wrong("PLAN 与 --stations 只能用一个", "give either PLAN or --stations, not both");
            }
            None if has("stations") && options.towns.is_some() => {
                return wrong(
                    "--towns 与 --stations 只能用一个",
                    "give either --towns or --stations, not both",
                );
            }
            None => {
                // A plan has a reform of its own (rule 11); others come after it.
                let reform = reforms.split_off_first();
                of_tables(&options, reform.map(|reform| &**reform), threads, console)?
            }
        };
        for reform in reforms {
            plan = plan.reformed(reform.get())?;
        }
        plan.model = plan.model.on_threads(threads);
        Ok(plan)
    }

    /// The same plan once more, without its workbook.
    pub(crate) fn again(&self) -> Plan {
        let (model, plan, people) = (self.model.clone(), self.plan.clone(), self.people.clone());
        Plan { model, plan, people, sources: Vec::new(), book: None, notes: Vec::new() }
    }

    /// The same stations and people under a programme changed by a merge patch.
    pub(crate) fn reformed(self, reform: &str) -> Answer<Plan> {
        let model = self.model.reformed(reform).map_err(|errors| self.faulty(&errors))?;
        let plan = self.plan.with_programme(model.plan().programme().clone());
        Ok(Plan { model, plan, ..self })
    }

    /// Errors with rows and columns as their author knows them.
    pub(crate) fn faulty(&self, errors: &Errors) -> Stop {
        if let Some(fault) = errors.iter().find(|error| error.code == shuangbai::ErrorKind::Fault) {
            return Stop::Fault(fault.en.clone());
        }
        Stop::Faulty(match &self.book {
            Some(book) => book.locate(errors).into(),
            None => Faulty::of(errors, &self.sources),
        })
    }

    /// The model, with a row a year for other regions than its own if they are asked for.
    fn model_by(&self, by: Option<&str>) -> Model {
        let by = by.and_then(By::from_word);
        by.map_or_else(|| self.model.clone(), |by| self.model.clone().by(by))
    }

    /// The forecast (rule 14).
    pub(crate) fn forecast(&self, by: Option<&str>, console: &Console<'_>) -> Answer<Forecast> {
        let model = self.model_by(by);
        let forecast =
            console.watched("计算 forecasting", |watch| model.watched(Arc::clone(watch)).forecast())?;
        forecast.map_err(|errors| self.faulty(&errors))
    }

    /// The norm by kind of post.
    pub(crate) fn posts(&self, by: Option<&str>, console: &Console<'_>) -> Answer<RecordBatch> {
        let model = self.model_by(by);
        let posts = console.watched("计算 forecasting", |watch| {
            model.watched(Arc::clone(watch)).ledger().and_then(|ledger| ledger.norm_by_post())
        })?;
        shuangbai::arrow::posts(&posts.map_err(|errors| self.faulty(&errors))?).map_err(fault)
    }

    /// The forecasts under many reforms.
    pub(crate) fn sweep(
        &self,
        reforms: &[&str],
        console: &Console<'_>,
    ) -> Answer<Vec<Result<Forecast, Unanswered>>> {
        let model = self.model.clone();
        let answers = console.watched("方案 reforms", |watch| {
            let forecasts = model.watched(Arc::clone(watch)).sweep(reforms);
            if watch.is_stopped() { Err(Unanswered::Stopped) } else { Ok(forecasts) }
        })?;
        answers.map_err(|errors| self.faulty(&errors))
    }

    /// The plan with all of its workers.
    pub(crate) fn whole(&self) -> Answer<Cow<'_, shuangbai::Plan>> {
        let Some(people) = &self.people else { return Ok(Cow::Borrowed(&self.plan)) };
        let whole = people.roster().and_then(|people| {
            let roster = Roster { id: &people.ids(), ..people.as_roster() };
            self.plan.clone().with_workers(&roster)
        });
        whole.map(Cow::Owned).map_err(|errors| self.faulty(&errors))
    }

    /// The same plan with a row a year for each of these regions.
    pub(crate) fn whole_by(&self, by: Option<&str>) -> Answer<Cow<'_, shuangbai::Plan>> {
        let whole = self.whole()?;
        let Some(by) = by.filter(|by| *by != whole.by().word()) else { return Ok(whole) };
        let mut json: Json = serde_json::from_str(&whole.to_json()).map_err(fault)?;
        json["by"] = json!(by);
        shuangbai::Plan::from_json(&json.to_string()).map(Cow::Owned).map_err(|errors| self.faulty(&errors))
    }

    /// The plan without the workers that came in a table.
    pub(crate) fn outline(&self) -> &shuangbai::Plan {
        &self.plan
    }

    /// The first year of its horizon and the last.
    pub(crate) fn horizon(&self) -> (u16, u16) {
        let horizon = self.plan.horizon();
        (horizon.first.number(), horizon.last.number())
    }

    /// How many workers are listed.
    pub(crate) fn workers(&self) -> usize {
        self.plan.listed_workers() + self.people.as_ref().map_or(0, Workers::len)
    }

    /// What can hardly be meant of the plan and of what comes out of it.
    pub(crate) fn hints(&self, forecast: &Forecast) -> Vec<Hint> {
        forecast.unlikely.iter().map(|hint| Hint::of(hint, &self.sources)).collect()
    }

    /// The answer to a question of the plan (rule 16), as the JSON behind its field.
    pub(crate) fn ask(
        &self,
        by: Option<&str>,
        kind: &str,
        asked: &str,
        given: &ArgMatches,
        console: &Console<'_>,
    ) -> Answer<Box<RawValue>> {
        let question = format!("{{\"plan\":{},\"{kind}\":{asked}}}", self.whole_by(by)?.to_json());
        let threads = processors(given);
        let answer = console.watched("计算 calculating", |watch| {
            shuangbai::answer_watched(&question, threads, watch).ok_or(Unanswered::Stopped)
        })?;
        let answer = answer.map_err(|errors| self.faulty(&errors))?;
        let read: indexmap::IndexMap<&str, &RawValue> = serde_json::from_str(&answer).map_err(fault)?;
        match read.get(kind) {
            Some(found) => Ok((*found).to_owned()),
            None => {
                let errors: Errors = serde_json::from_str(&answer).map_err(fault)?;
                Err(Stop::Faulty(Faulty::of(&errors, &[])))
            }
        }
    }
}

fn of_json(text: &str, threads: NonZeroUsize, console: &Console<'_>) -> Answer<Plan> {
    let read = console.watched("读取 reading", |watch| {
        let plan = shuangbai::Plan::from_json(text)?;
        let model = plan.check_watched(&Roster::default(), threads, Arc::clone(watch))?;
        Ok((plan, model))
    })?;
    let (plan, model) = read.map_err(|errors| Stop::Faulty(Faulty::of(&errors, &[])))?;
    let (people, sources, book, notes) = Default::default();
    Ok(Plan { model, plan, people, sources, book, notes })
}

fn of_book(path: &str, options: &Options, threads: NonZeroUsize, console: &mut Console<'_>) -> Answer<Plan> {
    if options.encoding.is_some() || !options.tables.is_empty() {
        return wrong("工作簿自带各表", "a workbook has its tables itself");
    }
    let outline = Outline {
        programme: options.programme.as_deref(),
        horizon: options.years.map(|(first, last)| json!({"first": first, "last": last})),
        by: options.by.as_deref(),
        assumptions: (!options.assume.is_empty()).then(|| json!(options.assume)),
        reform: None,
        regions: options.regions.as_deref(),
        stations: None,
    };
    let outline: Json = serde_json::from_str(&written(&outline)?).map_err(fault)?;
    let told = json!({"outline": outline, "columns": options.columns, "options": options.of_tables()});
    let data = files::bytes(path, console)?;
    let read = console.watched("读取 reading", |watch| {
        let read = || {
            let book = read_plan(&data, &ReadOptions::from_json(&told.to_string())?)?;
            let checked = book.plan.check_watched(&Roster::default(), threads, Arc::clone(watch));
            Ok((book, checked))
        };
        let read: Result<_, shuangbai_excel::ReadErrors> = read();
        match read {
            Ok((_, Err(Unanswered::Stopped))) => Err(Unanswered::Stopped),
            Ok((book, Err(Unanswered::Wrong(errors)))) => Ok(Err(book.locate(&errors))),
            Ok((book, Ok(model))) => Ok(Ok((book, model))),
            Err(errors) => Ok(Err(errors)),
        }
    })?;
    let read = read.map_err(|errors| Stop::Faulty(Faulty::of(&errors, &[])))?;
    let (book, model) = read.map_err(|errors| Stop::Faulty(errors.into()))?;
    let of_book = book.notes.iter().map(|note| Hint::of_book(note.code, &note.cell, &note.zh, &note.en));
    let sources = sources_of_book(&book.places_json(), &files::name(path));
    let of_tables =
        book.hints.iter().map(|hint| Hint::of_book(hint.code.code(), &hint.at, &hint.zh, &hint.en));
    let notes = of_book.chain(of_tables).collect();
    Ok(Plan { model, plan: book.plan.clone(), people: None, sources, book: Some(book), notes })
}

/// Where the tables of a workbook are.
fn sources_of_book(places: &str, file: &str) -> Vec<Source> {
    #[derive(serde::Deserialize)]
    struct Place {
        sheet: String,
        rows: Vec<usize>,
        columns: std::collections::BTreeMap<String, String>,
    }
    let places: indexmap::IndexMap<String, Place> = serde_json::from_str(places).unwrap_or_default();
    let source = |(list, place): (String, Place)| Source {
        list,
        file: Some(file.to_owned()),
        lines: place.rows,
        names: Default::default(),
        sheet: Some((place.sheet, place.columns)),
    };
    places.into_iter().map(source).collect()
}

/// A table that a file has, its columns by the names that the core knows.
struct Named {
    kind: TableKind,
    /// Of the columns that are used.
    batches: Vec<RecordBatch>,
    schema: SchemaRef,
    table: FileTable,
}

fn of_tables(
    options: &Options,
    reform: Option<&RawValue>,
    threads: NonZeroUsize,
    console: &mut Console<'_>,
) -> Answer<Plan> {
    let Some((first, last)) = options.years else {
        return wrong("--stations 还需要 --years", "--stations needs --years too");
    };
    let default = RawValue::from_string("\"guangdong-2021\"".to_owned()).map_err(fault)?;
    let (mut stations, mut regions) = (None, None);
    if let Some(within) = &options.towns {
        let (towns, names) = towns::of_plan(&towns::towns(within)?);
        stations = Some(towns);
        regions = Some(serde_json::value::to_raw_value(&names).map_err(fault)?);
    }
    let outline = written(&Outline {
        programme: Some(options.programme.as_deref().unwrap_or(&default)),
        horizon: Some(json!({"first": first, "last": last})),
        by: Some(options.by.as_deref().unwrap_or("province")),
        assumptions: Some(json!(options.assume)),
        reform,
        regions: options.regions.as_deref().or(regions.as_deref()),
        stations,
    })?;
    let how = TableOptions::from_json(&options.of_tables().to_string());
    let how = how.map_err(|errors| Stop::Faulty(Faulty::of(&errors, &[])))?;
    let (mut tables, mut sources, mut headings) = (Vec::new(), Vec::new(), BTreeSet::new());
    for (list, path) in &options.tables {
        let Some(kind) = TableKind::ALL.into_iter().find(|kind| kind.list() == *list) else { continue };
        let table = files::table(path, options.encoding.as_deref(), console)?;
        let (named, source) = named(kind, path, table, options)?;
        headings.extend(named.table.batches.iter().flat_map(|batch| {
            batch.schema().fields().iter().map(|field| field.name().clone()).collect::<Vec<_>>()
        }));
        tables.push(named);
        sources.push(source);
    }
    if let Some(unknown) = options.columns.keys().filter(|name| !headings.contains(*name)).min() {
        let all = headings.into_iter().collect::<Vec<_>>().join(", ");
        return wrong(
            format!("没有一张表有列“{unknown}”，有：{all}"),
            format!("no table has a column `{unknown}`; there are {all}"),
        );
    }
    let read = console.watched("读取 reading", |watch| checked(&outline, how, tables, threads, watch))?;
    let (plan, model, people) = read.map_err(|errors| Stop::Faulty(Faulty::of(&errors, &sources)))?;
    Ok(Plan { model, plan, people: Some(people), sources, book: None, notes: Vec::new() })
}

/// A table with its columns renamed or left out, and how its author knows it.
fn named(kind: TableKind, path: &str, table: FileTable, options: &Options) -> Answer<(Named, Source)> {
    let (mut places, mut fields, mut own) = (Vec::new(), Vec::new(), Vec::new());
    let schema = table.batches.first().map(RecordBatch::schema);
    for (place, field) in schema.iter().flat_map(|schema| schema.fields().iter()).enumerate() {
        // What pandas keeps its index in.
        let hidden = field.name().starts_with("__index_level_");
        let name = options.columns.get(field.name()).map_or(Some(field.name()), Option::as_ref);
        if let Some(name) = name.filter(|_| !hidden) {
            places.push(place);
            fields.push(Field::new(name, field.data_type().clone(), true));
            own.push(field.name().clone());
        }
    }
    let schema = Arc::new(Schema::new(fields));
    let only = |batch: &RecordBatch| {
        let columns = places.iter().map(|place| Arc::clone(batch.column(*place))).collect();
        let rows = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        RecordBatch::try_new_with_options(Arc::clone(&schema), columns, &rows).map_err(fault)
    };
    let batches = table.batches.iter().map(only).collect::<Answer<Vec<_>>>()?;
    let found = columns(kind, &schema).into_iter();
    let names = found.filter_map(|(field, name)| Some((field, own[schema.index_of(&name).ok()?].clone())));
    let source = Source {
        list: kind.list().to_owned(),
        file: Some(files::name(path)),
        lines: table.lines.clone(),
        names: names.collect(),
        sheet: None,
    };
    Ok((Named { kind, batches, schema, table }, source))
}

fn checked(
    outline: &str,
    options: TableOptions,
    tables: Vec<Named>,
    threads: NonZeroUsize,
    watch: &Arc<Watch>,
) -> Result<(shuangbai::Plan, Model, Workers), Unanswered> {
    let mut reader = PlanReader::new(outline).options(options);
    for Named { kind, batches, schema, table } in &tables {
        // A table without rows has columns all the same, and a file more than its table.
        let empty = RecordBatch::new_empty(Arc::clone(schema));
        reader.add(*kind, Batch::from(&empty).beside(&table.left_out));
        for batch in batches {
            for first in (0..batch.num_rows()).step_by(STEP) {
                if watch.is_stopped() {
                    return Err(Unanswered::Stopped);
                }
                reader.add(*kind, &batch.slice(first, STEP.min(batch.num_rows() - first)));
            }
        }
    }
    reader.check(threads, Arc::clone(watch))
}
