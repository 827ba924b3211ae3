//! Where two events are told of: one spot, two, or not told well enough.

use super::gist::Known;

const REGION: &str = " region";

/// Whether two events are told of one spot; `None` where one tells none, or no more than what the other's lies in or near.
pub(super) fn same_spot(one: &Known, other: &Known) -> Option<bool> {
    match (&one.village, &other.village) {
        // The country holds the town.
        (None, None) if one.country != other.country => None,
        (None, None) => same_place(one.place.as_deref(), other.place.as_deref()),
        (Some(a), Some(b)) => Some(a == b),
        // "a village near Pokrovsk", "in Poland"
        (village, _) => {
            let (exact, wide) = if village.is_some() { (one, other) } else { (other, one) };
            let place = wide.place.as_deref()?;
            let holds = wide.country || same_place(exact.place.as_deref(), Some(place)) != Some(false);
            let told = exact.place.is_some() || wide.country;
            (!(told && holds)).then_some(false)
        }
    }
}

/// Whether two places are one ("Sumy", "Sumy region"); `None` where one is not told, or is a region that may hold the other.
pub(super) fn same_place(one: Option<&str>, other: Option<&str>) -> Option<bool> {
    let (one, other) = (one?, other?);
    let same = town(one) == town(other);
    (same || is_wide(one) == is_wide(other)).then_some(same)
}

/// A region or a sea, which may hold a town.
pub(super) fn is_wide(place: &str) -> bool {
    place.ends_with(REGION) || place.ends_with(" Sea") || place.starts_with("Gulf of ")
}

/// A region and an air base are known by their town.
pub(super) fn town(place: &str) -> &str {
    place.strip_suffix(REGION).or_else(|| place.strip_suffix(" air base")).unwrap_or(place)
}
