//! SQLite: feeds, entries, records, stories, alerts, outbox. One writer, WAL; what belongs together is one transaction.

mod entries;
mod feeds;
mod migrations;
mod outbox;
mod records;

pub use entries::{Arrival, Poll, Queued};
pub use feeds::FeedState;
pub use outbox::Delivery;
pub use records::{Found, Landing};

use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Why the store could not do something.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite said no.
    #[error("the database {path}: {source}")]
    Sqlite {
        /// Its file.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// Made by a later program.
    #[error("the database {path} has version {found}, this program knows {known}; use the newer wirewatch")]
    Newer {
        /// Its file.
        path: PathBuf,
        /// The file's version.
        found: i64,
        /// Ours.
        known: i64,
    },
    /// The folder cannot be made or written.
    #[error("{path}: {source}; set [daemon] state_dir to a folder you may write")]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}

/// The store; cheap to clone, one connection behind it.
#[derive(Debug, Clone)]
pub struct Store {
    connection: Arc<Mutex<Connection>>,
    path: Arc<PathBuf>,
}

impl Store {
    /// Opens or makes `folder/wirewatch.db` and brings it to the present version.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        std::fs::create_dir_all(folder).map_err(|source| StoreError::Folder { path: folder.to_owned(), source })?;
        let path = folder.join("wirewatch.db");
        let failed = |source| StoreError::Sqlite { path: path.clone(), source };
        let mut connection = Connection::open(&path).map_err(failed)?;
        connection.busy_timeout(std::time::Duration::from_secs(10)).map_err(failed)?;
        connection.pragma_update(None, "journal_mode", "WAL").map_err(failed)?;
        // FULL: what is committed survives a power cut, which the outbox rests on.
        connection.pragma_update(None, "synchronous", "FULL").map_err(failed)?;
        connection.pragma_update(None, "foreign_keys", "ON").map_err(failed)?;
        match migrations::run(&mut connection) {
            Ok(()) => Ok(Self { connection: Arc::new(Mutex::new(connection)), path: Arc::new(path) }),
            Err(migrations::Refused::Newer(found)) => {
                Err(StoreError::Newer { path, found, known: migrations::VERSION })
            }
            Err(migrations::Refused::Sqlite(source)) => Err(StoreError::Sqlite { path, source }),
        }
    }

    /// Opens an existing database for reading beside a running daemon; `None` where there is none yet.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn open_existing(folder: &Path) -> Result<Option<Self>, StoreError> {
        if folder.join("wirewatch.db").exists() { Self::open(folder).map(Some) } else { Ok(None) }
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        // A panic inside a transaction rolled it back when it unwound: the connection is whole.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn failed(&self) -> impl Fn(rusqlite::Error) -> StoreError + '_ {
        |source| StoreError::Sqlite { path: self.path.as_ref().clone(), source }
    }

    /// Runs `act` in one transaction.
    fn write<R>(&self, act: impl FnOnce(&rusqlite::Transaction) -> rusqlite::Result<R>) -> Result<R, StoreError> {
        let mut connection = self.lock();
        let transaction =
            connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(self.failed())?;
        let result = act(&transaction).map_err(self.failed())?;
        transaction.commit().map_err(self.failed())?;
        Ok(result)
    }

    fn read<R>(&self, act: impl FnOnce(&Connection) -> rusqlite::Result<R>) -> Result<R, StoreError> {
        act(&self.lock()).map_err(self.failed())
    }

    /// Named counts of what happened on the way, for `status`.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn counters(&self) -> Result<Vec<(String, i64)>, StoreError> {
        self.read(|c| {
            c.prepare("SELECT name, n FROM counter ORDER BY name")?
                .query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?
                .collect()
        })
    }

    /// How far a reader has come.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn cursor(&self, name: &str) -> Result<i64, StoreError> {
        self.read(|c| {
            Ok(rusqlite::OptionalExtension::optional(c.query_row(
                "SELECT n FROM cursor WHERE name = ?1",
                [name],
                |r| r.get(0),
            ))?
            .unwrap_or(0))
        })
    }

    /// Notes how far a reader has come.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn set_cursor(&self, name: &str, n: i64) -> Result<(), StoreError> {
        self.write(|t| t.execute("INSERT OR REPLACE INTO cursor (name, n) VALUES (?1, ?2)", (name, n)).map(|_| ()))
    }

    /// Drops what is older than `before` (seconds since 1970) and no longer needed.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn prune(&self, before: i64) -> Result<(), StoreError> {
        self.write(|t| {
            t.execute(
                "DELETE FROM alert WHERE made < ?1 AND seq NOT IN (SELECT seq FROM outbox WHERE done = 0)",
                [before],
            )?;
            t.execute("DELETE FROM outbox WHERE seq NOT IN (SELECT seq FROM alert)", [])?;
            t.execute("DELETE FROM held WHERE seq NOT IN (SELECT seq FROM alert)", [])?;
            t.execute("DELETE FROM record WHERE made < ?1", [before])?;
            t.execute("DELETE FROM story WHERE updated < ?1 AND until < ?1", [before])?;
            t.execute("DELETE FROM entry WHERE state <> 'queued' AND first_seen < ?1 AND last_seen < ?1", [before])?;
            t.execute("DELETE FROM entry_key WHERE entry NOT IN (SELECT id FROM entry)", [])?;
            Ok(())
        })
    }
}

/// Adds to a named count.
fn count(t: &rusqlite::Transaction, name: &str, by: i64) -> rusqlite::Result<()> {
    if by != 0 {
        t.prepare_cached("INSERT INTO counter (name, n) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET n = n + ?2")?
            .execute((name, by))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
