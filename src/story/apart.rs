//! What keeps an article out of a story, whatever the words of the two.

use super::Story;
use super::days::{Days, two_days};
use super::family::Family;
use super::gist::{Gist, Known};
use super::likeness::meaning;
use super::same::{first_events, words};
use super::spot::{is_exact, same_spot};
use crate::extract::Status;
use std::sync::Arc;

/// Two talks at each of which a country sits that is not at the other, or a call and a visit.
///
/// At one place on one day more may sit at a table than a report names.
pub(super) fn other_table(one: &Known, other: &Known, days: Days) -> bool {
    if one.family() != Family::Talk || other.family() != Family::Talk {
        return false;
    }
    let visit = |k: &Known| !k.phone && !k.country && k.place.is_some() && k.sides.len() >= 2;
    let misses = |a: &Known, b: &Known| a.sides.len() >= 2 && a.sides.iter().any(|side| !b.sides.contains(side));
    // Who receives one guest after the other.
    let host = || one.sides.len() == 2 && other.sides.len() == 2;
    // "met Nawrocki in Warsaw" and "met Tusk in Warsaw": two heads sit at each, and only one at both.
    let heads = || {
        let shared = one.heads.iter().filter(|h| other.heads.contains(h)).count();
        (one.heads.len(), other.heads.len(), shared) == (2, 2, 1) && one.sides == other.sides
    };
    // "Zelensky met Carney" and "Zelensky met Trump" at one summit: two sit at each, and only one at both.
    let in_turn = || {
        let two = |k: &Known| k.persons.len() == 2 && k.people.len() == 2;
        let shared = one.persons.iter().filter(|p| other.persons.contains(p)).count();
        // Von der Leyen and Rutte are of no country; two of one delegation are of one.
        let outfits = one.sides != other.sides || one.sides.len() == 1;
        two(one) && two(other) && shared == 1 && outfits
    };
    heads()
        || in_turn()
        || one.phone && visit(other)
        || visit(one) && other.phone
        || misses(one, other)
            && misses(other, one)
            && (same_spot(one, other) != Some(true) || host() && two_days(one, other, days))
}

/// What keeps two happenings apart whatever their words: turned-around actors, another number in the row, another table.
pub(super) fn conflict(story: &Story, gist: &Gist) -> bool {
    let Some((core, lead)) = first_events(story, gist) else { return false };
    if !story.ordinals.is_empty()
        && !gist.traits.ordinals.is_empty()
        && story.ordinals.is_disjoint(&gist.traits.ordinals)
    {
        let row = |k: &Known| matches!(k.family(), Family::Sanction | Family::Talk | Family::Aid | Family::Exchange);
        if row(core) && row(lead) {
            return true;
        }
    }
    if other_table(core, lead, Days::since(story, gist.day)) {
        return true;
    }
    core.family() == Family::Force
        && lead.family() == Family::Force
        && !core.actors.is_empty()
        && !lead.actors.is_empty()
        && !core.actors.iter().any(|a| lead.actors.contains(a))
        && core.actors.iter().all(|a| lead.people.contains(a))
        // "Ukraine has retaken a village", "the Armed Forces of Ukraine have": one side.
        && core.sides.iter().chain(&lead.sides).any(|side| Some(side) != core.sides.first())
        // A battle is told from both sides.
        && !story.events.iter().take(4).any(|k| {
            k.family() == Family::Force
                && !k.aside
                && k.actors.iter().any(|a| lead.actors.contains(a))
                && same_spot(k, lead) != Some(false)
        })
}

/// Whether both tell of other days.
pub(super) fn other_day(story: &Story, gist: &Gist) -> bool {
    let Some((core, lead)) = first_events(story, gist) else { return false };
    let days = core.day().zip(lead.day()).map_or(0, |(a, b)| (a - b).abs());
    let off = || gist.leading().iter().any(|(_, k)| k.status == Status::Cancelled);
    core.family() == lead.family()
        && (core.family() == Family::Force && days >= 1 && !tolls(story, gist) || days >= 2 && !off())
}

/// Whether both tell blows, on other places.
pub(super) fn elsewhere(story: &Story, gist: &Gist) -> bool {
    let force = |(core, lead): (&Known, &Known)| core.family() == Family::Force && lead.family() == Family::Force;
    if !first_events(story, gist).is_some_and(force) {
        return false;
    }
    // Any place of the story's blows: the town and the plant in it. Where both name a town first, their region says nothing.
    let placed = |k: &&Arc<Known>| !k.aside && k.spot().is_some();
    let exact = |k: &&Arc<Known>| is_exact(k);
    let mut told: Vec<_> = story.events.iter().filter(placed).collect();
    let mut here: Vec<_> = gist.leading().iter().map(|(_, k)| k).filter(placed).collect();
    if told.first().is_some_and(&exact) && here.first().is_some_and(&exact) {
        told.retain(&exact);
        here.retain(&exact);
    }
    !told.is_empty() && !here.is_empty() && told.iter().all(|a| here.iter().all(|b| same_spot(a, b) == Some(false)))
}

/// A later article of the same blow repeats what it hit: more than half of its names and figures.
fn tolls(story: &Story, gist: &Gist) -> bool {
    let words = words(story, gist).unwrap_or(0.0);
    let figures = story.figures.intersection(&gist.traits.figures).count();
    // "late on Tuesday" in one language is "overnight" on Wednesday in the other.
    let overnight = gist.day - story.day <= 1 && figures == 1 && {
        let (meaning, _) = meaning(&story.concepts, &gist.traits.concepts);
        meaning >= 0.7
    };
    words >= 0.55 || figures >= 2 || overnight
}
