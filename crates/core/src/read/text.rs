//! Rule 15: the text of a plan as a tree, or why it is not JSON.

use crate::{
    base::json::{Found, Json, NotJson},
    faults::{
        error::{ErrorKind, Errors},
        findings::Findings,
        place::Place,
    },
    record::fields::keys_once,
};

/// The tree of a JSON text, with no key given twice.
pub(crate) fn json(text: &str) -> Result<Json<'_>, Errors> {
    let mut findings = Findings::default();
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
        Found::End => ("文本在此中断".to_owned(), "the text ends".to_owned()),
        Found::Char(char) => (
            format!("字符“{}”不应出现", char.escape_default()),
            format!("`{}` stands", char.escape_default()),
        ),
        Found::TooDeep => ("嵌套超过 127 层".to_owned(), "the 128th level of nesting opens".to_owned()),
    };
    (
        format!("第 {line} 行第 {column} 列：{zh}，不是 JSON"),
        format!("line {line}, column {column}: {en} where no JSON can go on"),
    )
}
