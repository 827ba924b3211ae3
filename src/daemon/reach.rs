//! Does nobody answer? Then it is our network that is down, and not each of the feeds.
//!
//! Pure: what a poll brought and the time come in as arguments.

use jiff::{SignedDuration, Timestamp};
use std::collections::HashSet;

/// An outage is told at most once in this time: a network that comes and goes is one trouble, not many.
const TOLD_EACH: SignedDuration = SignedDuration::from_hours(1);

/// An outage is told when it has lasted so long: a machine that wakes has no network for some seconds.
const TOLD_AFTER: SignedDuration = SignedDuration::from_secs(90);

/// What a poll says about the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing: the feed speaks for itself.
    Usual,
    /// Most feeds that used to answer have been tried since any last did, and none did.
    Down {
        /// Since when.
        since: Timestamp,
        /// Whether the user is to be told, and was not yet.
        tell: bool,
    },
    /// A feed answers again.
    Back {
        /// Since when none had.
        since: Timestamp,
        /// Whether the user was told of the outage.
        told: bool,
    },
}

/// Who has not answered since anybody last did.
#[derive(Debug, Default)]
pub(super) struct Reach {
    /// Failed since anybody last answered.
    mute: HashSet<String>,
    /// Failed while others answered: that is their own fault.
    lame: HashSet<String>,
    since: Option<Timestamp>,
    /// Anybody ever answered, as far as this program knows.
    answered: bool,
    down: bool,
    /// The user knows of the present outage.
    told: bool,
    told_at: Option<Timestamp>,
    /// Feeds that are to be polled at once, now that there is an answer again.
    again: Vec<String>,
}

impl Reach {
    /// `outage`: since when no feed had answered when the program last ran, where the user was told so.
    pub(super) fn new(outage: Option<Timestamp>) -> Self {
        Self { since: outage, down: outage.is_some(), told: outage.is_some(), ..Self::default() }
    }

    /// Takes in one poll: whether anything came back from the feed at `url`, one of `feeds`.
    pub(super) fn note(&mut self, url: &str, answered: bool, feeds: usize, now: Timestamp) -> Verdict {
        if answered { self.heard(url) } else { self.missed(url, feeds, now) }
    }

    fn heard(&mut self, url: &str) -> Verdict {
        self.lame.remove(url);
        self.mute.remove(url);
        self.answered = true;
        let since = self.since.take();
        let (was_down, told) = (std::mem::take(&mut self.down), std::mem::take(&mut self.told));
        match since.filter(|_| was_down) {
            Some(since) => {
                self.again = self.mute.drain().collect();
                Verdict::Back { since, told }
            }
            None => {
                self.lame.extend(self.mute.drain());
                Verdict::Usual
            }
        }
    }

    fn missed(&mut self, url: &str, feeds: usize, now: Timestamp) -> Verdict {
        let since = *self.since.get_or_insert(now);
        self.mute.insert(url.to_owned());
        let usual = feeds.saturating_sub(self.lame.len());
        let mute = self.mute.difference(&self.lame).count();
        // Where nobody has answered yet, nobody is known to be able to.
        let most = if self.answered { mute * 2 >= usual } else { mute >= feeds };
        // One feed alone cannot tell its own fault from the network's.
        let network = most && mute >= 2;
        if !(self.down || network) {
            return Verdict::Usual;
        }
        let quiet = self.told_at.is_some_and(|at| now < at.checked_add(TOLD_EACH).unwrap_or(now) && now >= at);
        let lasting = now.duration_since(since) >= TOLD_AFTER;
        let tell = lasting && !self.told && !quiet;
        if tell {
            (self.told, self.told_at) = (true, Some(now));
        }
        self.down = true;
        Verdict::Down { since, tell }
    }

    /// Since when nobody answers.
    pub(super) fn down(&self) -> Option<Timestamp> {
        self.since.filter(|_| self.down)
    }

    /// Feeds to poll at once, told once.
    pub(super) fn take_again(&mut self) -> Vec<String> {
        std::mem::take(&mut self.again)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + minute * 60).expect("a time")
    }

    #[test]
    fn a_dead_feed_is_its_own_fault_and_a_dead_network_is_told_once() {
        let mut reach = Reach::default();
        for minute in 0..20 {
            assert_eq!(reach.note("dead", false, 4, at(minute)), Verdict::Usual);
            assert_eq!(reach.note("well", true, 4, at(minute)), Verdict::Usual);
        }
        assert_eq!(reach.note("dead", false, 4, at(30)), Verdict::Usual);
        assert_eq!(reach.note("well", false, 4, at(31)), Verdict::Usual);
        assert_eq!(reach.note("other", false, 4, at(32)), Verdict::Down { since: at(30), tell: true });
        assert_eq!(reach.note("well", false, 4, at(33)), Verdict::Down { since: at(30), tell: false });
        assert!(reach.down().is_some() && reach.take_again().is_empty());
        assert_eq!(reach.note("well", true, 4, at(1_440)), Verdict::Back { since: at(30), told: true });
        let mut again = reach.take_again();
        again.sort();
        assert_eq!(again, ["dead", "other"]);
        assert!(reach.down().is_none() && reach.take_again().is_empty());
        assert_eq!(reach.note("well", true, 4, at(1_441)), Verdict::Usual);
    }

    #[test]
    fn a_network_that_comes_and_goes_is_told_once_an_hour() {
        let mut reach = Reach::default();
        let told: Vec<bool> = (0..13)
            .map(|n| {
                let minute = n * 10;
                reach.note("a", true, 2, at(minute));
                reach.note("a", false, 2, at(minute + 1));
                matches!(reach.note("b", false, 2, at(minute + 3)), Verdict::Down { tell: true, .. })
            })
            .collect();
        assert_eq!(told.iter().filter(|t| **t).count(), 3);
    }

    #[test]
    fn a_machine_that_wakes_is_no_outage() {
        let mut reach = Reach::default();
        reach.note("a", true, 2, at(0));
        reach.note("b", true, 2, at(0));
        for feed in ["a", "b", "a"] {
            assert!(!matches!(reach.note(feed, false, 2, at(600)), Verdict::Down { tell: true, .. }));
        }
        assert_eq!(reach.note("a", true, 2, at(601)), Verdict::Back { since: at(600), told: false });
    }

    #[test]
    fn one_feed_alone_is_no_network_and_dead_feeds_beside_a_living_one_are_none() {
        let mut reach = Reach::default();
        assert_eq!(reach.note("only", false, 1, at(0)), Verdict::Usual);
        let mut reach = Reach::default();
        for dead in ["x", "y", "z"] {
            assert_eq!(reach.note(dead, false, 4, at(0)), Verdict::Usual);
        }
        assert_eq!(reach.note("well", true, 4, at(1)), Verdict::Usual);
        for dead in ["x", "y", "z", "well"] {
            assert_eq!(reach.note(dead, false, 4, at(2)), Verdict::Usual);
        }
    }

    #[test]
    fn an_outage_goes_on_over_a_restart() {
        let mut reach = Reach::new(Some(at(0)));
        assert_eq!(reach.note("a", false, 2, at(5)), Verdict::Down { since: at(0), tell: false });
        assert_eq!(reach.note("a", true, 2, at(6)), Verdict::Back { since: at(0), told: true });
    }
}
