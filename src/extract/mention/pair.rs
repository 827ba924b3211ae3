//! "Russian-Ukrainian talks", "російсько-українські переговори": two nations in one word.

use super::{Found, Who};
use crate::extract::record::By;
use crate::extract::token::Token;
use crate::knowledge::{ActorId, Kind, Knowledge, Language, capitalised};

/// What joins two nations in a word.
const HYPHENS: [char; 3] = ['-', '‑', '–'];

/// Puts a nation each in the place of what was found in such a word. They are attributes: between whom something is, where it
/// is talks, and nobody's deed.
pub(in crate::extract) fn pairs(
    text: &str,
    tokens: &[Token],
    (known, language): (&Knowledge, Option<&Language>),
    found: &mut Vec<Found>,
) {
    for token in tokens.iter().filter(|t| t.lower.contains(HYPHENS)) {
        let Some(nations) = nations(text, token, (known, language)) else { continue };
        // "Guinea-Bissau", "us-amerikanisch": one name, or one nation.
        let whole = found.iter().any(|m| m.start <= token.start && token.end <= m.end && m.who.is_some());
        let several = nations.windows(2).all(|two| two[0].2 != two[1].2);
        if (language.is_none() && whole) || !several {
            continue;
        }
        found.retain(|m| m.end <= token.start || token.end <= m.start);
        found.extend(nations.into_iter().map(|(start, end, id)| Found {
            attribute: true,
            country: Some(id),
            ..Found::new(start, end, None, By::Metonym)
        }));
    }
    found.sort_by_key(|m| (m.start, std::cmp::Reverse(m.end)));
}

/// The nations of a word of these tokens that names several, in its order.
pub(in crate::extract) fn between(tokens: &[Token], found: &[Found]) -> Option<Vec<Who>> {
    tokens.iter().filter(|t| t.lower.contains(HYPHENS)).find_map(|token| {
        let inside = found.iter().filter(|m| token.start <= m.start && m.end <= token.end && m.who.is_none());
        let nations: Vec<Who> = inside.filter_map(|m| m.country.map(Who::Known)).collect();
        Some(nations).filter(|all| all.len() > 1)
    })
}

/// Each part of the word with its nation, if every part names one.
fn nations(
    text: &str,
    token: &Token,
    (known, language): (&Knowledge, Option<&Language>),
) -> Option<Vec<(usize, usize, ActorId)>> {
    let mut start = token.start;
    let parts = text[token.start..token.end].split(HYPHENS).map(|part| {
        let begin = start;
        // Each hyphen is one character, of one or three bytes.
        start += part.len();
        start += text[start..].chars().next().map_or(0, char::len_utf8);
        Some((begin, begin + part.len(), nation(part, (known, language))?))
    });
    let all: Vec<_> = parts.collect::<Option<_>>()?;
    Some(all).filter(|all| all.len() > 1)
}

fn nation(part: &str, (known, language): (&Knowledge, Option<&Language>)) -> Option<ActorId> {
    let lower = part.to_lowercase();
    let adjective = |language: &Language| language.adjectives.iter().find(|(step, _)| step.fits(&lower)).map(|a| a.1);
    let named = || {
        let hit = known.names.exact(part).or_else(|| known.names.exact(&capitalised(part)))?;
        let whole = |id: &ActorId| matches!(known.actor(*id).kind, Kind::Country | Kind::Group | Kind::Organisation);
        hit.adjective.or(hit.actor.filter(whole))
    };
    language.and_then(adjective).or_else(named)
}
