//! What a year brings: damaged databases, full and read-only disks, leaping clocks, a network that is gone for a day.
//! Each time: nothing lost, nothing twice, and the daemon says what is wrong and recovers by itself.

mod support;

use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use support::{Home, Running, Wire, World, feeds, mounts, traces, wait_until};

const SOON: Duration = Duration::from_secs(20);

/// Ends the daemon as systemd does, within its five seconds.
fn end(mut daemon: Running) {
    daemon.signal("TERM");
    assert!(wait_until(Duration::from_secs(6), || daemon.0.try_wait().is_ok_and(|s| s.is_some())), "ends in time");
}

/// Titles in the article log, each once.
fn titles(home: &Home) -> Vec<String> {
    let titles = home.column("articles.jsonl", "title");
    let mut once = titles.clone();
    once.dedup();
    assert_eq!(titles, once, "each article once");
    titles
}

/// Alerts that are no news of the feeds' health; each number and each id once.
fn alerts(home: &Home) -> usize {
    let lines = home.lines("alerts.jsonl");
    for key in ["seq", "id"] {
        let mut seen: Vec<String> = lines.iter().map(|l| l[key].to_string()).collect();
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), lines.len(), "each {key} once: {lines:?}");
    }
    lines.iter().filter(|l| l["rule"] != "health").count()
}

fn set_aside(home: &Home) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(home.path()).expect("reads").flatten().map(|e| e.path());
    entries.filter(|p| p.to_string_lossy().contains(".corrupt-") && !p.to_string_lossy().ends_with("-shm")).collect()
}

fn arrived(home: &Home, n: usize) -> bool {
    wait_until(SOON, || {
        let whole = |name| std::fs::read_to_string(home.path().join(name)).unwrap_or_default().lines().count() >= n;
        whole("articles.jsonl") && whole("alerts.jsonl")
    })
}

#[test]
fn two_daemons_do_not_share_a_state_folder() {
    let world = World::start();
    let wire = Wire::open(&world, "a");
    wire.publish("Kharkiv", 3);
    let home = Home::new(&feeds(&world, &["/a.xml"]));
    let config = home.config().display().to_string();
    let daemon = home.daemon();
    assert!(arrived(&home, 1));
    let second = home.run(&["run", "--config", &config]);
    let told = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(!second.status.success() && told.contains("another wirewatch runs in"), "{told}");
    let status = home.run(&["status", "--config", &config]);
    assert!(String::from_utf8_lossy(&status.stdout).contains("daemon      running"));
    end(daemon);
    let status = home.run(&["status", "--config", &config]);
    assert!(String::from_utf8_lossy(&status.stdout).contains("daemon      not running"));
}

/// Overwrites a part of a file.
fn damage(path: &Path, from: u64, bytes: usize) {
    let mut file = std::fs::OpenOptions::new().write(true).open(path).expect("opens");
    file.seek(SeekFrom::Start(from)).expect("seeks");
    file.write_all(&vec![0xa5; bytes]).expect("writes");
    file.sync_all().expect("syncs");
}

#[test]
fn a_database_damaged_at_rest_is_set_aside_and_what_it_knew_is_kept() {
    // The header, so that nothing of it can be read; all behind the first page; a half that is missing.
    let damages: [fn(&Path); 3] = [
        |path| damage(path, 0, 4096),
        |path| damage(path, 8192, std::fs::metadata(path).expect("a file").len() as usize - 8192),
        |path| {
            let file = std::fs::OpenOptions::new().write(true).open(path).expect("opens");
            file.set_len(file.metadata().expect("its size").len() / 8192 * 4096).expect("cuts");
        },
    ];
    for (n, harm) in damages.iter().enumerate() {
        let world = World::start();
        let wire = Wire::open(&world, "a");
        wire.publish("Kharkiv", 3);
        wire.publish("Odesa", 4);
        let home = Home::new(&feeds(&world, &["/a.xml"]));
        home.once();
        assert_eq!((titles(&home).len(), alerts(&home)), (2, 2));
        let path = home.path().join("wirewatch.db");
        harm(&path);
        let damaged = std::fs::read(&path).expect("reads");
        wire.publish("Sumy", 5);
        let daemon = home.daemon();
        assert!(arrived(&home, 3), "damage {n}: {}", home.told());
        // A few polls more: what was known stays known.
        std::thread::sleep(Duration::from_secs(2));
        end(daemon);
        assert_eq!((titles(&home).len(), alerts(&home)), (3, 3), "damage {n}: {}", home.told());
        let aside = set_aside(&home);
        assert_eq!(aside.len(), 1, "damage {n}: {aside:?}");
        assert_eq!(std::fs::read(&aside[0]).expect("reads"), damaged, "damage {n}: never touched again");
    }
}

#[test]
fn a_database_damaged_under_the_running_daemon_is_mended() {
    let world = World::start();
    let wire = Wire::open(&world, "a");
    wire.publish("Kharkiv", 3);
    let home = Home::new(&feeds(&world, &["/a.xml"]));
    let daemon = home.daemon();
    assert!(arrived(&home, 1));
    let path = home.path().join("wirewatch.db");
    // What lies in the log of writes would hide the damage.
    let settled = rusqlite::Connection::open(&path)
        .and_then(|c| c.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |r| r.get::<_, i64>(0)));
    assert_eq!(settled.expect("settles"), 0);
    damage(&path, 4096, std::fs::metadata(&path).expect("a file").len() as usize - 4096);
    wire.publish("Odesa", 4);
    assert!(arrived(&home, 2), "{}", home.told());
    std::thread::sleep(Duration::from_secs(2));
    end(daemon);
    assert_eq!((titles(&home).len(), alerts(&home)), (2, 2), "{}", home.told());
    assert!(!set_aside(&home).is_empty(), "{}", home.told());
}

/// What the daemon told systemd.
fn statuses(socket: &UnixDatagram) -> String {
    let mut out = String::new();
    let mut buffer = [0; 4096];
    while let Ok(n) = socket.recv(&mut buffer) {
        out.push_str(&String::from_utf8_lossy(&buffer[..n]));
        out.push('\n');
    }
    out
}

#[test]
fn a_full_disk_is_told_and_when_it_has_room_again_nothing_is_missing() {
    if !mounts() {
        return;
    }
    let world = World::start();
    let wire = Wire::open(&world, "a");
    wire.publish("Kharkiv", 3);
    let home = Home::new("");
    let disk = home.path().join("disk");
    std::fs::create_dir(&disk).expect("a folder");
    home.configure_in(&disk, &feeds(&world, &["/a.xml"]));
    let socket = UnixDatagram::bind(home.path().join("notify")).expect("a socket");
    socket.set_nonblocking(true).expect("a socket");
    let notify = home.path().join("notify").display().to_string();
    let script = format!("mount -t tmpfs -o size=8m none {} && exec \"$@\"", disk.display());
    let daemon = home.daemon_by(&["unshare", "-Urm", "sh", "-c", &script, "sh"], &[("NOTIFY_SOCKET", &notify)]);
    let inside = PathBuf::from(format!("/proc/{}/root{}", daemon.0.id(), disk.display()));
    let count = |name: &str| std::fs::read_to_string(inside.join(name)).unwrap_or_default().lines().count();
    assert!(wait_until(SOON, || count("articles.jsonl") == 1 && count("alerts.jsonl") == 1), "{}", home.told());
    // To the last byte.
    let mut filler = std::fs::File::create(inside.join("filler")).expect("creates");
    for size in [65_536, 4_096, 512, 1] {
        while filler.write_all(&vec![b'x'; size]).is_ok() {}
    }
    for (n, town) in ["Odesa", "Sumy", "Lviv", "Poltava"].iter().enumerate() {
        wire.publish(town, 10 + n);
    }
    let mut heard = String::new();
    let degraded = || {
        heard.push_str(&statuses(&socket));
        heard.contains("degraded") && heard.contains("full")
    };
    assert!(wait_until(SOON, degraded), "{}", home.told());
    let config = home.config().display().to_string();
    let inspect =
        ["-U", "-m", "--preserve-credentials", "-t", &daemon.0.id().to_string(), env!("CARGO_BIN_EXE_wirewatch")];
    let status = Command::new("nsenter").args(inspect).args(["status", "--config", &config]).output().expect("runs");
    let status = String::from_utf8_lossy(&status.stdout).into_owned();
    assert!(status.contains("NOT WELL") && status.contains("No space left"), "{status}");
    // It goes on, and does not spin: some tries, not thousands.
    std::thread::sleep(Duration::from_secs(5));
    assert!(home.told().lines().count() < 200, "{}", home.told());
    statuses(&socket);
    drop(filler);
    std::fs::remove_file(inside.join("filler")).expect("removes");
    let all = wait_until(Duration::from_mins(1), || count("articles.jsonl") == 5 && count("alerts.jsonl") == 5);
    assert!(all, "{}", home.told());
    std::thread::sleep(Duration::from_secs(2));
    for name in ["articles.jsonl", "alerts.jsonl"] {
        std::fs::copy(inside.join(name), home.path().join(name)).expect("copies");
    }
    assert_eq!((titles(&home).len(), alerts(&home)), (5, 5));
    assert!(
        wait_until(SOON, || statuses(&socket).lines().any(|l| l.contains("STATUS=watching 1 feeds"))),
        "well again: {}",
        home.told()
    );
    end(daemon);
}

#[test]
fn a_read_only_state_folder_is_named_at_the_start() {
    if !mounts() {
        return;
    }
    let home = Home::new("");
    let disk = home.path().join("disk");
    std::fs::create_dir(&disk).expect("a folder");
    home.configure_in(&disk, "");
    let script = format!("mount -t tmpfs -o size=1m,ro none {} && exec \"$@\"", disk.display());
    let mut daemon = home.daemon_by(&["unshare", "-Urm", "sh", "-c", &script, "sh"], &[]);
    assert!(wait_until(SOON, || daemon.0.try_wait().is_ok_and(|s| s.is_some_and(|s| !s.success()))));
    let told = home.told();
    assert!(told.contains("Read-only") && told.contains("state_dir") && told.contains("disk"), "{told}");
}

#[test]
fn a_disk_that_turns_read_only_is_outlasted() {
    // Each kind of write fails for a while, as after an error of the disk, and then works again.
    if !traces() {
        return;
    }
    // The second: of the logs alone.
    let faults = [
        ("pwrite64:error=EROFS:when=14..20", None),
        ("fdatasync:error=EIO:when=6..9", None),
        ("write:error=ENOSPC:when=5..8", Some(["articles.jsonl", "alerts.jsonl"])),
    ];
    std::thread::scope(|scope| {
        for (fault, files) in faults {
            scope.spawn(move || outlast_fault(fault, files));
        }
    });
}

fn outlast_fault(fault: &str, files: Option<[&str; 2]>) {
    let world = World::start();
    let wire = Wire::open(&world, "a");
    let towns = ["Kharkiv", "Odesa", "Sumy", "Lviv", "Poltava", "Kherson", "Vinnytsia", "Cherkasy"];
    let home = Home::new(&feeds(&world, &["/a.xml"]));
    // The database is there already: what fails is the daemon's work, not its start.
    home.once();
    let call = fault.split(':').next().unwrap_or_default();
    let (trace, inject) = (format!("trace={call}"), format!("inject={fault}"));
    let log = home.path().join("strace.log").display().to_string();
    let mut strace = vec!["strace", "-D", "-f", "-qq", "-o", &log, "-e", &trace, "-e", &inject];
    let files = files.map(|names| names.map(|name| home.path().join(name).display().to_string()));
    for file in files.iter().flatten() {
        std::fs::File::create(file).expect("creates");
        strace.extend(["-P", file]);
    }
    let daemon = home.daemon_by(&strace, &[]);
    for (n, town) in towns.iter().enumerate() {
        wire.publish(town, 10 + n);
        std::thread::sleep(Duration::from_secs(1));
    }
    let written = |name: &str| home.lines(name).len() == towns.len();
    // The calls are counted by thread, and each failure doubles the time to the next try.
    let all = wait_until(Duration::from_mins(4), || written("articles.jsonl") && written("alerts.jsonl"));
    assert!(all, "{fault}: {}", home.told());
    std::thread::sleep(Duration::from_secs(2));
    end(daemon);
    let failed = std::fs::read_to_string(&log).unwrap_or_default().matches("INJECTED").count();
    assert!(failed > 0, "{fault}: never came to pass");
    assert_eq!((titles(&home).len(), alerts(&home)), (towns.len(), towns.len()), "{fault}: {}", home.told());
}

/// The variables that give a program a clock of its own, which the file `clock` sets ("+365d"); the monotonic one runs on.
fn own_clock(home: &Home) -> Option<Vec<(&'static str, String)>> {
    let library = ["x86_64-linux-gnu", "aarch64-linux-gnu"]
        .iter()
        .map(|arch| format!("/usr/lib/{arch}/faketime/libfaketimeMT.so.1"))
        .find(|path| Path::new(path).exists());
    let Some(library) = library else {
        eprintln!("skipped: no libfaketime here");
        return None;
    };
    set_clock(home, "+0");
    Some(vec![
        ("LD_PRELOAD", library),
        ("FAKETIME_TIMESTAMP_FILE", home.path().join("clock").display().to_string()),
        ("FAKETIME_NO_CACHE", "1".to_owned()),
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
        ("DONT_FAKE_MONOTONIC", "1".to_owned()),
    ])
}

fn set_clock(home: &Home, offset: &str) {
    let (path, fresh) = (home.path().join("clock"), home.path().join("clock.new"));
    std::fs::write(&fresh, format!("{offset}\n")).and_then(|()| std::fs::rename(&fresh, &path)).expect("sets");
}

fn records(home: &Home) -> i64 {
    rusqlite::Connection::open(home.path().join("wirewatch.db"))
        .and_then(|c| c.query_row("SELECT count(*) FROM record", [], |r| r.get(0)))
        .expect("counts")
}

#[test]
fn a_clock_that_leaps_loses_nothing_and_accuses_no_feed() {
    let world = World::start();
    let wires = [Wire::open(&world, "a"), Wire::open(&world, "b")];
    let home = Home::new(&feeds(&world, &["/a.xml", "/b.xml"]));
    let Some(variables) = own_clock(&home) else { return };
    let variables: Vec<(&str, &str)> = variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut daemon = home.daemon_by(&[], &variables);
    let mut count = 0;
    let mut next = |town: &str| {
        count += 1;
        wires[count % 2].publish(town, 10 + count);
        assert!(arrived(&home, count), "{town}: {}", home.told());
    };
    next("Kharkiv");
    // A year ahead (or a machine that slept), right again, an hour back, right again.
    for (offset, town) in [("+365d", "Odesa"), ("+0", "Sumy"), ("-1h", "Lviv"), ("+0", "Poltava")] {
        let told = home.told().matches("The clock ").count();
        set_clock(&home, offset);
        next(town);
        assert!(wait_until(SOON, || home.told().matches("The clock ").count() > told), "{offset}: {}", home.told());
    }
    end(daemon);
    // It starts while the clock is a year ahead: nothing is dropped for its age.
    set_clock(&home, "+365d");
    daemon = home.daemon_by(&[], &variables);
    next("Kherson");
    std::thread::sleep(Duration::from_secs(2));
    end(daemon);
    assert_eq!(records(&home), 6);
    assert_eq!(titles(&home).len(), 6);
    assert!(home.lines("alerts.jsonl").iter().all(|a| a["rule"] != "health"), "{:?}", home.lines("alerts.jsonl"));
}

#[test]
fn a_day_without_network_is_one_alert_and_all_is_caught_up() {
    let world = World::start();
    let names = ["a", "b", "c"];
    let wires: Vec<Wire> = names.iter().map(|name| Wire::open(&world, name)).collect();
    let home = Home::new(&feeds(&world, &["/a.xml", "/b.xml", "/c.xml"]));
    let Some(variables) = own_clock(&home) else { return };
    let variables: Vec<(&str, &str)> = variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
    wires[0].publish("Kharkiv", 3);
    let daemon = home.daemon_by(&[], &variables);
    assert!(arrived(&home, 1), "{}", home.told());
    world.cut(true);
    let outages =
        |kind: &str| home.lines("alerts.jsonl").iter().filter(|a| a["story"] == "network" && a["kind"] == kind).count();
    // Some seconds are no outage; a day is.
    std::thread::sleep(Duration::from_secs(4));
    assert_eq!(outages("new"), 0);
    set_clock(&home, "+1d");
    assert!(wait_until(SOON, || outages("new") == 1), "{}", home.told());
    for (wire, town) in wires.iter().zip(["Odesa", "Sumy", "Lviv"]) {
        wire.publish(town, 20);
    }
    // Long enough for each feed to be called dead, were it judged alone.
    std::thread::sleep(Duration::from_secs(8));
    world.cut(false);
    assert!(arrived(&home, 4) && wait_until(SOON, || outages("resolved") == 1), "{}", home.told());
    std::thread::sleep(Duration::from_secs(2));
    end(daemon);
    assert_eq!((titles(&home).len(), alerts(&home)), (4, 4));
    assert_eq!((outages("new"), outages("resolved")), (1, 1));
    assert_eq!(
        home.lines("alerts.jsonl").iter().filter(|a| a["rule"] == "health").count(),
        2,
        "no feed is called dead"
    );
    let mut metrics = String::new();
    let read = std::fs::File::open(home.path().join("metrics.prom")).and_then(|mut f| f.read_to_string(&mut metrics));
    assert!(read.is_ok() && metrics.contains("wirewatch_feeds 3"), "{metrics}");
}
