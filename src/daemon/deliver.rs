//! Deliveries: one task a sink, so that one that fails stops no other.

use super::Daemon;
use crate::alert::Alert;
use crate::config::Sink;
use crate::sink::{JsonLines, Opened, last_line, open};
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
        resume_articles(daemon, &articles)?;
        tasks.spawn(write_articles(Arc::clone(daemon), articles, stop.clone()));
        for sink in &setup.config.sink {
            let opened = open(sink, &setup.config, &setup.http).map_err(|e| format!("sink '{}': {e}", sink.name()))?;
            if let Opened::Jsonl(file) = &opened {
                resume_alerts(daemon, sink, file)?;
            }
            tasks.spawn(deliver(Arc::clone(daemon), sink.name().to_owned(), opened, stop.clone()));
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
            let due = setup.config.sink.iter().any(|s| daemon.store.due(s.name(), now, 1).is_ok_and(|d| !d.is_empty()));
            let cursor = daemon.store.cursor("articles").unwrap_or(0);
            let articles = daemon.store.relevant_after(cursor, 1).is_ok_and(|l| !l.is_empty());
            if !due && !articles {
                break;
            }
            daemon.outbox.notify_waiters();
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

/// The log may hold an alert that was not yet marked when the power went: its last line tells. Samples of `test-sink` have no number.
fn resume_alerts(daemon: &Daemon, sink: &Sink, file: &JsonLines) -> Result<(), String> {
    let number = |line: &str| serde_json::from_str::<Alert>(line).ok().map(|a| a.seq).filter(|seq| *seq > 0);
    match last_line(file.path(), number) {
        Some(seq) => daemon.store.delivered_up_to(sink.name(), seq).map_err(|e| e.to_string()),
        None => Ok(()),
    }
}

fn resume_articles(daemon: &Daemon, file: &JsonLines) -> Result<(), String> {
    let id = |line: &str| serde_json::from_str::<serde_json::Value>(line).ok()?["id"].as_str().map(str::to_owned);
    let number = last_line(file.path(), id).map(|id| daemon.store.record_number(&id));
    let in_file = number.transpose().map_err(|e| e.to_string())?.flatten().unwrap_or(0);
    let noted = daemon.store.cursor("articles").map_err(|e| e.to_string())?;
    if in_file > noted { daemon.store.set_cursor("articles", in_file).map_err(|e| e.to_string()) } else { Ok(()) }
}

async fn write_articles(daemon: Arc<Daemon>, mut file: JsonLines, stop: CancellationToken) {
    let mut told = false;
    loop {
        let cursor = daemon.store.cursor("articles").unwrap_or(i64::MAX);
        let batch = daemon.store.relevant_after(cursor, 64).unwrap_or_default();
        for (n, json) in &batch {
            if stop.is_cancelled() {
                return;
            }
            let done =
                file.append(json).and_then(|()| daemon.store.set_cursor("articles", *n).map_err(|e| e.to_string()));
            match done {
                Ok(()) => told = false,
                Err(error) => {
                    if !told {
                        tracing::error!(error, "The article log cannot be written; it is tried again.");
                        told = true;
                    }
                    break;
                }
            }
        }
        let pause = if batch.is_empty() {
            Duration::from_secs(1)
        } else if told {
            Duration::from_secs(5)
        } else {
            Duration::ZERO
        };
        tokio::select! {
            () = stop.cancelled() => return,
            () = daemon.outbox.notified(), if !told => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

async fn deliver(daemon: Arc<Daemon>, name: String, mut sink: Opened, stop: CancellationToken) {
    let mut failing = false;
    loop {
        let now = Timestamp::now().as_second();
        let due = daemon.store.due(&name, now, 32).unwrap_or_else(|error| {
            tracing::error!(%error, sink = name, "The outbox cannot be read.");
            Vec::new()
        });
        let idle = due.is_empty();
        for delivery in due {
            if stop.is_cancelled() {
                return;
            }
            let Ok(alert) = serde_json::from_str::<Alert>(&delivery.json) else {
                tracing::error!(sink = name, seq = delivery.seq, "A stored alert cannot be read; it is skipped.");
                let _ = daemon.store.delivered(&name, &[delivery.seq]);
                continue;
            };
            match sink.deliver(&alert, &delivery.json).await {
                Ok(_) => {
                    if failing {
                        tracing::info!(sink = name, "Delivers again.");
                        failing = false;
                    }
                    if let Err(error) = daemon.store.delivered(&name, &[delivery.seq]) {
                        tracing::error!(%error, sink = name, "A delivery could not be marked.");
                    }
                }
                Err(error) => {
                    if !failing {
                        tracing::warn!(sink = name, error, "Not delivered; it is tried again, ever more rarely.");
                        failing = true;
                    }
                    let pause = (2_i64 << delivery.attempts.min(10)).min(3600);
                    let _ = daemon.store.failed_delivery(&name, delivery.seq, &error, now + pause);
                    // The alert log keeps its order: nothing behind goes before.
                    if matches!(sink, Opened::Jsonl(_)) {
                        break;
                    }
                }
            }
        }
        if idle {
            tokio::select! {
                () = stop.cancelled() => return,
                () = daemon.outbox.notified() => {}
                () = tokio::time::sleep(Duration::from_secs(1)) => {}
            }
        }
    }
}
