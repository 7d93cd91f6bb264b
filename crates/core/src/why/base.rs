//! What explanations rest on: a plan, its ledger of stations, and the places of the entries in force.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use serde_json::json;

use super::{
    people::CaseYear,
    told::{Because, Told},
    value::Value,
};
use crate::{
    engine::{cases::Cases, run},
    faults::error::Unanswered,
    ledger::{account::Grain, ledger::Ledger},
    model::model::Model,
    plan::{
        entries::{Entry, Ground},
        plan::Plan,
        timeline::Timeline,
    },
    rules::{
        sharing::{SharingByTier, tier, tier_by_prefix},
        subsidy::SubsidyByKind,
    },
    values::{
        code::Code,
        leaf::{Leaf, POSTS},
        month::{Month, Year},
    },
};

/// A plan that can be explained.
pub(crate) struct Base<'p> {
    pub(crate) plan: &'p Plan,
    pub(crate) ledger: Ledger,
    pub(crate) cases: Cases<'p>,
    /// The places of entries, as they are in force.
    granted: BTreeMap<Option<&'p str>, [Timeline<usize>; POSTS.len()]>,
    sharing: SharingByTier<'p, usize>,
    raise: Timeline<usize>,
    appraisal: Timeline<usize>,
    pub(crate) norm: Timeline<usize>,
    /// In the order of the ledger's costs.
    pub(crate) costs: Vec<Timeline<usize>>,
    tiers: Vec<Option<&'p str>>,
    /// The stations in the order of their codes.
    pub(crate) order: Vec<usize>,
}

/// The explanations of a plan, and what was worked out for them.
#[derive(Clone)]
pub(crate) struct Why<'w> {
    pub(crate) base: &'w Base<'w>,
    /// Who is at a leaf in the year with a place.
    pub(super) known: Rc<RefCell<BTreeMap<(Leaf, usize), CaseYears<'w>>>>,
}

pub(super) type CaseYears<'w> = Rc<Vec<CaseYear<'w>>>;

fn places<T>(entries: &[Entry<T>]) -> Timeline<usize> {
    Timeline::new(entries.iter().enumerate().map(|(place, entry)| (entry.from, place)))
}

impl<'p> Base<'p> {
    /// Of a plan and its model.
    pub(crate) fn new(plan: &'p Plan, model: &'p Model) -> Result<Base<'p>, Unanswered> {
        let ledger = run::ledger(model, Grain::Station)?;
        let programme = &plan.programme;
        let tiers: Vec<Option<&str>> = plan
            .stations
            .iter()
            .map(|station| tier(station.tier.as_deref(), station.code, &programme.tiers))
            .collect();
        let subsidy = SubsidyByKind::new(&programme.subsidy, |place, _| place);
        let granted = tiers.iter().map(|tier| (*tier, POSTS.map(|post| subsidy.of(*tier, post)))).collect();
        let of_name = |name: &String| {
            let entries = programme.costs.iter().enumerate().filter(|(_, entry)| entry.says.name == *name);
            Timeline::new(entries.map(|(place, entry)| (entry.from, place)))
        };
        let costs = ledger.frame.costs.iter().map(of_name).collect();
        let mut order: Vec<usize> = (0..plan.stations.len()).collect();
        order.sort_by_key(|station| plan.stations[*station].code);
        Ok(Base {
            plan,
            cases: Cases::new(model)?,
            ledger,
            granted,
            sharing: SharingByTier::new(&programme.sharing, |place, _| place),
            raise: places(&programme.raise),
            appraisal: places(&programme.appraisal),
            norm: places(&programme.norm),
            costs,
            tiers,
            order,
        })
    }

    /// The subsidy entry in force at a leaf in a month.
    pub(crate) fn subsidy_at(&self, leaf: Leaf, month: Month) -> Option<usize> {
        let of_post = self.granted.get(&self.tiers[leaf.station()])?;
        let place = POSTS.iter().position(|post| *post == leaf.post())?;
        of_post[place].in_force(month).copied()
    }

    /// The sharing entry in force at a station in a month.
    pub(crate) fn sharing_at(&self, station: usize, month: Month) -> Option<usize> {
        self.sharing.of(self.tiers[station]).in_force(month)
    }

    /// The raise entry in force in January of a year, and the appraisal entry in December.
    pub(crate) fn raise_at(&self, year: Year) -> Option<usize> {
        self.raise.in_force(year.month(1)).copied()
    }

    pub(crate) fn appraisal_at(&self, year: Year) -> Option<usize> {
        self.appraisal.in_force(year.month(12)).copied()
    }

    /// A standard.
    pub(crate) fn standard(&'p self, place: usize, station: usize) -> Told<'p> {
        let entry = &self.plan.programme.subsidy[place];
        let at = format!("/programme/subsidy/{place}/standard");
        let because = entry.says.tier.as_ref().map_or_else(Vec::new, |_| self.tier_of(station));
        given(Value::fen(entry.says.standard.fen().0.into()), "subsidy", 5, at, &entry.ground)
            .because(because)
    }

    /// Where a station has its tier from.
    pub(crate) fn tier_of(&self, station: usize) -> Vec<Because> {
        let it = &self.plan.stations[station];
        let because = match &it.tier {
            Some(tier) => Some(Because { at: format!("/stations/{station}/tier"), value: json!(tier) }),
            None => tier_by_prefix(it.code, &self.plan.programme.tiers).map(|(prefix, tier)| Because {
                at: format!("/programme/tiers/{}", prefix.as_str()),
                value: json!(tier),
            }),
        };
        because.into_iter().collect()
    }

    /// The name of a region or station, or its code.
    pub(crate) fn name(&self, code: &str) -> Rc<str> {
        self.ledger.names.get(code).map_or(code, String::as_str).into()
    }

    pub(crate) fn code(&self, station: usize) -> Code {
        self.plan.stations[station].code
    }

    /// The year of the horizon with a place.
    pub(crate) fn year(&self, place: usize) -> Year {
        self.plan.horizon.years().nth(place).unwrap_or(self.plan.horizon.last)
    }
}

/// What stands in an entry.
pub(crate) fn given<'w>(
    value: Value,
    what: &'static str,
    rule: u8,
    at: String,
    ground: &'w Ground,
) -> Told<'w> {
    Told::given(value, what, rule, at, Some(ground))
}

impl<'w> Why<'w> {
    pub(crate) fn new(base: &'w Base<'w>) -> Why<'w> {
        Why { base, known: Rc::default() }
    }
}
