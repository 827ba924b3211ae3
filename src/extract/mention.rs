//! Who is named: known and discovered actors, by name, alias, office, metonym and pronoun.

use super::record::By;
use super::token::{Sentence, Tag, Token};
use crate::knowledge::{ActorId, Hit, Kind, Knowledge, PlaceId};
use jiff::civil::Date;
use std::collections::HashMap;

/// Whom a mention means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Who {
    Known(ActorId),
    /// Index into [`Mentions::discovered`].
    New(usize),
}

/// A mention over bytes.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) who: Option<Who>,
    pub(super) by: By,
    pub(super) place: Option<PlaceId>,
    /// Names the actor only as an attribute ("US President", "in Belarus"): no actor on its own account.
    pub(super) attribute: bool,
    /// The country behind an adjective or metonym, for forces and seats.
    pub(super) country: Option<ActorId>,
    pub(super) role: Option<String>,
}

/// A person or organisation in no list.
#[derive(Debug, Clone)]
pub(super) struct Discovered {
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) role: Option<String>,
    female: Option<bool>,
}

/// All mentions in the order of the text.
#[derive(Debug, Default)]
pub(super) struct Mentions {
    pub(super) found: Vec<Found>,
    pub(super) discovered: Vec<Discovered>,
}

/// Prepositions behind which a country is where, not who.
const WHERE: &[&str] = &[
    "in",
    "across",
    "near",
    "inside",
    "into",
    "through",
    "throughout",
    "at",
    "around",
    "outside",
    "within",
    "via",
    "onto",
];

pub(super) fn find(
    text: &str,
    tokens: &[Token],
    sentences: &[Sentence],
    known: &Knowledge,
    day: Option<Date>,
) -> Mentions {
    let mut all = Mentions::default();
    let full: Vec<(usize, usize, &Hit)> = known.names.find(text).collect();
    // Persons whose full name stands in the text: their weak surnames count.
    let named: Vec<ActorId> =
        full.iter().filter(|(s, e, h)| !h.weak && text[*s..*e].contains(' ')).filter_map(|(.., h)| h.actor).collect();
    for (start, end, hit) in &full {
        if hit.weak && !hit.actor.is_some_and(|a| named.contains(&a)) {
            continue;
        }
        known_mention(text, tokens, known, day, (*start, *end, hit), &mut all.found);
    }
    discover(text, tokens, sentences, known, &mut all);
    all.found.sort_by_key(|m| (m.start, std::cmp::Reverse(m.end)));
    join_office_and_name(text, known, &mut all);
    pronouns(tokens, sentences, known, &mut all);
    all.found.sort_by_key(|m| (m.start, std::cmp::Reverse(m.end)));
    all
}

fn token_at(tokens: &[Token], byte: usize) -> usize {
    tokens.partition_point(|t| t.end <= byte)
}

fn known_mention(
    text: &str,
    tokens: &[Token],
    known: &Knowledge,
    day: Option<Date>,
    (start, end, hit): (usize, usize, &Hit),
    out: &mut Vec<Found>,
) {
    let first = token_at(tokens, start);
    let next = token_at(tokens, end);
    let before = first.checked_sub(1).map_or("", |i| tokens[i].lower.as_str());
    let after = tokens.get(next).map_or("", |t| t.lower.as_str());
    let after_capital = tokens.get(next).is_some_and(|t| t.capital && t.start <= end + 1);
    let base = Found { start, end, who: None, by: By::Name, place: None, attribute: false, country: None, role: None };
    if !hit.offices.is_empty() {
        let day = day.unwrap_or(Date::MAX);
        let office = hit.offices.iter().map(|o| &known.offices[*o]).find(|o| o.holder(day).is_some());
        let office = office.or_else(|| hit.offices.first().map(|o| &known.offices[*o]));
        if let Some(office) = office {
            // "former president", "ex-": somebody else than the holder.
            let former = matches!(before, "former" | "ex" | "then" | "late" | "deputy" | "vice" | "ex-")
                || text[..start].ends_with('-');
            let title = text[start..end].to_owned();
            let who = office.holder(day).filter(|_| !former).map(Who::Known);
            out.push(Found { who, by: By::Office, country: Some(office.of), role: Some(title), ..base });
            return;
        }
    }
    if let Some(country) = hit.adjective.filter(|_| hit.actor.is_none() || after_capital_noun(text, tokens, next, end))
    {
        // "Russian-occupied": whose doing it was, not who acts.
        if text[end..].starts_with('-') {
            return;
        }
        let plural = text[start..end].ends_with('s')
            && !matches!(&text[start..end], "U.S." | "US" | "Swiss")
            && known.actor(country).kind == Kind::Country;
        let acts = known.lexicon.words.is("forces", after)
            || tokens
                .get(next + 1)
                .is_some_and(|t| known.lexicon.words.is("forces", &t.lower) && tokens[next].tag != Tag::Prep)
            || plural;
        out.push(Found {
            who: Some(Who::Known(country)),
            by: By::Alias,
            attribute: !acts,
            country: Some(country),
            ..base
        });
        return;
    }
    if let Some(actor) = hit.actor {
        let entry = known.actor(actor);
        let abbreviation = text[start..end].chars().all(|c| c.is_uppercase() || c == '.');
        // "US President", "US troops": an attribute, unless it acts through its forces.
        let premodifier = entry.kind == Kind::Country
            && hit.place.is_some()
            && (after_capital && !matches!(after, "and" | "or") || abbreviation && is_noun(tokens, next));
        let acts = known.lexicon.words.is("forces", after);
        let place = hit.place.filter(|_| !(abbreviation && premodifier));
        let located = entry.kind == Kind::Country && WHERE.contains(&before);
        let by = if text[start..end] == entry.name || hit.canonical { By::Name } else { By::Alias };
        out.push(Found {
            who: Some(Who::Known(actor)),
            by,
            place,
            attribute: located || premodifier && !acts,
            country: (entry.kind == Kind::Country).then_some(actor),
            ..base
        });
        return;
    }
    if let Some(country) = hit.metonym {
        let acts = metonym_acts(tokens, known, first, next, before, after);
        out.push(Found {
            who: acts.then_some(Who::Known(country)),
            by: By::Metonym,
            place: hit.place,
            attribute: !acts,
            country: Some(country),
            ..base
        });
        return;
    }
    if hit.place.is_some() {
        // "Kharkiv Mayor", "Lviv University": still the town. A person's surname is not a town.
        let surname = first > 0
            && tokens[first - 1].capital
            && tokens[first - 1].end + 1 >= start
            && known.lexicon.words.is("given_names", before);
        if !surname {
            out.push(Found { place: hit.place, attribute: true, ..base });
        }
    }
}

fn after_capital_noun(text: &str, tokens: &[Token], next: usize, end: usize) -> bool {
    tokens.get(next).is_some_and(|t| {
        t.start == end + 1 && (matches!(t.tag, Tag::Noun | Tag::Adj) || t.capital) && !text[end..t.start].contains(',')
    })
}

fn is_noun(tokens: &[Token], at: usize) -> bool {
    tokens.get(at).is_some_and(|t| matches!(t.tag, Tag::Noun | Tag::Adj | Tag::Name) || t.capital)
}

/// A capital acts where it is what a verb hangs on, owns what a government has, or is told, asked or spoken to.
fn metonym_acts(tokens: &[Token], known: &Knowledge, first: usize, next: usize, before: &str, after: &str) -> bool {
    let words = &known.lexicon.words;
    if WHERE.contains(&before)
        || matches!(before, "on" | "off" | "from" | "of" | "city" | "capital" | "over") && after != "'s"
    {
        return false;
    }
    let verb = |i: usize| {
        tokens.get(i).is_some_and(|t| matches!(t.tag, Tag::Modal | Tag::Be | Tag::Have | Tag::Do | Tag::Verb(_)))
    };
    let adverb = usize::from(tokens.get(next).is_some_and(|t| t.tag == Tag::Adv || t.lower == "also"));
    if verb(next + adverb) && !matches!(before, "to") {
        return true;
    }
    if after == "'s" {
        let owned = (next + 1..next + 4)
            .filter_map(|i| tokens.get(i))
            .take_while(|t| matches!(t.tag, Tag::Noun | Tag::Adj | Tag::Name))
            .any(|t| {
                words.is("forces", &t.lower)
                    || matches!(
                        t.lower.as_str(),
                        "decision"
                            | "position"
                            | "stance"
                            | "proposal"
                            | "response"
                            | "claims"
                            | "efforts"
                            | "ambassador"
                            | "offer"
                            | "support"
                            | "policy"
                            | "security"
                            | "war"
                            | "allies"
                            | "request"
                            | "call"
                            | "plan"
                            | "refusal"
                            | "invasion"
                            | "interests"
                    )
            });
        return owned;
    }
    // "to persuade Moscow", "urged Kyiv to", "against Moscow", "between Kyiv and Moscow", "sanctions on Moscow"
    let governed = first > 0
        && matches!(tokens[first - 1].tag, Tag::Verb(_))
        && !tokens[first - 1].lemma.as_ref().is_some_and(|(l, _)| {
            matches!(
                l.as_str(),
                "visit"
                    | "leave"
                    | "reach"
                    | "enter"
                    | "strike"
                    | "hit"
                    | "shell"
                    | "bomb"
                    | "attack"
                    | "capture"
                    | "seize"
                    | "pound"
                    | "target"
                    | "storm"
                    | "tour"
            )
        });
    governed
        || matches!(before, "against" | "with" | "between" | "that")
        || matches!(after, "and")
            && tokens.get(next + 1).is_some_and(|t| t.capital)
            && matches!(before, "between" | "both" | "," | "")
}

/// Persons and organisations that are in no list.
fn discover(text: &str, tokens: &[Token], sentences: &[Sentence], known: &Knowledge, all: &mut Mentions) {
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
            let part = all.found.iter().any(|m| m.start <= token.start && token.end <= m.end);
            let first_name = tokens
                .get(at + 1)
                .is_some_and(|n| n.capital && n.start == token.end + 1 && words.is("given_names", &token.lower));
            if !part && !first_name {
                all.found.push(Found {
                    start: token.start,
                    end: token.end,
                    who: Some(Who::New(who)),
                    by: By::Name,
                    place: None,
                    attribute: false,
                    country: None,
                    role: None,
                });
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
        let skip = usize::from(matches!(tokens[first].lower.as_str(), "the" | "a"));
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
        let known_here = all.found.iter().any(|m| m.start <= s && e <= m.end && m.who.is_some());
        if last - first > 1 && !known_here {
            let name = clean(&text[s..e]);
            // What lies inside ("European", "Ukraine") belongs to the name.
            all.found.retain(|m| !(s <= m.start && m.end <= e && m.by != By::Office));
            if all.found.iter().any(|m| m.start < e && s < m.end) {
                return;
            }
            let who = new_actor(all, name, Kind::Organisation, None, None);
            all.found.push(Found {
                start: s,
                end: e,
                who: Some(Who::New(who)),
                by: By::Name,
                place: None,
                attribute: false,
                country: None,
                role: None,
            });
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
    if !(2..=4).contains(&count) || covered(&all.found, tokens[start].start, tokens[end - 1].end) {
        return;
    }
    let given = words.is("given_names", &tokens[start].lower);
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
    all.found.push(Found {
        start: tokens[start].start,
        end: tokens[end - 1].end,
        who: Some(Who::New(who)),
        by: By::Name,
        place: None,
        attribute: false,
        country: None,
        role: None,
    });
}

fn covered_alias(all: &Mentions, token: &Token) -> bool {
    all.found.iter().any(|m| {
        m.start <= token.start && token.end <= m.end && (m.by == By::Office || m.attribute && m.place.is_none())
    })
}

/// Of two mentions of one new actor there is one entry.
fn new_actor(all: &mut Mentions, name: String, kind: Kind, role: Option<String>, female: Option<bool>) -> usize {
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

/// "French President" directly before "Emmanuel Macron" is his title, not another mention; "Ukraine's president" behind the name likewise.
fn join_office_and_name(text: &str, known: &Knowledge, all: &mut Mentions) {
    let mut at = 0;
    while at + 1 < all.found.len() {
        let gap = text.get(all.found[at].end..all.found[at + 1].start).unwrap_or("x").trim();
        let (a, b) = (&all.found[at], &all.found[at + 1]);
        let person = |m: &Found| match m.who {
            Some(Who::Known(id)) => known.actor(id).kind == Kind::Person,
            Some(Who::New(n)) => all.discovered[n].kind == Kind::Person,
            None => false,
        };
        if a.by == By::Office && b.by != By::Office && person(b) && gap.is_empty() {
            let (start, role, country) = (a.start, a.role.clone(), a.country);
            if let Some(Who::New(n)) = b.who {
                let entry = &mut all.discovered[n];
                entry.role = role.clone();
            }
            let name = &mut all.found[at + 1];
            (name.start, name.role, name.country) = (start, role, country);
            all.found.remove(at);
            continue;
        }
        // "Olaf Scholz, Germany's chancellor,": the same man, whatever our list says.
        if b.by == By::Office && person(a) && gap == "," {
            let role = b.role.clone();
            let who = a.who;
            all.found[at].role = role;
            all.found[at + 1].who = who;
        }
        at += 1;
    }
}

/// "He", "she", "it" where one reading is clear: the last person or country that is a subject of this or the sentence before.
fn pronouns(tokens: &[Token], sentences: &[Sentence], known: &Knowledge, all: &mut Mentions) {
    let mut added = Vec::new();
    let sex = |who: Who, all: &Mentions| match who {
        Who::Known(id) => known.actor(id).sex,
        Who::New(n) => all.discovered[n].female.map(|f| if f { 'f' } else { 'm' }),
    };
    for (index, sentence) in sentences.iter().enumerate() {
        for token in &tokens[sentence.first..sentence.last] {
            let wanted = match token.lower.as_str() {
                "he" | "his" | "him" => 'm',
                "she" | "her" => 'f',
                _ => continue,
            };
            let possessive = matches!(token.lower.as_str(), "his" | "her");
            let fits = |m: &&Found| {
                m.who.is_some_and(|who| {
                    let person = match who {
                        Who::Known(id) => known.actor(id).kind == Kind::Person,
                        Who::New(n) => all.discovered[n].kind == Kind::Person,
                    };
                    person && sex(who, all).is_none_or(|s| s == wanted)
                })
            };
            let in_sentence = |s: &Sentence, until: usize| {
                all.found
                    .iter()
                    .filter(|m| m.start >= s.start && m.end <= until.min(s.end))
                    .find(fits)
                    .and_then(|m| m.who)
            };
            let here = in_sentence(sentence, token.start);
            let before =
                (1..=3).filter_map(|back| index.checked_sub(back)).find_map(|i| in_sentence(&sentences[i], usize::MAX));
            if let Some(who) = here.or(before).filter(|_| !possessive || here.is_some() || before.is_some()) {
                added.push(Found {
                    start: token.start,
                    end: token.end,
                    who: Some(who),
                    by: By::Pronoun,
                    place: None,
                    attribute: possessive,
                    country: None,
                    role: None,
                });
            }
        }
    }
    all.found.extend(added);
}
