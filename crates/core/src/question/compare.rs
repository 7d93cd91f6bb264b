//! Rule 18: the difference of a figure between two plans, by its causes.

use std::{
    collections::{BTreeMap, BTreeSet},
    num::NonZeroUsize,
};

use num_integer::Integer as _;
use serde::Serialize;

use super::{
    causes::{Joined, Pair, causes},
    figure::Figure,
    printed::Printed,
};
use crate::{
    base::{json::Json, threads::on_threads},
    faults::{
        error::{ErrorKind, Errors, Fault},
        findings::Findings,
        place::Place,
    },
    model::model::Model,
    plan::plan::Plan,
    record::fields::{Fields, choice, list, list_of_some},
    rules::apportion::apportion_exact,
    values::words::{Cause, Fill},
};

/// What is asked: with which plan, for which figure, and which causes are one.
pub(crate) struct Compare {
    with: Plan,
    figure: Figure,
    join: Vec<Vec<Cause>>,
}

/// A difference by its causes.
#[derive(Serialize)]
pub(crate) struct Compared {
    base: Printed,
    other: Printed,
    difference: Printed,
    effects: Vec<Effect>,
}

/// What a cause does.
#[derive(Serialize)]
struct Effect {
    cause: Cause,
    /// In whole units, which add up to the difference.
    effect: Printed,
    /// Its Shapley value in units, a fraction in lowest terms.
    exact: String,
    /// What it does where no other does.
    alone: Printed,
    /// What it does where all others do.
    last: Printed,
}

/// There are at most so many causes.
const MOST: usize = 10;

impl Compare {
    pub(crate) fn read(
        findings: &mut Findings,
        place: Place<'_>,
        json: &Json<'_>,
        plan: impl FnOnce(&mut Findings, Place<'_>, &Json<'_>) -> Option<Plan>,
    ) -> Option<Compare> {
        let mut fields = Fields::open(findings, place, json, &["with", "figure", "join"])?;
        let with = fields.need("with", plan);
        let figure = fields.need("figure", Figure::read);
        let together = |findings: &mut Findings, place: Place<'_>, json: &Json<'_>| {
            list_of_some(findings, place, json, |findings, place, json| {
                choice::<Cause>(findings, place, json)
            })
        };
        let join = |findings: &mut Findings, place: Place<'_>, json: &Json<'_>| {
            list(findings, place, json, |findings, place, json| together(findings, place, json))
        };
        let join = fields.or("join", join, Vec::new());
        Some(Compare { with: with?, figure: figure?, join: join? })
    }

    /// The round of meaning, of the question's own fields; the causes that differ.
    pub(crate) fn check(&self, findings: &mut Findings, place: Place<'_>, base: &Plan) -> Vec<Joined> {
        let other = &self.with;
        if other.horizon != base.horizon {
            let [base, other] = [base.horizon, other.horizon].map(|it| format!("{}–{}", it.first, it.last));
            let texts = (
                format!("两个方案的预测期要一样：一个是 {base}，一个是 {other}"),
                format!("two plans are compared over one horizon: one has {base}, the other {other}"),
            );
            findings.add(ErrorKind::Order, place.key("with").key("horizon"), texts);
        }
        let (programmes, stations) =
            ([&base.programme, &other.programme], [&base.stations[..], &other.stations]);
        self.figure.check(findings, place.key("figure"), base.horizon, &programmes, &stations);
        let causes = causes(base, other, &self.join);
        if causes.len() > MOST {
            let texts = (
                format!("有 {} 个因素不同，最多 {MOST} 个：用 join 合并几个", causes.len()),
                format!("{} causes differ, at most {MOST} are told apart: join some", causes.len()),
            );
            findings.add(ErrorKind::Range, place.key("join"), texts);
        }
        causes
    }

    /// The other plan.
    pub(crate) fn with(&self) -> &Plan {
        &self.with
    }

    /// The answer, of two plans whose meaning is right.
    pub(crate) fn answer(
        &self,
        base: &Plan,
        causes: &[Joined],
        [model, other_model]: [Model; 2],
    ) -> Result<Compared, Errors> {
        let mut findings = Findings::default();
        let mut of = |model: &Model, place: Place<'_>| {
            let figure = self.figure.of(model.clone());
            figure.map_err(|errors| findings.extend(errors.under(place))).ok()
        };
        let root = Place::Root;
        let (none, all) = (of(&model, root.key("plan")), of(&other_model, root.key("compare").key("with")));
        findings.close()?;
        let none_and_all = none.zip(all).ok_or_else(|| Fault::here("a figure without errors is there"))?;
        let between = Between {
            compare: self,
            base,
            pair: Pair::new(base, &self.with),
            model: &model,
            causes,
            models: BTreeMap::from([([false; 2], model.clone()), ([true; 2], other_model)]),
            figures: BTreeMap::new(),
        };
        let figures = between.figures(none_and_all)?;
        compared(causes, &figures)
    }
}

/// The plans of all sets of causes, a bit of a set for each.
struct Between<'c> {
    compare: &'c Compare,
    base: &'c Plan,
    pair: Pair<'c>,
    model: &'c Model,
    causes: &'c [Joined],
    /// By whether stations and people are the other plan's: who shares people.
    models: BTreeMap<[bool; 2], Model>,
    /// By the causes that the figure can rest on.
    figures: BTreeMap<BTreeSet<Cause>, Printed>,
}

/// A set of causes, those of them that the figure can rest on, and the model of its plan.
struct Asked {
    set: usize,
    rests_on: BTreeSet<Cause>,
    model: Model,
}

impl Between<'_> {
    /// The figure of every set, in one unit; of none and of all causes it is known.
    fn figures(mut self, (none, all): (Printed, Printed)) -> Result<Vec<Printed>, Errors> {
        /// So many plans are kept at a time.
        const TOGETHER: usize = 64;
        let last = (1 << self.causes.len()) - 1;
        let sets: Vec<usize> = (1..last).collect();
        let mut figures = vec![none];
        for some in sets.chunks(TOGETHER) {
            let mut asked = Vec::with_capacity(some.len());
            for &set in some {
                let takes = self.takes(set);
                let model = match self.model_of(&takes) {
                    Ok(model) => model,
                    Err(errors) => return Err(self.mixed(set, &errors)),
                };
                let rests_on: BTreeSet<Cause> =
                    takes.into_iter().filter(|cause| self.matters(*cause)).collect();
                asked.push(Asked { set, rests_on, model });
            }
            self.work_out(&asked)?;
            figures.extend(asked.iter().filter_map(|asked| self.figures.get(&asked.rests_on)));
        }
        figures.extend((last > 0).then_some(all));
        let unit = figures.iter().map(|figure| figure.unit).max().unwrap_or(none.unit);
        Ok(figures.into_iter().map(|figure| figure.to(unit)).collect())
    }

    /// Works out what some sets rest on, each once, on the threads of the plan's model.
    fn work_out(&mut self, asked: &[Asked]) -> Result<(), Errors> {
        let new: BTreeMap<&BTreeSet<Cause>, &Asked> =
            asked.iter().rev().map(|asked| (&asked.rests_on, asked)).collect();
        let mut new: Vec<&Asked> =
            new.into_values().filter(|asked| !self.figures.contains_key(&asked.rests_on)).collect();
        new.sort_by_key(|asked| asked.set);
        let found = on_threads(self.model.threads, &new, |asked| {
            self.compare.figure.of(asked.model.clone().on_threads(NonZeroUsize::MIN))
        });
        for (asked, figure) in new.into_iter().zip(found) {
            match figure {
                Ok(figure) => self.figures.insert(asked.rests_on.clone(), figure),
                Err(errors) => return Err(self.mixed(asked.set, &errors)),
            };
        }
        Ok(())
    }

    fn taken(&self, set: usize) -> impl Iterator<Item = &Joined> {
        self.causes
            .iter()
            .enumerate()
            .filter(move |(place, _)| set & (1 << place) != 0)
            .map(|(_, cause)| cause)
    }

    fn takes(&self, set: usize) -> BTreeSet<Cause> {
        self.taken(set).flat_map(|joined| joined.causes.iter().copied()).collect()
    }

    /// The model of a set, whose meaning is looked at; who is there is packed once.
    fn model_of(&mut self, takes: &BTreeSet<Cause>) -> Result<Model, Errors> {
        let mut plan = self.pair.between(takes);
        let people = [Cause::Stations, Cause::People].map(|cause| takes.contains(&cause));
        if let Some(model) = self.models.get(&people) {
            return model.under(plan);
        }
        plan.workers = if people[1] { &self.compare.with } else { self.base }.workers.clone();
        let model = self.model.anew(&plan)?;
        self.models.insert(people, model.clone());
        Ok(model)
    }

    /// Whether the figure can rest on a cause in some plan between the two.
    fn matters(&self, cause: Cause) -> bool {
        let plans = [self.base, &self.compare.with];
        match cause {
            Cause::Contract => self.compare.figure.is_of("contracts_ending"),
            Cause::Norm => {
                self.compare.figure.is_of("norm")
                    || plans.iter().any(|plan| plan.assumptions.fill == Fill::Norm)
            }
            Cause::Funds => self.compare.figure.is_of("funds") || cuts(plans[0]) != cuts(plans[1]),
            _ => true,
        }
    }

    /// The smallest set with some others in which the plan has no errors: one more, or two, or all.
    fn healed(&mut self, set: usize) -> usize {
        let all = (1 << self.causes.len()) - 1;
        let single = || (0..self.causes.len()).map(|place| 1 << place);
        let pairs = single().flat_map(|one| single().map(move |other| one | other));
        let more: Vec<usize> = single().chain(pairs).map(|more| set | more).collect();
        let heals = |more: &usize| {
            let model = self.model_of(&self.takes(*more));
            model.and_then(|model| self.compare.figure.of(model)).is_ok()
        };
        more.into_iter().filter(|more| *more != set).find(heals).unwrap_or(all)
    }

    /// What is told of a set whose plan has errors, and which causes go together.
    fn mixed(&mut self, set: usize, errors: &Errors) -> Errors {
        let healed = self.healed(set);
        let named = |set: usize| -> (Vec<&str>, Vec<&str>) {
            self.taken(set).map(|it| (it.name.zh(), it.name.word())).unzip()
        };
        let (zh, en) = named(set);
        let (together_zh, together) = named(healed);
        let first = errors.as_slice().first();
        let (at, first_zh, first_en) =
            first.map_or(("", "", ""), |error| (error.at.as_str(), error.zh.as_str(), error.en.as_str()));
        let texts = (
            format!(
                "只取另一方案的{}时，方案有错（{at}：{first_zh}）；请用 join 合并{}（{}）",
                zh.join("、"),
                together_zh.join("、"),
                together.join(", ")
            ),
            format!(
                "with only {} of the other plan the plan has errors ({at}: {first_en}); join {}",
                en.join(", "),
                together.join(", ")
            ),
        );
        Errors::one(ErrorKind::Mixed, "/compare/join", texts)
    }
}

/// Where the funds of a plan cut years into parts (rule 3).
fn cuts(plan: &Plan) -> BTreeSet<u16> {
    let funds = plan.programme.funds.iter().map(|fund| &fund.says);
    funds
        .flat_map(|fund| [Some(fund.first.ordinal()), fund.last.map(|last| last.ordinal() + 1)])
        .flatten()
        .collect()
}

/// The effects, from the figures of all sets.
fn compared(causes: &[Joined], figures: &[Printed]) -> Result<Compared, Errors> {
    let (Some(base), Some(other)) = (figures.first(), figures.last()) else {
        return Err(Fault::here("there is a set of no causes").into());
    };
    let unit = base.unit;
    let printed = |value| Printed { value, unit };
    let all = figures.len() - 1;
    let factorials: Vec<i128> = (0..)
        .scan(1, |of, number| {
            *of *= i128::max(number, 1);
            Some(*of)
        })
        .take(causes.len() + 1)
        .collect();
    let denominator = factorials[causes.len()];
    // φ(c) = sum over S without c of |S|!·(n-1-|S|)!/n! · (v(S + c) - v(S)), times n!
    let shapley = |place: usize| -> i128 {
        let without = (0..figures.len()).filter(|set| set & (1 << place) == 0);
        let weighted = without.map(|set| {
            let size = set.count_ones() as usize;
            let weight = factorials[size] * factorials[causes.len() - 1 - size];
            weight * (figures[set | 1 << place].value - figures[set].value)
        });
        weighted.sum()
    };
    let exact: Vec<i128> = (0..causes.len()).map(shapley).collect();
    let difference = other.value - base.value;
    let whole = apportioned(difference, &exact, denominator)?;
    let effect = |(place, (cause, effect)): (usize, (&Joined, i128))| {
        let numerator = exact[place];
        let divisor = numerator.gcd(&denominator).max(1);
        let exact = match denominator / divisor {
            1 => (numerator / divisor).to_string(),
            of => format!("{}/{of}", numerator / divisor),
        };
        Effect {
            cause: cause.name,
            effect: printed(effect),
            exact,
            alone: printed(figures[1 << place].value - base.value),
            last: printed(other.value - figures[all ^ (1 << place)].value),
        }
    };
    let effects = causes.iter().zip(whole).enumerate().map(effect).collect();
    Ok(Compared { base: *base, other: *other, difference: printed(difference), effects })
}

/// Rule 9's `apportion` of parts that may be negative: so much is added to each that none is.
fn apportioned(whole: i128, numerators: &[i128], denominator: i128) -> Result<Vec<i128>, Fault> {
    let least = numerators.iter().map(|numerator| numerator.div_floor(&denominator)).min();
    let added = -least.map_or(0, |least| least.min(0));
    let parts = numerators.iter().map(|numerator| u128::try_from(numerator + added * denominator).ok());
    let parts: Option<Vec<u128>> = parts.collect();
    let count = i128::try_from(numerators.len()).ok();
    let whole = count.and_then(|count| u128::try_from(whole + added * count).ok());
    let negative = || Fault::here("parts that so much is added to are not negative");
    let (mut parts, whole) = (parts.ok_or_else(negative)?, whole.ok_or_else(negative)?);
    apportion_exact(whole, &mut parts, &denominator.unsigned_abs(), &mut Vec::new());
    Ok(parts.into_iter().map(|part| part.cast_signed() - added).collect())
}
