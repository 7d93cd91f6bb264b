//! Rules 12 and 13: a programme, its dated entries, which of them is in force, and the presets.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    str::FromStr,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

#[cfg(feature = "schema")]
use crate::schema;
use crate::{
    Amount, Basis, Errors, Figure, FundKind, Grade, Mode, Month, OfYear, Part, Payer, Rate, Status,
    TermYears, fen::NotWritten, json::Json, read,
};

/// The rules in force (计划), each entry dated from a month on (rule 12).
///
/// It is read from JSON, or is one of the [presets](Programme::preset); JSON is also how it
/// serializes.
///
/// ```
/// use shuangbai::Programme;
/// let programme = Programme::preset("guangdong-2021").unwrap();
/// assert_eq!(programme.title().zh, "广东兜底民生服务社会工作“双百工程”(2021)");
/// let cheaper = programme.reformed(r#"{"raise": [{"from": 2021, "rate": "0.03"}]}"#).unwrap();
/// assert_ne!(programme, cheaper);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Programme {
    pub(crate) id: String,
    pub(crate) title: Title,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) confirmed: Option<Month>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub(crate) tiers: BTreeMap<RegionCode, String>,
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub(crate) subsidy: Vec<Entry<Subsidy>>,
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub(crate) sharing: Vec<Entry<Sharing>>,
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub(crate) raise: Vec<Entry<Raise>>,
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub(crate) appraisal: Vec<Entry<Appraisal>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub(crate) contract: Vec<Entry<Contract>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub(crate) norm: Vec<Entry<Norm>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub(crate) costs: Vec<Entry<Cost>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub(crate) funds: Vec<Fund>,
}

/// A programme's title in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Title {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// What an entry or fund rests on (rule 12).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Ground {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<Status>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) source: Option<String>,
}

/// What a rule says from a month on, until the next entry of its list (rule 12).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "{T}Entry", transform = schema::says::<T>))]
pub(crate) struct Entry<T> {
    #[cfg_attr(feature = "schema", schemars(with = "schema::EntryMonth"))]
    pub(crate) from: Month,
    #[serde(flatten)]
    pub(crate) says: T,
    #[serde(flatten)]
    pub(crate) ground: Ground,
}

/// The standard and what the subsidised amount follows (rule 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Subsidy {
    pub(crate) standard: Amount,
    #[cfg_attr(feature = "schema", schemars(default = "schema::basis"))]
    pub(crate) basis: Basis,
    #[cfg_attr(feature = "schema", schemars(default = "schema::top_up"))]
    pub(crate) top_up: Payer,
}

/// One payer's part of a split (rule 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Share {
    pub(crate) payer: Payer,
    pub(crate) parts: Part,
}

/// Who shares the subsidy in a tier, or where no tier's entry is in force (rule 6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Sharing {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tier: Option<String>,
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub(crate) parts: Vec<Share>,
}

/// The step after a passed appraisal (rule 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Raise {
    pub(crate) rate: Rate,
    #[cfg_attr(feature = "schema", schemars(default = "schema::mode"))]
    pub(crate) mode: Mode,
    #[cfg_attr(feature = "schema", schemars(default = "schema::effective"))]
    pub(crate) effective: Effective,
}

/// The month from which a step holds (rule 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effective {
    Month(OfYear),
    Anniversary,
}

impl Effective {
    pub(crate) const ANNIVERSARY: &'static str = "anniversary";
}

impl Serialize for Effective {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Effective::Month(month) => month.serialize(serializer),
            Effective::Anniversary => serializer.serialize_str(Effective::ANNIVERSARY),
        }
    }
}

/// Which grades pass, and after how many months (rule 4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Appraisal {
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub(crate) pass: Vec<Grade>,
    #[cfg_attr(feature = "schema", schemars(default = "schema::min_months"))]
    pub(crate) min_months: OfYear,
}

/// How long a contract term is (rule 14).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Contract {
    pub(crate) years: TermYears,
}

/// How many posts a station should have (rule 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) enum Norm {
    Range {
        min: Figure,
        max: Figure,
    },
    Villages {
        administrative: Figure,
        #[cfg_attr(feature = "schema", schemars(default = "schema::per_village"))]
        per_village: Figure,
    },
}

/// A yearly amount per station besides pay (rule 6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Cost {
    #[cfg_attr(feature = "schema", schemars(transform = schema::no_subsidy))]
    pub(crate) name: String,
    pub(crate) per_station: Amount,
    #[cfg_attr(feature = "schema", schemars(default = "schema::hours_per_month"))]
    pub(crate) hours_per_month: Figure,
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub(crate) parts: Vec<Share>,
}

/// What a fund is drawn for (rule 10).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Purpose {
    /// The payer's shares of the subsidy.
    Subsidy,
    /// The payer's part of the cost of this name.
    Cost(String),
}

impl Purpose {
    pub(crate) const SUBSIDY: &'static str = "subsidy";

    /// As JSON writes it: `subsidy`, or the cost's name.
    pub fn as_str(&self) -> &str {
        match self {
            Purpose::Subsidy => Purpose::SUBSIDY,
            Purpose::Cost(name) => name,
        }
    }
}

impl From<String> for Purpose {
    fn from(name: String) -> Purpose {
        if name == Purpose::SUBSIDY { Purpose::Subsidy } else { Purpose::Cost(name) }
    }
}

impl From<Purpose> for String {
    fn from(purpose: Purpose) -> String {
        purpose.as_str().to_owned()
    }
}

/// Money that a payer has set aside (rule 10).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Fund {
    pub(crate) name: String,
    pub(crate) payer: Payer,
    #[cfg_attr(feature = "schema", schemars(default = "schema::pays"))]
    pub(crate) pays: Purpose,
    #[cfg_attr(feature = "schema", schemars(default = "schema::kind"))]
    pub(crate) kind: FundKind,
    #[cfg_attr(feature = "schema", schemars(with = "schema::EntryMonth"))]
    pub(crate) first: Month,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<schema::EntryMonth>"))]
    pub(crate) last: Option<Month>,
    pub(crate) amount: Amount,
    #[serde(flatten)]
    pub(crate) ground: Ground,
}

/// A region's code: two digits (province), four (city), six (county) or nine (town).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RegionCode(String);

impl RegionCode {
    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for RegionCode {
    type Err = NotWritten;

    fn from_str(code: &str) -> Result<RegionCode, NotWritten> {
        let digits = code.bytes().all(|byte| byte.is_ascii_digit());
        let written = digits && matches!(code.len(), 2 | 4 | 6 | 9);
        written.then(|| RegionCode(code.to_owned())).ok_or(NotWritten::Format)
    }
}

impl TryFrom<String> for RegionCode {
    type Error = NotWritten;

    fn try_from(code: String) -> Result<RegionCode, NotWritten> {
        code.parse()
    }
}

impl From<RegionCode> for String {
    fn from(code: RegionCode) -> String {
        code.0
    }
}

impl std::borrow::Borrow<str> for RegionCode {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// The presets of rule 13: id and JSON text.
pub(crate) const PRESETS: [(&str, &str); 2] = [
    ("guangdong-2017", include_str!("../presets/guangdong-2017.json")),
    ("guangdong-2021", include_str!("../presets/guangdong-2021.json")),
];

impl Programme {
    /// The ids of the presets (rule 13).
    pub fn presets() -> impl Iterator<Item = &'static str> {
        PRESETS.iter().map(|(id, _)| *id)
    }

    /// A preset by its id, `guangdong-2017` or `guangdong-2021` (rule 13).
    ///
    /// # Errors
    /// `unknown_preset` at `/programme`.
    pub fn preset(id: &str) -> Result<Programme, Errors> {
        read::programme(&Json::Text(id.into()), None)
    }

    /// A programme from its JSON text (rule 12).
    ///
    /// # Errors
    /// What reading finds (rule 15), with places that start at `/programme`.
    pub fn from_json(text: &str) -> Result<Programme, Errors> {
        read::programme(&read::json(text)?, None)
    }

    /// This programme changed by a reform: a JSON merge patch (RFC 7396, rule 11).
    ///
    /// # Errors
    /// What reading finds in the merged programme (rule 15).
    pub fn reformed(&self, patch: &str) -> Result<Programme, Errors> {
        let (base, patch) = (self.to_json(), read::json(patch)?);
        read::programme(&read::json(&base)?, Some(&patch))
    }

    /// The programme as compact JSON (rule 12), defaults written out.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Its id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its title.
    pub fn title(&self) -> &Title {
        &self.title
    }

    /// The month until which its rules are known to have held.
    pub fn confirmed(&self) -> Option<Month> {
        self.confirmed
    }

    /// All payers that its sharing, top-ups and costs name, in that order (rule 14).
    pub fn payers(&self) -> Vec<Payer> {
        let sharing = self.sharing.iter().flat_map(|entry| &entry.says.parts).map(|it| it.payer);
        let top_ups = self.subsidy.iter().map(|entry| entry.says.top_up);
        let costs = self.costs.iter().flat_map(|entry| &entry.says.parts).map(|it| it.payer);
        distinct(sharing.chain(top_ups).chain(costs))
    }

    /// The names of its costs, each once, as listed (rule 14).
    pub fn cost_names(&self) -> Vec<&str> {
        distinct(self.costs.iter().map(|entry| entry.says.name.as_str()))
    }
}

/// Each value once, where it first stands.
pub(crate) fn distinct<T: Ord + Copy>(values: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut seen = BTreeSet::new();
    values.into_iter().filter(|value| seen.insert(*value)).collect()
}

impl<'de> Deserialize<'de> for Programme {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Json::deserialize(deserializer)?;
        read::programme(&json, None).map_err(de::Error::custom)
    }
}

/// What a list says, by month: "in force" of rule 12.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Timeline<T>(Vec<(Month, T)>);

impl<T> Timeline<T> {
    pub(crate) fn new(entries: impl IntoIterator<Item = (Month, T)>) -> Timeline<T> {
        let mut entries: Vec<_> = entries.into_iter().collect();
        entries.sort_by_key(|(from, _)| *from);
        Timeline(entries)
    }

    /// The entry in force in a month: the latest that began by then; none before the first.
    pub(crate) fn in_force(&self, month: Month) -> Option<&T> {
        let begun = self.0.partition_point(|(from, _)| *from <= month);
        self.0[..begun].last().map(|(_, says)| says)
    }

    /// The month of the first entry and what it says.
    pub(crate) fn first(&self) -> Option<&(Month, T)> {
        self.0.first()
    }
}
