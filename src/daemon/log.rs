//! Diagnostics: text on a terminal, JSON otherwise, on standard error.

use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// Sets up `tracing`. `RUST_LOG` rules; without it `default`.
pub fn init(default: &str) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(default));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second call (tests) keeps the first subscriber.
    let _ = if std::io::stderr().is_terminal() {
        builder.with_target(false).try_init()
    } else {
        builder.json().flatten_event(true).try_init()
    };
}
