//! One automaton over all names: actors, offices, places, in all spellings.

use super::{ActorId, PlaceId};
use aho_corasick::{AhoCorasick, MatchKind};
use std::collections::HashMap;

/// What a spelling may mean; one spelling may be both an actor and a place.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Hit {
    /// The actor of this name or alias.
    pub actor: Option<ActorId>,
    /// Whether the spelling is the canonical name.
    pub canonical: bool,
    /// The country whose seat of government this is ("Moscow").
    pub metonym: Option<ActorId>,
    /// The country whose adjective or people this is ("Russian").
    pub adjective: Option<ActorId>,
    /// Offices that this phrase may mean ("French president"), by index.
    pub offices: Vec<usize>,
    /// The toponym.
    pub place: Option<PlaceId>,
    /// A surname that stands for a person only where the full name was read before.
    pub weak: bool,
}

/// The automaton.
#[derive(Debug)]
pub struct Names {
    automaton: AhoCorasick,
    hits: Vec<Hit>,
}

impl Names {
    /// Compiles spellings. Case matters, except that curly and straight apostrophes are one.
    ///
    /// # Errors
    /// If the automaton grows past its limits.
    pub fn new(spellings: HashMap<String, Hit>) -> Result<Self, String> {
        let mut patterns = Vec::with_capacity(spellings.len());
        let mut hits = Vec::with_capacity(spellings.len());
        let mut sorted: Vec<_> = spellings.into_iter().collect();
        sorted.sort_by(|a, b| a.0.cmp(&b.0));
        for (spelling, hit) in sorted {
            if spelling.contains('\'') {
                patterns.push(spelling.replace('\'', "’"));
                hits.push(hit.clone());
            }
            patterns.push(spelling);
            hits.push(hit);
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(&patterns)
            .map_err(|e| e.to_string())?;
        Ok(Self { automaton, hits })
    }

    /// Spans in bytes with their meaning, leftmost longest, whole words only.
    pub fn find<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (usize, usize, &'t Hit)> + 't {
        let mut at = 0;
        std::iter::from_fn(move || {
            while at < text.len() {
                let found = self.automaton.find(&text[at..])?;
                let (start, end) = (at + found.start(), at + found.end());
                if boundary(text, start, end) {
                    at = end;
                    return Some((start, end, &self.hits[found.pattern().as_usize()]));
                }
                // Not a whole word: go on behind the first character of the match.
                at = start + text[start..].chars().next().map_or(1, char::len_utf8);
            }
            None
        })
    }
}

fn boundary(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].chars().next_back();
    let after = text[end..].chars().next();
    let inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let dotted = text[..end].ends_with('.');
    !inside(before) && (!inside(after) || dotted && !inside(after))
}
