//! Rule 15: the stations that a name may mean which is none's.

use crate::base::text::comparable;

/// Signs that stand for a letter which somebody's computer could not write.
const ANY: [char; 9] = ['?', '？', '□', '■', '○', '〓', '*', '＊', '\u{fffd}'];

/// A letter of a name that is looked for.
#[derive(Clone, Copy)]
struct Letter(char);

impl PartialEq<char> for Letter {
    fn eq(&self, other: &char) -> bool {
        self.0 == *other || ANY.contains(&self.0)
    }
}

/// A name as a list of letters, for `strsim`.
struct Letters(Vec<Letter>);

impl<'l> IntoIterator for &'l Letters {
    type Item = Letter;
    type IntoIter = std::iter::Copied<std::slice::Iter<'l, Letter>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter().copied()
    }
}

/// The letters that another name has.
struct Name(Vec<char>);

impl<'n> IntoIterator for &'n Name {
    type Item = char;
    type IntoIter = std::iter::Copied<std::slice::Iter<'n, char>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter().copied()
    }
}

/// The places of the names that are equally near to one that is none of them: those that are part of it, the longest of
/// them; or that it is part of; or else those with the fewest other letters, where these are few.
pub(super) fn meant<'n>(name: &str, names: impl Iterator<Item = Option<&'n str>>) -> Vec<usize> {
    const SHORTEST: usize = 2; // letters
    let name = comparable(name);
    let letters = Letters(name.chars().map(Letter).collect());
    let many = letters.0.len();
    let (mut parts, mut wholes, mut near) = (Best::default(), Best::default(), Best::default());
    for (place, other) in names.enumerate() {
        let Some(other) = other else { continue };
        let other = comparable(other);
        let other_letters = Name(other.chars().collect());
        let length = other_letters.0.len();
        if length >= SHORTEST && name.contains(&*other) {
            parts.add(usize::MAX - length, place);
        } else if many >= SHORTEST && other.contains(&*name) {
            wholes.add(length, place);
        } else if length.abs_diff(many) <= many / 3 + 1 {
            let distance = strsim::generic_levenshtein(&letters, &other_letters);
            if distance <= (many / 3).max(1) {
                near.add(distance, place);
            }
        }
    }
    [parts, wholes, near]
        .into_iter()
        .map(|best| best.places)
        .find(|places| !places.is_empty())
        .unwrap_or_default()
}

/// The places of the least so far.
#[derive(Default)]
struct Best {
    least: Option<usize>,
    places: Vec<usize>,
}

impl Best {
    fn add(&mut self, score: usize, place: usize) {
        if self.least.is_none_or(|least| score < least) {
            (self.least, self.places) = (Some(score), Vec::new());
        }
        if self.least == Some(score) {
            self.places.push(place);
        }
    }
}
