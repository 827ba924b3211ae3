//! Threads for work on texts: off the threads that do the waiting, and few.
//!
//! Each thread that allocates gets a heap of its own from the system's allocator, and a heap that grew to the size of a large
//! document stays that large. So large bodies all go through one thread: their peaks do not add up.

use std::panic::{AssertUnwindSafe, catch_unwind};
use tokio::sync::oneshot;

/// Threads for the usual texts.
const USUAL: usize = 2;

/// The two pools.
#[derive(Debug)]
pub(super) struct Workers {
    usual: rayon::ThreadPool,
    large: rayon::ThreadPool,
}

impl Workers {
    /// Starts the threads.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub(super) fn start() -> Result<Self, String> {
        let pool = |name: &'static str, threads| {
            rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .thread_name(move |n| format!("{name}-{n}"))
                .build()
                .map_err(|e| format!("no threads for reading texts: {e}"))
        };
        Ok(Self { usual: pool("read", USUAL)?, large: pool("read-large", 1)? })
    }

    /// Runs `work` and waits for it without blocking; `None` if it panicked (which the panic hook has logged).
    pub(super) async fn run<T: Send + 'static>(
        &self,
        large: bool,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        let (sender, done) = oneshot::channel();
        let pool = if large { &self.large } else { &self.usual };
        let span = tracing::Span::current();
        pool.spawn(move || {
            let _ = sender.send(span.in_scope(|| catch_unwind(AssertUnwindSafe(work)).ok()));
        });
        done.await.ok().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_ends_the_work_and_not_the_thread() {
        let workers = Workers::start().expect("threads");
        for large in [true, false] {
            assert_eq!(workers.run(large, || -> u8 { panic!("broken text") }).await, None);
            assert_eq!(workers.run(large, || 7).await, Some(7));
        }
    }
}
