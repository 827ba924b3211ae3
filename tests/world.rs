//! The real binary against a loopback world with the faults of the wild.

mod support;

use std::io::Write as _;
use std::time::{Duration, Instant};
use support::{Home, World, feeds, httpdate, respond, rss, strike_page, wait_until};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).expect("packs");
    encoder.finish().expect("packs")
}

/// A feed of one article on a strike, with its page.
fn good(world: &World, name: &str, town: &str, n: usize) {
    let page = format!("/page-{name}.html");
    world.serve(&page, "text/html; charset=utf-8", strike_page(town, n));
    world.serve(
        &format!("/{name}.xml"),
        "application/rss+xml",
        rss(&[(name, &format!("Strike on {town} kills {n}"), &world.url(&page))]),
    );
}

#[test]
fn each_good_article_arrives_once_and_no_feed_harms_another() {
    let world = World::start();
    for (name, town, n) in [("a", "Kharkiv", 3), ("b", "Odesa", 4), ("c", "Kherson", 5)] {
        good(&world, name, town, n);
    }
    // A redirected feed in windows-1251 with a lying header, its item without a page.
    world.on("/moved.xml", |_, s| respond(s, "301 Moved", "Location: /cyrillic.xml\r\n", b""));
    let text = format!(
        "<?xml version='1.0' encoding='windows-1251'?><rss><channel><item><guid>c1</guid><title>Обстріл Сум: війська РФ атакували місто</title><description>Російські війська обстріляли Суми, є загиблі. Україна повідомила про ракетний удар по місту та пошкодження лікарні, повідомив голова області.</description><pubDate>{}</pubDate></item></channel></rss>",
        httpdate(Duration::from_mins(5))
    );
    world.serve("/cyrillic.xml", "text/xml; charset=utf-8", encoding_rs::WINDOWS_1251.encode(&text).0.into_owned());
    // The faults.
    world.on("/hang.xml", |_, _| std::thread::sleep(Duration::from_secs(20)));
    world.on("/drip.xml", |_, s| {
        let _ = s.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n<rss>");
        for _ in 0..100 {
            if s.write_all(b" ").is_err() {
                return;
            }
            std::thread::sleep(Duration::from_millis(200));
        }
    });
    world.on("/endless.xml", |_, s| {
        let _ = s.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n<rss><channel>");
        for _ in 0..2_000 {
            if s.write_all(&[b'x'; 8192]).is_err() {
                return;
            }
        }
    });
    let bomb = gzip(&vec![b'a'; 200 << 20]);
    world.on("/bomb.xml", move |_, s| respond(s, "200 OK", "Content-Encoding: gzip\r\n", &bomb));
    world.on("/loop.xml", |_, s| respond(s, "302 Found", "Location: /loop.xml\r\n", b""));
    world.on("/private.xml", |_, s| respond(s, "302 Found", "Location: http://10.0.0.1/feed\r\n", b""));
    world.on("/busy.xml", |_, s| respond(s, "503 Busy", "Retry-After: 3600\r\n", b""));
    world.on("/gone.xml", |_, s| respond(s, "410 Gone", "", b""));
    world.serve("/page.xml", "text/html", "<!doctype html><html><body>hello</body></html>");
    world.serve("/garbage.xml", "text/xml", vec![0xff; 5000]);
    world.serve("/entities.xml", "text/xml", "<!DOCTYPE r [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'>]><rss><channel><title>&b;</title></channel></rss>");
    world.serve("/deep.xml", "text/xml", "<a>".repeat(100_000));
    let all = [
        "/hang.xml",
        "/drip.xml",
        "/endless.xml",
        "/bomb.xml",
        "/loop.xml",
        "/private.xml",
        "/busy.xml",
        "/gone.xml",
        "/page.xml",
        "/garbage.xml",
        "/entities.xml",
        "/deep.xml",
        "/moved.xml",
        "/a.xml",
        "/b.xml",
        "/c.xml",
    ];
    let home = Home::new(&feeds(&world, &all));
    let start = Instant::now();
    home.once();
    assert!(start.elapsed() < Duration::from_secs(25), "{:?}", start.elapsed());
    let arrived = home.column("articles.jsonl", "title");
    assert_eq!(
        arrived,
        [
            "Strike on Kharkiv kills 3",
            "Strike on Kherson kills 5",
            "Strike on Odesa kills 4",
            "Обстріл Сум: війська РФ атакували місто"
        ]
    );
    let alerts = home.lines("alerts.jsonl");
    let strikes: Vec<_> = alerts.iter().filter(|a| a["rule"] == "Strikes and assaults").collect();
    assert_eq!(strikes.len(), 4, "one alert for each happening");
    let shows = |a: &serde_json::Value, what: &str| a["evidence"][0]["text"].as_str().is_some_and(|t| t.contains(what));
    assert!(strikes.iter().all(|a| shows(a, "missiles struck") || shows(a, "обстріляли")), "{strikes:?}");
    // A second run brings nothing new, whatever the feeds' guids are by now.
    world.serve(
        "/a.xml",
        "application/rss+xml",
        rss(&[("changed", "Strike on Kharkiv kills 3", &format!("{}?utm_source=x", world.url("/page-a.html")))]),
    );
    home.once();
    assert_eq!(home.lines("articles.jsonl").len(), 4);
    assert_eq!(home.lines("alerts.jsonl").iter().filter(|a| a["rule"] != "health").count(), 4);
    // What failed is told in `status`, with the key that would allow it.
    let status = home.run(&["status", "--config", &home.config().display().to_string()]);
    let status = String::from_utf8_lossy(&status.stdout).into_owned();
    assert!(status.contains("allow_addresses") && status.contains("redirects") && status.contains("410"), "{status}");
}

#[test]
fn conditional_requests_and_retry_after_are_kept() {
    let world = World::start();
    world.on("/etag.xml", |request, s| {
        if request.headers.get("if-none-match").is_some_and(|e| e == "\"v1\"") {
            respond(s, "304 Not Modified", "", b"");
        } else {
            respond(s, "200 OK", "ETag: \"v1\"\r\nContent-Type: text/xml\r\n", rss(&[]).as_bytes());
        }
    });
    world.on("/limited.xml", |_, s| respond(s, "429 Slow down", "Retry-After: 3600\r\n", b""));
    let home = Home::new(&feeds(&world, &["/etag.xml"]));
    home.once();
    home.once();
    let seen = world.seen("/etag.xml");
    assert_eq!(seen.iter().map(|r| r.headers.contains_key("if-none-match")).collect::<Vec<_>>(), [false, true]);
    let home = Home::new(&feeds(&world, &["/limited.xml"]));
    home.once();
    let list = home.run(&["feeds", "--config", &home.config().display().to_string(), "list"]);
    let list = String::from_utf8_lossy(&list.stdout).into_owned();
    // An hour, and the tenth of it that spreads polls.
    assert!(list.contains("Retry-After") && list.contains("next in 6"), "{list}");
}

#[test]
fn a_reprint_joins_its_story_and_counts_as_one_source() {
    let world = World::start();
    good(&world, "first", "Sumy", 7);
    world.serve("/page-copy.html", "text/html", strike_page("Sumy", 7));
    world.serve("/copy.xml", "text/xml", rss(&[("copy", "Seven dead in Sumy", &world.url("/page-copy.html"))]));
    let home = Home::new(&feeds(&world, &["/first.xml", "/copy.xml"]));
    home.once();
    assert_eq!(home.lines("articles.jsonl").len(), 2);
    let alerts = home.lines("alerts.jsonl");
    assert_eq!(alerts.len(), 1);
    assert_eq!(alerts[0]["independent_sources"], 1);
}

#[test]
fn a_changed_configuration_is_taken_in_and_a_broken_one_refused() {
    let world = World::start();
    good(&world, "one", "Kharkiv", 3);
    good(&world, "two", "Odesa", 4);
    let home = Home::new(&feeds(&world, &["/one.xml"]));
    let daemon = home.daemon();
    assert!(wait_until(Duration::from_secs(10), || home.lines("articles.jsonl").len() == 1));
    home.configure("[polling]\nnonsense = 1\n");
    daemon.signal("HUP");
    assert!(wait_until(Duration::from_secs(5), || std::fs::read_to_string(home.path().join("stderr.log"))
        .is_ok_and(|l| l.contains("is refused"))));
    // The log moves away as logrotate does it; the next alert goes into a new file.
    std::fs::rename(home.path().join("alerts.jsonl"), home.path().join("alerts.jsonl.1")).expect("moves");
    home.configure(&feeds(&world, &["/one.xml", "/two.xml"]));
    daemon.signal("HUP");
    assert!(wait_until(Duration::from_secs(10), || home.lines("alerts.jsonl").len() == 1), "the new feed's alert");
    assert_eq!(home.lines("alerts.jsonl.1").len(), 1);
}

#[test]
fn another_crisis_is_another_folder() {
    let world = World::start();
    let article = |title: &str, body: &str| {
        format!(
            "<item><guid>{title}</guid><title>{title}</title><description>{body}</description><pubDate>{}</pubDate></item>",
            httpdate(Duration::from_mins(5))
        )
    };
    let feed = format!(
        "<rss><channel>{}{}</channel></rss>",
        article(
            "Paramilitary drones hit market in El Fasher",
            "The Rapid Support Forces shelled a market in El Fasher in North Darfur on Monday, killing at least 20 civilians, the Sudanese army said. Abdel Fattah al-Burhan rejected a truce."
        ),
        article(
            "Russian missiles strike Kharkiv",
            "Russian missiles struck Kharkiv in Ukraine on Monday, killing three people, the mayor said. Troops and drones were seen at the front line near Kupiansk."
        )
    );
    world.serve("/wire.xml", "application/rss+xml", feed);
    let folder = format!("{}/config/crisis/sudan", env!("CARGO_MANIFEST_DIR"));
    let rule = "[[alert]]\nname = \"Assaults\"\nevents = [\"ASSAULT\"]\nplaces = [\"Sudan\"]\nseverity = \"high\"\n";
    let home = Home::new(&(feeds(&world, &["/wire.xml"]) + rule));
    let text = std::fs::read_to_string(home.config()).expect("reads");
    let own = format!("[daemon]\nknowledge_dir = {folder:?}\n");
    std::fs::write(home.config(), text.replacen("[daemon]\n", &own, 1)).expect("writes");
    home.once();
    assert_eq!(home.column("articles.jsonl", "title"), ["Paramilitary drones hit market in El Fasher"]);
    let alerts = home.lines("alerts.jsonl");
    let strikes: Vec<_> = alerts.iter().filter(|a| a["rule"] == "Assaults").collect();
    assert_eq!(strikes.len(), 1, "{alerts:?}");
    assert_eq!(strikes[0]["events"][0]["place"], "El Fasher");
    assert!(strikes[0]["actors"].as_array().is_some_and(|a| a.iter().any(|n| n == "Rapid Support Forces")));
}

#[test]
fn the_keys_of_a_webhook_are_shown_nowhere() {
    let world = World::start();
    good(&world, "a", "Kharkiv", 3);
    world.on("/hook/T0KEN?key=T0KEN", |_, s| respond(s, "500 Broken", "", b"T0KEN is unknown"));
    // Nobody listens on the second, the third is no public address, the fourth takes its key from a credential.
    let hooks = [
        (world.url("/hook/T0KEN?key=T0KEN"), "secret = \"S3CRET\""),
        ("http://name:T0KEN@127.0.0.1:9/T0KEN".to_owned(), "secret = \"S3CRET\""),
        ("http://10.0.0.1/T0KEN".to_owned(), "secret = \"S3CRET\""),
        (world.url("/signed"), "secret_file = \"hook\""),
    ];
    world.on("/signed", |_, s| respond(s, "200 OK", "", b""));
    let sinks: String = hooks
        .iter()
        .enumerate()
        .map(|(n, (url, key))| format!("[[sink]]\ntype = \"webhook\"\nname = \"hook {n}\"\nurl = {url:?}\n{key}\n"))
        .collect();
    let home = Home::new(&(feeds(&world, &["/a.xml"]) + &sinks));
    std::fs::write(home.path().join("hook"), "S3CRET\n").expect("writes");
    let folder = home.path().display().to_string();
    let daemon = home.daemon_by(&[], &[("RUST_LOG", "trace,hyper=debug"), ("CREDENTIALS_DIRECTORY", &folder)]);
    assert!(wait_until(Duration::from_secs(20), || {
        let log = std::fs::read_to_string(home.path().join("stderr.log")).unwrap_or_default();
        (0..3).all(|n| log.contains(&format!("\"sink\":\"hook {n}\""))) && !world.seen("/signed").is_empty()
    }));
    drop(daemon);
    let signed = &world.seen("/signed")[0].headers["x-wirewatch-signature"];
    assert_eq!(signed.len(), "sha256=".len() + 64);
    let config = home.config().display().to_string();
    let mut shown = std::fs::read_to_string(home.path().join("stderr.log")).expect("reads");
    for command in
        [&["status"][..], &["status", "--json"], &["check"], &["test-sink", "hook 0"], &["test-sink", "hook 2"]]
    {
        let output = home.command(command).args(["--config", &config]).output().expect("runs");
        shown += &String::from_utf8_lossy(&output.stdout);
        shown += &String::from_utf8_lossy(&output.stderr);
    }
    let leak = shown.lines().find(|l| l.contains("T0KEN") || l.contains("S3CRET"));
    assert_eq!(leak, None);
}

#[test]
fn a_headline_speaks_to_no_terminal_and_a_line_stays_a_line() {
    let world = World::start();
    let evil =
        "Russian missiles strike Kharkiv \u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m\u{202e}gpj.exe\r\n{\"schema\":\"fake\"}";
    let text = "Russian missiles struck Kharkiv in Ukraine on Monday,\u{1b}[31m killing 3 people, the mayor said.\u{2028}{}\r\n";
    let entry = serde_json::json!({ "version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [
        { "id": "1", "title": evil, "content_text": text, "date_published": jiff::Timestamp::now().to_string() }] });
    world.serve("/evil.json", "application/feed+json", entry.to_string());
    let seen = "sink.txt";
    let home = Home::new(&feeds(&world, &["/evil.json"]));
    let script = format!(
        "cat > {0}/{seen}; tr '\\0' '\\n' < /proc/$$/environ > {0}/environ; echo \"$@\" > {0}/arguments",
        home.path().display()
    );
    let sink = format!("[[sink]]\ntype = \"command\"\ncommand = [\"sh\", \"-c\", {script:?}, \"sh\"]\n");
    home.configure(&(feeds(&world, &["/evil.json"]) + &sink));
    home.once();
    for log in ["alerts.jsonl", "articles.jsonl"] {
        assert_eq!(home.lines(log).len(), 1, "{log}");
    }
    let config = home.config().display().to_string();
    let id = home.column("articles.jsonl", "id")[0].clone();
    let mut shown = String::new();
    for command in [&["tail"][..], &["stories"], &["status"], &["agenda"], &["explain", &id]] {
        let output = home.command(command).args(["--config", &config]).output().expect("runs");
        shown += &String::from_utf8_lossy(&output.stdout);
    }
    assert!(shown.contains("Kharkiv"), "{shown}");
    let steers = |c: char| c != '\n' && c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2028}');
    assert!(!shown.contains(steers), "{shown:?}");
    // The program of a sink gets the text on its standard input and nowhere else.
    let read = |name: &str| std::fs::read_to_string(home.path().join(name)).expect("written");
    assert!(read(seen).contains("Kharkiv") && read(seen).trim_end().lines().count() == 1);
    assert!(!read("environ").contains("Kharkiv") && !read("arguments").contains("Kharkiv"));
    // The diagnostics on a terminal.
    let terminal = home.path().join("terminal").display().to_string();
    let run = format!("{} run --once --config {config}", env!("CARGO_BIN_EXE_wirewatch"));
    let fresh = Home::new(&feeds(&world, &["/evil.json"]));
    let run = run.replace(&config, &fresh.config().display().to_string());
    let typed = std::process::Command::new("script")
        .args(["-qec", &run, &terminal])
        .stdin(std::process::Stdio::null())
        .output();
    if typed.is_ok_and(|o| o.status.success()) {
        let screen = read("terminal");
        // Each escape is a colour of ours.
        let colour = |s: &str| {
            let digits = s.strip_prefix('[').and_then(|s| s.split_once('m'));
            digits.is_some_and(|(n, _)| n.bytes().all(|b| b.is_ascii_digit() || b == b';'))
        };
        assert!(screen.contains("Kharkiv") && screen.split('\u{1b}').skip(1).all(colour), "{screen:?}");
        assert!(!screen.contains(['\u{7}', '\u{9b}']), "{screen:?}");
    } else {
        eprintln!("the terminal is skipped: no script(1) here");
    }
}
