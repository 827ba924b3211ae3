//! Verbs that tell what is ahead by their form, in languages without a word for "will".

use serde::Deserialize;

/// How a language's verbs show the future.
#[derive(Debug, Clone, Default)]
pub struct Future {
    /// Endings that no other word has.
    endings: Vec<String>,
    perfective: Perfective,
}

/// Ukrainian and Russian perfective verbs: what is their present by its endings is their future ("виділить", "откроет").
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Perfective {
    /// Prefixes that make a verb perfective.
    prefixes: Vec<String>,
    /// Endings of the third person.
    endings: Vec<String>,
    /// Endings of imperfective verbs, participles and the like.
    unless: Vec<String>,
}

impl Future {
    pub(super) fn new(endings: Vec<String>, perfective: Perfective) -> Self {
        Self { endings, perfective }
    }

    /// Whether any word in lower case is a verb in the future, by an ending that no other word has.
    #[must_use]
    pub fn shows(&self, word: &str) -> bool {
        self.endings.iter().any(|e| word.ends_with(e.as_str()))
    }

    /// Whether a word in lower case that is known to be a verb is in the future.
    #[must_use]
    pub fn tells(&self, verb: &str) -> bool {
        let Perfective { prefixes, endings, unless } = &self.perfective;
        let active = ["ться", "тся"].iter().find_map(|reflexive| verb.strip_suffix(reflexive));
        let plain = active.map_or_else(|| verb.to_owned(), |stem| format!("{stem}т"));
        let ends = |list: &[String]| {
            list.iter().any(|e| plain.ends_with(if active.is_some() { e.trim_end_matches('ь') } else { e.as_str() }))
        };
        self.shows(verb) || prefixes.iter().any(|p| plain.starts_with(p.as_str())) && ends(endings) && !ends(unless)
    }
}

#[cfg(test)]
mod tests {
    use crate::knowledge::{Source, load};

    #[test]
    fn perfective_verbs_are_ahead_in_the_present_form() {
        let known = load(&Source::embedded()).expect("the built-in files are right");
        let tells = |code: &str, verb: &str| {
            let language = known.language(code).expect("built in");
            language.future.tells(verb)
        };
        for verb in [
            "виділить",
            "закупить",
            "передадуть",
            "відкриє",
            "проведе",
            "підпишуть",
            "надасть",
            "відбудеться",
            "розпочнеться",
        ] {
            assert!(tells("uk", verb), "{verb}");
        }
        for verb in
            ["виділив", "відкрила", "проводить", "надає", "підписано", "відбувається", "пошкоджене", "атакували"]
        {
            assert!(!tells("uk", verb), "{verb}");
        }
        for verb in ["выделит", "откроет", "проведет", "подпишут", "передаст", "отправится", "назначит"]
        {
            assert!(tells("ru", verb), "{verb}");
        }
        for verb in
            ["выделил", "открыла", "проводит", "передает", "принят", "занят", "подбит", "достигнут", "отправляется"]
        {
            assert!(!tells("ru", verb), "{verb}");
        }
    }
}
