//! JSON text to a tree that keeps what rule 15 judges: numbers as they are written, of any length,
//! and every key, also one given twice.
//!
//! `serde_json` rounds a long number to a float, refuses a longer one and keeps the last of two
//! equal keys, so the reading is done here; what may stand in a plan, the room `read` says.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Deserializer, Serialize, de};

/// A JSON value; text and numbers are borrowed where they stand in the input as they are.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Json<'t> {
    Null,
    Bool(bool),
    Number(Number<'t>),
    Text(Cow<'t, str>),
    List(Vec<Json<'t>>),
    Object(Vec<(Cow<'t, str>, Json<'t>)>),
}

/// A number as it is written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Number<'t>(pub(crate) Cow<'t, str>);

impl Number<'_> {
    /// Its value where it has neither fraction nor exponent; one beyond 128 bits is the last
    /// number of its sign, which no field allows either.
    pub(crate) fn whole(&self) -> Option<i128> {
        let digits = self.0.strip_prefix('-').unwrap_or(&self.0);
        let beyond = if digits.len() == self.0.len() { i128::MAX } else { i128::MIN };
        let whole = digits.bytes().all(|digit| digit.is_ascii_digit());
        whole.then(|| self.0.parse().unwrap_or(beyond))
    }
}

/// Why a text is not JSON: where, counted from 1, and what was found or looked for there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NotJson {
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) found: Found,
}

/// What stands where no JSON can go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    End,
    Char(char),
    TooDeep,
}

/// A value of the library's own as compact JSON.
pub(crate) fn written(value: &impl Serialize) -> String {
    // Text in memory takes all that is written, and no map of ours has a key that is no text.
    serde_json::to_string(value).unwrap_or_else(|error| {
        debug_assert!(false, "{error}");
        format!("{{\"fault\":{:?}}}", error.to_string())
    })
}

/// The same behind what is written already.
pub(crate) fn write_json(text: &mut Vec<u8>, value: &(impl Serialize + ?Sized)) {
    if let Err(error) = serde_json::to_writer(&mut *text, value) {
        debug_assert!(false, "{error}");
        text.extend_from_slice(format!("{{\"fault\":{:?}}}", error.to_string()).as_bytes());
    }
}

/// Lists and objects may stand in each other this deep (rule 15).
const DEEPEST: usize = 127;

impl<'t> Json<'t> {
    pub(crate) fn parse(text: &'t str) -> Result<Json<'t>, NotJson> {
        let mut parser = Parser { text, at: 0 };
        let value = parser.value(0).and_then(|value| {
            parser.blank();
            if parser.at < text.len() { Err(Stop::Here) } else { Ok(value) }
        });
        value.map_err(|stop| parser.not_json(&stop))
    }

    /// The tree of a value of the library's own.
    pub(crate) fn of(value: &impl Serialize) -> Json<'static> {
        let tree = serde_json::to_value(value).and_then(Json::deserialize);
        tree.unwrap_or_else(|error| {
            debug_assert!(false, "{error}");
            Json::Null
        })
    }

    /// What stands under a key, the first time.
    pub(crate) fn get(&self, key: &str) -> Option<&Json<'t>> {
        let Json::Object(fields) = self else { return None };
        fields.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }
}

enum Stop {
    Here,
    TooDeep,
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Parser<'t> {
    fn value(&mut self, depth: usize) -> Result<Json<'t>, Stop> {
        self.blank();
        match self.peek() {
            Some(b'{' | b'[') if depth == DEEPEST => Err(Stop::TooDeep),
            Some(b'{') => self.object(depth + 1),
            Some(b'[') => self.list(depth + 1),
            Some(b'"') => self.string().map(Json::Text),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b'n') => self.word("null", Json::Null),
            Some(b't') => self.word("true", Json::Bool(true)),
            Some(b'f') => self.word("false", Json::Bool(false)),
            _ => Err(Stop::Here),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Json<'t>, Stop> {
        self.at += 1;
        self.blank();
        if self.take(b'}') {
            return Ok(Json::Object(Vec::new()));
        }
        let mut fields = Vec::new();
        loop {
            self.blank();
            let key = self.string()?;
            self.blank();
            self.need(b':')?;
            fields.push((key, self.value(depth)?));
            self.blank();
            if !self.take(b',') {
                self.need(b'}')?;
                return Ok(Json::Object(fields));
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Json<'t>, Stop> {
        self.at += 1;
        self.blank();
        if self.take(b']') {
            return Ok(Json::List(Vec::new()));
        }
        let mut items = Vec::new();
        loop {
            items.push(self.value(depth)?);
            self.blank();
            if !self.take(b',') {
                self.need(b']')?;
                return Ok(Json::List(items));
            }
        }
    }

    fn number(&mut self) -> Result<Json<'t>, Stop> {
        let start = self.at;
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            let _sign = self.take(b'+') || self.take(b'-');
            self.digits()?;
        }
        Ok(Json::Number(Number(Cow::Borrowed(&self.text[start..self.at]))))
    }

    /// One digit or more.
    fn digits(&mut self) -> Result<(), Stop> {
        let digits = self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += digits;
        if digits == 0 { Err(Stop::Here) } else { Ok(()) }
    }

    fn string(&mut self) -> Result<Cow<'t, str>, Stop> {
        self.need(b'"')?;
        let mut text = Cow::Borrowed("");
        loop {
            let special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..=0x1f);
            let rest = self.rest();
            let length = rest.iter().position(special).unwrap_or(rest.len());
            let piece = &self.text[self.at..self.at + length];
            self.at += length;
            if text.is_empty() {
                text = Cow::Borrowed(piece)
            } else {
                text.to_mut().push_str(piece)
            }
            if self.take(b'"') {
                return Ok(text);
            }
            self.need(b'\\')?;
            let escaped = self.escape()?;
            text.to_mut().push(escaped);
        }
    }

    fn escape(&mut self) -> Result<char, Stop> {
        let escaped = match self.peek().ok_or(Stop::Here)? {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode(),
            _ => return Err(Stop::Here),
        };
        self.at += 1;
        Ok(escaped)
    }

    /// `u` and four hexadecimal digits, or a pair of them for what lies beyond 16 bits.
    fn unicode(&mut self) -> Result<char, Stop> {
        let first = self.unit()?;
        let code = if (0xd800..0xdc00).contains(&first) {
            self.need(b'\\')?;
            let second = self.unit()?;
            let low = second.checked_sub(0xdc00).filter(|&low| low < 0x400).ok_or(Stop::Here)?;
            0x10000 + (first - 0xd800) * 0x400 + low
        } else {
            first
        };
        char::from_u32(code).ok_or(Stop::Here)
    }

    fn unit(&mut self) -> Result<u32, Stop> {
        self.need(b'u')?;
        let mut unit = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|byte| char::from(byte).to_digit(16));
            unit = unit * 16 + digit.ok_or(Stop::Here)?;
            self.at += 1;
        }
        Ok(unit)
    }

    fn word(&mut self, word: &str, value: Json<'t>) -> Result<Json<'t>, Stop> {
        for byte in word.bytes() {
            self.need(byte)?;
        }
        Ok(value)
    }

    fn blank(&mut self) {
        let blank = |byte: &&u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        self.at += self.rest().iter().take_while(blank).count();
    }

    fn rest(&self) -> &'t [u8] {
        &self.text.as_bytes()[self.at..]
    }

    fn peek(&self) -> Option<u8> {
        self.rest().first().copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let taken = self.peek() == Some(byte);
        self.at += usize::from(taken);
        taken
    }

    fn need(&mut self, byte: u8) -> Result<(), Stop> {
        if self.take(byte) { Ok(()) } else { Err(Stop::Here) }
    }

    fn not_json(&self, stop: &Stop) -> NotJson {
        let before = self.text.get(..self.at).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let found = match (stop, self.text.get(self.at..).and_then(|rest| rest.chars().next())) {
            (Stop::TooDeep, _) => Found::TooDeep,
            (Stop::Here, Some(char)) => Found::Char(char),
            (Stop::Here, None) => Found::End,
        };
        NotJson {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            found,
        }
    }
}

impl fmt::Display for Json<'_> {
    /// As compact JSON.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |f: &mut fmt::Formatter<'_>, text: &str| {
            f.write_str(&serde_json::to_string(text).map_err(|_| fmt::Error)?)
        };
        match self {
            Json::Null => f.write_str("null"),
            Json::Bool(value) => value.fmt(f),
            Json::Number(number) => f.write_str(&number.0),
            Json::Text(value) => text(f, value),
            Json::List(items) => {
                f.write_str("[")?;
                for (index, item) in items.iter().enumerate() {
                    f.write_str(if index == 0 { "" } else { "," })?;
                    item.fmt(f)?;
                }
                f.write_str("]")
            }
            Json::Object(fields) => {
                f.write_str("{")?;
                for (index, (key, value)) in fields.iter().enumerate() {
                    f.write_str(if index == 0 { "" } else { "," })?;
                    text(f, key)?;
                    f.write_str(":")?;
                    value.fmt(f)?;
                }
                f.write_str("}")
            }
        }
    }
}

impl<'de> Deserialize<'de> for Json<'static> {
    /// From any format of serde's, so that plans can stand inside other documents.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Visitor)
    }
}

struct Visitor;

impl<'de> de::Visitor<'de> for Visitor {
    type Value = Json<'static>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Json::Number(Number(value.to_string().into())))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Json::Number(Number(value.to_string().into())))
    }

    #[expect(clippy::disallowed_types, reason = "never taken as a number: a fraction is refused")]
    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Json::Number(Number(format!("{value:?}").into())))
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Json::Text(value.to_owned().into()))
    }

    fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Json::List(items))
    }

    fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = Vec::new();
        while let Some((key, value)) = map.next_entry::<String, _>()? {
            fields.push((key.into(), value));
        }
        Ok(Json::Object(fields))
    }
}
