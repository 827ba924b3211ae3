//! Desktop notifications: urgency by severity, an update replaces its story's bubble, a few a minute and then one summary; the user
//! opens the article, mutes the story or snoozes it for an hour from the bubble.

use crate::alert::{Alert, Severity};
use jiff::Timestamp;
use notify_rust::{Hint, Notification, Timeout, Urgency};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
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
    silenced: Silenced,
    /// What the server can do; asked once it answers.
    can: Option<Capabilities>,
}

/// What a notification server can do.
#[derive(Debug, Clone, Copy)]
struct Capabilities {
    actions: bool,
    markup: bool,
}

/// Seconds of a snooze.
const SNOOZE: i64 = 3600;
/// A muted story: longer than any lasts.
const MUTED: i64 = 400 * 86_400;

/// Stories that the user silenced, until when (seconds since 1970); kept in a file where there is one.
#[derive(Debug, Clone, Default)]
struct Silenced {
    until: Arc<Mutex<HashMap<String, i64>>>,
    file: Option<PathBuf>,
}

impl Silenced {
    fn read(file: PathBuf) -> Self {
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        let until: HashMap<String, i64> = serde_json::from_str(&text).unwrap_or_default();
        Self { until: Arc::new(Mutex::new(until)), file: Some(file) }
    }

    fn covers(&self, story: &str, now: Timestamp) -> bool {
        let until = self.until.lock().unwrap_or_else(PoisonError::into_inner);
        until.get(story).is_some_and(|t| *t > now.as_second())
    }

    fn add(&self, story: &str, until: i64, now: Timestamp) {
        let mut all = self.until.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, t| *t > now.as_second());
        all.insert(story.to_owned(), until);
        let Some(file) = &self.file else { return };
        let text = serde_json::to_string(&*all).unwrap_or_default();
        if let Err(error) = crate::whole::write(file, text) {
            tracing::warn!(%error, file = %file.display(), "A silenced story could not be kept; it speaks again after a restart.");
        }
    }
}

impl Desktop {
    /// At most so many bubbles a minute.
    #[must_use]
    pub fn new(per_minute: u32) -> Self {
        Self {
            per_minute: per_minute.max(1),
            bubbles: HashMap::new(),
            shown: Vec::new(),
            summed: 0,
            summary: None,
            silenced: Silenced::default(),
            can: None,
        }
    }

    /// Keeps muted and snoozed stories in a file.
    #[must_use]
    pub fn remembering(self, file: PathBuf) -> Self {
        Self { silenced: Silenced::read(file), ..self }
    }

    /// Shows an alert.
    ///
    /// # Errors
    /// The session has no notification server, or it refuses.
    pub async fn show(&mut self, alert: &Alert) -> Result<String, String> {
        if self.silenced.covers(&alert.story, Timestamp::now()) {
            return Ok("not shown: the user silenced this story".to_owned());
        }
        let can = match self.can {
            Some(can) => can,
            None => *self.can.insert(capabilities().await?),
        };
        let text = |text: &str| if can.markup { escape(text) } else { text.to_owned() };
        let now = Instant::now();
        self.shown.retain(|at| now.duration_since(*at) < Duration::from_mins(1));
        let replaces = self.bubbles.get(&alert.story).copied();
        if replaces.is_none() && self.shown.len() >= self.per_minute as usize {
            self.summed += 1;
            let title = format!("{} more alerts", self.summed);
            let bubble = Bubble {
                title,
                body: text(&alert.headline),
                severity: alert.severity,
                link: None,
                replaces: self.summary,
                silence: None,
            };
            let id = self.sent(bubble).await?;
            self.summary = Some(id);
            return Ok("summed up with others in one notification".to_owned());
        }
        if self.shown.is_empty() {
            (self.summed, self.summary) = (0, None);
        }
        let title = format!("{}: {}", alert.rule, alert.headline);
        let evidence = alert.evidence.first().map(|e| format!("“{}”", text(&e.text))).unwrap_or_default();
        let sources = match alert.independent_sources {
            0 | 1 => alert.sources.first().map(|s| text(&s.name)).unwrap_or_default(),
            n => format!("{n} independent sources"),
        };
        let link = alert.sources.last().map(|s| s.url.clone()).filter(|u| u.starts_with("http"));
        let bubble = Bubble {
            title,
            body: format!("{evidence}\n{sources}"),
            severity: alert.severity,
            link: link.filter(|_| can.actions),
            replaces,
            silence: can.actions.then(|| (alert.story.clone(), self.silenced.clone())),
        };
        let id = self.sent(bubble).await?;
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

/// A notification as it is sent.
struct Bubble {
    title: String,
    body: String,
    severity: Severity,
    link: Option<String>,
    replaces: Option<u32>,
    /// The story that its buttons silence.
    silence: Option<(String, Silenced)>,
}

impl Desktop {
    /// Sends; a server that has gone is asked anew what it can do when it is back.
    async fn sent(&mut self, bubble: Bubble) -> Result<u32, String> {
        let sent = send(bubble).await;
        if sent.is_err() {
            (self.can, self.summary) = (None, None);
            self.bubbles.clear();
        }
        sent
    }
}

async fn capabilities() -> Result<Capabilities, String> {
    let asked = tokio::task::spawn_blocking(notify_rust::get_capabilities).await.map_err(|e| e.to_string())?;
    let list = asked.map_err(|e| format!("no notification server answers: {e}"))?;
    let has = |name: &str| list.iter().any(|c| c == name);
    Ok(Capabilities { actions: has("actions"), markup: has("body-markup") })
}

/// The D-Bus calls block, hence a thread of their own.
async fn send(bubble: Bubble) -> Result<u32, String> {
    let work = move || {
        let mut notification = Notification::new();
        notification
            .appname("wirewatch")
            .summary(&bubble.title)
            .body(&bubble.body)
            .icon(ICON)
            .hint(Hint::Category("im.received".to_owned()));
        notification.urgency(match bubble.severity {
            Severity::Low => Urgency::Low,
            Severity::Normal | Severity::High => Urgency::Normal,
            Severity::Critical => Urgency::Critical,
        });
        notification.timeout(if bubble.severity >= Severity::High { Timeout::Never } else { Timeout::Default });
        if let Some(id) = bubble.replaces {
            notification.id(id);
        }
        if bubble.link.is_some() {
            notification.action("default", "Open").action("open", "Open");
        }
        if bubble.silence.is_some() {
            notification.action("mute", "Mute this story").action("snooze", "Snooze 1 h");
        }
        let handle = notification.show().map_err(|e| format!("no notification server takes it: {e}"))?;
        let id = handle.id();
        if bubble.link.is_some() || bubble.silence.is_some() {
            // Waits for the click until the bubble is closed; the thread ends with it.
            std::thread::spawn(move || handle.wait_for_action(|action| act(action, &bubble)));
        }
        Ok(id)
    };
    tokio::task::spawn_blocking(work).await.map_err(|e| e.to_string())?
}

fn act(action: &str, bubble: &Bubble) {
    let now = Timestamp::now();
    match (action, &bubble.link, &bubble.silence) {
        ("default" | "open", Some(link), _) => open_link(link),
        ("mute", _, Some((story, silenced))) => silenced.add(story, now.as_second() + MUTED, now),
        ("snooze", _, Some((story, silenced))) => silenced.add(story, now.as_second() + SNOOZE, now),
        _ => {}
    }
}
