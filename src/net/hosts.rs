//! Politeness: how many requests of ours a host has at once, and until when it asked for quiet.

use jiff::Timestamp;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// From here on hosts that nobody is at are forgotten: a feed may name a new one in each entry.
const MANY: usize = 4_096;

/// Limits by host; cheap to clone.
#[derive(Debug, Clone)]
pub struct Hosts {
    per_host: usize,
    hosts: Arc<Mutex<HashMap<String, Host>>>,
}

#[derive(Debug)]
struct Host {
    slots: Arc<Semaphore>,
    quiet_until: Timestamp,
}

impl Hosts {
    /// At most `per_host` requests at once.
    #[must_use]
    pub fn new(per_host: usize) -> Self {
        Self { per_host, hosts: Arc::default() }
    }

    /// Waits for a free slot of the host. A host that hangs holds its own slots, not those of others.
    pub async fn slot(&self, host: &str) -> Option<OwnedSemaphorePermit> {
        let slots = self.with(host, |h| Arc::clone(&h.slots));
        slots.acquire_owned().await.ok()
    }

    /// Until when the host asked for quiet, if that is still ahead.
    #[must_use]
    pub fn quiet_until(&self, host: &str, now: Timestamp) -> Option<Timestamp> {
        self.with(host, |h| Some(h.quiet_until).filter(|t| *t > now))
    }

    /// A 429: nothing more to this host until then.
    pub fn hush(&self, host: &str, until: Timestamp) {
        self.with(host, |h| h.quiet_until = h.quiet_until.max(until));
    }

    fn with<R>(&self, host: &str, act: impl FnOnce(&mut Host) -> R) -> R {
        // A panic elsewhere leaves the map whole: each act is one assignment.
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.len() >= MANY && !hosts.contains_key(host) {
            let now = Timestamp::now();
            hosts.retain(|_, h| h.quiet_until > now || Arc::strong_count(&h.slots) > 1);
        }
        act(hosts
            .entry(host.to_owned())
            .or_insert_with(|| Host { slots: Arc::new(Semaphore::new(self.per_host)), quiet_until: Timestamp::MIN }))
    }
}
