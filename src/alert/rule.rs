//! What is worth an alert.

use crate::extract::{Event, EventType, Record, Status};
use crate::knowledge::Knowledge;
use crate::units::Duration;
use jiff::civil::{Date, Time};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
    pub keywords: Vec<String>,
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

/// The first condition of a rule that an event does not meet: its key in the configuration, and what was found instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Miss {
    /// Key of the rule.
    pub condition: &'static str,
    /// For a person.
    pub found: String,
}

impl Rule {
    /// Whether an event is what this rule waits for.
    ///
    /// # Errors
    /// The first condition that failed.
    pub fn matches(
        &self,
        event: &Event,
        record: &Record,
        reliability: Option<Reliability>,
        known: &Knowledge,
        day: Date,
    ) -> Result<(), Miss> {
        let miss = |condition, found: String| Err(Miss { condition, found });
        if !self.events.is_empty() && !self.events.contains(&event.kind) {
            return miss("events", format!("{:?}", event.kind).to_uppercase());
        }
        let status = if self.statuses.is_empty() {
            !matches!(event.status, Status::Negated | Status::Possible)
        } else {
            self.statuses.contains(&event.status)
        };
        if !status {
            return miss("statuses", format!("{:?}", event.status).to_lowercase());
        }
        if event.confidence + 1e-9 < self.min_confidence {
            return miss("min_confidence", format!("{:.2}", event.confidence));
        }
        let people = || {
            let all: Vec<&str> = event.actors.iter().chain(&event.targets).map(String::as_str).collect();
            if all.is_empty() { "nobody is named".to_owned() } else { all.join(", ") }
        };
        let takes_part = |name: &str| event.actors.iter().chain(&event.targets).any(|a| a == name);
        let any = |name: &String| match name.strip_prefix('@') {
            Some(group) => event.actors.iter().chain(&event.targets).any(|a| known.in_group(group, a, day)),
            None => takes_part(name),
        };
        if !self.actors.is_empty() && !self.actors.iter().any(any) {
            return miss("actors", people());
        }
        if self.not.iter().any(any) {
            return miss("not", people());
        }
        let place = || event.place.clone().unwrap_or_else(|| "no place is told".to_owned());
        let within = |place: &String| self.places.iter().any(|p| p == place || known.lies_in(place, p));
        if !self.places.is_empty() && !event.place.as_ref().is_some_and(within) {
            return miss("places", place());
        }
        if let Some(near) = &self.near {
            let km = event.place.as_ref().and_then(|p| known.distance(p, &near.place));
            if km.is_none_or(|km| km > near.km) {
                let how_far = km.map_or_else(String::new, |km| format!(", {km:.0} km away"));
                return miss("near", format!("{}{how_far}", place()));
            }
        }
        let lower = event.evidence.text.to_lowercase();
        if !self.keywords.is_empty() && !self.keywords.iter().any(|k| lower.contains(&k.to_lowercase())) {
            return miss("keywords", "none of them stands in the sentence".to_owned());
        }
        if !self.languages.is_empty() && !self.languages.contains(&record.lang) {
            return miss("languages", record.lang.clone());
        }
        let own = reliability.unwrap_or(Reliability::Medium);
        if let Some(least) = self.reliability.filter(|least| own < *least) {
            return miss("reliability", format!("{own:?}, not {least:?}").to_lowercase());
        }
        Ok(())
    }

    /// How grave it is with so many independent sources.
    #[must_use]
    pub fn severity_of(&self, sources: usize) -> Severity {
        let reached = self.escalate.iter().filter(|e| sources >= e.sources).map(|e| e.severity);
        reached.fold(self.severity, Severity::max)
    }
}
