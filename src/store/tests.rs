//! The store's laws on a real file.

use super::*;
use crate::alert::Alert;
use crate::feed::{Entry, keys};

fn entry(n: usize) -> Entry {
    Entry {
        id: Some(format!("guid-{n}")),
        title: format!("A headline of some length {n}"),
        link: Some(format!("https://e.org/{n}")),
        published: jiff::Timestamp::from_second(1_700_000_000).ok(),
        ..Entry::default()
    }
}

fn arrive(store: &Store, entries: &[Entry]) -> Arrival {
    let mut feed = store.feed("https://e.org/feed", "E").expect("reads");
    let keys = keys("https://e.org/feed", entries);
    let poll = Poll { entries, keys: &keys, oldest: None, most: 100, health: &[], sinks: &[], now: 1_700_000_100 };
    store.arrive(&mut feed, &poll, |_, _| ()).expect("writes")
}

#[test]
fn what_was_seen_is_known_whatever_changed_of_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path()).expect("opens");
    let first = [entry(1), entry(2)];
    assert_eq!(arrive(&store, &first).fresh, 2);
    let mut changed = [entry(2), entry(1), entry(3)];
    changed[0].id = Some("another guid".to_owned());
    changed[1].link = Some("http://www.e.org/1/?utm_source=feed".to_owned());
    let arrival = arrive(&store, &changed);
    assert_eq!((arrival.fresh, arrival.known), (1, 2));
    assert_eq!(store.backlog().expect("reads"), 3);
}

#[test]
fn a_newer_database_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    Store::open(folder.path()).expect("opens");
    rusqlite::Connection::open(folder.path().join("wirewatch.db"))
        .and_then(|c| c.pragma_update(None, "user_version", 99))
        .expect("writes");
    assert!(matches!(Store::open(folder.path()), Err(StoreError::Newer { found: 99, .. })));
}

#[test]
fn a_database_of_the_first_version_keeps_everything() {
    let folder = tempfile::tempdir().expect("a folder");
    let old = rusqlite::Connection::open(folder.path().join("wirewatch.db")).expect("opens");
    old.execute_batch(migrations::STEPS[0]).expect("makes");
    old.pragma_update(None, "user_version", 1).expect("marks");
    old.execute_batch(
        "INSERT INTO feed (url, name, etag, failures, polls, last_ok) VALUES ('https://e.org/feed', 'E', '\"v7\"', 2, 9, 1700000000);
         INSERT INTO entry (feed, source, guid, link, title, state, first_seen, last_seen, quiet)
             VALUES ('https://e.org/feed', 'E', 'g1', 'https://e.org/1', 'One', 'done', 1700000000, 1700000000, 0),
                    ('https://e.org/feed', 'E', 'g2', 'https://e.org/2', 'Two', 'queued', 1700000000, 1700000000, 0);
         INSERT INTO entry_key VALUES ('u:abc', 1);
         INSERT INTO record (id, made, relevant, story, json) VALUES ('r1', 1700000000, 1, 's1', '{\"url\":\"https://e.org/1\"}');
         INSERT INTO story VALUES ('s1', 1700000000, '{}');
         INSERT INTO alert (id, made, json) VALUES ('a1', 1700000000, '{}');
         INSERT INTO outbox (sink, seq, attempts, error) VALUES ('hook', 1, 3, 'busy');
         INSERT INTO cursor VALUES ('articles', 1);
         INSERT INTO counter VALUES ('records', 41);",
    )
    .expect("fills");
    drop(old);
    let store = Store::open(folder.path()).expect("opens");
    let feed = store.feed("https://e.org/feed", "E").expect("reads");
    assert_eq!((feed.etag.as_deref(), feed.failures, feed.polls), (Some("\"v7\""), 2, 9));
    assert_eq!(store.queued(10, &[]).expect("reads").iter().map(|q| q.title.as_str()).collect::<Vec<_>>(), ["Two"]);
    let record = store.find_record("https://e.org/1").expect("reads").expect("found by its address");
    assert_eq!((record.made, record.story.as_deref(), record.held), (1_700_000_000, Some("s1"), None));
    assert_eq!(store.open_deliveries().expect("reads"), [("hook".to_owned(), 1, Some("busy".to_owned()))]);
    assert_eq!(store.due("hook", 1_700_000_000, 9).expect("reads").len(), 1);
    assert_eq!(
        (store.cursor("articles").expect("reads"), store.last_alert().expect("reads")),
        (1, Some(1_700_000_000))
    );
    assert_eq!(store.counters().expect("reads"), [("records".to_owned(), 41)]);
    let until: i64 = store.read(|c| c.query_row("SELECT until FROM story", [], |r| r.get(0))).expect("reads");
    assert_eq!(until, 1_700_000_000 + 432_000, "an open story stays open");
}

#[test]
fn what_is_old_goes_and_a_reader_holds_nobody_up() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path()).expect("opens");
    let entries: Vec<Entry> = (0..50).map(entry).collect();
    assert_eq!(arrive(&store, &entries).fresh, 50);
    for waiting in store.queued(40, &[]).expect("reads") {
        store.drop_entry(waiting.id, "without text").expect("writes");
    }
    // A reader in the middle of its work, as `replay` is.
    let reader = rusqlite::Connection::open(folder.path().join("wirewatch.db")).expect("opens");
    reader.execute_batch("BEGIN; SELECT count(*) FROM entry;").expect("reads");
    let start = std::time::Instant::now();
    store.prune(1_700_000_200).expect("prunes");
    assert!(start.elapsed() < PATIENCE / 2);
    let left = |table: &str| -> i64 {
        store.read(|c| c.query_row(&format!("SELECT count(*) FROM {table}"), [], |r| r.get(0))).expect("reads")
    };
    assert_eq!((left("entry"), store.backlog().expect("reads")), (10, 10), "what waits stays");
    assert_eq!(left("entry_key"), 4 * 10, "with its keys");
    drop(reader);
    store.prune(1_700_000_200).expect("prunes");
    let log = std::fs::metadata(folder.path().join("wirewatch.db-wal")).expect("a log").len();
    assert_eq!(log, 0, "moved into the database");
}

#[test]
fn a_replay_gets_what_is_kept_or_else_the_whole_record() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path()).expect("opens");
    assert_eq!(arrive(&store, &[entry(1), entry(2), entry(3)]).fresh, 3);
    for (n, relevant) in [(1, true), (2, false), (3, true)] {
        let json = format!("{{\"id\":\"r{n}\"}}");
        let sql = "INSERT INTO record (id, made, relevant, json) VALUES (?1, ?2, ?3, ?4)";
        store.write(|t| t.execute(sql, (format!("r{n}"), 1_700_000_000 + n, relevant, &json))).expect("writes");
    }
    store.write(|t| t.execute("INSERT INTO kept (n, stamp, bytes) VALUES (3, 7, x'beef')", ())).expect("writes");
    let found = |stamp| -> Vec<(i64, Stored)> {
        let mut all = Vec::new();
        store.each_relevant(1_700_000_000, stamp, |made, stored| all.push((made, stored))).expect("reads");
        all
    };
    let whole = |n: i64| (1_700_000_000 + n, Stored::Json(format!("{{\"id\":\"r{n}\"}}")));
    assert_eq!(found(7), [whole(1), (1_700_000_003, Stored::Kept(vec![0xbe, 0xef]))]);
    assert_eq!(found(8), [whole(1), whole(3)], "what was kept with other knowledge is not used");
    store.prune(1_700_000_100).expect("prunes");
    let left: i64 = store.read(|c| c.query_row("SELECT count(*) FROM kept", [], |r| r.get(0))).expect("reads");
    assert_eq!(left, 0, "goes with its record");
}

#[test]
fn a_log_gets_nothing_before_what_could_not_be_written_yet() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path()).expect("opens");
    let now = jiff::Timestamp::from_second(1_700_000_000).expect("a time");
    for n in 0..3 {
        let alert = Alert::health("E", &format!("https://e.org/{n}"), "is silent", false, now);
        store.put_digest(&alert, &[], &["log".to_owned()], 1_700_000_000).expect("writes");
    }
    let due = |at| -> Vec<i64> { store.due_in_order("log", at, 9).expect("reads").iter().map(|d| d.seq).collect() };
    assert_eq!(due(1_700_000_000), [1, 2, 3]);
    store.failed_delivery("log", 1, "disk full", 1_700_000_030).expect("writes");
    assert_eq!(due(1_700_000_029), [0; 0]);
    assert_eq!(due(1_700_000_030), [1, 2, 3]);
    store.delivered("log", &[1]).expect("writes");
    assert_eq!(due(1_700_000_031), [2, 3]);
}
