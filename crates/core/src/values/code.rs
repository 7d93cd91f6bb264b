//! Rule 11: the codes of stations and regions.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::written::{Flaw, Form, Written, from_str};

/// A station's code: nine digits, of which two name the province, four the city, six the county.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Code([u8; 9]);

impl Code {
    /// The digits.
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The code of which a number below 10^9 has the digits.
    #[cfg(any(feature = "arrow", feature = "csv"))]
    pub(crate) fn from_number(mut number: u32) -> Code {
        let mut code = [b'0'; 9];
        for digit in code.iter_mut().rev() {
            *digit += (number % 10) as u8;
            number /= 10;
        }
        Code(code)
    }
}

impl Written for Code {
    const FORM: Form = Form::unlimited(("九位数字的社工站编码", "a station's code of nine digits"));

    fn of_text(code: &str) -> Result<Code, Flaw> {
        let digits: [u8; 9] = code.as_bytes().try_into().map_err(|_| Flaw::Format)?;
        if digits.iter().all(u8::is_ascii_digit) { Ok(Code(digits)) } else { Err(Flaw::Format) }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
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

impl Written for RegionCode {
    const FORM: Form =
        Form::unlimited(("二、四、六或九位数字的地区编码", "a region code of two, four, six or nine digits"));

    fn of_text(code: &str) -> Result<RegionCode, Flaw> {
        let digits = code.bytes().all(|byte| byte.is_ascii_digit());
        let written = digits && matches!(code.len(), 2 | 4 | 6 | 9);
        written.then(|| RegionCode(code.to_owned())).ok_or(Flaw::Format)
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

from_str! { Code RegionCode }
