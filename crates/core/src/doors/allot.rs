//! Rule 9: a pot over many claims, JSON in, JSON out.

use num_integer::Integer;
use serde::Serialize;

use crate::{
    base::json::{Json, written},
    faults::{
        error::{ErrorKind, Errors},
        findings::Findings,
        place::Place,
    },
    read::text,
    record::{
        fields::{Fields, alone, not_written, wrong_type},
        read::{ListOf, Read},
    },
    rules::allot::{Claim, allot},
    values::{
        fen::{Amount, Fen, decimal},
        words::Bound,
        written::{Flaw, Form, NotWritten},
    },
};

/// A pot over many claims, each in proportion to its need between a floor and a cap (see [`allot`](crate::allot)), both as
/// JSON; errors as rule 15 writes them.
///
/// A need is whole or has up to six decimals, in whatever all are counted in: people, posts, yuan. `floor` and `cap` may
/// be left out. The level is in yuan for one of the need, as a fraction in lowest terms.
///
/// ```
/// let asked = r#"{"amount": "1000.00", "claims": [
///     {"need": 600, "cap": "400.00"}, {"need": 100, "floor": "150.00"}, {"need": "900.5", "cap": "400.00"}
/// ]}"#;
/// assert_eq!(shuangbai::allot_json(asked).unwrap(), concat!(
///     r#"{"given":[{"amount":"400.00","bound":"cap"},{"amount":"200.00"},{"amount":"400.00","bound":"cap"}],"#,
///     r#""level":{"yuan":"2","need":"1"}}"#,
/// ));
/// ```
///
/// # Errors
/// What is not written so, and why the pot can't be given out: `range` at `/amount`, or at a claim.
pub fn allot_json(asked: &str) -> Result<String, String> {
    answer(asked).map(|answer| written(&answer)).map_err(|errors| errors.to_json())
}

/// What somebody asks of a pot, as it is written.
struct Asked {
    need: u64,
    floor: Option<Amount>,
    cap: Option<Amount>,
}

#[derive(Serialize)]
struct Answer {
    given: Vec<Given>,
    level: Level,
}

#[derive(Serialize)]
struct Given {
    amount: Fen,
    #[serde(skip_serializing_if = "Option::is_none")]
    bound: Option<Bound>,
}

/// A fraction of whole numbers, as text since they may be longer than a number in JavaScript.
#[derive(Serialize)]
struct Level {
    yuan: String,
    need: String,
}

/// The decimals of a need.
const PLACES: usize = 6;
const SCALE: u32 = 1_000_000;

fn answer(asked: &str) -> Result<Answer, Errors> {
    let tree = text::json(asked)?;
    let (amount, claims) = alone(|findings| {
        let mut fields = Fields::open(findings, Place::Root, &tree, &["amount", "claims"])?;
        let amount = fields.need("amount", Amount::read);
        let claims = fields.need("claims", ListOf::<Asked>::read);
        Some((amount?, claims?))
    })?;
    let claim = |Asked { need, floor, cap }: Asked| Claim {
        need,
        floor: floor.map_or(Fen(0), Amount::fen),
        cap: cap.map(Amount::fen),
    };
    let claims: Vec<Claim> = claims.into_iter().map(claim).collect();
    let allotment = allot(amount.fen(), &claims).map_err(|error| {
        let claims = Place::Root.key("claims");
        let at =
            error.place.map_or(String::from(Place::Root.key("amount")), |place| claims.index(place).into());
        Errors::one(ErrorKind::Range, at, (error.zh, error.en))
    })?;
    let given = allotment.given.iter().map(|given| Given { amount: given.amount, bound: given.bound });
    // Fen for millionths of the need.
    let (fen, need) =
        (allotment.level.fen.saturating_mul(SCALE.into()), allotment.level.need.saturating_mul(100));
    let common = fen.gcd(&need).max(1);
    let level = Level { yuan: (fen / common).to_string(), need: (need / common).to_string() };
    Ok(Answer { given: given.collect(), level })
}

impl Read for Asked {
    type Value = Asked;

    fn read(findings: &mut Findings, place: Place<'_>, json: &Json<'_>) -> Option<Asked> {
        let mut fields = Fields::open(findings, place, json, &["need", "floor", "cap"])?;
        let need = fields.need("need", need);
        let floor =
            fields.or("floor", |findings, place, json| Amount::read(findings, place, json).map(Some), None);
        let cap =
            fields.or("cap", |findings, place, json| Amount::read(findings, place, json).map(Some), None);
        Some(Asked { need: need?, floor: floor?, cap: cap? })
    }
}

/// How a need is written.
const FORM: Form = Form::new(
    ("需求：不小于 0 的数，至多六位小数", "a need, not negative, with at most six decimals"),
    ("0 到 10^12", "0 to 10^12"),
);

/// A need in millionths.
fn need(findings: &mut Findings, place: Place<'_>, json: &Json<'_>) -> Option<u64> {
    const MOST: u64 = 1_000_000_000_000 * 1_000_000;
    let (text, millionths) = match json {
        Json::Text(text) => (text.to_string(), decimal(text, PLACES)),
        Json::Number(number) => match number.whole() {
            Some(whole) => (whole.to_string(), whole.checked_mul(SCALE.into()).ok_or(Flaw::Range)),
            None => (number.0.to_string(), Err(Flaw::Format)),
        },
        _ => {
            wrong_type(findings, place, json, FORM.written);
            return None;
        }
    };
    let within = millionths.and_then(|need| {
        let need = u64::try_from(need).ok().filter(|need| *need <= MOST);
        need.ok_or(Flaw::Range)
    });
    match within {
        Ok(need) => Some(need),
        Err(flaw) => {
            not_written(findings, place, &NotWritten::new(flaw, text, FORM));
            None
        }
    }
}
