//! Which events of an article concern the crisis, and how.

use super::{Named, inside, leads};
use crate::extract::mention::{Found, Mentions, Who};
use crate::extract::record::{Event, EventType};
use crate::knowledge::{Acts, Knowledge};
use std::collections::HashMap;

/// Counts the events that concern the crisis, of an article of this title.
pub(in crate::extract) fn acts(
    title: &str,
    events: &[Event],
    named: &Named,
    mentions: &Mentions,
    known: &Knowledge,
) -> Acts {
    let sides = Sides::new(named, mentions, known);
    let count = |of: &dyn Fn(&Event) -> bool| events.iter().filter(|e| of(e)).count();
    Acts {
        own: count(&|e| sides.concerns(e)) + usize::from(events.iter().any(|e| sides.is_gift(e))),
        blows: count(&|e| sides.is_blow(e)),
        talks: count(&|e| sides.is_dealing(e)),
        central: count(&|e| sides.is_central(e)),
        leads: leads(title, known, mentions),
    }
}

/// On which side of the crisis the actors and places of an article stand.
struct Sides<'a> {
    named: &'a Named,
    known: &'a Knowledge,
    /// Countries of ministries and offices that are in no list.
    offices: HashMap<&'a str, &'a str>,
}

impl<'a> Sides<'a> {
    fn new(named: &'a Named, mentions: &'a Mentions, known: &'a Knowledge) -> Self {
        let office = |m: &Found| match (m.who, m.country) {
            (Some(Who::New(at)), Some(country)) => {
                Some((mentions.discovered[at].name.as_str(), known.actor(country).country.as_deref()?))
            }
            _ => None,
        };
        Self { named, known, offices: mentions.found.iter().filter_map(office).collect() }
    }

    fn country(&self, name: &str) -> Option<&str> {
        match self.known.actor_named(name) {
            Some(id) => self.known.actor(id).country.as_deref(),
            None => self.offices.get(name).copied(),
        }
    }

    fn own(&self, name: &str) -> bool {
        self.country(name).is_some_and(|code| self.is_own(code))
    }

    fn is_own(&self, code: &str) -> bool {
        self.known.topic.countries.iter().any(|own| own == code)
    }

    fn is_adverse(&self, code: &str) -> bool {
        self.known.topic.adversaries.iter().any(|adverse| adverse == code)
    }

    fn adverse(&self, name: &str) -> bool {
        self.country(name).is_some_and(|code| self.is_adverse(code))
    }

    /// A country or body whose dealings with an adversary are of the crisis, or somebody of it.
    fn party(&self, name: &str) -> bool {
        self.is_party(name) || self.country(name).is_some_and(|code| self.is_party(code))
    }

    /// Whether a country, by its code, or a body is a party.
    fn is_party(&self, of: &str) -> bool {
        self.known.topic.parties.iter().any(|party| party == of)
    }

    /// The country where an event took place.
    fn place(&self, event: &Event) -> Option<&str> {
        self.known.place(self.known.place_named(event.place.as_ref()?)?).country.as_deref()
    }

    fn here(&self, event: &Event) -> bool {
        self.place(event).is_some_and(|code| self.is_own(code))
    }

    /// In an adversary's country.
    fn there(&self, event: &Event) -> bool {
        self.place(event).is_some_and(|code| self.is_adverse(code))
    }

    /// In a party's country.
    fn abroad(&self, event: &Event) -> bool {
        self.place(event).is_some_and(|code| self.is_party(code))
    }

    /// Done by a party.
    fn by_party(&self, event: &Event) -> bool {
        event.actors.iter().any(|name| self.party(name))
    }

    /// Between one of the crisis' countries and another side, or of force or coercion in it.
    fn concerns(&self, e: &Event) -> bool {
        use EventType::{Assault, Coerce, Consult, Cooperate, Mobilize, Protest, Retreat, Threaten, Yield};
        let forceful = matches!(e.kind, Assault | Mobilize | Retreat | Threaten | Coerce | Protest | Yield);
        let with_another = who(e).any(|name| !self.own(name));
        // "Ukraine brought home 12 children": from where is known.
        let returns = e.kind == Cooperate;
        let of_own = who(e).any(|name| self.own(name)) && (forceful || with_another || returns);
        of_own
            || match e.kind {
                // "Meloni visits Kyiv", "Merz receives Macron to discuss support for Ukraine"
                Consult => self.by_party(e) && (self.here(e) || self.names_own(e)),
                // "Thousands rallied in Kyiv"
                Protest => self.here(e),
                // "The US sends troops to Poland as tensions rise over Ukraine"; drills of an adversary.
                Mobilize => {
                    let theirs = !self.named.own.is_empty() && e.actors.iter().any(|name| self.adverse(name));
                    theirs || self.names_own(e) && who(e).any(|name| self.party(name))
                }
                // "A part of Kyiv was without power after Russian strikes on power plants": where it names no target.
                // "The speaker was shot dead in Lviv": nor somebody of whose country nothing is known.
                Assault => {
                    let unknown = e.targets.iter().all(|name| self.country(name).is_none());
                    unknown && (self.here(e) || e.targets.is_empty() && self.names_own(e))
                }
                _ => false,
            }
    }

    /// Of the types that concern the crisis when done to an adversary.
    fn is_blow(&self, e: &Event) -> bool {
        let of_party = e.kind.is_said() && self.by_party(e);
        // "Finland stops a tanker of the shadow fleet", "Pro-Ukrainian hackers broke into Aeroflot's systems"
        let seizes = e.kind == EventType::Coerce
            && (self.by_party(e) || self.names_own(e) || e.actors.is_empty() && self.abroad(e));
        let of_crisis = self.known.topic.adversary_events.contains(&e.kind) || of_party || seizes;
        of_crisis && self.falls_on_adversary(e)
    }

    /// Done to an adversary: where nobody else is named ("ввела санкции против 27 компаний из России"), or where it happened
    /// ("В Москве стреляли в генерала"), too.
    fn falls_on_adversary(&self, e: &Event) -> bool {
        e.targets.iter().any(|name| self.adverse(name))
            || match e.kind {
                EventType::Sanction | EventType::Coerce => e.targets.is_empty() && inside(&self.named.adverse, e),
                EventType::Assault => self.there(e),
                _ => false,
            }
    }

    /// Of one of the parties with an adversary: talks, troops, threats, measures.
    fn is_dealing(&self, e: &Event) -> bool {
        use EventType::{Agree, Assault, Consult, Mobilize, Sanction, Threaten};
        let adverse = who(e).any(|name| self.adverse(name));
        let party = who(e).any(|name| self.party(name));
        match e.kind {
            // "Putin and Lula discussed the situation in Ukraine": whoever it is.
            Consult | Agree if adverse => party || self.abroad(e) || !self.named.own.is_empty(),
            // "Witkoff arrives in Moscow"
            Consult => self.there(e) && self.by_party(e),
            // A drone that strays into Latvia, troops that North Korea sends.
            Assault | Threaten => e.actors.iter().any(|name| self.adverse(name)) && (party || self.abroad(e)),
            Mobilize => (adverse || self.there(e)) && party,
            // "Poland closes the last Russian consulate"
            Sanction => self.falls_on_adversary(e) && self.by_party(e),
            _ => false,
        }
    }

    /// A blow between the sides, a gift of a party; a leader of the crisis' countries with somebody else, or one of them and a party.
    fn is_central(&self, e: &Event) -> bool {
        let own = who(e).any(|name| self.own(name));
        let between = |from: &[String], to: &[String]| {
            from.iter().any(|name| self.own(name)) && to.iter().any(|name| self.adverse(name))
        };
        let topic = &self.known.topic;
        match e.kind {
            EventType::Assault => between(&e.actors, &e.targets) || between(&e.targets, &e.actors),
            EventType::Aid => self.is_gift(e) && self.by_party(e),
            // "Merz met Zelensky in Davos", "delegations of Ukraine and the US", "Kallas arrives in Kyiv"
            EventType::Consult | EventType::Agree => {
                let leads = who(e).any(|name| topic.leaders.contains(name));
                let party = who(e).any(|name| self.party(name));
                leads && who(e).any(|name| !self.own(name)) || party && (own || self.here(e))
            }
            _ => false,
        }
    }

    /// What is given to it is of it, however little else a short report tells.
    fn is_gift(&self, e: &Event) -> bool {
        e.kind == EventType::Aid
            && (e.targets.iter().any(|name| self.own(name)) || !e.actors.is_empty() && self.names_own(e))
    }

    fn names_own(&self, e: &Event) -> bool {
        inside(&self.named.own, e)
    }
}

fn who(e: &Event) -> impl Iterator<Item = &String> {
    e.actors.iter().chain(&e.targets)
}
