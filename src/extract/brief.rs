//! A stored record without what neither its story nor a rule reads: of a long article that is most of it.

use super::record::{ActorEntry, By, Event, Figure, Mention, PlaceEntry, Record};
use crate::article::TextFrom;
use crate::knowledge::Kind;
use serde::Deserialize;

/// A record as it is read where thousands are judged at once.
#[derive(Debug, Deserialize)]
pub struct Brief {
    schema: String,
    id: String,
    url: String,
    title: String,
    published: Option<String>,
    lang: String,
    source: Option<String>,
    text_from: Option<TextFrom>,
    relevant: bool,
    actors: Vec<Actor>,
    events: Vec<Event>,
    figures: Vec<Figure>,
    places: Vec<PlaceEntry>,
    body: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Actor {
    name: String,
    kind: Kind,
    mentions: Vec<Named>,
}

#[derive(Debug, Deserialize)]
struct Named {
    start: usize,
    end: usize,
    by: By,
}

impl From<Named> for Mention {
    fn from(Named { start, end, by }: Named) -> Self {
        Self { start, end, text: String::new(), by }
    }
}

impl From<Actor> for ActorEntry {
    fn from(actor: Actor) -> Self {
        let mentions = actor.mentions.into_iter().map(Mention::from).collect();
        Self { name: actor.name, kind: actor.kind, wikidata: None, role: None, mentions }
    }
}

/// Without reasons, quotes, positions, dates, and the texts of mentions.
impl From<Brief> for Record {
    fn from(brief: Brief) -> Self {
        Self {
            schema: brief.schema,
            id: brief.id,
            url: brief.url,
            title: brief.title,
            published: brief.published,
            lang: brief.lang,
            source: brief.source,
            text_from: brief.text_from,
            relevant: brief.relevant,
            actors: brief.actors.into_iter().map(ActorEntry::from).collect(),
            events: brief.events,
            figures: brief.figures,
            places: brief.places,
            body: brief.body,
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;
    use crate::knowledge::{Source, load};
    use crate::story::Gist;

    #[test]
    fn nothing_is_left_out_that_a_story_reads() {
        let known = load(&Source::embedded()).expect("the built-in knowledge is sound");
        let article = Article {
            title: "Drones hit Kharkiv".to_owned(),
            body: "Russian drones struck a school in Kharkiv on Monday, killing three people, governor Oleh Syniehubov said. \u{201c}It was a double strike,\u{201d} he said. Poland\u{2019}s foreign minister Marta Kowalewska condemned it.".to_owned(),
            ..Article::default()
        };
        let mut whole = crate::extract::extract(&article, &known);
        whole.body = Some(article.body);
        let json = serde_json::to_string(&whole).expect("a record is JSON");
        let brief: Brief = serde_json::from_str(&json).expect("a record");
        let now = jiff::Timestamp::UNIX_EPOCH;
        let brief = Record::from(brief);
        assert!(!whole.quotes.is_empty() && brief.quotes.is_empty());
        assert_eq!(Gist::of(&brief, &known, now), Gist::of(&whole, &known, now));
        assert_eq!((&brief.events, &brief.figures), (&whole.events, &whole.figures));
    }
}
