//! Polls: each feed in its own task, so that one that hangs delays no other.

use super::{Daemon, Setup};
use crate::alert::Alert;
use crate::config::Feed;
use crate::feed::{self, Document, Limits, Outcome, Pace, keys, next_poll};
use crate::net::{FetchError, Fetched, Validators};
use crate::store::{Arrival, FeedState, Poll};
use jiff::{SignedDuration, Timestamp};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;
use tracing::Instrument;
use url::Url;

/// Failures in a row before the user is told that a feed is dead.
const DEAD_AFTER: u32 = 5;
/// Each so many polls the feed is asked unconditionally: some servers never change their `ETag`.
const UNCONDITIONAL_EACH: u32 = 12;

/// Starts each feed's poll when it is due.
pub(super) async fn schedule(daemon: Arc<Daemon>) {
    let slots = Arc::new(Semaphore::new(daemon.setup().config.polling.concurrency));
    let busy: Arc<Mutex<HashSet<String>>> = Arc::default();
    // When each feed is due, so that the database is not asked each second for each feed.
    let due: Arc<Mutex<HashMap<String, i64>>> = Arc::default();
    let polls = tokio_util::task::TaskTracker::new();
    loop {
        let setup = daemon.setup();
        for feed in &setup.config.feed {
            let url = feed.url.as_str();
            let now = Timestamp::now().as_second();
            let at = {
                let mut due = due.lock().unwrap_or_else(PoisonError::into_inner);
                match due.get(url) {
                    Some(at) => *at,
                    None => {
                        let at = daemon.store.feed(url, &feed.label()).map_or(now, |s| s.next_poll);
                        // A clock that was set back must not silence a feed: never wait longer than the longest back-off.
                        let at = at.min(now + 366 * 86_400);
                        due.insert(url.to_owned(), at);
                        at
                    }
                }
            };
            if at > now || !busy.lock().unwrap_or_else(PoisonError::into_inner).insert(url.to_owned()) {
                continue;
            }
            let (daemon, setup, feed, slots, busy, due) = (
                Arc::clone(&daemon),
                Arc::clone(&setup),
                feed.clone(),
                Arc::clone(&slots),
                Arc::clone(&busy),
                Arc::clone(&due),
            );
            let span = tracing::info_span!("feed", name = feed.label());
            polls.spawn(
                async move {
                    let stop = daemon.stop.clone();
                    let next = tokio::select! {
                        next = poll(&daemon, &setup, &feed, &slots) => next,
                        () = stop.cancelled() => return,
                    };
                    due.lock().unwrap_or_else(PoisonError::into_inner).insert(feed.url.to_string(), next);
                    busy.lock().unwrap_or_else(PoisonError::into_inner).remove(feed.url.as_str());
                }
                .instrument(span),
            );
        }
        tokio::select! {
            () = daemon.stop.cancelled() => break,
            () = tokio::time::sleep(Duration::from_millis(250)) => {}
        }
    }
    polls.close();
    polls.wait().await;
}

/// Polls every feed once, due or not.
pub(super) async fn all(daemon: &Arc<Daemon>) {
    let setup = daemon.setup();
    let slots = Arc::new(Semaphore::new(setup.config.polling.concurrency));
    let mut polls = tokio::task::JoinSet::new();
    for feed in setup.config.feed.clone() {
        let (daemon, setup, slots) = (Arc::clone(daemon), Arc::clone(&setup), Arc::clone(&slots));
        let span = tracing::info_span!("feed", name = feed.label());
        polls.spawn(async move { poll(&daemon, &setup, &feed, &slots).await }.instrument(span));
    }
    while polls.join_next().await.is_some() {}
}

/// A document that was read, or why not.
struct Read {
    validators: Validators,
    moved: Option<Url>,
    hash: String,
    document: Result<Document, String>,
}

/// What a fetch came to.
enum Reply {
    Document(Box<Read>),
    Unchanged(Option<Validators>),
    Failed(String),
    Paused(String, SignedDuration),
    Gone(String),
}

/// Polls a feed; gives when it is due again (seconds since 1970).
async fn poll(daemon: &Daemon, setup: &Setup, feed: &Feed, slots: &Semaphore) -> i64 {
    let later = |seconds| Timestamp::now().as_second() + seconds;
    let mut state = match daemon.store.feed(feed.url.as_str(), &feed.label()) {
        Ok(state) => state,
        Err(error) => {
            tracing::error!(%error, "The feed's state cannot be read.");
            return later(60);
        }
    };
    state.name = feed.label();
    let address = state.moved_to.as_deref().and_then(|m| Url::parse(m).ok()).unwrap_or_else(|| feed.url.clone());
    let host = address.host_str().unwrap_or("").to_owned();
    if let Some(until) = daemon.hosts.quiet_until(&host, Timestamp::now()) {
        return until.as_second();
    }
    let (Some(_host_slot), Ok(_slot)) = (daemon.hosts.slot(&host).await, slots.acquire().await) else {
        return later(60);
    };
    let reply = fetch(daemon, setup, &state, &address).await;
    let now = Timestamp::now();
    conclude(daemon, setup, feed, &mut state, reply, &host, now);
    state.next_poll
}

async fn fetch(daemon: &Daemon, setup: &Setup, state: &FeedState, address: &Url) -> Reply {
    let conditional = state.polls % UNCONDITIONAL_EACH != UNCONDITIONAL_EACH - 1 && state.last_ok.is_some();
    let validators = if conditional {
        Validators { etag: state.etag.clone(), last_modified: state.last_modified.clone() }
    } else {
        Validators::default()
    };
    match setup.http.get(address, &validators, Timestamp::now()).await {
        Ok(fetched) => {
            let before = state.body_hash.clone();
            let read = daemon.workers.run(fetched.body.is_large(), move || digest(fetched, before.as_deref())).await;
            read.unwrap_or_else(|| {
                Reply::Failed("the reader stopped on this document (a bug: please report it)".to_owned())
            })
        }
        Err(FetchError::NotModified) => Reply::Unchanged(None),
        Err(error @ FetchError::Gone) => Reply::Gone(error.to_string()),
        Err(ref error @ FetchError::Pause { status, pause }) => {
            if status.as_u16() == 429 {
                Reply::Paused(error.to_string(), pause)
            } else {
                Reply::Paused(error.to_string(), -pause)
            }
        }
        Err(error) => Reply::Failed(error.to_string()),
    }
}

/// Reads a document, unless it is the one that was read before.
fn digest(fetched: Fetched, before: Option<&str>) -> Reply {
    let Fetched { body, content_type, validators, address, moved } = fetched;
    let bytes = match body.into_bytes() {
        Ok(bytes) => bytes,
        Err(error) => return Reply::Failed(format!("the body could not be read back: {error}")),
    };
    let hash = crate::hash::short_hash_of(&bytes);
    if before == Some(&hash) {
        return Reply::Unchanged(Some(validators));
    }
    let document = feed::parse(&bytes, content_type.as_deref(), Some(address.as_str())).map_err(|e| e.to_string());
    Reply::Document(Box::new(Read { validators, moved, hash, document }))
}

/// Writes down what a poll brought: entries, state, health.
fn conclude(
    daemon: &Daemon,
    setup: &Setup,
    feed: &Feed,
    state: &mut FeedState,
    reply: Reply,
    host: &str,
    now: Timestamp,
) {
    let polling = &setup.config.polling;
    let first_sight = state.last_ok.is_none();
    let mut document = Document::default();
    let mut error = None;
    let outcome = match reply {
        Reply::Document(read) => {
            let Read { validators, moved, hash, document: result } = *read;
            if let Some(moved) = moved {
                tracing::info!(to = %moved, "The feed has moved for good; its new address is used from now on.");
                state.moved_to = Some(moved.to_string());
            }
            match result {
                Ok(read) => {
                    (state.etag, state.last_modified, state.body_hash) =
                        (validators.etag, validators.last_modified, Some(hash));
                    state.ttl = read.ttl_minutes;
                    document = read;
                    Outcome::Read { entries: 0, fresh: 0 }
                }
                Err(problem) => {
                    error = Some(problem);
                    Outcome::Failed { failures: state.failures + 1 }
                }
            }
        }
        Reply::Unchanged(validators) => {
            if let Some(validators) = validators {
                (state.etag, state.last_modified) = (validators.etag, validators.last_modified);
            }
            Outcome::Unchanged
        }
        Reply::Failed(problem) => {
            error = Some(problem);
            Outcome::Failed { failures: state.failures + 1 }
        }
        Reply::Paused(problem, pause) => {
            error = Some(problem);
            // A positive pause is the host's (429), a negative one the feed's (503).
            if pause.is_positive() {
                daemon.hosts.hush(host, now.checked_add(pause.min(SignedDuration::from_hours(24))).unwrap_or(now));
            }
            Outcome::Asked { pause: pause.abs() }
        }
        Reply::Gone(problem) => {
            error = Some(problem);
            Outcome::Gone
        }
    };
    state.last_poll = Some(now.as_second());
    state.polls += 1;
    let worked = matches!(outcome, Outcome::Read { .. } | Outcome::Unchanged);
    if worked {
        if state.last_error.is_some() {
            tracing::info!("The feed answers again.");
        }
        (state.failures, state.last_error, state.last_ok, state.gone) = (0, None, Some(now.as_second()), false);
    } else {
        if !matches!(outcome, Outcome::Asked { .. }) {
            state.failures += 1;
        }
        state.gone = outcome == Outcome::Gone;
        // Told once for each change of state, not once a poll.
        if state.last_error != error {
            tracing::warn!(url = %feed.url, error = error.as_deref().unwrap_or(""), "The feed failed.");
        }
        state.last_error = error;
    }
    let oldest =
        first_sight.then(|| now.checked_sub(polling.first_sight.signed()).map_or(i64::MIN, Timestamp::as_second));
    let entries = keys(feed.url.as_str(), &document.entries);
    let sinks: Vec<String> = setup.config.sink.iter().map(|s| s.name().to_owned()).collect();
    let health = health(state, feed, now);
    let interval = feed.interval.unwrap_or(polling.interval);
    let limits = Limits {
        interval: interval.signed(),
        min: polling.min_interval.min(interval).signed(),
        max: polling.max_interval.signed(),
    };
    let (pace, ttl) = (state.pace.map(|seconds| Pace { seconds }), state.ttl);
    let read = document.entries.len();
    // The next poll hangs on how many entries are new, which only the store knows.
    let plan = |state: &mut FeedState, arrival: Arrival| {
        let outcome = match outcome {
            Outcome::Read { .. } => {
                Outcome::Read { entries: read, fresh: if first_sight { read / 2 } else { arrival.fresh } }
            }
            other => other,
        };
        let next = next_poll(now, outcome, limits, pace, ttl, fastrand::f64());
        (state.next_poll, state.reason, state.pace) = (next.at.as_second(), next.reason, Some(next.pace.seconds));
    };
    let poll = Poll {
        entries: &document.entries,
        keys: &entries,
        oldest,
        health: &health,
        sinks: &sinks,
        now: now.as_second(),
    };
    match daemon.store.arrive(state, &poll, plan) {
        Ok(arrival) => {
            if read > 0 {
                tracing::debug!(new = arrival.fresh, known = arrival.known, too_old = arrival.too_old, "Polled.");
            }
            if arrival.fresh > 0 {
                daemon.entries.notify_one();
            }
            if !health.is_empty() {
                daemon.outbox.notify_waiters();
            }
        }
        Err(error) => {
            // Not committed: the same entries are new again at the next poll.
            tracing::error!(%error, "What the feed brought could not be stored; it is polled again in a minute.");
            state.next_poll = now.as_second() + 60;
        }
    }
}

/// Dead, silent against its habit, or back: told once each.
fn health(state: &mut FeedState, feed: &Feed, now: Timestamp) -> Vec<Alert> {
    let name = feed.label();
    let hours = |seconds: i64| seconds / 3600;
    let silence = state.last_new.map_or(0, |t| now.as_second() - t);
    let habit = state.usual_gap.map_or(i64::MAX, |gap| (gap * 8).max(86_400));
    let (health, message) = if state.gone || state.failures >= DEAD_AFTER {
        ("dead", format!("dead: {}", state.last_error.as_deref().unwrap_or("it does not answer")))
    } else if state.last_error.is_none() && silence > habit {
        ("silent", format!("silent: nothing new for {} h, which is not its habit", hours(silence)))
    } else if state.last_error.is_some() && state.health != "well" {
        return Vec::new();
    } else {
        ("well", "back: it answers and brings news again".to_owned())
    };
    if state.health == health {
        return Vec::new();
    }
    health.clone_into(&mut state.health);
    vec![Alert::health(&name, feed.url.as_str(), &message, health == "well", now)]
}
