//! What names an agency as the source of a text.

use aho_corasick::{AhoCorasick, BuildError};

/// The words that credit an agency ("Reuters", "dpa-infocom"), with the agency's publisher family.
#[derive(Debug)]
pub struct Credits {
    finder: AhoCorasick,
    families: Vec<String>,
}

impl Credits {
    /// Of pairs of credit and family.
    pub(super) fn new(mut credits: Vec<(String, String)>) -> Result<Self, BuildError> {
        credits.retain(|(credit, _)| !credit.is_empty());
        // "REUTERS"
        let shouted = credits.iter().map(|(credit, family)| (credit.to_uppercase(), family.clone()));
        let shouted: Vec<_> = shouted.filter(|(credit, _)| credit.chars().count() > 4).collect();
        credits.extend(shouted);
        // "Interfax-Ukraine" before "Interfax".
        credits.sort_by_key(|(credit, _)| std::cmp::Reverse(credit.len()));
        let finder = AhoCorasick::new(credits.iter().map(|(credit, _)| credit))?;
        Ok(Self { finder, families: credits.into_iter().map(|(_, family)| family).collect() })
    }

    /// The family of the longest credit of which `credits` says so, given the text before it and behind it.
    #[must_use]
    pub fn find(&self, text: &str, credits: impl Fn(&str, &str) -> bool) -> Option<(usize, &str)> {
        let found = self.finder.find_overlapping_iter(text);
        let sure = found.filter(|hit| credits(&text[..hit.start()], &text[hit.end()..]));
        let longest = sure.map(|hit| hit.pattern().as_usize()).min()?;
        Some((longest, &self.families[longest]))
    }

    /// How many bytes of the text's beginning are a credit that ends a word; 0 if none.
    #[must_use]
    pub fn length_at(&self, text: &str) -> usize {
        /// Bytes of the longest worth looking for.
        const LONGEST: usize = 80;
        let head = text.floor_char_boundary(LONGEST);
        let whole = |end: usize| !text[end..].starts_with(char::is_alphanumeric);
        let found = self.finder.find_overlapping_iter(&text[..head]).filter(|hit| hit.start() == 0 && whole(hit.end()));
        found.map(|hit| hit.end()).max().unwrap_or(0)
    }
}
