//! The recent stories, indexed: where an article belongs costs the same among a hundred stories and among a million.

use super::Story;
use super::days::Days;
use super::family::Family;
use super::gist::{Gist, Known};
use super::same::{JOIN, alike, score};
use super::spot::town;
use super::traits::Name;
use crate::extract::EventType;
use crate::hash::{ByHash, mix, quick};
use jiff::Timestamp;
use slab::Slab;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Stories kept under one key; older ones fall out. Common keys ("Russia") tell nothing anyway.
const DEPTH: usize = 48;
/// Stories that are compared in full with one article.
const COMPARED: usize = 16;
/// Countries, and what is told of them, under which a story is found.
const COUNTRIES: usize = 4;
const CONCEPTS: usize = 10;
/// The first sources of a story whose texts stand in the index.
const PRINTS: usize = 4;
/// Numbers of an exchange that lead to its story.
const COUNTS: usize = 6;
/// From here on an event is one that another story tells.
const TOLD: f64 = 0.8;
/// The same for what a round-up repeats in a sentence, without the half of it.
const TOLD_IN_BRIEF: f64 = 0.6;

/// Where an article belongs.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Placement {
    /// The story it joins; it opens one of its own where there is none.
    pub home: Option<String>,
    /// Events of the record (by index) that other stories tell: the index, and the story's id.
    pub elsewhere: Vec<(usize, String)>,
}

/// The recent stories with their index.
#[derive(Debug, Default)]
pub struct Shelf {
    slots: Slab<Slot>,
    by_id: HashMap<String, u32>,
    /// Key → stories under it, the latest last.
    keys: ByHash<Vec<u32>>,
    /// When each stops taking articles, in seconds since 1970.
    ends: BTreeSet<(i64, u32)>,
}

/// A place for a story. Small: many are looked at for each article, few are opened.
#[derive(Debug, Default)]
struct Slot {
    last_seen: i64,
    filed: Option<Box<Filed>>,
}

#[derive(Debug)]
struct Filed {
    /// None while it is taken off.
    story: Option<Story>,
    until: i64,
    /// Sorted.
    keys: Vec<u64>,
    keyed: Keyed,
}

/// What of a story its keys hang on: names and the first sources are only ever added to.
#[derive(Debug, PartialEq)]
struct Keyed {
    names: usize,
    concepts: usize,
    figures: usize,
    sources: usize,
    events: Vec<Arc<Known>>,
}

impl Keyed {
    fn of(story: &Story) -> Self {
        Self {
            names: story.names.len(),
            concepts: story.concepts.len(),
            figures: story.figures.len(),
            sources: story.sources.len().min(PRINTS),
            events: story.events.clone(),
        }
    }
}

impl Shelf {
    /// With these stories, oldest first.
    #[must_use]
    pub fn new(stories: impl IntoIterator<Item = Story>) -> Self {
        let mut shelf = Self::default();
        for story in stories {
            shelf.put(story);
        }
        shelf
    }

    /// A story that still takes articles.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Story> {
        self.by_id.get(id).and_then(|slot| self.at(*slot))
    }

    /// How many still take articles.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Whether none does.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    fn at(&self, slot: u32) -> Option<&Story> {
        self.slots.get(slot as usize)?.filed.as_deref()?.story.as_ref()
    }

    /// Takes a story off to be changed and put back.
    pub fn take(&mut self, id: &str) -> Option<Story> {
        let slot = self.by_id.get(id)?;
        self.slots.get_mut(*slot as usize)?.filed.as_deref_mut()?.story.take()
    }

    /// Adds a story, or replaces it by its newer state.
    pub fn put(&mut self, story: Story) {
        let slot = *self.by_id.entry(story.id.clone()).or_insert_with(|| self.slots.insert(Slot::default()) as u32);
        let old = self.slots[slot as usize].filed.take();
        let keyed = Keyed::of(&story);
        let kept = old.as_ref().is_some_and(|old| old.keyed == keyed);
        let mut keys = Vec::new();
        if let Some(old) = old {
            self.ends.remove(&(old.until, slot));
            keys = old.keys;
        }
        for key in &keys {
            // Moved to the end before it falls out; in a short list the order does not matter.
            let Some(list) = self.keys.get_mut(key).filter(|list| list.len() >= DEPTH / 2) else { continue };
            if !list.iter().rev().take(DEPTH / 4).any(|other| *other == slot) {
                list.retain(|other| *other != slot);
                push(list, slot);
            }
        }
        if !kept {
            let mut fresh = keys_of_story(&story);
            fresh.retain(|key| keys.binary_search(key).is_err());
            for key in &fresh {
                push(self.keys.entry(*key).or_default(), slot);
            }
            keys.append(&mut fresh);
            keys.sort_unstable();
        }
        self.ends.insert((story.until, slot));
        let (last_seen, until) = (story.last_seen, story.until);
        self.slots[slot as usize] =
            Slot { last_seen, filed: Some(Box::new(Filed { story: Some(story), until, keys, keyed })) };
    }

    /// Lets go of the stories that take no more articles.
    pub fn expire(&mut self, now: Timestamp) {
        while let Some((until, slot)) = self.ends.first().copied() {
            if until >= now.as_second() {
                return;
            }
            self.ends.pop_first();
            let Some(filed) = self.slots.try_remove(slot as usize).and_then(|s| s.filed) else { continue };
            match &filed.story {
                Some(story) => drop(self.by_id.remove(&story.id)),
                // It was taken off and never came back.
                None => self.by_id.retain(|_, own| *own != slot),
            }
            for key in &filed.keys {
                if let Some(list) = self.keys.get_mut(key) {
                    list.retain(|other| *other != slot);
                    if list.is_empty() {
                        self.keys.remove(key);
                    }
                }
            }
        }
    }

    /// Finds the story of an article, and the other stories that it touches.
    #[must_use]
    pub fn place(&self, gist: &Gist) -> Placement {
        // Texts that share no band are no reprints: they need not be compared.
        let alike = self.candidates(gist.traits.print.bands(), COMPARED);
        let told = self.candidates(keys_of_gist(gist).into_iter(), COMPARED);
        let meant = self.candidates(keys_of_meaning(&gist.traits.names, &gist.traits.concepts), COMPARED / 2);
        let mut best: Option<(f64, &Story)> = None;
        let mut compared: Vec<&Story> = Vec::with_capacity(3 * COMPARED);
        let distant = told.into_iter().chain(meant).map(|s| (s, false));
        for (story, near) in alike.into_iter().map(|s| (s, true)).chain(distant) {
            if compared.iter().any(|other| std::ptr::eq(*other, story)) {
                continue;
            }
            compared.push(story);
            let points = score(story, gist, near);
            let better = best.is_none_or(|(p, b)| points > p || points >= p && story.last_seen > b.last_seen);
            if points >= JOIN && better {
                best = Some((points, story));
            }
        }
        let home = best.map(|(_, story)| story.id.clone());
        let elsewhere = self.elsewhere(gist, home.as_deref());
        Placement { home, elsewhere }
    }

    /// Events that another story than `home` has at its core.
    fn elsewhere(&self, gist: &Gist, home: Option<&str>) -> Vec<(usize, String)> {
        let own = home.and_then(|id| self.get(id));
        let mut out = Vec::new();
        let least = if gist.roundup { TOLD_IN_BRIEF } else { TOLD };
        for (at, event) in &gist.events {
            let here = own.map_or(0.0, |s| fit(s, event, gist.day));
            if here >= TOLD {
                continue;
            }
            let candidates = self.candidates(keys_of_event(event).into_iter(), COMPARED / 2);
            let told = candidates
                .into_iter()
                .filter(|s| Some(s.id.as_str()) != home && !s.roundup)
                .map(|s| (fit(s, event, gist.day), s))
                .max_by(|a, b| a.0.total_cmp(&b.0).then(a.1.last_seen.cmp(&b.1.last_seen)));
            if let Some((_, story)) = told.filter(|(points, _)| *points >= least) {
                out.push((*at, story.id.clone()));
            }
        }
        out
    }

    /// The stories under most of these keys; the latest first among equals.
    fn candidates(&self, keys: impl Iterator<Item = u64>, most: usize) -> Vec<&Story> {
        let mut slots: Vec<u32> = Vec::with_capacity(4 * DEPTH);
        for list in keys.filter_map(|key| self.keys.get(&key)) {
            slots.extend_from_slice(list);
        }
        slots.sort_unstable();
        let hits = slots.chunk_by(|a, b| a == b);
        let mut found: Vec<(usize, i64, u32)> =
            hits.map(|same| (same.len(), self.slots[same[0] as usize].last_seen, same[0])).collect();
        let id = |slot| self.at(slot).map(|story| &story.id);
        let order = |a: &(usize, i64, u32), b: &(usize, i64, u32)| {
            (b.0, b.1).cmp(&(a.0, a.1)).then_with(|| id(a.2).cmp(&id(b.2)))
        };
        if found.len() > most {
            found.select_nth_unstable_by(most, order);
            found.truncate(most);
        }
        found.sort_unstable_by(order);
        found.into_iter().filter_map(|(_, _, slot)| self.at(slot)).collect()
    }
}

fn push(list: &mut Vec<u32>, slot: u32) {
    if list.len() >= DEPTH {
        list.remove(0);
    }
    list.push(slot);
}

fn fit(story: &Story, event: &Known, day: i64) -> f64 {
    let days = Days::since(story, day);
    story.events.iter().take(3).filter(|k| !k.aside).map(|k| alike(k, event, days)).fold(0.0, f64::max)
}

fn key(parts: &[&str]) -> u64 {
    parts.iter().fold(0, |h: u64, part| mix(h.rotate_left(17) ^ quick(part)))
}

/// Kind with place, pairs of participants and of sides.
fn keys_of_event(event: &Known) -> Vec<u64> {
    let kind = event.family().name();
    let mut out = Vec::new();
    // Who is accused of a blow, or denies it, is so where it fell.
    let said = matches!(event.kind, EventType::Accuse | EventType::Reject).then_some("force");
    let around = event.around().filter(|around| event.spot() != Some(around));
    for place in event.spot().into_iter().chain(around) {
        out.extend([Some(kind), said].into_iter().flatten().map(|kind| key(&["place", kind, town(place)])));
    }
    // Of a blow the place says all that its doers (always the same) do not.
    if kind == "force" && event.place.is_some() {
        return out;
    }
    for list in [&event.people, &event.sides] {
        for (at, one) in list.iter().take(5).enumerate() {
            out.push(key(&["one", kind, one]));
            for other in list.iter().take(5).skip(at + 1) {
                out.push(key(&["pair", kind, one, other]));
            }
        }
    }
    out
}

fn keys_of_names(names: &[(Name, f64)]) -> impl Iterator<Item = u64> + '_ {
    names.iter().filter(|(_, weight)| *weight >= 1.0).take(16).map(|(name, _)| mix(name.key()))
}

/// What is told of a country: the way to an article that names no one else.
fn keys_of_meaning<'a>(names: &'a [(Name, f64)], concepts: &'a [(Name, f64)]) -> impl Iterator<Item = u64> + 'a {
    let countries = names.iter().filter(|(_, weight)| *weight < 1.0).take(COUNTRIES);
    let telling = || concepts.iter().filter(|(_, weight)| *weight >= 1.0).take(CONCEPTS);
    countries.flat_map(move |(country, _)| {
        telling().map(move |(concept, _)| mix(country.key().rotate_left(17) ^ concept.key()))
    })
}

fn keys_of_gist(gist: &Gist) -> Vec<u64> {
    let leading = || gist.leading().iter().map(|(_, e)| e.as_ref());
    let events = leading().flat_map(keys_of_event);
    let counts = keys_of_counts(leading().next(), &gist.traits.figures);
    events.chain(counts).chain(keys_of_names(&gist.traits.names)).collect()
}

/// How many came home: "З полону повернулися 185 військових" names nobody.
fn keys_of_counts<'a>(core: Option<&Known>, figures: &'a BTreeSet<String>) -> impl Iterator<Item = u64> + 'a {
    let counted = core.is_some_and(|event| event.family() == Family::Exchange);
    figures.iter().filter(move |_| counted).take(COUNTS).map(|number| key(&["count", number]))
}

/// Each once.
fn keys_of_story(story: &Story) -> Vec<u64> {
    let events = story.events.iter().take(4).flat_map(|event| keys_of_event(event));
    let prints = story.sources.iter().take(PRINTS).flat_map(|m| m.print.bands());
    let meaning = keys_of_meaning(&story.names, &story.concepts);
    let counts = keys_of_counts(story.events.first().map(AsRef::as_ref), &story.figures);
    let mut keys: Vec<u64> =
        events.chain(keys_of_names(&story.names)).chain(meaning).chain(counts).chain(prints).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}
