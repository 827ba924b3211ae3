//! `wirewatch test-sink`: does a sink work?

use super::{ConfigOption, Failure, print_line, runtime};
use crate::alert::{Alert, Severity};
use crate::net::Http;
use crate::sink::{Waiting, open};
use clap::Args;
use jiff::Timestamp;

/// Sends a sample alert to a sink and shows the answer
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  wirewatch test-sink webhook")]
pub(super) struct Options {
    #[command(flatten)]
    config: ConfigOption,
    /// Its name, or its type where it has none
    name: String,
}

pub(super) fn run(options: &Options) -> Result<(), Failure> {
    let config = options.config.load()?;
    let names: Vec<&str> = config.sink.iter().map(crate::config::Sink::name).collect();
    let sink = config.sink.iter().find(|s| s.name() == options.name).ok_or_else(|| {
        Failure::wrong(format!("no sink is called '{}'; there are: {}", options.name, names.join(", ")))
    })?;
    let http = Http::new(&config.network).map_err(Failure::wrong)?;
    let mut alert =
        Alert::health("wirewatch", "https://example.org/", "a sample alert: this sink works", false, Timestamp::now());
    alert.severity = Severity::Normal;
    alert.rule = "test".to_owned();
    let json = serde_json::to_string(&alert).map_err(|e| Failure::wrong(e.to_string()))?;
    if let crate::config::Sink::Jsonl { path, .. } = sink {
        // A running daemon may be at the end of this file: no repair of its last line from here.
        let path = path.clone().unwrap_or_else(|| config.alert_log());
        crate::sink::JsonLines::append_beside(&path, &json).map_err(Failure::wrong)?;
        return print_line(&format!("{}: appended to {}", options.name, path.display()));
    }
    let mut opened = open(sink, &config, &http).map_err(|e| Failure::wrong(format!("sink '{}': {e}", options.name)))?;
    let answer = runtime()?.block_on(opened.deliver(&[Waiting { alert, json, attempts: 0 }]));
    match answer {
        Ok(answer) => print_line(&format!("{}: {}", options.name, answer.said)),
        Err(error) => Err(Failure::wrong(format!("sink '{}': {error}", options.name))),
    }
}
