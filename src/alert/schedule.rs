//! When an alert is shown: at once, when the quiet hours end, or in the day's digest.

use super::{ALERT_SCHEMA, Alert, AlertKind, Evidence, Rule, Severity};
use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde::Deserialize;

/// Hours in which only what is grave is shown.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quiet {
    /// They begin.
    pub from: Time,
    /// They end.
    pub until: Time,
    /// Alerts of this severity and above are shown all the same.
    #[serde(default = "critical")]
    pub unless: Severity,
}

fn critical() -> Severity {
    Severity::Critical
}

impl Quiet {
    /// Whether a time of the day lies within; over midnight where `from` is later than `until`.
    #[must_use]
    pub fn covers(&self, time: Time) -> bool {
        if self.from <= self.until {
            self.from <= time && time < self.until
        } else {
            time >= self.from || time < self.until
        }
    }
}

/// Until when an alert is held back, and under what name it is summed up then; `None`: it is shown at once.
///
/// A rule's digest is for what the rule says of itself: an alert that has grown graver than its rule (`escalate`) and is
/// grave enough for quiet hours, or critical where there are none, does not wait for it.
///
/// `zone`: that of the user's clock.
#[must_use]
pub fn held(
    alert: &Alert,
    rule: Option<&Rule>,
    quiet: Option<&Quiet>,
    zone: &TimeZone,
    now: Timestamp,
) -> Option<(Timestamp, String)> {
    let here = zone.to_datetime(now);
    let next = |time: Time| {
        let today = here.date().to_datetime(time);
        let due = if today > here { today } else { today.checked_add(Span::new().days(1)).ok()? };
        zone.to_ambiguous_timestamp(due).compatible().ok()
    };
    let grave = alert.severity >= quiet.map_or(Severity::Critical, |q| q.unless);
    if let Some(rule) = rule.filter(|r| !grave || alert.severity <= r.severity)
        && let Some(time) = rule.digest
    {
        return Some((next(time)?, alert.rule.clone()));
    }
    let quiet = quiet.filter(|q| !grave && q.covers(here.time()))?;
    Some((next(quiet.until)?, "quiet hours".to_owned()))
}

/// What the ids of digests, and of the stories that they stand for, begin with.
pub(super) const DIGEST: &str = "digest-";

/// One alert for all that was held back under a name; `None` of nothing.
#[must_use]
pub fn digest(name: &str, alerts: &[Alert], now: Timestamp) -> Option<Alert> {
    // Of each story its last word.
    let mut last: Vec<&Alert> = Vec::new();
    for alert in alerts {
        match last.iter_mut().find(|a| a.story == alert.story) {
            Some(older) => *older = alert,
            None => last.push(alert),
        }
    }
    last.sort_by(|a, b| b.severity.cmp(&a.severity).then(a.seq.cmp(&b.seq)));
    let first = last.first()?;
    let more = match last.len() {
        1 => String::new(),
        n => format!(" and {} more", n - 1),
    };
    let evidence: Vec<Evidence> = last.iter().filter_map(|a| a.evidence.first().cloned()).take(20).collect();
    let mut actors: Vec<String> = Vec::new();
    for name in last.iter().flat_map(|a| &a.actors) {
        if !actors.contains(name) && actors.len() < 40 {
            actors.push(name.clone());
        }
    }
    let ids: Vec<&str> = alerts.iter().map(|a| a.id.as_str()).collect();
    Some(Alert {
        schema: ALERT_SCHEMA.to_owned(),
        id: format!("{DIGEST}{}", crate::hash::short_hash(&ids)),
        seq: 0,
        at: now.to_string(),
        kind: AlertKind::New,
        severity: first.severity,
        rule: format!("Digest: {name}"),
        headline: format!("{}{more}", first.headline),
        story: format!("{DIGEST}{}", crate::hash::short_hash(&[name, &now.to_string()])),
        sources: last.iter().filter_map(|a| a.sources.first().cloned()).take(20).collect(),
        independent_sources: last.iter().map(|a| a.independent_sources).max().unwrap_or(1),
        actors,
        events: last.iter().filter_map(|a| a.events.first().cloned()).take(20).collect(),
        evidence,
        held_until: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alert(severity: Severity) -> Alert {
        let now = "2025-05-05T20:00:00Z".parse().expect("a time");
        Alert { severity, ..Alert::health("wire", "https://wire.example/", "silent", false, now) }
    }

    #[test]
    fn quiet_hours_reach_over_midnight_and_let_the_gravest_through() {
        let quiet = Quiet {
            from: "22:00".parse().expect("a time"),
            until: "07:00".parse().expect("a time"),
            unless: Severity::Critical,
        };
        let zone = TimeZone::fixed(jiff::tz::Offset::constant(3));
        let at = |text: &str| text.parse::<Timestamp>().expect("a time");
        let due = |severity, now: &str| held(&alert(severity), None, Some(&quiet), &zone, at(now)).map(|(t, _)| t);
        // 23:30 and 03:00 on the user's clock.
        assert_eq!(due(Severity::High, "2025-05-05T20:30:00Z"), Some(at("2025-05-06T04:00:00Z")));
        assert_eq!(due(Severity::Low, "2025-05-06T00:00:00Z"), Some(at("2025-05-06T04:00:00Z")));
        assert_eq!(due(Severity::Critical, "2025-05-05T20:30:00Z"), None);
        assert_eq!(due(Severity::High, "2025-05-06T04:00:00Z"), None);
    }

    #[test]
    fn a_digest_holds_what_has_not_outgrown_its_rule() {
        let rule: Rule = toml::from_str("name = \"r\"\ndigest = \"08:00\"\nseverity = \"normal\"").expect("a rule");
        let grave: Rule = toml::from_str("name = \"r\"\ndigest = \"08:00\"\nseverity = \"critical\"").expect("a rule");
        let now: Timestamp = "2025-05-05T20:00:00Z".parse().expect("a time");
        let due =
            |severity, rule| held(&alert(severity), Some(rule), None, &TimeZone::UTC, now).map(|(t, _)| t.to_string());
        let morning = Some("2025-05-06T08:00:00Z".to_owned());
        assert_eq!(due(Severity::Normal, &rule), morning);
        assert_eq!(due(Severity::High, &rule), morning);
        assert_eq!(due(Severity::Critical, &rule), None, "escalated");
        assert_eq!(due(Severity::Critical, &grave), morning, "as it was asked for");
    }

    #[test]
    fn a_digest_has_the_last_word_of_each_story() {
        let now: Timestamp = "2025-05-06T05:00:00Z".parse().expect("a time");
        let one = Alert { story: "s".to_owned(), headline: "first".to_owned(), ..alert(Severity::Normal) };
        let two = Alert { story: "s".to_owned(), headline: "second".to_owned(), seq: 2, ..alert(Severity::Normal) };
        let three = Alert { story: "t".to_owned(), headline: "other".to_owned(), seq: 3, ..alert(Severity::High) };
        let sum = digest("quiet hours", &[one, two, three], now).expect("something was held");
        assert!(sum.is_digest());
        assert_eq!((sum.headline.as_str(), sum.evidence.len(), sum.severity), ("other and 1 more", 2, Severity::High));
        assert!(digest("quiet hours", &[], now).is_none());
    }
}
