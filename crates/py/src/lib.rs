//! The native part of the Python package `shuangbai`: it converts and forwards, and calculates nothing.
//!
//! Two doors lead to the core: JSON text and Arrow tables. What people see is Python, in
//! `python/shuangbai/`; the signatures of this module stand in `_native.pyi` there.

use pyo3::prelude::*;

mod capsule;
mod columns;
mod error;
mod forecast;
mod ledger;
mod plan;
mod run;
mod sweep;
mod table;

/// The native part of shuangbai.
#[pymodule]
mod _native {
    use pyo3::prelude::*;

    use crate::error::{Columns, plan_error};

    #[pymodule_export]
    #[allow(non_upper_case_globals, reason = "Python's name")]
    const __version__: &str = env!("CARGO_PKG_VERSION");

    #[pymodule_export]
    use super::forecast::Forecast;
    #[pymodule_export]
    use super::ledger::Ledger;
    #[pymodule_export]
    use super::plan::Plan;
    #[pymodule_export]
    use super::sweep::sweep;
    #[pymodule_export]
    use super::table::Table;

    /// The ids of the presets (rule 13).
    #[pyfunction]
    fn presets() -> Vec<&'static str> {
        shuangbai::Programme::presets().collect()
    }

    /// A preset's programme as JSON.
    #[pyfunction]
    fn preset(py: Python<'_>, id: &str) -> PyResult<String> {
        let programme = shuangbai::Programme::preset(id);
        programme
            .map(|programme| programme.to_json())
            .map_err(|errors| plan_error(py, &errors, &Columns::new()))
    }
}
