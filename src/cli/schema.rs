//! `wirewatch schema`: JSON Schemas of what comes out.

use super::{Failure, print_line};
use crate::alert::Alert;
use crate::extract::Record;
use clap::Args;
use schemars::schema_for;

/// JSON Schemas of record and alert
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  wirewatch schema | jq '.alert.properties | keys'")]
pub(super) struct Options {}

pub(super) fn run(_: &Options) -> Result<(), Failure> {
    let both = serde_json::json!({ "record": schema_for!(Record), "alert": schema_for!(Alert) });
    print_line(&serde_json::to_string_pretty(&both).map_err(|e| Failure::wrong(e.to_string()))?)
}
