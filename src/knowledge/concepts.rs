//! What words mean, whatever the language: the stems of each concept, found in a text.

use aho_corasick::{AhoCorasick, BuildError, MatchKind};
use std::collections::{BTreeMap, HashMap};

/// Index of a concept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct ConceptId(u16);

/// A concept of the files: language → stems, with a dot at the end of those that are whole words.
pub(super) type Stems = BTreeMap<String, String>;

/// A meaning that words of several languages share.
#[derive(Debug)]
pub struct Concept {
    /// Its key in the files.
    pub name: String,
    /// How much it tells.
    pub rank: Rank,
}

/// How much it tells that two articles share a concept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rank {
    /// Little: most reports of a war have it.
    Everyday,
    /// What the happening is made of.
    Telling,
    /// Much: a thing with a name of its own, such as a weapon system.
    Named,
}

/// All concepts with the words that tell them.
#[derive(Debug, Default)]
pub struct Concepts {
    all: Vec<Concept>,
    languages: HashMap<String, Words>,
    elsewhere: HashMap<String, AhoCorasick>,
}

/// The concepts of the files.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// Languages that write several nouns as one word.
    pub(super) compounds: Vec<String>,
    /// By name: how much it tells, and its stems.
    pub(super) all: BTreeMap<String, (Rank, Stems)>,
    /// By language: what begins a phrase of another time or place.
    pub(super) elsewhere: HashMap<String, Vec<String>>,
}

impl Told {
    /// Adds those of a file; what is known already gets its stems as well.
    pub(super) fn add(&mut self, concepts: BTreeMap<String, Stems>, rank: Rank) {
        for (name, words) in concepts {
            let (_, stems) = self.all.entry(name).or_insert((rank, Stems::new()));
            for (language, words) in words {
                let known = stems.entry(language).or_default();
                known.push(' ');
                known.push_str(&words);
            }
        }
    }
}

/// The stems of one language.
#[derive(Debug)]
struct Words {
    finder: AhoCorasick,
    /// By stem: what it tells, and whether it is a whole word.
    means: Vec<Vec<(ConceptId, bool)>>,
    compounds: bool,
}

/// Letters from which on a stem is looked for inside of compounds.
const INNER: usize = 5;

impl Concepts {
    pub(super) fn new(told: Told) -> Result<Self, BuildError> {
        let mut all = Vec::new();
        let mut stems: HashMap<String, BTreeMap<String, Vec<(ConceptId, bool)>>> = HashMap::new();
        for (name, (rank, words)) in told.all {
            let id = ConceptId(all.len() as u16);
            all.push(Concept { name, rank });
            for (language, words) in words {
                let of_language = stems.entry(language).or_default();
                for word in words.to_lowercase().split_whitespace() {
                    let stem = word.trim_end_matches('.');
                    of_language.entry(stem.to_owned()).or_default().push((id, stem.len() < word.len()));
                }
            }
        }
        let mut languages = HashMap::new();
        for (language, stems) in stems {
            let finder = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(stems.keys())?;
            let compounds = told.compounds.contains(&language);
            languages.insert(language, Words { finder, means: stems.into_values().collect(), compounds });
        }
        let finder = |phrases: Vec<String>| {
            let lower = phrases.iter().map(|phrase| phrase.to_lowercase());
            AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(lower)
        };
        let elsewhere = told.elsewhere.into_iter().map(|(language, phrases)| Ok((language, finder(phrases)?)));
        Ok(Self { all, languages, elsewhere: elsewhere.collect::<Result<_, BuildError>>()? })
    }

    /// Whether a sentence in lower case says that what it counts is of another time or place ("since the invasion", "торік").
    #[must_use]
    pub fn is_elsewhere(&self, language: &str, lower: &str) -> bool {
        let begins = |at: usize| !lower[..at].chars().next_back().is_some_and(char::is_alphanumeric);
        let finder = self.elsewhere.get(language);
        finder.is_some_and(|finder| finder.find_iter(lower).any(|hit| begins(hit.start())))
    }

    /// What a text of a language tells, each concept once.
    #[must_use]
    pub fn told(&self, language: &str, text: &str) -> Vec<&Concept> {
        let lower = text.to_lowercase();
        let mut ids: Vec<ConceptId> = self.hits(language, &lower).map(|(_, id)| id).collect();
        ids.sort_unstable();
        ids.dedup();
        ids.into_iter().map(|id| &self.all[usize::from(id.0)]).collect()
    }

    /// What a text in lower case tells, each concept as often as it stands there, with its first byte.
    pub fn places<'a>(&'a self, language: &str, lower: &'a str) -> impl Iterator<Item = (usize, &'a Concept)> {
        self.hits(language, lower).map(|(at, id)| (at, &self.all[usize::from(id.0)]))
    }

    fn hits<'a>(&'a self, language: &str, lower: &'a str) -> impl Iterator<Item = (usize, ConceptId)> + 'a {
        let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let words = self.languages.get(language).into_iter();
        words.flat_map(move |words| words.finder.find_iter(lower).map(move |hit| (words, hit))).flat_map(
            move |(words, hit)| {
                let inner = letter(lower[..hit.start()].chars().next_back());
                let on = letter(lower[hit.end()..].chars().next());
                let cut = inner && !(words.compounds && lower[hit.range()].chars().count() >= INNER);
                let means =
                    words.means[hit.pattern().as_usize()].iter().filter(move |(_, whole)| !(cut || on && *whole));
                means.map(move |(id, _)| (hit.start(), *id))
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Rank;
    use crate::knowledge::{Source, load};

    #[test]
    fn a_text_and_its_translations_tell_the_same() {
        let known = load(&Source::embedded()).expect("the built-in files are right");
        let told = |lang: &str, text: &str| {
            let concepts = known.concepts.told(lang, text);
            concepts.into_iter().filter(|c| c.rank != Rank::Everyday).map(|c| c.name.as_str()).collect::<Vec<_>>()
        };
        let english = told("en", "The airport closed after drones crossed into its airspace.");
        assert_eq!(english, ["airport", "airspace", "closure"]);
        assert_eq!(told("de", "Flughafen geschlossen: Drohnen im Luftraum"), english);
        assert_eq!(told("uk", "Аеропорт закрили через дрони в повітряному просторі."), english);
        assert_eq!(told("ru", "Аэропорт закрыт: беспилотники в воздушном пространстве"), english);
        assert_eq!(told("fr", "L'aéroport fermé, des drones dans l'espace aérien"), english);
        assert!(told("xx", "airport").is_empty());
    }

    #[test]
    fn a_stem_begins_a_word_and_goes_on_inside_of_german_ones() {
        let known = load(&Source::embedded()).expect("the built-in files are right");
        let tells = |lang: &str, text: &str, name: &str| known.concepts.told(lang, text).iter().any(|c| c.name == name);
        assert!(tells("en", "They swapped prisoners", "prisoner"));
        assert!(!tells("en", "imprisonerment", "prisoner"));
        assert!(!tells("en", "the important report", "port") && tells("en", "the port burns", "port"));
        assert!(tells("de", "der Drohnenangriff", "drone") && tells("de", "der Drohnenangriff", "attack"));
    }

    #[test]
    fn a_file_of_the_users_adds_stems_and_concepts() {
        let mut source = Source::embedded();
        let own = "[concepts]\nlocust = { en = \"locust\" }\nairport = { en = \"aeroport\" }\n";
        source.files.push(("mine.toml".to_owned(), own.to_owned()));
        let known = load(&source).expect("right");
        let told = known.concepts.told("en", "Locusts at the aeroport and the airport");
        assert_eq!(told.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), ["airport", "locust"]);
    }
}
