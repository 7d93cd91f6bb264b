//! The round of calculating (rule 15): why lives can't be worked out, person by person. It is run
//! only when something is wrong, on the same lives and walks as the figures.

use crate::{
    Errors, Month, Year,
    crowd::{Case, Member},
    error::{ErrorKind, Findings},
    life::{Problem, Walk},
    maps::Map,
    rulebook::Rulebook,
    tally::Tally,
};

/// Somebody or something that a problem is reported at.
#[derive(Clone, Copy)]
enum Who {
    Worker(usize),
    Hire(usize),
    Station(usize),
}

impl Who {
    fn place(self) -> String {
        match self {
            Who::Worker(row) => format!("/workers/{row}"),
            Who::Hire(row) => format!("/hires/{row}"),
            Who::Station(row) => format!("/stations/{row}"),
        }
    }
}

/// Why a calculation did not come to its end. It was asked to; or all problems of a plan's people:
/// what is missing first, and only where nothing is, what does not fit.
pub(crate) fn problems(tally: &Tally<'_>) -> Errors {
    let mut missing = Findings::default();
    let mut misfits = Findings::default();
    let mut note = |who: Who, problem: Problem| match problem {
        Problem::Overflow(_) | Problem::Outcomes(_) => misfit(&mut misfits, who, problem),
        _ => lacking(&mut missing, who, problem),
    };
    let mut known = Map::default();
    let mut walk = Walk::default();
    let (crowd, watch) = (&tally.model.crowd, &tally.model.watch);
    for (row, piece, case, member) in crowd.rows().take_while(|_| !watch.is_stopped()) {
        let Member { leaf, left, case: at } = member;
        let class = tally.rules.class_of[leaf as usize / 2];
        let found = known
            .entry((piece, at, left, class))
            .or_insert_with(|| of_case(tally, &mut walk, &case, left, class));
        found.iter().for_each(|problem| note(Who::Worker(row), *problem));
    }
    for group in tally.groups.iter().take_while(|_| !watch.is_stopped()) {
        let station = group.leaf as usize / 2;
        let who = group.hire.map_or(Who::Station(station), Who::Hire);
        let found = of_case(tally, &mut walk, &group.case(), None, tally.rules.class_of[station]);
        found.into_iter().for_each(|problem| note(who, problem));
    }
    if tally.refills() {
        of_refills(tally, &mut walk, &mut note);
    }
    watch
        .going()
        .and_then(|()| missing.close())
        .and_then(|()| misfits.close())
        .err()
        .unwrap_or_else(|| overflow(&[]))
}

/// What is wrong with somebody of a case who leaves in a month or stays.
fn of_case(
    tally: &Tally<'_>,
    walk: &mut Walk,
    case: &Case<'_>,
    left: Option<Month>,
    class: usize,
) -> Vec<Problem> {
    let rules = tally.rules;
    let last = left.map_or(rules.last_month(), |left| left.min(rules.last_month()));
    let start = case.hired.max(rules.first_month());
    let (life, problem) = tally.life_of_case(case, last);
    let certain = &tally.scale.year(rules, start.year()).certain;
    walk.walk(&life, last, (rules, &tally.scale, &tally.model.watch), certain, |_, _| ());
    let mut found = std::mem::take(&mut walk.problems);
    found.extend(problem);
    found.extend(starts_in_force(rules, class, start));
    found
}

/// What is not in force in somebody's first month on the payroll in the horizon: a list's entries
/// follow each other without a gap, so the first month tells for all.
pub(crate) fn starts_in_force(rules: &Rulebook, class: usize, start: Month) -> Vec<Problem> {
    let subsidy = rules.subsidy.in_force(start).is_none().then_some(Problem::NoSubsidy(start));
    let shared = rules.classes[class].shared_from.is_some_and(|from| from <= start);
    let sharing = (!shared).then_some(Problem::NoSharing(start));
    subsidy.into_iter().chain(sharing).collect()
}

/// What is wrong with those who replace leavers, at every station that may have one.
fn of_refills(tally: &Tally<'_>, walk: &mut Walk, note: &mut impl FnMut(Who, Problem)) {
    let mut exposed: Vec<Option<Year>> = vec![None; tally.model.plan.stations.len()];
    let mut expose = |station: usize, hired: Month| {
        let year = tally.exposed_from(hired);
        exposed[station] = Some(exposed[station].map_or(year, |other| other.min(year)));
    };
    let crowd = &tally.model.crowd;
    let going = crowd.rows().take_while(|_| !tally.model.watch.is_stopped());
    for (_, _, case, member) in going.filter(|(_, _, case, _)| case.exposed) {
        expose(member.leaf as usize / 2, case.hired);
    }
    tally.groups.iter().for_each(|group| expose(group.leaf as usize / 2, group.month));
    for (place, year) in tally.rules.years().enumerate().skip(1) {
        let (life, problem) = tally.refill_life(year);
        tally.walk_refill(walk, &life, place, |_, _| ());
        let found: Vec<Problem> = walk.problems.drain(..).chain(problem).collect();
        for (station, exposed) in exposed.iter().enumerate() {
            if exposed.is_some_and(|exposed| exposed < year) {
                found.iter().for_each(|problem| note(Who::Station(station), *problem));
            }
        }
    }
}

fn lacking(findings: &mut Findings, who: Who, problem: Problem) {
    let mut no_rule = |list: &str, zh: String, en: String| {
        findings.add(ErrorKind::NoRule, format!("/programme/{list}"), (zh, en));
    };
    match problem {
        Problem::MissingGrade(year) => {
            let texts = (
                format!(
                    "缺少 {year} 年的考核等次：薪酬以它为据；请补填，或把 missing_history 设为 pass 或 fail"
                ),
                format!(
                    "the grade of {year} is missing and pay rests on it: give it, or set `missing_history` to `pass` or `fail`"
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
            format!("{year} 年 12 月没有生效的考核条目"),
            format!(
                "no appraisal entry is in force in December {year}, and that year's appraisal is asked for"
            ),
        ),
        Problem::NoRaise(year) => no_rule(
            "raise",
            format!("{year} 年 1 月没有生效的递增条目"),
            format!("no raise entry is in force in January {year}, and the appraisal before it is asked for"),
        ),
        Problem::Overflow(_) | Problem::Outcomes(_) => {}
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

/// Amounts that don't fit: at stations, or with none at the whole plan.
pub(crate) fn overflow(stations: &[usize]) -> Errors {
    let texts = |what_zh: &str, what_en: &str| {
        (
            format!("{what_zh}超过 92233720368547758.07 元，无法表示"),
            format!("{what_en} exceeds 92233720368547758.07 yuan, the most that fits"),
        )
    };
    let mut findings = Findings::default();
    for station in stations {
        let place = Who::Station(*station).place();
        findings.add(ErrorKind::Overflow, place, texts("该社工站的金额", "an amount of this station"));
    }
    let whole = || Errors::one(ErrorKind::Overflow, "", texts("汇总金额", "an amount of a row or total"));
    findings.close().err().unwrap_or_else(whole)
}
