//! A record is what a plan or programme writes down as an object (rules 11 and 12). Its fields are declared
//! once, and from the declaration come struct, reader, default, written form, schema and terms.

use serde::ser::SerializeMap;

#[cfg(feature = "schema")]
use super::shape::Shape;
use super::{fields::Fields, given::Field};

/// What [`declared!`] declares.
pub(crate) trait Declared {
    /// Its fields, in the order in which they are written.
    const FIELDS: &'static [Field];
    /// Their names.
    const NAMES: &'static [&'static str];
    /// What each of them holds.
    const HELD: &'static [super::holds::Held];

    /// Writes its fields.
    fn write<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error>;

    /// Adds its fields to the shape of an object.
    #[cfg(feature = "schema")]
    fn shape(shape: &mut Shape<'_>);
}

/// What [`record!`] declares: something that is read field by field.
pub(crate) trait Record: Declared + Sized {
    /// The record, from the fields of an object.
    fn from_fields(fields: &mut Fields<'_, '_>) -> Option<Self>;
}

/// Declares a record: `name: Type = HowItIsRead, given, "Chinese" "English";`, where `given` is
///
/// - `always` for a field that has to be given,
/// - `maybe` for one that may be left out (an `Option`),
/// - `some` for a list or map that may be left out, which is then empty, and is not written when it is,
/// - `or(default)` for one with a default, which is written.
///
/// `beside name: Type` behind the record's name is kept beside the fields: nobody reads or writes it.
macro_rules! record {
    (
        $(#[doc = $doc:literal])+
        $(#[derive($($derived:ident),+)])?
        $vis:vis struct $name:ident $(beside $beside:ident: $kept:ty)? {$(
            $(#[doc = $note:literal])*
            $fvis:vis $field:ident: $type:ty = $read:ty, $given:ident $(($default:expr))?, $zh:literal $en:literal;
        )+}
    ) => {
        $crate::record::declare::declared! {
            $(#[doc = $doc])+
            $(#[derive($($derived),+)])?
            $vis struct $name $(beside $beside: $kept)? {$(
                $(#[doc = $note])*
                $fvis $field: $type = $read, $given $(($default))?, $zh $en;
            )+}
        }

        impl $crate::record::declare::Record for $name {
            fn from_fields(fields: &mut $crate::record::fields::Fields<'_, '_>) -> Option<$name> {
                use $crate::record::read::Read;
                // All of them are read before one that could not be ends it.
                $(let $field = $crate::record::declare::given!(
                    @read $given $(($default))?, fields, stringify!($field), <$read as Read>::read
                );)+
                Some($name {
                    $($field: $crate::record::declare::given!(@take $given $field),)+
                    $($beside: <$kept>::default(),)?
                })
            }
        }

        impl $crate::record::read::Read for $name {
            type Value = $name;

            fn read(
                findings: &mut $crate::faults::findings::Findings,
                place: $crate::faults::place::Place<'_>,
                json: &$crate::base::json::Json<'_>,
            ) -> Option<$name> {
                use $crate::record::{declare::{Declared, Record}, fields::Fields};
                let mut fields = Fields::open(findings, place, json, $name::NAMES)?;
                $name::from_fields(&mut fields)
            }
        }

        /// Read like one in a plan.
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::record::fields::by_serde(deserializer, <$name as $crate::record::read::Read>::read)
            }
        }
    };
}
pub(crate) use record;

/// A record that is read in a way of its own: [`record!`] but for the reader.
macro_rules! declared {
    (
        $(#[doc = $doc:literal])+
        $(#[derive($($derived:ident),+)])?
        $vis:vis struct $name:ident $(beside $beside:ident: $kept:ty)? {$(
            $(#[doc = $note:literal])*
            $fvis:vis $field:ident: $type:ty = $read:ty, $given:ident $(($default:expr))?, $zh:literal $en:literal;
        )+}
    ) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq, Eq $(, $($derived),+)?)]
        $vis struct $name {
            $($(#[doc = $note])* $fvis $field: $type,)+
            $(pub(crate) $beside: $kept,)?
        }

        impl $crate::record::declare::Declared for $name {
            const FIELDS: &'static [$crate::record::given::Field] = &[$(
                $crate::record::given::Field {
                    name: stringify!($field),
                    zh: $zh,
                    en: $en,
                    given: $crate::record::declare::given!(@given $given $(($default))?),
                },
            )+];
            const NAMES: &'static [&'static str] = &[$(stringify!($field)),+];
            const HELD: &'static [$crate::record::holds::Held] =
                &[$(<$read as $crate::record::holds::Holds>::HELD),+];

            fn write<M: serde::ser::SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
                $($crate::record::declare::given!(@write $given map, stringify!($field), self.$field);)+
                Ok(())
            }

            #[cfg(feature = "schema")]
            fn shape(shape: &mut $crate::record::shape::Shape<'_>) {
                $(shape.field::<$read>(
                    stringify!($field),
                    concat!($($note),*),
                    $crate::record::declare::given!(@given $given $(($default))?),
                );)+
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap;
                let mut map = serializer.serialize_map(None)?;
                $crate::record::declare::Declared::write(self, &mut map)?;
                map.end()
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let doc = concat!($($doc, "\n"),+);
                let shape = <$name as $crate::record::declare::Declared>::shape;
                $crate::record::shape::of_object(generator, doc, shape)
            }
        }
    };
}
pub(crate) use declared;

/// What it means how a field is given.
macro_rules! given {
    (@given always) => {
        $crate::record::given::Given::Always
    };
    (@given maybe) => {
        $crate::record::given::Given::Maybe
    };
    (@given some) => {
        $crate::record::given::Given::Maybe
    };
    (@given or($default:expr)) => {
        $crate::record::given::Given::OrDefault(|| $crate::base::json::written(&$default))
    };

    (@read always, $fields:expr, $name:expr, $read:expr) => {
        $fields.need($name, $read)
    };
    (@read maybe, $fields:expr, $name:expr, $read:expr) => {
        $fields.may($name, $read)
    };
    (@read some, $fields:expr, $name:expr, $read:expr) => {
        $fields.or($name, $read, Default::default())
    };
    (@read or($default:expr), $fields:expr, $name:expr, $read:expr) => {
        $fields.or($name, $read, $default)
    };

    (@take maybe $field:ident) => {
        $field
    };
    (@take $given:ident $field:ident) => {
        $field?
    };

    (@write maybe $map:expr, $name:expr, $value:expr) => {
        if let Some(value) = &$value {
            $map.serialize_entry($name, value)?;
        }
    };
    (@write some $map:expr, $name:expr, $value:expr) => {
        if !$value.is_empty() {
            $map.serialize_entry($name, &$value)?;
        }
    };
    (@write $given:ident $map:expr, $name:expr, $value:expr) => {
        $map.serialize_entry($name, &$value)?
    };
}
pub(crate) use given;
