//! How the press of other languages spells a Ukrainian or Russian name: Вовчанськ is Wowtschansk and Vovtchansk.
//!
//! Newspapers transcribe by rule, and name lists hold few of the results. The rules stand in the languages' files.

use std::collections::HashMap;

/// Names shorter than this, in letters, are not transcribed: the result is too often another word.
pub(super) const SHORTEST: usize = 5;

/// Letters, groups of letters, openings (`^є`), endings (`-ий`) and letters between vowels (`~с`) → their transcription.
pub(super) type Table = HashMap<String, String>;

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

/// The name by a table; `None` where it is short or has a letter that the table does not know.
pub(super) fn transcribe(name: &str, table: &Table) -> Option<String> {
    (name.chars().filter(|c| c.is_alphabetic()).count() >= SHORTEST).then_some(())?;
    let words: Option<Vec<String>> = name.split(' ').map(|word| by_part(word, table)).collect();
    Some(words?.join(" "))
}

fn by_part(word: &str, table: &Table) -> Option<String> {
    let parts: Option<Vec<String>> = word.split('-').map(|part| one(&part.to_lowercase(), table)).collect();
    Some(parts?.join("-"))
}

fn one(word: &str, table: &Table) -> Option<String> {
    let vowel = |c: Option<char>| c.is_some_and(|c| "аеєиіїоуюяыэё".contains(c));
    let ending = table
        .iter()
        .filter_map(|(piece, latin)| Some((word.strip_suffix(piece.strip_prefix('-')?)?, latin.as_str())))
        .filter(|(stem, _)| !stem.is_empty())
        .min_by_key(|(stem, _)| stem.len());
    let (stem, tail) = ending.unwrap_or((word, ""));
    let mut out = String::new();
    let mut at = 0;
    while let Some(letter) = stem[at..].chars().next() {
        let before = stem[..at].chars().next_back();
        let behind = at + letter.len_utf8();
        let next = stem[behind..].chars().next();
        let pair = next.and_then(|n| Some((table.get(&format!("{letter}{n}"))?, n.len_utf8())));
        let opening = (at == 0).then(|| table.get(&format!("^{letter}"))).flatten();
        let between = (vowel(before) && vowel(next)).then(|| table.get(&format!("~{letter}"))).flatten();
        let after = vowel(before).then(|| table.get(&format!("+{letter}"))).flatten();
        let (latin, length) = match (pair, opening.or(between).or(after).or_else(|| table.get(&letter.to_string()))) {
            (Some((latin, length)), _) => (latin, letter.len_utf8() + length),
            (None, Some(latin)) => (latin, letter.len_utf8()),
            (None, None) => return None,
        };
        out.push_str(latin);
        at += length;
    }
    out.push_str(tail);
    let first = out.chars().next()?;
    Some(first.to_uppercase().chain(out.chars().skip(1)).collect())
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
