//! `wirewatch demo`: a built-in sample wire on a loopback port, the real daemon against it in a temporary folder.

mod server;
mod wire;

use super::tail::Follower;
use super::{Failure, print, runtime};
use crate::alert::Alert;
use crate::config::Config;
use crate::daemon::{Daemon, Setup, init_log};
use clap::Args;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};
use wire::Wire;

/// First contact, offline: a sample wire, the real daemon against it, alerts printed as they come
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  wirewatch demo\n\nIt takes under 20 seconds, reaches nothing but this machine and leaves nothing behind."
)]
pub(super) struct Options {}

/// When the second half of the wire comes, and how long all may take.
const SECOND_ACT: Duration = Duration::from_secs(4);
const LONGEST: Duration = Duration::from_secs(16);
/// So long without anything new after the second act is the end.
const QUIET: Duration = Duration::from_secs(4);

pub(super) fn run(_: &Options) -> Result<(), Failure> {
    init_log("error");
    let wire = Wire::built_in().map_err(Failure::wrong)?;
    let folder = tempfile::tempdir().map_err(|e| Failure::wrong(format!("no temporary folder: {e}")))?;
    let runtime = runtime()?;
    let result = runtime.block_on(show(wire, folder.path()));
    runtime.shutdown_timeout(Duration::from_millis(500));
    result
}

async fn show(wire: Wire, folder: &Path) -> Result<(), Failure> {
    let (articles, feeds) = (wire.article.len(), wire.feeds());
    let server = server::Server::start(wire).await.map_err(|e| Failure::wrong(format!("no loopback port: {e}")))?;
    let mut text = format!(
        "[daemon]\nstate_dir = {0:?}\nlog_dir = {0:?}\n[polling]\ninterval = \"1s\"\nmin_interval = \"1s\"\n[network]\nallow_addresses = [\"127.0.0.0/8\"]\n",
        folder.display().to_string()
    );
    for feed in &feeds {
        let _ = write!(text, "[[feed]]\nurl = \"http://{}/{feed}.xml\"\nname = {feed:?}\n", server.address);
    }
    let config = Config::parse(&text, Path::new("the demo's configuration"))
        .map_err(|p| Failure(p.iter().map(ToString::to_string).collect()))?;
    let mut log = Follower::new(config.alert_log());
    let daemon = Daemon::new(Setup::new(config).map_err(Failure)?).map_err(Failure::wrong)?;
    let running = tokio::spawn(std::sync::Arc::clone(&daemon).run());
    eprintln!(
        "A sample wire of {articles} articles in {} feeds on 127.0.0.1; the daemon polls it with the built-in rules.\n",
        feeds.len()
    );
    let start = Instant::now();
    let (mut last, mut alerts) = (Instant::now(), 0);
    while start.elapsed() < LONGEST && (start.elapsed() < SECOND_ACT + QUIET || last.elapsed() < QUIET) {
        if start.elapsed() > SECOND_ACT && server.open_second_act() {
            eprintln!("— an hour later on the wire —\n");
        }
        for line in log.lines() {
            if let Ok(alert) = serde_json::from_str::<Alert>(&line) {
                (last, alerts) = (Instant::now(), alerts + 1);
                let _ = writeln!(anstream::stdout(), "{}", print::alert(&alert));
            }
        }
        tokio::time::sleep(Duration::from_millis(150)).await;
    }
    daemon.stop();
    let ended = running.await.map_err(|e| Failure::wrong(e.to_string()))?;
    eprintln!(
        "{articles} articles, {alerts} alerts, each with the sentence that it rests on. What was not told is off topic, a reprint, or nothing new.\nNow: wirewatch run"
    );
    ended.map_err(Failure::wrong)
}
