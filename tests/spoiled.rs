//! How well are articles gathered of which one in four was misread? An unseen stream is like that: the rules of gathering must hold
//! where extraction does not. The same articles are spoiled in every run.

use jiff::Span;
use jiff::civil::Date;
use rayon::prelude::*;
use wirewatch::config::{BUILT_IN, Config};
use wirewatch::evaluate::{Annotated, Labelled, stream};
use wirewatch::extract::{EventType, Record, extract};
use wirewatch::knowledge::{Source, load};

/// Share of the articles that are spoiled.
const SPOILED: f64 = 0.25;
/// Each stream is spoiled so often, each time in other places.
const TURNS: u64 = 3;

/// What extraction may get wrong.
#[derive(Debug, Clone, Copy)]
enum Flaw {
    /// The event that the article is about is not found.
    First,
    /// No event is.
    All,
    /// Nowhere is it told.
    Place,
    /// Nobody acts.
    Who,
    /// A blow is read as a meeting, a meeting as support.
    Kind,
    /// The day is one of the three before.
    Day,
}

/// xorshift64*: the same numbers in every run.
struct Dice(u64);

impl Dice {
    fn throw(&mut self) -> f64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

fn spoil(record: &mut Record, flaw: Flaw, dice: &mut Dice) {
    let first = (0..record.events.len()).min_by_key(|at| record.events[*at].evidence.start);
    let Some(first) = first else { return };
    match flaw {
        Flaw::First => drop(record.events.remove(first)),
        Flaw::All => record.events.clear(),
        Flaw::Place => record.events.iter_mut().for_each(|e| e.place = None),
        Flaw::Who => record.events.iter_mut().for_each(|e| e.actors.clear()),
        Flaw::Kind => {
            let kind = &mut record.events[first].kind;
            *kind = if *kind == EventType::Consult { EventType::Support } else { EventType::Consult };
        }
        Flaw::Day => {
            let day: Date = record.published.as_deref().expect("published")[..10].parse().expect("a day");
            let before = Span::new().days(1 + (dice.throw() * 3.0) as i64);
            record.events[first].date = Some(day.checked_sub(before).expect("a day").to_string());
        }
    }
}

#[test]
fn what_is_misread_seldom_parts_a_story_and_joins_none() {
    let known = load(&Source::embedded()).expect("the built-in knowledge is sound");
    let rules = Config::parse(BUILT_IN, std::path::Path::new("built-in")).expect("the built-in rules are sound").alert;
    let files = std::fs::read_dir("tests/gold").expect("the streams").map(|f| f.expect("a file").path());
    let mut files: Vec<_> = files.filter(|f| f.to_string_lossy().contains("/stream")).collect();
    files.sort();
    let streams: Vec<Vec<(Annotated, Record)>> = files
        .par_iter()
        .map(|file| {
            let text = std::fs::read_to_string(file).expect("readable");
            let lines = text.lines().filter(|l| !l.trim().is_empty());
            let articles = lines.map(|l| serde_json::from_str::<Annotated>(l).expect("an article"));
            articles
                .map(|a| {
                    let mut record = extract(&a.article(), &known);
                    record.body = Some(a.body.clone());
                    (a, record)
                })
                .collect()
        })
        .collect();
    let flaws = [Flaw::First, Flaw::All, Flaw::Place, Flaw::Who, Flaw::Kind, Flaw::Day];
    let turns: Vec<(u64, usize)> = (0..TURNS).flat_map(|turn| (0..streams.len()).map(move |at| (turn, at))).collect();
    let scores: Vec<(f64, f64)> = turns
        .par_iter()
        .map(|(turn, at)| {
            let mut dice = Dice(1 + turn * 1_000 + *at as u64);
            let articles: Vec<Labelled> = streams[*at]
                .iter()
                .map(|(article, record)| {
                    let mut record = record.clone();
                    let (hit, which) = (dice.throw() < SPOILED, (dice.throw() * flaws.len() as f64) as usize);
                    if hit {
                        spoil(&mut record, flaws[which], &mut dice);
                    }
                    Labelled {
                        story: article.story.clone().expect("labelled"),
                        at: record.published.as_deref().expect("published").parse().expect("a time"),
                        independent: None,
                        change: None,
                        record,
                    }
                })
                .collect();
            let score = stream(&articles, &rules, &known);
            (score.precision, score.f1)
        })
        .collect();
    let mean = |of: fn(&(f64, f64)) -> f64| scores.iter().map(of).sum::<f64>() / scores.len() as f64;
    let (precision, f1) = (mean(|s| s.0), mean(|s| s.1));
    println!("B3 precision {precision:.3}, F1 {f1:.3} over {} streams", scores.len());
    assert!(precision >= 0.99, "precision {precision:.4}");
    assert!(f1 >= 0.96, "F1 {f1:.3}");
}
