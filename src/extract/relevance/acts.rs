//! Which events of an article concern the crisis, and how.

use super::{Named, inside};
use crate::extract::mention::{Mentions, Who};
use crate::extract::record::{Event, EventType};
use crate::knowledge::{Acts, Knowledge};
use std::collections::HashMap;

/// Counts the events that concern the crisis.
pub(in crate::extract) fn acts(events: &[Event], named: &Named, mentions: &Mentions, known: &Knowledge) -> Acts {
    let sides = Sides::new(named, mentions, known);
    let count = |of: &dyn Fn(&Event) -> bool| events.iter().filter(|e| of(e)).count();
    Acts {
        own: count(&|e| sides.concerns(e)) + usize::from(events.iter().any(|e| sides.is_gift(e))),
        blows: count(&|e| sides.is_blow(e)),
        talks: count(&|e| sides.is_dealing(e)),
        central: count(&|e| sides.is_central(e)),
        leads: false,
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
        let office = |m: &crate::extract::mention::Found| match (m.who, m.country) {
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
        let parties = &self.known.topic.parties;
        let is = |of: &str| parties.iter().any(|party| party == of);
        is(name) || self.country(name).is_some_and(is)
    }

    /// The country where an event took place.
    fn place(&self, event: &Event) -> Option<&str> {
        self.known.place(self.known.place_named(event.place.as_ref()?)?).country.as_deref()
    }

    fn here(&self, event: &Event) -> bool {
        self.place(event).is_some_and(|code| self.is_own(code))
    }

    /// Between one of the crisis' countries and another side, or of force or coercion in it.
    fn concerns(&self, e: &Event) -> bool {
        use EventType::{Assault, Coerce, Consult, Mobilize, Protest, Retreat, Threaten, Yield};
        let forceful = matches!(e.kind, Assault | Mobilize | Retreat | Threaten | Coerce | Protest | Yield);
        let with_another = who(e).any(|name| !self.own(name));
        // "The US sends troops to Poland as tensions rise over Ukraine"; drills of an adversary.
        let theirs = !self.named.own.is_empty() && e.actors.iter().any(|name| self.adverse(name));
        let musters = e.kind == Mobilize && (theirs || self.names_own(e) && who(e).any(|name| self.party(name)));
        // "Meloni visits Kyiv", "Thousands rallied in Kyiv"
        let parties = e.actors.iter().any(|name| self.party(name));
        let there = (e.kind == Consult && parties || e.kind == Protest) && self.here(e);
        // "Merz receives Macron to discuss support for Ukraine"
        let about = e.kind == Consult && parties && self.names_own(e);
        // "A part of Kyiv was without power after Russian strikes on power plants": where it names no target.
        // "The speaker was shot dead in Lviv": nor somebody of whose country nothing is known.
        let unknown = e.targets.iter().all(|name| self.country(name).is_none());
        let struck = e.kind == Assault && unknown && (self.here(e) || e.targets.is_empty() && self.names_own(e));
        // "Ukraine brought home 12 children": from where is known.
        let returns = e.kind == EventType::Cooperate;
        who(e).any(|name| self.own(name)) && (forceful || with_another || returns)
            || musters
            || there
            || about
            || struck
    }

    /// Of the types that concern the crisis when done to an adversary.
    fn is_blow(&self, e: &Event) -> bool {
        let party = e.actors.iter().any(|name| self.party(name));
        let of_party = e.kind.is_said() && party;
        // "Finland stops a tanker of the shadow fleet"
        let seizes = e.kind == EventType::Coerce
            && (party
                || e.actors.is_empty()
                    && self.place(e).is_some_and(|code| self.known.topic.parties.iter().any(|p| p == code)));
        // "Pro-Ukrainian hackers broke into Aeroflot's systems"
        let seizes = seizes || e.kind == EventType::Coerce && self.names_own(e);
        let of_crisis = self.known.topic.adversary_events.contains(&e.kind) || of_party || seizes;
        of_crisis && (self.falls_on_adversary(e) || e.targets.iter().any(|name| self.adverse(name)))
    }

    /// Where nobody else is named it is done to them ("ввела санкции против 27 компаний из России"), or where it happened
    /// ("В Москве стреляли в генерала").
    fn falls_on_adversary(&self, e: &Event) -> bool {
        match e.kind {
            EventType::Sanction | EventType::Coerce => e.targets.is_empty() && inside(&self.named.adverse, e),
            EventType::Assault => self.place(e).is_some_and(|code| self.is_adverse(code)),
            _ => false,
        }
    }

    /// Of one of the parties with an adversary: talks, troops, threats, measures.
    fn is_dealing(&self, e: &Event) -> bool {
        use EventType::{Agree, Assault, Consult, Mobilize, Sanction, Threaten};
        let adverse = who(e).any(|name| self.adverse(name));
        let party = who(e).any(|name| self.party(name));
        let there = self.place(e).is_some_and(|code| self.is_adverse(code));
        let abroad = self.place(e).is_some_and(|code| self.known.topic.parties.iter().any(|p| p == code));
        let theirs = e.actors.iter().any(|name| self.adverse(name));
        match e.kind {
            // "Putin and Lula discussed the situation in Ukraine": whoever it is.
            Consult | Agree if adverse => party || abroad || !self.named.own.is_empty(),
            // "Witkoff arrives in Moscow"
            Consult => there && e.actors.iter().any(|name| self.party(name)),
            // A drone that strays into Latvia, troops that North Korea sends.
            Assault | Threaten => theirs && (party || abroad),
            Mobilize => (adverse || there) && party,
            // "Poland closes the last Russian consulate"
            Sanction => {
                let hit = e.targets.iter().any(|name| self.adverse(name)) || self.falls_on_adversary(e);
                hit && e.actors.iter().any(|name| self.party(name))
            }
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
            EventType::Aid => self.is_gift(e) && e.actors.iter().any(|name| self.party(name)),
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
