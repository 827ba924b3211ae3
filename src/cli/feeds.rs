//! tmp
use super::{Failure, print_line};
use clap::{Args, Subcommand};
use std::io::BufRead;

/// x
#[derive(Debug, Args)]
pub(super) struct Options { #[command(subcommand)] action: Action }
#[derive(Debug, Subcommand)]
enum Action { Parse { #[arg(long)] jsonl: bool } }
pub(super) fn run(options: &Options) -> Result<(), Failure> {
    let Action::Parse { jsonl: _ } = &options.action;
    for line in std::io::stdin().lock().lines() {
        let v: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
        let f = v["file"].as_str().unwrap();
        let b = std::fs::read(f).unwrap();
        match crate::feed::parse(&b, v["content_type"].as_str(), None) {
            Ok(d) => print_line(&serde_json::json!({"file": f, "title": d.title, "entries": d.entries}).to_string())?,
            Err(e) => print_line(&serde_json::json!({"file": f, "error": e.to_string()}).to_string())?,
        }
    }
    Ok(())
}
