//! Reads the TOML files and compiles them; every problem names file and line.

mod offices;
mod towns;

use crate::hash::{mix, quick};
use crate::knowledge::concepts::{self, Concepts};
use crate::knowledge::form::{ActorToml, CrisisToml, File, OfficeToml, PlaceToml};
use crate::knowledge::language::{Language, LanguageToml};
use crate::knowledge::lexicon::{Frame, FrameId, Lexicon, Part, Pattern};
use crate::knowledge::{
    Actor, ActorId, Credits, Hit, Kind, Knowledge, Names, Office, Place, PlaceId, Rank, Source, Topic, sound,
};
use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Letters from which on the name of a town in a country that is dealt with is declined: shorter ones are other words in some case.
const TELLING: usize = 6;

/// Compiles knowledge.
///
/// # Errors
/// All problems found, each with file and line.
pub fn load(source: &Source) -> Result<Knowledge, Vec<String>> {
    let mut builder = Builder::default();
    for (name, text) in &source.files {
        builder.stamp = mix(builder.stamp ^ quick(text));
        builder.read(name, text);
    }
    builder.finish()
}

#[derive(Default)]
struct Builder {
    actors: Vec<Actor>,
    by_name: HashMap<String, ActorId>,
    places: Vec<Place>,
    offices: Vec<Office>,
    /// Phrases of offices, for when all actors are known.
    phrases: Vec<(String, usize)>,
    spellings: HashMap<String, Hit>,
    /// Surname → the persons of that name, in the order of the files.
    surnames: HashMap<String, Vec<ActorId>>,
    adjectives: HashMap<ActorId, Vec<String>>,
    names_of: HashMap<ActorId, Vec<String>>,
    lexicon: Lexicon,
    pending_verbs: Vec<(String, FrameId)>,
    irregular: HashMap<String, (Vec<String>, Vec<String>)>,
    late_offices: Vec<(String, String, OfficeToml)>,
    late_places: Vec<PlaceToml>,
    late_languages: Vec<(String, LanguageToml)>,
    languages: Vec<Language>,
    /// Capitals and cities of millions: known in every language.
    notable: HashSet<PlaceId>,
    topic: Option<Topic>,
    publishers: HashMap<String, String>,
    credits: Vec<(String, String)>,
    concepts: concepts::Told,
    stamp: u64,
    problems: Vec<String>,
}

/// The line, from 1, of a byte of a text.
fn line_of(text: &str, at: usize) -> usize {
    text[..at.min(text.len())].matches('\n').count() + 1
}

impl Builder {
    fn read(&mut self, name: &str, text: &str) {
        let problem = |error: toml::de::Error| {
            format!(
                "{name}:{}: {}",
                error.span().map_or(1, |s| line_of(text, s.start)),
                error.message().replace('\n', " ")
            )
        };
        if text.contains("\n[terms]") {
            match toml::from_str::<CrisisToml>(text) {
                Ok(crisis) => self.crisis(name, crisis),
                Err(error) => self.problems.push(problem(error)),
            }
        } else if text.contains("\nweekdays =") {
            match toml::from_str::<LanguageToml>(text) {
                Ok(language) => self.late_languages.push((name.to_owned(), language)),
                Err(error) => self.problems.push(problem(error)),
            }
        } else if text.contains("determiners =") {
            match toml::from_str::<BTreeMap<String, String>>(text) {
                Ok(words) => self.words(words),
                Err(error) => self.problems.push(problem(error)),
            }
        } else {
            match toml::from_str::<File>(text) {
                Ok(file) => self.file(name, text, file),
                Err(error) => self.problems.push(problem(error)),
            }
        }
    }

    fn file(&mut self, name: &str, text: &str, file: File) {
        for actor in file.actor {
            self.actor(actor);
        }
        for publisher in file.publisher {
            for key in publisher.domains.iter().chain(&publisher.names) {
                self.publishers.insert(key.to_lowercase(), publisher.name.clone());
            }
            self.credits.extend(publisher.credits.into_iter().map(|credit| (credit, publisher.name.clone())));
        }
        self.concepts.compounds.extend(file.compounds);
        self.concepts.add(file.everyday, Rank::Everyday);
        self.concepts.add(file.concepts, Rank::Telling);
        self.concepts.add(file.named, Rank::Named);
        for (language, phrases) in file.elsewhere {
            self.concepts.elsewhere.entry(language).or_default().extend(phrases);
        }
        for region in file.region {
            // A plant or a bridge is a spot; a region or a sea holds others.
            let spot = matches!(region.kind.as_str(), "plant" | "crossing" | "base" | "building" | "town");
            let id = self.push_place(Place {
                name: region.name.clone(),
                geonames: None,
                country: region.country,
                at: None,
                is_country: false,
                is_capital: false,
                is_region: !spot,
                part_of: None,
            });
            for spelling in std::iter::once(region.name).chain(region.also) {
                self.spell(spelling).place = Some(id);
            }
        }
        self.late_places.extend(file.place);
        self.late_offices.extend(file.office.into_iter().map(|o| (name.to_owned(), text.to_owned(), o)));
        for frame in file.frame {
            let id = FrameId(self.lexicon.frames.len() as u16);
            self.lexicon.frames.push(Frame {
                kind: frame.kind,
                mode: frame.mode,
                to: frame.to,
                governs: frame.governs,
                unless: frame.unless,
                by: frame.by,
                not_by: frame.not_by,
                persons: frame.persons,
                guests: frame.guests,
                status: frame.status,
                sure: frame.sure,
            });
            self.pending_verbs.extend(frame.verbs.into_iter().map(|v| (v, id)));
            for noun in frame.nouns {
                let words: Vec<String> = noun.to_lowercase().split_whitespace().map(str::to_owned).collect();
                if let Some(first) = words.first().cloned() {
                    self.lexicon.nouns.entry(first).or_default().push((words, id));
                }
            }
        }
    }

    fn spell(&mut self, spelling: String) -> &mut Hit {
        self.spellings.entry(spelling).or_default()
    }

    fn push_place(&mut self, place: Place) -> PlaceId {
        self.places.push(place);
        PlaceId(self.places.len() as u32 - 1)
    }

    fn actor(&mut self, actor: ActorToml) {
        let id = ActorId(self.actors.len() as u32);
        // A later file's actor of the same name extends the earlier one.
        let id = *self.by_name.entry(actor.name.clone()).or_insert(id);
        let country = actor.code.clone().or(actor.country);
        if id.0 as usize == self.actors.len() {
            self.actors.push(Actor {
                name: actor.name.clone(),
                kind: actor.kind,
                wikidata: actor.wikidata,
                country: country.clone(),
                sex: actor.sex,
                adjective: actor.adjectives.first().cloned(),
            });
        }
        self.spell(actor.name.clone()).canonical = true;
        let mut names = vec![actor.name.clone()];
        names.extend(actor.aliases);
        for name in &names {
            self.spell(name.clone()).actor = Some(id);
        }
        if actor.kind == Kind::Country {
            let known = self.places.iter().position(|p| p.is_country && p.name == actor.name);
            let place = match known {
                Some(at) => PlaceId(at as u32),
                None => self.push_place(Place {
                    name: actor.name.clone(),
                    geonames: actor.geonames,
                    country: actor.code,
                    at: None,
                    is_country: true,
                    is_capital: false,
                    is_region: false,
                    part_of: None,
                }),
            };
            for name in &names {
                self.spell(name.clone()).place = Some(place);
            }
        }
        for adjective in &actor.adjectives {
            let hit = self.spell(adjective.clone());
            hit.adjective = Some(id);
        }
        for metonym in actor.metonyms {
            self.spell(metonym).metonym = Some(id);
        }
        if actor.kind == Kind::Person {
            for name in &names {
                self.surname(name, id);
            }
        }
        self.adjectives.entry(id).or_default().extend(actor.adjectives);
        self.names_of.entry(id).or_default().extend(names);
    }

    /// Notes the surname of a person's full name.
    fn surname(&mut self, name: &str, id: ActorId) {
        let words: Vec<&str> = name.split_whitespace().collect();
        let at = words
            .iter()
            .position(|w| matches!(*w, "von" | "van" | "de" | "bin" | "Le" | "Gahr"))
            .filter(|at| *at > 0)
            .unwrap_or(words.len() - 1);
        if words.len() > 1 {
            let bearers = self.surnames.entry(words[at..].join(" ")).or_default();
            if !bearers.contains(&id) {
                bearers.push(id);
            }
        }
    }

    /// "aid|@arms": the words, and those of a set.
    fn alternatives(&mut self, written: &str) -> Vec<String> {
        let mut out = Vec::new();
        for word in written.to_lowercase().split('|') {
            match word.strip_prefix('@').map(|set| (set, self.lexicon.words.sets.get(set))) {
                None => out.push(word.to_owned()),
                Some((_, Some(set))) => out.extend(set.iter().cloned()),
                Some((set, None)) => self.problems.push(format!("frames: no set of words is called `{set}`")),
            }
        }
        out.sort_unstable();
        out
    }

    fn words(&mut self, words: BTreeMap<String, String>) {
        for (key, list) in words {
            if key == "irregular" {
                for item in list.split_whitespace() {
                    let mut parts = item.split(':');
                    let (Some(lemma), Some(past), Some(participle)) = (parts.next(), parts.next(), parts.next()) else {
                        self.problems.push(format!("words: irregular verb `{item}` is not `lemma:past:participle`"));
                        continue;
                    };
                    let split = |s: &str| s.split('/').map(str::to_owned).collect();
                    self.irregular.insert(lemma.to_owned(), (split(past), split(participle)));
                }
            } else {
                let set = list
                    .split_whitespace()
                    .map(|w| if key == "not_alone" { w.to_owned() } else { w.to_lowercase() })
                    .collect();
                self.lexicon.words.sets.insert(key, set);
            }
        }
    }

    fn crisis(&mut self, file: &str, crisis: CrisisToml) {
        let terms: Vec<_> = crisis.terms.into_iter().collect();
        let against: Vec<_> = crisis.against.into_iter().map(|(name, a)| (name, a.terms, a.weight)).collect();
        match Topic::new(
            crisis.name,
            (crisis.countries, crisis.anchors),
            crisis.adversaries,
            (crisis.adversary_events, crisis.parties, crisis.leaders),
            crisis.threshold,
            &terms,
            &against,
        ) {
            Ok(topic) => self.topic = Some(topic),
            Err(error) => self.problems.push(format!("{file}: {error}")),
        }
    }

    /// The actor of a name, or what is wrong with it.
    fn named(&self, name: &str) -> Result<ActorId, String> {
        let near = || nearest(name, self.by_name.keys());
        self.by_name.get(name).copied().ok_or_else(|| format!("no actor is called '{name}'{}", near()))
    }

    /// Whether a country is of the crisis or one of its adversaries.
    fn of_crisis(&self, country: Option<&str>) -> bool {
        self.topic.as_ref().is_some_and(|topic| topic.names(country))
    }

    fn languages(&mut self) {
        for (file, language) in std::mem::take(&mut self.late_languages) {
            match language.compile(&|name| self.named(name)) {
                Ok(language) => self.languages.push(language),
                Err(error) => self.problems.push(format!("{file}: {error}")),
            }
        }
    }

    fn finish(mut self) -> Result<Knowledge, Vec<String>> {
        self.offices();
        self.languages();
        self.press_of_persons();
        self.press_of_given_names();
        let weak = self.lexicon.words.sets.get("not_alone").cloned().unwrap_or_default();
        for (surname, bearers) in std::mem::take(&mut self.surnames) {
            // A surname that two known people share means neither on its own; mentions settle it by the full name in the text.
            let taken = self
                .spellings
                .get(&surname)
                .is_some_and(|h| h.actor.is_some() || h.adjective.is_some() || h.place.is_some());
            if !taken {
                let hit = self.spell(surname.clone());
                hit.actor = bearers.first().copied();
                hit.weak = bearers.len() > 1 || weak.contains(&surname);
                hit.rivals = bearers.get(1..).unwrap_or_default().to_vec();
            }
            self.surnames.insert(surname, bearers);
        }
        self.towns();
        let irregular = std::mem::take(&mut self.irregular);
        for lemma in self
            .lexicon
            .words
            .sets
            .get("verbs")
            .cloned()
            .unwrap_or_default()
            .into_iter()
            .chain(irregular.keys().cloned())
        {
            self.lexicon.add_verb(&lemma, &irregular);
        }
        for (pattern, frame) in std::mem::take(&mut self.pending_verbs) {
            let mut words = pattern.split_whitespace();
            let Some(lemma) = words.next().map(str::to_lowercase) else { continue };
            let parts = words.map(|w| if w == "~" { Part::Gap } else { Part::Any(self.alternatives(w)) }).collect();
            if lemma != "not" && lemma != "cannot" && lemma != "be" {
                self.lexicon.add_verb(&lemma, &irregular);
            }
            self.lexicon.patterns.entry(lemma).or_default().push(Pattern { frame, parts });
        }
        for list in self.lexicon.patterns.values_mut() {
            list.sort_by_key(|p| std::cmp::Reverse(p.parts.len()));
        }
        for list in self.lexicon.nouns.values_mut() {
            list.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        }
        if self.topic.is_none() && self.problems.is_empty() {
            self.problems.push("no crisis profile: a file with [terms] is missing".to_owned());
        }
        let mut by_place: HashMap<String, Vec<PlaceId>> = HashMap::new();
        for (at, place) in self.places.iter().enumerate() {
            by_place.entry(place.name.clone()).or_default().push(PlaceId(at as u32));
        }
        let mut by_sound: HashMap<String, Option<ActorId>> = HashMap::new();
        for (at, actor) in self.actors.iter().enumerate().filter(|(_, a)| a.kind == Kind::Person) {
            if let Some(sound) = sound::of_person(&actor.name) {
                // Two who sound alike are told apart by nothing.
                let only = !by_sound.contains_key(&sound);
                by_sound.insert(sound, only.then_some(ActorId(at as u32)));
            }
        }
        let by_sound = by_sound.into_iter().filter_map(|(sound, who)| Some((sound, who?))).collect();
        let spellings = std::mem::take(&mut self.spellings);
        // Forms of far towns would only be taken for other words ("Совета" for Soweto).
        let near = |id: PlaceId| {
            let place = &self.places[id.0 as usize];
            let dealt_with = |country| self.topic.as_ref().is_some_and(|t| t.parties.iter().any(|p| p == country));
            self.notable.contains(&id)
                || place.is_region
                || self.of_crisis(place.country.as_deref())
                || place.name.len() >= TELLING && place.country.as_deref().is_some_and(dealt_with)
        };
        let inflects = |hit: &Hit| hit.actor.is_some() || hit.metonym.is_some() || hit.place.is_some_and(near);
        let names = Names::new(spellings, &inflects);
        let credits = Credits::new(self.credits).map_err(|e| vec![format!("publishers: credits: {e}")])?;
        let concepts = Concepts::new(self.concepts).map_err(|e| vec![format!("concepts: {e}")])?;
        match (names, self.topic) {
            (Ok(names), Some(topic)) if self.problems.is_empty() => Ok(Knowledge {
                by_place,
                by_sound,
                actors: self.actors,
                places: self.places,
                offices: self.offices,
                names,
                lexicon: self.lexicon,
                languages: self.languages,
                topic,
                publishers: self.publishers,
                credits,
                concepts,
                stamp: self.stamp,
                by_name: self.by_name,
            }),
            (Err(error), _) => Err(vec![error]),
            _ => Err(self.problems),
        }
    }
}

fn day(text: &str) -> Option<Date> {
    text.parse().ok().or_else(|| format!("{text}-01").parse().ok())
}

/// "; did you mean 'X'?" for a name that is close to a known one.
pub(crate) fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n String>) -> String {
    let lower = name.to_lowercase();
    let best = known
        .map(|k| {
            let k_lower = k.to_lowercase();
            let by_word = k_lower.split_whitespace().map(|w| strsim::jaro_winkler(&lower, w)).fold(0.0, f64::max);
            (strsim::jaro_winkler(&lower, &k_lower).max(by_word), k)
        })
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)));
    match best {
        Some((likeness, k)) if likeness > 0.8 => format!("; did you mean '{k}'?"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_knowledge_loads_and_knows_offices_by_date() {
        let known = load(&Source::embedded()).expect("the built-in files are right");
        let office = |text: &str| known.names.find(text).find_map(|(_, _, hit)| hit.offices.first().copied());
        let at = office("the German chancellor said").expect("an office");
        let holder =
            |y, m| known.offices[at].holder(jiff::civil::date(y, m, 15)).map(|id| known.actor(id).name.clone());
        assert_eq!(holder(2019, 1).as_deref(), Some("Angela Merkel"));
        assert_eq!(holder(2022, 2).as_deref(), Some("Olaf Scholz"));
        assert_eq!(holder(2025, 9).as_deref(), Some("Friedrich Merz"));
        assert_eq!(holder(2001, 1), None);
    }

    #[test]
    fn a_wrong_name_is_told_with_line_and_likeness() {
        let mut source = Source::embedded();
        source.files.push(("mine.toml".to_owned(), "\n[[office]]\nof = \"Ukraine\"\ntitles = [\"x\"]\nholders = [{ name = \"Vladimir Putyn\", from = \"2020-01\" }]\n".to_owned()));
        let problems = load(&source).expect_err("refused");
        assert_eq!(problems, ["mine.toml:5: no actor is called 'Vladimir Putyn'; did you mean 'Vladimir Putin'?"]);
    }
}
