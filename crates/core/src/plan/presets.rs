//! Rule 13: the presets, as they are embedded.

/// The presets of rule 13: id and JSON text.
pub(crate) const PRESETS: [(&str, &str); 2] = [
    ("guangdong-2017", include_str!("../../presets/guangdong-2017.json")),
    ("guangdong-2021", include_str!("../../presets/guangdong-2021.json")),
];
