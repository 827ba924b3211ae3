//! Ministries of every country: "Turkey's foreign ministry", "the Polish defence ministry", "the defence ministry in Moscow",
//! and "the ministry" of defence again where the article has named only one.

use super::{Found, Mentions, Who, new_actor};
use crate::extract::record::By;
use crate::extract::token::{Tag, Token};
use crate::knowledge::{ActorId, Kind, Knowledge};

/// Portfolios as they are written, and as they stand in a canonical name.
const PORTFOLIOS: &[(&str, &str)] = &[
    ("foreign", "Foreign"),
    ("defence", "Defence"),
    ("defense", "Defence"),
    ("interior", "Interior"),
    ("finance", "Finance"),
    ("energy", "Energy"),
    ("economy", "Economy"),
    ("health", "Health"),
    ("justice", "Justice"),
    ("transport", "Transport"),
    ("agriculture", "Agriculture"),
    ("education", "Education"),
];

/// Adds what no spelling of the knowledge covers.
pub(super) fn ministries(tokens: &[Token], known: &Knowledge, all: &mut Mentions) {
    let mut later: Vec<(usize, &str)> = Vec::new();
    let mut named: Vec<(&str, ActorId)> = Vec::new();
    for at in 0..tokens.len().saturating_sub(1) {
        let Some((_, portfolio)) = PORTFOLIOS.iter().find(|(word, _)| *word == tokens[at].lower) else { continue };
        if tokens[at + 1].lower != "ministry" || covered(all, &tokens[at]) {
            continue;
        }
        match owner(tokens, known, all, at) {
            Some((country, start)) => {
                named.push((portfolio, country));
                add(known, all, (start, tokens[at + 1].end), portfolio, country);
            }
            None => later.push((at, portfolio)),
        }
    }
    // Those of the knowledge's own spellings count as named too.
    for (at, portfolio) in later {
        let mut owners: Vec<ActorId> =
            named.iter().filter(|(p, _)| *p == portfolio).map(|(_, country)| *country).collect();
        owners.extend(all.found.iter().filter_map(|m| ministry_country(known, m, portfolio)));
        owners.sort_unstable();
        owners.dedup();
        if let [country] = owners[..] {
            add(known, all, (tokens[at].start, tokens[at + 1].end), portfolio, country);
        }
    }
}

fn covered(all: &Mentions, token: &Token) -> bool {
    all.found.iter().any(|m| m.who.is_some() && m.holds(token))
}

/// The country that owns the ministry whose portfolio stands at `at`, and where its mention begins.
fn owner(tokens: &[Token], known: &Knowledge, all: &Mentions, at: usize) -> Option<(ActorId, usize)> {
    let mut before = at.checked_sub(1)?;
    if tokens[before].tag == Tag::Poss {
        before = before.checked_sub(1)?;
    }
    let country = |m: &Found| {
        m.country.or(match m.who {
            Some(Who::Known(id)) if known.actor(id).kind == Kind::Country => Some(id),
            _ => None,
        })
    };
    let of = |token: &Token| all.found.iter().find(|m| m.holds(token)).and_then(country);
    if let Some(found) = of(&tokens[before]) {
        return Some((found, tokens[before].start));
    }
    // "Foreign Ministry spokeswoman Maria Zakharova": that of her country.
    let person = |m: &&Found| m.who.is_some_and(|who| who.is_known_person(known));
    let titled = tokens.get(at + 2).filter(|t| known.lexicon.words.is("titles", &t.lower));
    let reach = titled.and_then(|_| tokens.get(at + 3)).map_or(0, |t| t.start);
    if let Some(Who::Known(id)) =
        all.found.iter().filter(person).find(|m| m.start == reach && reach > 0).and_then(|m| m.who)
        && let Some(country) = known.actor(id).country.as_deref().and_then(|code| known.country_of(code))
    {
        return Some((country, tokens[at].start));
    }
    // "the defence ministry in Moscow"
    let behind = tokens.get(at + 2).filter(|t| t.lower == "in").and_then(|_| tokens.get(at + 3))?;
    of(behind).map(|found| (found, tokens[at].start))
}

fn ministry_country(known: &Knowledge, mention: &Found, portfolio: &str) -> Option<ActorId> {
    let Some(Who::Known(id)) = mention.who else { return None };
    let actor = known.actor(id);
    let suffix = format!(" {portfolio} Ministry");
    let code = actor.country.as_deref().filter(|_| actor.name.ends_with(&suffix))?;
    known.country_of(code)
}

/// Adds the mention of a country's ministry, in place of those within it.
pub(in crate::extract) fn add(
    known: &Knowledge,
    all: &mut Mentions,
    (start, end): (usize, usize),
    portfolio: &str,
    country: ActorId,
) {
    let Some(adjective) = known.actor(country).adjective.as_deref() else { return };
    let name = format!("{adjective} {portfolio} Ministry");
    let who = match known.actor_named(&name) {
        Some(id) => Who::Known(id),
        None => Who::New(new_actor(all, name, Kind::Organisation, None, None)),
    };
    all.found.retain(|m| !(start <= m.start && m.end <= end && m.place.is_none()));
    for inside in all.found.iter_mut().filter(|m| start <= m.start && m.end <= end) {
        inside.attribute = true;
        if inside.by == By::Metonym {
            inside.place = None;
        }
    }
    all.found.push(Found { country: Some(country), ..Found::new(start, end, Some(who), By::Name) });
}
