//! Rule 15: the text of a plan as a tree, or why it is not JSON.

use crate::{
    base::json::{Found, Json, NotJson},
    faults::{
        error::{ErrorKind, Errors},
        findings::{Findings, shown},
        place::Place,
    },
    record::fields::keys_once,
};

/// The tree of a JSON text, with no key given twice.
pub(crate) fn json(text: &str) -> Result<Json<'_>, Errors> {
    let mut findings = Findings::default();
    // Editors on Windows begin a file with a byte order mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let tree = match Json::parse(text) {
        Ok(tree) => tree,
        Err(not_json) => {
            findings.add(ErrorKind::Json, "", not_json_texts(&not_json));
            Json::Null
        }
    };
    keys_once(&mut findings, Place::Root, &tree);
    findings.close().map(|()| tree)
}

fn not_json_texts(NotJson { line, column, found }: &NotJson) -> (String, String) {
    let (zh, en) = match found {
        Found::End => {
            ("文本在此中断，不是完整的 JSON".to_owned(), "the text ends where JSON must go on".to_owned())
        }
        Found::Char(char) => {
            let (shown, meant) = (shown(&char.to_string()), meant(*char));
            let (meant_zh, meant_en) = meant.map_or_else(Default::default, |meant| {
                (format!("，应为英文（半角）的 {meant}"), format!("; {meant} is meant"))
            });
            (
                format!("字符“{shown}”不应出现在这里，不是 JSON{meant_zh}"),
                format!("`{shown}` stands where no JSON can go on{meant_en}"),
            )
        }
        Found::TooDeep => (
            "嵌套超过 127 层，不能读".to_owned(),
            "the 128th level of nesting opens, 127 are allowed".to_owned(),
        ),
    };
    (format!("第 {line} 行第 {column} 列：{zh}"), format!("line {line}, column {column}: {en}"))
}

/// The sign of JSON that is meant by one that word processors or Chinese keyboards write.
fn meant(char: char) -> Option<char> {
    const SIGNS: [(&str, char); 7] = [
        ("“”„‟″＂「」『』‘’'＇", '"'),
        ("，、", ','),
        ("：", ':'),
        ("｛", '{'),
        ("｝", '}'),
        ("［【", '['),
        ("］】", ']'),
    ];
    SIGNS.iter().find(|(written, _)| written.contains(char)).map(|(_, sign)| *sign)
}
