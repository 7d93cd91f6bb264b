//! The programme as a horizon sees it: names are indices, entries are timelines, years are cut.
//! It is worked out once for a plan and read by every rule.

use std::collections::BTreeMap;

use crate::{
    Month, Payer, Rate, Year, fund,
    maps::Map,
    pay::{AppraisalRule, RaiseRule, by_year},
    plan::{Assumptions, Horizon, Station},
    programme::{Contract, Norm, Programme, Subsidy, Timeline, distinct},
    sharing::{self, SharingByTier, Split, Term, TierSharing},
    words::{Basis, Post},
};

/// The rules of a plan's horizon.
#[derive(Clone, Debug)]
pub(crate) struct Rulebook {
    pub(crate) first: Year,
    pub(crate) last: Year,
    /// The first year for which anything is assumed.
    pub(crate) from: Year,
    pub(crate) assumptions: Assumptions,
    /// All payers, in the order of rule 14.
    pub(crate) payers: Vec<Payer>,
    /// Those that bear top-ups, as places among the payers, in their order.
    pub(crate) bearers: Vec<usize>,
    pub(crate) subsidy: Timeline<Subsidy>,
    /// The standards that indexed entries take in the horizon, in fen a year, each once.
    pub(crate) indexed: Vec<u64>,
    /// The stretches of months in which they do, in order: first, last, and the standard's place.
    indexed_months: Vec<(Month, Month, usize)>,
    raises: Vec<Option<RaiseRule>>,
    appraisals: Vec<Option<AppraisalRule>>,
    pub(crate) contracts: Timeline<Contract>,
    pub(crate) norms: Timeline<Norm>,
    /// Each year's parts, as first and last month (rule 3).
    pub(crate) parts: Vec<Vec<(u8, u8)>>,
    /// What stations of one kind of tier share, year by year.
    pub(crate) classes: Vec<Class>,
    /// Each station's class.
    pub(crate) class_of: Vec<usize>,
}

/// Stations whose subsidies are shared alike in every month of the horizon.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Class {
    /// The month from which some sharing entry is in force.
    pub(crate) shared_from: Option<Month>,
    /// The terms of each year of the horizon.
    pub(crate) years: Vec<Vec<Term>>,
}

impl Rulebook {
    pub(crate) fn new(
        programme: &Programme,
        horizon: Horizon,
        assumptions: Assumptions,
        stations: &[Station],
    ) -> Rulebook {
        let payers = programme.payers();
        let place = |payer| payers.iter().position(|other| *other == payer).unwrap_or_default();
        let mut bearers = distinct(programme.subsidy.iter().map(|entry| place(entry.says.top_up)));
        bearers.sort_unstable();
        let subsidy = Timeline::new(programme.subsidy.iter().map(|entry| (entry.from, entry.says)));
        let mut rules = Rulebook {
            first: horizon.first,
            last: horizon.last,
            from: assumptions.from.unwrap_or(horizon.first),
            assumptions,
            indexed: Vec::new(),
            indexed_months: Vec::new(),
            raises: by_year(&programme.raise, |year| *year.months().start(), RaiseRule::new),
            appraisals: by_year(&programme.appraisal, |year| *year.months().end(), AppraisalRule::new),
            contracts: Timeline::new(programme.contract.iter().map(|it| (it.from, it.says))),
            norms: Timeline::new(programme.norm.iter().map(|it| (it.from, it.says))),
            parts: Vec::new(),
            classes: Vec::new(),
            class_of: Vec::new(),
            payers,
            bearers,
            subsidy,
        };
        rules.find_indexed();
        rules.parts = rules.years().map(|year| fund::parts_of(year, &programme.funds)).collect();
        rules.find_classes(programme, stations);
        rules
    }

    /// The standards that indexed entries take in the horizon, and when.
    fn find_indexed(&mut self) {
        for month in self.months() {
            let entry = self.subsidy.in_force(month).filter(|it| it.basis == Basis::Indexed);
            let Some(entry) = entry else { continue };
            let standard = entry.standard.fen().0.unsigned_abs();
            let place = match self.indexed.iter().position(|other| *other == standard) {
                Some(place) => place,
                None => {
                    self.indexed.push(standard);
                    self.indexed.len() - 1
                }
            };
            match self.indexed_months.last_mut() {
                Some((_, last, open)) if *open == place && last.ordinal() + 1 == month.ordinal() => {
                    *last = month;
                }
                _ => self.indexed_months.push((month, month, place)),
            }
        }
    }

    /// Stations of one tier are of one class, and so are tiers that share alike throughout.
    fn find_classes(&mut self, programme: &Programme, stations: &[Station]) {
        let sharing = SharingByTier::new(programme);
        let mut tiers: BTreeMap<Option<&str>, usize> = BTreeMap::new();
        let mut known: Map<Class, usize> = Map::default();
        for station in stations {
            let tier = sharing::tier(programme, station);
            let class = match tiers.get(&tier) {
                Some(class) => *class,
                None => {
                    let class = self.class(&sharing.of(tier));
                    let next = self.classes.len();
                    let place = *known.entry(class.clone()).or_insert(next);
                    if place == next {
                        self.classes.push(class);
                    }
                    tiers.insert(tier, place);
                    place
                }
            };
            self.class_of.push(class);
        }
    }

    fn class(&self, sharing: &TierSharing<'_, '_>) -> Class {
        let bearer = |subsidy: Subsidy| {
            let bears = |place: &usize| self.payers[*place] == subsidy.top_up;
            self.bearers.iter().position(bears).unwrap_or_default()
        };
        let years = self.years().zip(&self.parts).map(|(year, parts)| {
            sharing::terms(
                year,
                parts,
                |month| self.subsidy.in_force(month).copied(),
                |month| sharing.in_force(month),
                |subsidy, shares| {
                    let subsidised = sharing::subsidised(subsidy, &self.indexed);
                    (subsidised, bearer(subsidy), Split::new(shares, &self.payers))
                },
            )
        });
        Class { shared_from: sharing.first(), years: years.collect() }
    }

    /// The years of the horizon.
    pub(crate) fn years(&self) -> impl ExactSizeIterator<Item = Year> + use<> {
        let first = self.first;
        (first.number()..self.last.number() + 1).map(move |year| Year::try_from(year).unwrap_or(first))
    }

    /// The months of the horizon.
    pub(crate) fn months(&self) -> impl Iterator<Item = Month> + use<> {
        let (first, last) = (self.first_month().ordinal(), self.last_month().ordinal());
        (first..=last).filter_map(|ordinal| Month::from_ordinal(ordinal.into()))
    }

    /// The place of a year in the horizon; below it is 0.
    pub(crate) fn place(&self, year: Year) -> usize {
        usize::from(year.number().saturating_sub(self.first.number()))
    }

    pub(crate) fn first_month(&self) -> Month {
        *self.first.months().start()
    }

    pub(crate) fn last_month(&self) -> Month {
        *self.last.months().end()
    }

    /// The raise entry in force in January of a year (rule 4).
    pub(crate) fn raise(&self, year: Year) -> Option<RaiseRule> {
        self.raises[usize::from(year.number() - Year::FIRST)]
    }

    /// The appraisal entry in force in December of a year (rule 4).
    pub(crate) fn appraisal(&self, year: Year) -> Option<AppraisalRule> {
        self.appraisals[usize::from(year.number() - Year::FIRST)]
    }

    /// The year from which the indexed standards of somebody hired in a month are counted (rule 4).
    pub(crate) fn indexed_from(&self, hired: Month) -> Year {
        let earliest = self.subsidy.first().map_or(hired.year(), |(from, _)| from.year());
        hired.year().max(earliest)
    }

    /// The stretches in which an indexed standard is taken that have a month of `first..=last`.
    pub(crate) fn indexed_runs(&self, first: Month, last: Month) -> (u16, u16) {
        let begin = self.indexed_months.partition_point(|(_, to, _)| *to < first) as u16;
        let end = self.indexed_months.partition_point(|(from, _, _)| *from <= last) as u16;
        (begin, end.max(begin))
    }

    /// The indexed standards taken in these stretches, as places, each once.
    pub(crate) fn indexed_places(&self, (begin, end): (u16, u16)) -> impl Iterator<Item = usize> {
        let runs = &self.indexed_months[begin.into()..end.into()];
        let first = |at: usize| !runs[..at].iter().any(|(_, _, place)| *place == runs[at].2);
        (0..runs.len()).filter(move |at| first(*at)).map(|at| runs[at].2)
    }

    /// Whether every figure is certain: all chances are 0 or 1 (rule 9).
    pub(crate) fn certain(&self) -> bool {
        let Assumptions { pass_rate, leave_rate, vacancy_rate, .. } = self.assumptions;
        [pass_rate, leave_rate, vacancy_rate].into_iter().all(Rate::is_certain)
    }
}

/// The two kinds of post, in the order of their places in the ledger.
pub(crate) const POSTS: [Post; 2] = [Post::Administrative, Post::Service];
