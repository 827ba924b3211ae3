//! An article and knowledge → its record. Pure.
//!
//! The text is read once in layers, each a file that adds spans over the same text: `token` (sentences, words, parts of
//! speech), `mention` (actors and places), `date`, `figure`, `quote`, `clause` (who governs what), `event`, and here the record.

mod brief;
mod clause;
mod date;
mod dateline;
mod event;
mod figure;
mod homonym;
mod language;
mod light;
mod mention;
mod number;
mod position;
mod quote;
mod record;
mod relevance;
mod route;
mod token;

pub use brief::Brief;
pub use language::language_of;
pub use record::{
    ActorEntry, By, DateEntry, Event, EventType, Figure, Mention, Place, PlaceEntry, Position, Quote, Record,
    Relevance, Span, Status,
};
pub(crate) use token::sentences;

use crate::article::Article;
use crate::knowledge::{Kind, Knowledge};
use jiff::civil::Date;
use jiff::tz::Offset;
use mention::Who;
use std::collections::HashMap;

/// Name and version of the record's form.
pub const RECORD_SCHEMA: &str = "wirewatch.record/1";

/// Reads an article.
///
/// All positions count Unicode characters of `article.body`. Never panics, whatever the text.
#[must_use]
pub fn extract(article: &Article, known: &Knowledge) -> Record {
    let text = article.body.as_str();
    let lang = article.lang.clone().filter(|l| !l.is_empty()).unwrap_or_else(|| language_of(text));
    let english = lang == "en";
    let today = article.published.map(|t| local_day(t, article.offset_minutes));
    let (tokens, sentences) = token::read(text, &known.lexicon, english);
    let light = known.language(&lang);
    let mut mentions = mention::find(text, &tokens, &sentences, known, today);
    if let Some(language) = light {
        light::mentions(text, &tokens, &sentences, (known, today), language, &mut mentions);
        light::pronouns(&tokens, &sentences, known, language, &mut mentions.found);
    }
    mention::pairs(text, &tokens, (known, light), &mut mentions.found);
    // Nobody acts in a dateline.
    let news = dateline::end(text, &tokens, &mentions.found, known);
    mentions.found.retain_mut(|m| {
        if m.start < news {
            (m.who, m.country) = (None, None);
        }
        m.start >= news || m.place.is_some()
    });
    mentions.settle_places();
    homonym::drop_far(&tokens, (known, light), &mut mentions.found);
    homonym::settle(text, known, &mut mentions.found);
    let dates = match light {
        _ if english => date::find(&tokens, &sentences, today),
        Some(language) => light::dates(&tokens, &sentences, language, today),
        None => Vec::new(),
    };
    let quotes = quote::find(text, &tokens, &sentences, &mentions.found, &known.lexicon.words, light, english);
    let date_spans: Vec<_> = dates.iter().map(|d| (tokens[d.first].start, tokens[d.last - 1].end)).collect();
    let mut taken = date_spans.clone();
    taken.extend(mentions.found.iter().filter(|m| m.who.is_some() && m.by != By::Pronoun).map(|m| (m.start, m.end)));
    taken.extend(durations(&tokens));
    let figures = figure::find(&tokens, &sentences, light, &known.lexicon.words, &taken);
    let quoted: Vec<_> = quotes
        .iter()
        .filter(|q| {
            let said = &text[q.start..q.end];
            let words = said.split_whitespace().count();
            words > 4 || words >= 3 && said.ends_with([',', '.', '!', '?'])
        })
        .map(|q| (q.start, q.end))
        .collect();
    let context = event::Context {
        tokens: &tokens,
        sentences: &sentences,
        mentions: &mentions.found[mentions.found.partition_point(|m| m.start < news)..],
        dates: &dates[date_spans.partition_point(|(start, _)| *start < news)..],
        known,
        quoted: &quoted,
        today,
        news,
    };
    let events = match light {
        _ if english => event::find(&context),
        Some(language) => light::find(&context, language),
        None => Vec::new(),
    };

    let map = Offsets::new(text);
    let name = |who: Who| match who {
        Who::Known(id) => known.actor(id).name.clone(),
        Who::New(at) => mentions.discovered[at].name.clone(),
    };
    let names = |list: &[Who]| list.iter().map(|w| name(*w)).collect::<Vec<_>>();
    let span = |start: usize, end: usize| Span {
        start: map.char(start),
        end: map.char(end),
        text: text[start..end].to_owned(),
    };

    let positions = match light {
        None if english => position::find(text, &context, &name, &span),
        None => Vec::new(),
        Some(_) => position::of_events(text, &context, &events, &name, &span),
    };
    let events: Vec<Event> = events
        .iter()
        .map(|e| Event {
            kind: e.kind,
            mode: e.mode.clone(),
            actors: names(&e.actors),
            targets: names(&e.targets),
            date: e.date.clone(),
            place: e.place.map(|p| known.place(p).name.clone()),
            status: e.status,
            claimed_by: e.claimed_by.map(&name),
            confidence: e.confidence,
            evidence: span(sentences[e.sentence].start, sentences[e.sentence].end),
        })
        .collect();
    let actors = actors(text, known, &mentions, &map, &name);
    let places = places(known, &mentions, &map);
    let spoken = quotes
        .iter()
        .map(|q| Quote {
            speaker: q.speaker.map(&name),
            text: text[q.start..q.end].to_owned(),
            start: map.char(q.start),
            end: map.char(q.end),
            verb: q.verb.clone(),
        })
        .collect();
    let figures = figures
        .iter()
        .map(|f| {
            let (start, end) = (tokens[f.first].start, tokens[f.last - 1].end);
            let sentence = sentences.iter().find(|s| s.start <= start && end <= s.end);
            let of = sentence.and_then(|s| {
                mentions
                    .found
                    .iter()
                    .filter(|m| m.start >= s.start && m.end <= s.end && m.start.abs_diff(start) < 40)
                    .find_map(|m| m.country)
            });
            Figure {
                low: f.low,
                high: f.high,
                unit: f.unit.clone(),
                of: of.map(|id| known.actor(id).name.clone()),
                text: text[start..end].to_owned(),
                start: map.char(start),
                end: map.char(end),
            }
        })
        .collect();
    let dates = dates
        .iter()
        .zip(&date_spans)
        .map(|(d, (start, end))| DateEntry {
            text: text[*start..*end].to_owned(),
            iso: d.iso.clone(),
            start: map.char(*start),
            end: map.char(*end),
        })
        .collect();
    let (own, adverse) = relevance::anchors(&article.title, known, &mentions);
    let named = relevance::named(&mentions.found, known, &|byte| map.char(byte));
    let acts = relevance::acts(&article.title, &events, &named, &mentions, known);
    let verdict = known.topic.judge(&article.title, text, (own, adverse), acts);
    Record {
        schema: RECORD_SCHEMA.to_owned(),
        id: article.id.clone(),
        url: article.url.clone(),
        title: article.title.clone(),
        published: article.published.map(|t| t.to_string()),
        lang,
        source: article.source.clone(),
        text_from: article.text_from,
        relevant: verdict.relevant,
        relevance: Relevance { score: verdict.score, because: verdict.because },
        actors,
        events,
        quotes: spoken,
        positions,
        figures,
        dates,
        places,
        body: None,
    }
}

/// The day where the article is written.
fn local_day(published: jiff::Timestamp, offset_minutes: i16) -> Date {
    let offset = Offset::from_seconds(i32::from(offset_minutes) * 60).unwrap_or(Offset::UTC);
    offset.to_datetime(published).date()
}

/// Byte spans of durations that say when rather than how much: "in the past 10 days", "five years ago", "27-nation".
fn durations(tokens: &[token::Token]) -> Vec<(usize, usize)> {
    let unit = |i: usize| {
        tokens.get(i).is_some_and(|t| {
            matches!(
                t.lower.as_str(),
                "day"
                    | "days"
                    | "week"
                    | "weeks"
                    | "month"
                    | "months"
                    | "year"
                    | "years"
                    | "hour"
                    | "hours"
                    | "minutes"
                    | "decade"
                    | "decades"
                    | "centuries"
            )
        })
    };
    let mut out = Vec::new();
    for at in 0..tokens.len() {
        let before = at.checked_sub(1).map_or("", |i| tokens[i].lower.as_str());
        let period = unit(at + 1)
            && (matches!(
                before,
                "past" | "last" | "next" | "coming" | "within" | "previous" | "first" | "after" | "in"
            ) || tokens
                .get(at + 2)
                .is_some_and(|t| matches!(t.lower.as_str(), "ago" | "later" | "earlier" | "before" | "after" | "old")));
        let clock = tokens
            .get(at + 1)
            .is_some_and(|t| matches!(t.lower.as_str(), "am" | "pm" | "a.m" | "p.m" | "gmt" | "a.m." | "p.m."));
        if period || clock {
            out.push((tokens[at].start, tokens[(at + 1).min(tokens.len() - 1)].end));
        }
    }
    out
}

fn actors(
    text: &str,
    known: &Knowledge,
    mentions: &mention::Mentions,
    map: &Offsets,
    name: &dyn Fn(Who) -> String,
) -> Vec<ActorEntry> {
    let mut order: Vec<Who> = Vec::new();
    let mut own: HashMap<Who, bool> = HashMap::new();
    for m in &mentions.found {
        if let Some(who) = m.who {
            if !order.contains(&who) {
                order.push(who);
            }
            // A body is an actor of the article even where it only says whose office it is.
            let body = m.by == By::Name && who.organisation(known).is_some();
            *own.entry(who).or_default() |= !m.attribute || body;
        }
    }
    order
        .into_iter()
        .filter(|who| own.get(who).copied().unwrap_or(false))
        .map(|who| {
            let list: Vec<&mention::Found> = mentions.found.iter().filter(|m| m.who == Some(who)).collect();
            let (kind, wikidata, discovered_role) = match who {
                Who::Known(id) => (known.actor(id).kind, known.actor(id).wikidata.clone(), None),
                Who::New(at) => (mentions.discovered[at].kind, None, mentions.discovered[at].role.clone()),
            };
            ActorEntry {
                name: name(who),
                kind,
                wikidata,
                role: list.iter().find_map(|m| m.role.clone()).or(discovered_role).filter(|_| kind == Kind::Person),
                mentions: list
                    .iter()
                    .map(|m| Mention {
                        start: map.char(m.start),
                        end: map.char(m.end),
                        text: text[m.start..m.end].to_owned(),
                        by: m.by,
                    })
                    .collect(),
            }
        })
        .collect()
}

fn places(known: &Knowledge, mentions: &mention::Mentions, map: &Offsets) -> Vec<PlaceEntry> {
    let mut out: Vec<PlaceEntry> = Vec::new();
    for m in &mentions.found {
        let Some(place) = m.place.map(|p| known.place(p)) else { continue };
        let here = Place { start: map.char(m.start), end: map.char(m.end) };
        match out.iter_mut().find(|p| p.name == place.name && p.geonames == place.geonames) {
            Some(entry) => entry.mentions.push(here),
            None => out.push(PlaceEntry {
                name: place.name.clone(),
                geonames: place.geonames,
                country: place.country.clone(),
                lat: place.at.map(|a| a.0),
                lon: place.at.map(|a| a.1),
                mentions: vec![here],
            }),
        }
    }
    out
}

/// Bytes → characters.
struct Offsets {
    /// Byte offsets of every 64th character.
    marks: Vec<usize>,
    text: String,
}

impl Offsets {
    fn new(text: &str) -> Self {
        Self { marks: text.char_indices().step_by(64).map(|(at, _)| at).collect(), text: text.to_owned() }
    }

    fn char(&self, byte: usize) -> usize {
        let block = self.marks.partition_point(|m| *m <= byte).saturating_sub(1);
        let from = self.marks.get(block).copied().unwrap_or(0);
        block * 64 + self.text[from..byte.min(self.text.len())].chars().count()
    }
}

#[cfg(test)]
mod tests;
