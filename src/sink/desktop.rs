//! Desktop notifications: urgency by severity, an update replaces its story's bubble, a few a minute and then one summary.

use crate::alert::{Alert, Severity};
use notify_rust::{Hint, Notification, Timeout, Urgency};
use std::collections::HashMap;
use std::time::{Duration, Instant};

const ICON: &str = "dialog-warning";
/// Bubbles of stories older than this many are forgotten: an update opens a new one.
const REMEMBERED: usize = 500;

/// The notifier.
#[derive(Debug)]
pub struct Desktop {
    per_minute: u32,
    /// Story → id of its bubble.
    bubbles: HashMap<String, u32>,
    shown: Vec<Instant>,
    /// What came above the cap, and the bubble that sums it up.
    summed: u32,
    summary: Option<u32>,
}

impl Desktop {
    /// At most so many bubbles a minute.
    #[must_use]
    pub fn new(per_minute: u32) -> Self {
        Self { per_minute: per_minute.max(1), bubbles: HashMap::new(), shown: Vec::new(), summed: 0, summary: None }
    }

    /// Shows an alert.
    ///
    /// # Errors
    /// The session has no notification server, or it refuses.
    pub async fn show(&mut self, alert: &Alert) -> Result<String, String> {
        let now = Instant::now();
        self.shown.retain(|at| now.duration_since(*at) < Duration::from_mins(1));
        let replaces = self.bubbles.get(&alert.story).copied();
        if replaces.is_none() && self.shown.len() >= self.per_minute as usize {
            self.summed += 1;
            let title = format!("{} more alerts", self.summed);
            let id = send(title, escape(&alert.headline), alert.severity, None, self.summary).await?;
            self.summary = Some(id);
            return Ok("summed up with others in one notification".to_owned());
        }
        if self.shown.is_empty() {
            (self.summed, self.summary) = (0, None);
        }
        let title = format!("{}: {}", alert.rule, alert.headline);
        let evidence = alert.evidence.first().map(|e| format!("“{}”", escape(&e.text))).unwrap_or_default();
        let sources = match alert.independent_sources {
            0 | 1 => alert.sources.first().map(|s| escape(&s.name)).unwrap_or_default(),
            n => format!("{n} independent sources"),
        };
        let link = alert.sources.last().map(|s| s.url.clone()).filter(|u| u.starts_with("http"));
        let id = send(title, format!("{evidence}\n{sources}"), alert.severity, link, replaces).await?;
        if self.bubbles.len() >= REMEMBERED {
            self.bubbles.clear();
        }
        self.bubbles.insert(alert.story.clone(), id);
        if replaces.is_none() {
            self.shown.push(now);
        }
        Ok(format!("shown as notification {id}"))
    }
}

/// The body of a notification is markup on most servers: what comes from the wires is text.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Opens an address (http or https) with the user's browser. Under systemd a browser that we start would run inside our
/// own sandbox, which browsers do not survive: the user's manager starts it instead.
fn open_link(link: &str) {
    let mut command = if std::env::var_os("INVOCATION_ID").is_some() {
        let mut command = std::process::Command::new("systemd-run");
        command.args(["--user", "--quiet", "--collect", "--", "xdg-open"]);
        command
    } else {
        std::process::Command::new("xdg-open")
    };
    match command.arg(link).status() {
        Ok(status) if status.success() => {}
        Ok(status) => tracing::warn!(link, %status, "The article could not be opened."),
        Err(error) => tracing::warn!(link, %error, "The article could not be opened; is xdg-utils installed?"),
    }
}

/// The D-Bus calls block, hence a thread of their own.
async fn send(
    title: String,
    body: String,
    severity: Severity,
    link: Option<String>,
    replaces: Option<u32>,
) -> Result<u32, String> {
    let work = move || {
        let mut notification = Notification::new();
        notification
            .appname("wirewatch")
            .summary(&title)
            .body(&body)
            .icon(ICON)
            .hint(Hint::Category("im.received".to_owned()));
        notification.urgency(match severity {
            Severity::Low => Urgency::Low,
            Severity::Normal | Severity::High => Urgency::Normal,
            Severity::Critical => Urgency::Critical,
        });
        notification.timeout(if severity >= Severity::High { Timeout::Never } else { Timeout::Default });
        if let Some(id) = replaces {
            notification.id(id);
        }
        if link.is_some() {
            notification.action("default", "Open").action("open", "Open");
        }
        let handle = notification.show().map_err(|e| format!("no notification server takes it: {e}"))?;
        let id = handle.id();
        if let Some(link) = link {
            // Waits for the click until the bubble is closed; the thread ends with it.
            std::thread::spawn(move || {
                handle.wait_for_action(|action| {
                    if matches!(action, "default" | "open") {
                        open_link(&link);
                    }
                });
            });
        }
        Ok(id)
    };
    tokio::task::spawn_blocking(work).await.map_err(|e| e.to_string())?
}
