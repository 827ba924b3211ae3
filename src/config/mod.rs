//! Typed configuration, validated whole; every error with file, line, column and what to do.

mod check;
mod problem;
mod secret;

pub use crate::units::{Duration, Size};
pub use check::check;
pub use problem::Problem;
pub use secret::Secret;

use crate::alert::{Quiet, Reliability, Rule};
use ipnet::IpNet;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use url::Url;

/// Where state lies that no configuration places: systemd's folder for the service, else the user's.
#[must_use]
pub fn usual_state_dir() -> Option<PathBuf> {
    let systemd = std::env::var_os("STATE_DIRECTORY").and_then(|v| std::env::split_paths(&v).next());
    let home = || {
        let base = std::env::var_os("XDG_STATE_HOME").filter(|v| !v.is_empty()).map(PathBuf::from);
        base.or_else(|| std::env::home_dir().map(|h| h.join(".local/state"))).map(|b| b.join("wirewatch"))
    };
    systemd.or_else(home)
}

/// The built-in configuration: feeds, rules and sinks.
pub const BUILT_IN: &str = include_str!("../../config/wirewatch.toml");

/// All that a user can set.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where state and logs live.
    pub daemon: Daemon,
    /// How often and how politely.
    pub polling: Polling,
    /// Limits of the network.
    pub network: Network,
    /// What is kept.
    pub store: Store,
    /// Feeds to watch; the built-in ones where none is given.
    pub feed: Vec<Feed>,
    /// Alert rules; the built-in ones where none is given.
    pub alert: Vec<Rule>,
    /// Hours in which only what is grave is shown.
    pub quiet: Option<Quiet>,
    /// IANA name of the time zone of quiet hours, digests and the agenda; else the system's.
    pub time_zone: Option<String>,
    /// Ways of delivery; the alert log is always among them.
    pub sink: Vec<Sink>,
    /// The file it was read from.
    #[serde(skip)]
    pub path: Option<PathBuf>,
}

/// Where state and logs live.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Daemon {
    /// Folder of `wirewatch.db`.
    pub state_dir: Option<PathBuf>,
    /// Folder of `alerts.jsonl` and `articles.jsonl`.
    pub log_dir: Option<PathBuf>,
    /// Folder of TOML files that extend or replace the built-in knowledge.
    pub knowledge_dir: Option<PathBuf>,
}

/// How often and how politely.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs, reason = "the outer contract explains each key")]
pub struct Polling {
    pub interval: Duration,
    pub min_interval: Duration,
    pub max_interval: Duration,
    pub concurrency: usize,
    pub per_host: usize,
    pub first_sight: Duration,
    pub fetch: Fetch,
}

/// Which pages are fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fetch {
    /// Unless the entry's own words show that it is about something else.
    #[default]
    Likely,
    /// Of every new entry.
    All,
    /// None: the feed's own content is all there is.
    Never,
}

/// Limits of the network.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs, reason = "the outer contract explains each key")]
pub struct Network {
    pub timeout: Duration,
    pub max_body: Size,
    pub user_agent: String,
    pub allow_addresses: Vec<IpNet>,
    /// Address of an HTTP proxy; none is taken from the environment.
    pub proxy: Option<Url>,
}

/// What is kept.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Store {
    /// Records, stories and delivered alerts older than this are dropped.
    pub keep_records: Duration,
}

/// A feed to watch.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Feed {
    /// Its address.
    pub url: Url,
    /// What the user calls it.
    #[serde(default)]
    pub name: Option<String>,
    /// Its own pause.
    #[serde(default)]
    pub interval: Option<Duration>,
    /// How much its word is worth.
    #[serde(default)]
    pub reliability: Option<Reliability>,
}

impl Feed {
    /// The name, or the host where none was given.
    #[must_use]
    pub fn label(&self) -> String {
        self.name.clone().unwrap_or_else(|| self.url.host_str().unwrap_or(self.url.as_str()).to_owned())
    }
}

/// A way of delivery.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase", deny_unknown_fields)]
pub enum Sink {
    /// The alert log.
    Jsonl {
        /// What `test-sink` and `status` call it.
        name: Option<String>,
        /// Instead of `LOG_DIR/alerts.jsonl`.
        path: Option<PathBuf>,
    },
    /// The systemd journal, with structured fields.
    Journal {
        /// What `test-sink` and `status` call it.
        name: Option<String>,
    },
    /// Desktop notifications.
    Desktop {
        /// What `test-sink` and `status` call it.
        name: Option<String>,
        /// Bubbles a minute before they are summed up in one.
        #[serde(default = "five")]
        per_minute: u32,
    },
    /// POST of the alert as JSON.
    Webhook {
        /// What `test-sink` and `status` call it.
        name: Option<String>,
        /// Where to.
        url: Url,
        /// Key of the HMAC-SHA256 signature.
        #[serde(default)]
        secret: Option<Secret>,
        /// File that holds the key, instead of `secret`.
        #[serde(default)]
        secret_file: Option<PathBuf>,
    },
    /// A program that gets the alert on its standard input.
    Command {
        /// What `test-sink` and `status` call it.
        name: Option<String>,
        /// Program and arguments.
        command: Vec<String>,
        /// How long it may take.
        #[serde(default = "half_a_minute")]
        timeout: Duration,
    },
}

fn five() -> u32 {
    5
}

fn half_a_minute() -> Duration {
    Duration::from_secs(30)
}

impl Sink {
    /// The type as it is written.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Jsonl { .. } => "jsonl",
            Self::Journal { .. } => "journal",
            Self::Desktop { .. } => "desktop",
            Self::Webhook { .. } => "webhook",
            Self::Command { .. } => "command",
        }
    }

    /// Its name, or its type where it has none.
    #[must_use]
    pub fn name(&self) -> &str {
        let (Self::Jsonl { name, .. }
        | Self::Journal { name }
        | Self::Desktop { name, .. }
        | Self::Webhook { name, .. }
        | Self::Command { name, .. }) = self;
        name.as_deref().unwrap_or(self.kind())
    }

    /// Whether what comes later waits behind what could not be delivered yet: a log keeps its order, and a desktop that
    /// was away is told all of it in one.
    #[must_use]
    pub fn keeps_order(&self) -> bool {
        matches!(self, Self::Jsonl { .. } | Self::Desktop { .. })
    }
}

impl Default for Polling {
    fn default() -> Self {
        Self {
            interval: Duration::from_secs(300),
            min_interval: Duration::from_secs(60),
            max_interval: Duration::from_secs(6 * 3600),
            concurrency: 64,
            per_host: 2,
            first_sight: Duration::from_secs(24 * 3600),
            fetch: Fetch::default(),
        }
    }
}

impl Default for Network {
    fn default() -> Self {
        let user_agent = concat!("wirewatch/", env!("CARGO_PKG_VERSION"), " (news monitor)").to_owned();
        Self {
            timeout: Duration::from_secs(30),
            max_body: Size(10 << 20),
            user_agent,
            allow_addresses: Vec::new(),
            proxy: None,
        }
    }
}

impl Default for Store {
    fn default() -> Self {
        Self { keep_records: Duration::from_secs(90 * 86_400) }
    }
}

impl Config {
    /// Reads the configuration: the given file, else the user's, else the system's, else what is built in.
    ///
    /// # Errors
    /// Each [`Problem`] with file, line and column.
    pub fn load(path: Option<&Path>) -> Result<Self, Vec<Problem>> {
        let path = path.map(Path::to_owned).or_else(Self::found);
        let Some(path) = path else { return Self::parse(BUILT_IN, Path::new("the built-in configuration")) };
        let text = std::fs::read_to_string(&path)
            .map_err(|e| vec![Problem::of_file(&path, format!("cannot be read: {e}"))])?;
        let mut config = Self::parse(&text, &path)?;
        config.path = Some(path);
        Ok(config)
    }

    /// The file that is used where none is named.
    #[must_use]
    pub fn found() -> Option<PathBuf> {
        [Self::user_path(), Some(PathBuf::from("/etc/wirewatch/wirewatch.toml"))]
            .into_iter()
            .flatten()
            .find(|p| p.is_file())
    }

    /// `$XDG_CONFIG_HOME/wirewatch/wirewatch.toml`
    #[must_use]
    pub fn user_path() -> Option<PathBuf> {
        let base = std::env::var_os("XDG_CONFIG_HOME")
            .filter(|v| !v.is_empty())
            .map(PathBuf::from)
            .or_else(|| std::env::home_dir().map(|h| h.join(".config")))?;
        Some(base.join("wirewatch/wirewatch.toml"))
    }

    /// Reads a text; `path` is for errors. Sections left out are those built in.
    ///
    /// # Errors
    /// Each [`Problem`] with line and column.
    pub fn parse(text: &str, path: &Path) -> Result<Self, Vec<Problem>> {
        let mut config: Self = toml::from_str(text).map_err(|e| vec![Problem::of_toml(path, text, &e)])?;
        if text != BUILT_IN && (config.feed.is_empty() || config.alert.is_empty()) {
            let built_in = Self::parse(BUILT_IN, Path::new("the built-in configuration"))?;
            if config.feed.is_empty() {
                config.feed = built_in.feed;
            }
            if config.alert.is_empty() {
                config.alert = built_in.alert;
            }
        }
        if !config.sink.iter().any(|s| matches!(s, Sink::Jsonl { .. })) {
            config.sink.insert(0, Sink::Jsonl { name: None, path: None });
        }
        let problems = check::structure(&config, text, path);
        if problems.is_empty() { Ok(config) } else { Err(problems) }
    }

    /// Folder of the database: configured, else systemd's, else the user's.
    #[must_use]
    pub fn state_dir(&self) -> PathBuf {
        self.daemon.state_dir.clone().or_else(usual_state_dir).unwrap_or_else(|| PathBuf::from("wirewatch-state"))
    }

    /// Folder of the logs: configured, else systemd's, else the state folder.
    #[must_use]
    pub fn log_dir(&self) -> PathBuf {
        let systemd = std::env::var_os("LOGS_DIRECTORY").and_then(|v| std::env::split_paths(&v).next());
        self.daemon.log_dir.clone().or(systemd).unwrap_or_else(|| self.state_dir())
    }

    /// The alert log.
    #[must_use]
    pub fn alert_log(&self) -> PathBuf {
        let named = self.sink.iter().find_map(|s| match s {
            Sink::Jsonl { path, .. } => path.clone(),
            _ => None,
        });
        named.unwrap_or_else(|| self.log_dir().join("alerts.jsonl"))
    }

    /// The user's clock.
    ///
    /// # Errors
    /// An unknown name.
    pub fn zone(&self) -> Result<jiff::tz::TimeZone, String> {
        match &self.time_zone {
            Some(name) => {
                jiff::tz::TimeZone::get(name).map_err(|e| format!("time_zone: {e}; write a name like \"Europe/Kyiv\""))
            }
            None => Ok(jiff::tz::TimeZone::system()),
        }
    }

    /// How much the word of each feed is worth, by label.
    #[must_use]
    pub fn reliability(&self, source: &str) -> Option<Reliability> {
        self.feed.iter().find(|f| f.label() == source).and_then(|f| f.reliability)
    }

    /// Knowledge: built in, extended by the user's folder.
    ///
    /// # Errors
    /// Each problem with file and line.
    pub fn knowledge(&self) -> Result<crate::knowledge::Knowledge, Vec<String>> {
        let source = match &self.daemon.knowledge_dir {
            Some(folder) => crate::knowledge::Source::with_folder(folder).map_err(|e| vec![e])?,
            None => crate::knowledge::Source::embedded(),
        };
        crate::knowledge::load(&source)
    }
}
