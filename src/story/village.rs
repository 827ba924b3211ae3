//! Villages that no list of places holds: found behind "village", "село", "Dorf", and compared across languages by their
//! consonants, in which Yarova, Ярова and Jarowa agree.

use crate::knowledge::{Knowledge, consonants};

/// Words of a name at most.
const LONGEST: usize = 2;
/// Consonants (with a vowel at the beginning) that tell one village from the next.
const LEAST: usize = 3;

/// The village that a sentence in this language names, as a key that is alike in all languages; `None` where it names none, or
/// the one that is known as `place`.
pub(super) fn village(sentence: &str, lang: &str, place: Option<&str>, known: &Knowledge) -> Option<String> {
    let language = known.language(lang);
    let written: Vec<&str> = sentence.split_whitespace().collect();
    let bare: Vec<&str> = written.iter().map(|w| w.trim_matches(|c: char| !c.is_alphanumeric())).collect();
    let lower = sentence.to_lowercase();
    let lower: Vec<&str> = lower.split_whitespace().map(|w| w.trim_matches(|c: char| !c.is_alphanumeric())).collect();
    let word = |i: usize| lower.get(i).copied().unwrap_or_default();
    // How many words stand for a settlement.
    let settlement = |i: usize| known.class_at(language, "settlements", i, &word);
    let capital = |i: usize| bare.get(i).is_some_and(|w| w.starts_with(char::is_uppercase));
    // "Przewodow, a village in Poland": the name stands before the comma.
    let apposed = |at: usize| {
        let begin = (at.saturating_sub(3)..at).rev().find(|i| written[*i].ends_with(','))?;
        let few = (begin + 1..at).all(|i| !capital(i)) && begin + 1 < at;
        let first = if begin > 0 && capital(begin - 1) && !written[begin - 1].ends_with([',', '.']) {
            begin - 1
        } else {
            begin
        };
        // A sentence's first word has a capital anyway, and so has every German noun.
        let nouns = language.is_some_and(|l| l.nouns_are_capitals);
        let name = few && capital(begin) && first > 0 && !nouns;
        let key = consonants(&lower[first..=begin].concat(), lang);
        (name && key.chars().count() >= LEAST).then_some(key)
    };
    let key = (0..bare.len()).find_map(|at| {
        let behind = at + settlement(at)?;
        if let Some(key) = apposed(at) {
            return Some(key);
        }
        let first = behind + usize::from(matches!(word(behind), "of" | "de" | "named" | "called" | "namens"));
        // A comma ends the name: "in the village of Yarova, Zelenskiy said".
        let ends = |i: usize| written[i].ends_with([',', '.', ';', ')']);
        let mut last = first;
        // "у селі Глотово Бєлгородської області": the adjective is the region's.
        let region = |i: usize| ["област", "район", "кра"].iter().any(|stem| word(i + 1).starts_with(stem));
        while last - first < LONGEST && capital(last) && (last == first || !ends(last - 1) && !region(last)) {
            last += 1;
        }
        let key = consonants(&lower.get(first..last)?.concat(), lang);
        (key.chars().count() >= LEAST).then_some(key)
    })?;
    let listed = place.is_some_and(|place| consonants(&place.to_lowercase(), "en") == key);
    (!listed).then(|| format!("village {key}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::{Source, load};

    #[test]
    fn one_village_has_one_key_in_all_languages() {
        let known = load(&Source::embedded()).expect("the built-in knowledge is sound");
        let of = |sentence: &str, lang: &str| village(sentence, lang, None, &known);
        let yarova = of("A bomb hit the village of Yarova, Zelenskiy said.", "en");
        assert!(yarova.is_some());
        assert_eq!(of("Окупанти скинули авіабомбу на село Ярова на Донеччині.", "uk"), yarova);
        assert_eq!(of("Im Dorf Jarowa im Gebiet Donezk starben 24 Menschen.", "de"), yarova);
        let przewodow = of("A missile hit farmland at Przewodow, a village in eastern Poland, on Tuesday.", "en");
        assert!(przewodow.is_some());
        assert_eq!(of("Ракета впала на село Пшеводув на сході Польщі.", "uk"), przewodow);
        let balahan = of("Troops took control of the village of Balahan near Pokrovsk.", "en");
        assert_eq!(of("Освобожден населенный пункт Балаган в Донецкой области.", "ru"), balahan);
        assert_ne!(balahan, yarova);
        assert_eq!(of("Drones hit the village on Tuesday.", "en"), None);
        assert_eq!(
            village("Troops took the village of Robotyne.", "en", Some("Robotyne"), &known),
            None,
            "a list has it"
        );
        assert_eq!(
            of("Le village de Chevtchenkove a été frappé.", "fr"),
            of("Shelling of the village of Shevchenkove", "en")
        );
    }
}
