//! Rule 14's notices: what nobody has confirmed.

use std::{collections::BTreeSet, ops::Bound};

use crate::{
    Horizon, Month, Notice, NoticeCode, Programme, Status,
    programme::{Entry, Ground},
};

/// The notices of a plan, sorted like errors.
pub(crate) fn notices(programme: &Programme, horizon: Horizon) -> Vec<Notice> {
    let (first, last) = (*horizon.first.months().start(), *horizon.last.months().end());
    let mut notices = Vec::new();
    if let Some(confirmed) = programme.confirmed.filter(|confirmed| last > *confirmed) {
        notices.push(Notice {
            code: NoticeCode::AfterConfirmed,
            at: "/programme/confirmed".to_owned(),
            zh: format!("方案只确认到 {confirmed}，预测到 {last}，其后的条目沿用"),
            en: format!("the rules are known to have held until {confirmed}; the horizon reaches to {last}"),
        });
    }
    let mut assumed = |at: String, ground: &Ground, from: Month, to: Option<Month>| {
        let in_force = from <= last && to.is_none_or(|to| to >= first);
        if ground.status == Some(Status::Assumed) && in_force {
            let source = ground.source.as_deref().unwrap_or_default();
            let (zh, en) = if source.is_empty() {
                (String::new(), String::new())
            } else {
                (format!("；依据：{source}"), format!(" (source: {source})"))
            };
            notices.push(Notice {
                code: NoticeCode::Assumed,
                at,
                zh: format!("该条目为推定，尚无人确认{zh}"),
                en: format!("this entry is assumed, nobody has confirmed it{en}"),
            });
        }
    };
    list("subsidy", &programme.subsidy, |_| (), &mut assumed);
    list("sharing", &programme.sharing, |it| it.tier.as_deref(), &mut assumed);
    list("raise", &programme.raise, |_| (), &mut assumed);
    list("appraisal", &programme.appraisal, |_| (), &mut assumed);
    list("contract", &programme.contract, |_| (), &mut assumed);
    list("norm", &programme.norm, |_| (), &mut assumed);
    list("costs", &programme.costs, |it| &it.name[..], &mut assumed);
    for (index, fund) in programme.funds.iter().enumerate() {
        assumed(format!("/programme/funds/{index}"), &fund.ground, fund.first, fund.last);
    }
    notices.sort_by(|a, b| (&a.at, a.code).cmp(&(&b.at, b.code)));
    notices
}

/// Every entry of a list with the months in which it is in force: until the next of its kind begins.
fn list<'e, T, K: Ord>(
    name: &str,
    entries: &'e [Entry<T>],
    kind: impl Fn(&'e T) -> K,
    tell: &mut impl FnMut(String, &Ground, Month, Option<Month>),
) {
    let begin = |entry: &'e Entry<T>| (kind(&entry.says), entry.from);
    let begins: BTreeSet<(K, Month)> = entries.iter().map(begin).collect();
    for (index, entry) in entries.iter().enumerate() {
        let (kind, from) = begin(entry);
        let next = next_of_kind(&begins, kind, from);
        let last = next.and_then(|next| Month::from_ordinal(u32::from(next.ordinal()) - 1));
        tell(format!("/programme/{name}/{index}"), &entry.ground, from, last);
    }
}

/// The next month in which an entry of a kind begins.
fn next_of_kind<K: Ord>(begins: &BTreeSet<(K, Month)>, kind: K, from: Month) -> Option<Month> {
    let this = (kind, from);
    let (next_kind, next) = begins.range((Bound::Excluded(&this), Bound::Unbounded)).next()?;
    (*next_kind == this.0).then_some(*next)
}
