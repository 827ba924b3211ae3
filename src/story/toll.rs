//! The number of dead that an article gives, and the sentence that gives it.

use super::Gist;
use crate::extract::{EventType, Record, Span};

/// Stems of words that speak of the dead, in the five languages.
const DEADLY: &[&str] =
    &["kill", "dead", "death", "died", "загин", "вбит", "убит", "погиб", "tué", "mort", "getötet", "tote", "starb"];
/// Stems of words behind a number that count the hurt rather than the dead.
const HURT: &[&str] = &["wound", "injur", "hurt", "поранен", "постражд", "ранен", "пострада", "bless", "verletz"];
/// Units that count people.
const PEOPLE: &[&str] = &[
    "people",
    "man",
    "men",
    "woman",
    "boy",
    "boys",
    "girl",
    "girls",
    "person",
    "patients",
    "workers",
    "employees",
    "drivers",
    "passengers",
    "teenagers",
    "hommes",
    "femmes",
    "enfants",
    "frauen",
    "männer",
    "kinder",
    "чоловік",
    "чоловіки",
    "жінки",
    "жінок",
    "дітей",
    "мужчин",
    "женщин",
    "детей",
    "killed",
    "dead",
    "deaths",
    "civilians",
    "residents",
    "persons",
    "children",
    "women",
    "soldiers",
    "людини",
    "людей",
    "людина",
    "человек",
    "человека",
    "personnes",
    "morts",
    "civils",
    "menschen",
    "tote",
    "zivilisten",
];

/// In sentences of violence that speak of the dead, the highest first number of people that is no number of wounded. What `gist`
/// says is told aside ("hours earlier, bombs killed five people in …") is another blow's.
#[must_use]
pub fn toll<'r>(record: &'r Record, gist: &Gist) -> Option<(f64, &'r Span)> {
    let aside: Vec<&Span> = gist
        .events
        .iter()
        .filter(|(_, k)| k.aside)
        .filter_map(|(at, _)| Some(&record.events.get(*at)?.evidence))
        .collect();
    let own = |s: &&Span| !aside.contains(s);
    let has = |text: &str, stems: &[&str]| stems.iter().any(|stem| text.contains(stem));
    let deadly = |s: &&Span| has(&s.text.to_lowercase(), DEADLY);
    let sentences =
        record.events.iter().filter(|e| e.kind == EventType::Assault).map(|e| &e.evidence).filter(own).filter(deadly);
    let dead = |s: &Span| {
        let inside = record.figures.iter().filter(|f| s.start <= f.start && f.end <= s.end);
        let of_people = inside.filter(|f| f.unit.as_deref().is_none_or(|u| PEOPLE.contains(&u)));
        let unhurt = of_people.filter(|f| {
            let at = f.start - s.start;
            let near: String = s.text.chars().skip(at.saturating_sub(24)).take(at.min(24)).collect();
            !has(&near.to_lowercase(), HURT)
        });
        unhurt.into_iter().find_map(|f| f.low)
    };
    sentences.filter_map(|s| Some((dead(s)?, s))).reduce(|a, b| if b.0 > a.0 { b } else { a })
}
