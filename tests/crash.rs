//! Whatever moment the daemon dies in: each article is recorded once, each alert is in the alert log once, each webhook got
//! it at least once under the same key.

mod support;

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;
use std::time::Duration;
use support::{Home, Wire, World, feeds, respond, traces, wait_until};

const TOWNS: [&str; 16] = [
    "Kharkiv",
    "Odesa",
    "Kherson",
    "Sumy",
    "Lviv",
    "Poltava",
    "Chernihiv",
    "Mykolaiv",
    "Vinnytsia",
    "Ternopil",
    "Zhytomyr",
    "Cherkasy",
    "Rivne",
    "Lutsk",
    "Uzhhorod",
    "Kropyvnytskyi",
];

/// Two feeds and a webhook.
fn setting(world: &World) -> String {
    world.on("/hook", |_, s| respond(s, "200 OK", "", b""));
    let hook = world.url("/hook");
    format!("{}[[sink]]\ntype = \"webhook\"\nurl = {hook:?}\nsecret = \"key\"\n", feeds(world, &["/a.xml", "/b.xml"]))
}

/// Lets the daemon finish what is left of `n` articles and holds the logs against the law.
fn settle(world: &World, home: &Home, n: usize, what: &str) {
    let daemon = home.daemon();
    let whole = |name: &str| {
        std::fs::read_to_string(home.path().join(name)).unwrap_or_default().lines().filter(|l| l.ends_with('}')).count()
    };
    let keys = || -> BTreeSet<String> {
        world.seen("/hook").iter().filter_map(|r| r.headers.get("idempotency-key").cloned()).collect()
    };
    let told = || -> BTreeSet<String> { home.column("alerts.jsonl", "id").into_iter().collect() };
    // In this order: a torn line is no JSON until the daemon has mended the log.
    let done = || whole("articles.jsonl") >= n && whole("alerts.jsonl") >= n && told().is_subset(&keys());
    assert!(wait_until(Duration::from_secs(40), done), "{what}: {}", home.told());
    drop(daemon);
    law(home, n, what);
}

/// Each of `n` articles once in the article log and in the store, each alert once in the alert log, numbered without a gap.
fn law(home: &Home, n: usize, what: &str) {
    for (log, key) in [("articles.jsonl", "id"), ("articles.jsonl", "url"), ("alerts.jsonl", "id")] {
        let all = home.column(log, key);
        let once: BTreeSet<&String> = all.iter().collect();
        assert_eq!((all.len(), once.len()), (n, n), "{what}: {key}s in {log}");
    }
    let numbers: Vec<i64> = home.lines("alerts.jsonl").iter().map(|a| a["seq"].as_i64().expect("a number")).collect();
    assert!(numbers.is_sorted(), "{what}: {numbers:?}");
    let database = rusqlite::Connection::open(home.path().join("wirewatch.db")).expect("opens");
    let one = |sql: &str| database.query_row(sql, [], |r| r.get::<_, i64>(0)).expect("counts");
    assert_eq!(one("SELECT count(*) FROM record"), n as i64, "{what}");
    assert_eq!(one("SELECT count(*) FROM entry WHERE state = 'queued'"), 0, "{what}");
    let whole = database.query_row("PRAGMA integrity_check", [], |r| r.get::<_, String>(0)).expect("checks");
    assert_eq!(whole, "ok", "{what}");
}

#[test]
fn two_hundred_kills_lose_nothing_and_tell_nothing_twice() {
    // Four daemons die fifty times each, side by side, while articles come in.
    std::thread::scope(|scope| {
        for part in 0..4_u64 {
            scope.spawn(move || {
                let world = World::start();
                let wires = [Wire::open(&world, "a"), Wire::open(&world, "b")];
                let home = Home::new(&setting(&world));
                let mut chance = fastrand::Rng::with_seed(0x5eed + part);
                for round in 0..50 {
                    if round % 3 == 0 && round / 3 < TOWNS.len() {
                        wires[round % 2].publish(TOWNS[round / 3], 10 + round);
                    }
                    let mut daemon = home.daemon();
                    std::thread::sleep(Duration::from_millis(chance.u64(30..450)));
                    daemon.0.kill().expect("kills");
                    daemon.0.wait().expect("ended");
                    if round % 10 == 9 {
                        // A power cut tears the line that was being written.
                        for name in ["alerts.jsonl", "articles.jsonl"] {
                            let log =
                                std::fs::OpenOptions::new().append(true).create(true).open(home.path().join(name));
                            log.expect("opens").write_all(b"{\"schema\":\"wirewatch.").expect("writes");
                        }
                    }
                }
                settle(&world, &home, TOWNS.len(), &format!("part {part}"));
                let hooks = world.seen("/hook");
                assert!(hooks.iter().all(|r| r.headers["x-wirewatch-signature"].starts_with("sha256=")));
                let keys: BTreeSet<String> = hooks.iter().map(|r| r.headers["idempotency-key"].clone()).collect();
                assert_eq!(keys.len(), TOWNS.len(), "part {part}: no alert under two keys");
            });
        }
    });
}

#[test]
fn killed_at_each_commit_nothing_is_lost_and_nothing_told_twice() {
    if !traces() {
        return;
    }
    // Each commit, and each line of a log, waits for the disk by this call: the process dies as it enters it.
    let world = World::start();
    let wires = [Wire::open(&world, "a"), Wire::open(&world, "b")];
    let home = Home::new(&setting(&world));
    home.once();
    let log = home.path().join("strace.log").display().to_string();
    let mut deaths = 0;
    for (n, town) in TOWNS.iter().enumerate() {
        wires[n % 2].publish(town, 10 + n);
        for call in ["fdatasync", "pwrite64"] {
            // Calls are counted for each thread: small numbers meet the threads that work.
            let when = 1 + n % 8 + if call == "pwrite64" { 2 } else { 0 };
            let inject = format!("inject={call}:signal=KILL:when={when}");
            let trace = format!("trace={call}");
            let strace = ["strace", "-D", "-f", "-qq", "-o", &log, "-e", &trace, "-e", &inject];
            let mut daemon = home.daemon_by(&strace, &[]);
            let died = || daemon.0.try_wait().is_ok_and(|s| s.is_some());
            deaths += usize::from(wait_until(Duration::from_secs(2), died));
        }
    }
    // About 20 of the 32 die here; how many depends on which thread does what.
    assert!(deaths >= 12, "{deaths} deaths");
    settle(&world, &home, TOWNS.len(), "failpoints");
}

fn copy(from: &Path, to: &Path) {
    for file in std::fs::read_dir(from).expect("reads").flatten() {
        let name = file.file_name();
        if file.path().is_file() && name != "wirewatch.toml" && name != "stderr.log" {
            std::fs::copy(file.path(), to.join(name)).expect("copies");
        }
    }
}

#[test]
fn an_image_of_the_state_folder_taken_in_mid_run_is_whole() {
    let world = World::start();
    let wires = [Wire::open(&world, "a"), Wire::open(&world, "b")];
    let setting = setting(&world);
    let home = Home::new(&setting);
    let daemon = home.daemon();
    let mut images = Vec::new();
    for (n, town) in TOWNS.iter().enumerate() {
        wires[n % 2].publish(town, 10 + n);
        std::thread::sleep(Duration::from_millis(137 + 61 * n as u64 % 300));
        // All files as they are at one moment.
        daemon.signal("STOP");
        let image = Home::new(&setting);
        copy(home.path(), image.path());
        daemon.signal("CONT");
        images.push(image);
    }
    drop(daemon);
    for (n, image) in images.iter().enumerate() {
        settle(&world, image, TOWNS.len(), &format!("image {n}"));
    }
}
