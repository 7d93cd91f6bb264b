//! What is known of a record's field beside its type: what it is called, and whether it has to be given.

/// A field of a record, beside its type.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    /// What people call it, in Chinese and English.
    pub(crate) zh: &'static str,
    pub(crate) en: &'static str,
    pub(crate) given: Given,
}

/// Whether a field has to be given.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Given {
    /// It is an error when it is not.
    Always,
    /// It may be left out, and is then not written either.
    Maybe,
    /// It may be left out, and is then what stands here, in JSON.
    OrDefault(fn() -> String),
}
