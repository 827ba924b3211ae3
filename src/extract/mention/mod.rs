//! Who is named: known and discovered actors, by name, alias, office, metonym and pronoun.

mod counterpart;
mod discover;
mod known;
mod ministry;
mod pair;

use super::quote::stretches;
use super::record::By;
use super::token::{Sentence, Token};
use crate::knowledge::{Actor, ActorId, Hit, Kind, Knowledge, PlaceId};
use discover::discover;
pub(in crate::extract) use discover::new_actor;
use jiff::civil::Date;
use known::known_mention;
pub(in crate::extract) use ministry::add as add_ministry;
pub(in crate::extract) use pair::{between, pairs};

/// Whom a mention means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::extract) enum Who {
    Known(ActorId),
    /// Index into [`Mentions::discovered`].
    New(usize),
}

impl Who {
    /// Whether it is a person of the knowledge.
    pub(in crate::extract) fn is_known_person(self, known: &Knowledge) -> bool {
        matches!(self, Self::Known(id) if known.actor(id).kind == Kind::Person)
    }

    /// Whether it is a person of the knowledge, or somebody of whom the knowledge has nothing.
    pub(in crate::extract) fn may_be_person(self, known: &Knowledge) -> bool {
        self.is_known_person(known) || matches!(self, Self::New(_))
    }

    /// The organisation of the knowledge that it is.
    pub(in crate::extract) fn organisation(self, known: &Knowledge) -> Option<&Actor> {
        let Self::Known(id) = self else { return None };
        Some(known.actor(id)).filter(|actor| actor.kind == Kind::Organisation)
    }
}

/// A mention over bytes.
#[derive(Debug, Clone)]
pub(in crate::extract) struct Found {
    pub(in crate::extract) start: usize,
    pub(in crate::extract) end: usize,
    pub(in crate::extract) who: Option<Who>,
    pub(in crate::extract) by: By,
    pub(in crate::extract) place: Option<PlaceId>,
    /// Names the actor only as an attribute ("US President", "in Belarus"): no actor on its own account.
    pub(in crate::extract) attribute: bool,
    /// The country behind an adjective or metonym, for forces and seats.
    pub(in crate::extract) country: Option<ActorId>,
    pub(in crate::extract) role: Option<String>,
    /// A form of a case that is never the subject.
    pub(in crate::extract) oblique: bool,
}

impl Found {
    /// Whether a token is part of it.
    pub(in crate::extract) fn holds(&self, token: &Token) -> bool {
        self.start <= token.start && token.end <= self.end
    }
}

impl Mentions {
    /// A capital that acts is its country and no place; a town's name directly before a person's is a given name.
    pub(in crate::extract) fn settle_places(&mut self) {
        let names: Vec<usize> = self
            .found
            .iter()
            .filter(|m| m.place.is_none() && m.who.is_some() && m.by != By::Alias)
            .map(|m| m.start)
            .collect();
        self.found.retain(|m| m.who.is_some() || m.country.is_some() || !names.contains(&(m.end + 1)));
        for mention in self.found.iter_mut().filter(|m| m.by == By::Metonym && !m.attribute) {
            mention.place = None;
        }
    }
}

impl Found {
    /// A mention of somebody who acts; nothing else known of it.
    pub(in crate::extract) fn new(start: usize, end: usize, who: Option<Who>, by: By) -> Self {
        Self { start, end, who, by, place: None, attribute: false, country: None, role: None, oblique: false }
    }
}

/// A person or organisation in no list.
#[derive(Debug, Clone)]
pub(in crate::extract) struct Discovered {
    pub(in crate::extract) name: String,
    pub(in crate::extract) kind: Kind,
    pub(in crate::extract) role: Option<String>,
    female: Option<bool>,
}

/// All mentions in the order of the text.
#[derive(Debug, Default)]
pub(in crate::extract) struct Mentions {
    pub(in crate::extract) found: Vec<Found>,
    pub(in crate::extract) discovered: Vec<Discovered>,
}

pub(in crate::extract) fn find(
    text: &str,
    tokens: &[Token],
    sentences: &[Sentence],
    known: &Knowledge,
    day: Option<Date>,
) -> Mentions {
    let mut all = Mentions::default();
    let full: Vec<(usize, usize, &Hit)> = known.names.find(text).collect();
    // Persons whose full name stands in the text: their weak surnames count.
    let named: Vec<ActorId> =
        full.iter().filter(|(s, e, h)| !h.weak && text[*s..*e].contains(' ')).filter_map(|(.., h)| h.actor).collect();
    // "WASHINGTON –": a name in capitals, as in datelines.
    let shouted = |t: &Token| {
        let word = &text[t.start..t.end];
        (word.chars().count() >= 4 && word.chars().all(char::is_uppercase))
            .then(|| known.names.exact(&title_case(word)))?
    };
    let covered = |t: &Token| full.iter().any(|(s, e, _)| *s < t.end && t.start < *e);
    let in_capitals: Vec<(usize, usize, &Hit)> =
        tokens.iter().filter(|t| !covered(t)).filter_map(|t| shouted(t).map(|hit| (t.start, t.end, hit))).collect();
    for (start, end, hit) in full.iter().chain(&in_capitals) {
        if namesake(text, tokens, known, (*start, *end, hit)) {
            continue;
        }
        if !hit.weak {
            known_mention(text, tokens, known, day, (*start, *end, hit), &mut all.found);
            continue;
        }
        let mut bearers = hit.actor.iter().chain(&hit.rivals).filter(|a| named.contains(a));
        if let (Some(one), None) = (bearers.next(), bearers.next()) {
            let settled = Hit { actor: Some(*one), ..(*hit).clone() };
            known_mention(text, tokens, known, day, (*start, *end, &settled), &mut all.found);
        }
    }
    ministry::ministries(tokens, known, &mut all);
    discover(text, tokens, sentences, known, &mut all);
    all.found.sort_by_key(|m| (m.start, std::cmp::Reverse(m.end)));
    join_office_and_name(text, known, &mut all);
    bodies(text, known, &mut all.found);
    regions(tokens, known, &mut all.found);
    pronouns(text, tokens, sentences, known, &mut all);
    counterpart::counterparts(text, tokens, sentences, known, day, &mut all.found);
    all.found.sort_by_key(|m| (m.start, std::cmp::Reverse(m.end)));
    all
}

/// Whether a lone name is part of somebody else's: "Iwan Fedorow" where the knowledge has a Mykhailo Fedorov, "Кирила" before
/// "Буданова" where it has a Patriarch Kirill.
fn namesake(text: &str, tokens: &[Token], known: &Knowledge, (start, end, hit): (usize, usize, &Hit)) -> bool {
    // Letters that languages exchange at the beginning of a given name count as one.
    let initial = |name: &str| {
        name.chars().next().and_then(|c| c.to_lowercase().next()).map(|c| match c {
            'w' => 'v',
            'j' | 'y' | 'e' | 'i' => 'i',
            'c' | 'q' | 'h' | 'g' => 'k',
            other => other,
        })
    };
    let name = &text[start..end];
    let person = hit.actor.map(|id| known.actor(id)).filter(|a| a.kind == Kind::Person && !name.contains(' '));
    let Some(person) = person else { return false };
    let next = tokens.get(token_at(tokens, end)).filter(|t| t.capital && t.start == end + 1);
    let surname = next.and_then(|t| known.names.exact(&text[t.start..t.end])).and_then(|h| h.actor);
    if surname.is_some_and(|id| Some(id) != hit.actor && known.actor(id).kind == Kind::Person) {
        return true;
    }
    let before = token_at(tokens, start).checked_sub(1).map(|i| &tokens[i]);
    let given = before.filter(|t| t.capital && t.end + 1 == start && known.lexicon.words.is("given_names", &t.lower));
    let latin = name.chars().all(|c| c < '\u{250}');
    given.is_some_and(|given| {
        latin && !person.name.to_lowercase().contains(&given.lower) && initial(&given.lower) != initial(&person.name)
    })
}

/// "WASHINGTON" as "Washington".
fn title_case(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().into_iter().chain(chars.flat_map(char::to_lowercase)).collect()
}

fn token_at(tokens: &[Token], byte: usize) -> usize {
    tokens.partition_point(|t| t.end <= byte)
}

/// "French President" directly before "Emmanuel Macron" is his title, not another mention; "Ukraine's president" behind the name likewise.
fn join_office_and_name(text: &str, known: &Knowledge, all: &mut Mentions) {
    let mut at = 0;
    while at + 1 < all.found.len() {
        let gap = text.get(all.found[at].end..all.found[at + 1].start).unwrap_or("x").trim();
        let (a, b) = (&all.found[at], &all.found[at + 1]);
        let person = |m: &Found| match m.who {
            Some(Who::Known(id)) => known.actor(id).kind == Kind::Person,
            Some(Who::New(n)) => all.discovered[n].kind == Kind::Person,
            None => false,
        };
        if a.by == By::Office && b.by != By::Office && person(b) && gap.is_empty() {
            let (start, role, country) = (a.start, a.role.clone(), a.country);
            if let Some(Who::New(n)) = b.who {
                let entry = &mut all.discovered[n];
                entry.role = role.clone();
            }
            let name = &mut all.found[at + 1];
            (name.start, name.role, name.country) = (start, role, country);
            all.found.remove(at);
            continue;
        }
        // "U.S. Army Secretary Dan Driscoll": whose secretary he is.
        let body = |m: &Found| m.who.is_some_and(|who| who.organisation(known).is_some());
        let titles =
            || !gap.is_empty() && gap.split_whitespace().all(|w| known.lexicon.words.is("titles", &w.to_lowercase()));
        if body(a) && person(b) && titles() {
            all.found[at].attribute = true;
            at += 1;
            continue;
        }
        // "Olaf Scholz, Germany's chancellor,": the same man, whatever our list says.
        if b.by == By::Office && person(a) && gap == "," {
            let role = b.role.clone();
            let who = a.who;
            all.found[at].role = role;
            all.found[at + 1].who = who;
        }
        at += 1;
    }
}

/// "director general of the International Atomic Energy Agency": the body of an office is named as well.
fn bodies(text: &str, known: &Knowledge, found: &mut Vec<Found>) {
    let inside = |m: &Found| {
        let body = m.country.filter(|id| m.role.is_some() && known.actor(*id).kind == Kind::Organisation)?;
        let (name, phrase) = (&known.actor(body).name, text.get(m.start..m.end)?);
        let at = m.start + phrase.find(name.as_str())?;
        Some(Found { attribute: true, ..Found::new(at, at + name.len(), Some(Who::Known(body)), By::Name) })
    };
    let added: Vec<Found> = found.iter().filter_map(inside).collect();
    found.extend(added);
}

/// "the Kyiv, Poltava and Kharkiv regions": each is the region, not its town.
fn regions(tokens: &[Token], known: &Knowledge, found: &mut [Found]) {
    for (at, token) in tokens.iter().enumerate() {
        if !matches!(token.lower.as_str(), "regions" | "oblasts" | "provinces") {
            continue;
        }
        let mut end = at;
        while let Some(last) = end.checked_sub(1).map(|i| &tokens[i]) {
            let Some(town) = found.iter_mut().find(|m| m.place.is_some() && m.end == last.end) else { break };
            let name = town.place.map_or("", |p| known.place(p).name.as_str());
            let Some(region) = known.place_named(&format!("{name} region")) else { break };
            (town.place, town.who, town.attribute) = (Some(region), None, true);
            let first = token_at(tokens, town.start);
            let joined = |i: usize| matches!(tokens[i].lower.as_str(), "," | "and" | "or");
            end = (0..first).rev().find(|i| !joined(*i)).map_or(0, |i| i + 1);
            if end == first {
                break;
            }
        }
    }
}

/// "He", "she", "it" where one reading is clear: the last person or country that is a subject of this or the sentence before.
fn pronouns(text: &str, tokens: &[Token], sentences: &[Sentence], known: &Knowledge, all: &mut Mentions) {
    let mut added = Vec::new();
    let quoted = stretches(text);
    let in_quote = |at: usize| quoted.iter().any(|(s, e)| *s <= at && at < *e);
    let sex = |who: Who, all: &Mentions| match who {
        Who::Known(id) => known.actor(id).sex,
        Who::New(n) => all.discovered[n].female.map(|f| if f { 'f' } else { 'm' }),
    };
    for (index, sentence) in sentences.iter().enumerate() {
        for token in &tokens[sentence.first..sentence.last] {
            let wanted = match token.lower.as_str() {
                "he" | "his" | "him" => 'm',
                "she" | "her" => 'f',
                _ => continue,
            };
            let possessive = matches!(token.lower.as_str(), "his" | "her");
            let fits = |m: &&Found| {
                m.who.is_some_and(|who| {
                    let person = match who {
                        Who::Known(id) => known.actor(id).kind == Kind::Person,
                        Who::New(n) => all.discovered[n].kind == Kind::Person,
                    };
                    person && sex(who, all).is_none_or(|s| s == wanted)
                })
            };
            let in_sentence = |s: &Sentence, until: usize| {
                all.found
                    .iter()
                    .filter(|m| m.start >= s.start && m.end <= until.min(s.end))
                    // Whom a quotation names is not whom the text around it speaks of.
                    .filter(|m| in_quote(token.start) || !in_quote(m.start))
                    .find(fits)
                    .and_then(|m| m.who)
            };
            let here = in_sentence(sentence, token.start);
            let before =
                (1..=3).filter_map(|back| index.checked_sub(back)).find_map(|i| in_sentence(&sentences[i], usize::MAX));
            if let Some(who) = here.or(before).filter(|_| !possessive || here.is_some() || before.is_some()) {
                added.push(Found {
                    attribute: possessive,
                    ..Found::new(token.start, token.end, Some(who), By::Pronoun)
                });
            }
        }
    }
    all.found.extend(added);
}
