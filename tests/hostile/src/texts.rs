//! Text that is nearly right.

use std::sync::LazyLock;

use shuangbai_tests::vectors;

use crate::Draw;

/// The texts of all worked plans, good and bad.
pub static TEXTS: LazyLock<Vec<String>> =
    LazyLock::new(|| ["good", "bad"].into_iter().flat_map(vectors).map(|vector| vector.plan).collect());

const TOKENS: &[&str] = &[
    "null",
    "-",
    "1e9",
    "\"",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\\u",
    "0",
    "99999",
    "true",
    "\u{feff}",
    "\0",
    "\n",
    "\r\n",
    ";",
    "\t",
    "ffff",
    "-1",
    "0.00",
    "9223372036854775807",
    "92233720368547758.07",
    "440203001",
    "服务性",
    "2021-08",
];

/// A text with some of its bytes changed, cut out, doubled or brought from another text.
pub fn damaged(draw: &mut Draw, text: &[u8], others: &[String]) -> Vec<u8> {
    let mut bytes = text.to_vec();
    for _ in 0..1 + draw.below(4) {
        let at = draw.below(bytes.len() + 1);
        let end = (at + draw.below(40)).min(bytes.len());
        match draw.below(8) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..end)),
            2 => bytes.splice(at..at, bytes[at..end].to_vec()).for_each(drop),
            3 => {
                let other = draw.one_of(others).as_bytes();
                let from = draw.below(other.len());
                let to = (from + draw.below(200)).min(other.len());
                bytes.splice(at..end, other[from..to].to_vec()).for_each(drop);
            }
            4 => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << draw.below(8)),
            5 => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte = draw.below(256) as u8),
            6 => bytes.splice(at..at, draw.one_of(TOKENS).bytes()).for_each(drop),
            _ => {
                // A digit for a digit: still what it was, or nearly.
                let digits: Vec<usize> = (0..bytes.len()).filter(|&at| bytes[at].is_ascii_digit()).collect();
                if !digits.is_empty() {
                    bytes[*draw.one_of(&digits)] = b'0' + draw.below(10) as u8;
                }
            }
        }
    }
    bytes
}
