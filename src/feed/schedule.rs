//! When to poll next, and why then. Pure: the present and the chance come in as arguments.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// What a poll brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A document was read: entries in it, and how many of them were new.
    Read {
        /// In the document.
        entries: usize,
        /// Not seen before.
        fresh: usize,
    },
    /// 304, or the same bytes as before.
    Unchanged,
    /// Failed.
    Failed {
        /// In a row, from 1.
        failures: u32,
    },
    /// Nothing came back, as from every other feed: our own network is down.
    Unreached,
    /// The server named a pause (`Retry-After`).
    Asked {
        /// From now.
        pause: SignedDuration,
    },
    /// 410: the publisher ended the feed.
    Gone,
}

/// The user's bounds.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The usual pause.
    pub interval: SignedDuration,
    /// Never more often.
    pub min: SignedDuration,
    /// Never more rarely while the feed answers.
    pub max: SignedDuration,
}

/// What is remembered of a feed's rhythm between polls.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Pace {
    /// Pause in seconds that the overlap of the last polls led to.
    pub seconds: i64,
}

/// When the feed is due, and why then.
#[derive(Debug, Clone, PartialEq)]
pub struct Next {
    /// Not before this.
    pub at: Timestamp,
    /// For `feeds list`: "interval", "ttl of the feed", "Retry-After", "back-off after 3 failures", …
    pub reason: String,
    /// To be kept for the next call.
    pub pace: Pace,
}

/// A failing feed is never given up, but past this it is tried once a day. Media Cloud's
/// experience with 180,000 feeds: many come back from what looks like death.
const LONGEST_BACK_OFF: SignedDuration = SignedDuration::from_hours(24);
/// A server may ask for a pause of up to this; longer ones have been seen only by mistake.
const LONGEST_ASKED: SignedDuration = SignedDuration::from_hours(24);

/// While the network is down a feed is not asked more rarely than this, so that its return is soon seen.
const OUTAGE_PAUSE: SignedDuration = SignedDuration::from_mins(2);

/// Decides the next poll.
///
/// The pause adapts on the overlap of two polls: two thirds of the entries known → slower, under a third
/// known → faster, which also shows that nothing slipped through between them. `chance` in 0..1 spreads
/// the polls by up to a tenth, so that feeds of one moment do not stay together.
#[must_use]
pub fn next_poll(
    now: Timestamp,
    outcome: Outcome,
    limits: Limits,
    pace: Option<Pace>,
    ttl: Option<u32>,
    chance: f64,
) -> Next {
    let interval = limits.interval.as_secs().max(1);
    let (min, max) = (limits.min.as_secs().clamp(1, interval), limits.max.as_secs().max(interval));
    let before = pace.map_or(interval, |p| p.seconds.clamp(min, max));
    let (seconds, reason, pace) = match outcome {
        Outcome::Read { entries, fresh } if entries > 0 => {
            let known = 1.0 - fresh as f64 / entries as f64;
            let pace = if known < 1.0 / 3.0 {
                (before / 2).max(min)
            } else if known >= 2.0 / 3.0 && fresh == 0 {
                (before + before / 4).min(max.min(interval * 4))
            } else {
                before + (interval - before) / 2
            };
            let why = match pace.cmp(&interval) {
                std::cmp::Ordering::Less => "interval, shortened: many new entries",
                std::cmp::Ordering::Greater => "interval, stretched: nothing new",
                std::cmp::Ordering::Equal => "interval",
            };
            (pace, why.to_owned(), pace)
        }
        Outcome::Read { .. } | Outcome::Unchanged => {
            let pace = (before + before / 4).min(max.min(interval * 4));
            (pace, "interval, stretched: nothing new".to_owned(), pace)
        }
        Outcome::Failed { failures } => {
            // Doubling to an hour, then in steps of an hour to a day.
            let doubled = interval.saturating_mul(1 << failures.min(12)).min(3600.max(interval));
            let late = i64::from(failures.saturating_sub(8)) * 3600;
            let seconds = (doubled + late).min(LONGEST_BACK_OFF.as_secs());
            (seconds, format!("back-off after {failures} failure{}", if failures == 1 { "" } else { "s" }), before)
        }
        Outcome::Unreached => {
            (interval.min(OUTAGE_PAUSE.as_secs()), "no feed answers: the network is down".to_owned(), before)
        }
        Outcome::Asked { pause } => {
            (pause.as_secs().clamp(min, LONGEST_ASKED.as_secs()), "Retry-After".to_owned(), before)
        }
        Outcome::Gone => (365 * 86_400, "stopped: the publisher says it is gone (410)".to_owned(), before),
    };
    let answered = matches!(outcome, Outcome::Read { .. } | Outcome::Unchanged);
    let (seconds, reason) =
        match ttl.map(|minutes| i64::from(minutes) * 60).filter(|ttl| answered && *ttl > seconds && *ttl <= max) {
            Some(ttl) => (ttl, "ttl of the feed".to_owned()),
            None => (seconds, reason),
        };
    let spread = (seconds as f64 * 0.1 * chance.clamp(0.0, 1.0)) as i64;
    let at = now.checked_add(SignedDuration::from_secs(seconds + spread)).unwrap_or(Timestamp::MAX);
    Next { at, reason, pace: Pace { seconds: pace } }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits {
        interval: SignedDuration::from_mins(5),
        min: SignedDuration::from_mins(1),
        max: SignedDuration::from_hours(6),
    };

    fn pause(outcome: Outcome, pace: Option<Pace>, ttl: Option<u32>) -> (i64, String) {
        let next = next_poll(Timestamp::UNIX_EPOCH, outcome, LIMITS, pace, ttl, 0.0);
        (next.at.as_second(), next.reason)
    }

    #[test]
    fn overlap_sets_the_pace() {
        assert_eq!(pause(Outcome::Read { entries: 10, fresh: 9 }, None, None).0, 150);
        assert_eq!(pause(Outcome::Read { entries: 10, fresh: 5 }, None, None).0, 300);
        assert_eq!(pause(Outcome::Read { entries: 10, fresh: 0 }, None, None).0, 375);
    }

    #[test]
    fn ttl_and_retry_after_are_honoured_and_named() {
        assert_eq!(pause(Outcome::Unchanged, None, Some(60)), (3600, "ttl of the feed".to_owned()));
        assert_eq!(
            pause(Outcome::Asked { pause: SignedDuration::from_secs(900) }, None, None),
            (900, "Retry-After".to_owned())
        );
    }

    proptest::proptest! {
        #[test]
        fn a_failing_feed_is_tried_ever_more_rarely_and_never_given_up(failures in 1_u32..5000) {
            let (seconds, _) = pause(Outcome::Failed { failures }, None, None);
            let (later, _) = pause(Outcome::Failed { failures: failures + 1 }, None, None);
            proptest::prop_assert!(later >= seconds && later <= 86_400);
        }
    }
}
