//! Ways of delivery: one file each. A sink gets an alert and says whether it is delivered, or why not yet.

mod bubble;
mod command;
mod desktop;
mod journal;
mod jsonl;
mod silenced;
mod webhook;

pub use desktop::Desktop;
pub use jsonl::{JsonLines, last_line, last_line_of};

use crate::alert::Alert;
use crate::config::{Config, Sink};
use crate::net::Http;

/// An alert that waits for a sink.
#[derive(Debug)]
pub struct Waiting {
    /// The alert.
    pub alert: Alert,
    /// Its line: one JSON object.
    pub json: String,
    /// Failed tries so far.
    pub attempts: u32,
}

/// How far a delivery went.
#[derive(Debug)]
pub struct Delivered {
    /// So many are dealt with, from the first.
    pub count: usize,
    /// What the other side said, for a person.
    pub said: String,
}

/// An opened sink.
#[derive(Debug)]
pub enum Opened {
    /// The alert log.
    Jsonl(JsonLines),
    /// The systemd journal.
    Journal,
    /// Desktop notifications.
    Desktop(Desktop),
    /// POST.
    Webhook(webhook::Webhook),
    /// A program.
    Command(command::Command),
}

/// Opens a sink; nothing is sent yet.
///
/// # Errors
/// What is wrong with its configuration.
pub fn open(sink: &Sink, config: &Config, http: &Http) -> Result<Opened, String> {
    Ok(match sink {
        Sink::Jsonl { path, .. } => Opened::Jsonl(JsonLines::open(path.clone().unwrap_or_else(|| config.alert_log()))?),
        Sink::Journal { .. } => Opened::Journal,
        Sink::Desktop { per_minute, .. } => {
            let file = config.state_dir().join("silenced.json");
            Opened::Desktop(Desktop::new(*per_minute).remembering(file))
        }
        Sink::Webhook { url, secret, secret_file, .. } => {
            Opened::Webhook(webhook::Webhook::new(url.clone(), secret.clone(), secret_file.as_deref(), http.clone())?)
        }
        Sink::Command { command, timeout, .. } => {
            Opened::Command(command::Command::new(command.clone(), timeout.std()))
        }
    })
}

impl Opened {
    /// Delivers the first of what waits; a desktop that was away is shown all of it in one.
    ///
    /// # Errors
    /// Why it is not delivered; it will be tried again.
    pub async fn deliver(&mut self, waiting: &[Waiting]) -> Result<Delivered, String> {
        let Some(Waiting { alert, json, .. }) = waiting.first() else {
            return Ok(Delivered { count: 0, said: "nothing waits".to_owned() });
        };
        let said = match self {
            Self::Jsonl(file) => file.append(json).map(|()| format!("appended to {}", file.path().display())),
            Self::Journal => journal::send(alert, json),
            Self::Desktop(desktop) => {
                let alerts: Vec<&Alert> = waiting.iter().map(|w| &w.alert).collect();
                return desktop.show(&alerts).await;
            }
            Self::Webhook(webhook) => webhook.post(alert, json).await,
            Self::Command(command) => command.run(json).await,
        };
        Ok(Delivered { count: 1, said: said? })
    }

    /// Nothing waits.
    pub fn caught_up(&mut self) {
        if let Self::Desktop(desktop) = self {
            desktop.caught_up();
        }
    }
}
