//! Which language a text is in.

use whatlang::{Detector, Lang};

/// The small words that a language cannot do without: a headline has few letters to count, and names of all countries among them.
const SMALL: &[(&str, &[&str])] = &[
    (
        "uk",
        &[
            "у",
            "в",
            "та",
            "й",
            "на",
            "з",
            "із",
            "зі",
            "по",
            "про",
            "що",
            "як",
            "для",
            "не",
            "до",
            "від",
            "за",
            "це",
            "після",
            "під",
            "через",
            "над",
            "щодо",
            "його",
            "її",
            "їх",
            "він",
            "вона",
            "але",
            "або",
            "був",
            "була",
            "було",
            "тис",
            "млн",
            "уночі",
        ],
    ),
    (
        "ru",
        &[
            "в",
            "и",
            "на",
            "с",
            "из",
            "по",
            "о",
            "об",
            "что",
            "как",
            "для",
            "не",
            "до",
            "от",
            "за",
            "это",
            "после",
            "под",
            "через",
            "над",
            "его",
            "её",
            "их",
            "он",
            "она",
            "но",
            "или",
            "был",
            "была",
            "было",
            "при",
            "со",
            "во",
            "к",
            "из-за",
            "ночью",
        ],
    ),
    (
        "en",
        &[
            "the", "of", "in", "and", "to", "a", "for", "on", "with", "as", "at", "by", "from", "is", "was", "were",
            "has", "have", "had", "that", "its", "after", "said", "it", "be", "are", "will", "not", "says", "over",
            "who", "an", "into", "s", "his", "they", "their", "he", "she", "this", "but", "than", "which", "been",
            "would", "near", "between",
        ],
    ),
    (
        "de",
        &[
            "der", "die", "das", "und", "in", "den", "von", "zu", "mit", "im", "auf", "für", "dem", "des", "ist",
            "nach", "bei", "ein", "eine", "einen", "einem", "einer", "hat", "sich", "an", "am", "als", "aus", "wurde",
            "wurden", "sind", "nicht", "zum", "zur", "über", "werden", "wird", "haben", "auch", "vor", "bis", "gegen",
            "um", "er", "sie", "dass", "ab",
        ],
    ),
    (
        "fr",
        &[
            "le", "la", "les", "des", "et", "en", "du", "de", "à", "un", "une", "dans", "pour", "par", "sur", "que",
            "qui", "au", "aux", "avec", "est", "a", "ont", "été", "selon", "ses", "son", "sa", "ce", "se", "l", "d",
            "qu", "plus", "entre", "après", "ne", "pas", "il", "elle", "leur", "contre", "sont", "deux",
        ],
    ),
    (
        "es",
        &[
            "el", "la", "los", "las", "de", "del", "en", "y", "que", "con", "por", "para", "una", "un", "se", "su",
            "al", "es", "fue", "según", "sus", "a", "ha", "han", "no", "contra", "sobre",
        ],
    ),
    (
        "it",
        &[
            "il", "la", "lo", "gli", "le", "di", "del", "della", "in", "e", "che", "con", "per", "un", "una", "è",
            "dei", "nel", "sono", "ha", "da", "al", "i", "a", "non", "si", "dal", "contro", "su",
        ],
    ),
    (
        "pl",
        &[
            "w", "i", "z", "na", "do", "się", "nie", "że", "o", "po", "od", "przez", "dla", "jest", "oraz", "za", "ze",
            "to", "został", "po", "przed", "nad", "są", "jak", "a",
        ],
    ),
];

/// ISO 639-1 of the languages that news of the crisis come in; "en" where nothing can be told.
#[must_use]
pub fn language_of(text: &str) -> String {
    let sample = &text[..text.floor_char_boundary(4_000)];
    let told = most_letters(sample, &[("uk", "іїєґІЇЄҐ"), ("ru", "ыэъёЫЭЪЁ")]).or_else(|| by_words(sample));
    let told = told.or_else(|| most_letters(sample, &[("de", "äöüßÄÖÜ"), ("fr", "éèêàçœÉÈÀÇ"), ("pl", "łśżźćńąęŁŚŻ")]));
    told.unwrap_or_else(|| by_trigrams(sample)).to_owned()
}

/// The language with most of its own letters, where one has more than any other.
fn most_letters(text: &str, languages: &[(&'static str, &str)]) -> Option<&'static str> {
    let count = |letters: &str| text.chars().filter(|c| letters.contains(*c)).count();
    most(languages.iter().map(|(code, letters)| (*code, count(letters))))
}

/// The code with the highest count, where it is above 0 and no other's.
fn most(counts: impl Iterator<Item = (&'static str, usize)> + Clone) -> Option<&'static str> {
    let highest = counts.clone().map(|(_, count)| count).max().filter(|highest| *highest > 0)?;
    let mut first = counts.filter(|(_, count)| *count == highest);
    let (code, _) = first.next()?;
    first.next().is_none().then_some(code)
}

/// The language of most of the small words, where one has more than any other.
fn by_words(text: &str) -> Option<&'static str> {
    let mut counts = [0_usize; SMALL.len()];
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()) {
        let word = word.to_lowercase();
        for (count, (_, small)) in counts.iter_mut().zip(SMALL) {
            *count += usize::from(small.contains(&word.as_str()));
        }
    }
    most(SMALL.iter().zip(counts).map(|((code, _), count)| (*code, count)))
}

/// English headlines leave the small words out and have no marks on their letters, Russian ones have none of the letters that
/// Ukrainian cannot do without: of those a guess must be sure.
fn by_trigrams(text: &str) -> &'static str {
    let languages = vec![Lang::Eng, Lang::Ukr, Lang::Rus, Lang::Fra, Lang::Deu, Lang::Pol, Lang::Spa, Lang::Ita];
    let found = Detector::with_allowlist(languages).detect(text);
    let cyrillic = text.chars().any(|c| matches!(c, 'а'..='я'));
    match found.filter(|guess| guess.is_reliable() || !text.is_ascii() && !cyrillic).map(|guess| guess.lang()) {
        Some(Lang::Ukr) => "uk",
        Some(Lang::Rus) => "ru",
        Some(Lang::Fra) => "fr",
        Some(Lang::Deu) => "de",
        Some(Lang::Pol) => "pl",
        Some(Lang::Spa) => "es",
        Some(Lang::Ita) => "it",
        _ if cyrillic => "ru",
        _ => "en",
    }
}

#[cfg(test)]
mod tests {
    use super::language_of;

    #[test]
    fn a_sentence_full_of_names_is_in_the_language_of_its_small_words() {
        for (lang, text) in [
            ("en", "Ukraine's Sybiha meets Wang Yi in Beijing"),
            ("en", "President Vladimir Putin called it a large-scale provocation."),
            ("en", "Drone attack on Odesa port leaves one dead"),
            ("de", "Drohne trifft Linienbus in Nikopol - fünf Tote"),
            ("de", "Lawrow trifft Wang Yi in Peking, wie der Kreml mitteilte."),
            ("fr", "Macron et Zelensky se sont entretenus à Paris."),
            ("ru", "СБУ задержала в Днепре двух агентов ФСБ, сообщила пресс-служба."),
            ("uk", "СБУ затримала у Дніпрі агента ФСБ"),
            ("pl", "Polska wyśle do Ukrainy czternaście czołgów, powiedział premier."),
        ] {
            assert_eq!(language_of(text), lang, "{text}");
        }
    }
}
