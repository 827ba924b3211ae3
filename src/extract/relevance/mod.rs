//! What of an article is of the crisis: who and what it names, and the events that concern it.

mod acts;

use super::mention::{self, Who};
use super::record::{By, Event};
use crate::knowledge::{ActorId, Knowledge};

pub(super) use acts::acts;

/// Characters of the body where something of the crisis' countries is named, and of its adversaries'.
#[derive(Debug, Default)]
pub(super) struct Named {
    pub(super) own: Vec<usize>,
    pub(super) adverse: Vec<usize>,
}

/// Whether one of these characters lies in the sentence of an event.
fn inside(named: &[usize], event: &Event) -> bool {
    named.iter().any(|at| (event.evidence.start..event.evidence.end).contains(at))
}

/// Whether a leader of the crisis is named, in the title or the body.
fn leads(title: &str, known: &Knowledge, mentions: &mention::Mentions) -> bool {
    let leader = |id: ActorId| known.topic.leaders.contains(&known.actor(id).name);
    let in_title = || known.names.find(title).filter(|(.., h)| !h.weak).any(|(.., h)| h.actor.is_some_and(leader));
    let in_body = |m: &mention::Found| m.by != By::Pronoun && matches!(m.who, Some(Who::Known(id)) if leader(id));
    mentions.found.iter().any(in_body) || in_title()
}

/// The country that a mention names something of. `of`: that of an actor.
fn country_of<'k>(
    m: &mention::Found,
    known: &'k Knowledge,
    of: &dyn Fn(ActorId) -> Option<&'k String>,
) -> Option<&'k String> {
    let actor = match m.who {
        Some(Who::Known(id)) => of(id),
        _ => None,
    };
    let adjective = || m.country.and_then(|c| known.actor(c).country.as_ref());
    let place = || m.place.and_then(|p| known.place(p).country.as_ref());
    actor.or_else(adjective).or_else(place)
}

/// Where the countries of the crisis are named. `map`: bytes → characters.
pub(super) fn named(found: &[mention::Found], known: &Knowledge, map: &dyn Fn(usize) -> usize) -> Named {
    let mut out = Named::default();
    for m in found {
        match country_of(m, known, &|id| known.actor(id).country.as_ref()) {
            Some(code) if known.topic.countries.contains(code) => out.own.push(map(m.start)),
            Some(code) if known.topic.adversaries.contains(code) => out.adverse.push(map(m.start)),
            _ => {}
        }
    }
    out
}

/// How often actors and places of the crisis' and of its adversaries' countries are named; twice for the title.
pub(super) fn anchors(title: &str, known: &Knowledge, mentions: &mention::Mentions) -> (usize, usize) {
    let (mut own, mut adverse) = (0, 0);
    let mut count = |code: Option<&String>, weight: usize| {
        if code.is_some_and(|c| known.topic.countries.contains(c)) {
            own += weight;
        } else if code.is_some_and(|c| known.topic.adversaries.contains(c)) {
            adverse += weight;
        }
    };
    // Of its country, or else of the crisis.
    let anchored = |id| {
        let actor = known.actor(id);
        let own = || known.topic.countries.first().filter(|_| known.topic.anchors.contains(&actor.name));
        actor.country.as_ref().or_else(own)
    };
    for m in mentions.found.iter().filter(|m| m.by != By::Pronoun) {
        count(country_of(m, known, &anchored), 1);
    }
    for (_, _, hit) in known.names.find(title).filter(|(.., h)| !h.weak) {
        let actor = hit.actor.or(hit.adjective).or(hit.metonym);
        let code = actor.and_then(anchored).or_else(|| hit.place.and_then(|p| known.place(p).country.as_ref()));
        count(code, 2);
    }
    (own, adverse)
}
