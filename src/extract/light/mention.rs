//! What a language's own small words make of mentions.

use super::ministry::ministries;
use super::name::{given_name, latin, may_be_one};
use super::persons::{persons, served};
use super::{person, place};
use crate::extract::mention::{Found as Mention, Mentions, Who};
use crate::extract::record::{By, EventType};
use crate::extract::token::{Sentence, Token, lower};
use crate::knowledge::{Kind, Knowledge, Language, Step};
use jiff::civil::Date;

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
    quoted(text, known, &mut all.found);
    namesakes(text, tokens, (known, language), &mut all.found);
    given(tokens, language, &mut all.found);
    adjectives(tokens, language, &mut all.found);
    genitives(text, tokens, known, language, &mut all.found);
    owners(text, known, &mut all.found);
    capitals(tokens, language, &mut all.found);
    place::regions(tokens, known, language, &mut all.found);
    place::listed_regions(tokens, known, language, &mut all.found);
    place::districts(tokens, language, &mut all.found);
    place::plants(text, tokens, known, language, &mut all.found);
    ministries(tokens, known, language, all);
    offices(text, tokens, (known, day), language, all);
    persons(text, tokens, sentences, (known, language), all);
    served(tokens, (known, language), &mut all.found);
    all.found.sort_by_key(|m| (m.start, std::cmp::Reverse(m.end)));
}

/// "группировка войск «Запад»": what bears the name of a group in quotation marks is not the group.
fn quoted(text: &str, known: &Knowledge, found: &mut Vec<Mention>) {
    let marked = |m: &Mention| {
        text[..m.start].ends_with(['«', '„', '“', '"']) && text[m.end..].starts_with(['»', '“', '”', '"'])
    };
    let group = |m: &Mention| matches!(m.who, Some(Who::Known(id)) if known.actor(id).kind == Kind::Group);
    // «коаліція охочих» is what it is called.
    let one_word = |m: &Mention| !text[m.start..m.end].contains(' ');
    found.retain(|m| !(group(m) && marked(m) && one_word(m)));
}

/// "Олега Марченка" where the knowledge has a Serhii Marchenko: somebody else of that surname.
fn namesakes(text: &str, tokens: &[Token], (known, language): (&Knowledge, &Language), found: &mut Vec<Mention>) {
    let another = |m: &Mention| {
        let Some(Who::Known(id)) = m.who else { return false };
        let person = known.actor(id);
        let at = tokens.partition_point(|t| t.end <= m.start);
        let before = at.checked_sub(1).map(|i| &tokens[i]).filter(|t| t.capital && t.end + 1 == m.start);
        let alone = tokens.get(at).is_some_and(|t| t.start == m.start && t.end == m.end);
        // Names of other countries are written by their sound: "Джорджа Мелоні".
        let own = person.kind == Kind::Person && known.topic.names(person.country.as_deref());
        let Some(before) = before.filter(|_| alone && own) else { return false };
        let given = given_name(&text[before.start..before.end], language).filter(|_| !language.latin.is_empty());
        given.is_some_and(|(name, ..)| !may_be_one(&latin(&[name], language), &person.name))
    };
    found.retain(|m| !another(m));
}

/// "Виктор Орбан": a given name before a surname is no town or capital of that name.
fn given(tokens: &[Token], language: &Language, found: &mut Vec<Mention>) {
    let name = |m: &Mention| {
        let at = tokens.partition_point(|t| t.end <= m.start);
        let whole = tokens.get(at).is_some_and(|t| t.start == m.start && t.end == m.end);
        let before_surname = tokens.get(at + 1).is_some_and(|t| t.capital && t.start == m.end + 1);
        whole && before_surname && language.given_names.contains_key(&tokens[at].lower)
    };
    found.retain(|m| !((m.who.is_none() || m.by == By::Metonym) && name(m)));
}

/// "російські війська", "forces russes": the country, which acts where its forces stand beside.
fn adjectives(tokens: &[Token], language: &Language, found: &mut Vec<Mention>) {
    let word = |i| lower(tokens, i);
    let adjective = |i: usize| language.adjectives.iter().any(|(step, _)| step.fits(word(i)));
    // "Українська делегація": no form of the town of Українськ.
    let town = |m: &Mention| {
        let at = tokens.partition_point(|t| t.end <= m.start);
        let whole = tokens.get(at).is_some_and(|t| t.start == m.start && t.end == m.end);
        // "Українська ППО"
        let forces = language.class_at("forces", at + 1, &word).is_some();
        let noun =
            tokens.get(at + 1).is_some_and(|t| (!t.capital || forces) && t.lower.chars().all(char::is_alphabetic));
        let declined = word(at).ends_with(['а', 'у', 'о', 'і', 'е', 'я', 'ю', 'м', 'х', 'й']);
        !(whole && noun && declined && adjective(at))
    };
    found.retain(|m| m.who.is_some() || m.place.is_none() || town(m));
    for (at, token) in tokens.iter().enumerate() {
        let hit = language.adjectives.iter().find(|(step, _)| step.fits(&token.lower));
        let Some((_, country)) = hit else { continue };
        if found.iter().any(|m| m.start < token.end && token.start < m.end) {
            continue;
        }
        // "délégations russe et ukrainienne", "russischen und ukrainischen Delegationen"
        let and = |i: usize| language.class_at("and", i, &word).is_some();
        let joins = |i: usize| and(i) || word(i) == ",";
        // "der ukrainischen und der russischen Delegation"
        let article = |i: usize| language.class_at("articles", i, &word).is_some();
        let (mut first, mut last) = (at, at);
        loop {
            match () {
                () if first > 1 && joins(first - 1) && adjective(first - 2) => first -= 2,
                () if first > 2 && article(first - 1) && joins(first - 2) && adjective(first - 3) => first -= 3,
                () => break,
            }
        }
        loop {
            match () {
                () if joins(last + 1) && adjective(last + 2) => last += 2,
                () if joins(last + 1) && article(last + 2) && adjective(last + 3) => last += 3,
                () => break,
            }
        }
        let (first, last) = (first.saturating_sub(2), last + 3);
        let forces = language.any("forces", first..last, &word);
        let mut mention = Mention::new(token.start, token.end, Some(Who::Known(*country)), By::Alias);
        (mention.attribute, mention.country) = (!forces, Some(*country));
        // "оголосила російського дипломата персоною нон ґрата": nobody's subject, unless it is what one strikes with.
        let declined = ["ого", "ому", "ої", "ими"].iter().any(|ending| token.lower.ends_with(ending));
        mention.oblique = declined && language.class_at("instruments", at + 1, &word).is_none();
        found.push(mention);
    }
}

/// "Polens Luftwaffe": the country acts by its forces.
fn genitives(text: &str, tokens: &[Token], known: &Knowledge, language: &Language, found: &mut [Mention]) {
    let word = |i| lower(tokens, i);
    if !language.nouns_are_capitals {
        return;
    }
    for m in found {
        let Some(country) = m.place.map(|p| known.place(p)).filter(|p| p.is_country) else { continue };
        let next = tokens.partition_point(|t| t.start < m.end);
        let ends = next > 0 && word(next - 1).ends_with('s');
        let genitive = ends && language.class_at("forces", next, &word).is_some();
        if let Some(id) = known.actor_named(&country.name).filter(|_| genitive) {
            (m.who, m.country, m.place, m.attribute) = (Some(Who::Known(id)), Some(id), None, false);
            continue;
        }
        // "im Osten Lettlands": where, not who.
        let whole = text[m.start..m.end].strip_suffix('s').and_then(|name| known.names.exact(name));
        let noun = next > 1 && tokens[next - 2].capital && tokens[next - 2].end + 1 == m.start;
        m.oblique |= ends && noun && whole.is_some_and(|hit| hit.place.is_some() || hit.actor.is_some());
    }
}

/// "Сили оборони України", "ГУР Міноборони": the country or body behind a body of its own only says whose that is. So does the body
/// before its head ("глава МИД КНР Ван И").
fn owners(text: &str, known: &Knowledge, found: &mut [Mention]) {
    let of_body = |m: &Mention| m.who?.organisation(known)?.country.as_deref();
    let bodies: Vec<(usize, &str)> = found.iter().filter_map(|m| Some((m.end, of_body(m)?))).collect();
    let persons: Vec<usize> = found.iter().filter(|m| person(known, m)).map(|m| m.start).collect();
    for m in found {
        let heads = |start: &usize| text.get(m.end..*start) == Some(" ");
        if m.who.and_then(|who| who.organisation(known)).is_some() && persons.iter().any(heads) {
            m.attribute = true;
        }
        let land = m.place.map(|p| known.place(p)).filter(|p| p.is_country).and_then(|p| p.country.as_deref());
        let higher = of_body(m);
        let of_it =
            |(end, of): &(usize, &str)| [land, higher].contains(&Some(*of)) && text.get(*end..m.start) == Some(" ");
        if bodies.iter().any(of_it) {
            m.attribute = true;
            if land.is_some() {
                (m.who, m.country) = (None, None);
            }
        }
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
        // "відвідає Київ"
        let visited = (at.saturating_sub(2).max(begin)..at).any(|i| class("visits", i));
        let acts = !located && !struck && !visited;
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
        // "Außenministerium": no minister.
        if all.found.iter().any(|m| m.who.is_some() && m.holds(&tokens[at])) {
            continue;
        }
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
    for (index, sentence) in sentences.iter().enumerate() {
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
            let first = |start: usize, end: usize| {
                let inside = found.iter().filter(|m| m.start >= start && m.end <= end);
                inside.into_iter().find(|m| fits(m) && !m.oblique).and_then(|m| m.who)
            };
            // "s'est rendu à Kiev, où il a rencontré": who is told of before the clause of place.
            // "Lawrow bestätigte, dass er …": he himself.
            let clause = at > sentence.first
                && ["in_which", "that"].iter().any(|class| language.class_at(class, at - 1, &word).is_some());
            let here = clause.then(|| first(sentence.start, token.start)).flatten();
            let earlier = sentences[index.saturating_sub(2)..index].iter().rev();
            let before = here.or_else(|| earlier.into_iter().find_map(|s| first(s.start, s.end)));
            if let Some(who) = before {
                // "По его словам": his words, not he.
                let attribute = language.class_at("oblique", at + 1, &word).is_some();
                added.push(Mention { attribute, ..Mention::new(token.start, token.end, Some(who), By::Pronoun) });
            }
        }
    }
    found.extend(added);
    found.sort_by_key(|m| (m.start, std::cmp::Reverse(m.end)));
}
