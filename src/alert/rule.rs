//! What is worth an alert.

use crate::extract::{Event, EventType, Record, Status};
use crate::knowledge::Knowledge;
use crate::units::Duration;
use jiff::civil::{Date, Time};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::cell::OnceCell;

/// How grave an alert is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the words say it")]
pub enum Severity {
    Low,
    Normal,
    High,
    Critical,
}

/// How much a feed's word is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the words say it")]
pub enum Reliability {
    Low,
    Medium,
    High,
}

/// A circle around a place.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Near {
    /// A town of the knowledge base.
    pub place: String,
    /// Radius in kilometres.
    pub km: f64,
}

/// A graver severity once a story has grown.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Escalation {
    /// From so many independent sources on.
    pub sources: usize,
    /// What it becomes then.
    pub severity: Severity,
}

/// An alert rule. A list that is empty means any.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What the user calls it.
    pub name: String,
    /// Any of these takes part; `@group` names a group of the knowledge base.
    #[serde(default)]
    pub actors: Vec<String>,
    /// None of these takes part.
    #[serde(default)]
    pub not: Vec<String>,
    /// Any of these types.
    #[serde(default)]
    pub events: Vec<EventType>,
    /// Any of these places, or a place in any of these countries.
    #[serde(default)]
    pub places: Vec<String>,
    /// Within so many kilometres of a place.
    #[serde(default)]
    pub near: Option<Near>,
    /// Any of these statuses; left out: all but negated and possible ones.
    #[serde(default)]
    pub statuses: Vec<Status>,
    /// Any of these words stands in the evidence, whatever their case.
    #[serde(default)]
    pub keywords: Vec<Keyword>,
    /// Any of these languages (ISO 639-1).
    #[serde(default)]
    pub languages: Vec<String>,
    /// Feeds of at least this reliability; those without one count as medium.
    #[serde(default)]
    pub reliability: Option<Reliability>,
    /// Independent sources before it fires.
    #[serde(default = "one")]
    pub min_sources: usize,
    /// How sure extraction must be, 0 to 1.
    #[serde(default = "fairly_sure")]
    pub min_confidence: f64,
    /// How grave.
    #[serde(default = "normal")]
    pub severity: Severity,
    /// Graver once the story has grown.
    #[serde(default)]
    pub escalate: Vec<Escalation>,
    /// Pause between two updates of one story by this rule.
    #[serde(default = "half_an_hour")]
    pub throttle: Duration,
    /// Not at once but in one summary at this time of the day (`"08:00"`).
    #[serde(default)]
    pub digest: Option<Time>,
}

fn one() -> usize {
    1
}

fn fairly_sure() -> f64 {
    0.6
}

fn normal() -> Severity {
    Severity::Normal
}

fn half_an_hour() -> Duration {
    Duration::from_secs(1800)
}

/// A word that is looked for whatever its case.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub struct Keyword {
    /// As it is written in the rule.
    pub text: String,
    lower: String,
}

impl From<String> for Keyword {
    fn from(text: String) -> Self {
        Self { lower: text.to_lowercase(), text }
    }
}

/// A condition of a rule, in the order in which they are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "they are the keys of a rule")]
pub enum Condition {
    Events,
    Statuses,
    MinConfidence,
    Actors,
    Not,
    Places,
    Near,
    Keywords,
    Languages,
    Reliability,
}

impl Condition {
    /// Its key in the configuration.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Events => "events",
            Self::Statuses => "statuses",
            Self::MinConfidence => "min_confidence",
            Self::Actors => "actors",
            Self::Not => "not",
            Self::Places => "places",
            Self::Near => "near",
            Self::Keywords => "keywords",
            Self::Languages => "languages",
            Self::Reliability => "reliability",
        }
    }
}

/// What a rule looks at.
#[derive(Debug, Clone)]
pub struct Subject<'a> {
    /// An event of the record.
    pub event: &'a Event,
    /// The article's.
    pub record: &'a Record,
    /// Of its feed.
    pub reliability: Option<Reliability>,
    /// For groups, countries and distances.
    pub known: &'a Knowledge,
    /// The day for which offices are read.
    pub day: Date,
    lower: OnceCell<String>,
}

impl<'a> Subject<'a> {
    /// Of an event of a record, whose feed is of this reliability.
    #[must_use]
    pub fn new(
        event: &'a Event,
        record: &'a Record,
        reliability: Option<Reliability>,
        known: &'a Knowledge,
        day: Date,
    ) -> Self {
        Self { event, record, reliability, known, day, lower: OnceCell::new() }
    }

    /// Its sentence in lower case: several rules look for words in it.
    fn sentence(&self) -> &str {
        self.lower.get_or_init(|| self.event.evidence.text.to_lowercase())
    }

    fn people(&self) -> impl Iterator<Item = &String> {
        self.event.actors.iter().chain(&self.event.targets)
    }

    /// Whether one of these takes part; `@group` names a group.
    fn has_any(&self, names: &[String]) -> bool {
        names.iter().any(|name| match name.strip_prefix('@') {
            Some(group) => self.people().any(|a| self.known.in_group(group, a, self.day)),
            None => self.people().any(|a| a == name),
        })
    }

    /// Kilometres from the event's place to another.
    fn distance(&self, place: &str) -> Option<f64> {
        self.known.distance(self.event.place.as_ref()?, place)
    }

    /// Feeds without a reliability count as medium.
    fn worth(&self) -> Reliability {
        self.reliability.unwrap_or(Reliability::Medium)
    }
}

impl Rule {
    /// Whether an event is what this rule waits for: the first condition that it does not meet.
    #[must_use]
    pub fn fails(&self, subject: &Subject) -> Option<Condition> {
        let event = subject.event;
        let status = || match self.statuses.as_slice() {
            [] => !matches!(event.status, Status::Negated | Status::Possible),
            wanted => wanted.contains(&event.status),
        };
        let within = |place: &String| self.places.iter().any(|p| p == place || subject.known.lies_in(place, p));
        let near = |near: &Near| subject.distance(&near.place).is_some_and(|km| km <= near.km);
        let said = || self.keywords.iter().any(|k| subject.sentence().contains(&k.lower));
        match () {
            () if !self.events.is_empty() && !self.events.contains(&event.kind) => Some(Condition::Events),
            () if !status() => Some(Condition::Statuses),
            () if event.confidence + 1e-9 < self.min_confidence => Some(Condition::MinConfidence),
            () if !self.actors.is_empty() && !subject.has_any(&self.actors) => Some(Condition::Actors),
            () if subject.has_any(&self.not) => Some(Condition::Not),
            () if !self.places.is_empty() && !event.place.as_ref().is_some_and(within) => Some(Condition::Places),
            () if !self.near.as_ref().is_none_or(near) => Some(Condition::Near),
            () if !self.keywords.is_empty() && !said() => Some(Condition::Keywords),
            () if !self.languages.is_empty() && !self.languages.contains(&subject.record.lang) => {
                Some(Condition::Languages)
            }
            () if self.reliability.is_some_and(|least| subject.worth() < least) => Some(Condition::Reliability),
            () => None,
        }
    }

    /// What was found in an event where a condition failed, for a person.
    #[must_use]
    pub fn found(&self, condition: Condition, subject: &Subject) -> String {
        let event = subject.event;
        let place = || event.place.clone().unwrap_or_else(|| "no place is told".to_owned());
        match condition {
            Condition::Events => format!("{:?}", event.kind).to_uppercase(),
            Condition::Statuses => format!("{:?}", event.status).to_lowercase(),
            Condition::MinConfidence => format!("{:.2}", event.confidence),
            Condition::Actors | Condition::Not => {
                let all: Vec<&str> = subject.people().map(String::as_str).collect();
                if all.is_empty() { "nobody is named".to_owned() } else { all.join(", ") }
            }
            Condition::Places => place(),
            Condition::Near => {
                let km = self.near.as_ref().and_then(|near| subject.distance(&near.place));
                format!("{}{}", place(), km.map_or_else(String::new, |km| format!(", {km:.0} km away")))
            }
            Condition::Keywords => "none of them stands in the sentence".to_owned(),
            Condition::Languages => subject.record.lang.clone(),
            Condition::Reliability => {
                let least = self.reliability.map_or_else(String::new, |least| format!(", not {least:?}"));
                format!("{:?}{least}", subject.worth()).to_lowercase()
            }
        }
    }

    /// How grave it is with so many independent sources.
    #[must_use]
    pub fn severity_of(&self, sources: usize) -> Severity {
        let reached = self.escalate.iter().filter(|e| sources >= e.sources).map(|e| e.severity);
        reached.fold(self.severity, Severity::max)
    }
}
