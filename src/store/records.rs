//! Records and stories; a record lands with all that it made in one transaction.

use super::{Store, StoreError, count, entries, outbox};
use crate::alert::{Alert, HeldBack};
use crate::extract::Record;
use crate::story::Story;

/// All that a record made.
#[derive(Debug)]
pub struct Landing<'a> {
    /// Of the entry that it was read from.
    pub entry: i64,
    /// The record.
    pub record: &'a Record,
    /// Its story, where it is relevant.
    pub story: Option<&'a Story>,
    /// What it raised.
    pub alert: Option<&'a Alert>,
    /// Rules that matched and raised nothing.
    pub held: &'a [HeldBack],
    /// Sinks that an alert goes to.
    pub sinks: &'a [String],
    /// Seconds since 1970.
    pub now: i64,
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
                    "INSERT OR IGNORE INTO record (id, made, relevant, story, json) VALUES (?1,?2,?3,?4,?5)",
                )?
                .execute((
                    &record.id,
                    landing.now,
                    record.relevant,
                    landing.story.map(|s| s.id.as_str()),
                    json(record),
                ))?;
            entries::finish(t, landing.entry, "done", (!record.relevant).then_some("off topic"))?;
            count(t, "records", new as i64)?;
            count(t, "records relevant", i64::from(record.relevant))?;
            if let Some(story) = landing.story {
                t.prepare_cached("INSERT OR REPLACE INTO story (id, updated, json) VALUES (?1,?2,?3)")?.execute((
                    &story.id,
                    story.last_seen,
                    json(story),
                ))?;
            }
            if let Some(alert) = landing.alert {
                outbox::put(t, alert, landing.sinks, landing.now)?;
            }
            for held in landing.held {
                count(t, &format!("alerts held back: rule '{}': {}", held.rule, held.why), 1)?;
            }
            Ok(())
        })
    }

    /// Stories that changed since `since` (seconds since 1970), oldest first.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn stories(&self, since: i64) -> Result<Vec<Story>, StoreError> {
        self.read(|c| {
            let texts: Vec<String> = c
                .prepare("SELECT json FROM story WHERE updated >= ?1 ORDER BY updated")?
                .query_map([since], |r| r.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            Ok(texts.iter().filter_map(|t| serde_json::from_str(t).ok()).collect())
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
