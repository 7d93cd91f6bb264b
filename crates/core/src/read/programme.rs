//! Rules 11 to 13: a programme by a preset's id or as an object, changed by a reform.

use std::borrow::Cow;

use super::reform::{reformed, resets};
use crate::{
    base::json::Json,
    faults::{
        error::{ErrorKind, Errors},
        findings::{Findings, shown},
        place::Place,
    },
    plan::{presets::PRESETS, programme::Programme},
    record::{
        fields::{alone, wrong_type},
        read::Read,
    },
};

/// A programme: a preset's id or an object, changed by a reform.
pub(crate) fn programme(tree: &Json<'_>, patch: Option<&Json<'_>>) -> Result<Programme, Errors> {
    alone(|findings| read_programme(findings, Place::Root.key("programme"), tree, patch))
}

/// The same, with what is wrong noted. The reform is merged first, and only what it makes is read.
pub(crate) fn read_programme(
    findings: &mut Findings,
    place: Place<'_>,
    json: &Json<'_>,
    patch: Option<&Json<'_>>,
) -> Option<Programme> {
    let base = match json {
        Json::Text(id) => Cow::Owned(preset(findings, place, id)?),
        Json::Object(_) => Cow::Borrowed(json),
        _ => {
            wrong_type(findings, place, json, ("预设编号或方案对象", "a preset's id or a programme"));
            return None;
        }
    };
    match patch {
        Some(patch) => {
            let resets = resets(&base, patch);
            let reformed = reformed(findings, base.into_owned(), patch);
            Programme::read(findings, place, &reformed).map(|programme| Programme { resets, ..programme })
        }
        None => Programme::read(findings, place, &base),
    }
}

/// The tree of a preset.
fn preset(findings: &mut Findings, place: Place<'_>, id: &str) -> Option<Json<'static>> {
    let ids = || PRESETS.iter().map(|(id, _)| *id);
    let Some((_, preset)) = PRESETS.iter().find(|(name, _)| *name == id) else {
        let near = findings.nearest(id, ids());
        let presets: Vec<_> = ids().collect();
        let texts = (
            format!("没有预设“{}”，可用：{}", shown(id), presets.join("、")),
            format!("no preset `{}`, there are {}", shown(id), presets.join(", ")),
        );
        findings.add_near(ErrorKind::UnknownPreset, place, texts, near);
        return None;
    };
    // A test reads every preset; one that were no JSON would be told as of another type than an object.
    Some(Json::parse(preset).unwrap_or(Json::Null))
}
