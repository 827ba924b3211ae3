//! Records and stories; a record lands with all that it made in one transaction.

use super::{Store, StoreError, count, entries, outbox};
use crate::alert::{Alert, HeldBack};
use crate::extract::Record;
use crate::story::{Kept, Story};

/// All that a record made.
#[derive(Debug)]
pub struct Landing<'a> {
    /// Of the entry that it was read from.
    pub entry: i64,
    /// The record.
    pub record: &'a Record,
    /// Its story, where it is relevant, and others that it tells of.
    pub stories: &'a [&'a Story],
    /// What it raised.
    pub alert: Option<&'a Alert>,
    /// Until when the alert is held back (seconds since 1970), and the name of its digest.
    pub due: Option<(i64, &'a str)>,
    /// Rules that matched and raised nothing.
    pub held: &'a [HeldBack],
    /// For a replay, of a relevant record.
    pub kept: Option<Kept>,
    /// Sinks that an alert goes to.
    pub sinks: &'a [String],
    /// Seconds since 1970.
    pub now: i64,
}

/// A stored record.
#[derive(Debug, Clone)]
pub struct Found {
    /// Seconds since 1970.
    pub made: i64,
    /// As it was written.
    pub json: String,
    /// Its story.
    pub story: Option<String>,
    /// Rules that matched and raised nothing, one a line with the reason.
    pub held: Option<String>,
}

/// A relevant record as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stored {
    /// For [`Kept::read`].
    Kept(Vec<u8>),
    /// The record as it was written.
    Json(String),
}

impl Store {
    /// Writes record, story, alert and outbox at once: a crash leaves all or nothing.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn land(&self, landing: &Landing) -> Result<(), StoreError> {
        let json = |value: &dyn erased::ToJson| value.to_json();
        self.write(|t| {
            let record = landing.record;
            let new = t
                .prepare_cached(
                    "INSERT OR IGNORE INTO record (id, made, relevant, story, url, held, json) VALUES (?1,?2,?3,?4,?5,?6,?7)",
                )?
                .execute((
                    &record.id,
                    landing.now,
                    record.relevant,
                    landing.stories.first().map(|s| s.id.as_str()),
                    &record.url,
                    (!landing.held.is_empty()).then(|| {
                        let told: Vec<String> = landing.held.iter().map(HeldBack::told).collect();
                        told.join("\n")
                    }),
                    json(record),
                ))?;
            if let (Some(kept), 1) = (&landing.kept, new) {
                t.prepare_cached("INSERT OR REPLACE INTO kept (n, stamp, bytes) VALUES (?1,?2,?3)")?.execute((
                    t.last_insert_rowid(),
                    kept.stamp,
                    &kept.bytes,
                ))?;
            }
            entries::finish(t, landing.entry, "done", (!record.relevant).then_some("off topic"))?;
            count(t, "records", new as i64)?;
            count(t, "records relevant", i64::from(record.relevant))?;
            for story in landing.stories {
                t.prepare_cached("INSERT OR REPLACE INTO story (id, updated, until, json) VALUES (?1,?2,?3,?4)")?
                    .execute((&story.id, story.last_seen, story.until, json(*story)))?;
            }
            if let Some(alert) = landing.alert {
                outbox::put(t, alert, landing.sinks, landing.now)?;
                if let Some((due, digest)) = landing.due {
                    t.execute(
                        "INSERT OR IGNORE INTO held (seq, due, digest) SELECT seq, ?2, ?3 FROM alert WHERE id = ?1",
                        (&alert.id, due, digest),
                    )?;
                }
            }
            for held in landing.held {
                count(t, &format!("alerts held back: rule '{}': {}", held.rule, held.why), 1)?;
            }
            Ok(())
        })
    }

    /// Stories that a condition with one parameter picks.
    fn stories_where(&self, condition: &str, value: impl rusqlite::ToSql) -> Result<Vec<Story>, StoreError> {
        self.read(|c| {
            let texts: Vec<String> = c
                .prepare(&format!("SELECT json FROM story {condition}"))?
                .query_map([value], |r| r.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            Ok(texts.iter().filter_map(|t| serde_json::from_str(t).ok()).collect())
        })
    }

    /// Stories that changed since `since` (seconds since 1970), oldest first.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn stories(&self, since: i64) -> Result<Vec<Story>, StoreError> {
        self.stories_where("WHERE updated >= ?1 ORDER BY updated", since)
    }

    /// Stories that still take articles at `now` (seconds since 1970), oldest first.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn open_stories(&self, now: i64) -> Result<Vec<Story>, StoreError> {
        self.stories_where("WHERE until >= ?1 ORDER BY updated", now)
    }

    /// The story whose id begins so, where there is just one.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn story(&self, prefix: &str) -> Result<Vec<Story>, StoreError> {
        self.stories_where("WHERE substr(id, 1, length(?1)) = ?1 LIMIT 2", prefix)
    }

    /// The record with this id or address: when it was made, its JSON, its story, and why rules that matched raised nothing.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn find_record(&self, id_or_url: &str) -> Result<Option<Found>, StoreError> {
        self.read(|c| {
            rusqlite::OptionalExtension::optional(c.query_row(
                "SELECT made, json, story, held FROM record WHERE id = ?1 OR url = ?1 ORDER BY n DESC LIMIT 1",
                [id_or_url],
                |r| Ok(Found { made: r.get(0)?, json: r.get(1)?, story: r.get(2)?, held: r.get(3)? }),
            ))
        })
    }

    /// Hands relevant records made since `since` (seconds since 1970) to `act` in the order of their arrival: when it was made, and
    /// what is stored of it. `stamp`: of what is kept for a replay; where another is, the JSON is handed over.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn each_relevant(&self, since: i64, stamp: i64, mut act: impl FnMut(i64, Stored)) -> Result<(), StoreError> {
        self.read(|c| {
            // One view of the database from the first to the last: a daemon may write and drop meanwhile.
            let view = c.unchecked_transaction()?;
            let mut numbers: Vec<(i64, i64)> = view
                .prepare("SELECT n, made FROM record WHERE made >= ?1 AND relevant = 1")?
                .query_map([since], |r| Ok((r.get(0)?, r.get(1)?)))?
                .collect::<rusqlite::Result<_>>()?;
            numbers.sort_unstable();
            let mut kept = view.prepare("SELECT bytes FROM kept WHERE n = ?1 AND stamp = ?2")?;
            let mut whole = view.prepare("SELECT json FROM record WHERE n = ?1")?;
            for (n, made) in numbers {
                let found = kept.query_row((n, stamp), |r| r.get(0)).map(Stored::Kept);
                let stored = match found {
                    Err(rusqlite::Error::QueryReturnedNoRows) => {
                        whole.query_row([n], |r| r.get(0)).map(Stored::Json)?
                    }
                    other => other?,
                };
                act(made, stored);
            }
            Ok(())
        })
    }

    /// Relevant records behind the `after`-th, in order: number and JSON.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn relevant_after(&self, after: i64, limit: usize) -> Result<Vec<(i64, String)>, StoreError> {
        self.read(|c| {
            c.prepare_cached("SELECT n, json FROM record WHERE n > ?1 AND relevant = 1 ORDER BY n LIMIT ?2")?
                .query_map((after, limit as i64), |r| Ok((r.get(0)?, r.get(1)?)))?
                .collect()
        })
    }

    /// The number of the record with this id.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn record_number(&self, id: &str) -> Result<Option<i64>, StoreError> {
        self.read(|c| {
            rusqlite::OptionalExtension::optional(c.query_row("SELECT n FROM record WHERE id = ?1", [id], |r| r.get(0)))
        })
    }
}

/// Serialisation of our own types cannot fail: they hold no maps with other keys than strings.
mod erased {
    pub(super) trait ToJson {
        fn to_json(&self) -> String;
    }

    impl<T: serde::Serialize> ToJson for T {
        fn to_json(&self) -> String {
            serde_json::to_string(self).unwrap_or_default()
        }
    }
}
