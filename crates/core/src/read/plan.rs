//! Rule 11: a plan from the tree of its text, or from a builder.

use super::programme::read_programme;
use crate::{
    base::json::Json,
    faults::{
        error::{ErrorKind, Errors},
        findings::Findings,
        place::Place,
    },
    plan::{
        assumptions::{Assumptions, Horizon},
        builder::{PlanBuilder, Rules},
        people::{Hire, Station, Worker},
        plan::Plan,
    },
    record::{
        declare::Declared,
        fields::{Fields, alone, not_empty, not_written, object},
        read::{ByRegion, ListOf, Read, SomeOf},
    },
    values::{month::Year, words::By, written::NotWritten},
};

pub(crate) fn plan(tree: &Json<'_>) -> Result<Plan, Errors> {
    alone(|findings| read_plan(findings, tree, true))
}

/// A plan whose stations a table may bring.
#[cfg(any(feature = "arrow", feature = "csv"))]
pub(crate) fn outline(findings: &mut Findings, tree: &Json<'_>) -> Option<Plan> {
    read_plan(findings, tree, tree.get("stations").is_some())
}

/// A plan's own stations, where all of them can be read; what is wrong with them is not noted here.
#[cfg(any(feature = "arrow", feature = "csv"))]
pub(crate) fn stations(tree: &Json<'_>) -> Option<Vec<Station>> {
    ListOf::<Station>::read(&mut Findings::default(), Place::Root, tree.get("stations")?)
}

fn read_plan(findings: &mut Findings, tree: &Json<'_>, has_stations: bool) -> Option<Plan> {
    let names = [Plan::NAMES, &["reform"]].concat();
    let mut plan = Fields::open(findings, Place::Root, tree, &names)?;
    let patch = plan.may("reform", |findings, place, json| object(findings, place, json).map(|_| json));
    let programme =
        plan.need("programme", |findings, place, json| read_programme(findings, place, json, patch));
    let horizon = plan.need("horizon", horizon);
    let stations = match has_stations {
        true => plan.need("stations", SomeOf::<Station>::read),
        false => Some(Vec::new()),
    };
    let workers = plan.or("workers", ListOf::<Worker>::read, Vec::new());
    let hires = plan.or("hires", ListOf::<Hire>::read, Vec::new());
    let assumptions = plan.or("assumptions", Assumptions::read, Assumptions::NONE);
    let regions = plan.or("regions", ByRegion::read, Default::default());
    let by = plan.or("by", By::read, By::Province);
    Some(Plan {
        programme: programme?,
        horizon: horizon?,
        stations: stations?,
        workers: workers?,
        hires: hires?,
        assumptions: assumptions?,
        regions: regions?,
        by: by?,
    })
}

/// At most 100 years (rule 11); an end before the beginning is a matter of meaning.
pub(crate) fn horizon(findings: &mut Findings, place: Place<'_>, json: &Json<'_>) -> Option<Horizon> {
    let horizon = Horizon::read(findings, place, json)?;
    not_too_long(findings, place, horizon);
    Some(horizon)
}

fn not_too_long(findings: &mut Findings, place: Place<'_>, horizon: Horizon) {
    if let Some(texts) = horizon.too_long() {
        findings.add(ErrorKind::Range, place.key("last"), texts);
    }
}

/// The plan of a builder, whose values are typed: what is left is the programme and the limits.
pub(crate) fn built(builder: PlanBuilder) -> Result<Plan, Errors> {
    let PlanBuilder { rules, years: (first, last), stations, workers, hires, assumptions, regions, by } =
        builder;
    alone(|findings| {
        let programme = match rules {
            Rules::Own(programme) => Some(*programme),
            Rules::Preset(id) => {
                read_programme(findings, Place::Root.key("programme"), &Json::Text(id.into()), None)
            }
        };
        let place = Place::Root.key("horizon");
        let mut end = |name, year: u16| {
            let wrong = |error: NotWritten| not_written(findings, place.key(name), &error);
            Year::try_from(year).map_err(wrong).ok()
        };
        let (first, last) = (end("first", first), end("last", last));
        let horizon = first.zip(last).map(|(first, last)| Horizon { first, last });
        horizon.into_iter().for_each(|horizon| not_too_long(findings, place, horizon));
        not_empty(findings, Place::Root.key("stations"), stations.len());
        let (programme, horizon) = programme.zip(horizon)?;
        Some(Plan { programme, horizon, stations, workers, hires, assumptions, regions, by })
    })
}
