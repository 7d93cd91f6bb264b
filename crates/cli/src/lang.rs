//! The language that the command line speaks: that of `--lang`, else that of the locale.

use shuangbai_excel::Language;

/// Chinese or English.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lang {
    Zh,
    En,
}

impl Lang {
    /// The text of this language.
    pub(crate) fn of<T>(self, zh: T, en: T) -> T {
        match self {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// The other one.
    pub(crate) fn other(self) -> Lang {
        self.of(Lang::En, Lang::Zh)
    }

    /// `zh` or `en`.
    pub(crate) fn word(self) -> &'static str {
        self.of("zh", "en")
    }

    /// What is chosen among these arguments, else what the locale names. It is known before anything else, since help and
    /// what is wrong with the other options are told in it.
    pub(crate) fn of_arguments<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Lang {
        let (mut chosen, mut follows) = (None, false);
        for argument in arguments {
            let named = if follows { Some(argument) } else { argument.strip_prefix("--lang=") };
            chosen = match named {
                Some("zh") => Some(Lang::Zh),
                Some("en") => Some(Lang::En),
                _ => chosen,
            };
            follows = argument == "--lang";
        }
        chosen.unwrap_or_else(Lang::of_locale)
    }

    /// Chinese where the locale says so (`LC_ALL`, `LC_MESSAGES`, `LANG`), else English: a terminal that names no language
    /// may have no Chinese letters. Windows has no such names, and its consoles have the letters of its own language.
    fn of_locale() -> Lang {
        let set = |name: &&str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let named = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(set).map(|name| name.to_lowercase());
        match named {
            Some(name) if name.starts_with("zh") || name.starts_with("chinese") => Lang::Zh,
            None if cfg!(windows) => Lang::Zh,
            _ => Lang::En,
        }
    }
}

impl From<Lang> for Language {
    fn from(lang: Lang) -> Language {
        lang.of(Language::Zh, Language::En)
    }
}
