//! When an event is said to be.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A date as ISO 8601: a day, or the month or year that is all that is told. Its day is read once: it is compared with hundreds
/// of others for each article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct When {
    iso: String,
    day: Option<i64>,
}

impl When {
    /// As it is shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.iso
    }

    /// Whether it is a week, month or year that this day lies in.
    pub(super) fn holds(&self, day: i64) -> bool {
        if self.day.is_some() {
            return false;
        }
        let Ok(date) = Date::constant(1970, 1, 1).checked_add(day.days()) else { return false };
        let week = date.iso_week_date();
        self.iso == format!("{}-W{:02}", week.year(), week.week()) || date.to_string().starts_with(&self.iso)
    }

    /// Whether it is a week, month or year that this day does not lie in.
    pub(super) fn is_of_another_period(&self, day: i64) -> bool {
        self.day.is_none() && !self.holds(day)
    }

    /// Whether it is a week.
    pub(super) fn is_week(&self) -> bool {
        self.iso.contains('W')
    }

    /// Days since 1970; none where no day is told.
    pub(super) fn day(&self) -> Option<i64> {
        self.day
    }
}

impl From<String> for When {
    fn from(iso: String) -> Self {
        Self { day: iso.parse().ok().map(since_1970), iso }
    }
}

impl From<When> for String {
    fn from(when: When) -> Self {
        when.iso
    }
}

/// Days from the first of January 1970 to a date.
pub(super) fn since_1970(date: Date) -> i64 {
    let epoch = Date::constant(1970, 1, 1);
    i64::from((date - epoch).get_days())
}
