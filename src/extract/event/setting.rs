//! When and where it happened, and whose word it is.

use super::Context;
use super::party::{heads, in_chunks};
use super::trigger::Trigger;
use crate::extract::clause::{Chunk, Clause, Kind as ChunkKind};
use crate::extract::date::Found as DateFound;
use crate::extract::mention::{Found as Mention, Who};
use crate::extract::record::By;
use crate::extract::token::Tag;
use crate::knowledge::PlaceId;

/// Token behind the word that opens the trigger's own subordinate clause of time: "…, after missiles hit the line".
pub(super) fn clause_start(context: &Context, clause: &Clause, trigger: &Trigger) -> usize {
    let before = clause.chunks[..trigger.chunk].iter().rev().take_while(|c| !c.verb.as_ref().is_some_and(|v| v.finite));
    let opens = |c: &&Chunk| {
        matches!(c.kind, ChunkKind::Prep | ChunkKind::Sub)
            && matches!(
                context.tokens[c.first].lower.as_str(),
                "after" | "before" | "since" | "until" | "while" | "when" | "where" | "because" | "that"
            )
    };
    if trigger.nominal { 0 } else { before.into_iter().find(opens).map_or(0, |c| c.last) }
}

/// "said on Monday it had …": the day of the saying, not of what is said.
pub(super) fn of_speech(context: &Context, date: &DateFound, at: usize) -> bool {
    let before = date.first.checked_sub(1).map(|i| &context.tokens[i]);
    let speech = |lemma: &str| context.known.lexicon.words.is("speech", lemma);
    let said = before
        .and_then(|t| t.lemma.as_ref())
        .is_some_and(|(lemma, _)| speech(lemma) && lemma != "agree" && lemma != "call");
    said && at > date.last
}

/// The date nearest to the trigger in its sentence; behind it rather than before.
pub(super) fn date_of(context: &Context, index: usize, at: usize, begin: usize) -> Option<String> {
    let sentence = context.sentences.get(index)?;
    let inside = context
        .dates
        .iter()
        .filter(|d| d.first >= sentence.first.max(begin) && d.last <= sentence.last && !of_speech(context, d, at));
    let cost = |d: &DateFound| {
        let distance = if d.first > at { d.first - at } else { (at - d.last.min(at)) * 2 };
        distance + if d.is_day { 0 } else { 6 }
    };
    inside.min_by_key(|d| cost(d)).filter(|d| cost(d) < 60).map(|d| d.iso.clone())
}

/// Where: a toponym behind "in", "at", "near", "on" after the trigger, or what is struck.
pub(super) fn place_of(context: &Context, clause: &Clause, trigger: &Trigger) -> Option<PlaceId> {
    let (first, last) = (clause.chunks.first()?.first, clause.chunks.last()?.last);
    let (start, end) = (context.tokens[first].start, context.tokens[last - 1].end);
    let pivot = context.tokens[trigger.at].start;
    // Behind the next verb with a tense another clause begins: "…, an official in Paris said".
    let stop = clause.chunks[trigger.chunk + 1..]
        .iter()
        .find(|c| c.verb.as_ref().is_some_and(|v| v.finite) && !trigger.nominal)
        .map_or(end, |c| context.tokens[c.first].start);
    let begin = clause.chunks[..trigger.chunk]
        .iter()
        .rev()
        .find(|c| matches!(c.kind, ChunkKind::Sub))
        .map_or(start, |c| context.tokens[c.first].start);
    let begin = begin.max(context.tokens.get(clause_start(context, clause, trigger)).map_or(0, |t| t.start).min(pivot));
    // "in Russia's Saratov": the town, not its owner.
    let owner = |m: &Mention| {
        let next = context.tokens.partition_point(|t| t.start < m.end);
        let owns = context.tokens.get(next).is_some_and(|t| t.start == m.end && t.tag == Tag::Poss);
        let owned = context.tokens.get(next + 1).map_or(0, |t| t.start);
        owns && context.mentions.iter().any(|o| o.place.is_some() && o.start >= owned && o.start < owned + 30)
    };
    let candidates =
        context.mentions.iter().filter(|m| m.place.is_some() && m.start >= begin && m.end <= stop && !owner(m));
    let cost = |m: &&Mention| {
        let at = context.tokens.partition_point(|t| t.end <= m.start);
        let mut before = at.checked_sub(1).map_or("", |i| context.tokens[i].lower.as_str());
        if before == "'s" {
            before = at.checked_sub(3).map_or("", |i| context.tokens[i].lower.as_str());
        }
        let located = matches!(
            before,
            "in" | "at"
                | "near"
                | "outside"
                | "around"
                | "across"
                | "inside"
                | "into"
                | "on"
                | "along"
                | "of"
                | "city"
                | "town"
                | "region"
                | "village"
                | "over"
        ) || m.by == By::Metonym && m.attribute;
        let wide = m.place.is_some_and(|p| {
            let p = context.known.place(p);
            p.is_country || p.is_region
        });
        let distance = if m.start > pivot { m.start - pivot } else { (pivot - m.start) * 2 };
        let unlikely = wide && !located;
        distance
            + if unlikely {
                1_000
            } else if located {
                0
            } else {
                120
            }
            + if wide { 60 } else { 0 }
            + if m.by == By::Metonym && !m.attribute { 200 } else { 0 }
    };
    candidates.min_by_key(cost).filter(|m| cost(m) < 260).and_then(|m| m.place)
}

/// Whose word it is, where the sentence reports speech.
pub(super) fn claimed_by(context: &Context, clause: &Clause, trigger: &Trigger, actors: &[Who]) -> Option<Who> {
    let verbs = clause.chunks.iter().enumerate().filter(|(i, c)| {
        *i != trigger.chunk
            && c.verb.as_ref().is_some_and(|v| {
                v.finite
                    && matches!(
                        v.lemma.as_str(),
                        "say" | "claim" | "report" | "state" | "announce" | "tell" | "confirm" | "write"
                    )
            })
    });
    for (at, _) in verbs {
        let mut who = heads(context, clause, &clause.subject(at));
        if who.is_empty() {
            who = in_chunks(context, clause, &clause.object(at));
        }
        if let Some(who) = who.first().filter(|w| !actors.contains(w)) {
            return Some(*who);
        }
    }
    None
}
