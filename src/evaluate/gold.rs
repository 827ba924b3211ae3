//! Annotated articles: what a careful reader finds in them.

use crate::article::{Article, published};
use crate::extract::{EventType, Status};
use crate::knowledge::Kind;
use serde::Deserialize;

/// An article with its annotation; one JSON object a line.
#[derive(Debug, Clone, Deserialize)]
#[allow(missing_docs, reason = "the fields of an article")]
pub struct Annotated {
    pub id: String,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub url: String,
    /// RFC 3339.
    pub published: Option<String>,
    pub lang: Option<String>,
    pub body: String,
    /// Outlet, of a stream.
    #[serde(default)]
    pub source: Option<String>,
    /// Label of its story, of a stream.
    #[serde(default)]
    pub story: Option<String>,
    /// Independent sources of its story once it has come, of a stream: told at the last article of each story.
    #[serde(default)]
    pub independent: Option<usize>,
    /// It brings this change of its story's event, of a stream.
    #[serde(default)]
    pub change: Option<Status>,
    #[serde(default)]
    pub gold: Gold,
}

impl Annotated {
    /// The article as it is read, without its annotation.
    #[must_use]
    pub fn article(&self) -> Article {
        let time = self.published.as_deref().and_then(|text| published(text).ok());
        Article {
            id: self.id.clone(),
            url: self.url.clone(),
            title: self.title.clone(),
            body: self.body.clone(),
            lang: self.lang.clone(),
            source: self.source.clone(),
            published: time.map(|(at, _)| at),
            offset_minutes: time.map_or(0, |(_, offset)| offset),
            ..Article::default()
        }
    }
}

/// What a reader finds. An article that is not relevant has nothing else.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[allow(missing_docs, reason = "as in a record")]
pub struct Gold {
    pub relevant: bool,
    pub actors: Vec<GoldActor>,
    pub events: Vec<GoldEvent>,
    pub quotes: Vec<GoldQuote>,
    pub quantities: Vec<GoldFigure>,
    pub dates: Vec<GoldDate>,
    pub places: Vec<String>,
}

/// An actor.
#[derive(Debug, Clone, Deserialize)]
#[allow(missing_docs, reason = "as in a record")]
pub struct GoldActor {
    pub name: String,
    #[serde(rename = "type")]
    pub kind: Kind,
    /// Other names that are right as well.
    #[serde(default)]
    pub also: Vec<String>,
    /// Neither missed nor wrong.
    #[serde(default)]
    pub optional: bool,
}

/// An event; an optional one needs only type and evidence.
#[derive(Debug, Clone, Deserialize)]
#[allow(missing_docs, reason = "as in a record")]
pub struct GoldEvent {
    #[serde(rename = "type")]
    pub kind: EventType,
    #[serde(default)]
    pub actors: Vec<String>,
    #[serde(default)]
    pub targets: Vec<String>,
    #[serde(default)]
    pub date: Option<String>,
    pub status: Option<Status>,
    /// Part of the body.
    pub evidence: String,
    /// Neither missed nor wrong.
    #[serde(default)]
    pub optional: bool,
}

/// Direct speech.
#[derive(Debug, Clone, Deserialize)]
#[allow(missing_docs, reason = "as in a record")]
pub struct GoldQuote {
    pub speaker: Option<String>,
    pub text: String,
}

/// A figure.
#[derive(Debug, Clone, Deserialize)]
#[allow(missing_docs, reason = "as in a record")]
pub struct GoldFigure {
    pub value_low: Option<f64>,
    pub value_high: Option<f64>,
    /// Part of the body.
    pub evidence: String,
    /// Neither missed nor wrong.
    #[serde(default)]
    pub optional: bool,
}

/// A date.
#[derive(Debug, Clone, Deserialize)]
#[allow(missing_docs, reason = "as in a record")]
pub struct GoldDate {
    pub text: String,
    pub iso: String,
    /// Neither missed nor wrong.
    #[serde(default)]
    pub optional: bool,
}
