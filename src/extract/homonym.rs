//! "в Белгородском районе, у села Дубовое": a village far from what is named beside it is another of that name, in no list.

use super::mention::Found;
use super::token::{Token, lower};
use crate::knowledge::{Knowledge, PlaceId};

/// Kilometres from which on a village does not lie where the text is.
const FAR: f64 = 150.0;
/// Bytes to the places that it is measured from.
const NEAR: usize = 600;

/// Drops the places of villages that lie far from all that is named near them. `settlement`: how many words that stand for one
/// ("village of") begin at a token.
pub(super) fn drop_far(
    tokens: &[Token],
    known: &Knowledge,
    settlement: &dyn Fn(usize) -> Option<usize>,
    found: &mut Vec<Found>,
) {
    let far: Vec<usize> = (0..found.len())
        .filter(|i| {
            let m = &found[*i];
            let Some(place) = m.place else { return false };
            let at = tokens.partition_point(|t| t.end <= m.start);
            let of = |i: usize| matches!(lower(tokens, i), "of" | "de");
            let behind =
                |from: usize| settlement(from).is_some_and(|n| from + n == at || from + n + 1 == at && of(from + n));
            let village = (at.saturating_sub(3)..at).any(behind);
            // All that is named near it lies in another country; a capital may only be where the text was written.
            let beside = found.iter().filter(|o| o.start.abs_diff(m.start) < NEAR).filter_map(|o| o.place);
            let mut others =
                beside.filter(|p| *p != place && !known.place(*p).is_capital && spot(known, *p).is_some()).peekable();
            let here = (spot(known, place), &known.place(place).country);
            let far = |p: PlaceId| {
                let abroad = known.place(p).country != *here.1;
                abroad && known.kilometres(spot(known, p), here.0).is_some_and(|km| km > FAR)
            };
            village && others.peek().is_some() && others.all(far)
        })
        .collect();
    for at in far.into_iter().rev() {
        if found[at].who.is_some() {
            found[at].place = None;
        } else {
            found.remove(at);
        }
    }
}

/// Of a region the coordinates of its town; none of a country.
fn spot(known: &Knowledge, place: PlaceId) -> Option<(f64, f64)> {
    let place = known.place(place);
    let town = || known.place(known.place_named(place.name.strip_suffix(" region")?)?).at;
    if place.is_country { None } else { place.at.or_else(town) }
}
