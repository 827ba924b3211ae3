//! SQLite: feeds, entries, records, stories, alerts, outbox. One writer, WAL; what belongs together is one transaction.

mod entries;
mod feeds;
mod mend;
mod migrations;
mod outbox;
mod records;

pub use entries::{Arrival, Poll, Queued};
pub use feeds::FeedState;
pub use mend::Mended;
pub use outbox::{Delivery, LONGEST_PAUSE};
pub use records::{Found, Landing, Stored};

use rusqlite::Connection;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How long a write waits for that of another program.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);
/// Bytes that the write-ahead log keeps on the disk after a checkpoint.
const WAL_KEPT: i64 = 16 << 20;

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
    /// Another daemon works in it.
    #[error("another wirewatch runs in {folder}; end it first, or set [daemon] state_dir to another folder")]
    Taken {
        /// The state folder.
        folder: PathBuf,
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

fn made(folder: &Path) -> Result<&Path, StoreError> {
    std::fs::create_dir_all(folder).map_err(|source| StoreError::Folder { path: folder.to_owned(), source })?;
    Ok(folder)
}

/// The store; cheap to clone, one connection behind it.
#[derive(Debug, Clone)]
pub struct Store {
    connection: Arc<Mutex<Connection>>,
    path: Arc<PathBuf>,
    state: Arc<Mutex<State>>,
    /// Locked by the daemon for as long as it runs.
    _alone: Option<Arc<File>>,
}

/// How the database is.
#[derive(Debug, Default)]
struct State {
    /// Why the last write failed, or a read since.
    trouble: Option<String>,
    /// What failed since the start.
    failures: u64,
    /// The trouble has been told.
    told: bool,
    /// SQLite said that the file is damaged.
    damaged: bool,
}

/// Opens or makes a database of the present version.
fn connect(path: &Path) -> Result<Connection, StoreError> {
    let failed = |source| StoreError::Sqlite { path: path.to_owned(), source };
    let mut connection = Connection::open(path).map_err(failed)?;
    connection.busy_timeout(PATIENCE).map_err(failed)?;
    connection.pragma_update(None, "journal_mode", "WAL").map_err(failed)?;
    // FULL: what is committed survives a power cut, which the outbox rests on.
    connection.pragma_update(None, "synchronous", "FULL").map_err(failed)?;
    connection.pragma_update(None, "foreign_keys", "ON").map_err(failed)?;
    // A log that grew while a reader held it shrinks again at the next checkpoint.
    connection.pragma_update(None, "journal_size_limit", WAL_KEPT).map_err(failed)?;
    migrations::run(&mut connection).map_err(|refused| match refused {
        migrations::Refused::Newer(found) => {
            StoreError::Newer { path: path.to_owned(), found, known: migrations::VERSION }
        }
        migrations::Refused::Sqlite(source) => failed(source),
    })?;
    Ok(connection)
}

impl Store {
    /// Opens or makes `folder/wirewatch.db` and brings it to the present version.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        let path = made(folder)?.join("wirewatch.db");
        Ok(Self::of(connect(&path)?, path, None))
    }

    /// As [`Store::open`], for the daemon: no other daemon may have it open, and a damaged database is set aside.
    /// `now`: seconds since 1970.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn open_alone(folder: &Path, now: i64) -> Result<(Self, Option<Mended>), StoreError> {
        let path = made(folder)?.join("wirewatch.db");
        let lock = Self::lock_path(folder);
        let failed = |source| StoreError::Folder { path: lock.clone(), source };
        let file = File::options().create(true).truncate(false).write(true).open(&lock).map_err(failed)?;
        // Somebody who asks whether the folder is taken holds the lock for a moment.
        for last in [false, false, false, true] {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if last => return Err(StoreError::Taken { folder: folder.to_owned() }),
                Err(TryLockError::WouldBlock) => std::thread::sleep(std::time::Duration::from_millis(50)),
                Err(TryLockError::Error(source)) => return Err(failed(source)),
            }
        }
        let (connection, mended) = match connect(&path) {
            Err(StoreError::Sqlite { source, .. }) if mend::is_damage(&source) => {
                mend::replace(&path, now).map(|(fresh, mended)| (fresh, Some(mended)))?
            }
            other => (other?, None),
        };
        Ok((Self::of(connection, path, Some(file)), mended))
    }

    /// Whether a daemon works in this folder.
    #[must_use]
    pub fn is_taken(folder: &Path) -> bool {
        // A lock taken for this question is let go of at once.
        File::open(Self::lock_path(folder)).is_ok_and(|f| matches!(f.try_lock(), Err(TryLockError::WouldBlock)))
    }

    fn lock_path(folder: &Path) -> PathBuf {
        folder.join("wirewatch.lock")
    }

    fn of(connection: Connection, path: PathBuf, alone: Option<File>) -> Self {
        Self {
            connection: Arc::new(Mutex::new(connection)),
            path: Arc::new(path),
            state: Arc::default(),
            _alone: alone.map(Arc::new),
        }
    }

    /// Opens an existing database for reading beside a running daemon; `None` where there is none yet.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn open_existing(folder: &Path) -> Result<Option<Self>, StoreError> {
        if folder.join("wirewatch.db").exists() { Self::open(folder).map(Some) } else { Ok(None) }
    }

    /// Why the last write or a read since failed, and how many have failed since the start.
    #[must_use]
    pub fn trouble(&self) -> (Option<String>, u64) {
        let state = self.state();
        (state.trouble.clone(), state.failures)
    }

    /// Whether SQLite has said that the file is damaged: time for [`Store::mend`].
    #[must_use]
    pub fn is_damaged(&self) -> bool {
        self.state().damaged
    }

    /// While on, no write waits until it is on the disk.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn hurry(&self, on: bool) -> Result<(), StoreError> {
        self.read(|c| c.pragma_update(None, "synchronous", if on { "OFF" } else { "FULL" }))
    }

    /// Whether this is the first question since writes began to fail.
    #[must_use]
    pub fn is_newly_failing(&self) -> bool {
        !std::mem::replace(&mut self.state().told, true)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Each change is one assignment: a panic elsewhere leaves it whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        // A panic inside a transaction rolled it back when it unwound: the connection is whole.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn failed(&self) -> impl Fn(rusqlite::Error) -> StoreError + '_ {
        |source| {
            if mend::is_damage(&source) {
                self.state().damaged = true;
            }
            StoreError::Sqlite { path: self.path.as_ref().clone(), source }
        }
    }

    /// Runs `act` in one transaction.
    fn write<R>(&self, act: impl FnOnce(&rusqlite::Transaction) -> rusqlite::Result<R>) -> Result<R, StoreError> {
        let result = self.transact(act);
        if result.is_ok() {
            let mut state = self.state();
            (state.trouble, state.told) = (None, false);
        }
        self.noted(result)
    }

    /// Remembers a failure for [`Store::trouble`].
    fn noted<R>(&self, result: Result<R, StoreError>) -> Result<R, StoreError> {
        if let Err(error) = &result {
            let mut state = self.state();
            state.trouble = Some(error.to_string());
            state.failures += 1;
        }
        result
    }

    fn transact<R>(&self, act: impl FnOnce(&rusqlite::Transaction) -> rusqlite::Result<R>) -> Result<R, StoreError> {
        let mut connection = self.lock();
        let transaction =
            connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(self.failed())?;
        let result = act(&transaction).map_err(self.failed())?;
        transaction.commit().map_err(self.failed())?;
        Ok(result)
    }

    fn read<R>(&self, act: impl FnOnce(&Connection) -> rusqlite::Result<R>) -> Result<R, StoreError> {
        self.noted(act(&self.lock()).map_err(self.failed()))
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

    /// Drops what is older than `before` (seconds since 1970) and no longer needed, a part at a time so that nothing else
    /// waits for it, and moves the log of writes into the database.
    ///
    /// # Errors
    /// See [`StoreError`]; what was dropped until then stays dropped.
    pub fn prune(&self, before: i64) -> Result<(), StoreError> {
        for statement in PRUNE {
            while self.write(|t| t.prepare_cached(statement)?.execute([before, PART as i64]))? >= PART {}
        }
        while self.write(|t| entries::prune(t, before, PART))? >= PART {}
        // Where a reader (`replay` takes its time) holds the log it is done the next time: nobody waits for it.
        self.read(|c| {
            c.busy_timeout(std::time::Duration::ZERO)?;
            let moved = c.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
            c.busy_timeout(PATIENCE)?;
            moved
        })
    }
}

/// Rows that are dropped in one transaction.
const PART: usize = 2_000;
/// Each drops rows made before ?1, at most ?2.
const PRUNE: &[&str] = &[
    "DELETE FROM alert WHERE seq IN (SELECT seq FROM alert WHERE made < ?1 AND seq NOT IN (SELECT seq FROM outbox WHERE done = 0) LIMIT ?2)",
    // Of an alert that is dropped.
    "DELETE FROM outbox WHERE ?1 > 0 AND (sink, seq) IN (SELECT sink, seq FROM outbox WHERE seq NOT IN (SELECT seq FROM alert) LIMIT ?2)",
    "DELETE FROM held WHERE ?1 > 0 AND seq IN (SELECT seq FROM held WHERE seq NOT IN (SELECT seq FROM alert) LIMIT ?2)",
    "DELETE FROM record WHERE n IN (SELECT n FROM record WHERE made < ?1 LIMIT ?2)",
    "DELETE FROM story WHERE id IN (SELECT id FROM story WHERE updated < ?1 AND until < ?1 LIMIT ?2)",
];

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
