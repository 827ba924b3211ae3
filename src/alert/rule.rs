//! What is worth an alert.

use crate::extract::{Event, EventType, Status};
use crate::knowledge::Knowledge;
use crate::units::Duration;
use jiff::civil::Date;
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

/// An alert rule. A list that is empty means any.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What the user calls it.
    pub name: String,
    /// Any of these takes part; `@group` names a group of the knowledge base.
    #[serde(default)]
    pub actors: Vec<String>,
    /// Any of these types.
    #[serde(default)]
    pub events: Vec<EventType>,
    /// Any of these places, or a place in any of these countries.
    #[serde(default)]
    pub places: Vec<String>,
    /// Any of these statuses; left out: all but negated and possible ones.
    #[serde(default)]
    pub statuses: Vec<Status>,
    /// Any of these words stands in the evidence, whatever their case.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// Independent sources before it fires.
    #[serde(default = "one")]
    pub min_sources: usize,
    /// How sure extraction must be, 0 to 1.
    #[serde(default = "fairly_sure")]
    pub min_confidence: f64,
    /// How grave.
    #[serde(default = "normal")]
    pub severity: Severity,
    /// Pause between two updates of one story by this rule.
    #[serde(default = "half_an_hour")]
    pub throttle: Duration,
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

impl Rule {
    /// Whether an event is what this rule waits for. The error names the first condition that failed.
    ///
    /// # Errors
    /// The condition in words.
    pub fn matches(&self, event: &Event, known: &Knowledge, day: Date) -> Result<(), &'static str> {
        if !self.events.is_empty() && !self.events.contains(&event.kind) {
            return Err("event type");
        }
        let status = if self.statuses.is_empty() {
            !matches!(event.status, Status::Negated | Status::Possible)
        } else {
            self.statuses.contains(&event.status)
        };
        if !status {
            return Err("status");
        }
        if event.confidence + 1e-9 < self.min_confidence {
            return Err("confidence");
        }
        let takes_part = |name: &str| event.actors.iter().chain(&event.targets).any(|a| a == name);
        let any = |name: &String| match name.strip_prefix('@') {
            Some(group) => known.group(group, day).is_some_and(|members| members.into_iter().any(takes_part)),
            None => takes_part(name),
        };
        if !self.actors.is_empty() && !self.actors.iter().any(any) {
            return Err("actors");
        }
        let within = |place: &String| self.places.iter().any(|p| p == place || known.lies_in(place, p));
        if !self.places.is_empty() && !event.place.as_ref().is_some_and(within) {
            return Err("places");
        }
        let lower = event.evidence.text.to_lowercase();
        if !self.keywords.is_empty() && !self.keywords.iter().any(|k| lower.contains(&k.to_lowercase())) {
            return Err("keywords");
        }
        Ok(())
    }
}
