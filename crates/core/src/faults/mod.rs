//! Rule 15: errors, where they are, how they are gathered, and when a calculation ends early.

pub(crate) mod codes;
pub(crate) mod error;
pub(crate) mod findings;
pub(crate) mod groups;
pub(crate) mod hint;
pub(crate) mod place;
pub(crate) mod watch;
