//! Bytes of a feed document → entries. Pure: no clock, no network.
//!
//! A document goes through `decode` (bytes → text), `markup` (text → tree, refusing nothing),
//! `lift` (tree → one clean Atom 1.0 document) and then `feed-rs`, which reads dates, links and texts.

mod decode;
mod discover;
mod identity;
mod lift;
mod markup;
mod outline;
mod schedule;

pub use decode::decode;
pub use discover::discover;
pub use identity::{Keys, canonical_url, keys};
pub(crate) use markup::unescape;
pub use outline::{Outline, read_opml, write_opml};
pub use schedule::{Limits, Next, Outcome, Pace, next_poll};

use jiff::Timestamp;
use serde::Serialize;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// An item of a feed document.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Entry {
    /// The feed's own identifier: a hint, not an identity.
    pub id: Option<String>,
    /// Title as the feed carries it: it may hold HTML and entities.
    pub title: String,
    /// Absolute address of the page, if any.
    pub link: Option<String>,
    /// When the feed says it was published (or updated, where only that is said).
    pub published: Option<Timestamp>,
    /// The summary or content, as HTML.
    #[serde(skip)]
    pub content: Option<String>,
    /// `category` terms.
    #[serde(skip)]
    pub categories: Vec<String>,
}

/// A feed document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    /// The feed's title, may hold HTML.
    pub title: String,
    /// How long the publisher asks to wait between polls, in minutes (RSS `ttl`).
    pub ttl_minutes: Option<u32>,
    /// In the document's order.
    pub entries: Vec<Entry>,
}

/// Why a document gives no entries.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum FeedError {
    /// Nothing in it.
    #[error("the document is empty")]
    Empty,
    /// A web page. Holds the feeds that the page names.
    #[error("this is a web page, not a feed{}", match .0.first() { Some(url) => format!("; it names the feed {url}"), None => String::new() })]
    WebPage(Vec<String>),
    /// Neither XML nor JSON that looks like a feed.
    #[error("no RSS, Atom or JSON feed in this document")]
    NoFeed,
    /// feed-rs refused or panicked on the repaired document.
    #[error("the feed could not be read: {0}")]
    Unreadable(String),
}

/// Reads a feed document.
///
/// `address` is where it came from: relative links are resolved against it.
///
/// # Errors
/// [`FeedError`] says what the document is instead. Never panics, whatever the bytes.
pub fn parse(bytes: &[u8], content_type: Option<&str>, address: Option<&str>) -> Result<Document, FeedError> {
    let text = decode::borrowed(bytes, content_type);
    let text = text.trim_start_matches(['\u{feff}', '\0']).trim_start();
    if text.is_empty() {
        return Err(FeedError::Empty);
    }
    if text.starts_with('{') {
        return read(text.as_bytes(), address);
    }
    let head = text.get(..text.floor_char_boundary(2048)).unwrap_or(text).to_ascii_lowercase();
    // The tree is dropped before feed-rs builds its own.
    let lifted = lift::lift(&markup::read(text));
    let Some(lift::Lifted { atom, ttl }) = lifted else {
        let page = head.contains("<html") || head.contains("<!doctype html");
        return Err(if page { FeedError::WebPage(discover(text, address)) } else { FeedError::NoFeed });
    };
    if head.contains("<!doctype html") && !atom.contains("<entry>") {
        return Err(FeedError::WebPage(discover(text, address)));
    }
    let document = read(atom.as_bytes(), address)?;
    Ok(Document { ttl_minutes: ttl.or(document.ttl_minutes), ..document })
}

fn read(document: &[u8], address: Option<&str>) -> Result<Document, FeedError> {
    // feed-rs 3.0 was seen to panic on odd documents; one feed must not end the daemon.
    let parsed = catch_unwind(AssertUnwindSafe(|| {
        feed_rs::parser::Builder::new().base_uri(address).id_generator(|_, _, _| String::new()).build().parse(document)
    }));
    let feed = match parsed {
        Ok(Ok(feed)) => feed,
        Ok(Err(error)) => return Err(FeedError::Unreadable(error.to_string())),
        Err(_) => return Err(FeedError::Unreadable("the parser stopped on it".to_owned())),
    };
    let entries = feed.entries.into_iter().map(|entry| {
        let content = entry.content.and_then(|c| c.body).filter(|c| !c.trim().is_empty());
        let summary = entry.summary.map(|t| t.content).filter(|c| !c.trim().is_empty());
        // The longer of the two: some feeds put the text into one, some into the other.
        let content = match (content, summary) {
            (Some(a), Some(b)) => Some(if a.len() >= b.len() { a } else { b }),
            (a, b) => a.or(b),
        };
        Entry {
            id: Some(entry.id).filter(|id| !id.is_empty()),
            title: entry.title.map(|t| t.content).unwrap_or_default(),
            link: entry
                .links
                .iter()
                .find(|l| l.rel.as_deref().is_none_or(|r| r == "alternate"))
                .or(entry.links.first())
                .map(|l| resolve(&l.href, address))
                .filter(|l| l.len() <= lift::MAX_LINK),
            published: entry.published.or(entry.updated).and_then(|t| Timestamp::from_second(t.timestamp()).ok()),
            content,
            categories: entry.categories.into_iter().map(|c| c.term).collect(),
        }
    });
    Ok(Document {
        title: feed.title.map(|t| t.content).unwrap_or_default(),
        ttl_minutes: feed.ttl,
        entries: entries.collect(),
    })
}

fn resolve(link: &str, address: Option<&str>) -> String {
    let base = address.and_then(|a| url::Url::parse(a).ok());
    base.and_then(|base| base.join(link).ok()).map_or_else(|| link.to_owned(), String::from)
}

#[cfg(test)]
mod tests;
