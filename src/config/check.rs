//! Sense of a configuration: what types alone cannot say.

use super::{Config, Problem, Sink};
use crate::knowledge::Knowledge;
use std::collections::HashSet;
use std::path::Path;

/// What is wrong whatever the knowledge.
pub(super) fn structure(config: &Config, text: &str, path: &Path) -> Vec<Problem> {
    let mut out = Vec::new();
    let mut urls = HashSet::new();
    for feed in &config.feed {
        if !matches!(feed.url.scheme(), "http" | "https") {
            out.push(Problem::of_text(
                path,
                text,
                feed.url.as_str(),
                format!("{}: a feed is reached by http or https", feed.url),
            ));
        }
        if !urls.insert(feed.url.as_str()) {
            out.push(Problem::of_text(path, text, feed.url.as_str(), format!("{} stands twice; remove one", feed.url)));
        }
    }
    let mut names = HashSet::new();
    for rule in &config.alert {
        if !names.insert(rule.name.as_str()) {
            out.push(Problem::of_text(
                path,
                text,
                &rule.name,
                format!("two alert rules are called '{}'; rename one", rule.name),
            ));
        }
        if !(0.0..=1.0).contains(&rule.min_confidence) {
            out.push(Problem::of_text(path, text, "min_confidence", "min_confidence lies between 0 and 1".to_owned()));
        }
    }
    let mut sinks = HashSet::new();
    for sink in &config.sink {
        if !sinks.insert(sink.name()) {
            out.push(Problem::of_text(
                path,
                text,
                "[[sink]]",
                format!("two sinks are called '{}'; give each its own name", sink.name()),
            ));
        }
        match sink {
            Sink::Command { command, .. } if command.is_empty() => out.push(Problem::of_text(
                path,
                text,
                "command",
                "command is empty; write [\"program\", \"argument\"]".to_owned(),
            )),
            Sink::Webhook { url, .. } if !matches!(url.scheme(), "http" | "https") => {
                out.push(Problem::of_text(
                    path,
                    text,
                    url.as_str(),
                    "a webhook is reached by http or https".to_owned(),
                ));
            }
            _ => {}
        }
    }
    let polling = &config.polling;
    if polling.min_interval > polling.max_interval {
        out.push(Problem::of_text(path, text, "min_interval", "min_interval is longer than max_interval".to_owned()));
    }
    if polling.concurrency == 0 || polling.per_host == 0 {
        out.push(Problem::of_text(path, text, "[polling]", "concurrency and per_host are at least 1".to_owned()));
    }
    out
}

/// Holds the rules against the knowledge: "no actor is called 'Putyn'; did you mean 'Vladimir Putin'?".
#[must_use]
pub fn check(config: &Config, known: &Knowledge) -> Vec<Problem> {
    let built_in = Path::new("the built-in configuration").to_owned();
    let path = config.path.clone().unwrap_or(built_in);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|_| super::BUILT_IN.to_owned());
    let actors: Vec<String> = known.actors.iter().map(|a| a.name.clone()).collect();
    let places: Vec<String> = known.places.iter().map(|p| p.name.clone()).collect();
    let mut out = Vec::new();
    if let Err(error) = config.zone() {
        out.push(Problem::of_text(&path, &text, "time_zone", error));
    }
    for rule in &config.alert {
        for name in rule.actors.iter().chain(&rule.not) {
            let quoted = format!("\"{name}\"");
            if let Some(group) = name.strip_prefix('@') {
                if known.group(group, jiff::civil::Date::MAX).is_none() {
                    out.push(Problem::of_text(&path, &text, &quoted, format!("alert '{}': no group is called '{name}'; known are @heads-of-state, @countries, @organisations, @persons", rule.name)));
                }
            } else if !actors.contains(name) {
                let near = crate::knowledge::nearest(name, actors.iter());
                out.push(Problem::of_text(
                    &path,
                    &text,
                    &quoted,
                    format!("alert '{}': no actor is called '{name}'{near}", rule.name),
                ));
            }
        }
        for lang in rule.languages.iter().filter(|l| l.len() != 2 || !l.chars().all(|c| c.is_ascii_lowercase())) {
            let what = format!("alert '{}': '{lang}' is no language; write two letters, as in \"uk\"", rule.name);
            out.push(Problem::of_text(&path, &text, &format!("\"{lang}\""), what));
        }
        let near = rule.near.as_ref().map(|n| &n.place);
        if let Some(place) = near.filter(|p| places.contains(p) && known.distance(p, p).is_none()) {
            let what = format!("alert '{}': of '{place}' no coordinates are known; name a town near it", rule.name);
            out.push(Problem::of_text(&path, &text, &format!("\"{place}\""), what));
        }
        for name in rule.places.iter().chain(near).filter(|n| !places.contains(n)) {
            let near = crate::knowledge::nearest(name, places.iter());
            out.push(Problem::of_text(
                &path,
                &text,
                &format!("\"{name}\""),
                format!("alert '{}': no place is called '{name}'{near}", rule.name),
            ));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<String> {
        Config::parse(text, Path::new("w.toml")).expect_err("refused").iter().map(ToString::to_string).collect()
    }

    #[test]
    fn wrong_keys_are_told_with_place_and_likeness() {
        assert_eq!(
            problems("[polling]\nintervall = \"5m\"\n"),
            ["w.toml:2:1: unknown key 'intervall'; did you mean 'interval'?"]
        );
        assert!(
            problems("[polling]\ninterval = \"5 parsecs\"\n")[0].starts_with("w.toml:2:12: '5 parsecs' is no duration")
        );
        assert!(
            problems("[[alert]]\nname = \"x\"\nevents = [\"MEET\"]\nseverity = \"high\"\n")[0]
                .contains("unknown value 'MEET'")
        );
    }

    #[test]
    fn the_built_in_configuration_is_right() {
        let config = Config::parse(super::super::BUILT_IN, Path::new("built-in")).expect("reads");
        let known = config.knowledge().expect("loads");
        assert_eq!(check(&config, &known), []);
        assert!(config.feed.len() >= 25 && config.alert.len() >= 9);
    }
}
