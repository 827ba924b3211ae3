//! Forms of names in Ukrainian and Russian, by the usual declensions of nouns.

/// Ending, what the stem ends in instead, and the endings of the other cases; the first that fits counts.
const TABLE: &[(&str, &str, &[&str])] = &[
    ("ський", "ськ", &["ого", "ому", "им", "ім"]),
    ("ский", "ск", &["ого", "ому", "им", "ом"]),
    ("ий", "", &["ого", "ому", "им", "ім"]),
    ("ый", "", &["ого", "ому", "ым", "ом"]),
    ("ія", "і", &["ї", "ю", "єю"]),
    ("ия", "и", &["и", "ю", "ей"]),
    ("їв", "єв", &["а", "у", "і", "ом"]),
    ("ів", "ов", &["а", "у", "і", "ом"]),
    ("іль", "ол", &["я", "ю", "і", "ем"]),
    ("ка", "", &["ки", "ці", "ке", "ку", "кою", "кой"]),
    ("а", "", &["и", "ы", "і", "е", "у", "ою", "ой"]),
    ("я", "", &["і", "и", "ї", "ю", "єю", "ею", "ей", "е"]),
    ("ь", "", &["я", "ю", "і", "и", "е", "ем"]),
    ("й", "", &["я", "ю", "єм", "ем", "ї", "и", "е"]),
    ("о", "", &["а", "у", "ом", "і", "е"]),
    ("и", "", &["", "ах", "ам", "ами"]),
];

/// Forms of a name in Cyrillic letters, without the name itself; empty for any other.
///
/// Endings of the first and second declension and of surnames in -ський/-ский; a form that does not exist does no harm, since
/// no other word is spelled like it.
#[must_use]
pub(super) fn forms(name: &str) -> Vec<String> {
    let long_enough = name.chars().count() >= 4;
    let cyrillic = name.chars().all(|c| ('\u{400}'..'\u{530}').contains(&c) || matches!(c, '\'' | '’' | 'ʼ' | '-'));
    if !long_enough || !cyrillic {
        return Vec::new();
    }
    for (ending, stem, endings) in TABLE {
        if let Some(root) = name.strip_suffix(ending) {
            return endings.iter().map(|e| format!("{root}{stem}{e}")).filter(|f| f.chars().count() >= 3).collect();
        }
    }
    // "Чорноморські" is an adjective, not the town of Чорноморськ.
    if name.ends_with("ськ") || name.ends_with("цьк") || name.ends_with("ск") || name.ends_with("цк") {
        return ["а", "у", "ом", "е"].iter().map(|e| format!("{name}{e}")).collect();
    }
    if name.ends_with(['е', 'і', 'у', 'ю', 'є', 'ї', 'ё', 'ы', 'э']) {
        return Vec::new();
    }
    ["а", "у", "ом", "ым", "им", "ем", "е", "і", "ові"].iter().map(|e| format!("{name}{e}")).collect()
}

#[cfg(test)]
mod tests {
    use super::forms;

    #[test]
    fn the_usual_cases() {
        assert!(forms("Зеленський").contains(&"Зеленського".to_owned()));
        assert!(forms("Харків").contains(&"Харкова".to_owned()));
        assert!(forms("Київ").contains(&"Києві".to_owned()));
        assert!(forms("Путин").contains(&"Путиным".to_owned()));
        assert!(forms("Одеса").contains(&"Одесі".to_owned()));
        assert!(forms("Росія").contains(&"Росії".to_owned()));
        assert!(forms("Moscow").is_empty());
    }
}
