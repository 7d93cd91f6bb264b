//! The programme as a horizon sees it: names are indices, entries are timelines, years are cut.
//! It is worked out once for a plan and read by every rule.

use std::collections::BTreeMap;

use crate::{
    faults::error::{Fault, Promised},
    plan::{
        assumptions::{Assumptions, Horizon},
        entries::{Contract, Norm, Subsidy},
        people::Station,
        programme::Programme,
        timeline::Timeline,
    },
    rules::{
        pay::{AppraisalRule, RaiseRule, by_year, indexed_from},
        sharing::{Payers, SharingByTier, Split, TierSharing, tier},
        subsidy::Subsidised,
        terms::{Said, Stretch, Term, parts_of, terms},
    },
    values::{
        month::{Month, Months, Year},
        words::Basis,
    },
};

/// The rules of a plan's horizon.
#[derive(Clone, Debug)]
pub(crate) struct Rulebook {
    pub(crate) horizon: Horizon,
    /// The first year for which anything is assumed.
    pub(crate) from: Year,
    pub(crate) assumptions: Assumptions,
    /// All payers, in the order of rule 14.
    pub(crate) payers: Payers,
    /// Those that bear top-ups, as places among the payers, in their order.
    pub(crate) bearers: Vec<usize>,
    pub(crate) subsidy: Timeline<Subsidy>,
    /// The standards that indexed entries take in the horizon, in fen a year, each once.
    pub(crate) indexed: Vec<u64>,
    /// The stretches of months in which they do, in order.
    indexed_months: Vec<Indexed>,
    raises: Vec<Option<RaiseRule>>,
    appraisals: Vec<Option<AppraisalRule>>,
    pub(crate) contracts: Timeline<Contract>,
    pub(crate) norms: Timeline<Norm>,
    /// Each year's parts (rule 3).
    pub(crate) parts: Vec<Vec<Months>>,
    /// What stations of one kind of tier share, year by year.
    pub(crate) classes: Vec<Class>,
    /// Each station's class.
    pub(crate) class_of: Vec<usize>,
}

/// A stretch of months in which an indexed entry takes one standard.
#[derive(Clone, Copy, Debug)]
struct Indexed {
    first: Month,
    last: Month,
    /// The standard's place.
    place: usize,
}

/// Some of these stretches, one after the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Runs {
    begin: u16,
    end: u16,
}

impl Runs {
    pub(crate) fn is_empty(self) -> bool {
        self.begin == self.end
    }
}

/// Stations whose subsidies are shared alike in every month of the horizon.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
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
    ) -> Result<Rulebook, Fault> {
        let payers = Payers(programme.payers());
        let bearers = programme.bearers().into_iter().map(|payer| payers.place(payer));
        let funds = programme.funds.iter().map(|fund| &fund.says);
        let mut rules = Rulebook {
            horizon,
            from: assumptions.from.unwrap_or(horizon.first),
            assumptions,
            indexed: Vec::new(),
            indexed_months: Vec::new(),
            raises: by_year(&programme.raise, |year| *year.months().start(), RaiseRule::new),
            appraisals: by_year(&programme.appraisal, |year| *year.months().end(), AppraisalRule::new),
            contracts: Timeline::new(programme.contract.iter().map(|it| (it.from, it.says))),
            norms: Timeline::new(programme.norm.iter().map(|it| (it.from, it.says))),
            parts: horizon.years().map(|year| parts_of(year, funds.clone())).collect(),
            classes: Vec::new(),
            class_of: Vec::new(),
            bearers: bearers.collect::<Result<_, _>>()?,
            payers,
            subsidy: Timeline::new(programme.subsidy.iter().map(|entry| (entry.from, entry.says))),
        };
        rules.find_indexed();
        rules.find_classes(programme, stations)?;
        Ok(rules)
    }

    /// The standards that indexed entries take in the horizon, and when.
    fn find_indexed(&mut self) {
        for month in self.months() {
            let entry = self.subsidy.in_force(month).filter(|it| it.basis == Basis::Indexed);
            let Some(entry) = entry else { continue };
            let standard = entry.standard.fen().0.unsigned_abs();
            let place = self.indexed_place(standard).unwrap_or_else(|| {
                self.indexed.push(standard);
                self.indexed.len() - 1
            });
            match self.indexed_months.last_mut() {
                Some(run) if run.place == place && run.last.next() == Some(month) => run.last = month,
                _ => self.indexed_months.push(Indexed { first: month, last: month, place }),
            }
        }
    }

    fn indexed_place(&self, standard: u64) -> Option<usize> {
        self.indexed.iter().position(|other| *other == standard)
    }

    /// Stations of one tier are of one class, and so are tiers that share alike throughout.
    fn find_classes(&mut self, programme: &Programme, stations: &[Station]) -> Result<(), Fault> {
        let sharing = SharingByTier::new(&programme.sharing);
        let mut tiers: BTreeMap<Option<&str>, usize> = BTreeMap::new();
        let mut known: BTreeMap<Class, usize> = BTreeMap::new();
        for station in stations {
            let tier = tier(station.tier.as_deref(), station.code, &programme.tiers);
            let class = match tiers.get(&tier) {
                Some(class) => *class,
                None => {
                    let class = self.class(&sharing.of(tier))?;
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
        Ok(())
    }

    fn class(&self, sharing: &TierSharing<'_, '_>) -> Result<Class, Fault> {
        let says = |month| {
            let (subsidy, shares) = self.subsidy.in_force(month).copied().zip(sharing.in_force(month))?;
            Some(Said { subsidy, shares })
        };
        let years = self.years().zip(&self.parts);
        let of_year = |(year, parts): (Year, &Vec<Months>)| {
            terms(year, parts, says).into_iter().map(|stretch| self.term(&stretch)).collect()
        };
        Ok(Class { shared_from: sharing.first(), years: years.map(of_year).collect::<Result<_, _>>()? })
    }

    fn term(&self, stretch: &Stretch<'_>) -> Result<Term, Fault> {
        let Stretch { months, part, said: Said { subsidy, shares } } = *stretch;
        let standard = subsidy.standard.fen().0.unsigned_abs();
        let subsidised = match subsidy.basis {
            Basis::Pay => Subsidised::Pay,
            Basis::Standard => Subsidised::Standard(standard),
            Basis::Indexed => {
                let place = self.indexed_place(standard);
                Subsidised::Indexed(place.promised("every indexed standard of the horizon has a place")?)
            }
        };
        let payer = self.payers.place(subsidy.top_up)?;
        let bearer = self.bearers.iter().position(|bearer| *bearer == payer);
        let bearer = bearer.promised("whoever bears a top-up is among the bearers")?;
        Ok(Term { months, part, subsidised, bearer, split: Split::new(shares, &self.payers)? })
    }

    /// The years of the horizon.
    pub(crate) fn years(&self) -> impl DoubleEndedIterator<Item = Year> + ExactSizeIterator + Clone + use<> {
        self.horizon.years()
    }

    /// The months of the horizon.
    pub(crate) fn months(&self) -> impl Iterator<Item = Month> + use<> {
        let first = self.first_month();
        let months = self.years().len() as u32 * 12;
        (0..months).filter_map(move |after| Month::from_ordinal(u32::from(first.ordinal()) + after))
    }

    /// The place of a year in the horizon; one before it has that of the first.
    pub(crate) fn place(&self, year: Year) -> usize {
        usize::from(year.number().saturating_sub(self.horizon.first.number()))
    }

    pub(crate) fn first_month(&self) -> Month {
        self.horizon.first_month()
    }

    pub(crate) fn last_month(&self) -> Month {
        self.horizon.last_month()
    }

    /// The raise entry in force in January of a year (rule 4).
    pub(crate) fn raise(&self, year: Year) -> Option<RaiseRule> {
        self.raises[year.index()]
    }

    /// The appraisal entry in force in December of a year (rule 4).
    pub(crate) fn appraisal(&self, year: Year) -> Option<AppraisalRule> {
        self.appraisals[year.index()]
    }

    /// The year from which the indexed standards of somebody hired in a month are counted (rule 4).
    pub(crate) fn indexed_from(&self, hired: Month) -> Year {
        indexed_from(hired, self.subsidy.first().map(|(from, _)| *from))
    }

    /// The stretches in which an indexed standard is taken that have a month of `first..=last`.
    pub(crate) fn indexed_runs(&self, first: Month, last: Month) -> Runs {
        let begin = self.indexed_months.partition_point(|run| run.last < first) as u16;
        let end = self.indexed_months.partition_point(|run| run.first <= last) as u16;
        // With `last` before `first` there is no month.
        Runs { begin, end: if first <= last { end.max(begin) } else { begin } }
    }

    /// The indexed standards taken in these stretches, as places, each once.
    pub(crate) fn indexed_places(&self, runs: Runs) -> impl Iterator<Item = usize> {
        let runs = &self.indexed_months[runs.begin.into()..runs.end.into()];
        let first = |at: usize| !runs[..at].iter().any(|run| run.place == runs[at].place);
        (0..runs.len()).filter(move |at| first(*at)).map(|at| runs[at].place)
    }
}
