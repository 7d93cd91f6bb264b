//! Rule 14's hints: what can hardly be meant.

use serde::{Deserialize, Serialize};

use super::codes::codes;

/// Something of a plan or its tables that can hardly be meant (end of rule 14); it changes no figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Hint {
    /// Which kind.
    pub code: HintCode,
    /// Where: a JSON pointer into the plan, of the first where there are several.
    pub at: String,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// The places in their list, from 0, of the first ones that it is about; none where it is about no rows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<usize>,
}

codes! {
    /// The kind of a [`Hint`].
    #[non_exhaustive]
    HintCode {
        /// There is nobody: no worker, no hire, nothing filled.
        Empty = "empty" "没有人员" "Nobody",
        /// Somebody is on the payroll in no month of the horizon.
        NeverThere = "never_there" "不在预测期内" "Never there",
        /// A station has nobody in its posts, and nothing fills them.
        NoPosts = "no_posts" "站点无人" "Nobody at the station",
        /// A pay is under a tenth of the standard, or over ten times.
        Pay = "pay" "薪酬异常" "Strange pay",
        /// Rows are alike in all columns.
        Alike = "alike" "重复的行" "Rows alike",
        /// A pay without a year is taken for that of the year of hire, long ago, and raised from then on.
        OldPay = "old_pay" "自入职年起递增" "Raised from the year of hire",
        /// A grade is given that can't count.
        GradeUnused = "grade_unused" "不计的考核" "Grade without effect",
        /// An entry first works later than it says.
        Later = "later" "条目晚于所写生效" "Works later",
        /// A fund of the whole province over a plan of a part of it.
        WholeFund = "whole_fund" "全省资金" "Fund of the whole province",
        /// A standard rises, and the pay of those in post does not.
        Surplus = "surplus" "薪酬低于标准" "Pay behind the standard",
        /// A list of a reform leaves out what its entry had before.
        Reset = "reset" "改回默认" "Reset",
        /// Rows of a file that are none of the table's.
        RowsLeftOut = "rows_left_out" "略去的行" "Rows left out",
        /// Columns of a table that are no field.
        ColumnsLeftOut = "columns_left_out" "略去的列" "Columns left out",
    }
}

impl Hint {
    pub(crate) fn new(code: HintCode, at: impl Into<String>, (zh, en): (String, String)) -> Hint {
        Hint { code, at: at.into(), zh, en, rows: Vec::new() }
    }
}

/// Hints in their order: by place, then code, as errors.
pub(crate) fn sorted(mut hints: Vec<Hint>) -> Vec<Hint> {
    hints.sort_by(|a, b| (&a.at, a.code).cmp(&(&b.at, b.code)));
    hints.dedup();
    hints
}
