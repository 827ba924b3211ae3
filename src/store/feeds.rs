//! What is remembered of each feed.

use super::{Store, StoreError};
use rusqlite::{Row, params};
use serde::Serialize;

/// A feed's state between polls. Times are seconds since 1970.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the names say it; `status --json` prints them")]
pub struct FeedState {
    pub url: String,
    pub name: String,
    /// Where 301 or 308 sent us.
    pub moved_to: Option<String>,
    pub etag: Option<String>,
    pub last_modified: Option<String>,
    pub body_hash: Option<String>,
    pub next_poll: i64,
    /// Why then.
    pub reason: String,
    pub pace: Option<i64>,
    pub ttl: Option<u32>,
    pub failures: u32,
    pub last_poll: Option<i64>,
    pub last_ok: Option<i64>,
    pub last_new: Option<i64>,
    pub last_error: Option<String>,
    /// Seconds between new entries, smoothed: the feed's habit.
    pub usual_gap: Option<i64>,
    pub gone: bool,
    /// "well", "dead" or "silent": what the user was told last.
    pub health: String,
    pub polls: u32,
}

const COLUMNS: &str = "url, name, moved_to, etag, last_modified, body_hash, next_poll, reason, pace, ttl, failures, last_poll, last_ok, last_new, last_error, usual_gap, gone, health, polls";

impl FeedState {
    fn of(r: &Row) -> rusqlite::Result<Self> {
        Ok(Self {
            url: r.get(0)?,
            name: r.get(1)?,
            moved_to: r.get(2)?,
            etag: r.get(3)?,
            last_modified: r.get(4)?,
            body_hash: r.get(5)?,
            next_poll: r.get(6)?,
            reason: r.get(7)?,
            pace: r.get(8)?,
            ttl: r.get(9)?,
            failures: r.get(10)?,
            last_poll: r.get(11)?,
            last_ok: r.get(12)?,
            last_new: r.get(13)?,
            last_error: r.get(14)?,
            usual_gap: r.get(15)?,
            gone: r.get(16)?,
            health: r.get(17)?,
            polls: r.get(18)?,
        })
    }
}

impl Store {
    /// The state of a feed; a fresh one where it was never seen.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn feed(&self, url: &str, name: &str) -> Result<FeedState, StoreError> {
        let fresh = || FeedState {
            url: url.to_owned(),
            name: name.to_owned(),
            reason: "never polled".to_owned(),
            health: "well".to_owned(),
            ..FeedState::default()
        };
        self.read(|c| {
            let mut found = c
                .prepare_cached(&format!("SELECT {COLUMNS} FROM feed WHERE url = ?1"))?
                .query_map([url], FeedState::of)?
                .collect::<rusqlite::Result<Vec<_>>>()?;
            Ok(found.pop().unwrap_or_else(fresh))
        })
    }

    /// All feeds ever polled.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn feeds(&self) -> Result<Vec<FeedState>, StoreError> {
        self.read(|c| {
            c.prepare(&format!("SELECT {COLUMNS} FROM feed ORDER BY name"))?.query_map([], FeedState::of)?.collect()
        })
    }
}

/// Writes a feed's state.
pub(super) fn save(t: &rusqlite::Transaction, f: &FeedState) -> rusqlite::Result<()> {
    t.prepare_cached(&format!("INSERT OR REPLACE INTO feed ({COLUMNS}) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19)"))?.execute(params![
        f.url, f.name, f.moved_to, f.etag, f.last_modified, f.body_hash, f.next_poll, f.reason, f.pace, f.ttl, f.failures, f.last_poll, f.last_ok, f.last_new,
        f.last_error, f.usual_gap, f.gone, f.health, f.polls
    ])?;
    Ok(())
}
