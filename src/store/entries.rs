//! Which entries are new, and which wait to be read.

use super::feeds::{FeedState, save};
use super::{Store, StoreError, count, outbox};
use crate::alert::Alert;
use crate::feed::{Entry, Keys};
use rusqlite::{OptionalExtension, Transaction, params};

/// What a poll brought in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Arrival {
    /// Not seen before and to be read.
    pub fresh: usize,
    /// Seen before.
    pub known: usize,
    /// Not taken for now: more than the feed may bring.
    pub put_off: usize,
    /// Older than `first_sight` at the first sight of the feed.
    pub too_old: usize,
}

/// What a poll brings to the store.
#[derive(Debug, Clone, Copy)]
pub struct Poll<'a> {
    /// Entries of the document.
    pub entries: &'a [Entry],
    /// The identity of each of them.
    pub keys: &'a [Keys],
    /// Entries published before it are noted as seen but not read (first sight of a feed). Seconds since 1970.
    pub oldest: Option<i64>,
    /// New entries that are taken at most; the rest is new again at the next poll.
    pub most: usize,
    /// Alerts on the feed's health.
    pub health: &'a [Alert],
    /// To be told of them.
    pub sinks: &'a [String],
    /// Seconds since 1970.
    pub now: i64,
}

/// An entry that waits to be read.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs, reason = "the fields of an entry")]
pub struct Queued {
    pub id: i64,
    pub feed: String,
    pub source: String,
    pub guid: Option<String>,
    pub link: Option<String>,
    pub title: String,
    /// Seconds since 1970.
    pub published: Option<i64>,
    pub content: Option<String>,
    /// Raises no alert: undated at the first sight of its feed.
    pub quiet: bool,
}

impl Store {
    /// Takes in what a poll brought, with the feed's new state and the alerts on its health: one transaction.
    ///
    /// `plan` sets the feed's next poll once it is known how many entries are new.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn arrive(
        &self,
        feed: &mut FeedState,
        poll: &Poll,
        plan: impl FnOnce(&mut FeedState, Arrival),
    ) -> Result<Arrival, StoreError> {
        let &Poll { entries, keys, oldest, most, health, sinks, now } = poll;
        self.write(|t| {
            let mut arrival = Arrival::default();
            for (entry, keys) in entries.iter().zip(keys) {
                if let Some(id) = known(t, keys)? {
                    arrival.known += 1;
                    t.prepare_cached("UPDATE entry SET last_seen = ?2 WHERE id = ?1")?.execute((id, now))?;
                    note_keys(t, keys, id)?;
                    continue;
                }
                if arrival.fresh + arrival.too_old >= most {
                    arrival.put_off += 1;
                    continue;
                }
                let published = entry.published.map(jiff::Timestamp::as_second);
                let old = oldest.is_some_and(|o| published.is_some_and(|p| p < o));
                let state = if old { "dropped" } else { "queued" };
                let quiet = oldest.is_some() && published.is_none();
                let content = entry.content.as_deref().filter(|_| !old).map(|c| &c[..c.floor_char_boundary(200_000)]);
                t.prepare_cached("INSERT INTO entry (feed, source, guid, link, title, published, content, state, reason, first_seen, last_seen, quiet) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?10,?11)")?
                    .execute(params![feed.url, feed.name, entry.id, entry.link, entry.title, published, content, state, old.then_some("too old"), now, quiet])?;
                note_keys(t, keys, t.last_insert_rowid())?;
                if old { arrival.too_old += 1 } else { arrival.fresh += 1 }
            }
            count(t, "entries seen", entries.len() as i64)?;
            count(t, "entries known", arrival.known as i64)?;
            count(t, "entries put off: the feed floods", arrival.put_off as i64)?;
            count(t, "entries dropped: too old at first sight", arrival.too_old as i64)?;
            if arrival.fresh > 0 {
                if let Some(last) = feed.last_new {
                    let gap = (now - last).max(1);
                    feed.usual_gap = Some(feed.usual_gap.map_or(gap, |g| (g * 7 + gap) / 8));
                }
                feed.last_new = Some(now);
            } else if feed.last_new.is_none() && !entries.is_empty() {
                feed.last_new = Some(now);
            }
            plan(feed, arrival);
            save(t, feed)?;
            for alert in health {
                outbox::put(t, alert, sinks, now)?;
            }
            Ok(arrival)
        })
    }

    /// The oldest entries that wait, at most `limit`, and none of the feeds `except` (addresses).
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn queued(&self, limit: usize, except: &[&str]) -> Result<Vec<Queued>, StoreError> {
        // Texts always serialise.
        let except = serde_json::to_string(except).unwrap_or_default();
        self.read(|c| {
            c.prepare_cached("SELECT id, feed, source, guid, link, title, published, content, quiet FROM entry WHERE state = 'queued' AND feed NOT IN (SELECT value FROM json_each(?2)) ORDER BY id LIMIT ?1")?
                .query_map((limit as i64, &except), |r| {
                    Ok(Queued { id: r.get(0)?, feed: r.get(1)?, source: r.get(2)?, guid: r.get(3)?, link: r.get(4)?, title: r.get(5)?, published: r.get(6)?, content: r.get(7)?, quiet: r.get(8)? })
                })?
                .collect()
        })
    }

    /// How many entries wait to be read.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn backlog(&self) -> Result<i64, StoreError> {
        self.read(|c| c.query_row("SELECT count(*) FROM entry WHERE state = 'queued'", [], |r| r.get(0)))
    }

    /// Notes an entry as read that is known from its record alone, unless it is there already. Gives its number.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn remember(&self, feed: &str, source: &str, entry: &Entry, keys: &Keys, now: i64) -> Result<i64, StoreError> {
        self.write(|t| {
            if let Some(id) = known(t, keys)? {
                return Ok(id);
            }
            t.prepare_cached("INSERT INTO entry (feed, source, link, title, published, state, first_seen, last_seen, quiet) VALUES (?1,?2,?3,?4,?5,'done',?6,?6,0)")?
                .execute(params![feed, source, entry.link, entry.title, entry.published.map(jiff::Timestamp::as_second), now])?;
            let id = t.last_insert_rowid();
            note_keys(t, keys, id)?;
            Ok(id)
        })
    }

    /// An entry that gives no record, and why.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn drop_entry(&self, id: i64, reason: &str) -> Result<(), StoreError> {
        self.write(|t| finish(t, id, "dropped", Some(reason)))
    }
}

/// Marks an entry as read or dropped and counts it.
pub(super) fn finish(t: &Transaction, id: i64, state: &str, reason: Option<&str>) -> rusqlite::Result<()> {
    t.prepare_cached("UPDATE entry SET state = ?2, reason = ?3, content = NULL WHERE id = ?1")?
        .execute((id, state, reason))?;
    if let Some(reason) = reason {
        count(t, &format!("entries dropped: {reason}"), 1)?;
    }
    Ok(())
}

/// Drops entries, at most `limit`, that nobody has seen since `before`, with their keys; how many.
pub(super) fn prune(t: &Transaction, before: i64, limit: usize) -> rusqlite::Result<usize> {
    let old: Vec<i64> = t
        .prepare_cached("SELECT id FROM entry WHERE state <> 'queued' AND first_seen < ?1 AND last_seen < ?1 LIMIT ?2")?
        .query_map((before, limit as i64), |r| r.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for id in &old {
        t.prepare_cached("DELETE FROM entry_key WHERE entry = ?1")?.execute([id])?;
        t.prepare_cached("DELETE FROM entry WHERE id = ?1")?.execute([id])?;
    }
    Ok(old.len())
}

fn known(t: &Transaction, keys: &Keys) -> rusqlite::Result<Option<i64>> {
    for key in &keys.0 {
        let found = t
            .prepare_cached("SELECT entry FROM entry_key WHERE key = ?1")?
            .query_row([key], |r| r.get(0))
            .optional()?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

fn note_keys(t: &Transaction, keys: &Keys, entry: i64) -> rusqlite::Result<()> {
    for key in &keys.0 {
        t.prepare_cached("INSERT OR IGNORE INTO entry_key (key, entry) VALUES (?1, ?2)")?.execute((key, entry))?;
    }
    Ok(())
}
