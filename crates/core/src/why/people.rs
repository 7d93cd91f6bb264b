//! Rules 4 to 9 at a leaf, told: what somebody's year comes to there.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use num_bigint::BigUint;
use serde_json::json;

use super::{
    base::{Base, given},
    told::{Because, Told},
    value::{Fraction, Unit, Value},
};
use crate::{
    engine::{
        cases::{Alike, Count, OfTerm, OneYear, Stay},
        life::{Life, Says},
    },
    faults::error::{Fault, Promised, Unanswered},
    ledger::columns::Figure,
    plan::entries::Norm,
    rules::{
        pay::{AppraisalRule, RaiseRule},
        subsidy::{Earned, Subsidised},
        terms::Term,
    },
    values::{
        fen::Rate,
        leaf::Leaf,
        month::{Month, Year},
        words::{Basis, Grade, Payer},
    },
};

/// The explanations of a plan, and what was worked out for them.
#[derive(Clone)]
pub(crate) struct Why<'w> {
    pub(crate) base: &'w Base<'w>,
    /// Who is at a leaf in the year with a place.
    known: Rc<RefCell<BTreeMap<(Leaf, usize), CaseYears<'w>>>>,
    expected: Rc<RefCell<Expected<'w>>>,
}

/// What figures are expected to come to at the leaf that was looked at last, in a part of a year.
#[derive(Default)]
struct Expected<'w> {
    of: Option<(Leaf, usize, usize)>,
    figures: Vec<(Money, Told<'w>)>,
}

type CaseYears<'w> = Rc<Vec<CaseYear<'w>>>;

/// A year of people who are alike at a leaf.
pub(crate) struct CaseYear<'w> {
    /// How many they are.
    count: Told<'w>,
    /// Where they stand, and how they are called.
    at: String,
    name: Rc<str>,
    /// What the weights of the year are divided by.
    certain: BigUint,
    one: OneYear<Told<'w>>,
}

/// A figure of money at a leaf; payers are places among all.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Money {
    Pay,
    Subsidy,
    TopUp,
    Surplus,
    RaiseCost,
    Share(usize),
    TopUpBy(usize),
}

impl Money {
    /// Whose it is, of all payers of a plan.
    pub(crate) fn payer(self, payers: &[Payer]) -> Option<Payer> {
        match self {
            Money::Share(payer) | Money::TopUpBy(payer) => payers.get(payer).copied(),
            _ => None,
        }
    }

    pub(crate) fn what(self) -> &'static str {
        match self {
            Money::Pay => "pay",
            Money::Subsidy => "subsidy",
            Money::TopUp => "top_up",
            Money::Surplus => "surplus",
            Money::RaiseCost => "raise_cost",
            Money::Share(_) => "shares",
            Money::TopUpBy(_) => "top_ups",
        }
    }
}

/// What is counted at a leaf.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counted {
    Row(Figure),
    /// Posts held in December.
    Held,
}

impl Counted {
    pub(crate) fn what(self) -> &'static str {
        match self {
            Counted::Row(figure) => figure.column().name,
            Counted::Held => "held",
        }
    }
}

/// Where the numbers of a walk come from, of people who are alike, for a year at a leaf.
pub(super) struct Sayer<'w, 'a> {
    pub(super) base: &'w Base<'w>,
    pub(super) alike: &'a Alike,
    pub(super) leaf: Leaf,
    pub(super) year: Year,
}

impl<'w> Sayer<'w, '_> {
    /// The row of the first of them, where they are listed.
    fn row(&self) -> Option<usize> {
        matches!(self.alike.count, Count::Workers(_)).then_some(self.alike.mover.row)
    }

    /// Why the appraisal of a year came out so.
    fn reason(&self, year: Year, passed: bool) -> Option<Because> {
        let (base, plan) = (self.base, self.base.plan);
        let graded = self.row().and_then(|row| {
            let graded = plan.workers.get(row)?.appraisals.0.iter().find(|(of, _)| *of == year)?;
            Some((row, &graded.1))
        });
        if let Some((row, graded)) = graded {
            let place = base.appraisal_at(year)?;
            let rule = AppraisalRule::new(&plan.programme.appraisal[place].says);
            // a grade decided later is its `provisional` one
            let (grade, field, value) = match (base.is_unknown(graded.decided), graded.provisional) {
                (false, _) => (graded.grade, "grade", json!(graded.grade)),
                (true, Some(grade)) => (grade, "provisional", json!(grade)),
                (true, None) => (Grade::Fail, "decided", json!(graded.decided)),
            };
            if !passed && rule.passes(grade) {
                return self.too_short(place);
            }
            let is_word = graded.decided.is_none() && graded.provisional.is_none();
            let within = if is_word { String::new() } else { format!("/{field}") };
            return Some(Because { at: format!("/workers/{row}/appraisals/{year}{within}"), value });
        }
        let assumed = &plan.assumptions;
        if !passed && year >= base.cases.rules().from && assumed.pass_rate == Rate::ONE {
            return self.too_short(base.appraisal_at(year)?);
        }
        if year >= base.cases.rules().from {
            return Some(Because {
                at: "/assumptions/pass_rate".to_owned(),
                value: json!(assumed.pass_rate),
            });
        }
        Some(Because { at: "/assumptions/missing_history".to_owned(), value: json!(assumed.missing_history) })
    }

    /// Fewer months on the payroll than an appraisal entry asks for.
    fn too_short(&self, place: usize) -> Option<Because> {
        let least = self.base.plan.programme.appraisal[place].says.min_months;
        Some(Because { at: format!("/programme/appraisal/{place}/min_months"), value: json!(least.get()) })
    }

    /// What a term is subsidised by.
    pub(super) fn subsidised(&self, term: &Term) -> Result<Subsidised<Told<'w>>, Fault> {
        let place = self.base.subsidy_at(self.leaf, self.year.month(term.months.first));
        let place = place.promised("a term has a subsidy entry")?;
        let standard = || self.base.standard(place, self.leaf.station());
        Ok(match term.subsidised {
            Subsidised::Pay => Subsidised::Pay,
            Subsidised::Standard(_) => Subsidised::Standard(standard()),
            Subsidised::Lower(_) => Subsidised::Lower(standard()),
            Subsidised::Indexed(place) => Subsidised::Indexed(place),
        })
    }
}

impl<'w> Says for Sayer<'w, '_> {
    type Number = Told<'w>;

    fn pay(&self, life: &Life) -> Told<'w> {
        let mover = &self.alike.mover;
        let own = |pay, at: String| Told::given(Value::fen(pay), "pay", 4, at, None);
        let hired = |at: String| Because { at, value: json!(mover.case.hired) };
        let because = match &self.alike.count {
            Count::Workers(_) => {
                let row = mover.row;
                if mover.case.pay.is_some() {
                    return own(life.pay.into(), format!("/workers/{row}/pay"));
                }
                vec![hired(format!("/workers/{row}/hired"))]
            }
            Count::Hire(place) => {
                if mover.case.pay.is_some() {
                    return own(life.pay.into(), format!("/hires/{place}/pay"));
                }
                vec![hired(format!("/hires/{place}/month"))]
            }
            Count::Filled(_) | Count::Refilled(_) => Vec::new(),
        };
        // Without `pay` it is entry pay, the standard in force by rule 5 in the month of hire
        match self.base.subsidy_at(mover.home, mover.case.hired) {
            Some(place) => {
                let standard = self.base.standard(place, mover.home.station());
                standard.named("pay", 4).because(because)
            }
            None => own(life.pay.into(), String::new()),
        }
    }

    fn standard(&self, place: usize) -> Told<'w> {
        let (base, subsidy) = (self.base, &self.base.plan.programme.subsidy);
        let fen = base.cases.rules().indexed[place];
        let is = |at: &usize| {
            let says = &subsidy[*at].says;
            says.basis == Basis::Indexed && says.standard.fen().0.unsigned_abs() == fen
        };
        let here = (1..=12).filter_map(|month| base.subsidy_at(self.leaf, self.year.month(month)));
        let entry = here.chain(0..subsidy.len()).find(is).unwrap_or_default();
        base.standard(entry, self.leaf.station())
    }

    fn raise(&self, year: Year) -> Option<RaiseRule<Told<'w>>> {
        let rule = self.base.cases.rules().raise(year)?;
        let place = self.base.raise_at(year)?;
        let entry = &self.base.plan.programme.raise[place];
        let at = format!("/programme/raise/{place}/rate");
        Some(rule.with_rate(given(Value::rate(entry.says.rate), "raise", 4, at, &entry.ground)))
    }

    fn judged(&self, _: &Life, number: &Told<'w>, year: Year, passed: bool) -> Option<Told<'w>> {
        let reason = self.reason(year, passed).into_iter().collect();
        let told = number.because(reason);
        Some(if passed { told.about(year.next().map(Year::number), None) } else { told })
    }
}

impl<'w> Why<'w> {
    pub(crate) fn new(base: &'w Base<'w>) -> Why<'w> {
        Why { base, known: Rc::default(), expected: Rc::default() }
    }

    /// Who is at a leaf in the year with a place.
    pub(crate) fn case_years(&self, leaf: Leaf, place: usize) -> Result<CaseYears<'w>, Unanswered> {
        if let Some(known) = self.known.borrow().get(&(leaf, place)) {
            return Ok(Rc::clone(known));
        }
        let (base, year) = (self.base, self.base.year(place));
        let cases = base.cases.at(leaf);
        let mut counts: Vec<Told<'w>> = Vec::new();
        let mut years = Vec::new();
        for alike in &cases {
            let count = self.how_many(alike, leaf, &counts)?;
            counts.push(count.clone());
            let sayer = Sayer { base, alike, leaf, year };
            let subsidised = |term: &Term| sayer.subsidised(term);
            let one = base.cases.year(&sayer, subsidised, &alike.mover, leaf, place)?;
            if let Some(one) = one {
                let (at, name) = (alike.who(leaf).place(), self.called(alike, leaf));
                years.push(CaseYear { count, at, name, certain: base.cases.certain(place), one });
            }
        }
        let years = Rc::new(years);
        let mut known = self.known.borrow_mut();
        // Whoever goes from leaf to leaf does not come back to all of them.
        const MANY: usize = 64;
        if known.len() >= MANY {
            known.clear();
        }
        known.insert((leaf, place), Rc::clone(&years));
        Ok(years)
    }

    /// How people who are alike are called.
    pub(super) fn called(&self, alike: &Alike, leaf: Leaf) -> Rc<str> {
        let plan = self.base.plan;
        match &alike.count {
            Count::Workers(rows) => {
                let ids = rows.iter().filter_map(|row| plan.workers.get(*row)).map(|it| it.id.as_str());
                let ids: Vec<&str> = ids.take(3).collect();
                let more = if rows.len() > 3 { "…" } else { "" };
                format!("{}{more}", ids.join("、")).into()
            }
            Count::Hire(place) => format!("hires/{place}").into(),
            Count::Filled(month) => format!("{} {month}", self.base.code(leaf.station())).into(),
            Count::Refilled(_) => {
                format!("{} {}", self.base.code(leaf.station()), alike.mover.case.hired).into()
            }
        }
    }

    /// How many people who are alike are; `counts` are those of the others before them.
    pub(crate) fn how_many(
        &self,
        alike: &Alike,
        leaf: Leaf,
        counts: &[Told<'w>],
    ) -> Result<Told<'w>, Unanswered> {
        let plan = self.base.plan;
        Ok(match &alike.count {
            Count::Workers(rows) => workers(rows),
            Count::Hire(place) => {
                let count = plan.hires[*place].count.get();
                let at = format!("/hires/{place}/count");
                Told::given(Value::count(count.into()), "headcount", 8, at, None)
            }
            Count::Filled(month) => {
                let vacancy = plan.assumptions.vacancy_rate.millionths();
                let there = Rate::ONE.millionths() - vacancy;
                let chance = Fraction::chance(there.into(), Rate::ONE.millionths().into());
                // each filled post counts 1 - v in every figure
                Told::expected(vec![(chance, self.filled(leaf, *month)?)], Unit::One, "headcount")
            }
            Count::Refilled(of) => {
                let rules = self.base.cases.rules();
                let certain = self.base.cases.certain(rules.place(alike.mover.case.hired.year()));
                let part = |(place, weight): &(usize, BigUint)| {
                    let chance = Fraction::chance(weight.clone(), certain.clone());
                    counts.get(*place).map(|count| (chance, count.clone()))
                };
                Told::expected(of.iter().filter_map(part).collect(), Unit::One, "headcount")
            }
        })
    }

    /// The posts that are filled at a leaf in a month: what the station misses of its norm (rule 7).
    fn filled(&self, leaf: Leaf, month: Month) -> Result<Told<'w>, Unanswered> {
        let (base, plan) = (self.base, self.base.plan);
        let place = *base.norm.in_force(month).promised("posts are filled under a norm")?;
        let says = plan.programme.norm[place].says;
        let required = self.required(place, leaf.station())?;
        let (required, leaves) = match says {
            Norm::Range(_) => {
                let [least, _] = required;
                (least, Leaf::of_station(leaf.station() as u32).to_vec())
            }
            Norm::Villages(_) => {
                let place = usize::from(leaf == Leaf::of_station(leaf.station() as u32)[1]);
                let [administrative, service] = required;
                (if place == 0 { administrative } else { service }, vec![leaf])
            }
        };
        let mut held = Vec::new();
        for leaf in leaves {
            let one = |row: usize| Told::one("held", 7, format!("/workers/{row}"));
            held.extend(base.cases.holders(leaf, month).into_iter().map(one));
            let hires = plan.hires.iter().enumerate();
            let hires = hires.filter(|(_, hire)| {
                hire.station == base.code(leaf.station()) && hire.post == leaf.post() && hire.month <= month
            });
            held.extend(hires.map(|(place, hire)| {
                let at = format!("/hires/{place}/count");
                Told::given(Value::count(hire.count.get().into()), "held", 8, at, None)
            }));
            for (before, count) in base.cases.filled(leaf).filter(|(before, _)| *before < month) {
                // A few posts that were filled before are shown one by one; many by what they rest on.
                const FEW: u32 = 1000;
                if count <= FEW {
                    let at = format!("/stations/{}", leaf.station());
                    held.extend((0..count).map(|_| Told::one("held", 7, at.clone())));
                } else {
                    held.push(self.filled(leaf, before)?);
                }
            }
        }
        let held = Told::sum_of(Unit::One, "held", 7, held);
        Ok(required.excess_of(&held, "headcount", 7))
    }

    /// What a norm asks of a station: the least and the most of all posts, or the posts of each kind.
    pub(crate) fn required(&self, place: usize, station: usize) -> Result<[Told<'w>; 2], Unanswered> {
        let entry = &self.base.plan.programme.norm[place];
        let of = |name: &str, number: u32| {
            let at = format!("/programme/norm/{place}/{name}");
            given(Value::count(number.into()), "required", 7, at, &entry.ground)
        };
        Ok(match entry.says {
            Norm::Range(range) => [of("min", range.min.get()), of("max", range.max.get())],
            Norm::Villages(by) => {
                let villages = self.base.plan.stations[station].villages;
                let villages = villages.promised("a station under a norm by villages has villages")?;
                let at = format!("/stations/{station}/villages");
                let villages = Told::given(Value::count(villages.get().into()), "required", 7, at, None);
                let service = villages.times(&of("per_village", by.per_village.get()), "required", 7);
                [of("administrative", by.administrative.get()), service]
            }
        })
    }

    /// What a figure is expected to come to in a part of a year at a leaf: once for all that rest on it.
    pub(crate) fn expected(
        &self,
        figure: Money,
        leaf: Leaf,
        place: usize,
        part: usize,
    ) -> Result<Told<'w>, Unanswered> {
        let of = Some((leaf, place, part));
        {
            let mut known = self.expected.borrow_mut();
            if known.of != of {
                *known = Expected { of, figures: Vec::new() };
            }
            if let Some((_, told)) = known.figures.iter().find(|(other, _)| *other == figure) {
                return Ok(told.clone());
            }
        }
        let cases = self.money(figure, leaf, place, part)?;
        let told = Told::sum_of(Unit::Fen, figure.what(), 9, cases);
        let told = told.of_payer(figure.payer(&self.base.cases.rules().payers.0));
        self.expected.borrow_mut().figures.push((figure, told.clone()));
        Ok(told)
    }

    /// A figure of money of a part of a year at a leaf, case by case.
    pub(crate) fn money(
        &self,
        figure: Money,
        leaf: Leaf,
        place: usize,
        part: usize,
    ) -> Result<Vec<Told<'w>>, Unanswered> {
        let years = self.case_years(leaf, place)?;
        let year = Some(self.base.year(place).number());
        let rules = self.base.cases.rules();
        let payer = figure.payer(&rules.payers.0);
        let mut cases = Vec::new();
        for case in years.iter() {
            let mut outcomes = Vec::new();
            let mut any = false;
            for (outcome, weight) in case.one.outcomes.iter().enumerate() {
                let mut terms = Vec::new();
                for stay in &case.one.stays {
                    for OfTerm { term, earned } in &stay.terms[outcome] {
                        let term = &rules.classes[rules.class_of(leaf)].years[place][*term];
                        if term.part == part {
                            terms.extend(self.of_term(figure, term, earned, leaf, self.base.year(place))?);
                        }
                    }
                }
                any |= !terms.is_empty();
                let sum = match &terms[..] {
                    [only] => only.clone(),
                    _ => Told::sum_of(Unit::Fen, figure.what(), 3, terms),
                };
                outcomes.push((Fraction::chance(weight.clone(), case.certain.clone()), sum));
            }
            if any {
                let one = Told::expected(outcomes, Unit::Fen, figure.what());
                let one = one.about(year, Some(Rc::clone(&case.name))).of_payer(payer);
                cases.push(case.all(one, figure.what()));
            }
        }
        Ok(cases)
    }

    /// What a figure of a term of a year comes to, where a payer has one.
    pub(super) fn of_term(
        &self,
        figure: Money,
        term: &Term,
        earned: &Earned<Told<'w>>,
        leaf: Leaf,
        year: Year,
    ) -> Result<Option<Told<'w>>, Fault> {
        let rules = self.base.cases.rules();
        Ok(match figure {
            Money::Pay => Some(earned.pay.clone()),
            Money::Subsidy => Some(earned.subsidy.clone()),
            Money::TopUp => Some(earned.top_up.clone()),
            // surplus = max(0, subsidy - pay)
            Money::Surplus => Some(earned.subsidy.excess_of(&earned.pay, "surplus", 5)),
            Money::RaiseCost => Some(earned.pay.difference(&earned.unraised, "raise_cost", 14)),
            Money::TopUpBy(payer) => {
                (rules.bearers[term.bearer] == payer).then(|| earned.top_up.named("top_ups", 5))
            }
            Money::Share(payer) => {
                let month = year.month(term.months.first);
                let entry = self.base.sharing_at(leaf.station(), month);
                let entry = entry.promised("a term has a sharing entry")?;
                let sharing = &self.base.plan.programme.sharing[entry];
                let payer = rules.payers.0.get(payer).copied();
                let at = format!("/programme/sharing/{entry}");
                let because = sharing.says.tier.as_ref();
                let because = because.map_or_else(Vec::new, |_| self.base.tier_of(leaf.station()));
                let share = earned.subsidy.share(&sharing.says.parts, payer, at);
                share.map(|share| share.because(because))
            }
        })
    }

    /// What is counted at a leaf in a year, case by case.
    pub(crate) fn counted(
        &self,
        counted: Counted,
        leaf: Leaf,
        place: usize,
    ) -> Result<Vec<Told<'w>>, Unanswered> {
        let years = self.case_years(leaf, place)?;
        let year = self.base.year(place);
        let what = counted.what();
        let mut cases = Vec::new();
        for case in years.iter() {
            let mut add = |chance: Fraction, part: Told<'w>| {
                let told = Told::expected(vec![(chance, part)], Unit::One, what);
                cases.push(told.about(Some(year.number()), Some(Rc::clone(&case.name))));
            };
            let any = |is: fn(&Stay<Told<'w>>) -> bool| case.one.stays.iter().any(is);
            let all = || case.count.named(what, case.count.node().rule);
            match counted {
                Counted::Held if any(|stay| stay.december) => add(case.there(), all()),
                Counted::Row(Figure::Headcount) if any(Stay::counts_in_december) => add(case.there(), all()),
                Counted::Row(Figure::Hires) if any(|stay| stay.hired) => add(case.there(), all()),
                Counted::Row(Figure::Leavers) => {
                    if any(|stay| stay.left) {
                        add(case.there(), all());
                    }
                    let leave = self.base.plan.assumptions.leave_rate.millionths();
                    if leave > 0 && any(|stay| stay.exposed) {
                        let of = &case.certain * Rate::ONE.millionths();
                        add(Fraction::chance(&case.one.there * leave, of), all());
                    }
                }
                Counted::Row(Figure::ContractsEnding) => {
                    let ends: usize = case.one.stays.iter().map(|stay| stay.ends).sum();
                    (0..ends).for_each(|_| add(case.there(), all()));
                }
                Counted::Row(Figure::Raised) => {
                    let raised = |outcome: &usize| {
                        case.one.stays.iter().any(|stay| stay.raised.get(*outcome) == Some(&true))
                    };
                    let outcomes = (0..case.one.outcomes.len()).filter(raised);
                    let weight: BigUint = outcomes.map(|outcome| &case.one.outcomes[outcome]).sum();
                    if weight > BigUint::ZERO {
                        add(Fraction::chance(weight, case.certain.clone()), all());
                    }
                }
                Counted::Row(Figure::WorkerMonths) => {
                    let runs = case.one.stays.iter().flat_map(|stay| &stay.runs);
                    let months: Vec<Told<'w>> = runs
                        .map(|run| {
                            let (first, last) = (year.month(run.first), year.month(run.last));
                            Told::months(what, 3, case.at.clone(), first, last)
                        })
                        .collect();
                    let months = match &months[..] {
                        [] => continue,
                        [only] => only.clone(),
                        _ => Told::sum_of(Unit::One, what, 3, months),
                    };
                    add(case.there(), case.all(months, what));
                }
                Counted::Held | Counted::Row(_) => {}
            }
        }
        Ok(cases)
    }
}

impl<'w> CaseYear<'w> {
    /// What all of them come to, of what one does.
    fn all(&self, one: Told<'w>, what: &'static str) -> Told<'w> {
        if *self.count.value() == Value::count(1) && !self.count.value().is_fraction() {
            return one;
        }
        let about = &one.node().about;
        self.count.times(&one, what, 9).of_payer(about.payer).about(about.year, about.place.clone())
    }

    /// The chance of being there.
    fn there(&self) -> Fraction {
        Fraction::chance(self.one.there.clone(), self.certain.clone())
    }
}

impl<N> Stay<N> {
    /// On the payroll in December.
    fn counts_in_december(&self) -> bool {
        self.december && self.runs.last().is_some_and(|run| run.last == 12)
    }
}

/// Listed workers, one by one.
fn workers<'w>(rows: &[usize]) -> Told<'w> {
    let one = |row: &usize| Told::one("headcount", 8, format!("/workers/{row}"));
    match rows {
        [row] => one(row),
        _ => Told::sum_of(Unit::One, "headcount", 8, rows.iter().map(one).collect()),
    }
}
