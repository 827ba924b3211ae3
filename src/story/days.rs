//! Whether two events are told of one time.

use super::Story;
use super::family::Family;
use super::gist::Known;
use super::when::When;
use crate::extract::Status;

/// When two events are told.
#[derive(Debug, Clone, Copy)]
pub(super) struct Days {
    /// Of the article that tells the one, in days since 1970.
    pub(super) one: i64,
    /// Of the article that tells the other.
    pub(super) other: i64,
}

impl Days {
    /// Of articles whose days say nothing.
    pub(super) const ANY: Self = Self { one: 0, other: 0 };

    /// Of a story's first article and one of this day.
    pub(super) fn since(story: &Story, day: i64) -> Self {
        Self { one: story.day, other: day }
    }
}

/// Whether both are told of the same day.
pub(super) fn one_day(one: &Known, other: &Known) -> bool {
    one.date.is_some() && one.date == other.date
}

/// Whether one is planned for the very day on which the other is told as done.
pub(super) fn as_planned(one: &Known, other: &Known, days: Days) -> bool {
    let came = |plan: &Known, done: &Known, told| {
        plan.status == Status::Planned && plan.day().is_some() && plan.day() == day_of(done, told)
    };
    came(one, other, days.other) || came(other, one, days.one)
}

/// Whether they are told of two days, by their own dates or, where they are done, by those of their articles.
pub(super) fn two_days(one: &Known, other: &Known, days: Days) -> bool {
    day_of(one, days.one).zip(day_of(other, days.other)).is_some_and(|(a, b)| a != b)
}

/// The day of an event, by its date or, where it is done, by that of its article.
fn day_of(event: &Known, told: i64) -> Option<i64> {
    event.day().or_else(|| done_on(event, told))
}

/// 1 for the same day or none told, less for neighbours, 0 for other days.
pub(super) fn same_time(one: &Known, other: &Known, days: Days) -> f64 {
    let apart = (days.other - days.one).abs();
    let off = [one.status, other.status].contains(&Status::Cancelled);
    let week = |wide: &Known, day: Option<i64>| wide.date.as_ref().zip(day).is_some_and(|(date, day)| date.holds(day));
    let planned_week = |wide: &Known, day| week(wide, day) && wide.date.as_ref().is_some_and(When::is_week);
    match (one.day(), other.day()) {
        (a, b) if week(one, b) || week(other, a) => 1.0,
        _ if planned_week(one, done_on(other, days.other)) || planned_week(other, done_on(one, days.one)) => 1.0,
        (Some(a), Some(b)) => match (a - b).abs() {
            0 => 1.0,
            1 if one.family() == Family::Force => 0.55,
            1 => 0.5,
            // What is put off gets another date.
            2..=9 if off => 0.8,
            _ => 0.0,
        },
        // Without a day on both sides the articles' own days speak.
        (a, b) => match apart.min(after(b, done_on(one, days.one))).min(after(a, done_on(other, days.other))) {
            0..=1 => 1.0,
            2 => 0.85,
            3 => 0.7,
            4..=7 if off => 0.6,
            _ => 0.0,
        },
    }
}

/// The day of an event that is told without one when it is done: "they met", of the meeting that was planned for that day long
/// before.
fn done_on(event: &Known, told: i64) -> Option<i64> {
    let done = matches!(event.status, Status::Occurred | Status::Ongoing);
    (done && event.date.is_none()).then_some(told)
}

/// Days between two days; beyond all bounds where one is unknown.
fn after(day: Option<i64>, done: Option<i64>) -> i64 {
    day.zip(done).map_or(i64::MAX, |(day, done)| (done - day).abs())
}
