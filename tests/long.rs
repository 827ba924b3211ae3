//! A day in the life, fast: many feeds bring articles without a pause while old records go. Memory, file descriptors, the
//! database and its log of writes stay flat, and every article is read once.

mod support;

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use support::{Home, World, httpdate, respond};

const TOWNS: [&str; 10] =
    ["Kharkiv", "Odesa", "Kherson", "Sumy", "Lviv", "Poltava", "Chernihiv", "Mykolaiv", "Vinnytsia", "Zhytomyr"];
/// New entries of a feed at each poll.
const AT_ONCE: usize = 10;

/// One in four is about the crisis; the words tell each from the others.
fn item(feed: usize, n: usize) -> String {
    let town = TOWNS[(feed + n / 4) % TOWNS.len()];
    let text = if n.is_multiple_of(4) {
        format!(
            "Russian drones struck a depot number {n} in {town} on Monday, killing {} people, the mayor said in report {feed}-{n}. Ukraine answered.",
            n % 9 + 1
        )
    } else {
        format!(
            "The football club number {feed} won its match {n} by {} goals to one. The trainer praised player {n} of row {feed}.",
            n % 5 + 2
        )
    };
    let title: String = text.split(',').next().unwrap_or_default().chars().take(90).collect();
    format!(
        "<item><guid isPermaLink=\"false\">{feed}-{n}</guid><title>{feed}-{n}: {title}</title><description>{text}</description><pubDate>{}</pubDate></item>",
        httpdate(Duration::from_mins(2))
    )
}

/// Kilobytes of memory, file descriptors, bytes of the database and of its log.
fn sample(pid: u32, home: &Path) -> [u64; 4] {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let memory = status.lines().find_map(|l| l.strip_prefix("VmRSS:")?.split_whitespace().next()?.parse().ok());
    let files = std::fs::read_dir(format!("/proc/{pid}/fd")).map_or(0, |d| d.count() as u64);
    let size = |name: &str| std::fs::metadata(home.join(name)).map_or(0, |m| m.len());
    [memory.unwrap_or(0), files, size("wirewatch.db"), size("wirewatch.db-wal")]
}

fn live(feeds: usize, articles: usize) {
    let each = articles / feeds;
    let world = World::start();
    let served = Arc::new(AtomicUsize::new(0));
    let mut list = String::new();
    for feed in 0..feeds {
        let path = format!("/{feed}.xml");
        let _ = write!(list, "[[feed]]\nurl = {:?}\nname = \"Feed {feed}\"\n", world.url(&path));
        let (polls, served) = (AtomicUsize::new(0), Arc::clone(&served));
        world.on(&path, move |_, stream| {
            let end = (polls.fetch_add(1, Ordering::Relaxed) + 1).saturating_mul(AT_ONCE).min(each);
            // A window, as feeds have it: the new ones, and as many that were there before.
            let items: String = (end.saturating_sub(2 * AT_ONCE)..end).map(|n| item(feed, n)).collect();
            served.fetch_max(end, Ordering::Relaxed);
            let body = format!("<rss version=\"2.0\"><channel><title>T</title>{items}</channel></rss>");
            respond(stream, "200 OK", "Content-Type: application/rss+xml\r\n", body.as_bytes());
        });
    }
    let home = Home::new(&format!("[store]\nkeep_records = \"15s\"\n{list}"));
    let text = std::fs::read_to_string(home.config()).expect("reads");
    let text =
        text.replace("interval = \"1s\"\n", "interval = \"4s\"\n").replace("[polling]\n", "[polling]\nper_host = 32\n");
    std::fs::write(home.config(), text).expect("writes");
    let daemon = home.daemon();
    let start = Instant::now();
    let mut samples = Vec::new();
    let counted = |name: &str| {
        let database = rusqlite::Connection::open(home.path().join("wirewatch.db")).ok()?;
        let _ = database.busy_timeout(Duration::from_secs(5));
        database
            .query_row("SELECT n FROM counter WHERE name = ?1", [name], |r| r.get::<_, i64>(0))
            .ok()
            .map(|n| n as usize)
    };
    while counted("records").unwrap_or(0) < each * feeds {
        assert!(start.elapsed() < Duration::from_mins(20), "{:?} records; {}", counted("records"), home.told());
        samples.push(sample(daemon.0.id(), home.path()));
        std::thread::sleep(Duration::from_millis(500));
    }
    let took = start.elapsed();
    // What is old goes, and the log of writes is moved into the database.
    std::thread::sleep(Duration::from_secs(25));
    let rest = sample(daemon.0.id(), home.path());
    assert_eq!(counted("records"), Some(each * feeds), "each once");
    let titles = home.column("articles.jsonl", "title");
    let mut once = titles.clone();
    once.dedup();
    assert_eq!(
        (titles.len(), once.len()),
        (each.div_ceil(4) * feeds, each.div_ceil(4) * feeds),
        "each relevant one once"
    );
    let third = samples.len() / 3;
    let most = |part: &[[u64; 4]], n: usize| part.iter().map(|s| s[n]).max().unwrap_or(0);
    let (middle, last) = (&samples[third..2 * third], &samples[2 * third..]);
    println!("{} articles of {feeds} feeds in {took:?}", each * feeds);
    for (n, name) in ["memory (kB)", "file descriptors", "database (bytes)", "its log (bytes)"].iter().enumerate() {
        println!(
            "{name}: at most {} in the second third, {} in the last, {} at rest",
            most(middle, n),
            most(last, n),
            rest[n]
        );
    }
    assert!(most(last, 0) <= most(middle, 0) * 13 / 10 + 8_000, "memory grows");
    // On a busy machine a poll of each feed may be open at one moment: what stays open tells.
    assert!(most(last, 1) <= most(middle, 1) + 20 + feeds as u64, "file descriptors grow");
    assert!(rest[1] <= most(middle, 1).max(20), "file descriptors stay open");
    assert!(most(last, 2) <= most(middle, 2) * 3 / 2 + (4 << 20), "the database grows");
    assert!(rest[3] <= 4 << 20, "the log of writes is not checkpointed");
}

#[test]
fn a_day_of_forty_feeds_is_flat() {
    live(40, 3_000);
}

#[test]
#[ignore = "takes minutes: cargo test --release --test long -- --ignored --nocapture"]
fn a_day_of_two_hundred_feeds_and_fifty_thousand_articles_is_flat() {
    live(200, 50_000);
}
