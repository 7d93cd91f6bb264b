//! The JSON Schema of a record, from its declaration.

use std::{borrow::Cow, collections::BTreeMap};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value};

use super::{
    given::Given,
    read::{ByRegion, ListOf, SomeOf},
};
use crate::values::code::RegionCode;

/// An object's fields on their way to a schema.
pub(crate) struct Shape<'g> {
    pub(crate) generator: &'g mut SchemaGenerator,
    fields: Map<String, Value>,
    required: Vec<Value>,
}

impl Shape<'_> {
    /// One more field that is always there.
    pub(crate) fn always<T: JsonSchema>(&mut self, name: &str, note: &str) {
        self.field::<T>(name, note, Given::Always);
    }

    /// One more field, read as `T` says.
    pub(crate) fn field<T: JsonSchema>(&mut self, name: &str, note: &str, given: Given) {
        let mut schema = self.generator.subschema_for::<T>();
        if !note.trim().is_empty() {
            schema.insert("description".to_owned(), note.trim().into());
        }
        match given {
            Given::Always => self.required.push(name.into()),
            Given::Maybe => {}
            Given::OrDefault(default) => {
                let default = serde_json::from_str(&default()).unwrap_or(Value::Null);
                schema.insert("default".to_owned(), default);
            }
        }
        self.fields.insert(name.to_owned(), schema.to_value());
    }
}

/// The schema of an object whose fields `shape` adds.
pub(crate) fn of_object(
    generator: &mut SchemaGenerator,
    doc: &str,
    shape: impl FnOnce(&mut Shape<'_>),
) -> Schema {
    let mut object = Shape { generator, fields: Map::new(), required: Vec::new() };
    shape(&mut object);
    let Shape { fields, required, .. } = object;
    let mut schema = json_schema!({"description": doc.trim(), "type": "object", "properties": fields});
    if !required.is_empty() {
        schema.insert("required".to_owned(), required.into());
    }
    schema
}

/// Schemas that stand where they are asked for, not among the definitions.
macro_rules! inlined {
    ($([$($of:ident)?] $way:ty: $name:literal, $generator:pat => $schema:expr;)+) => {$(
        impl $(<$of: JsonSchema>)? JsonSchema for $way {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn json_schema($generator: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    )+};
}
pub(crate) use inlined;

inlined! {
    [T] ListOf<T>: "List", generator => {
        json_schema!({"type": "array", "items": generator.subschema_for::<T>()})
    };
    [T] SomeOf<T>: "Some", generator => {
        json_schema!({"type": "array", "items": generator.subschema_for::<T>(), "minItems": 1})
    };
    [] ByRegion: "ByRegion", generator => generator.subschema_for::<BTreeMap<RegionCode, String>>();
}
