//! What a poll came to, written down: entries, the feed's state, its health, and that of our own network.

use super::reach::Verdict;
use super::{Daemon, Setup};
use crate::alert::Alert;
use crate::config::Feed;
use crate::feed::{Document, Limits, Outcome, Pace, keys, next_poll};
use crate::net::Validators;
use crate::store::{Arrival, FeedState, Poll};
use jiff::{SignedDuration, Timestamp};
use std::time::Instant;
use url::Url;

/// Failures in a row before the user is told that a feed is dead.
const DEAD_AFTER: u32 = 5;
/// A poll that is late by more than this was kept from us: the machine slept, was off, or its clock leapt.
const LATE: i64 = 3_600;

/// A document that was read, or why not.
pub(super) struct Read {
    pub(super) validators: Validators,
    pub(super) moved: Option<Url>,
    pub(super) hash: String,
    pub(super) document: Result<Document, String>,
}

/// What a fetch came to.
pub(super) enum Reply {
    Document(Box<Read>),
    Unchanged(Option<Validators>),
    /// Nothing came back.
    Unreachable(String),
    /// Something came back, of which nothing could be made.
    Failed(String),
    /// The feed asks for a pause.
    Paused(String, SignedDuration),
    /// The host asks for a pause for all of its feeds.
    HostPaused(String, SignedDuration),
    Gone(String),
}

/// A poll at its end.
pub(super) struct Conclusion<'a> {
    pub(super) feed: &'a Feed,
    /// As it was before the poll.
    pub(super) state: FeedState,
    pub(super) host: &'a str,
    pub(super) reply: Reply,
    pub(super) now: Timestamp,
}

/// Writes down what a poll brought; gives when the feed is due again (seconds since 1970).
pub(super) fn conclude(daemon: &Daemon, setup: &Setup, conclusion: Conclusion) -> i64 {
    let Conclusion { feed, mut state, host, reply, now } = conclusion;
    let polling = &setup.config.polling;
    let first_sight = state.last_ok.is_none();
    let answered = !matches!(reply, Reply::Unreachable(_));
    let verdict = daemon.reach().note(feed.url.as_str(), answered, setup.config.feed.len(), now);
    let (outcome, document, error) = outcome(daemon, &mut state, reply, host, verdict, now);
    forgive_absence(&mut state, now.as_second());
    remember(&mut state, feed, outcome, error, now.as_second());
    let oldest =
        first_sight.then(|| now.checked_sub(polling.first_sight.signed()).map_or(i64::MIN, Timestamp::as_second));
    let entries = keys(feed.url.as_str(), &document.entries);
    let sinks: Vec<String> = setup.config.sink.iter().map(|s| s.name().to_owned()).collect();
    let mut health = health(&mut state, feed, now);
    health.extend(outage(daemon, feed, verdict, state.last_error.as_deref(), now));
    let interval = feed.interval.unwrap_or(polling.interval);
    let limits = Limits {
        interval: interval.signed(),
        min: polling.min_interval.min(interval).signed(),
        max: polling.max_interval.signed(),
    };
    let (pace, ttl) = (state.pace.map(|seconds| Pace { seconds }), state.ttl);
    let read = document.entries.len();
    // The next poll hangs on how many entries are new, which only the store knows.
    let plan = |state: &mut FeedState, arrival: Arrival| {
        let outcome = match outcome {
            Outcome::Read { .. } => {
                Outcome::Read { entries: read, fresh: if first_sight { read / 2 } else { arrival.fresh } }
            }
            other => other,
        };
        let next = next_poll(now, outcome, limits, pace, ttl, fastrand::f64());
        (state.next_poll, state.reason, state.pace) = (next.at.as_second(), next.reason, Some(next.pace.seconds));
    };
    let poll = Poll {
        entries: &document.entries,
        keys: &entries,
        oldest,
        most: daemon.quota().left(feed.url.as_str(), Instant::now()),
        health: &health,
        sinks: &sinks,
        now: now.as_second(),
    };
    match daemon.store.arrive(&mut state, &poll, plan) {
        Ok(arrival) => {
            if read > 0 {
                tracing::debug!(new = arrival.fresh, known = arrival.known, too_old = arrival.too_old, "Polled.");
            }
            daemon.quota().note(feed.url.as_str(), arrival.fresh + arrival.too_old);
            if arrival.put_off > 0 {
                tracing::warn!(put_off = arrival.put_off, "The feed floods; the rest is taken when a day has passed.");
            }
            if arrival.fresh > 0 {
                daemon.entries.notify_one();
            }
            if !health.is_empty() {
                daemon.outbox.notify_waiters();
            }
            state.next_poll
        }
        Err(error) => {
            // Not committed: the same entries are new again at the next poll.
            daemon.trouble(&error, "What the feed brought could not be stored; it is polled again within a minute.");
            now.as_second() + interval.signed().as_secs().clamp(1, 60)
        }
    }
}

/// Sorts a reply into what it means for the feed; takes over what the server said about its document.
fn outcome(
    daemon: &Daemon,
    state: &mut FeedState,
    reply: Reply,
    host: &str,
    verdict: Verdict,
    now: Timestamp,
) -> (Outcome, Document, Option<String>) {
    let failed = Outcome::Failed { failures: state.failures + 1 };
    let without = |outcome, error| (outcome, Document::default(), error);
    match reply {
        Reply::Document(read) => {
            let Read { validators, moved, hash, document } = *read;
            if let Some(moved) = moved {
                tracing::info!(to = %moved, "The feed has moved for good; its new address is used from now on.");
                state.moved_to = Some(moved.to_string());
            }
            match document {
                Ok(document) => {
                    (state.etag, state.last_modified, state.body_hash) =
                        (validators.etag, validators.last_modified, Some(hash));
                    state.ttl = document.ttl_minutes;
                    (Outcome::Read { entries: 0, fresh: 0 }, document, None)
                }
                Err(problem) => without(failed, Some(problem)),
            }
        }
        Reply::Unchanged(validators) => {
            if let Some(validators) = validators {
                (state.etag, state.last_modified) = (validators.etag, validators.last_modified);
            }
            without(Outcome::Unchanged, None)
        }
        Reply::Unreachable(problem) if matches!(verdict, Verdict::Down { .. }) => {
            without(Outcome::Unreached, Some(problem))
        }
        Reply::Unreachable(problem) | Reply::Failed(problem) => without(failed, Some(problem)),
        Reply::Paused(problem, pause) => without(Outcome::Asked { pause }, Some(problem)),
        Reply::HostPaused(problem, pause) => {
            daemon.hosts.hush(host, now.checked_add(pause.min(SignedDuration::from_hours(24))).unwrap_or(now));
            without(Outcome::Asked { pause }, Some(problem))
        }
        Reply::Gone(problem) => without(Outcome::Gone, Some(problem)),
    }
}

/// Time in which we did not look is no silence of the feed, and none of its times lies ahead of us.
fn forgive_absence(state: &mut FeedState, now: i64) {
    let planned = state.last_poll.map_or(0, |last| (state.next_poll - last).max(0));
    let late = state.last_poll.map_or(0, |last| now - last - planned);
    let moved = |at: i64| (if late > LATE { at + late } else { at }).min(now);
    state.last_new = state.last_new.map(moved);
    state.last_ok = state.last_ok.map(|at| at.min(now));
}

fn remember(state: &mut FeedState, feed: &Feed, outcome: Outcome, error: Option<String>, now: i64) {
    state.last_poll = Some(now);
    state.polls = state.polls.wrapping_add(1);
    if matches!(outcome, Outcome::Read { .. } | Outcome::Unchanged) {
        if state.last_error.is_some() {
            tracing::info!("The feed answers again.");
        }
        (state.failures, state.last_error, state.last_ok, state.gone) = (0, None, Some(now), false);
        return;
    }
    if !matches!(outcome, Outcome::Asked { .. } | Outcome::Unreached) {
        state.failures = state.failures.saturating_add(1);
    }
    state.gone = outcome == Outcome::Gone;
    // Told once for each change of state, not once a poll; an outage is told for all feeds at once.
    if state.last_error != error && outcome != Outcome::Unreached {
        tracing::warn!(url = %feed.url, error = error.as_deref().unwrap_or(""), "The feed failed.");
    }
    state.last_error = error;
}

/// Dead, silent against its habit, or back: told once each.
fn health(state: &mut FeedState, feed: &Feed, now: Timestamp) -> Vec<Alert> {
    let name = feed.label();
    let hours = |seconds: i64| seconds / 3600;
    let silence = state.last_new.map_or(0, |t| now.as_second() - t);
    let habit = state.usual_gap.map_or(i64::MAX, |gap| gap.saturating_mul(8).max(86_400));
    let (health, message) = if state.gone || state.failures >= DEAD_AFTER {
        ("dead", format!("dead: {}", state.last_error.as_deref().unwrap_or("it does not answer")))
    } else if state.last_error.is_none() && silence > habit {
        ("silent", format!("silent: nothing new for {} h, which is not its habit", hours(silence)))
    } else if state.last_error.is_some() && state.health != "well" {
        return Vec::new();
    } else {
        ("well", "back: it answers and brings news again".to_owned())
    };
    if state.health == health {
        return Vec::new();
    }
    health.clone_into(&mut state.health);
    vec![Alert::health(&name, feed.url.as_str(), &message, health == "well", now)]
}

/// The network is down or back: told once each, whatever becomes of the program in between.
fn outage(daemon: &Daemon, feed: &Feed, verdict: Verdict, error: Option<&str>, now: Timestamp) -> Option<Alert> {
    let note = |since: i64| {
        if let Err(error) = daemon.store.set_cursor(super::OUTAGE, since) {
            tracing::error!(%error, "The outage could not be noted; after a restart it may be told again.");
        }
    };
    match verdict {
        Verdict::Down { since, tell: true } => {
            note(since.as_second());
            let error = error.unwrap_or("no answer");
            tracing::error!(%since, error, "No feed answers: the network seems to be down.");
            let message = format!("down: no feed has answered since {since}: {error}");
            Some(Alert::outage(feed.url.as_str(), &message, false, now))
        }
        Verdict::Back { since, told } => {
            tracing::info!(%since, "Feeds answer again; all that were missed are polled now.");
            if !told {
                return None;
            }
            note(0);
            let message = format!("back: feeds answer again; none had since {since}");
            Some(Alert::outage(feed.url.as_str(), &message, true, now))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600;
    const NOW: i64 = 1_700_000_000;

    fn state(last_poll: i64, last_new: i64) -> FeedState {
        FeedState {
            last_poll: Some(last_poll),
            next_poll: last_poll + 900,
            last_new: Some(last_new),
            last_ok: Some(last_poll),
            usual_gap: Some(HOUR),
            health: "well".to_owned(),
            ..FeedState::default()
        }
    }

    fn told(mut state: FeedState, now: i64) -> Vec<String> {
        let feed: Feed = toml::from_str("url = 'https://e.org/f'").expect("a feed");
        forgive_absence(&mut state, now);
        health(&mut state, &feed, Timestamp::from_second(now).expect("a time"))
            .into_iter()
            .map(|a| a.headline)
            .collect()
    }

    #[test]
    fn a_feed_is_silent_only_while_we_look() {
        assert!(told(state(NOW - 900, NOW - 30 * HOUR), NOW)[0].contains("silent"));
        // A week with the lid closed, a clock a year ahead, a clock set back.
        assert!(told(state(NOW - 168 * HOUR, NOW - 169 * HOUR), NOW).is_empty());
        assert!(told(state(NOW, NOW - HOUR), NOW + 365 * 24 * HOUR).is_empty());
        assert!(told(state(NOW + 365 * 24 * HOUR, NOW + 365 * 24 * HOUR), NOW).is_empty());
    }
}
