//! GB18030, in which Excel in China saves CSV, as the WHATWG's Encoding Standard reads it.
//!
//! Most of it follows from the order of Unicode. `gb18030.txt` has the rest, a line each: the symbols of
//! rows A1 to A9, those that GBK adds there, the Chinese characters of GB 2312 by reading and radical,
//! and the last ones of GBK. These take 18 kB of a page; a library of all of the
//! web's encodings took a hundred more.

/// In the file no character is beyond U+FFFF.
const CHARACTERS: &str = include_str!("gb18030.txt");

/// The text of bytes; as an error the text before the first bytes that are none.
pub(super) fn decode(bytes: &[u8]) -> Result<String, String> {
    let two = two_bytes();
    let mut four = Vec::new();
    let mut text = String::with_capacity(bytes.len() * 3 / 2);
    let mut rest = bytes;
    loop {
        let (char, length) = match *rest {
            [] => return Ok(text),
            [byte @ ..0x80, ..] => (Some(char::from(byte)), 1),
            [0x80, ..] => (Some('€'), 1),
            [a @ 0x81..=0xFE, b @ b'0'..=b'9', c @ 0x81..=0xFE, d @ b'0'..=b'9', ..] => {
                if four.is_empty() {
                    four = four_bytes(&two);
                }
                let high = usize::from(a - 0x81) * 10 + usize::from(b - b'0');
                let low = usize::from(c - 0x81) * 10 + usize::from(d - b'0');
                (of_four(&four, high * 1_260 + low), 4)
            }
            [lead @ 0x81..=0xFE, trail @ (0x40..=0x7E | 0x80..=0xFE), ..] => {
                (two.get(usize::from(lead - 0x81) * TRAILS + place(trail)).copied(), 2)
            }
            _ => (None, 0),
        };
        let Some(char) = char else { return Err(text) };
        text.push(char);
        rest = rest.get(length..).unwrap_or_default();
    }
}

/// How many second bytes there are: 40 to FE without 7F.
const TRAILS: usize = 190;

fn place(trail: u8) -> usize {
    usize::from(trail - 0x40) - usize::from(trail > 0x7F)
}

/// The characters of two bytes, by the first byte and then the second.
fn two_bytes() -> Vec<char> {
    let mut lines = CHARACTERS.lines().map(str::chars);
    let mut line = || lines.next().unwrap_or_else(|| "".chars());
    let (mut symbols, mut more_symbols, mut hanzi, last) = (line(), line(), line(), line());
    // GBK adds to GB 2312 what Unicode 1.1 has besides, in Unicode's order.
    let known = marked(hanzi.clone());
    let mut others = ('\u{4E00}'..='\u{9FA5}').filter(|char| !known[*char as usize]).chain(last);
    let mut private = ['\u{E000}', '\u{E234}', '\u{E4C6}'].map(|first| first..='\u{E765}');
    let mut two = Vec::with_capacity(126 * TRAILS);
    for lead in 0x81..=0xFE_u8 {
        for trail in (0x40..=0xFE_u8).filter(|trail| *trail != 0x7F) {
            let char = match (lead, trail) {
                // A second blank as wide as a character, where a private one would be.
                (0xA3, 0xA0) => private[2].next().and(Some('\u{3000}')),
                (0xA1..=0xA9, 0xA1..) => symbols.next(),
                (0xA8 | 0xA9, _) => more_symbols.next(),
                (0xB0..=0xF7, 0xA1..) => hanzi.next(),
                (0xAA..=0xAF, 0xA1..) => private[0].next(),
                (0xF8..=0xFE, 0xA1..) => private[1].next(),
                (0xA1..=0xA7, _) => private[2].next(),
                _ => others.next(),
            };
            two.push(char.unwrap_or(char::REPLACEMENT_CHARACTER));
        }
    }
    two
}

/// The characters of four bytes below U+10000, in their order: what two bytes have not.
fn four_bytes(two: &[char]) -> Vec<char> {
    // Private ones that had two bytes in earlier editions, and now have none.
    let once = "\u{E5E5}\u{E7C7}\u{E81E}\u{E826}\u{E82B}\u{E82C}\u{E832}\u{E843}\u{E854}\u{E864}";
    let once = once.chars().chain('\u{E78D}'..='\u{E796}');
    let mut there = marked(two.iter().copied().chain(once));
    // Later editions gave these two bytes, and left the four.
    for char in ('\u{9FB4}'..='\u{9FBB}').chain('\u{FE10}'..='\u{FE19}').chain(['\u{1E3F}']) {
        there[char as usize] = false;
    }
    let four = ('\u{80}'..='\u{FFFF}').filter(|char| !there[*char as usize]);
    // Two bytes and four of one character changed places.
    four.map(|char| if char == '\u{1E3F}' { '\u{E7C7}' } else { char }).collect()
}

/// For each of the first 65,536 characters whether it is one of these.
fn marked(chars: impl Iterator<Item = char>) -> Vec<bool> {
    let mut marked = vec![false; 0x1_0000];
    for char in chars {
        if let Some(mark) = marked.get_mut(char as usize) {
            *mark = true;
        }
    }
    marked
}

/// The character of four bytes with this number.
fn of_four(four: &[char], number: usize) -> Option<char> {
    match number.checked_sub(189_000) {
        Some(beyond) => char::from_u32(0x1_0000 + u32::try_from(beyond).ok()?),
        None => four.get(number).copied(),
    }
}
