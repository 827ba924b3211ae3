//! One automaton over all names: actors, offices, places, in all spellings.

use super::inflect::forms;
use super::{ActorId, PlaceId};
use std::collections::HashMap;

/// What a spelling may mean; one spelling may be both an actor and a place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
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
    /// A form of another case than the nominative: never the subject.
    pub oblique: bool,
    /// A surname that stands for a person only where the full name was read before.
    pub weak: bool,
    /// Further persons of this surname.
    pub rivals: Vec<ActorId>,
}

/// All spellings as one minimal acyclic automaton: compact (spellings share beginnings and ends), walked from each word's start.
#[derive(Debug)]
pub struct Names {
    spellings: fst::Map<Vec<u8>>,
    hits: Vec<Hit>,
}

impl Names {
    /// Compiles spellings, with their forms of other cases where `inflects` says so. Case matters, except that curly and
    /// straight apostrophes are one.
    ///
    /// # Errors
    /// If the automaton cannot be built.
    pub fn new(spellings: HashMap<String, Hit>, inflects: &dyn Fn(&Hit) -> bool) -> Result<Self, String> {
        let straight = |spelling: &str| spelling.replace(['’', 'ʼ'], "'");
        // Many spellings mean the same (all forms of a name): their meaning is kept once.
        let mut hits: Vec<Hit> = Vec::new();
        let mut known: HashMap<Hit, usize> = HashMap::new();
        let mut intern = |hit: Hit| {
            *known.entry(hit).or_insert_with_key(|hit| {
                hits.push(hit.clone());
                hits.len() - 1
            })
        };
        // Spelling, whether it is a form of one, meaning.
        let mut all: Vec<(String, bool, usize)> = Vec::with_capacity(4 * spellings.len());
        for (spelling, hit) in spellings.into_iter().filter(|(s, hit)| !s.is_empty() && *hit != Hit::default()) {
            if inflects(&hit) {
                let form = intern(Hit { canonical: false, oblique: true, ..hit.clone() });
                all.extend(forms(&spelling).iter().map(|f| (straight(f), true, form)));
            }
            all.push((straight(&spelling), false, intern(hit)));
        }
        // A name before a form of another; where two share a form, always the same one has it.
        let whose = |at: usize| {
            let hit: &Hit = &hits[at];
            (hit.actor, hit.place, hit.metonym, hit.adjective, hit.weak)
        };
        all.sort_unstable_by(|a, b| (&a.0, a.1, whose(a.2)).cmp(&(&b.0, b.1, whose(b.2))));
        all.dedup_by(|a, b| a.0 == b.0);
        let mut builder = fst::MapBuilder::memory();
        for (spelling, _, hit) in all {
            builder.insert(&spelling, hit as u64).map_err(|e| e.to_string())?;
        }
        let spellings = builder.into_map();
        hits.shrink_to_fit();
        Ok(Self { spellings, hits })
    }

    /// What a whole text means as one spelling.
    #[must_use]
    pub fn exact(&self, text: &str) -> Option<&Hit> {
        self.longest(text).filter(|(length, _)| *length == text.len()).map(|(_, hit)| hit)
    }

    /// Spans in bytes with their meaning, leftmost longest, whole words only.
    pub fn find<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (usize, usize, &'t Hit)> + 't {
        let mut at = 0;
        std::iter::from_fn(move || {
            while let Some(first) = text[at..].chars().next() {
                let inside = text[..at].chars().next_back().is_some_and(of_word);
                let longest = if inside { None } else { self.longest(&text[at..]) };
                let start = at;
                at += longest.map_or(first.len_utf8(), |(len, _)| len);
                if let Some((_, hit)) = longest {
                    return Some((start, at, hit));
                }
            }
            None
        })
    }

    /// The longest spelling that `text` starts with and that ends where a word ends: its length in bytes and its meaning.
    fn longest(&self, text: &str) -> Option<(usize, &Hit)> {
        let spellings = self.spellings.as_fst();
        let mut node = spellings.root();
        let mut sum = fst::raw::Output::zero();
        let mut found = None;
        for (at, c) in text.char_indices() {
            let mut buffer = [0; 4];
            let letter: &str = if matches!(c, '’' | 'ʼ') { "'" } else { c.encode_utf8(&mut buffer) };
            for byte in letter.bytes() {
                let Some(step) = node.find_input(byte) else { return found };
                let transition = node.transition(step);
                sum = sum.cat(transition.out);
                node = spellings.node(transition.addr);
            }
            let end = at + c.len_utf8();
            if node.is_final() && !text[end..].chars().next().is_some_and(of_word) {
                let hit = sum.cat(node.final_output()).value();
                found = Some((end, &self.hits[hit as usize]));
            }
        }
        found
    }
}

fn of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
