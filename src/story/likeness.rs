//! How alike two sets of names, words or concepts are. All take what [`super::traits`] reads out of a text.

use super::traits::Name;

/// Weighted share of the smaller set of names that the other has as well, and the weight of what both have.
pub(super) fn overlap(one: &[(Name, f64)], other: &[(Name, f64)]) -> (f64, f64) {
    let shared: f64 = one.iter().filter(|(n, _)| other.iter().any(|(m, _)| m == n)).map(|(_, w)| w).sum();
    let least = total(one).min(total(other));
    // One name alone is thin ground.
    if least <= 0.0 { (0.0, shared) } else { ((shared / least.max(2.0)).min(1.0), shared) }
}

fn total(list: &[(Name, f64)]) -> f64 {
    list.iter().map(|(_, weight)| weight).sum()
}

/// The same for concepts, sorted by their keys; two of them are thin ground. What both have comes with its weight all the same.
pub(super) fn meaning(one: &[(Name, f64)], other: &[(Name, f64)]) -> (f64, f64) {
    let (mut a, mut b, mut shared) = (0, 0, 0.0);
    while let (Some((x, weight)), Some((y, _))) = (one.get(a), other.get(b)) {
        shared += if x == y { *weight } else { 0.0 };
        a += usize::from(x.key() <= y.key());
        b += usize::from(y.key() <= x.key());
    }
    let least = total(one).min(total(other)).max(3.0);
    (if shared < 1.5 { 0.0 } else { f64::min(shared / least, 1.0) }, shared)
}

/// Share of the smaller of two sorted sets of stems that the other has as well.
pub(super) fn share(one: &[u32], other: &[u32]) -> f64 {
    let least = one.len().min(other.len());
    if least < 4 {
        return 0.0;
    }
    let (mut a, mut b, mut both) = (0, 0, 0_usize);
    while let (Some(x), Some(y)) = (one.get(a), other.get(b)) {
        both += usize::from(x == y);
        a += usize::from(x <= y);
        b += usize::from(y <= x);
    }
    both as f64 / least as f64
}
