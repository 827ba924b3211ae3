//! How much a feed may bring in a day, so that one that floods does not fill the disk. Pure: the time comes in.

use std::collections::HashMap;
use std::time::{Duration, Instant};

/// New entries a day; the busiest agency wire brings a tenth of it.
const A_DAY: usize = 20_000;
const DAY: Duration = Duration::from_hours(24);

/// What each feed has brought.
#[derive(Debug, Default)]
pub(super) struct Quota {
    feeds: HashMap<String, (Instant, usize)>,
}

impl Quota {
    /// How many new entries this feed may still bring.
    pub(super) fn left(&mut self, feed: &str, now: Instant) -> usize {
        let (start, brought) = self.feeds.entry(feed.to_owned()).or_insert((now, 0));
        if now.saturating_duration_since(*start) >= DAY {
            (*start, *brought) = (now, 0);
        }
        A_DAY.saturating_sub(*brought)
    }

    /// It brought so many.
    pub(super) fn note(&mut self, feed: &str, entries: usize) {
        if let Some((_, brought)) = self.feeds.get_mut(feed) {
            *brought += entries;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_a_measure_and_the_next_day_another() {
        let start = Instant::now();
        let mut quota = Quota::default();
        let mut taken = 0;
        for poll in 0..100 {
            let left = quota.left("a", start + Duration::from_mins(poll)).min(3_000);
            quota.note("a", left);
            taken += left;
        }
        assert_eq!(taken, A_DAY);
        assert_eq!(quota.left("b", start), A_DAY);
        assert_eq!(quota.left("a", start + DAY), A_DAY);
    }
}
