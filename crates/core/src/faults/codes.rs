//! How the codes of what is told beside a forecast are declared.

/// An enum of codes: JSON's word for each, and what people call it in Chinese and English.
macro_rules! codes {
    ($(#[$meta:meta])* $name:ident { $($(#[doc = $doc:literal])+ $code:ident = $word:literal $zh:literal $en:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum $name {
            $($(#[doc = $doc])+ #[serde(rename = $word)] $code,)+
        }

        impl $name {
            /// Every code: its word, and what people call it in Chinese and English.
            pub(crate) const TERMS: &'static [(&'static str, &'static str, &'static str)] =
                &[$(($word, $zh, $en)),+];

            /// The code, as JSON writes it.
            pub fn code(self) -> &'static str {
                match self { $($name::$code => $word),+ }
            }
        }
    };
}

pub(crate) use codes;
