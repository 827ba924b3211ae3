//! After a damaged database: what the logs still know goes into the new one.

use super::{ARTICLES, Setup};
use crate::alert::{Alert, Bench, judge};
use crate::config::Sink;
use crate::extract::Record;
use crate::feed::{Entry, keys};
use crate::sink::last_line;
use crate::store::{Landing, Mended, Store, StoreError};
use crate::story::{Gist, Kept, Shelf, gather};
use jiff::Timestamp;
use std::io::{BufRead, BufReader, Seek, SeekFrom};
use std::path::Path;

/// Bytes at the end of the article log that are read back.
const READ_BACK: u64 = 64 << 20;

/// Tells the user, and where no record could be carried over, takes those of the article log.
pub(super) fn after_mending(store: &Store, setup: &Setup, mended: &Mended) {
    let Mended { aside, rows, records } = mended;
    tracing::error!(
        aside = %aside.display(), rows, records,
        "The database was damaged. It is set aside, and what could be read of it is carried over into a new one."
    );
    let log = setup.config.log_dir().join("articles.jsonl");
    let restored = if *records > 0 { Ok(0) } else { restore(store, setup, &log) };
    if let Err(error) =
        floor_numbers(store, setup).map_err(|e| e.to_string()).and_then(|()| resume_articles(store, &log))
    {
        tracing::error!(error, "The new database could not be brought to where the logs are.");
    }
    match restored {
        Ok(0) => {}
        Ok(n) => {
            tracing::warn!(articles = n, log = %log.display(), "Articles and stories were taken back from the article log.");
        }
        Err(error) => {
            tracing::error!(error, "The article log could not be read back; articles may come a second time.");
        }
    }
}

/// The last alert in an alert log; samples of `test-sink` have no number and are none.
pub(super) fn last_alert(log: &Path) -> Option<Alert> {
    last_line(log, |line| serde_json::from_str::<Alert>(line).ok().filter(|alert| alert.seq > 0))
}

/// Alerts are numbered on from the alert log's last, also by a database that is younger than the log.
pub(super) fn floor_numbers(store: &Store, setup: &Setup) -> Result<(), StoreError> {
    let logs = setup.config.sink.iter().filter_map(|sink| match sink {
        Sink::Jsonl { path, .. } => Some(path.clone().unwrap_or_else(|| setup.config.alert_log())),
        _ => None,
    });
    match logs.filter_map(|path| last_alert(&path)).map(|alert| alert.seq).max() {
        Some(last) => store.number_from(last),
        None => Ok(()),
    }
}

/// The article log may hold an article that was not yet marked when the power went: its last line tells.
pub(super) fn resume_articles(store: &Store, log: &Path) -> Result<(), String> {
    let id = |line: &str| serde_json::from_str::<serde_json::Value>(line).ok()?["id"].as_str().map(str::to_owned);
    let told = |e: StoreError| e.to_string();
    let number = last_line(log, id).map(|id| store.record_number(&id));
    let in_file = number.transpose().map_err(told)?.flatten().unwrap_or(0);
    if in_file > store.cursor(ARTICLES).map_err(told)? {
        store.set_cursor(ARTICLES, in_file).map_err(told)
    } else {
        Ok(())
    }
}

/// Puts the records of an article log into the store, gathered into their stories again; raises nothing.
fn restore(store: &Store, setup: &Setup, log: &Path) -> Result<usize, String> {
    let failed = |e: std::io::Error| format!("{}: {e}", log.display());
    let mut file = match std::fs::File::open(log) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(0),
        opened => opened.map_err(failed)?,
    };
    let start = file.metadata().map_err(failed)?.len().saturating_sub(READ_BACK);
    file.seek(SeekFrom::Start(start)).map_err(failed)?;
    // Thousands of small writes of what the log holds anyway: none waits for the disk.
    store.hurry(true).map_err(|e| e.to_string())?;
    let restored = put_all_back(store, setup, BufReader::new(file)).map_err(failed);
    store.hurry(false).map_err(|e| e.to_string())?;
    restored
}

fn put_all_back(store: &Store, setup: &Setup, log: impl BufRead) -> std::io::Result<usize> {
    let mut shelf = Shelf::default();
    let mut restored = 0;
    for line in log.split(b'\n') {
        // The window may begin inside a line, and the last one may be torn: neither is a record.
        let Ok(record) = serde_json::from_slice::<Record>(&line?) else { continue };
        put_back(store, setup, &mut shelf, &record).map_err(std::io::Error::other)?;
        restored += 1;
    }
    Ok(restored)
}

fn put_back(store: &Store, setup: &Setup, shelf: &mut Shelf, record: &Record) -> Result<(), StoreError> {
    let now = record.published.as_deref().and_then(|p| p.parse().ok()).unwrap_or_else(Timestamp::now);
    let source = record.source.as_deref().unwrap_or_default();
    let feed = setup.config.feed.iter().find(|f| f.label() == source).map(|f| f.url.as_str()).unwrap_or_default();
    let entry = Entry {
        title: record.title.clone(),
        link: (!record.url.is_empty()).then(|| record.url.clone()),
        published: Some(now),
        ..Entry::default()
    };
    // As many as entries: one.
    let keys = keys(feed, std::slice::from_ref(&entry)).remove(0);
    let id = store.remember(feed, source, &entry, &keys, now.as_second())?;
    let gist = Gist::of(record, &setup.known, now);
    let mut gathered = gather(shelf, record, &gist, &setup.known, now);
    let bench = Bench {
        rules: &setup.config.alert,
        known: &setup.known,
        reliability: setup.config.reliability(source),
        elsewhere: &gathered.elsewhere,
        now,
    };
    // It was raised when it was news; the story is to know so.
    let _ = judge(record, &gist, &mut gathered.story, &bench);
    let stories: Vec<_> = std::iter::once(&gathered.story).chain(&gathered.touched).collect();
    let landing = Landing {
        entry: id,
        record,
        stories: &stories,
        alert: None,
        due: None,
        held: &[],
        kept: Kept::of(record, &gist.traits, &setup.known),
        sinks: &[],
        now: now.as_second(),
    };
    store.land(&landing)?;
    for story in std::iter::once(gathered.story).chain(gathered.touched) {
        shelf.put(story);
    }
    Ok(())
}
