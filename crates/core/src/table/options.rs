//! Rule 11: how tables are read that say something in words of their own.

use std::collections::BTreeMap;

use crate::{
    base::{json::Json, text::comparable},
    faults::{
        error::{ErrorKind, Errors},
        findings::Findings,
        place::Place,
    },
    read::text,
    record::fields::{not_offered, wrong_type},
    values::words::{Grade, Word},
};

/// What to do with a column that is no field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unknown {
    /// It is an error.
    #[default]
    Error,
    /// It is left out, and [told](crate::Hint).
    Leave,
}

/// In what a column of pay is, unless its heading or a cell says it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PayUnit {
    /// 元.
    #[default]
    Yuan,
    /// 万元, ten thousand yuan.
    Wan,
}

/// How a plan's tables are read (rule 11).
///
/// ```
/// use shuangbai::{Grade, table::{PayUnit, TableOptions, Unknown}};
/// let options = TableOptions::from_json(r#"{"unknown": "leave", "pay_unit": "万元", "grades": {"称职": "pass", "未参加": null}}"#)?;
/// assert_eq!((options.unknown, options.pay_unit), (Unknown::Leave, PayUnit::Wan));
/// assert_eq!(options.grades["称职"], Some(Grade::Pass));
/// assert_eq!(options.grades["未参加"], None);
///
/// let errors = TableOptions::from_json(r#"{"pay_unit": "cent"}"#).unwrap_err();
/// assert_eq!(errors.as_slice()[0].at, "/pay_unit");
/// # Ok::<(), shuangbai::Errors>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableOptions {
    /// What to do with columns that are no field.
    pub unknown: Unknown,
    /// In what pay is.
    pub pay_unit: PayUnit,
    /// What words of a column of grades mean besides the contract's and their Chinese terms; nothing for a year
    /// without a grade, as 不定等次 is. Compared as names are.
    pub grades: BTreeMap<String, Option<Grade>>,
}

impl TableOptions {
    /// From a JSON object with any of `unknown` (`error`, `leave`), `pay_unit` (`yuan`, 元, `wan`, 万元) and `grades`, an
    /// object of words and grades.
    ///
    /// # Errors
    /// Whatever is none of these, as the round of reading tells it (rule 15).
    pub fn from_json(json: &str) -> Result<TableOptions, Errors> {
        const FIELDS: [&str; 3] = ["unknown", "pay_unit", "grades"];
        let (mut findings, mut options) = (Findings::default(), TableOptions::default());
        let tree = text::json(json)?;
        match &tree {
            Json::Object(fields) => {
                for (name, value) in fields {
                    let place = Place::Root.key(name);
                    match &name[..] {
                        "unknown" => {
                            let words =
                                [("error", "报错", Unknown::Error), ("leave", "略去", Unknown::Leave)];
                            options.unknown = choice(&mut findings, place, value, &words).unwrap_or_default();
                        }
                        "pay_unit" => {
                            let words = [("yuan", "元", PayUnit::Yuan), ("wan", "万元", PayUnit::Wan)];
                            options.pay_unit =
                                choice(&mut findings, place, value, &words).unwrap_or_default();
                        }
                        "grades" => options.grades = grades(&mut findings, place, value),
                        other => {
                            let near = findings.nearest(other, FIELDS);
                            let texts = (
                                format!("没有名为“{other}”的选项，可用：{}", FIELDS.join("、")),
                                format!("no option `{other}`, there are {}", FIELDS.join(", ")),
                            );
                            findings.add_near(ErrorKind::UnknownField, place, texts, near);
                        }
                    }
                }
            }
            other => wrong_type(&mut findings, Place::Root, other, ("对象", "an object")),
        }
        findings.close().map(|()| options)
    }
}

/// The value of a word or its Chinese term.
fn choice<T: Copy>(
    findings: &mut Findings,
    place: Place<'_>,
    json: &Json<'_>,
    words: &[(&'static str, &'static str, T)],
) -> Option<T> {
    let Json::Text(text) = json else {
        wrong_type(findings, place, json, ("文本", "a string"));
        return None;
    };
    let found = words.iter().find(|(word, zh, _)| word == text || zh == text);
    if found.is_none() {
        let offered: Vec<_> = words.iter().map(|(word, zh, _)| (*word, *zh)).collect();
        not_offered(findings, place, text, &offered, |word, _| word);
    }
    found.map(|(_, _, value)| *value)
}

fn grades(findings: &mut Findings, place: Place<'_>, json: &Json<'_>) -> BTreeMap<String, Option<Grade>> {
    let Json::Object(pairs) = json else {
        wrong_type(findings, place, json, ("对象", "an object"));
        return BTreeMap::new();
    };
    let mut grades = BTreeMap::new();
    for (word, grade) in pairs {
        let words: Vec<_> = Grade::ALL.iter().map(|(grade, word, zh)| (*word, *zh, *grade)).collect();
        let grade = match grade {
            Json::Null => None,
            grade => match choice(findings, place.key(word), grade, &words) {
                Some(grade) => Some(grade),
                None => continue,
            },
        };
        grades.insert(comparable(word).into_owned(), grade);
    }
    grades
}
