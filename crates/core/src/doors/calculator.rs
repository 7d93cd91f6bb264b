//! Rule 11: a checked plan that is kept to try changes on, as a page with sliders does.
//!
//! A change leaves the stations and workers as they are, so what was read and packed is used again.

use std::sync::Arc;

#[cfg(any(feature = "arrow", feature = "csv"))]
use crate::faults::hint::Hint;
use crate::{
    faults::{
        error::{Errors, Unanswered},
        watch::Watch,
    },
    forecast::forecast::Forecast,
    model::model::Model,
    plan::plan::Plan,
    read::change::change as read_change,
    sheet::{
        ask::Ask,
        month::SheetMonth,
        rows::{Sheet, SheetTotal},
    },
    values::{code::Code, month::Month},
};

/// A plan kept with its model: it answers changes without reading or grouping anybody again, as long
/// as the horizon stays.
///
/// A change is a JSON object with any of these fields of a plan; what it leaves out stays as in the plan:
///
/// - `reform`: a JSON merge patch (RFC 7396) on the plan's programme, with its own reform merged before, lists also
///   by amendments,
/// - `assumptions`: a merge patch on the plan's assumptions; null is the default,
/// - `horizon`, `hires`, `by`: instead of the plan's.
///
/// Every change starts from the plan, not from the change before.
///
/// ```
/// use shuangbai::{Calculator, Hire, Plan, Post, Station};
/// let plan = Plan::builder("guangdong-2021", 2021, 2022)
///     .station(Station::new("440203001")?.villages(3)?)
///     .hire(Hire::new("440203001", Post::Service, 1, "2021-01")?)
///     .build()?;
/// let calculator = Calculator::new(plan)?;
/// let pay = |change| Ok::<_, shuangbai::Errors>(calculator.change(change)?.totals[1].pay.to_string());
/// assert_eq!(calculator.forecast()?.totals[1].pay.to_string(), "52500.00");
/// assert_eq!(pay(r#"{"reform": {"raise": {"rate": "0.03"}}}"#)?, "51500.00");
/// assert_eq!(pay(r#"{"assumptions": {"pass_rate": "0.5"}}"#)?, "51250.00");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Calculator {
    plan: Plan,
    model: Model,
}

impl Calculator {
    /// Checks a plan and keeps it.
    ///
    /// # Errors
    /// All that the round of meaning finds (rule 15).
    pub fn new(plan: Plan) -> Result<Calculator, Errors> {
        let model = plan.check()?;
        Ok(Calculator { plan, model })
    }

    /// The same, of a plan whose tables told something besides: [`Sheets::plan_told`](crate::table::Sheets::plan_told).
    ///
    /// # Errors
    /// As [`new`](Calculator::new).
    #[cfg(any(feature = "arrow", feature = "csv"))]
    pub fn told(plan: Plan, hints: Vec<Hint>) -> Result<Calculator, Errors> {
        let model = plan.check()?.told(hints);
        Ok(Calculator { plan, model })
    }

    /// The plan, without a change.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The plan's forecast (rule 14).
    ///
    /// # Errors
    /// What the round of calculating finds (rule 15).
    pub fn forecast(&self) -> Result<Forecast, Errors> {
        self.model.forecast().map_err(Unanswered::unwatched)
    }

    /// The forecast of the plan with its programme changed by a reform (rule 11).
    ///
    /// # Errors
    /// What any round finds (rule 15).
    pub fn reform(&self, patch: &str) -> Result<Forecast, Errors> {
        self.model.reformed(patch)?.forecast().map_err(Unanswered::unwatched)
    }

    /// The forecast of the plan with a change.
    ///
    /// # Errors
    /// What any round finds (rule 15); places are those of the changed plan, `reform` but for its type
    /// lies in `/programme`.
    pub fn change(&self, change: &str) -> Result<Forecast, Errors> {
        let changed = read_change(&self.plan, change)?;
        if changed.horizon == self.plan.horizon {
            return self.model.under(changed)?.forecast().map_err(Unanswered::unwatched);
        }
        self.peopled(changed).forecast()
    }

    /// The pay sheet (工资表) of the plan with a change (rule 20): [`Plan::sheet`].
    ///
    /// # Errors
    /// What any round finds (rule 15).
    pub fn sheet(&self, change: &str, first: Month, last: Month, stations: &[Code]) -> Result<Sheet, Errors> {
        let ask = Ask::new(first, last, stations);
        let payable = self.payable(change, &ask, Arc::default());
        payable.and_then(|(plan, model)| ask.answer(&plan, &model)).map_err(Unanswered::unwatched)
    }

    /// The same month by month: [`Plan::sheet_by_month`].
    ///
    /// # Errors
    /// What any round finds (rule 15), and when the watch ended it.
    pub fn sheet_by_month(
        &self,
        change: &str,
        first: Month,
        last: Month,
        stations: &[Code],
        watch: Arc<Watch>,
        show: impl FnMut(&SheetMonth<'_>),
    ) -> Result<(), Unanswered> {
        let ask = Ask::new(first, last, stations);
        let (plan, model) = self.payable(change, &ask, watch)?;
        ask.months(&plan, &model, show)
    }

    /// The monthly call on each payer (分月用款计划) of the plan with a change (rule 20): [`Plan::calls`].
    ///
    /// # Errors
    /// What any round finds (rule 15).
    pub fn calls(
        &self,
        change: &str,
        first: Month,
        last: Month,
        stations: &[Code],
    ) -> Result<Vec<SheetTotal>, Errors> {
        let ask = Ask::new(first, last, stations);
        let payable = self.payable(change, &ask, Arc::default());
        payable.and_then(|(plan, model)| ask.totals(&plan, &model)).map_err(Unanswered::unwatched)
    }

    /// The plan with a change and its model, if it has the sheet that is asked for.
    fn payable(&self, change: &str, ask: &Ask, watch: Arc<Watch>) -> Result<(Plan, Model), Unanswered> {
        let changed = read_change(&self.plan, change)?;
        let kept = Model { watch: Arc::clone(&watch), ..self.model.clone() };
        let model = (changed.horizon == self.plan.horizon).then(|| kept.under(changed.clone()));
        let plan = self.peopled(changed);
        let model = match model {
            Some(model) => model.map_err(Unanswered::from),
            None => plan.watched(watch),
        };
        let model = plan.payable(ask, model)?;
        Ok((plan, model))
    }

    /// The plan with a change, its people included.
    pub(crate) fn changed(&self, change: &str) -> Result<Plan, Errors> {
        Ok(self.peopled(read_change(&self.plan, change)?))
    }

    /// A change has no workers of its own.
    fn peopled(&self, changed: Plan) -> Plan {
        Plan { workers: self.plan.workers.clone(), ..changed }
    }
}
