//! Rule 6: a station's tier, who shares the subsidy there, the terms of a year, and costs.

use std::collections::BTreeMap;

use crate::{
    Month, Payer, Year,
    month::cum,
    plan::Station,
    programme::{Cost, Programme, Share, Subsidy, Timeline},
    split::split_into,
    words::Basis,
};

/// A station's tier (地区分档): its own, or else that of the longest prefix of its code, or none.
pub(crate) fn tier<'p>(programme: &'p Programme, station: &'p Station) -> Option<&'p str> {
    let by_prefix = || {
        let code = station.code.as_str();
        [9, 6, 4, 2].iter().find_map(|&digits| programme.tiers.get(&code[..digits]))
    };
    station.tier.as_deref().or_else(|| by_prefix().map(String::as_str))
}

/// The sharing entries of every tier.
pub(crate) struct SharingByTier<'p>(BTreeMap<Option<&'p str>, Timeline<&'p [Share]>>);

impl<'p> SharingByTier<'p> {
    pub(crate) fn new(programme: &'p Programme) -> SharingByTier<'p> {
        let mut tiers: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for entry in &programme.sharing {
            let of_tier = tiers.entry(entry.says.tier.as_deref()).or_default();
            of_tier.push((entry.from, &entry.says.parts[..]));
        }
        SharingByTier(tiers.into_iter().map(|(tier, entries)| (tier, Timeline::new(entries))).collect())
    }

    /// What holds for a tier, or for none.
    pub(crate) fn of(&self, tier: Option<&'p str>) -> TierSharing<'_, 'p> {
        let own = tier.and_then(|tier| self.0.get(&Some(tier)));
        TierSharing { own, without: self.0.get(&None) }
    }
}

/// The sharing entries of one tier, and those without a tier behind them.
pub(crate) struct TierSharing<'s, 'p> {
    own: Option<&'s Timeline<&'p [Share]>>,
    without: Option<&'s Timeline<&'p [Share]>>,
}

impl<'p> TierSharing<'_, 'p> {
    /// The parts in force: of the tier's own entry, or else of the one without a tier.
    pub(crate) fn in_force(&self, month: Month) -> Option<&'p [Share]> {
        let in_force = |entries: Option<&Timeline<&'p [Share]>>| entries?.in_force(month).copied();
        in_force(self.own).or_else(|| in_force(self.without))
    }

    /// The month from which some entry is always in force.
    pub(crate) fn first(&self) -> Option<Month> {
        let starts = [self.own, self.without].into_iter().flatten().filter_map(Timeline::first);
        starts.map(|(from, _)| *from).min()
    }
}

/// A split with its payers as places in the programme's list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Split {
    pub(crate) payers: Vec<usize>,
    pub(crate) parts: Vec<u32>,
}

impl Split {
    pub(crate) fn new(shares: &[Share], payers: &[Payer]) -> Split {
        let place = |payer| payers.iter().position(|other| *other == payer).unwrap_or_default();
        Split {
            payers: shares.iter().map(|share| place(share.payer)).collect(),
            parts: shares.iter().map(|share| share.parts.get()).collect(),
        }
    }

    /// Rule 2's split of an amount, added to the payers' places in `shares`.
    pub(crate) fn add(&self, amount: u64, shares: &mut [u64]) {
        const FEW: usize = 8;
        if let [only] = self.payers[..] {
            shares[only] += amount; // all of it
            return;
        }
        let (mut few, mut many);
        let split: &mut [u64] = if self.parts.len() <= FEW {
            few = [0; FEW];
            &mut few[..self.parts.len()]
        } else {
            many = vec![0; self.parts.len()];
            &mut many
        };
        split_into(amount, &self.parts, split);
        for (&payer, share) in self.payers.iter().zip(split) {
            shares[payer] += *share;
        }
    }
}

/// What a worker is subsidised by in a term (rule 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Subsidised {
    /// The pay itself.
    Pay,
    /// The standard, flat, in fen a year.
    Standard(u64),
    /// The indexed standard with this place among those of the horizon.
    Indexed(usize),
}

/// A stretch of a year in which subsidy and sharing say the same (rule 3); months from 1 to 12.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Term {
    pub(crate) first: u8,
    pub(crate) last: u8,
    /// The part of the year that it lies in.
    pub(crate) part: usize,
    pub(crate) subsidised: Subsidised,
    /// The place among the bearers of who bears the top-up.
    pub(crate) bearer: usize,
    pub(crate) split: Split,
}

/// The terms of one year for the stations of one tier (rule 3): its parts are cut where what the
/// subsidy entry or the sharing entry says changes. Months without an entry are in no term.
pub(crate) fn terms<'p>(
    year: Year,
    parts: &[(u8, u8)],
    subsidy: impl Fn(Month) -> Option<Subsidy>,
    sharing: impl Fn(Month) -> Option<&'p [Share]>,
    term: impl Fn(Subsidy, &'p [Share]) -> (Subsidised, usize, Split),
) -> Vec<Term> {
    let mut terms: Vec<Term> = Vec::new();
    for (part, &(first, last)) in parts.iter().enumerate() {
        let mut before = None;
        for month in first..=last {
            let says = subsidy(year.month(month)).zip(sharing(year.month(month)));
            if says.is_some() && says == before {
                if let Some(open) = terms.last_mut() {
                    open.last = month;
                }
            } else if let Some((subsidy, shares)) = says {
                let (subsidised, bearer, split) = term(subsidy, shares);
                terms.push(Term { first: month, last: month, part, subsidised, bearer, split });
            }
            before = says;
        }
    }
    terms
}

/// The place of a subsidy entry's kind among the indexed standards of the horizon (rule 5).
pub(crate) fn subsidised(subsidy: Subsidy, standards: &[u64]) -> Subsidised {
    let standard = subsidy.standard.fen().0.unsigned_abs();
    match subsidy.basis {
        Basis::Pay => Subsidised::Pay,
        Basis::Standard => Subsidised::Standard(standard),
        Basis::Indexed => {
            Subsidised::Indexed(standards.iter().position(|it| *it == standard).unwrap_or_default())
        }
    }
}

/// What one station costs in a part of a year, of one cost (rule 6).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PartCost {
    pub(crate) amount: u64,
    pub(crate) shares: Vec<u64>,
    pub(crate) hours: u64,
}

/// A cost of a station in the months `first..=last` of a year's part, from the month it `opens`:
/// each run of months in which the entry in force says the same earns its span and is split.
/// With it, whether the station was open in some month under an entry.
pub(crate) fn part_cost(
    entries: &Timeline<&Cost>,
    payers: &[Payer],
    opens: Month,
    year: Year,
    (first, last): (u8, u8),
) -> (PartCost, bool) {
    let mut cost = PartCost { shares: vec![0; payers.len()], ..PartCost::default() };
    let mut run: Option<(u8, u8, &Cost)> = None;
    let mut open = false;
    let mut close = |run: Option<(u8, u8, &Cost)>| {
        if let Some((first, last, entry)) = run {
            let annual = entry.per_station.fen().0.unsigned_abs();
            let amount = cum(annual, last) - cum(annual, first - 1);
            cost.amount += amount;
            Split::new(&entry.parts, payers).add(amount, &mut cost.shares);
            cost.hours += u64::from(entry.hours_per_month.get()) * u64::from(last - first + 1);
        }
    };
    for of_year in first..=last {
        let month = year.month(of_year);
        let entry = entries.in_force(month).copied().filter(|_| month >= opens);
        open |= entry.is_some();
        run = match (run, entry) {
            (Some((first, _, says)), Some(entry)) if says == entry => Some((first, of_year, says)),
            (ended, entry) => {
                close(ended);
                entry.map(|entry| (of_year, of_year, entry))
            }
        };
    }
    close(run);
    (cost, open)
}
