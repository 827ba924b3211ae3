//! Alerts and their deliveries: written with the state that made them, delivered from here.

use super::{Store, StoreError, count};
use crate::alert::Alert;
use rusqlite::{Transaction, params};

/// Seconds that a delivery waits for its next try at most.
pub const LONGEST_PAUSE: i64 = 3_600;

/// One alert to one sink.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// Running number of the alert.
    pub seq: i64,
    /// The alert as JSON, with its number.
    pub json: String,
    /// Tries so far.
    pub attempts: u32,
}

/// Numbers an alert, keeps it, and lays it out for each sink.
pub(super) fn put(t: &Transaction, alert: &Alert, sinks: &[String], now: i64) -> rusqlite::Result<()> {
    let new = t
        .prepare_cached("INSERT OR IGNORE INTO alert (id, made, json) VALUES (?1, ?2, '')")?
        .execute((&alert.id, now))?;
    if new == 0 {
        return Ok(());
    }
    let seq = t.last_insert_rowid();
    let numbered = Alert { seq, ..alert.clone() };
    // Our own types always serialise.
    let json = serde_json::to_string(&numbered).unwrap_or_default();
    t.prepare_cached("UPDATE alert SET json = ?2 WHERE seq = ?1")?.execute((seq, json))?;
    for sink in sinks {
        t.prepare_cached("INSERT OR IGNORE INTO outbox (sink, seq) VALUES (?1, ?2)")?.execute((sink, seq))?;
    }
    count(t, "alerts", 1)
}

impl Store {
    /// What waits for a sink and is due, in order. What is planned further ahead than it is ever planned was planned on a
    /// clock that has been set back since: it is due.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn due(&self, sink: &str, now: i64, limit: usize) -> Result<Vec<Delivery>, StoreError> {
        self.read(|c| {
            c.prepare_cached("SELECT o.seq, a.json, o.attempts FROM outbox o JOIN alert a ON a.seq = o.seq WHERE o.sink = ?1 AND o.done = 0 AND (o.next_try <= ?2 OR o.next_try > ?2 + ?4) ORDER BY o.seq LIMIT ?3")?
                .query_map(params![sink, now, limit as i64, LONGEST_PAUSE], |r| Ok(Delivery { seq: r.get(0)?, json: r.get(1)?, attempts: r.get(2)? }))?
                .collect()
        })
    }

    /// What waits for a sink that keeps the order: nothing as long as the first of it waits for its next try.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn due_in_order(&self, sink: &str, now: i64, limit: usize) -> Result<Vec<Delivery>, StoreError> {
        let first: Option<i64> = self.read(|c| {
            c.prepare_cached("SELECT min(seq) FROM outbox WHERE sink = ?1 AND done = 0")?
                .query_row([sink], |r| r.get(0))
        })?;
        let due = self.due(sink, now, limit)?;
        Ok(if due.first().map(|d| d.seq) == first { due } else { Vec::new() })
    }

    /// Alerts that were held back until now, by digest, in order.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn due_digests(&self, now: i64) -> Result<Vec<(String, Vec<Alert>)>, StoreError> {
        self.read(|c| {
            let rows: Vec<(String, String)> = c
                .prepare_cached("SELECT h.digest, a.json FROM held h JOIN alert a ON a.seq = h.seq WHERE h.due <= ?1 ORDER BY h.digest, h.seq")?
                .query_map([now], |r| Ok((r.get(0)?, r.get(1)?)))?
                .collect::<rusqlite::Result<_>>()?;
            let mut out: Vec<(String, Vec<Alert>)> = Vec::new();
            for (digest, json) in rows {
                let Ok(alert) = serde_json::from_str::<Alert>(&json) else { continue };
                match out.last_mut().filter(|(name, _)| *name == digest) {
                    Some((_, alerts)) => alerts.push(alert),
                    None => out.push((digest, vec![alert])),
                }
            }
            Ok(out)
        })
    }

    /// Lays out a digest in place of what it sums up.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn put_digest(&self, digest: &Alert, of: &[Alert], sinks: &[String], now: i64) -> Result<(), StoreError> {
        self.write(|t| {
            put(t, digest, sinks, now)?;
            for alert in of {
                t.execute("DELETE FROM held WHERE seq = ?1", [alert.seq])?;
            }
            Ok(())
        })
    }

    /// The alert with this number or id.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn alert(&self, id_or_seq: &str) -> Result<Option<Alert>, StoreError> {
        let json: Option<String> = self.read(|c| {
            rusqlite::OptionalExtension::optional(c.query_row(
                "SELECT json FROM alert WHERE id = ?1 OR CAST(seq AS TEXT) = ?1",
                [id_or_seq],
                |r| r.get(0),
            ))
        })?;
        Ok(json.and_then(|j| serde_json::from_str(&j).ok()))
    }

    /// Numbers of alerts begin behind `seq` from now on, where they do not already: the alert log knows of that many.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn number_from(&self, seq: i64) -> Result<(), StoreError> {
        self.write(|t| {
            t.execute("INSERT INTO sqlite_sequence (name, seq) SELECT 'alert', 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'alert')", [])?;
            t.execute("UPDATE sqlite_sequence SET seq = ?1 WHERE name = 'alert' AND seq < ?1", [seq]).map(|_| ())
        })
    }

    /// Marks deliveries as done.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn delivered(&self, sink: &str, seqs: &[i64]) -> Result<(), StoreError> {
        self.write(|t| {
            for seq in seqs {
                t.prepare_cached("UPDATE outbox SET done = 1, error = NULL WHERE sink = ?1 AND seq = ?2")?
                    .execute((sink, seq))?;
            }
            count(t, &format!("delivered: {sink}"), seqs.len() as i64)
        })
    }

    /// All up to this number were found delivered (in the alert log).
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn delivered_up_to(&self, sink: &str, seq: i64) -> Result<(), StoreError> {
        self.write(|t| {
            t.execute("UPDATE outbox SET done = 1 WHERE sink = ?1 AND done = 0 AND seq <= ?2", (sink, seq)).map(|_| ())
        })
    }

    /// A try failed; the next one comes later, up to an hour.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn failed_delivery(&self, sink: &str, seq: i64, error: &str, next_try: i64) -> Result<(), StoreError> {
        self.write(|t| {
            t.execute(
                "UPDATE outbox SET attempts = attempts + 1, error = ?3, next_try = ?4 WHERE sink = ?1 AND seq = ?2",
                params![sink, seq, error, next_try],
            )
            .map(|_| ())
        })
    }

    /// Open deliveries by sink: how many, and the last error.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn open_deliveries(&self) -> Result<Vec<(String, i64, Option<String>)>, StoreError> {
        self.read(|c| {
            c.prepare("SELECT sink, count(*), max(error) FROM outbox WHERE done = 0 GROUP BY sink")?
                .query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?
                .collect()
        })
    }

    /// Time of the last alert, seconds since 1970.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn last_alert(&self) -> Result<Option<i64>, StoreError> {
        self.read(|c| c.query_row("SELECT max(made) FROM alert", [], |r| r.get(0)))
    }
}
