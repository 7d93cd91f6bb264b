//! Rule 0: the words of the field, each with its Chinese term.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// One of a field's words: how JSON writes it and how people read it in Chinese.
pub trait Word: Copy + Sized + 'static {
    /// Every word that the field offers: the value, its word and its Chinese term.
    const ALL: &'static [(Self, &'static str, &'static str)];

    /// The value of a word, if the field offers it.
    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, text, _)| *text == word).map(|(value, _, _)| *value)
    }
}

/// Every word that the field offers, and its Chinese term.
pub(crate) fn offered<W: Word>() -> Vec<(&'static str, &'static str)> {
    W::ALL.iter().map(|(_, word, zh)| (*word, *zh)).collect()
}

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$note:meta])* $value:ident = $word:literal $zh:literal,)+ })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[repr(u8)]
        pub enum $name {
            $($(#[$note])* #[doc = $zh] #[cfg_attr(feature = "schema", schemars(rename = $word))] $value,)+
        }

        impl Word for $name {
            const ALL: &'static [(Self, &'static str, &'static str)] =
                &[$(($name::$value, $word, $zh),)+];
        }

        impl $name {
            /// The word that JSON, Python and TypeScript use.
            pub fn word(self) -> &'static str {
                match self { $($name::$value => $word,)+ }
            }

            /// The Chinese term.
            pub fn zh(self) -> &'static str {
                match self { $($name::$value => $zh,)+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.word())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.word())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = String::deserialize(deserializer)?;
                let allowed = &[$($word,)+];
                Self::from_word(&word).ok_or_else(|| de::Error::unknown_variant(&word, allowed))
            }
        }
    )+};
}

words! {
    /// Who pays a part (出资方).
    Payer {
        /// The central government.
        Central = "central" "中央",
        /// The province.
        Province = "province" "省",
        /// Local government as a whole.
        Local = "local" "地方",
        /// The city.
        City = "city" "市",
        /// The county.
        County = "county" "县",
        /// The town.
        Town = "town" "镇",
    }

    /// The kind of a post (岗位).
    Post {
        /// In the office.
        Administrative = "administrative" "事务性",
        /// In the villages.
        Service = "service" "服务性",
    }

    /// The grade of a yearly appraisal (年度考核).
    Grade {
        /// The best.
        Excellent = "excellent" "优秀",
        /// Passed.
        Pass = "pass" "合格",
        /// Just enough; whether it passes, the programme says.
        Basic = "basic" "基本合格",
        /// Failed.
        Fail = "fail" "不合格",
    }

    /// What the subsidised amount follows (rule 5).
    Basis {
        /// The pay itself.
        Pay = "pay" "实际薪酬",
        /// The standard, flat.
        Standard = "standard" "固定标准",
        /// The indexed standard of rule 4.
        Indexed = "indexed" "标准随递增",
        /// The lower of the pay and the standard, in each month.
        Lower = "lower" "薪酬与标准孰低",
    }

    /// How raises add up (rule 4).
    Mode {
        /// Each on the pay reached.
        Compound = "compound" "复利递增",
        /// Each on the first pay.
        Simple = "simple" "单利递增",
    }

    /// How a fund lasts (rule 10).
    FundKind {
        /// Drawn until it is empty.
        Pool = "pool" "统筹资金",
        /// Anew every year; what is left lapses.
        Annual = "annual" "年度预算",
    }

    /// What an entry rests on (rule 12).
    Status {
        /// The source document says so.
        Stated = "stated" "文件载明",
        /// Another published text says so.
        Press = "press" "公开报道",
        /// Nobody has confirmed it.
        Assumed = "assumed" "推定",
    }

    /// Whether leavers are replaced (rule 9).
    Refill {
        /// They are not.
        None = "none" "不补充",
        /// In the next January, at entry pay.
        January = "january" "次年一月补充",
    }

    /// Whether stations are filled to the norm (rule 7).
    Fill {
        /// They are not.
        None = "none" "不补足",
        /// In every month, up to what the norm asks for.
        Norm = "norm" "按标准补足",
    }

    /// What a grade missing from the years before `assumptions.from` means (rule 4).
    MissingHistory {
        /// The plan is wrong.
        Error = "error" "报错",
        /// It was passed.
        Pass = "pass" "视为合格",
        /// It was failed.
        Fail = "fail" "视为不合格",
    }

    /// What keeps an amount of a pot from going by need alone.
    Bound {
        /// It can't be less.
        Floor = "floor" "保底",
        /// It can't be more.
        Cap = "cap" "封顶",
    }

    /// One row a year for each of these (rule 14).
    By {
        /// Two digits of the station's code.
        Province = "province" "省",
        /// Four digits.
        City = "city" "市",
        /// Six digits.
        County = "county" "县",
        /// All nine.
        Station = "station" "社工站",
    }

    /// Why a figure of two plans differs (rule 18), in the order of the page.
    Cause {
        /// The subsidy entries.
        Subsidy = "subsidy" "资助",
        /// The sharing entries and who is of which tier.
        Sharing = "sharing" "分担",
        /// The raise entries.
        Raise = "raise" "递增",
        /// The appraisal entries, and what a missing grade means.
        Appraisal = "appraisal" "考核",
        /// The contract entries.
        Contract = "contract" "合同",
        /// The norm entries, and whether stations are filled.
        Norm = "norm" "编制",
        /// The costs.
        Costs = "costs" "经费",
        /// The funds.
        Funds = "funds" "资金",
        /// The stations: codes, villages, and when they are open.
        Stations = "stations" "站点",
        /// Workers and hires.
        People = "people" "人员",
        /// Chances, refilling, and from when on they are assumed.
        Chances = "chances" "概率",
    }
}

impl By {
    /// How many digits of a station's code name the region.
    pub fn digits(self) -> usize {
        match self {
            By::Province => 2,
            By::City => 4,
            By::County => 6,
            By::Station => 9,
        }
    }
}
