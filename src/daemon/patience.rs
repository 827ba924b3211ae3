//! Feeds whose pages do not answer: after some in a row their pages are left alone for a while, and the feed's own text is
//! read, so that what hangs does not hold up the articles of others. Pure: the time comes in as an argument.

use std::collections::HashMap;
use std::time::{Duration, Instant};

/// Pages in a row that did not answer.
const TRIED: u32 = 6;
/// How long the pages are left alone.
const LEFT_ALONE: Duration = Duration::from_mins(10);

/// What is known of the pages of feeds.
#[derive(Debug, Default)]
pub(super) struct Patience {
    feeds: HashMap<String, (u32, Instant)>,
}

impl Patience {
    /// Whether a page of this feed is to be fetched.
    pub(super) fn has(&self, feed: &str, now: Instant) -> bool {
        self.feeds.get(feed).is_none_or(|(missed, last)| *missed < TRIED || now >= *last + LEFT_ALONE)
    }

    /// A page of this feed answered, or did not; true if this one is where patience ends.
    pub(super) fn note(&mut self, feed: &str, answered: bool, now: Instant) -> bool {
        if answered {
            self.feeds.remove(feed);
            return false;
        }
        let (missed, last) = self.feeds.entry(feed.to_owned()).or_insert((0, now));
        (*missed, *last) = (missed.saturating_add(1), now);
        *missed == TRIED
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_ends_after_some_in_a_row_and_comes_back() {
        let start = Instant::now();
        let mut patience = Patience::default();
        let ends: Vec<bool> = (0..8).map(|_| patience.note("a", false, start)).collect();
        assert_eq!(ends.iter().filter(|e| **e).count(), 1);
        assert!(!patience.has("a", start) && patience.has("b", start));
        let later = start + LEFT_ALONE;
        assert!(patience.has("a", later));
        assert!(!patience.note("a", false, later) && !patience.has("a", later), "one try, then again left alone");
        patience.note("a", true, later);
        assert!(patience.has("a", later));
    }
}
