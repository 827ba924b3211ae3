//! "His Russian counterpart", "Macron's Chinese counterpart" without a name: who holds the same office there.

use super::{Found, Who};
use crate::extract::record::By;
use crate::extract::token::{Sentence, Token};
use crate::knowledge::{ActorId, Knowledge};
use jiff::civil::Date;

/// Adds the holder, on the day of the article, of the office that the person before it holds at home.
pub(super) fn counterparts(
    text: &str,
    tokens: &[Token],
    sentences: &[Sentence],
    known: &Knowledge,
    day: Option<Date>,
    found: &mut Vec<Found>,
) {
    let Some(day) = day else { return };
    let mut added: Vec<Found> = Vec::new();
    for sentence in sentences {
        for at in sentence.first + 1..sentence.last {
            // A capital behind it: the name follows and says it better.
            let named = tokens.get(at + 1).is_some_and(|t| t.capital && at + 1 < sentence.last);
            if tokens[at].lower != "counterpart" || named {
                continue;
            }
            let nation = found.iter().find(|m| m.end == tokens[at - 1].end && m.country.is_some());
            let Some((country, start)) = nation.and_then(|m| Some((m.country?, m.start))) else { continue };
            let person = |m: &&Found| m.who.is_some_and(|who| who.is_known_person(known));
            let before = found.iter().filter(person).find(|m| m.start >= sentence.start && m.end <= start);
            let Some(Who::Known(home)) = before.and_then(|m| m.who) else { continue };
            if let Some(who) = same_office(known, home, country, day).filter(|who| *who != home) {
                let (start, end) = (start, tokens[at].end);
                added.push(Found {
                    country: Some(country),
                    role: Some(text[start..end].to_owned()),
                    ..Found::new(start, end, Some(Who::Known(who)), By::Office)
                });
            }
        }
    }
    found.retain(|m| !added.iter().any(|a| a.start <= m.start && m.end <= a.end));
    found.extend(added);
}

fn same_office(known: &Knowledge, home: ActorId, country: ActorId, day: Date) -> Option<ActorId> {
    let held = known.offices.iter().filter(|o| o.holder(day) == Some(home));
    held.into_iter().find_map(|own| known.offices.iter().find(|o| o.of == country && o.title == own.title)?.holder(day))
}
