//! Who acts, to whom and where, by side, case and preposition.

use super::{Stretch, Trigger};
use crate::extract::event::Context;
use crate::extract::mention::{Found as Mention, Who};
use crate::extract::record::By;
use crate::extract::token::{Sentence, Token};
use crate::knowledge::{Kind, Knowledge, Language, PlaceId};

/// What the words before a mention make of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Link {
    /// No preposition.
    Bare,
    /// Brings in whom it is done to or with.
    With,
    /// Brings in who does it (a passive).
    Agent,
    /// Where, or anything else.
    Other,
}

/// Adjectives of nationality ("російські війська", "forces russes") as mentions of their country.
pub(in crate::extract) fn adjectives(tokens: &[Token], language: &Language, found: &mut Vec<Mention>) {
    for token in tokens {
        let hit = language.adjectives.iter().find(|(step, _)| step.fits(&token.lower));
        let Some((_, country)) = hit else { continue };
        if found.iter().any(|m| m.start < token.end && token.start < m.end) {
            continue;
        }
        let mut mention = Mention::new(token.start, token.end, Some(Who::Known(*country)), By::Alias);
        (mention.attribute, mention.country) = (true, Some(*country));
        found.push(mention);
    }
    found.sort_by_key(|m| (m.start, std::cmp::Reverse(m.end)));
}

fn token_of(context: &Context, mention: &Mention) -> usize {
    context.tokens.partition_point(|t| t.end <= mention.start)
}

/// The link of a mention: the nearest preposition before it, with at most three words of its group (articles, adjectives,
/// titles) between.
fn link(context: &Context, language: &Language, mention: &Mention, from: usize) -> Link {
    let at = token_of(context, mention);
    let word = |i: usize| context.tokens.get(i).map_or("", |t| t.lower.as_str());
    for back in (from..at).rev().take(4) {
        let class = |name: &str| language.class_at(name, back, &word).is_some();
        if class("agent") {
            return Link::Agent;
        }
        if class("with") {
            return Link::With;
        }
        if class("where") || class("oblique") {
            return Link::Other;
        }
        if matches!(word(back), "," | "." | "(" | ")" | "–" | "—") || class("and") {
            break;
        }
    }
    Link::Bare
}

/// Whether it can act: somebody in particular, or a country by its adjective before people or arms.
fn acts(context: &Context, mention: &Mention) -> Option<Who> {
    let who = mention.who.or(mention.country.map(Who::Known))?;
    // A person behind his country's adjective ("російський президент Путін") is who acts.
    let before_person = mention.attribute
        && context.mentions.iter().any(|m| m.start > mention.start && m.start < mention.end + 40 && person(context.known, m));
    (!before_person).then_some(who)
}

fn person(known: &Knowledge, mention: &Mention) -> bool {
    matches!(mention.who, Some(Who::Known(id)) if known.actor(id).kind == Kind::Person) || matches!(mention.who, Some(Who::New(_)))
}

pub(super) fn roles(context: &Context, language: &Language, trigger: &Trigger, stretch: Stretch) -> (Vec<Who>, Vec<Who>) {
    let (start, end) = (context.tokens[stretch.first].start, context.tokens[stretch.last - 1].end);
    let (head, tail) = (context.tokens[trigger.first].start, context.tokens[trigger.last - 1].end);
    let inside: Vec<(&Mention, Who, Link)> = context
        .mentions
        .iter()
        .filter(|m| m.start >= start && m.end <= end && m.by != By::Pronoun)
        .filter_map(|m| Some((m, acts(context, m)?, link(context, language, m, stretch.first))))
        .collect();
    let mut actors: Vec<Who> = Vec::new();
    let mut targets: Vec<Who> = Vec::new();
    let add = |list: &mut Vec<Who>, who: Who| {
        if !list.contains(&who) {
            list.push(who);
        }
    };
    for (_, who, _) in inside.iter().filter(|(.., link)| *link == Link::Agent) {
        add(&mut actors, *who);
    }
    let passive = !actors.is_empty();
    let subject = |m: &Mention, link: Link| link == Link::Bare && !m.oblique;
    if !passive {
        for (_, who, _) in inside.iter().filter(|(m, _, l)| m.end <= head && subject(m, *l)) {
            add(&mut actors, *who);
        }
        // The verb first: "заявив Песков", "trafen sich Macron und Scholz".
        if actors.is_empty() {
            let behind = inside.iter().filter(|(m, _, l)| m.start >= tail && (subject(m, *l) || trigger.nominal && *l == Link::Bare));
            if let Some((_, who, _)) = behind.into_iter().next() {
                add(&mut actors, *who);
            }
        }
    }
    for (m, who, l) in &inside {
        let object = *l == Link::With
            || *l == Link::Bare && m.oblique
            || *l == Link::Bare && m.start >= tail
            || passive && m.end <= head && *l == Link::Bare;
        if object && !actors.contains(who) {
            add(&mut targets, *who);
        }
    }
    // "A і B зустрілися": each of them, one with the other.
    if targets.is_empty() && actors.len() > 1 && language.frames[trigger.frame].kind == crate::extract::EventType::Consult {
        targets = actors.split_off(1);
    }
    (actors, targets)
}

/// The toponym behind a word of place, nearest to the trigger; a town rather than a country.
pub(super) fn place(context: &Context, language: &Language, trigger: &Trigger, stretch: Stretch) -> Option<PlaceId> {
    let (start, end) = (context.tokens[stretch.first].start, context.tokens[stretch.last - 1].end);
    let pivot = context.tokens[trigger.first].start;
    let assault = language.frames[trigger.frame].kind == crate::extract::EventType::Assault;
    let word = |i: usize| context.tokens.get(i).map_or("", |t| t.lower.as_str());
    let cost = |m: &&Mention| {
        let at = token_of(context, m);
        let located = (at.saturating_sub(3)..at).any(|i| language.class_at("where", i, &word).is_some());
        let wide = m.place.is_some_and(|p| context.known.place(p).is_country || context.known.place(p).is_region);
        m.start.abs_diff(pivot) + if located { 0 } else if assault && !wide { 60 } else { 2_000 } + if wide { 80 } else { 0 }
    };
    let inside = context.mentions.iter().filter(|m| m.place.is_some() && m.start >= start && m.end <= end);
    inside.min_by_key(cost).filter(|m| cost(m) < 500).and_then(|m| m.place)
}

/// Whose word a sentence reports.
pub(super) fn speaker(context: &Context, language: &Language, sentence: &Sentence, trigger: &Trigger) -> Option<Who> {
    let word = |i: usize| context.tokens.get(i).map_or("", |t| t.lower.as_str());
    let verb = (sentence.first..sentence.last).find(|i| *i != trigger.first && language.class_at("speech", *i, &word).is_some())?;
    let near = context.mentions.iter().filter(|m| !m.attribute && m.who.is_some() && !m.oblique);
    let at = context.tokens[verb].start;
    near.filter(|m| m.start >= context.tokens[sentence.first].start && m.end <= context.tokens[sentence.last - 1].end)
        .min_by_key(|m| m.start.abs_diff(at))
        .filter(|m| m.start.abs_diff(at) < 120)
        .and_then(|m| m.who)
}
