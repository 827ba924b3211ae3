//! The sample wire: articles of `config/demo/wire.toml` as feeds and pages.

use serde::Deserialize;
use std::fmt::Write as _;
use std::net::SocketAddr;

/// All articles.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wire {
    pub(super) article: Vec<Article>,
}

/// One article of the sample.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Article {
    feed: String,
    slug: String,
    title: String,
    /// Comes with the second half.
    #[serde(default)]
    later: bool,
    /// `[weekday+N]` stands for the name of the weekday in N days.
    body: String,
}

impl Wire {
    pub(super) fn built_in() -> Result<Self, String> {
        toml::from_str(include_str!("../../../config/demo/wire.toml")).map_err(|e| e.to_string())
    }

    /// Names of the feeds, in the order of the file.
    pub(super) fn feeds(&self) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for article in &self.article {
            if !out.contains(&article.feed) {
                out.push(article.feed.clone());
            }
        }
        out
    }

    /// Content type and body of an address, `None` where there is nothing.
    pub(super) fn answer(&self, path: &str, address: SocketAddr, second_act: bool) -> Option<(&'static str, String)> {
        if let Some(feed) = path.strip_prefix('/').and_then(|p| p.strip_suffix(".xml")) {
            let now = httpdate::fmt_http_date(std::time::SystemTime::now() - std::time::Duration::from_mins(5));
            let mut out = format!("<rss version=\"2.0\"><channel><title>{feed}</title>");
            let shown = self.article.iter().filter(|a| a.feed == feed && (second_act || !a.later));
            for article in shown {
                let _ = write!(
                    out,
                    "<item><guid isPermaLink=\"false\">{0}</guid><title>{1}</title><link>http://{address}/{0}.html</link><pubDate>{now}</pubDate></item>",
                    article.slug,
                    escape(&article.title)
                );
            }
            out.push_str("</channel></rss>");
            return Some(("application/rss+xml", out));
        }
        let slug = path.strip_prefix('/')?.strip_suffix(".html")?;
        let article = self.article.iter().find(|a| a.slug == slug)?;
        let paragraphs: String =
            weekdays(&article.body).split("\n\n").map(|p| format!("<p>{}</p>", escape(p.trim()))).collect();
        Some((
            "text/html; charset=utf-8",
            format!(
                "<!doctype html><html lang=\"en\"><head><title>{0}</title></head><body><nav><a href=\"/\">Home</a> <a href=\"/sport\">Sport</a></nav><article><h1>{0}</h1>{paragraphs}</article><footer>Contact</footer></body></html>",
                escape(&article.title)
            ),
        ))
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn weekdays(text: &str) -> String {
    let names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let today = jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date().weekday().to_monday_zero_offset();
    let mut out = text.to_owned();
    for days in -3_i8..=4 {
        let name = names[usize::try_from((i32::from(today) + i32::from(days)).rem_euclid(7)).unwrap_or(0)];
        out = out.replace(&format!("[weekday{days:+}]"), name);
    }
    out
}
