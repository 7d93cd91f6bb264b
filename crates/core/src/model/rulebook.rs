//! The programme as a horizon sees it: names are indices, entries are timelines, years are cut.
//! It is worked out once for a plan and read by every rule.

use std::collections::BTreeMap;

use crate::{
    faults::error::{Fault, Promised},
    plan::{
        assumptions::{Assumptions, Horizon},
        entries::{Contract, Norm, Share},
        people::Station,
        programme::Programme,
        timeline::Timeline,
    },
    rules::{
        pay::{AppraisalRule, RaiseRule, by_year, indexed_from},
        sharing::{Payers, SharingByTier, Split, TierSharing, tier},
        subsidy::{Granted, Subsidised, SubsidyByKind},
        terms::{Said, Stretch, Term, parts_of, terms},
    },
    values::{
        leaf::{Leaf, POSTS},
        month::{Month, Months, Year},
        whole::FirstMonths,
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
    /// The month of the earliest subsidy entry of all.
    subsidy_from: Option<Month>,
    /// What is granted (rule 5), each once: nearly always all posts of all tiers have the same.
    pub(crate) grants: Vec<Grant>,
    /// The standards that indexed entries take in the horizon, in fen a year, each once.
    pub(crate) indexed: Vec<u64>,
    /// The stretches of months in which they do, in order, grant by grant.
    pub(crate) stretches: Stretches,
    /// Whether some entry subsidises first months only, so that amounts rest on the month of hire.
    pub(crate) limited: bool,
    raises: Vec<Option<RaiseRule>>,
    appraisals: Vec<Option<AppraisalRule>>,
    pub(crate) contracts: Timeline<Contract>,
    pub(crate) norms: Timeline<Norm>,
    /// Each year's parts (rule 3).
    pub(crate) parts: Vec<Vec<Months>>,
    /// What posts of one kind at stations of one kind of tier are granted and share, year by year.
    pub(crate) classes: Vec<Class>,
    /// Each leaf's class.
    class_of: Vec<usize>,
}

/// What some posts are granted, month by month, and where their stretches of indexed months are.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    pub(crate) subsidy: Timeline<Granted>,
    runs: Runs,
}

/// A stretch of months in which an indexed entry takes one standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Indexed {
    first: Month,
    last: Month,
    /// The standard's place.
    place: usize,
}

/// Some of these stretches, one after the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Runs {
    begin: u32,
    end: u32,
}

impl Runs {
    pub(crate) fn is_empty(self) -> bool {
        self.begin == self.end
    }
}

/// Stretches of indexed months.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stretches(Vec<Indexed>);

impl Stretches {
    /// Those of some, one after the other in time, that have a month of `first..=last`.
    pub(crate) fn within(&self, runs: Runs, first: Month, last: Month) -> Runs {
        let some = self.some(runs);
        let begin = runs.begin + some.partition_point(|run| run.last < first) as u32;
        let end = runs.begin + some.partition_point(|run| run.first <= last) as u32;
        // With `last` before `first` there is no month.
        Runs { begin, end: if first <= last { end.max(begin) } else { begin } }
    }

    /// The standards taken in some, as places, each once.
    pub(crate) fn places(&self, runs: Runs) -> impl Iterator<Item = usize> {
        let runs = self.some(runs);
        let first = |at: usize| !runs[..at].iter().any(|run| run.place == runs[at].place);
        (0..runs.len()).filter(move |at| first(*at)).map(|at| runs[at].place)
    }

    fn some(&self, runs: Runs) -> &[Indexed] {
        &self.0[runs.begin as usize..runs.end as usize]
    }

    /// All of them.
    pub(crate) fn all(&self) -> Runs {
        Runs { begin: 0, end: self.0.len() as u32 }
    }

    /// Puts those of others behind them that have a month of `first..=last`, without the months before and after.
    pub(crate) fn take(&mut self, others: &Stretches, runs: Runs, first: Month, last: Month) {
        let taken = others.some(others.within(runs, first, last)).iter();
        self.0.extend(taken.map(|it| Indexed { first: it.first.max(first), last: it.last.min(last), ..*it }));
    }

    /// Where the same stand, or behind all where they do not yet.
    fn put(&mut self, stretches: &[Indexed]) -> Runs {
        let there = self.0.windows(stretches.len().max(1)).position(|some| some == stretches);
        let begin = there.filter(|_| !stretches.is_empty()).unwrap_or(self.0.len());
        if begin == self.0.len() {
            self.0.extend(stretches);
        }
        Runs { begin: begin as u32, end: (begin + stretches.len()) as u32 }
    }
}

/// Posts that are granted the same, and whose subsidies are shared alike, in every month of the horizon.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Class {
    /// The place of what they are granted.
    pub(crate) grant: usize,
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
            subsidy_from: programme.subsidy.iter().map(|entry| entry.from).min(),
            grants: Vec::new(),
            indexed: Vec::new(),
            stretches: Stretches::default(),
            limited: programme.subsidy.iter().any(|entry| entry.says.months.is_some()),
            raises: by_year(&programme.raise, |year| *year.months().start(), RaiseRule::new),
            appraisals: by_year(&programme.appraisal, |year| *year.months().end(), AppraisalRule::new),
            contracts: Timeline::new(programme.contract.iter().map(|it| (it.from, it.says))),
            norms: Timeline::new(programme.norm.iter().map(|it| (it.from, it.says))),
            parts: horizon.years().map(|year| parts_of(year, funds.clone())).collect(),
            classes: Vec::new(),
            class_of: Vec::new(),
            bearers: bearers.collect::<Result<_, _>>()?,
            payers,
        };
        rules.find_classes(programme, stations)?;
        Ok(rules)
    }

    /// The place of a grant.
    fn grant(&mut self, subsidy: Timeline<Granted>) -> usize {
        if let Some(known) = self.grants.iter().position(|grant| grant.subsidy == subsidy) {
            return known;
        }
        let mut stretches: Vec<Indexed> = Vec::new();
        for month in self.months() {
            let entry = subsidy.in_force(month).filter(|it| it.basis == Basis::Indexed);
            let Some(entry) = entry else { continue };
            let standard = entry.standard.fen().0.unsigned_abs();
            let place = self.indexed_place(standard).unwrap_or_else(|| {
                self.indexed.push(standard);
                self.indexed.len() - 1
            });
            match stretches.last_mut() {
                Some(run) if run.place == place && run.last.next() == Some(month) => run.last = month,
                _ => stretches.push(Indexed { first: month, last: month, place }),
            }
        }
        let runs = self.stretches.put(&stretches);
        self.grants.push(Grant { subsidy, runs });
        self.grants.len() - 1
    }

    fn indexed_place(&self, standard: u64) -> Option<usize> {
        self.indexed.iter().position(|other| *other == standard)
    }

    /// Posts of one kind at stations of one tier are of one class, and so are those that come out alike throughout.
    fn find_classes(&mut self, programme: &Programme, stations: &[Station]) -> Result<(), Fault> {
        let sharing = SharingByTier::new(programme.sharing.iter().enumerate(), |_, parts| parts);
        let subsidy =
            SubsidyByKind::new(programme.subsidy.iter().enumerate(), |_, entry| Granted::new(entry));
        let mut tiers: BTreeMap<Option<&str>, [usize; POSTS.len()]> = BTreeMap::new();
        let mut known: BTreeMap<Class, usize> = BTreeMap::new();
        for station in stations {
            let tier = tier(station.tier.as_deref(), station.code, &programme.tiers);
            let classes = match tiers.get(&tier) {
                Some(classes) => *classes,
                None => {
                    let mut classes = [0; POSTS.len()];
                    for (place, post) in classes.iter_mut().zip(POSTS) {
                        let grant = self.grant(subsidy.of(tier, post));
                        let class = self.class(grant, &sharing.of(tier))?;
                        let next = self.classes.len();
                        *place = *known.entry(class.clone()).or_insert(next);
                        if *place == next {
                            self.classes.push(class);
                        }
                    }
                    tiers.insert(tier, classes);
                    classes
                }
            };
            self.class_of.extend(classes);
        }
        Ok(())
    }

    fn class(&self, grant: usize, sharing: &TierSharing<'_, &[Share]>) -> Result<Class, Fault> {
        let granted = &self.grants[grant].subsidy;
        let says = |month| {
            let (subsidy, shares) = granted.in_force(month).copied().zip(sharing.in_force(month))?;
            Some(Said { subsidy, shares })
        };
        let years = self.years().zip(&self.parts);
        let of_year = |(year, parts): (Year, &Vec<Months>)| {
            terms(year, parts, says).into_iter().map(|stretch| self.term(&stretch)).collect()
        };
        let years = years.map(of_year).collect::<Result<_, _>>()?;
        Ok(Class { grant, shared_from: sharing.first(), years })
    }

    /// The class of a leaf.
    pub(crate) fn class_of(&self, leaf: Leaf) -> usize {
        self.class_of[leaf.index()]
    }

    /// What the posts of a class are granted.
    pub(crate) fn grant_of(&self, class: usize) -> &Grant {
        &self.grants[self.classes[class].grant]
    }

    fn term(&self, stretch: &Stretch<'_>) -> Result<Term, Fault> {
        let Stretch { months, part, said: Said { subsidy, shares } } = *stretch;
        let standard = subsidy.standard.fen().0.unsigned_abs();
        let first_months = subsidy.months.map(FirstMonths::get);
        let subsidised = match subsidy.basis {
            Basis::Pay => Subsidised::Pay,
            Basis::Standard => Subsidised::Standard(standard),
            Basis::Lower => Subsidised::Lower(standard),
            Basis::Indexed => {
                let place = self.indexed_place(standard);
                Subsidised::Indexed(place.promised("every indexed standard of the horizon has a place")?)
            }
        };
        let payer = self.payers.place(subsidy.top_up)?;
        let bearer = self.bearers.iter().position(|bearer| *bearer == payer);
        let bearer = bearer.promised("whoever bears a top-up is among the bearers")?;
        Ok(Term { months, part, subsidised, first_months, bearer, split: Split::new(shares, &self.payers)? })
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
        indexed_from(hired, self.subsidy_from)
    }

    /// The stretches in which a class takes an indexed standard that have a month of `first..=last`.
    pub(crate) fn indexed_runs(&self, class: usize, first: Month, last: Month) -> Runs {
        self.stretches.within(self.grant_of(class).runs, first, last)
    }

    /// The indexed standards taken in these stretches, as places, each once.
    pub(crate) fn indexed_places(&self, runs: Runs) -> impl Iterator<Item = usize> {
        self.stretches.places(runs)
    }
}
