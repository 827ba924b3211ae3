//! Counting: each kind of agreement and disagreement once.

use super::*;
use crate::article::Article;
use crate::extract::extract;
use crate::knowledge::{Source, load};

const BODY: &str =
    "Emmanuel Macron met Vladimir Putin in Moscow on Monday. “We agreed on very little today,” Macron said.";

fn annotated(gold: &str) -> Annotated {
    let body = serde_json::to_string(BODY).expect("a string");
    serde_json::from_str(&format!(
        "{{\"id\":\"x\",\"title\":\"Macron meets Putin over Ukraine\",\"published\":\"2022-02-08T09:00:00Z\",\"body\":{body},\"gold\":{gold}}}"
    ))
    .expect("well formed")
}

fn score(gold: &str) -> Score {
    let known = load(&Source::embedded()).expect("the built-in files are right");
    let article = annotated(gold);
    let record = extract(
        &Article {
            title: article.title.clone(),
            body: article.body.clone(),
            published: article.published.as_deref().and_then(|p| p.parse().ok()),
            ..Article::default()
        },
        &known,
    );
    let mut score = Score::default();
    score.add(&article, &Record { relevant: true, ..record });
    score
}

#[test]
fn what_is_right_missed_and_extra_is_told_apart() {
    let all = score(
        r#"{"relevant":true,
        "actors":[{"name":"Emmanuel Macron","type":"person"},{"name":"Wladimir Putin","also":["vladimir PUTIN"],"type":"person"},{"name":"Nobody","type":"person"}],
        "events":[{"type":"CONSULT","actors":["Emmanuel Macron"],"targets":["Vladimir Putin"],"date":"2022-02-07","status":"occurred","evidence":"met Vladimir Putin in Moscow"}],
        "quotes":[{"speaker":"Emmanuel Macron","text":"We agreed on very little today,"}],"dates":[{"text":"Monday","iso":"2022-02-07"}],"places":["Moscow","Paris"]}"#,
    );
    let f1 = |field: &str| (all.fields[field].right, all.fields[field].extra, all.fields[field].missed);
    assert_eq!(f1("actors"), (2, 0, 1));
    assert_eq!(f1("events"), (1, 0, 0));
    assert_eq!(f1("quotes"), (1, 0, 0));
    assert_eq!(f1("dates"), (1, 0, 0));
    assert_eq!(f1("places"), (1, 0, 1));
    assert_eq!((all.status.right, all.event_date.right, all.targets.right, all.kinds.right), (1, 1, 1, 2));
    let missed: Vec<&str> = all.differences.iter().filter(|d| d.missed).map(|d| d.what.as_str()).collect();
    assert_eq!(missed, ["Nobody", "Paris"]);
}

#[test]
fn the_optional_is_neither_missed_nor_extra() {
    let all = score(
        r#"{"relevant":true,"actors":[{"name":"Emmanuel Macron","type":"person","optional":true},{"name":"Vladimir Putin","type":"person"},{"name":"Absent","type":"person","optional":true}]}"#,
    );
    let count = &all.fields["actors"];
    assert_eq!((count.right, count.extra, count.missed), (1, 0, 0));
}
