//! A page, or a feed's own content → title, published, language and clean body text. Pure.

mod page;
mod plain;

pub use page::{Page, read_page};
pub use plain::plain_text;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where the body comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TextFrom {
    /// The page behind the entry.
    Page,
    /// The feed's own content: the page was a wall, not HTML, or gone.
    Feed,
}

/// The text behind an entry.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Article {
    /// The caller's identifier.
    pub id: String,
    /// Address, empty if none.
    pub url: String,
    /// Plain text.
    pub title: String,
    /// When it was published; dates in the text are read against it.
    pub published: Option<Timestamp>,
    /// Minutes east of UTC that the publisher wrote the time in.
    pub offset_minutes: i16,
    /// ISO 639-1, `None` if to be recognised.
    pub lang: Option<String>,
    /// Name of the feed or outlet.
    pub source: Option<String>,
    /// Plain text, paragraphs apart by an empty line. Positions in records count its characters.
    pub body: String,
    /// Where `body` comes from, where that is known.
    pub text_from: Option<TextFrom>,
}

/// A time with its offset in minutes, or a day, which is taken at noon.
///
/// # Errors
/// What is wrong with it, for a person.
pub fn published(text: &str) -> Result<(Timestamp, i16), String> {
    if let Ok(time) = text.parse::<Timestamp>() {
        let pieces = jiff::fmt::temporal::DateTimeParser::new().parse_pieces(text).ok();
        let offset = pieces.and_then(|p| p.to_numeric_offset()).map_or(0, |o| o.seconds() / 60);
        return Ok((time, offset as i16));
    }
    let day = text
        .parse::<jiff::civil::Date>()
        .map_err(|_| format!("published: '{text}' is no time; write it like 2022-02-07T09:30:00Z or 2022-02-07"))?;
    let noon = jiff::tz::Offset::UTC.to_timestamp(day.at(12, 0, 0, 0)).map_err(|e| e.to_string())?;
    Ok((noon, 0))
}
