//! What is not shown at once: a rule's digest, quiet hours, and what is too grave to wait for either.

mod support;

use jiff::{Timestamp, ToSpan};
use serde_json::Value;
use std::time::Duration;
use support::{Home, Wire, World, feeds, respond, wait_until};

const LONG: Duration = Duration::from_secs(15);

/// A wall clock time of the day (UTC) so many seconds from now.
fn in_seconds(seconds: i64) -> String {
    let then = Timestamp::now().checked_add(seconds.seconds()).expect("a time");
    jiff::tz::Offset::UTC.to_datetime(then).time().round(jiff::Unit::Second).expect("rounds").to_string()
}

/// Three wires and a hook that takes all; `rules` come behind.
fn setting<'a>(world: &'a World, rules: &str) -> (Home, [Wire<'a>; 3]) {
    world.on("/hook", |_, s| respond(s, "200 OK", "", b""));
    let hook = world.url("/hook");
    let sinks = format!("[[sink]]\ntype = \"webhook\"\nurl = {hook:?}\n[[sink]]\ntype = \"jsonl\"\n");
    let home = Home::new(&format!("{rules}{sinks}{}", feeds(world, &["/alpha.xml", "/beta.xml", "/gamma.xml"])));
    home.in_utc("");
    (home, ["alpha", "beta", "gamma"].map(|name| Wire::open(world, name)))
}

/// What the hook was told, in order.
fn told(world: &World) -> Vec<Value> {
    world.seen("/hook").iter().map(|r| serde_json::from_str(&r.body).expect("JSON")).collect()
}

fn headlines(alerts: &[Value]) -> Vec<&str> {
    alerts.iter().filter_map(|a| a["headline"].as_str()).collect()
}

/// Deliveries to the hook that are under way.
fn open(home: &Home) -> u64 {
    let config = home.config().display().to_string();
    let output = home.run(&["status", "--json", "--config", &config]);
    let status: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let sinks = status["deliveries"].as_array().into_iter().flatten();
    let hook = sinks.filter(|d| d["sink"].as_str().is_some_and(|sink| sink.contains("webhook")));
    hook.filter_map(|d| d["open"].as_u64()).sum()
}

#[test]
fn a_digest_comes_once_at_its_time_and_what_escalates_does_not_wait() {
    let world = World::start();
    let rule = format!(
        "[[alert]]\nname = \"Strikes\"\nevents = [\"ASSAULT\"]\nseverity = \"low\"\ndigest = \"{}\"\n\
         escalate = [{{ sources = 2, severity = \"critical\" }}]\n",
        in_seconds(20)
    );
    let (home, wires) = setting(&world, &rule);
    let _daemon = home.daemon();
    wires[0].publish("Kharkiv", 3);
    wires[1].publish("Odesa", 4);
    assert!(wait_until(LONG, || home.lines("alerts.jsonl").len() == 2), "{}", home.told());
    let held = home.lines("alerts.jsonl");
    assert!(held.iter().all(|a| a["held_until"].is_string() && a["severity"] == "low"));
    assert!(told(&world).is_empty(), "held back");
    // A second outlet tells of one of them in words of its own.
    let other = "<!doctype html><html lang=en><head><title>Missiles hit Kharkiv depot</title></head><body><article><h1>Missiles hit Kharkiv depot</h1>\
        <p>Three people died when Russia fired missiles at Kharkiv on Monday, and a depot in the city burned for hours, emergency services said.</p>\
        <p>Firefighters were still at work in the afternoon, and the mayor asked residents to keep away from the smoke that lay over the eastern districts.</p></article></body></html>";
    wires[2].publish_page("depot", "Missiles hit Kharkiv depot, three dead", other.to_owned());
    assert!(wait_until(LONG, || told(&world).len() == 1), "{}", home.told());
    let grave = &told(&world)[0];
    assert_eq!((&grave["severity"], &grave["kind"]), (&"critical".into(), &"update".into()), "{grave}");
    assert_eq!(grave["independent_sources"], 2);
    assert!(grave["headline"].as_str().is_some_and(|h| h.contains("Kharkiv")));
    // The morning.
    assert!(wait_until(LONG * 3, || told(&world).len() == 2), "{}", home.told());
    std::thread::sleep(Duration::from_secs(11));
    let all = told(&world);
    assert_eq!(all.len(), 2, "{:?}", headlines(&all));
    assert_eq!(all[1]["rule"], "Digest: Strikes");
    assert_eq!(all[1]["evidence"].as_array().map(Vec::len), Some(2), "a sentence a story");
    assert_eq!(home.lines("alerts.jsonl").len(), 4);
}

#[test]
fn quiet_hours_hold_all_but_the_gravest_also_over_a_restart() {
    let world = World::start();
    let rules = format!(
        "[quiet]\nfrom = \"{}\"\nuntil = \"{}\"\n[[alert]]\nname = \"Strikes\"\nevents = [\"ASSAULT\"]\nseverity = \"high\"\n\
         [[alert]]\nname = \"On Odesa\"\nevents = [\"ASSAULT\"]\nplaces = [\"Odesa\"]\nseverity = \"critical\"\n",
        in_seconds(-60),
        in_seconds(20)
    );
    let (home, wires) = setting(&world, &rules);
    let daemon = home.daemon();
    for (wire, town) in wires.iter().zip(["Kharkiv", "Sumy", "Odesa"]) {
        wire.publish(town, 3);
    }
    assert!(wait_until(LONG, || home.lines("alerts.jsonl").len() == 3), "{}", home.told());
    assert!(wait_until(LONG, || told(&world).len() == 1), "{}", home.told());
    assert_eq!(told(&world)[0]["severity"], "critical");
    // Killed between the hook's answer and the note of it, the daemon would deliver again: at least once.
    assert!(wait_until(LONG, || open(&home) == 0), "{}", home.told());
    drop(daemon);
    let _daemon = home.daemon();
    assert!(wait_until(LONG * 3, || told(&world).len() == 2), "{}", home.told());
    std::thread::sleep(Duration::from_secs(2));
    let all = told(&world);
    assert_eq!(all.len(), 2, "{:?}", headlines(&all));
    assert_eq!(all[1]["rule"], "Digest: quiet hours");
    assert!(all[1]["headline"].as_str().is_some_and(|h| h.ends_with("and 1 more")), "{:?}", headlines(&all));
    assert_eq!(all[1]["evidence"].as_array().map(Vec::len), Some(2));
}
