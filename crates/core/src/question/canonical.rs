//! Rule 21: canonical JSON (RFC 8785). What the library writes has no number but whole ones that a float holds, so
//! what is left of the canon is the order of keys: by their UTF-16 units.

use serde_json::Value;

use crate::base::json::written;

/// The canonical text of a value.
pub(crate) fn canonical(value: &Value) -> String {
    let mut text = String::new();
    write(value, &mut text);
    text
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Array(items) => {
            text.push('[');
            for (place, item) in items.iter().enumerate() {
                text.push_str(if place == 0 { "" } else { "," });
                write(item, text);
            }
            text.push(']');
        }
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by(|(one, _), (other, _)| one.encode_utf16().cmp(other.encode_utf16()));
            text.push('{');
            for (place, (key, value)) in fields.into_iter().enumerate() {
                text.push_str(if place == 0 { "" } else { "," });
                text.push_str(&written(key));
                text.push(':');
                write(value, text);
            }
            text.push('}');
        }
        // Texts are escaped as the canon has it: what must be, as short as can be.
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => text.push_str(&written(value)),
    }
}
