//! Extraction against annotated text: phenomena of language sentence by sentence, and floors for the two sets of articles.

mod support;

use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Stdio};

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    text: String,
    #[serde(default = "friday")]
    published: String,
    #[serde(default = "english")]
    lang: String,
    events: Option<Vec<String>>,
    figures: Option<Vec<String>>,
    dates: Option<Vec<String>>,
    speakers: Option<Vec<String>>,
}

fn friday() -> String {
    "2024-03-15".to_owned()
}

fn english() -> String {
    "en".to_owned()
}

fn binary() -> Command {
    Command::new(env!("CARGO_BIN_EXE_wirewatch"))
}

fn records(lines: &str) -> Vec<Value> {
    let mut child = binary()
        .args(["extract", "--jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let mut input = child.stdin.take().expect("its input");
    let text = lines.to_owned();
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = child.wait_with_output().expect("it ends");
    writer.join().expect("no panic").expect("written");
    String::from_utf8_lossy(&output.stdout).lines().map(|l| serde_json::from_str(l).expect("JSON")).collect()
}

fn names(value: &Value) -> Vec<&str> {
    value.as_array().map(|a| a.iter().filter_map(Value::as_str).collect()).unwrap_or_default()
}

/// Whether an event is as `TYPE status actors > targets @date #place` says; what is left out is not looked at.
fn fits(event: &Value, wanted: &str) -> bool {
    let (rest, place) = wanted.split_once('#').map_or((wanted, None), |(r, p)| (r, Some(p.trim())));
    let (rest, date) = rest.split_once('@').map_or((rest, None), |(r, d)| (r, Some(d.trim())));
    let mut words = rest.splitn(3, ' ');
    let (kind, status, who) = (words.next(), words.next().map(str::trim), words.next().unwrap_or(""));
    let (actors, targets) = who.split_once('>').unwrap_or((who, ""));
    let all = |list: &str, found: &Value| {
        let found = names(found);
        list.split(',').map(str::trim).filter(|n| !n.is_empty()).all(|n| found.contains(&n))
    };
    event["type"].as_str() == kind
        && status.is_none_or(|s| s.is_empty() || event["status"] == s)
        && all(actors, &event["actors"])
        && all(targets, &event["targets"])
        && date.is_none_or(|d| event["date"] == d)
        && place.is_none_or(|p| event["place"] == p)
}

fn figure(value: &Value) -> String {
    let number = |v: &Value| v.as_f64().map(|n| n.to_string()).unwrap_or_default();
    format!("{}..{} {}", number(&value["low"]), number(&value["high"]), value["unit"].as_str().unwrap_or(""))
}

#[test]
fn phenomena_are_read_as_a_reader_does() {
    let cases: BTreeMap<String, Vec<Case>> =
        toml::from_str(include_str!("gold/phenomena.toml")).expect("the file is well formed");
    let all: Vec<(&String, &Case)> =
        cases.iter().flat_map(|(name, list)| list.iter().map(move |c| (name, c))).collect();
    let lines: String = all
        .iter()
        .map(|(name, c)| {
            serde_json::json!({"id": name, "title": "", "published": c.published, "lang": c.lang, "body": c.text})
                .to_string()
                + "\n"
        })
        .collect();
    let mut wrong = Vec::new();
    for ((name, case), record) in all.iter().zip(records(&lines)) {
        let mut tell = |what: &str, wanted: &[String], found: String| {
            wrong.push(format!("{name}: {}\n  {what}: wanted {wanted:?}\n  found {found}", case.text));
        };
        let list = |field: &str| record[field].as_array().cloned().unwrap_or_default();
        if let Some(wanted) = &case.events {
            let found = list("events");
            let right = if wanted == &["none"] {
                found.is_empty()
            } else {
                wanted.iter().all(|w| found.iter().any(|e| fits(e, w)))
            };
            if !right {
                let told = |e: &Value| {
                    format!(
                        "{} {} {:?} > {:?} @{} #{}",
                        e["type"],
                        e["status"],
                        names(&e["actors"]),
                        names(&e["targets"]),
                        e["date"],
                        e["place"]
                    )
                };
                tell("events", wanted, found.iter().map(told).collect::<Vec<_>>().join("; "));
            }
        }
        let strings = [
            (&case.figures, "figures", list("figures").iter().map(figure).collect::<Vec<_>>()),
            (&case.dates, "dates", list("dates").iter().map(|d| d["iso"].as_str().unwrap_or("").to_owned()).collect()),
            (
                &case.speakers,
                "speakers",
                list("quotes").iter().map(|q| q["speaker"].as_str().unwrap_or("-").to_owned()).collect(),
            ),
        ];
        for (wanted, field, mut found) in strings {
            if field == "dates" {
                found.dedup();
            }
            if let Some(wanted) = wanted.as_ref().filter(|w| **w != found) {
                tell(field, wanted, format!("{found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), all.len(), wrong.join("\n"));
}

#[test]
fn both_sets_of_articles_are_read_as_well_as_the_architecture_says() {
    for (file, floor) in [("development", 0.9), ("held-out", 0.9)] {
        let path = format!("{}/tests/gold/{file}.jsonl", env!("CARGO_MANIFEST_DIR"));
        let output = binary().args(["evaluate", "--json", &path]).output().expect("it runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let score: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let number = |value: &Value| value.as_f64().unwrap_or(0.0);
        for field in ["actors", "events", "dates", "figures", "places"] {
            let count = &score["fields"][field];
            let right = number(&count["right"]);
            let f1 = 2.0 * right / (2.0 * right + number(&count["extra"]) + number(&count["missed"]));
            assert!(f1 >= floor, "{file}: {field} F1 {f1:.3}");
        }
        assert_eq!(score["relevance"]["right"], score["relevance"]["of"], "{file}: relevance");
    }
}

/// Sport, weather, accidents and other wars, with names of both countries and words of war among them.
#[test]
fn what_is_off_topic_is_not_relevant() {
    let text = std::fs::read_to_string("tests/gold/off-topic.jsonl").expect("the set");
    let found = records(&text);
    assert_eq!(found.len(), text.lines().count());
    let relevant: Vec<&Value> = found.iter().filter(|r| r["relevant"] == true).collect();
    assert!(relevant.is_empty(), "{:?}", relevant.iter().map(|r| (&r["title"], &r["relevance"])).collect::<Vec<_>>());
}

/// Whole records, one article of each language: what changes in them is seen in review.
#[test]
fn whole_records_stay_as_they_were() {
    let text = std::fs::read_to_string("tests/gold/development.jsonl").expect("the set");
    let chosen = ["swap-istanbul", "uk-sumy", "ru-peregovory", "fr-macron", "de-taurus"];
    for line in text.lines() {
        let article: Value = serde_json::from_str(line).expect("JSON");
        let id = article["id"].as_str().unwrap_or_default();
        if chosen.contains(&id) {
            insta::assert_json_snapshot!(id, records(&format!("{line}\n"))[0]);
        }
    }
}
