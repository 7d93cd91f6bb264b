//! Rule 14's notices: what nobody has confirmed.

use crate::{
    Month, Notice, NoticeCode, Plan, Status,
    programme::{Entry, Ground},
};

/// The notices of a plan, sorted like errors.
pub(crate) fn notices(plan: &Plan) -> Vec<Notice> {
    let programme = &plan.programme;
    let (first, last) = (*plan.horizon.first.months().start(), *plan.horizon.last.months().end());
    let mut notices = Vec::new();
    if let Some(confirmed) = programme.confirmed.filter(|confirmed| last > *confirmed) {
        notices.push(Notice {
            code: NoticeCode::AfterConfirmed,
            at: "/programme/confirmed".to_owned(),
            zh: format!("方案只确认到 {confirmed},预测到 {last},其后的条目沿用"),
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
                (format!(";依据:{source}"), format!(" (source: {source})"))
            };
            notices.push(Notice {
                code: NoticeCode::Assumed,
                at,
                zh: format!("该条目为推定,尚无人确认{zh}"),
                en: format!("this entry is assumed, nobody has confirmed it{en}"),
            });
        }
    };
    list("subsidy", &programme.subsidy, |_, _| true, &mut assumed);
    list("sharing", &programme.sharing, |a, b| a.tier == b.tier, &mut assumed);
    list("raise", &programme.raise, |_, _| true, &mut assumed);
    list("appraisal", &programme.appraisal, |_, _| true, &mut assumed);
    list("contract", &programme.contract, |_, _| true, &mut assumed);
    list("norm", &programme.norm, |_, _| true, &mut assumed);
    list("costs", &programme.costs, |a, b| a.name == b.name, &mut assumed);
    for (index, fund) in programme.funds.iter().enumerate() {
        assumed(format!("/programme/funds/{index}"), &fund.ground, fund.first, fund.last);
    }
    notices.sort_by(|a, b| (&a.at, a.code).cmp(&(&b.at, b.code)));
    notices
}

/// Every entry of a list with the months in which it is in force: until the next of its kind begins.
fn list<T>(
    name: &str,
    entries: &[Entry<T>],
    alike: impl Fn(&T, &T) -> bool,
    tell: &mut impl FnMut(String, &Ground, Month, Option<Month>),
) {
    for (index, entry) in entries.iter().enumerate() {
        let later = entries.iter().filter(|other| alike(&entry.says, &other.says) && other.from > entry.from);
        let next = later.map(|other| other.from).min();
        let last = next.and_then(|next| Month::from_ordinal(u32::from(next.ordinal()) - 1));
        tell(format!("/programme/{name}/{index}"), &entry.ground, entry.from, last);
    }
}
