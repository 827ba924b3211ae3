//! Outlets, addresses and ids of records: shown as they are, compared by their hashes.

use crate::hash::quick;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// A name that is compared by its hash, which stands beside it: hundreds are compared for each article.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Label {
    key: u64,
    name: Arc<str>,
}

impl Label {
    /// As it is shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.name
    }

    pub(super) fn key(&self) -> u64 {
        self.key
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.name)
    }
}

impl PartialEq for Label {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for Label {}

impl From<&str> for Label {
    fn from(name: &str) -> Self {
        Self { key: quick(name), name: name.into() }
    }
}

impl From<String> for Label {
    fn from(name: String) -> Self {
        name.as_str().into()
    }
}

impl From<Label> for String {
    fn from(label: Label) -> Self {
        label.name.as_ref().to_owned()
    }
}
