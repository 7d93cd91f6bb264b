//! What everything is called, by the core's dictionary.

use indexmap::IndexMap;
use serde::Deserialize;

use crate::language::Language;

/// What one thing is called.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Term {
    zh: String,
    en: String,
    /// Of a field: what it holds.
    #[serde(default)]
    pub(crate) holds: String,
    /// Of a field: whether it has to be given.
    #[serde(default)]
    pub(crate) required: bool,
}

type Groups = IndexMap<String, IndexMap<String, Term>>;

#[derive(Debug, Default, Deserialize)]
struct Dictionary {
    words: Groups,
    fields: Groups,
    columns: Groups,
}

/// The dictionary, in one language.
#[derive(Debug)]
pub(crate) struct Terms {
    dictionary: Dictionary,
    pub(crate) language: Language,
}

impl Terms {
    pub(crate) fn new(language: Language) -> Terms {
        let dictionary = serde_json::from_str(&shuangbai::terms_json());
        debug_assert!(dictionary.is_ok(), "{dictionary:?}");
        Terms { dictionary: dictionary.unwrap_or_default(), language }
    }

    /// A text of our own.
    pub(crate) fn of<T>(&self, zh: T, en: T) -> T {
        self.language.of(zh, en)
    }

    /// A text with a note in brackets.
    pub(crate) fn noted(&self, text: &str, note: &str) -> String {
        self.of(format!("{text}（{note}）"), format!("{text} ({note})"))
    }

    fn term<'t>(&self, groups: &'t Groups, group: &str, name: &'t str) -> &'t str {
        match groups.get(group).and_then(|terms| terms.get(name)) {
            Some(term) => self.of(&term.zh, &term.en),
            None => name,
        }
    }

    /// A column of a table of the forecast.
    pub(crate) fn column<'t>(&'t self, table: &str, name: &'t str) -> &'t str {
        self.term(&self.dictionary.columns, table, name)
    }

    /// A word of some kind.
    pub(crate) fn word<'t>(&'t self, kind: &str, word: &'t str) -> &'t str {
        self.term(&self.dictionary.words, kind, word)
    }

    /// The words of a kind, as this language has them.
    pub(crate) fn words(&self, kind: &str) -> impl Iterator<Item = (&str, &str)> {
        let words = self.dictionary.words.get(kind).into_iter().flatten();
        words.map(|(word, term)| (&word[..], self.of(&term.zh[..], &term.en[..])))
    }

    /// The word that somebody means by itself or by a term of either language.
    pub(crate) fn meant<'t>(&'t self, kind: &str, text: &str) -> Option<&'t str> {
        let text = text.trim();
        let mut words = self.dictionary.words.get(kind)?.iter();
        let is_meant = |(word, term): &(&String, &Term)| *word == text || term.zh == text || term.en == text;
        words.find(is_meant).map(|(word, _)| &word[..])
    }

    /// A field of an object.
    pub(crate) fn field<'t>(&'t self, object: &str, name: &'t str) -> &'t str {
        self.term(&self.dictionary.fields, object, name)
    }

    /// The fields of an object, in their order: name and term.
    pub(crate) fn fields(&self, object: &str) -> impl Iterator<Item = (&str, &Term)> {
        let fields = self.dictionary.fields.get(object).into_iter().flatten();
        fields.map(|(name, term)| (&name[..], term))
    }
}

impl Term {
    /// Its terms in Chinese and English.
    pub(crate) fn both(&self) -> (&str, &str) {
        (&self.zh, &self.en)
    }
}
