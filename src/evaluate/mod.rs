//! How good extraction is: records held against annotated articles. Pure.
//!
//! Matching is greedy and one to one, in the order of the annotation; what is marked optional there counts neither as missed nor,
//! where it is found, as false. Names are compared without case, accents and marks.

mod gold;
mod stream;

pub use gold::{Annotated, Gold, GoldActor, GoldDate, GoldEvent, GoldFigure, GoldQuote};
pub use stream::{Labelled, StreamScore, stream};

use crate::extract::{ActorEntry, Event, Record};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Right, false and missed finds of one field.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Count {
    /// Found and right.
    pub right: usize,
    /// Found, but not in the annotation.
    pub extra: usize,
    /// In the annotation, but not found.
    pub missed: usize,
}

impl Count {
    /// Share of finds that are right; 0 where nothing was found.
    #[must_use]
    pub fn precision(&self) -> f64 {
        share(self.right, self.right + self.extra)
    }

    /// Share of the annotation that was found; 0 where there is none.
    #[must_use]
    pub fn recall(&self) -> f64 {
        share(self.right, self.right + self.missed)
    }

    /// Harmonic mean of the two.
    #[must_use]
    pub fn f1(&self) -> f64 {
        let (p, r) = (self.precision(), self.recall());
        if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 }
    }
}

/// How many of how many.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Ratio {
    /// Right.
    pub right: usize,
    /// Of.
    pub of: usize,
}

impl Ratio {
    fn note(&mut self, right: bool) {
        self.of += 1;
        self.right += usize::from(right);
    }

    /// 0 to 1; 0 of nothing.
    #[must_use]
    pub fn share(&self) -> f64 {
        share(self.right, self.of)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// A miss or a false find, for a person.
#[derive(Debug, Clone, Serialize)]
pub struct Difference {
    /// The article's id.
    pub article: String,
    /// "actors", "events", …
    pub field: &'static str,
    /// Whether it is in the annotation and was not found; else it was found and is not there.
    pub missed: bool,
    /// What it is.
    pub what: String,
    /// The sentence or words that it rests on.
    pub sentence: String,
}

/// The whole count.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Score {
    /// By field.
    pub fields: BTreeMap<&'static str, Count>,
    /// Relevance told right.
    pub relevance: Ratio,
    /// Status of matched events.
    pub status: Ratio,
    /// Date of matched events that have one.
    pub event_date: Ratio,
    /// Targets of matched events that have some.
    pub targets: Ratio,
    /// Kind of matched actors.
    pub kinds: Ratio,
    /// Events found with a confidence of at least 0.8 that are right or optional.
    pub sure: Ratio,
    /// Each miss and each false find.
    pub differences: Vec<Difference>,
}

impl Score {
    /// Counts one article.
    pub fn add(&mut self, article: &Annotated, record: &Record) {
        self.relevance.note(article.gold.relevant == record.relevant);
        if !article.gold.relevant {
            return;
        }
        self.actors(article, record);
        self.events(article, record);
        self.rest(article, record);
    }

    fn actors(&mut self, article: &Annotated, record: &Record) {
        let same = |gold: &GoldActor, found: &ActorEntry| {
            let found = norm(&found.name);
            std::iter::once(&gold.name).chain(&gold.also).any(|name| norm(name) == found)
        };
        let first =
            |a: &ActorEntry| a.mentions.first().map_or(String::new(), |m| around(&article.body, m.start, m.end));
        let pairs = self.field(
            article,
            "actors",
            (&article.gold.actors, &record.actors),
            |g| g.optional,
            same,
            |g| (g.name.clone(), String::new()),
            |f| (f.name.clone(), first(f)),
        );
        for (gold, found) in pairs {
            self.kinds.note(gold.kind == found.kind);
        }
    }

    fn events(&mut self, article: &Annotated, record: &Record) {
        let gold = &article.gold;
        let also: BTreeMap<String, String> =
            gold.actors.iter().flat_map(|a| a.also.iter().map(|n| (norm(n), norm(&a.name)))).collect();
        let names = |list: &[String]| -> BTreeSet<String> {
            list.iter().map(|n| norm(n)).map(|n| also.get(&n).cloned().unwrap_or(n)).collect()
        };
        let loose: BTreeSet<String> = gold.actors.iter().filter(|a| a.optional).map(|a| norm(&a.name)).collect();
        let people = |e: &Event| names(&[e.actors.as_slice(), e.targets.as_slice()].concat());
        let same = |g: &GoldEvent, f: &Event| {
            let wanted = names(&g.actors);
            let who =
                wanted.is_empty() || f.actors.is_empty() || wanted.is_subset(&loose) || !wanted.is_disjoint(&people(f));
            g.kind == f.kind && who && overlap(span(&article.body, &g.evidence), (f.evidence.start, f.evidence.end))
        };
        let told = |f: &Event| {
            (format!("{:?} {} > {}", f.kind, f.actors.join(", "), f.targets.join(", ")), f.evidence.text.clone())
        };
        let sure: Vec<&Event> = record.events.iter().filter(|e| e.confidence >= 0.8).collect();
        for event in sure {
            self.sure.note(gold.events.iter().any(|g| same(g, event)));
        }
        let pairs = self.field(
            article,
            "events",
            (&gold.events, &record.events),
            |g| g.optional,
            same,
            |g| (format!("{:?} {} > {}", g.kind, g.actors.join(", "), g.targets.join(", ")), g.evidence.clone()),
            told,
        );
        for (gold, found) in pairs {
            self.status.note(gold.status == Some(found.status));
            if gold.date.is_some() {
                self.event_date.note(gold.date == found.date);
            }
            if !gold.targets.is_empty() {
                self.targets.note(!names(&gold.targets).is_disjoint(&people(found)));
            }
        }
    }

    fn rest(&mut self, article: &Annotated, record: &Record) {
        let (gold, body) = (&article.gold, article.body.as_str());
        self.field(
            article,
            "quotes",
            (&gold.quotes, &record.quotes),
            |_| false,
            |g, f| {
                let (a, b) = (norm(&g.text), norm(&f.text));
                let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
                norm(g.speaker.as_deref().unwrap_or("")) == norm(f.speaker.as_deref().unwrap_or(""))
                    && (a == b
                        || short.chars().count() * 10 >= long.chars().count() * 8 && long.contains(short.as_str()))
            },
            |g| (g.speaker.clone().unwrap_or_default(), g.text.clone()),
            |f| (f.speaker.clone().unwrap_or_default(), f.text.clone()),
        );
        self.field(
            article,
            "figures",
            (&gold.quantities, &record.figures),
            |g| g.optional,
            |g, f| g.value_low == f.low && g.value_high == f.high && overlap(span(body, &g.evidence), (f.start, f.end)),
            |g| (format!("{:?} to {:?}", g.value_low, g.value_high), g.evidence.clone()),
            |f| (format!("{:?} to {:?}", f.low, f.high), around(body, f.start, f.end)),
        );
        let unique = |list: Vec<(String, String)>| {
            let mut seen = BTreeSet::new();
            list.into_iter().filter(|(t, iso)| seen.insert((norm(t), iso.clone()))).collect::<Vec<_>>()
        };
        let wanted = unique(gold.dates.iter().map(|d| (d.text.clone(), d.iso.clone())).collect());
        let found = unique(record.dates.iter().map(|d| (d.text.clone(), d.iso.clone())).collect());
        let tell = |d: &(String, String)| (d.1.clone(), d.0.clone());
        let loose: Vec<(String, String)> =
            gold.dates.iter().filter(|d| d.optional).map(|d| (d.text.clone(), d.iso.clone())).collect();
        self.field(
            article,
            "dates",
            (&wanted, &found),
            |g| loose.contains(g),
            |g, f| g.1 == f.1 && (norm(&f.0).contains(&norm(&g.0)) || norm(&g.0).contains(&norm(&f.0))),
            tell,
            tell,
        );
        let places: Vec<String> = record.places.iter().map(|p| p.name.clone()).collect();
        let tell = |p: &String| (p.clone(), String::new());
        self.field(article, "places", (&gold.places, &places), |_| false, |g, f| norm(g) == norm(f), tell, tell);
    }

    /// Matches one field and notes what differs; gives the pairs that count.
    #[allow(clippy::too_many_arguments, reason = "what to match and how to tell it, in one place for all fields")]
    fn field<'a, G, F>(
        &mut self,
        article: &Annotated,
        field: &'static str,
        (gold, found): (&'a [G], &'a [F]),
        optional: impl Fn(&G) -> bool,
        same: impl Fn(&G, &F) -> bool,
        tell_gold: impl Fn(&G) -> (String, String),
        tell_found: impl Fn(&F) -> (String, String),
    ) -> Vec<(&'a G, &'a F)> {
        let count = self.fields.entry(field).or_default();
        let mut left: Vec<&F> = found.iter().collect();
        let mut pairs = Vec::new();
        let mut note = |missed, (what, sentence): (String, String)| {
            self.differences.push(Difference { article: article.id.clone(), field, missed, what, sentence });
        };
        for g in gold.iter().filter(|g| !optional(g)) {
            match left.iter().position(|f| same(g, f)) {
                Some(at) => {
                    pairs.push((g, left.remove(at)));
                    count.right += 1;
                }
                None => {
                    count.missed += 1;
                    note(true, tell_gold(g));
                }
            }
        }
        for g in gold.iter().filter(|g| optional(g)) {
            left.retain(|f| !same(g, f));
        }
        count.extra += left.len();
        for f in left {
            note(false, tell_found(f));
        }
        pairs
    }
}

/// Lower case, without accents and marks; words apart by one space.
fn norm(text: &str) -> String {
    let plain: String = text.nfkd().filter(|c| !is_combining_mark(*c)).collect::<String>().to_lowercase();
    plain.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Position in characters of a part of the body; an empty span where it is not there.
fn span(body: &str, part: &str) -> (usize, usize) {
    body.find(part).map_or((0, 0), |at| {
        let start = body[..at].chars().count();
        (start, start + part.chars().count())
    })
}

fn overlap(a: (usize, usize), b: (usize, usize)) -> bool {
    a.0.max(b.0) < a.1.min(b.1)
}

/// The words around a span of characters, for a person.
fn around(body: &str, start: usize, end: usize) -> String {
    let from = start.saturating_sub(30);
    body.chars().skip(from).take(end + 30 - from).collect::<String>().replace('\n', " ")
}

#[cfg(test)]
mod tests;
