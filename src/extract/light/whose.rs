//! Whose blow a noun tells.

use super::{Trigger, token_of};
use crate::extract::event::Context;
use crate::extract::mention::{Found as Mention, Who};
use crate::extract::record::By;
use crate::extract::token::lower;
use crate::knowledge::Language;

/// "атаки украинских беспилотников", "frappe russe", "ukrainischer Drohnenangriff": whose blow it is by the adjective beside it;
/// "атаки Росії на Київ", "Russlands Angriff": by the name behind it, where what is struck follows.
pub(super) fn beside(context: &Context, language: &Language, trigger: &Trigger) -> Option<Who> {
    let behind = |words: usize| context.tokens.get(trigger.last + words).map(|t| t.start);
    let before = trigger.first.checked_sub(1).map(|i| context.tokens[i].end);
    let nation = |m: &&Mention| m.by == By::Alias && m.country.is_some() && (m.attribute || m.place.is_none());
    let adjective = |m: &&Mention| {
        let next = Some(m.end) == before || Some(m.start) == behind(0);
        // "attaque de drones ukrainiens"
        let near = !m.attribute && [behind(1), behind(2)].contains(&Some(m.start));
        nation(m) && (next || near)
    };
    let of_adjective = context.mentions.iter().find(adjective).and_then(|m| m.country).map(Who::Known);
    let struck = |m: &&Mention| {
        let next = context.tokens.partition_point(|t| t.start < m.end);
        whose_noun(context, language, trigger, m)
            && language.class_at("upon", next, &|i| lower(context.tokens, i)).is_some()
    };
    of_adjective.or_else(|| context.mentions.iter().find(struck).and_then(|m| m.country.map(Who::Known).or(m.who)))
}

/// "атаки Росії", "l'attaque de la Russie", "Angriff Russlands": whether a country stands in the genitive of a noun.
pub(super) fn whose_noun(context: &Context, language: &Language, noun: &Trigger, mention: &Mention) -> bool {
    let word = |i| lower(context.tokens, i);
    let at = token_of(context, mention);
    let small = |i: usize| ["genitive", "articles"].iter().any(|class| language.class_at(class, i, &word).is_some());
    let behind = noun.last <= at && at - noun.last <= 2 && (noun.last..at).all(small);
    behind && mention.country.is_some() && mention.place.is_none_or(|p| context.known.place(p).is_country)
}
