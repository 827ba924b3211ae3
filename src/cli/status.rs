//! `wirewatch status`: is it well, in one screen?

use super::{ConfigOption, Failure, open_store, print::safe, print_line};
use crate::store::{FeedState, Store};
use clap::Args;
use jiff::Timestamp;
use std::io::Write as _;
use std::path::Path;

/// Is it well: feeds failing, backlog, last alert, delivery queue, and what was dropped on the way
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  wirewatch status\n  wirewatch status --json | jq .counts")]
pub(super) struct Options {
    #[command(flatten)]
    config: ConfigOption,
    /// As JSON
    #[arg(long)]
    json: bool,
}

/// Seconds that a due poll may wait for a free slot.
const OVERDUE: i64 = 900;

/// "3 min ago", "in 2 h"
pub(super) fn ago(at: Option<i64>, now: i64) -> String {
    let Some(at) = at.filter(|t| *t > 0) else { return "never".to_owned() };
    let seconds = (now - at).abs();
    let span = match seconds {
        0..60 => format!("{seconds} s"),
        60..7_200 => format!("{} min", seconds / 60),
        7_200..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} d", seconds / 86_400),
    };
    if at > now { format!("in {span}") } else { format!("{span} ago") }
}

/// Why nothing can be written where the database is, by trying; whoever may not write there cannot tell.
fn disk_trouble(folder: &Path) -> Option<String> {
    let tried =
        tempfile::tempfile_in(folder).and_then(|mut file| file.write_all(&[0; 8192]).and_then(|()| file.sync_all()));
    let error = tried.err().filter(|e| e.kind() != std::io::ErrorKind::PermissionDenied)?;
    Some(format!("{} cannot be written: {error}", folder.display()))
}

pub(super) fn run(options: &Options) -> Result<(), Failure> {
    let config = options.config.load()?;
    let failed = |e: crate::store::StoreError| Failure::wrong(e.to_string());
    let store = open_store(&config)?;
    let now = Timestamp::now().as_second();
    let urls: Vec<&str> = config.feed.iter().map(|f| f.url.as_str()).collect();
    let feeds: Vec<FeedState> =
        store.feeds().map_err(failed)?.into_iter().filter(|f| urls.contains(&f.url.as_str())).collect();
    let failing: Vec<&FeedState> = feeds.iter().filter(|f| f.last_error.is_some()).collect();
    let silent: Vec<&FeedState> = feeds.iter().filter(|f| f.health == "silent").collect();
    let backlog = store.backlog().map_err(failed)?;
    let open = store.open_deliveries().map_err(failed)?;
    let counts = store.counters().map_err(failed)?;
    let last_alert = store.last_alert().map_err(failed)?;
    let last_poll = feeds.iter().filter_map(|f| f.last_poll).max();
    let stuck = open.iter().any(|(.., error)| error.is_some());
    let running = Store::is_taken(&config.state_dir());
    // A daemon that runs and polls nothing: it hangs, or cannot write.
    let overdue = running && feeds.iter().map(|f| f.next_poll).min().is_some_and(|due| now - due > OVERDUE);
    let disk = disk_trouble(&config.state_dir());
    let well = failing.is_empty() && silent.is_empty() && !stuck && !overdue && disk.is_none() && backlog < 1_000;
    if options.json {
        let deliveries: Vec<_> = open
            .iter()
            .map(|(sink, n, error)| serde_json::json!({ "sink": sink, "open": n, "error": error }))
            .collect();
        let time = |t: Option<i64>| t.and_then(|t| Timestamp::from_second(t).ok()).map(|t| t.to_string());
        let json = serde_json::json!({
            "well": well, "running": running, "overdue": overdue, "disk": disk, "feeds": config.feed.len(), "polled": feeds.len(), "failing": failing, "silent": silent, "backlog": backlog,
            "deliveries": deliveries, "last_poll": time(last_poll), "last_alert": time(last_alert),
            "counts": counts.iter().cloned().collect::<std::collections::BTreeMap<_, _>>(),
        });
        return print_line(&serde_json::to_string_pretty(&json).map_err(|e| Failure::wrong(e.to_string()))?);
    }
    print_line(if well { "well" } else { "NOT WELL" })?;
    print_line(&format!("daemon      {}", if running { "running" } else { "not running" }))?;
    if overdue {
        print_line("            it polls nothing: see its log; a disk may be full")?;
    }
    if let Some(trouble) = &disk {
        print_line(&format!("disk        {trouble}"))?;
    }
    print_line(&format!(
        "feeds       {} watched, {} polled, {} failing, {} silent; last poll {}",
        config.feed.len(),
        feeds.len(),
        failing.len(),
        silent.len(),
        ago(last_poll, now)
    ))?;
    print_line(&format!("backlog     {backlog} entries wait to be read"))?;
    print_line(&format!("last alert  {}", ago(last_alert, now)))?;
    for (sink, n, error) in &open {
        print_line(&format!(
            "delivery    {sink}: {n} open{}",
            error.as_ref().map(|e| format!("; {}", safe(e))).unwrap_or_default()
        ))?;
    }
    for feed in failing.iter().chain(&silent).take(20) {
        let why = feed.last_error.clone().unwrap_or_else(|| format!("nothing new since {}", ago(feed.last_new, now)));
        print_line(&format!(
            "  {} {}: {}; next try {} ({})",
            feed.health,
            safe(&feed.name),
            safe(&why),
            ago(Some(feed.next_poll), now),
            feed.reason
        ))?;
    }
    print_line("since the beginning")?;
    for (name, n) in &counts {
        print_line(&format!("  {n:>8}  {}", safe(name)))?;
    }
    Ok(())
}
