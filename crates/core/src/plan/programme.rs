//! Rules 12 and 14: the rules in force, as they are written down.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    entries::{Appraisal, Contract, Cost, Entry, Fund, Ground, Grounded, Norm, Raise, Sharing, Subsidy},
    resets::Resets,
    timeline::{InForce, in_force},
};
use crate::{
    base::json,
    record::{
        declare::{Declared, record},
        holds::{Holds, holds},
        read::{ByRegion, ListOf, SomeOf},
    },
    values::{code::RegionCode, month::Month, words::Payer},
};

record! {
    /// The rules in force (计划), each entry dated from a month on (rule 12).
    ///
    /// It is read from JSON, or is one of the [presets](Programme::preset); JSON is also how it
    /// serializes.
    ///
    /// ```
    /// use shuangbai::Programme;
    /// let programme = Programme::preset("guangdong-2021").unwrap();
    /// assert_eq!(programme.title().zh, "广东兜底民生服务社会工作“双百工程”(2021)");
    /// let cheaper = programme.reformed(r#"{"raise": {"rate": "0.03"}}"#).unwrap();
    /// assert_ne!(programme, cheaper);
    /// ```
    pub struct Programme beside resets: Resets {
        pub(crate) id: String = String, always, "编号" "Id";
        pub(crate) title: Title = Title, always, "标题" "Title";
        pub(crate) confirmed: Option<Month> = Month, maybe, "确认至" "Confirmed";
        pub(crate) tiers: BTreeMap<RegionCode, String> = ByRegion, some, "地区分档" "Tiers";
        pub(crate) subsidy: Vec<Entry<Subsidy>> = SomeOf<Entry<Subsidy>>, always, "资助" "Subsidy";
        pub(crate) sharing: Vec<Entry<Sharing>> = SomeOf<Entry<Sharing>>, always, "分担" "Sharing";
        pub(crate) raise: Vec<Entry<Raise>> = SomeOf<Entry<Raise>>, always, "递增" "Raise";
        pub(crate) appraisal: Vec<Entry<Appraisal>> = SomeOf<Entry<Appraisal>>, always, "年度考核" "Appraisal";
        pub(crate) contract: Vec<Entry<Contract>> = ListOf<Entry<Contract>>, some, "合同" "Contract";
        pub(crate) norm: Vec<Entry<Norm>> = ListOf<Entry<Norm>>, some, "配备标准" "Staffing norm";
        pub(crate) costs: Vec<Entry<Cost>> = ListOf<Entry<Cost>>, some, "站点经费" "Costs";
        pub(crate) funds: Vec<Grounded<Fund>> = ListOf<Grounded<Fund>>, some, "资金" "Funds";
    }
}

record! {
    /// A programme's title in both languages.
    pub struct Title {
        /// In Chinese.
        pub zh: String = String, always, "中文" "Chinese";
        /// In English.
        pub en: String = String, always, "英文" "English";
    }
}

/// How a plan gives its programme: by a preset's id, or whole (rule 11).
pub(crate) struct PresetOrProgramme;

holds! {
    "programme": PresetOrProgramme;
    "title": Title;
}

impl Programme {
    /// The programme as compact JSON (rule 12), defaults written out.
    pub fn to_json(&self) -> String {
        json::written(self)
    }

    /// The names of its lists of entries and funds.
    pub(crate) fn lists() -> impl Iterator<Item = &'static str> {
        let held = Programme::NAMES.iter().zip(Programme::HELD);
        held.filter(|(_, held)| held.list && held.kind == Entry::<Subsidy>::HELD.kind).map(|(name, _)| *name)
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

    /// The payers that bear top-ups, in the order of all of them (rules 5 and 14).
    pub fn bearers(&self) -> Vec<Payer> {
        let bears = |payer: &Payer| self.subsidy.iter().any(|entry| entry.says.top_up == *payer);
        self.payers().into_iter().filter(bears).collect()
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

/// Tells every entry of a programme: its list, its place there, its ground, and when it is in force.
pub(crate) fn each_list(programme: &Programme, tell: &mut impl FnMut(&'static str, usize, &Ground, InForce)) {
    fn list<'e, T, K: Ord>(
        name: &'static str,
        entries: &'e [Entry<T>],
        kind: impl Fn(&'e T) -> K,
        tell: &mut impl FnMut(&'static str, usize, &Ground, InForce),
    ) {
        let all = entries.iter().zip(in_force(entries, kind)).enumerate();
        all.for_each(|(index, (entry, in_force))| tell(name, index, &entry.ground, in_force));
    }
    list("subsidy", &programme.subsidy, |it| (it.tier.as_deref(), it.post), tell);
    list("sharing", &programme.sharing, |it| it.tier.as_deref(), tell);
    list("raise", &programme.raise, |_| (), tell);
    list("appraisal", &programme.appraisal, |_| (), tell);
    list("contract", &programme.contract, |_| (), tell);
    list("norm", &programme.norm, |_| (), tell);
    list("costs", &programme.costs, |it| &it.name[..], tell);
    for (index, Grounded { says, ground }) in programme.funds.iter().enumerate() {
        tell("funds", index, ground, InForce { from: says.first, last: says.last });
    }
}

impl Programme {
    /// The places of the entries of its lists that are in force in a month (rule 12), by list; funds that are open.
    ///
    /// ```
    /// let programme = shuangbai::Programme::preset("guangdong-2017")?;
    /// let in_force = programme.in_force("2018-01".parse()?);
    /// assert_eq!(in_force["raise"], [0]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn in_force(&self, month: Month) -> BTreeMap<&'static str, Vec<usize>> {
        let mut places: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        each_list(self, &mut |list, index, _, in_force| {
            let places = places.entry(list).or_default();
            places.extend(in_force.meets(month, month).then_some(index));
        });
        places
    }
}
