//! Persons and organisations that are in no list.

use super::{Discovered, Found, Mentions, Who};
use crate::extract::date::is_calendar;
use crate::extract::record::By;
use crate::extract::token::{Sentence, Tag, Token};
use crate::knowledge::{Kind, Knowledge};
use std::collections::HashMap;

/// Persons and organisations that are in no list.
pub(super) fn discover(text: &str, tokens: &[Token], sentences: &[Sentence], known: &Knowledge, all: &mut Mentions) {
    let words = &known.lexicon.words;
    let covered = |found: &[Found], s: usize, e: usize| {
        found.iter().any(|m| {
            m.start < e
                && s < m.end
                && (m.who.is_some()
                    || m.end - m.start > 0 && m.by != By::Alias && m.by != By::Office
                    || m.place.is_some())
        })
    };
    let mut surnames: HashMap<String, usize> = HashMap::new();
    for sentence in sentences {
        let mut at = sentence.first;
        while at < sentence.last {
            if !(tokens[at].capital && matches!(tokens[at].tag, Tag::Name | Tag::Noun)) {
                at += 1;
                continue;
            }
            let first = at;
            let mut last = at + 1;
            while last < sentence.last {
                let t = &tokens[last];
                let glued = text[tokens[last - 1].end..t.start].chars().all(|c| matches!(c, ' ' | '\u{ad}'));
                let inner =
                    matches!(
                        t.lower.as_str(),
                        "of" | "the"
                            | "for"
                            | "on"
                            | "and"
                            | "de"
                            | "von"
                            | "van"
                            | "der"
                            | "du"
                            | "des"
                            | "la"
                            | "al"
                            | "bin"
                    ) && tokens.get(last + 1).is_some_and(|n| n.capital || matches!(n.lower.as_str(), "the" | "der"))
                        && last + 1 < sentence.last;
                let dated = |i: usize| tokens.get(i).is_some_and(|t| is_calendar(&t.lower));
                if dated(last) || inner && dated(last + 1) {
                    break;
                }
                if glued && t.capital && t.tag != Tag::Punct || inner && glued {
                    last += 1;
                } else {
                    break;
                }
            }
            at = last;
            // "Marie Dumoulin of the European Council": a person, then her house.
            let joint = (first + 2..last).find(|i| {
                matches!(tokens[*i].lower.as_str(), "of" | "for" | "and" | "on")
                    && words.is("given_names", &tokens[first].lower)
                    && (first..*i).all(|j| !words.is("organisation", &tokens[j].lower))
            });
            if let Some(joint) = joint {
                name_of(text, tokens, (first, joint), sentence, known, all, &covered, &mut surnames);
                let rest = (joint..last).find(|i| tokens[*i].capital);
                at = rest.unwrap_or(last);
                continue;
            }
            name_of(text, tokens, (first, last), sentence, known, all, &covered, &mut surnames);
        }
    }
    // Surnames alone, of the discovered persons.
    for (at, token) in tokens.iter().enumerate() {
        if let Some(&who) = surnames.get(&text[token.start..token.end]).filter(|_| token.capital) {
            let part = all.found.iter().any(|m| m.holds(token));
            let first_name = tokens
                .get(at + 1)
                .is_some_and(|n| n.capital && n.start == token.end + 1 && words.is("given_names", &token.lower));
            if !part && !first_name {
                all.found.push(Found::new(token.start, token.end, Some(Who::New(who)), By::Name));
            }
        }
    }
}

#[allow(clippy::too_many_arguments, reason = "one step of the loop above, cut out to be read on its own")]
fn name_of(
    text: &str,
    tokens: &[Token],
    (first, last): (usize, usize),
    sentence: &Sentence,
    known: &Knowledge,
    all: &mut Mentions,
    covered: &dyn Fn(&[Found], usize, usize) -> bool,
    surnames: &mut HashMap<String, usize>,
) {
    let words = &known.lexicon.words;
    let is_organisation =
        (first..last).any(|i| words.is("organisation", &tokens[i].lower) && tokens[i].capital) && last - first > 1;
    if is_organisation {
        // "The" is no part of it; nor is an "of the" at the end.
        let skip = usize::from(matches!(
            tokens[first].lower.as_str(),
            "the" | "a" | "die" | "der" | "das" | "le" | "la" | "les"
        ));
        let (first, mut last) = (first + skip, last);
        // Cut at " and " unless the organisation word stands behind it.
        if let Some(cut) = (first + 1..last)
            .find(|i| tokens[*i].lower == "and")
            .filter(|cut| (first..*cut).any(|i| words.is("organisation", &tokens[i].lower)))
        {
            last = cut;
        }
        while last > first && !tokens[last - 1].capital {
            last -= 1;
        }
        let (s, e) = (tokens[first].start, tokens[last - 1].end);
        // "Außenminister der Europäischen Union": nothing but the known body makes it one.
        let inside = |t: &Token| all.found.iter().any(|m| matches!(m.who, Some(Who::Known(_))) && m.holds(t));
        if (first..last).filter(|i| words.is("organisation", &tokens[*i].lower)).all(|i| inside(&tokens[i])) {
            return;
        }
        // "the Executive Board of the International Monetary Fund": it acts for the known body.
        let organ = (first..last).any(|i| matches!(tokens[i].lower.as_str(), "board" | "secretariat" | "management"));
        let organisation = |m: &Found| m.who.is_some_and(|who| who.organisation(known).is_some());
        let body = |m: &Found| m.start > s && m.end == e && m.by != By::Office && organisation(m);
        if organ && all.found.iter().any(body) {
            return;
        }
        let known_here = all.found.iter().any(|m| m.start <= s && e <= m.end && m.who.is_some());
        // "Foreign Ministry": whose, nobody says.
        let generic =
            last - first == 2 && tokens[last - 1].lower == "ministry" && words.is("titles", &tokens[first].lower)
                || (first..last).all(|i| {
                    matches!(tokens[i].lower.as_str(), "general" | "staff" | "national" | "guard" | "air" | "force")
                });
        if last - first > 1 && !known_here && !generic {
            let name = clean(&text[s..e]);
            // What lies inside ("European", "Ukraine") belongs to the name.
            all.found.retain(|m| !(s <= m.start && m.end <= e && m.by != By::Office));
            if all.found.iter().any(|m| m.start < e && s < m.end) {
                return;
            }
            let who = new_actor(all, name, Kind::Organisation, None, None);
            all.found.push(Found::new(s, e, Some(Who::New(who)), By::Name));
        }
        return;
    }
    // A person: titles stripped, two to four capitalised words, a given name or a human context.
    let mut start = first;
    let mut title = Vec::new();
    while start < last && (words.is("titles", &tokens[start].lower) || covered_alias(all, &tokens[start])) {
        title.push(clean(&text[tokens[start].start..tokens[start].end]));
        start += 1;
    }
    let mut end = start;
    while end < last
        && (tokens[end].capital
            || matches!(tokens[end].lower.as_str(), "de" | "von" | "van" | "der" | "la" | "bin" | "du") && end > start)
    {
        end += 1;
    }
    let count = end - start;
    if !(2..=4).contains(&count) {
        return;
    }
    let given = words.is("given_names", &tokens[start].lower);
    // "Sofia Sapega": a given name that is a town's as well.
    let begin = if given
        && all.found.iter().any(|m| m.start == tokens[start].start && m.end == tokens[start].end && m.who.is_none())
    {
        tokens[start + 1].start
    } else {
        tokens[start].start
    };
    if covered(&all.found, begin, tokens[end - 1].end) {
        return;
    }
    let before = start.checked_sub(1).filter(|i| *i >= sentence.first).map(|i| &tokens[i]);
    let titled = !title.is_empty() || before.is_some_and(|t| words.is("titles", &t.lower) && !t.capital);
    let next = tokens.get(end).filter(|_| end < sentence.last);
    let speaks = |t: Option<&Token>| t.is_some_and(|t| t.lemma.as_ref().is_some_and(|(l, _)| words.is("speech", l)));
    let speech = speaks(next)
        || speaks(before)
        || next.is_some_and(|t| t.lower == ",")
            && tokens[end..sentence.last]
                .iter()
                .take(14)
                .any(|t| matches!(t.lower.as_str(), "said" | "told") || words.is("titles", &t.lower));
    let determined = before.is_some_and(|t| t.tag == Tag::Det);
    // "Ukraine's Independence Day", "Red Square"
    if words.is("things", &tokens[end - 1].lower) {
        return;
    }
    let plain = (start..end).all(|i| {
        tokens[i].lower.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '.'))
            && tokens[i].lower.chars().count() > 1
            && !words.is("organisation", &tokens[i].lower)
            && !words.is("pronouns", &tokens[i].lower)
            && !words.is("prepositions", &tokens[i].lower)
            && !words.is("determiners", &tokens[i].lower)
            && !words.is("subordinators", &tokens[i].lower)
    });
    if !plain || determined && !titled || !(given || titled || speech && count == 2) {
        return;
    }
    let name = clean(&text[tokens[start].start..tokens[end - 1].end]);
    let role = role_of(text, tokens, start, end, &title, sentence, words);
    let female = before
        .map(|t| matches!(t.lower.as_str(), "spokeswoman" | "mrs" | "ms" | "chairwoman" | "actress"))
        .filter(|f| *f);
    let surname = text[tokens[end - 1].start..tokens[end - 1].end].to_owned();
    let who = new_actor(all, name, Kind::Person, role, female);
    surnames.entry(surname).or_insert(who);
    all.found.push(Found::new(tokens[start].start, tokens[end - 1].end, Some(Who::New(who)), By::Name));
}

fn covered_alias(all: &Mentions, token: &Token) -> bool {
    all.found.iter().any(|m| m.holds(token) && (m.by == By::Office || m.attribute && m.place.is_none()))
}

/// Of two mentions of one new actor there is one entry.
pub(in crate::extract) fn new_actor(
    all: &mut Mentions,
    name: String,
    kind: Kind,
    role: Option<String>,
    female: Option<bool>,
) -> usize {
    if let Some(at) = all.discovered.iter().position(|d| d.name == name) {
        let entry = &mut all.discovered[at];
        entry.role = entry.role.take().or(role);
        return at;
    }
    all.discovered.push(Discovered { name, kind, role, female });
    all.discovered.len() - 1
}

fn clean(text: &str) -> String {
    text.replace('\u{ad}', "").replace('’', "'").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// "of the European Council …", ", a military analyst at …,", "spokesman Ivan …".
fn role_of(
    text: &str,
    tokens: &[Token],
    start: usize,
    end: usize,
    title: &[String],
    sentence: &Sentence,
    words: &crate::knowledge::Words,
) -> Option<String> {
    let mut from = start - title.len();
    while from > sentence.first
        && (words.is("titles", &tokens[from - 1].lower)
            || tokens[from - 1].tag == Tag::Poss
            || tokens[from - 1].capital && tokens[from - 1].tag == Tag::Name
            || tokens[from - 1].tag == Tag::Adj)
        && start - from < 6
    {
        from -= 1;
    }
    if from < start {
        return Some(clean(&text[tokens[from].start..tokens[start - 1].end]));
    }
    let next = tokens.get(end).filter(|_| end < sentence.last)?;
    let (from, stop): (usize, &[&str]) = match next.lower.as_str() {
        "of" | "from" | "at" => (end, &[",", ".", "—", "–"]),
        "," => (end + 1, &[",", ".", "—", "–"]),
        _ => return None,
    };
    let to =
        (from..sentence.last).find(|i| stop.contains(&tokens[*i].lower.as_str()) || tokens[*i].tag == Tag::Quote)?;
    let titled = (from..to).any(|i| words.is("titles", &tokens[i].lower)) || next.lower != ",";
    (to > from && to - from <= 14 && titled).then(|| clean(&text[tokens[from].start..tokens[to - 1].end]))
}
