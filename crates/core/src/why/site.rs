//! Rules 6 and 7, told: what stations cost besides pay, and what their norm asks of them.

use std::rc::Rc;

use super::{
    base::given,
    people::Counted,
    sums::{Span, Sums},
    told::Told,
    value::{Unit, Value},
};
use crate::{
    faults::error::{Fault, Promised, Unanswered},
    ledger::account::{NormSum, Site},
    plan::entries::Norm,
    rules::{
        cost::{Run, runs},
        made::Made,
        norm::Open,
    },
    values::leaf::Leaf,
};

/// What is asked of a cost.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum OfCost {
    Amount,
    /// By the payer's place.
    Share(usize),
    Hours,
}

impl OfCost {
    fn what(self) -> &'static str {
        match self {
            OfCost::Amount => "costs",
            OfCost::Share(_) => "shares",
            OfCost::Hours => "hours",
        }
    }

    fn unit(self) -> Unit {
        if self == OfCost::Hours { Unit::One } else { Unit::Fen }
    }
}

/// A column of the norm.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum OfNorm {
    Stations,
    Required,
    Held,
    Short,
    Over,
}

impl OfNorm {
    pub(crate) const ALL: [(&'static str, OfNorm); 5] = [
        ("stations", OfNorm::Stations),
        ("required", OfNorm::Required),
        ("held", OfNorm::Held),
        ("short", OfNorm::Short),
        ("over", OfNorm::Over),
    ];

    fn what(self) -> &'static str {
        OfNorm::ALL.iter().find(|(_, of)| *of == self).map_or("", |(what, _)| what)
    }

    fn is_whole(self) -> bool {
        matches!(self, OfNorm::Stations | OfNorm::Required)
    }
}

impl<'w> Sums<'w> {
    fn site(&self, station: usize) -> Option<&'w Site> {
        self.books.ledger.sites.get(self.base.code(station).as_str())
    }

    /// A cost of a region, by its place among all.
    pub(crate) fn cost_of(&self, cost: usize, of: OfCost, span: Span<'_>) -> Result<Told<'w>, Unanswered> {
        let (place, parts) = (span.place, self.parts_of(span));
        let frame = &self.books.ledger.frame;
        let first = frame.part_places(place).start;
        let payer = match of {
            OfCost::Share(payer) => frame.payers.0.get(payer).copied(),
            OfCost::Amount | OfCost::Hours => None,
        };
        let value = |station: usize| {
            let site = self.site(station)?;
            if !site.costs.under[place] {
                return None;
            }
            let amounts = |part| &site.costs.amounts[frame.cost(first + part, cost)];
            Some(match of {
                OfCost::Amount => Value::fen(parts.clone().map(|part| amounts(part)[0]).sum()),
                OfCost::Share(payer) => Value::fen(parts.clone().map(|part| amounts(part)[1 + payer]).sum()),
                OfCost::Hours => Value::count(site.costs.hours[frame.hours(place, cost)].into()),
            })
        };
        let (this, parts) = (self.clone(), parts.clone());
        let of_station = move |station| {
            let year = this.base.year(place).number();
            let mut all = Vec::new();
            for part in parts.clone() {
                let runs = this.runs(cost, of, station, place, part)?;
                all.push(Told::sum_of(of.unit(), of.what(), 6, runs).about(Some(year), None));
            }
            let name = this.base.station_name(station);
            let told = Told::sum_of(of.unit(), of.what(), 14, all).of_payer(payer);
            Ok(told.about(Some(year), Some(name)))
        };
        self.by_station(of.unit(), of.what(), payer, span, value, Rc::new(of_station))
    }

    /// What the runs of a part of a year come to at a station.
    fn runs(
        &self,
        cost: usize,
        of: OfCost,
        station: usize,
        place: usize,
        part: usize,
    ) -> Result<Vec<Told<'w>>, Fault> {
        let (base, year) = (self.base, self.base.year(place));
        let open = Open::new(&base.plan.stations[station], base.plan.horizon);
        let entries = &base.plan.programme.costs;
        let months = self.books.ledger.frame.parts[place][part];
        let mut told = Vec::new();
        for Run { months, entry: at } in
            runs(&self.books.costs[cost], |at| &entries[at].says, open, year, months)
        {
            let entry = &entries[at];
            let amount = || {
                let yearly = Value::fen(entry.says.per_station.fen().0.into());
                let yearly =
                    given(yearly, "costs", 6, format!("/programme/costs/{at}/per_station"), &entry.ground);
                // a station earns span(per_station, a, b)
                yearly.span(months)
            };
            match of {
                OfCost::Amount => told.push(amount()),
                // split by the entry's `parts`
                OfCost::Share(payer) => {
                    let payer = self.books.ledger.frame.payers.0.get(payer).copied();
                    let at = format!("/programme/costs/{at}");
                    told.extend(amount().share(&entry.says.parts, payer, at));
                }
                // `hours_per_month` times those months gives the hours due.
                OfCost::Hours => {
                    let hours = Value::count(entry.says.hours_per_month.get().into());
                    let at = format!("/programme/costs/{at}/hours_per_month");
                    let hours = given(hours, "hours", 6, at, &entry.ground);
                    let (first, last) = (year.month(months.first), year.month(months.last));
                    let months = Told::months("hours", 3, format!("/stations/{station}"), first, last);
                    told.push(hours.times(&months, "hours", 6));
                }
            }
        }
        Ok(told)
    }

    /// A column of the norm of a region in the December of a year.
    pub(crate) fn norm_of(&self, of: OfNorm, span: Span<'_>) -> Result<Told<'w>, Unanswered> {
        let place = span.place;
        let norm = |station: usize| -> Option<&'w NormSum> { self.site(station)?.norm[place].as_ref() };
        let value = |station: usize| {
            let sum = norm(station)?;
            Some(match of {
                OfNorm::Stations => Value::count(sum.stations.into()),
                OfNorm::Required => Value::count(sum.required.into()),
                OfNorm::Held => self.count(&sum.held, place),
                OfNorm::Short => self.count(&sum.short, place),
                OfNorm::Over => self.count(&sum.over, place),
            })
        };
        let this = self.clone();
        let of_station = move |station: usize| {
            let year = Some(this.base.year(place).number());
            let name = this.base.station_name(station);
            Ok(this.norm_of_station(of, station, place)?.about(year, Some(name)))
        };
        let told = self.by_station(Unit::One, of.what(), None, span, value, Rc::new(of_station))?;
        Ok(if of.is_whole() { told } else { self.as_printed(told)? })
    }

    fn norm_of_station(&self, of: OfNorm, station: usize, place: usize) -> Result<Told<'w>, Unanswered> {
        let (base, what) = (self.base, of.what());
        let december = base.year(place).month(12);
        let entry = *base.norm.in_force(december).promised("a norm is in force")?;
        let asked = self.people.required(entry, station)?;
        let leaves = Leaf::of_station(station as u32);
        let sum = |parts| Told::sum_of(Unit::One, what, 7, parts);
        let is_range = matches!(base.plan.programme.norm[entry].says, Norm::Range(_));
        let held = |leaf: Leaf| self.held(leaf, place);
        let all_held = || -> Result<Told<'w>, Unanswered> {
            Ok(Told::sum_of(Unit::One, "held", 7, vec![held(leaves[0])?, held(leaves[1])?]))
        };
        Ok(match of {
            OfNorm::Stations => Told::one(what, 7, format!("/stations/{station}")),
            OfNorm::Required => {
                let [one, other] = asked;
                // `min`, or both kinds' figures
                if is_range { one } else { sum(vec![one, other]) }
            }
            OfNorm::Held => all_held()?,
            OfNorm::Short if is_range => asked[0].excess_of(&all_held()?, what, 7),
            // for `villages` of each kind
            OfNorm::Short => sum(vec![
                asked[0].excess_of(&held(leaves[0])?, what, 7),
                asked[1].excess_of(&held(leaves[1])?, what, 7),
            ]),
            // what a range's `max` is exceeded by
            OfNorm::Over if is_range => all_held()?.excess_of(&asked[1], what, 7),
            OfNorm::Over => sum(Vec::new()),
        })
    }

    /// The posts of a leaf held in the December of a year.
    fn held(&self, leaf: Leaf, place: usize) -> Result<Told<'w>, Unanswered> {
        let cases = self.people.counted(Counted::Held, leaf, place)?;
        let year = Some(self.base.year(place).number());
        let name = self.base.station_name(leaf.station());
        Ok(Told::sum_of(Unit::One, "held", 7, cases).about(year, Some(name)).of_post(leaf.post()))
    }
}
