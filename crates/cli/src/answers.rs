//! Answers as people read them, for whoever has them without the command line: the same words.

use crate::{
    causes::{Compared, does},
    figures::{Figure, Number},
    lang::Lang,
    limits::Answered,
    shown::Shown,
    terms::Unit,
};

/// Chinese or English, a unit of amounts, or what is none.
pub struct Words {
    lang: Lang,
    unit: Unit,
}

impl Words {
    /// Of a language, `zh` or `en`, and a unit, `元`, `万元` or `亿元`; none where either is none.
    pub fn new(lang: &str, unit: &str) -> Option<Words> {
        let lang = [Lang::Zh, Lang::En].into_iter().find(|one| one.word() == lang)?;
        let (_, unit) = Unit::WORDS.into_iter().find(|(word, _)| *word == unit)?;
        Some(Words { lang, unit })
    }

    /// What a figure of some years and a region is called (rule 16): `2022–2025 年地方应付`.
    pub fn figure(&self, name: &str, years: Option<(u16, u16)>, region: &str) -> String {
        Figure { name: name.to_owned(), years, region: region.to_owned() }.told(self.lang)
    }

    /// A change with its sign, without its unit.
    pub fn change(&self, printed: &str) -> String {
        Number::Text(printed.to_owned()).signed(self.unit)
    }

    /// What a cause does to a figure (rule 18), in a sentence.
    pub fn cause(&self, cause: &str, effect: &str) -> String {
        does(cause, &Number::Text(effect.to_owned()), self.unit, self.lang)
    }

    /// The answer why a figure differs (rule 18) as a table, with a sentence for the difference and each cause; `figure` is what it
    /// is called.
    ///
    /// # Errors
    /// The text is no such answer.
    pub fn compared(&self, answer: &str, figure: &str) -> serde_json::Result<Shown> {
        Ok(serde_json::from_str::<Compared>(answer)?.shown(figure, self.unit, self.lang))
    }

    /// The answer how far a value can go (rule 19) as a sentence, and both sides of the crossing as a table. It is an object: the
    /// answer is `found`, and beside it is what was asked, `vary`, `figure` (what it is called), `limit`, `at_most`, `last`, and how what is
    /// varied is `told`, if not by its own value: `{"posts": [held, required]}`, or `{"share": {"payer", "others"}}`.
    ///
    /// # Errors
    /// The text is no such object.
    pub fn sought(&self, answered: &str) -> serde_json::Result<Shown> {
        Ok(serde_json::from_str::<Answered>(answered)?.shown(self.lang))
    }
}
