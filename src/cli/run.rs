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

pub(super) fn run(options: &Options) -> Result<(), Failure> {
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
