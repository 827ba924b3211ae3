//! Which changes of a story are worth an alert.

use super::{ALERT_SCHEMA, Alert, AlertKind, Evidence, Rule};
use crate::extract::{Event, Record, Span, Status};
use crate::knowledge::Knowledge;
use crate::story::{Raised, Story, toll};
use jiff::Timestamp;
use jiff::civil::Date;

/// A rule that matched but raised nothing, and why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldBack {
    /// The rule.
    pub rule: String,
    /// "throttle", "sources", "nothing new", "lesser than what was raised"
    pub why: &'static str,
}

/// What the rules say to one record of a story.
#[derive(Debug, Default, PartialEq)]
pub struct Judgement {
    /// To be raised; at most one a record: the gravest.
    pub alert: Option<Alert>,
    /// Matched, but not raised.
    pub held: Vec<HeldBack>,
}

/// Judges a record that has just joined `story`; notes in the story what was raised.
///
/// One record raises at most one alert: of all rules that match, the gravest, first in the list among equals. A story that
/// has been told is told again only if the status of its event changed, a graver rule matches, or independent
/// sources were added (then not before the rule's throttle has passed). Without evidence there is no alert.
#[must_use]
pub fn judge(record: &Record, story: &mut Story, rules: &[Rule], known: &Knowledge, now: Timestamp) -> Judgement {
    let mut out = Judgement::default();
    let day = record
        .published
        .as_deref()
        .and_then(|p| p.parse::<Timestamp>().ok())
        .map_or(Date::MAX, |t| jiff::tz::Offset::UTC.to_datetime(t).date());
    let mut candidates: Vec<(&Rule, Vec<&Event>)> = Vec::new();
    for rule in rules {
        let matched: Vec<&Event> = record
            .events
            .iter()
            .filter(|e| !e.evidence.text.is_empty() && rule.matches(e, known, day).is_ok())
            .collect();
        if !matched.is_empty() {
            candidates.push((rule, matched));
        }
    }
    // A stable order: first what changes the story that was told, then the gravest, as listed among equals.
    candidates.sort_by_key(|(rule, events)| {
        let changes = !story.raised.is_empty() && events.iter().any(|e| story.status_changed(e));
        std::cmp::Reverse((changes, rule.severity))
    });
    for (rule, events) in candidates {
        let independent = story.independent_sources();
        let hold = |why| HeldBack { rule: rule.name.clone(), why };
        if independent < rule.min_sources {
            out.held.push(hold("sources"));
            continue;
        }
        if out.alert.is_some() {
            out.held.push(hold("lesser than what was raised"));
            continue;
        }
        // The events that say something of the story's state: the surest first.
        let mut events = events;
        events.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
        let before = story.raised.iter().max_by_key(|r| r.severity);
        // The sentence that the news of an update rests on stands first.
        let mut lead: Option<&Span> = None;
        let (kind, why) = match before {
            None => (AlertKind::New, None),
            Some(raised) => {
                let changed = events.iter().find(|e| e.status != Status::Ongoing && story.status_changed(e));
                let graver = rule.severity > raised.severity;
                let told = story.raised.iter().map(|r| r.sources).max().unwrap_or(0);
                let latest =
                    story.raised.iter().filter_map(|r| r.at.parse::<Timestamp>().ok()).max().unwrap_or(Timestamp::MIN);
                let worse = story.toll.zip(story.toll_told).filter(|(now, told)| now > told);
                let rested = now.duration_since(latest) >= rule.throttle.signed();
                if let Some(event) = changed {
                    lead = Some(&event.evidence);
                    (AlertKind::Update, Some(format!("now {}", status_word(event.status))))
                } else if let Some((dead, told)) = worse {
                    lead = toll(record).map(|(_, sentence)| sentence);
                    (AlertKind::Update, Some(format!("toll raised from {told} to {dead}")))
                } else if graver {
                    (AlertKind::Update, None)
                } else if independent <= told {
                    out.held.push(hold("nothing new"));
                    continue;
                } else if rested {
                    (AlertKind::Update, Some(format!("now {independent} independent sources")))
                } else {
                    out.held.push(hold("throttle"));
                    continue;
                }
            }
        };
        let alert = build(record, story, rule, &events, lead, kind, why, now);
        story.note_statuses(&events);
        story.toll_told = story.toll;
        story.raised.push(Raised {
            rule: rule.name.clone(),
            severity: rule.severity,
            at: now.to_string(),
            sources: independent,
            alert: alert.id.clone(),
        });
        out.alert = Some(alert);
    }
    out
}

fn status_word(status: Status) -> &'static str {
    match status {
        Status::Occurred => "reported done",
        Status::Ongoing => "under way",
        Status::Planned => "planned",
        Status::Possible => "possible",
        Status::Negated => "denied",
        Status::Cancelled => "called off",
    }
}

#[allow(clippy::too_many_arguments, reason = "all that an alert is made of, in one call")]
fn build(
    record: &Record,
    story: &Story,
    rule: &Rule,
    events: &[&Event],
    lead: Option<&Span>,
    kind: AlertKind,
    why: Option<String>,
    now: Timestamp,
) -> Alert {
    let mut actors: Vec<String> = Vec::new();
    for name in events.iter().flat_map(|e| e.actors.iter().chain(&e.targets)) {
        if !actors.contains(name) {
            actors.push(name.clone());
        }
    }
    let mut evidence: Vec<Evidence> = Vec::new();
    for span in lead.into_iter().chain(events.iter().map(|e| &e.evidence)) {
        if !evidence.iter().any(|e| e.start == span.start) {
            evidence.push(Evidence {
                text: span.text.clone(),
                url: record.url.clone(),
                start: span.start,
                end: span.end,
            });
        }
    }
    evidence.truncate(3);
    let headline = if record.title.is_empty() { events[0].evidence.text.clone() } else { record.title.clone() };
    let headline = match why {
        Some(why) => format!("{headline} ({why})"),
        None => headline,
    };
    Alert {
        schema: ALERT_SCHEMA.to_owned(),
        id: crate::hash::short_hash(&[&story.id, &rule.name, &record.id, &story.raised.len().to_string()]),
        seq: 0,
        at: now.to_string(),
        kind,
        severity: rule.severity,
        rule: rule.name.clone(),
        headline,
        story: story.id.clone(),
        sources: story.sources.iter().map(|s| s.source.clone()).collect(),
        independent_sources: story.independent_sources(),
        actors,
        events: events.iter().map(|e| (*e).clone()).collect(),
        evidence,
    }
}
