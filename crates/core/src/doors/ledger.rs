//! Rules 10 and 14: a ledger's forecast.

use crate::{
    faults::{
        error::{Errors, Unanswered},
        watch::Watch,
    },
    forecast::forecast::{Forecast, forecast},
    ledger::ledger::Ledger,
};

impl Ledger {
    /// The forecast: rows, totals, norm and funds (rules 10 and 14).
    ///
    /// # Errors
    /// `overflow` with an empty place, when a row, total or fund does not fit (rule 15).
    pub fn forecast(&self) -> Result<Forecast, Errors> {
        forecast(self, &Watch::new()).map_err(Unanswered::unwatched)
    }
}
