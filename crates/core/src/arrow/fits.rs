//! Whether a batch of a ledger has the columns that it should have.

use std::collections::BTreeSet;

use arrow_array::RecordBatch;

use crate::{faults::findings::shown, ledger::error::LedgerError};

/// A batch has these columns, each once, and no others.
pub(super) fn columns_fit(names: &BTreeSet<String>, batch: &RecordBatch) -> Result<(), LedgerError> {
    let schema = batch.schema();
    let mut seen = BTreeSet::new();
    for field in schema.fields() {
        if !names.contains(field.name()) {
            return Err(LedgerError::OtherColumn(shown(field.name())));
        }
        if !seen.insert(field.name()) {
            return Err(LedgerError::ColumnTwice(field.name().clone()));
        }
    }
    let missing = names.iter().find(|name| !seen.contains(name));
    missing.map_or(Ok(()), |name| Err(LedgerError::NoColumn(name.clone())))
}
