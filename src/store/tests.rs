//! The store's laws on a real file.

use super::*;
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
