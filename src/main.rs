//! The `wirewatch` program: parses the command line and calls the command.

use std::process::ExitCode;

fn main() -> ExitCode {
    wirewatch::cli::main()
}
