//! How objects and lists of JSON are read (rule 15): a reader notes an error with its place and goes on; what
//! it could not read is `None`.

use std::{borrow::Cow, collections::BTreeSet};

use serde::{Deserialize, Deserializer, de};

use crate::{
    base::json::Json,
    faults::{
        error::{ErrorKind, Errors, Fault},
        findings::{Findings, shown},
        place::Place,
    },
    values::{
        words::{Word, offered},
        written::{NotWritten, Wanted},
    },
};

const LIST: Wanted = ("列表", "a list");
const OBJECT: Wanted = ("对象", "an object");
pub(crate) const TEXT: Wanted = ("文本", "a string");

/// One value by itself, with nothing around it; its errors.
pub(crate) fn alone<T>(read: impl FnOnce(&mut Findings) -> Option<T>) -> Result<T, Errors> {
    let mut findings = Findings::default();
    let value = read(&mut findings);
    close(findings, value)
}

/// The value, when nothing was found: a reader that gives none has noted why.
pub(crate) fn close<T>(mut findings: Findings, value: Option<T>) -> Result<T, Errors> {
    findings.close()?;
    value.ok_or_else(|| Fault::here("a reader that gives no value notes why").into())
}

/// The fields of an object, while they are read.
pub(crate) struct Fields<'r, 'j> {
    pub(crate) findings: &'r mut Findings,
    place: Place<'j>,
    fields: &'j [(Cow<'j, str>, Json<'j>)],
}

impl<'r, 'j> Fields<'r, 'j> {
    /// Opens an object; its fields can only be these.
    pub(crate) fn open(
        findings: &'r mut Findings,
        place: Place<'j>,
        json: &'j Json<'j>,
        names: &[&'static str],
    ) -> Option<Fields<'r, 'j>> {
        let fields = object(findings, place, json)?;
        for (name, _) in fields {
            if !names.contains(&name.as_ref()) {
                let near = findings.nearest(name, names.iter().copied());
                let (zh, en) = (names.join("、"), names.join(", "));
                let texts = (
                    format!("没有字段“{}”，可用：{zh}", shown(name)),
                    format!("no field `{}` here, there are {en}", shown(name)),
                );
                findings.add_near(ErrorKind::UnknownField, place.key(name), texts, near);
            }
        }
        Some(Fields { findings, place, fields })
    }

    /// A field that may be left out.
    pub(crate) fn may<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut Findings, Place<'_>, &'j Json<'j>) -> Option<T>,
    ) -> Option<T> {
        let (_, json) = self.fields.iter().find(|(field, _)| field == name)?;
        read(self.findings, self.place.key(name), json)
    }

    /// A required field.
    pub(crate) fn need<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut Findings, Place<'_>, &'j Json<'j>) -> Option<T>,
    ) -> Option<T> {
        if !self.fields.iter().any(|(field, _)| field == name) {
            missing(self.findings, self.place, name);
        }
        self.may(name, read)
    }

    /// A field with a default.
    pub(crate) fn or<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut Findings, Place<'_>, &'j Json<'j>) -> Option<T>,
        default: T,
    ) -> Option<T> {
        if self.fields.iter().any(|(field, _)| field == name) { self.may(name, read) } else { Some(default) }
    }
}

/// Notes that a required field is not there.
pub(crate) fn missing(findings: &mut Findings, place: Place<'_>, name: &str) {
    let texts = (format!("缺少必填字段“{name}”"), format!("the required field `{name}` is missing"));
    findings.add(ErrorKind::Missing, place.key(name), texts);
}

/// Notes every key that an object has twice (code `json`), at the later one's key.
pub(crate) fn keys_once(findings: &mut Findings, place: Place<'_>, json: &Json<'_>) {
    match json {
        Json::List(items) => {
            for (index, item) in items.iter().enumerate() {
                keys_once(findings, place.index(index), item);
            }
        }
        Json::Object(fields) => {
            let mut seen = BTreeSet::new();
            for (index, (key, value)) in fields.iter().enumerate() {
                let few = fields.len() <= 16;
                let again = if few {
                    fields[..index].iter().any(|(other, _)| other == key)
                } else {
                    !seen.insert(key.as_ref())
                };
                if again {
                    let texts = (
                        format!("键“{}”出现了两次", shown(key)),
                        format!("the key `{}` is given twice", shown(key)),
                    );
                    findings.add(ErrorKind::Json, place.key(key), texts);
                }
                keys_once(findings, place.key(key), value);
            }
        }
        _ => {}
    }
}

pub(crate) fn wrong_type(findings: &mut Findings, place: Place<'_>, json: &Json<'_>, wanted: Wanted) {
    let (zh, en) = match json {
        Json::Null => ("null".to_owned(), "null".to_owned()),
        Json::Bool(value) => (value.to_string(), format!("`{value}`")),
        Json::Number(number) if number.whole().is_none() => (
            format!("带小数点或指数的数“{}”", shown(&number.0)),
            format!("`{}`, a number with a fraction or exponent", shown(&number.0)),
        ),
        Json::Number(number) => {
            (format!("数“{}”", shown(&number.0)), format!("the number `{}`", shown(&number.0)))
        }
        Json::Text(text) => (format!("文本“{}”", shown(text)), format!("the string `{}`", shown(text))),
        Json::List(_) => ("列表".to_owned(), "a list".to_owned()),
        Json::Object(_) => ("对象".to_owned(), "an object".to_owned()),
    };
    let texts = (format!("这里是{zh}，应为{}", wanted.0), format!("expected {}, found {en}", wanted.1));
    findings.add(ErrorKind::Type, place, texts);
}

/// Notes that a value is not written as it should be, or outside its limits.
pub(crate) fn not_written(findings: &mut Findings, place: Place<'_>, wrong: &NotWritten) {
    findings.add(wrong.flaw.into(), place, wrong.texts());
}

pub(crate) fn object<'j>(
    findings: &mut Findings,
    place: Place<'_>,
    json: &'j Json<'j>,
) -> Option<&'j [(Cow<'j, str>, Json<'j>)]> {
    match json {
        Json::Object(fields) => Some(fields),
        _ => {
            wrong_type(findings, place, json, OBJECT);
            None
        }
    }
}

pub(crate) fn str_of<'j>(
    findings: &mut Findings,
    place: Place<'_>,
    json: &'j Json<'_>,
    wanted: Wanted,
) -> Option<&'j str> {
    match json {
        Json::Text(text) => Some(text),
        _ => {
            wrong_type(findings, place, json, wanted);
            None
        }
    }
}

/// A list; one broken item breaks it, after all have been looked at.
pub(crate) fn list<'j, T>(
    findings: &mut Findings,
    place: Place<'_>,
    json: &'j Json<'j>,
    item: impl Fn(&mut Findings, Place<'_>, &'j Json<'j>) -> Option<T>,
) -> Option<Vec<T>> {
    let Json::List(items) = json else {
        wrong_type(findings, place, json, LIST);
        return None;
    };
    let mut values = Vec::with_capacity(items.len());
    for (index, json) in items.iter().enumerate() {
        values.extend(item(findings, place.index(index), json));
    }
    (values.len() == items.len()).then_some(values)
}

/// A list that must not be empty.
pub(crate) fn list_of_some<'j, T>(
    findings: &mut Findings,
    place: Place<'_>,
    json: &'j Json<'j>,
    item: impl Fn(&mut Findings, Place<'_>, &'j Json<'j>) -> Option<T>,
) -> Option<Vec<T>> {
    if let Json::List(items) = json {
        not_empty(findings, place, items.len());
    }
    list(findings, place, json, item)
}

pub(crate) fn not_empty(findings: &mut Findings, place: Place<'_>, length: usize) {
    if length == 0 {
        let texts =
            ("列表为空，至少要有一项".to_owned(), "the list is empty, it needs one item or more".to_owned());
        findings.add(ErrorKind::Range, place, texts);
    }
}

/// An object whose keys are values themselves; a key and its value are judged apart.
pub(crate) fn by_key<'j, K, V>(
    findings: &mut Findings,
    place: Place<'_>,
    json: &'j Json<'j>,
    key: impl Fn(&mut Findings, Place<'_>, &str) -> Option<K>,
    value: impl Fn(&mut Findings, Place<'_>, &'j Json<'j>) -> Option<V>,
) -> Option<Vec<(K, V)>> {
    let fields = object(findings, place, json)?;
    let mut pairs = Vec::with_capacity(fields.len());
    for (name, json) in fields {
        let place = place.key(name);
        let (key, value) = (key(findings, place, name), value(findings, place, json));
        pairs.extend(key.zip(value));
    }
    Some(pairs)
}

pub(crate) fn choice<W: Word>(findings: &mut Findings, place: Place<'_>, json: &Json<'_>) -> Option<W> {
    if let Json::Text(word) = json
        && let Some(value) = W::from_word(word)
    {
        return Some(value);
    }
    one_of(findings, place, json, &offered::<W>());
    None
}

/// One of these words, given with their Chinese terms.
pub(crate) fn one_of<'j>(
    findings: &mut Findings,
    place: Place<'_>,
    json: &'j Json<'_>,
    words: &[(&'static str, &'static str)],
) -> Option<&'j str> {
    let word = str_of(findings, place, json, TEXT)?;
    if words.iter().any(|(offered, _)| *offered == word) {
        return Some(word);
    }
    not_offered(findings, place, word, words, |offered, _| offered);
    None
}

/// Notes a word that is none of these; near may be a word or its Chinese term, told as `tell` says.
pub(crate) fn not_offered(
    findings: &mut Findings,
    place: Place<'_>,
    word: &str,
    words: &[(&'static str, &'static str)],
    tell: impl Fn(&'static str, &'static str) -> &'static str,
) {
    let near = findings.nearest(word, words.iter().flat_map(|(offered, zh)| [*offered, *zh]));
    let term = words.iter().find(|(_, zh)| Some(*zh) == near).map(|(offered, zh)| tell(offered, zh));
    let zh: Vec<_> = words.iter().map(|(offered, zh)| format!("{offered}({zh})")).collect();
    let en: Vec<_> = words.iter().map(|(offered, _)| *offered).collect();
    let texts = (
        format!("“{}”不在可选词中：{}", shown(word), zh.join("、")),
        format!("`{}` is not one of {}", shown(word), en.join(", ")),
    );
    findings.add_near(ErrorKind::Choice, place, texts, term.or(near));
}

/// A value by serde, read like one in a plan.
pub(crate) fn by_serde<'de, T, D: Deserializer<'de>>(
    deserializer: D,
    read: impl FnOnce(&mut Findings, Place<'_>, &Json<'_>) -> Option<T>,
) -> Result<T, D::Error> {
    let json = Json::deserialize(deserializer)?;
    alone(|findings| read(findings, Place::Root, &json)).map_err(de::Error::custom)
}
