//! Hostile feeds, all at once: each is bounded in time, memory and what it leaves in the store, and a neighbour is polled on
//! time all the while.

#[path = "../support/mod.rs"]
mod support;
mod table;
mod tls;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::time::{Duration, Instant};
use support::{Home, World, httpdate, respond, strike_page, wait_until};
use table::Outcome;

/// How long the world lasts.
const LONG: Duration = Duration::from_secs(40);

fn memory_peak(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).expect("a process");
    let line = status.lines().find(|l| l.starts_with("VmHWM:")).expect("its peak");
    line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).expect("kilobytes")
}

#[test]
fn the_world_is_hostile_and_the_neighbour_is_served() {
    let world = World::start();
    let authority = tls::Authority::new();
    let faults = table::build(&world, &authority);
    let only = std::env::var("FAULT").unwrap_or_default();
    let faults: Vec<table::Fault> = faults.into_iter().filter(|f| f.name.contains(&only)).collect();
    assert!(!only.is_empty() || faults.len() >= 75, "{} kinds", faults.len());
    // The neighbour has something new at each poll, so that it is due again after a second.
    let towns = ["Kharkiv", "Odesa", "Kherson", "Sumy", "Lviv", "Poltava", "Chernihiv", "Vinnytsia"];
    // With FAULT set to a part of a name, only those kinds are tried, and for a shorter time.
    let (long, pace) = if only.is_empty() { (LONG, 4_000) } else { (LONG / 8, 500) };
    let start = Instant::now();
    let (polls, seen) = std::sync::mpsc::channel();
    world.on("/neighbour.xml", move |request, stream| {
        let _ = polls.send(Instant::now());
        let count = start.elapsed().as_millis() as usize / pace;
        let items: String = towns.iter().take(count).enumerate().fold(String::new(), |mut out, (n, town)| {
            let link = format!("http://{}/page-{n}.html", request.headers["host"]);
            let _ = write!(out, "<item><guid isPermaLink=\"false\">{n}</guid><title>Strike on {town} kills {n}</title><link>{link}</link><pubDate>{}</pubDate></item>", httpdate(Duration::from_mins(5)));
            out
        });
        let body = format!("<rss version=\"2.0\"><channel><title>N</title>{items}</channel></rss>");
        respond(stream, "200 OK", "Content-Type: text/xml\r\n", body.as_bytes());
    });
    for (n, town) in towns.iter().enumerate() {
        world.serve(&format!("/page-{n}.html"), "text/html; charset=utf-8", strike_page(town, n + 3));
    }
    let mut list = format!("[[feed]]\nurl = {:?}\nname = \"neighbour\"\n", world.url("/neighbour.xml"));
    for fault in &faults {
        let _ = write!(list, "[[feed]]\nurl = {:?}\nname = {:?}\n", fault.url, fault.name);
    }
    let home = Home::new(&list);
    let ca = home.path().join("ca.pem");
    std::fs::write(&ca, &authority.pem).expect("writes");
    // One host plays them all; fewer slots than feeds that hang.
    let text = std::fs::read_to_string(home.config()).expect("reads");
    let text = text
        .replace("[polling]\n", "[polling]\nper_host = 64\nconcurrency = 16\n")
        .replace("max_body = \"1MiB\"", "max_body = \"10MiB\"");
    std::fs::write(home.config(), text).expect("writes");
    let daemon = home.daemon_by(&[], &[("SSL_CERT_FILE", &ca.display().to_string())]);
    std::thread::sleep(long);
    let peak = memory_peak(daemon.0.id());
    let neighbours = || {
        let titles = home.column("articles.jsonl", "title");
        titles.iter().filter(|t| t.starts_with("Strike on ")).count()
    };
    assert!(wait_until(Duration::from_secs(20), || neighbours() == towns.len()), "{}", home.told());
    daemon.signal("TERM");
    let mut daemon = daemon;
    assert!(wait_until(Duration::from_secs(6), || daemon.0.try_wait().is_ok_and(|s| s.is_some())), "ends in time");

    let polls: Vec<Instant> = seen.try_iter().collect();
    let longest = polls.windows(2).map(|w| w[1] - w[0]).max().unwrap_or_default();
    let store = std::fs::metadata(home.path().join("wirewatch.db")).expect("a database").len();
    println!(
        "{} kinds, {} polls of the neighbour, longest gap {longest:?}, peak {peak} kB, database {store} bytes",
        faults.len(),
        polls.len()
    );
    assert!(
        !only.is_empty() || polls.len() >= 8 && longest < Duration::from_secs(8),
        "{} polls, {longest:?}",
        polls.len()
    );
    assert!(peak < 100_000, "{peak} kB at the peak");
    assert!(store < 30 << 20, "{store} bytes in the store");
    let told = std::fs::read_to_string(home.path().join("stderr.log")).expect("reads");
    assert!(!told.contains("panicked") && !told.contains("a bug"), "{}", home.told());

    // What was to fail failed with a reason, what was to be read was read, each article once.
    let database = rusqlite::Connection::open(home.path().join("wirewatch.db")).expect("opens");
    let errors: HashMap<String, Option<String>> = database
        .prepare("SELECT name, last_error FROM feed WHERE polls > 0")
        .and_then(|mut s| s.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?.collect())
        .expect("reads");
    let mut wrong = Vec::new();
    for fault in &faults {
        match (fault.outcome, errors.get(fault.name)) {
            (_, None) => wrong.push(format!("{}: never polled", fault.name)),
            (Outcome::Fails, Some(None)) => wrong.push(format!("{}: read", fault.name)),
            (Outcome::Reads, Some(Some(error))) => wrong.push(format!("{}: {error}", fault.name)),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let ids = home.column("articles.jsonl", "id");
    let mut once = ids.clone();
    once.dedup();
    assert_eq!(ids, once, "each article once");
    for must in table::MUST_ARRIVE {
        let count = home.column("articles.jsonl", "title").iter().filter(|t| t.contains(must)).count();
        assert_eq!(count, 1, "'{must}' once");
    }
    // Nobody was sent where they may not go.
    assert!(world.seen("/secret").is_empty(), "an external entity or a forbidden link was followed");
}
