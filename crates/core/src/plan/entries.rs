//! Rule 12: what an entry of a programme says, field by field, and on what ground.

use serde::{Deserialize, Serialize, Serializer, ser::SerializeMap};

use crate::{
    base::json::Json,
    faults::{error::ErrorKind, findings::Findings, place::Place},
    record::{
        declare::{Declared, Record, record},
        fields::{Fields, one_of, wrong_type},
        given::{Field, Given},
        holds::{Held, Holds, holds},
        read::{FirstMonth, LastMonth, Read, SomeOf},
    },
    values::{
        fen::{Amount, Rate},
        month::Month,
        whole::{Figure, FirstMonths, OfYear, Part, TermYears},
        words::{Basis, FundKind, Grade, Mode, Payer, Post, Status},
    },
};

/// What a rule says from a month on, until the next entry of its list (rule 12).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry<T> {
    pub(crate) from: Month,
    pub(crate) says: T,
    pub(crate) ground: Ground,
}

/// What is said without a month of its own, and on what ground.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Grounded<T> {
    pub(crate) says: T,
    pub(crate) ground: Ground,
}

record! {
    /// From when on an entry holds (rule 12).
    #[derive(Copy)]
    pub(crate) struct Dated {
        pub(crate) from: Month = FirstMonth, always, "自" "From";
    }
}

record! {
    /// What an entry or fund rests on (rule 12).
    #[derive(Default)]
    pub(crate) struct Ground {
        pub(crate) status: Option<Status> = Status, maybe, "依据" "Status";
        pub(crate) source: Option<Source> = Source, maybe, "来源" "Source";
    }
}

/// The sentence or document that an entry rests on (rule 12).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(crate) enum Source {
    /// In one language, whichever.
    Text(String),
    /// In both.
    Both(InBoth),
}

record! {
    /// A text in Chinese and English.
    pub(crate) struct InBoth {
        pub(crate) zh: String = String, always, "中文" "Chinese";
        pub(crate) en: String = String, always, "英文" "English";
    }
}

impl Source {
    /// As those who read Chinese, and those who read English see it.
    pub(crate) fn texts(&self) -> (&str, &str) {
        match self {
            Source::Text(text) => (text, text),
            Source::Both(InBoth { zh, en }) => (zh, en),
        }
    }
}

impl Read for Source {
    type Value = Source;

    fn read(findings: &mut Findings, place: Place<'_>, json: &Json<'_>) -> Option<Source> {
        match json {
            Json::Text(text) => Some(Source::Text(text.clone().into_owned())),
            Json::Object(_) => InBoth::read(findings, place, json).map(Source::Both),
            _ => {
                wrong_type(
                    findings,
                    place,
                    json,
                    ("文本，或含 zh 和 en 的对象", "a string, or an object of `zh` and `en`"),
                );
                None
            }
        }
    }
}

record! {
    /// The standard and what the subsidised amount follows, for everybody or those of a tier, a post or both (rule 5).
    pub(crate) struct Subsidy {
        pub(crate) tier: Option<String> = String, maybe, "地区分档" "Tier";
        pub(crate) post: Option<Post> = Post, maybe, "岗位" "Post";
        pub(crate) standard: Amount = Amount, always, "标准（元/年）" "Standard (yuan a year)";
        pub(crate) basis: Basis = Basis, or(Basis::Standard), "资助口径" "Basis";
        pub(crate) top_up: Payer = Payer, or(Payer::Local), "超标准自筹方" "Top-up borne by";
        pub(crate) months: Option<FirstMonths> = FirstMonths, maybe, "资助月数" "Months";
        pub(crate) decided: Option<Month> = Month, maybe, "公布" "Decided";
    }
}

record! {
    /// One payer's part of a split (rule 2).
    #[derive(Copy, Hash)]
    pub(crate) struct Share {
        pub(crate) payer: Payer = Payer, always, "出资方" "Payer";
        pub(crate) parts: Part = Part, always, "份数" "Parts";
    }
}

record! {
    /// Who shares the subsidy in a tier, or where no tier's entry is in force (rule 6).
    pub(crate) struct Sharing {
        pub(crate) tier: Option<String> = String, maybe, "地区分档" "Tier";
        pub(crate) parts: Vec<Share> = SomeOf<Share>, always, "分担" "Parts";
        pub(crate) decided: Option<Month> = Month, maybe, "公布" "Decided";
    }
}

record! {
    /// The step after a passed appraisal (rule 4).
    #[derive(Copy)]
    pub(crate) struct Raise {
        pub(crate) rate: Rate = Rate, always, "递增率" "Rate";
        pub(crate) mode: Mode = Mode, or(Mode::Compound), "方式" "Mode";
        pub(crate) effective: Effective = Effective, or(Effective::Month(OfYear::fixed::<1>())), "生效月" "Effective";
        pub(crate) decided: Option<Month> = Month, maybe, "公布" "Decided";
    }
}

/// The month from which a step holds (rule 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effective {
    /// This month of the year.
    Month(OfYear),
    /// The month of hire.
    Anniversary,
}

impl Effective {
    pub(crate) const ANNIVERSARY: &'static str = "anniversary";
    /// Its word beside the months, and the Chinese term.
    pub(crate) const WORDS: [(&'static str, &'static str); 1] = [(Effective::ANNIVERSARY, "入职周年月")];
}

impl Serialize for Effective {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Effective::Month(month) => month.serialize(serializer),
            Effective::Anniversary => serializer.serialize_str(Effective::ANNIVERSARY),
        }
    }
}

impl Read for Effective {
    type Value = Effective;

    fn read(findings: &mut Findings, place: Place<'_>, json: &Json<'_>) -> Option<Effective> {
        match json {
            Json::Text(_) => one_of(findings, place, json, &Effective::WORDS).map(|_| Effective::Anniversary),
            _ => OfYear::read(findings, place, json).map(Effective::Month),
        }
    }
}

record! {
    /// Which grades pass, and after how many months (rule 4).
    pub(crate) struct Appraisal {
        pub(crate) pass: Vec<Grade> = SomeOf<Grade>, always, "合格等次" "Grades that pass";
        pub(crate) min_months: OfYear = OfYear, or(OfYear::fixed::<6>()), "最少在册月数" "Least months";
    }
}

record! {
    /// How long a contract term is (rule 14).
    #[derive(Copy)]
    pub(crate) struct Contract {
        pub(crate) years: TermYears = TermYears, always, "合同年数" "Years";
    }
}

/// How many posts a station should have (rule 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Norm {
    /// So many workers in all.
    Range(Range),
    /// So many by the villages of the station.
    Villages(ByVillages),
}

record! {
    /// At least and at most so many workers in all (rule 7).
    #[derive(Copy)]
    pub(crate) struct Range {
        pub(crate) min: Figure = Figure, always, "每站最少" "Least a station";
        pub(crate) max: Figure = Figure, always, "每站最多" "Most a station";
    }
}

record! {
    /// So many administrative posts, and so many service posts a village (rule 7).
    #[derive(Copy)]
    pub(crate) struct ByVillages {
        pub(crate) administrative: Figure = Figure, always, "每站事务性岗位" "Administrative a station";
        pub(crate) per_village: Figure = Figure, or(Figure::fixed::<1>()), "每村居服务性岗位" "Service a village";
    }
}

impl Norm {
    /// The field of the kind: name, Chinese and English term.
    pub(crate) const KIND: (&'static str, &'static str, &'static str) = ("kind", "类型", "Kind");
    /// The kinds: word and Chinese term.
    pub(crate) const KINDS: [(&'static str, &'static str); 2] =
        [("range", "人数范围"), ("villages", "按村居数")];
}

record! {
    /// A yearly amount per station besides pay (rule 6).
    pub(crate) struct Cost {
        pub(crate) name: String = CostName, always, "名称" "Name";
        pub(crate) per_station: Amount = Amount, always, "每站每年（元）" "A station and year (yuan)";
        pub(crate) hours_per_month: Figure = Figure, or(Figure::fixed::<0>()), "每月时数" "Hours a month";
        pub(crate) parts: Vec<Share> = SomeOf<Share>, always, "分担" "Parts";
    }
}

/// A cost's name: a text that is not what a fund's `pays` calls the subsidy (rule 12).
pub(crate) struct CostName;

impl Read for CostName {
    type Value = String;

    fn read(findings: &mut Findings, place: Place<'_>, json: &Json<'_>) -> Option<String> {
        let name = String::read(findings, place, json)?;
        if name != Purpose::SUBSIDY {
            return Some(name);
        }
        let texts = (
            "经费不能叫“subsidy”：资金的 pays 用它指补助".to_owned(),
            "no cost is named `subsidy`: that is what a fund's `pays` calls the subsidy".to_owned(),
        );
        findings.add(ErrorKind::Choice, place, texts);
        None
    }
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

impl Read for Purpose {
    type Value = Purpose;

    fn read(findings: &mut Findings, place: Place<'_>, json: &Json<'_>) -> Option<Purpose> {
        String::read(findings, place, json).map(Purpose::from)
    }
}

record! {
    /// Money that a payer has set aside (rule 10).
    pub(crate) struct Fund {
        pub(crate) name: String = String, always, "名称" "Name";
        pub(crate) payer: Payer = Payer, always, "出资方" "Payer";
        pub(crate) pays: Purpose = Purpose, or(Purpose::Subsidy), "用途" "Pays";
        pub(crate) kind: FundKind = FundKind, or(FundKind::Pool), "类型" "Kind";
        pub(crate) first: Month = FirstMonth, always, "首月" "First";
        pub(crate) last: Option<Month> = LastMonth, maybe, "末月" "Last";
        pub(crate) amount: Amount = Amount, always, "金额（元）" "Amount (yuan)";
    }
}

holds! {
    "source": Source;
    "share": Share;
    "effective": Effective;
    "text": CostName;
    "pays": Purpose;
}

impl<T> Holds for Entry<T> {
    const HELD: Held = Held { kind: "entry", list: false };
}

impl<T> Holds for Grounded<T> {
    const HELD: Held = Held { kind: "entry", list: false };
}

/// The fields that an entry of a list may leave out, of whatever kind it is.
pub(crate) fn left_out(list: &str) -> impl Iterator<Item = &'static Field> {
    let fields: &[&'static [Field]] = match list {
        "subsidy" => &[Subsidy::FIELDS],
        "sharing" => &[Sharing::FIELDS],
        "raise" => &[Raise::FIELDS],
        "appraisal" => &[Appraisal::FIELDS],
        "contract" => &[Contract::FIELDS],
        "norm" => &[Range::FIELDS, ByVillages::FIELDS],
        "costs" => &[Cost::FIELDS],
        "funds" => &[Fund::FIELDS],
        _ => &[],
    };
    fields.iter().copied().flatten().filter(|field| !matches!(field.given, Given::Always))
}

/// What an entry says: the fields that it has, which may rest on what stands there.
pub(crate) trait Says: Sized {
    /// The names of the fields that an object can have.
    fn names(json: &Json<'_>) -> Vec<&'static str>;

    fn from_object(fields: &mut Fields<'_, '_>, json: &Json<'_>) -> Option<Self>;

    fn write_to<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error>;
}

impl<T: Record> Says for T {
    fn names(_: &Json<'_>) -> Vec<&'static str> {
        T::NAMES.to_vec()
    }

    fn from_object(fields: &mut Fields<'_, '_>, _: &Json<'_>) -> Option<T> {
        T::from_fields(fields)
    }

    fn write_to<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        Declared::write(self, map)
    }
}

impl Norm {
    /// What is written as the kind, or nothing.
    fn kind<'j>(json: &'j Json<'_>) -> &'j str {
        match json.get("kind") {
            Some(Json::Text(kind)) => kind,
            _ => "",
        }
    }
}

/// A norm has the fields of its kind; while the kind itself is wrong, none is unknown or missing.
impl Says for Norm {
    fn names(json: &Json<'_>) -> Vec<&'static str> {
        let of_kind = match Norm::kind(json) {
            "range" => Range::NAMES.to_vec(),
            "villages" => ByVillages::NAMES.to_vec(),
            _ => [Range::NAMES, ByVillages::NAMES].concat(),
        };
        [&["kind"], &of_kind[..]].concat()
    }

    fn from_object(fields: &mut Fields<'_, '_>, json: &Json<'_>) -> Option<Norm> {
        match Norm::kind(json) {
            "range" => Range::from_fields(fields).map(Norm::Range),
            "villages" => ByVillages::from_fields(fields).map(Norm::Villages),
            _ => {
                fields.need("kind", |findings, place, json| one_of(findings, place, json, &Norm::KINDS));
                for figure in [Range::NAMES, ByVillages::NAMES].concat() {
                    fields.may(figure, Figure::read);
                }
                None
            }
        }
    }

    fn write_to<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        match self {
            Norm::Range(range) => {
                map.serialize_entry("kind", "range")?;
                Declared::write(range, map)
            }
            Norm::Villages(villages) => {
                map.serialize_entry("kind", "villages")?;
                Declared::write(villages, map)
            }
        }
    }
}

impl<T: Says> Read for Entry<T> {
    type Value = Entry<T>;

    fn read(findings: &mut Findings, place: Place<'_>, json: &Json<'_>) -> Option<Entry<T>> {
        let names = [&T::names(json)[..], Dated::NAMES, Ground::NAMES].concat();
        let mut fields = Fields::open(findings, place, json, &names)?;
        let (dated, ground) = (Dated::from_fields(&mut fields), Ground::from_fields(&mut fields));
        let says = T::from_object(&mut fields, json);
        Some(Entry { from: dated?.from, says: says?, ground: ground? })
    }
}

impl<T: Says> Read for Grounded<T> {
    type Value = Grounded<T>;

    fn read(findings: &mut Findings, place: Place<'_>, json: &Json<'_>) -> Option<Grounded<T>> {
        let names = [&T::names(json)[..], Ground::NAMES].concat();
        let mut fields = Fields::open(findings, place, json, &names)?;
        let ground = Ground::from_fields(&mut fields);
        let says = T::from_object(&mut fields, json);
        Some(Grounded { says: says?, ground: ground? })
    }
}

impl<T: Says> Serialize for Entry<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        Declared::write(&Dated { from: self.from }, &mut map)?;
        self.says.write_to(&mut map)?;
        Declared::write(&self.ground, &mut map)?;
        map.end()
    }
}

impl<T: Says> Serialize for Grounded<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.says.write_to(&mut map)?;
        Declared::write(&self.ground, &mut map)?;
        map.end()
    }
}
