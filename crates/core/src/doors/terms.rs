//! Rules 0, 11, 12 and 14: what everything is called, in Chinese and English, as one dictionary.

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::Value;

use crate::{
    base::json,
    ledger::columns::{COST, Column, FUND, Figure, KEYS, NORM, NOTICE},
    plan::{
        assumptions::{Assumptions, Horizon},
        entries::{
            Appraisal, ByVillages, Contract, Cost, Dated, Effective, Fund, Ground, Norm, Purpose, Raise,
            Range, Share, Sharing, Subsidy,
        },
        people::{Hire, Station, Worker},
        plan::Plan,
        programme::{Programme, Title},
    },
    record::{
        declare::Declared,
        given::{Field, Given},
    },
    rules::notice::NoticeCode,
    values::words::{
        Basis, By, Fill, FundKind, Grade, MissingHistory, Mode, Payer, Post, Refill, Status, Word,
    },
};

/// What one thing is called.
#[derive(Serialize)]
struct Term {
    zh: &'static str,
    en: String,
    /// Of a column: how it adds up.
    #[serde(skip_serializing_if = "Option::is_none")]
    adds: Option<&'static str>,
    /// Of a field: whether it has to be given.
    #[serde(skip_serializing_if = "Option::is_none")]
    required: Option<bool>,
    /// Of a field that may be left out: what it is then.
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<Value>,
}

type Terms = IndexMap<&'static str, Term>;

/// The dictionary.
#[derive(Serialize)]
struct Dictionary {
    /// Words by the field that offers them.
    words: IndexMap<&'static str, Terms>,
    /// Fields by the object that has them, in the order in which they are written.
    fields: IndexMap<&'static str, Terms>,
    /// Columns by table, in their order.
    columns: IndexMap<&'static str, Terms>,
    /// The codes of notices.
    notices: Terms,
}

/// What everything is called in Chinese and English (rules 0, 11, 12 and 14), as JSON: `words` by the kind of word, `fields` by
/// the object that has them, each with whether it is required and its default, `columns` by table, each with how
/// it adds up, and the codes of `notices`. Whatever shows something to people takes its terms from here.
///
/// ```
/// let terms: serde_json::Value = serde_json::from_str(&shuangbai::terms_json()).unwrap();
/// assert_eq!(terms["words"]["payer"]["province"]["zh"], "省");
/// assert_eq!(terms["fields"]["raise"]["mode"]["default"], "compound");
/// assert_eq!(terms["columns"]["rows"]["top_up"]["en"], "Top-up");
/// ```
pub fn terms_json() -> String {
    let pays = [(Purpose::SUBSIDY, "资助")];
    json::written(&Dictionary {
        words: IndexMap::from([
            ("payer", words::<Payer>()),
            ("post", words::<Post>()),
            ("grade", words::<Grade>()),
            ("basis", words::<Basis>()),
            ("mode", words::<Mode>()),
            ("effective", pairs(&Effective::WORDS)),
            ("norm", pairs(&Norm::KINDS)),
            ("pays", pairs(&pays)),
            ("fund", words::<FundKind>()),
            ("status", words::<Status>()),
            ("refill", words::<Refill>()),
            ("fill", words::<Fill>()),
            ("missing_history", words::<MissingHistory>()),
            ("by", words::<By>()),
        ]),
        fields: IndexMap::from([
            ("plan", fields::<Plan>()),
            ("horizon", fields::<Horizon>()),
            ("station", fields::<Station>()),
            ("worker", fields::<Worker>()),
            ("hire", fields::<Hire>()),
            ("assumptions", fields::<Assumptions>()),
            ("programme", fields::<Programme>()),
            ("title", fields::<Title>()),
            ("entry", fields::<Dated>()),
            ("ground", fields::<Ground>()),
            ("subsidy", fields::<Subsidy>()),
            ("share", fields::<Share>()),
            ("sharing", fields::<Sharing>()),
            ("raise", fields::<Raise>()),
            ("appraisal", fields::<Appraisal>()),
            ("contract", fields::<Contract>()),
            ("norm_range", fields::<Range>()),
            ("norm_villages", fields::<ByVillages>()),
            ("costs", fields::<Cost>()),
            ("funds", fields::<Fund>()),
        ]),
        columns: IndexMap::from([
            ("rows", columns(KEYS.iter().copied().chain(Figure::ALL.iter().map(|figure| figure.column())))),
            ("cost", columns(COST.iter().copied())),
            ("norm", columns(NORM.iter().copied())),
            ("funds", columns(FUND.iter().copied())),
            ("notices", columns(NOTICE.iter().copied())),
        ]),
        notices: NoticeCode::TERMS.iter().map(|(code, zh, en)| (*code, Term::new(zh, en))).collect(),
    })
}

impl Term {
    fn new(zh: &'static str, en: &str) -> Term {
        Term { zh, en: en.to_owned(), adds: None, required: None, default: None }
    }
}

/// A word's English term is the word itself.
fn pairs(words: &[(&'static str, &'static str)]) -> Terms {
    words.iter().map(|(word, zh)| (*word, Term::new(zh, &word.replace('_', " ")))).collect()
}

fn words<W: Word>() -> Terms {
    pairs(&W::ALL.iter().map(|(_, word, zh)| (*word, *zh)).collect::<Vec<_>>())
}

fn fields<D: Declared>() -> Terms {
    let term = |field: &Field| {
        let default = match field.given {
            Given::OrDefault(default) => serde_json::from_str(&default()).ok(),
            Given::Always | Given::Maybe => None,
        };
        let required = Some(matches!(field.given, Given::Always));
        (field.name, Term { required, default, ..Term::new(field.zh, field.en) })
    };
    D::FIELDS.iter().map(term).collect()
}

fn columns(columns: impl Iterator<Item = Column>) -> Terms {
    columns.map(|it| (it.name, Term { adds: Some(it.adds.word()), ..Term::new(it.zh, it.en) })).collect()
}
