//! Text that is nearly right.

use std::sync::LazyLock;

use shuangbai_tests::vectors;

use crate::Draw;

/// The texts of all worked plans, good and bad.
pub static TEXTS: LazyLock<Vec<String>> =
    LazyLock::new(|| ["good", "bad"].into_iter().flat_map(vectors).map(|vector| vector.plan).collect());

/// A text with some of its bytes changed, cut out, doubled or brought from another text.
pub fn damaged(draw: &mut Draw, text: &[u8], others: &[String]) -> Vec<u8> {
    shuangbai_tests::damaged(&mut |end| draw.below(end), text, others)
}
