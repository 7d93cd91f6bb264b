//! How a plan's workbook is laid out: what its sheets and parameters are called. Template and reader share it.

use shuangbai::table::TableKind;

use crate::terms::{Term, Terms};

/// A sheet's names in Chinese and English.
pub(crate) type Names = (&'static str, &'static str);

pub(crate) const NOTES: Names = ("说明", "Notes");
pub(crate) const PARAMETERS: Names = ("参数", "Parameters");
pub(crate) const REGIONS: Names = ("地区名称", "Region names");
pub(crate) const RULES: Names = ("计划规则", "Programme");

/// The sheet of a table.
pub(crate) fn sheet_of(kind: TableKind) -> Names {
    match kind.list() {
        "stations" => ("站点", "Stations"),
        "workers" => ("人员", "Workers"),
        "moves" => ("调动", "Moves"),
        "absences" => ("离岗", "Absences"),
        _ => ("招录", "Hires"),
    }
}

/// Whether a sheet has one of these names.
pub(crate) fn is_called(sheet: &str, names: Names) -> bool {
    let sheet = sheet.trim();
    sheet == names.0 || sheet.eq_ignore_ascii_case(names.1)
}

/// A parameter of a plan: a labelled cell.
pub(crate) struct Parameter<'t> {
    /// The object of the plan that has it, or "" for the plan itself.
    pub(crate) object: &'static str,
    pub(crate) field: &'t str,
    pub(crate) label: (String, String),
    pub(crate) holds: &'t str,
}

/// All of them, in the order in which they are written.
pub(crate) fn parameters(terms: &Terms) -> Vec<Parameter<'_>> {
    let of_plan = |field: &'static str| {
        terms
            .fields("plan")
            .find(|(name, _)| *name == field)
            .map(|(name, term)| parameter("", "", "", name, term))
    };
    let of = |object: &'static str| {
        let (zh, en) =
            terms.fields("plan").find(|(name, _)| *name == object).map_or(("", ""), |(_, term)| term.both());
        terms.fields(object).map(move |(name, term)| parameter(object, zh, en, name, term))
    };
    of_plan("programme")
        .into_iter()
        .chain(of("horizon"))
        .chain(of_plan("by"))
        .chain(of("assumptions"))
        .collect()
}

fn parameter<'t>(object: &'static str, zh: &str, en: &str, field: &'t str, term: &'t Term) -> Parameter<'t> {
    let (own_zh, own_en) = term.both();
    let label = match object {
        "" => (own_zh.to_owned(), own_en.to_owned()),
        _ => (format!("{zh}·{own_zh}"), format!("{en}: {own_en}")),
    };
    Parameter { object, field, label, holds: &term.holds }
}

/// The lists of a programme that amendments speak of.
pub(crate) const LISTS: [&str; 8] =
    ["subsidy", "sharing", "raise", "appraisal", "contract", "norm", "costs", "funds"];

/// What the first column of amendments is called in either language.
pub(crate) const AMENDMENTS: Names = ("修订·规则", "Amend: rule");

/// The columns of amendments: list, what says which entry it is, field and value.
pub(crate) fn amendment_columns(terms: &Terms) -> [String; 7] {
    [
        terms.of(AMENDMENTS.0, AMENDMENTS.1).to_owned(),
        terms.field("entry", "from").to_owned(),
        terms.field("subsidy", "tier").to_owned(),
        terms.field("subsidy", "post").to_owned(),
        terms.field("costs", "name").to_owned(),
        terms.of("字段", "Field").to_owned(),
        terms.of("新值", "New value").to_owned(),
    ]
}
