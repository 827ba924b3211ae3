//! What is done from time to time: old records go, leaps of the clock are noticed, a damaged database is mended.

use super::clock::Leaps;
use super::{Daemon, HORIZON, recover};
use crate::store::{Mended, Store};
use crate::story::Shelf;
use jiff::Timestamp;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Between two looks at the clock.
const LOOK: Duration = Duration::from_secs(10);
/// Between two prunings at most; less where records are kept for less than a few hours.
const PRUNE: Duration = Duration::from_hours(1);

pub(super) async fn housekeeping(daemon: Arc<Daemon>) {
    let mut leaps = Leaps::new(Timestamp::now().as_second(), Instant::now());
    let mut pruned: Option<Instant> = None;
    loop {
        if let Some(leap) = leaps.since_last(Timestamp::now().as_second(), Instant::now()) {
            leapt(&daemon, leap).await;
        }
        mend(&daemon).await;
        let each = PRUNE.min(daemon.setup().config.store.keep_records.std() / 4);
        if pruned.is_none_or(|at| at.elapsed() >= each) {
            let at = Arc::clone(&daemon);
            // Off the threads that do the waiting: it may take seconds.
            if let Err(error) = tokio::task::spawn_blocking(move || prune(&at)).await {
                tracing::error!(%error, "Dropping old records stopped.");
            }
            pruned = Some(Instant::now());
        }
        tokio::select! {
            () = daemon.stop.cancelled() => return,
            () = tokio::time::sleep(LOOK.min(each)) => {}
        }
    }
}

/// Drops what is older than `keep_records`.
fn prune(daemon: &Daemon) {
    let keep = daemon.setup().config.store.keep_records.signed();
    let horizon = daemon.horizon();
    let before = horizon.checked_sub(keep).map_or(0, Timestamp::as_second);
    let noted = daemon.store.set_cursor(HORIZON, horizon.as_second());
    if let Err(error) = noted.and_then(|()| daemon.store.prune(before)) {
        tracing::error!(%error, "Old records could not be dropped; it is tried again in an hour.");
    }
}

async fn leapt(daemon: &Daemon, seconds: i64) {
    if seconds > 0 {
        tracing::warn!(seconds, "The clock leapt forward, or the machine slept; feeds that are due are polled now.");
        return;
    }
    tracing::warn!(seconds = -seconds, "The clock was set back.");
    // Stories that the wrong clock let go of take articles again.
    load_stories(daemon, &mut *daemon.stories.lock().await);
}

fn load_stories(daemon: &Daemon, shelf: &mut Shelf) {
    match daemon.store.open_stories(daemon.horizon().as_second()) {
        Ok(open) => *shelf = Shelf::new(open),
        Err(error) => tracing::error!(%error, "The stories could not be loaded anew."),
    }
}

/// Replaces a database that was found damaged while the daemon runs.
async fn mend(daemon: &Arc<Daemon>) {
    if !daemon.store.is_damaged() {
        return;
    }
    // Nothing lands until the stories are those of the new database.
    let mut stories = daemon.stories.lock().await;
    let at = Arc::clone(daemon);
    let mended = tokio::task::spawn_blocking(move || {
        let fill = |fresh: &Store, mended: &Mended| recover::after_mending(fresh, &at.setup(), mended);
        at.store.mend(Timestamp::now().as_second(), fill)
    });
    match mended.await {
        Ok(Ok(None)) => {}
        Ok(Ok(Some(_))) => load_stories(daemon, &mut stories),
        Ok(Err(error)) => tracing::error!(%error, "The damaged database could not be replaced; it is tried again."),
        Err(error) => tracing::error!(%error, "Mending the database stopped."),
    }
}
