//! A record and the recent stories → which story it belongs to, and what is new in it. Pure.
//!
//! `gist` takes from a record what tells its happening (`kept` stores the costly part of it); `same` compares it with a story;
//! `shelf` holds the recent stories under an index, so that the cost of a record does not grow with their number; `fact` keeps
//! what each source says.

mod agenda;
mod apart;
mod days;
mod fact;
mod family;
mod fingerprint;
mod gist;
mod kept;
mod label;
mod life;
mod likeness;
mod publisher;
mod same;
mod shelf;
mod spot;
mod toll;
mod traits;
mod village;
mod voice;
mod when;
mod words;

pub use agenda::{Appointment, agenda};
pub use fact::{Claim, Fact};
pub use fingerprint::Fingerprint;
pub use gist::{Gist, Known};
pub use kept::Kept;
pub use label::Label;
pub use shelf::{Placement, Shelf};
pub use toll::{Dead, toll};
pub use traits::{Name, Traits};
pub use when::When;

use crate::alert::{Severity, SourceRef};
use crate::extract::Record;
use crate::hash::short_hash;
use crate::knowledge::Knowledge;
use days::Days;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Stories that got nothing for this long take no more articles, unless their event is still ahead.
pub const WINDOW_SECONDS: i64 = 5 * 86_400;
/// An event that lies ahead keeps its story open until so long after its day.
const AFTER_EVENT: i64 = 3 * 86_400;
/// No story is kept open for an event farther ahead than this.
const FARTHEST: i64 = 120 * 86_400;
/// Articles of one story that are kept.
const MEMBERS: usize = 200;
/// Events at the core of a story: what its articles are about.
const CORE: usize = 12;
/// Claims that are kept.
const FACTS: usize = 120;
/// An outlet whose feed has no name.
const UNNAMED: &str = "unknown";
/// From this likeness on two events of a story are one.
const ONE: f64 = 0.6;

/// An article of a story.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// Where it stands.
    pub source: Arc<SourceRef>,
    /// Publisher family: one publisher is one voice.
    pub family: Label,
    /// The agency that its text names as its source.
    #[serde(default)]
    pub agency: Option<Label>,
    /// Id of its record.
    #[serde(default)]
    pub record: Label,
    /// Title.
    #[serde(default)]
    pub title: String,
    /// Seconds since 1970 when it came.
    #[serde(default)]
    pub at: i64,
    /// The same number for all articles of the story that copy one text.
    #[serde(default)]
    pub text: u32,
    /// Its text, for telling reprints.
    pub print: Fingerprint,
    /// It is about other things too, as a round-up is: it repeats, and is no source of its own.
    #[serde(default)]
    pub aside: bool,
}

/// What was raised for a story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raised {
    /// By which rule.
    pub rule: String,
    /// How grave.
    pub severity: Severity,
    /// RFC 3339.
    pub at: String,
    /// Independent sources that were told of.
    pub sources: usize,
    /// The alert's id.
    pub alert: String,
}

/// The articles of one happening.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Story {
    /// Stable.
    pub id: String,
    /// Title of its first article.
    pub headline: String,
    /// Seconds since 1970 of its first article's arrival.
    pub first_seen: i64,
    /// Seconds since 1970 of its last article's arrival.
    pub last_seen: i64,
    /// Seconds since 1970 until which it takes articles.
    #[serde(default)]
    pub until: i64,
    /// Days since 1970: the day of its first article.
    #[serde(default)]
    pub day: i64,
    /// It gathers a round-up of several happenings and takes reprints only.
    #[serde(default)]
    pub roundup: bool,
    /// In order of arrival.
    pub sources: Vec<Arc<Member>>,
    /// How many of them neither share a publisher nor a text: reprints of one text count once, as do editions of one publisher
    /// and texts of one agency.
    #[serde(default)]
    pub independent: usize,
    /// What its articles are about, the leading event first.
    pub events: Vec<Arc<Known>>,
    /// Actors and places with their weight.
    #[serde(default)]
    pub names: Vec<(Name, f64)>,
    /// Numbers told.
    #[serde(default)]
    pub figures: Arc<BTreeSet<String>>,
    /// Numbers in a row ("17th").
    #[serde(default)]
    pub ordinals: BTreeSet<u32>,
    /// Language → stems of its first articles' words.
    #[serde(default)]
    pub words: Arc<Vec<(String, Vec<u32>)>>,
    /// What the words of its first articles mean, with their weight.
    #[serde(default)]
    pub concepts: Arc<Vec<(Name, f64)>>,
    /// What its sources claim, in order.
    #[serde(default)]
    pub facts: Vec<Arc<Fact>>,
    /// In order.
    pub raised: Vec<Arc<Raised>>,
    /// The highest number of dead that an article gave.
    #[serde(default)]
    pub toll: Option<f64>,
    /// The number of dead that was told last.
    #[serde(default)]
    pub toll_told: Option<f64>,
    /// Denials that were told.
    #[serde(default)]
    pub denials_told: Vec<String>,
}

impl Story {
    /// Opens a story with a record.
    #[must_use]
    pub fn open(record: &Record, gist: &Gist, known: &Knowledge, now: Timestamp) -> Self {
        let mut story = Self {
            id: short_hash(&[&record.id, &record.url, &now.to_string()]),
            headline: record.title.clone(),
            first_seen: now.as_second(),
            last_seen: now.as_second(),
            until: 0,
            day: gist.day,
            roundup: gist.roundup,
            sources: Vec::new(),
            independent: 0,
            events: Vec::new(),
            names: Vec::new(),
            figures: Arc::default(),
            ordinals: BTreeSet::new(),
            words: Arc::default(),
            concepts: Arc::default(),
            facts: Vec::new(),
            raised: Vec::new(),
            toll: None,
            toll_told: None,
            denials_told: Vec::new(),
        };
        story.events = gist.leading().iter().map(|(_, k)| Arc::clone(k)).collect();
        story.add(record, gist, known, now);
        story
    }

    /// Takes a record in.
    pub fn add(&mut self, record: &Record, gist: &Gist, known: &Knowledge, now: Timestamp) {
        self.mention(record, gist, false, known, now);
        // Of a later article only what the story is about already belongs to it.
        let days = Days::since(self, gist.day);
        for (_, event) in gist.leading() {
            let at = self.events.iter().position(|k| same::alike(k, event, days) >= ONE);
            match at {
                Some(at) => self.events[at].complete(event),
                None if self.events.len() < CORE && self.sources.len() <= 1 => {
                    self.events.push(Arc::clone(event));
                }
                None => {}
            }
        }
        if self.sources.len() <= 6 {
            for (name, weight) in &gist.traits.names {
                if self.names.len() < 40 && !self.names.iter().any(|(n, _)| n == name) {
                    self.names.push((*name, *weight));
                }
            }
            if self.figures.len() < 60 {
                Arc::make_mut(&mut self.figures).extend(gist.traits.figures.iter().cloned());
            }
            if self.concepts.len() < 60 {
                let concepts = Arc::make_mut(&mut self.concepts);
                concepts.extend(&gist.traits.concepts);
                traits::in_order(concepts);
            }
            let words = Arc::make_mut(&mut self.words);
            match words.iter_mut().find(|(lang, _)| *lang == gist.lang) {
                Some((_, words)) if words.len() < 80 => {
                    words.extend(&gist.traits.words);
                    words.sort_unstable();
                    words.dedup();
                }
                Some(_) => {}
                None => words.push((gist.lang.clone(), gist.traits.words.clone())),
            }
        }
        if self.ordinals.is_empty() {
            self.ordinals.clone_from(&gist.traits.ordinals);
        }
        let ahead = self.events.iter().filter_map(|k| k.day()).max().map_or(0, |d| d * 86_400 + AFTER_EVENT);
        self.until = (self.last_seen + WINDOW_SECONDS).max(ahead.min(self.last_seen + FARTHEST));
    }

    /// Notes an article that tells of the story, if only beside other things (`aside`): its source and its claims.
    fn mention(&mut self, record: &Record, gist: &Gist, aside: bool, known: &Knowledge, now: Timestamp) {
        self.last_seen = self.last_seen.max(now.as_second());
        let source = Arc::new(SourceRef {
            name: record.source.clone().unwrap_or_else(|| UNNAMED.to_owned()),
            url: record.url.clone(),
            published: record.published.clone(),
        });
        let (name, url) = (Label::from(source.name.as_str()), Label::from(source.url.as_str()));
        let claims = if self.facts.len() < FACTS { fact::claims(self, record, gist, known) } else { Vec::new() };
        for (claim, sentence) in claims {
            let repeated = self.facts.iter().rev().any(|f| f.claim == claim && (f.source == name || f.url == url));
            if !repeated && self.facts.len() < FACTS {
                self.facts.push(Arc::new(Fact {
                    claim,
                    source: name.clone(),
                    url: url.clone(),
                    at: source.published.clone(),
                    evidence: sentence.text.clone(),
                }));
            }
        }
        if !self.roundup {
            self.toll = toll(gist).map(|(dead, _)| dead).into_iter().chain(self.toll).reduce(f64::max);
        }
        let id = Label::from(record.id.as_str());
        let known_already = || self.sources.iter().any(|m| m.record == id && !record.id.is_empty());
        if self.sources.len() < MEMBERS && !known_already() {
            let member = Member {
                family: gist.family.clone(),
                agency: gist.traits.agency.clone(),
                record: id,
                title: record.title.clone(),
                at: now.as_second(),
                text: 0,
                print: gist.traits.print.clone(),
                aside,
                source,
            };
            if voice::join(&mut self.sources, member) {
                self.independent = voice::independent(&self.sources);
            }
        }
    }

    /// All who have denied it.
    #[must_use]
    pub fn denials(&self) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for fact in &self.facts {
            if let Claim::Denied(who) = &fact.claim
                && !out.contains(who)
            {
                out.push(who.clone());
            }
        }
        out
    }

    /// Who has denied it and was not told of yet, with the sentence.
    #[must_use]
    pub fn fresh_denial(&self) -> Option<(&str, &str)> {
        self.facts.iter().rev().find_map(|f| match &f.claim {
            Claim::Denied(who) if !self.denials_told.contains(who) => Some((who.as_str(), f.evidence.as_str())),
            _ => None,
        })
    }
}

/// What a record made of the stories.
#[derive(Debug)]
pub struct Gathered {
    /// Its own story, with the record in it.
    pub story: Story,
    /// Whether it was opened with this record.
    pub opened: bool,
    /// Other stories that a round-up tells of, with the record noted in them.
    pub touched: Vec<Story>,
    /// Events of the record (by index) that other stories tell: no news of this one.
    pub elsewhere: Vec<usize>,
}

/// Finds the story of a relevant record, or opens one, at once and without looking ahead. The shelf stays as it is: who keeps
/// the result puts the stories back. `gist`: of the record.
#[must_use]
pub fn gather(shelf: &Shelf, record: &Record, gist: &Gist, known: &Knowledge, now: Timestamp) -> Gathered {
    gathered(shelf.place(gist), |id| shelf.get(id).cloned(), record, gist, known, now)
}

/// The same for who keeps the result in any case: the stories are taken off the shelf rather than copied.
#[must_use]
pub fn gather_off(shelf: &mut Shelf, record: &Record, gist: &Gist, known: &Knowledge, now: Timestamp) -> Gathered {
    gathered(shelf.place(gist), |id| shelf.take(id), record, gist, known, now)
}

fn gathered(
    placement: Placement,
    mut get: impl FnMut(&str) -> Option<Story>,
    record: &Record,
    gist: &Gist,
    known: &Knowledge,
    now: Timestamp,
) -> Gathered {
    let home = placement.home.as_deref().and_then(&mut get);
    let opened = home.is_none();
    let story = match home {
        Some(mut story) => {
            story.add(record, gist, known, now);
            story
        }
        None => Story::open(record, gist, known, now),
    };
    let mut touched: Vec<Story> = Vec::new();
    if gist.roundup {
        for id in placement.elsewhere.iter().map(|(_, id)| id) {
            if !touched.iter().any(|t| t.id == *id)
                && let Some(mut other) = get(id)
            {
                other.mention(record, gist, true, known, now);
                touched.push(other);
            }
        }
    }
    Gathered { story, opened, touched, elsewhere: placement.elsewhere.into_iter().map(|(at, _)| at).collect() }
}

#[cfg(test)]
mod tests;
