//! Bubbles on a session bus of our own: the calls on python-dbusmock, the look of them on dunst under Xvfb.
//! Where one of these is not installed, its test says that it skips.

mod support;

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write as _};
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use support::{Home, Running, World, feeds, rss, strike_page, wait_until};
use zbus::OwnedVariant;

const LONG: Duration = Duration::from_secs(20);
const NOTIFICATIONS: (&str, &str) = ("org.freedesktop.Notifications", "/org/freedesktop/Notifications");

fn has(program: &str, arguments: &[&str]) -> bool {
    let quiet = Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
    let has = quiet.is_ok_and(|s| s.success());
    if !has {
        eprintln!("skipped: no {program} {} here", arguments.join(" "));
    }
    has
}

/// A server, started, and the line in which it says where it is to be found.
fn announced(program: &str, arguments: &[&str]) -> (Running, String) {
    let server = Command::new(program).args(arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    let mut server = Running(server.expect("starts"));
    let mut line = String::new();
    BufReader::new(server.0.stdout.take().expect("piped")).read_line(&mut line).expect("a line");
    (server, line.trim().to_owned())
}

/// A user's session: a bus, and a browser that notes what it was to open.
struct Session {
    home: Home,
    address: String,
    _bus: Running,
}

impl Session {
    fn start() -> Self {
        let home = Home::new("");
        let file = |name: &str| home.path().join(name);
        let bus = format!(
            "<busconfig><type>session</type><listen>unix:dir={}</listen><policy context='default'>\
             <allow send_destination='*' eavesdrop='true'/><allow receive_sender='*'/><allow own='*'/></policy></busconfig>",
            home.path().display()
        );
        std::fs::write(file("bus.conf"), bus).expect("writes");
        std::fs::write(file("xdg-open"), format!("#!/bin/sh\necho \"$1\" >> {}\n", file("opened").display()))
            .expect("writes");
        std::fs::set_permissions(file("xdg-open"), PermissionsExt::from_mode(0o755)).expect("may");
        std::fs::write(file("alerts.jsonl"), "").expect("writes");
        let config = format!("--config-file={}", file("bus.conf").display());
        let (bus, address) = announced("dbus-daemon", &[&config, "--nofork", "--print-address=1"]);
        Self { home, address, _bus: bus }
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        let path = format!("{}:{}", self.home.path().display(), std::env::var("PATH").unwrap_or_default());
        command
            .env("DBUS_SESSION_BUS_ADDRESS", &self.address)
            .env("XDG_STATE_HOME", self.home.path())
            .env("PATH", path)
            .stdin(Stdio::null());
        command
    }

    fn spawn(&self, program: &str, arguments: &[&str]) -> Running {
        let child: Child = self.command(program).args(arguments).stdout(Stdio::null()).spawn().expect("starts");
        Running(child)
    }

    /// The notifier on the alert log.
    fn notifier(&self) -> Running {
        let log = self.home.path().join("alerts.jsonl").display().to_string();
        self.spawn(env!("CARGO_BIN_EXE_wirewatch"), &["notify", "--log", &log])
    }

    /// Until the notifier has dealt with this alert.
    fn dealt(&self, seq: i64) -> bool {
        let cursor = self.home.path().join("wirewatch/notify.cursor");
        wait_until(LONG, || std::fs::read_to_string(&cursor).is_ok_and(|c| c == seq.to_string()))
    }

    /// A stand-in for the notification server; ready when it is returned.
    fn mock(&self, capabilities: &str) -> Running {
        let parameters = json!({ "capabilities": capabilities }).to_string();
        let mock = self.spawn(
            "/usr/bin/python3",
            &["-m", "dbusmock", "--session", "--template", "notification_daemon", "-p", &parameters],
        );
        assert!(wait_until(LONG, || self.bus(async |c| {
            let asked =
                c.call_method(Some(NOTIFICATIONS.0), NOTIFICATIONS.1, Some(NOTIFICATIONS.0), "GetCapabilities", &());
            asked.await.is_ok()
        })));
        mock
    }

    fn bus<T>(&self, act: impl AsyncFnOnce(&zbus::Connection) -> T) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let reached = zbus::connection::Builder::address(&*self.address).build();
            let connection = tokio::time::timeout(LONG, reached).await.expect("in time").expect("the bus");
            act(&connection).await
        })
    }

    /// What the stand-in was asked to show, in order.
    fn calls(&self) -> Vec<Call> {
        let calls: Vec<(u64, Vec<OwnedVariant>)> = self.bus(async |c| {
            let mock = Some("org.freedesktop.DBus.Mock");
            let reply = c.call_method(Some(NOTIFICATIONS.0), NOTIFICATIONS.1, mock, "GetMethodCalls", &("Notify",));
            reply.await.expect("answers").body().deserialize().expect("calls")
        });
        calls.into_iter().map(|(_, arguments)| Call::of(arguments)).collect()
    }

    /// What the user does on a bubble; told to all on the bus, as most servers do.
    fn click(&self, bubble: u32, key: &str) {
        self.bus(async |c| {
            let arguments = vec![zbus::Variant::from(bubble), zbus::Variant::from(key)];
            let signal = (NOTIFICATIONS.0, "ActionInvoked", "us", arguments);
            let mock = Some("org.freedesktop.DBus.Mock");
            let sent = c.call_method(Some(NOTIFICATIONS.0), NOTIFICATIONS.1, mock, "EmitSignal", &signal);
            sent.await.expect("told");
        });
    }

    fn opened(&self) -> Vec<String> {
        let text = std::fs::read_to_string(self.home.path().join("opened")).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    /// An alert comes into the log.
    fn alert(&self, seq: i64, story: &str, headline: &str, sentence: &str) {
        self.grave_alert(seq, "high", story, headline, sentence);
    }

    fn grave_alert(&self, seq: i64, severity: &str, story: &str, headline: &str, sentence: &str) {
        let link = format!("https://a.example/{story}/{seq}");
        let alert = json!({
            "schema": "wirewatch.alert/1", "id": format!("a{seq}"), "seq": seq, "at": "2026-01-05T09:00:00Z",
            "kind": "new", "severity": severity, "rule": "Strikes", "headline": headline, "story": story,
            "sources": [{ "name": "Outlet", "url": link, "published": null }], "independent_sources": 1,
            "actors": [], "events": [],
            "evidence": [{ "text": sentence, "url": link, "start": 0, "end": sentence.chars().count() }],
        });
        let log = std::fs::OpenOptions::new().append(true).open(self.home.path().join("alerts.jsonl"));
        writeln!(log.expect("opens"), "{alert}").expect("writes");
    }
}

/// A call of `Notify`.
#[derive(Debug)]
struct Call {
    replaces: u32,
    title: String,
    body: String,
    buttons: usize,
}

impl Call {
    fn of(arguments: Vec<OwnedVariant>) -> Self {
        let [_, replaces, _, title, body, actions, ..] =
            <[OwnedVariant; 8]>::try_from(arguments).expect("eight arguments");
        Self {
            replaces: replaces.try_into().expect("a number"),
            title: title.try_into().expect("text"),
            body: body.try_into().expect("text"),
            buttons: Vec::<String>::try_from(actions).expect("texts").len() / 2,
        }
    }
}

#[test]
fn a_story_has_one_bubble_and_a_click_acts_once() {
    if !has("dbus-daemon", &["--version"]) || !has("/usr/bin/python3", &["-c", "import dbusmock"]) {
        return;
    }
    let session = Session::start();
    let notifier = session.notifier();
    assert!(session.dealt(0), "what was there before is no news");
    // No server yet: what comes waits, and is one summary then.
    for n in 1..=4 {
        session.alert(n, &format!("early-{n}"), &format!("Strike on town {n}"), "Drones struck a depot.");
    }
    std::thread::sleep(Duration::from_secs(1));
    let mock = session.mock("body body-markup actions");
    assert!(session.dealt(4));
    let calls = session.calls();
    assert_eq!(calls.len(), 1, "{calls:?}");
    assert!(calls[0].title.contains("while you were away") && calls[0].title.ends_with("and 3 more"), "{calls:?}");
    assert_eq!((calls[0].replaces, calls[0].buttons), (0, 0), "a summary has no story to mute");

    session.alert(5, "s", "Strike on Odesa", "Missiles <b>hit</b> a depot & a school.");
    assert!(session.dealt(5));
    session.alert(6, "s", "Strike on Odesa: 3 → 5 killed", "The toll rose to five.");
    session.alert(7, "s", "Strike on Odesa: 5 → 6 killed", "The toll rose to six.");
    assert!(session.dealt(7));
    let calls = session.calls();
    let bubble = calls[2].replaces;
    assert_eq!(calls.iter().map(|c| c.replaces).collect::<Vec<_>>(), [0, 0, bubble, bubble]);
    assert!(bubble > 1 && calls.iter().skip(1).all(|c| c.buttons == 4), "{calls:?}");
    assert_eq!(calls[1].body, "“Missiles &lt;b&gt;hit&lt;/b&gt; a depot &amp; a school.”\nOutlet");
    session.click(bubble, "open");
    session.click(bubble + 40, "open");
    assert!(wait_until(LONG, || !session.opened().is_empty()));
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(session.opened(), ["https://a.example/s/7"], "once, and what the bubble showed last");

    // Above the cap one bubble sums up; what is graver has its own.
    for n in 8..=13 {
        session.grave_alert(n, "low", &format!("s{n}"), &format!("Drone over town {n}"), "A drone was seen.");
    }
    session.grave_alert(14, "critical", "grave", "Strike on a dam", "Missiles struck the dam.");
    assert!(session.dealt(14));
    let calls = session.calls();
    let titles: Vec<&str> = calls[4..].iter().map(|c| &*c.title).collect();
    assert_eq!(titles.last(), Some(&"Strikes: Strike on a dam"));
    let sums: Vec<&Call> = calls.iter().filter(|c| c.title.ends_with("more alerts")).collect();
    assert_eq!((sums.len(), sums[0].replaces), (3, 0), "{titles:?}");
    assert!(sums[2].replaces > 0 && sums[2].title == "3 more alerts" && sums[2].body.lines().count() == 3, "{sums:?}");
    let before = calls.len();

    // Muted: also over a restart of the notifier; another story goes on.
    session.click(bubble, "mute");
    let silenced = session.home.path().join("wirewatch/silenced.json");
    assert!(wait_until(LONG, || silenced.exists()));
    session.alert(15, "s", "Strike on Odesa: 6 → 7 killed", "The toll rose to seven.");
    assert!(session.dealt(15));
    drop(notifier);
    let _notifier = session.notifier();
    session.alert(16, "s", "Strike on Odesa: 7 → 8 killed", "The toll rose to eight.");
    session.alert(17, "other", "Strike on Sumy", "Drones struck a bridge.");
    assert!(session.dealt(17));
    let calls = session.calls();
    assert_eq!(calls.len(), before + 1, "{calls:?}");
    assert!(calls[before].title.contains("Sumy"));

    // Another server, which can do less: no old number is replaced on it, and no markup is escaped for it.
    drop(mock);
    let _mock = session.mock("body");
    session.alert(18, "other", "Strike on Sumy: 1 killed", "A guard & a driver were hurt.");
    assert!(session.dealt(18));
    let calls = session.calls();
    assert_eq!((calls.len(), calls[0].replaces, calls[0].buttons), (1, 0, 0));
    assert_eq!(calls[0].body, "“A guard & a driver were hurt.”\nOutlet");
}

#[test]
fn what_the_daemon_raised_while_the_desktop_was_away_is_one_bubble() {
    if !has("dbus-daemon", &["--version"]) || !has("/usr/bin/python3", &["-c", "import dbusmock"]) {
        return;
    }
    let session = Session::start();
    let world = World::start();
    let towns = ["Kharkiv", "Odesa", "Kherson", "Sumy"];
    for (n, town) in (2..).zip(towns) {
        let page = format!("/{town}.html");
        world.serve(&page, "text/html; charset=utf-8", strike_page(town, n));
        let item = (town, &*format!("Strike on {town} kills {n}"), &*world.url(&page));
        world.serve(&format!("/{town}.xml"), "application/rss+xml", rss(&[item]));
    }
    let paths = towns.map(|t| format!("/{t}.xml"));
    let sinks = "[[sink]]\ntype = \"jsonl\"\n[[sink]]\ntype = \"desktop\"\n";
    session.home.configure(&format!("{sinks}{}", feeds(&world, &paths.each_ref().map(String::as_str))));
    let _daemon = session.home.daemon_by(&[], &[("DBUS_SESSION_BUS_ADDRESS", &session.address)]);
    let log = || session.home.lines("alerts.jsonl").len();
    assert!(wait_until(LONG, || log() >= 4));
    let raised = log();
    let _mock = session.mock("body body-markup actions");
    assert!(wait_until(LONG * 2, || !session.calls().is_empty()), "{}", session.home.told());
    std::thread::sleep(Duration::from_secs(2));
    let calls = session.calls();
    assert_eq!(calls.len(), 1, "{calls:?}");
    assert!(calls[0].title.ends_with(&format!("and {} more", raised - 1)), "{calls:?}");
}

#[test]
fn a_real_server_shows_the_last_word_and_opens_the_article() {
    let all = [("dbus-daemon", "--version"), ("dunst", "--version"), ("Xvfb", "-help"), ("dunstctl", "--help")];
    if !all.iter().all(|(program, argument)| has(program, &[argument])) {
        return;
    }
    let session = Session::start();
    let (_xvfb, number) = announced("Xvfb", &["-displayfd", "1", "-screen", "0", "800x600x24", "-nolisten", "tcp"]);
    let child = session.command("dunst").env("DISPLAY", format!(":{number}")).stderr(Stdio::null()).spawn();
    let _dunst = Running(child.expect("starts"));
    let control = |arguments: &[&str]| {
        let output = session.command("dunstctl").args(arguments).stderr(Stdio::null()).output().expect("runs");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    };
    assert!(wait_until(LONG, || control(&["count", "displayed"]) == "0"));
    let _notifier = session.notifier();
    assert!(session.dealt(0));
    session.alert(1, "s", "Strike on Odesa", "Missiles <b>hit</b> a depot & a school.");
    assert!(session.dealt(1));
    session.alert(2, "s", "Strike on Odesa: 3 killed", "Three <i>people</i> & a dog were found.");
    session.alert(3, "t", "Strike on Sumy", "Drones struck a bridge.");
    assert!(session.dealt(3));
    assert!(wait_until(LONG, || control(&["count", "displayed"]) == "2"), "a bubble a story");
    // The oldest is the first.
    control(&["action", "0"]);
    assert!(wait_until(LONG, || !session.opened().is_empty()));
    assert_eq!(session.opened(), ["https://a.example/s/2"]);
    control(&["close-all"]);
    let history: Value = serde_json::from_str(&control(&["history"])).expect("JSON");
    let bodies: Vec<&str> =
        history["data"][0].as_array().expect("a list").iter().filter_map(|n| n["body"]["data"].as_str()).collect();
    assert!(bodies.iter().any(|b| b.contains("Three &lt;i&gt;people") || b.contains("Three <i>people")), "{bodies:?}");
    assert!(!bodies.iter().any(|b| b.contains("Missiles")), "replaced: {bodies:?}");
}
