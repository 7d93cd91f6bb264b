//! shuangbai for JavaScript: JSON text in, JSON text out. It converts and computes nothing.
//!
//! What is wrong with a plan is thrown as the text of rule 15, `{"errors": [...]}`; the package's
//! `bare.js` makes a `PlanError` of it. The functions are documented where JavaScript sees them,
//! in the package's `bare.d.ts`.

mod sheet;
mod tables;

use serde::Serialize;
use shuangbai::{
    Code, ErrorKind, Errors, Explanations, Flaw, Forecast, Month, NotWritten, Plan, Programme,
    table::{Sheets, TableKind},
};
use wasm_bindgen::prelude::*;

use sheet::SheetTaker;

/// A text of JSON, or the text of the errors, which is thrown.
type Answer = Result<String, String>;

/// The forecast of a plan (rule 14).
#[wasm_bindgen]
pub fn forecast(plan: &str) -> Answer {
    shuangbai::forecast_json(plan)
}

/// The answer to a question (rule 16); what is wrong with it is an answer too.
#[wasm_bindgen]
pub fn ask(question: &str) -> String {
    shuangbai::answer_json(question)
}

/// A pot over many claims (rule 9).
#[wasm_bindgen]
pub fn allot(asked: &str) -> Answer {
    shuangbai::allot_json(asked)
}

/// The plan written out, its programme and reform merged, when reading and meaning find nothing wrong.
#[wasm_bindgen]
pub fn check(plan: &str) -> Answer {
    let checked = Plan::from_json(plan).and_then(|plan| plan.check().map(|_| plan.to_json()));
    checked.map_err(|errors| errors.to_json())
}

/// The ids of the presets (rule 13).
#[wasm_bindgen]
pub fn presets() -> Vec<String> {
    Programme::presets().map(str::to_owned).collect()
}

/// A preset written out (rule 13).
#[wasm_bindgen]
pub fn preset(id: &str) -> Answer {
    Programme::preset(id).map(|preset| preset.to_json()).map_err(|errors| errors.to_json())
}

/// The places of a programme's entries that are in force in a month (rule 12), by list.
#[wasm_bindgen]
pub fn in_force(programme: &str, month: &str) -> Answer {
    let programme = Programme::from_json(programme).map_err(|errors| errors.to_json())?;
    let month: Month = month.parse().or_else(|wrong| not_written(&wrong))?;
    serde_json::to_string(&programme.in_force(month)).map_err(|error| error.to_string())
}

/// An error of a value that is in no plan.
#[derive(Serialize)]
struct Wrong<'w> {
    code: &'w str,
    at: &'w str,
    zh: &'w str,
    en: &'w str,
}

#[derive(Serialize)]
struct Told<'w> {
    errors: [Wrong<'w>; 1],
}

/// A month or code that is none, told as a round of rule 15 tells its errors.
fn not_written<T>(wrong: &NotWritten) -> Result<T, String> {
    let code = match wrong.flaw {
        Flaw::Format => ErrorKind::Format,
        Flaw::Range => ErrorKind::Range,
    };
    let (zh, en) = (wrong.zh(), wrong.to_string());
    let errors = [Wrong { code: code.code(), at: "", zh: &zh, en: &en }];
    Err(serde_json::to_string(&Told { errors }).map_err(|error| error.to_string())?)
}

/// A checked plan that is kept to try changes on.
#[wasm_bindgen]
pub struct Calculator {
    kept: shuangbai::Calculator,
    /// The forecast that was explained last, and of which change it is.
    explained: Option<(String, Explanations)>,
    /// The tables that the plan came in.
    sheets: Sheets,
}

#[wasm_bindgen]
impl Calculator {
    /// Checks a plan and keeps it.
    #[wasm_bindgen(constructor)]
    pub fn new(plan: &str) -> Result<Calculator, String> {
        let kept = Plan::from_json(plan).and_then(shuangbai::Calculator::new);
        let kept = kept.map_err(|errors| errors.to_json())?;
        Ok(Calculator { kept, explained: None, sheets: Sheets::default() })
    }

    /// The plan written out, as [`check`] does.
    pub fn plan(&self) -> String {
        self.kept.plan().to_json()
    }

    /// The plan's own forecast.
    pub fn forecast(&self) -> Answer {
        written(self.kept.forecast(), |errors| self.sheets.locate(errors, None).to_json())
    }

    /// The forecast under a reform of the programme.
    pub fn reform(&self, patch: &str) -> Answer {
        written(self.kept.reform(patch), |errors| self.sheets.locate(errors, None).to_json())
    }

    /// The forecast of the plan with a change, which may bring hires of its own.
    pub fn change(&self, change: &str) -> Answer {
        written(self.kept.change(change), |errors| {
            self.sheets.locate(errors, Some(TableKind::Hires)).to_json()
        })
    }

    /// Why a figure of the forecast with a change is so, or the part that `open` leads to (rule 17).
    pub fn why(&mut self, change: &str, at: &str, fold: usize, open: Vec<usize>) -> Answer {
        let kept = self.explained.take().filter(|(of, _)| of == change).map(|(_, kept)| kept);
        let kept = kept.map_or_else(|| self.kept.explanations(change), Ok);
        let kept = kept.map_err(|errors| self.sheets.locate(&errors, None).to_json())?;
        let (_, kept) = self.explained.insert((change.to_owned(), kept));
        kept.explain(at, fold, &open).map_err(|errors| errors.to_json())
    }

    /// The pay sheet of months, of these stations or of all, of the plan with a change (rule 20).
    pub fn sheet(&self, change: &str, first: &str, last: &str, stations: Vec<String>) -> Answer {
        let (first, last, stations) = asked(first, last, &stations)?;
        self.told(self.kept.sheet(change, first, last, &stations))
    }

    /// Its totals alone, as a list.
    pub fn calls(&self, change: &str, first: &str, last: &str, stations: Vec<String>) -> Answer {
        let (first, last, stations) = asked(first, last, &stations)?;
        self.told(self.kept.calls(change, first, last, &stations))
    }

    /// The same month by month as columns, each given to `show`.
    pub fn sheet_by_month(
        &self,
        change: &str,
        first: &str,
        last: &str,
        stations: Vec<String>,
        show: &SheetTaker,
    ) -> Result<(), String> {
        let (first, last, stations) = asked(first, last, &stations)?;
        let shown = sheet::by_month(show, |watch, month| {
            self.kept.sheet_by_month(change, first, last, &stations, watch, month)
        });
        shown.map_err(|errors| self.sheets.locate(&errors, None).to_json())
    }

    fn told<T: Serialize>(&self, answer: Result<T, Errors>) -> Answer {
        let answer = answer.map_err(|errors| self.sheets.locate(&errors, None).to_json())?;
        serde_json::to_string(&answer).map_err(|error| error.to_string())
    }
}

/// Months and stations that a sheet is asked for, or the text of the errors.
pub fn asked(first: &str, last: &str, stations: &[String]) -> Result<(Month, Month, Vec<Code>), String> {
    let month = |text: &str| text.parse::<Month>().or_else(|wrong| not_written(&wrong));
    let code = |text: &String| text.parse::<Code>().or_else(|wrong| not_written(&wrong));
    Ok((month(first)?, month(last)?, stations.iter().map(code).collect::<Result<_, _>>()?))
}

fn written(forecast: Result<Forecast, Errors>, tell: impl FnOnce(&Errors) -> String) -> Answer {
    forecast.map(|forecast| forecast.to_json()).map_err(|errors| tell(&errors))
}
