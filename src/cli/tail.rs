//! `wirewatch tail`: the alert log, for a person or as JSON.

use super::{ConfigOption, Failure, print, print_line};
use crate::alert::Alert;
use crate::units::Duration;
use clap::Args;
use jiff::Timestamp;
use std::fs::File;
use std::io::{BufRead, BufReader, Seek, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Alerts, coloured or as JSON
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  wirewatch tail --since 1h -f\n  wirewatch tail --since 7d --json | jq .headline")]
pub(super) struct Options {
    #[command(flatten)]
    config: ConfigOption,
    /// Only alerts of the last 90s, 5m, 2h, 7d
    #[arg(long, value_name = "AGE", value_parser = Duration::parse)]
    since: Option<Duration>,
    /// As they stand in the log, one JSON object a line
    #[arg(long)]
    json: bool,
    /// Go on with new ones
    #[arg(short, long)]
    follow: bool,
}

pub(super) fn run(options: &Options) -> Result<(), Failure> {
    let config = options.config.load()?;
    let since = options.since.and_then(|s| Timestamp::now().checked_sub(s.signed()).ok());
    let path = config.alert_log();
    if !path.exists() && !options.follow {
        eprintln!("wirewatch: no alerts yet ({} is not there)", path.display());
        return Ok(());
    }
    let mut log = Follower::new(path);
    loop {
        for line in log.lines() {
            let Ok(alert) = serde_json::from_str::<Alert>(&line) else {
                eprintln!("wirewatch: a line of the alert log cannot be read and is skipped");
                continue;
            };
            if since.is_some_and(|s| alert.at.parse::<Timestamp>().is_ok_and(|at| at < s)) {
                continue;
            }
            if options.json {
                print_line(&line)?;
            } else {
                let written = writeln!(anstream::stdout(), "{}", print::alert(&alert));
                if written.is_err() {
                    return Ok(());
                }
            }
        }
        if !options.follow {
            return Ok(());
        }
        std::thread::sleep(std::time::Duration::from_millis(300));
    }
}

/// A line of the alert log as it is printed for a person; `None` where it is no alert.
#[must_use]
pub fn tail_line(line: &str) -> Option<String> {
    serde_json::from_str::<Alert>(line).ok().map(|alert| print::alert(&alert))
}

/// Reads a log as it grows, across rotation.
pub(super) struct Follower {
    path: PathBuf,
    open: Option<(BufReader<File>, u64)>,
    partial: Vec<u8>,
}

impl Follower {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, open: None, partial: Vec::new() }
    }

    /// Whole lines that have come since the last call.
    pub(super) fn lines(&mut self) -> Vec<String> {
        let mut out = Vec::new();
        self.drain(&mut out);
        let inode = |p: &Path| p.metadata().ok().map(|m| (m.ino(), m.len()));
        let moved = match (&mut self.open, inode(&self.path)) {
            (Some((reader, old)), Some((new, length))) => {
                *old != new || reader.stream_position().is_ok_and(|p| p > length)
            }
            (None, Some(_)) => true,
            _ => false,
        };
        if moved {
            self.open =
                File::open(&self.path).ok().and_then(|f| f.metadata().ok().map(|m| (BufReader::new(f), m.ino())));
            self.partial.clear();
            self.drain(&mut out);
        }
        out
    }

    fn drain(&mut self, out: &mut Vec<String>) {
        let Some((reader, _)) = &mut self.open else { return };
        while reader.read_until(b'\n', &mut self.partial).is_ok_and(|n| n > 0) {
            if self.partial.last() != Some(&b'\n') {
                break;
            }
            self.partial.pop();
            out.push(String::from_utf8_lossy(&self.partial).into_owned());
            self.partial.clear();
        }
    }
}
