//! wirewatch watches the news wires for a crisis and tells its user once, with evidence, when something happens.
//!
//! The data goes one way: feed → entries → page → article → record → story → alert → sinks. The core (`feed`, `article`,
//! `extract`, `knowledge`, `story`, `alert`) is pure; the shell around it (`net`, `store`, `sink`, `daemon`, `config`,
//! `cli`) is thin. `ARCHITECTURE.md` tells the rest.

pub mod alert;
pub mod article;
pub mod cli;
pub mod config;
pub mod daemon;
pub mod evaluate;
pub mod extract;
pub mod feed;
pub mod hash;
pub mod knowledge;
pub mod net;
mod safe;
pub mod sink;
pub mod store;
pub mod story;
pub mod units;
mod whole;
