//! Record, story, rules and time → alerts. Pure.

mod judge;
mod replay;
mod rule;
mod schedule;

pub use judge::{Bench, HeldBack, Judgement, Outcome, judge, matches, subjects};
pub use replay::{Replay, Step};
pub use rule::{Condition, Escalation, Keyword, Near, Reliability, Rule, Severity, Subject};
pub use schedule::{Quiet, digest, held};

use crate::extract::Event;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Name and version of the alert's form.
pub const ALERT_SCHEMA: &str = "wirewatch.alert/1";

/// What an alert is in the life of its story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AlertKind {
    /// First of its story.
    New,
    /// The story grew or changed.
    Update,
    /// What was wrong is right again.
    Resolved,
}

/// An article that an alert rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SourceRef {
    /// Feed or outlet.
    pub name: String,
    /// Address of the article.
    pub url: String,
    /// RFC 3339.
    pub published: Option<String>,
}

/// The sentence an alert rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// The sentence.
    pub text: String,
    /// The article it stands in.
    pub url: String,
    /// First character in the article's body.
    pub start: usize,
    /// Behind the last character.
    pub end: usize,
}

/// A rule that matched, with evidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Alert {
    /// `wirewatch.alert/1`
    pub schema: String,
    /// Stable: the same alert has the same id at every try of delivery.
    pub id: String,
    /// Running number, given by the store.
    pub seq: i64,
    /// RFC 3339.
    pub at: String,
    /// New, update or resolved.
    pub kind: AlertKind,
    /// How grave.
    pub severity: Severity,
    /// Name of the rule; `health` for the state of a feed.
    pub rule: String,
    /// For a person.
    pub headline: String,
    /// The story's id.
    pub story: String,
    /// Articles of the story, first seen first.
    pub sources: Vec<Arc<SourceRef>>,
    /// Publishers that did not copy from one another.
    pub independent_sources: usize,
    /// Who takes part, in canonical names.
    pub actors: Vec<String>,
    /// The events that the rule matched.
    pub events: Vec<Event>,
    /// At least one sentence.
    pub evidence: Vec<Evidence>,
    /// RFC 3339: not to be shown before; a summary comes then (quiet hours, digests).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_until: Option<String>,
}

impl Alert {
    /// Whether it is a summary of others: of many stories, and of none that could be muted.
    #[must_use]
    pub fn is_digest(&self) -> bool {
        self.story.starts_with(schedule::DIGEST)
    }

    /// An alert on our own network: no feed answers, or one does again. `url`: of the feed that showed it.
    #[must_use]
    pub fn outage(url: &str, message: &str, back: bool, now: Timestamp) -> Self {
        Self { story: "network".to_owned(), ..Self::health("network", url, message, back, now) }
    }

    /// An alert on the state of a feed: dead, silent, or back.
    #[must_use]
    pub fn health(feed: &str, url: &str, message: &str, back: bool, now: Timestamp) -> Self {
        let kind = if back { AlertKind::Resolved } else { AlertKind::New };
        Self {
            schema: ALERT_SCHEMA.to_owned(),
            id: format!("health-{}-{}", now.as_millisecond(), crate::hash::short_hash(&[url])),
            seq: 0,
            at: now.to_string(),
            kind,
            severity: if back { Severity::Low } else { Severity::Normal },
            rule: "health".to_owned(),
            headline: format!("{feed}: {message}"),
            story: format!("feed-{}", crate::hash::short_hash(&[url])),
            sources: vec![Arc::new(SourceRef { name: feed.to_owned(), url: url.to_owned(), published: None })],
            independent_sources: 1,
            actors: Vec::new(),
            events: Vec::new(),
            evidence: vec![Evidence {
                text: message.to_owned(),
                url: url.to_owned(),
                start: 0,
                end: message.chars().count(),
            }],
            held_until: None,
        }
    }
}
