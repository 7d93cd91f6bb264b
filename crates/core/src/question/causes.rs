//! Rule 18: the causes of a difference between two plans, and the plans between them.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::canonical::canonical;
use crate::{
    plan::{
        assumptions::Assumptions,
        entries::Purpose,
        people::{Station, Worker},
        plan::Plan,
        programme::Programme,
        resets::Resets,
    },
    values::{
        code::Code,
        words::{Cause, Word},
    },
};

/// Causes that are taken together, and how they are called.
#[derive(Clone, Debug)]
pub(crate) struct Joined {
    pub(crate) name: Cause,
    pub(crate) causes: BTreeSet<Cause>,
}

/// The causes that differ between two plans, joined as must be and as is asked for, in their order.
pub(crate) fn causes(base: &Plan, other: &Plan, join: &[Vec<Cause>]) -> Vec<Joined> {
    let mut all: Vec<Joined> = Cause::ALL
        .iter()
        .map(|(cause, ..)| Joined { name: *cause, causes: BTreeSet::from([*cause]) })
        .collect();
    // `stations` and `people` are one cause where one of the plans has a worker or hire at a station that the other
    // lacks; `costs` and `funds` are one where a fund pays a cost that the other plan lacks.
    if somebody_elsewhere(base, other) || somebody_elsewhere(other, base) {
        joined(&mut all, &[Cause::People, Cause::Stations]);
    }
    if fund_of_no_cost(base, other) || fund_of_no_cost(other, base) {
        joined(&mut all, &[Cause::Costs, Cause::Funds]);
    }
    join.iter().for_each(|causes| joined(&mut all, causes));
    // A cause made of several stands where the earliest of them would.
    all.sort_by(|one, another| one.causes.first().cmp(&another.causes.first()));
    all.retain(|joined| joined.causes.iter().any(|cause| differs(base, other, *cause)));
    all
}

/// Makes one cause of several, named by the first.
fn joined(all: &mut Vec<Joined>, causes: &[Cause]) {
    let Some(name) = causes.first() else { return };
    let is_part = |joined: &Joined| causes.iter().any(|cause| joined.causes.contains(cause));
    let parts = all.iter().filter(|joined| is_part(joined)).flat_map(|joined| joined.causes.clone());
    let whole = Joined { name: *name, causes: parts.collect() };
    all.retain(|joined| !is_part(joined));
    all.push(whole);
}

fn somebody_elsewhere(one: &Plan, other: &Plan) -> bool {
    let there: BTreeSet<Code> = other.stations.iter().map(|station| station.code).collect();
    let workers = one.workers.iter().flat_map(Worker::stations);
    workers.chain(one.hires.iter().map(|hire| hire.station)).any(|code| !there.contains(&code))
}

fn fund_of_no_cost(one: &Plan, other: &Plan) -> bool {
    let names: BTreeSet<&str> = other.programme.cost_names().into_iter().collect();
    one.programme.funds.iter().any(|fund| match &fund.says.pays {
        Purpose::Subsidy => false,
        Purpose::Cost(name) => !names.contains(name.as_str()),
    })
}

/// A cause differs when its fields differ in written form, the order of stations, workers and hires aside.
fn differs(base: &Plan, other: &Plan, cause: Cause) -> bool {
    let (rules, others) = (&base.programme, &other.programme);
    let (assumed, others_assumed) = (&base.assumptions, &other.assumptions);
    match cause {
        Cause::Subsidy => rules.subsidy != others.subsidy,
        Cause::Sharing => {
            let tiers: BTreeMap<Code, _> = base.stations.iter().map(|it| (it.code, &it.tier)).collect();
            let other_tier = |it: &Station| tiers.get(&it.code).is_some_and(|tier| **tier != it.tier);
            rules.sharing != others.sharing
                || rules.tiers != others.tiers
                || other.stations.iter().any(other_tier)
        }
        Cause::Raise => rules.raise != others.raise,
        Cause::Appraisal => {
            rules.appraisal != others.appraisal || assumed.missing_history != others_assumed.missing_history
        }
        Cause::Contract => rules.contract != others.contract,
        Cause::Norm => rules.norm != others.norm || assumed.fill != others_assumed.fill,
        Cause::Costs => rules.costs != others.costs,
        Cause::Funds => rules.funds != others.funds,
        Cause::Stations => {
            let bare = |it: &Station| Station { name: None, tier: None, ..it.clone() };
            let bare = |plan: &Plan| plan.stations.iter().map(bare).collect::<Vec<Station>>();
            !alike(&bare(base), &bare(other))
        }
        Cause::People => !alike(&base.workers, &other.workers) || !alike(&base.hires, &other.hires),
        Cause::Chances => {
            let chances = |of: Assumptions, from| Assumptions {
                fill: assumed.fill,
                missing_history: assumed.missing_history,
                from,
                ..of
            };
            chances(*assumed, assumed.from) != chances(*others_assumed, others_assumed.from)
        }
    }
}

/// Whether two lists have the same items in written form, in whatever order.
fn alike<T: PartialEq + Serialize>(one: &[T], other: &[T]) -> bool {
    if one == other {
        return true;
    }
    let written = |items: &[T]| {
        let written = items
            .iter()
            .map(|item| serde_json::to_value(item).map_or_else(|_| Vec::new(), |it| canonical(&it)));
        let mut written: Vec<Vec<u8>> = written.collect();
        written.sort();
        written
    };
    one.len() == other.len() && written(one) == written(other)
}

/// Two plans, for the plans between them. What stations and regions are called changes no figure, and is left out.
pub(crate) struct Pair<'p> {
    base: Side<'p>,
    other: Side<'p>,
}

/// One of the plans, its stations without their names, and the tier that each has of its own.
struct Side<'p> {
    plan: &'p Plan,
    stations: Vec<Station>,
    tiers: BTreeMap<Code, Option<String>>,
}

impl<'p> Side<'p> {
    fn new(plan: &'p Plan) -> Side<'p> {
        let bare = |station: &Station| Station { name: None, ..station.clone() };
        let tier = |station: &Station| (station.code, station.tier.clone());
        let (stations, tiers) =
            (plan.stations.iter().map(bare).collect(), plan.stations.iter().map(tier).collect());
        Side { plan, stations, tiers }
    }
}

impl<'p> Pair<'p> {
    pub(crate) fn new(base: &'p Plan, other: &'p Plan) -> Pair<'p> {
        Pair { base: Side::new(base), other: Side::new(other) }
    }

    /// The plan of a set of causes, without its workers: it takes their fields from `other` and all else from `base`.
    pub(crate) fn between(&self, takes: &BTreeSet<Cause>) -> Plan {
        let side = |cause| if takes.contains(&cause) { &self.other } else { &self.base };
        let of = |cause| side(cause).plan;
        let base = &self.base.plan.programme;
        let programme = Programme {
            id: base.id.clone(),
            title: base.title.clone(),
            confirmed: base.confirmed,
            tiers: of(Cause::Sharing).programme.tiers.clone(),
            subsidy: of(Cause::Subsidy).programme.subsidy.clone(),
            sharing: of(Cause::Sharing).programme.sharing.clone(),
            raise: of(Cause::Raise).programme.raise.clone(),
            appraisal: of(Cause::Appraisal).programme.appraisal.clone(),
            contract: of(Cause::Contract).programme.contract.clone(),
            norm: of(Cause::Norm).programme.norm.clone(),
            costs: of(Cause::Costs).programme.costs.clone(),
            funds: of(Cause::Funds).programme.funds.clone(),
            resets: Resets::default(),
        };
        let assumptions = Assumptions {
            fill: of(Cause::Norm).assumptions.fill,
            missing_history: of(Cause::Appraisal).assumptions.missing_history,
            ..of(Cause::Chances).assumptions
        };
        let mut stations = side(Cause::Stations).stations.clone();
        // A station in both plans takes its `tier` with `sharing`, one in only one of them brings its own.
        if takes.contains(&Cause::Stations) != takes.contains(&Cause::Sharing) {
            let tiers = &side(Cause::Sharing).tiers;
            for station in &mut stations {
                if let Some(tier) = tiers.get(&station.code) {
                    station.tier.clone_from(tier);
                }
            }
        }
        Plan {
            programme,
            horizon: self.base.plan.horizon,
            stations,
            workers: Vec::new(),
            hires: of(Cause::People).hires.clone(),
            assumptions,
            regions: BTreeMap::new(),
            by: self.base.plan.by,
        }
    }
}
