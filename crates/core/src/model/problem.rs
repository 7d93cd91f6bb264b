//! Rule 15, calculating: why a life can't be worked out, and what does not fit.

use crate::{
    faults::{
        error::{ErrorKind, Errors},
        findings::Findings,
        place::Place,
    },
    values::month::{Month, Year},
};

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
    /// Pay or indexed standard of this year goes beyond what lanes have room for: a fault of the library's.
    Beyond(Year),
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
        findings.add(
            ErrorKind::Overflow,
            Place::Root.key("stations").index(*station),
            texts("该社工站的金额", "an amount of this station"),
        );
    }
    let whole = || Errors::one(ErrorKind::Overflow, "", texts("汇总金额", "an amount of a row or total"));
    findings.close().err().unwrap_or_else(whole)
}
