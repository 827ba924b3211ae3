//! What a name sounds like, however a language spells it: by its consonants, in which Yarova, Ярова and Jarowa agree.

/// The consonants of a name in lower case, all sibilants as one, with a mark for a vowel at its beginning; how each
/// language writes them is undone.
#[must_use]
pub fn consonants(name: &str, lang: &str) -> String {
    // Longest first.
    let groups: &[(&str, &str)] = match lang {
        "de" => &[("schtsch", "sc"), ("tsch", "c"), ("sch", "s"), ("ch", "h"), ("z", "c"), ("w", "v")],
        "fr" => &[("chtch", "sc"), ("tch", "c"), ("ch", "s"), ("kh", "h"), ("ts", "c"), ("j", "s")],
        _ => {
            &[("shch", "sc"), ("zh", "s"), ("sh", "s"), ("ch", "c"), ("kh", "h"), ("ts", "c"), ("th", "t"), ("w", "v")]
        }
    };
    let mut name = name.to_owned();
    for (written, sound) in groups {
        // A mark of its own, since a "c" that is left is no sibilant before all letters.
        name = name.replace(written, &sound.replace('c', "ц"));
    }
    // Polish names keep their spelling: "Przewodów" is Пшеводув.
    name = name.replace("prz", "ps");
    let mut out = String::new();
    let letters: Vec<char> = name.chars().collect();
    for (at, &letter) in letters.iter().enumerate() {
        let soft = letters.get(at + 1).is_some_and(|next| matches!(next, 'e' | 'i' | 'y'));
        let sound = match letter {
            'б' | 'b' => "b",
            'в' | 'v' | 'ф' | 'f' => "v",
            'г' | 'ґ' | 'х' | 'g' | 'h' => "h",
            'д' | 'd' => "d",
            'ж' | 'з' | 'с' | 'ш' | 's' | 'z' | 'ś' | 'š' | 'ż' | 'ź' | 'ž' => "s",
            'к' | 'k' => "k",
            'л' | 'l' | 'ł' => "l",
            'м' | 'm' => "m",
            'н' | 'n' | 'ń' | 'ñ' => "n",
            'п' | 'p' => "p",
            'р' | 'r' | 'ř' => "r",
            'т' | 't' => "t",
            'ц' | 'ч' | 'č' | 'ć' | 'ç' => "c",
            // "Coale" and Коул, "Vance" and Венс
            'c' if soft => "s",
            'c' | 'q' => "k",
            'щ' => "sc",
            _ if at == 0 => "a",
            _ => "",
        };
        // "ss", "nn": one language doubles what another does not.
        if !out.ends_with(sound) || sound.is_empty() {
            out.push_str(sound);
        }
    }
    out
}

/// Of a full name in Latin letters: given name and surname apart.
pub(super) fn of_person(name: &str) -> Option<String> {
    let (given, surname) = name.rsplit_once(' ')?;
    let part = |word: &str| consonants(&word.to_lowercase(), "en");
    let (given, surname) = (part(given.split(' ').next()?), part(surname));
    // Short ones are shared by too many.
    (given.len() + surname.len() >= 6 && surname.len() >= 3).then(|| format!("{given} {surname}"))
}
