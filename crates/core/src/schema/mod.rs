//! JSON Schemas (draft 07) of what rules 11, 12, 14 and 15 write, derived from the types themselves.
//!
//! A schema sees shapes: fields, types, how amounts, rates, months and codes are written, limits, words.
//! What names refer to it does not see, nor that a number with a fraction is none (`1.0` is an integer to
//! a schema, and an error to a plan).
//!
//! ```
//! let (name, plan) = &shuangbai::schema::schemas()[0];
//! assert_eq!((*name, &plan["properties"]["by"]["default"]), ("plan", &"province".into()));
//! ```

use std::{borrow::Cow, collections::BTreeMap, marker::PhantomData};

use schemars::{
    JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings, json_schema,
    transform::transform_subschemas,
};
use serde_json::{Map, Value, json};

use crate::{
    faults::error::Error,
    forecast::{forecast::Forecast, rows::ByPayer},
    plan::{
        assumptions::{Assumptions, Horizon},
        entries::{
            Appraisal, ByVillages, Contract, Cost, CostName, Dated, Effective, Entry, Fund, Ground, Grounded,
            InBoth, Norm, Purpose, Raise, Range, Sharing, Source, Subsidy,
        },
        people::{Appraisals, Graded, Hire},
        plan::Plan,
        presets::PRESETS,
        programme::{PresetOrProgramme, Programme, Title},
    },
    record::{
        read::{FirstMonth, LastMonth, ListOf, SomeOf},
        shape::inlined,
    },
    values::{
        code::{Code, RegionCode},
        fen::{Amount, Fen, Rate},
        month::{Month, Year},
        quantity::Quantity,
        whole::Whole,
        words::{By, Grade, Payer, Word},
    },
};

/// Every schema with its name: plan, programme, reform, change, forecast, errors.
pub fn schemas() -> Vec<(&'static str, Value)> {
    let given = || SchemaSettings::draft07().for_deserialize();
    let answered = || SchemaSettings::draft07().for_serialize();
    vec![
        ("plan", with_reform(root::<Plan>(given()))),
        ("programme", root::<Programme>(given())),
        ("reform", root::<Reform>(given())),
        ("change", root::<Change>(given())),
        ("forecast", root::<Forecast>(answered())),
        ("errors", root::<Answer>(answered())),
    ]
}

fn root<T: JsonSchema>(settings: SchemaSettings) -> Value {
    let schema = settings.with_transform(tidy).into_generator().into_root_schema_for::<T>().to_value();
    let Value::Object(mut said) = schema else { return schema };
    let mut schema = Map::new();
    schema.insert("$schema".into(), said.remove("$schema").unwrap_or_default());
    schema.insert("title".into(), T::schema_name().into());
    let definitions = said.remove("definitions");
    schema.extend(said.into_iter().filter(|(key, _)| key != "title"));
    schema.extend(definitions.map(|all| ("definitions".into(), all)));
    schema.into()
}

/// What the types say in Rust's way, in JSON's: no null for a field left out, no field that is not named,
/// no Rust in the texts.
fn tidy(schema: &mut Schema) {
    transform_subschemas(&mut tidy, schema);
    let Some(object) = schema.as_object_mut() else { return };
    not_null(object);
    kinds(object);
    if let Some(Value::String(text)) = object.get_mut("description") {
        *text = plain(text);
    }
    if object.get("format").is_some_and(|format| format.as_str().is_some_and(|it| it.starts_with("uint"))) {
        object.remove("format");
    }
    if object.contains_key("properties") {
        object.entry("additionalProperties").or_insert(false.into());
    }
}

/// A field that may be left out is never null, but where a schema of this file says so.
fn not_null(object: &mut Map<String, Value>) {
    if object.remove("x-null").is_some() {
        return;
    }
    if let Some(Value::Array(types)) = object.get_mut("type") {
        types.retain(|name| name != "null");
        if let [name] = &types[..] {
            let name = name.clone();
            object.insert("type".into(), name);
        }
    }
    if let Some(Value::Array(any)) = object.get_mut("anyOf") {
        any.retain(|one| one.get("type") != Some(&"null".into()));
        // What stands beside a reference counts only when the reference is in a list.
        if any.len() == 1
            && let Some(one) = object.remove("anyOf")
        {
            match (one.get(0).and_then(Value::as_object), object.is_empty()) {
                (Some(one), true) => object.extend(one.clone()),
                _ => drop(object.insert("allOf".into(), one)),
            }
        }
    }
}

/// Fields beside kinds go into each of them, so that each is an object of its own.
fn kinds(object: &mut Map<String, Value>) {
    if !object.contains_key("properties") || !object.contains_key("oneOf") {
        return;
    }
    let (fields, required) = (object.remove("properties"), object.remove("required"));
    for one in object.get_mut("oneOf").and_then(Value::as_array_mut).into_iter().flatten() {
        for (name, shared) in [("properties", &fields), ("required", &required)] {
            match (one.get_mut(name), shared) {
                (Some(Value::Object(own)), Some(Value::Object(shared))) => own.extend(shared.clone()),
                (Some(Value::Array(own)), Some(Value::Array(shared))) => own.extend(shared.iter().cloned()),
                _ => {}
            }
        }
    }
    object.remove("type");
    object.remove("additionalProperties");
}

/// The first paragraph of a documentation comment on one line, links as words.
fn plain(text: &str) -> String {
    let paragraph = text.split("\n\n").next().unwrap_or_default().replace('\n', " ");
    let mut rest = &paragraph[..];
    let mut plain = String::new();
    while let Some((before, link)) = rest.split_once("[`") {
        let (words, after) = link.split_once("`]").unwrap_or((link, ""));
        plain.extend([before, "`", words, "`"]);
        let target = after.strip_prefix('(').and_then(|target| target.split_once(')'));
        rest = target.map_or(after, |(_, after)| after);
    }
    (plain + rest).trim().to_owned()
}

/// The fields of one object among those of another, before or behind them.
fn join(schema: &mut Schema, other: &Schema, before: bool) {
    let fields =
        |schema: &Schema| schema.get("properties").and_then(Value::as_object).cloned().unwrap_or_default();
    let required =
        |schema: &Schema| schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    let (mut names, mut needed) = (Map::new(), Vec::new());
    let (own, added) = (&*schema, other);
    for one in if before { [added, own] } else { [own, added] } {
        names.extend(fields(one));
        needed.extend(required(one));
    }
    schema.insert("properties".into(), names.into());
    schema.insert("required".into(), needed.into());
}

impl<T: JsonSchema> JsonSchema for Entry<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("{}Entry", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = T::json_schema(generator);
        join(&mut schema, &Dated::json_schema(generator), true);
        join(&mut schema, &Ground::json_schema(generator), false);
        schema
    }
}

impl<T: JsonSchema> JsonSchema for Grounded<T> {
    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = T::json_schema(generator);
        join(&mut schema, &Ground::json_schema(generator), false);
        schema
    }
}

impl JsonSchema for Norm {
    fn schema_name() -> Cow<'static, str> {
        "Norm".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let schemas = [Range::json_schema(generator), ByVillages::json_schema(generator)];
        let kinds = Norm::KINDS.iter().zip(schemas).map(|((kind, _), mut schema)| {
            schema.remove("description");
            let of_kind = json_schema!({
                "properties": {"kind": {"type": "string", "const": kind}}, "required": ["kind"],
            });
            join(&mut schema, &of_kind, true);
            schema.to_value()
        });
        let kinds: Vec<Value> = kinds.collect();
        json_schema!({"description": "How many posts a station should have (rule 7).", "oneOf": kinds})
    }
}

/// `{"errors": [...]}`: what a plan without a forecast is answered by (rule 15).
#[derive(JsonSchema)]
#[schemars(rename = "Errors")]
#[expect(dead_code, reason = "only its schema is asked for")]
struct Answer {
    /// What a round found, sorted by place, then code: the first 10,000.
    #[schemars(length(min = 1, max = 10_000))]
    errors: Vec<Error>,
    /// How many others there are; left out where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    more: Option<u64>,
}

/// What is tried out on a plan; what it leaves out stays as in the plan (see `Calculator`).
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is asked for")]
struct Change {
    /// A merge patch on the programme.
    reform: Option<Reform>,
    /// A merge patch on the assumptions; null is the default.
    assumptions: Option<AssumptionsChange>,
    /// Instead of the plan's.
    horizon: Option<Horizon>,
    /// Instead of the plan's.
    hires: Option<Vec<Hire>>,
    /// Instead of the plan's.
    by: Option<By>,
}

/// What takes null besides what another schema says.
fn or_null(mut schema: Value) -> Value {
    if let Some(object) = schema.as_object_mut() {
        object.remove("default");
    }
    json!({"anyOf": [schema, {"type": "null"}], "x-null": true})
}

/// The schema of a merge patch on an object: every field may be left out, or be null to take it away.
fn patch(schema: &mut Schema) {
    schema.remove("required");
    for name in ["properties", "patternProperties"] {
        for field in schema.get_mut(name).and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut)
        {
            *field = or_null(field.take());
        }
    }
}

/// A list of a reform: in the place of the old one, or amended (rule 11).
struct ListChange<L, E>(PhantomData<(L, E)>);

impl<L: JsonSchema, E: JsonSchema> JsonSchema for ListChange<L, E> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("{}Change", L::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let (list, one) = (generator.subschema_for::<L>(), generator.subschema_for::<Amendment<E>>());
        let several = json_schema!({
            "type": "object", "properties": {"amend": {"type": "array", "items": one}}, "required": ["amend"],
        });
        json_schema!({"anyOf": [list, one, several]})
    }
}

/// A merge patch on entries of a list, of which it names the tier, the post, the name (rule 11).
struct Amendment<E>(PhantomData<E>);

impl<E: JsonSchema> JsonSchema for Amendment<E> {
    fn schema_name() -> Cow<'static, str> {
        let of = E::schema_name();
        format!("{}Amendment", of.strip_suffix("Entry").unwrap_or(&of)).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = E::json_schema(generator);
        // Of an entry with kinds it may change any field of any kind.
        if let Some(Value::Array(kinds)) = schema.remove("oneOf") {
            let words: Vec<Value> =
                kinds.iter().map(|one| one["properties"]["kind"]["const"].clone()).collect();
            for kind in kinds {
                join(&mut schema, &kind.try_into().unwrap_or_default(), false);
            }
            join(
                &mut schema,
                &json_schema!({"properties": {"kind": {"type": "string", "enum": words}}}),
                false,
            );
            schema.insert("type".into(), "object".into());
        }
        patch(&mut schema);
        let text = "An amendment (rule 11): of the entries with its `tier`, `post` and `name` it changes the fields that it \
                    has, of all of them or from the month `from` on; null takes a field away.";
        schema.insert("description".into(), text.into());
        schema
    }
}

macro_rules! patches {
    ($($(#[doc = $doc:literal])* $name:ident = $of:ty, $($field:literal: $under:ty,)*;)+) => {$(
        $(#[doc = $doc])*
        struct $name;

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                let mut schema = <$of>::json_schema(generator);
                let under: &[(&str, Schema)] = &[$(($field, generator.subschema_for::<$under>())),*];
                for (field, under) in under {
                    if let Some(fields) = schema.get_mut("properties").and_then(Value::as_object_mut) {
                        fields.insert((*field).into(), under.clone().to_value());
                    }
                }
                patch(&mut schema);
                schema.insert("description".into(), concat!($($doc),*).trim().into());
                schema
            }
        }
    )+};
}

patches! {
    /// A reform (rule 11): a JSON merge patch (RFC 7396) on a programme. A list stands in the place of the old one; an
    /// amendment, or `{"amend": [amendments]}`, leaves all that it does not name as it was.
    Reform = Programme,
        "title": TitleChange,
        "tiers": TiersChange,
        "subsidy": ListChange<SomeOf<Entry<Subsidy>>, Entry<Subsidy>>,
        "sharing": ListChange<SomeOf<Entry<Sharing>>, Entry<Sharing>>,
        "raise": ListChange<SomeOf<Entry<Raise>>, Entry<Raise>>,
        "appraisal": ListChange<SomeOf<Entry<Appraisal>>, Entry<Appraisal>>,
        "contract": ListChange<ListOf<Entry<Contract>>, Entry<Contract>>,
        "norm": ListChange<ListOf<Entry<Norm>>, Entry<Norm>>,
        "costs": ListChange<ListOf<Entry<Cost>>, Entry<Cost>>,
        "funds": ListChange<ListOf<Grounded<Fund>>, Grounded<Fund>>,;
    /// A merge patch on a title.
    TitleChange = Title,;
    /// A merge patch on tiers.
    TiersChange = BTreeMap<RegionCode, String>,;
    /// A merge patch on assumptions.
    AssumptionsChange = Assumptions,;
}

inlined! {
    [] PresetOrProgramme: "PresetOrProgramme", generator => {
        let ids: Vec<_> = PRESETS.iter().map(|(id, _)| *id).collect();
        json_schema!({"anyOf": [
            {"type": "string", "enum": ids, "description": "A preset's id."},
            generator.subschema_for::<Programme>(),
        ]})
    };
    // No cost is named as a fund's `pays` calls the subsidy (rule 12).
    [] CostName: "CostName", _ => json_schema!({"type": "string", "not": {"const": Purpose::SUBSIDY}});
    [] Appraisals: "Appraisals", generator => {
        let grades = [generator.subschema_for::<Grade>(), generator.subschema_for::<Graded>()];
        json_schema!({
            "type": "object", "patternProperties": {YEAR: {"anyOf": grades}}, "additionalProperties": false
        })
    };
}

/// A plan's text may hold a reform, which reading merges into the programme (rule 11).
fn with_reform(mut schema: Value) -> Value {
    if let Some(fields) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        let text = "A JSON merge patch (RFC 7396) on the programme, or amendments of its lists, see the schema \
                    `reform`; what it makes is read as a programme.";
        fields.insert("reform".into(), json!({"type": "object", "description": text}));
    }
    schema
}

macro_rules! written {
    ($($(#[doc = $doc:literal])* $type:ty, $name:literal: $schema:expr;)+) => {$(
        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                let mut schema: Schema = $schema;
                schema.insert("description".into(), concat!($($doc),*).trim().into());
                schema
            }
        }
    )+};
}

/// At most 13 digits of yuan, as the largest amount has (rule 1).
const AMOUNT: &str = r"^0*[0-9]{1,13}(\.[0-9]{1,2})?$";

const RATE: &str = r"^0*(0(\.[0-9]{1,6})?|1(\.0{1,6})?)$";

const MONTH: &str = r"^(1949|19[5-9][0-9]|2[01][0-9]{2}|2200)-(0[1-9]|1[0-2])$";

const YEAR: &str = r"^(1949|19[5-9][0-9]|2[01][0-9]{2}|2200)$";

fn text(pattern: &str) -> Schema {
    json_schema!({"type": "string", "pattern": pattern})
}

fn whole(least: u64, most: u64) -> Schema {
    json_schema!({"type": "integer", "minimum": least, "maximum": most})
}

fn either(one: Schema, other: Schema) -> Schema {
    json_schema!({"anyOf": [one, other]})
}

written! {
    /// An amount of money in yuan with two decimals.
    Fen, "Money": text(r"^-?[0-9]+\.[0-9]{2}$");
    /// An amount in yuan: a text with at most two decimals, or a whole number (rule 1).
    Amount, "Amount": either(text(AMOUNT), whole(0, 9_999_999_999_999));
    /// A rate from 0 to 1: a text with at most six decimals, or 0 or 1 (rule 1).
    Rate, "Rate": either(text(RATE), json_schema!({"enum": [0, 1]}));
    /// A month, `"2021-08"`.
    Month, "Month": text(MONTH);
    /// A month, `"2021-08"`; a year is its January, and for the end of a fund its December (rule 3).
    FirstMonth, "EntryMonth": either(text(MONTH), whole(Year::FIRST.into(), Year::LAST.into()));
    /// A month, `"2021-08"`; a year is its January, and for the end of a fund its December (rule 3).
    LastMonth, "EntryMonth": either(text(MONTH), whole(Year::FIRST.into(), Year::LAST.into()));
    /// A year, 1949 to 2200.
    Year, "Year": whole(Year::FIRST.into(), Year::LAST.into());
    /// A station's code: nine digits, of which two name the province, four the city, six the county.
    Code, "StationCode": text("^[0-9]{9}$");
    /// A region's code: two digits (province), four (city), six (county) or nine (town).
    RegionCode, "RegionCode": text("^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9})$");
    /// A count: a whole number in a certain forecast, in an expected one a text with four decimals (rule 9).
    Quantity, "Quantity": either(
        json_schema!({"type": "integer", "minimum": 0}),
        text(r"^[0-9]+\.[0-9]{4}$"),
    );
    /// What a fund is drawn for: `subsidy`, or the name of a cost (rule 10).
    Purpose, "Purpose": json_schema!({"type": "string"});
    /// The month of a year from which a step holds, or the month of hire (rule 4).
    Effective, "Effective": either(whole(1, 12), json_schema!({"const": Effective::ANNIVERSARY}));
}

impl<const LEAST: u32, const MOST: u32> JsonSchema for Whole<LEAST, MOST> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Whole{LEAST}To{MOST}").into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        whole(LEAST.into(), MOST.into())
    }
}

impl JsonSchema for Source {
    fn schema_name() -> Cow<'static, str> {
        "EntrySource".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut both = InBoth::json_schema(generator);
        both.remove("description");
        let mut schema = either(json_schema!({"type": "string"}), both);
        let text = "The sentence or document that an entry rests on, in one language or in both (rule 12).";
        schema.insert("description".into(), text.into());
        schema
    }
}

impl JsonSchema for ByPayer {
    fn schema_name() -> Cow<'static, str> {
        "ByPayer".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let amount = generator.subschema_for::<Fen>();
        let fields: Map<_, _> =
            Payer::ALL.iter().map(|(_, word, _)| ((*word).into(), amount.clone().to_value())).collect();
        let text = "Amounts by payer: all that the programme names, in its order.";
        json_schema!({"type": "object", "properties": fields, "description": text})
    }
}
