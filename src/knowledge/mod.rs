//! TOML → compiled actors, places, lexicon and topic. Pure after loading.

mod build;
mod concepts;
mod credits;
mod form;
mod future;
mod inflect;
mod language;
mod lexicon;
mod names;
mod sound;
mod source;
mod spell;
mod topic;

pub use build::load;
pub(crate) use build::nearest;
pub use concepts::{Concept, Concepts, Rank};
pub use credits::Credits;
pub use future::Future;
pub use language::{Given, Language, StemFrame, Step, Unit};
pub use lexicon::{Form, Frame, FrameId, Lexicon, Part, Pattern, Words};
pub use names::{Hit, Names};
pub use sound::consonants;
pub use source::Source;
pub(crate) use spell::capitalised;
pub use topic::{Acts, Topic, Verdict};

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Kinds of actors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A human being.
    Person,
    /// A body with a name: ministry, agency, company, newspaper, force.
    Organisation,
    /// A state.
    Country,
    /// People or states that act together without being a body.
    Group,
}

/// Index of a known actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ActorId(pub u32);

/// Index of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PlaceId(pub u32);

/// A known actor.
#[derive(Debug, Clone)]
pub struct Actor {
    /// Canonical English name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Wikidata id, only where certain.
    pub wikidata: Option<String>,
    /// ISO 3166 code of the country it is or belongs to.
    pub country: Option<String>,
    /// "m" or "f", of persons.
    pub sex: Option<char>,
    /// The first adjective of a country ("Turkish").
    pub adjective: Option<String>,
}

/// A toponym's meaning.
#[derive(Debug, Clone)]
pub struct Place {
    /// Canonical English name.
    pub name: String,
    /// GeoNames id, `None` for regions that the data does not hold.
    pub geonames: Option<u32>,
    /// ISO 3166 code.
    pub country: Option<String>,
    /// Latitude and longitude in degrees.
    pub at: Option<(f64, f64)>,
    /// Whether it is a whole country.
    pub is_country: bool,
    /// Whether it is the capital of its country.
    pub is_capital: bool,
    /// Whether it is a region, sea or continent: a town inside it says more.
    pub is_region: bool,
    /// The city of which it is a district.
    pub part_of: Option<PlaceId>,
}

/// Who held a post, and when.
#[derive(Debug, Clone)]
pub struct Office {
    /// The country or body.
    pub of: ActorId,
    /// The title as it is written out in a record's `role`.
    pub title: String,
    /// Holder, first day, day after the last.
    pub holders: Vec<(ActorId, Date, Date)>,
}

impl Office {
    /// Whoever held it on that day, if one is known.
    #[must_use]
    pub fn holder(&self, day: Date) -> Option<ActorId> {
        self.holders.iter().find(|(_, from, until)| *from <= day && day < *until).map(|(who, ..)| *who)
    }
}

/// All that extraction, relevance and rules know of the world.
#[derive(Debug)]
pub struct Knowledge {
    /// Known actors by [`ActorId`].
    pub actors: Vec<Actor>,
    /// Known places by [`PlaceId`].
    pub places: Vec<Place>,
    /// Offices, referred to by index.
    pub offices: Vec<Office>,
    /// The automaton over all names.
    pub names: Names,
    /// English frames and word classes.
    pub lexicon: Lexicon,
    /// Languages that are read by word stems.
    pub languages: Vec<Language>,
    /// The watched crisis.
    pub topic: Topic,
    /// Registrable domain or outlet, in lower case → publisher family.
    pub publishers: HashMap<String, String>,
    /// What names an agency as the source of a text → publisher family.
    pub credits: Credits,
    /// What words mean in all languages.
    pub concepts: Concepts,
    /// Of the files that it was made of: what was read with other knowledge has another.
    pub stamp: u64,
    by_name: HashMap<String, ActorId>,
    /// Persons by the sound of their full name, where one alone has it.
    by_sound: HashMap<String, ActorId>,
    by_place: HashMap<String, Vec<PlaceId>>,
}

impl Knowledge {
    /// A language that is read by word stems, by its ISO 639-1 code; none for English.
    #[must_use]
    pub fn language(&self, code: &str) -> Option<&Language> {
        self.languages.iter().find(|l| l.code == code)
    }

    /// Whether a class of small words, of a language or else of English, holds what starts at a word; its length in words.
    pub fn class_at<'w>(
        &self,
        language: Option<&Language>,
        class: &str,
        at: usize,
        word: &dyn Fn(usize) -> &'w str,
    ) -> Option<usize> {
        match language {
            Some(language) => language.class_at(class, at, word),
            None => self.lexicon.words.is(class, word(at)).then_some(1),
        }
    }

    /// The actor with this canonical name.
    #[must_use]
    pub fn actor_named(&self, name: &str) -> Option<ActorId> {
        self.by_name.get(name).copied()
    }

    /// The person of this full name in another spelling ("Vladyslav Kosiniak-Kamysh").
    #[must_use]
    pub fn person_sounding(&self, name: &str) -> Option<ActorId> {
        self.by_sound.get(&sound::of_person(name)?).copied()
    }

    /// The place with this canonical name; the first of the files where several share it.
    #[must_use]
    pub fn place_named(&self, name: &str) -> Option<PlaceId> {
        self.by_place.get(name)?.first().copied()
    }

    /// A place, or the city of which it is a district: "Saltivka" is Kharkiv.
    #[must_use]
    pub fn city_of(&self, place: PlaceId) -> PlaceId {
        self.place(place).part_of.unwrap_or(place)
    }

    /// The town of a country that is called like one of another: Primorsk for Prymorsk.
    #[must_use]
    pub fn namesake(&self, place: PlaceId, country: &str) -> Option<PlaceId> {
        let key = consonants(&self.place(place).name.to_lowercase(), "en");
        let town = |p: &Place| !p.is_country && !p.is_region && p.country.as_deref() == Some(country);
        let at = self.places.iter().position(|p| town(p) && consonants(&p.name.to_lowercase(), "en") == key)?;
        Some(PlaceId(at as u32))
    }

    /// The country of an ISO 3166 code.
    #[must_use]
    pub fn country_of(&self, code: &str) -> Option<ActorId> {
        let at = self.actors.iter().position(|a| a.kind == Kind::Country && a.country.as_deref() == Some(code))?;
        Some(ActorId(at as u32))
    }

    /// Whether a place lies in a country, both by name.
    #[must_use]
    pub fn lies_in(&self, place: &str, country: &str) -> bool {
        let code = self.actor_named(country).map(|id| self.actor(id)).filter(|a| a.kind == Kind::Country);
        let Some(code) = code.and_then(|a| a.country.as_deref()) else { return false };
        self.places_named(place).any(|p| p.country.as_deref() == Some(code))
    }

    /// Places of this canonical name.
    fn places_named(&self, name: &str) -> impl Iterator<Item = &Place> {
        self.by_place.get(name).into_iter().flatten().map(|id| self.place(*id))
    }

    /// Whether an actor, by name, belongs to a group of [`Self::group`] on a day.
    #[must_use]
    pub fn in_group(&self, group: &str, name: &str, day: Date) -> bool {
        let Some(id) = self.actor_named(name) else { return false };
        let kind = self.actor(id).kind;
        match group {
            "heads-of-state" => kind == Kind::Person && self.heads_of_state(day).any(|head| head == id),
            "countries" => kind == Kind::Country,
            "organisations" => kind == Kind::Organisation,
            "persons" => kind == Kind::Person,
            _ => false,
        }
    }

    /// Presidents, heads of government and leaders in office on a day.
    fn heads_of_state(&self, day: Date) -> impl Iterator<Item = ActorId> {
        let top = |o: &&Office| {
            matches!(o.title.as_str(), "president" | "prime minister" | "chancellor" | "leader")
                && self.actor(o.of).kind == Kind::Country
        };
        self.offices.iter().filter(top).filter_map(move |o| o.holder(day))
    }

    /// Kilometres between two places (great circle); `None` where one is unknown or has no coordinates. Of places that
    /// share a name the first of the files.
    #[must_use]
    pub fn distance(&self, one: &str, other: &str) -> Option<f64> {
        let at = |name: &str| self.places_named(name).find_map(|p| p.at);
        Some(Self::kilometres(at(one)?, at(other)?))
    }

    /// Kilometres between two points in degrees north and east.
    #[must_use]
    pub fn kilometres((lat, lon): (f64, f64), (lat2, lon2): (f64, f64)) -> f64 {
        let (a, b) = (lat.to_radians(), lat2.to_radians());
        let half = |x: f64| (x / 2.0).sin().powi(2);
        let h = half(b - a) + a.cos() * b.cos() * half((lon2 - lon).to_radians());
        // Mean radius of the Earth (IUGG).
        2.0 * 6371.009 * h.sqrt().asin()
    }

    /// The known actor.
    #[must_use]
    pub fn actor(&self, id: ActorId) -> &Actor {
        &self.actors[id.0 as usize]
    }

    /// The place.
    #[must_use]
    pub fn place(&self, id: PlaceId) -> &Place {
        &self.places[id.0 as usize]
    }

    /// The capital of the country of an ISO 3166 code.
    #[must_use]
    pub fn capital(&self, code: &str) -> Option<PlaceId> {
        let at = self.places.iter().position(|p| p.is_capital && p.country.as_deref() == Some(code))?;
        Some(PlaceId(at as u32))
    }

    /// Members of a group that rules name with `@`: `@heads-of-state`, `@countries`, `@organisations`, `@persons`.
    /// `None` for an unknown group.
    #[must_use]
    pub fn group(&self, name: &str, day: Date) -> Option<Vec<&str>> {
        let of_kind = |kind| self.actors.iter().filter(|a| a.kind == kind).map(|a| a.name.as_str()).collect();
        Some(match name {
            "heads-of-state" => self.heads_of_state(day).map(|id| self.actor(id).name.as_str()).collect(),
            "countries" => of_kind(Kind::Country),
            "organisations" => of_kind(Kind::Organisation),
            "persons" => of_kind(Kind::Person),
            _ => return None,
        })
    }
}
