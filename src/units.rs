//! "5m", "10MiB": values with their units, as configuration and rules write them.

use serde::de::{Deserialize, Deserializer, Error};

/// A pause or an age, written "90s", "5m", "2h", "7d".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duration(std::time::Duration);

impl Duration {
    /// From whole seconds.
    #[must_use]
    pub const fn from_secs(seconds: u64) -> Self {
        Self(std::time::Duration::from_secs(seconds))
    }

    /// For tokio and std.
    #[must_use]
    pub const fn std(self) -> std::time::Duration {
        self.0
    }

    /// For jiff.
    #[must_use]
    pub fn signed(self) -> jiff::SignedDuration {
        jiff::SignedDuration::try_from(self.0).unwrap_or(jiff::SignedDuration::MAX)
    }

    /// Reads "90s", "5m", "2h", "7d", also "500ms".
    ///
    /// # Errors
    /// Says how it is written.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("'{text}' is no duration; write it like \"90s\", \"5m\", \"2h\" or \"7d\"");
        let digits = text.find(|c: char| !c.is_ascii_digit()).filter(|at| *at > 0).ok_or_else(wrong)?;
        let number: u64 = text[..digits].parse().map_err(|_| wrong())?;
        let seconds = match text[digits..].trim() {
            "ms" => return Ok(Self(std::time::Duration::from_millis(number))),
            "s" => 1,
            "m" | "min" => 60,
            "h" => 3_600,
            "d" => 86_400,
            _ => return Err(wrong()),
        };
        Ok(Self::from_secs(number.checked_mul(seconds).filter(|s| *s < 1_000_000_000).ok_or_else(wrong)?))
    }
}

impl<'de> Deserialize<'de> for Duration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// A number of bytes, written "10MiB".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size(pub u64);

impl<'de> Deserialize<'de> for Size {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let wrong = || D::Error::custom(format!("'{text}' is no size; write it like \"512KiB\" or \"10MiB\""));
        let digits = text.find(|c: char| !c.is_ascii_digit()).filter(|at| *at > 0).ok_or_else(wrong)?;
        let number: u64 = text[..digits].parse().map_err(|_| wrong())?;
        let times = match text[digits..].trim() {
            "B" => 1,
            "KiB" | "kB" | "KB" => 1 << 10,
            "MiB" | "MB" => 1 << 20,
            "GiB" | "GB" => 1 << 30,
            _ => return Err(wrong()),
        };
        number.checked_mul(times).map(Self).ok_or_else(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_or_explained() {
        assert_eq!(Duration::parse("2h"), Ok(Duration::from_secs(7200)));
        assert!(Duration::parse("5 parsecs").is_err_and(|e| e.contains("\"5m\"")));
        assert!(Duration::parse("-5m").is_err());
    }
}
