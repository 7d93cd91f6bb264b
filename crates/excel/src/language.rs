//! In which language a workbook speaks.

use crate::terms::Terms;

/// The language of a workbook's texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl Language {
    /// `zh` or `en`.
    pub fn from_name(name: &str) -> Option<Language> {
        match name {
            "zh" => Some(Language::Zh),
            "en" => Some(Language::En),
            _ => None,
        }
    }

    /// The text of this language.
    pub(crate) fn of<T>(self, zh: T, en: T) -> T {
        match self {
            Language::Zh => zh,
            Language::En => en,
        }
    }
}

/// In which unit a workbook shows amounts; its cells hold yuan in both, so that formulas are exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// 元.
    #[default]
    Yuan,
    /// 万元, ten thousand yuan.
    Wan,
}

impl Unit {
    /// `yuan`, 元, `wan` or 万元.
    pub fn from_name(name: &str) -> Option<Unit> {
        match name {
            "yuan" | "元" => Some(Unit::Yuan),
            "wan" | "万元" => Some(Unit::Wan),
            _ => None,
        }
    }

    /// What it is called.
    pub(crate) fn term(self, terms: &Terms) -> &'static str {
        match self {
            Unit::Yuan => terms.of("元", "yuan"),
            Unit::Wan => terms.of("万元", "10,000 yuan"),
        }
    }
}
