//! What holds for every text.

use super::*;
use crate::knowledge::{Source, load};
use std::sync::LazyLock;

static KNOWN: LazyLock<Knowledge> = LazyLock::new(|| load(&Source::embedded()).expect("the built-in knowledge loads"));

fn read(body: &str) -> Record {
    extract(
        &Article {
            body: body.to_owned(),
            lang: Some("en".to_owned()),
            published: "2024-03-06T12:00:00Z".parse().ok(),
            ..Article::default()
        },
        &KNOWN,
    )
}

fn spans_are_true(record: &Record, body: &str) -> bool {
    let chars: Vec<char> = body.chars().collect();
    let at =
        |s: usize, e: usize, text: &str| s <= e && e <= chars.len() && chars[s..e].iter().collect::<String>() == text;
    record.actors.iter().flat_map(|a| &a.mentions).all(|m| at(m.start, m.end, &m.text))
        && record.events.iter().all(|e| at(e.evidence.start, e.evidence.end, &e.evidence.text))
        && record.quotes.iter().all(|q| at(q.start, q.end, &q.text))
        && record.figures.iter().all(|f| at(f.start, f.end, &f.text))
        && record.dates.iter().all(|d| at(d.start, d.end, &d.text))
}

#[test]
fn passive_and_active_have_the_same_actors() {
    for body in ["Russia attacked Ukraine on Tuesday.", "Ukraine was attacked by Russia on Tuesday."] {
        let record = read(body);
        let event = &record.events[0];
        assert_eq!(
            (event.kind, event.actors.as_slice(), event.targets.as_slice()),
            (EventType::Assault, &["Russia".to_owned()][..], &["Ukraine".to_owned()][..]),
            "{body}"
        );
        assert_eq!(event.date.as_deref(), Some("2024-03-05"), "{body}");
    }
}

#[test]
fn status_follows_the_verb() {
    for (body, status) in [
        ("Emmanuel Macron will meet Olaf Scholz in Berlin on Friday.", Status::Planned),
        ("Emmanuel Macron met Olaf Scholz in Berlin.", Status::Occurred),
        ("Emmanuel Macron did not meet Olaf Scholz in Berlin.", Status::Negated),
        ("Emmanuel Macron may meet Olaf Scholz in Berlin.", Status::Possible),
        ("Emmanuel Macron is due to meet Olaf Scholz in Berlin.", Status::Planned),
        ("The meeting between Emmanuel Macron and Olaf Scholz was called off.", Status::Cancelled),
    ] {
        let record = read(body);
        assert_eq!(record.events.first().map(|e| e.status), Some(status), "{body}");
    }
}

#[test]
fn offices_depend_on_the_day() {
    let record = read("The German chancellor spoke to the Ukrainian president by phone.");
    let names: Vec<_> = record.actors.iter().map(|a| a.name.as_str()).collect();
    assert_eq!(names, ["Olaf Scholz", "Volodymyr Zelensky"]);
}

#[test]
fn a_capital_is_a_place_or_a_government() {
    let record = read("Moscow has rejected the plan. Crowds gathered in Moscow.");
    assert!(record.actors.iter().any(|a| a.name == "Russia" && a.mentions.len() == 1));
    assert!(record.places.iter().any(|p| p.name == "Moscow" && p.mentions.len() == 1));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(200))]
    #[test]
    fn never_panics_and_spans_are_true(body in "(\\PC|[A-Za-z .,“”\"'’\n0-9]|Macron|Ukraine|Moscow|said|attacked|on Monday|e\u{301}|🇺🇦|\u{200f}){0,60}") {
        let record = read(&body);
        proptest::prop_assert!(spans_are_true(&record, &body));
    }
}
