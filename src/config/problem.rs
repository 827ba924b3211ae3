//! Errors of configuration for the person who reads them.

use std::fmt;
use std::path::{Path, PathBuf};

/// What is wrong, where, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file.
    pub file: PathBuf,
    /// Line and column, from 1, where they are known.
    pub at: Option<(usize, usize)>,
    /// In words.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some((line, column)) = self.at {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}", self.message)
    }
}

impl Problem {
    /// About a file as a whole.
    #[must_use]
    pub fn of_file(file: &Path, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), at: None, message: message.into() }
    }

    /// About the place of `needle` in `text`.
    #[must_use]
    pub fn of_text(file: &Path, text: &str, needle: &str, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), at: text.find(needle).map(|at| position(text, at)), message: message.into() }
    }

    /// From the TOML reader; an unknown key gets the nearest known one.
    #[must_use]
    pub fn of_toml(file: &Path, text: &str, error: &toml::de::Error) -> Self {
        let mut message = error.message().trim().replace('\n', " ");
        if message.starts_with("unknown field") || message.starts_with("unknown variant") {
            let mut names = message.split('`').skip(1).step_by(2);
            let unknown = names.next().unwrap_or("").to_owned();
            let known: Vec<String> = names.map(str::to_owned).collect();
            let what = if message.starts_with("unknown field") { "key" } else { "value" };
            let nearest = known.iter().max_by(|a, b| {
                strsim::jaro_winkler(&unknown.to_lowercase(), &a.to_lowercase())
                    .total_cmp(&strsim::jaro_winkler(&unknown.to_lowercase(), &b.to_lowercase()))
            });
            message = match nearest {
                Some(near) if strsim::jaro_winkler(&unknown.to_lowercase(), &near.to_lowercase()) > 0.6 => {
                    format!("unknown {what} '{unknown}'; did you mean '{near}'?")
                }
                _ => format!("unknown {what} '{unknown}'; known are {}", known.join(", ")),
            };
        }
        Self { file: file.to_owned(), at: error.span().map(|s| position(text, s.start)), message }
    }
}

fn position(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..at.min(text.len())];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    (line, column)
}
