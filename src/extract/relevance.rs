//! What of an article is of the crisis: who and what it names, and the events that concern it.

use super::mention::{self, Who};
use super::record::{By, Event, EventType};
use crate::knowledge::{ActorId, Acts, Knowledge};

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

/// Counts the events that concern the crisis.
pub(super) fn acts(events: &[Event], named: &Named, known: &Knowledge) -> Acts {
    let country = |name: &String| known.actor_named(name).and_then(|id| known.actor(id).country.clone());
    let place = |e: &Event| known.place(known.place_named(e.place.as_ref()?)?).country.clone();
    let own = |code: &Option<String>| code.as_ref().is_some_and(|c| known.topic.countries.contains(c));
    let forceful = |kind| {
        use EventType::{Assault, Coerce, Mobilize, Protest, Retreat, Threaten, Yield};
        matches!(kind, Assault | Mobilize | Retreat | Threaten | Coerce | Protest | Yield)
    };
    let adverse = |name: &String| country(name).is_some_and(|c| known.topic.adversaries.contains(&c));
    let party = |name: &String| {
        let parties = &known.topic.parties;
        parties.contains(name) || country(name).is_some_and(|c| parties.contains(&c))
    };
    // "The US sends troops to Poland as tensions rise over Ukraine"; drills of an adversary.
    let musters = |e: &Event| {
        let mut who = e.actors.iter().chain(&e.targets);
        let theirs = !named.own.is_empty() && e.actors.iter().any(adverse);
        e.kind == EventType::Mobilize && (theirs || inside(&named.own, e) && who.any(party))
    };
    let concerns = |e: &&Event| {
        let sides: Vec<_> = e.actors.iter().chain(&e.targets).map(country).collect();
        let with_another = sides.iter().any(|c| !own(c));
        // "Meloni visits Kyiv"
        let visits = || e.kind == EventType::Consult && e.actors.iter().any(party) && own(&place(e));
        sides.iter().any(own) && (forceful(e.kind) || with_another) || visits() || musters(e)
    };
    let blow = |e: &&Event| {
        let of_party = e.kind.is_said() && e.actors.iter().any(party);
        // "ввела санкции против 27 компаний из России": where nobody else is named, it is done to them.
        let theirs = e.kind == EventType::Sanction && e.targets.is_empty() && inside(&named.adverse, e);
        (known.topic.adversary_events.contains(&e.kind) || of_party) && (theirs || e.targets.iter().any(adverse))
    };
    let talk = |e: &&Event| {
        let mut who = e.actors.iter().chain(&e.targets);
        let talks = matches!(e.kind, EventType::Consult | EventType::Agree) && who.clone().any(adverse);
        // A drone that strays into Latvia, troops that North Korea sends.
        let force = matches!(e.kind, EventType::Assault | EventType::Threaten) && e.actors.iter().any(adverse);
        let there = || place(e).is_some_and(|code| known.topic.adversaries.contains(&code));
        let troops = e.kind == EventType::Mobilize && (who.clone().any(adverse) || there());
        // "Putin and Lula discussed the situation in Ukraine": whoever it is.
        (talks || force || troops) && who.any(party)
            || talks && inside(&named.own, e)
            // "Witkoff arrives in Moscow"
            || e.kind == EventType::Consult && there() && e.actors.iter().any(party)
    };
    // What is given to it is of it, however little else a short report tells.
    let gift =
        |e: &Event| e.kind == EventType::Aid && e.targets.iter().map(country).any(|c| own(&c)) && !e.actors.is_empty();
    Acts {
        own: events.iter().filter(concerns).count() + usize::from(events.iter().any(gift)),
        blows: events.iter().filter(blow).count(),
        talks: events.iter().filter(talk).count(),
    }
}
