//! `wirewatch feeds`: the feeds, and what would be seen in one.

use super::{ConfigOption, Failure, print::safe, print_line, runtime, status::ago};
use crate::article::plain_text;
use crate::config::{BUILT_IN, Config};
use crate::feed::{Outline, parse, read_opml, write_opml};
use crate::net::{Http, Validators};
use crate::store::Store;
use clap::{Args, Subcommand};
use jiff::Timestamp;
use std::io::BufRead;
use std::path::PathBuf;
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};
use url::Url;

/// The feeds: list, add, remove, import, export, test, parse
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  wirewatch feeds list\n  wirewatch feeds add https://example.org/world.xml\n  wirewatch feeds test https://example.org/world.xml"
)]
pub(super) struct Options {
    #[command(flatten)]
    config: ConfigOption,
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Each feed with its last poll, its next one, and why then
    List,
    /// Adds a feed to the configuration file
    Add {
        /// Its address
        url: Url,
        /// What you call it
        #[arg(long)]
        name: Option<String>,
    },
    /// Removes a feed from the configuration file
    Remove {
        /// Its address
        url: Url,
    },
    /// Adds all feeds of an OPML document
    Import {
        /// The document
        opml: PathBuf,
    },
    /// Writes the feeds as OPML
    Export,
    /// Fetches a feed and shows what would be seen
    Test {
        /// Its address
        url: Url,
    },
    /// Reads feed documents from disk, one JSON line each
    Parse {
        /// The Content-Type that the server would send
        #[arg(long, value_name = "T")]
        content_type: Option<String>,
        /// Read {"file","content_type"} lines from standard input
        #[arg(long, conflicts_with = "files")]
        jsonl: bool,
        /// Feed documents
        files: Vec<String>,
    },
}

pub(super) fn run(options: &Options) -> Result<(), Failure> {
    match &options.action {
        Action::List => list(&options.config.load()?),
        Action::Add { url, name } => change(&options.config, |feeds| {
            if position(feeds, url).is_some() {
                return Err(Failure::wrong(format!("{url} is there already")));
            }
            feeds.push(entry(url, name.as_deref()));
            Ok(1)
        }),
        Action::Remove { url } => change(&options.config, |feeds| {
            let at = position(feeds, url).ok_or_else(|| {
                Failure::wrong(format!("{url} is not among the feeds; `wirewatch feeds list` shows them"))
            })?;
            feeds.remove(at);
            Ok(1)
        }),
        Action::Import { opml } => {
            let text = std::fs::read_to_string(opml).map_err(|e| Failure::wrong(format!("{}: {e}", opml.display())))?;
            let outlines = read_opml(&text).map_err(|e| Failure::wrong(format!("{}: {e}", opml.display())))?;
            change(&options.config, |feeds| Ok(import(feeds, &outlines)))
        }
        Action::Export => {
            let config = options.config.load()?;
            let outlines: Vec<Outline> =
                config.feed.iter().map(|f| Outline { name: f.label(), url: f.url.to_string() }).collect();
            print_line(&write_opml(&outlines).map_err(Failure::wrong)?)
        }
        Action::Test { url } => test(&options.config.load()?, url),
        Action::Parse { content_type, jsonl, files } => parse_files(content_type.as_deref(), *jsonl, files),
    }
}

fn list(config: &Config) -> Result<(), Failure> {
    let store = Store::open_existing(&config.state_dir()).map_err(|e| Failure::wrong(e.to_string()))?;
    let now = Timestamp::now().as_second();
    for feed in &config.feed {
        let state = store
            .as_ref()
            .map(|s| s.feed(feed.url.as_str(), &feed.label()))
            .transpose()
            .map_err(|e| Failure::wrong(e.to_string()))?;
        let line = match state.filter(|s| s.last_poll.is_some()) {
            Some(s) => {
                let trouble = s.last_error.as_ref().map(|e| format!("; {}", safe(e))).unwrap_or_default();
                format!(
                    "last poll {}, next {} ({}){trouble}",
                    ago(s.last_poll, now),
                    ago(Some(s.next_poll), now),
                    s.reason
                )
            }
            None => "never polled".to_owned(),
        };
        print_line(&format!("{}\n  {}\n  {line}", safe(&feed.label()), feed.url))?;
    }
    Ok(())
}

fn position(feeds: &ArrayOfTables, url: &Url) -> Option<usize> {
    feeds
        .iter()
        .position(|t| t.get("url").and_then(Item::as_str).and_then(|u| Url::parse(u).ok()).as_ref() == Some(url))
}

fn entry(url: &Url, name: Option<&str>) -> Table {
    let mut table = Table::new();
    table["url"] = value(url.as_str());
    if let Some(name) = name {
        table["name"] = value(name);
    }
    table
}

fn import(feeds: &mut ArrayOfTables, outlines: &[Outline]) -> usize {
    let mut added = 0;
    for outline in outlines {
        match Url::parse(&outline.url) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => {
                if position(feeds, &url).is_none() {
                    feeds.push(entry(&url, Some(&outline.name)));
                    added += 1;
                }
            }
            _ => eprintln!("wirewatch: '{}' is no address and is left out", safe(&outline.url)),
        }
    }
    added
}

/// Changes the [[feed]] tables of the configuration file and leaves everything else, comments too, as it stands.
/// A user without a file gets one with what is built in.
fn change(
    option: &ConfigOption,
    act: impl FnOnce(&mut ArrayOfTables) -> Result<usize, Failure>,
) -> Result<(), Failure> {
    let path = option
        .config
        .clone()
        .or_else(Config::found)
        .or_else(Config::user_path)
        .ok_or_else(|| Failure::wrong("there is no place for a configuration file; name one with --config"))?;
    let text = if path.exists() {
        std::fs::read_to_string(&path).map_err(|e| Failure::wrong(format!("{}: {e}", path.display())))?
    } else {
        BUILT_IN.to_owned()
    };
    let mut document: DocumentMut = text.parse().map_err(|e| Failure::wrong(format!("{}: {e}", path.display())))?;
    let feeds = document.entry("feed").or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
    let feeds = feeds
        .as_array_of_tables_mut()
        .ok_or_else(|| Failure::wrong(format!("{}: feeds are written as [[feed]] tables", path.display())))?;
    let count = act(feeds)?;
    let fresh = document.to_string();
    Config::parse(&fresh, &path).map_err(|p| Failure(p.iter().map(ToString::to_string).collect()))?;
    let failed = |e: std::io::Error| Failure::wrong(format!("{}: {e}", path.display()));
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    // Written beside and renamed: a crash leaves the old file or the new one.
    let beside = path.with_extension("toml.new");
    std::fs::write(&beside, fresh).and_then(|()| std::fs::rename(&beside, &path)).map_err(failed)?;
    eprintln!(
        "{}: {count} changed; a running daemon takes it in with `systemctl reload wirewatch` or SIGHUP",
        path.display()
    );
    Ok(())
}

fn test(config: &Config, url: &Url) -> Result<(), Failure> {
    let http = Http::new(&config.network).map_err(Failure::wrong)?;
    let fetched = runtime()?
        .block_on(http.get(url, &Validators::default(), Timestamp::now()))
        .map_err(|e| Failure::wrong(format!("{url}: {e}")))?;
    let bytes = fetched.body.into_bytes().map_err(|e| Failure::wrong(e.to_string()))?;
    let document = parse(&bytes, fetched.content_type.as_deref(), Some(fetched.address.as_str()))
        .map_err(|e| Failure::wrong(format!("{url}: {e}")))?;
    print_line(&format!(
        "{}: {} entries, {} bytes",
        safe(&plain_text(&document.title)),
        document.entries.len(),
        bytes.len()
    ))?;
    for entry in &document.entries {
        let published = entry.published.map_or("undated".to_owned(), |p| p.to_string());
        print_line(&format!(
            "  {published}  {}\n    {}",
            safe(&plain_text(&entry.title)),
            safe(entry.link.as_deref().unwrap_or("no link"))
        ))?;
    }
    Ok(())
}

fn parse_files(content_type: Option<&str>, jsonl: bool, files: &[String]) -> Result<(), Failure> {
    let one = |file: &str, content_type: Option<&str>| {
        let read = std::fs::read(file)
            .map_err(|e| e.to_string())
            .and_then(|bytes| parse(&bytes, content_type, None).map_err(|e| e.to_string()));
        let line = match read {
            Ok(document) => serde_json::json!({ "file": file, "title": document.title, "entries": document.entries }),
            Err(error) => serde_json::json!({ "file": file, "error": error }),
        };
        print_line(&line.to_string())
    };
    if !jsonl {
        return files.iter().try_for_each(|file| one(file, content_type));
    }
    for line in std::io::stdin().lock().lines() {
        let line = line.map_err(|e| Failure::wrong(format!("cannot read standard input: {e}")))?;
        if line.trim().is_empty() {
            continue;
        }
        match serde_json::from_str::<serde_json::Value>(&line) {
            Ok(asked) if asked["file"].is_string() => {
                one(asked["file"].as_str().unwrap_or_default(), asked["content_type"].as_str())?;
            }
            _ => print_line(
                &serde_json::json!({ "file": null, "error": "not a line of {\"file\",\"content_type\"}" }).to_string(),
            )?,
        }
    }
    Ok(())
}
