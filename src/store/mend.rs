//! A database that is damaged is set aside, and what can be read of it is carried over into a new one.

use super::{Store, StoreError, migrations};
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::path::{Path, PathBuf};

/// What became of a damaged database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended {
    /// Where the damaged file is now; it is never touched again.
    pub aside: PathBuf,
    /// Rows that were carried over.
    pub rows: usize,
    /// Records among them.
    pub records: usize,
}

/// Whether the file itself is damaged, and not the disk full or the database busy.
pub(super) fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
}

/// Moves the database with its log to `…corrupt-NOW` (or the next free name), and makes a new one of what can be read.
///
/// # Errors
/// If files cannot be moved or made.
pub(super) fn replace(path: &Path, now: i64) -> Result<(Connection, Mended), StoreError> {
    let folder = |source| StoreError::Folder { path: path.to_owned(), source };
    let with = |path: &Path, suffix: &str| PathBuf::from(format!("{}{suffix}", path.display()));
    let aside =
        (now..now + 1_000).map(|n| with(path, &format!(".corrupt-{n}"))).find(|p| !p.exists()).unwrap_or_default();
    std::fs::rename(path, &aside).map_err(folder)?;
    // The log belongs to its database; the index of the log is made anew.
    for suffix in ["-wal", "-shm"] {
        match std::fs::rename(with(path, suffix), with(&aside, suffix)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(folder(error)),
            _ => {}
        }
    }
    let mut fresh = super::connect(path)?;
    let (mut rows, mut records) = (0, 0);
    let sqlite = |source| StoreError::Sqlite { path: path.to_owned(), source };
    if let Ok(old) = Connection::open_with_flags(&aside, OpenFlags::SQLITE_OPEN_READ_WRITE) {
        for table in migrations::TABLES {
            let saved = salvage(&old, &mut fresh, table).map_err(sqlite)?;
            rows += saved;
            if *table == "record" {
                records = saved;
            }
        }
    }
    Ok((fresh, Mended { aside, rows, records }))
}

/// Copies the rows of a table from the front until the damage, then from the back.
fn salvage(old: &Connection, fresh: &mut Connection, table: &str) -> rusqlite::Result<usize> {
    let columns: Vec<String> = fresh
        .prepare(&format!("SELECT name FROM pragma_table_info('{table}')"))?
        .query_map([], |r| r.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let list = columns.join(", ");
    let places: Vec<String> = (1..=columns.len()).map(|n| format!("?{n}")).collect();
    let transaction = fresh.transaction()?;
    let mut saved = 0;
    for order in ["", " ORDER BY rowid DESC"] {
        // An old schema or a damaged root page: nothing of this table can be had this way.
        let Ok(mut select) = old.prepare(&format!("SELECT {list} FROM {table}{order}")) else { continue };
        let mut insert =
            transaction.prepare(&format!("INSERT OR IGNORE INTO {table} ({list}) VALUES ({})", places.join(", ")))?;
        let Ok(mut rows) = select.query([]) else { continue };
        let whole = loop {
            match rows.next() {
                Ok(Some(row)) => {
                    let values = (0..columns.len()).map(|n| row.get::<_, rusqlite::types::Value>(n));
                    // A row of the wrong types, as damage makes them, is left behind.
                    if let Ok(values) = values.collect::<rusqlite::Result<Vec<_>>>() {
                        saved += insert.execute(rusqlite::params_from_iter(values)).unwrap_or(0);
                    }
                }
                Ok(None) => break true,
                Err(_) => break false,
            }
        };
        if whole {
            break;
        }
    }
    transaction.commit()?;
    Ok(saved)
}

impl Store {
    /// Looks whether the database is damaged where an answer of SQLite said so, and then replaces it in place. `fill` may
    /// put into the new one what is known elsewhere; until it is done nobody else sees it. `now`: seconds since 1970.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn mend(&self, now: i64, fill: impl FnOnce(&Self, &Mended)) -> Result<Option<Mended>, StoreError> {
        if !std::mem::take(&mut self.state().damaged) {
            return Ok(None);
        }
        let mut connection = self.lock();
        let whole = connection.query_row("PRAGMA quick_check(1)", [], |r| r.get::<_, String>(0));
        if whole.is_ok_and(|told| told == "ok") {
            return Ok(None);
        }
        // Closed first: a closing connection removes the log that lies beside its path.
        *connection = Connection::open_in_memory().map_err(self.failed())?;
        let replaced = replace(&self.path, now);
        match replaced {
            Ok((fresh, mended)) => {
                let filled = Self::of(fresh, self.path.as_ref().clone(), None);
                fill(&filled, &mended);
                std::mem::swap(&mut *connection, &mut *filled.lock());
                Ok(Some(mended))
            }
            Err(error) => {
                self.state().damaged = true;
                Err(error)
            }
        }
    }
}
