//! Short names for what is compared and stored: the one hash of the house.

use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Twelve bytes of SHA-256 over the bytes, in hexadecimal.
#[must_use]
pub fn short_hash_of(bytes: &[u8]) -> String {
    Sha256::digest(bytes)[..12].iter().map(|b| format!("{b:02x}")).collect()
}

/// Twelve bytes of SHA-256 over the parts, in hexadecimal.
#[must_use]
pub fn short_hash(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash.finalize()[..12].iter().map(|b| format!("{b:02x}")).collect()
}

/// [`Quick`] of a text.
#[must_use]
pub fn quick(text: &str) -> u64 {
    Quick(text.bytes().fold(Quick::default().0, fnv)).done()
}

/// FNV-1a over the bytes of letters, its bits mixed at the end (the finaliser of MurmurHash3): for many short texts, the same on
/// every machine and in every version. Not for what an enemy may choose.
#[derive(Debug, Clone, Copy)]
pub struct Quick(u64);

impl Default for Quick {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Quick {
    /// Goes on with a letter.
    pub fn add(&mut self, letter: char) {
        self.0 = letter.encode_utf8(&mut [0; 4]).bytes().fold(self.0, fnv);
    }

    /// Goes on with a byte of a letter.
    pub fn add_byte(&mut self, byte: u8) {
        self.0 = fnv(self.0, byte);
    }

    /// The hash of all letters so far.
    #[must_use]
    pub fn done(self) -> u64 {
        mix(self.0)
    }
}

/// A map whose keys are hashes already ([`Quick`]): they are not hashed again.
pub type ByHash<T> = HashMap<u64, T, BuildHasherDefault<AsItIs>>;

/// Takes a number for its own hash.
#[derive(Debug, Default)]
pub struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |h, b| mix(h ^ u64::from(*b)));
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

fn fnv(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
}

/// Spreads every bit of a number over all.
#[must_use]
pub fn mix(number: u64) -> u64 {
    let n = (number ^ number >> 33).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let n = (n ^ n >> 33).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    n ^ n >> 33
}
