//! Rule 11: a plan changed in what an object names, as a page with sliders does.

use super::{plan::horizon, programme::read_programme, text};
use crate::{
    base::{json, patch::merge},
    faults::{error::Errors, place::Place},
    plan::{assumptions::Assumptions, people::Hire, plan::Plan},
    record::{
        fields::{Fields, alone, object},
        read::{ListOf, Read},
    },
    values::words::By,
};

/// What a change may name.
const FIELDS: &[&str] = &["reform", "horizon", "hires", "assumptions", "by"];

/// A plan without its workers, changed in what the object `text` names; see [`crate::Calculator`].
pub(crate) fn change(plan: &Plan, text: &str) -> Result<Plan, Errors> {
    let (programme, assumptions) = (plan.programme.to_json(), json::written(&plan.assumptions));
    let (tree, programme) = (text::json(text)?, text::json(&programme)?);
    let assumptions = text::json(&assumptions)?;
    alone(|findings| {
        let mut change = Fields::open(findings, Place::Root, &tree, FIELDS)?;
        let plan = plan.outline();
        let patch = change.may("reform", |findings, place, json| object(findings, place, json).map(|_| json));
        let reformed = match patch {
            Some(_) => {
                let place = Place::Root.key("programme");
                read_programme(change.findings, place, &programme, patch)
            }
            None => Some(plan.programme),
        };
        let assumed = change.may("assumptions", |findings, place, json| {
            object(findings, place, json)?;
            Assumptions::read(findings, place, &merge(assumptions, json))
        });
        let horizon = change.may("horizon", horizon);
        let hires = change.may("hires", ListOf::<Hire>::read);
        let by = change.may("by", By::read);
        Some(Plan {
            programme: reformed?,
            assumptions: assumed.unwrap_or(plan.assumptions),
            horizon: horizon.unwrap_or(plan.horizon),
            hires: hires.unwrap_or(plan.hires),
            by: by.unwrap_or(plan.by),
            ..plan
        })
    })
}
