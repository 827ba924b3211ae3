//! The systemd journal, with structured fields: `journalctl -o json SYSLOG_IDENTIFIER=wirewatch`.

use crate::alert::{Alert, Severity};
use libsystemd::logging::{Priority, journal_send};

pub(super) fn send(alert: &Alert, json: &str) -> Result<String, String> {
    let priority = match alert.severity {
        Severity::Low => Priority::Info,
        Severity::Normal => Priority::Notice,
        Severity::High => Priority::Warning,
        Severity::Critical => Priority::Critical,
    };
    let evidence = alert.evidence.first().map_or("", |e| e.text.as_str());
    let message = format!("{}: {}", alert.rule, alert.headline);
    let word = |value: serde_json::Result<String>| value.unwrap_or_default().trim_matches('"').to_owned();
    let fields = [
        ("SYSLOG_IDENTIFIER", "wirewatch".to_owned()),
        ("WIREWATCH_ID", alert.id.clone()),
        ("WIREWATCH_SEQ", alert.seq.to_string()),
        ("WIREWATCH_RULE", alert.rule.clone()),
        ("WIREWATCH_KIND", word(serde_json::to_string(&alert.kind))),
        ("WIREWATCH_SEVERITY", word(serde_json::to_string(&alert.severity))),
        ("WIREWATCH_STORY", alert.story.clone()),
        ("WIREWATCH_URL", alert.sources.first().map(|s| s.url.clone()).unwrap_or_default()),
        ("WIREWATCH_ACTORS", alert.actors.join(", ")),
        ("WIREWATCH_EVIDENCE", evidence.to_owned()),
        ("WIREWATCH_ALERT", json.to_owned()),
    ];
    journal_send(priority, &message, fields.into_iter())
        .map(|()| "sent to the journal".to_owned())
        .map_err(|e| format!("the journal does not take it: {e}"))
}
