//! Rule 20: what everybody earns month by month, where nothing is left to chance.
//!
//! People who stay at their leaf and live alike are one kind, which is worked out once however many they are; who moves or
//! is away is worked out alone.

use super::{
    figures::Served,
    life::{Life, Outcomes, Under, Walk, WalkYear},
    problems::{Who, problems_of},
    run::new_tally,
    tally::{Tally, starts_in_force},
};
use crate::{
    base::numbered::Numbered,
    faults::error::{Fault, Promised, Unanswered},
    ledger::account::Grain,
    model::{
        model::Model,
        person::{Case, Mover, Stint},
        problem::Problem,
        rulebook::Rulebook,
    },
    rules::{
        made::Made,
        subsidy::{Earned as TermEarned, Runs, Stepped, Subsidised, earn},
        terms::Term,
    },
    values::{
        leaf::Leaf,
        month::{Month, Months, Year},
        words::{Payer, Word},
    },
};

/// People who are alike: a worker, a hire, posts that are filled or refilled.
pub(crate) struct Earner {
    pub(crate) who: Who,
    pub(crate) count: u64,
    pub(crate) mover: Mover,
    /// The last month of employment in the horizon.
    pub(crate) last: Month,
}

impl Earner {
    /// Whether they never move and are never away.
    pub(crate) fn stays(&self) -> bool {
        self.mover.moves.is_empty() && self.mover.away.is_empty()
    }
}

/// Where some figures, all in fen, have what; behind these come the shares of the payers that a payroll is asked with, then the
/// top-ups that each of them bears.
pub(crate) const PAY: usize = 0;
pub(crate) const SUBSIDY: usize = 1;
pub(crate) const TOP_UP: usize = 2;
pub(crate) const BY_PAYER: usize = 3;

/// How many figures there are.
pub(crate) fn width(payers: usize) -> usize {
    BY_PAYER + 2 * payers
}

/// Adds some figures so many times to others.
pub(crate) fn add(to: &mut [i128], figures: &[i128], times: i128) {
    to.iter_mut().zip(figures).for_each(|(sum, more)| *sum += more * times);
}

/// A month of somebody at a leaf.
#[derive(Clone, Debug)]
pub(crate) struct Earned {
    pub(crate) month: Month,
    /// The annual pay.
    pub(crate) annual: u64,
    /// Nothing of who is away.
    pub(crate) on_payroll: bool,
    pub(crate) figures: Vec<i128>,
}

/// The months of a year at a leaf, one after the other.
#[derive(Clone, Debug)]
pub(crate) struct LeafMonths {
    pub(crate) leaf: Leaf,
    pub(crate) months: Vec<Earned>,
}

/// What the figures of those rest on who stay at a leaf of a class.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Kind {
    life: Life,
    class: usize,
}

/// How far a kind is worked out.
struct Lived {
    /// The last month of whoever of them stays longest.
    last: Month,
    /// The year through which they are.
    through: Option<Year>,
    /// From the first year in the horizon on, as far as nothing is wrong.
    years: Vec<YearLived>,
    problems: Vec<Problem>,
    /// The month through which the figures of its term stand in [`Payroll::so_far`].
    at: Option<Month>,
}

/// What somebody's amounts are in a year, before and after its step.
pub(crate) struct YearLived<N = u64> {
    /// The month from which the step holds.
    effective: u8,
    pay: Stepped<N>,
    /// By their places.
    indexed: Vec<(usize, Stepped<N>)>,
}

impl<N: Made> YearLived<N> {
    pub(crate) fn new(at: &WalkYear, outcomes: &Outcomes<'_, N>) -> YearLived<N> {
        YearLived { effective: at.effective, pay: outcomes.pay(), indexed: outcomes.all_indexed().collect() }
    }

    fn annual(&self, of_year: u8) -> N {
        if of_year >= self.effective { self.pay.new.clone() } else { self.pay.old.clone() }
    }

    /// What months of a term come to, by what it is subsidised by; nothing where none of them is on the payroll.
    pub(crate) fn earned(
        &self,
        subsidised: Subsidised<N>,
        months: &Runs<'_>,
    ) -> Result<Option<TermEarned<N>>, Fault> {
        if months.bounds().is_none() {
            return Ok(None);
        }
        let of = |place| self.indexed.iter().find(|(other, _)| *other == place);
        let indexed = |place| of(place).map(|(_, stepped)| stepped.clone());
        earn(subsidised, self.pay.clone(), indexed, self.effective, months)
            .promised("a life has the indexed standards of its terms")
            .map(Some)
    }
}

/// What people of a model earn.
pub(crate) struct Payroll<'m> {
    tally: Tally<'m>,
    earns: Earns,
    /// The last month through which kinds are worked out.
    until: Month,
    walk: Walk,
    kinds: Numbered<Kind>,
    /// By the kind's number.
    lived: Vec<Lived>,
    /// What the months of the term at hand come to, kind by kind.
    so_far: Vec<i128>,
}

impl<'m> Payroll<'m> {
    /// With the figures of some payers, all of the model's among them, for months through one.
    pub(crate) fn new(model: &'m Model, payers: &[Payer], until: Month) -> Result<Payroll<'m>, Unanswered> {
        let tally = new_tally(model, Grain::Region)?;
        let place = |payer: &Payer| payers.iter().position(|other| other == payer);
        let place_of: Option<Vec<usize>> = tally.rules.payers.0.iter().map(place).collect();
        let place_of = place_of.promised("every payer is among those asked with")?;
        let borne_by = tally.rules.bearers.iter().map(|bearer| place_of[*bearer]).collect();
        let earns = Earns { payers: payers.len(), place_of, borne_by };
        let (walk, kinds) = (Walk::default(), Numbered::default());
        Ok(Payroll { tally, earns, until, walk, kinds, lived: Vec::new(), so_far: Vec::new() })
    }

    /// Everybody who is employed in a month of the horizon through a last one, for certain.
    pub(crate) fn earners(&self, last: Month) -> Vec<Earner> {
        let (tally, crowd) = (&self.tally, &self.tally.model.crowd);
        let earner = |who: Who, count: u64, mover: Mover| {
            let last = tally.last_of(&mover.case);
            Earner { who, count, mover, last }
        };
        let packed = crowd.people();
        let packed = packed.map(|it| earner(Who::Worker(it.row), 1, Mover::staying(it.case, it.leaf)));
        let movers = crowd.movers.iter().map(|it| earner(Who::Worker(it.row), 1, it.clone()));
        let groups = tally.groups.iter().map(|group| {
            let who = group.hire.map_or(Who::Station(group.leaf.station()), Who::Hire);
            earner(who, group.count.into(), Mover::staying(group.case(), group.leaf))
        });
        let mut earners: Vec<Earner> = packed.chain(movers).chain(groups).collect();
        if tally.refills() {
            let mut refilled = Vec::new();
            for Earner { count, mover, .. } in &earners {
                for exposure in tally.exposures(mover) {
                    let who = Who::Station(exposure.leaf.station());
                    let hired = tally.replaced(&exposure).into_iter();
                    refilled.extend(hired.map(|(_, mover)| earner(who, *count, mover)));
                }
            }
            earners.extend(refilled);
        }
        earners.retain(|earner| earner.mover.case.hired <= last);
        earners
    }

    /// What is wrong with some people through a last month, if anything is.
    pub(crate) fn check(
        &mut self,
        people: impl IntoIterator<Item = (Who, Mover)>,
        last: Month,
    ) -> Result<(), Unanswered> {
        let mut problems = Vec::new();
        for (who, mover) in people {
            self.tally.model.watch.going()?;
            let way = self.tally.way(&mover, last);
            let end = way.last;
            let first = mover.case.hired.max(self.tally.rules.first_month());
            if first <= end {
                let certain = &self.tally.scale.year(self.tally.rules, first.year()).certain;
                let under = Under { stretches: &way.stretches, ..self.tally.under() };
                self.walk.walk(&way.life, end, under, certain, |_, _| ());
                problems
                    .extend(way.problems.into_iter().chain(self.walk.problems.drain(..)).map(|it| (who, it)));
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(problems_of(problems)) }
    }

    /// The number of the kind of somebody who stays at a leaf; none of who is employed in no month.
    pub(crate) fn kind(&mut self, case: &Case, home: Leaf) -> Option<u32> {
        let (tally, rules) = (&self.tally, self.tally.rules);
        let (first, last) = (case.hired.max(rules.first_month()), tally.last_of(case).min(self.until));
        if first > last {
            return None;
        }
        let class = rules.class_of(home);
        let indexed = rules.indexed_runs(class, first, last);
        let (life, problem) = tally.life(case, class, &rules.stretches, indexed);
        let number = self.kinds.number(&Kind { life, class });
        if number as usize == self.lived.len() {
            let mut problems = starts_in_force(rules, class, first);
            problems.extend(problem);
            self.lived.push(Lived { last, through: None, years: Vec::new(), problems, at: None });
            self.so_far.resize(self.so_far.len() + self.earns.width(), 0);
        }
        let lived = &mut self.lived[number as usize];
        lived.last = lived.last.max(last);
        Some(number)
    }

    /// Works a kind out, as far as anybody of it is employed; false where something is wrong with it.
    pub(crate) fn live(&mut self, kind: u32) -> Result<bool, Unanswered> {
        let (tally, lived) = (&self.tally, &mut self.lived[kind as usize]);
        let Kind { life, .. } = self.kinds.key(kind);
        if lived.through.is_none_or(|through| through < lived.last.year()) {
            let first = life.hired.max(tally.rules.first_month()).year();
            let certain = &tally.scale.year(tally.rules, first).certain;
            lived.years.clear();
            let mut found = Ok(());
            self.walk.walk(life, lived.last, tally.under(), certain, |walk, at| {
                match sure(tally, walk, at) {
                    Ok(outcomes) => lived.years.push(YearLived::new(at, &outcomes)),
                    Err(fault) => found = Err(fault),
                }
            });
            tally.model.watch.going()?;
            found?;
            lived.problems.append(&mut self.walk.problems);
            lived.through = Some(lived.last.year());
        }
        Ok(lived.problems.is_empty())
    }

    /// Writes what one of a kind earns in a month, and tells the annual pay; none where there is no rule for it.
    pub(crate) fn month(
        &mut self,
        kind: u32,
        month: Month,
        figures: &mut [i128],
    ) -> Result<Option<u64>, Unanswered> {
        self.live(kind)?;
        let (rules, lived) = (self.tally.rules, &mut self.lived[kind as usize]);
        let Kind { life, class } = self.kinds.key(kind);
        let stint = Stayed::new(life.hired.max(rules.first_month()), life.hired, month.year());
        let year = stint.year(&lived.years)?;
        let of_year = month.of_year();
        let terms = &rules.classes[*class].years[rules.place(month.year())];
        let Some(term) = terms.iter().find(|term| (term.months.first..=term.months.last).contains(&of_year))
        else {
            return Ok(None);
        };
        // with F(a..k) what rules 3, 5 and 6 give for the worker's months of the term if they ended with k,
        figures.fill(0);
        let within = Months { first: term.months.first.max(stint.months.first), last: of_year };
        let served = stint.served();
        self.earns.add(term, &served, within, year, figures)?;
        let width = figures.len();
        let before = &mut self.so_far[kind as usize * width..][..width];
        if within.first == of_year {
            before.fill(0);
        } else if lived.at.and_then(Month::next) != Some(month) {
            before.fill(0);
            self.earns.add(term, &served, Months { last: of_year - 1, ..within }, year, before)?;
        }
        // the month k has F(a..k) - F(a..k-1) of each figure
        for (figure, before) in figures.iter_mut().zip(before) {
            (*figure, *before) = (*figure - *before, *figure);
        }
        lived.at = Some(month);
        Ok(Some(year.annual(of_year)))
    }

    /// Adds what one of a kind earns in the horizon through a month of it, so many times.
    pub(crate) fn add_through(
        &mut self,
        kind: u32,
        last: Month,
        times: i128,
        to: &mut [i128],
    ) -> Result<(), Unanswered> {
        self.live(kind)?;
        let (rules, lived) = (self.tally.rules, &self.lived[kind as usize]);
        let Kind { life, class } = self.kinds.key(kind);
        let first = life.hired.max(rules.first_month());
        let mut earned = vec![0; to.len()];
        for year in first.year().through(last.year()).filter(|_| first <= last) {
            let mut stint = Stayed::new(first, life.hired, year);
            if year == last.year() {
                stint.months.last = last.of_year();
            }
            let served = stint.served();
            for term in &rules.classes[*class].years[rules.place(year)] {
                let Some(within) = term.months.meet(stint.months) else { continue };
                self.earns.add(term, &served, within, stint.year(&lived.years)?, &mut earned)?;
            }
        }
        add(to, &earned, times);
        Ok(())
    }

    /// Adds what somebody who may move or be away earns at a leaf in the horizon through a month of it, so many times.
    pub(crate) fn add_at(
        &mut self,
        mover: &Mover,
        leaf: Leaf,
        last: Month,
        times: i128,
        to: &mut [i128],
    ) -> Result<(), Unanswered> {
        for year in self.tally.rules.horizon.first.through(last.year()) {
            let leaves = self.year(mover, year, last)?;
            let months = leaves.iter().filter(|months| months.leaf == leaf).flat_map(|it| &it.months);
            months.for_each(|earned| add(to, &earned.figures, times));
        }
        Ok(())
    }

    /// What somebody with whom nothing is wrong earns in the months of a year through a last month, leaf by leaf.
    pub(crate) fn year(
        &mut self,
        mover: &Mover,
        year: Year,
        last: Month,
    ) -> Result<Vec<LeafMonths>, Unanswered> {
        let tally = &self.tally;
        let way = tally.way(mover, last);
        let end = way.last.min(year.month(12));
        let first = mover.case.hired.max(tally.rules.first_month());
        if first > end || end < year.month(1) {
            return Ok(Vec::new());
        }
        let under = Under { stretches: &way.stretches, ..tally.under() };
        let certain = &tally.scale.year(tally.rules, first.year()).certain;
        let mut found = Ok(Vec::new());
        self.walk.walk(&way.life, end, under, certain, |walk, at| {
            if at.year == year {
                let lived = sure(tally, walk, at).map(|outcomes| YearLived::new(at, &outcomes));
                found = lived.and_then(|lived| self.earns.months(tally, mover, year, end, &lived));
            }
        });
        tally.model.watch.going()?;
        if !self.walk.problems.is_empty() {
            return Err(Fault::here("whoever has something wrong was found before").into());
        }
        Ok(found?)
    }
}

/// The one outcome of a year.
fn sure<'w>(tally: &Tally<'_>, walk: &'w Walk, at: &WalkYear) -> Result<Outcomes<'w>, Fault> {
    let lanes = tally.scale.year(tally.rules, at.year).lanes;
    walk.moves(lanes).next().promised("a year of somebody has an outcome")
}

/// The months of a year in which somebody stays at a leaf.
struct Stayed {
    hired: Month,
    /// The place of the year among those of the horizon in which they are there.
    place: usize,
    year: Year,
    months: Months,
}

impl Stayed {
    /// Of somebody who is there from a first month on.
    fn new(first: Month, hired: Month, year: Year) -> Stayed {
        let of_first = if first.year() == year { first.of_year() } else { 1 };
        let place = usize::from(year.number().saturating_sub(first.year().number()));
        Stayed { hired, place, year, months: Months { first: of_first, ..Months::YEAR } }
    }

    fn served(&self) -> Served<'_> {
        Served { year: self.year, hired: Some(self.hired), runs: std::slice::from_ref(&self.months) }
    }

    fn year<'y>(&self, years: &'y [YearLived]) -> Result<&'y YearLived, Fault> {
        years.get(self.place).promised("whoever has something wrong was found before")
    }
}

/// What figures are made of, for the payers that are asked with.
struct Earns {
    payers: usize,
    /// Where figures have each of the model's payers.
    place_of: Vec<usize>,
    /// Where they have each of those that bear top-ups.
    borne_by: Vec<usize>,
}

impl Earns {
    fn width(&self) -> usize {
        width(self.payers)
    }

    /// The months of a year of somebody who may move or be away.
    fn months(
        &self,
        tally: &Tally<'_>,
        mover: &Mover,
        year: Year,
        end: Month,
        lived: &YearLived,
    ) -> Result<Vec<LeafMonths>, Fault> {
        let rules = tally.rules;
        let mut found = Vec::new();
        for stint in mover.stints(year.month(1).max(rules.first_month()), end) {
            let terms = &rules.classes[rules.class_of(stint.leaf)].years[rules.place(year)];
            let mut months = Vec::new();
            let mut before: Option<(usize, Vec<i128>)> = None;
            for of in months_of(rules, mover, &stint, year, lived, |term| Ok(term.subsidised))? {
                let mut through = vec![0; self.width()];
                self.add_earned(&terms[of.term], of.through.as_ref(), &mut through);
                // the month k has F(a..k) - F(a..k-1) of each figure
                let mut figures = through.clone();
                if let Some((_, before)) = before.filter(|(term, _)| *term == of.term) {
                    add(&mut figures, &before, -1);
                }
                before = Some((of.term, through));
                let MonthOf { month, on_payroll, annual, .. } = of;
                months.push(Earned { month, annual, on_payroll, figures });
            }
            found.push(LeafMonths { leaf: stint.leaf, months });
        }
        Ok(found)
    }

    /// Adds what the months of a term come to that lie within some.
    fn add(
        &self,
        term: &Term,
        served: &Served<'_>,
        within: Months,
        lived: &YearLived,
        figures: &mut [i128],
    ) -> Result<(), Fault> {
        let months = Runs { runs: served.runs, within, subsidised: served.subsidised(term.first_months) };
        self.add_earned(term, lived.earned(term.subsidised, &months)?.as_ref(), figures);
        Ok(())
    }

    /// Adds the figures of what somebody earned in a term.
    fn add_earned(&self, term: &Term, earned: Option<&TermEarned>, figures: &mut [i128]) {
        let Some(earned) = earned else { return };
        let mut shares = [0; Payer::ALL.len()];
        term.split.add(earned.subsidy, &mut shares);
        figures[PAY] += i128::from(earned.pay);
        figures[SUBSIDY] += i128::from(earned.subsidy);
        figures[TOP_UP] += i128::from(earned.top_up);
        for (place, share) in self.place_of.iter().zip(shares) {
            figures[BY_PAYER + place] += i128::from(share);
        }
        figures[BY_PAYER + self.payers + self.borne_by[term.bearer]] += i128::from(earned.top_up);
    }
}

/// A month of somebody at a leaf: F(a..k) of the term that it lies in.
pub(crate) struct MonthOf<N> {
    pub(crate) month: Month,
    /// The place of the term among those of the year.
    pub(crate) term: usize,
    pub(crate) on_payroll: bool,
    /// The annual pay.
    pub(crate) annual: N,
    /// What the term came to through the month; nothing of who was away in all of it.
    pub(crate) through: Option<TermEarned<N>>,
}

/// The months of a stint in a year, one after the other.
pub(crate) fn months_of<N: Made>(
    rules: &Rulebook,
    mover: &Mover,
    stint: &Stint,
    year: Year,
    lived: &YearLived<N>,
    subsidised: impl Fn(&Term) -> Result<Subsidised<N>, Fault>,
) -> Result<Vec<MonthOf<N>>, Fault> {
    let stay = Months { first: stint.first.of_year(), last: stint.last.of_year() };
    let runs = mover.runs(year, stay);
    let served = Served { year, hired: Some(mover.case.hired), runs: &runs };
    let terms = &rules.classes[rules.class_of(stint.leaf)].years[rules.place(year)];
    let mut months = Vec::new();
    for (place, term) in terms.iter().enumerate() {
        let Some(within) = term.months.meet(stay) else { continue };
        for of_year in within.first..=within.last {
            // with F(a..k) what rules 3, 5 and 6 give for the worker's months of the term if they ended with k,
            let so_far = Runs {
                runs: &runs,
                within: Months { last: of_year, ..within },
                subsidised: served.subsidised(term.first_months),
            };
            months.push(MonthOf {
                month: year.month(of_year),
                term: place,
                on_payroll: runs.iter().any(|run| run.first <= of_year && of_year <= run.last),
                annual: lived.annual(of_year),
                through: lived.earned(subsidised(term)?, &so_far)?,
            });
        }
    }
    Ok(months)
}
