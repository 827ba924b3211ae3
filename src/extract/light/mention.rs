//! What a language's own small words make of mentions.

use super::ministry::ministries;
use super::name::{given_name, latin, may_be_one, nominative};
use super::{person, place};
use crate::extract::mention::{Found as Mention, Mentions, Who, new_actor};
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

/// Words between a person's title and the name.
const SERVED: usize = 6;

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
            // "застрелили Андрія Парубія": a given name needs no title, but "на вулиці Богдана Хмельницького".
            let untitled = length == 0
                && given_name(&tokens[at].lower, language).is_some()
                && language.class_at("called_after", at.wrapping_sub(1), &word).is_none();
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
            // "président du Parlement Andriï Paroubiï"
            let body = last - first > 2 && language.class_at("forces", first, &word).is_some();
            let first = first + usize::from(body);
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
fn served(tokens: &[Token], (known, language): (&Knowledge, &Language), found: &mut [Mention]) {
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
