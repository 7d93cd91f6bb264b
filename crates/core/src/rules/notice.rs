//! Rule 14's notices: what nobody has confirmed.

use std::{collections::BTreeSet, ops::Bound};

use serde::{Deserialize, Serialize};

use crate::{
    plan::{
        assumptions::Horizon,
        entries::{Entry, Ground},
        programme::Programme,
    },
    values::{month::Month, words::Status},
};

/// Something of a forecast that nobody has confirmed (rule 14).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Notice {
    /// Which kind.
    pub code: NoticeCode,
    /// Where: a JSON pointer into the plan.
    pub at: String,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $code:ident = $word:literal $zh:literal $en:literal,)+) => {
        /// The kind of a [`Notice`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum NoticeCode {
            $($(#[doc = $doc])+ #[serde(rename = $word)] $code,)+
        }

        impl NoticeCode {
            /// Every code: its word, and what people call it in Chinese and English.
            pub(crate) const TERMS: &'static [(&'static str, &'static str, &'static str)] =
                &[$(($word, $zh, $en)),+];

            /// The code, as JSON writes it.
            pub fn code(self) -> &'static str {
                match self { $(NoticeCode::$code => $word),+ }
            }
        }
    };
}

codes! {
    /// The horizon reaches past the month until which the programme is confirmed.
    AfterConfirmed = "after_confirmed" "超出确认期" "After confirmed",
    /// An entry in force is assumed.
    Assumed = "assumed" "推定" "Assumed",
}

/// The notices of a plan, sorted like errors.
pub(crate) fn notices(programme: &Programme, horizon: Horizon) -> Vec<Notice> {
    let (first, last) = (horizon.first_month(), horizon.last_month());
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
            let (zh, en) = ground.source.as_ref().map_or_else(Default::default, |source| {
                let (zh, en) = source.texts();
                (format!("；依据：{zh}"), format!(" (source: {en})"))
            });
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
        assumed(format!("/programme/funds/{index}"), &fund.ground, fund.says.first, fund.says.last);
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
