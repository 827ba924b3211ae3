//! `wirewatch check`: is everything right?

use super::{ConfigOption, Failure};
use crate::config::check;
use clap::Args;

/// Validates configuration, knowledge and rules; each problem with file, line and what to do
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  wirewatch check --config wirewatch.toml")]
pub(super) struct Options {
    #[command(flatten)]
    config: ConfigOption,
}

pub(super) fn run(options: &Options) -> Result<(), Failure> {
    let config = options.config.load()?;
    let known = config.knowledge().map_err(Failure)?;
    let problems = check(&config, &known);
    if !problems.is_empty() {
        return Err(Failure(problems.iter().map(ToString::to_string).collect()));
    }
    let from = config.path.as_ref().map_or("built-in configuration".to_owned(), |p| p.display().to_string());
    eprintln!(
        "{from}: right; {} feeds, {} rules, {} sinks, {} actors, {} places.",
        config.feed.len(),
        config.alert.len(),
        config.sink.len(),
        known.actors.len(),
        known.places.len()
    );
    Ok(())
}
