//! Rule 17: the question why, as it is asked.

use crate::{
    base::json::Json,
    doors::calculator::Calculator,
    faults::{
        error::{ErrorKind, Errors, Promised, Unanswered},
        findings::{Findings, shown as quoted, shown_names},
        place::Place,
    },
    forecast::forecast::{Forecast, forecast},
    model::model::Model,
    plan::plan::Plan,
    record::{
        fields::Fields,
        read::{ListOf, Read},
    },
    values::whole::Whole,
    why::{
        base::Base,
        figure::Pointed,
        show::{opened, shown},
        sums::{Books, Sums},
    },
};

/// How many parts of a sum are shown; 0 for all.
type Fold = Whole<0, 100_000>;

/// A place among the parts of a node.
type PartPlace = Whole<0, { u32::MAX }>;

/// Which figure is asked about, and how much of its explanation.
pub(crate) struct Ask {
    at: String,
    fold: Fold,
    open: Vec<PartPlace>,
}

impl Ask {
    pub(crate) fn read(findings: &mut Findings, place: Place<'_>, json: &Json<'_>) -> Option<Ask> {
        const NAMES: [&str; 3] = ["at", "fold", "open"];
        let mut fields = Fields::open(findings, place, json, &NAMES)?;
        let at = fields.need("at", String::read);
        let fold = fields.or("fold", Fold::read, Fold::fixed::<20>());
        let open = fields.or("open", ListOf::<PartPlace>::read, Vec::new());
        Some(Ask { at: at?, fold: fold?, open: open? })
    }

    /// The round of meaning: whether forecasts of the plan's programme have such a figure.
    pub(crate) fn check(&self, findings: &mut Findings, place: Place<'_>, plan: &Plan) {
        if Pointed::of(&self.at, &plan.programme).is_none() {
            unknown(findings, place, &self.at, plan);
        }
    }

    /// The explanation as JSON, of a plan whose meaning is right, and of its model; errors stand at the question.
    pub(crate) fn answer(&self, plan: Plan, model: Model, place: Place<'_>) -> Result<String, Errors> {
        let of_plan = Place::Root.key("plan");
        let kept = Explanations::of(plan, model).map_err(|why| why.unwatched().under(of_plan))?;
        let open: Vec<usize> = self.open.iter().map(|place| place.get() as usize).collect();
        kept.told(&self.at, self.fold.get() as usize, &open, [place, of_plan])
    }
}

/// A plan's forecast whose figures are explained one by one (rule 17); see [`Plan::explanations`].
pub struct Explanations {
    plan: Plan,
    model: Model,
    books: Books,
    forecast: Forecast,
}

impl Plan {
    /// The plan checked and forecast, and kept, so that figure after figure is explained, and part after part opened, without
    /// anything being added up again.
    ///
    /// ```
    /// use shuangbai::{Hire, Plan, Post, Station};
    /// let kept = Plan::builder("guangdong-2021", 2021, 2022)
    ///     .station(Station::new("440203001")?.villages(3)?)
    ///     .hire(Hire::new("440203001", Post::Service, 1, "2021-01")?)
    ///     .build()?
    ///     .explanations()?;
    /// let why = kept.explain("/totals/1/due/province", 20, &[])?;
    /// assert!(why.contains("2022 年应付（省） = "), "{why}");
    /// // The same as the question answers.
    /// let wrong = kept.explain("/totals/1/due/provinze", 20, &[]).unwrap_err();
    /// assert!(wrong.to_json().contains(r#""at":"/at""#));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// What the rounds of meaning and calculating find (rule 15).
    pub fn explanations(self) -> Result<Explanations, Errors> {
        let model = self.check()?;
        Explanations::of(self, model).map_err(Unanswered::unwatched)
    }
}

impl Calculator {
    /// The forecast of the plan with a change, kept so that its figures are explained one by one (rule 17):
    /// [`Plan::explanations`].
    ///
    /// # Errors
    /// What any round finds (rule 15).
    pub fn explanations(&self, change: &str) -> Result<Explanations, Errors> {
        self.changed(change)?.explanations()
    }
}

impl Explanations {
    fn of(plan: Plan, model: Model) -> Result<Explanations, Unanswered> {
        let books = Books::new(&plan, &model)?;
        // The forecast's rows are those of the stations' ledger, so people are added up once.
        let forecast = forecast(&books.ledger, &model.watch)?;
        Ok(Explanations { plan, model, books, forecast })
    }

    /// Why a figure of the forecast is so: the tree of rule 17 as compact JSON. `at` is the figure's pointer in the forecast
    /// (`"/totals/4/due/local"`); a sum shows its `fold` largest parts, 0 for all; `open` leads from the figure to the part
    /// that the tree is of, a place among the parts (counted from 0) at every level, with no place the figure itself.
    ///
    /// # Errors
    /// At `/at` and `/open`: a figure that the forecast does not have (`unknown_figure`), a place without a part (`range`).
    pub fn explain(&self, at: &str, fold: usize, open: &[usize]) -> Result<String, Errors> {
        self.told(at, fold, open, [Place::Root; 2])
    }

    /// The same; what is wrong with the question stands at the first place, and at the second what the plan has no answer to.
    fn told(&self, at: &str, fold: usize, open: &[usize], places: [Place<'_>; 2]) -> Result<String, Errors> {
        let Explanations { plan, model, books, forecast } = self;
        let [place, of_plan] = places;
        let of_plan = |why: Unanswered| why.unwatched().under(of_plan);
        let base = Base::new(plan, model, None).map_err(of_plan)?;
        let why = Sums::new(&base, books);
        let found = match Pointed::of(at, &plan.programme) {
            Some(pointed) => why.of(pointed, forecast).map_err(of_plan)?,
            None => None,
        };
        let Some((root, printed)) = found else {
            let mut findings = Findings::default();
            unknown(&mut findings, place, at, plan);
            return Err(findings.close().err().unwrap_or_else(|| Errors::sorted(Vec::new(), 0)));
        };
        let same = *root.value() == printed;
        same.then_some(()).promised("an explanation is of the figure that the forecast has")?;
        match opened(root, open).map_err(of_plan)? {
            Ok(told) => shown(&told, fold, &model.watch).map_err(of_plan),
            Err(depth) => {
                let texts = (
                    format!("没有第 {} 个组成部分（从 0 数起）", open[depth]),
                    format!("there is no part {} (counted from 0)", open[depth]),
                );
                Err(Errors::one(ErrorKind::Range, place.key("open").index(depth), texts))
            }
        }
    }
}

/// Notes a figure that forecasts of the plan's programme don't have.
fn unknown(findings: &mut Findings, place: Place<'_>, at: &str, plan: &Plan) {
    let all = Pointed::near(at, &plan.programme);
    let near = findings.nearest(at, all.iter().map(String::as_str));
    let (zh, en) = shown_names(all.iter().map(String::as_str));
    let texts = (
        format!("预测里没有数字“{}”，可用：{zh}", quoted(at)),
        format!("the forecast has no figure `{}`, there are {en}", quoted(at)),
    );
    findings.add_near(ErrorKind::UnknownFigure, place.key("at"), texts, near);
}
