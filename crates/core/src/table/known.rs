//! What fields make of the rows of a column, and the dictionary that it had last.

#[cfg(feature = "arrow")]
use arrow_array::ArrayRef;

use crate::values::written::Flaw;

/// What a field makes of a row: its value, nothing for a null, or why there is none.
pub(crate) type Cell<T> = Result<Option<T>, Flaw>;

/// The dictionary that a column had last, read.
#[derive(Debug)]
pub(crate) struct Known<T> {
    #[cfg(feature = "arrow")]
    pub(crate) values: Option<ArrayRef>,
    #[cfg(feature = "arrow")]
    pub(crate) cells: Vec<Cell<T>>,
    #[cfg(not(feature = "arrow"))]
    of: std::marker::PhantomData<T>,
}

impl<T> Default for Known<T> {
    fn default() -> Known<T> {
        Known {
            #[cfg(feature = "arrow")]
            values: None,
            #[cfg(feature = "arrow")]
            cells: Vec::new(),
            #[cfg(not(feature = "arrow"))]
            of: std::marker::PhantomData,
        }
    }
}
