//! Rule 4: how years come out, by grade, as far as rules tell.

use super::states::States;
use crate::{
    model::{
        crowd::{CODES, NO_GRADE, grade_of},
        rulebook::Rulebook,
    },
    rules::pay::Verdict,
    values::{fen::Rate, month::Year},
};

/// The end of a year: how its appraisal comes out, by the code of a grade (rule 4).
#[derive(Clone, Debug)]
pub(crate) struct Turn {
    /// How it comes out where nothing is known of it.
    pub(crate) assumed: Verdict,
    pub(crate) year: Year,
    /// Whether its appraisal and the raise after it have rules.
    pub(crate) ruled: bool,
    /// The raise after it, as a number.
    pub(crate) raise: Option<usize>,
    pub(crate) passes: [bool; CODES],
    /// Where a grade is needed and there is none.
    pub(crate) missing: [bool; CODES],
    /// What comes out otherwise than assumed.
    pub(crate) differs: [bool; CODES],
    /// It counts for who is hired in one of so many first months of it.
    pub(crate) counted: u8,
}

impl Turn {
    pub(crate) fn new(rules: &Rulebook, states: &States<'_>, year: Year) -> Turn {
        let (rule, raise) = (rules.appraisal(year), year.next().and_then(|next| states.raise(next)));
        let assumed = assumed(rules, year);
        let mut turn = Turn {
            assumed,
            year,
            ruled: rule.is_some() && raise.is_some(),
            raise,
            passes: [false; CODES],
            missing: [false; CODES],
            differs: [false; CODES],
            counted: 0,
        };
        let Some(rule) = rule else { return turn };
        let (january, history) = (*year.months().start(), rules.assumptions.missing_history);
        for code in NO_GRADE..CODES as u8 {
            let grade = grade_of(code).map(|grade| rule.passes(grade));
            let verdict = rule.verdict(january, year, grade, year >= rules.from, history);
            let place = usize::from(code);
            turn.passes[place] = verdict == Some(Verdict::Passed);
            turn.missing[place] = verdict.is_none();
            turn.differs[place] = verdict.is_some_and(|verdict| sure(rules, verdict) != assumed);
        }
        turn.counted = (1..=12).take_while(|month| rule.counts(year.month(*month), year)).count() as u8;
        turn
    }

    /// Whether rules or a grade can be missing.
    pub(crate) fn may_lack(&self) -> bool {
        !self.ruled || self.missing.contains(&true)
    }

    /// Whether it comes out otherwise than assumed where no grade is given.
    pub(crate) fn differs_without_grades(&self) -> bool {
        self.differs[usize::from(NO_GRADE)]
    }

    /// Whether it comes out otherwise than assumed where it does not count.
    pub(crate) fn uncounted_differs(&self) -> bool {
        self.assumed == Verdict::Passed
    }

    /// Whether what comes out otherwise than assumed may have passed.
    pub(crate) fn passes_otherwise(&self) -> bool {
        self.passes.iter().zip(self.differs).any(|(passes, differs)| *passes && differs)
    }
}

/// How a year comes out where nothing is known of it: before anything is assumed, most pass.
fn assumed(rules: &Rulebook, year: Year) -> Verdict {
    if year < rules.from { Verdict::Passed } else { sure(rules, Verdict::Chance) }
}

/// A verdict, where a chance of 0 or 1 is none.
fn sure(rules: &Rulebook, verdict: Verdict) -> Verdict {
    match (verdict, rules.assumptions.pass_rate) {
        (Verdict::Chance, Rate::ONE) => Verdict::Passed,
        (Verdict::Chance, Rate::ZERO) => Verdict::NotPassed,
        _ => verdict,
    }
}
