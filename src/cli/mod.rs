//! One file per command. Standard output carries data only; messages go to standard error.

mod extract;
mod feeds;

use crate::knowledge::{Knowledge, Source, load};
use clap::{Parser, Subcommand};
use std::io::Write;
use std::process::ExitCode;

/// Watches the news wires for a crisis and tells you once, with evidence, when something happens
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, propagate_version = true)]
struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Extract(extract::Options),
    Feeds(feeds::Options),
}

/// Why a command ended without success: the message for standard error, exit status 1.
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
        Command::Extract(options) => knowledge().and_then(|known| extract::run(options, &known)),
        Command::Feeds(options) => feeds::run(options),
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

fn knowledge() -> Result<Knowledge, Failure> {
    load(&Source::embedded()).map_err(Failure)
}

/// Writes a line of data. A reader that has gone away (`| head`) is no error of ours.
fn print_line(line: &str) -> Result<(), Failure> {
    match writeln!(std::io::stdout().lock(), "{line}") {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => std::process::exit(0),
        Err(error) => Err(Failure::wrong(format!("cannot write to standard output: {error}"))),
    }
}
