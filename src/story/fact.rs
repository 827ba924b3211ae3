//! What a story's sources say of it, each with its source: never averaged, never overwritten.

use super::days::Days;
use super::gist::{Gist, side};
use super::same::alike;
use super::{Label, Story, toll};
use crate::extract::{Event, EventType, Record, Span, Status};
use crate::knowledge::Knowledge;
use serde::{Deserialize, Serialize};

/// What is said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", content = "value", rename_all = "lowercase")]
pub enum Claim {
    /// So many dead.
    Toll(f64),
    /// How far it has come.
    Status(Status),
    /// This actor denies it.
    Denied(String),
}

/// A claim with who makes it, when, and the sentence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// What is said.
    #[serde(flatten)]
    pub claim: Claim,
    /// Outlet.
    pub source: Label,
    /// Article.
    pub url: Label,
    /// RFC 3339, of the article.
    pub at: Option<String>,
    /// The sentence.
    pub evidence: String,
}

/// The claims of an article on the story's happening.
pub(super) fn claims<'r>(
    story: &Story,
    record: &'r Record,
    gist: &'r Gist,
    known: &Knowledge,
) -> Vec<(Claim, &'r Span)> {
    let mut out = Vec::new();
    out.extend(toll(gist).map(|(dead, sentence)| (Claim::Toll(dead), sentence)));
    let days = Days::since(story, gist.day);
    for (event, own) in record.events.iter().zip(&gist.told) {
        if story.events.iter().take(3).any(|k| alike(k, own, days) >= 0.6) {
            out.push((Claim::Status(event.status), &event.evidence));
        }
        if let Some(who) = denial(story, event, &record.lang, known) {
            out.push((Claim::Denied(who), &event.evidence));
        }
    }
    out
}

/// Who denies what the story tells: a party to it, or a body of a party.
fn denial(story: &Story, event: &Event, lang: &str, known: &Knowledge) -> Option<String> {
    if event.kind != EventType::Reject || event.status == Status::Negated {
        return None;
    }
    // Suspending or vetoing something denies nothing.
    let text = event.evidence.text.to_lowercase();
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
    let word = |i: usize| words.get(i).copied().unwrap_or_default();
    let language = known.language(lang);
    if !(0..words.len()).any(|i| known.class_at(language, "denials", i, &word).is_some()) {
        return None;
    }
    let who = event.actors.first()?;
    let core = story.events.first()?;
    let party = core.people.contains(who) || side(who, known).is_some_and(|s| core.sides.contains(&s));
    // A country that has denied it by one of its bodies denies it once.
    let same = |other: &&String| *other == who || side(other, known).is_some_and(|s| side(who, known) == Some(s));
    let denied = story.facts.iter().filter_map(|f| match &f.claim {
        Claim::Denied(other) => Some(other),
        _ => None,
    });
    let first = denied.into_iter().find(same);
    party.then(|| first.unwrap_or(who).clone())
}
