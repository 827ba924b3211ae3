//! `wirewatch stories` and `wirewatch story`: what was gathered, with its timeline.

use super::{ConfigOption, Failure, open_store, print::safe, print_line};
use crate::story::{Claim, Story};
use crate::units::Duration;
use clap::Args;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// The stories of late, the latest first
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  wirewatch stories --since 2d")]
pub(super) struct List {
    #[command(flatten)]
    config: ConfigOption,
    /// Only stories that grew in the last 90s, 5m, 2h, 7d
    #[arg(long, value_name = "AGE", value_parser = Duration::parse)]
    since: Option<Duration>,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
}

/// One story: its timeline with evidence, its sources, and where they contradict each other
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  wirewatch story 3f2a")]
pub(super) struct One {
    #[command(flatten)]
    config: ConfigOption,
    /// Its id, or the first letters of it
    id: String,
    /// As JSON
    #[arg(long)]
    json: bool,
}

fn json(story: &Story) -> serde_json::Value {
    serde_json::json!({
        "id": story.id, "headline": story.headline, "first_seen": time(story.first_seen), "last_seen": time(story.last_seen),
        "independent_sources": story.independent, "toll": story.toll, "roundup": story.roundup,
        "sources": story.sources.iter().map(|m| serde_json::json!({
            "name": m.source.name, "url": m.source.url, "published": m.source.published, "family": m.family, "agency": m.agency,
            "title": m.title, "record": m.record,
        })).collect::<Vec<_>>(),
        "events": story.events, "facts": story.facts,
        "raised": story.raised.iter().map(|r| serde_json::json!({
            "rule": r.rule, "severity": r.severity, "at": r.at, "alert": r.alert, "independent_sources": r.sources,
        })).collect::<Vec<_>>(),
    })
}

fn time(seconds: i64) -> String {
    Timestamp::from_second(seconds).map(|t| t.to_string()).unwrap_or_default()
}

pub(super) fn list(options: &List) -> Result<(), Failure> {
    let store = open_store(&options.config.load()?)?;
    let since = options.since.and_then(|s| Timestamp::now().checked_sub(s.signed()).ok());
    let mut stories =
        store.stories(since.map_or(0, Timestamp::as_second)).map_err(|e| Failure::wrong(e.to_string()))?;
    stories.reverse();
    for story in &stories {
        if options.json {
            print_line(&json(story).to_string())?;
            continue;
        }
        let alerts = match story.raised.len() {
            0 => "no alert".to_owned(),
            1 => "1 alert".to_owned(),
            n => format!("{n} alerts"),
        };
        print_line(&format!(
            "{}  {}  {} articles, {} independent, {alerts}  {}",
            &story.id[..story.id.len().min(8)],
            time(story.last_seen).get(..16).unwrap_or_default().replace('T', " "),
            story.sources.len(),
            story.independent,
            safe(&story.headline)
        ))?;
    }
    if stories.is_empty() {
        eprintln!("wirewatch: no stories yet");
    }
    Ok(())
}

pub(super) fn one(options: &One) -> Result<(), Failure> {
    let store = open_store(&options.config.load()?)?;
    let found = store.story(&options.id).map_err(|e| Failure::wrong(e.to_string()))?;
    let story = match found.as_slice() {
        [story] => story,
        [] => {
            return Err(Failure::wrong(format!(
                "no story's id begins with '{}'; `wirewatch stories` lists them",
                options.id
            )));
        }
        _ => return Err(Failure::wrong(format!("several stories' ids begin with '{}'; write more of it", options.id))),
    };
    if options.json {
        return print_line(&json(story).to_string());
    }
    print_line(&format!("{}\n{}", safe(&story.headline), story.id))?;
    for event in story.events.iter().take(4) {
        let mut parts = vec![format!("{:?}", event.kind).to_uppercase(), format!("{:?}", event.status).to_lowercase()];
        parts.extend((!event.people.is_empty()).then(|| event.people.join(", ")));
        parts.extend(event.place.clone());
        parts.extend(event.date.as_ref().map(|d| d.as_str().to_owned()));
        print_line(&format!("  {}", safe(&parts.join(" · "))))?;
    }
    print_line("")?;
    timeline(story)?;
    contradictions(story)
}

/// Articles, claims and alerts in the order of time.
fn timeline(story: &Story) -> Result<(), Failure> {
    let mut lines: Vec<(String, String)> = Vec::new();
    for member in &story.sources {
        let agency = member.agency.as_ref().map_or_else(String::new, |a| format!(" (after {a})"));
        let at = member.source.published.clone().unwrap_or_else(|| time(member.at));
        lines.push((
            at,
            format!(
                "{}{agency}: {}\n      {}",
                safe(&member.source.name),
                safe(&member.title),
                safe(&member.source.url)
            ),
        ));
    }
    for fact in &story.facts {
        let what = match &fact.claim {
            Claim::Toll(dead) => format!("{dead} dead"),
            Claim::Status(status) => format!("{status:?}").to_lowercase(),
            Claim::Denied(who) => format!("denied by {who}"),
        };
        let at = fact.at.clone().unwrap_or_default();
        lines.push((at, format!("  {} says: {what}\n      “{}”", safe(fact.source.as_str()), safe(&fact.evidence))));
    }
    for raised in &story.raised {
        lines.push((
            raised.at.clone(),
            format!("  alert by rule '{}' ({:?}), {} independent", safe(&raised.rule), raised.severity, raised.sources),
        ));
    }
    lines.sort_by(|a, b| a.0.cmp(&b.0));
    lines
        .iter()
        .try_for_each(|(at, line)| print_line(&format!("{}  {line}", at.get(..16).unwrap_or(at).replace('T', " "))))
}

/// What the sources say of the dead, side by side, where they differ.
fn contradictions(story: &Story) -> Result<(), Failure> {
    let mut tolls: BTreeMap<&str, f64> = BTreeMap::new();
    for fact in &story.facts {
        if let Claim::Toll(dead) = fact.claim {
            tolls.insert(fact.source.as_str(), dead);
        }
    }
    let first = tolls.values().next().copied();
    if tolls.values().any(|dead| Some(*dead) != first) {
        print_line("\nThe sources differ on the dead (each source's last word):")?;
        tolls.iter().try_for_each(|(source, dead)| print_line(&format!("  {dead:>4}  {}", safe(source))))?;
    }
    Ok(())
}
