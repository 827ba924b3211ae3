//! `wirewatch notify`: the per-user desktop notifier. It follows the alert log from its own cursor.

use super::tail::Follower;
use super::{ConfigOption, Failure, runtime};
use crate::alert::Alert;
use crate::daemon::init_log;
use crate::sink::Desktop;
use clap::Args;
use std::path::PathBuf;
use std::time::Duration;

/// The per-user desktop notifier: follows the alert log from its own cursor
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  systemctl --user enable --now wirewatch-notify.service\n  wirewatch notify --log /var/log/wirewatch/alerts.jsonl"
)]
pub(super) struct Options {
    #[command(flatten)]
    config: ConfigOption,
    /// The alert log; else that of the configuration
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
    /// Bubbles a minute before they are summed up in one
    #[arg(long, default_value_t = 5)]
    per_minute: u32,
    /// Show what is new, and end
    #[arg(long)]
    once: bool,
}

/// What came before the notifier's first start is no news.
fn cursor_path() -> Result<PathBuf, Failure> {
    let folder =
        crate::config::usual_state_dir().ok_or_else(|| Failure::wrong("neither XDG_STATE_HOME nor HOME is set"))?;
    std::fs::create_dir_all(&folder).map_err(|e| Failure::wrong(format!("{}: {e}", folder.display())))?;
    Ok(folder.join("notify.cursor"))
}

pub(super) fn run(options: &Options) -> Result<(), Failure> {
    init_log("info");
    let log = match &options.log {
        Some(log) => log.clone(),
        None => options.config.load()?.alert_log(),
    };
    let cursor = cursor_path()?;
    let mut seen: i64 = match std::fs::read_to_string(&cursor) {
        Ok(text) => text.trim().parse().unwrap_or(0),
        Err(_) => {
            let last =
                crate::sink::last_line(&log, |l| serde_json::from_str::<Alert>(l).ok().map(|a| a.seq)).unwrap_or(0);
            note(&cursor, last)?;
            last
        }
    };
    let mut follower = Follower::new(log);
    let mut desktop = Desktop::new(options.per_minute).remembering(cursor.with_file_name("silenced.json"));
    let runtime = runtime()?;
    let mut waiting: Vec<Alert> = Vec::new();
    let mut told = false;
    // What came while the desktop was away is told in one, not in a burst.
    let mut away = true;
    loop {
        let fresh = follower
            .lines()
            .into_iter()
            .filter_map(|l| serde_json::from_str::<Alert>(&l).ok())
            .filter(|a| a.seq > seen && a.held_until.is_none());
        waiting.extend(fresh);
        if away && waiting.len() > 2 {
            let last = waiting.last().map_or(seen, |a| a.seq);
            let summary = crate::alert::digest("while you were away", &waiting, jiff::Timestamp::now());
            if summary.is_some_and(|s| runtime.block_on(desktop.show(&s)).is_ok()) {
                (seen, told) = (last, false);
                note(&cursor, seen)?;
                waiting.clear();
            }
        }
        let mut done = 0;
        for alert in &waiting {
            match runtime.block_on(desktop.show(alert)) {
                Ok(_) => {
                    (seen, told, away) = (alert.seq, false, false);
                    done += 1;
                    note(&cursor, seen)?;
                }
                Err(error) => {
                    if !told {
                        tracing::warn!(error, "Not shown; it is tried again.");
                        told = true;
                    }
                    away = true;
                    break;
                }
            }
        }
        waiting.drain(..done);
        away &= !waiting.is_empty();
        if options.once {
            return if waiting.is_empty() {
                Ok(())
            } else {
                Err(Failure::wrong("no notification server took the alerts"))
            };
        }
        std::thread::sleep(Duration::from_millis(if told { 5_000 } else { 500 }));
    }
}

fn note(path: &std::path::Path, seq: i64) -> Result<(), Failure> {
    crate::whole::write(path, seq.to_string()).map_err(|e| Failure::wrong(format!("{}: {e}", path.display())))
}
