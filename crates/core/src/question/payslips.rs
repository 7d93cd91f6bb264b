//! Rules 17 and 20: why somebody is paid so in a month.

use std::sync::Arc;

use crate::{
    check::plan::StationIndex,
    engine::{
        cases::{Alike, Count},
        payroll::Payroll,
        problems::Who,
    },
    faults::{
        error::{ErrorKind, Errors, Promised, Unanswered},
        findings::{Findings, shown as quoted, shown_names},
        place::Place,
    },
    model::{crowd::Crowd, model::Model, person::Mover, rulebook::Rulebook},
    plan::{assumptions::Assumptions, plan::Plan},
    record::fields::close,
    sheet::{
        ask::Ask,
        known::{self, Decisions},
        work::{before, known_model},
    },
    values::{
        leaf::Leaf,
        month::Month,
        words::{Fill, Refill},
    },
    why::{
        base::Base,
        month::{OfMonth, Paid, WhyMonth},
        people::Why,
        show::shown,
        told::Told,
    },
};

/// Payslips (工资条) of a plan: the figures of a pay sheet's rows (rule 20), explained; see [`Plan::payslips`].
pub struct Payslips {
    plan: Plan,
    model: Model,
    /// The same where nothing is filled or refilled: a worker's pay rests on nobody else.
    alone: Model,
    decisions: Decisions,
}

impl Plan {
    /// The plan checked, so that the figures of its pay sheets can be explained one by one (rule 17).
    ///
    /// ```
    /// use shuangbai::{Grade, Plan, Post, Station, Worker};
    /// let worker = Worker::new("甲", "440203001", Post::Service, "2021-01")?
    ///     .pay("60000".parse()?)
    ///     .appraisal_decided(2021, Grade::Pass, "2022-03", None)?;
    /// let plan = Plan::builder("guangdong-2021", 2021, 2022)
    ///     .station(Station::new("440203001")?.villages(1)?)
    ///     .worker(worker)
    ///     .build()?;
    /// let why = plan.payslips()?.explain("甲", "2022-03".parse()?, "payable", 20)?;
    /// // March's pay, and what January and February missed of the raise that became known in March.
    /// assert!(why.contains("2022 年 3 月 甲 应发 = 5,250.00 + 500.00 = 5,750.00（规则 20）"), "{why}");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// What the rounds of meaning and calculating find (rule 15), and decisions that would change a month before the horizon.
    pub fn payslips(self) -> Result<Payslips, Errors> {
        let mut findings = Findings::default();
        let model = self.check().map_err(|errors| findings.extend(errors)).ok();
        known::check(&mut findings, &self);
        let model = close(findings, model)?;
        model.forecast().map_err(Unanswered::unwatched)?;
        let (fill, refill) = (Fill::None, Refill::None);
        let mut plan = Plan::clone(&model.plan);
        plan.assumptions = Assumptions { fill, refill, ..plan.assumptions };
        let rules = Rulebook::new(&plan.programme, plan.horizon, plan.assumptions, &plan.stations)?;
        let (plan, rules) = (Arc::new(plan), Arc::new(rules));
        let alone = Model { plan, rules, ..model.clone() };
        Ok(Payslips { decisions: Decisions::new(&self), plan: self, model, alone })
    }
}

/// What is asked: whose month, and which figure of it.
struct Asked {
    who: Who,
    month: Month,
    figure: OfMonth,
}

impl Payslips {
    /// Why a figure of somebody's month is so: a tree as rule 17 has it, as compact JSON, in which a sum shows so many parts
    /// (`fold`; 0 for all).
    ///
    /// `who` is a worker's id, or what rows of a sheet have as `at`: `"/hires/0"`, `"/stations/3"` for all posts that are
    /// filled or refilled there. `figure` is a name that a row has, deeper ones with `/`: `"payable"`, `"pay"`,
    /// `"shares/province"`, `"arrears/pay"`, `"due/local"`; `"annual"` is the annual pay of one. Of several rows of one month it is
    /// their sum.
    ///
    /// # Errors
    /// At `/who`, `/month` and `/figure`: nobody of that name (`choice`), a month outside the horizon, or in which the sheet has no
    /// such row (`range`) or that is left to chance (`uncertain`), an unknown figure (`unknown_figure`); and what calculating finds
    /// in the month.
    pub fn explain(&self, who: &str, month: Month, figure: &str, fold: usize) -> Result<String, Errors> {
        let asked = self.asked(who, month, figure)?;
        let told = self.told(&asked, |told| match told {
            Some(told) => shown(&told, fold, &self.model.watch).map(Some),
            None => Ok(None),
        });
        told.map_err(Unanswered::unwatched)?.ok_or_else(|| {
            let texts = (
                format!("{month} 的工资表里没有“{}”", quoted(who)),
                format!("`{}` is not in the pay sheet of {month}", quoted(who)),
            );
            Errors::one(ErrorKind::Range, "/month", texts)
        })
    }

    fn asked(&self, who: &str, month: Month, figure: &str) -> Result<Asked, Errors> {
        let mut findings = Findings::default();
        let ask = Ask { first: month, last: month, stations: Vec::new() };
        ask.check(&mut findings, Place::Root.key("sheet"), &self.plan);
        ask.uncertain(&mut findings, Place::Root.key("sheet"), &self.plan);
        let mut of_month = Findings::default();
        let asked = findings.close().map_err(|errors| errors.moved(|_| "/month".to_owned()));
        asked.unwrap_or_else(|errors| of_month.extend(errors));
        let mut findings = of_month;
        let figures = OfMonth::all(&self.plan.programme.payers());
        let found = figures.iter().find(|(name, _)| name == figure).map(|(_, figure)| *figure);
        if found.is_none() {
            let names = || figures.iter().map(|(name, _)| name.as_str());
            let near = findings.nearest(figure, names());
            let (zh, en) = shown_names(names());
            let texts = (
                format!("工资表的行里没有数字“{}”，可用：{zh}", quoted(figure)),
                format!("a row of a pay sheet has no figure `{}`, there are {en}", quoted(figure)),
            );
            findings.add_near(ErrorKind::UnknownFigure, "/figure", texts, near);
        }
        let person = self.who(who);
        if person.is_none() {
            let near = findings.nearest(who, self.plan.workers.iter().map(|worker| worker.id.as_str()));
            let texts = (
                format!("没有编号为“{}”的社工", quoted(who)),
                format!("there is no worker with the id `{}`", quoted(who)),
            );
            findings.add_near(ErrorKind::Choice, "/who", texts, near);
        }
        let (who, figure) = close(findings, person.zip(found))?;
        Ok(Asked { who, month, figure })
    }

    /// A worker by the id, or whom a pointer names.
    fn who(&self, who: &str) -> Option<Who> {
        if let Some(row) = self.plan.workers.iter().position(|worker| worker.id == who) {
            return Some(Who::Worker(row));
        }
        let (list, place) = who.strip_prefix('/')?.split_once('/')?;
        let place = place.parse().ok().filter(|number: &usize| number.to_string() == place)?;
        let (count, of): (usize, fn(usize) -> Who) = match list {
            "workers" => (self.plan.workers.len(), Who::Worker),
            "hires" => (self.plan.hires.len(), Who::Hire),
            "stations" => (self.plan.stations.len(), Who::Station),
            _ => return None,
        };
        (place < count).then(|| of(place))
    }

    /// What `show` makes of the explanation; it is given none where the sheet has no row.
    fn told<T>(
        &self,
        asked: &Asked,
        show: impl FnOnce(Option<Told<'_>>) -> Result<T, Unanswered>,
    ) -> Result<T, Unanswered> {
        let Asked { who, month, figure } = *asked;
        let model = &self.model_for(who);
        let changes = self.decisions.of_entries(month)
            || who.row().is_some_and(|row| self.decisions.of_worker(row, month));
        let earlier = before(month).filter(|before| changes && *before >= model.rules.first_month());
        // What is known in the month, and what was in the month before.
        let now = known_model(model, &self.decisions, month)?;
        let then = earlier.map(|month| known_model(model, &self.decisions, month)).transpose()?.flatten();
        let (now, then) = (now.as_ref().unwrap_or(model), then.as_ref().unwrap_or(model));
        let base = Base::new(&self.plan, now, Some(month))?;
        let base_before = earlier.map(|month| Base::new(&self.plan, then, Some(month))).transpose()?;
        let why = Why::new(&base);
        let people = self.people(who, month, earlier, &why)?;
        let payers = self.plan.programme.payers();
        for (model, month, known) in [(now, Some(month), 0), (then, earlier, 1)] {
            let Some(month) = month else { continue };
            let movers = people.iter().map(|paid| [&paid.now, &paid.before][known].mover.clone());
            Payroll::new(model, &payers, month)?.check(movers.map(|mover| (who, mover)), month)?;
        }
        let of = WhyMonth { month, payers, now: why, before: base_before.as_ref().map(Why::new) };
        let rows = of.rows(figure, &people)?;
        if figure == OfMonth::Annual && rows.len() > 1 {
            let (zh, en) = (
                "这里有几行，年薪是一个人的：请问社工或拟招聘".to_owned(),
                "there are several rows, and an annual pay is that of one: ask for a worker or a hire"
                    .to_owned(),
            );
            return Err(Errors::one(ErrorKind::Range, "/figure", (zh, en)).into());
        }
        show((!rows.is_empty()).then(|| of.sum(figure, rows)))
    }

    /// The model of whoever the pay rests on: of posts that are filled all are.
    fn model_for(&self, who: Who) -> Model {
        let movers = match who {
            Who::Station(_) => return self.model.clone(),
            Who::Worker(row) => self.model.crowd.worker(row).into_iter().collect(),
            Who::Hire(_) => Vec::new(),
        };
        Model { crowd: Arc::new(Crowd { movers, ..Crowd::default() }), ..self.alone.clone() }
    }

    /// The people who are meant, as they are known in a month and were in an earlier one.
    fn people<'w>(
        &self,
        who: Who,
        month: Month,
        earlier: Option<Month>,
        why: &Why<'w>,
    ) -> Result<Vec<Paid<'w>>, Unanswered> {
        let paid = |alike: Alike, count: Told<'w>| {
            let known = |month: Month| self.decisions.worker(&alike.mover, who.row(), month).into_owned();
            let as_known = |mover: Mover| Alike { mover, count: alike.count.clone() };
            let (now, before) = (as_known(known(month)), as_known(known(earlier.unwrap_or(month))));
            Paid { now, before, count }
        };
        let leaves = match who {
            Who::Worker(row) => {
                let Some(mover) = self.model.crowd.worker(row) else { return Ok(Vec::new()) };
                let (leaf, count) = (mover.home, Count::Workers(vec![row]));
                let alike = Alike { mover, count };
                let count = why.how_many(&alike, leaf, &[])?;
                return Ok(vec![paid(alike, count)]);
            }
            Who::Hire(place) => {
                let hire = &self.plan.hires[place];
                let station = StationIndex::new(&self.plan.stations).find(hire.station);
                vec![Leaf::new(station.promised("every hire is at a station that is listed")?, hire.post)]
            }
            Who::Station(station) => Leaf::of_station(station as u32).to_vec(),
        };
        let mut people = Vec::new();
        for leaf in leaves {
            let mut counts = Vec::new();
            for alike in why.base.cases.at(leaf) {
                let count = why.how_many(&alike, leaf, &counts)?;
                counts.push(count.clone());
                if alike.who(leaf) == who && alike.mover.case.hired <= month {
                    people.push(paid(alike, count));
                }
            }
        }
        Ok(people)
    }
}
