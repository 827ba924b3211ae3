//! A text → its words as hashes, in one walk and without copies: every article is hashed word by word.

use crate::hash::Quick;
use std::str::Chars;

/// Letters of a word that its stem keeps.
const STEM: usize = 6;

/// A word: a run of letters and digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word {
    /// Of all its letters in lower case.
    pub(super) hash: u64,
    /// Of its first six letters in lower case.
    pub(super) stem: u64,
    /// How many letters and digits it has.
    pub(super) length: usize,
    /// It begins with one of 0 to 9.
    pub(super) number: bool,
}

/// The words of a text in order.
pub(super) fn words(text: &str) -> impl Iterator<Item = Word> + '_ {
    Words(text.chars())
}

struct Words<'a>(Chars<'a>);

impl Iterator for Words<'_> {
    type Item = Word;

    fn next(&mut self) -> Option<Word> {
        let mut letter = self.0.find_map(Letter::of)?;
        let (mut hash, mut stem, mut length) = (Quick::default(), Quick::default(), 0);
        let number = matches!(letter, Letter::Lower('0'..='9'));
        loop {
            length += 1;
            letter.add_to(&mut hash);
            if length == STEM {
                stem = hash;
            }
            match self.0.next().and_then(Letter::of) {
                Some(next) => letter = next,
                None => break,
            }
        }
        let stem = if length < STEM { hash } else { stem };
        Some(Word { hash: hash.done(), stem: stem.done(), length, number })
    }
}

/// A letter or digit.
#[derive(Debug, Clone, Copy)]
enum Letter {
    /// As it is in lower case.
    Lower(char),
    /// Outside the alphabets that most articles are written in.
    Rare(char),
}

impl Letter {
    /// `None` for what belongs to no word.
    fn of(c: char) -> Option<Self> {
        // Latin without marks and Cyrillic need no look into the tables of Unicode.
        match c {
            '0'..='9' | 'a'..='z' | '\u{430}'..='\u{45f}' => Some(Self::Lower(c)),
            'A'..='Z' => Some(Self::Lower(c.to_ascii_lowercase())),
            '\u{410}'..='\u{42f}' => shifted(c, 0x20),
            '\u{400}'..='\u{40f}' => shifted(c, 0x50),
            _ if c.is_ascii() || !c.is_alphanumeric() => None,
            _ => Some(Self::Rare(c)),
        }
    }

    fn add_to(self, hash: &mut Quick) {
        match self {
            Self::Lower(c) => hash.add(c),
            Self::Rare(c) => c.to_lowercase().for_each(|c| hash.add(c)),
        }
    }
}

fn shifted(c: char, by: u32) -> Option<Letter> {
    char::from_u32(u32::from(c) + by).map(Letter::Lower)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::quick;

    #[test]
    fn words_are_cut_and_lowered_as_unicode_says() {
        let text = "The 17th package—Überblick, ДРОНИ: Ґанок; Éric's İstanbul. 5,000 drônes_x";
        let told: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
        let found: Vec<Word> = words(text).collect();
        assert_eq!(found.len(), told.len());
        for (word, own) in found.iter().zip(told) {
            let stem: String = own.chars().take(6).collect();
            assert_eq!(word.hash, quick(&own.chars().flat_map(char::to_lowercase).collect::<String>()), "{own}");
            assert_eq!(word.stem, quick(&stem.chars().flat_map(char::to_lowercase).collect::<String>()), "{own}");
            assert_eq!(
                (word.length, word.number),
                (own.chars().count(), own.starts_with(|c: char| c.is_ascii_digit()))
            );
        }
    }

    #[test]
    fn every_letter_is_read_as_unicode_says() {
        for c in '\0'..=char::MAX {
            let own: Vec<u64> = words(c.encode_utf8(&mut [0; 4])).map(|w| w.hash).collect();
            let told = c.is_alphanumeric().then(|| quick(&c.to_lowercase().collect::<String>()));
            assert_eq!(own, Vec::from_iter(told), "{c:?}");
        }
    }
}
