//! Where two events are told of: one spot, two, or not told well enough.

use super::gist::Known;

const REGION: &str = " region";

/// Whether two events are told of one spot; `None` where one tells none, or no more than what the other's lies in or near.
pub(super) fn same_spot(one: &Known, other: &Known) -> Option<bool> {
    match (&one.village, &other.village) {
        // The country holds the town.
        (None, None) if one.country != other.country => None,
        (None, None) => same_place(one, other),
        (Some(a), Some(b)) => Some(a == b),
        // "a village near Pokrovsk", "in Poland"
        (village, _) => {
            let (exact, wide) = if village.is_some() { (one, other) } else { (other, one) };
            wide.place.as_deref()?;
            let holds = wide.country || same_place(exact, wide) != Some(false);
            let told = exact.place.is_some() || wide.country || in_region(wide);
            (!(told && holds)).then_some(false)
        }
    }
}

/// Whether the places of two events are one ("Sumy", "Sumy region"); `None` where one is not told, or is a region that may hold
/// the other.
fn same_place(one: &Known, other: &Known) -> Option<bool> {
    let same = town(one.place.as_deref()?) == town(other.place.as_deref()?);
    (same || in_region(one) == in_region(other)).then_some(same)
}

/// Whether the place of an event is a region or a sea, which may hold a town. A story of an earlier release knows it by the name.
fn in_region(event: &Known) -> bool {
    let named = |place: &str| place.ends_with(REGION) || place.ends_with(" Sea") || place.starts_with("Gulf of ");
    event.region || event.place.as_deref().is_some_and(named)
}

/// Whether an event is told of a town or a village, of no region or country.
pub(super) fn is_exact(event: &Known) -> bool {
    !event.country && (event.village.is_some() || !in_region(event))
}

/// A region and an air base are known by their town.
pub(super) fn town(place: &str) -> &str {
    place.strip_suffix(REGION).or_else(|| place.strip_suffix(" air base")).unwrap_or(place)
}
