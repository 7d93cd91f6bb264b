//! Rule 14's hint `reset`: what a reform's lists, given whole, leave out of what their entries had before.

/// An entry of a reform's list that leaves out fields that its entry had before.
#[derive(Clone, Debug)]
pub(crate) struct Reset {
    pub(crate) list: &'static str,
    /// Its place in the list.
    pub(crate) entry: usize,
    pub(crate) fields: Vec<&'static str>,
}

/// All of them. They tell how a programme was made, not what it says: programmes that say the same are equal.
#[derive(Clone, Debug, Default)]
pub(crate) struct Resets(pub(crate) Vec<Reset>);

impl PartialEq for Resets {
    fn eq(&self, _: &Resets) -> bool {
        true
    }
}

impl Eq for Resets {}
