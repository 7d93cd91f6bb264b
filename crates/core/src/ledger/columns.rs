//! Rules 14 and 20: the columns of a forecast and of a pay sheet, once: name, how it adds up, terms. Rows, ledgers, Arrow's
//! tables, schemas and the terms that people read derive from here, in this order.

use std::fmt::Display;

use crate::values::words::Payer;

/// A column of one of the tables of a forecast or a pay sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) adds: Adds,
    pub(crate) zh: &'static str,
    pub(crate) en: &'static str,
}

/// What a column holds, and so how it adds up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Adds {
    /// It names the row.
    Key,
    /// People, posts or months: numerators of the year's denominator; a [`Quantity`](crate::Quantity) when printed.
    Count,
    /// A whole number, certain in every forecast.
    Whole,
    /// Fen, per leaf and part of a year.
    Money,
    /// Fen that stand at one time: they don't add up over years.
    Balance,
    /// Money by payer: the subsidy.
    Shares,
    /// Money by the payer that bears it: the top-up.
    TopUps,
    /// Money by payer: what is owed of the subsidy of earlier months.
    Arrears,
    /// By cost: an amount, its shares by payer, and hours.
    Costs,
    /// Money by payer: shares, top-ups and parts of the costs (rule 6). A sum of what other columns hold.
    Due,
    /// A part of one: it doesn't add up over rows.
    Ratio,
    /// Parts of one by payer.
    Parts,
    /// Fen for each of some: they don't add up.
    Mean,
}

impl Adds {
    /// As the dictionary names it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Adds::Key => "key",
            Adds::Count => "count",
            Adds::Whole => "whole",
            Adds::Money => "money",
            Adds::Balance => "balance",
            Adds::Shares | Adds::TopUps | Adds::Arrears | Adds::Due => "money_by_payer",
            Adds::Costs => "costs",
            Adds::Ratio => "ratio",
            Adds::Parts => "ratio_by_payer",
            Adds::Mean => "mean",
        }
    }

    /// What the columns of a table begin with where a figure has several: one for each payer or cost.
    pub(crate) fn each(self) -> &'static str {
        match self {
            Adds::Shares => "share_",
            Adds::TopUps => "top_up_by_",
            Adds::Arrears => "arrears_share_",
            Adds::Due => "due_",
            Adds::Costs => "cost_",
            Adds::Parts => "part_",
            Adds::Ratio
            | Adds::Mean
            | Adds::Key
            | Adds::Count
            | Adds::Whole
            | Adds::Money
            | Adds::Balance => "",
        }
    }

    /// The column of a payer, where a figure has one for each.
    pub(crate) fn of_payer(self, payer: Payer) -> String {
        format!("{}{payer}", self.each())
    }
}

/// The column of a cost's amount.
pub(crate) fn cost_amount(cost: &str) -> String {
    format!("{}{cost}_amount", Adds::Costs.each())
}

/// The column of a payer's share of a cost.
pub(crate) fn cost_share(cost: &str, payer: Payer) -> String {
    format!("{}{cost}_{}", Adds::Costs.each(), Adds::Shares.of_payer(payer))
}

/// The column of a cost's hours.
pub(crate) fn cost_hours(cost: &str) -> String {
    format!("{}{cost}_hours", Adds::Costs.each())
}

/// Calls a macro with the figures of a row, in the order of rule 14.
macro_rules! each_figure {
    ($callback:ident) => {
        $callback! {
            /// On the payroll in December.
            headcount Headcount Count "年末人数" "Headcount",
            /// Months on the payroll.
            worker_months WorkerMonths Count "在册人月" "Worker-months",
            /// The pay.
            pay Pay Money "薪酬" "Pay",
            /// The part of it, and of the standard, that payers share by ratio (资助).
            subsidy Subsidy Money "资助" "Subsidy",
            /// The subsidy by payer.
            shares Shares Shares "分担" "Share",
            /// Pay above the subsidised amount (超标准自筹).
            top_up TopUp Money "超标准自筹" "Top-up",
            /// The top-up by the payer that bears it.
            top_ups TopUps TopUps "自筹" "Top-up",
            /// Subsidised amount above pay (结余).
            surplus Surplus Money "结余" "Surplus",
            /// Every cost of the programme by name (站点经费).
            costs Costs Costs "经费" "Cost",
            /// What each payer owes in all: shares, top-ups that it bears, parts of costs.
            due Due Due "应付" "Due",
            /// Whose month of hire lies in the year.
            hires Hires Count "入职" "Hires",
            /// Whose month of leaving lies in the year.
            leavers Leavers Count "离职" "Leavers",
            /// Whose pay a passed appraisal made higher in the year.
            raised Raised Count "递增人数" "Raised",
            /// The year's pay less what it would have been without the year's step.
            raise_cost RaiseCost Money "递增增支" "Raise cost",
            /// On the payroll in the month in which a contract term ends.
            contracts_ending ContractsEnding Count "合同到期" "Contracts ending",
        }
    };
}
pub(crate) use each_figure;

macro_rules! figures {
    ($($(#[doc = $doc:literal])+ $name:ident $figure:ident $adds:ident $zh:literal $en:literal,)+) => {
        /// A figure of a row.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Figure {
            $($(#[doc = $doc])+ $figure,)+
        }

        impl Figure {
            /// All of them, in their order.
            pub(crate) const ALL: &'static [Figure] = &[$(Figure::$figure),+];

            pub(crate) const fn column(self) -> Column {
                match self {
                    $(Figure::$figure => Column {
                        name: stringify!($name), adds: Adds::$adds, zh: $zh, en: $en,
                    },)+
                }
            }
        }
    };
}
each_figure!(figures);

impl Figure {
    /// How many figures add up like this one and come before it: its place among those of its kind.
    pub(crate) const fn place(self) -> usize {
        let (mut place, mut at) = (0, 0);
        while Figure::ALL[at] as usize != self as usize {
            place += (Figure::ALL[at].column().adds as usize == self.column().adds as usize) as usize;
            at += 1;
        }
        place
    }

    /// How many add up so.
    const fn number(adds: Adds) -> usize {
        let (mut number, mut at) = (0, 0);
        while at < Figure::ALL.len() {
            number += (Figure::ALL[at].column().adds as usize == adds as usize) as usize;
            at += 1;
        }
        number
    }

    /// Those that add up so, in their order.
    pub(crate) fn that_add(adds: Adds) -> impl Iterator<Item = Figure> {
        Figure::ALL.iter().copied().filter(move |figure| figure.column().adds == adds)
    }
}

/// The counts of a year.
pub(crate) const COUNTS: usize = Figure::number(Adds::Count);

/// The amounts of a part of a year, but for those by payer.
pub(crate) const AMOUNTS: usize = Figure::number(Adds::Money);

/// What names a row.
pub(crate) const KEYS: &[Column] = &[
    Column { name: "year", adds: Adds::Key, zh: "年份", en: "Year" },
    Column { name: "region", adds: Adds::Key, zh: "地区编码", en: "Region" },
    Column { name: "name", adds: Adds::Key, zh: "名称", en: "Name" },
];

/// What names a row of a pay sheet.
pub(crate) const SHEET_KEYS: &[Column; 5] = &[
    Column { name: "month", adds: Adds::Key, zh: "月份", en: "Month" },
    Column { name: "station", adds: Adds::Key, zh: "社工站", en: "Station" },
    POST,
    Column { name: "at", adds: Adds::Key, zh: "位置", en: "Place" },
    Column { name: "id", adds: Adds::Key, zh: "编号", en: "Id" },
];

/// How many are alike in a row of a pay sheet, and the annual pay of one.
pub(crate) const ALIKE: &[Column; 2] = &[
    Column { name: "count", adds: Adds::Whole, zh: "人数", en: "People" },
    Column { name: "annual", adds: Adds::Mean, zh: "年薪", en: "Annual pay" },
];

/// How many are on the payroll in a month.
pub(crate) const ON_PAYROLL: Column =
    Column { name: "on_payroll", adds: Adds::Whole, zh: "在册人数", en: "On the payroll" };

/// The figures of a month, and behind them what is owed of earlier months.
pub(crate) const MONTHLY: &[Column; 5] = &[
    Figure::Pay.column(),
    Figure::Subsidy.column(),
    Figure::Shares.column(),
    Figure::TopUp.column(),
    Figure::Surplus.column(),
];
pub(crate) const ARREARS: &[Column; 5] = &[
    Column { name: "arrears_pay", adds: Adds::Money, zh: "补发薪酬", en: "Arrears of pay" },
    Column { name: "arrears_subsidy", adds: Adds::Money, zh: "补发资助", en: "Arrears of the subsidy" },
    Column { name: "arrears_shares", adds: Adds::Arrears, zh: "补发分担", en: "Arrears of the share" },
    Column { name: "arrears_top_up", adds: Adds::Money, zh: "补发自筹", en: "Arrears of the top-up" },
    Column { name: "arrears_surplus", adds: Adds::Money, zh: "补发结余", en: "Arrears of the surplus" },
];

/// What is paid out in a month.
pub(crate) const PAYABLE: Column = Column { name: "payable", adds: Adds::Money, zh: "应发", en: "Payable" };

/// What names the rows of many forecasts, before what names those of one.
pub(crate) const REFORM: Column = Column { name: "reform", adds: Adds::Key, zh: "改革", en: "Reform" };

/// What stands under a cost.
pub(crate) const COST: &[Column; 3] = &[
    Column { name: "amount", adds: Adds::Money, zh: "经费", en: "cost" },
    Column { name: "shares", adds: Adds::Shares, zh: "分担", en: "share" },
    Column { name: "hours", adds: Adds::Whole, zh: "时数", en: "hours" },
];

/// The names of all figures of a row, deeper ones with `/` (rule 16).
pub(crate) fn figure_names(payers: &[Payer], costs: &[impl Display]) -> Vec<String> {
    let [amount, shares, hours] = COST.map(|column| column.name);
    let mut names = Vec::new();
    for Column { name, adds, .. } in Figure::ALL.iter().map(|figure| figure.column()) {
        match adds {
            Adds::Shares | Adds::TopUps | Adds::Due => {
                names.extend(payers.iter().map(|payer| format!("{name}/{payer}")));
            }
            Adds::Costs => {
                for cost in costs {
                    names.push(format!("{name}/{cost}/{amount}"));
                    names.extend(payers.iter().map(|payer| format!("{name}/{cost}/{shares}/{payer}")));
                    names.push(format!("{name}/{cost}/{hours}"));
                }
            }
            _ => names.push(name.to_owned()),
        }
    }
    names
}

/// The columns of a norm's row, behind year and region.
pub(crate) const NORM: &[Column; 5] = &[
    Column { name: "stations", adds: Adds::Whole, zh: "社工站", en: "Stations" },
    Column { name: "required", adds: Adds::Whole, zh: "应配岗位", en: "Required" },
    Column { name: "held", adds: Adds::Count, zh: "实有岗位", en: "Held" },
    Column { name: "short", adds: Adds::Count, zh: "缺额", en: "Short" },
    Column { name: "over", adds: Adds::Count, zh: "超额", en: "Over" },
];

/// What a table of norms has behind them.
pub(crate) const COVERAGE: Column =
    Column { name: "coverage", adds: Adds::Ratio, zh: "配备率", en: "Coverage" };

/// What a table of posts has before what norms have, behind what names a row.
pub(crate) const POST: Column = Column { name: "post", adds: Adds::Key, zh: "岗位", en: "Post" };

/// The columns of a fund's report.
pub(crate) const FUND: &[Column; 9] = &[
    Column { name: "fund", adds: Adds::Key, zh: "资金序号", en: "Fund" },
    Column { name: "payer", adds: Adds::Key, zh: "出资方", en: "Payer" },
    Column { name: "pays", adds: Adds::Key, zh: "用途", en: "Pays" },
    Column { name: "kind", adds: Adds::Key, zh: "类型", en: "Kind" },
    Column { name: "opening", adds: Adds::Balance, zh: "年初余额", en: "Opening" },
    Column { name: "drawn", adds: Adds::Money, zh: "支用", en: "Drawn" },
    Column { name: "closing", adds: Adds::Balance, zh: "年末余额", en: "Closing" },
    Column { name: "shortfall", adds: Adds::Money, zh: "缺口", en: "Shortfall" },
    Column { name: "unspent", adds: Adds::Money, zh: "未用", en: "Unspent" },
];

/// What a fund holds before and after a month, where the report of a year has that of the year.
pub(crate) const MONTHLY_BALANCES: [Column; 2] = [
    Column { name: "month_opening", adds: Adds::Balance, zh: "月初余额", en: "Opening of the month" },
    Column { name: "month_closing", adds: Adds::Balance, zh: "月末余额", en: "Closing of the month" },
];

/// The columns of ratios, behind what names a row.
pub(crate) const RATIOS: &[Column; 3] = &[
    Column { name: "parts", adds: Adds::Parts, zh: "占比", en: "Part" },
    Column { name: "due_per_head", adds: Adds::Mean, zh: "人均应付", en: "Due per head" },
    Column { name: "pay_per_head", adds: Adds::Mean, zh: "人均薪酬", en: "Pay per head" },
];

/// The columns of a pot that is given out, behind whom it goes to.
pub(crate) const ALLOTMENT: &[Column] = &[
    Column { name: "need", adds: Adds::Count, zh: "需求", en: "Need" },
    Column { name: "floor", adds: Adds::Money, zh: "保底", en: "Floor" },
    Column { name: "cap", adds: Adds::Money, zh: "封顶", en: "Cap" },
    Column { name: "allotted", adds: Adds::Money, zh: "分得", en: "Allotted" },
    Column { name: "bound", adds: Adds::Key, zh: "所及界限", en: "At bound" },
];

/// The columns of notices, and of errors.
pub(crate) const NOTICE: &[Column] = &[
    Column { name: "code", adds: Adds::Key, zh: "编码", en: "Code" },
    Column { name: "at", adds: Adds::Key, zh: "位置", en: "Place" },
    Column { name: "zh", adds: Adds::Key, zh: "中文", en: "Chinese" },
    Column { name: "en", adds: Adds::Key, zh: "英文", en: "English" },
];
