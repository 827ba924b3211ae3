//! Clocks that leap: set by hand or by the network, wrong at the start, or slept through.
//!
//! Where it matters that time passed, the wall clock and the monotonic one are held side by side. Pure: both come in.

use std::time::{Duration, Instant};

/// How much faster than the monotonic clock the horizon follows: a day in an hour.
const FASTEST: u32 = 24;
/// A difference of this much between the two clocks is a leap, and not their drift.
const LEAP: i64 = 60;

/// The present as far as it is believed when something is dropped for its age. A clock that leaps a year ahead for an
/// hour makes nothing older than a day; a clock set back takes it back at once.
#[derive(Debug, Clone, Copy)]
pub(super) struct Horizon {
    at: i64,
    seen: Instant,
}

impl Horizon {
    /// `noted`: where it stood when the program last ran; `wall` in seconds since 1970.
    pub(super) fn new(noted: Option<i64>, wall: i64, now: Instant) -> Self {
        Self { at: noted.map_or(wall, |n| n.min(wall)), seen: now }
    }

    /// Where it stands now, in seconds since 1970.
    pub(super) fn follow(&mut self, wall: i64, now: Instant) -> i64 {
        let passed = now.saturating_duration_since(self.seen);
        // Whole seconds, so that many calls in one second lose none of it.
        if passed >= Duration::from_secs(1) {
            self.at = self.at.saturating_add((passed * FASTEST).as_secs() as i64);
            self.seen = now;
        }
        self.at = self.at.min(wall);
        self.at
    }
}

/// Notices leaps of the wall clock.
#[derive(Debug, Clone, Copy)]
pub(super) struct Leaps {
    wall: i64,
    seen: Instant,
}

impl Leaps {
    pub(super) fn new(wall: i64, now: Instant) -> Self {
        Self { wall, seen: now }
    }

    /// By how many seconds the wall clock has leapt since the last call: forward (or the machine slept) or back.
    pub(super) fn since_last(&mut self, wall: i64, now: Instant) -> Option<i64> {
        let passed = now.saturating_duration_since(self.seen).as_secs() as i64;
        let leap = wall - self.wall - passed;
        *self = Self { wall, seen: now };
        (leap.abs() >= LEAP).then_some(leap)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400;
    const START: i64 = 1_700_000_000;

    #[test]
    fn a_year_ahead_for_an_hour_ages_nothing_by_more_than_a_day() {
        let start = Instant::now();
        let mut horizon = Horizon::new(None, START, start);
        let mut latest = START;
        for minute in 1..=60 {
            latest = horizon.follow(START + 365 * DAY + minute * 60, start + Duration::from_secs(minute as u64 * 60));
        }
        assert_eq!(latest, START + DAY);
        let back = START + 3_660;
        assert_eq!(horizon.follow(back, start + Duration::from_mins(61)), back, "set right, it is right at once");
    }

    #[test]
    fn it_walks_with_a_clock_that_is_right_and_catches_up_after_a_month_off() {
        let start = Instant::now();
        let mut horizon = Horizon::new(Some(START - 30 * DAY), START, start);
        for second in 1..=30 * 3_600 {
            let wall = START + second;
            let at = horizon.follow(wall, start + Duration::from_secs(second as u64));
            assert!(at <= wall);
        }
        let hours = 40 * 3_600;
        assert_eq!(horizon.follow(START + hours, start + Duration::from_secs(hours as u64)), START + hours);
        assert_eq!(Horizon::new(Some(START + DAY), START, start).at, START, "what was noted ahead of us was wrong");
    }

    #[test]
    fn leaps_are_told_and_seconds_are_not() {
        let start = Instant::now();
        let mut leaps = Leaps::new(START, start);
        let mut step = |wall, seconds| leaps.since_last(wall, start + Duration::from_secs(seconds));
        assert_eq!(step(START + 11, 10), None);
        assert_eq!(step(START + 21 - 3_600, 20), Some(-3_600));
        assert_eq!(step(START + 31 - 3_600, 30), None);
        assert_eq!(step(START + 41 + 8 * 3_600, 40), Some(9 * 3_600));
    }

    proptest::proptest! {
        #[test]
        fn it_is_never_ahead_of_the_clock_nor_faster_than_allowed(
            steps in proptest::collection::vec((0_u64..100_000, -400 * DAY..400 * DAY), 1..40)
        ) {
            let start = Instant::now();
            let (mut passed, mut wall) = (0, START);
            let mut horizon = Horizon::new(None, wall, start);
            let mut before = wall;
            for (seconds, leap) in steps {
                passed += seconds;
                wall += seconds as i64 + leap;
                let at = horizon.follow(wall, start + Duration::from_secs(passed));
                proptest::prop_assert!(at <= wall);
                proptest::prop_assert!(at - before <= seconds as i64 * i64::from(FASTEST));
                before = at;
            }
        }
    }
}
