//! A text → its words as hashes, in one walk and without copies: every article is hashed word by word.

use crate::hash::Quick;

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
    Words { text, at: 0 }
}

struct Words<'a> {
    text: &'a str,
    at: usize,
}

/// The lower case of each letter and digit of ASCII; 0 for all other bytes.
const PLAIN: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        if byte.is_ascii_alphanumeric() {
            table[byte as usize] = byte.to_ascii_lowercase();
        }
        byte += 1;
    }
    table
};

/// What stands behind plain letters.
#[derive(Debug, Clone, Copy)]
enum Other {
    /// A letter in lower case, of two bytes.
    Two(u8, u8),
    /// A letter or digit outside the alphabets that most articles are written in.
    Rare(char),
    /// No part of a word.
    Gap,
    /// The end of the text.
    End,
}

impl Words<'_> {
    /// The next byte, where it is a letter or digit of ASCII.
    fn plain(&mut self) -> Option<u8> {
        let lower = PLAIN[usize::from(*self.text.as_bytes().get(self.at)?)];
        self.at += usize::from(lower != 0);
        (lower != 0).then_some(lower)
    }

    /// The next character that is not plain.
    fn other(&mut self) -> Other {
        // Cyrillic needs no look into the tables of Unicode.
        let (length, other) = match &self.text.as_bytes()[self.at..] {
            [] => return Other::End,
            [byte, ..] if byte.is_ascii() => (1, Other::Gap),
            [0xd0, low @ 0xb0..=0xbf, ..] => (2, Other::Two(0xd0, *low)),
            [0xd1, low @ 0x80..=0x9f, ..] => (2, Other::Two(0xd1, *low)),
            // А to П, Р to Я, Ѐ to Џ.
            [0xd0, high @ 0x90..=0x9f, ..] => (2, Other::Two(0xd0, high + 0x20)),
            [0xd0, high @ 0xa0..=0xaf, ..] => (2, Other::Two(0xd1, high - 0x20)),
            [0xd0, high @ 0x80..=0x8f, ..] => (2, Other::Two(0xd1, high + 0x10)),
            _ => {
                let Some(c) = self.text[self.at..].chars().next() else { return Other::End };
                (c.len_utf8(), if c.is_alphanumeric() { Other::Rare(c) } else { Other::Gap })
            }
        };
        self.at += length;
        other
    }
}

impl Iterator for Words<'_> {
    type Item = Word;

    fn next(&mut self) -> Option<Word> {
        let (mut hash, mut stem, mut length) = (Quick::default(), Quick::default(), 0);
        let mut number = false;
        loop {
            while let Some(lower) = self.plain() {
                number |= length == 0 && lower.is_ascii_digit();
                hash.add_byte(lower);
                length += 1;
                if length == STEM {
                    stem = hash;
                }
            }
            match self.other() {
                Other::Two(first, second) => {
                    hash.add_byte(first);
                    hash.add_byte(second);
                }
                Other::Rare(c) => c.to_lowercase().for_each(|c| hash.add(c)),
                Other::End if length == 0 => return None,
                Other::Gap if length == 0 => continue,
                Other::Gap | Other::End => break,
            }
            length += 1;
            if length == STEM {
                stem = hash;
            }
        }
        let stem = if length < STEM { hash } else { stem };
        Some(Word { hash: hash.done(), stem: stem.done(), length, number })
    }
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
