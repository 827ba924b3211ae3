//! Ministries of every country: "Міністерство оборони Румунії", "le ministère polonais de la Défense", "das Außenministerium in
//! Warschau".

use crate::extract::mention::{Found, Mentions, add_ministry};
use crate::extract::token::{Token, lower};
use crate::knowledge::{ActorId, Knowledge, Language, Step};

/// Adds what no spelling of the knowledge covers, where the text says whose it is.
pub(super) fn ministries(tokens: &[Token], known: &Knowledge, language: &Language, all: &mut Mentions) {
    let word = |i| lower(tokens, i);
    for at in 0..tokens.len() {
        let nation = |i: usize| tokens.get(i).and_then(|t| nation(all, t));
        // Words from `at` on, and the adjective among them.
        let written = |steps: &[Step]| match steps {
            [first, rest @ ..] if first.fits(word(at)) => {
                let inside = nation(at + 1).filter(|_| !rest.is_empty());
                let from = at + 1 + usize::from(inside.is_some());
                Step::all_fit(rest, from, &word).then_some((from + rest.len(), inside))
            }
            _ => None,
        };
        let found = language.ministries.iter().filter_map(|(steps, portfolio)| Some((written(steps)?, portfolio)));
        let Some(((last, inside), portfolio)) = found.max_by_key(|((last, _), _)| *last) else { continue };
        // "Минобороны" alone is the one that the knowledge has; "Минобороны Литвы" is another.
        let wider = |m: &Found| m.start < tokens[at].start || tokens[last - 1].end < m.end;
        if all.found.iter().any(|m| m.who.is_some() && m.holds(&tokens[at]) && wider(m)) {
            continue;
        }
        let before = || Some((nation(at.checked_sub(1)?)?, at - 1, last));
        let behind = || Some((nation(last)?, at, last + 1));
        // "in Bukarest", "de la Roumanie"
        let seat = || language.class_at("where", last, &word).and_then(|n| Some((nation(last + n)?, at, last + n + 1)));
        let owner = inside.map(|country| (country, at, last)).or_else(before).or_else(behind).or_else(seat);
        if let Some((country, first, end)) = owner {
            let span = (tokens[first].start, tokens[end - 1].end);
            add_ministry(known, all, span, portfolio, country);
            // "с главой МИД КНР Ван И": whose head it is who is named.
            let person = |m: &Found| m.start == span.1 + 1 && m.who.is_some_and(|who| who.is_known_person(known));
            if all.found.iter().any(person)
                && let Some(ministry) = all.found.last_mut()
            {
                ministry.attribute = true;
            }
        }
    }
}

/// The country that a token names, by its adjective, its capital or itself.
fn nation(all: &Mentions, token: &Token) -> Option<ActorId> {
    all.found.iter().find(|m| m.holds(token)).and_then(|m| m.country)
}
