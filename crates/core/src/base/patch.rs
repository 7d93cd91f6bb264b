//! JSON merge patch (RFC 7396): what `reform` does to a programme. It knows no programme.

use std::collections::BTreeMap;

use crate::base::json::Json;

/// What `target` becomes under `patch`: an object changes the fields that it names, null takes a
/// field away, and anything else stands in the target's place.
pub(crate) fn merge<'t>(target: Json<'t>, patch: &Json<'t>) -> Json<'t> {
    let Json::Object(changes) = patch else { return patch.clone() };
    let mut fields: Vec<_> = match target {
        Json::Object(fields) => fields.into_iter().map(|(key, value)| (key, Some(value))).collect(),
        _ => Vec::new(),
    };
    let mut places = BTreeMap::new();
    for (place, (key, _)) in fields.iter().enumerate() {
        places.entry(key.clone()).or_insert(place);
    }
    for (key, change) in changes {
        let place = *places.entry(key.clone()).or_insert_with(|| {
            fields.push((key.clone(), None));
            fields.len() - 1
        });
        let field = &mut fields[place].1;
        *field = match change {
            Json::Null => None,
            _ => Some(merge(field.take().unwrap_or(Json::Null), change)),
        };
    }
    Json::Object(fields.into_iter().filter_map(|(key, value)| Some((key, value?))).collect())
}
