//! Active or passive: whether the subject of a verb is who acts.

use super::{Stretch, Trigger};
use crate::extract::EventType;
use crate::extract::event::Context;
use crate::extract::token::lower;
use crate::knowledge::Language;

/// Words from a noun to its participle, commas among them.
pub(super) const NEAR_NOUN: usize = 3;

/// Whether the verb's subject is whom it is done to: verbs of dying, and passives.
pub(super) fn suffers(context: &Context, language: &Language, trigger: &Trigger, stretch: Stretch) -> bool {
    let word = |i| lower(context.tokens, i);
    if trigger.nominal {
        return false;
    }
    // "hat 110 Drohnen gestartet, 88 wurden abgeschossen": the passive is another verb's.
    let comma = (trigger.closes..stretch.last).find(|i| word(*i) == ",");
    language.any("suffers", trigger.first..trigger.closes, &word)
        || language.any("passive_before", trigger.first.saturating_sub(1).max(stretch.first)..trigger.first, &word)
            // "est montée à bord": no passive.
            && language.class_at("moves", trigger.first, &word).is_none()
        || language.any("passive", stretch.first..comma.unwrap_or(stretch.last), &word)
            && language.class_at("participles", trigger.first, &word).is_some()
}

/// "a abattu les drones lancés par la Russie", "hat das Vermögen von elf Russen eingefroren": who stands behind "by" does something
/// else.
pub(super) fn active(context: &Context, language: &Language, trigger: &Trigger, stretch: Stretch) -> bool {
    let word = |i| lower(context.tokens, i);
    let first =
        if language.nouns_are_capitals { stretch.first } else { trigger.first.saturating_sub(4).max(stretch.first) };
    let near = first..if language.nouns_are_capitals { stretch.last } else { trigger.first };
    let is = |class: &str| language.any(class, near.clone(), &word);
    !trigger.nominal && is("auxiliaries") && !is("passive") && !is("passive_before")
}

/// "le pétrolier, soupçonné d'appartenir à": said of a thing, done by nobody who is named. Not of verbs whose participle is their
/// subject's ("Réunis à Paris, les ministres").
pub(super) fn bare_participle(context: &Context, language: &Language, trigger: &Trigger, stretch: Stretch) -> bool {
    use EventType::{Accuse, Aid, Request, Sanction};
    let word = |i| lower(context.tokens, i);
    let near = trigger.first.saturating_sub(4).max(stretch.first)..trigger.first;
    matches!(trigger.kind(language), Accuse | Aid | Request | Sanction)
        && !trigger.nominal
        && language.class_at("bare_participles", trigger.first, &word).is_some()
        && !language.any("auxiliaries", near, &word)
}

/// "pour des frappes contre …": a noun behind a preposition has no subject.
pub(super) fn governed(
    context: &Context,
    language: &Language,
    (trigger, kind): (&Trigger, EventType),
    stretch: Stretch,
) -> bool {
    let word = |i| lower(context.tokens, i);
    // "hat nach einem Hackerangriff Flüge gestrichen"
    (!trigger.nominal || kind == EventType::Coerce)
        && (trigger.first.saturating_sub(2).max(stretch.first)..trigger.first).any(|i| {
            // "haben am Montag Angriffe geflogen": the preposition is the day's.
            !language.is_calendar(word(i + 1))
                && ["oblique", "where", "with"].iter().any(|class| language.class_at(class, i, &word).is_some())
        })
}
