//! What of a record tells its happening: leading events, names, figures, ordinals and words.

use super::family::{Family, family};
use super::publisher::{agency, publisher};
use super::village::village;
use super::words::words;
use super::{Fingerprint, Label, UNNAMED, When};
use crate::extract::{By, Event, EventType, Record, Status};
use crate::hash::quick;
use crate::knowledge::{Kind, Knowledge, Rank, consonants};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// An article's beginning, in characters: what it is about stands there.
const LEAD: usize = 700;
/// Events of a record that are looked at for other stories than its own.
const EVENTS: usize = 14;
/// Events that say what the article is about.
const LEADING: usize = 3;

/// Consonants that tell one surname from the next.
const TELLING: usize = 3;

/// Mode of the requests that lay a proposal before somebody.
const PROPOSE: &str = "propose";

/// Type, participants and last known status of an event of a story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// PLOVER type.
    pub kind: EventType,
    /// Actors and targets, sorted.
    pub people: Vec<String>,
    /// Who does it.
    #[serde(default)]
    pub actors: Vec<String>,
    /// ISO codes of the countries of the participants, sorted: "Rubio" and "the US delegation" are one side.
    #[serde(default)]
    pub sides: Vec<String>,
    /// Where.
    pub place: Option<String>,
    /// Where it may be: the one town that the article's lead names, where the sentence names none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub near: Option<String>,
    /// Key of a village that no list of places holds: it says more than the region or the town that it lies near.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub village: Option<String>,
    /// Keys of participants that no list holds, alike in all languages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub strangers: Vec<String>,
    /// When.
    pub date: Option<When>,
    /// A proposal that is handed over, which PLOVER counts among the requests.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub offer: bool,
    /// How far it had come when the user was last told.
    pub status: Status,
    /// How far it has come by the last article.
    #[serde(default)]
    pub latest: Option<Status>,
    /// Told beside what the article is about: "the attack came a day after a missile hit Kryvyi Rih".
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub aside: bool,
}

impl Known {
    /// Takes over what another report of the same event tells beyond it, and how far it has come now.
    pub(super) fn complete(self: &mut Arc<Self>, other: &Self) {
        let nobody = self.actors.is_empty() && !other.people.is_empty();
        let more = self.place.is_none() && other.place.is_some()
            || self.village.is_none() && other.village.is_some()
            || self.date.is_none() && other.date.is_some();
        if self.latest == Some(other.status) && !nobody && !more {
            return;
        }
        let own = Arc::make_mut(self);
        own.latest = Some(other.status);
        own.place = own.place.take().or_else(|| other.place.clone());
        own.village = own.village.take().or_else(|| other.village.clone());
        own.date = own.date.take().or_else(|| other.date.clone());
        if nobody {
            own.actors.clone_from(&other.actors);
            add_missing(&mut own.people, &other.people);
            add_missing(&mut own.strangers, &other.strangers);
            add_missing(&mut own.sides, &other.sides);
        }
    }

    /// Its day in days since 1970, where one is told.
    pub(super) fn day(&self) -> Option<i64> {
        self.date.as_ref().and_then(When::day)
    }

    /// What kind of happening it is.
    pub(super) fn family(&self) -> Family {
        if self.offer { Family::Offer } else { family(self.kind) }
    }

    /// Where, as exactly as it is told.
    pub(super) fn spot(&self) -> Option<&str> {
        self.village.as_deref().or(self.place.as_deref())
    }

    /// The same, or else where it may be.
    pub(super) fn around(&self) -> Option<&str> {
        self.spot().or(self.near.as_deref())
    }

    /// Of an event that is told in this language.
    #[must_use]
    pub fn of(event: &Event, lang: &str, known: &Knowledge) -> Self {
        let mut people: Vec<String> = event.actors.iter().chain(&event.targets).cloned().collect();
        people.sort();
        people.dedup();
        let mut sides: Vec<String> = people.iter().filter_map(|name| side(name, known)).collect();
        sides.sort();
        sides.dedup();
        Self {
            kind: event.kind,
            actors: event.actors.clone(),
            sides,
            place: event.place.clone(),
            near: None,
            village: (family(event.kind) == Family::Force)
                .then(|| village(&event.evidence.text, lang, event.place.as_deref(), known))
                .flatten(),
            strangers: people.iter().filter_map(|name| stranger(name, lang, known)).collect(),
            date: event.date.clone().map(When::from),
            offer: event.kind == EventType::Request && event.mode.as_deref() == Some(PROPOSE),
            status: event.status,
            latest: None,
            aside: false,
            people,
        }
    }
}

fn add_missing(list: &mut Vec<String>, more: &[String]) {
    for item in more {
        if !list.contains(item) {
            list.push(item.clone());
        }
    }
}

/// Of a person that no list holds: alike however a language spells the surname.
fn stranger(name: &str, lang: &str, known: &Knowledge) -> Option<String> {
    // Other alphabets have been romanised.
    let spelled = if matches!(lang, "de" | "fr") { lang } else { "en" };
    let surname =
        name.split_whitespace().next_back().filter(|_| name.contains(' ') && known.actor_named(name).is_none())?;
    let key = consonants(&surname.to_lowercase(), spelled);
    (key.chars().count() >= TELLING).then(|| format!("person {key}"))
}

/// The country that an actor is or belongs to.
pub(super) fn side(name: &str, known: &Knowledge) -> Option<String> {
    known.actor_named(name).and_then(|id| known.actor(id).country.clone())
}

/// An actor or place by the hash of its canonical name: compared with thousands of others for every article, never shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "StoredName")]
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

/// Stories once kept their names as text.
#[derive(Deserialize)]
#[serde(untagged)]
enum StoredName {
    Hash(u64),
    Text(String),
}

impl From<StoredName> for Name {
    fn from(stored: StoredName) -> Self {
        match stored {
            StoredName::Hash(hash) => Self(hash),
            StoredName::Text(name) => Self::of(&name),
        }
    }
}

/// What is compared between an article and the stories.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Gist {
    /// ISO 639-1.
    pub lang: String,
    /// Day of publication, in days since 1970.
    pub day: i64,
    /// All its sure events, with their index in the record.
    pub events: Vec<(usize, Arc<Known>)>,
    /// Every event of the record, by its index.
    pub told: Vec<Arc<Known>>,
    /// Actors and places of its lead with their weight: a country says little, a village much.
    pub names: Vec<(Name, f64)>,
    /// Numbers of its lead, as written out.
    pub figures: BTreeSet<String>,
    /// "17th", "18-й" of its title and first sentence.
    pub ordinals: BTreeSet<u32>,
    /// Hashed stems of the words of its title and lead, sorted.
    pub words: Vec<u32>,
    /// It tells several happenings at once.
    pub roundup: bool,
    /// What the words of its title and lead mean, with their weight: alike in all languages.
    pub concepts: Vec<(Name, f64)>,
    /// Of its body, to tell reprints.
    pub print: Fingerprint,
    /// Publisher family of its outlet.
    pub family: Label,
    /// Publisher family of the agency that its text names as its source.
    pub agency: Option<Label>,
}

impl Gist {
    /// The events at its head, which say what the article is about.
    #[must_use]
    pub fn leading(&self) -> &[(usize, Arc<Known>)] {
        &self.events[..self.events.len().min(LEADING)]
    }

    /// Of a relevant record.
    #[must_use]
    pub fn of(record: &Record, known: &Knowledge, now: Timestamp) -> Self {
        let at = record.published.as_deref().and_then(|p| p.parse::<Timestamp>().ok()).unwrap_or(now);
        let mut events: Vec<(usize, &Event)> =
            record.events.iter().enumerate().filter(|(_, e)| e.confidence >= 0.5).collect();
        events.sort_by_key(|(_, e)| e.evidence.start);
        let town = only_town(record, known);
        let of = |event: &Event| {
            let mut own = Known::of(event, &record.lang, known);
            if own.family() == Family::Force && own.spot().is_none() && event.evidence.start < LEAD {
                own.near = town.map(str::to_owned);
            }
            Arc::new(own)
        };
        let told: Vec<Arc<Known>> = record.events.iter().map(of).collect();
        let mut events: Vec<(usize, Arc<Known>)> =
            events.into_iter().take(EVENTS).map(|(at, _)| (at, Arc::clone(&told[at]))).collect();
        super::same::set_aside(&mut events);
        let body = record.body.as_deref().unwrap_or_default();
        let (lead, head) = (first(body, LEAD), first(body, LEAD / 3));
        let figures = record.figures.iter().filter(|f| f.start < LEAD);
        let figures = figures.filter_map(|f| f.low.or(f.high)).filter(|n| *n >= 3.0).map(|n| n.to_string());
        Self {
            lang: record.lang.clone(),
            day: at.as_second().div_euclid(86_400),
            roundup: is_roundup(&record.title, &events),
            names: names(record, known),
            figures: figures.collect(),
            ordinals: ordinals(&format!("{} {head}", record.title)),
            words: stems([&record.title, lead]),
            concepts: concepts([&record.title, lead], &record.lang, known),
            print: Fingerprint::of(body),
            family: publisher(&record.url, record.source.as_deref().unwrap_or(UNNAMED), known),
            agency: agency(body, known),
            events,
            told,
        }
    }
}

/// The first so many characters.
pub(super) fn first(text: &str, most: usize) -> &str {
    text.char_indices().nth(most).map_or(text, |(at, _)| &text[..at])
}

/// Four blows or meetings in as many places, or a title that says so and three of them.
fn is_roundup(title: &str, events: &[(usize, Arc<Known>)]) -> bool {
    const SAY: &[&str] = &[
        "briefing",
        "round-up",
        "roundup",
        "what we know",
        "at a glance",
        "key events",
        "live updates",
        "as it happened",
        "day by day",
        "in brief",
        "головне",
        "хроніка",
        "главное",
        "хроника",
        "le point sur",
        "en bref",
        "überblick",
        "newsblog",
        "liveblog",
    ];
    if events.len() < 3 {
        return false;
    }
    let mut apart: BTreeSet<(&str, String)> = BTreeSet::new();
    for (_, event) in events {
        let what = event.family().name();
        apart.insert((what, event.place.clone().unwrap_or_else(|| event.people.join("+"))));
    }
    let title = title.to_lowercase();
    let said = SAY.iter().any(|s| title.contains(s));
    let places: BTreeSet<&String> = events.iter().filter_map(|(_, e)| e.place.as_ref()).collect();
    said && apart.len() >= 3 || places.len() >= 5 && apart.len() >= 5
}

/// The one town that the lead names: a blow that is told without a place may have struck it. Capitals stand for their governments.
fn only_town<'r>(record: &'r Record, known: &Knowledge) -> Option<&'r str> {
    let early = record.places.iter().filter(|p| p.mentions.iter().any(|m| m.start < LEAD));
    let towns = early.filter_map(|p| Some((p, known.place(known.place_named(&p.name)?))));
    let mut towns = towns.filter(|(_, place)| !place.is_country && !place.is_region);
    let (town, place) = towns.next().filter(|_| towns.next().is_none())?;
    (!place.is_capital).then_some(town.name.as_str())
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
            add(stranger.as_deref().unwrap_or(&actor.name), if actor.kind == Kind::Country { 0.2 } else { 1.0 });
        }
    }
    for place in record.places.iter().filter(|p| p.mentions.iter().any(|m| m.start < LEAD)) {
        let country = known.actor_named(&place.name).is_some_and(|id| known.actor(id).kind == Kind::Country);
        add(&place.name, if country { 0.2 } else { 1.2 });
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

/// "17th", "17e", "17-й", "17." before a word: numbers that tell one of a row from the next.
fn ordinals(text: &str) -> BTreeSet<u32> {
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
    let mut out = BTreeSet::new();
    for word in text.split_whitespace() {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '.').to_lowercase();
        let digits: String = word.chars().take_while(char::is_ascii_digit).collect();
        let tail = &word[digits.len()..];
        let ordinal = matches!(
            tail,
            "th" | "st" | "nd" | "rd" | "e" | "ème" | "-й" | "-го" | "-му" | "-ий" | "-ого" | "-им" | "." | "-е"
        );
        // Days of the month go on to 31, sanctions packages and rounds rarely so: the month behind is not looked at, a
        // shared date does no harm.
        if ordinal && (1..=2).contains(&digits.len()) {
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
