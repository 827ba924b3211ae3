//! The daemon: tasks, signals, reload, shutdown, `sd_notify`.
//!
//! One task schedules polls, one reads queued entries, one delivers for each sink, one writes the article log. They meet
//! only in the store and wake each other with two bells. A cancelled token is the one way to stop.

mod clock;
mod conclude;
mod deliver;
mod log;
mod patience;
mod poll;
mod quota;
mod reach;
mod read;
mod recover;
mod report;
mod signals;
mod upkeep;
mod workers;

pub use log::init as init_log;

use crate::config::Config;
use crate::knowledge::Knowledge;
use crate::net::{Hosts, Http};
use crate::store::{Mended, Store, StoreError};
use crate::story::Shelf;
use clock::Horizon;
use jiff::Timestamp;
use patience::Patience;
use quota::Quota;
use reach::Reach;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex as Plain, MutexGuard, PoisonError, RwLock};
use std::time::Instant;
use tokio::sync::{Mutex, Notify};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Note in the store: since when no feed answers, in seconds since 1970.
const OUTAGE: &str = "outage";
/// Note in the store: the last record in the article log.
const ARTICLES: &str = "articles";
/// Note in the store: see [`Horizon`].
const HORIZON: &str = "horizon";

/// What the store knows of the time before the start.
struct Past {
    stories: Shelf,
    horizon: Horizon,
    /// Since when no feed answered.
    outage: Option<Timestamp>,
}

impl Past {
    fn load(store: &Store, setup: &Setup, now: Timestamp) -> Result<Self, StoreError> {
        recover::floor_numbers(store, setup)?;
        let noted = |name| store.cursor(name).map(|n| (n > 0).then_some(n));
        let mut horizon = Horizon::new(noted(HORIZON)?, now.as_second(), Instant::now());
        let stories = Shelf::new(store.open_stories(horizon.follow(now.as_second(), Instant::now()))?);
        let outage = noted(OUTAGE)?.and_then(|since| Timestamp::from_second(since).ok());
        Ok(Self { stories, horizon, outage })
    }
}

/// What a reload replaces.
#[derive(Debug)]
pub struct Setup {
    /// As validated.
    pub config: Config,
    /// As compiled.
    pub known: Knowledge,
    /// The user's clock.
    pub zone: jiff::tz::TimeZone,
    /// With the configuration's limits.
    pub http: Http,
}

/// What all tasks share.
#[derive(Debug)]
pub struct Daemon {
    setup: RwLock<Arc<Setup>>,
    store: Store,
    hosts: Hosts,
    /// Recent stories; the lock also keeps records in order: one lands after the other.
    stories: Mutex<Shelf>,
    /// Rung when entries wait to be read.
    entries: Notify,
    /// Rung when alerts wait to be delivered.
    outbox: Notify,
    /// Whether anybody answers at all.
    reach: Plain<Reach>,
    /// The present, as far as it is believed.
    horizon: Plain<Horizon>,
    /// Feeds whose pages are worth a try.
    patience: Plain<Patience>,
    /// What feeds may still bring today.
    quota: Plain<Quota>,
    /// Sinks that fail, and why.
    failing: Plain<BTreeMap<String, String>>,
    stop: CancellationToken,
    workers: workers::Workers,
}

impl Setup {
    /// Validates everything a configuration needs.
    ///
    /// # Errors
    /// Each problem, for a person.
    pub fn new(config: Config) -> Result<Self, Vec<String>> {
        let known = config.knowledge()?;
        let problems = crate::config::check(&config, &known);
        if !problems.is_empty() {
            return Err(problems.iter().map(ToString::to_string).collect());
        }
        let http = Http::new(&config.network).map_err(|e| vec![e])?;
        let zone = config.zone().map_err(|e| vec![e])?;
        Ok(Self { config, known, zone, http })
    }
}

impl Daemon {
    /// Opens the store, loads the recent stories and starts the threads.
    ///
    /// # Errors
    /// For a person: see [`StoreError`], or the system gave no threads.
    pub fn new(setup: Setup) -> Result<Arc<Self>, String> {
        let told = |e: StoreError| e.to_string();
        let now = Timestamp::now();
        let (store, mended) = Store::open_alone(&setup.config.state_dir(), now.as_second()).map_err(told)?;
        if let Some(mended) = &mended {
            recover::after_mending(&store, &setup, mended);
        }
        let past = match Past::load(&store, &setup, now) {
            // It opened, but it is damaged behind its first page.
            Err(_) if store.is_damaged() => {
                let fill = |fresh: &Store, mended: &Mended| recover::after_mending(fresh, &setup, mended);
                store.mend(now.as_second(), fill).map_err(told)?;
                Past::load(&store, &setup, now)
            }
            loaded => loaded,
        };
        let Past { stories, horizon, outage } = past.map_err(told)?;
        let hosts = Hosts::new(setup.config.polling.per_host);
        Ok(Arc::new(Self {
            setup: RwLock::new(Arc::new(setup)),
            store,
            hosts,
            stories: Mutex::new(stories),
            entries: Notify::new(),
            outbox: Notify::new(),
            reach: Plain::new(Reach::new(outage)),
            horizon: Plain::new(horizon),
            patience: Plain::default(),
            quota: Plain::default(),
            failing: Plain::default(),
            stop: CancellationToken::new(),
            workers: workers::Workers::start()?,
        }))
    }

    /// The present setup.
    fn setup(&self) -> Arc<Setup> {
        Arc::clone(&self.setup.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn reach(&self) -> MutexGuard<'_, Reach> {
        // Each change is made of assignments: a panic elsewhere leaves it whole.
        self.reach.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is older than anything that is dropped for its age is counted from.
    fn horizon(&self) -> Timestamp {
        let now = Timestamp::now();
        let mut horizon = self.horizon.lock().unwrap_or_else(PoisonError::into_inner);
        Timestamp::from_second(horizon.follow(now.as_second(), Instant::now())).unwrap_or(now)
    }

    /// Tells of a database that cannot be used: aloud the first time, as it fails for every task at once.
    fn trouble(&self, error: &StoreError, what: &str) {
        if self.store.is_newly_failing() {
            tracing::error!(%error, "{what}");
        } else {
            tracing::debug!(%error, "{what}");
        }
    }

    fn patience(&self) -> MutexGuard<'_, Patience> {
        self.patience.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn quota(&self) -> MutexGuard<'_, Quota> {
        self.quota.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn failing(&self) -> MutexGuard<'_, BTreeMap<String, String>> {
        self.failing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks all tasks to end.
    pub fn stop(&self) {
        self.stop.cancel();
    }

    /// Runs until it is told to stop.
    ///
    /// # Errors
    /// A sink or a log that cannot be opened at the start.
    pub async fn run(self: Arc<Self>) -> Result<(), String> {
        let tasks = TaskTracker::new();
        let mut sinks = deliver::Sinks::start(&self, &tasks)?;
        tasks.spawn(poll::schedule(Arc::clone(&self)));
        tasks.spawn(read::read_entries(Arc::clone(&self)));
        tasks.spawn(upkeep::housekeeping(Arc::clone(&self)));
        tasks.spawn(digests(Arc::clone(&self)));
        tracing::info!(feeds = self.setup().config.feed.len(), state = %self.setup().config.state_dir().display(), "Watching.");
        signals::serve(&self, &tasks, &mut sinks).await;
        self.stop.cancel();
        tasks.close();
        // Whatever hangs is cut off: what it did not commit is done again after the next start.
        if tokio::time::timeout(std::time::Duration::from_secs(4), tasks.wait()).await.is_err() {
            tracing::warn!("Some tasks did not end in time; what they were at is done again at the next start.");
        }
        tracing::info!("Stopped.");
        Ok(())
    }

    /// Polls all feeds once, reads what is new, delivers, and returns.
    ///
    /// # Errors
    /// A sink or a log that cannot be opened, or a failing database.
    pub async fn run_once(self: Arc<Self>) -> Result<(), String> {
        let tasks = TaskTracker::new();
        poll::all(&self).await;
        read::drain(&self).await;
        send_digests(&self);
        let sinks = deliver::Sinks::start(&self, &tasks)?;
        sinks.drain(&self).await;
        self.stop.cancel();
        tasks.close();
        let _ = tokio::time::timeout(std::time::Duration::from_secs(5), tasks.wait()).await;
        Ok(())
    }
}

/// Sends the summaries of what was held back, when their time has come.
async fn digests(daemon: Arc<Daemon>) {
    loop {
        send_digests(&daemon);
        tokio::select! {
            () = daemon.stop.cancelled() => return,
            () = tokio::time::sleep(std::time::Duration::from_secs(10)) => {}
        }
    }
}

fn send_digests(daemon: &Daemon) {
    let now = Timestamp::now();
    let setup = daemon.setup();
    let sinks: Vec<String> = setup.config.sink.iter().map(|s| s.name().to_owned()).collect();
    let due = daemon.store.due_digests(now.as_second()).unwrap_or_else(|error| {
        daemon.trouble(&error, "What was held back cannot be read.");
        Vec::new()
    });
    for (name, alerts) in due {
        let Some(digest) = crate::alert::digest(&name, &alerts, now) else { continue };
        match daemon.store.put_digest(&digest, &alerts, &sinks, now.as_second()) {
            Ok(()) => daemon.outbox.notify_waiters(),
            Err(error) => tracing::error!(%error, digest = name, "A digest could not be written; it is tried again."),
        }
    }
}
