//! Dates by the month's and weekday's stems, against the article's own date.

use crate::extract::date::{Found, first_of_days};
use crate::extract::token::{Sentence, Token};
use crate::knowledge::{Language, Step, Unit};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// Finds dates; `today` is the day of publication.
pub(in crate::extract) fn find(
    tokens: &[Token],
    sentences: &[Sentence],
    language: &Language,
    today: Option<Date>,
) -> Vec<Found> {
    let mut out = Vec::new();
    for sentence in sentences {
        let mut at = sentence.first;
        while at < sentence.last {
            match date_at(tokens, at, sentence, language, today) {
                Some((first, last, iso)) => {
                    out.push(Found { first, last, is_day: iso.len() == 10, iso });
                    at = last;
                }
                None => at += 1,
            }
        }
    }
    out
}

fn date_at(
    tokens: &[Token],
    at: usize,
    sentence: &Sentence,
    language: &Language,
    today: Option<Date>,
) -> Option<(usize, usize, String)> {
    let word = |i: usize| tokens.get(i).filter(|_| i < sentence.last).map_or("", |t| t.lower.as_str());
    let index = |list: &[Step], i: usize| list.iter().position(|s| s.fits(word(i)));
    let number = |i: usize| first_of_days(word(i)).trim_end_matches(|c: char| !c.is_ascii_digit()).parse::<i16>().ok();
    let year = |i: usize| number(i).filter(|y| (1900..2100).contains(y) && word(i).len() == 4);
    if let Ok(date) = word(at).parse::<Date>() {
        return Some((at, at + 1, date.to_string()));
    }
    // "24 лютого 2022", "am 24. Februar", "le 1er mars"
    if let Some(day) = number(at).filter(|d| (1..=31).contains(d) && word(at).len() <= 4) {
        let behind = at + 1 + usize::from(word(at + 1) == ".");
        if let Some(month) = index(&language.months, behind) {
            let (month, day) = (month as i8 + 1, day as i8);
            let last = behind + 1;
            if let Some(year) = year(last) {
                return Some((at, last + 1, Date::new(year, month, day).ok()?.to_string()));
            }
            return Some((at, last, near(today?, month, day)?.to_string()));
        }
        // "4 и 5 февраля", "4. und 5. Februar": the day it begins.
        let joined = matches!(word(behind), "-" | "–" | "—") || language.class_at("and", behind, &word).is_some();
        let second = number(behind + 1).filter(|d| joined && (1..=31).contains(d));
        let last = behind + 2 + usize::from(word(behind + 2) == ".");
        if let (Some(_), Some(month)) = (second, index(&language.months, last)) {
            return Some((at, last + 1, near(today?, month as i8 + 1, day as i8)?.to_string()));
        }
    }
    if let Some(month) = index(&language.months, at) {
        // A month alone is a date with its year, or behind a preposition.
        if let Some(year) = year(at + 1) {
            return Some((at, at + 2, format!("{year:04}-{:02}", month + 1)));
        }
        let placed = at > sentence.first && language.class_at("where", at - 1, &word).is_some();
        let today = today.filter(|_| placed)?;
        let open = |i: usize| ["planned", "possible"].iter().any(|c| language.class_at(c, i, &word).is_some());
        let ahead = (sentence.first..sentence.last).any(open);
        // The nearest such month, where the words do not say on which side it lies.
        let away = month as i8 + 1 - today.month();
        let year = match away {
            ..=-1 if ahead || away < -9 => today.year() + 1,
            7.. if !ahead => today.year() - 1,
            _ => today.year(),
        };
        return Some((at, at + 1, format!("{year:04}-{:02}", month + 1)));
    }
    let today = today?;
    // "dans la nuit de mardi à mercredi", "в ночь с понедельника на вторник": the day on which the night ends.
    let joins = matches!(word(at + 1), "à" | "au" | "auf" | "zum" | "на");
    let opens =
        at > sentence.first && matches!(word(at - 1), "de" | "du" | "von" | "vom" | "з" | "із" | "зі" | "с" | "со");
    if joins && opens && index(&language.weekdays, at).is_some() && index(&language.weekdays, at + 2).is_some() {
        let (_, last, iso) = date_at(tokens, at + 2, sentence, language, Some(today))?;
        return Some((at, last, iso));
    }
    // "четверо" (four people) begins as "четвер" (Thursday) does.
    let small = language.class_at("oblique", at, &word).is_some() || language.number(word(at)).is_some();
    if let Some(day) = index(&language.weekdays, at).filter(|_| !small) {
        let day = Weekday::from_monday_one_offset(day as i8 + 1).ok()?;
        let next =
            (at.saturating_sub(2)..at).any(|i| i >= sentence.first && language.class_at("next", i, &word).is_some());
        let future = |i: usize| word(i).chars().count() > 5 && language.future.shows(word(i));
        let until = at > sentence.first && language.class_at("until", at - 1, &word).is_some();
        // "treffen sich am Sonntag", told on Friday; a noun ("das Treffen") has a capital.
        let present = |i: usize| !tokens[i].capital && language.class_at("present", i, &word).is_some();
        let ahead = next
            || until
            || (sentence.first..sentence.last).any(|i| present(i) || future(i))
            || language.any("planned", sentence.first..sentence.last, &word);
        let since = i32::from(today.weekday().since(day));
        let date = if ahead && since != 0 {
            today.checked_add((7 - since).days()).ok()?
        } else {
            today.checked_sub(since.days()).ok()?
        };
        return Some((at, at + 1, date.to_string()));
    }
    if let Some(found) = period(language, at, today, &word) {
        return Some(found);
    }
    let (steps, days) =
        language.days.iter().filter(|(s, _)| Step::all_fit(s, at, &word)).max_by_key(|(s, _)| s.len())?;
    Some((at, at + steps.len(), today.checked_add(days.days()).ok()?.to_string()))
}

/// "this week", "last month", "two weeks ago".
fn period<'w>(
    language: &Language,
    at: usize,
    today: Date,
    word: &dyn Fn(usize) -> &'w str,
) -> Option<(usize, usize, String)> {
    let iso = |count: i32, unit: Unit| {
        let shifted = match unit {
            Unit::Day => today.checked_add(count.days()),
            Unit::Week => today.checked_add(count.weeks()),
            Unit::Month => today.first_of_month().checked_add(count.months()),
            Unit::Year => today.first_of_month().checked_add(count.years()),
        };
        let date = shifted.ok()?;
        Some(match unit {
            Unit::Day => date.to_string(),
            Unit::Week => format!("{:04}-W{:02}", date.iso_week_date().year(), date.iso_week_date().week()),
            Unit::Month => format!("{:04}-{:02}", date.year(), date.month()),
            Unit::Year => format!("{:04}", date.year()),
        })
    };
    let named = language.periods.iter().filter(|(steps, ..)| Step::all_fit(steps, at, word));
    if let Some((steps, count, unit)) = named.max_by_key(|(steps, ..)| steps.len()) {
        return Some((at, at + steps.len(), iso(*count, *unit)?));
    }
    let number = |i: usize| language.number(word(i)).or_else(|| word(i).parse().ok());
    let unit = |i: usize| language.units.iter().find(|(step, _)| step.fits(word(i))).map(|(_, unit)| *unit);
    let counted = |i: usize| Some((number(i).filter(|n: &f64| (1.0..1000.0).contains(n))? as i32, unit(i + 1)?));
    // Before what it counts ("il y a deux semaines", "vor zwei Wochen") or behind ("два тижні тому").
    if let Some(length) = language.class_at("ago_before", at, word)
        && let Some((count, unit)) = counted(at + length)
    {
        return Some((at, at + length + 2, iso(-count, unit)?));
    }
    let (count, unit) = counted(at)?;
    let length = language.class_at("ago_behind", at + 2, word)?;
    Some((at, at + 2 + length, iso(-count, unit)?))
}

/// The year that brings the day nearest to today.
fn near(today: Date, month: i8, day: i8) -> Option<Date> {
    [-1, 0, 1]
        .iter()
        .filter_map(|shift| Date::new(today.year() + shift, month, day).ok())
        .min_by_key(|d| (*d - today).get_days().abs())
}
