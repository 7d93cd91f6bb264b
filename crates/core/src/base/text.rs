//! What does not count in a text.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

use super::hidden::is_hidden;

/// A text without white space and hidden characters around it; most have none.
pub(crate) fn trimmed(text: &str) -> &str {
    match text.as_bytes() {
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => text.trim_matches(|char: char| char.is_whitespace() || is_hidden(char)),
    }
}

/// A text as names are compared: what looks alike is alike (Unicode's form NFKC, and radicals that are written for
/// characters), and what nobody sees does not count.
pub(crate) fn comparable(text: &str) -> Cow<'_, str> {
    let text = trimmed(text);
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let is_plain = |char: char| !is_hidden(char) && radical(char) == char;
    if is_nfkc_quick(text.chars()) == IsNormalized::Yes && text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|char| !is_hidden(*char)).map(radical).nfkc().collect())
}

/// A value as it is read: without what does not count around it, digits, letters and signs of full width as the others.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    let text = trimmed(text);
    if text.is_ascii() { Cow::Borrowed(text) } else { comparable(text) }
}

/// The character that a radical of Unicode's supplement is taken for, by its table of equivalent unified ideographs;
/// those of the Kangxi dictionary NFKC knows.
fn radical(char: char) -> char {
    if !('\u{2e80}'..='\u{2eff}').contains(&char) {
        return char;
    }
    let mut pairs = RADICALS.chars();
    while let (Some(radical), Some(ideograph)) = (pairs.next(), pairs.next()) {
        if radical == char {
            return ideograph;
        }
    }
    char
}

/// Each radical, and what it is taken for (Unicode 15.0, EquivalentUnifiedIdeograph.txt).
const RADICALS: &str = "\
     ⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺇𠘨⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺑𡯂⺒巳⺓幺⺔彑⺕𫜹⺖忄⺗心⺘扌\
     ⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪𤴔⺫目⺬示⺭礻⺮𥫗⺯糹⺰纟⺱罓\
     ⺲罒⺳㓁⺴冗⺵𦉫⺶羊⺷𦍌⺸𦍋⺹耂⺺肀⺻聿⺼肉⺽𦥑⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇𧢲⻈讠⻉贝\
     ⻊𧾷⻋车⻌辶⻍辶⻎辶⻏邑⻐钅⻑長⻒镸⻓长⻔门⻕𨸏⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞𩙿⻟飠⻠饣⻡𩠐\
     ⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟";
