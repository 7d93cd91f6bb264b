//! Rule 14's notices: what nobody has confirmed.

use serde::{Deserialize, Serialize};

use crate::{
    faults::codes::codes,
    plan::{
        assumptions::Horizon,
        entries::Ground,
        programme::{Programme, each_list},
        timeline::InForce,
    },
    values::words::Status,
};

/// Something of a forecast that nobody has confirmed (rule 14).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
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

codes! {
    /// The kind of a [`Notice`].
    #[non_exhaustive]
    NoticeCode {
        /// The horizon reaches past the month until which the programme is confirmed.
        AfterConfirmed = "after_confirmed" "超出确认期" "After confirmed",
        /// An entry in force is assumed.
        Assumed = "assumed" "推定" "Assumed",
    }
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
    let mut assumed = |list: &str, index: usize, ground: &Ground, in_force: InForce| {
        // `assumed` for each entry with that status that is in force in a month of the horizon
        if ground.status != Some(Status::Assumed) || !in_force.meets(first, last) {
            return;
        }
        let (zh, en) = ground.source.as_ref().map_or_else(Default::default, |source| {
            let (zh, en) = source.texts();
            (format!("；依据：{zh}"), format!(" (source: {en})"))
        });
        notices.push(Notice {
            code: NoticeCode::Assumed,
            at: format!("/programme/{list}/{index}"),
            zh: format!("该条目为推定，尚无人确认{zh}"),
            en: format!("this entry is assumed, nobody has confirmed it{en}"),
        });
    };
    each_list(programme, &mut assumed);
    notices.sort_by(|a, b| (&a.at, a.code).cmp(&(&b.at, b.code)));
    notices
}
