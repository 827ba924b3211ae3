//! The alert log: one JSON object a line, appended, fsynced, never rewritten.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// A log of JSON lines.
#[derive(Debug)]
pub struct JsonLines {
    path: PathBuf,
    file: File,
}

impl JsonLines {
    /// Opens or makes the file; a torn last line (the power went while it was written) is cut off: what it held
    /// was not marked as delivered and is written again.
    ///
    /// # Errors
    /// Path and reason.
    pub fn open(path: PathBuf) -> Result<Self, String> {
        let failed =
            |e: std::io::Error| format!("{}: {e}; set [daemon] log_dir to a folder you may write", path.display());
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        let mut file = OpenOptions::new().create(true).read(true).append(true).open(&path).map_err(failed)?;
        let whole = whole_length(&mut file).map_err(failed)?;
        if whole < file.metadata().map_err(failed)?.len() {
            file.set_len(whole).map_err(failed)?;
        }
        Ok(Self { path, file })
    }

    /// Appends one line to a log that another program may be writing, without repairing it.
    ///
    /// # Errors
    /// Path and reason.
    pub fn append_beside(path: &Path, line: &str) -> Result<(), String> {
        let open = OpenOptions::new().create(true).append(true).open(path);
        // One write call: lines of two writers do not mix.
        let written = open.and_then(|mut file| file.write_all(format!("{line}\n").as_bytes()));
        written.map_err(|e| format!("{}: {e}; set [daemon] log_dir to a folder you may write", path.display()))
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Appends a line and waits until it is on the disk.
    ///
    /// # Errors
    /// Path and reason; what was half written is taken back.
    pub fn append(&mut self, line: &str) -> Result<(), String> {
        let before = self.file.metadata().map(|m| m.len()).map_err(|e| format!("{}: {e}", self.path.display()))?;
        let mut bytes = Vec::with_capacity(line.len() + 1);
        bytes.extend_from_slice(line.as_bytes());
        bytes.push(b'\n');
        let written = self.file.write_all(&bytes).and_then(|()| self.file.sync_data());
        written.map_err(|e| {
            let _ = self.file.set_len(before);
            format!("{}: {e}", self.path.display())
        })
    }

    /// Opens the path anew: the old file has been moved away by logrotate.
    ///
    /// # Errors
    /// Path and reason; the old file stays open.
    pub fn reopen(&mut self) -> Result<(), String> {
        *self = Self::open(self.path.clone())?;
        Ok(())
    }
}

/// Length up to and with the last line break.
fn whole_length(file: &mut (impl Read + Seek)) -> std::io::Result<u64> {
    let mut end = file.seek(SeekFrom::End(0))?;
    let mut block = vec![0; 8192];
    while end > 0 {
        let start = end.saturating_sub(block.len() as u64);
        let size = (end - start) as usize;
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(&mut block[..size])?;
        if let Some(at) = block[..size].iter().rposition(|b| *b == b'\n') {
            return Ok(start + at as u64 + 1);
        }
        end = start;
    }
    Ok(0)
}

/// What `read` makes of the last whole line that it accepts; `None` where there is none in the last 16 MiB.
pub fn last_line<T>(path: &Path, read: impl Fn(&str) -> Option<T>) -> Option<T> {
    last_line_of(&mut File::open(path).ok()?, read)
}

/// As [`last_line`], of anything that can be read from behind.
pub fn last_line_of<T>(file: &mut (impl Read + Seek), read: impl Fn(&str) -> Option<T>) -> Option<T> {
    let end = whole_length(file).ok()?;
    let mut window = 64 << 10;
    loop {
        let start = end.saturating_sub(window);
        let mut bytes = vec![0; (end - start) as usize];
        file.seek(SeekFrom::Start(start)).ok()?;
        file.read_exact(&mut bytes).ok()?;
        // The window may begin inside a line: that one waits for a larger window.
        let lines = if start == 0 {
            &bytes[..]
        } else {
            &bytes[bytes.iter().position(|b| *b == b'\n').unwrap_or(bytes.len())..]
        };
        let found = lines.rsplit(|b| *b == b'\n').filter_map(|l| std::str::from_utf8(l).ok()).find_map(&read);
        if found.is_some() || start == 0 || window >= 16 << 20 {
            return found;
        }
        window *= 4;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_torn_line_is_cut_and_the_last_whole_one_found() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.jsonl");
        std::fs::write(&path, format!("{{\"a\":1}}\n{{\"b\":\"{}\"}}\n{{\"torn", "x".repeat(90_000))).expect("writes");
        let mut log = JsonLines::open(path.clone()).expect("opens");
        let last = |mark: &'static str| last_line(&path, move |l| l.contains(mark).then(|| l.to_owned()));
        assert!(last("\"").is_some_and(|l| l.starts_with("{\"b\"") && l.len() > 9000));
        log.append("{\"c\":3}").expect("appends");
        assert_eq!(last("\"").as_deref(), Some("{\"c\":3}"));
        assert_eq!(last("\"a\"").as_deref(), Some("{\"a\":1}"));
        assert_eq!(last("torn"), None);
        assert_eq!(std::fs::read_to_string(&path).expect("reads").lines().count(), 3);
    }
}
