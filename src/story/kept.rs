//! What a replay needs of a record, in few bytes: of a long article less than a third of its JSON, and nothing to read again.

use super::Traits;
use crate::article::TextFrom;
use crate::extract::{Event, Figure, RECORD_SCHEMA, Record};
use crate::hash::{mix, quick};
use crate::knowledge::Knowledge;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Raised when [`Parts`] changes, or what [`Traits::of`] makes of a text: what is stored by an older one is read anew.
const FORM: u64 = 3;

/// A relevant record with its traits, as it is stored beside its JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// What it was made with, see [`Kept::stamp`]; bytes of another stamp say nothing.
    pub stamp: i64,
    /// For [`Kept::read`].
    pub bytes: Vec<u8>,
}

/// Without what neither a story nor a rule reads: reasons, quotes, positions, dates, mentions, places, the body.
#[derive(Serialize, Deserialize)]
struct Parts<'a> {
    id: Cow<'a, str>,
    url: Cow<'a, str>,
    title: Cow<'a, str>,
    published: Cow<'a, Option<String>>,
    lang: Cow<'a, str>,
    source: Cow<'a, Option<String>>,
    text_from: Option<TextFrom>,
    events: Cow<'a, [Event]>,
    figures: Cow<'a, [Figure]>,
    traits: Cow<'a, Traits>,
}

impl Kept {
    /// The stamp of what is made by this program with this knowledge.
    #[must_use]
    pub fn stamp(known: &Knowledge) -> i64 {
        mix(known.stamp ^ quick(env!("CARGO_PKG_VERSION")) ^ FORM) as i64
    }

    /// Of a relevant record and what was read out of it with this knowledge.
    #[must_use]
    pub fn of(record: &Record, traits: &Traits, known: &Knowledge) -> Option<Self> {
        let parts = Parts {
            id: Cow::Borrowed(&record.id),
            url: Cow::Borrowed(&record.url),
            title: Cow::Borrowed(&record.title),
            published: Cow::Borrowed(&record.published),
            lang: Cow::Borrowed(&record.lang),
            source: Cow::Borrowed(&record.source),
            text_from: record.text_from,
            events: Cow::Borrowed(&record.events),
            figures: Cow::Borrowed(&record.figures),
            traits: Cow::Borrowed(traits),
        };
        let bytes = postcard::to_stdvec(&parts).ok()?;
        Some(Self { stamp: Self::stamp(known), bytes })
    }

    /// The record and its traits; none of bytes that are damaged.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<(Record, Traits)> {
        let parts: Parts = postcard::from_bytes(bytes).ok()?;
        let record = Record {
            schema: RECORD_SCHEMA.to_owned(),
            id: parts.id.into_owned(),
            url: parts.url.into_owned(),
            title: parts.title.into_owned(),
            published: parts.published.into_owned(),
            lang: parts.lang.into_owned(),
            source: parts.source.into_owned(),
            text_from: parts.text_from,
            relevant: true,
            events: parts.events.into_owned(),
            figures: parts.figures.into_owned(),
            ..Record::default()
        };
        Some((record, parts.traits.into_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;
    use crate::knowledge::{Source, load};
    use crate::story::Gist;

    #[test]
    fn what_is_kept_is_what_would_be_read_again() {
        let known = load(&Source::embedded()).expect("the built-in knowledge is sound");
        let article = Article {
            title: "Rockets fall on Nikopol, 12th package agreed".to_owned(),
            body: "Russian rockets hit a bakery in Nikopol on Tuesday, killing at least four people, Interfax reported. Bakers had begun their shift at five in the morning. Brussels agreed its 12th package of sanctions on the same day, and Olena Zahrebelna of the bakers\u{2019} union called for more air defence.".to_owned(),
            ..Article::default()
        };
        let mut whole = crate::extract::extract(&article, &known);
        whole.body = Some(article.body);
        let now = jiff::Timestamp::UNIX_EPOCH;
        let gist = Gist::of(&whole, &known, now);
        assert!(gist.traits != Traits::default() && !gist.told.is_empty());
        let kept = Kept::of(&whole, &gist.traits, &known).expect("kept");
        let (record, traits) = Kept::read(&kept.bytes).expect("read");
        assert_eq!((&record.events, &record.figures, &record.title), (&whole.events, &whole.figures, &whole.title));
        assert_eq!(Gist::with(traits, &record, &known, now), gist);
        assert!(Kept::read(&kept.bytes[..kept.bytes.len() / 2]).is_none());
        let other = load(&Source { files: Source::embedded().files.into_iter().map(|(n, t)| (n, t + "\n")).collect() });
        assert_ne!(Kept::stamp(&other.expect("sound as well")), kept.stamp, "other knowledge reads other things");
    }
}
