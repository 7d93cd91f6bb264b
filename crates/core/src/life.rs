//! One distinct case of a worker, year by year (rules 4 and 9): which pays and indexed standards
//! it may have, with what chance, and what a year of it comes to.

use crate::{
    MissingHistory, Month, Rate, Watch, Year,
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

/// A life worked out year by year: the outcomes of one year and their chances. It is used again for
/// every life, to keep its room.
#[derive(Default)]
pub(crate) struct Walk {
    /// What outcomes begin with: the pay, then each indexed standard of the life.
    base: Vec<u64>,
    /// The indexed standards, as places.
    pub(crate) indexed: Vec<usize>,
    /// The outcomes before and after the latest step, values like those of `base`.
    outcomes: Vec<u64>,
    /// The chances of the moves and of being there, in lanes.
    weights: Vec<u64>,
    moves: Vec<Move>,
    /// The distinct outcomes after the latest step and their chances, as places.
    reached: Vec<(usize, usize)>,
    pub(crate) problems: Vec<Problem>,
    order: Vec<usize>,
    spare: (Vec<u64>, Vec<u64>),
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
    /// Works a life out through the year of `last`, or to its certain end, and shows each year of the
    /// horizon on the payroll. `start` is its chance of being there in the first of them, in that
    /// year's lanes. What can't be worked out is in [`problems`](Walk::problems), and no year from
    /// then on is shown; nor is one from when the watch is stopped.
    pub(crate) fn walk(
        &mut self,
        life: &Life,
        last: Month,
        (rules, scale, watch): (&Rulebook, &Scale, &Watch),
        start: &[u64],
        mut show: impl FnMut(&Walk, &WalkYear),
    ) {
        let first = life.hired.year().max(rules.first);
        let end = life.certain_end(rules).map_or(last, |end| end.min(last)).year().min(rules.last);
        self.begin(life, rules, start);
        let mut year = life.asked_from(rules);
        if year >= first {
            self.moves.push(Move { old: 0, new: 0, weight: 0 });
            show(self, &WalkYear { year: first, effective: 1, there: 0 });
        }
        while year < end && !watch.is_stopped() {
            let next = year.next();
            let step = self.rules_of_step(life, rules, year);
            if let Some((verdict, raise)) = step.filter(|_| self.problems.is_empty()) {
                let chances = Chances::new(life, rules, scale, year, verdict);
                let lanes = scale.year(rules, next).lanes;
                let effective = raise.effective(life.hired);
                if let Err(problem) = self.step(life, (rules, watch), (year, raise), (&chances, lanes)) {
                    return self.problems.push(problem);
                }
                if self.takes_beyond(rules, (next, effective), last) {
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

    fn begin(&mut self, life: &Life, rules: &Rulebook, start: &[u64]) {
        self.indexed.clear();
        self.indexed.extend(rules.indexed_places(life.indexed));
        self.base.clear();
        self.base.push(life.pay);
        self.base.extend(self.indexed.iter().map(|&place| rules.indexed[place]));
        self.outcomes.clone_from(&self.base);
        self.weights.clear();
        self.weights.extend(start);
        self.moves.clear();
        self.reached.clear();
        self.reached.push((0, 0));
        self.problems.clear();
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

    /// Takes every outcome reached through the step after a year, until the watch is stopped.
    fn step(
        &mut self,
        life: &Life,
        (rules, watch): (&Rulebook, &Watch),
        (year, raise): (Year, RaiseRule),
        (chances, lanes): (&Chances, usize),
    ) -> Result<(), Problem> {
        self.forget(chances.lanes);
        let indexed_from = rules.indexed_from(life.hired);
        for place in 0..self.reached.len() {
            if watch.is_stopped() {
                break;
            }
            let (old, weight) = self.reached[place];
            if let Some(factor) = chances.pass {
                let new = self.outcomes.len();
                for value in 0..self.base.len() {
                    let counted_from = if value == 0 { life.pay_year } else { indexed_from };
                    let (old, base) = (self.outcomes[old + value], self.base[value]);
                    let stepped = if year >= counted_from { raise.step(old, base) } else { Some(old) };
                    // An indexed standard that does not fit is an error only where it is taken.
                    let beyond = (value > 0).then_some(BEYOND);
                    self.outcomes.push(stepped.or(beyond).ok_or(Problem::Overflow(year.next()))?);
                }
                let weight = self.weighed(weight, factor, chances, lanes);
                self.moves.push(Move { old, new, weight });
            }
            if let Some(factor) = chances.fail {
                let weight = self.weighed(weight, factor, chances, lanes);
                self.moves.push(Move { old, new: old, weight });
            }
        }
        self.merge(lanes, chances.bits);
        if self.reached.len() > MOST_OUTCOMES { Err(Problem::Outcomes(year.next())) } else { Ok(()) }
    }

    /// Forgets all but the outcomes reached and their chances.
    fn forget(&mut self, lanes: usize) {
        let width = self.base.len();
        let (outcomes, weights) = &mut self.spare;
        outcomes.clear();
        weights.clear();
        for (outcome, weight) in &mut self.reached {
            outcomes.extend_from_slice(&self.outcomes[*outcome..*outcome + width]);
            weights.extend_from_slice(&self.weights[*weight..*weight + lanes]);
            (*outcome, *weight) = (outcomes.len() - width, weights.len() - lanes);
        }
        std::mem::swap(outcomes, &mut self.outcomes);
        std::mem::swap(weights, &mut self.weights);
        self.moves.clear();
    }

    /// Whether an indexed standard that does not fit is taken in a month of a year (rules 1 and 4).
    fn takes_beyond(&self, rules: &Rulebook, (year, effective): (Year, u8), last: Month) -> bool {
        if self.base.len() == 1 || year < rules.first {
            return false;
        }
        let taken = |value: usize, first: u8, end: u8| {
            let runs = rules.indexed_runs(year.month(first), year.month(end).min(last));
            rules.indexed_places(runs).any(|place| place == self.indexed[value - 1])
        };
        let beyond = |outcome: usize, value: usize| self.outcomes[outcome + value] == BEYOND;
        self.moves.iter().any(|step| {
            (1..self.base.len()).any(|value| {
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
            chance::add(to, &before[step.weight..step.weight + lanes], bits);
        }
        at
    }

    /// The chance of being on the payroll in the year at hand.
    pub(crate) fn there(&self, year: &WalkYear, lanes: usize) -> &[u64] {
        &self.weights[year.there..year.there + lanes]
    }

    /// The outcomes of the year at hand: pay and indexed standards before and after its step, and the
    /// chance.
    pub(crate) fn moves(&self, lanes: usize) -> impl ExactSizeIterator<Item = (&[u64], &[u64], &[u64])> {
        let outcome = |at: usize| &self.outcomes[at..at + self.base.len()];
        self.moves.iter().map(move |step| {
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
