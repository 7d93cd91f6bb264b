//! Rules 0, 11, 12 and 14: what everything is called, in Chinese and English, as one dictionary.

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::Value;

use crate::{
    base::json,
    faults::hint::HintCode,
    ledger::columns::{
        ALIKE, ALLOTMENT, ARREARS, COST, COVERAGE, Column, FUND, Figure, KEYS, MONTHLY, MONTHLY_BALANCES,
        NORM, NOTICE, ON_PAYROLL, PAYABLE, POST, RATIOS, REFORM, SHEET_KEYS,
    },
    plan::{
        also::also,
        assumptions::{Assumptions, Horizon},
        entries::{
            Appraisal, ByVillages, Contract, Cost, Dated, Effective, Fund, Ground, Norm, Purpose, Raise,
            Range, Share, Sharing, Subsidy,
        },
        people::{Away, Graded, Hire, Move, Station, Worker},
        plan::Plan,
        programme::{Programme, Title},
    },
    record::{
        declare::Declared,
        given::{Field, Given},
        holds::Held,
    },
    rules::notice::NoticeCode,
    values::words::{
        Basis, Bound, By, Cause, Fill, FundKind, Grade, MissingHistory, Mode, Payer, Post, Refill, Status,
        Word, offered,
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
    /// Of a column that tables have for each payer or cost: what the names of these begin with.
    #[serde(skip_serializing_if = "str::is_empty")]
    each: &'static str,
    /// Of a field: what it holds, one of `words` or `fields`, or how its value is written.
    #[serde(skip_serializing_if = "str::is_empty")]
    holds: &'static str,
    /// Of a field: whether it holds a list of such.
    #[serde(skip_serializing_if = "Option::is_none")]
    list: Option<bool>,
    /// Of a field: whether it has to be given.
    #[serde(skip_serializing_if = "Option::is_none")]
    required: Option<bool>,
    /// Of a field that may be left out: what it is then.
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<Value>,
    /// Of a column that a plan's table may have: its other names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    also: Vec<&'static str>,
}

type Terms = IndexMap<&'static str, Term>;

/// The dictionary.
#[derive(Serialize)]
struct Dictionary {
    /// Words by the field that offers them.
    words: IndexMap<&'static str, Terms>,
    /// Fields by the object that has them, in the order in which they are written.
    fields: IndexMap<&'static str, Terms>,
    /// Columns of the tables that a plan comes in, in their order.
    tables: IndexMap<&'static str, Terms>,
    /// Columns by table, in their order.
    columns: IndexMap<&'static str, Terms>,
    /// The codes of notices.
    notices: Terms,
    /// The codes of hints.
    unlikely: Terms,
}

/// What everything is called in Chinese and English (rules 0, 11, 12 and 14), as JSON. Whatever shows something to
/// people takes its terms from here.
///
/// - `words` by the kind of word,
/// - `fields` by the object that has them, in the order in which they are written, each with what it `holds`: a kind of
///   words, an object, or how the value is written (`amount`, `rate`, `month`, `year`, `whole`, `text`, …), whether
///   that is a `list` and whether it is `required`, and its `default`,
/// - `tables` that a plan may come in, the fields that they have a column for with the names that it may `also` have; grades
///   have a column for each year besides,
/// - `columns` by table, each with how it `adds` up, and, where a table has it for `each` payer or cost, with what the
///   names of these columns begin,
/// - the codes of `notices` and of the hints that are `unlikely`.
///
/// ```
/// let terms: serde_json::Value = serde_json::from_str(&shuangbai::terms_json()).unwrap();
/// assert_eq!(terms["words"]["payer"]["province"]["zh"], "省");
/// let mode = &terms["fields"]["raise"]["mode"];
/// assert_eq!((&mode["holds"], &mode["default"]), (&"mode".into(), &"compound".into()));
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
            ("cause", words::<Cause>()),
            ("bound", words::<Bound>()),
        ]),
        fields: IndexMap::from([
            ("plan", fields::<Plan>()),
            ("horizon", fields::<Horizon>()),
            ("station", fields::<Station>()),
            ("worker", fields::<Worker>()),
            ("grade", fields::<Graded>()),
            ("move", fields::<Move>()),
            ("absence", fields::<Away>()),
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
            ("norm_range", of_norm::<Range>()),
            ("norm_villages", of_norm::<ByVillages>()),
            ("costs", fields::<Cost>()),
            ("funds", fields::<Fund>()),
        ]),
        tables: IndexMap::from([
            columns_of::<Station>("stations", false),
            columns_of::<Worker>("workers", false),
            columns_of::<Hire>("hires", false),
            columns_of::<Move>("moves", true),
            columns_of::<Away>("absences", true),
        ]),
        columns: IndexMap::from([
            ("rows", columns(KEYS.iter().copied().chain(Figure::ALL.iter().map(|figure| figure.column())))),
            ("cost", columns(COST.iter().copied())),
            ("ratios", columns(RATIOS.iter().copied())),
            ("norm", columns(NORM.iter().copied().chain([COVERAGE]))),
            ("posts", columns([POST].into_iter().chain(NORM[1..4].iter().copied()).chain([COVERAGE]))),
            ("funds", columns(FUND.iter().copied())),
            (
                "burn_down",
                columns([SHEET_KEYS[0]].into_iter().chain(MONTHLY_BALANCES).chain([FUND[5], FUND[7]])),
            ),
            ("notices", columns(NOTICE.iter().copied())),
            ("sheet", columns(SHEET_KEYS.iter().chain(ALIKE).copied().chain(of_month()))),
            ("calls", columns([SHEET_KEYS[0], KEYS[1], KEYS[2], ON_PAYROLL].into_iter().chain(of_month()))),
            ("sweep", columns([REFORM].into_iter())),
            ("allotment", columns(ALLOTMENT.iter().copied())),
        ]),
        notices: codes(NoticeCode::TERMS),
        unlikely: codes(HintCode::TERMS),
    })
}

impl Term {
    fn new(zh: &'static str, en: &str) -> Term {
        Term {
            zh,
            en: en.to_owned(),
            adds: None,
            each: "",
            holds: "",
            list: None,
            required: None,
            default: None,
            also: Vec::new(),
        }
    }
}

fn codes(terms: &[(&'static str, &'static str, &'static str)]) -> Terms {
    terms.iter().map(|(code, zh, en)| (*code, Term::new(zh, en))).collect()
}

/// A word's English term is the word itself.
fn pairs(words: &[(&'static str, &'static str)]) -> Terms {
    words.iter().map(|(word, zh)| (*word, Term::new(zh, &word.replace('_', " ")))).collect()
}

fn words<W: Word>() -> Terms {
    pairs(&offered::<W>())
}

fn fields<D: Declared>() -> Terms {
    let term = |(field, held): (&Field, &Held)| {
        let default = match field.given {
            Given::OrDefault(default) => serde_json::from_str(&default()).ok(),
            Given::Always | Given::Maybe => None,
        };
        let required = Some(matches!(field.given, Given::Always));
        let term = Term { holds: held.kind, required, default, ..Term::new(field.zh, field.en) };
        (field.name, Term { list: held.list.then_some(true), ..term })
    };
    D::FIELDS.iter().zip(D::HELD).map(term).collect()
}

/// The columns of a table, one a field but for what an object or a list holds; of one whose rows are a worker's the id first.
fn columns_of<D: Declared>(table: &'static str, of_workers: bool) -> (&'static str, Terms) {
    let id = fields::<Worker>().into_iter().filter(|(name, _)| of_workers && *name == "id");
    let has_column = |(_, term): &(&str, Term)| term.list.is_none() && term.holds != "grades_by_year";
    let columns = id.chain(fields::<D>()).filter(has_column).map(|(name, term)| {
        // Whoever has no id in the table of workers has the row's number.
        let required = term.required.map(|required| required && (table, name) != ("workers", "id"));
        (name, Term { also: also(table, name).collect(), required, ..term })
    });
    (table, columns.collect())
}

/// The fields of a norm: its kind, and what belongs to that.
fn of_norm<D: Declared>() -> Terms {
    let (name, zh, en) = Norm::KIND;
    let kind = Term { holds: "norm", required: Some(true), ..Term::new(zh, en) };
    [(name, kind)].into_iter().chain(fields::<D>()).collect()
}

/// The figures of a month, with what is owed, what is due and what is paid out.
fn of_month() -> impl Iterator<Item = Column> {
    MONTHLY.iter().chain(ARREARS).copied().chain([Figure::Due.column(), PAYABLE])
}

fn columns(columns: impl Iterator<Item = Column>) -> Terms {
    let term =
        |it: Column| Term { adds: Some(it.adds.word()), each: it.adds.each(), ..Term::new(it.zh, it.en) };
    columns.map(|it| (it.name, term(it))).collect()
}
