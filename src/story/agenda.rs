//! What is ahead: planned events of the stories by day, and what has become of them.

use super::when::since_1970;
use super::{Claim, Story};
use crate::extract::{EventType, Status};
use jiff::civil::Date;
use serde::Serialize;

/// A planned event.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Appointment {
    /// ISO 8601: a day.
    pub date: String,
    /// PLOVER type.
    #[serde(rename = "type")]
    pub kind: EventType,
    /// Who takes part.
    pub people: Vec<String>,
    /// Where.
    pub place: Option<String>,
    /// As last told.
    pub status: Status,
    /// Its day has passed and nobody has reported it done or off.
    pub unreported: bool,
    /// Headline of the story.
    pub headline: String,
    /// The story's id.
    pub story: String,
    /// The sentence that tells the plan.
    pub evidence: Option<String>,
    /// Outlets and addresses, first seen first.
    pub sources: Vec<(String, String)>,
}

/// Days for which a passed plan is still listed.
const BEHIND: i64 = 14;

/// Planned and cancelled events of the stories, by day: those from `BEHIND` days before `today` on that nobody reported done.
#[must_use]
pub fn agenda<'a>(stories: impl IntoIterator<Item = &'a Story>, today: Date) -> Vec<Appointment> {
    let now = since_1970(today);
    let mut out: Vec<Appointment> = Vec::new();
    for story in stories.into_iter().filter(|s| !s.roundup) {
        for event in story.events.iter().take(4) {
            let Some((date, day)) = event.date.as_ref().and_then(|d| Some((d.as_str(), d.day()?))) else { continue };
            let status = event.latest.unwrap_or(event.status);
            let open = matches!(status, Status::Planned | Status::Possible | Status::Cancelled);
            // What a promise or a threat is about may be ahead; the saying is none.
            let said = event.kind.is_said() && event.kind != EventType::Agree;
            let listed = out.iter().any(|a| a.story == story.id && a.date == date);
            if !open || said || day < now - BEHIND || listed || status == Status::Cancelled && day < now {
                continue;
            }
            let told = story.facts.iter().rev().find(|f| f.claim == Claim::Status(status));
            out.push(Appointment {
                date: date.to_owned(),
                kind: event.kind,
                people: event.people.clone(),
                place: event.place.clone(),
                status,
                unreported: day < now,
                headline: story.headline.clone(),
                story: story.id.clone(),
                evidence: told.map(|f| f.evidence.clone()),
                sources: story.sources.iter().map(|m| (m.source.name.clone(), m.source.url.clone())).collect(),
            });
        }
    }
    out.sort_by(|a, b| a.date.cmp(&b.date).then(a.headline.cmp(&b.headline)));
    out
}
