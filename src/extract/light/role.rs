//! Who acts, to whom and where, by side, case and preposition.

use super::name::{latin, nominative};
use super::{Stretch, Trigger};
use crate::extract::event::Context;
use crate::extract::mention::{Found as Mention, Mentions, Who, new_actor};
use crate::extract::record::{By, EventType};
use crate::extract::token::{Sentence, Token, lower};
use crate::knowledge::{Kind, Knowledge, Language, PlaceId, Step};
use jiff::civil::Date;

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

/// What the language's own small words make of mentions: adjectives of nationality as their country, capitals that act, pronouns,
/// persons in no list.
pub(in crate::extract) fn mentions(
    text: &str,
    tokens: &[Token],
    sentences: &[Sentence],
    (known, day): (&Knowledge, Option<Date>),
    language: &Language,
    all: &mut Mentions,
) {
    adjectives(tokens, language, &mut all.found);
    capitals(tokens, language, &mut all.found);
    offices(text, tokens, (known, day), language, all);
    persons(text, tokens, sentences, (known, language), all);
    all.found.sort_by_key(|m| (m.start, std::cmp::Reverse(m.end)));
}

/// "російські війська", "forces russes": the country, which acts where its forces stand beside.
fn adjectives(tokens: &[Token], language: &Language, found: &mut Vec<Mention>) {
    let word = |i| lower(tokens, i);
    for (at, token) in tokens.iter().enumerate() {
        let hit = language.adjectives.iter().find(|(step, _)| step.fits(&token.lower));
        let Some((_, country)) = hit else { continue };
        if found.iter().any(|m| m.start < token.end && token.start < m.end) {
            continue;
        }
        let forces = (at.saturating_sub(1)..at + 3).any(|i| language.class_at("forces", i, &word).is_some());
        let mut mention = Mention::new(token.start, token.end, Some(Who::Known(*country)), By::Alias);
        (mention.attribute, mention.country) = (!forces, Some(*country));
        found.push(mention);
    }
}

/// A capital behind a word of place is a place; behind no preposition, or one of dealing with somebody, it is its government.
fn capitals(tokens: &[Token], language: &Language, found: &mut [Mention]) {
    let word = |i| lower(tokens, i);
    for mention in found.iter_mut().filter(|m| m.by == By::Metonym) {
        let at = tokens.partition_point(|t| t.end <= mention.start);
        let class = |name: &str, i: usize| language.class_at(name, i, &word).is_some();
        let begin = (0..at).rev().find(|i| matches!(word(*i), "." | "!" | "?" | ":")).map_or(0, |i| i + 1);
        let located =
            (at.saturating_sub(2).max(begin)..at).any(|i| class("where", i) || class("town", i) || class("oblique", i));
        let struck = (at.saturating_sub(3).max(begin)..at).any(|i| {
            let frames = language.frames.iter().filter(|f| f.kind == EventType::Assault);
            frames.flat_map(|f| f.verbs.iter().chain(&f.nouns)).any(|p| p.first().is_some_and(|s| s.fits(word(i))))
        });
        let acts = !located && !struck;
        mention.who = mention.country.map(Who::Known).filter(|_| acts);
        mention.attribute = !acts;
    }
}

/// "le président français", "президент Росії": whoever held the office on the day, where no name follows.
fn offices(
    text: &str,
    tokens: &[Token],
    (known, day): (&Knowledge, Option<Date>),
    language: &Language,
    all: &mut Mentions,
) {
    let word = |i| lower(tokens, i);
    for at in 0..tokens.len() {
        let offices = language.offices.iter().filter(|(s, _)| Step::all_fit(s, at, &word));
        let Some((steps, title)) = offices.max_by_key(|(s, _)| s.len()) else {
            continue;
        };
        let (start, end) = (tokens[at].start, tokens[at + steps.len() - 1].end);
        // The country beside it: before ("ukrainische Präsident") or behind ("président ukrainien", "президент України").
        let beside = |m: &&Mention| {
            m.country.is_some() && (m.end < start && start - m.end <= 2 || m.start > end && m.start - end <= 5)
        };
        let Some(nation) = all.found.iter().find(beside) else { continue };
        let (country, from, to) = (nation.country, nation.start.min(start), nation.end.max(end));
        let named = all.found.iter().any(|m| m.start > end && m.start <= to + 2 && person(known, m))
            || tokens.iter().any(|t| t.start == to + 1 && t.capital);
        let office = known
            .offices
            .iter()
            .find(|o| Some(o.of) == country && o.title == *title && day.is_some_and(|d| o.holder(d).is_some()));
        if let (Some(office), false) = (office, named)
            && let Some(holder) = day.and_then(|d| office.holder(d))
        {
            let mut mention = Mention::new(from, to, Some(Who::Known(holder)), By::Office);
            (mention.role, mention.country) = (Some(text[from..to].to_owned()), country);
            all.found.retain(|m| !(from <= m.start && m.end <= to));
            all.found.push(mention);
        }
    }
    all.found.sort_by_key(|m| (m.start, std::cmp::Reverse(m.end)));
}

/// Persons in no list: two or three words with capitals behind a title ("губернатор Вячеслав Гладков").
fn persons(
    text: &str,
    tokens: &[Token],
    sentences: &[Sentence],
    (known, language): (&Knowledge, &Language),
    all: &mut Mentions,
) {
    let word = |i| lower(tokens, i);
    let mut surnames: Vec<(String, Who)> = Vec::new();
    for sentence in sentences {
        let mut at = sentence.first;
        while at < sentence.last {
            let length = language.class_at("titles", at, &word).unwrap_or(0);
            let behind = at + length;
            at += length.max(1);
            if length == 0 {
                continue;
            }
            // "радник президента США Джейк Салліван": the title may go on before the name.
            let named = |i: usize| {
                let inside =
                    |t: &Token| all.found.iter().any(|m| m.who.is_some() && m.start < t.end && t.start < m.end);
                tokens[i].capital
                    && tokens.get(i + 1).is_some_and(|n| n.capital && i + 1 < sentence.last)
                    && !inside(&tokens[i])
            };
            let reach = if language.nouns_are_capitals { behind + 1 } else { behind + 5 };
            let stop = (behind..reach).find(|i| matches!(word(*i), "," | "." | "»" | "“" | "”")).unwrap_or(reach);
            // "l'ambassadeur russe en Allemagne, Sergueï Netchaïev, a dénoncé": the name between two commas.
            let inserted = || {
                let end = (stop + 1..sentence.last.min(stop + 5)).find(|i| word(*i) == ",")?;
                (word(stop) == "," && end - stop <= 4 && (stop + 1..end).all(|i| tokens[i].capital)).then_some(stop + 1)
            };
            let first =
                (behind..stop.min(sentence.last)).find(|i| named(*i)).or_else(|| inserted().filter(|i| named(*i)));
            let Some(first) = first else { continue };
            let apart = |i: usize| text[tokens[i].end..tokens[i + 1].start].chars().all(|c| c == ' ');
            let mut last = first;
            while last < sentence.last && tokens[last].capital && last - first < 3 && (last == first || apart(last - 1))
            {
                last += 1;
            }
            // "в Берлине Сергей Нечаев": the name begins with the given name.
            let given = |i: usize| language.given_names.contains_key(&tokens[i].lower);
            let first = (first..last.saturating_sub(1)).find(|i| given(*i)).unwrap_or(first);
            if last - first < 2 {
                continue;
            }
            let (start, end) = (tokens[first].start, tokens[last - 1].end);
            // A town's name that is a given name here ("Артем") is none.
            all.found.retain(|m| !(start <= m.start && m.end <= end && m.who.is_none()));
            if all.found.iter().any(|m| m.start < end && start < m.end) {
                continue;
            }
            let role = text[tokens[behind - length].start..tokens[first - 1].end].to_owned();
            let written: Vec<&str> = (first..last).map(|i| &text[tokens[i].start..tokens[i].end]).collect();
            let name = nominative(&written, language);
            let spelled =
                if language.latin.is_empty() { text[start..end].to_owned() } else { latin(&name.words, language) };
            // Another spelling of somebody who is known.
            let who = match known.names.exact(&spelled).and_then(|hit| hit.actor) {
                Some(id) => Who::Known(id),
                None => Who::New(new_actor(all, spelled, Kind::Person, Some(role), name.female)),
            };
            if let Some(surname) = name.words.last().filter(|_| name.words.len() > 1) {
                surnames.push((surname.clone(), who));
            }
            all.found.push(Mention { oblique: name.oblique, ..Mention::new(start, end, Some(who), By::Name) });
        }
    }
    again(text, tokens, &surnames, all);
}

/// The surname alone, in any case, of a person whose full name the text has.
fn again(text: &str, tokens: &[Token], surnames: &[(String, Who)], all: &mut Mentions) {
    for token in tokens.iter().filter(|t| t.capital) {
        let word = &text[token.start..token.end];
        let stem = |surname: &str| surname.trim_end_matches(['а', 'я', 'о', 'й', 'ь', 'и', 'ы']).to_owned();
        let fits = |surname: &String| {
            word == surname.as_str()
                || stem(surname).chars().count() >= 4
                    && word.starts_with(&stem(surname))
                    && word.chars().count() <= surname.chars().count() + 3
        };
        let taken = all.found.iter().any(|m| m.start < token.end && token.start < m.end);
        if let Some((surname, who)) = surnames.iter().find(|(surname, _)| !taken && fits(surname)) {
            let oblique = word != surname.as_str();
            all.found.push(Mention { oblique, ..Mention::new(token.start, token.end, Some(*who), By::Name) });
        }
    }
}

/// Pronouns of the third person whose one reading is clear: the first person of the sentence before, of the right sex.
pub(in crate::extract) fn pronouns(
    tokens: &[Token],
    sentences: &[Sentence],
    known: &Knowledge,
    language: &Language,
    found: &mut Vec<Mention>,
) {
    let word = |i| lower(tokens, i);
    let mut added = Vec::new();
    for (index, sentence) in sentences.iter().enumerate().skip(1) {
        for (at, token) in tokens.iter().enumerate().take(sentence.last).skip(sentence.first) {
            let sex = match () {
                () if language.class_at("he", at, &word).is_some() => 'm',
                () if language.class_at("she", at, &word).is_some() => 'f',
                () => continue,
            };
            let fits = |m: &&Mention| {
                person(known, m)
                    && !m.attribute
                    && !matches!(m.who, Some(Who::Known(id)) if known.actor(id).sex.is_some_and(|s| s != sex))
            };
            let before = sentences[index.saturating_sub(2)..index].iter().rev().find_map(|s| {
                found
                    .iter()
                    .filter(|m| m.start >= s.start && m.end <= s.end)
                    .find(|m| fits(m) && !m.oblique)
                    .and_then(|m| m.who)
            });
            if let Some(who) = before {
                added.push(Mention::new(token.start, token.end, Some(who), By::Pronoun));
            }
        }
    }
    found.extend(added);
    found.sort_by_key(|m| (m.start, std::cmp::Reverse(m.end)));
}

fn token_of(context: &Context, mention: &Mention) -> usize {
    context.tokens.partition_point(|t| t.end <= mention.start)
}

/// The link of a mention: the nearest preposition before it, with at most three words of its group (articles, adjectives,
/// titles) between.
fn link(context: &Context, language: &Language, mention: &Mention, from: usize) -> Link {
    let at = token_of(context, mention);
    let word = |i| lower(context.tokens, i);
    for back in (from..at).rev().take(4) {
        let class = |name: &str| language.class_at(name, back, &word).is_some();
        // "в ночь на субботу дроны …": the preposition is the day's.
        if language.weekdays.iter().chain(&language.months).any(|s| s.fits(word(back))) {
            break;
        }
        // Behind a name that belongs to the title ("ministre des Affaires étrangères X") a preposition is the title's.
        if context.tokens[back].capital && !class("titles") {
            break;
        }
        // "secrétaire d'État X": so does a title's own preposition.
        if back > from && language.class_at("titles", back - 1, &word).is_some() {
            break;
        }
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

/// Who acts by a mention; nobody where it only says whose or where something is.
fn acts(mention: &Mention) -> Option<Who> {
    mention.who.or(mention.country.map(Who::Known)).filter(|_| !mention.attribute)
}

fn person(known: &Knowledge, mention: &Mention) -> bool {
    matches!(mention.who, Some(Who::Known(id)) if known.actor(id).kind == Kind::Person)
        || matches!(mention.who, Some(Who::New(_)))
}

pub(super) fn roles(
    context: &Context,
    language: &Language,
    trigger: &Trigger,
    stretch: Stretch,
) -> (Vec<Who>, Vec<Who>) {
    let (start, end) = (context.tokens[stretch.first].start, context.tokens[stretch.last - 1].end);
    let (head, tail) = (context.tokens[trigger.first].start, context.tokens[trigger.last - 1].end);
    let asks = language.frames[trigger.frame].kind == EventType::Request;
    let inside: Vec<(&Mention, Who, Link)> = context
        .mentions
        .iter()
        .filter(|m| m.start >= start && m.end <= end)
        .filter_map(|m| Some((m, acts(m)?, link(context, language, m, stretch.first))))
        // "forderten von Moskau": of whom it is asked, not who asks.
        .map(|(m, who, l)| (m, who, if asks && l == Link::Agent { Link::With } else { l }))
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
    let force = matches!(language.frames[trigger.frame].kind, EventType::Assault | EventType::Coerce);
    // "une frappe": a verb's stem, and a noun all the same.
    let noun = || {
        let fits = |p: &Vec<Step>| p.len() == 1 && p[0].fits(&context.tokens[trigger.first].lower);
        trigger.nominal || language.frames[trigger.frame].nouns.iter().any(fits)
    };
    let whose = (force && noun() && actors.is_empty()).then(|| beside(context, trigger)).flatten();
    if let Some(who) = whose {
        add(&mut actors, who);
    }
    let passive = !actors.is_empty();
    let subject = |m: &Mention, link: Link| link == Link::Bare && !m.oblique;
    if !passive {
        for (_, who, _) in inside.iter().filter(|(m, _, l)| m.end <= head && subject(m, *l)) {
            add(&mut actors, *who);
        }
        // The verb first: "заявив Песков", "trafen sich Macron und Scholz".
        if actors.is_empty() {
            let behind = inside
                .iter()
                .filter(|(m, _, l)| m.start >= tail && (subject(m, *l) || trigger.nominal && *l == Link::Bare));
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
    if targets.is_empty() && actors.len() > 1 && language.frames[trigger.frame].kind == EventType::Consult {
        targets = actors.split_off(1);
    }
    (actors, targets)
}

/// "атаки украинских беспилотников", "frappe russe", "ukrainischer Drohnenangriff": whose blow it is by the adjective beside it.
fn beside(context: &Context, trigger: &Trigger) -> Option<Who> {
    let behind = |words: usize| context.tokens.get(trigger.last + words).map(|t| t.start);
    let before = trigger.first.checked_sub(1).map(|i| context.tokens[i].end);
    let nation = |m: &&Mention| m.by == By::Alias && m.country.is_some() && (m.attribute || m.place.is_none());
    let adjective = |m: &&Mention| {
        let next = Some(m.end) == before || Some(m.start) == behind(0);
        // "attaque de drones ukrainiens"
        let near = !m.attribute && [behind(1), behind(2)].contains(&Some(m.start));
        nation(m) && (next || near)
    };
    context.mentions.iter().find(adjective).and_then(|m| m.country).map(Who::Known)
}

/// The toponym behind a word of place, nearest to the trigger; a town rather than a country.
pub(super) fn place(context: &Context, language: &Language, trigger: &Trigger, stretch: Stretch) -> Option<PlaceId> {
    let (start, end) = (context.tokens[stretch.first].start, context.tokens[stretch.last - 1].end);
    let pivot = context.tokens[trigger.first].start;
    // "спростував заяву про захоплення Новопавлівки": what is denied of a town is denied there.
    let assault = matches!(language.frames[trigger.frame].kind, EventType::Assault | EventType::Reject);
    let word = |i| lower(context.tokens, i);
    let cost = |m: &&Mention| {
        let at = token_of(context, m);
        let located = (at.saturating_sub(3)..at).any(|i| language.class_at("where", i, &word).is_some());
        let wide = m.place.is_some_and(|p| context.known.place(p).is_country || context.known.place(p).is_region);
        m.start.abs_diff(pivot)
            + if located {
                0
            } else if assault && !wide {
                60
            } else {
                2_000
            }
            + if wide { 80 } else { 0 }
    };
    let inside = context.mentions.iter().filter(|m| m.place.is_some() && m.start >= start && m.end <= end);
    inside.min_by_key(cost).filter(|m| cost(m) < 500).and_then(|m| m.place)
}

/// Whose word a sentence reports.
pub(super) fn speaker(context: &Context, language: &Language, sentence: &Sentence, trigger: &Trigger) -> Option<Who> {
    let word = |i| lower(context.tokens, i);
    let verb = (sentence.first..sentence.last)
        .find(|i| *i != trigger.first && language.class_at("speech", *i, &word).is_some())?;
    let (start, end) = (context.tokens[verb].start, context.tokens[verb].end);
    let (from, to) = (context.tokens[sentence.first].start, context.tokens[sentence.last - 1].end);
    let near = || {
        context
            .mentions
            .iter()
            .filter(|m| !m.attribute && m.who.is_some() && !m.oblique && m.start >= from && m.end <= to)
    };
    // "…, сообщило X": behind the verb where it stands at the end of what is said, before it else.
    let behind = near().find(|m| m.start >= end && m.start - end < 60);
    let before = near().rfind(|m| m.end <= start);
    let said_first = verb > trigger.first;
    let (first, second) = if said_first { (behind, before) } else { (before, behind) };
    first.or(second).and_then(|m| m.who)
}
