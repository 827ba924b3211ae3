//! A text that is never shown.

use serde::Deserialize;
use std::path::{Path, PathBuf};

/// A key. Debug output and error messages do not show it.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// The key itself, for the one place that signs with it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Reads the key from a file, without the line break at its end. A bare name is a credential that systemd laid out
    /// for the service (`LoadCredential=`), where there is such a folder.
    ///
    /// # Errors
    /// Path and reason, or that the file is empty.
    pub fn from_file(file: &Path) -> Result<Self, String> {
        let path = located(file, std::env::var_os("CREDENTIALS_DIRECTORY").map(PathBuf::from));
        let text = std::fs::read_to_string(&path).map_err(|e| format!("secret_file {}: {e}", path.display()))?;
        let text = text.trim();
        if text.is_empty() {
            return Err(format!("secret_file {} is empty", path.display()));
        }
        Ok(Self(text.to_owned()))
    }
}

fn located(file: &Path, credentials: Option<PathBuf>) -> PathBuf {
    match credentials {
        Some(folder) if file.components().count() == 1 && folder.join(file).exists() => folder.join(file),
        _ => file.to_owned(),
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_not_shown_and_comes_from_a_credential_by_its_bare_name() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("hook"), "k3y\n").expect("writes");
        let at = located(Path::new("hook"), Some(folder.path().to_owned()));
        let secret = Secret::from_file(&at).expect("reads");
        assert_eq!((secret.reveal(), format!("{secret:?}").as_str()), ("k3y", "***"));
        assert_eq!(located(Path::new("other"), Some(folder.path().to_owned())), Path::new("other"));
        assert_eq!(located(Path::new("/etc/hook"), Some(folder.path().to_owned())), Path::new("/etc/hook"));
        std::fs::write(folder.path().join("hook"), "\n").expect("writes");
        assert!(Secret::from_file(&at).is_err_and(|e| e.contains("empty")));
    }
}
