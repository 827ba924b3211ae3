//! Who stands in a part of a sentence.

use super::Context;
use crate::extract::clause::{Chunk, Clause, Kind as ChunkKind};
use crate::extract::mention::{Found as Mention, Who};
use crate::extract::record::By;
use crate::extract::token::Tag;
use crate::knowledge::Lexicon;

/// Actors whose mentions lie in these chunks.
pub(super) fn in_chunks(context: &Context, clause: &Clause, list: &[usize]) -> Vec<Who> {
    let mut out = Vec::new();
    for chunk in list {
        let group = &clause.chunks[*chunk];
        for who in in_tokens(context, group) {
            if !out.contains(&who) {
                out.push(who);
            }
        }
    }
    out
}

pub(super) fn in_tokens(context: &Context, group: &Chunk) -> Vec<Who> {
    let (start, end) = (context.tokens[group.first].start, context.tokens[group.last - 1].end);
    let mut inside: Vec<&Mention> = context
        .mentions
        .iter()
        .filter(|m| m.start < end && start < m.end && m.start >= start.saturating_sub(60))
        .collect();
    // "South Korea's minister Kim": the person acts, the country only owns.
    let is_person = |m: &Mention| match m.who {
        Some(Who::Known(id)) => context.known.actor(id).kind == crate::knowledge::Kind::Person,
        Some(Who::New(_)) => m.by != By::Office,
        None => false,
    };
    let owner = |m: &Mention| {
        let next = context.tokens.partition_point(|t| t.start < m.end);
        context.tokens.get(next).is_some_and(|t| t.tag == Tag::Poss)
    };
    // "Ukraine's Security Service": the body acts, the country only owns it.
    let body = |m: &Mention| m.who.is_some_and(|who| who.organisation(context.known).is_some());
    let bodies: Vec<usize> = inside.iter().filter(|m| body(m)).map(|m| m.start).collect();
    inside.retain(|m| body(m) || !(owner(m) && bodies.iter().any(|start| *start > m.end && *start - m.end <= 3)));
    // "Putin's former ally": another than he.
    if relative(context, group) {
        inside.retain(|m| !(is_person(m) && owner(m)));
    }
    if inside.iter().any(|m| is_person(m)) {
        // "Ukrainian Energy Minister Svitlana Hrynchuk": the country before her title.
        let person = inside.iter().filter(|m| is_person(m)).map(|m| m.start).max();
        let joined = |m: &Mention| {
            let between = context.tokens.iter().filter(|t| t.start >= m.end && Some(t.end) <= person);
            between.into_iter().any(|t| t.tag == Tag::Conj || t.tag == Tag::Punct)
        };
        inside.retain(|m| is_person(m) || !owner(m) && (Some(m.start) > person || joined(m)));
    }
    // A person in the group is who acts; the country before the title is an attribute.
    // "its drones hit", "his troops": but "her car exploded" is no deed of hers.
    let by_hand = |m: &Mention| m.by == By::Pronoun && (!is_person(m) || headed(context, group, "forces"));
    let mut out: Vec<Who> = inside.iter().filter(|m| !m.attribute || by_hand(m)).filter_map(|m| m.who).collect();
    if out.is_empty() {
        // "Russian officials", "a Ukrainian drone": who is behind it is the country.
        let words = &context.known.lexicon.words;
        let people = (group.first..group.last).any(|i| matches!(context.tokens[i].tag, Tag::Noun))
            && !words.is("geography", &context.tokens[group.last - 1].lower);
        // "Ukrainian and Russian delegations": the noun stands behind the second.
        let shared = group.last - group.first == 1
            && context.tokens.get(group.last).is_some_and(|t| t.tag == Tag::Conj)
            && context.tokens.get(group.last + 1).is_some_and(|t| t.capital)
            && context.tokens.get(group.last + 2).is_some_and(|t| words.is("forces", &Lexicon::singular(&t.lower)));
        let people = people || shared;
        out = inside.iter().filter(|m| people && m.by == By::Alias).filter_map(|m| m.country.map(Who::Known)).collect();
    }
    out.dedup();
    out
}

/// Whether a group is somebody of another one's kin or circle.
fn relative(context: &Context, group: &Chunk) -> bool {
    group.kind == ChunkKind::Noun && headed(context, group, "relatives")
}

/// Whether the last word of a group, in the singular, is of a set.
pub(super) fn headed(context: &Context, group: &Chunk, set: &str) -> bool {
    context.known.lexicon.words.is(set, &Lexicon::singular(&context.tokens[group.last - 1].lower))
}

pub(in crate::extract) fn country(context: &Context, code: &str) -> Option<Who> {
    context.known.country_of(code).map(Who::Known)
}

/// Whether one of the actors is a country or one of its own: who strikes at home, as on an occupied base, does not strike itself.
pub(in crate::extract) fn is_own(context: &Context, actors: &[Who], country: &Who) -> bool {
    let code = |who: &Who| match who {
        Who::Known(id) => context.known.actor(*id).country.as_deref(),
        Who::New(_) => None,
    };
    actors.iter().any(|who| who == country || code(who).is_some() && code(who) == code(country))
}

/// The actors of a subject: of its head; of what hangs on it only where the head names nobody.
pub(super) fn heads(context: &Context, clause: &Clause, list: &[usize]) -> Vec<Who> {
    // "Russia's ambassador, Vitaly Churkin, blamed": the one who is named.
    let person = |who: &Who| who.may_be_person(context.known);
    if let Some(at) = list.last().map(|l| l + 2) {
        let kind = |i: usize| clause.chunks.get(i).map(|c| c.kind);
        let inserted = kind(at - 1) == Some(ChunkKind::Comma)
            && kind(at) == Some(ChunkKind::Noun)
            && kind(at + 1) == Some(ChunkKind::Comma);
        if inserted && !in_chunks(context, clause, list).iter().any(person) {
            let named: Vec<Who> = in_chunks(context, clause, &[at]).into_iter().filter(person).collect();
            if !named.is_empty() {
                return named;
            }
        }
    }
    // "Kirill Dmitriev, Putin's envoy, who …": the one whom the apposition describes.
    if let [at] = *list
        && at >= 2
        && clause.chunks[at - 1].kind == ChunkKind::Comma
        && clause.chunks[at - 2].kind == ChunkKind::Noun
        && clause.chunks.get(at + 1).is_some_and(|c| c.kind == ChunkKind::Comma)
        && (clause.chunks[at].first..clause.chunks[at].last).any(|i| clause.tokens[i].tag == Tag::Poss)
    {
        let named: Vec<Who> = in_chunks(context, clause, &[at - 2]).into_iter().filter(person).collect();
        if !named.is_empty() {
            return named;
        }
    }
    let joined = list.windows(2).all(|w| clause.chunks[w[0] + 1..w[1]].iter().all(|c| c.kind != ChunkKind::Prep));
    if joined {
        return in_chunks(context, clause, list);
    }
    let first = list.first().map(|c| in_chunks(context, clause, std::slice::from_ref(c))).unwrap_or_default();
    // "the daughter of a close ally of Putin": neither of them.
    let another = list.first().is_some_and(|c| relative(context, &clause.chunks[*c]));
    if first.is_empty() && !another { in_chunks(context, clause, list) } else { first }
}
