//! Near-identical texts: MinHash over word shingles (Broder 1997), by one hash for each shingle (Li, Owen and Zhang 2012) with
//! empty places filled from others (Shrivastava 2017).

use super::words::words;
use crate::hash::mix;
use serde::{Deserialize, Serialize};

/// Likeness from which a text is a reprint: a cut last paragraph or another headline still passes.
pub(super) const REPRINT: f64 = 0.5;
/// Likeness from which a text of the same story is taken from another: half of it is word for word there.
pub(super) const TAKEN: f64 = 0.35;
const PLACES: usize = 48;
const SHINGLE: usize = 4;

/// A place that holds no minimum.
const EMPTY: u32 = u32::MAX;

/// 48 minima over the shingles of four words. The share of equal minima estimates the Jaccard likeness with a standard error of 0.07;
/// of a text of fewer than 48 shingles it says what the few say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<u32>", into = "Vec<u32>")]
pub struct Fingerprint([u32; PLACES]);

impl Default for Fingerprint {
    fn default() -> Self {
        Self([EMPTY; PLACES])
    }
}

impl From<Vec<u32>> for Fingerprint {
    fn from(minima: Vec<u32>) -> Self {
        minima.try_into().map_or_else(|_| Self::default(), Self)
    }
}

impl From<Fingerprint> for Vec<u32> {
    fn from(print: Fingerprint) -> Self {
        if print.is_empty() { Self::new() } else { print.0.to_vec() }
    }
}

impl Fingerprint {
    /// Of a text; empty for one of fewer than 10 words, which is like no other.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut hashes = Vec::with_capacity(text.len() / 6);
        hashes.extend(words(text).map(|w| w.hash));
        if hashes.len() < 10 {
            return Self::default();
        }
        let mut minima = [EMPTY; PLACES];
        for shingle in hashes.windows(SHINGLE) {
            let hash = shingle.iter().fold(0_u64, |h, w| mix(h.rotate_left(17) ^ w));
            // The upper half says where, the lower half is compared.
            let minimum = &mut minima[place(hash)];
            *minimum = (*minimum).min((hash as u32).min(EMPTY - 1));
        }
        // A place that no shingle fell to takes what stands at another: the same other in every text.
        let mut filled = minima;
        for (at, minimum) in filled.iter_mut().enumerate().filter(|(_, m)| **m == EMPTY) {
            let mut others = (1_u64..).map(|turn| minima[place(mix((at as u64) << 32 | turn))]);
            *minimum = others.find(|m| *m != EMPTY).unwrap_or(EMPTY);
        }
        Self(filled)
    }

    fn is_empty(&self) -> bool {
        self.0[0] == EMPTY
    }

    /// Keys of which two texts that are half alike share one with a probability of 0.999: pairs of minima (24 bands of 2 rows).
    pub(super) fn bands(&self) -> impl Iterator<Item = u64> + '_ {
        let pairs = if self.is_empty() { &[][..] } else { self.0.as_chunks::<2>().0 };
        pairs.iter().enumerate().map(|(at, [one, two])| {
            // Apart from the other keys by the number of the band.
            (u64::from(*one) << 32 | u64::from(*two)).wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(at as u64 + 1)
        })
    }

    /// Estimated share of common shingles, 0 to 1.
    #[must_use]
    pub fn likeness(&self, other: &Self) -> f64 {
        if self.is_empty() {
            return 0.0;
        }
        let equal = self.0.iter().zip(&other.0).filter(|(a, b)| a == b).count();
        equal as f64 / PLACES as f64
    }
}

/// One of the places of a fingerprint, by the upper half of a hash.
fn place(hash: u64) -> usize {
    (((hash >> 32) * PLACES as u64) >> 32) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reprint_is_told_from_another_text() {
        let text = "The bridge over the river was closed on Tuesday after engineers found cracks in two of its pillars, the mayor said. Trains will run again when the pillars are mended, which may take until the end of the month, he told reporters in the town hall.";
        let cut = format!("{} More soon.", &text[..200]);
        let other = "Farmers in the valley began to bring in the harvest a week early this year because the spring had been warm, and the union expects a good price for wheat, while barley has suffered from the dry weeks of May, its chairman wrote in a letter to members.";
        let print = Fingerprint::of(text);
        assert!(print.likeness(&Fingerprint::of(&cut)) >= REPRINT);
        assert!(print.likeness(&Fingerprint::of(other)) < 0.1);
    }
}
