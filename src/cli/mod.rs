//! One file per command. Standard output carries data only; messages go to standard error.

mod agenda;
mod check;
mod demo;
mod evaluate;
mod explain;
mod extract;
mod feeds;
mod notify;
mod print;
mod replay;
mod run;
mod schema;
mod status;
mod stories;
mod tail;
mod test_sink;

pub use tail::tail_line;

use crate::config::Config;
use crate::store::Store;
use clap::{Args, Parser, Subcommand};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Watches the news wires for a crisis and tells you once, with evidence, when something happens
#[derive(Debug, Parser)]
#[command(
    version,
    max_term_width = 100,
    propagate_version = true,
    after_help = "Example:\n  wirewatch demo\n  wirewatch run\n\nExit status: 0 done, 1 the thing asked about is wrong, 2 usage."
)]
struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Run(run::Options),
    Demo(demo::Options),
    Extract(extract::Options),
    Evaluate(evaluate::Options),
    Check(check::Options),
    Feeds(feeds::Options),
    Tail(tail::Options),
    Stories(stories::List),
    Story(stories::One),
    Agenda(agenda::Options),
    Replay(replay::Options),
    Explain(explain::Options),
    Notify(notify::Options),
    Status(status::Options),
    TestSink(test_sink::Options),
    Schema(schema::Options),
}

/// Which configuration.
#[derive(Debug, Args)]
struct ConfigOption {
    /// Configuration file; else $XDG_CONFIG_HOME/wirewatch/wirewatch.toml, /etc/wirewatch/wirewatch.toml, or what is built in
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl ConfigOption {
    fn load(&self) -> Result<Config, Failure> {
        Config::load(self.config.as_deref())
            .map_err(|problems| Failure(problems.iter().map(ToString::to_string).collect()))
    }
}

/// The database of a daemon, for reading beside it.
fn open_store(config: &Config) -> Result<Store, Failure> {
    let folder = config.state_dir();
    let store = Store::open_existing(&folder).map_err(|e| Failure::wrong(e.to_string()))?;
    store.ok_or_else(|| Failure::wrong(format!("{} holds no database yet; start `wirewatch run`", folder.display())))
}

/// Why a command ended without success: the messages for standard error, exit status 1.
#[derive(Debug)]
struct Failure(Vec<String>);

impl Failure {
    fn wrong(message: impl Into<String>) -> Self {
        Self(vec![message.into()])
    }
}

/// Reads the command line and runs the command. Exit status: 0 done, 1 the thing asked about is wrong, 2 usage.
#[must_use]
pub fn main() -> ExitCode {
    let options = Options::parse();
    let result = match &options.command {
        Command::Run(options) => run::run(options),
        Command::Demo(options) => demo::run(options),
        Command::Extract(options) => extract::run(options),
        Command::Evaluate(options) => evaluate::run(options),
        Command::Check(options) => check::run(options),
        Command::Feeds(options) => feeds::run(options),
        Command::Tail(options) => tail::run(options),
        Command::Stories(options) => stories::list(options),
        Command::Story(options) => stories::one(options),
        Command::Agenda(options) => agenda::run(options),
        Command::Replay(options) => replay::run(options),
        Command::Explain(options) => explain::run(options),
        Command::Notify(options) => notify::run(options),
        Command::Status(options) => status::run(options),
        Command::TestSink(options) => test_sink::run(options),
        Command::Schema(options) => schema::run(options),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure(messages)) => {
            for message in messages {
                eprintln!("wirewatch: {message}");
            }
            ExitCode::FAILURE
        }
    }
}

/// The runtime of commands that wait for something.
fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(32)
        .enable_all()
        .build()
        .map_err(|e| Failure::wrong(format!("the runtime cannot be started: {e}")))
}

/// Writes a line of data. A reader that has gone away (`| head`) is no error of ours.
fn print_line(line: &str) -> Result<(), Failure> {
    match writeln!(std::io::stdout().lock(), "{line}") {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => std::process::exit(0),
        Err(error) => Err(Failure::wrong(format!("cannot write to standard output: {error}"))),
    }
}
