//! Rules 10 and 14: the forecast, as a value and as text.

use std::cell::RefCell;

use serde::{
    Deserialize, Serialize, Serializer,
    ser::{self, SerializeSeq},
};

use super::{
    regions::Regions,
    rows::{NormRow, Row},
};
use crate::{
    base::json,
    faults::{
        error::{Fault, Unanswered},
        hint::Hint,
        watch::Watch,
    },
    ledger::ledger::Ledger,
    rules::{fund::FundReport, notice::Notice},
};

/// A forecast (rule 14).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Forecast {
    /// The programme's id.
    pub programme: String,
    /// What nobody has confirmed, sorted like errors.
    pub notices: Vec<Notice>,
    /// One for each year and region with somebody on the payroll or an open station under a cost
    /// entry, by year, then region.
    pub rows: Vec<Row>,
    /// One for each year, region `""`.
    pub totals: Vec<Row>,
    /// The norm of each December, by year and region; after all of these for region `""`.
    pub norm: Vec<NormRow>,
    /// What each fund of the programme pays.
    pub funds: Vec<FundReport>,
    /// What can hardly be meant, sorted like errors; it changes no figure. A forecast of merged ledgers has none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unlikely: Vec<Hint>,
}

impl Forecast {
    /// The figures and notices alone: of one plan they are the same, whichever way its people came.
    #[must_use]
    pub fn without_hints(self) -> Forecast {
        Forecast { unlikely: Vec::new(), ..self }
    }

    /// The forecast as compact JSON, as rule 14 writes it.
    pub fn to_json(&self) -> String {
        json::written(self)
    }
}

/// The forecast of a ledger, if the watch is not stopped.
pub(crate) fn forecast(ledger: &Ledger, watch: &Watch) -> Result<Forecast, Unanswered> {
    let regions = Regions::new(ledger, watch);
    let rows = regions.rows().collect::<Result<_, _>>()?;
    Ok(Forecast { rows, ..without_rows(ledger, &regions)? })
}

/// The same as compact JSON: each row is written as soon as it is worked out, and not kept.
pub(crate) fn forecast_text(
    ledger: &Ledger,
    watch: &Watch,
    unlikely: impl FnOnce(&[Row], &[FundReport]) -> Vec<Hint>,
) -> Result<String, Unanswered> {
    let regions = Regions::new(ledger, watch);
    let ended = RefCell::new(None);
    let Forecast { programme, notices, totals, norm, funds, .. } = &without_rows(ledger, &regions)?;
    let unlikely = &unlikely(totals, funds);
    let text = serde_json::to_string(&Text {
        programme,
        notices,
        rows: Rows { regions: &regions, ended: &ended },
        totals,
        norm,
        funds,
        unlikely,
    });
    match ended.into_inner() {
        Some(why) => Err(why),
        // Text in memory takes all that is written.
        None => text.map_err(|_| Fault::here("a forecast can be written").into()),
    }
}

fn without_rows(ledger: &Ledger, regions: &Regions<'_>) -> Result<Forecast, Unanswered> {
    Ok(Forecast {
        programme: ledger.frame.programme.id.clone(),
        notices: ledger.frame.notices.clone(),
        rows: Vec::new(),
        totals: regions.totals()?,
        norm: regions.norm()?,
        funds: regions.funds()?,
        unlikely: Vec::new(),
    })
}

/// A [`Forecast`] on its way into text: the same fields, in the same order.
#[derive(Serialize)]
struct Text<'f> {
    programme: &'f str,
    notices: &'f [Notice],
    rows: Rows<'f>,
    totals: &'f [Row],
    norm: &'f [NormRow],
    funds: &'f [FundReport],
    #[serde(skip_serializing_if = "<[Hint]>::is_empty")]
    unlikely: &'f [Hint],
}

/// Rows that are not there yet, and why there is one that will never be.
struct Rows<'f> {
    regions: &'f Regions<'f>,
    ended: &'f RefCell<Option<Unanswered>>,
}

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut rows = serializer.serialize_seq(None)?;
        for row in self.regions.rows() {
            match row {
                Ok(row) => rows.serialize_element(&row)?,
                Err(why) => {
                    self.ended.replace(Some(why));
                    return Err(ser::Error::custom("a row can't be worked out"));
                }
            }
        }
        rows.end()
    }
}
