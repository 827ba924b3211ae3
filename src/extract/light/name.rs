//! Names of persons in Cyrillic letters: the nominative behind a case, and the name in Latin letters.
//!
//! "з Олегом Синєгубовим" is Oleh Syniehubov. The case shows in the given name, which is in a list; the surname follows it.

use crate::knowledge::{Given, Language};

/// Endings of masculine surnames in the cases that are not the nominative, and what stands in their place; the first that fits.
const MEN: &[(&str, &str)] = &[
    ("ського", "ський"),
    ("ському", "ський"),
    ("ським", "ський"),
    ("цького", "цький"),
    ("цькому", "цький"),
    ("цьким", "цький"),
    ("ского", "ский"),
    ("скому", "ский"),
    ("ским", "ский"),
    ("цкого", "цкий"),
    ("цкому", "цкий"),
    ("цким", "цкий"),
    ("овим", "ов"),
    ("евим", "ев"),
    ("євим", "єв"),
    ("иним", "ин"),
    ("іним", "ін"),
    ("їним", "їн"),
    ("овым", "ов"),
    ("евым", "ев"),
    ("ёвым", "ёв"),
    ("иным", "ин"),
    ("ыным", "ын"),
    ("енка", "енко"),
    ("енку", "енко"),
    ("енком", "енко"),
    ("енкові", "енко"),
    ("ого", "ий"),
    ("ому", "ий"),
    ("овича", "ович"),
    ("ові", ""),
    ("еві", ""),
    ("єві", "й"),
    ("ією", "ія"),
    ("иею", "ия"),
    ("ою", "а"),
    ("єм", "й"),
    ("ом", ""),
    ("ем", "ь"),
    ("им", "ий"),
    ("ым", "ый"),
    ("ія", "ій"),
    ("ея", "ей"),
    ("ая", "ай"),
    ("я", "ь"),
    ("ю", "ь"),
    ("а", ""),
    ("у", ""),
    ("и", "а"),
    ("ы", "а"),
    ("і", "а"),
];
const WOMEN: &[(&str, &str)] = &[
    ("ською", "ська"),
    ("ської", "ська"),
    ("ській", "ська"),
    ("ську", "ська"),
    ("ской", "ская"),
    ("скую", "ская"),
    ("ою", "а"),
    ("ої", "а"),
    ("ой", "а"),
    ("ій", "а"),
    ("у", "а"),
];
/// Endings of given names in the other cases → of the nominative.
const GIVEN: &[(&str, &str)] = &[
    ("", ""),
    ("ом", ""),
    ("ем", "ь"),
    ("єм", "й"),
    ("ем", "й"),
    ("а", ""),
    ("я", "й"),
    ("я", "ь"),
    ("у", ""),
    ("ю", "й"),
    ("ю", "ь"),
    ("ові", ""),
    ("єві", "й"),
    ("еві", "ь"),
    ("ом", "о"),
    ("а", "о"),
    ("у", "о"),
    ("ові", "о"),
    ("ою", "а"),
    ("ой", "а"),
    ("и", "а"),
    ("ы", "а"),
    ("і", "а"),
    ("е", "а"),
    ("у", "а"),
    ("єю", "я"),
    ("ею", "я"),
    ("ей", "я"),
    ("ії", "ія"),
    ("ії", "ія"),
    ("ию", "ия"),
    ("ии", "ия"),
    ("ія", "ій"),
    ("ию", "ий"),
    ("ия", "ий"),
    ("ием", "ий"),
    ("ієм", "ій"),
    ("ию", "ия"),
    ("ією", "ія"),
    ("ією", "ия"),
    ("ії", "ія"),
    ("ю", "я"),
    ("ї", "я"),
    ("и", "я"),
];

/// A name in the nominative, whether it is a woman's, and whether the text had it in another case.
pub(super) struct Nominative {
    pub(super) words: Vec<String>,
    pub(super) female: Option<bool>,
    pub(super) oblique: bool,
}

/// The nominative of a given name and what follows it; as it stands where the given name is in no list.
pub(super) fn nominative(words: &[&str], language: &Language) -> Nominative {
    let as_it_stands =
        || Nominative { words: words.iter().map(|w| (*w).to_owned()).collect(), female: None, oblique: false };
    let Some((first, rest)) = words.split_first() else { return as_it_stands() };
    let Some((given, ending, sex)) = given_name(first, language) else { return as_it_stands() };
    let female = sex == Given::Woman;
    let oblique = !ending.is_empty();
    let mut out = vec![given];
    for word in rest {
        let table = if female { WOMEN } else { MEN };
        let hit = table
            .iter()
            .filter(|_| oblique)
            .find(|(e, _)| word.ends_with(e) && word.chars().count() > e.chars().count() + 2);
        out.push(match hit {
            // A woman's surname that ends in a consonant, and any in -ко, has one form only.
            Some((e, base)) => format!("{}{base}", word.strip_suffix(e).unwrap_or(word)),
            None => (*word).to_owned(),
        });
    }
    Nominative { words: out, female: Some(female), oblique }
}

/// The given name that a form is of, the ending it has instead of the nominative's (empty: it is the nominative), and whose it is.
pub(super) fn given_name(word: &str, language: &Language) -> Option<(String, &'static str, Given)> {
    GIVEN.iter().find_map(|(ending, base)| {
        let name = format!("{}{base}", word.strip_suffix(ending)?);
        let sex = language.given_names.get(&name.to_lowercase())?;
        let plain = ending.is_empty() && base.is_empty();
        Some((name, if plain { "" } else { *ending }, *sex))
    })
}

/// Whether a given name in Latin letters may be that of somebody known, as the other language has it: "Mykola" and "Nikolai",
/// "Volodymyr" and "Vladimir", but not "Oleh" and "Serhii". Compared are the beginning and the first consonant behind it.
pub(super) fn may_be_one(given: &str, known: &str) -> bool {
    let heard = |name: &str| -> Vec<char> {
        let same = |c: char| match c {
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'j' => 'a',
            'n' => 'm',
            'h' | 'k' | 'c' => 'g',
            'w' | 'f' => 'v',
            other => other,
        };
        let first = name.split_whitespace().next().unwrap_or_default().to_lowercase();
        let mut letters: Vec<char> = first.chars().map(same).collect();
        letters.dedup();
        // "Hanna", "Anna": a breath at the beginning is heard in one language and not in the other.
        if first.starts_with('h') {
            letters.remove(0);
        }
        let rest = letters.iter().skip(1).copied().find(|c| *c != 'a');
        letters.first().copied().into_iter().chain(rest).collect()
    };
    heard(given) == heard(known)
}

/// The name in Latin letters by the language's table; a word that the table has whole goes as it is there.
pub(super) fn latin(words: &[String], language: &Language) -> String {
    words.iter().map(|w| language.latin.word(w)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::{Knowledge, Source, load};

    fn read(code: &str, words: &[&str]) -> String {
        let known: Knowledge = load(&Source::embedded()).expect("the built-in knowledge is sound");
        let language = known.language(code).expect("a language of the house");
        latin(&nominative(words, language).words, language)
    }

    #[test]
    fn a_case_is_undone_and_the_letters_are_latin() {
        assert_eq!(read("uk", &["Олегом", "Кіпером"]), "Oleh Kiper");
        assert_eq!(read("uk", &["Андрія", "Садового"]), "Andrii Sadovyi");
        assert_eq!(read("uk", &["Тетяною", "Сапян"]), "Tetiana Sapian");
        assert_eq!(read("uk", &["Ірина", "Верещук"]), "Iryna Vereshchuk");
        assert_eq!(read("uk", &["Дмитру", "Лубінцю"]), "Dmytro Lubints");
        assert_eq!(read("ru", &["Вячеславом", "Гладковым"]), "Vyacheslav Gladkov");
        assert_eq!(read("ru", &["Марией", "Захаровой"]), "Maria Zakharova");
        assert_eq!(read("ru", &["Алексея", "Ковалевского"]), "Alexei Kovalevsky");
    }

    #[test]
    fn one_given_name_in_two_languages() {
        let one = [
            ("Mykola", "Nikolai"),
            ("Hanna", "Anna"),
            ("Yevhen", "Evgeny"),
            ("Oleksandr", "Alexander"),
            ("Volodymyr", "Vladimir Putin"),
        ];
        assert!(one.iter().all(|(a, b)| may_be_one(a, b)));
        let two = [("Oleh", "Serhii"), ("Ivan", "Mykhailo"), ("Oleh", "Petro"), ("Iryna", "Dmytro")];
        assert!(two.iter().all(|(a, b)| !may_be_one(a, b)));
    }
}
