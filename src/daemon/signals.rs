//! SIGTERM and SIGINT end, SIGHUP reloads; systemd is told of each.

use super::deliver::Sinks;
use super::report::Report;
use super::{Daemon, Setup};
use crate::config::Config;
use std::sync::{Arc, PoisonError};
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::task::TaskTracker;

/// The state is told at least this often.
const LONGEST_BEAT: Duration = Duration::from_secs(10);

/// Serves signals and the watchdog until the daemon is to stop.
pub(super) async fn serve(daemon: &Arc<Daemon>, tasks: &TaskTracker, sinks: &mut Sinks) {
    let streams = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()), signal(SignalKind::hangup()));
    let (Ok(mut terminate), Ok(mut interrupt), Ok(mut hangup)) = streams else {
        tracing::error!("Signals cannot be received; only a kill ends this process.");
        daemon.stop.cancelled().await;
        return;
    };
    tell(&[sd_notify::NotifyState::Ready, sd_notify::NotifyState::Status("watching")]);
    let pause = sd_notify::watchdog_enabled().map_or(LONGEST_BEAT, |w| (w / 3).min(LONGEST_BEAT));
    let mut beat = tokio::time::interval(pause);
    loop {
        tokio::select! {
            _ = terminate.recv() => break,
            _ = interrupt.recv() => break,
            () = daemon.stop.cancelled() => break,
            _ = hangup.recv() => reload(daemon, tasks, sinks),
            _ = beat.tick() => heartbeat(daemon).await,
        }
    }
    tell(&[sd_notify::NotifyState::Stopping]);
}

fn tell(states: &[sd_notify::NotifyState]) {
    // Without systemd there is nobody to tell.
    let _ = sd_notify::notify(states);
}

/// A sign of life that proves something: the lock that records land under, and the database, still answer. A disk that
/// is full is told, and no reason for a restart, which would not free it.
async fn heartbeat(daemon: &Arc<Daemon>) {
    let Ok(stories) = tokio::time::timeout(Duration::from_secs(10), daemon.stories.lock()).await else {
        tracing::error!("A record has been landing for ten seconds; the watchdog is not fed.");
        return;
    };
    let open = stories.len();
    drop(stories);
    let at = Arc::clone(daemon);
    let report = tokio::task::spawn_blocking(move || {
        let report = Report::of(&at, open);
        report.write(&at.setup().config.state_dir());
        report
    });
    match tokio::time::timeout(Duration::from_secs(10), report).await {
        Ok(Ok(report)) => {
            tell(&[sd_notify::NotifyState::Watchdog, sd_notify::NotifyState::Status(&report.status())]);
        }
        Ok(Err(error)) => tracing::error!(%error, "The state could not be gathered."),
        Err(_) => tracing::error!("The database has not answered for ten seconds; the watchdog is not fed."),
    }
}

/// Takes in a changed configuration, or keeps the old one and says why; reopens the logs either way.
fn reload(daemon: &Arc<Daemon>, tasks: &TaskTracker, sinks: &mut Sinks) {
    if let Ok(now) = sd_notify::NotifyState::monotonic_usec_now() {
        tell(&[sd_notify::NotifyState::Reloading, now]);
    }
    let path = daemon.setup().config.path.clone();
    let loaded =
        Config::load(path.as_deref()).map_err(|p| p.iter().map(ToString::to_string).collect()).and_then(|config| {
            let old = daemon.setup();
            // State and logs stay where they are while the program runs.
            let mut config = config;
            config.daemon.state_dir = Some(old.config.state_dir());
            config.daemon.log_dir = Some(old.config.log_dir());
            Setup::new(config)
        });
    match loaded {
        Ok(setup) => {
            *daemon.setup.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(setup);
            tracing::info!(feeds = daemon.setup().config.feed.len(), "Reloaded.");
        }
        Err(problems) => {
            let problems: Vec<String> = problems;
            tracing::error!(problems = problems.join("; "), "The changed configuration is refused; the old one stays.");
        }
    }
    sinks.restart(daemon, tasks);
    tell(&[sd_notify::NotifyState::Ready, sd_notify::NotifyState::Status("watching")]);
}
