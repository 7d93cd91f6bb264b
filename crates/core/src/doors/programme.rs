//! Rules 12 and 13: a programme read, a preset taken, a reform merged.

use crate::{
    base::json::Json,
    faults::error::Errors,
    plan::{presets::PRESETS, programme::Programme},
    read::{programme::programme, text},
};

impl Programme {
    /// The ids of the presets (rule 13).
    pub fn presets() -> impl Iterator<Item = &'static str> {
        PRESETS.iter().map(|(id, _)| *id)
    }

    /// A preset by its id, `guangdong-2017` or `guangdong-2021` (rule 13).
    ///
    /// # Errors
    /// `unknown_preset` at `/programme`.
    pub fn preset(id: &str) -> Result<Programme, Errors> {
        programme(&Json::Text(id.into()), None)
    }

    /// A programme from its JSON text (rule 12).
    ///
    /// # Errors
    /// What reading finds (rule 15), with places that start at `/programme`.
    pub fn from_json(text: &str) -> Result<Programme, Errors> {
        programme(&text::json(text)?, None)
    }

    /// This programme changed by a reform (rule 11): a JSON merge patch (RFC 7396), in which a list may also be given
    /// by an amendment, or by `{"amend": [...]}`: then all that these do not name stays as it was.
    ///
    /// ```
    /// let preset = shuangbai::Programme::preset("guangdong-2021")?;
    /// let later = preset.reformed(r#"{"raise": {"from": 2023, "rate": "0.03"}}"#)?;
    /// assert_eq!(later.in_force("2022-12".parse()?)["raise"], [0]);
    /// assert_eq!(later.in_force("2023-01".parse()?)["raise"], [1]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// What reading finds in the merged programme (rule 15); `no_entry` for an amendment that speaks of no entry.
    pub fn reformed(&self, patch: &str) -> Result<Programme, Errors> {
        let (base, patch) = (self.to_json(), text::json(patch)?);
        programme(&text::json(&base)?, Some(&patch))
    }
}
