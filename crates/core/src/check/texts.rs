//! Rule 15: texts that errors of meaning have in common.

use std::fmt::Display;

use crate::plan::assumptions::Horizon;

pub(super) fn before(this: impl Display, field: &str, that: impl Display) -> (String, String) {
    (format!("“{this}”早于 {field} 的“{that}”"), format!("`{this}` is before `{field}`, `{that}`"))
}

pub(super) fn not_after(
    this: impl Display,
    what_zh: &str,
    what_en: &str,
    that: impl Display,
) -> (String, String) {
    (format!("“{this}”不晚于{what_zh}“{that}”"), format!("`{this}` is not after {what_en}, `{that}`"))
}

pub(super) fn after(this: impl Display, field: &str, that: impl Display) -> (String, String) {
    (format!("“{this}”晚于 {field} 的“{that}”"), format!("`{this}` is after `{field}`, `{that}`"))
}

pub(super) fn closed(station: impl Display, closes: impl Display, month: impl Display) -> (String, String) {
    (
        format!("社工站“{station}”{closes} 撤站，{month} 仍有人在站；请填写调动（moves）或离职（left）"),
        format!(
            "station `{station}` closes with {closes}, and somebody is there in {month}: give a move or `left`"
        ),
    )
}

pub(super) fn twice(what_zh: &str, what_en: &str, name: impl Display) -> (String, String) {
    (format!("{what_zh}“{name}”已出现过"), format!("the {what_en} `{name}` is given before"))
}

pub(super) fn outside(this: impl Display, Horizon { first, last }: Horizon) -> (String, String) {
    (
        format!("“{this}”不在预测期 {first} 到 {last} 年内"),
        format!("`{this}` is outside the horizon, {first} to {last}"),
    )
}
