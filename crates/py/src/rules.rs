//! Rules 2, 3 and 9 by themselves, and a pot that is given out: what the core answers, as Python has it.

use std::sync::Arc;

use arrow_array::{
    ArrayRef, Decimal128Array, Int64Array, RecordBatch, StringArray,
    types::{Decimal128Type, DecimalType as _},
};
use pyo3::{exceptions::PyValueError, prelude::*};
use shuangbai::{Claim, Fen};

use crate::{error::value_error, run::guarded, table::Table};

/// An amount in yuan, as its text says.
fn fen(text: &str) -> PyResult<Fen> {
    text.parse::<Fen>().map_err(|error| value_error(format!("{} ({error})", error.zh())))
}

fn texts(amounts: Vec<Fen>) -> Vec<String> {
    amounts.iter().map(ToString::to_string).collect()
}

/// Rule 2.
#[pyfunction]
pub(crate) fn split(amount: &str, parts: Vec<u32>) -> PyResult<Vec<String>> {
    guarded(|| Ok(texts(shuangbai::split(fen(amount)?, &parts))))
}

/// Rule 3.
#[pyfunction]
pub(crate) fn span(annual: &str, first: u8, last: u8) -> PyResult<String> {
    guarded(|| Ok(shuangbai::span(fen(annual)?, first, last).to_string()))
}

/// Rule 9: parts of `numerators / denominator` fen.
#[pyfunction]
pub(crate) fn apportion(whole: &str, numerators: Vec<u128>, denominator: u128) -> PyResult<Vec<String>> {
    guarded(|| {
        let parts = shuangbai::apportion(fen(whole)?, &numerators, denominator);
        Ok(texts(parts.ok_or_else(|| PyValueError::new_err("a part does not fit 64-bit fen (金额过大)"))?))
    })
}

/// A pot that is given out: the table, and the level as fen and need.
#[pyfunction]
pub(crate) fn allot(
    pot: &str,
    names: Vec<String>,
    needs: Vec<u64>,
    scale: i8,
    floors: Vec<String>,
    caps: Vec<Option<String>>,
) -> PyResult<(Table, u128, u128)> {
    guarded(|| {
        let claim = |((need, floor), cap): ((&u64, &String), &Option<String>)| {
            let cap = cap.as_deref().map(fen).transpose()?;
            Ok(Claim { need: *need, floor: fen(floor)?, cap })
        };
        let claims = needs.iter().zip(&floors).zip(&caps).map(claim).collect::<PyResult<Vec<Claim>>>()?;
        let allotment = shuangbai::allot(fen(pot)?, &claims).map_err(|error| {
            let who = error.place.map(|place| names[place].as_str()).filter(|name| !name.is_empty());
            let who = who.map(|name| format!("{name}: ")).unwrap_or_default();
            value_error(format!("{who}{} ({})", error.zh, error.en))
        })?;
        let decimals = |numbers: Vec<Option<i128>>, width, scale| {
            let numbers = Decimal128Array::from(numbers).with_precision_and_scale(width, scale);
            numbers.map(|numbers| Arc::new(numbers) as ArrayRef).map_err(value_error)
        };
        let money = |amounts: Vec<Option<Fen>>| {
            let numbers: Vec<Option<i128>> =
                amounts.into_iter().map(|amount| amount.map(|fen| fen.0.into())).collect();
            let is_usual = Decimal128Type::validate_decimal_precision;
            let wide = numbers.iter().flatten().any(|number| is_usual(*number, 18, 2).is_err());
            decimals(numbers, if wide { 19 } else { 18 }, 2)
        };
        let needs_as_given: ArrayRef = match scale {
            0 => Arc::new(needs.iter().map(|need| i64::try_from(*need).ok()).collect::<Int64Array>()),
            _ => decimals(needs.iter().map(|need| Some((*need).into())).collect(), 19, scale)?,
        };
        let text = |texts: Vec<Option<&str>>| Arc::new(StringArray::from(texts)) as ArrayRef;
        let given = &allotment.given;
        let columns = [
            ("name", text(names.iter().map(|name| Some(name.as_str())).collect())),
            ("need", needs_as_given),
            ("floor", money(claims.iter().map(|claim| Some(claim.floor)).collect())?),
            ("cap", money(claims.iter().map(|claim| claim.cap).collect())?),
            ("allotted", money(given.iter().map(|given| Some(given.amount)).collect())?),
            ("bound", text(given.iter().map(|given| given.bound.map(|bound| bound.word())).collect())),
        ];
        let table = RecordBatch::try_from_iter(columns).map_err(value_error)?;
        Ok((table.into(), allotment.level.fen, allotment.level.need))
    })
}
