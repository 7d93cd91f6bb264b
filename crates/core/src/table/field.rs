//! Rule 15: what the columns of a table may hold, and what is wrong with a value.

use super::{mistakes, names::Field, values::Kind};
use crate::{
    faults::{
        error::ErrorKind,
        findings::{Findings, shown},
        place::Place,
    },
    record::fields::{not_offered, not_written},
    values::{
        fen::Amount,
        month::{Month, Year},
        whole::{Count, Villages},
        words::{Grade, Post, Word, offered},
        written::{Flaw, Form, NotWritten, Wanted, Written},
    },
};

const CODE: Form = Form::unlimited((
    "社工站编码：九位数字，或末三位为 000 的十二位统计代码",
    "a station's code: nine digits, or the twelve of statistics that end in 000",
));

const STATION: Form = Form::unlimited((
    "社工站的名称或编码：九位数字，或末三位为 000 的十二位统计代码",
    "a station's name or its code: nine digits, or the twelve of statistics that end in 000",
));

const MONTH: Form = Form {
    written: (
        "月份，如 2021-08、2021/8/1、2021年8月、202108",
        "a month: 2021-08, 2021/8/1 or 202108, with a day that there is",
    ),
    ..Month::FORM
};

const AMOUNT: Form = Form {
    written: (
        "金额：如 50000.00 或 50,000.00（至多两位小数）",
        "an amount like 50000.00 or 50,000.00 with at most two decimals",
    ),
    ..Amount::FORM
};

const WHOLE: Form = Form::unlimited(("整数", "a whole number"));

impl Field {
    /// Whether it holds a month.
    fn is_month(self) -> bool {
        match self {
            Field::Opens | Field::Closes | Field::Hired | Field::Left | Field::Month => true,
            Field::Decided(_) | Field::From | Field::To => true,
            Field::Code | Field::Name | Field::Tier | Field::Villages | Field::Id | Field::Station => false,
            Field::Post | Field::Pay | Field::PayYear | Field::Count => false,
            Field::Appraisal(_) | Field::Provisional(_) => false,
        }
    }

    /// Whether a column of this kind is read.
    pub(crate) fn takes(self, kind: Kind) -> bool {
        match self {
            _ if kind == Kind::Nothing || self.is_month() => true,
            Field::Name | Field::Tier | Field::Post => kind == Kind::Text,
            Field::Appraisal(_) | Field::Provisional(_) => kind == Kind::Text,
            Field::Id => matches!(kind, Kind::Text | Kind::Whole | Kind::Float),
            Field::Pay => matches!(kind, Kind::Text | Kind::Whole | Kind::Decimal),
            _ => kind != Kind::Day,
        }
    }

    /// What the column should be, in Chinese and English.
    pub(crate) fn wanted(self) -> Wanted {
        match self {
            Field::Name | Field::Tier | Field::Post => ("文本", "text"),
            Field::Appraisal(_) | Field::Provisional(_) => ("文本", "text"),
            Field::Id => ("文本或整数", "text or whole numbers"),
            Field::Code => ("社工站编码：文本或整数", "stations' codes, as text or whole numbers"),
            Field::Station => {
                ("社工站的编码或名称：文本或整数", "stations' codes or names, as text or whole numbers")
            }
            Field::Pay => ("金额：文本、decimal 或整数元", "amounts, as text, decimals or whole yuan"),
            Field::PayYear => ("整数年份", "years, as whole numbers"),
            Field::Villages | Field::Count => ("整数", "whole numbers"),
            _ => (
                "月份：文本、日期、不带时区的时间戳，或整数（202108，或自 1970-01 起的月数）",
                "months, as text, dates, timestamps without a zone, or whole numbers (202108, or since 1970-01)",
            ),
        }
    }

    /// That it is not there, where another that is about it is.
    #[cold]
    pub(crate) fn lacking(self) -> (String, String) {
        match self {
            Field::Appraisal(year) => (
                format!("{year} 年有考核公布月份，却没有考核等次"),
                format!("the month in which the grade of {year} became known, but no grade"),
            ),
            Field::Decided(year) => (
                format!("{year} 年有考核暂定等次，却没有考核公布月份"),
                format!(
                    "the grade that held for {year} until another became known, but not the month of that"
                ),
            ),
            _ => ("缺少此列".to_owned(), "it is missing".to_owned()),
        }
    }

    /// What to do about a column of this kind.
    pub(crate) fn remedy(self, kind: Option<Kind>) -> Wanted {
        match (self, kind) {
            (Field::Pay, Some(Kind::Float)) => (
                "；浮点数存不准分，请先转成 decimal(18, 2)",
                "; floats don't hold every fen, cast to decimal(18, 2) first",
            ),
            _ => ("", ""),
        }
    }

    /// Notes a value that the field does not take, of a column of this kind.
    pub(crate) fn wrong(self, findings: &mut Findings, place: Place<'_>, value: &str, kind: Kind, why: Flaw) {
        if let Some(texts) = self.mistake(value) {
            return findings.add(ErrorKind::Format, place, texts);
        }
        let mut form = |form| not_written(findings, place, &NotWritten::new(why, value, form));
        match self {
            Field::Name | Field::Tier => {}
            Field::Id => form(WHOLE),
            Field::Code => form(CODE),
            Field::Station => form(STATION),
            Field::Post => no_word::<Post>(findings, place, value),
            Field::Appraisal(_) | Field::Provisional(_) => no_grade(findings, place, value),
            Field::Pay => form(AMOUNT),
            Field::PayYear => form(Year::FORM),
            Field::Villages => form(Villages::FORM),
            Field::Count => form(Count::FORM),
            _ => match kind {
                Kind::Text | Kind::Day => form(MONTH),
                _ => no_month(findings, place, value, why),
            },
        }
    }

    /// What a value was before somebody, or some program, changed it.
    fn mistake(self, value: &str) -> Option<(String, String)> {
        match self {
            Field::Name | Field::Tier => None,
            Field::Id => mistakes::of_id(value),
            Field::Code | Field::Station => mistakes::of_lines(value).or_else(|| mistakes::of_code(value)),
            _ if self.is_month() => mistakes::of_lines(value).or_else(|| mistakes::of_month(value)),
            _ => mistakes::of_lines(value),
        }
    }
}

/// Notes a word that is no grade; what it means can be told.
fn no_grade(findings: &mut Findings, place: Place<'_>, value: &str) {
    let words = offered::<Grade>();
    let near = findings.nearest(value, words.iter().flat_map(|(word, zh)| [*word, *zh]));
    let (zh, en): (Vec<_>, Vec<_>) = words.iter().map(|(word, zh)| (format!("{zh}({word})"), *word)).unzip();
    let value = shown(value);
    let texts = (
        format!(
            "“{value}”不是考核等次：{}；别的说法可以指明是哪一等（grades：{value} = 合格，或不算考核）",
            zh.join("、")
        ),
        format!(
            "`{value}` is none of the grades {}; say which one a word of your own means (grades: {value} = pass, or none)",
            en.join(", ")
        ),
    );
    findings.add_near(ErrorKind::Choice, place, texts, near);
}

/// Notes what is none of a field's words; in tables their Chinese terms are words too.
fn no_word<W: Word>(findings: &mut Findings, place: Place<'_>, value: &str) {
    not_offered(findings, place, value, &offered::<W>(), |_, zh| zh);
}

/// Notes a number that is no month.
fn no_month(findings: &mut Findings, place: Place<'_>, value: &str, why: Flaw) {
    let (code, zh, en) = match why {
        Flaw::Format => (ErrorKind::Format, "不是月份", "is no month"),
        Flaw::Range => (
            ErrorKind::Range,
            "超出范围，允许 1949-01 到 2200-12",
            "is outside the limits, 1949-01 to 2200-12 is allowed",
        ),
    };
    let value = shown(value);
    let texts = (
        format!("“{value}”{zh}；整数写作 202108 或 20210801，或为自 1970-01 起的月数（2021-08 为 619）"),
        format!(
            "`{value}` {en}; whole numbers are 202108 or 20210801, or months since 1970-01, of which 2021-08 is 619"
        ),
    );
    findings.add(code, place, texts);
}
