//! Rule 11: which row of a table has the headings, and which are none of its rows.

use super::{
    names::TableKind,
    text::{Aside, SUMS},
};
use crate::base::text::comparable;

impl TableKind {
    /// Whether these are the headings of such a table: all columns that it needs are among them.
    ///
    /// ```
    /// use shuangbai::table::TableKind;
    /// assert!(TableKind::Workers.has_needed(["姓名", "社工站", "岗位", "入职"]));
    /// assert!(!TableKind::Hires.has_needed(["社工站", "岗位", "入职"]));
    /// ```
    pub fn has_needed<'n>(self, names: impl IntoIterator<Item = &'n str>) -> bool {
        let fields = self.columns(names);
        let mut needed = self.fields().filter(|(field, _)| self.needs(*field));
        needed.all(|(_, declared)| fields.iter().any(|(field, _)| *field == declared.name))
    }
}

/// Whether a row has the headings that a table of some kind needs.
pub(super) fn are_headings(cells: &[String]) -> bool {
    TableKind::ALL.into_iter().any(|kind| kind.has_needed(cells.iter().map(String::as_str)))
}

/// The place of the headings among the first rows: the first with all that a table needs, or else the one with most that is
/// known, where that is two and more, or else the first that is more than a title.
pub(super) fn headings<'c>(rows: impl Iterator<Item = &'c [String]> + Clone) -> usize {
    let known = |cells: &[String]| {
        let known = |kind: TableKind| kind.columns(cells.iter().map(String::as_str)).len();
        TableKind::ALL.into_iter().map(known).max().unwrap_or(0)
    };
    let most = || {
        let most = rows.clone().map(known).max().filter(|most| *most > 1)?;
        rows.clone().position(|cells| known(cells) == most)
    };
    let filled = |cells: &[String]| cells.iter().filter(|cell| !cell.trim().is_empty()).count();
    let place = rows.clone().position(are_headings).or_else(most);
    place.or_else(|| rows.clone().position(|cells| filled(cells) > 1)).unwrap_or(0)
}

/// What else a sum is called, where it stands alone.
const TOTALS: [&str; 5] = ["共计", "累计", "total", "totals", "subtotal"];

const NOTES: [&str; 16] = [
    "填表人",
    "填报人",
    "制表人",
    "制表",
    "审核人",
    "审核",
    "复核",
    "经办人",
    "负责人",
    "联系人",
    "联系电话",
    "填表日期",
    "填报日期",
    "说明",
    "备注",
    "注",
];

/// Whether a row sums up or signs, by its first cell with anything in it.
pub(super) fn aside<'c>(mut cells: impl Iterator<Item = &'c str>) -> Option<Aside> {
    let first = cells.by_ref().find(|cell| !cell.trim().is_empty())?.trim();
    // Most rows begin with a number or a name.
    let may_be = first.ends_with(['计', 'l', 'L', 's', 'S', ':', '：'])
        || NOTES.iter().any(|note| first.starts_with(note));
    if !may_be {
        return None;
    }
    let text: String =
        comparable(first).chars().filter(|char| !char.is_whitespace()).collect::<String>().to_lowercase();
    let text = text.trim_end_matches(':');
    if TOTALS.contains(&text) || SUMS.iter().any(|sum| text.ends_with(sum)) {
        return Some(Aside::Total);
    }
    // 说明镇 may be a town.
    let is_note =
        |note: &str| text.strip_prefix(note).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'));
    let alone = NOTES.iter().any(|note| text.starts_with(note)) && cells.all(|cell| cell.trim().is_empty());
    (NOTES.iter().any(|note| is_note(note)) || alone).then_some(Aside::Note)
}
