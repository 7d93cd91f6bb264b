//! One distinct case of a worker, year by year (rules 4 and 9): which pays and indexed standards
//! it may have, with what chance, and what a year of it comes to.

use std::ops::Range;

use crate::{
    MissingHistory, Month, Rate, Year,
    chance::{self, Scale},
    pay::RaiseRule,
    rulebook::Rulebook,
};

/// What the figures of a worker in the horizon rest on, but for the month of leaving.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Life {
    pub(crate) hired: Month,
    /// Without a `left` month: exposed to the leave rate.
    pub(crate) exposed: bool,
    /// The annual pay of `pay_year`, in fen.
    pub(crate) pay: u64,
    pub(crate) pay_year: Year,
    /// How the years came out for which a grade was given that may be asked for.
    pub(crate) grades: Grades,
    /// The stretches in which indexed standards are taken while on the payroll in the horizon.
    pub(crate) indexed: (u16, u16),
}

/// The years of the calendar with a grade, and those in which it passed: a bit for each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Grades {
    given: [u64; 4],
    passed: [u64; 4],
}

impl Grades {
    /// Notes how a year came out.
    pub(crate) fn note(&mut self, year: Year, passed: bool) {
        let (word, bit) = Grades::place(year);
        self.given[word] |= bit;
        self.passed[word] |= if passed { bit } else { 0 };
    }

    /// Whether a year passed, where it has a grade.
    fn passed(&self, year: Year) -> Option<bool> {
        let (word, bit) = Grades::place(year);
        (self.given[word] & bit != 0).then_some(self.passed[word] & bit != 0)
    }

    fn place(year: Year) -> (usize, u64) {
        let at = usize::from(year.number() - Year::FIRST); // of 252 years
        (at / 64, 1 << (at % 64))
    }
}

/// Why a life can't be worked out from some year on (rule 15, calculating).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Problem {
    /// No grade for this year.
    MissingGrade(Year),
    /// No subsidy entry in force in this month.
    NoSubsidy(Month),
    /// No sharing entry in force in this month.
    NoSharing(Month),
    /// No appraisal entry in force in December of this year.
    NoAppraisal(Year),
    /// No raise entry in force in January of this year.
    NoRaise(Year),
    /// Pay or indexed standard of this year does not fit.
    Overflow(Year),
    /// Too many outcomes after the step of this year.
    Outcomes(Year),
}

/// An indexed standard that does not fit 64-bit fen.
const BEYOND: u64 = u64::MAX;

/// More distinct outcomes than this after the step of a year are an error (rule 9).
const MOST_OUTCOMES: usize = 10_000;

/// A life worked out: for each year of the horizon on the payroll its outcomes and their chances.
/// It is filled anew for every life, to keep its room.
#[derive(Default)]
pub(crate) struct Walk {
    pub(crate) years: Vec<WalkYear>,
    moves: Vec<Move>,
    /// Outcomes: the pay, then each indexed standard of the life.
    outcomes: Vec<u64>,
    /// The chances of the moves, and of being there, in the lanes of their years.
    weights: Vec<u64>,
    pub(crate) problems: Vec<Problem>,
    /// The indexed standards of the outcomes, as places.
    pub(crate) indexed: Vec<usize>,
    /// How many values an outcome has.
    width: usize,
    /// The distinct outcomes after the latest step and their chances, as places.
    reached: Vec<(usize, usize)>,
    order: Vec<usize>,
}

/// One year of a life.
pub(crate) struct WalkYear {
    pub(crate) year: Year,
    /// The month from which the year's step holds, 1 to 12.
    pub(crate) effective: u8,
    moves: Range<usize>,
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

/// How an appraisal comes out.
enum Verdict {
    Known(bool),
    Chance,
}

impl Life {
    /// The year from which appraisals are asked for (rule 4).
    pub(crate) fn asked_from(&self, rules: &Rulebook) -> Year {
        if self.indexed.0 == self.indexed.1 {
            self.pay_year
        } else {
            self.pay_year.min(rules.indexed_from(self.hired))
        }
    }

    /// The last month on the payroll, when it is certain that nobody stays beyond it (rule 9).
    pub(crate) fn certain_end(&self, rules: &Rulebook) -> Option<Month> {
        let leaves = self.exposed && rules.assumptions.leave_rate == Rate::ONE;
        leaves.then(|| *self.hired.year().max(rules.from).months().end())
    }

    fn verdict(&self, rules: &Rulebook, year: Year) -> Result<Verdict, Problem> {
        let rule = rules.appraisal(year).ok_or(Problem::NoAppraisal(year))?;
        if !rule.counts(self.hired, year) {
            return Ok(Verdict::Known(false));
        }
        Ok(match (self.grades.passed(year), rules.assumptions.missing_history) {
            (Some(passed), _) => Verdict::Known(passed),
            (None, _) if year >= rules.from => Verdict::Chance,
            (None, MissingHistory::Error) => return Err(Problem::MissingGrade(year)),
            (None, history) => Verdict::Known(history == MissingHistory::Pass),
        })
    }
}

impl Walk {
    /// Works a life out through the year of `last`, or to its certain end; `start` is its chance of
    /// being there in its first year of the horizon, in that year's lanes. What can't be worked out
    /// is in [`problems`](Walk::problems), and the years end before it.
    pub(crate) fn walk(&mut self, life: &Life, last: Month, rules: &Rulebook, scale: &Scale, start: &[u64]) {
        self.clear();
        let first = life.hired.year().max(rules.first);
        let end = life.certain_end(rules).map_or(last, |end| end.min(last)).year().min(rules.last);
        self.outcomes.push(life.pay);
        self.indexed.extend(rules.indexed_places(life.indexed));
        self.outcomes.extend(self.indexed.iter().map(|&place| rules.indexed[place]));
        self.width = self.outcomes.len();
        self.weights.extend(start);
        self.reached.push((0, 0));
        let mut year = life.asked_from(rules);
        if year >= first {
            self.moves.push(Move { old: 0, new: 0, weight: 0 });
            self.years.push(WalkYear { year: first, effective: 1, moves: 0..1, there: 0 });
        }
        while year < end {
            let next = year.next();
            let step = self.rules_of_step(life, rules, year);
            if let Some((verdict, raise)) = step.filter(|_| self.problems.is_empty()) {
                let chances = Chances::new(life, rules, scale, year, verdict);
                let lanes = scale.year(rules, next).lanes;
                let moves = self.moves.len()..self.moves.len();
                let Some(moves) = self.step(life, rules, year, raise, &chances, (moves, lanes)) else {
                    self.problems.push(Problem::Overflow(next));
                    return;
                };
                self.merge(moves.clone(), lanes, scale.bits);
                if self.reached.len() > MOST_OUTCOMES {
                    self.problems.push(Problem::Outcomes(next));
                    return;
                }
                if self.takes_beyond(rules, (next, raise.effective(life.hired)), last, moves.clone()) {
                    self.problems.push(Problem::Overflow(next));
                    return;
                }
                if next >= first {
                    let there = self.sum_weights(moves.clone(), lanes, scale.bits);
                    let effective = raise.effective(life.hired);
                    self.years.push(WalkYear { year: next, effective, moves, there });
                }
            }
            year = next;
        }
    }

    fn clear(&mut self) {
        self.years.clear();
        self.moves.clear();
        self.outcomes.clear();
        self.weights.clear();
        self.problems.clear();
        self.reached.clear();
        self.indexed.clear();
    }

    /// How the appraisal of a year comes out and the raise that it may bring; what is missing of
    /// them is noted.
    fn rules_of_step(&mut self, life: &Life, rules: &Rulebook, year: Year) -> Option<(Verdict, RaiseRule)> {
        let verdict = life.verdict(rules, year);
        let raise = rules.raise(year.next()).ok_or(Problem::NoRaise(year.next()));
        match (verdict, raise) {
            (Ok(verdict), Ok(raise)) => Some((verdict, raise)),
            (verdict, raise) => {
                self.problems.extend(verdict.err());
                self.problems.extend(raise.err());
                None
            }
        }
    }

    /// Takes every outcome reached through the step after a year; `None` when one does not fit.
    fn step(
        &mut self,
        life: &Life,
        rules: &Rulebook,
        year: Year,
        raise: RaiseRule,
        chances: &Chances,
        (mut moves, lanes): (Range<usize>, usize),
    ) -> Option<Range<usize>> {
        let indexed_from = rules.indexed_from(life.hired);
        for place in 0..self.reached.len() {
            let (old, weight) = self.reached[place];
            if let Some(factor) = chances.pass {
                let new = self.outcomes.len();
                for value in 0..self.width {
                    let counted_from = if value == 0 { life.pay_year } else { indexed_from };
                    let (old, base) = (self.outcomes[old + value], self.outcomes[value]);
                    let stepped = if year >= counted_from { raise.step(old, base) } else { Some(old) };
                    // An indexed standard that does not fit is an error only where it is taken.
                    let beyond = (value > 0).then_some(BEYOND);
                    self.outcomes.push(stepped.or(beyond)?);
                }
                let weight = self.weighed(weight, factor, chances, lanes);
                self.moves.push(Move { old, new, weight });
            }
            if let Some(factor) = chances.fail {
                let weight = self.weighed(weight, factor, chances, lanes);
                self.moves.push(Move { old, new: old, weight });
            }
        }
        moves.end = self.moves.len();
        Some(moves)
    }

    /// Whether an indexed standard that does not fit is taken in a month of a year (rules 1 and 4).
    fn takes_beyond(
        &self,
        rules: &Rulebook,
        (year, effective): (Year, u8),
        last: Month,
        moves: Range<usize>,
    ) -> bool {
        if self.width == 1 || year < rules.first {
            return false;
        }
        let taken = |value: usize, first: u8, end: u8| {
            let (first, end) = (year.month(first), year.month(end).min(last));
            let runs = rules.indexed_runs(first, end);
            rules.indexed_places(runs).any(|place| place == self.indexed[value - 1])
        };
        let beyond = |outcome: usize, value: usize| self.outcomes[outcome + value] == BEYOND;
        self.moves[moves].iter().any(|step| {
            (1..self.width).any(|value| {
                (beyond(step.new, value) && taken(value, effective, 12))
                    || (beyond(step.old, value) && effective > 1 && taken(value, 1, effective - 1))
            })
        })
    }

    /// A chance times a factor, in the lanes of the next year.
    fn weighed(&mut self, weight: usize, factor: u64, chances: &Chances, lanes: usize) -> usize {
        if factor == 1 && lanes == chances.lanes {
            return weight;
        }
        let at = self.weights.len();
        let from = weight..weight + chances.lanes;
        chance::multiplied(&mut self.weights, from, factor, chances.bits, lanes);
        at
    }

    /// Equal outcomes are one from here on.
    fn merge(&mut self, moves: Range<usize>, lanes: usize, bits: u32) {
        self.reached.clear();
        let mut order = std::mem::take(&mut self.order);
        order.clear();
        order.extend(moves);
        let outcome = |walk: &Walk, place: usize| {
            let new = walk.moves[place].new;
            new..new + walk.width
        };
        if order.len() > 1 {
            order.sort_unstable_by(|&a, &b| {
                self.outcomes[outcome(self, a)].cmp(&self.outcomes[outcome(self, b)])
            });
        }
        let mut alike: Option<Range<usize>> = None;
        for &place in &order {
            let Move { new, weight, .. } = self.moves[place];
            let this = outcome(self, place);
            let same = alike
                .as_ref()
                .is_some_and(|other| self.outcomes[other.clone()] == self.outcomes[this.clone()]);
            alike = Some(this);
            match self.reached.last_mut() {
                Some((_, sum)) if same => {
                    let at = self.weights.len();
                    self.weights.extend_from_within(*sum..*sum + lanes);
                    let (before, to) = self.weights.split_at_mut(at);
                    chance::add(to, &before[weight..weight + lanes], bits);
                    *sum = at;
                }
                _ => self.reached.push((new, weight)),
            }
        }
        self.order = order;
    }

    /// The chance of any of these moves.
    fn sum_weights(&mut self, moves: Range<usize>, lanes: usize, bits: u32) -> usize {
        if let [only] = self.moves[moves.clone()] {
            return only.weight;
        }
        let at = self.weights.len();
        self.weights.resize(at + lanes, 0);
        let (before, to) = self.weights.split_at_mut(at);
        for step in &self.moves[moves] {
            chance::add(to, &before[step.weight..step.weight + lanes], bits);
        }
        at
    }

    /// The chance of being on the payroll in a year.
    pub(crate) fn there(&self, year: &WalkYear, lanes: usize) -> &[u64] {
        &self.weights[year.there..year.there + lanes]
    }

    /// The outcomes of a year: pay and indexed standards before and after its step, and the chance.
    pub(crate) fn moves<'w>(
        &'w self,
        year: &WalkYear,
        lanes: usize,
    ) -> impl ExactSizeIterator<Item = (&'w [u64], &'w [u64], &'w [u64])> {
        let outcome = |at: usize| &self.outcomes[at..at + self.width];
        self.moves[year.moves.clone()].iter().map(move |step| {
            (outcome(step.old), outcome(step.new), &self.weights[step.weight..step.weight + lanes])
        })
    }
}

/// The chances of the step after a year, as factors of a weight; `None` is no chance.
struct Chances {
    pass: Option<u64>,
    fail: Option<u64>,
    /// The lanes of the year before the step.
    lanes: usize,
    bits: u32,
}

impl Chances {
    fn new(life: &Life, rules: &Rulebook, scale: &Scale, year: Year, verdict: Verdict) -> Chances {
        // Of a year before `from` everything is known; of one from then on, staying and passing are
        // chances, in the denominators of the next year.
        let open = year >= rules.from;
        let whole = |of: u32| if open { u64::from(of) } else { 1 };
        let stay = if open && life.exposed { u64::from(scale.leave.miss()) } else { whole(scale.leave.of) };
        let (pass, fail) = match verdict {
            Verdict::Known(true) => (whole(scale.pass.of), 0),
            Verdict::Known(false) => (0, whole(scale.pass.of)),
            Verdict::Chance => (u64::from(scale.pass.hit), u64::from(scale.pass.miss())),
        };
        let factor = |chance: u64| Some(chance * stay).filter(|&factor| factor > 0);
        let lanes = scale.year(rules, year.max(rules.first)).lanes;
        Chances { pass: factor(pass), fail: factor(fail), lanes, bits: scale.bits }
    }
}
