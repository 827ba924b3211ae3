//! Deliveries: one task a sink, so that one that fails stops no other.

use super::recover::{last_alert, resume_articles};
use super::{ARTICLES, Daemon};
use crate::alert::Alert;
use crate::config::Sink;
use crate::sink::{JsonLines, Opened, Waiting, open};
use crate::store::{Delivery, LONGEST_PAUSE, StoreError};
use jiff::Timestamp;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// The running deliveries.
pub(super) struct Sinks {
    stop: CancellationToken,
}

impl Sinks {
    /// Opens all sinks and starts their tasks.
    pub(super) fn start(daemon: &Arc<Daemon>, tasks: &TaskTracker) -> Result<Self, String> {
        let setup = daemon.setup();
        let stop = daemon.stop.child_token();
        let articles = JsonLines::open(setup.config.log_dir().join("articles.jsonl"))?;
        resume_articles(&daemon.store, articles.path())?;
        tasks.spawn(write_articles(Arc::clone(daemon), articles, stop.clone()));
        for sink in &setup.config.sink {
            let opened = open(sink, &setup.config, &setup.http).map_err(|e| format!("sink '{}': {e}", sink.name()))?;
            if let Opened::Jsonl(file) = &opened {
                resume_alerts(daemon, sink, file)?;
            }
            tasks.spawn(deliver(Arc::clone(daemon), sink.clone(), opened, stop.clone()));
        }
        Ok(Self { stop })
    }

    /// Ends the tasks and starts those of the present setup; files are opened anew.
    pub(super) fn restart(&mut self, daemon: &Arc<Daemon>, tasks: &TaskTracker) {
        match Self::start(daemon, tasks) {
            Ok(fresh) => {
                // The old tasks end before they take anything more; each delivery is marked before the next is taken.
                self.stop.cancel();
                *self = fresh;
            }
            Err(error) => tracing::error!(error, "The sinks stay as they were."),
        }
    }

    /// Waits until everything is delivered or has failed once.
    pub(super) async fn drain(&self, daemon: &Daemon) {
        for _ in 0..300 {
            let now = Timestamp::now().as_second();
            let setup = daemon.setup();
            let due = setup.config.sink.iter().any(|s| due(daemon, s, now, 1).is_ok_and(|d| !d.is_empty()));
            let cursor = daemon.store.cursor(ARTICLES).unwrap_or(0);
            let articles = daemon.store.relevant_after(cursor, 1).is_ok_and(|l| !l.is_empty());
            if !due && !articles {
                break;
            }
            daemon.outbox.notify_waiters();
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

/// The log may hold an alert that was not yet marked when the power went: its last line tells.
fn resume_alerts(daemon: &Daemon, sink: &Sink, file: &JsonLines) -> Result<(), String> {
    let Some(Alert { seq, id, .. }) = last_alert(file.path()) else { return Ok(()) };
    // Another alert by that number: the database is an older one, put back from a copy. Then nothing is known of ours.
    match daemon.store.alert(&id) {
        Ok(Some(ours)) if ours.seq == seq => daemon.store.delivered_up_to(sink.name(), seq),
        other => other.map(drop),
    }
    .map_err(|e| e.to_string())
}

/// Between two tries to write a log.
const LOG_PAUSE: Duration = Duration::from_secs(5);
/// A log and a desktop are tried again after so many seconds at the latest: they are ours, not a server to be spared.
const LONGEST_NEAR_PAUSE: i64 = 30;
/// So many deliveries are taken at a time.
const BATCH: usize = 128;

async fn write_articles(daemon: Arc<Daemon>, mut file: JsonLines, stop: CancellationToken) {
    let mut told = false;
    // In the file, but not yet noted so.
    let mut unmarked: Option<i64> = None;
    while !stop.is_cancelled() {
        let step = articles_step(&daemon, &mut file, &mut unmarked, &stop);
        if let Err(error) = &step
            && !told
        {
            tracing::error!(error, "The article log cannot be written; it is tried again.");
        }
        told = step.is_err();
        match step {
            Ok(true) => tokio::task::yield_now().await,
            Ok(false) => rest(&daemon, &stop, Duration::from_secs(1)).await,
            Err(_) => pause(&stop, LOG_PAUSE).await,
        }
    }
}

/// Writes some articles; whether there may be more.
fn articles_step(
    daemon: &Daemon,
    file: &mut JsonLines,
    unmarked: &mut Option<i64>,
    stop: &CancellationToken,
) -> Result<bool, String> {
    let told = |e: StoreError| e.to_string();
    if let Some(n) = *unmarked {
        daemon.store.set_cursor(ARTICLES, n).map_err(told)?;
        *unmarked = None;
    }
    let cursor = daemon.store.cursor(ARTICLES).map_err(told)?;
    let batch = daemon.store.relevant_after(cursor, 64).map_err(told)?;
    for (n, json) in &batch {
        if stop.is_cancelled() {
            break;
        }
        file.append(json)?;
        *unmarked = Some(*n);
        daemon.store.set_cursor(ARTICLES, *n).map_err(told)?;
        *unmarked = None;
    }
    Ok(!batch.is_empty())
}

/// Waits for the bell, at most so long.
async fn rest(daemon: &Daemon, stop: &CancellationToken, longest: Duration) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = daemon.outbox.notified() => {}
        () = tokio::time::sleep(longest) => {}
    }
}

/// Waits, bell or not.
async fn pause(stop: &CancellationToken, long: Duration) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = tokio::time::sleep(long) => {}
    }
}

/// What a sink is to get now, at most so many.
fn due(daemon: &Daemon, sink: &Sink, now: i64, most: usize) -> Result<Vec<Delivery>, StoreError> {
    if sink.keeps_order() {
        daemon.store.due_in_order(sink.name(), now, most)
    } else {
        daemon.store.due(sink.name(), now, most)
    }
}

async fn deliver(daemon: Arc<Daemon>, sink: Sink, mut opened: Opened, stop: CancellationToken) {
    let name = sink.name();
    let longest = if sink.keeps_order() { LONGEST_NEAR_PAUSE } else { LONGEST_PAUSE };
    // Delivered, but not yet marked so: marked before anything else is taken, and never delivered again by this task.
    let mut unmarked: Vec<i64> = Vec::new();
    while !stop.is_cancelled() {
        let now = Timestamp::now().as_second();
        let due = match mark(&daemon, name, &mut unmarked).and_then(|()| due(&daemon, &sink, now, BATCH)) {
            Ok(due) => due,
            Err(error) => {
                daemon.trouble(&error, "The outbox cannot be used; it is tried again.");
                pause(&stop, LOG_PAUSE).await;
                continue;
            }
        };
        if due.is_empty() {
            if !daemon.failing().contains_key(name) {
                opened.caught_up();
            }
            rest(&daemon, &stop, Duration::from_secs(1)).await;
        }
        let mut waiting = Vec::new();
        for Delivery { seq, json, attempts } in due {
            match serde_json::from_str(&json) {
                Ok(alert) => waiting.push(Waiting { alert: Alert { seq, ..alert }, json, attempts }),
                Err(_) => {
                    tracing::error!(sink = name, seq, "A stored alert cannot be read; it is skipped.");
                    unmarked.push(seq);
                }
            }
        }
        let mut waiting = waiting.as_slice();
        while let Some(first) = waiting.first()
            && !stop.is_cancelled()
        {
            match opened.deliver(waiting).await {
                Ok(delivered) => {
                    if daemon.failing().remove(name).is_some() {
                        tracing::info!(sink = name, "Delivers again.");
                    }
                    let (done, rest) = waiting.split_at(delivered.count);
                    unmarked.extend(done.iter().map(|w| w.alert.seq));
                    waiting = rest;
                    if mark(&daemon, name, &mut unmarked).is_err() {
                        break;
                    }
                }
                Err(error) => {
                    if daemon.failing().insert(name.to_owned(), error.clone()).is_none() {
                        tracing::warn!(sink = name, error, "Not delivered; it is tried again, ever more rarely.");
                    }
                    let next = now + (2_i64 << first.attempts.min(10)).min(longest);
                    let noted = daemon.store.failed_delivery(name, first.alert.seq, &error, next);
                    if noted.is_err() {
                        pause(&stop, LOG_PAUSE).await;
                    }
                    if sink.keeps_order() || noted.is_err() {
                        break;
                    }
                    waiting = &waiting[1..];
                }
            }
        }
    }
}

fn mark(daemon: &Daemon, sink: &str, unmarked: &mut Vec<i64>) -> Result<(), StoreError> {
    if !unmarked.is_empty() {
        daemon.store.delivered(sink, unmarked)?;
        unmarked.clear();
    }
    Ok(())
}
