//! Near-identical texts: MinHash over word shingles (Broder 1997).

use crate::hash::{mix, quick_lowercase};
use serde::{Deserialize, Serialize};

/// Likeness from which a text is a reprint: a cut last paragraph or another headline still passes.
pub(super) const REPRINT: f64 = 0.5;
const HASHES: usize = 48;
const SHINGLE: usize = 4;

/// 48 minima over the shingles of four words. The share of equal minima estimates the Jaccard likeness with a standard error of 0.07.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint(Vec<u32>);

impl Fingerprint {
    /// Of a text; empty for one of fewer than 10 words, which is like no other.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let words: Vec<u64> =
            text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(quick_lowercase).collect();
        if words.len() < 10 {
            return Self(Vec::new());
        }
        let mut minima = vec![u32::MAX; HASHES];
        for shingle in words.windows(SHINGLE) {
            let hash = shingle.iter().fold(0_u64, |h, w| mix(h.rotate_left(17) ^ w));
            for (at, minimum) in minima.iter_mut().enumerate() {
                // A family of hash functions from one: multiply by an odd constant of its own, keep the upper half.
                let mixed =
                    (hash ^ (at as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_mul(0xff51_afd7_ed55_8ccd | 1);
                *minimum = (*minimum).min((mixed >> 32) as u32);
            }
        }
        Self(minima)
    }

    /// Keys of which two texts that are half alike share one with a probability of 0.999: pairs of minima (24 bands of 2 rows).
    pub(super) fn bands(&self) -> impl Iterator<Item = u64> + '_ {
        self.0.chunks(2).enumerate().map(|(at, pair)| {
            let (one, two) = (u64::from(pair[0]), u64::from(*pair.last().unwrap_or(&0)));
            // Apart from the other keys by the number of the band.
            (one << 32 | two).wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(at as u64 + 1)
        })
    }

    /// Estimated share of common shingles, 0 to 1.
    #[must_use]
    pub fn likeness(&self, other: &Self) -> f64 {
        if self.0.is_empty() || self.0.len() != other.0.len() {
            return 0.0;
        }
        let equal = self.0.iter().zip(&other.0).filter(|(a, b)| a == b).count();
        equal as f64 / self.0.len() as f64
    }
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
