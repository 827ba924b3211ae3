//! How the press of other languages spells a Ukrainian or Russian name: Вовчанськ is Wowtschansk and Vovtchansk.
//!
//! Newspapers transcribe by rule, and name lists hold few of the results. The rules stand in the languages' files.

use std::collections::HashMap;

/// Names shorter than this, in letters, are not transcribed: the result is too often another word.
pub(super) const SHORTEST: usize = 5;

/// How one language writes another's letters.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// Words that go as they are.
    whole: HashMap<String, String>,
    /// Ends of a word, as whole pieces ("-ий").
    endings: Vec<(String, String)>,
    /// Letters at the beginning of a word ("^є").
    openings: HashMap<char, String>,
    /// Letters between two vowels ("~с").
    between: HashMap<char, String>,
    /// Letters behind a vowel ("+е").
    after: HashMap<char, String>,
    pairs: HashMap<(char, char), String>,
    letters: HashMap<char, String>,
}

impl From<HashMap<String, String>> for Table {
    /// Of the configuration's form, whose marks the fields name.
    fn from(pieces: HashMap<String, String>) -> Self {
        let mut table = Self::default();
        for (piece, latin) in pieces {
            let letters: Vec<char> = piece.chars().collect();
            match letters[..] {
                ['^', letter] => _ = table.openings.insert(letter, latin),
                ['~', letter] => _ = table.between.insert(letter, latin),
                ['+', letter] => _ = table.after.insert(letter, latin),
                ['-', ..] => table.endings.push((piece[1..].to_owned(), latin)),
                [letter] => _ = table.letters.insert(letter, latin),
                [one, other] => _ = table.pairs.insert((one, other), latin),
                _ => _ = table.whole.insert(piece, latin),
            }
        }
        table
    }
}

impl Table {
    /// Whether the language has none: it writes Latin letters itself.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.letters.is_empty()
    }

    /// A word in the table's letters, each part with a capital; a letter that it does not know stays as it is.
    #[must_use]
    pub fn word(&self, word: &str) -> String {
        self.read(word).0
    }

    /// A name in the table's letters; `None` where it is short or has a letter that the table does not know.
    pub(super) fn name(&self, name: &str) -> Option<String> {
        (name.chars().filter(|c| c.is_alphabetic()).count() >= SHORTEST).then_some(())?;
        let words = name.split(' ').map(|word| Some(self.read(word)).filter(|(_, whole)| *whole).map(|(word, _)| word));
        Some(words.collect::<Option<Vec<String>>>()?.join(" "))
    }

    /// The word, and whether all its letters are known.
    fn read(&self, word: &str) -> (String, bool) {
        let lower = word.to_lowercase();
        if let Some(whole) = self.whole.get(&lower) {
            return (whole.clone(), true);
        }
        let vowel = |c: Option<&char>| c.is_some_and(|c| "аеєиіїоуюяыэё".contains(*c));
        let endings =
            self.endings.iter().filter_map(|(piece, latin)| Some((lower.strip_suffix(piece.as_str())?, latin)));
        let ending = endings.filter(|(stem, _)| !stem.is_empty()).min_by_key(|(stem, _)| stem.len());
        let (stem, tail) = ending.map_or((lower.as_str(), ""), |(stem, latin)| (stem, latin.as_str()));
        let letters: Vec<char> = stem.chars().collect();
        let (mut out, mut known, mut at) = (String::new(), true, 0);
        while let Some(&letter) = letters.get(at) {
            let before = at.checked_sub(1).and_then(|i| letters.get(i));
            let next = letters.get(at + 1);
            let pair = next.and_then(|next| self.pairs.get(&(letter, *next)));
            let opening = || self.openings.get(&letter).filter(|_| before.is_none_or(|c| *c == '-'));
            let between = || self.between.get(&letter).filter(|_| vowel(before) && vowel(next));
            let after = || self.after.get(&letter).filter(|_| vowel(before));
            match pair.or_else(opening).or_else(between).or_else(after).or_else(|| self.letters.get(&letter)) {
                Some(latin) => out.push_str(latin),
                None => {
                    known &= letter == '-';
                    out.push(letter);
                }
            }
            at += if pair.is_some() { 2 } else { 1 };
        }
        out.push_str(tail);
        (out.split('-').map(capitalised).collect::<Vec<_>>().join("-"), known)
    }
}

/// With a capital at its beginning.
pub(crate) fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// The language that a name in Cyrillic letters is written in, by the letters that the other has not; both where none
/// tells.
pub(super) fn written_in(name: &str) -> &'static [&'static str] {
    let has = |letters: &[char]| name.to_lowercase().contains(letters);
    match (has(&['і', 'ї', 'є', 'ґ', '\'', '’']) || name.ends_with("ськ"), has(&['ы', 'э', 'ё', 'ъ'])) {
        (true, false) => &["uk"],
        (false, true) => &["ru"],
        (true, true) => &[],
        (false, false) => &["uk", "ru"],
    }
}

#[cfg(test)]
mod tests {
    use crate::knowledge::{Source, load};

    #[test]
    fn the_press_spells_by_rule() {
        let known = load(&Source::embedded()).expect("the built-in knowledge is sound");
        let person = |name: &str| known.names.exact(name).and_then(|h| h.actor).map(|id| known.actor(id).name.as_str());
        for spelled in ["Hryntschuk", "Hryntchouk"] {
            assert_eq!(person(spelled), Some("Svitlana Hrynchuk"), "{spelled}");
        }
        for spelled in ["Gerassimow", "Guerassimov"] {
            assert_eq!(person(spelled), Some("Valery Gerasimov"), "{spelled}");
        }
        let place = |name: &str| known.names.exact(name).and_then(|h| h.place).map(|id| known.place(id).name.as_str());
        for spelled in ["Wowtschansk", "Vovtchansk"] {
            assert_eq!(place(spelled), Some("Vovchansk"), "{spelled}");
        }
        assert_eq!(place("Houliaïpole"), Some("Huliaipole"));
        assert_eq!(place("Huljajpole"), Some("Huliaipole"));
        assert_eq!(place("Noworossijsk"), Some("Novorossiysk"));
    }
}
