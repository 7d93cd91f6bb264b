//! Readers of single values: each notes what is wrong at its place, or gives the value.

use std::collections::BTreeSet;

use crate::{
    Amount, Grade, Month, Rate, RegionCode, Year,
    error::{ErrorKind, Findings, Place, shown},
    fen::NotWritten,
    json::Json,
    plan::Code,
    programme::Effective,
    whole::Whole,
    words::Word,
};

/// What reading has found so far.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    pub(crate) findings: Findings,
}

/// What a field wants, in Chinese and English.
pub(crate) type Wanted = (&'static str, &'static str);

const TEXT: Wanted = ("文本", "a string");
const LIST: Wanted = ("列表", "a list");
const OBJECT: Wanted = ("对象", "an object");
pub(crate) const WHOLE: Wanted = ("整数", "a whole number");
pub(crate) const AMOUNT: Wanted = (
    "金额：如 \"50000.00\" 的文本（至多两位小数），或整数元",
    "an amount: a string like \"50000.00\" with at most two decimals, or whole yuan",
);
pub(crate) const AMOUNT_LIMITS: Wanted = ("0 到 9999999999999.99 元", "0 to 9999999999999.99 yuan");
const RATE: Wanted = (
    "比率：如 \"0.05\" 的文本（至多六位小数），或整数 0、1",
    "a rate: a string like \"0.05\" with at most six decimals, or 0 or 1",
);
const RATE_LIMITS: Wanted = ("0 到 1", "0 to 1");
const MONTH: Wanted = ("月份：如 \"2021-08\" 的文本", "a month: a string like \"2021-08\"");
const ENTRY_MONTH: Wanted =
    ("月份：如 \"2021-08\" 的文本，或整数年份", "a month: a string like \"2021-08\", or a year");
pub(crate) const MONTH_LIMITS: Wanted = ("1949-01 到 2200-12", "1949-01 to 2200-12");
pub(crate) const YEAR: Wanted = ("整数年份", "a year");
pub(crate) const YEAR_LIMITS: Wanted = ("1949 到 2200", "1949 to 2200");
const GRADE_YEAR: Wanted = ("四位数年份", "a year of four digits");
const CODE: Wanted = ("九位数字的社工站编码", "a station's code of nine digits");
const REGION: Wanted = ("二、四、六或九位数字的地区编码", "a region code of two, four, six or nine digits");

/// The fields of an object, while they are read.
pub(super) struct Fields<'r, 'j> {
    pub(super) reader: &'r mut Reader,
    place: Place<'j>,
    fields: &'j [(std::borrow::Cow<'j, str>, Json<'j>)],
}

impl<'r, 'j> Fields<'r, 'j> {
    /// Opens an object; its fields can only be these.
    pub(super) fn open(
        reader: &'r mut Reader,
        place: Place<'j>,
        json: &'j Json<'j>,
        names: &[&'static str],
    ) -> Option<Fields<'r, 'j>> {
        let fields = object(reader, place, json)?;
        for (name, _) in fields {
            if !names.contains(&name.as_ref()) {
                let near = reader.findings.nearest(name, names.iter().copied());
                let (zh, en) = (names.join("、"), names.join(", "));
                let texts = (
                    format!("没有字段“{}”，可用：{zh}", shown(name)),
                    format!("no field `{}` here, there are {en}", shown(name)),
                );
                reader.findings.add_near(ErrorKind::UnknownField, place.key(name), texts, near);
            }
        }
        Some(Fields { reader, place, fields })
    }

    /// A field that may be left out.
    pub(super) fn may<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut Reader, Place<'_>, &'j Json<'j>) -> Option<T>,
    ) -> Option<T> {
        let (_, json) = self.fields.iter().find(|(field, _)| field == name)?;
        read(self.reader, self.place.key(name), json)
    }

    /// A required field.
    pub(super) fn need<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut Reader, Place<'_>, &'j Json<'j>) -> Option<T>,
    ) -> Option<T> {
        if !self.fields.iter().any(|(field, _)| field == name) {
            missing(self.reader, self.place, name);
        }
        self.may(name, read)
    }

    /// A field with a default.
    pub(super) fn or<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut Reader, Place<'_>, &'j Json<'j>) -> Option<T>,
        default: T,
    ) -> Option<T> {
        if self.fields.iter().any(|(field, _)| field == name) { self.may(name, read) } else { Some(default) }
    }
}

/// Notes that a required field is not there.
pub(crate) fn missing(reader: &mut Reader, place: Place<'_>, name: &str) {
    let texts = (format!("缺少必填字段“{name}”"), format!("the required field `{name}` is missing"));
    reader.findings.add(ErrorKind::Missing, place.key(name), texts);
}

/// Notes every key that an object has twice (code `json`), at the later one's key.
pub(super) fn keys_once(findings: &mut Findings, place: Place<'_>, json: &Json<'_>) {
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

pub(super) fn wrong_type(reader: &mut Reader, place: Place<'_>, json: &Json<'_>, wanted: Wanted) {
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
    reader.findings.add(ErrorKind::Type, place, texts);
}

pub(crate) fn not_written(
    reader: &mut Reader,
    place: Place<'_>,
    value: &str,
    why: NotWritten,
    (form, limits): (Wanted, Wanted),
) {
    let value = shown(value);
    let (code, texts) = match why {
        NotWritten::Format => (
            ErrorKind::Format,
            (format!("“{value}”写法不对，应为{}", form.0), format!("`{value}` is not written as {}", form.1)),
        ),
        NotWritten::Range => (
            ErrorKind::Range,
            (
                format!("“{value}”超出范围，允许 {}", limits.0),
                format!("`{value}` is outside the limits, {} is allowed", limits.1),
            ),
        ),
    };
    reader.findings.add(code, place, texts);
}

pub(super) fn object<'j>(
    reader: &mut Reader,
    place: Place<'_>,
    json: &'j Json<'j>,
) -> Option<&'j [(std::borrow::Cow<'j, str>, Json<'j>)]> {
    match json {
        Json::Object(fields) => Some(fields),
        _ => {
            wrong_type(reader, place, json, OBJECT);
            None
        }
    }
}

pub(super) fn text(reader: &mut Reader, place: Place<'_>, json: &Json<'_>) -> Option<String> {
    str(reader, place, json, TEXT).map(str::to_owned)
}

fn str<'j>(reader: &mut Reader, place: Place<'_>, json: &'j Json<'_>, wanted: Wanted) -> Option<&'j str> {
    match json {
        Json::Text(text) => Some(text),
        _ => {
            wrong_type(reader, place, json, wanted);
            None
        }
    }
}

/// A list; one broken item breaks it, after all have been looked at.
pub(super) fn list<'j, T>(
    reader: &mut Reader,
    place: Place<'_>,
    json: &'j Json<'j>,
    item: impl Fn(&mut Reader, Place<'_>, &'j Json<'j>) -> Option<T>,
) -> Option<Vec<T>> {
    let Json::List(items) = json else {
        wrong_type(reader, place, json, LIST);
        return None;
    };
    let mut values = Vec::with_capacity(items.len());
    for (index, json) in items.iter().enumerate() {
        values.extend(item(reader, place.index(index), json));
    }
    (values.len() == items.len()).then_some(values)
}

/// A list that must not be empty.
pub(super) fn list_of_some<'j, T>(
    reader: &mut Reader,
    place: Place<'_>,
    json: &'j Json<'j>,
    item: impl Fn(&mut Reader, Place<'_>, &'j Json<'j>) -> Option<T>,
) -> Option<Vec<T>> {
    if let Json::List(items) = json {
        not_empty(reader, place, items.len());
    }
    list(reader, place, json, item)
}

pub(crate) fn not_empty(reader: &mut Reader, place: Place<'_>, length: usize) {
    if length == 0 {
        let texts =
            ("列表为空，至少要有一项".to_owned(), "the list is empty, it needs one item or more".to_owned());
        reader.findings.add(ErrorKind::Range, place, texts);
    }
}

/// An object whose keys are values themselves; a key and its value are judged apart.
pub(super) fn by_key<'j, K, V>(
    reader: &mut Reader,
    place: Place<'_>,
    json: &'j Json<'j>,
    key: impl Fn(&mut Reader, Place<'_>, &str) -> Option<K>,
    value: impl Fn(&mut Reader, Place<'_>, &'j Json<'j>) -> Option<V>,
) -> Option<Vec<(K, V)>> {
    let fields = object(reader, place, json)?;
    let mut pairs = Vec::with_capacity(fields.len());
    for (name, json) in fields {
        let place = place.key(name);
        let (key, value) = (key(reader, place, name), value(reader, place, json));
        pairs.extend(key.zip(value));
    }
    Some(pairs)
}

pub(super) fn grades(reader: &mut Reader, place: Place<'_>, json: &Json<'_>) -> Option<Vec<(Year, Grade)>> {
    by_key(reader, place, json, grade_year, choice::<Grade>)
}

/// The year that a grade's key writes.
pub(crate) fn grade_year(reader: &mut Reader, place: Place<'_>, key: &str) -> Option<Year> {
    let written = key.len() == 4 && key.bytes().all(|byte| byte.is_ascii_digit());
    let year = if written { key.parse().map_err(|_| NotWritten::Range) } else { Err(NotWritten::Format) };
    let year = year.and_then(|year: u16| Year::try_from(year));
    year.map_err(|why| not_written(reader, place, key, why, (GRADE_YEAR, YEAR_LIMITS))).ok()
}

pub(super) fn region(reader: &mut Reader, place: Place<'_>, key: &str) -> Option<RegionCode> {
    key.parse().map_err(|why| not_written(reader, place, key, why, (REGION, REGION))).ok()
}

pub(super) fn code(reader: &mut Reader, place: Place<'_>, json: &Json<'_>) -> Option<Code> {
    let code = str(reader, place, json, CODE)?;
    code.parse().map_err(|why| not_written(reader, place, code, why, (CODE, CODE))).ok()
}

/// What JSON writes as a string in a form of its own, or as a whole number.
fn number_or_text<T>(
    reader: &mut Reader,
    place: Place<'_>,
    json: &Json<'_>,
    (form, limits): (Wanted, Wanted),
    from_number: impl FnOnce(i128) -> Result<T, NotWritten>,
    from_text: impl FnOnce(&str) -> Result<T, NotWritten>,
) -> Option<T> {
    let (value, written): (Result<T, NotWritten>, &str) = match json {
        Json::Text(text) => (from_text(text), text),
        Json::Number(number) => match number.whole() {
            Some(whole) => (from_number(whole), &number.0),
            None => {
                wrong_type(reader, place, json, form);
                return None;
            }
        },
        _ => {
            wrong_type(reader, place, json, form);
            return None;
        }
    };
    value.map_err(|why| not_written(reader, place, written, why, (form, limits))).ok()
}

pub(super) fn amount(reader: &mut Reader, place: Place<'_>, json: &Json<'_>) -> Option<Amount> {
    let limits = (AMOUNT, AMOUNT_LIMITS);
    number_or_text(reader, place, json, limits, Amount::from_yuan, str::parse)
}

pub(super) fn rate(reader: &mut Reader, place: Place<'_>, json: &Json<'_>) -> Option<Rate> {
    let from_number = |whole| match whole {
        0 => Ok(Rate::ZERO),
        1 => Ok(Rate::ONE),
        _ => Err(NotWritten::Range),
    };
    number_or_text(reader, place, json, (RATE, RATE_LIMITS), from_number, str::parse)
}

pub(crate) fn number_year(number: i128) -> Result<Year, NotWritten> {
    u16::try_from(number).map_err(|_| NotWritten::Range)?.try_into()
}

/// The month of an entry's `from` or a fund's `first`: a bare year is its January.
pub(super) fn entry_month(reader: &mut Reader, place: Place<'_>, json: &Json<'_>) -> Option<Month> {
    let january = |year| number_year(year).map(|year| *year.months().start());
    number_or_text(reader, place, json, (ENTRY_MONTH, MONTH_LIMITS), january, str::parse)
}

/// A fund's `last`: a bare year is its December.
pub(super) fn last_month(reader: &mut Reader, place: Place<'_>, json: &Json<'_>) -> Option<Month> {
    let december = |year| number_year(year).map(|year| *year.months().end());
    number_or_text(reader, place, json, (ENTRY_MONTH, MONTH_LIMITS), december, str::parse)
}

pub(super) fn month(reader: &mut Reader, place: Place<'_>, json: &Json<'_>) -> Option<Month> {
    let month = str(reader, place, json, MONTH)?;
    month.parse().map_err(|why| not_written(reader, place, month, why, (MONTH, MONTH_LIMITS))).ok()
}

/// A JSON number without fraction or exponent.
fn integer(reader: &mut Reader, place: Place<'_>, json: &Json<'_>, wanted: Wanted) -> Option<i128> {
    let integer = match json {
        Json::Number(number) => number.whole(),
        _ => None,
    };
    if integer.is_none() {
        wrong_type(reader, place, json, wanted);
    }
    integer
}

pub(super) fn year(reader: &mut Reader, place: Place<'_>, json: &Json<'_>) -> Option<Year> {
    let number = integer(reader, place, json, YEAR)?;
    year_number(reader, place, number)
}

pub(super) fn year_number(reader: &mut Reader, place: Place<'_>, number: i128) -> Option<Year> {
    let limits = (YEAR, YEAR_LIMITS);
    number_year(number).map_err(|why| not_written(reader, place, &number.to_string(), why, limits)).ok()
}

pub(super) fn whole<const LEAST: u32, const MOST: u32>(
    reader: &mut Reader,
    place: Place<'_>,
    json: &Json<'_>,
) -> Option<Whole<LEAST, MOST>> {
    let number = integer(reader, place, json, WHOLE)?;
    let within = u32::try_from(number).ok().and_then(|number| Whole::new(number).ok());
    if within.is_none() {
        Whole::<LEAST, MOST>::outside(reader, place, &json.to_string());
    }
    within
}

impl<const LEAST: u32, const MOST: u32> Whole<LEAST, MOST> {
    /// Notes a number outside these limits.
    pub(crate) fn outside(reader: &mut Reader, place: Place<'_>, number: &str) {
        let number = shown(number);
        let texts = (
            format!("“{number}”超出范围，允许 {LEAST} 到 {MOST}"),
            format!("`{number}` is outside the limits, {LEAST} to {MOST} is allowed"),
        );
        reader.findings.add(ErrorKind::Range, place, texts);
    }
}

/// A month of the year, or the anniversary of the hire.
pub(super) fn effective(reader: &mut Reader, place: Place<'_>, json: &Json<'_>) -> Option<Effective> {
    match json {
        Json::Text(_) => {
            let words = [(Effective::ANNIVERSARY, "入职周年月")];
            one_of(reader, place, json, &words).map(|_| Effective::Anniversary)
        }
        _ => whole(reader, place, json).map(Effective::Month),
    }
}

pub(crate) fn choice<W: Word>(reader: &mut Reader, place: Place<'_>, json: &Json<'_>) -> Option<W> {
    if let Json::Text(word) = json
        && let Some(value) = W::from_word(word)
    {
        return Some(value);
    }
    let words: Vec<_> = W::ALL.iter().map(|(_, word, zh)| (*word, *zh)).collect();
    one_of(reader, place, json, &words);
    None
}

/// One of these words, given with their Chinese terms.
pub(super) fn one_of<'j>(
    reader: &mut Reader,
    place: Place<'_>,
    json: &'j Json<'_>,
    words: &[(&'static str, &'static str)],
) -> Option<&'j str> {
    let word = str(reader, place, json, TEXT)?;
    if words.iter().any(|(offered, _)| *offered == word) {
        return Some(word);
    }
    not_offered(reader, place, word, words, |offered, _| offered);
    None
}

/// Notes a word that is none of these; near may be a word or its Chinese term, told as `tell` says.
pub(crate) fn not_offered(
    reader: &mut Reader,
    place: Place<'_>,
    word: &str,
    words: &[(&'static str, &'static str)],
    tell: impl Fn(&'static str, &'static str) -> &'static str,
) {
    let near = reader.findings.nearest(word, words.iter().flat_map(|(offered, zh)| [*offered, *zh]));
    let term = words.iter().find(|(_, zh)| Some(*zh) == near).map(|(offered, zh)| tell(offered, zh));
    let zh: Vec<_> = words.iter().map(|(offered, zh)| format!("{offered}({zh})")).collect();
    let en: Vec<_> = words.iter().map(|(offered, _)| *offered).collect();
    let texts = (
        format!("“{}”不在可选词中：{}", shown(word), zh.join("、")),
        format!("`{}` is not one of {}", shown(word), en.join(", ")),
    );
    reader.findings.add_near(ErrorKind::Choice, place, texts, term.or(near));
}
