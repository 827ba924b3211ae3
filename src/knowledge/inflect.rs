//! Forms of names in Ukrainian and Russian, by the usual declensions of nouns.

/// Ending, what the stem ends in instead, and the endings of the other cases; the first that fits counts.
const TABLE: &[(&str, &str, &[&str])] = &[
    ("ський", "ськ", &["ого", "ому", "им", "ім"]),
    ("ский", "ск", &["ого", "ому", "им", "ом"]),
    ("цький", "цьк", &["ого", "ому", "им", "ім"]),
    ("цкий", "цк", &["ого", "ому", "им", "ом"]),
    // "Стрий", "Валерий"
    ("рий", "ри", &["я", "ю", "єм", "ем", "ї", "и"]),
    ("ий", "", &["ого", "ому", "им", "ім"]),
    ("ый", "", &["ого", "ому", "ым", "ом"]),
    ("ія", "і", &["ї", "ю", "єю"]),
    ("ия", "и", &["и", "ю", "ей"]),
    ("їв", "єв", &["а", "у", "і", "ом"]),
    ("ів", "ов", &["а", "у", "і", "ом"]),
    ("іль", "ол", &["я", "ю", "і", "ем"]),
    ("іг", "о", &["гу", "га", "гом", "гові", "зі"]),
    ("ук", "у", &["ка", "ку", "ком", "кові", "ці", "ке"]),
    ("ург", "ур", &["га", "гу", "гом", "гові", "зі", "ге"]),
    ("ець", "ц", &["я", "ю", "ем", "еві", "і"]),
    ("ец", "ц", &["а", "у", "ом", "е"]),
    ("ка", "", &["ки", "ці", "ке", "ку", "кою", "кой"]),
    ("га", "", &["ги", "зі", "ге", "гу", "гою", "гой"]),
    ("ха", "", &["хи", "сі", "хе", "ху", "хою", "хой"]),
    // "Джорджею Мелоні"
    ("жа", "ж", &["і", "и", "у", "ею", "ей", "е"]),
    ("ша", "ш", &["і", "и", "у", "ею", "ей", "е"]),
    ("ча", "ч", &["і", "и", "у", "ею", "ей", "е"]),
    // "Лозова", "Попасна", "Лозовая": towns called by an adjective.
    ("ова", "ов", &["и", "ы", "і", "е", "у", "ою", "ой", "ої", "ій"]),
    ("на", "н", &["и", "ы", "і", "е", "у", "ою", "ой", "ої", "ій"]),
    ("ая", "", &["ой", "ую", "ою"]),
    ("а", "", &["и", "ы", "і", "е", "у", "ою", "ой"]),
    // "Запоріжжя", "Запорожье"
    ("жжя", "жж", &["ю", "ям", "і"]),
    ("лля", "лл", &["ю", "ям", "і"]),
    ("ття", "тт", &["ю", "ям", "і"]),
    ("ння", "нн", &["ю", "ям", "і"]),
    ("ье", "ь", &["я", "ю", "ем"]),
    ("я", "", &["і", "и", "ї", "ю", "єю", "ею", "ей", "е"]),
    ("ковь", "к", &["ви", "овью", "овь"]),
    // "Білоруссю", "Рязанню"
    ("сь", "с", &["я", "ю", "і", "и", "е", "ем", "ью", "сю"]),
    ("нь", "н", &["я", "ю", "і", "и", "е", "ем", "ью", "ню"]),
    ("ь", "", &["я", "ю", "і", "и", "е", "ем", "ью"]),
    ("й", "", &["я", "ю", "єм", "ем", "ї", "и", "е"]),
    ("во", "в", &["а", "у", "ом", "і", "е"]),
    ("ле", "л", &["я", "ю", "ем", "ям", "і", "е"]),
    ("ще", "щ", &["а", "у", "ем", "ем", "і"]),
    ("ське", "ськ", &["ого", "ому", "им"]),
    ("ское", "ск", &["ого", "ому", "им", "ом"]),
    ("ове", "ов", &["ого", "ому", "им", "а", "у", "ому"]),
    ("не", "н", &["ого", "ому", "им"]),
    ("те", "т", &["ого", "ому", "им"]),
    ("еве", "ев", &["ого", "ому", "им", "а", "у"]),
    ("єве", "єв", &["ого", "ому", "им", "а", "у"]),
    ("ое", "", &["ого", "ому", "ым", "ом"]),
    ("ко", "к", &["а", "у", "ом", "ові"]),
    ("ло", "л", &["а", "у", "ом", "і", "е"]),
    ("но", "н", &["а", "у", "ом", "і", "е"]),
    ("про", "пр", &["а", "у", "ом", "і", "е"]),
    ("и", "", &["", "ах", "ам", "ами"]),
    ("ці", "ц", &["ів", "ям", "ях", "ями"]),
    ("цы", "ц", &["ов", "ам", "ах", "ами"]),
    // "Сумы", "Черкассы"
    ("ы", "", &["", "ах", "ам", "ами"]),
];

/// Ending of an adjective, and its endings in the other cases.
const ADJECTIVES: &[(&str, &[&str])] = &[
    ("ий", &["ого", "ому", "им", "ім", "ом", "его", "ему", "ем"]),
    ("ый", &["ого", "ому", "ым", "ом"]),
    ("ой", &["ого", "ому", "ым", "ом"]),
    ("ая", &["ой", "ую"]),
    ("ське", &["ського", "ському", "ським"]),
    ("на", &["ної", "ній", "ну", "ною"]),
    ("не", &["ного", "ному", "ним"]),
    ("ое", &["ого", "ому", "ым", "ом"]),
    ("ська", &["ської", "ській", "ську", "ською"]),
    ("цька", &["цької", "цькій", "цьку", "цькою"]),
    ("зька", &["зької", "зькій", "зьку", "зькою"]),
    ("ова", &["ової", "овій", "ову", "овою"]),
    ("іла", &["ілої", "ілій", "ілу", "ілою"]),
    ("ика", &["икої", "икій", "ику", "икою"]),
    ("і", &["их", "им", "ими"]),
    // "Часів Яр"
    ("ів", &["ового", "овому", "овим"]),
    ("ов", &["ова", "ову", "овым", "овом"]),
    ("ые", &["ых", "ым", "ыми"]),
];

/// "Кривий Ріг", "Міжнародний валютний фонд": adjectives and their noun, each in all cases; what stands behind stays
/// ("Генеральна Асамблея ООН").
fn groups(words: &[&str]) -> Vec<String> {
    let adjectives: Vec<_> = words.iter().map_while(|word| cases_of(word)).collect();
    if let ([first, last], true) = (words, adjectives.is_empty())
        && first.ends_with(['а', 'я'])
    {
        let firsts = declined(first);
        return match cases_of(last).filter(|_| ends_any(last, &["ська", "цька", "ская", "цкая"])) {
            // "Станиця Луганська", "станица Луганская": the noun first.
            Some((stem, cases)) => pairs(&firsts, ' ', stem, cases),
            // "Нарендра Моді", "Кая Каллас": the given name alone.
            None if last.starts_with(char::is_uppercase) => pairs(&firsts, ' ', last, &[""]),
            None => Vec::new(),
        };
    }
    let (Some((_, first)), Some(noun)) = (adjectives.first(), words.get(adjectives.len())) else { return Vec::new() };
    let nouns = declined(noun);
    let tail: String = words[adjectives.len() + 1..].iter().map(|word| format!(" {word}")).collect();
    let mut out = Vec::new();
    for case in 0..first.len() {
        // Adjectives agree: the endings of one table stand in the order of the cases.
        let agreed: Option<String> =
            adjectives.iter().map(|(stem, cases)| Some(format!("{stem}{} ", cases.get(case)?))).collect();
        out.extend(agreed.iter().flat_map(|a| nouns.iter().map(move |n| format!("{a}{n}"))).map(|form| form + &tail));
    }
    out
}

/// The stem of an adjective, and its endings in the other cases.
fn cases_of(word: &str) -> Option<(&str, &'static [&'static str])> {
    ADJECTIVES.iter().find_map(|(ending, cases)| Some((word.strip_suffix(ending)?, *cases)))
}

fn ends_any(word: &str, endings: &[&str]) -> bool {
    endings.iter().any(|ending| word.ends_with(ending))
}

/// Each form of the first part with each ending of the second.
fn pairs(firsts: &[String], between: char, stem: &str, endings: &[&str]) -> Vec<String> {
    firsts.iter().flat_map(|first| endings.iter().map(move |e| format!("{first}{between}{stem}{e}"))).collect()
}

/// Forms of a name in Cyrillic letters, without the name itself; empty for any other.
///
/// Endings of the first and second declension and of surnames in -ський/-ский; a form that does not exist does no harm, since
/// no other word is spelled like it.
#[must_use]
pub(super) fn forms(name: &str) -> Vec<String> {
    let words: Vec<&str> = name.split(' ').collect();
    if words.len() > 1 {
        return groups(&words);
    }
    // "Уфа"; other short names are rather words.
    let least = if name.ends_with('а') { 3 } else { 4 };
    if name.chars().count() < least { Vec::new() } else { declined(name) }
}

fn declined(name: &str) -> Vec<String> {
    let cyrillic = name.chars().all(|c| ('\u{400}'..'\u{530}').contains(&c) || matches!(c, '\'' | '’' | 'ʼ' | '-'));
    if !cyrillic {
        return Vec::new();
    }
    // "Калач-на-Дону"
    if let Some((head, river)) = name.split_once("-на-") {
        return declined(head).into_iter().map(|form| format!("{form}-на-{river}")).collect();
    }
    // "Білгород-Дністровський", "Куп'янськ-Вузловий": both parts.
    if let Some((head, tail)) = name.split_once('-')
        && ends_any(tail, &["ий", "ый", "ой"])
        && let Some((stem, cases)) = cases_of(tail)
    {
        return pairs(&declined(head), '-', stem, cases);
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
        assert!(forms("Кременчук").contains(&"Кременчуці".to_owned()));
        assert!(forms("Кролевець").contains(&"Кролевця".to_owned()));
        assert!(forms("Кривий Ріг").contains(&"Кривому Розі".to_owned()));
        assert!(forms("Кривой Рог").contains(&"Кривого Рога".to_owned()));
        assert!(forms("Тульская область").contains(&"Тульской области".to_owned()));
        assert!(forms("Міжнародний валютний фонд").contains(&"Міжнародного валютного фонду".to_owned()));
        assert!(forms("Генеральна Асамблея ООН").contains(&"Генеральної Асамблеї ООН".to_owned()));
        assert!(forms("Станиця Луганська").contains(&"Станицю Луганську".to_owned()));
        assert!(forms("Станица Луганская").contains(&"Станице Луганской".to_owned()));
        assert!(forms("Нарендра Моді").contains(&"Нарендрою Моді".to_owned()));
        assert!(forms("Калач-на-Дону").contains(&"Калаче-на-Дону".to_owned()));
        assert!(forms("Білгород-Дністровський").contains(&"Білгороді-Дністровському".to_owned()));
        assert!(forms("Запорожье").contains(&"Запорожью".to_owned()));
        assert!(forms("Запоріжжя").contains(&"Запоріжжям".to_owned()));
        assert!(forms("Чернівці").contains(&"Чернівцях".to_owned()));
        assert!(forms("Часів Яр").contains(&"Часового Яру".to_owned()));
        assert!(forms("Часов Яр").contains(&"Часовом Яру".to_owned()));
        assert!(forms("Белая Церковь").contains(&"Белую Церковь".to_owned()));
        assert!(forms("Рига").contains(&"Ризі".to_owned()));
        assert!(forms("Жовті Води").contains(&"Жовтих Водах".to_owned()));
        assert!(forms("Шевченко").contains(&"Шевченка".to_owned()));
        assert!(!forms("Розо").contains(&"Розі".to_owned()), "foreign names in -о have one form");
        assert!(forms("Moscow").is_empty());
    }
}
