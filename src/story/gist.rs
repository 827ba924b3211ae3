//! What of a record tells its happening: its events, and what its text tells beside them.

use super::family::{Family, family};
use super::publisher::publisher;
use super::traits::{LEAD, Traits, stranger};
use super::village::village;
use super::{Label, UNNAMED, When};
use crate::extract::{Event, EventType, Record, Status};
use crate::knowledge::Knowledge;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Events of a record that are looked at for other stories than its own.
const EVENTS: usize = 14;
/// Events that say what the article is about.
const LEADING: usize = 3;

/// Mode of the requests that lay a proposal before somebody.
const PROPOSE: &str = "propose";
/// Mode of the talks that are calls.
const PHONE: &str = "phone";

/// Type, participants and last known status of an event of a story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(clippy::struct_excessive_bools, reason = "marks that exclude nothing, each with its name in stored stories")]
pub struct Known {
    /// PLOVER type.
    pub kind: EventType,
    /// Actors and targets, sorted.
    pub people: Vec<String>,
    /// Who does it.
    #[serde(default)]
    pub actors: Vec<String>,
    /// Heads of state or government among those who talk.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub heads: Vec<String>,
    /// Persons among those who talk.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub persons: Vec<String>,
    /// ISO codes of the countries of the participants, sorted: "Rubio" and "the US delegation" are one side.
    #[serde(default)]
    pub sides: Vec<String>,
    /// Where.
    pub place: Option<String>,
    /// Its place is a country, which holds any town of it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub country: bool,
    /// Its place is a region or a sea, which may hold a town.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub region: bool,
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
    /// A talk on the phone, which is no visit.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub phone: bool,
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
        if own.place.is_none() {
            own.place.clone_from(&other.place);
            own.country = other.country;
            own.region = other.region;
        }
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

    /// Where in a list of places, or else where it may be.
    pub(super) fn around(&self) -> Option<&str> {
        self.place.as_deref().or(self.near.as_deref())
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
        let at = event.place.as_ref().and_then(|name| known.place_named(name));
        // A district is its city: one report names the one, the next the other.
        let city = at.map(|place| known.place(known.city_of(place)).name.clone());
        let place = city.or_else(|| event.place.clone());
        Self {
            kind: event.kind,
            actors: event.actors.clone(),
            heads: Vec::new(),
            persons: Vec::new(),
            sides,
            country: at.is_some_and(|place| known.place(place).is_country),
            region: at.is_some_and(|place| known.place(place).is_region),
            place,
            near: None,
            village: (family(event.kind) == Family::Force)
                .then(|| village(&event.evidence.text, lang, event.place.as_deref(), known))
                .flatten(),
            strangers: people.iter().filter_map(|name| stranger(name, lang, known)).collect(),
            date: event.date.clone().map(When::from),
            offer: event.kind == EventType::Request && event.mode.as_deref() == Some(PROPOSE),
            phone: event.kind == EventType::Consult && event.mode.as_deref() == Some(PHONE),
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

/// The country that an actor is or belongs to.
pub(super) fn side(name: &str, known: &Knowledge) -> Option<String> {
    known.actor_named(name).and_then(|id| known.actor(id).country.clone())
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
    /// It tells several happenings at once.
    pub roundup: bool,
    /// Publisher family of its outlet.
    pub family: Label,
    /// What its text tells beside its events.
    pub traits: Traits,
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
        Self::with(Traits::of(record, known), record, known, now)
    }

    /// The same, of a record whose text has been read already.
    #[must_use]
    pub fn with(traits: Traits, record: &Record, known: &Knowledge, now: Timestamp) -> Self {
        let at = record.published.as_deref().and_then(|p| p.parse::<Timestamp>().ok()).unwrap_or(now);
        let mut events: Vec<(usize, &Event)> =
            record.events.iter().enumerate().filter(|(_, e)| e.confidence >= 0.5).collect();
        events.sort_by_key(|(_, e)| e.evidence.start);
        // What is told of another day happened elsewhere.
        let dated = record.events.iter().filter(|e| family(e.kind) == Family::Force).find_map(|e| e.date.as_ref());
        let day = jiff::tz::Offset::UTC.to_datetime(at).date();
        let of = |event: &Event| {
            let mut own = Known::of(event, &record.lang, known);
            if own.family() == Family::Talk {
                let of = |group| own.people.iter().filter(|name| known.in_group(group, name, day)).cloned().collect();
                (own.heads, own.persons) = (of("heads-of-state"), of("persons"));
            }
            let then = event.date.is_none() || event.date.as_ref() == dated;
            if own.family() == Family::Force && own.spot().is_none() && event.evidence.start < LEAD && then {
                own.near.clone_from(&traits.town);
            }
            Arc::new(own)
        };
        let told: Vec<Arc<Known>> = record.events.iter().map(of).collect();
        let mut events: Vec<(usize, Arc<Known>)> =
            events.into_iter().take(EVENTS).map(|(at, _)| (at, Arc::clone(&told[at]))).collect();
        let published = at.as_second().div_euclid(86_400);
        super::same::set_aside(&mut events, published);
        Self {
            lang: record.lang.clone(),
            day: published,
            roundup: is_roundup(&record.title, &events),
            family: publisher(&record.url, record.source.as_deref().unwrap_or(UNNAMED), known),
            events,
            told,
            traits,
        }
    }
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
