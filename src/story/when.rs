//! When an event is said to be.

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
