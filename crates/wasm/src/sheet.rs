//! Pay sheets (rule 20) month by month as columns: amounts in fen as 64-bit integers, never as floats.
#![expect(clippy::disallowed_types, reason = "a count is JavaScript's own number, as in JSON; no amount is")]

use std::sync::Arc;

use serde::Serialize;
use shuangbai::{Errors, SheetMonth, Unanswered, Watch};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// What takes the months of a sheet, in the package's `bare.js`.
    pub type SheetTaker;

    /// Takes whose rows there can be, as the JSON of lists, before the first month.
    #[wasm_bindgen(method, structural)]
    fn keys(this: &SheetTaker, keys: &str);

    /// Takes a month: the JSON of its totals, then columns; those of amounts lie one after the other, each as long as `key`.
    /// False where no other month is wanted.
    #[wasm_bindgen(method, structural)]
    fn month(
        this: &SheetTaker,
        month: &str,
        totals: &str,
        key: Vec<u32>,
        count: Vec<f64>,
        names: Vec<String>,
        amounts: Vec<i64>,
    ) -> bool;
}

/// [`SheetKey`](shuangbai::SheetKey) by key, as lists.
#[derive(Default, Serialize)]
struct Keys<'k> {
    station: Vec<String>,
    post: Vec<&'static str>,
    at: Vec<&'k str>,
    id: Vec<&'k str>,
}

/// Gives a sheet's months to whoever takes them, until no other is wanted.
pub(crate) fn by_month(
    taker: &SheetTaker,
    sheet: impl FnOnce(Arc<Watch>, &mut dyn FnMut(&SheetMonth<'_>)) -> Result<(), Unanswered>,
) -> Result<(), Errors> {
    let watch = Arc::new(Watch::new());
    let its = Arc::clone(&watch);
    let mut first = true;
    let shown = sheet(watch, &mut |month| {
        if std::mem::take(&mut first) {
            taker.keys(&json(&keys(month)));
        }
        if !give(month, taker) {
            its.stop();
        }
    });
    match shown {
        Err(Unanswered::Wrong(errors)) => Err(errors),
        Ok(()) | Err(Unanswered::Stopped) => Ok(()),
    }
}

fn keys<'k>(month: &'k SheetMonth<'_>) -> Keys<'k> {
    let mut keys = Keys::default();
    for key in month.keys() {
        keys.station.push(key.station.to_string());
        keys.post.push(key.post.word());
        keys.at.push(key.at);
        keys.id.push(key.id);
    }
    keys
}

fn give(month: &SheetMonth<'_>, taker: &SheetTaker) -> bool {
    let columns = month.columns();
    let mut names = Vec::with_capacity(columns.amounts.len());
    let mut amounts = Vec::with_capacity(columns.amounts.len() * columns.key.len());
    for (name, fen) in columns.amounts {
        names.push(name);
        amounts.extend(fen.iter().map(|fen| fen.0));
    }
    let count = columns.count.iter().map(|count| *count as f64).collect();
    taker.month(&month.month().to_string(), &json(month.totals()), columns.key, count, names, amounts)
}

fn json(value: &(impl Serialize + ?Sized)) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
