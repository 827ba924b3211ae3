//! Short names for what is compared and stored: the one hash of the house.

use sha2::{Digest, Sha256};

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

/// Eight bytes of SHA-256 over the words as a number: the same on every machine and in every version.
#[must_use]
pub fn number_of(words: &[String]) -> u64 {
    let mut hash = Sha256::new();
    for word in words {
        hash.update(word.as_bytes());
        hash.update([0]);
    }
    hash.finalize()[..8].iter().fold(0, |n, byte| n << 8 | u64::from(*byte))
}
