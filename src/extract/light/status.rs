//! Has it happened? By small words near the verb, its ending, and its date.

use super::{Stretch, Trigger};
use crate::extract::event::Context;
use crate::extract::record::{EventType, Status};
use crate::extract::token::{Sentence, lower};
use crate::knowledge::Language;

/// Words before the verb in which a negation is its own.
const NEAR: usize = 5;

pub(super) fn status(
    context: &Context,
    language: &Language,
    trigger: &Trigger,
    (stretch, sentence): (Stretch, &Sentence),
    date: Option<&str>,
) -> Status {
    let kind = trigger.kind(language);
    let word = |i| lower(context.tokens, i);
    let within = |class: &str, from: usize, to: usize| language.any(class, from..to, &word);
    // "если он не согласится": neither refused nor agreed.
    let conditional =
        |from: usize, to: usize| (from..to).find(|i| language.class_at("conditional", *i, &word).is_some());
    if conditional(stretch.first, trigger.first).is_some() {
        return Status::Possible;
    }
    // "craintes d'une invasion", "опасается, что Россия нападёт", "unter der Bedingung, dass".
    let opened = |at: usize| within("unsure", at.saturating_sub(NEAR).max(sentence.first), at);
    if within("unsure", trigger.first.saturating_sub(NEAR).max(stretch.first), trigger.first)
        || stretch.opener(sentence).is_some_and(opened)
    {
        return Status::Possible;
    }
    // "a autorisé l'Ukraine à frapper": what one may do is not done.
    if !matches!(kind, EventType::Aid) && within("permits", stretch.first, trigger.first) {
        return Status::Possible;
    }
    // "a suspendu les livraisons": what is withheld is so by the same word.
    let measure = kind == EventType::Sanction;
    let off = |i: usize| language.class_at("cancelled", i, &word).is_some();
    if (stretch.first..stretch.last).any(|i| off(i) && !(measure && i == trigger.first)) {
        return Status::Cancelled;
    }
    let behind = (trigger.last + NEAR).min(stretch.last);
    let near = trigger.first.saturating_sub(NEAR).max(stretch.first);
    // "без удару", but "без світла після удару"
    let lacks = trigger.first.saturating_sub(2).max(stretch.first);
    if within("negation", near, trigger.first)
        || within("without", lacks, trigger.first)
        || within("negation_behind", trigger.last, conditional(trigger.last, behind).unwrap_or(behind))
    {
        return Status::Negated;
    }
    // "зустріч не готується"
    if kind == EventType::Consult && within("not_held", trigger.last, stretch.last) {
        return Status::Negated;
    }
    if within("possible", stretch.first, stretch.last) {
        return Status::Possible;
    }
    if trigger.agreed {
        return if measure { Status::Occurred } else { Status::Planned };
    }
    // "ont décidé de geler": the measure is taken by deciding on it.
    let decides = |i: usize| measure && i < trigger.first && language.class_at("decides", i, &word).is_some();
    // "поїде на зустріч": who goes there has not met.
    let goes = || {
        trigger.nominal
            && kind == EventType::Consult
            && (stretch.first..trigger.first).any(|i| language.future.shows(word(i)))
    };
    let future = !trigger.nominal && language.future.tells(word(trigger.first)) || goes();
    let ahead = date.is_some_and(|iso| context.lies_ahead(iso));
    // "wird mit Notstromaggregaten versorgt": a passive of the present, in a report of what is done by force.
    let force = matches!(kind, EventType::Assault | EventType::Coerce);
    let closing = word(trigger.closes.saturating_sub(1));
    let suffered = force && language.nouns_are_capitals && (closing.ends_with('t') || closing.starts_with("ge"));
    let passive = |i: usize| suffered && matches!(word(i), "wird" | "werden");
    // "se sont réunis et ont promis": the promise is another verb's.
    let another = |i: usize| !trigger.nominal && i > trigger.last && within("and", trigger.last, i);
    // "haben einen Tanker gestoppt, der zur Schattenflotte gehören soll": nor is that of a clause behind it.
    let beyond = |i: usize| {
        force && !trigger.nominal && language.nouns_are_capitals && (trigger.closes..i).any(|at| word(at) == ",")
    };
    let planned = |i: usize| {
        language.class_at("planned", i, &word).is_some() && !passive(i) && !another(i) && !beyond(i) && !decides(i)
    };
    if future || ahead || (stretch.first..stretch.last).any(planned) {
        return Status::Planned;
    }
    // "Schweden liefert 14 Kampfjets": who says so in the present has not given them yet.
    let gives = kind == EventType::Aid;
    if gives && within("promises", trigger.first, trigger.last) {
        return Status::Planned;
    }
    if within("ongoing", near, behind) {
        return Status::Ongoing;
    }
    Status::Occurred
}
