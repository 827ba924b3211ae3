//! Files that are replaced whole: a crash leaves the old one or the new one.

use std::path::Path;

/// Writes beside `path` and renames.
///
/// # Errors
/// What the system says; the old file stays as it was.
pub(crate) fn write(path: &Path, content: impl AsRef<[u8]>) -> std::io::Result<()> {
    let fresh = path.with_extension("new");
    std::fs::write(&fresh, content).and_then(|()| std::fs::rename(&fresh, path))
}
