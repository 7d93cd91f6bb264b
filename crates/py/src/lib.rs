//! The native part of the Python package `shuangbai`: it converts and forwards, and calculates nothing.
//!
//! Two doors lead to the core: JSON text and Arrow tables. What people see is Python, in
//! `python/shuangbai/`; the signatures of this module stand in `_native.pyi` there.

use pyo3::prelude::*;

mod answers;
mod book;
mod capsule;
mod cli;
mod columns;
mod error;
mod explanations;
mod forecast;
mod kinds;
mod ledger;
mod payslips;
mod plan;
mod rules;
mod run;
mod sheet;
mod sweep;
mod table;

/// The native part of shuangbai.
#[pymodule]
mod _native {
    use std::num::NonZeroUsize;

    use pyo3::prelude::*;

    use crate::{
        error::{Columns, plan_error, value_error},
        run::{guarded, internal_error, quiet_panics, run},
    };

    #[pymodule_export]
    #[allow(non_upper_case_globals, reason = "Python's name")]
    const __version__: &str = env!("CARGO_PKG_VERSION");

    #[pymodule_export]
    use super::answers::{told_cause, told_change, told_difference, told_figure, told_limit};
    #[pymodule_export]
    use super::book::{forecast_book, mark_book, read_book, sheet_book, template};
    #[pymodule_export]
    use super::cli::{cli, table_text};
    #[pymodule_export]
    use super::explanations::Explanations;
    #[pymodule_export]
    use super::forecast::Forecast;
    #[pymodule_export]
    use super::ledger::Ledger;
    #[pymodule_export]
    use super::payslips::Payslips;
    #[pymodule_export]
    use super::plan::Plan;
    #[pymodule_export]
    use super::rules::{allot, apportion, span, split};
    #[pymodule_export]
    use super::sheet::SheetMonths;
    #[pymodule_export]
    use super::sweep::{sweep, tidied};
    #[pymodule_export]
    use super::table::Table;

    #[pymodule_init]
    fn init(_module: &Bound<'_, PyModule>) -> PyResult<()> {
        quiet_panics();
        Ok(())
    }

    /// The ids of the presets (rule 13).
    #[pyfunction]
    fn presets() -> Vec<&'static str> {
        shuangbai::Programme::presets().collect()
    }

    /// The page of the rules, or the text of one.
    #[pyfunction]
    #[pyo3(signature = (number=None))]
    fn rules(number: Option<u32>) -> PyResult<&'static str> {
        guarded(|| match number {
            None => Ok(shuangbai::RULES),
            Some(number) => {
                shuangbai::rule_text(number).map_err(|error| value_error(format!("{} ({error})", error.zh())))
            }
        })
    }

    /// What everything is called in Chinese and English, as JSON.
    #[pyfunction]
    fn terms() -> String {
        shuangbai::terms_json()
    }

    /// The answer to a question (rule 16), both as JSON.
    #[pyfunction]
    fn ask(py: Python<'_>, question: &str, threads: NonZeroUsize) -> PyResult<String> {
        guarded(|| {
            let answer = run(py, None, |watch| shuangbai::answer_watched(question, threads, &watch))?;
            answer.ok_or_else(|| internal_error("a question ended that nobody had stopped"))
        })
    }

    /// What is asked most of how far something can go, as a question of rule 19; both as JSON.
    #[pyfunction]
    fn usual(asked: &str) -> PyResult<String> {
        guarded(|| Ok(shuangbai::usual_json(asked)))
    }

    /// Which errors are alike, by their codes and places in the plan: places in the list.
    #[pyfunction]
    fn alike(errors: Vec<(String, String)>) -> PyResult<Vec<Vec<usize>>> {
        guarded(|| {
            let errors: Vec<(&str, &str)> = errors.iter().map(|(code, at)| (&code[..], &at[..])).collect();
            Ok(shuangbai::alike(&errors))
        })
    }

    /// A preset's programme as JSON.
    #[pyfunction]
    fn preset(py: Python<'_>, id: &str) -> PyResult<String> {
        guarded(|| {
            let programme = shuangbai::Programme::preset(id);
            programme
                .map(|programme| programme.to_json())
                .map_err(|errors| plan_error(py, &errors, &Columns::new()))
        })
    }

    /// A panic, here or in a calculation, so that a test can see what becomes of a fault of ours.
    #[pyfunction]
    fn _panic(py: Python<'_>, calculating: bool) -> PyResult<()> {
        guarded(|| match calculating {
            true => run(py, None, |_| panic!("a calculation on purpose")),
            false => panic!("on purpose"),
        })
    }
}
