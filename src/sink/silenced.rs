//! Stories that the user muted or snoozed.

use jiff::Timestamp;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// Silenced stories, until when (seconds since 1970); kept in a file where there is one.
#[derive(Debug, Clone, Default)]
pub(super) struct Silenced {
    until: Arc<Mutex<HashMap<String, i64>>>,
    file: Option<PathBuf>,
}

impl Silenced {
    /// As an earlier run left them; a file that is not there or cannot be read holds none.
    pub(super) fn read(file: PathBuf) -> Self {
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        let until: HashMap<String, i64> = serde_json::from_str(&text).unwrap_or_default();
        Self { until: Arc::new(Mutex::new(until)), file: Some(file) }
    }

    /// Whether the user wants to hear nothing of a story now.
    pub(super) fn covers(&self, story: &str, now: Timestamp) -> bool {
        let until = self.until.lock().unwrap_or_else(PoisonError::into_inner);
        until.get(story).is_some_and(|t| *t > now.as_second())
    }

    /// Silences a story for so many seconds.
    pub(super) fn add(&self, story: String, seconds: i64, now: Timestamp) {
        let mut all = self.until.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, t| *t > now.as_second());
        all.insert(story, now.as_second() + seconds);
        let Some(file) = &self.file else { return };
        let text = serde_json::to_string(&*all).unwrap_or_default();
        if let Err(error) = crate::whole::write(file, text) {
            tracing::warn!(%error, file = %file.display(), "A silenced story could not be kept; it speaks again after a restart.");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_silenced_story_stays_so_over_a_restart_and_speaks_again_in_time() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("silenced.json");
        let at = |second| Timestamp::from_second(second).expect("a time");
        Silenced::read(file.clone()).add("s1".to_owned(), 3600, at(1_000_000));
        let again = Silenced::read(file);
        assert!(again.covers("s1", at(1_003_599)) && !again.covers("s1", at(1_003_600)));
        assert!(!again.covers("s2", at(1_000_000)));
    }
}
