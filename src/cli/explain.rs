//! `wirewatch explain`: why an alert was raised, or why an article raised none.

use super::print::{event_line, safe};
use super::{ConfigOption, Failure, open_store, print_line};
use crate::alert::{Alert, Bench, matches, subjects};
use crate::config::Config;
use crate::extract::{Event, Record};
use crate::store::Store;
use clap::Args;
use jiff::Timestamp;

/// Why an alert fired, or why an article raised none: relevance, events, and rule by rule the first condition that failed
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  wirewatch explain 42                              # the alert with this number\n  wirewatch explain https://example.org/article"
)]
pub(super) struct Options {
    #[command(flatten)]
    config: ConfigOption,
    /// Number or id of an alert, or address or id of an article
    what: String,
}

pub(super) fn run(options: &Options) -> Result<(), Failure> {
    let config = options.config.load()?;
    let store = open_store(&config)?;
    let failed = |e: crate::store::StoreError| Failure::wrong(e.to_string());
    if let Some(found) = store.alert(&options.what).map_err(failed)? {
        return alert(&store, &config, &found);
    }
    if article(&store, &config, &options.what)? {
        return Ok(());
    }
    Err(Failure::wrong(format!(
        "no stored alert or article is called '{}'; `wirewatch tail` shows alerts with their addresses. An article that is not stored was not read (see `wirewatch status`) or is older than [store] keep_records",
        options.what
    )))
}

fn alert(store: &Store, config: &Config, alert: &Alert) -> Result<(), Failure> {
    print_line(&format!("Alert {} ({}): {}", alert.seq, alert.id, safe(&alert.headline)))?;
    print_line(&format!("raised at {} by rule '{}', {:?}", alert.at, safe(&alert.rule), alert.severity))?;
    if let Some(rule) = config.alert.iter().find(|r| r.name == alert.rule) {
        let mut asks: Vec<String> = Vec::new();
        let mut ask = |what: &str, list: Vec<String>| {
            if !list.is_empty() {
                asks.push(format!("{what} {}", list.join(" | ")));
            }
        };
        ask("events", rule.events.iter().map(|e| format!("{e:?}").to_uppercase()).collect());
        ask("actors", rule.actors.clone());
        ask("not", rule.not.clone());
        ask("places", rule.places.clone());
        ask("statuses", rule.statuses.iter().map(|s| format!("{s:?}").to_lowercase()).collect());
        ask("keywords", rule.keywords.iter().map(|k| k.text.clone()).collect());
        asks.push(format!("min_confidence {}", rule.min_confidence));
        asks.push(format!("min_sources {}", rule.min_sources));
        print_line(&format!("the rule asks for {}", safe(&asks.join("; "))))?;
    }
    for event in &alert.events {
        print_line(&format!("matched: {}", told(event)))?;
    }
    for evidence in &alert.evidence {
        print_line(&format!(
            "  “{}”\n  {} characters {} to {}",
            safe(&evidence.text),
            safe(&evidence.url),
            evidence.start,
            evidence.end
        ))?;
    }
    print_line(&format!(
        "story {}: {} articles, {} independent sources",
        alert.story,
        alert.sources.len(),
        alert.independent_sources
    ))?;
    if let Some(url) = alert.evidence.first().map(|e| e.url.as_str()) {
        print_line("")?;
        article(store, config, url)?;
    }
    Ok(())
}

fn told(event: &Event) -> String {
    format!("{} · confidence {:.2}", event_line(event), event.confidence)
}

/// Whether there is such an article.
fn article(store: &Store, config: &Config, what: &str) -> Result<bool, Failure> {
    let Some(found) = store.find_record(what).map_err(|e| Failure::wrong(e.to_string()))? else { return Ok(false) };
    let record: Record = serde_json::from_str(&found.json)
        .map_err(|e| Failure::wrong(format!("the stored record cannot be read: {e}")))?;
    print_line(&format!("Article: {}\n{}", safe(&record.title), safe(&record.url)))?;
    let verdict = if record.relevant { "about the crisis" } else { "NOT about the crisis: it raises nothing" };
    print_line(&format!(
        "{verdict} (score {:.2}): {}",
        record.relevance.score,
        safe(&record.relevance.because.join(", "))
    ))?;
    if record.events.is_empty() {
        print_line("no event was found in it: no rule can match")?;
    }
    for event in &record.events {
        print_line(&format!("  {}\n    “{}”", told(event), safe(&event.evidence.text)))?;
    }
    let known = config.knowledge().map_err(Failure)?;
    let bench = Bench {
        rules: &config.alert,
        known: &known,
        reliability: record.source.as_deref().and_then(|s| config.reliability(s)),
        elsewhere: &[],
        now: Timestamp::from_second(found.made).unwrap_or_default(),
    };
    print_line("rules:")?;
    for (rule, outcome) in matches(&subjects(&record, &bench), bench.rules) {
        let line = match outcome {
            Ok(events) => {
                let mut held = found.held.as_deref().unwrap_or_default().lines();
                let why = held.find_map(|l| l.strip_prefix(&format!("{}: ", rule.name)));
                match why {
                    Some(why) => format!("matched, but raised nothing: {why}"),
                    None => format!("matched by {} of {} events", events.len(), record.events.len()),
                }
            }
            Err(Some((condition, subject))) => {
                format!("no: {} ({})", condition.key(), rule.found(condition, subject))
            }
            Err(None) => "no: the article has no event".to_owned(),
        };
        print_line(&format!("  {}: {}", safe(&rule.name), safe(&line)))?;
    }
    if let Some(id) = &found.story {
        let story = store.story(id).map_err(|e| Failure::wrong(e.to_string()))?;
        if let Some(story) = story.first() {
            print_line(&format!("story {}: {} ({} articles)", story.id, safe(&story.headline), story.sources.len()))?;
            for raised in &story.raised {
                print_line(&format!("  raised {} at {} by '{}'", raised.alert, raised.at, safe(&raised.rule)))?;
            }
        }
    }
    Ok(true)
}
