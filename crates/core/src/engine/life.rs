//! What people live who are alike, year by year (rules 4 and 9): which pays and indexed standards
//! it may have, with what chance, and what a year of it comes to.

use super::states::BEYOND;
use crate::{
    base::lanes,
    faults::watch::Watch,
    model::{
        problem::Problem,
        rulebook::{Rulebook, Runs, Stretches},
        scale::{Chances, Scale},
    },
    rules::{
        made::Made,
        pay::{RaiseRule, Verdict},
        subsidy::Stepped,
    },
    values::{
        fen::Rate,
        month::{Month, Year},
        words::MissingHistory,
    },
};

/// What the amounts of a worker in the horizon rest on, but for the month of leaving.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Life {
    pub(crate) hired: Month,
    /// Without a `left` month: exposed to the leave rate.
    pub(crate) exposed: bool,
    /// The year from which appraisals are asked for (rule 4).
    pub(crate) asked: Year,
    /// The annual pay of `pay_year`, in fen.
    pub(crate) pay: u64,
    pub(crate) pay_year: Year,
    /// What simple raises of it rest on.
    pub(crate) base: u64,
    /// How the years came out for which that is known.
    pub(crate) grades: Grades,
    /// How an earlier year than those that are assumed comes out where it is not.
    pub(crate) history: MissingHistory,
    /// The stretches in which indexed standards are taken while on the payroll in the horizon, and the standards.
    pub(crate) indexed: Runs,
    pub(crate) standards: Vec<u64>,
    pub(crate) standards_from: Year,
}

/// The years of the calendar with a grade, and those in which it passed: a bit for each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Grades {
    given: [u64; 4],
    passed: [u64; 4],
}

impl Grades {
    /// Notes how a year came out.
    pub(crate) fn note(&mut self, year: Year, passed: bool) {
        let (word, bit) = Grades::place(year);
        self.given[word] |= bit;
        self.passed[word] = self.passed[word] & !bit | if passed { bit } else { 0 };
    }

    /// Whether a year passed, where it has a grade.
    fn passed(&self, year: Year) -> Option<bool> {
        let (word, bit) = Grades::place(year);
        (self.given[word] & bit != 0).then_some(self.passed[word] & bit != 0)
    }

    fn place(year: Year) -> (usize, u64) {
        let at = year.index(); // of 252 years
        (at / 64, 1 << (at % 64))
    }
}

/// More distinct outcomes than this after the step of a year are an error (rule 9).
const MOST_OUTCOMES: usize = 10_000;

/// A life worked out year by year: the outcomes of one year and their chances. It is used again for
/// every life, to keep its room.
pub(crate) struct Walk<N = u64> {
    /// What outcomes begin with: the pay, then each indexed standard of the life.
    base: Vec<N>,
    /// The indexed standards, as places.
    pub(crate) indexed: Vec<usize>,
    /// The outcomes before and after the latest step, values like those of `base`.
    outcomes: Vec<N>,
    /// The chances of the moves and of being there, in lanes.
    weights: Vec<u64>,
    moves: Vec<Move>,
    /// The distinct outcomes after the latest step.
    reached: Vec<Reached>,
    pub(crate) problems: Vec<Problem>,
    order: Vec<usize>,
    spare: (Vec<N>, Vec<u64>),
}

impl<N> Default for Walk<N> {
    fn default() -> Walk<N> {
        Walk {
            base: Vec::new(),
            indexed: Vec::new(),
            outcomes: Vec::new(),
            weights: Vec::new(),
            moves: Vec::new(),
            reached: Vec::new(),
            problems: Vec::new(),
            order: Vec::new(),
            spare: (Vec::new(), Vec::new()),
        }
    }
}

/// What the numbers of a walk are, and where it has them from: whole fen, or such that keep how they came about.
pub(crate) trait Says {
    type Number: Made;

    /// The annual pay that a life begins with.
    fn pay(&self, life: &Life) -> Self::Number;

    /// The indexed standard with a place, before any step.
    fn standard(&self, place: usize) -> Self::Number;

    /// The raise entry in force in January of a year.
    fn raise(&self, year: Year) -> Option<RaiseRule<Self::Number>>;

    /// A number after the step that a year's appraisal brought, or as it is left by one that was not passed: then it
    /// is none where nothing is told of it.
    fn judged(&self, life: &Life, number: &Self::Number, year: Year, passed: bool) -> Option<Self::Number>;
}

impl Says for Rulebook {
    type Number = u64;

    fn pay(&self, life: &Life) -> u64 {
        life.pay
    }

    fn standard(&self, place: usize) -> u64 {
        self.indexed[place]
    }

    fn raise(&self, year: Year) -> Option<RaiseRule> {
        Rulebook::raise(self, year)
    }

    #[inline]
    fn judged(&self, _: &Life, _: &u64, _: Year, _: bool) -> Option<u64> {
        None
    }
}

/// What a walk goes by.
pub(crate) struct Under<'u, S = Rulebook> {
    pub(crate) rules: &'u Rulebook,
    pub(crate) says: &'u S,
    pub(crate) scale: &'u Scale,
    /// What the life's stretches with indexed standards are among.
    pub(crate) stretches: &'u Stretches,
    pub(crate) watch: &'u Watch,
}

impl<S> Clone for Under<'_, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for Under<'_, S> {}

/// People who join at the beginning of a year: their pay, and their chance of being there, in that year's lanes.
pub(crate) struct Joining {
    pub(crate) pay: u64,
    pub(crate) weight: Vec<u64>,
}

/// An outcome after the latest step and its chance, as places.
struct Reached {
    outcome: usize,
    weight: usize,
}

/// The year that a walk is at.
pub(crate) struct WalkYear {
    pub(crate) year: Year,
    /// The month from which the year's step holds, 1 to 12.
    pub(crate) effective: u8,
    /// The chance of being on the payroll in this year.
    there: usize,
}

/// From one outcome to another by the year's step, both as places.
#[derive(Clone, Copy)]
struct Move {
    old: usize,
    new: usize,
    weight: usize,
}

impl Life {
    fn verdict(&self, rules: &Rulebook, year: Year) -> Result<Verdict, Problem> {
        let rule = rules.appraisal(year).ok_or(Problem::NoAppraisal(year))?;
        let (grade, assumed) = (self.grades.passed(year), year >= rules.from);
        rule.verdict(self.hired, year, grade, assumed, self.history).ok_or(Problem::MissingGrade(year))
    }
}

/// The month after which it is certain that nobody who is hired in a month and exposed stays (rule 9).
pub(crate) fn certain_end(rules: &Rulebook, hired: Month) -> Option<Month> {
    let leaves = rules.assumptions.leave_rate == Rate::ONE;
    leaves.then(|| *hired.year().max(rules.from).months().end())
}

impl<N: Made> Walk<N> {
    /// Works a life out through the year of `last`, or to its certain end, and shows each year of the
    /// horizon on the payroll. `start` is its chance of being there in the first of them, in that
    /// year's lanes. What can't be worked out is in [`problems`](Walk::problems), and no year from
    /// then on is shown; nor is one from when the watch is stopped.
    pub(crate) fn walk(
        &mut self,
        life: &Life,
        last: Month,
        under: Under<'_, impl Says<Number = N>>,
        start: &[u64],
        show: impl FnMut(&Walk<N>, &WalkYear),
    ) {
        self.walk_joined(life, last, under, start, |_| None, show);
    }

    /// The same of people who are joined, from the first of a later year on, by others who are exposed as they are, and
    /// whose raises hold from the same month: what the steps of all rest on must be alike.
    pub(crate) fn walk_joined(
        &mut self,
        life: &Life,
        last: Month,
        under: Under<'_, impl Says<Number = N>>,
        start: &[u64],
        mut joining: impl FnMut(Year) -> Option<Joining>,
        mut show: impl FnMut(&Walk<N>, &WalkYear),
    ) {
        let Under { rules, scale, watch, .. } = under;
        let first = life.hired.year().max(rules.horizon.first);
        let certain_end = life.exposed.then(|| certain_end(rules, life.hired)).flatten();
        let last = certain_end.map_or(last, |end| end.min(last)).min(rules.last_month());
        let end = last.year();
        self.begin(life, under, start);
        let mut year = life.asked;
        if year >= first {
            self.moves.push(Move { old: 0, new: 0, weight: 0 });
            show(self, &WalkYear { year: first, effective: 1, there: 0 });
        }
        while year < end && !watch.is_stopped() {
            // It is before another year of the horizon.
            let Some(next) = year.next() else { break };
            let step = self.rules_of_step(life, under, year, next);
            if let Some((verdict, raise)) = step.filter(|_| self.problems.is_empty()) {
                let chances = Factors::new(life, under, year, next, verdict);
                let effective = raise.effective(life.hired);
                if let Err(problem) = self.step(life, under, year, &raise, &chances) {
                    return self.problems.push(problem(next));
                }
                let lanes = chances.lanes_after;
                if let Some(joining) = joining(next) {
                    self.join(&joining, under, lanes);
                }
                if self.takes_beyond(life, under, &WalkYear { year: next, effective, there: 0 }, last) {
                    return self.problems.push(Problem::Overflow(next));
                }
                if next >= first {
                    let there = self.sum_weights(lanes, scale.bits);
                    show(self, &WalkYear { year: next, effective, there });
                }
            }
            year = next;
        }
    }

    fn begin(&mut self, life: &Life, under: Under<'_, impl Says<Number = N>>, start: &[u64]) {
        self.indexed.clear();
        self.indexed.extend(under.stretches.places(life.indexed));
        let pay = under.says.pay(life);
        let standard = |(place, value): (&usize, &u64)| {
            let standard = under.says.standard(*place);
            if standard.units() == *value { standard } else { N::untold(*value) }
        };
        self.outcomes.clear();
        self.outcomes.push(pay.clone());
        self.outcomes.extend(self.indexed.iter().zip(&life.standards).map(standard));
        self.base.clear();
        self.base.push(if life.base == life.pay { pay } else { N::untold(life.base) });
        self.base.extend(self.indexed.iter().map(|&place| under.says.standard(place)));
        self.weights.clear();
        self.weights.extend(start);
        self.moves.clear();
        self.reached.clear();
        self.reached.push(Reached { outcome: 0, weight: 0 });
        self.problems.clear();
    }

    /// Takes in who joins at the beginning of a year, after the step of those who are there.
    fn join(&mut self, joining: &Joining, under: Under<'_, impl Says<Number = N>>, lanes: usize) {
        let outcome = self.outcomes.len();
        self.outcomes.push(N::untold(joining.pay));
        self.outcomes.extend(self.indexed.iter().map(|&place| under.says.standard(place)));
        let weight = self.weights.len();
        self.weights.extend(&joining.weight);
        self.moves.push(Move { old: outcome, new: outcome, weight });
        self.merge(lanes, under.scale.bits);
    }

    /// How the appraisal of a year comes out and the raise that it may bring; what is missing of
    /// them is noted.
    fn rules_of_step(
        &mut self,
        life: &Life,
        under: Under<'_, impl Says<Number = N>>,
        year: Year,
        next: Year,
    ) -> Option<(Verdict, RaiseRule<N>)> {
        let verdict = life.verdict(under.rules, year);
        let raise = under.says.raise(next).ok_or(Problem::NoRaise(next));
        match (verdict, raise) {
            (Ok(verdict), Ok(raise)) => Some((verdict, raise)),
            (verdict, raise) => {
                self.problems.extend(verdict.err());
                self.problems.extend(raise.err());
                None
            }
        }
    }

    /// Takes every outcome reached through the step after a year, until the watch is stopped; or says what is
    /// wrong with the year after it.
    fn step(
        &mut self,
        life: &Life,
        under: Under<'_, impl Says<Number = N>>,
        year: Year,
        raise: &RaiseRule<N>,
        chances: &Factors,
    ) -> Result<(), fn(Year) -> Problem> {
        self.forget(chances.lanes_before);
        for place in 0..self.reached.len() {
            if under.watch.is_stopped() {
                break;
            }
            let Reached { outcome: old, weight } = self.reached[place];
            if let Some(factor) = chances.pass {
                let new = self.outcomes.len();
                for value in 0..self.base.len() {
                    let counted_from = if value == PAY { life.pay_year } else { life.standards_from };
                    let (old, base) = (&self.outcomes[old + value], &self.base[value]);
                    let stepped =
                        if year >= counted_from { raise.step(old, base) } else { Some(old.clone()) };
                    // An indexed standard that does not fit is an error only where it is taken.
                    let beyond = (value != PAY).then(|| N::untold(BEYOND));
                    let stepped = stepped.or(beyond).ok_or(Problem::Overflow as fn(Year) -> Problem)?;
                    // What goes beyond would run over into other figures when it is added up.
                    if stepped.units() > under.scale.most && stepped.units() != BEYOND {
                        return Err(Problem::Beyond);
                    }
                    let told = (year >= counted_from).then(|| under.says.judged(life, &stepped, year, true));
                    self.outcomes.push(told.flatten().unwrap_or(stepped));
                }
                let weight = self.weighed(weight, factor, chances);
                self.moves.push(Move { old, new, weight });
            }
            if let Some(factor) = chances.fail {
                let new = self.left(life, under.says, old, year);
                let weight = self.weighed(weight, factor, chances);
                self.moves.push(Move { old, new, weight });
            }
        }
        self.merge(chances.lanes_after, under.scale.bits);
        if self.reached.len() > MOST_OUTCOMES { Err(Problem::Outcomes) } else { Ok(()) }
    }

    /// An outcome as an appraisal leaves it that was not passed.
    fn left(&mut self, life: &Life, says: &impl Says<Number = N>, old: usize, year: Year) -> usize {
        let new = self.outcomes.len();
        for value in 0..self.base.len() {
            let counted_from = if value == PAY { life.pay_year } else { life.standards_from };
            let told =
                (year >= counted_from).then(|| says.judged(life, &self.outcomes[old + value], year, false));
            match told.flatten() {
                Some(told) => self.outcomes.push(told),
                None if self.outcomes.len() == new => return old,
                None => self.outcomes.push(self.outcomes[old + value].clone()),
            }
        }
        new
    }

    /// Forgets all but the outcomes reached and their chances.
    fn forget(&mut self, lanes: usize) {
        let width = self.base.len();
        let (outcomes, weights) = &mut self.spare;
        outcomes.clear();
        weights.clear();
        for Reached { outcome, weight } in &mut self.reached {
            outcomes.extend_from_slice(&self.outcomes[*outcome..*outcome + width]);
            weights.extend_from_slice(&self.weights[*weight..*weight + lanes]);
            (*outcome, *weight) = (outcomes.len() - width, weights.len() - lanes);
        }
        std::mem::swap(outcomes, &mut self.outcomes);
        std::mem::swap(weights, &mut self.weights);
        self.moves.clear();
    }

    /// Whether an indexed standard that does not fit is taken in a month of a year (rules 1 and 4).
    fn takes_beyond<S>(&self, life: &Life, under: Under<'_, S>, at: &WalkYear, last: Month) -> bool {
        let WalkYear { year, effective, .. } = *at;
        if self.indexed.is_empty() || year < under.rules.horizon.first {
            return false;
        }
        let taken = |value: usize, first: u8, end: u8| {
            let stretches = under.stretches;
            let runs = stretches.within(life.indexed, year.month(first), year.month(end).min(last));
            stretches.places(runs).any(|place| place == self.indexed[value - PAY - 1])
        };
        let beyond = |outcome: usize, value: usize| self.outcomes[outcome + value].units() == BEYOND;
        self.moves.iter().any(|step| {
            (PAY + 1..self.base.len()).any(|value| {
                (beyond(step.new, value) && taken(value, effective, 12))
                    || (beyond(step.old, value) && effective > 1 && taken(value, 1, effective - 1))
            })
        })
    }

    /// A chance times a factor, in the lanes of the next year.
    fn weighed(&mut self, weight: usize, factor: u64, chances: &Factors) -> usize {
        let Factors { lanes_before, lanes_after, bits, .. } = *chances;
        if factor == 1 && lanes_after == lanes_before {
            return weight;
        }
        let at = self.weights.len();
        lanes::multiplied(&mut self.weights, weight..weight + lanes_before, factor, bits, lanes_after);
        at
    }

    /// Equal outcomes are one from here on.
    fn merge(&mut self, lanes: usize, bits: u32) {
        self.reached.clear();
        let (outcomes, moves, width) = (&self.outcomes, &self.moves, self.base.len());
        let outcome = |place: usize| &outcomes[moves[place].new..moves[place].new + width];
        self.order.clear();
        self.order.extend(0..moves.len());
        if moves.len() > 1 {
            self.order.sort_unstable_by(|&a, &b| outcome(a).cmp(outcome(b)));
        }
        let mut before = None;
        for &place in &self.order {
            let same = before.is_some_and(|before| outcome(before) == outcome(place));
            before = Some(place);
            let Move { new, weight, .. } = moves[place];
            match self.reached.last_mut() {
                Some(reached) if same => {
                    let at = self.weights.len();
                    self.weights.extend_from_within(reached.weight..reached.weight + lanes);
                    let (before, to) = self.weights.split_at_mut(at);
                    lanes::add(to, &before[weight..weight + lanes], bits);
                    reached.weight = at;
                }
                _ => self.reached.push(Reached { outcome: new, weight }),
            }
        }
    }

    /// The chance of any of the moves.
    fn sum_weights(&mut self, lanes: usize, bits: u32) -> usize {
        if let [only] = self.moves[..] {
            return only.weight;
        }
        let at = self.weights.len();
        self.weights.resize(at + lanes, 0);
        let (before, to) = self.weights.split_at_mut(at);
        for step in &self.moves {
            lanes::add(to, &before[step.weight..step.weight + lanes], bits);
        }
        at
    }

    /// The chance of being on the payroll in the year at hand.
    pub(crate) fn there(&self, year: &WalkYear, lanes: usize) -> &[u64] {
        &self.weights[year.there..year.there + lanes]
    }

    /// The outcomes of the year at hand, before and after its step, and their chances.
    pub(crate) fn moves(&self, lanes: usize) -> impl ExactSizeIterator<Item = Outcomes<'_, N>> {
        let outcome = |at: usize| &self.outcomes[at..at + self.base.len()];
        self.moves.iter().map(move |step| Outcomes {
            indexed: &self.indexed,
            old: outcome(step.old),
            new: outcome(step.new),
            weight: &self.weights[step.weight..step.weight + lanes],
        })
    }
}

/// Where an outcome has the pay; behind it are the indexed standards.
const PAY: usize = 0;

/// What a worker's year may come to, before and after its step, and its chance.
#[derive(Clone, Copy)]
pub(crate) struct Outcomes<'w, N = u64> {
    /// The indexed standards of the life, as places.
    indexed: &'w [usize],
    old: &'w [N],
    new: &'w [N],
    pub(crate) weight: &'w [u64],
}

impl<N: Made> Outcomes<'_, N> {
    pub(crate) fn pay(&self) -> Stepped<N> {
        Stepped { old: self.old[PAY].clone(), new: self.new[PAY].clone() }
    }

    /// The indexed standard with a place, where the life has it.
    pub(crate) fn indexed(&self, place: usize) -> Option<Stepped<N>> {
        let value = PAY + 1 + self.indexed.iter().position(|other| *other == place)?;
        Some(Stepped { old: self.old[value].clone(), new: self.new[value].clone() })
    }

    /// The indexed standards of the life, with their places.
    pub(crate) fn all_indexed(&self) -> impl Iterator<Item = (usize, Stepped<N>)> {
        self.indexed.iter().filter_map(|place| Some((*place, self.indexed(*place)?)))
    }
}

/// The chances of the step after a year, as factors of a weight; `None` is no chance.
struct Factors {
    pass: Option<u64>,
    fail: Option<u64>,
    /// The lanes of the year before the step, and of the one after it.
    lanes_before: usize,
    lanes_after: usize,
    bits: u32,
}

impl Factors {
    fn new<S>(life: &Life, under: Under<'_, S>, year: Year, next: Year, verdict: Verdict) -> Factors {
        let Under { rules, scale, .. } = under;
        let Chances { pass, leave, .. } = scale.chances;
        // Of a year before `from` everything is known; of one from then on, staying and passing are
        // chances, in the denominators of the next year.
        let open = year >= rules.from;
        let whole = |of: u32| if open { u64::from(of) } else { 1 };
        let stay = if open && life.exposed { u64::from(leave.miss()) } else { whole(leave.of) };
        let (pass, fail) = match verdict {
            Verdict::Passed => (whole(pass.of), 0),
            Verdict::NotPassed => (0, whole(pass.of)),
            Verdict::Chance => (u64::from(pass.hit), u64::from(pass.miss())),
        };
        // what has no chance does not happen
        let factor = |chance: u64| Some(chance * stay).filter(|&factor| factor > 0);
        Factors {
            pass: factor(pass),
            fail: factor(fail),
            lanes_before: scale.year(rules, year.max(rules.horizon.first)).lanes,
            lanes_after: scale.year(rules, next).lanes,
            bits: scale.bits,
        }
    }
}
