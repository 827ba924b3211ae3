//! `wirewatch run`: the daemon, in the foreground.

use super::{ConfigOption, Failure, runtime};
use crate::daemon::{Daemon, Setup, init_log};
use clap::Args;

/// The daemon, in the foreground: polls, reads, alerts
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  wirewatch run --config wirewatch.toml\n\nSIGTERM ends, SIGHUP reloads the configuration and reopens the logs. RUST_LOG sets what is told (info, debug, …)."
)]
pub(super) struct Options {
    #[command(flatten)]
    config: ConfigOption,
    /// Poll all feeds once, deliver, and end
    #[arg(long)]
    once: bool,
}

/// Read by glibc when a program starts.
const HEAP: &str = "MALLOC_MMAP_THRESHOLD_";

/// Starts the program anew, in the same process, with a heap that gives large blocks back to the system at once. Left to
/// itself glibc keeps them once it has seen some, and hostile documents of 10 MB each drive the peak to 127 MB instead of
/// 65 (`tests/faults`). Where it cannot be done the daemon runs all the same.
fn keep_heap_small() {
    use std::os::unix::process::CommandExt as _;
    if cfg!(target_env = "gnu")
        && std::env::var_os(HEAP).is_none()
        && let Ok(program) = std::env::current_exe()
    {
        let mut arguments = std::env::args_os();
        let name = arguments.next().unwrap_or_default();
        let _ = std::process::Command::new(program).arg0(name).args(arguments).env(HEAP, "131072").exec();
    }
}

pub(super) fn run(options: &Options) -> Result<(), Failure> {
    keep_heap_small();
    init_log("info");
    let setup = Setup::new(options.config.load()?).map_err(Failure)?;
    let daemon = Daemon::new(setup).map_err(Failure::wrong)?;
    let runtime = runtime()?;
    let once = options.once;
    let result = runtime.block_on(async { if once { daemon.run_once().await } else { daemon.run().await } });
    // A blocking call that hangs must not hold up the end.
    runtime.shutdown_timeout(std::time::Duration::from_millis(500));
    result.map_err(Failure::wrong)
}
