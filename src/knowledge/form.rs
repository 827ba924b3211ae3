//! The form of the knowledge files, as they stand in TOML.

use super::Kind;
use super::concepts::Stems;
use crate::extract::{EventType, Status};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    #[serde(default)]
    pub(super) actor: Vec<ActorToml>,
    #[serde(default)]
    pub(super) office: Vec<OfficeToml>,
    #[serde(default)]
    pub(super) place: Vec<PlaceToml>,
    #[serde(default)]
    pub(super) region: Vec<RegionToml>,
    #[serde(default)]
    pub(super) frame: Vec<FrameToml>,
    #[serde(default)]
    pub(super) publisher: Vec<PublisherToml>,
    #[serde(default)]
    pub(super) compounds: Vec<String>,
    #[serde(default)]
    pub(super) everyday: BTreeMap<String, Stems>,
    #[serde(default)]
    pub(super) concepts: BTreeMap<String, Stems>,
    #[serde(default)]
    pub(super) named: BTreeMap<String, Stems>,
    #[serde(default)]
    pub(super) elsewhere: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PublisherToml {
    pub(super) name: String,
    pub(super) domains: Vec<String>,
    #[serde(default)]
    pub(super) names: Vec<String>,
    #[serde(default)]
    pub(super) credits: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ActorToml {
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) wikidata: Option<String>,
    pub(super) code: Option<String>,
    pub(super) country: Option<String>,
    pub(super) geonames: Option<u32>,
    pub(super) sex: Option<char>,
    #[serde(default)]
    pub(super) aliases: Vec<String>,
    #[serde(default)]
    pub(super) adjectives: Vec<String>,
    #[serde(default)]
    pub(super) metonyms: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OfficeToml {
    pub(super) of: toml::Spanned<String>,
    pub(super) titles: Vec<String>,
    #[serde(default)]
    pub(super) alone: Vec<String>,
    pub(super) holders: Vec<HolderToml>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HolderToml {
    pub(super) name: toml::Spanned<String>,
    pub(super) from: toml::Spanned<String>,
    pub(super) until: Option<toml::Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlaceToml {
    pub(super) name: String,
    pub(super) id: u32,
    pub(super) country: String,
    pub(super) people: u64,
    pub(super) at: (f64, f64),
    #[serde(default)]
    pub(super) capital: bool,
    #[serde(default)]
    pub(super) also: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RegionToml {
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) country: Option<String>,
    #[serde(rename = "of")]
    pub(super) _of: Option<String>,
    #[serde(default)]
    pub(super) also: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FrameToml {
    #[serde(rename = "type")]
    pub(super) kind: EventType,
    pub(super) mode: Option<String>,
    #[serde(default)]
    pub(super) verbs: Vec<String>,
    #[serde(default)]
    pub(super) nouns: Vec<String>,
    #[serde(default)]
    pub(super) to: Vec<String>,
    #[serde(default)]
    pub(super) governs: bool,
    #[serde(default)]
    pub(super) unless: Vec<String>,
    #[serde(default)]
    pub(super) by: Vec<String>,
    #[serde(default)]
    pub(super) not_by: Vec<String>,
    #[serde(default)]
    pub(super) persons: bool,
    #[serde(default)]
    pub(super) guests: bool,
    pub(super) status: Option<Status>,
    pub(super) sure: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CrisisToml {
    pub(super) name: String,
    pub(super) countries: Vec<String>,
    #[serde(default)]
    pub(super) adversaries: Vec<String>,
    #[serde(default)]
    pub(super) anchors: Vec<String>,
    #[serde(default)]
    pub(super) adversary_events: Vec<EventType>,
    #[serde(default)]
    pub(super) parties: Vec<String>,
    #[serde(default)]
    pub(super) leaders: Vec<String>,
    pub(super) threshold: f64,
    pub(super) terms: BTreeMap<String, f64>,
    #[serde(default)]
    pub(super) against: BTreeMap<String, AgainstToml>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AgainstToml {
    pub(super) terms: Vec<String>,
    pub(super) weight: f64,
}
