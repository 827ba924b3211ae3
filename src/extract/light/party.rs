//! Who else is told of in a sentence: of another clause, of a list, of kin, of airspace, or whose word it is.

use super::{Stretch, Trigger, person, token_of};
use crate::extract::event::Context;
use crate::extract::mention::{Found as Mention, Who};
use crate::extract::record::{By, EventType};
use crate::extract::token::{Sentence, lower};
use crate::knowledge::Language;

/// "entré dans l'espace aérien roumain", "in den rumänischen Luftraum eingedrungen": whose it is.
pub(super) fn of_airspace(
    context: &Context,
    language: &Language,
    trigger: &Trigger,
    sentence: &Sentence,
) -> Option<Who> {
    let word = |i| lower(context.tokens, i);
    // Where the verb ends the clause it stands behind the airspace.
    let first = if language.nouns_are_capitals { sentence.first } else { trigger.first };
    let reach = first..(trigger.closes + 2).min(sentence.last);
    let (at, length) = reach.into_iter().find_map(|i| Some((i, language.class_at("airspace", i, &word)?)))?;
    let near = |m: &&Mention| {
        let token = token_of(context, m);
        (at.saturating_sub(2)..at).contains(&token) || (at + length..at + length + 3).contains(&token)
    };
    let beside = context.mentions.iter().filter(near).find_map(|m| m.country.map(Who::Known).or(m.who));
    // "Молдова повідомила, що дрон залетів у повітряний простір країни": of who says so.
    beside.or_else(|| {
        let who = speaker(context, language, sentence, trigger)?;
        let named = context.mentions.iter().find(|m| m.who == Some(who) && (m.by != By::Alias || m.place.is_some()));
        let country = named.and_then(|m| m.country);
        country.map(Who::Known)
    })
}

/// "auf Antrag der Ukraine", "à la demande de Kiev": who asked for it is neither where it is nor at it.
pub(super) fn asks_for(context: &Context, language: &Language, mention: &Mention) -> bool {
    let word = |i| lower(context.tokens, i);
    let at = token_of(context, mention);
    language.any("behest", at.saturating_sub(2)..at, &word)
        && (at.saturating_sub(4)..at).any(|i| matches!(word(i), "auf" | "à" | "au" | "по" | "на" | "за" | "з" | "в"))
}

/// "дочка Дугіна", "die Tochter des Ideologen X": another than the one who is named.
pub(super) fn of_relative(context: &Context, language: &Language, mention: &Mention) -> bool {
    /// Words between the relative and the name: an article, a title, adjectives.
    const BETWEEN: usize = 4;
    let word = |i| lower(context.tokens, i);
    let at = token_of(context, mention);
    let from = at.saturating_sub(BETWEEN);
    let Some(relative) = (from..at).rev().find(|i| language.class_at("relatives", *i, &word).is_some()) else {
        return false;
    };
    let of = mention.oblique || language.any("whose", relative + 1..at, &word);
    of && !(relative..at).any(|i| word(i) == "," || language.class_at("and", i, &word).is_some())
}

/// Whether two names are listed together: a comma or "und" between, and few words.
pub(super) fn joined(context: &Context, language: &Language, one: &Mention, other: &Mention) -> bool {
    /// Titles and articles between two names of a list.
    const BETWEEN: usize = 5;
    let word = |i| lower(context.tokens, i);
    let (from, to) = (context.tokens.partition_point(|t| t.start < one.end), token_of(context, other));
    to.saturating_sub(from) <= BETWEEN
        && (from == to || (from..to).any(|i| word(i) == ",") || language.any("and", from..to, &word))
}

/// "делегації України та Росії": whether the name at a token belongs to forces or officials before it.
pub(super) fn of_forces(context: &Context, language: &Language, at: usize) -> bool {
    let word = |i| lower(context.tokens, i);
    let joins = |i: usize| word(i) == "," || language.class_at("and", i, &word).is_some();
    at > 0
        && (language.class_at("forces", at - 1, &word).is_some()
            || at > 2 && joins(at - 1) && context.tokens[at - 2].capital && of_forces(context, language, at - 2))
}

/// "обмін полоненими: з російського полону повернулися українські військові": the two countries of the sentence, if it
/// names just two.
pub(super) fn exchanging(context: &Context, sentence: &Sentence) -> Option<Vec<Who>> {
    let inside = context.mentions.iter().filter(|m| m.start >= sentence.start && m.end <= sentence.end);
    let mut sides: Vec<Who> = Vec::new();
    for who in
        inside.filter(|m| m.by != By::Metonym && !person(context.known, m)).filter_map(|m| m.country.map(Who::Known))
    {
        if !sides.contains(&who) {
            sides.push(who);
        }
    }
    (sides.len() == 2).then_some(sides)
}

/// "прямує до Вашингтона, де зустрінеться з Байденом": who is told of before a clause of place acts in it too.
pub(super) fn of_main_clause(
    context: &Context,
    language: &Language,
    stretch: Stretch,
    sentence: &Sentence,
) -> Option<Who> {
    let word = |i| lower(context.tokens, i);
    let opener = stretch.opener(sentence)?;
    // "в ходе которого" ends with the word that opens the clause.
    let opens = language.any("in_which", opener.saturating_sub(2)..opener + 1, &word);
    opens.then_some(())?;
    let end = context.tokens[opener].start;
    let before = context.mentions.iter().filter(|m| m.start >= context.tokens[sentence.first].start && m.end <= end);
    before.filter(|m| !m.oblique && !m.attribute && m.by != By::Metonym).find_map(|m| m.who)
}

/// "Сирський заявив, що вирішив вивести підрозділи": of what he will do himself who says so is the subject, where the verb is not
/// in the plural ("что обстреляли").
pub(super) fn of_himself(
    context: &Context,
    language: &Language,
    trigger: &Trigger,
    stretch: Stretch,
    sentence: &Sentence,
) -> Option<Who> {
    let word = |i| lower(context.tokens, i);
    let deed = matches!(
        trigger.kind(language),
        EventType::Consult | EventType::Aid | EventType::Agree | EventType::Retreat | EventType::Mobilize
    );
    language.class_at("that", stretch.opener(sentence).filter(|_| deed)?, &word)?;
    let many = (stretch.first..=trigger.first).any(|i| ["ли", "лися", "лись"].iter().any(|e| word(i).ends_with(e)));
    let another = context.mentions.iter().any(|m| {
        m.start >= context.tokens[stretch.first].start
            && m.end <= context.tokens[trigger.first].start
            && m.who.is_some()
            && !m.attribute
    });
    let said = speaker(context, language, sentence, trigger);
    said.filter(|who| !many && !another && who.is_known_person(context.known))
}

/// Whose word a sentence reports.
pub(super) fn speaker(context: &Context, language: &Language, sentence: &Sentence, trigger: &Trigger) -> Option<Who> {
    let word = |i| lower(context.tokens, i);
    let verb = (sentence.first..sentence.last).find(|i| {
        let says = ["speech", "announces"].iter().any(|class| language.class_at(class, *i, &word).is_some());
        *i != trigger.first && says
    })?;
    let (start, end) = (context.tokens[verb].start, context.tokens[verb].end);
    let (from, to) = (context.tokens[sentence.first].start, context.tokens[sentence.last - 1].end);
    // "заявили у Генеральному штабі"
    let body = |m: &Mention| {
        let at = token_of(context, m);
        let inside = at == verb + 2 && language.class_at("where", verb + 1, &word).is_some();
        inside && m.who.is_some_and(|who| who.organisation(context.known).is_some())
    };
    let near = || {
        let inside = context.mentions.iter().filter(|m| m.start >= from && m.end <= to);
        inside.filter(|m| !m.attribute && m.who.is_some() && !m.oblique || body(m))
    };
    // "…, сообщило X": behind the verb where it stands at the end of what is said, before it else.
    let behind = near().find(|m| m.start >= end && m.start - end < 60);
    let before = near().rfind(|m| m.end <= start);
    let said_first = verb > trigger.first;
    let (first, second) = if said_first { (behind, before) } else { (before, behind) };
    first.or(second).and_then(|m| m.who)
}
