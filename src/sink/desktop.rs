//! Desktop notifications: urgency by severity, an update replaces its story's bubble, a few a minute and then one summary; the user
//! opens the article, mutes the story or snoozes it for an hour from the bubble.

use super::Delivered;
use super::bubble::{Bubble, Click, Offer, Server};
use super::silenced::Silenced;
use crate::alert::{Alert, Severity, digest};
use jiff::Timestamp;
use std::collections::HashMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Bubbles of stories older than this many are forgotten: an update opens a new one.
const REMEMBERED: usize = 500;
/// So many that came in an absence are still shown one by one.
const FEW: usize = 2;
/// So many lines has the body of a summary.
const LINES: usize = 5;
/// Seconds of a snooze.
const SNOOZE: i64 = 3600;
/// Seconds of a muted story: longer than any lasts.
const MUTED: i64 = 400 * 86_400;

/// The notifier.
#[derive(Debug)]
pub struct Desktop {
    per_minute: u32,
    /// Story → number of its bubble.
    bubbles: HashMap<String, u32>,
    /// New bubbles of the last minute.
    shown: Vec<(Instant, Severity)>,
    /// What came above the cap, and the bubble that sums it up.
    summed: Vec<(Severity, String)>,
    summary: Option<u32>,
    silenced: Silenced,
    /// Once it has answered.
    server: Option<Server>,
    /// Nothing has been shown since the start, or since the server was last found missing.
    away: bool,
}

impl Desktop {
    /// At most so many bubbles a minute, not counting those of lesser alerts: none of these takes a graver one's place.
    #[must_use]
    pub fn new(per_minute: u32) -> Self {
        Self {
            per_minute: per_minute.max(1),
            bubbles: HashMap::new(),
            shown: Vec::new(),
            summed: Vec::new(),
            summary: None,
            silenced: Silenced::default(),
            server: None,
            away: true,
        }
    }

    /// Keeps muted and snoozed stories in a file.
    #[must_use]
    pub fn remembering(self, file: PathBuf) -> Self {
        Self { silenced: Silenced::read(file), ..self }
    }

    /// Nothing waits: what comes from now on comes while the desktop is there.
    pub fn caught_up(&mut self) {
        self.away = false;
    }

    /// Shows the first of what waits; behind an absence all of it, as one summary.
    ///
    /// # Errors
    /// The session has no notification server, or it refuses; all of it goes on waiting.
    pub async fn show(&mut self, waiting: &[&Alert]) -> Result<Delivered, String> {
        let now = Timestamp::now();
        let heard = |a: &Alert| !self.silenced.covers(&a.story, now);
        if self.away {
            let all: Vec<Alert> = waiting.iter().filter(|a| heard(a)).map(|a| (*a).clone()).collect();
            if all.len() > FEW
                && let Some(sum) = digest("while you were away", &all, now)
            {
                let said = self.present(&sum).await?;
                return Ok(Delivered { count: waiting.len(), said });
            }
        }
        let said = match waiting.first() {
            Some(alert) if heard(alert) => self.present(alert).await?,
            Some(_) => "not shown: the user silenced this story".to_owned(),
            None => "nothing to show".to_owned(),
        };
        Ok(Delivered { count: waiting.len().min(1), said })
    }

    async fn present(&mut self, alert: &Alert) -> Result<String, String> {
        let sent = self.bubble(alert).await;
        self.away = sent.is_err();
        sent
    }

    async fn bubble(&mut self, alert: &Alert) -> Result<String, String> {
        let markup = self.reach().await?;
        let text = |text: &str| if markup { escape(text) } else { text.to_owned() };
        let now = Instant::now();
        self.shown.retain(|(at, _)| now.duration_since(*at) < Duration::from_mins(1));
        let replaces = self.bubbles.get(&alert.story).copied();
        let as_grave = self.shown.iter().filter(|(_, severity)| *severity >= alert.severity).count();
        if replaces.is_none() && !alert.is_digest() && as_grave >= self.per_minute as usize {
            self.summed.push((alert.severity, alert.headline.clone()));
            let newest: Vec<String> = self.summed.iter().rev().take(LINES).map(|(_, l)| text(l)).collect();
            let bubble = Bubble {
                title: format!("{} more alerts", self.summed.len()),
                body: newest.join("\n"),
                severity: self.summed.iter().map(|(severity, _)| *severity).max().unwrap_or(alert.severity),
                replaces: self.summary,
                offer: Offer::default(),
            };
            let sent = self.send(bubble).await;
            if sent.is_err() {
                self.summed.pop();
            }
            self.summary = Some(sent?);
            return Ok("summed up with others in one notification".to_owned());
        }
        if self.shown.is_empty() {
            (self.summed, self.summary) = (Vec::new(), None);
        }
        let lines = if alert.is_digest() { LINES } else { 1 };
        let evidence = alert.evidence.iter().take(lines).map(|e| format!("“{}”", text(&e.text)));
        let sources = match alert.independent_sources {
            _ if alert.is_digest() => None,
            0 | 1 => alert.sources.first().map(|s| text(&s.name)),
            n => Some(format!("{n} independent sources")),
        };
        let body: Vec<String> = evidence.chain(sources).collect();
        let link = alert.sources.last().map(|s| s.url.clone()).filter(|u| u.starts_with("http"));
        let bubble = Bubble {
            title: format!("{}: {}", alert.rule, alert.headline),
            body: body.join("\n"),
            severity: alert.severity,
            replaces,
            offer: if alert.is_digest() { Offer::default() } else { Offer { link, story: Some(alert.story.clone()) } },
        };
        let id = self.send(bubble).await?;
        if self.bubbles.len() >= REMEMBERED {
            self.bubbles.clear();
        }
        self.bubbles.insert(alert.story.clone(), id);
        if replaces.is_none() {
            self.shown.push((now, alert.severity));
        }
        Ok(format!("shown as notification {id}"))
    }

    /// Finds the server where there is none; one that has gone took its bubbles with it. Whether the one there is now
    /// reads markup.
    async fn reach(&mut self) -> Result<bool, String> {
        if let Some(server) = self.server.as_ref().filter(|s| !s.has_gone()) {
            return Ok(server.markup);
        }
        (self.server, self.summary) = (None, None);
        self.summed.clear();
        self.bubbles.clear();
        let silenced = self.silenced.clone();
        let act = move |click| match click {
            Click::Open(link) => drop(tokio::spawn(open_link(link))),
            Click::Mute(story) => silenced.add(story, MUTED, Timestamp::now()),
            Click::Snooze(story) => silenced.add(story, SNOOZE, Timestamp::now()),
        };
        Ok(self.server.insert(Server::reach(act).await?).markup)
    }

    async fn send(&self, bubble: Bubble) -> Result<u32, String> {
        match &self.server {
            Some(server) => server.show(bubble).await,
            None => Err("no notification server has been found yet".to_owned()),
        }
    }
}

/// The body of a notification is markup on most servers: what comes from the wires is text.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Opens an address (http or https) with the user's browser. Under systemd a browser that we start would run inside our
/// own sandbox, which browsers do not survive: the user's manager starts it instead.
async fn open_link(link: String) {
    let mut command = if std::env::var_os("INVOCATION_ID").is_some() {
        let mut command = tokio::process::Command::new("systemd-run");
        command.args(["--user", "--quiet", "--collect", "--", "xdg-open"]);
        command
    } else {
        tokio::process::Command::new("xdg-open")
    };
    match command.arg(&link).status().await {
        Ok(status) if status.success() => {}
        Ok(status) => tracing::warn!(link, %status, "The article could not be opened."),
        Err(error) => tracing::warn!(link, %error, "The article could not be opened; is xdg-utils installed?"),
    }
}
