//! Date expressions → ISO 8601, read against the article's own date.

use super::token::{Sentence, Tag, Token};
use crate::knowledge::Form;
use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};

/// A date over tokens.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) iso: String,
    /// Whether it says a day: an event's date rather than a period.
    pub(super) is_day: bool,
}

/// "4-5" is a stretch of days: the first.
pub(super) fn first_of_days(word: &str) -> &str {
    let digits = |part: &str| !part.is_empty() && part.len() <= 2 && part.bytes().all(|b| b.is_ascii_digit());
    word.split_once(['-', '–']).filter(|(a, b)| digits(a) && digits(b)).map_or(word, |(first, _)| first)
}

fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" | "mon" => Weekday::Monday,
        "tuesday" | "tue" | "tues" => Weekday::Tuesday,
        "wednesday" | "wed" => Weekday::Wednesday,
        "thursday" | "thu" | "thurs" => Weekday::Thursday,
        "friday" | "fri" => Weekday::Friday,
        "saturday" => Weekday::Saturday,
        "sunday" => Weekday::Sunday,
        _ => return None,
    })
}

fn month(word: &str) -> Option<i8> {
    const NAMES: &[&str] = &[
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.trim_end_matches('.');
    let at = NAMES.iter().position(|name| {
        *name == word || word.len() >= 3 && word != "mar" && name.starts_with(word) && word.len() <= 4
    })?;
    Some(at as i8 + 1)
}

/// Whether a word opens the end of a stretch of time: how long, not when.
pub(super) fn is_until(word: &str) -> bool {
    matches!(word, "until" | "till" | "through")
}

/// A weekday or a month: part of a date, not of a name.
pub(super) fn is_calendar(word: &str) -> bool {
    weekday(word).is_some() && word.len() > 3 || month(word).is_some() && word.len() > 3 || word == "may"
}

/// Finds dates; `today` is the day of publication where the article is written.
pub(super) fn find(tokens: &[Token], sentences: &[Sentence], today: Option<Date>) -> Vec<Found> {
    let mut out = Vec::new();
    for sentence in sentences {
        let mut at = sentence.first;
        let mut quoted = false;
        while at < sentence.last {
            if tokens[at].tag == Tag::Quote {
                quoted = !quoted;
            }
            if let Some((last, iso, is_day)) = date_at(tokens, at, sentence, today, quoted) {
                let first = if at > sentence.first
                    && matches!(tokens[at - 1].lower.as_str(), "on" | "in")
                    && !matches!(tokens[at].lower.as_str(), "this" | "last" | "next" | "early" | "late")
                {
                    at - 1
                } else {
                    at
                };
                out.push(Found { first, last, iso, is_day });
                at = last;
            } else {
                at += 1;
            }
        }
    }
    out
}

fn date_at(
    tokens: &[Token],
    at: usize,
    sentence: &Sentence,
    today: Option<Date>,
    quoted: bool,
) -> Option<(usize, String, bool)> {
    let word = |i: usize| tokens.get(i).filter(|_| i < sentence.last).map_or("", |t| t.lower.as_str());
    let number = |i: usize| {
        first_of_days(word(i))
            .trim_end_matches("st")
            .trim_end_matches("nd")
            .trim_end_matches("rd")
            .trim_end_matches("th")
            .parse::<i16>()
            .ok()
    };
    let year_at = |i: usize| number(i).filter(|y| (1900..2100).contains(y) && word(i).len() == 4);
    let w = word(at);
    // Absolute: "24 February 2022", "February 24, 2022", "Feb. 24", "February 2022", "2022-02-24".
    if let Ok(date) = w.parse::<Date>()
        && w.len() == 10
    {
        return Some((at + 1, date.to_string(), true));
    }
    if let (Some(day), Some(m)) = (
        number(at).filter(|d| (1..=31).contains(d) && word(at).len() <= 4),
        month(word(at + 1)).filter(|_| tokens.get(at + 1).is_some_and(|t| t.capital)),
    ) {
        let comma = usize::from(word(at + 2) == ",");
        return match year_at(at + 2 + comma) {
            Some(year) => Some((at + 3 + comma, Date::new(year, m, day as i8).ok()?.to_string(), true)),
            None => Some((at + 2, near(today?, m, day as i8, tokens, sentence)?.to_string(), true)),
        };
    }
    // "4 and 5 February": the day it begins.
    if let (Some(day), true, Some(_), Some(m)) = (
        number(at).filter(|d| (1..=31).contains(d) && w.len() <= 4),
        matches!(word(at + 1), "and" | "to" | "-" | "–"),
        number(at + 2).filter(|d| (1..=31).contains(d)),
        month(word(at + 3)).filter(|_| tokens.get(at + 3).is_some_and(|t| t.capital)),
    ) {
        return Some((at + 4, near(today?, m, day as i8, tokens, sentence)?.to_string(), true));
    }
    if let Some(m) = month(w).filter(|_| tokens[at].capital && (w != "may" || at > sentence.first)) {
        let dot = usize::from(word(at + 1) == ".");
        if let Some(day) = number(at + 1 + dot).filter(|d| (1..=31).contains(d)) {
            let comma = usize::from(word(at + 2 + dot) == ",");
            // "Sept. 23 to 27": the day it begins.
            let ends = matches!(word(at + 2 + dot), "to" | "-" | "–" | "and" | "or")
                && number(at + 3 + dot).is_some_and(|d| (1..=31).contains(&d))
                && !tokens.get(at + 4 + dot).is_some_and(|t| matches!(t.tag, Tag::Noun | Tag::Adj));
            if ends {
                return Some((at + 4 + dot, near(today?, m, day as i8, tokens, sentence)?.to_string(), true));
            }
            if let Some(year) = year_at(at + 2 + dot + comma) {
                return Some((at + 3 + dot + comma, Date::new(year, m, day as i8).ok()?.to_string(), true));
            }
            return Some((at + 2 + dot, near(today?, m, day as i8, tokens, sentence)?.to_string(), true));
        }
        let of = usize::from(matches!(word(at + 1), "of" | ","));
        if let Some(year) = year_at(at + 1 + of) {
            return Some((at + 2 + of, format!("{year:04}-{m:02}"), false));
        }
        let before = word(at.wrapping_sub(1));
        if at > sentence.first
            && matches!(
                before,
                "in" | "since"
                    | "until"
                    | "by"
                    | "last"
                    | "next"
                    | "this"
                    | "of"
                    | "early"
                    | "late"
                    | "mid"
                    | "from"
                    | "during"
                    | "for"
            )
            || w.starts_with("mid-")
        {
            let today = today?;
            let year = match before {
                "last" if m >= today.month() => today.year() - 1,
                "next" if m <= today.month() => today.year() + 1,
                "next" | "this" => today.year(),
                _ if past(tokens, sentence, at) && m > today.month() => today.year() - 1,
                _ if future(tokens, sentence, at) && m < today.month() => today.year() + 1,
                _ => today.year(),
            };
            return Some((at + 1, format!("{year:04}-{m:02}"), false));
        }
        return None;
    }
    if let Some(year) = year_at(at).filter(|_| {
        at > sentence.first
            && matches!(word(at - 1), "in" | "since" | "until" | "by" | "from" | "during" | "early" | "late" | "of")
    }) {
        return Some((at + 1, format!("{year:04}"), false));
    }
    let today = today?;
    // Relative.
    if let Some(day) = weekday(w).filter(|_| tokens[at].capital && w.len() > 3) {
        let before = word(at.wrapping_sub(1));
        // "until midnight on Sunday", "by Friday night"
        let until = (at.saturating_sub(3)..at).any(|i| is_until(word(i)));
        let date = match before {
            _ if until => ahead_to(today, day, false),
            "last" => back_to(today, day, true),
            "next" => ahead_to(today, day, true),
            "this" => {
                if future(tokens, sentence, at) {
                    ahead_to(today, day, false)
                } else {
                    nearest(today, day)
                }
            }
            _ => {
                if future(tokens, sentence, at) {
                    ahead_to(today, day, false)
                } else {
                    back_to(today, day, false)
                }
            }
        };
        // "Monday night", "Monday morning" belong to it.
        let end = at + 1 + usize::from(matches!(word(at + 1), "night" | "morning" | "evening" | "afternoon"));
        return Some((end, date.to_string(), true));
    }
    let shifted = |span: Span| today.checked_add(span).ok();
    let week = |d: Date| {
        let iso = d.iso_week_date();
        format!("{:04}-W{:02}", iso.year(), iso.week())
    };
    let month_of = |d: Date| format!("{:04}-{:02}", d.year(), d.month());
    match (w, word(at + 1)) {
        ("today" | "tonight", _) if !quoted => Some((at + 1, today.to_string(), true)),
        ("yesterday", _) if !quoted => Some((at + 1, today.yesterday().ok()?.to_string(), true)),
        ("tomorrow", _) => Some((at + 1, today.tomorrow().ok()?.to_string(), true)),
        ("this", "week") => Some((at + 2, week(today), false)),
        ("last" | "past" | "previous", "week") => Some((at + 2, week(shifted(-1.weeks())?), false)),
        ("next" | "coming", "week") => Some((at + 2, week(shifted(1.weeks())?), false)),
        ("this", "month") => Some((at + 2, month_of(today), false)),
        ("last", "month") => Some((at + 2, month_of(today.first_of_month().yesterday().ok()?), false)),
        ("next", "month") => Some((at + 2, month_of(today.last_of_month().tomorrow().ok()?), false)),
        ("this", "year") => Some((at + 2, format!("{:04}", today.year()), false)),
        ("last", "year") => Some((at + 2, format!("{:04}", today.year() - 1), false)),
        ("next", "year") => Some((at + 2, format!("{:04}", today.year() + 1), false)),
        ("earlier" | "later", "this") if matches!(word(at + 2), "week" | "month" | "year") => {
            let iso = match word(at + 2) {
                "week" => week(today),
                "month" => month_of(today),
                _ => format!("{:04}", today.year()),
            };
            Some((at + 3, iso, false))
        }
        _ => {
            // "two days ago", "a week ago"
            let count =
                super::number::number_word(w).or_else(|| w.parse().ok()).or_else(|| (w == "a").then_some(1.0))? as i64;
            if word(at + 2) != "ago" || count > 10_000 {
                return None;
            }
            let (iso, is_day) = match word(at + 1) {
                "day" | "days" => (shifted(-count.days())?.to_string(), true),
                "week" | "weeks" => (week(shifted(-count.weeks())?), false),
                "month" | "months" => (month_of(shifted(-count.months())?), false),
                // "five years ago" is a manner of speaking, rarely a year.
                _ => return None,
            };
            Some((at + 3, iso, is_day))
        }
    }
}

/// "24 February" without a year: the nearest such day, by tense where that is clear.
fn near(today: Date, month: i8, day: i8, tokens: &[Token], sentence: &Sentence) -> Option<Date> {
    let years = [today.year() - 1, today.year(), today.year() + 1];
    let ahead = future(tokens, sentence, sentence.last);
    let candidates = years.into_iter().filter_map(|y| Date::new(y, month, day).ok());
    candidates.min_by_key(|d| {
        let days = (*d - today).get_days().abs();
        let wrong = if ahead { *d < today } else { *d > today };
        days + if wrong { 150 } else { 0 }
    })
}

fn back_to(today: Date, day: Weekday, strictly: bool) -> Date {
    let days = i64::from(day.until(today.weekday()));
    let days = if days == 0 && strictly { 7 } else { days };
    today.checked_sub(days.days()).unwrap_or(today)
}

fn ahead_to(today: Date, day: Weekday, strictly: bool) -> Date {
    let days = i64::from(today.weekday().until(day));
    let days = if days == 0 && strictly { 7 } else { days };
    today.checked_add(days.days()).unwrap_or(today)
}

fn nearest(today: Date, day: Weekday) -> Date {
    let (back, ahead) = (back_to(today, day, false), ahead_to(today, day, false));
    if (today - back).get_days() <= (ahead - today).get_days() { back } else { ahead }
}

/// Whether these words end in a "be" that hangs on another verb.
fn is_infinitive_passive(before: &[Token]) -> bool {
    before.iter().rfind(|t| t.tag != Tag::Adv).is_some_and(|t| matches!(t.lower.as_str(), "be" | "been"))
}

/// Does the clause around the date speak of what is to come? The verb group nearest before the date decides, else the next one.
fn future(tokens: &[Token], sentence: &Sentence, at: usize) -> bool {
    let decide = |i: usize| -> Option<bool> {
        let t = &tokens[i];
        // "his planned visit to Ankara on Wednesday"
        let next = tokens.get(i + 1).map(|t| t.tag);
        if matches!(t.lower.as_str(), "planned" | "scheduled" | "upcoming") && matches!(next, Some(Tag::Noun)) {
            return Some(true);
        }
        match t.tag {
            Tag::Modal => Some(matches!(
                t.lower.as_str(),
                "will" | "'ll" | "shall" | "may" | "might" | "could" | "can" | "would" | "won't"
            )),
            // "will be held", "are expected to be held": what stands before "be" says when.
            Tag::Verb(Form::Past) if is_infinitive_passive(&tokens[sentence.first..i]) => None,
            Tag::Verb(Form::Past) => {
                let planned = matches!(
                    t.lower.as_str(),
                    "scheduled" | "expected" | "planned" | "slated" | "set" | "supposed" | "poised"
                );
                let aux = i > sentence.first
                    && tokens[i - 1].tag == Tag::Be
                    && !matches!(tokens[i - 1].lower.as_str(), "was" | "were");
                // "a summit scheduled for Friday"
                let set = i > sentence.first
                    && matches!(tokens[i - 1].tag, Tag::Noun | Tag::Name | Tag::Punct)
                    && tokens.get(i + 1).is_some_and(|t| t.lower == "for");
                // "was planned for Thursday": a plan's day lies ahead of the plan.
                let plan = i > sentence.first
                    && tokens[i - 1].tag == Tag::Be
                    && tokens.get(i + 1).is_some_and(|t| t.lower == "for");
                Some(planned && (aux || set || plan))
            }
            Tag::Verb(Form::Third) => Some(matches!(
                t.lower.as_str(),
                "plans"
                    | "hopes"
                    | "wants"
                    | "travels"
                    | "meets"
                    | "visits"
                    | "hosts"
                    | "seeks"
                    | "expects"
                    | "intends"
                    | "flies"
                    | "heads"
            )),
            Tag::Verb(Form::Base) => {
                // "due to meet", "plans to", "is to meet"; "began to" is past.
                let to = (i > sentence.first && tokens[i - 1].tag == Tag::To).then(|| i.checked_sub(2)).flatten();
                match to.filter(|g| *g >= sentence.first) {
                    Some(g)
                        if tokens[g].lower == "due"
                            || tokens[g].lower == "set"
                            || tokens[g].lower == "ready"
                            || tokens[g].tag == Tag::Be =>
                    {
                        Some(true)
                    }
                    _ => None,
                }
            }
            _ if t.lower == "due" || t.lower == "upcoming" || t.lower == "ahead" => Some(true),
            Tag::Be if matches!(t.lower.as_str(), "was" | "were") => {
                // "was called off", "was due": what did not come yet, or never will.
                let ahead = tokens[i + 1..sentence.last.min(i + 4)].iter().any(|t| {
                    matches!(
                        t.lower.as_str(),
                        "called"
                            | "postponed"
                            | "cancelled"
                            | "canceled"
                            | "scheduled"
                            | "due"
                            | "supposed"
                            | "planned"
                            | "expected"
                    )
                });
                Some(ahead)
            }
            Tag::Have => Some(false),
            _ => None,
        }
    };
    let at = at.min(sentence.last);
    (sentence.first..at).rev().find_map(decide).or_else(|| (at..sentence.last).find_map(decide)).unwrap_or(false)
}

fn past(tokens: &[Token], sentence: &Sentence, at: usize) -> bool {
    !future(tokens, sentence, at)
}
