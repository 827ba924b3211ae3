//! `wirewatch extract`: articles in, records out.

use super::{Failure, print_line};
use crate::article::{Article, Page, plain_text, published, read_page};
use crate::extract::{Record, extract};
use crate::knowledge::{Knowledge, Source, load};
use clap::Args;
use rayon::prelude::*;
use serde::Deserialize;
use std::io::{BufRead, Read};

/// One article in, one record (JSON) out; with --jsonl, one a line
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  wirewatch extract --published 2022-02-07T09:30:00Z article.txt\n  wirewatch extract --jsonl < articles.jsonl > records.jsonl"
)]
pub(super) struct Options {
    /// When it was published (RFC 3339, or a day): "on Monday" is read against it
    #[arg(long, value_name = "T")]
    published: Option<String>,
    /// Its address
    #[arg(long, value_name = "U")]
    url: Option<String>,
    /// Its title
    #[arg(long, value_name = "T")]
    title: Option<String>,
    /// Its language (en, uk, ru, fr, de); recognised if left out
    #[arg(long, value_name = "L")]
    lang: Option<String>,
    /// The input is a web page: read the article out of it first
    #[arg(long)]
    html: bool,
    /// JSON Lines on standard input: {id,title,url,published,lang,body} or html in place of body
    #[arg(long, conflicts_with_all = ["published", "url", "title", "lang", "html", "file"])]
    jsonl: bool,
    /// The article's text; - or nothing for standard input
    file: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Line {
    id: Option<serde_json::Value>,
    title: Option<String>,
    url: Option<String>,
    published: Option<String>,
    lang: Option<String>,
    source: Option<String>,
    body: Option<String>,
    html: Option<String>,
}

pub(super) fn run(options: &Options) -> Result<(), Failure> {
    let known = &load(&Source::embedded()).map_err(Failure)?;
    if options.jsonl {
        return lines(known);
    }
    let text = match options.file.as_deref() {
        None | Some("-") => {
            let mut bytes = Vec::new();
            std::io::stdin()
                .read_to_end(&mut bytes)
                .map_err(|e| Failure::wrong(format!("cannot read standard input: {e}")))?;
            bytes
        }
        Some(path) => std::fs::read(path).map_err(|e| Failure::wrong(format!("{path}: {e}")))?,
    };
    let text = crate::feed::decode(&text, None);
    let line = Line {
        id: None,
        title: options.title.clone(),
        url: options.url.clone(),
        published: options.published.clone(),
        lang: options.lang.clone(),
        source: None,
        body: (!options.html).then(|| text.clone()),
        html: options.html.then_some(text),
    };
    let record = record(line, known).map_err(Failure::wrong)?;
    let json = serde_json::to_string_pretty(&record).map_err(|e| Failure::wrong(e.to_string()))?;
    print_line(&json)
}

/// Reads in blocks, works on all cores, writes in order.
fn lines(known: &Knowledge) -> Result<(), Failure> {
    let mut input = std::io::stdin().lock();
    loop {
        let mut block = Vec::new();
        while block.len() < 512 {
            let mut bytes = Vec::new();
            let count = input
                .read_until(b'\n', &mut bytes)
                .map_err(|e| Failure::wrong(format!("cannot read standard input: {e}")))?;
            if count == 0 {
                break;
            }
            if !bytes.iter().all(u8::is_ascii_whitespace) {
                block.push(bytes);
            }
        }
        if block.is_empty() {
            return Ok(());
        }
        let out: Vec<String> = block.par_iter().map(|bytes| one_line(bytes, known)).collect();
        for line in out {
            print_line(&line)?;
        }
    }
}

fn one_line(bytes: &[u8], known: &Knowledge) -> String {
    let error = |id: &serde_json::Value, error: String| serde_json::json!({ "id": id, "error": error }).to_string();
    let line: Line = match serde_json::from_slice(bytes) {
        Ok(line) => line,
        Err(problem) => {
            // The id may still be readable, so that the caller knows which line it was.
            let id = serde_json::from_slice::<serde_json::Value>(bytes)
                .ok()
                .and_then(|v| v.get("id").cloned())
                .unwrap_or(serde_json::Value::Null);
            return error(&id, format!("not a line of {{id,title,url,published,lang,body}}: {problem}"));
        }
    };
    let id = line.id.clone().unwrap_or(serde_json::Value::Null);
    match record(line, known) {
        Ok(record) => serde_json::to_string(&record).unwrap_or_else(|e| error(&id, e.to_string())),
        Err(problem) => error(&id, problem),
    }
}

fn record(line: Line, known: &Knowledge) -> Result<Record, String> {
    let id = match line.id {
        Some(serde_json::Value::String(id)) => id,
        Some(serde_json::Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    };
    let published = line.published.as_deref().map(published).transpose()?;
    let (offset_minutes, published) = (published.map_or(0, |p| p.1), published.map(|p| p.0));
    let mut article = Article {
        id,
        url: line.url.unwrap_or_default(),
        title: line.title.unwrap_or_default(),
        published,
        offset_minutes,
        lang: line.lang,
        source: line.source,
        ..Article::default()
    };
    let from_page = line.body.is_none();
    match (line.body, line.html) {
        (Some(body), _) => article.body = body,
        (None, Some(html)) => match read_page(&html, Some(article.url.as_str()).filter(|u| !u.is_empty())) {
            Page::Article { title, body, published, lang } => {
                article.body = body;
                article.published = article.published.or(published);
                article.lang = article.lang.or(lang);
                if article.title.is_empty() {
                    article.title = title;
                }
            }
            Page::Wall(what) => return Err(format!("the page holds no article but {what}")),
            Page::Nothing => article.body = plain_text(&html),
        },
        (None, None) => return Err("neither body nor html".to_owned()),
    }
    let mut record = extract(&article, known);
    if from_page {
        record.body = Some(article.body);
    }
    Ok(record)
}
