//! The forms in which tables come and answers go, by their media types and by the endings of files.

use axum::http::{HeaderMap, header};

/// A form: its media type, the ending of its files, and what the command line calls it where it is one of answers.
pub(crate) struct Form {
    pub(crate) kind: &'static str,
    pub(crate) ending: &'static str,
    pub(crate) format: Option<&'static str>,
    /// Whether tables or plans come in it.
    pub(crate) taken: bool,
}

const fn form(kind: &'static str, ending: &'static str, format: Option<&'static str>, taken: bool) -> Form {
    Form { kind, ending, format, taken }
}

/// All of them; the first is given where a client takes any.
pub(crate) const FORMS: [Form; 10] = [
    form("application/json", "json", Some("json"), true),
    form("text/csv", "csv", Some("csv"), true),
    form("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", Some("xlsx"), true),
    form("application/vnd.apache.arrow.file", "arrow", Some("arrow"), true),
    form("application/vnd.apache.parquet", "parquet", Some("parquet"), true),
    form("text/plain", "txt", Some("table"), false),
    form("text/tab-separated-values", "tsv", None, true),
    form("application/vnd.ms-excel", "xls", None, true),
    form("application/vnd.oasis.opendocument.spreadsheet", "ods", None, true),
    form("application/vnd.apache.arrow.stream", "arrow", None, true),
];

/// The media type without its parameters.
fn essence(kind: &str) -> String {
    kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The form in which something comes: as its file is called, else as its media type says.
pub(crate) fn of_part(file: Option<&str>, kind: Option<&str>) -> Option<&'static Form> {
    let taken = || FORMS.iter().filter(|form| form.taken);
    let ending = file.and_then(|file| file.rsplit_once('.')).map(|(_, ending)| ending.to_lowercase());
    let called = ending.and_then(|ending| taken().find(|form| form.ending == ending));
    called.or_else(|| {
        let kind = essence(kind?);
        taken().find(|form| form.kind == kind)
    })
}

/// The form that a client takes best (RFC 9110): nothing when it takes none of these.
pub(crate) fn best(headers: &HeaderMap) -> Option<&'static Form> {
    let accepted = headers.get_all(header::ACCEPT).iter().filter_map(|accept| accept.to_str().ok());
    let accepted: Vec<&str> = accepted.flat_map(|accept| accept.split(',')).collect();
    if accepted.is_empty() {
        return FORMS.first();
    }
    let ranges = accepted.iter().map(|range| (essence(range), quality(range)));
    let mut ranges: Vec<(String, u16)> = ranges.filter(|(_, quality)| *quality > 0).collect();
    ranges.sort_by_key(|(_, quality)| std::cmp::Reverse(*quality));
    let matches = |range: &str, kind: &str| {
        range == "*/*" || range == kind || range.strip_suffix('*').is_some_and(|head| kind.starts_with(head))
    };
    let given = |(range, _): &(String, u16)| {
        FORMS.iter().find(|form| form.format.is_some() && matches(range, form.kind))
    };
    ranges.iter().find_map(given)
}

/// `0.8` of a range as 800; 1000 where it says nothing.
fn quality(range: &str) -> u16 {
    let told = range.split(';').skip(1).find_map(|parameter| parameter.trim().strip_prefix("q="));
    let Some((whole, part)) = told.map(|told| told.split_once('.').unwrap_or((told, ""))) else {
        return 1000;
    };
    let part: u16 = format!("{part:0<3.3}").parse().unwrap_or(0);
    if whole == "0" { part.min(999) } else { 1000 }
}

/// The language that a client likes best among Chinese and English; Chinese where it does not say.
pub(crate) fn lang(headers: &HeaderMap) -> &'static str {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|accept| accept.to_str().ok());
    let first = accepted.unwrap_or_default().split(',').find_map(|range| match essence(range).get(..2) {
        Some("zh") => Some("zh"),
        Some("en") => Some("en"),
        _ => None,
    });
    first.unwrap_or("zh")
}
