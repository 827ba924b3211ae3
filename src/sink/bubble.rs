//! The session's notification server, over D-Bus (Desktop Notifications Specification 1.2).
//!
//! One connection and one listener serve all bubbles: a click acts once, however often its bubble was replaced, and a
//! number that the next server gives anew never stands for what the last one showed.

use crate::alert::Severity;
use futures_util::StreamExt as _;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::task::AbortHandle;
use zbus::{Connection, Proxy, Variant};

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";
/// A server that takes longer to answer is as good as none.
const PATIENCE: Duration = Duration::from_secs(10);

/// A notification as it is sent.
#[derive(Debug)]
pub(super) struct Bubble {
    /// Plain text.
    pub(super) title: String,
    /// Markup, where the server takes it.
    pub(super) body: String,
    pub(super) severity: Severity,
    /// The bubble whose place it takes.
    pub(super) replaces: Option<u32>,
    pub(super) offer: Offer,
}

/// What the buttons of a bubble act on.
#[derive(Debug, Default)]
pub(super) struct Offer {
    /// The article that "Open" opens.
    pub(super) link: Option<String>,
    /// The story that is muted or snoozed.
    pub(super) story: Option<String>,
}

/// What the user chose on a bubble.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Click {
    /// To see this address.
    Open(String),
    /// To hear no more of this story.
    Mute(String),
    /// To hear no more of it for an hour.
    Snooze(String),
}

impl Offer {
    /// Keys and labels, in pairs; a click on the bubble itself is "default".
    fn buttons(&self) -> Vec<&'static str> {
        let open = ["default", "Open", "open", "Open"].into_iter().filter(|_| self.link.is_some());
        let hush = ["mute", "Mute this story", "snooze", "Snooze 1 h"].into_iter().filter(|_| self.story.is_some());
        open.chain(hush).collect()
    }

    fn click(&self, key: &str) -> Option<Click> {
        match key {
            "default" | "open" => self.link.clone().map(Click::Open),
            "mute" => self.story.clone().map(Click::Mute),
            "snooze" => self.story.clone().map(Click::Snooze),
            _ => None,
        }
    }
}

type Offers = Arc<Mutex<HashMap<u32, Offer>>>;

/// A notification server that answered.
#[derive(Debug)]
pub(super) struct Server {
    proxy: Proxy<'static>,
    /// By number of the bubble, while it is open.
    offers: Offers,
    listener: AbortHandle,
    /// It shows buttons.
    pub(super) actions: bool,
    /// It reads the body as markup.
    pub(super) markup: bool,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.listener.abort();
    }
}

impl Server {
    /// Finds the session's server and asks what it can do; clicks go to `act`.
    ///
    /// # Errors
    /// There is no session bus, or nobody on it takes notifications.
    pub(super) async fn reach(act: impl Fn(Click) + Send + 'static) -> Result<Self, String> {
        let bus = zbus::connection::Builder::session().method_timeout(PATIENCE).build();
        let unreached = |why: String| format!("the session's D-Bus cannot be reached: {why}");
        // Its own patience begins when the bus has said hello.
        let bus = tokio::time::timeout(PATIENCE, bus).await.map_err(|_| unreached("it does not answer".to_owned()))?;
        let bus: Connection = bus.map_err(|e| unreached(e.to_string()))?;
        let silent = |e: zbus::Error| format!("no notification server answers: {e}");
        let proxy: Proxy<'static> = Proxy::new(&bus, NAME, PATH, NAME).await.map_err(silent)?;
        let can: Vec<String> = proxy.call("GetCapabilities", &()).await.map_err(silent)?;
        let offers = Offers::default();
        let heard = Heard {
            clicks: proxy.receive_signal("ActionInvoked").await.map_err(silent)?,
            closed: proxy.receive_signal("NotificationClosed").await.map_err(silent)?,
            owner: proxy.receive_owner_changed().await.map_err(silent)?,
        };
        let listener = tokio::spawn(listen(heard, Arc::clone(&offers), act)).abort_handle();
        let has = |name: &str| can.iter().any(|c| c == name);
        Ok(Self { proxy, offers, listener, actions: has("actions"), markup: has("body-markup") })
    }

    /// It has left the bus, or the bus itself has gone: its bubbles are no more.
    pub(super) fn has_gone(&self) -> bool {
        self.listener.is_finished()
    }

    /// Shows a bubble; gives its number.
    ///
    /// # Errors
    /// The server has gone or refuses.
    pub(super) async fn show(&self, bubble: Bubble) -> Result<u32, String> {
        let urgency: u8 = match bubble.severity {
            Severity::Low => 0,
            Severity::Normal | Severity::High => 1,
            Severity::Critical => 2,
        };
        // Milliseconds; -1 leaves it to the server, 0 stays until the user closes it.
        let expires: i32 = if bubble.severity >= Severity::High { 0 } else { -1 };
        let hints = HashMap::from([("urgency", Variant::U8(urgency)), ("category", Variant::from("im.received"))]);
        let buttons = if self.actions { bubble.offer.buttons() } else { Vec::new() };
        let (title, body) = (bubble.title.as_str(), bubble.body.as_str());
        let replaces = bubble.replaces.unwrap_or(0);
        let message = ("wirewatch", replaces, "dialog-warning", title, body, buttons, hints, expires);
        // Held over the call: no click is heard before it is known what it is on.
        let mut offers = self.offers.lock().await;
        let shown = self.proxy.call("Notify", &message).await;
        let id: u32 = shown.map_err(|e| format!("no notification server takes it: {e}"))?;
        offers.insert(id, bubble.offer);
        Ok(id)
    }
}

struct Heard {
    clicks: zbus::proxy::SignalStream<'static>,
    closed: zbus::proxy::SignalStream<'static>,
    owner: zbus::proxy::OwnerChangedStream<'static>,
}

/// Ends with the server.
async fn listen(mut heard: Heard, offers: Offers, act: impl Fn(Click)) {
    loop {
        tokio::select! {
            // A click comes before its bubble is closed.
            biased;
            signal = heard.clicks.next() => {
                let Some(signal) = signal else { return };
                let Ok((id, key)) = signal.body().deserialize::<(u32, String)>() else { continue };
                let click = offers.lock().await.get(&id).and_then(|o| o.click(&key));
                if let Some(click) = click {
                    act(click);
                }
            }
            signal = heard.closed.next() => {
                let Some(signal) = signal else { return };
                if let Ok((id, _reason)) = signal.body().deserialize::<(u32, u32)>() {
                    offers.lock().await.remove(&id);
                }
            }
            _ = heard.owner.next() => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_button_stands_only_for_what_is_offered() {
        let all = Offer { link: Some("https://a.example/1".to_owned()), story: Some("s1".to_owned()) };
        assert_eq!(all.buttons().len(), 8);
        assert_eq!(all.click("default"), Some(Click::Open("https://a.example/1".to_owned())));
        assert_eq!(all.click("snooze"), Some(Click::Snooze("s1".to_owned())));
        assert_eq!(all.click("other"), None);
        let summary = Offer::default();
        assert!(summary.buttons().is_empty());
        assert_eq!(summary.click("open"), None);
    }
}
