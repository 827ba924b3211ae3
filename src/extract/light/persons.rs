//! Persons in no list: by their title or a given name that is known.

use super::name::{given_name, latin, nominative};
use super::person;
use crate::extract::mention::{Found as Mention, Mentions, Who, new_actor};
use crate::extract::record::By;
use crate::extract::token::{Sentence, Token, lower};
use crate::knowledge::{Kind, Knowledge, Language};

/// Words between a person's title and the name.
const SERVED: usize = 6;

/// Persons in no list: two or three words with capitals behind a title ("губернатор Вячеслав Гладков"), or from a given name on
/// ("застрелили Андрія Парубія").
pub(super) fn persons(
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
            // "застрелили Андрія Парубія": a given name needs no title, but "на вулиці Богдана Хмельницького".
            let called_after =
                || at.checked_sub(1).is_some_and(|i| language.class_at("called_after", i, &word).is_some());
            let untitled = length == 0
                && tokens[at].capital
                && given_name(&tokens[at].lower, language).is_some()
                && !called_after();
            let behind = at + length;
            at += length.max(1);
            if length == 0 && !untitled {
                continue;
            }
            // "радник президента США Джейк Салліван": the title may go on before the name.
            let named = |i: usize| {
                let inside =
                    |t: &Token| all.found.iter().any(|m| m.who.is_some() && m.start < t.end && t.start < m.end);
                // "главком ВМФ РФ Александр Моисеев": abbreviations are no names.
                let short = |t: &Token| {
                    text[t.start..t.end].chars().filter(|c| c.is_uppercase()).count() > 1
                        && text[t.start..t.end].chars().all(char::is_uppercase)
                };
                tokens[i].capital
                    && !short(&tokens[i])
                    && tokens.get(i + 1).is_some_and(|n| n.capital && i + 1 < sentence.last && !short(n))
                    && !inside(&tokens[i])
            };
            let reach = if untitled || language.nouns_are_capitals { behind + 1 } else { behind + 5 };
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
            let role = (!untitled).then(|| text[tokens[behind - length].start..tokens[first - 1].end].to_owned());
            let written: Vec<&str> = (first..last).map(|i| &text[tokens[i].start..tokens[i].end]).collect();
            let name = nominative(&written, language);
            let spelled =
                if language.latin.is_empty() { text[start..end].to_owned() } else { latin(&name.words, language) };
            // Another spelling of somebody who is known.
            let listed = known.names.exact(&spelled).and_then(|hit| hit.actor);
            // Names from another alphabet are known by their sound.
            let sounding = || known.person_sounding(&spelled).filter(|_| !language.latin.is_empty());
            let who = match listed.or_else(sounding) {
                Some(id) => Who::Known(id),
                None => Who::New(new_actor(all, spelled, Kind::Person, role, name.female)),
            };
            if let Some(surname) = name.words.last().filter(|_| name.words.len() > 1) {
                surnames.push((surname.clone(), who));
            }
            all.found.push(Mention { oblique: name.oblique, ..Mention::new(start, end, Some(who), By::Name) });
        }
    }
    again(text, tokens, &surnames, all);
}

/// "генерал-лейтенант Минобороны Виктор Самойленко": whom somebody serves is named to say who that is.
pub(super) fn served(tokens: &[Token], (known, language): (&Knowledge, &Language), found: &mut [Mention]) {
    let word = |i| lower(tokens, i);
    if language.nouns_are_capitals {
        return;
    }
    let persons: Vec<usize> = found.iter().filter(|m| m.by == By::Name && person(known, m)).map(|m| m.start).collect();
    for start in persons {
        let first = tokens.partition_point(|t| t.end <= start);
        let from = first.saturating_sub(SERVED);
        let stop = (from..first).rev().find(|i| !tokens[*i].lower.chars().all(|c| c.is_alphanumeric() || c == '-'));
        let title = (stop.map_or(from, |i| i + 1)..first).find(|i| language.class_at("titles", *i, &word).is_some());
        let Some(title) = title.map(|i| tokens[i].end) else { continue };
        let body = |m: &&mut Mention| {
            matches!(m.by, By::Name | By::Alias)
                && m.who.is_some_and(|who| !who.is_known_person(known))
                && title < m.start
                && m.end < start
        };
        found.iter_mut().filter(body).for_each(|m| m.attribute = true);
    }
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
