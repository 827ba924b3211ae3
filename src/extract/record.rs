//! The record: all that was read out of one article. Positions count Unicode characters of the body.

use crate::article::TextFrom;
use crate::knowledge::Kind;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// PLOVER event types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
#[allow(missing_docs, reason = "the names are PLOVER's")]
pub enum EventType {
    Agree,
    Consult,
    Support,
    Cooperate,
    Aid,
    Yield,
    Request,
    Accuse,
    Reject,
    Threaten,
    Protest,
    Sanction,
    Mobilize,
    Coerce,
    Assault,
    Retreat,
}

impl EventType {
    /// Whether it is done by saying: what is asked, promised, refused or threatened may lie ahead, the saying does not.
    #[must_use]
    pub fn is_said(self) -> bool {
        matches!(self, Self::Agree | Self::Request | Self::Accuse | Self::Reject | Self::Threaten | Self::Support)
    }

    /// Whether all who take part do the same: who is named first does not matter.
    #[must_use]
    pub fn is_mutual(self) -> bool {
        matches!(self, Self::Consult | Self::Agree | Self::Cooperate)
    }
}

/// How far an event has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the words say it")]
pub enum Status {
    Occurred,
    Ongoing,
    Planned,
    Possible,
    Negated,
    Cancelled,
}

/// How a mention names its actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the words say it")]
pub enum By {
    Name,
    Alias,
    Office,
    Pronoun,
    Metonym,
}

/// A span of the body with its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Span {
    /// First character.
    pub start: usize,
    /// Behind the last character.
    pub end: usize,
    /// What stands there.
    pub text: String,
}

/// Where an actor is named.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Mention {
    /// First character.
    pub start: usize,
    /// Behind the last character.
    pub end: usize,
    /// What stands there.
    pub text: String,
    /// How it names the actor.
    pub by: By,
}

/// An actor of the article.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ActorEntry {
    /// Canonical English name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// `null` where unknown or not certain.
    pub wikidata: Option<String>,
    /// What the text or the knowledge says of its post.
    pub role: Option<String>,
    /// In the order of the text.
    pub mentions: Vec<Mention>,
}

/// Who did what to whom.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Event {
    /// PLOVER type.
    #[serde(rename = "type")]
    pub kind: EventType,
    /// Finer kind.
    pub mode: Option<String>,
    /// Canonical names.
    pub actors: Vec<String>,
    /// Canonical names.
    pub targets: Vec<String>,
    /// ISO 8601 day, week or month.
    pub date: Option<String>,
    /// Canonical name.
    pub place: Option<String>,
    /// How far it has come.
    pub status: Status,
    /// Who claims it, where it is reported speech.
    pub claimed_by: Option<String>,
    /// 0 to 1.
    pub confidence: f64,
    /// The sentence it rests on.
    pub evidence: Span,
}

/// Direct speech.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Quote {
    /// Canonical name, `null` where it is not certain.
    pub speaker: Option<String>,
    /// Without the quotation marks.
    pub text: String,
    /// First character of `text`.
    pub start: usize,
    /// Behind its last character.
    pub end: usize,
    /// "said"
    pub verb: Option<String>,
}

/// What somebody stands for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Position {
    /// Canonical name.
    pub holder: String,
    /// demands, rejects, accepts, warns, denies, claims, promises, supports, condemns
    pub stance: String,
    /// In the words of the text.
    pub content: String,
    /// The sentence.
    pub evidence: Span,
}

/// A quantity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Figure {
    /// Lower bound, if any.
    pub low: Option<f64>,
    /// Upper bound, if any; equal to `low` for an exact number.
    pub high: Option<f64>,
    /// What is counted.
    pub unit: Option<String>,
    /// Whose.
    pub of: Option<String>,
    /// The expression.
    pub text: String,
    /// First character.
    pub start: usize,
    /// Behind the last character.
    pub end: usize,
}

/// A date expression.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DateEntry {
    /// The expression.
    pub text: String,
    /// `2022-02-07`, `2022-W06`, `2022-02` or `2022`.
    pub iso: String,
    /// First character.
    pub start: usize,
    /// Behind the last character.
    pub end: usize,
}

/// A toponym.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PlaceEntry {
    /// Canonical English name.
    pub name: String,
    /// GeoNames id.
    pub geonames: Option<u32>,
    /// ISO 3166 code.
    pub country: Option<String>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// In the order of the text.
    pub mentions: Vec<Place>,
}

/// Where a place is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    /// First character.
    pub start: usize,
    /// Behind the last character.
    pub end: usize,
}

/// Why an article is about the crisis, or not.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Relevance {
    /// 0 to 1; above 0.5 is relevant.
    pub score: f64,
    /// Reasons for a person.
    pub because: Vec<String>,
}

/// All that was read out of one article.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Record {
    /// `wirewatch.record/1`
    pub schema: String,
    /// The article's.
    pub id: String,
    /// The article's.
    pub url: String,
    /// The article's.
    pub title: String,
    /// RFC 3339.
    pub published: Option<String>,
    /// ISO 639-1, given or recognised.
    pub lang: String,
    /// Feed or outlet.
    pub source: Option<String>,
    /// Where the text comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text_from: Option<TextFrom>,
    /// Whether it is about the watched crisis.
    pub relevant: bool,
    /// Why.
    pub relevance: Relevance,
    /// In the order of their first mention.
    pub actors: Vec<ActorEntry>,
    /// In the order of the text.
    pub events: Vec<Event>,
    /// In the order of the text.
    pub quotes: Vec<Quote>,
    /// In the order of the text.
    pub positions: Vec<Position>,
    /// In the order of the text.
    pub figures: Vec<Figure>,
    /// In the order of the text.
    pub dates: Vec<DateEntry>,
    /// In the order of their first mention.
    pub places: Vec<PlaceEntry>,
    /// The body that positions count in, where the caller did not give it (pages).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
}
