//! What the service says of itself, as OpenAPI 3.1: the doors, the library's own schemas, the options of the command line.

use std::sync::LazyLock;

use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};
use shuangbai_cli::{Choice, options};

use super::{
    DOORS,
    forms::{FORMS, Form},
};
use crate::doors;

/// It never changes.
static TEXT: LazyLock<String> = LazyLock::new(|| document().to_string());

pub(crate) async fn openapi() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], TEXT.as_str()).into_response()
}

/// What is of one of the schemas, by its name.
pub(super) fn of(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// An object in which everything is of one of the schemas.
pub(super) fn all_of(name: &str) -> Value {
    json!({"type": "object", "additionalProperties": of(name)})
}

/// What is said of a door of JSON: what it is for, the schema of what it takes, if it takes something, that of its answer, and
/// whether errors (rule 15) stand in its place.
pub(super) fn said(summary: &str, takes: Option<&str>, gives: Value, refuses: bool) -> Value {
    let json = |schema: Value| json!({"application/json": {"schema": schema}});
    let good = json!({"description": "the answer 答案", "content": json(gives)});
    let mut said = json!({"summary": summary, "responses": {"200": good, "default": problem()}});
    if let Some(name) = takes {
        said["requestBody"] = json!({"required": true, "content": json(of(name))});
    }
    if refuses {
        let faulty = json!({"description": "the errors of rule 15 方案有错", "content": json(of("errors"))});
        said["responses"]["422"] = faulty;
    }
    said
}

fn problem() -> Value {
    json!({
        "description": "what else is wrong 其他问题 (RFC 9457)",
        "content": {"application/problem+json": {"schema": of("problem")}},
    })
}

/// The command line's options as parts of a form, or of the query.
pub(super) fn of_tables(command: &str, summary: &str) -> Value {
    let options = options(command);
    let value = |choice: &Choice| {
        let [zh, en] = &choice.about;
        let mut value = match choice.file {
            true => json!({"type": "string", "format": "binary"}),
            false => json!({"type": "string"}),
        };
        if !choice.words.is_empty() {
            value["enum"] = json!(choice.words);
        }
        if choice.several {
            value = json!({"type": "array", "items": value});
        }
        value["description"] = json!(format!("{zh}\n\n{en}"));
        (choice.name.clone(), value)
    };
    let parts: Map<String, Value> = options.iter().map(value).collect();
    let parameters = options.iter().filter(|choice| !choice.file).map(|choice| {
        let (name, schema) = value(choice);
        json!({"name": name, "in": "query", "schema": schema})
    });
    let parameters: Vec<Value> = parameters.collect();
    let forms = |of: fn(&&Form) -> bool| -> Map<String, Value> {
        FORMS.iter().filter(of).map(|form| (form.kind.to_owned(), json!({}))).collect()
    };
    let mut taken = forms(|form| form.taken);
    taken.insert("multipart/form-data".into(), json!({"schema": {"type": "object", "properties": parts}}));
    let told = json!({
        "description": "What was left out, and what can hardly be meant, percent-encoded 提示",
        "schema": {"type": "string"},
    });
    json!({
        "summary": summary,
        "parameters": parameters,
        "requestBody": {
            "description": "A workbook or a plan; a table alone is that of the stations; or several as parts of a form.",
            "content": taken,
        },
        "responses": {
            "200": {
                "description": "the answer 答案, in the form of Accept or `format`",
                "headers": {"shuangbai-told": told},
                "content": forms(|form| form.format.is_some()),
            },
            "422": {
                "description": "the errors of rule 15 方案有错, with file, row and column, or cell",
                "content": {"application/json": {"schema": of("errors")}},
            },
            "default": problem(),
        },
    })
}

fn document() -> Value {
    let mut paths = Map::new();
    for door in &DOORS {
        paths.insert(door.path.to_owned(), json!({door.method: (door.said)()}));
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "shuangbai 双百",
            "summary": "Exact budgets for public social-worker programmes 公共社工项目的精确经费测算",
            "version": env!("CARGO_PKG_VERSION"),
        },
        "jsonSchemaDialect": "http://json-schema.org/draft-07/schema#",
        "paths": paths,
        "components": {"schemas": components()},
    })
}

/// The library's schemas, each with its own definitions beside it, and those of this service.
fn components() -> Value {
    let mut all = Map::new();
    for (name, mut schema) in doors::schemas() {
        refer(&mut schema, &name);
        let Value::Object(fields) = &mut schema else { continue };
        fields.remove("$schema");
        if let Some(Value::Object(own)) = fields.remove("definitions") {
            all.extend(own.into_iter().map(|(key, of)| (format!("{name}.{key}"), of)));
        }
        all.insert(name, schema);
    }
    let kinds = ["why", "compare", "seek", "sheet", "record", "verify"];
    let fields = |of: fn() -> Value| -> Map<String, Value> {
        kinds.iter().map(|kind| ((*kind).to_owned(), of())).collect()
    };
    let mut question = fields(|| json!({"type": "object"}));
    question.insert("plan".into(), of("plan"));
    all.insert(
        "question".into(),
        json!({
            "type": "object",
            "description": "A plan and one of the other fields (rule 16).",
            "required": ["plan"],
            "minProperties": 2,
            "maxProperties": 2,
            "properties": question,
            "additionalProperties": false,
        }),
    );
    all.insert("answer".into(), json!({"type": "object", "properties": fields(|| json!({}))}));
    let text = json!({"type": "string"});
    all.insert(
        "problem".into(),
        json!({
            "type": "object",
            "required": ["status", "title", "code", "zh", "en"],
            "properties": {"status": {"type": "integer"}, "title": text, "code": text, "zh": text, "en": text},
        }),
    );
    all.into()
}

/// `#/definitions/Worker` of the plan's schema is `#/components/schemas/plan.Worker`.
fn refer(schema: &mut Value, name: &str) {
    match schema {
        Value::Object(fields) => {
            for (key, value) in fields {
                match (key.as_str(), value) {
                    ("$ref", Value::String(to)) => {
                        if let Some(own) = to.strip_prefix("#/definitions/") {
                            *to = format!("#/components/schemas/{name}.{own}");
                        }
                    }
                    (_, value) => refer(value, name),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| refer(value, name)),
        _ => {}
    }
}
