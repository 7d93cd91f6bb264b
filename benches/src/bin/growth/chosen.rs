//! Pays that somebody could choose so that the cases of their rows collide in the core's hash of two words
//! (`base/numbered.rs`, `model/blocks.rs`). Where hash or key are others by now, they are pays like any.

/// Where the hash begins, and what the second word goes through (foldhash, `FixedState`).
const BEGIN: u64 = 0x082e_fa98_ec4e_6c89;
const SEED: u64 = 0xc0ac_29b7_c97c_50dd;

/// The first word's low digits, in base 5: chosen so that the word has low bits as `BEGIN` does.
const DIGITS: u64 = BEGIN & ((1 << 30) - 1);

/// Pays are below this, in fen, so that all of them together fit.
pub const MOST: u64 = 1_000_000_000_000;

/// The grade of each of 13 columns, from 1; 0 is none.
pub fn grades() -> [u8; 13] {
    let mut digits = [0; 13];
    let mut rest = DIGITS;
    for digit in digits.iter_mut().rev() {
        *digit = (rest % 5) as u8;
        rest /= 5;
    }
    digits
}

/// So many pays in fen of rows with these grades, a month of hire and a year of pay, and no month of leaving: the low
/// bits of their hashes are equal, as long as the table has no more than 2^20 slots.
pub fn pays(count: usize, hired: u64, pay_year: u64) -> Vec<u64> {
    let low = hired << 48 | pay_year << 36 | 1 << 35 | DIGITS;
    // The hash's low bits are the bits from 34 on of this times the second word.
    let factor = (low ^ BEGIN) >> 30;
    let zeros = factor.trailing_zeros();
    let bits = 20 + 34 - zeros;
    let mask = (1 << bits) - 1;
    let (odd, window) = (factor >> zeros, 1 << (34 - zeros));
    let mut inverse = odd;
    for _ in 0..6 {
        inverse = inverse.wrapping_mul(2u64.wrapping_sub(odd.wrapping_mul(inverse)));
    }
    let wanted = (SEED >> 50) & ((1 << bits.saturating_sub(50)) - 1);
    // A step that is odd goes through all of the window before it comes back.
    let candidates =
        (0..window).map(|at: u64| (0x155 << (34 - zeros)) + (at.wrapping_mul(0x9e37_79b1) & (window - 1)));
    let pays = candidates.filter_map(|product| {
        let word = inverse.wrapping_mul(product) & mask;
        let pay = (word ^ SEED) & ((1 << 50) - 1);
        (word >> 50 == wanted && (1..MOST).contains(&pay)).then(|| pay - 1)
    });
    pays.take(count).collect()
}
