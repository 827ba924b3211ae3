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

/// Between two looks at the log.
const GLANCE: Duration = Duration::from_millis(500);
/// Between two tries where no server answers.
const RETRY: Duration = Duration::from_secs(5);

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
    let mut waiting: Vec<Alert> = Vec::new();
    let mut told = false;
    runtime()?.block_on(async {
        loop {
            let lines = follower.lines().into_iter();
            let alerts = lines.filter_map(|l| serde_json::from_str::<Alert>(&l).ok());
            waiting.extend(alerts.filter(|a| a.seq > seen && a.held_until.is_none()));
            while !waiting.is_empty() {
                match desktop.show(&waiting.iter().collect::<Vec<_>>()).await {
                    Ok(shown) => {
                        seen = waiting.drain(..shown.count).next_back().map_or(seen, |a| a.seq);
                        told = false;
                        note(&cursor, seen)?;
                    }
                    Err(error) => {
                        if !told {
                            tracing::warn!(error, "Not shown; it is tried again.");
                            told = true;
                        }
                        break;
                    }
                }
            }
            match (options.once, waiting.is_empty()) {
                (true, true) => return Ok(()),
                (true, false) => return Err(Failure::wrong("no notification server took the alerts")),
                (false, true) => desktop.caught_up(),
                (false, false) => {}
            }
            tokio::time::sleep(if told { RETRY } else { GLANCE }).await;
        }
    })
}

fn note(path: &std::path::Path, seq: i64) -> Result<(), Failure> {
    crate::whole::write(path, seq.to_string()).map_err(|e| Failure::wrong(format!("{}: {e}", path.display())))
}
