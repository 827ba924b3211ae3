//! A record and the recent stories → which story it belongs to. Pure.
//!
//! First version: near-identical text (an article at two addresses, an agency text reprinted), or the same leading event
//! (type, who, whom, where, when) within two days.

mod fingerprint;
mod toll;

pub use fingerprint::Fingerprint;
pub use toll::toll;

use crate::hash::short_hash;

use crate::alert::{Severity, SourceRef};
use crate::extract::{Event, EventType, Record, Status};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// An article of a story.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// Where it stands.
    pub source: SourceRef,
    /// Registrable domain or feed name: one publisher is one voice.
    pub family: String,
    /// Its text, for telling reprints.
    pub print: Fingerprint,
}

/// What was raised for a story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raised {
    /// By which rule.
    pub rule: String,
    /// How grave.
    pub severity: Severity,
    /// RFC 3339.
    pub at: String,
    /// Independent sources that were told of.
    pub sources: usize,
    /// The alert's id.
    pub alert: String,
}

/// Type, participants and last known status of an event of the story.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Known {
    /// PLOVER type.
    pub kind: EventType,
    /// Actors and targets, sorted.
    pub people: Vec<String>,
    /// Where.
    pub place: Option<String>,
    /// When.
    pub date: Option<String>,
    /// How far it had come when it was last told.
    pub status: Status,
}

/// The articles of one happening.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Story {
    /// Stable.
    pub id: String,
    /// Title of its first article.
    pub headline: String,
    /// Seconds since 1970 of its first article's arrival.
    pub first_seen: i64,
    /// Seconds since 1970 of its last article's arrival.
    pub last_seen: i64,
    /// In order of arrival.
    pub sources: Vec<Member>,
    /// Events of its articles.
    pub events: Vec<Known>,
    /// In order.
    pub raised: Vec<Raised>,
    /// The highest number of dead that an article gave.
    #[serde(default)]
    pub toll: Option<f64>,
    /// The number of dead that was told last.
    #[serde(default)]
    pub toll_told: Option<f64>,
}

/// Stories that got nothing for this long take no more articles.
pub const WINDOW_SECONDS: i64 = 5 * 86_400;

impl Story {
    /// Opens a story with a record.
    #[must_use]
    pub fn open(record: &Record, print: &Fingerprint, now: Timestamp) -> Self {
        let mut story = Self {
            id: short_hash(&[&record.id, &record.url, &now.to_string()]),
            headline: record.title.clone(),
            first_seen: now.as_second(),
            last_seen: now.as_second(),
            sources: Vec::new(),
            events: Vec::new(),
            raised: Vec::new(),
            toll: None,
            toll_told: None,
        };
        story.add(record, print, now);
        story
    }

    /// Takes a record in.
    pub fn add(&mut self, record: &Record, print: &Fingerprint, now: Timestamp) {
        self.last_seen = now.as_second();
        let source = SourceRef {
            name: record.source.clone().unwrap_or_else(|| "unknown".to_owned()),
            url: record.url.clone(),
            published: record.published.clone(),
        };
        let family = family(&record.url, &source.name);
        if self.sources.len() < 200 {
            self.sources.push(Member { source, family, print: print.clone() });
        }
        self.toll = toll(record).map(|(dead, _)| dead).into_iter().chain(self.toll).reduce(f64::max);
        for event in leading(record) {
            let known = Known::of(event);
            if !self.events.iter().any(|k| k.same_happening(&known)) && self.events.len() < 40 {
                self.events.push(known);
            }
        }
    }

    /// Publishers that did not copy from one another: reprints of one text count once, as do editions of one publisher.
    #[must_use]
    pub fn independent_sources(&self) -> usize {
        let mut voices: Vec<&Member> = Vec::new();
        for member in &self.sources {
            if !voices
                .iter()
                .any(|v| v.family == member.family || v.print.likeness(&member.print) >= fingerprint::REPRINT)
            {
                voices.push(member);
            }
        }
        voices.len()
    }

    /// Whether an event of a new article says that one of the story's has come further.
    #[must_use]
    pub fn status_changed(&self, event: &Event) -> bool {
        let fresh = Known::of(event);
        let all: Vec<&Known> = self.events.iter().filter(|k| k.same_happening(&fresh)).collect();
        all.iter().any(|known| {
            let step = (known.status, event.status);
            matches!(
                step,
                (
                    Status::Planned | Status::Possible | Status::Ongoing,
                    Status::Occurred | Status::Cancelled | Status::Negated
                ) | (Status::Possible, Status::Planned)
                    | (Status::Occurred, Status::Cancelled)
            )
        })
    }

    /// Remembers what was told.
    pub fn note_statuses(&mut self, events: &[&Event]) {
        for event in events {
            let fresh = Known::of(event);
            match self.events.iter_mut().find(|k| k.same_happening(&fresh)) {
                Some(known) => known.status = event.status,
                None => self.events.push(fresh),
            }
        }
    }
}

impl Known {
    fn of(event: &Event) -> Self {
        let mut people: Vec<String> = event.actors.iter().chain(&event.targets).cloned().collect();
        people.sort();
        people.dedup();
        Self { kind: event.kind, people, place: event.place.clone(), date: event.date.clone(), status: event.status }
    }

    /// The same thing, whatever has become of it.
    fn same_happening(&self, other: &Self) -> bool {
        let overlap = self.people.iter().filter(|p| other.people.contains(p)).count();
        let people = overlap >= 2
            || overlap > 0
                && overlap == self.people.len().min(other.people.len())
                && self.place.is_some()
                && self.place == other.place;
        // A strike on one town is one happening, whoever is named in it.
        let one_town = self.kind == EventType::Assault && self.place.is_some() && self.place == other.place;
        let people = people || one_town && (overlap > 0 || self.people.is_empty() || other.people.is_empty());
        let place = self.place == other.place
            || self.place.is_none()
            || other.place.is_none()
            || self.kind != EventType::Assault;
        let date = self.date == other.date || self.date.is_none() || other.date.is_none();
        self.kind == other.kind && people && place && date
    }
}

/// Where a record belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Into the story at this index.
    Join(usize),
    /// Into a story of its own.
    Open,
}

/// Finds the story of a record among the recent ones, the latest first among equals.
#[must_use]
pub fn gather(record: &Record, print: &Fingerprint, stories: &[Story], now: Timestamp) -> Place {
    let fresh: Vec<Known> = leading(record).map(Known::of).collect();
    let mut best: Option<(f64, usize)> = None;
    for (at, story) in stories.iter().enumerate() {
        if now.as_second() - story.last_seen > WINDOW_SECONDS {
            continue;
        }
        let text = story.sources.iter().map(|m| m.print.likeness(print)).fold(0.0, f64::max);
        let event = fresh
            .iter()
            .take(2)
            .any(|f| story.events.iter().take(3).any(|k| k.same_happening(f) && close(k, f, story, now)));
        // The same words about another town are another happening.
        let elsewhere = fresh.first().is_some_and(|f| {
            let told = story.events.iter().filter(|k| k.kind == f.kind && k.place.is_some());
            let mut told = told.peekable();
            f.place.is_some() && told.peek().is_some() && told.all(|k| k.place != f.place)
        });
        let score = if elsewhere && !event {
            0.0
        } else if text >= fingerprint::REPRINT {
            1.0 + text
        } else if event {
            0.5 + text
        } else {
            0.0
        };
        if score > 0.0 && best.is_none_or(|(s, _)| score >= s) {
            best = Some((score, at));
        }
    }
    best.map_or(Place::Open, |(_, at)| Place::Join(at))
}

/// Events without a date are the same only while the story is fresh: two calls of the same leaders a week apart are two stories.
fn close(known: &Known, fresh: &Known, story: &Story, now: Timestamp) -> bool {
    known.date.is_some() && known.date == fresh.date || now.as_second() - story.last_seen < 2 * 86_400
}

/// The events that say what an article is about: the surest of its first sentences.
fn leading(record: &Record) -> impl Iterator<Item = &Event> {
    let mut events: Vec<&Event> = record.events.iter().filter(|e| e.confidence >= 0.6).collect();
    events.sort_by_key(|e| e.evidence.start);
    events.into_iter().take(3)
}

/// The publisher behind an address: its registrable domain, as far as the usual two-part endings tell.
fn family(url: &str, name: &str) -> String {
    let host = url::Url::parse(url).ok().and_then(|u| u.host_str().map(str::to_owned)).unwrap_or_default();
    let parts: Vec<&str> = host.trim_start_matches("www.").split('.').collect();
    if host.is_empty() || host.parse::<std::net::IpAddr>().is_ok() || parts.len() < 2 {
        return name.to_owned();
    }
    let two = matches!(parts[parts.len() - 2], "co" | "com" | "gov" | "org" | "net" | "ac" | "edu" | "in");
    let keep = if two && parts.len() > 2 { 3 } else { 2 };
    parts[parts.len() - keep..].join(".")
}
