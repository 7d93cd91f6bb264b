//! The round of meaning (rule 15) of a programme: what is given twice, what its names refer to.

use std::collections::BTreeSet;

use super::texts::{before, twice};
use crate::{
    faults::{
        error::ErrorKind,
        findings::{Findings, shown, shown_names},
        place::Place,
    },
    plan::{
        entries::{Entry, Grounded, Norm, Purpose, Range, Share},
        programme::Programme,
    },
};

pub(super) fn programme(findings: &mut Findings, programme: &Programme) {
    entries(findings, "subsidy", &programme.subsidy, |it| (it.tier.as_deref(), it.post));
    entries(findings, "sharing", &programme.sharing, |it| it.tier.as_deref());
    entries(findings, "raise", &programme.raise, |_| ());
    entries(findings, "appraisal", &programme.appraisal, |_| ());
    entries(findings, "contract", &programme.contract, |_| ());
    entries(findings, "norm", &programme.norm, |_| ());
    entries(findings, "costs", &programme.costs, |it| &it.name[..]);
    let root = Place::Root.key("programme");
    for (index, entry) in programme.sharing.iter().enumerate() {
        payers_once(findings, root.key("sharing").index(index), &entry.says.parts);
    }
    for (index, entry) in programme.costs.iter().enumerate() {
        payers_once(findings, root.key("costs").index(index), &entry.says.parts);
    }
    for (index, entry) in programme.norm.iter().enumerate() {
        if let Norm::Range(Range { min, max }) = entry.says
            && max < min
        {
            let texts = (format!("“{max}”小于 min 的“{min}”"), format!("`{max}` is below `min`, `{min}`"));
            findings.add(ErrorKind::Order, root.key("norm").index(index).key("max"), texts);
        }
    }
    let tiers = tiers(programme);
    for (prefix, tier) in &programme.tiers {
        known_tier(findings, &tiers, root.key("tiers").key(prefix.as_str()), tier);
    }
    funds(findings, programme);
}

/// No two entries of a list, or of one tier or name in it, begin in one month.
fn entries<'e, T, K: Ord>(
    findings: &mut Findings,
    list: &str,
    entries: &'e [Entry<T>],
    of: impl Fn(&'e T) -> K,
) {
    let mut seen = BTreeSet::new();
    for (index, entry) in entries.iter().enumerate() {
        if !seen.insert((of(&entry.says), entry.from)) {
            let place = Place::Root.key("programme");
            let texts = twice("起始月份", "month", entry.from);
            findings.add(ErrorKind::Duplicate, place.key(list).index(index).key("from"), texts);
        }
    }
}

fn payers_once(findings: &mut Findings, entry: Place<'_>, parts: &[Share]) {
    for (index, share) in parts.iter().enumerate() {
        if parts[..index].iter().any(|other| other.payer == share.payer) {
            let texts = (
                format!("同一分担中出资方“{}”（{}）已出现过", share.payer, share.payer.zh()),
                format!("the payer `{}` is given before in this split", share.payer),
            );
            findings.add(ErrorKind::Duplicate, entry.key("parts").index(index).key("payer"), texts);
        }
    }
}

/// The tiers that sharing and subsidy entries name.
pub(super) fn tiers(programme: &Programme) -> BTreeSet<&str> {
    let sharing = programme.sharing.iter().filter_map(|entry| entry.says.tier.as_deref());
    sharing.chain(programme.subsidy.iter().filter_map(|entry| entry.says.tier.as_deref())).collect()
}

pub(super) fn known_tier(findings: &mut Findings, tiers: &BTreeSet<&str>, place: Place<'_>, tier: &str) {
    if tiers.contains(tier) {
        return;
    }
    let near = findings.nearest(tier, tiers.iter().copied());
    let (zh, en) = shown_names(tiers.iter().copied());
    let tier = shown(tier);
    let texts = (
        format!("sharing 和 subsidy 中都没有分档“{tier}”，可用：{zh}"),
        format!("no sharing or subsidy entry names the tier `{tier}`, there are: {en}"),
    );
    findings.add_near(ErrorKind::UnknownTier, place, texts, near);
}

fn funds(findings: &mut Findings, programme: &Programme) {
    let mut seen = BTreeSet::new();
    let costs: BTreeSet<_> = programme.costs.iter().map(|entry| &entry.says.name[..]).collect();
    for (index, Grounded { says: fund, .. }) in programme.funds.iter().enumerate() {
        let place = Place::Root.key("programme");
        let place = place.key("funds");
        let place = place.index(index);
        if !seen.insert((&fund.name, fund.first)) {
            let name = format!("{} {}", shown(&fund.name), fund.first);
            findings.add(ErrorKind::Duplicate, place.key("name"), twice("资金", "fund", name));
        }
        if let Some(last) = fund.last.filter(|last| *last < fund.first) {
            findings.add(ErrorKind::Order, place.key("last"), before(last, "first", fund.first));
        }
        let Purpose::Cost(cost) = &fund.pays else { continue };
        if !costs.contains(&cost[..]) {
            let names = || [Purpose::SUBSIDY].into_iter().chain(costs.iter().copied());
            let near = findings.nearest(cost, names());
            let (zh, en) = shown_names(names());
            let cost = shown(cost);
            let texts = (
                format!("方案没有经费“{cost}”，可用：{zh}"),
                format!("the programme has no cost `{cost}`, there are: {en}"),
            );
            findings.add_near(ErrorKind::UnknownCost, place.key("pays"), texts, near);
        }
    }
}
