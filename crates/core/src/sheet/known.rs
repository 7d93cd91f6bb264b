//! Rule 20: what is known in a month of the grades and entries of a plan.

use std::{borrow::Cow, collections::BTreeSet};

use crate::{
    faults::{error::ErrorKind, findings::Findings, place::Place},
    model::person::{Case, Mover},
    plan::{
        entries::{Entry, Says},
        people::Graded,
        plan::Plan,
        programme::Programme,
        timeline::Timeline,
    },
    rules::pay::{RaiseRule, indexed_from},
    values::{
        month::{Month, Year},
        words::{Basis, Grade},
    },
};

/// What a worker's grades were in months in which they were not yet known.
#[derive(Clone, Copy, Debug)]
struct Late {
    year: Year,
    decided: Month,
    /// `provisional`, the grade that held until then (default `fail`)
    provisional: Grade,
}

/// Decisions that come in a month of the horizon after its first, or later.
#[derive(Debug, Default)]
pub(crate) struct Decisions {
    /// By row of the worker.
    grades: Vec<(usize, Late)>,
    /// The months in which entries become known, each once, in order.
    entries: Vec<Month>,
    /// Those in which anything does.
    all: Vec<Month>,
}

/// An entry that can become known late.
pub(crate) trait Decided {
    fn decided(&self) -> Option<Month>;
}

macro_rules! decided {
    ($($entry:ident)+) => {$(
        impl Decided for crate::plan::entries::$entry {
            fn decided(&self) -> Option<Month> {
                self.decided
            }
        }
    )+};
}
decided! { Subsidy Sharing Raise }

impl Decisions {
    pub(crate) fn new(plan: &Plan) -> Decisions {
        let first = plan.horizon.first_month();
        let late = |decided: &Option<Month>| decided.filter(|decided| *decided > first);
        let mut grades = Vec::new();
        for (row, worker) in plan.workers.iter().enumerate() {
            for (year, Graded { decided, provisional, .. }) in &worker.appraisals.0 {
                let provisional = provisional.unwrap_or(Grade::Fail);
                let late = late(decided).map(|decided| Late { year: *year, decided, provisional });
                grades.extend(late.map(|late| (row, late)));
            }
        }
        let Programme { subsidy, sharing, raise, .. } = &plan.programme;
        let entries = months(subsidy).chain(months(sharing)).chain(months(raise));
        let entries: BTreeSet<Month> = entries.filter(|decided| *decided > first).collect();
        let of_grades = grades.iter().map(|(_, late): &(usize, Late)| late.decided);
        let all: BTreeSet<Month> = of_grades.chain(entries.iter().copied()).collect();
        Decisions { grades, entries: entries.into_iter().collect(), all: all.into_iter().collect() }
    }

    /// Whether an entry becomes known in a month.
    pub(crate) fn of_entries(&self, month: Month) -> bool {
        self.entries.binary_search(&month).is_ok()
    }

    /// The late grades of the worker in a row.
    fn late(&self, row: usize) -> &[(usize, Late)] {
        let first = self.grades.partition_point(|(other, _)| *other < row);
        let rest = &self.grades[first..];
        &rest[..rest.iter().take_while(|(other, _)| *other == row).count()]
    }

    /// Whether a grade of the worker in a row does.
    pub(crate) fn of_worker(&self, row: usize, month: Month) -> bool {
        self.late(row).iter().any(|(_, late)| late.decided == month)
    }

    /// Whether anything does.
    pub(crate) fn any(&self, month: Month) -> bool {
        self.all.binary_search(&month).is_ok()
    }

    /// The programme as it is known in a month.
    pub(crate) fn programme(&self, programme: &Programme, month: Month) -> Programme {
        let mut known = programme.clone();
        retain(&mut known.subsidy, month);
        retain(&mut known.sharing, month);
        retain(&mut known.raise, month);
        known
    }

    /// The worker in a row as the grades are known in a month.
    pub(crate) fn worker<'m>(&self, mover: &'m Mover, row: Option<usize>, month: Month) -> Cow<'m, Mover> {
        let late = row.map_or(&[][..], |row| self.late(row));
        if late.iter().all(|(_, late)| late.decided <= month) {
            return Cow::Borrowed(mover);
        }
        let grade = |(year, grade): &(Year, Grade)| {
            let mut late = late.iter().map(|(_, late)| late);
            let unknown = late.find(|late| late.year == *year && late.decided > month);
            (*year, unknown.map_or(*grade, |late| late.provisional))
        };
        let case = Case { grades: mover.case.grades.iter().map(grade).collect(), ..mover.case.clone() };
        Cow::Owned(Mover { case, ..mover.clone() })
    }
}

fn months<T: Decided>(entries: &[Entry<T>]) -> impl Iterator<Item = Month> {
    entries.iter().filter_map(|entry| entry.says.decided())
}

/// Leaves out what is not known yet.
fn retain<T: Decided>(entries: &mut Vec<Entry<T>>, month: Month) {
    entries.retain(|entry| is_known(entry, month));
}

/// Whether an entry is known in a month.
fn is_known<T: Decided>(entry: &Entry<T>, month: Month) -> bool {
    // an entry decided later is not there yet
    entry.says.decided().is_none_or(|decided| decided <= month)
}

/// The entries that are known in a month, or all of them, with their places.
pub(crate) fn known_in<T: Decided>(
    entries: &[Entry<T>],
    month: Option<Month>,
) -> impl Iterator<Item = (usize, &Entry<T>)> {
    entries.iter().enumerate().filter(move |(_, entry)| month.is_none_or(|month| is_known(entry, month)))
}

/// Notes decisions that would change a month before the horizon (rule 20).
pub(crate) fn check(findings: &mut Findings, plan: &Plan) {
    let horizon = plan.horizon;
    if horizon.last < horizon.first {
        return;
    }
    let (first, last) = (horizon.first_month(), horizon.last_month());
    // it becomes known in the horizon after its first month
    let late = |decided: Option<Month>| decided.filter(|decided| first < *decided && *decided <= last);
    let mut note = |place: Place<'_>, decided: Month, from: Month| {
        let texts = (
            format!("{decided} 才公布，却从 {from} 起生效，早于预测期首月 {first}；请把预测期提前"),
            format!(
                "known in {decided} and in force from {from}, before the horizon: let it begin earlier than {first}"
            ),
        );
        findings.add(ErrorKind::Decided, place.key("decided"), texts);
    };
    let programme = Place::Root.key("programme");
    let Programme { subsidy, sharing, raise, .. } = &plan.programme;
    entries(programme.key("subsidy"), subsidy, first, late, &mut note);
    entries(programme.key("sharing"), sharing, first, late, &mut note);
    entries(programme.key("raise"), raise, first, late, &mut note);
    let raises: Timeline<RaiseRule> =
        Timeline::new(raise.iter().map(|Entry { from, says, .. }| (*from, RaiseRule::new(says))));
    let indexed = subsidy.iter().any(|entry| entry.says.basis == Basis::Indexed);
    let earliest = subsidy.iter().map(|entry| entry.from).min();
    for (row, worker) in plan.workers.iter().enumerate() {
        let list = Place::Root.key("workers");
        let place = list.index(row);
        let mut asked = worker.pay_year.unwrap_or(worker.hired.year());
        if indexed {
            asked = asked.min(indexed_from(worker.hired, earliest));
        }
        for (year, graded) in worker.appraisals.0.iter().filter(|(year, _)| *year >= asked) {
            let Some((decided, next)) = late(graded.decided).zip(year.next()) else { continue };
            // and takes effect before it, by the step of rule 4
            let effective = raises.in_force(next.month(1)).map_or(1, |raise| raise.effective(worker.hired));
            let step = next.month(effective);
            if step < first && worker.left.is_none_or(|left| step <= left) {
                let appraisals = place.key("appraisals");
                note(appraisals.key(&year.to_string()), decided, step);
            }
        }
    }
}

fn entries<T: Decided + Says>(
    list: Place<'_>,
    entries: &[Entry<T>],
    first: Month,
    late: impl Fn(Option<Month>) -> Option<Month>,
    note: &mut impl FnMut(Place<'_>, Month, Month),
) {
    for (index, entry) in entries.iter().enumerate() {
        // or by `from`
        if let Some(decided) = late(entry.says.decided()).filter(|_| entry.from < first) {
            note(list.index(index), decided, entry.from);
        }
    }
}
