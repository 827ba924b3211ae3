//! What the text of a record tells beside its events: names, figures, ordinals, words and what they mean.

use super::publisher::agency;
use super::toll::{Dead, dead};
use super::words::words;
use super::{Fingerprint, Label};
use crate::extract::{By, Record};
use crate::hash::quick;
use crate::knowledge::{Kind, Knowledge, Language, Rank, consonants};
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeSet;

/// An article's beginning, in characters: what it is about stands there.
pub(super) const LEAD: usize = 700;
/// What the name of a country weighs: it says little.
pub(super) const COUNTRY: f64 = 0.2;
/// Consonants that tell one surname from the next.
const TELLING: usize = 3;

/// An actor or place by the hash of its canonical name: compared with thousands of others for every article, never shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Name(u64);

impl Name {
    /// Of a canonical name.
    #[must_use]
    pub fn of(name: &str) -> Self {
        Self(quick(name))
    }

    pub(super) fn key(self) -> u64 {
        self.0
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        /// Stories, which are JSON, once kept their names as text.
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Stored {
            Hash(u64),
            Text(String),
        }
        if !from.is_human_readable() {
            return u64::deserialize(from).map(Self);
        }
        Ok(match Stored::deserialize(from)? {
            Stored::Hash(hash) => Self(hash),
            Stored::Text(name) => Self::of(&name),
        })
    }
}

/// By what an article is known beside its events. To read it out of a long text takes longer than to compare it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Traits {
    /// The one town that its lead names.
    pub town: Option<String>,
    /// Actors and places of its lead with their weight: a country says little, a village much.
    pub names: Vec<(Name, f64)>,
    /// Numbers of its lead, as written out.
    pub figures: BTreeSet<String>,
    /// "17th", "18-й" of its title and first sentence.
    pub ordinals: BTreeSet<u32>,
    /// Hashed stems of the words of its title and lead, sorted.
    pub words: Vec<u32>,
    /// What the words of its title and lead mean, with their weight: alike in all languages.
    pub concepts: Vec<(Name, f64)>,
    /// Of its body, to tell reprints.
    pub print: Fingerprint,
    /// Publisher family of the agency that its text names as its source.
    pub agency: Option<Label>,
    /// The dead that it counts.
    pub dead: Vec<Dead>,
}

impl Traits {
    /// Of a relevant record.
    #[must_use]
    pub fn of(record: &Record, known: &Knowledge) -> Self {
        let body = record.body.as_deref().unwrap_or_default();
        let (lead, head) = (first(body, LEAD), first(body, LEAD / 3));
        let figures = record.figures.iter().filter(|f| f.start < LEAD);
        let figures = figures.filter_map(|f| f.low.or(f.high)).filter(|n| *n >= 3.0).map(|n| n.to_string());
        Self {
            town: only_town(record, known),
            names: names(record, known),
            figures: figures.collect(),
            ordinals: ordinals_of(&record.title, head, known.language(&record.lang)),
            words: stems([&record.title, lead]),
            concepts: concepts([&record.title, lead], &record.lang, known),
            print: Fingerprint::of(body),
            agency: agency(body, known),
            dead: dead(record, known),
        }
    }
}

/// The first so many characters.
pub(super) fn first(text: &str, most: usize) -> &str {
    text.char_indices().nth(most).map_or(text, |(at, _)| &text[..at])
}

/// The one town that the lead names, or else what place the title names: a blow that is told without a place may have struck it.
/// Capitals stand for their governments.
fn only_town(record: &Record, known: &Knowledge) -> Option<String> {
    let early = record.places.iter().filter(|p| p.mentions.iter().any(|m| m.start < LEAD));
    let towns = early.filter_map(|p| Some((p, known.place(known.place_named(&p.name)?))));
    let mut towns = towns.filter(|(_, place)| !place.is_country && !place.is_region);
    let Some((town, place)) = towns.next() else { return titled(record, known) };
    (towns.next().is_none() && !place.is_capital).then(|| town.name.clone())
}

/// The one place of the title; of the countries one that does not wage the war: "Zwei Tote in Polen".
fn titled(record: &Record, known: &Knowledge) -> Option<String> {
    let found = known.names.find(&record.title).filter(|(.., hit)| !hit.weak);
    let mut places = found.filter_map(|(.., hit)| {
        let place = hit.place.or_else(|| known.place_named(&known.actor(hit.actor?).name))?;
        let place = known.place(place);
        let own = place.is_country && known.topic.names(place.country.as_deref());
        (!own && !place.is_capital).then_some(place)
    });
    places.next().filter(|_| places.next().is_none()).map(|place| place.name.clone())
}

/// Of a person that no list holds: alike however a language spells the surname.
pub(super) fn stranger(name: &str, lang: &str, known: &Knowledge) -> Option<String> {
    // Other alphabets have been romanised.
    let spelled = if matches!(lang, "de" | "fr") { lang } else { "en" };
    let surname =
        name.split_whitespace().next_back().filter(|_| name.contains(' ') && known.actor_named(name).is_none())?;
    let key = consonants(&surname.to_lowercase(), spelled);
    (key.chars().count() >= TELLING).then(|| format!("person {key}"))
}

fn names(record: &Record, known: &Knowledge) -> Vec<(Name, f64)> {
    let mut out: Vec<(Name, f64)> = Vec::new();
    let mut add = |name: &str, weight: f64| {
        let name = Name::of(name);
        match out.iter_mut().find(|(n, _)| *n == name) {
            Some((_, w)) => *w = w.max(weight),
            None => out.push((name, weight)),
        }
    };
    for actor in &record.actors {
        let early = actor.mentions.iter().any(|m| m.start < LEAD && m.by != By::Pronoun);
        if early {
            let stranger = stranger(&actor.name, &record.lang, known).filter(|_| actor.kind == Kind::Person);
            add(stranger.as_deref().unwrap_or(&actor.name), if actor.kind == Kind::Country { COUNTRY } else { 1.0 });
        }
    }
    for place in record.places.iter().filter(|p| p.mentions.iter().any(|m| m.start < LEAD)) {
        let country = known.actor_named(&place.name).is_some_and(|id| known.actor(id).kind == Kind::Country);
        add(&place.name, if country { COUNTRY } else { 1.2 });
    }
    out.truncate(40);
    out
}

/// What a concept weighs.
fn weight(rank: Rank) -> f64 {
    match rank {
        Rank::Everyday => 0.25,
        Rank::Telling => 1.0,
        Rank::Named => 2.0,
    }
}

/// What texts tell in concepts of all languages.
fn concepts<'a>(texts: impl IntoIterator<Item = &'a str>, lang: &str, known: &Knowledge) -> Vec<(Name, f64)> {
    let told = texts.into_iter().flat_map(|text| known.concepts.told(lang, text));
    let mut out: Vec<(Name, f64)> = told.map(|c| (Name::of(&c.name), weight(c.rank))).collect();
    in_order(&mut out);
    out
}

/// Sorts concepts by their keys, each once.
pub(super) fn in_order(concepts: &mut Vec<(Name, f64)>) {
    concepts.sort_unstable_by_key(|(name, _)| name.key());
    concepts.dedup_by_key(|(name, _)| *name);
}

/// "Work on 21st package has begun": a title says which it is, where the text has that one beside the last.
fn ordinals_of(title: &str, head: &str, language: Option<&Language>) -> BTreeSet<u32> {
    let (own, told) = (ordinals(title, language), ordinals(head, language));
    let both: BTreeSet<u32> = own.intersection(&told).copied().collect();
    if both.is_empty() { &own | &told } else { both }
}

/// "17th", "17e", "17-й", "17." before a word: numbers that tell one of a row from the next.
fn ordinals(text: &str, language: Option<&Language>) -> BTreeSet<u32> {
    const WORDS: &[&str] = &[
        "tenth",
        "eleventh",
        "twelfth",
        "thirteenth",
        "fourteenth",
        "fifteenth",
        "sixteenth",
        "seventeenth",
        "eighteenth",
        "nineteenth",
        "twentieth",
    ];
    // "am 13. März"
    let month = |word: &str| language.is_some_and(|l| l.is_calendar(word.trim_matches(|c: char| !c.is_alphanumeric())));
    let mut out = BTreeSet::new();
    let mut all = text.split_whitespace().peekable();
    while let Some(word) = all.next() {
        let next = all.peek().map(|w| w.to_lowercase()).unwrap_or_default();
        let day = word.ends_with('.') && month(&next);
        let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '.').to_lowercase();
        let digits: String = word.chars().take_while(char::is_ascii_digit).collect();
        let tail = &word[digits.len()..];
        let ordinal = matches!(
            tail,
            "th" | "st" | "nd" | "rd" | "e" | "ème" | "-й" | "-го" | "-му" | "-ий" | "-ого" | "-им" | "." | "-е"
        );
        // Days of the month go on to 31, sanctions packages and rounds rarely so: the month behind is not looked at, a
        // shared date does no harm.
        if ordinal && !day && (1..=2).contains(&digits.len()) {
            out.extend(digits.parse::<u32>());
        } else if let Some(at) = WORDS.iter().position(|w| *w == word) {
            out.insert(at as u32 + 10);
        }
    }
    out
}

/// Hashes of the first six letters of each word of five or more.
fn stems<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<u32> {
    let told = texts.into_iter().flat_map(words).filter(|w| w.length >= 5 && !w.number);
    // Half of the hash is enough: two stems in a million meet.
    let mut out: Vec<u32> = told.map(|w| w.stem as u32).collect();
    out.sort_unstable();
    out.dedup();
    out
}
