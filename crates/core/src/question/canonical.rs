//! Rule 21: canonical JSON (RFC 8785). What the library writes has no number but whole ones that a float holds, so
//! what is left of the canon is the order of keys: by their UTF-16 units.

use serde_json::{Map, Value};

use crate::base::json::write_json;

/// The canonical text of a value.
pub(crate) fn canonical(value: &Value) -> Vec<u8> {
    let mut text = Vec::new();
    write(value, &mut text);
    text
}

fn write(value: &Value, text: &mut Vec<u8>) {
    match value {
        Value::Array(items) => {
            text.push(b'[');
            for (place, item) in items.iter().enumerate() {
                text.extend_from_slice(if place == 0 { b"" } else { b"," });
                write(item, text);
            }
            text.push(b']');
        }
        Value::Object(fields) => {
            text.push(b'{');
            for (place, (key, value)) in in_order(fields).into_iter().enumerate() {
                text.extend_from_slice(if place == 0 { b"" } else { b"," });
                write_json(text, key);
                text.push(b':');
                write(value, text);
            }
            text.push(b'}');
        }
        // Texts are escaped as the canon has it: what must be, as short as can be.
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => write_json(text, value),
    }
}

/// The fields by their keys' UTF-16 units: of ASCII these are its bytes, by which the map has them already.
fn in_order(fields: &Map<String, Value>) -> Vec<(&String, &Value)> {
    let mut fields: Vec<_> = fields.iter().collect();
    if !fields.iter().all(|(key, _)| key.is_ascii()) || !fields.is_sorted_by_key(|(key, _)| *key) {
        fields.sort_by(|(one, _), (other, _)| one.encode_utf16().cmp(other.encode_utf16()));
    }
    fields
}
