//! The round of reading (rule 15): JSON to a [`Plan`], or all errors of its shape.
//!
//! A reader notes an error with its place and goes on; what it could not read is `None`.
//! `read/values.rs` has the readers of single values, this file says which object has which field.

pub(crate) mod values;

use crate::{
    Amount, Assumptions, By, Errors, Fill, Horizon, MissingHistory, Plan, Post, Programme, Refill, Station,
    Status, Year,
    error::{ErrorKind, Findings, Place, shown},
    json::{Found, Json, NotJson},
    patch,
    plan::{Hire, PlanBuilder, Rules, Worker},
    programme::{
        Appraisal, Contract, Cost, Effective, Entry, Fund, Ground, Norm, PRESETS, Purpose, Raise, Share,
        Sharing, Subsidy, Title,
    },
    whole::{Figure, OfYear},
    words::{Basis, FundKind, Mode, Payer},
};
use values::{
    Fields, Reader, amount, by_key, choice, code, effective, entry_month, grades, last_month, list,
    list_of_some, month, object, rate, region, text, whole, year,
};

/// The tree of a JSON text, with no key given twice.
pub(crate) fn json(text: &str) -> Result<Json<'_>, Errors> {
    let mut findings = Findings::default();
    let tree = match Json::parse(text) {
        Ok(tree) => tree,
        Err(not_json) => {
            findings.add(ErrorKind::Json, "", not_json_texts(&not_json));
            Json::Null
        }
    };
    values::keys_once(&mut findings, Place::Root, &tree);
    findings.close().map(|()| tree)
}

fn not_json_texts(NotJson { line, column, found }: &NotJson) -> (String, String) {
    let (zh, en) = match found {
        Found::End => ("文本在此中断".to_owned(), "the text ends".to_owned()),
        Found::Char(char) => (
            format!("字符“{}”不应出现", char.escape_default()),
            format!("`{}` stands", char.escape_default()),
        ),
        Found::TooDeep => ("嵌套超过 127 层".to_owned(), "the 128th level of nesting opens".to_owned()),
    };
    (
        format!("第 {line} 行第 {column} 列：{zh}，不是 JSON"),
        format!("line {line}, column {column}: {en} where no JSON can go on"),
    )
}

pub(crate) fn plan(tree: &Json<'_>) -> Result<Plan, Errors> {
    let mut reader = Reader::default();
    let plan = read_plan(&mut reader, tree, true);
    finish(reader, plan)
}

/// A plan whose stations a table may bring.
#[cfg(any(feature = "arrow", feature = "csv"))]
pub(crate) fn outline(reader: &mut Reader, tree: &Json<'_>) -> Option<Plan> {
    read_plan(reader, tree, tree.get("stations").is_some())
}

/// A plan's own stations, where all of them can be read; what is wrong with them is not noted here.
#[cfg(any(feature = "arrow", feature = "csv"))]
pub(crate) fn stations(tree: &Json<'_>) -> Option<Vec<Station>> {
    list(&mut Reader::default(), Place::Root, tree.get("stations")?, station)
}

/// A programme: a preset's id or an object, changed by a merge patch.
pub(crate) fn programme(tree: &Json<'_>, patch: Option<&Json<'_>>) -> Result<Programme, Errors> {
    let mut reader = Reader::default();
    let programme = read_programme(&mut reader, Place::Root.key("programme"), tree, patch);
    finish(reader, programme)
}

/// One value by itself, as in a plan.
pub(crate) fn one<'j, T>(
    tree: &'j Json<'j>,
    read: impl FnOnce(&mut Reader, Place<'_>, &'j Json<'j>) -> Option<T>,
) -> Result<T, Errors> {
    let mut reader = Reader::default();
    let value = read(&mut reader, Place::Root, tree);
    finish(reader, value)
}

/// The plan of a builder, whose values are typed: what is left is the programme and the limits.
pub(crate) fn built(builder: PlanBuilder) -> Result<Plan, Errors> {
    let reader = &mut Reader::default();
    let programme = match builder.rules {
        Rules::Own(programme) => Some(*programme),
        Rules::Preset(id) => {
            read_programme(reader, Place::Root.key("programme"), &Json::Text(id.into()), None)
        }
    };
    let end = |reader: &mut Reader, name, year: u16| {
        let place = Place::Root.key("horizon");
        values::year_number(reader, place.key(name), i128::from(year))
    };
    let (first, last) = (end(reader, "first", builder.years.0), end(reader, "last", builder.years.1));
    let horizon = horizon_limits(reader, first, last);
    values::not_empty(reader, Place::Root.key("stations"), builder.stations.len());
    let plan = programme.zip(horizon).map(|(programme, horizon)| Plan {
        programme,
        horizon,
        stations: builder.stations,
        workers: builder.workers,
        hires: builder.hires,
        assumptions: builder.assumptions,
        regions: builder.regions,
        by: builder.by,
    });
    finish(std::mem::take(reader), plan)
}

/// The value, when nothing was found; a reader that gives none has always noted why.
pub(crate) fn finish<T>(mut reader: Reader, value: Option<T>) -> Result<T, Errors> {
    reader.findings.close()?;
    value.ok_or_else(|| Errors::one(ErrorKind::Json, "", ("无法读取".into(), "cannot be read".into())))
}

fn read_plan(reader: &mut Reader, tree: &Json<'_>, has_stations: bool) -> Option<Plan> {
    let root = Place::Root;
    let mut plan = Fields::open(
        reader,
        root,
        tree,
        &["programme", "reform", "horizon", "stations", "workers", "hires", "assumptions", "regions", "by"],
    )?;
    let patch = plan.may("reform", |reader, place, json| object(reader, place, json).map(|_| json.clone()));
    let programme =
        plan.need("programme", |reader, place, json| read_programme(reader, place, json, patch.as_ref()));
    let horizon = plan.need("horizon", read_horizon);
    let stations = match has_stations {
        true => plan.need("stations", |reader, place, json| list_of_some(reader, place, json, station)),
        false => Some(Vec::new()),
    };
    let workers = plan.may("workers", |reader, place, json| list(reader, place, json, worker));
    let hires = plan.may("hires", |reader, place, json| list(reader, place, json, hire));
    let assumptions = plan.may("assumptions", read_assumptions);
    let regions = plan.may("regions", |reader, place, json| by_key(reader, place, json, region, text));
    let by = plan.may("by", choice::<By>);
    Some(Plan {
        programme: programme?,
        horizon: horizon?,
        stations: stations?,
        workers: workers.unwrap_or_default(),
        hires: hires.unwrap_or_default(),
        assumptions: assumptions.unwrap_or_default(),
        regions: regions.unwrap_or_default().into_iter().collect(),
        by: by.unwrap_or(By::Province),
    })
}

/// A plan without its workers, changed in what the object `text` names; see [`crate::Calculator`].
pub(crate) fn change(plan: &Plan, text: &str) -> Result<Plan, Errors> {
    let (programme, assumptions) = (plan.programme.to_json(), to_json(&plan.assumptions));
    let (tree, programme, assumptions) = (json(text)?, json(&programme)?, json(&assumptions)?);
    let mut reader = Reader::default();
    let changed = read_change(&mut reader, &tree, plan, (&programme, assumptions));
    finish(reader, changed)
}

fn read_change(
    reader: &mut Reader,
    tree: &Json<'_>,
    plan: &Plan,
    (programme, assumptions): (&Json<'_>, Json<'_>),
) -> Option<Plan> {
    const FIELDS: &[&str] = &["reform", "horizon", "hires", "assumptions", "by"];
    let mut change = Fields::open(reader, Place::Root, tree, FIELDS)?;
    let mut plan = plan.outline();
    let patch = change.may("reform", |reader, place, json| object(reader, place, json).map(|_| json));
    let place = Place::Root.key("programme");
    let programme = match patch {
        Some(_) => read_programme(change.reader, place, programme, patch),
        None => Some(plan.programme.clone()),
    };
    let assumed = change.may("assumptions", |reader, place, json| {
        object(reader, place, json)?;
        read_assumptions(reader, place, &patch::merge(assumptions, json))
    });
    plan.assumptions = assumed.unwrap_or(plan.assumptions);
    plan.horizon = change.may("horizon", read_horizon).unwrap_or(plan.horizon);
    let hires = change.may("hires", |reader, place, json| list(reader, place, json, hire));
    plan.hires = hires.unwrap_or(plan.hires);
    plan.by = change.may("by", choice::<By>).unwrap_or(plan.by);
    Some(Plan { programme: programme?, ..plan })
}

fn to_json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn read_horizon(reader: &mut Reader, place: Place<'_>, json: &Json<'_>) -> Option<Horizon> {
    let mut horizon = Fields::open(reader, place, json, &["first", "last"])?;
    let (first, last) = (horizon.need("first", year), horizon.need("last", year));
    horizon_limits(horizon.reader, first, last)
}

/// At most 100 years (rule 11); an end before the beginning is a matter of meaning.
fn horizon_limits(reader: &mut Reader, first: Option<Year>, last: Option<Year>) -> Option<Horizon> {
    let horizon = Horizon { first: first?, last: last? };
    let years = i32::from(horizon.last.number()) - i32::from(horizon.first.number()) + 1;
    if years > 100 {
        let texts = (
            format!("预测期从 {} 年到 {} 年共 {years} 年，最多 100 年", horizon.first, horizon.last),
            format!("{} to {} are {years} years, at most 100 are allowed", horizon.first, horizon.last),
        );
        reader.findings.add(ErrorKind::Range, Place::Root.key("horizon").key("last"), texts);
    }
    Some(horizon)
}

pub(crate) fn station(reader: &mut Reader, place: Place<'_>, json: &Json<'_>) -> Option<Station> {
    let mut station = Fields::open(reader, place, json, &["code", "name", "tier", "villages", "opens"])?;
    let code = station.need("code", code);
    let (name, tier) = (station.may("name", text), station.may("tier", text));
    let (villages, opens) = (station.may("villages", whole), station.may("opens", month));
    Some(Station { code: code?, name, tier, villages, opens })
}

pub(crate) fn worker(reader: &mut Reader, place: Place<'_>, json: &Json<'_>) -> Option<Worker> {
    const FIELDS: &[&str] = &["id", "station", "post", "hired", "left", "pay", "pay_year", "appraisals"];
    let mut worker = Fields::open(reader, place, json, FIELDS)?;
    let (id, station) = (worker.need("id", text), worker.need("station", code));
    let (post, hired) = (worker.need("post", choice::<Post>), worker.need("hired", month));
    let (left, pay) = (worker.may("left", month), worker.may("pay", amount));
    let (pay_year, appraisals) = (worker.may("pay_year", year), worker.may("appraisals", grades));
    Some(Worker {
        id: id?,
        station: station?,
        post: post?,
        hired: hired?,
        left,
        pay,
        pay_year,
        appraisals: appraisals.unwrap_or_default(),
    })
}

pub(crate) fn hire(reader: &mut Reader, place: Place<'_>, json: &Json<'_>) -> Option<Hire> {
    let mut hire = Fields::open(reader, place, json, &["station", "post", "count", "month", "pay"])?;
    let (station, post) = (hire.need("station", code), hire.need("post", choice::<Post>));
    let (count, month) = (hire.need("count", whole), hire.need("month", month));
    let pay = hire.may("pay", amount);
    Some(Hire { station: station?, post: post?, count: count?, month: month?, pay })
}

pub(crate) fn read_assumptions(
    reader: &mut Reader,
    place: Place<'_>,
    json: &Json<'_>,
) -> Option<Assumptions> {
    const FIELDS: &[&str] =
        &["pass_rate", "leave_rate", "refill", "fill", "vacancy_rate", "missing_history", "from"];
    let mut fields = Fields::open(reader, place, json, FIELDS)?;
    let default = Assumptions::default();
    Some(Assumptions {
        pass_rate: fields.may("pass_rate", rate).unwrap_or(default.pass_rate),
        leave_rate: fields.may("leave_rate", rate).unwrap_or(default.leave_rate),
        refill: fields.may("refill", choice::<Refill>).unwrap_or(default.refill),
        fill: fields.may("fill", choice::<Fill>).unwrap_or(default.fill),
        vacancy_rate: fields.may("vacancy_rate", rate).unwrap_or(default.vacancy_rate),
        missing_history: fields
            .may("missing_history", choice::<MissingHistory>)
            .unwrap_or(default.missing_history),
        from: fields.may("from", year),
    })
}

/// A preset's id, or a whole programme; a reform is merged first, and only what it makes is read.
fn read_programme(
    reader: &mut Reader,
    place: Place<'_>,
    json: &Json<'_>,
    patch: Option<&Json<'_>>,
) -> Option<Programme> {
    let base = match json {
        Json::Text(id) => {
            let Some((_, preset)) = PRESETS.iter().find(|(name, _)| name == id) else {
                let near = reader.findings.nearest(id, Programme::presets());
                let presets: Vec<_> = Programme::presets().collect();
                let texts = (
                    format!("没有预设“{}”，可用：{}", shown(id), presets.join("、")),
                    format!("no preset `{}`, there are {}", shown(id), presets.join(", ")),
                );
                reader.findings.add_near(ErrorKind::UnknownPreset, place, texts, near);
                return None;
            };
            Json::parse(preset).unwrap_or(Json::Null)
        }
        Json::Object(_) => json.clone(),
        _ => {
            values::wrong_type(reader, place, json, ("预设编号或方案对象", "a preset's id or a programme"));
            return None;
        }
    };
    let merged = match patch {
        Some(patch) => patch::merge(base, patch),
        None => base,
    };
    programme_fields(reader, place, &merged)
}

fn programme_fields(reader: &mut Reader, place: Place<'_>, json: &Json<'_>) -> Option<Programme> {
    const FIELDS: &[&str] = &[
        "id",
        "title",
        "confirmed",
        "tiers",
        "subsidy",
        "sharing",
        "raise",
        "appraisal",
        "contract",
        "norm",
        "costs",
        "funds",
    ];
    let mut fields = Fields::open(reader, place, json, FIELDS)?;
    let id = fields.need("id", text);
    let title = fields.need("title", |reader, place, json| {
        let mut title = Fields::open(reader, place, json, &["zh", "en"])?;
        let (zh, en) = (title.need("zh", text), title.need("en", text));
        Some(Title { zh: zh?, en: en? })
    });
    let confirmed = fields.may("confirmed", month);
    let tiers = fields.may("tiers", |reader, place, json| by_key(reader, place, json, region, text));
    let subsidy = fields.need("subsidy", |r, p, j| list_of_some(r, p, j, subsidy));
    let sharing = fields.need("sharing", |r, p, j| list_of_some(r, p, j, sharing));
    let raise = fields.need("raise", |r, p, j| list_of_some(r, p, j, raise));
    let appraisal = fields.need("appraisal", |r, p, j| list_of_some(r, p, j, appraisal));
    let contract = fields.may("contract", |r, p, j| list(r, p, j, contract));
    let norm = fields.may("norm", |r, p, j| list(r, p, j, norm));
    let costs = fields.may("costs", |r, p, j| list(r, p, j, cost));
    let funds = fields.may("funds", |r, p, j| list(r, p, j, fund));
    Some(Programme {
        id: id?,
        title: title?,
        confirmed,
        tiers: tiers.unwrap_or_default().into_iter().collect(),
        subsidy: subsidy?,
        sharing: sharing?,
        raise: raise?,
        appraisal: appraisal?,
        contract: contract.unwrap_or_default(),
        norm: norm.unwrap_or_default(),
        costs: costs.unwrap_or_default(),
        funds: funds.unwrap_or_default(),
    })
}

/// An entry: `from`, `source`, `status`, and the fields of its list.
fn entry<T>(
    reader: &mut Reader,
    place: Place<'_>,
    json: &Json<'_>,
    own: &[&'static str],
    says: impl FnOnce(&mut Fields<'_, '_>) -> Option<T>,
) -> Option<Entry<T>> {
    let names = [own, &["from", "source", "status"]].concat();
    let mut fields = Fields::open(reader, place, json, &names)?;
    let from = fields.need("from", entry_month);
    let ground = ground(&mut fields);
    let says = says(&mut fields);
    Some(Entry { from: from?, says: says?, ground })
}

fn ground(fields: &mut Fields<'_, '_>) -> Ground {
    Ground { source: fields.may("source", text), status: fields.may("status", choice::<Status>) }
}

fn subsidy(reader: &mut Reader, place: Place<'_>, json: &Json<'_>) -> Option<Entry<Subsidy>> {
    entry(reader, place, json, &["standard", "basis", "top_up"], |fields| {
        let standard = fields.need("standard", amount);
        let basis = fields.may("basis", choice::<Basis>).unwrap_or(Basis::Standard);
        let top_up = fields.may("top_up", choice::<Payer>).unwrap_or(Payer::Local);
        Some(Subsidy { standard: standard?, basis, top_up })
    })
}

fn shares(reader: &mut Reader, place: Place<'_>, json: &Json<'_>) -> Option<Vec<Share>> {
    list_of_some(reader, place, json, |reader, place, json| {
        let mut share = Fields::open(reader, place, json, &["payer", "parts"])?;
        let (payer, parts) = (share.need("payer", choice::<Payer>), share.need("parts", whole));
        Some(Share { payer: payer?, parts: parts? })
    })
}

fn sharing(reader: &mut Reader, place: Place<'_>, json: &Json<'_>) -> Option<Entry<Sharing>> {
    entry(reader, place, json, &["tier", "parts"], |fields| {
        let (tier, parts) = (fields.may("tier", text), fields.need("parts", shares));
        Some(Sharing { tier, parts: parts? })
    })
}

fn raise(reader: &mut Reader, place: Place<'_>, json: &Json<'_>) -> Option<Entry<Raise>> {
    entry(reader, place, json, &["rate", "mode", "effective"], |fields| {
        let rate = fields.need("rate", rate);
        let mode = fields.may("mode", choice::<Mode>).unwrap_or(Mode::Compound);
        let effective = fields.or("effective", effective, Effective::Month(OfYear::fixed::<1>()));
        Some(Raise { rate: rate?, mode, effective: effective? })
    })
}

fn appraisal(reader: &mut Reader, place: Place<'_>, json: &Json<'_>) -> Option<Entry<Appraisal>> {
    entry(reader, place, json, &["pass", "min_months"], |fields| {
        let pass = fields.need("pass", |r, p, j| list_of_some(r, p, j, choice));
        let min_months = fields.or("min_months", whole, OfYear::fixed::<6>());
        Some(Appraisal { pass: pass?, min_months: min_months? })
    })
}

fn contract(reader: &mut Reader, place: Place<'_>, json: &Json<'_>) -> Option<Entry<Contract>> {
    entry(reader, place, json, &["years"], |fields| {
        let years = fields.need("years", whole);
        Some(Contract { years: years? })
    })
}

/// A norm has the fields of its kind; while the kind itself is wrong, none is unknown or missing.
fn norm(reader: &mut Reader, place: Place<'_>, json: &Json<'_>) -> Option<Entry<Norm>> {
    const RANGE: &[&str] = &["kind", "min", "max"];
    const VILLAGES: &[&str] = &["kind", "administrative", "per_village"];
    let kind = match json.get("kind") {
        Some(Json::Text(kind)) => kind.as_ref(),
        _ => "",
    };
    let own = match kind {
        "range" => RANGE,
        "villages" => VILLAGES,
        _ => &["kind", "min", "max", "administrative", "per_village"],
    };
    entry(reader, place, json, own, |fields| match kind {
        "range" => {
            let (min, max) = (fields.need("min", whole), fields.need("max", whole));
            Some(Norm::Range { min: min?, max: max? })
        }
        "villages" => {
            let administrative = fields.need("administrative", whole);
            let per_village = fields.or("per_village", whole, Figure::fixed::<1>());
            Some(Norm::Villages { administrative: administrative?, per_village: per_village? })
        }
        _ => {
            let kinds = [("range", "人数范围"), ("villages", "按村居数")];
            fields.need("kind", |reader, place, json| values::one_of(reader, place, json, &kinds));
            for figure in ["min", "max", "administrative", "per_village"] {
                fields.may(figure, whole::<0, 10_000>);
            }
            None
        }
    })
}

fn cost(reader: &mut Reader, place: Place<'_>, json: &Json<'_>) -> Option<Entry<Cost>> {
    let own = &["name", "per_station", "hours_per_month", "parts"];
    entry(reader, place, json, own, |fields| {
        let name = fields.need("name", |reader, place, json| {
            let name = text(reader, place, json)?;
            if name == Purpose::SUBSIDY {
                let texts = (
                    "经费不能叫“subsidy”：资金的 pays 用它指补助".to_owned(),
                    "no cost is named `subsidy`: that is what a fund's `pays` calls the subsidy".to_owned(),
                );
                reader.findings.add(ErrorKind::Choice, place, texts);
                return None;
            }
            Some(name)
        });
        let (per_station, parts) = (fields.need("per_station", amount), fields.need("parts", shares));
        let hours_per_month = fields.or("hours_per_month", whole, Figure::fixed::<0>());
        Some(Cost {
            name: name?,
            per_station: per_station?,
            hours_per_month: hours_per_month?,
            parts: parts?,
        })
    })
}

fn fund(reader: &mut Reader, place: Place<'_>, json: &Json<'_>) -> Option<Fund> {
    const FIELDS: &[&str] = &["name", "payer", "pays", "kind", "first", "last", "amount", "source", "status"];
    let mut fields = Fields::open(reader, place, json, FIELDS)?;
    let (name, payer) = (fields.need("name", text), fields.need("payer", choice::<Payer>));
    let pays = fields.may("pays", text).map_or(Purpose::Subsidy, Purpose::from);
    let kind = fields.may("kind", choice::<FundKind>).unwrap_or(FundKind::Pool);
    let (first, last) = (fields.need("first", entry_month), fields.may("last", last_month));
    let amount: Option<Amount> = fields.need("amount", amount);
    let ground = ground(&mut fields);
    Some(Fund { name: name?, payer: payer?, pays, kind, first: first?, last, amount: amount?, ground })
}
