//! Which changes of a story are worth an alert.

use super::{ALERT_SCHEMA, Alert, AlertKind, Condition, Evidence, Reliability, Rule, Severity, Subject};
use crate::extract::{Event, Record, Span, Status};
use crate::knowledge::Knowledge;
use crate::story::{Gist, Known, Raised, Story, toll};
use jiff::Timestamp;
use jiff::civil::Date;
use std::sync::Arc;

/// A rule that matched but raised nothing, and why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldBack {
    /// The rule.
    pub rule: String,
    /// "throttle", "sources", "nothing new", "lesser than what was raised", "told in another story"
    pub why: &'static str,
}

impl HeldBack {
    /// The rule and the reason, as they are stored.
    #[must_use]
    pub fn told(&self) -> String {
        format!("{}: {}", self.rule, self.why)
    }
}

/// What the rules say to one record of a story.
#[derive(Debug, Default, PartialEq)]
pub struct Judgement {
    /// To be raised; at most one a record: the gravest.
    pub alert: Option<Alert>,
    /// Matched, but not raised.
    pub held: Vec<HeldBack>,
    /// How far the event of a story told before has come, where that is the news.
    pub change: Option<Status>,
}

/// What a record is judged with.
#[derive(Debug, Clone, Copy)]
pub struct Bench<'a> {
    /// In the order of the configuration.
    pub rules: &'a [Rule],
    /// For groups, countries and distances.
    pub known: &'a Knowledge,
    /// How much the word of the record's feed is worth.
    pub reliability: Option<Reliability>,
    /// Events of the record, by index, that another story tells.
    pub elsewhere: &'a [usize],
    /// Now.
    pub now: Timestamp,
}

/// The day for which offices and groups are read.
pub(super) fn day_of(record: &Record) -> Date {
    let at = record.published.as_deref().and_then(|p| p.parse::<Timestamp>().ok());
    at.map_or(Date::MAX, |t| jiff::tz::Offset::UTC.to_datetime(t).date())
}

/// What rules look at in a record: its events with their index, those that a sentence shows.
#[must_use]
pub fn subjects<'a>(record: &'a Record, bench: &Bench<'a>) -> Vec<(usize, Subject<'a>)> {
    let day = day_of(record);
    let shown = record.events.iter().enumerate().filter(|(_, e)| !e.evidence.text.is_empty());
    shown.map(|(at, event)| (at, Subject::new(event, record, bench.reliability, bench.known, day))).collect()
}

/// The events that a rule matches with their index, or the condition that failed and at which event; none where there is no event.
pub type Outcome<'s, 'a> = Result<Vec<(usize, &'a Event)>, Option<(Condition, &'s Subject<'a>)>>;

/// Each rule with the events that it matches, or the condition that failed at the event that came farthest.
pub fn matches<'s, 'a>(
    subjects: &'s [(usize, Subject<'a>)],
    rules: &'a [Rule],
) -> impl Iterator<Item = (&'a Rule, Outcome<'s, 'a>)> {
    rules.iter().map(move |rule| {
        let mut matched = Vec::new();
        let mut nearest: Option<(Condition, &Subject)> = None;
        for (at, subject) in subjects {
            match rule.fails(subject) {
                None => matched.push((*at, subject.event)),
                Some(condition) if nearest.as_ref().is_none_or(|(before, _)| condition > *before) => {
                    nearest = Some((condition, subject));
                }
                Some(_) => {}
            }
        }
        (rule, if matched.is_empty() { Err(nearest) } else { Ok(matched) })
    })
}

/// An event, and what of it is compared with the story's.
type Told<'a> = (&'a Event, &'a Known);

/// What is new of a story that was told before.
struct News<'a> {
    why: Option<String>,
    /// How far the event has come now, where that is the news.
    change: Option<Status>,
    lead: Option<&'a Span>,
}

/// Judges a record (with its gist) that has just joined `story`; notes in the story what was raised.
///
/// One record raises at most one alert: of all rules that match, the gravest, first in the list among equals. A story that
/// has been told is told again only if the status of its event changed, its toll rose, a party denied it, a graver rule
/// matches, or independent sources were added (then not before the rule's throttle has passed). Without evidence there is
/// no alert.
#[must_use]
pub fn judge(record: &Record, gist: &Gist, story: &mut Story, bench: &Bench) -> Judgement {
    let mut out = Judgement::default();
    let mut candidates: Vec<(&Rule, Vec<Told>)> = Vec::new();
    for (rule, matched) in matches(&subjects(record, bench), bench.rules) {
        let Ok(matched) = matched else { continue };
        let own = matched.into_iter().filter(|(at, _)| !bench.elsewhere.contains(at));
        let own: Vec<Told> = own.filter_map(|(at, event)| Some((event, gist.told.get(at)?.as_ref()))).collect();
        if own.is_empty() {
            out.held.push(HeldBack { rule: rule.name.clone(), why: "told in another story" });
        } else {
            candidates.push((rule, own));
        }
    }
    let independent = story.independent;
    // A stable order: first what changes the story that was told, then the gravest, as listed among equals.
    candidates.sort_by_cached_key(|(rule, events)| {
        let changes = !story.raised.is_empty() && events.iter().any(|(_, known)| story.status_changed(known, gist));
        std::cmp::Reverse((changes, rule.severity_of(independent)))
    });
    for (rule, mut events) in candidates {
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
        events.sort_by(|(a, _), (b, _)| b.confidence.total_cmp(&a.confidence));
        let severity = rule.severity_of(independent);
        let news = match news((record, gist), story, rule, &events, independent, bench) {
            Ok(news) => news,
            Err(why) => {
                out.held.push(hold(why));
                continue;
            }
        };
        let kind = if story.raised.is_empty() { AlertKind::New } else { AlertKind::Update };
        let alert = build(record, story, (rule, severity), &events, &news, kind, bench.now);
        let done: Vec<&Known> = events.iter().map(|(_, known)| *known).filter(|k| !story.is_ahead(k, gist)).collect();
        story.note_statuses(done);
        story.toll_told = story.toll;
        // The first alert shows the article; what it denies is told with it.
        let denied = story.denials();
        story.denials_told = denied;
        story.raised.push(Arc::new(Raised {
            rule: rule.name.clone(),
            severity,
            at: bench.now.to_string(),
            sources: independent,
            alert: alert.id.clone(),
        }));
        out.alert = Some(alert);
        out.change = news.change;
    }
    out
}

/// What is new in the story since it was last told; the error says why it is not told again.
fn news<'a>(
    (record, gist): (&'a Record, &'a Gist),
    story: &Story,
    rule: &Rule,
    events: &[Told<'a>],
    independent: usize,
    bench: &Bench,
) -> Result<News<'a>, &'static str> {
    let nothing = News { why: None, change: None, lead: None };
    let Some(gravest) = story.raised.iter().map(|r| r.severity).max() else { return Ok(nothing) };
    let changed = events.iter().find(|(e, known)| e.status != Status::Ongoing && story.status_changed(known, gist));
    if let Some((event, _)) = changed {
        let why = Some(format!("now {}", status_word(event.status)));
        return Ok(News { why, change: Some(event.status), lead: Some(&event.evidence) });
    }
    if let Some(dead) = story.toll.filter(|dead| story.toll_told.is_none_or(|told| *dead > told))
        && let Some((_, sentence)) = toll(gist).filter(|(own, _)| *own >= dead)
    {
        let why = match story.toll_told {
            Some(told) => format!("toll raised from {told} to {dead}"),
            None => format!("{dead} reported dead"),
        };
        return Ok(News { why: Some(why), lead: Some(sentence), ..nothing });
    }
    if let Some((who, sentence)) = story.fresh_denial() {
        let lead = record.events.iter().map(|e| &e.evidence).find(|s| s.text == sentence);
        if lead.is_some() {
            return Ok(News { why: Some(format!("denied by {who}")), lead, ..nothing });
        }
    }
    let told = story.raised.iter().map(|r| r.sources).max().unwrap_or(0);
    let grown = format!("now {independent} independent sources");
    if rule.severity_of(independent) > gravest {
        return Ok(News { why: (independent > told).then_some(grown), ..nothing });
    }
    if independent <= told {
        return Err("nothing new");
    }
    let latest = story.raised.iter().rev().find_map(|r| r.at.parse().ok()).unwrap_or(Timestamp::MIN);
    if bench.now.duration_since(latest) < rule.throttle.signed() {
        return Err("throttle");
    }
    Ok(News { why: Some(grown), ..nothing })
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

fn build(
    record: &Record,
    story: &Story,
    (rule, severity): (&Rule, Severity),
    events: &[Told],
    news: &News,
    kind: AlertKind,
    now: Timestamp,
) -> Alert {
    let mut actors: Vec<String> = Vec::new();
    for name in events.iter().flat_map(|(e, _)| e.actors.iter().chain(&e.targets)) {
        if !actors.contains(name) {
            actors.push(name.clone());
        }
    }
    let mut evidence: Vec<Evidence> = Vec::new();
    // The sentence that the news of an update rests on stands first.
    for span in news.lead.into_iter().chain(events.iter().map(|(e, _)| &e.evidence)) {
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
    let headline = if record.title.is_empty() { events[0].0.evidence.text.clone() } else { record.title.clone() };
    let headline = match &news.why {
        Some(why) => format!("{headline} ({why})"),
        None => headline,
    };
    Alert {
        schema: ALERT_SCHEMA.to_owned(),
        id: crate::hash::short_hash(&[&story.id, &rule.name, &record.id, &story.raised.len().to_string()]),
        seq: 0,
        at: now.to_string(),
        kind,
        severity,
        rule: rule.name.clone(),
        headline,
        story: story.id.clone(),
        sources: story.sources.iter().map(|s| Arc::clone(&s.source)).collect(),
        independent_sources: story.independent,
        actors,
        events: events.iter().map(|(e, _)| (*e).clone()).collect(),
        evidence,
        held_until: None,
    }
}
