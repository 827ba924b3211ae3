//! Does nobody answer? Then it is our network that is down, and not each of the feeds.
//!
//! Pure: what a poll brought and the time come in as arguments.

use jiff::Timestamp;
use std::collections::HashSet;

/// What a poll says about the network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing: the feed speaks for itself.
    Usual,
    /// Half of all feeds have been tried since any last answered: told once.
    Down,
    /// Known already.
    StillDown,
    /// A feed answers again; since when none had.
    Back(Timestamp),
}

/// Who has not answered since anybody last did.
#[derive(Debug, Default)]
pub(super) struct Reach {
    mute: HashSet<String>,
    since: Option<Timestamp>,
    down: bool,
    /// Feeds that are to be polled at once, now that there is an answer again.
    again: Vec<String>,
}

impl Reach {
    /// Takes in one poll: whether anything came back from the feed at `url`, one of `feeds`.
    pub(super) fn note(&mut self, url: &str, answered: bool, feeds: usize, now: Timestamp) -> Verdict {
        if answered {
            let since = self.since.take().filter(|_| self.down);
            if since.is_some() {
                self.again = self.mute.drain().filter(|mute| mute != url).collect();
            }
            self.mute.clear();
            self.down = false;
            return since.map_or(Verdict::Usual, Verdict::Back);
        }
        self.since.get_or_insert(now);
        self.mute.insert(url.to_owned());
        // One feed alone cannot tell its own fault from the network's.
        let most = self.mute.len() >= 2 && self.mute.len() * 2 >= feeds;
        match (most, self.down) {
            (_, true) => Verdict::StillDown,
            (true, false) => {
                self.down = true;
                Verdict::Down
            }
            (false, false) => Verdict::Usual,
        }
    }

    /// Whether nobody answers.
    pub(super) fn is_down(&self) -> bool {
        self.down
    }

    /// Feeds to poll at once, told once.
    pub(super) fn take_again(&mut self) -> Vec<String> {
        std::mem::take(&mut self.again)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dead_feed_is_its_own_fault_and_a_dead_network_is_told_once() {
        let at = |minute: i64| Timestamp::from_second(1_700_000_000 + minute * 60).expect("a time");
        let mut reach = Reach::default();
        for minute in 0..20 {
            assert_eq!(reach.note("dead", false, 4, at(minute)), Verdict::Usual);
            assert_eq!(reach.note("well", true, 4, at(minute)), Verdict::Usual);
        }
        assert_eq!(reach.note("dead", false, 4, at(30)), Verdict::Usual);
        assert_eq!(reach.note("well", false, 4, at(31)), Verdict::Down);
        assert_eq!(reach.note("other", false, 4, at(32)), Verdict::StillDown);
        assert!(reach.is_down() && reach.take_again().is_empty());
        assert_eq!(reach.note("well", true, 4, at(1_440)), Verdict::Back(at(30)));
        let mut again = reach.take_again();
        again.sort();
        assert_eq!(again, ["dead", "other"]);
        assert!(!reach.is_down() && reach.take_again().is_empty());
        assert_eq!(reach.note("well", true, 4, at(1_441)), Verdict::Usual);
    }

    #[test]
    fn one_feed_alone_is_no_network() {
        let mut reach = Reach::default();
        assert_eq!(reach.note("only", false, 1, Timestamp::UNIX_EPOCH), Verdict::Usual);
    }
}
