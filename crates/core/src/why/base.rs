//! What explanations rest on: a plan, who is there, and the places of the entries in force.

use std::rc::Rc;

use serde_json::json;

use super::{
    told::{Because, Told},
    value::Value,
};
use crate::{
    engine::cases::Cases,
    faults::error::Unanswered,
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
    sheet::known::known_in,
    values::{
        code::Code,
        leaf::Leaf,
        month::{Month, Year},
    },
};

/// A plan whose figures can be explained, as it is known in a month.
pub(crate) struct Base<'p> {
    pub(crate) plan: &'p Plan,
    pub(crate) cases: Cases<'p>,
    /// What becomes known later does not count (rule 20); of a forecast everything is known.
    known: Option<Month>,
    /// The places of entries, as they are in force.
    granted: SubsidyByKind<'p, usize>,
    sharing: SharingByTier<'p, usize>,
    raise: Timeline<usize>,
    appraisal: Timeline<usize>,
    pub(crate) norm: Timeline<usize>,
}

fn places<'p, T: 'p>(entries: impl Iterator<Item = (usize, &'p Entry<T>)>) -> Timeline<usize> {
    Timeline::new(entries.map(|(place, entry)| (entry.from, place)))
}

impl<'p> Base<'p> {
    /// Of a plan and its model, or that of what is known in a month.
    pub(crate) fn new(
        plan: &'p Plan,
        model: &'p Model,
        known: Option<Month>,
    ) -> Result<Base<'p>, Unanswered> {
        let programme = &plan.programme;
        Ok(Base {
            plan,
            cases: Cases::new(model)?,
            known,
            granted: SubsidyByKind::new(known_in(&programme.subsidy, known), |place, _| place),
            sharing: SharingByTier::new(known_in(&programme.sharing, known), |place, _| place),
            raise: places(known_in(&programme.raise, known)),
            appraisal: places(programme.appraisal.iter().enumerate()),
            norm: places(programme.norm.iter().enumerate()),
        })
    }

    /// Whether what was decided in a month does not count yet.
    pub(crate) fn is_unknown(&self, decided: Option<Month>) -> bool {
        decided.zip(self.known).is_some_and(|(decided, known)| decided > known)
    }

    /// The subsidy entry in force at a leaf in a month.
    pub(crate) fn subsidy_at(&self, leaf: Leaf, month: Month) -> Option<usize> {
        self.granted.in_force(self.tier(leaf.station()), leaf.post(), month)
    }

    /// The sharing entry in force at a station in a month.
    pub(crate) fn sharing_at(&self, station: usize, month: Month) -> Option<usize> {
        self.sharing.of(self.tier(station)).in_force(month)
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

    fn tier(&self, station: usize) -> Option<&'p str> {
        let station = &self.plan.stations[station];
        tier(station.tier.as_deref(), station.code, &self.plan.programme.tiers)
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

    /// The name of a station, or its code.
    pub(crate) fn station_name(&self, station: usize) -> Rc<str> {
        let station = &self.plan.stations[station];
        let code = station.code.as_str();
        station.name.as_ref().or_else(|| self.plan.regions.get(code)).map_or(code, String::as_str).into()
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
