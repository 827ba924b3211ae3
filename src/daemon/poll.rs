//! Polls: each feed in its own task, so that one that hangs delays no other.

use super::conclude::{Conclusion, Read, Reply, conclude};
use super::{Daemon, Setup};
use crate::config::Feed;
use crate::feed;
use crate::net::{FetchError, Fetched, Validators};
use crate::store::FeedState;
use jiff::Timestamp;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{Semaphore, SemaphorePermit};
use tracing::Instrument;
use url::Url;

/// Each so many polls the feed is asked unconditionally: some servers never change their `ETag`.
const UNCONDITIONAL_EACH: u32 = 12;

/// When a feed is due: on the wall clock, which a machine that slept has moved on, or on the monotonic one, which
/// nobody can set back.
#[derive(Debug, Clone, Copy)]
struct Due {
    wall: i64,
    steady: Instant,
}

impl Due {
    fn at(wall: i64, now: i64) -> Self {
        let wait = u64::try_from(wall - now).unwrap_or(0).min(366 * 86_400);
        Self { wall, steady: Instant::now() + Duration::from_secs(wait) }
    }

    /// From what was noted when the program last ran: never longer from now than the pause was planned to be, whatever
    /// the clock shows by now.
    fn noted(state: &FeedState, now: i64) -> Self {
        let planned = state.last_poll.map_or(0, |last| state.next_poll - last);
        Self::at(now + (state.next_poll - now).clamp(0, planned.max(0)), now)
    }

    fn is_over(&self, now: i64) -> bool {
        self.wall <= now || self.steady <= Instant::now()
    }
}

/// Polls at once.
pub(super) struct Slots {
    all: Semaphore,
    /// For feeds whose last poll failed, or that never answered: however many of them hang, the others find a slot.
    doubtful: Semaphore,
}

impl Slots {
    fn new(concurrency: usize) -> Arc<Self> {
        let doubtful = (concurrency - concurrency / 4).max(1);
        Arc::new(Self { all: Semaphore::new(concurrency), doubtful: Semaphore::new(doubtful) })
    }

    async fn take(&self, state: &FeedState) -> Option<(Option<SemaphorePermit<'_>>, SemaphorePermit<'_>)> {
        let proven = state.last_ok.is_some() && state.last_error.is_none();
        let doubtful = if proven { None } else { Some(self.doubtful.acquire().await.ok()?) };
        Some((doubtful, self.all.acquire().await.ok()?))
    }
}

/// What the scheduler and the polls share.
#[derive(Debug, Default)]
struct Timetable {
    due: HashMap<String, Due>,
    busy: HashSet<String>,
}

/// Starts each feed's poll when it is due.
pub(super) async fn schedule(daemon: Arc<Daemon>) {
    let slots = Slots::new(daemon.setup().config.polling.concurrency);
    // Kept here, so that the database is not asked each second for each feed.
    let timetable: Arc<Mutex<Timetable>> = Arc::default();
    let polls = tokio_util::task::TaskTracker::new();
    loop {
        let setup = daemon.setup();
        let now = Timestamp::now().as_second();
        for url in daemon.reach().take_again() {
            lock(&timetable).due.insert(url, Due::at(now, now));
        }
        for feed in &setup.config.feed {
            if !starts(&daemon, &mut lock(&timetable), feed, now) {
                continue;
            }
            let (daemon, setup, feed) = (Arc::clone(&daemon), Arc::clone(&setup), feed.clone());
            let (slots, timetable) = (Arc::clone(&slots), Arc::clone(&timetable));
            let span = tracing::info_span!("feed", name = feed.label());
            polls.spawn(
                async move {
                    let stop = daemon.stop.clone();
                    let next = tokio::select! {
                        next = poll(&daemon, &setup, &feed, &slots) => next,
                        () = stop.cancelled() => return,
                    };
                    let mut timetable = lock(&timetable);
                    timetable.due.insert(feed.url.to_string(), Due::at(next, Timestamp::now().as_second()));
                    timetable.busy.remove(feed.url.as_str());
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

fn lock(timetable: &Mutex<Timetable>) -> std::sync::MutexGuard<'_, Timetable> {
    // Each change is one insertion or removal: a panic elsewhere leaves it whole.
    timetable.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether a poll of the feed is to start now; if so it is marked as busy.
fn starts(daemon: &Daemon, timetable: &mut Timetable, feed: &Feed, now: i64) -> bool {
    let url = feed.url.as_str();
    let due = *timetable.due.entry(url.to_owned()).or_insert_with(|| {
        daemon.store.feed(url, &feed.label()).map_or_else(|_| Due::at(now, now), |state| Due::noted(&state, now))
    });
    due.is_over(now) && timetable.busy.insert(url.to_owned())
}

/// Polls every feed once, due or not.
pub(super) async fn all(daemon: &Arc<Daemon>) {
    let setup = daemon.setup();
    let slots = Slots::new(setup.config.polling.concurrency);
    let mut polls = tokio::task::JoinSet::new();
    for feed in setup.config.feed.clone() {
        let (daemon, setup, slots) = (Arc::clone(daemon), Arc::clone(&setup), Arc::clone(&slots));
        let span = tracing::info_span!("feed", name = feed.label());
        polls.spawn(async move { poll(&daemon, &setup, &feed, &slots).await }.instrument(span));
    }
    while polls.join_next().await.is_some() {}
}

/// Polls a feed; gives when it is due again (seconds since 1970).
async fn poll(daemon: &Daemon, setup: &Setup, feed: &Feed, slots: &Slots) -> i64 {
    let later = |seconds| Timestamp::now().as_second() + seconds;
    let mut state = match daemon.store.feed(feed.url.as_str(), &feed.label()) {
        Ok(state) => state,
        Err(error) => {
            daemon.trouble(&error, "The feed's state cannot be read.");
            return later(10);
        }
    };
    state.name = feed.label();
    let address = state.moved_to.as_deref().and_then(|m| Url::parse(m).ok()).unwrap_or_else(|| feed.url.clone());
    let host = address.host_str().unwrap_or("").to_owned();
    if let Some(until) = daemon.hosts.quiet_until(&host, Timestamp::now()) {
        return until.as_second();
    }
    let (Some(_host_slot), Some(_slot)) = (daemon.hosts.slot(&host).await, slots.take(&state).await) else {
        return later(60);
    };
    let reply = fetch(daemon, setup, &state, &address).await;
    conclude(daemon, setup, Conclusion { feed, state, host: &host, reply, now: Timestamp::now() })
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
                Reply::HostPaused(error.to_string(), pause)
            } else {
                Reply::Paused(error.to_string(), pause)
            }
        }
        Err(FetchError::Unreachable(problem)) => Reply::Unreachable(problem),
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
