//! The round of calculating (rule 15): why lives can't be worked out, person by person. It is run
//! only when something is wrong, on the same lives and walks as the figures.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    life::{Under, Walk},
    movers::Way,
    tally::{Tally, starts_in_force},
};
use crate::{
    faults::{
        error::{ErrorKind, Fault, Unanswered},
        findings::Findings,
    },
    model::{
        crowd::Somebody,
        person::{Case, Mover},
        problem::Problem,
    },
};

/// Somebody or something that a problem is reported at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Who {
    Worker(usize),
    Hire(usize),
    Station(usize),
}

impl Who {
    /// The row of a worker.
    pub(crate) fn row(self) -> Option<usize> {
        match self {
            Who::Worker(row) => Some(row),
            Who::Hire(_) | Who::Station(_) => None,
        }
    }

    pub(crate) fn place(self) -> String {
        match self {
            Who::Worker(row) => format!("/workers/{row}"),
            Who::Hire(row) => format!("/hires/{row}"),
            Who::Station(row) => format!("/stations/{row}"),
        }
    }
}

/// Why a calculation did not come to its end. It was asked to; or all problems of a plan's people:
/// what is missing first, and only where nothing is, what does not fit.
pub(crate) fn problems(tally: &Tally<'_>) -> Unanswered {
    let mut missing = Findings::default();
    let mut misfits = Findings::default();
    let mut fault = None;
    let mut note = |who: Who, problem: Problem| match problem {
        Problem::Overflow(_) | Problem::Outcomes(_) => misfit(&mut misfits, who, problem),
        Problem::Beyond(_) => fault = Some(Fault::here("no pay or indexed standard goes beyond its bound")),
        _ => lacking(&mut missing, who, problem),
    };
    let mut known = BTreeMap::new();
    let mut walk = Walk::default();
    let (crowd, watch) = (&tally.model.crowd, &tally.model.watch);
    for Somebody { row, leaf, case } in crowd.people().take_while(|_| !watch.is_stopped()) {
        let class = tally.rules.class_of(leaf);
        let found = known
            .entry((case, class))
            .or_insert_with_key(|(case, class)| of_case(tally, &mut walk, case, *class));
        found.iter().for_each(|problem| note(Who::Worker(row), *problem));
    }
    for mover in crowd.movers.iter().take_while(|_| !watch.is_stopped()) {
        let found = of_mover(tally, &mut walk, mover);
        found.into_iter().for_each(|problem| note(Who::Worker(mover.row), problem));
    }
    for group in tally.groups.iter().take_while(|_| !watch.is_stopped()) {
        let who = group.hire.map_or(Who::Station(group.leaf.station()), Who::Hire);
        let found = of_case(tally, &mut walk, &group.case(), tally.rules.class_of(group.leaf));
        found.into_iter().for_each(|problem| note(who, problem));
    }
    if tally.refills() {
        of_refills(tally, &mut walk, &mut note);
    }
    if let Err(stopped) = watch.going() {
        return stopped;
    }
    let found = missing.close().and_then(|()| misfits.close()).err().map(Unanswered::from);
    // The fast way noticed something, and this one finds nothing.
    let disagree = || Fault::here("what can't be calculated has an error").into();
    fault.map(Unanswered::from).or(found).unwrap_or_else(disagree)
}

/// The errors of what is wrong with people: what is missing first, and only where nothing is, what does not fit.
pub(super) fn problems_of(problems: Vec<(Who, Problem)>) -> Unanswered {
    let (mut missing, mut misfits) = (Findings::default(), Findings::default());
    for (who, problem) in problems {
        lacking(&mut missing, who, problem);
        misfit(&mut misfits, who, problem);
    }
    let found = missing.close().and_then(|()| misfits.close()).err();
    found.map_or_else(
        || Fault::here("no pay or indexed standard goes beyond its bound").into(),
        Unanswered::from,
    )
}

/// What is wrong with somebody of a case.
fn of_case(tally: &Tally<'_>, walk: &mut Walk, case: &Case, class: usize) -> Vec<Problem> {
    let (rules, last) = (tally.rules, tally.last_of(case));
    let start = case.hired.max(rules.first_month());
    let (life, problem) = tally.life_of_case(case, class);
    let certain = &tally.scale.year(rules, start.year()).certain;
    walk.walk(&life, last, tally.under(), certain, |_, _| ());
    let mut found = std::mem::take(&mut walk.problems);
    found.extend(problem);
    found.extend(starts_in_force(rules, class, start));
    found
}

/// What is wrong with somebody who moves or is away.
fn of_mover(tally: &Tally<'_>, walk: &mut Walk, who: &Mover) -> Vec<Problem> {
    let Way { life, stretches, last, mut problems } = tally.way(who, tally.rules.last_month());
    let start = who.case.hired.max(tally.rules.first_month());
    let certain = &tally.scale.year(tally.rules, start.year()).certain;
    walk.walk(&life, last, Under { stretches: &stretches, ..tally.under() }, certain, |_, _| ());
    problems.append(&mut walk.problems);
    problems
}

/// What is wrong with those who replace leavers, at every station that may have one.
fn of_refills(tally: &Tally<'_>, walk: &mut Walk, note: &mut impl FnMut(Who, Problem)) {
    let going = tally.model.crowd.people().take_while(|_| !tally.model.watch.is_stopped());
    let workers = going.map(|somebody| Mover::staying(somebody.case, somebody.leaf));
    let groups = tally.groups.iter().map(|group| Mover::staying(group.case(), group.leaf));
    let mut exposures = BTreeSet::new();
    for who in workers.chain(groups) {
        exposures.extend(tally.exposures(&who));
    }
    exposures.extend(tally.model.crowd.movers.iter().flat_map(|who| tally.exposures(who)));
    let replaced = exposures.iter().flat_map(|exposure| tally.replaced(exposure));
    let (mut hired, mut known) = (BTreeSet::new(), BTreeMap::new());
    for (_, Mover { case, home, .. }) in replaced {
        hired.insert((home, case));
    }
    for (leaf, case) in hired {
        let class = tally.rules.class_of(leaf);
        let found =
            known.entry((class, case)).or_insert_with_key(|(class, case)| of_case(tally, walk, case, *class));
        found.iter().for_each(|problem| note(Who::Station(leaf.station()), *problem));
    }
}

/// What most of those mean who give a pay and the month of hire alone.
const NEEDS_YEAR_ZH: &str = "；若所给的是现在的年薪，请写年薪年度（pay_year）";
const NEEDS_YEAR_EN: &str = "; if the pay is today's, give its year (`pay_year`)";

fn lacking(findings: &mut Findings, who: Who, problem: Problem) {
    let mut no_rule = |list: &str, zh: String, en: String| {
        findings.add(ErrorKind::NoRule, format!("/programme/{list}"), (zh, en));
    };
    match problem {
        Problem::MissingGrade(year) => {
            let texts = (
                format!(
                    "缺少 {year} 年的考核等次：薪酬从年薪年度起逐年以它为据；请补填，\
                     或把 missing_history 设为 pass 或 fail{NEEDS_YEAR_ZH}"
                ),
                format!(
                    "the grade of {year} is missing and pay rests on it from its year on: give it, or \
                     set `missing_history` to `pass` or `fail`{NEEDS_YEAR_EN}"
                ),
            );
            findings.add(ErrorKind::MissingGrade, format!("{}/appraisals/{year}", who.place()), texts);
        }
        Problem::NoSubsidy(month) => no_rule(
            "subsidy",
            format!("{month} 没有生效的资助条目：计算在册月份或入职薪酬需要它"),
            format!("no subsidy entry is in force in {month}, a month on the payroll or of an entry pay"),
        ),
        Problem::NoSharing(month) => no_rule(
            "sharing",
            format!("{month} 没有生效的分担条目"),
            format!("no sharing entry is in force in {month}, a month on the payroll"),
        ),
        Problem::NoAppraisal(year) => no_rule(
            "appraisal",
            format!("{year} 年 12 月没有生效的考核条目，而薪酬从年薪年度起逐年以考核为据{NEEDS_YEAR_ZH}"),
            format!(
                "no appraisal entry is in force in December {year}, and pay rests on that year's appraisal{NEEDS_YEAR_EN}"
            ),
        ),
        Problem::NoRaise(year) => no_rule(
            "raise",
            format!("{year} 年 1 月没有生效的递增条目，而薪酬从年薪年度起逐年递增{NEEDS_YEAR_ZH}"),
            format!(
                "no raise entry is in force in January {year}, and pay is raised from its year on{NEEDS_YEAR_EN}"
            ),
        ),
        Problem::Overflow(_) | Problem::Outcomes(_) | Problem::Beyond(_) => {}
    }
}

fn misfit(findings: &mut Findings, who: Who, problem: Problem) {
    match problem {
        Problem::Overflow(year) => {
            let texts = (
                format!("{year} 年的薪酬或递增标准超过 92233720368547758.07 元，无法表示"),
                format!(
                    "pay or indexed standard of {year} exceeds 92233720368547758.07 yuan, the most that fits"
                ),
            );
            findings.add(ErrorKind::Overflow, who.place(), texts);
        }
        Problem::Outcomes(year) => {
            let texts = (
                format!("到 {year} 年可能的薪酬超过 10000 种；请减少未定考核的年数，或把合格率设为 0 或 1"),
                format!(
                    "more than 10000 distinct outcomes by {year}: leave fewer years to chance, or set the pass rate to 0 or 1"
                ),
            );
            findings.add(ErrorKind::Outcomes, who.place(), texts);
        }
        _ => {}
    }
}
