//! Rule 17: the question why, as it is asked.

use crate::{
    base::json::Json,
    faults::{
        error::{ErrorKind, Errors, Promised, Unanswered},
        findings::{Findings, shown as quoted, shown_names},
        place::Place,
    },
    forecast::forecast::forecast,
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
            self.unknown(findings, place, plan);
        }
    }

    fn unknown(&self, findings: &mut Findings, place: Place<'_>, plan: &Plan) {
        let all = Pointed::near(&self.at, &plan.programme);
        let near = findings.nearest(&self.at, all.iter().map(String::as_str));
        let (zh, en) = shown_names(all.iter().map(String::as_str));
        let texts = (
            format!("预测里没有数字“{}”，可用：{zh}", quoted(&self.at)),
            format!("the forecast has no figure `{}`, there are {en}", quoted(&self.at)),
        );
        findings.add_near(ErrorKind::UnknownFigure, place.key("at"), texts, near);
    }

    /// The explanation as JSON, of a plan whose meaning is right, and of its model; errors stand at the question.
    pub(crate) fn answer(&self, plan: &Plan, model: &Model, place: Place<'_>) -> Result<String, Errors> {
        let of_plan = |why: Unanswered| why.unwatched().under(Place::Root.key("plan"));
        let books = Books::new(plan, model).map_err(of_plan)?;
        // The forecast's rows are those of the stations' ledger, so people are added up once.
        let forecast = forecast(&books.ledger, &model.watch).map_err(of_plan)?;
        let base = Base::new(plan, model, None).map_err(of_plan)?;
        let why = Sums::new(&base, &books);
        let found = match Pointed::of(&self.at, &plan.programme) {
            Some(pointed) => why.of(pointed, &forecast).map_err(of_plan)?,
            None => None,
        };
        let Some((root, printed)) = found else {
            let mut findings = Findings::default();
            self.unknown(&mut findings, place, plan);
            return Err(findings.close().err().unwrap_or_else(|| Errors::sorted(Vec::new(), 0)));
        };
        let same = *root.value() == printed;
        same.then_some(()).promised("an explanation is of the figure that the forecast has")?;
        let places: Vec<usize> = self.open.iter().map(|place| place.get() as usize).collect();
        match opened(root, &places).map_err(of_plan)? {
            Ok(told) => shown(&told, self.fold.get() as usize, &model.watch).map_err(of_plan),
            Err(depth) => {
                let open = place.key("open");
                let texts = (
                    format!("没有第 {} 个组成部分（从 0 数起）", places[depth]),
                    format!("there is no part {} (counted from 0)", places[depth]),
                );
                Err(Errors::one(ErrorKind::Range, open.index(depth), texts))
            }
        }
    }
}
