//! Whether an article tells the happening of a story: events first, then names, figures and words.

use super::apart::{conflict, elsewhere, other_day, other_table};
use super::days::{Days, as_planned, one_day, same_time};
use super::family::Family;
use super::gist::{Gist, Known};
use super::likeness::{meaning, overlap, share};
use super::spot::{same_spot, town};
use super::traits::{COUNTRY, Name};
use super::{Story, fingerprint, toll};
use crate::extract::{EventType, Status};
use std::sync::Arc;

/// From this score on an article joins a story.
pub(super) const JOIN: f64 = 0.75;

/// From this likeness on two events are one, whatever else their articles tell.
const SURE: f64 = 0.82;

/// From this likeness on two texts are one, whatever was read in them.
const COPY: f64 = 0.85;

/// What an event told aside counts for where stories are compared.
const ASIDE: f64 = 0.6;

/// Marks what an article tells beside its own happening: a blow on another town than its first, a meeting in the report
/// of a blow, a blow in that of a meeting. What is said of a happening belongs to it. `published`: in days since 1970.
pub(super) fn set_aside(events: &mut [(usize, Arc<Known>)], published: i64) {
    let force = |k: &Known| k.family() == Family::Force;
    let Some((_, lead)) = events.first().cloned() else { return };
    let placed = || events.iter().map(|(_, k)| k).filter(|k| force(k) && k.spot().is_some());
    let struck = placed().find(|k| !k.country).or_else(|| placed().next()).map(Arc::clone);
    let day = events.iter().filter(|(_, k)| force(k)).find_map(|(_, k)| k.day());
    for (_, event) in events.iter_mut().skip(1) {
        let aside = match (force(&lead), force(event)) {
            // "Накануне в регионе сбили 23 беспилотника"
            (true, true) if event.day().zip(day).is_some_and(|(own, day)| own != day) => true,
            // "Last week at least nine people were killed in a strike on Kramatorsk."
            (true, true)
                if event.date.as_ref().is_some_and(|date| date.is_of_another_period(day.unwrap_or(published))) =>
            {
                true
            }
            (true, true) => struck.as_ref().is_some_and(|k| same_spot(k, event) == Some(false)),
            (false, false) => other_table(&lead, event, Days::ANY),
            _ => lead.family() != Family::Said && event.family() != Family::Said,
        };
        if aside {
            Arc::make_mut(event).aside = true;
        }
    }
}

/// How surely two events are one, 0 to 1.
pub(super) fn alike(one: &Known, other: &Known, days: Days) -> f64 {
    let kind = one.family();
    let when = same_time(one, other, days);
    // What one side says to have taken and the other denies, or is accused of.
    if same_spot(one, other) == Some(true) {
        let about = |kind: EventType| {
            [(one, other), (other, one)].iter().any(|(a, b)| a.kind == kind && b.family() == Family::Force && !b.aside)
        };
        if about(EventType::Reject) {
            // Denied is what that very side says it did.
            let claimed = |a: &Known, b: &Known| {
                let doers = || b.actors.iter().chain(&b.sides);
                a.kind == EventType::Reject && !b.country && doers().any(|d| a.sides.contains(d))
            };
            return if claimed(one, other) || claimed(other, one) { 0.85 } else { 0.6 } * when;
        }
        if about(EventType::Accuse) {
            return if one.country { 0.6 } else { 0.85 } * when;
        }
    }
    if kind != other.family() || when <= 0.0 || other_table(one, other, days) {
        return 0.0;
    }
    let shared = |a: &[String], b: &[String]| a.iter().filter(|x| b.contains(x)).count();
    let names = shared(&one.people, &other.people) + shared(&one.strangers, &other.strangers);
    let sides = shared(&one.sides, &other.sides);
    let doers = shared(&one.actors, &other.actors);
    let around = || (town(one.around()?) == town(other.around()?)).then_some(true);
    let place = same_spot(one, other).or_else(around);
    let base = match kind {
        // One is arrested once a day.
        Family::Coerce if one_day(one, other) && place != Some(false) && suffer_both(one, other) => 0.9,
        Family::Force | Family::Coerce | Family::Protest => match place {
            Some(true) => 0.9,
            Some(false) => 0.0,
            // "Poland shot down Russian drones": of a country that is no party, once a day.
            None if kind != Family::Protest
                && doers > 0
                && sides >= 2
                && third_sides(one).any(|s| other.sides.contains(s)) =>
            {
                if kind == Family::Force {
                    0.85
                } else {
                    0.75
                }
            }
            None if names > 0 && (one.spot().is_some() || other.spot().is_some()) => 0.4,
            None if names > 0 => 0.35,
            None => 0.2,
        },
        Family::Talk | Family::Exchange => {
            let elsewhere = if place == Some(false) { 0.35 } else { 0.0 };
            // Who resigns or is dismissed on one day does so once.
            let leaves = one.kind == EventType::Yield && other.kind == EventType::Yield && one_day(one, other);
            let who: f64 = match () {
                () if names >= 2 || leaves && names == 1 => 0.9,
                () if names == 1 && place == Some(true) => 0.85,
                () if sides >= 2 && kind == Family::Exchange && one_day(one, other) => 0.9,
                // A body of no country sits once a day.
                () if names == 1 && one_day(one, other) && [one, other].iter().all(|k| is_body(k)) => 0.85,
                () if kind == Family::Exchange
                    && (sides >= 1 || one.people.is_empty() || other.people.is_empty())
                    && as_planned(one, other, days) =>
                {
                    0.85
                }
                () if sides >= 2 && (place == Some(true) || one.date == other.date) => 0.75,
                () if sides >= 2 && kind == Family::Talk => 0.55,
                () if place == Some(true)
                    && one_day(one, other)
                    && (one.people.is_empty() || other.people.is_empty()) =>
                {
                    0.7
                }
                // Prisoners come home on one side of what the other calls an exchange; their number must be one as well.
                () if kind == Family::Exchange && (sides >= 1 || one.people.is_empty() || other.people.is_empty()) => {
                    0.8
                }
                () if names == 1 && (one.people.len() == 1 || other.people.len() == 1) => 0.45,
                () => 0.0,
            };
            who - elsewhere
        }
        // Who imposes or gives must be one; that it goes to the same side is the rule.
        Family::Sanction | Family::Aid => match () {
            () if doers > 0 && kind == Family::Sanction && sides >= 2 && one_day(one, other) => 0.9,
            // "Trump paused aid to Ukraine", "the US has suspended aid to Ukraine"
            () if kind == Family::Sanction && sides >= 2 && suffer_both(one, other) && shared_side(one, other) => 0.85,
            () if doers > 0 => 0.75,
            () if shared_side(one, other) => 0.6,
            () if one.actors.is_empty() || other.actors.is_empty() => 0.3,
            () => 0.0,
        },
        Family::Move => match place {
            Some(true) if sides > 0 || one.sides.is_empty() || other.sides.is_empty() => 0.85,
            Some(false) => 0.0,
            _ if doers > 0 && one.kind == other.kind && one_day(one, other) => 0.9,
            // Joint drills.
            _ if doers > 1 && one.kind == other.kind => 0.85,
            _ if doers > 0 => 0.4,
            _ => 0.0,
        },
        Family::Offer => match () {
            () if doers > 0 && sides >= 2 => 0.9,
            () if doers > 0 => 0.6,
            () => 0.0,
        },
        Family::Said => {
            let same_kind = if one.kind == other.kind { 0.15 } else { 0.0 };
            match () {
                () if doers == 0 => 0.0,
                // What one side says to the other on one day it says once, more or less.
                () if one.kind == other.kind && sides >= 2 => 0.85,
                () => 0.35 + same_kind + if names >= 2 { 0.2 } else { 0.0 },
            }
        }
    };
    (base * when).max(0.0)
}

/// One participant, of no country: the Security Council, NATO.
fn is_body(event: &Known) -> bool {
    event.people.len() == 1 && event.sides.is_empty() && event.strangers.is_empty()
}

/// Whether somebody suffers both.
fn suffer_both(one: &Known, other: &Known) -> bool {
    let suffers = |k: &Known, who: &String| k.people.contains(who) && !k.actors.contains(who);
    one.people.iter().any(|who| suffers(one, who) && suffers(other, who))
        || one.strangers.iter().any(|who| other.strangers.contains(who))
}

/// Whether the actors of two events are of one country.
fn shared_side(one: &Known, other: &Known) -> bool {
    // The sides of the doers only: with few names they come first in neither list, so compare via the people left.
    !one.actors.is_empty() && !other.actors.is_empty() && third_sides(one).any(|s| other.sides.contains(s))
}

/// How well an article fits a story; below [`JOIN`] it does not.
///
/// `near`: the article may be a reprint of one of the story's.
pub(super) fn score(story: &Story, gist: &Gist, near: bool) -> f64 {
    let members = story.sources.iter().rev().take(12).chain(story.sources.iter().take(4));
    let likeness = if near { members.map(|m| m.print.likeness(&gist.traits.print)).fold(0.0, f64::max) } else { 0.0 };
    let reprint = likeness >= fingerprint::REPRINT;
    if story.roundup || gist.roundup {
        return if reprint && story.roundup == gist.roundup { 2.0 + likeness } else { 0.0 };
    }
    if conflict(story, gist) {
        return 0.0;
    }
    let elsewhere = elsewhere(story, gist);
    let parted = elsewhere || other_day(story, gist);
    // A bulletin with another town in it is no reprint; the same text word for word is, however its place was read.
    if parted && reprint && likeness < COPY {
        return 0.0;
    }
    if reprint {
        return 2.0 + likeness;
    }
    // What was planned for a day is told of on it.
    let planned = story.events.first().filter(|k| k.status == Status::Planned).and_then(|k| k.day());
    let since = gist.day - story.day;
    let apart = planned.map(|day| gist.day - day).filter(|days| days.abs() < since.abs()).unwrap_or(since);
    let days = Days::since(story, gist.day);
    let event = gist
        .leading()
        .iter()
        .enumerate()
        .flat_map(|(rank, (_, f))| {
            // What stands first weighs most.
            let less = (1.0 - 0.08 * rank as f64) * if f.aside { ASIDE } else { 1.0 };
            story.events.iter().take(4).map(move |k| alike(k, f, days) * less * if k.aside { ASIDE } else { 1.0 })
        })
        .fold(0.0, f64::max);
    let (names, shared) = overlap(&story.names, &gist.traits.names);
    let figures = story.figures.intersection(&gist.traits.figures).count().min(2) as f64;
    let untold = story.events.is_empty() || gist.leading().is_empty();
    let package = apart.abs() <= 14 && one_package(story, gist);
    // None of the ways below leads on from here.
    let told_here = stems(story, gist);
    let abroad = told_here.is_none() && shared >= 0.4 && apart == 0;
    if event < 0.3 && names < 0.5 && !(untold && figures >= 1.0) && !package && !abroad {
        return 0.0;
    }
    let own = told_here.map(|stems| share(stems, &gist.traits.words));
    let (meaning, meant) = meaning(&story.concepts, &gist.traits.concepts);
    if parted {
        // A place or day that was misread does not part two reports of one day that are otherwise alike.
        let alike = match own {
            Some(words) => !elsewhere && names >= 0.7 && words >= 0.55,
            None => names >= 0.7 && meaning >= 0.7 || !elsewhere && names >= 0.6 && meaning >= 0.55,
        };
        return if alike && apart == 0 && shared >= 1.2 { JOIN } else { 0.0 };
    }
    let words = own.unwrap_or(names.max(meaning));
    // How many prisoners, jets or tankers tells one exchange, gift or list from the next.
    let counted = gist
        .leading()
        .first()
        .is_some_and(|(_, lead)| matches!(lead.family(), Family::Exchange | Family::Aid | Family::Sanction));
    let score = 0.62 * event + 0.28 * names + 0.4 * words + if counted { 0.2 } else { 0.1 } * figures;
    if event >= 0.3 && score >= JOIN {
        return score;
    }
    // "Число погибших при ударе по Сумам выросло до пяти": of the blow that the story tells.
    let grows = || apart.abs() <= 1 && story.toll.zip(toll(gist)).is_some_and(|(told, (dead, _))| dead > told);
    // In one language the words must not speak against it, unless they mean the same.
    if event >= SURE && (own.is_none_or(|words| words >= 0.15) || meaning >= 0.6 || grows()) {
        return JOIN;
    }
    // A translation means the same. Of two gifts of one day what is given must be one, and who gives it stand first in both.
    let alike = if counted {
        meaning >= 0.6 && leads(story, gist).is_some_and(|alike| alike >= 0.7)
    } else {
        meaning >= 0.7 && event >= 0.4
    };
    let worded = own.is_none_or(|words| counted && words >= 0.3);
    if alike && worded && apart.abs() <= 1 {
        return score.max(JOIN);
    }
    // Where no event is told alike: the same names, days and words. A country alone is no name.
    let told = match own {
        Some(_) => names >= 0.5 && words >= 0.45 || names >= 0.6 && words >= 0.4 || names >= 0.7 && words >= 0.35,
        // A loan may be agreed in one report and given in the other: its sum is one.
        None => names >= 0.6 && figures >= 1.0 || !apart_in_kind(story, gist) && names >= 0.9 && shared >= 2.0,
    };
    let translated = own.is_none() && apart.abs() <= 1 && translates(story, gist, [names, shared, meaning, meant]);
    let told = told || translated;
    // What no frame tells, such as who is appointed: the same persons.
    let eventless = own.is_none() && untold;
    let told = told || eventless && names >= 0.6 && shared >= 2.0;
    let told = told || own.is_none() && !unlike(story, gist) && names >= 0.5 && meaning >= 0.6 && apart.abs() <= 1;
    // "the 17th package", agreed in one language and imposed in the other.
    let told = told || names >= 0.5 && !story.ordinals.is_disjoint(&gist.traits.ordinals) && figures + words >= 0.5;
    // Of countries alone the numbers must be the same.
    let counts = own.is_none() && figures >= 1.0 && shared >= 0.4;
    if counts && (eventless && meaning >= 0.6 && apart.abs() <= 1 || meaning >= 0.8 && apart == 0) {
        return score.max(JOIN);
    }
    if translated && apart == 0 && shared < 1.2 {
        return score.max(JOIN);
    }
    // Proposed by one body, adopted by another, days apart.
    if package && meaning >= 0.5 {
        return score.max(JOIN);
    }
    if told && apart.abs() <= 2 && shared >= 1.2 { score.max(JOIN) } else { 0.0 }
}

/// Whether an article of another language tells the same though its event was misread, in kind or in who: by its names and what it
/// means. The bounds are those that keep every pair apart that a reader keeps apart, with a quarter of the events of all streams of
/// `tests/gold` spoiled.
fn translates(story: &Story, gist: &Gist, [names, shared, meaning, meant]: [f64; 4]) -> bool {
    let one_day = gist.day == story.day;
    let much = meaning >= 0.7 && meant >= 3.0 || meaning >= 0.5 && meant >= 4.0;
    names >= 0.5 && meaning >= 0.7
        || names >= 0.7 && meaning >= 0.45
        || names >= 0.4 && shared >= 2.2 && meaning >= 0.3
        || one_day && names >= 0.5 && shared >= 2.4
        || one_day && shared >= 1.2 && meaning >= 0.8
        || one_day && shared >= 0.4 && much && !unlike(story, gist) && !foreign(story, gist)
}

/// Whether each names a country that the other does not: who gives is not the same.
fn foreign(story: &Story, gist: &Gist) -> bool {
    let beyond = |one: &[(Name, f64)], other: &[(Name, f64)]| {
        one.iter().any(|(name, weight)| *weight <= COUNTRY && !other.iter().any(|(n, _)| n == name))
    };
    beyond(&story.names, &gist.traits.names) && beyond(&gist.traits.names, &story.names)
}

/// "The 22nd package of sanctions": of one number, against the same country, imposed by nobody else in one than in the other.
fn one_package(story: &Story, gist: &Gist) -> bool {
    let Some((core, lead)) = first_events(story, gist) else { return false };
    let imposed = [core, lead].iter().any(|k| k.family() == Family::Sanction);
    let proposed = |k: &Known| matches!(k.family(), Family::Sanction | Family::Said | Family::Offer);
    imposed
        && proposed(core)
        && proposed(lead)
        && !story.ordinals.is_disjoint(&gist.traits.ordinals)
        && core.sides.iter().any(|s| s == "RU" && lead.sides.contains(s))
        && third_sides(core).eq(third_sides(lead))
}

/// The sides of an event that are no party to the war.
fn third_sides(event: &Known) -> impl Iterator<Item = &String> {
    event.sides.iter().filter(|s| *s != "UA" && *s != "RU")
}

/// Whether a package that the story has as a proposal only is imposed now.
pub(super) fn adopted(story: &Story, fresh: &Known, gist: &Gist) -> bool {
    let imposed = |k: &Known| k.family() == Family::Sanction && k.status == Status::Occurred;
    let proposed = |k: &Known| matches!(k.kind, EventType::Request);
    imposed(fresh)
        && story.events.first().is_some_and(|core| proposed(core))
        && !story.events.iter().any(|k| imposed(k))
        && one_package(story, gist)
}

/// A gift and a meeting of the same people are two things.
fn apart_in_kind(story: &Story, gist: &Gist) -> bool {
    let Some((core, lead)) = first_events(story, gist) else { return false };
    let (a, b) = (core.family(), lead.family());
    a != b && a != Family::Said && b != Family::Said
}

/// Two calls or two gifts are two things where they share neither who nor where.
fn unlike(story: &Story, gist: &Gist) -> bool {
    !apart_in_kind(story, gist) && leads(story, gist).is_some_and(|alike| alike <= 0.0)
}

/// The first events of both.
pub(super) fn first_events<'a>(story: &'a Story, gist: &'a Gist) -> Option<(&'a Known, &'a Known)> {
    Some((story.events.first()?, &gist.leading().first()?.1))
}

/// How surely the first events of both are one.
fn leads(story: &Story, gist: &Gist) -> Option<f64> {
    first_events(story, gist).map(|(core, lead)| alike(core, lead, Days::since(story, gist.day)))
}

/// Share of stems in common; `None` where the story has no article in the language.
pub(super) fn words(story: &Story, gist: &Gist) -> Option<f64> {
    stems(story, gist).map(|stems| share(stems, &gist.traits.words))
}

/// What the story has in the language of the article.
fn stems<'a>(story: &'a Story, gist: &Gist) -> Option<&'a [u32]> {
    story.words.iter().find(|(lang, _)| *lang == gist.lang).map(|(_, stems)| stems.as_slice())
}
