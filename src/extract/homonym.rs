//! "в Белгородском районе, у села Дубовое": a village far from what is named beside it is another of that name, in no list.

use super::mention::Found;
use super::token::{Token, lower};
use crate::knowledge::{Knowledge, Language, PlaceId};

/// Kilometres from which on a village does not lie where the text is.
const FAR: f64 = 150.0;
/// Bytes to the places that it is measured from.
const NEAR: usize = 600;

/// What stands between a town and the region that it lies in.
const INSIDE: &[&str] = &["", "у", "в", "во", "in", "in the", "im", "in der", "dans", "dans la"];

/// Drops the places of villages that lie far from all that is named near them. `language`: none for English.
pub(super) fn drop_far(tokens: &[Token], (known, language): (&Knowledge, Option<&Language>), found: &mut Vec<Found>) {
    let word = |i| lower(tokens, i);
    let far: Vec<usize> = (0..found.len())
        .filter(|i| {
            let m = &found[*i];
            let Some(id) = m.place else { return false };
            let at = tokens.partition_point(|t| t.end <= m.start);
            // "у села Дубовое", "village of Robotyne"
            let behind = |from: usize| {
                let next = known.class_at(language, "settlements", from, &word).map(|n| from + n);
                next.is_some_and(|next| next == at || next + 1 == at && matches!(word(next), "of" | "de"))
            };
            if !(at.saturating_sub(3)..at).any(behind) {
                return false;
            }
            let (Some(here), country) = (spot(known, id), &known.place(id).country) else { return false };
            // All that is named near it lies in another country; a capital may only be where the text was written.
            let beside = found.iter().filter(|o| o.start.abs_diff(m.start) < NEAR).filter_map(|o| o.place);
            let others = beside.filter(|p| *p != id && !known.place(*p).is_capital);
            let mut others = others.filter_map(|p| Some((&known.place(p).country, spot(known, p)?))).peekable();
            others.peek().is_some()
                && others.all(|(abroad, there)| abroad != country && Knowledge::kilometres(there, here) > FAR)
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

/// "порт Приморськ у Ленінградській області": the region says which town of that name is meant; one that no list has is nowhere.
pub(super) fn settle(text: &str, known: &Knowledge, found: &mut Vec<Found>) {
    let settled: Vec<(usize, Option<PlaceId>)> = (0..found.len())
        .filter_map(|i| {
            let (m, id) = (&found[i], found[i].place?);
            let town = known.place(id);
            if town.is_country || town.is_region || town.is_capital || m.who.is_some() {
                return None;
            }
            // They stand in the order of the text.
            let next = found[i + 1..].iter().find(|o| o.start >= m.end)?;
            let between = text.get(m.end..next.start)?;
            let region = known.place(next.place?);
            let (here, there) = (town.country.as_deref()?, region.country.as_deref()?);
            // "hit Kharkiv from Belgorod region" tells a way.
            let lies = INSIDE.contains(&between.trim().to_lowercase().as_str()) && here != there && region.is_region;
            lies.then(|| (i, known.namesake(id, there)))
        })
        .collect();
    for (i, place) in settled.into_iter().rev() {
        match place {
            Some(_) => found[i].place = place,
            None => drop(found.remove(i)),
        }
    }
}

/// Of a region the coordinates of its town; none of a country.
fn spot(known: &Knowledge, place: PlaceId) -> Option<(f64, f64)> {
    let place = known.place(place);
    let town = || known.place(known.place_named(place.name.strip_suffix(" region")?)?).at;
    if place.is_country { None } else { place.at.or_else(town) }
}
