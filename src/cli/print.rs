//! Alerts for a person.

use crate::alert::{Alert, AlertKind, Severity};
use crate::extract::Event;
pub(super) use crate::safe::safe;
use anstyle::{AnsiColor, Style};
use std::fmt::Write as _;

/// An alert in a few lines, coloured (`anstream` takes the colours out where there is no terminal).
pub(super) fn alert(alert: &Alert) -> String {
    let colour = match alert.severity {
        Severity::Critical => AnsiColor::BrightRed,
        Severity::High => AnsiColor::Red,
        Severity::Normal => AnsiColor::Yellow,
        Severity::Low => AnsiColor::Green,
    };
    let (head, bold, dim) =
        (Style::new().bold().fg_color(Some(colour.into())), Style::new().bold(), Style::new().dimmed());
    let kind = match alert.kind {
        AlertKind::New => "NEW",
        AlertKind::Update => "UPDATE",
        AlertKind::Resolved => "RESOLVED",
    };
    let at = alert.at.get(11..19).unwrap_or(&alert.at);
    let mut out = format!(
        "{dim}{}{dim:#} {head}{kind} · {}{head:#} {dim}({}){dim:#}\n  {bold}{}{bold:#}\n",
        safe(at),
        safe(&alert.rule),
        severity(alert.severity),
        safe(&alert.headline)
    );
    for evidence in &alert.evidence {
        let _ = writeln!(out, "  “{}”", safe(&evidence.text));
    }
    for event in alert.events.iter().take(2) {
        let _ = writeln!(out, "  {dim}{}{dim:#}", event_line(event));
    }
    let mut names: Vec<String> = Vec::new();
    for source in &alert.sources {
        if !names.contains(&source.name) {
            names.push(source.name.clone());
        }
    }
    let voices = if alert.independent_sources == 1 {
        "1 independent source".to_owned()
    } else {
        format!("{} independent sources", alert.independent_sources)
    };
    let _ = writeln!(out, "  {dim}{} · {voices}{dim:#}", safe(&names.join(", ")));
    if let Some(source) = alert.sources.last() {
        let _ = writeln!(out, "  {dim}{}{dim:#}", safe(&source.url));
    }
    out
}

/// An event in one line: type, status, who, to whom, where, when.
pub(super) fn event_line(event: &Event) -> String {
    let mut parts = vec![format!("{:?}", event.kind).to_uppercase(), format!("{:?}", event.status).to_lowercase()];
    if !event.actors.is_empty() {
        parts.push(event.actors.join(", "));
    }
    if !event.targets.is_empty() {
        parts.push(format!("→ {}", event.targets.join(", ")));
    }
    parts.extend(event.place.clone());
    parts.extend(event.date.clone());
    safe(&parts.join(" · "))
}

/// The word for a severity.
fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Low => "low",
        Severity::Normal => "normal",
        Severity::High => "high",
        Severity::Critical => "critical",
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_headline_cannot_speak_to_the_terminal() {
        assert_eq!(super::safe("a\u{1b}[2Jb\u{202e}c"), "a [2Jb c");
    }
}
