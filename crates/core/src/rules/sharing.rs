//! Rule 6: a station's tier, and who shares the subsidy there.

use std::collections::BTreeMap;

use super::split::split_into;
use crate::{
    faults::error::{Fault, Promised},
    plan::{
        entries::{Entry, Share, Sharing},
        timeline::Timeline,
    },
    values::{
        code::{Code, RegionCode},
        month::Month,
        words::Payer,
    },
};

/// A station's tier (地区分档), given its own and the programme's `tiers`.
pub(crate) fn tier<'t>(
    own: Option<&'t str>,
    code: Code,
    tiers: &'t BTreeMap<RegionCode, String>,
) -> Option<&'t str> {
    // its own `tier`, or else the one that the programme's `tiers` gives to the longest prefix of its code, or else none
    own.or_else(|| tier_by_prefix(code, tiers).map(|(_, tier)| tier.as_str()))
}

/// The entry of `tiers` for the longest prefix of a station's code.
pub(crate) fn tier_by_prefix(
    code: Code,
    tiers: &BTreeMap<RegionCode, String>,
) -> Option<(&RegionCode, &String)> {
    let code = code.as_str();
    [9, 6, 4, 2].iter().find_map(|&digits| tiers.get_key_value(&code[..digits]))
}

/// The sharing entries of every tier, as what is wanted of each.
pub(crate) struct SharingByTier<'p, T>(BTreeMap<Option<&'p str>, Timeline<T>>);

impl<'p, T: Copy> SharingByTier<'p, T> {
    /// `wanted` is given the place of an entry and its parts.
    pub(crate) fn new(
        sharing: impl Iterator<Item = (usize, &'p Entry<Sharing>)>,
        wanted: impl Fn(usize, &'p [Share]) -> T,
    ) -> SharingByTier<'p, T> {
        let mut tiers: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (place, entry) in sharing {
            let of_tier = tiers.entry(entry.says.tier.as_deref()).or_default();
            of_tier.push((entry.from, wanted(place, &entry.says.parts)));
        }
        SharingByTier(tiers.into_iter().map(|(tier, entries)| (tier, Timeline::new(entries))).collect())
    }

    /// What holds for a tier, or for none.
    pub(crate) fn of(&self, tier: Option<&'p str>) -> TierSharing<'_, T> {
        let own = tier.and_then(|tier| self.0.get(&Some(tier)));
        TierSharing { own, without: self.0.get(&None) }
    }
}

/// The sharing entries of one tier, and those without a tier behind them.
pub(crate) struct TierSharing<'s, T> {
    own: Option<&'s Timeline<T>>,
    without: Option<&'s Timeline<T>>,
}

impl<T: Copy> TierSharing<'_, T> {
    /// The parts in force.
    pub(crate) fn in_force(&self, month: Month) -> Option<T> {
        // the `sharing` entry in force for the station's tier; a tier without an entry in force takes the entry without a tier
        let in_force = |entries: Option<&Timeline<T>>| entries?.in_force(month).copied();
        in_force(self.own).or_else(|| in_force(self.without))
    }

    /// The month from which some entry is always in force.
    pub(crate) fn first(&self) -> Option<Month> {
        let starts = [self.own, self.without].into_iter().flatten().filter_map(Timeline::first);
        starts.map(|(from, _)| *from).min()
    }
}

/// The payers of a programme, in the order of rule 14.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Payers(pub(crate) Vec<Payer>);

impl Payers {
    /// The place of one that the programme names.
    pub(crate) fn place(&self, payer: Payer) -> Result<usize, Fault> {
        self.find(payer).promised("every payer of an entry is among the programme's payers")
    }

    /// The place of one that it may not name.
    pub(crate) fn find(&self, payer: Payer) -> Option<usize> {
        self.0.iter().position(|other| *other == payer)
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

/// A split with its payers as places in the programme's list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Split {
    payers: Vec<usize>,
    parts: Vec<u32>,
}

impl Split {
    pub(crate) fn new(shares: &[Share], payers: &Payers) -> Result<Split, Fault> {
        Ok(Split {
            payers: shares.iter().map(|share| payers.place(share.payer)).collect::<Result<_, _>>()?,
            parts: shares.iter().map(|share| share.parts.get()).collect(),
        })
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
