//! Towns under all their spellings, and names as the press of other languages writes them by rule.

use super::Builder;
use crate::knowledge::form::PlaceToml;
use crate::knowledge::language::Language;
use crate::knowledge::{ActorId, Hit, Kind, Knowledge, Place, PlaceId, capitalised, spell};
use std::cmp::Reverse;

/// Towns of so many people are known in every language.
const METROPOLIS: u64 = 3_000_000;

/// Kilometres from the crisis' capitals from which on a town is too far for its name in its own letters to go before a nearer one:
/// "взятие города Северск" is told of Siversk, not of the town beyond the Urals.
const REMOTE: f64 = 2_500.0;

/// Whose spellings come first where two towns share one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Claim {
    /// Its own name.
    Name,
    /// Its own name in the letters of its country.
    Native,
    /// Another name that it has or had.
    Other,
    /// What a language's press makes of a name by rule.
    Press,
}

/// People from which a city is listed with its districts.
const CITY: u64 = 250_000;

/// Whether a town is no town but a district of a city: smaller, and so near that it lies inside.
///
/// GeoNames lists both alike. The reach fits what it lists in Ukraine (Saltivka, 8.1 km from the middle of Kharkiv, is a district;
/// Vyshneve, 13.3 km from that of Kyiv, is a town).
fn is_district(town: &PlaceToml, city: &PlaceToml) -> bool {
    let reach = 5.1 + 8.0 * (city.people.min(METROPOLIS) as f64 / METROPOLIS as f64);
    town.people < city.people && town.country == city.country && Knowledge::kilometres(town.at, city.at) <= reach
}

impl Builder {
    /// Puts the towns under their spellings.
    pub(super) fn towns(&mut self) {
        let mut towns = std::mem::take(&mut self.late_places);
        // The likelier meaning of a name first: capitals, then the crisis' own towns, then by people.
        let own = |country: &String| self.topic.as_ref().is_some_and(|topic| topic.countries.contains(country));
        towns.sort_by_key(|t| Reverse((t.capital, t.people * if own(&t.country) { 20 } else { 1 })));
        let capitals: Vec<(f64, f64)> = towns.iter().filter(|t| t.capital && own(&t.country)).map(|t| t.at).collect();
        let far = |at| !capitals.is_empty() && capitals.iter().all(|c| Knowledge::kilometres(*c, at) > REMOTE);
        let remote: Vec<bool> = towns.iter().map(|t| far(t.at)).collect();
        let ids: Vec<PlaceId> = towns.iter().map(|town| self.town(town)).collect();
        let cities: Vec<(&PlaceToml, PlaceId)> = towns
            .iter()
            .zip(ids.iter().copied())
            .filter(|(t, _)| t.people >= CITY && self.of_crisis(Some(&t.country)))
            .collect();
        for (town, id) in towns.iter().zip(&ids) {
            let city = cities.iter().find(|(city, _)| is_district(town, city));
            // The city comes first, as the larger: of a district of a district it is known already.
            self.places[id.0 as usize].part_of =
                city.map(|(_, city)| self.places[city.0 as usize].part_of.unwrap_or(*city));
        }
        for claim in [Claim::Name, Claim::Native, Claim::Other, Claim::Press] {
            for ((town, id), remote) in towns.iter().zip(&ids).zip(&remote) {
                if claim == Claim::Native && *remote {
                    continue;
                }
                for name in self.claimed(town, claim) {
                    self.settle(&name, town, *id);
                }
            }
        }
    }

    fn town(&mut self, town: &PlaceToml) -> PlaceId {
        let id = self.push_place(Place {
            name: town.name.clone(),
            geonames: Some(town.id),
            country: Some(town.country.clone()),
            at: Some(town.at),
            is_country: false,
            is_capital: town.capital,
            is_region: false,
            part_of: None,
        });
        if town.capital || town.people >= METROPOLIS {
            self.notable.insert(id);
        }
        id
    }

    /// The spellings that a town claims at this turn.
    fn claimed(&self, town: &PlaceToml, claim: Claim) -> Vec<String> {
        let near = || self.of_crisis(Some(&town.country));
        match claim {
            Claim::Name => vec![town.name.clone()],
            Claim::Native if near() => {
                let native = |name: &&String| self.romanised(name).contains(&town.name);
                town.also.iter().filter(native).cloned().collect()
            }
            Claim::Other => town.also.clone(),
            Claim::Press if near() => {
                let names = town.also.iter().flat_map(|n| self.spelled(n).into_iter().chain(self.romanised(n)));
                names.collect()
            }
            Claim::Native | Claim::Press => Vec::new(),
        }
    }

    /// Gives a spelling to a town, unless it means something else already.
    fn settle(&mut self, name: &str, town: &PlaceToml, id: PlaceId) {
        let given = || self.lexicon.words.is("given_names", &name.to_lowercase());
        let person = name.chars().all(char::is_alphabetic) && given();
        let surname = self.surnames.contains_key(name);
        let hit = self.spell(name.to_owned());
        if hit.place.is_some() || hit.actor.is_some() || hit.adjective.is_some() || person || surname {
            return;
        }
        hit.place = Some(id);
        // A capital stands for its government in every spelling.
        if let Some(country) = self.spellings.get(&town.name).and_then(|h| h.metonym) {
            self.spell(name.to_owned()).metonym = Some(country);
        }
    }

    /// A name in Cyrillic letters in Latin ones, by the tables of the languages that it may be from.
    fn romanised(&self, name: &str) -> Vec<String> {
        let from: &[&str] = if cyrillic(name) { spell::written_in(name) } else { &[] };
        let tables = self.languages.iter().filter(|l| from.contains(&l.code.as_str())).map(|l| &l.latin);
        tables.filter_map(|table| table.name(name)).collect()
    }

    /// How the press of the languages writes a name in Cyrillic letters.
    fn spelled(&self, name: &str) -> Vec<String> {
        let from: &[&str] = if cyrillic(name) { spell::written_in(name) } else { &[] };
        let tables = self.languages.iter().flat_map(|l| from.iter().filter_map(|code| l.spelled.get(code)));
        tables.filter_map(|table| table.name(name)).collect()
    }

    /// Persons as the press of other languages writes them, where nobody else is written so.
    pub(super) fn press_of_persons(&mut self) {
        for at in 0..self.actors.len() {
            let id = ActorId(at as u32);
            let actor = &self.actors[at];
            // Others have a Latin spelling of their own.
            let near = actor.kind == Kind::Person && self.of_crisis(actor.country.as_deref());
            let names = self.names_of.get(&id).filter(|_| near);
            let given = |n: &&String| self.languages.iter().any(|l| l.given_names.contains_key(&n.to_lowercase()));
            let names = names.into_iter().flatten().filter(|n| !given(n));
            let names: Vec<String> = names.flat_map(|n| self.spelled(n)).collect();
            for name in names {
                let hit = self.spell(name.clone());
                if *hit == Hit::default() {
                    hit.actor = Some(id);
                    // A short surname is another word ("But") in some language.
                    if name.rsplit_once(' ').is_some_and(|(_, surname)| surname.chars().count() >= spell::SHORTEST) {
                        self.surname(&name, id);
                    }
                }
            }
        }
    }

    /// "Iwan", "Roustem": given names as the press of other languages writes them, by which namesakes are told apart.
    pub(super) fn press_of_given_names(&mut self) {
        let given = |l: &Language| l.given_names.keys().map(|n| capitalised(n)).collect::<Vec<_>>();
        let all: Vec<String> = self.languages.iter().flat_map(given).collect();
        let spelled: Vec<String> =
            all.iter().flat_map(|n| self.spelled(n)).filter(|n| !cyrillic(n)).map(|n| n.to_lowercase()).collect();
        self.lexicon.words.sets.entry("given_names".to_owned()).or_default().extend(spelled);
    }
}

fn cyrillic(name: &str) -> bool {
    name.chars().next().is_some_and(|c| ('\u{400}'..'\u{530}').contains(&c))
}
