//! The schema, by version. A step once shipped is never changed; a new one is added.

use rusqlite::Connection;

/// The version this program writes.
pub(super) const VERSION: i64 = STEPS.len() as i64;

/// The tables, each behind those it leans on.
pub(super) const TABLES: &[&str] =
    &["feed", "entry", "entry_key", "record", "kept", "story", "alert", "outbox", "held", "cursor", "counter"];

pub(super) const STEPS: &[&str] = &["
CREATE TABLE feed (
    url TEXT PRIMARY KEY, name TEXT NOT NULL, moved_to TEXT, etag TEXT, last_modified TEXT, body_hash TEXT,
    next_poll INTEGER NOT NULL DEFAULT 0, reason TEXT NOT NULL DEFAULT 'never polled', pace INTEGER, ttl INTEGER,
    failures INTEGER NOT NULL DEFAULT 0, last_poll INTEGER, last_ok INTEGER, last_new INTEGER, last_error TEXT,
    usual_gap INTEGER, gone INTEGER NOT NULL DEFAULT 0, health TEXT NOT NULL DEFAULT 'well', polls INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE entry (
    id INTEGER PRIMARY KEY, feed TEXT NOT NULL, source TEXT NOT NULL, guid TEXT, link TEXT, title TEXT NOT NULL, published INTEGER, content TEXT,
    state TEXT NOT NULL, reason TEXT, first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL, quiet INTEGER NOT NULL
) STRICT;
CREATE INDEX entry_queued ON entry (id) WHERE state = 'queued';
CREATE TABLE entry_key (key TEXT PRIMARY KEY, entry INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX entry_key_entry ON entry_key (entry);
CREATE TABLE record (n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, made INTEGER NOT NULL, relevant INTEGER NOT NULL, story TEXT, json TEXT NOT NULL) STRICT;
CREATE TABLE story (id TEXT PRIMARY KEY, updated INTEGER NOT NULL, json TEXT NOT NULL) STRICT;
CREATE INDEX story_updated ON story (updated);
CREATE TABLE alert (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, made INTEGER NOT NULL, json TEXT NOT NULL) STRICT;
CREATE TABLE outbox (
    sink TEXT NOT NULL, seq INTEGER NOT NULL, done INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0,
    next_try INTEGER NOT NULL DEFAULT 0, error TEXT, PRIMARY KEY (sink, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_open ON outbox (sink, seq) WHERE done = 0;
CREATE TABLE cursor (name TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE counter (name TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;
", "
ALTER TABLE record ADD COLUMN url TEXT;
ALTER TABLE record ADD COLUMN held TEXT;
UPDATE record SET url = json_extract(json, '$.url');
CREATE INDEX record_url ON record (url);
CREATE INDEX record_story ON record (story) WHERE story IS NOT NULL;
CREATE INDEX record_made ON record (made);
ALTER TABLE story ADD COLUMN until INTEGER NOT NULL DEFAULT 0;
UPDATE story SET until = updated + 432000;
CREATE INDEX story_until ON story (until);
CREATE TABLE held (seq INTEGER PRIMARY KEY, due INTEGER NOT NULL, digest TEXT NOT NULL) STRICT;
", "
CREATE TABLE kept (n INTEGER PRIMARY KEY, stamp INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT;
CREATE TRIGGER record_dropped AFTER DELETE ON record BEGIN DELETE FROM kept WHERE n = old.n; END;
CREATE INDEX record_relevant ON record (made) WHERE relevant = 1;
"];

/// Why the schema could not be brought to the present.
#[derive(Debug)]
pub(super) enum Refused {
    Newer(i64),
    Sqlite(rusqlite::Error),
}

impl From<rusqlite::Error> for Refused {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

pub(super) fn run(connection: &mut Connection) -> Result<(), Refused> {
    let found: i64 = connection.query_row("PRAGMA user_version", [], |r| r.get(0))?;
    if found > VERSION {
        return Err(Refused::Newer(found));
    }
    for (at, step) in STEPS.iter().enumerate().skip(found as usize) {
        // Step and version are one transaction: a crash between them cannot be.
        let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let now: i64 = transaction.query_row("PRAGMA user_version", [], |r| r.get(0))?;
        if now == at as i64 {
            transaction.execute_batch(step)?;
            transaction.pragma_update(None, "user_version", at as i64 + 1)?;
            transaction.commit()?;
        }
    }
    Ok(())
}
