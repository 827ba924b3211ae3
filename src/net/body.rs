//! A body as it is read: small ones in memory, large ones in a file, so that many at once do not add up.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};

/// From here on a body waits on the disk.
const SPILL: usize = 256 << 10;
/// From here on it is worked on one at a time.
const LARGE: usize = 1 << 20;

/// A body.
#[derive(Debug, Default)]
pub struct Body {
    memory: Vec<u8>,
    file: Option<File>,
    length: usize,
}

impl Body {
    /// Bytes so far.
    #[must_use]
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether nothing was read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Whether it should be worked on alone.
    #[must_use]
    pub fn is_large(&self) -> bool {
        self.length > LARGE
    }

    pub(super) fn push(&mut self, chunk: &[u8]) -> std::io::Result<()> {
        self.length += chunk.len();
        if self.file.is_none() && self.length > SPILL {
            let mut file = tempfile::tempfile()?;
            file.write_all(&std::mem::take(&mut self.memory))?;
            self.file = Some(file);
        }
        match &mut self.file {
            Some(file) => file.write_all(chunk),
            None => {
                self.memory.extend_from_slice(chunk);
                Ok(())
            }
        }
    }

    /// All of it, in memory.
    ///
    /// # Errors
    /// If the file cannot be read back.
    pub fn into_bytes(mut self) -> std::io::Result<Vec<u8>> {
        if let Some(mut file) = self.file.take() {
            file.seek(SeekFrom::Start(0))?;
            self.memory = Vec::with_capacity(self.length);
            file.read_to_end(&mut self.memory)?;
        }
        Ok(self.memory)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_in_comes_out() {
        for size in [0, 10, LARGE, LARGE + 1, 3 * LARGE] {
            let bytes: Vec<u8> = (0..size).map(|n| (n % 251) as u8).collect();
            let mut body = Body::default();
            bytes.chunks(60_000).for_each(|c| body.push(c).expect("writes"));
            assert_eq!(body.into_bytes().expect("reads"), bytes);
        }
    }
}
