//! A web page → its article, or why it has none.

use super::plain::tidy;
use dom_smoothie::{Config, Readability, TextMode};
use jiff::Timestamp;

/// What a page holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Page {
    /// The article's own text.
    Article {
        /// From the page's metadata.
        title: String,
        /// Plain text.
        body: String,
        /// From the page's metadata.
        published: Option<Timestamp>,
        /// Of the `html` element, two letters.
        lang: Option<String>,
    },
    /// A consent text, a subscription offer, an error page: what it is, for the log.
    Wall(&'static str),
    /// No running text.
    Nothing,
}

/// Words of pages that stand before an article. A page is a wall if it is short and holds several, or if most of it is.
const CONSENT: &[&str] = &[
    "cookie",
    "consent",
    "datenschutz",
    "einwilligung",
    "we and our partners",
    "privacy settings",
    "personal data",
    "accepter et continuer",
    "tracking",
    "zustimmen",
    "gdpr",
    "куки",
];
const PAYWALL: &[&str] = &[
    "subscribe to continue",
    "subscribers only",
    "to continue reading",
    "already a subscriber",
    "abonnez-vous",
    "réservé aux abonnés",
    "jetzt abonnieren",
    "only available to subscribers",
    "start your free trial",
    "sign in to read",
    "this article is for subscribers",
    "create an account to read",
];
const BLOCKED: &[&str] = &[
    "enable javascript",
    "are you a robot",
    "checking your browser",
    "access denied",
    "verify you are human",
    "unusual traffic",
];

/// Reads the article out of a page.
///
/// Text extraction is `dom_smoothie` (Readability): F1 0.946 at 3 ms a page on the public benchmark of 181 pages.
#[must_use]
pub fn read_page(html: &str, address: Option<&str>) -> Page {
    // A tree of so many elements would take hundreds of megabytes, and no article needs it.
    if html.len() > 4 << 20 || html.matches('<').count() > 120_000 || nested_too_deep(html) {
        return Page::Nothing;
    }
    let config = Config { text_mode: TextMode::Formatted, max_elements_to_parse: 60_000, ..Config::default() };
    let lang = lang_of(html);
    let Ok(mut readability) = Readability::new(html, address, Some(config)) else { return Page::Nothing };
    let Ok(found) = readability.parse() else {
        return wall(&super::plain_text(html)).map_or(Page::Nothing, Page::Wall);
    };
    let body = tidy(&found.text_content.replace('\n', "\n\n"));
    if let Some(why) = wall(&body) {
        return Page::Wall(why);
    }
    if body.chars().count() < 120 {
        return wall(&super::plain_text(html)).map_or(Page::Nothing, Page::Wall);
    }
    let published = found.published_time.as_deref().and_then(|t| t.trim().parse().ok());
    Page::Article {
        title: found.title.trim().to_owned(),
        body,
        published,
        lang: lang.or(found.lang.map(|l| l.chars().take(2).collect())),
    }
}

/// The tree builder works on a stack of open elements; pages nested a thousand deep are made to hurt, not to be read.
fn nested_too_deep(html: &str) -> bool {
    let (mut depth, mut deepest) = (0_i32, 0_i32);
    let bytes = html.as_bytes();
    for pair in bytes.windows(2) {
        match pair {
            [b'<', b'/'] => depth = (depth - 1).max(0),
            [b'<', c] if c.is_ascii_alphabetic() => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            [b'/', b'>'] => depth = (depth - 1).max(0),
            _ => {}
        }
    }
    // Void elements and unclosed paragraphs count too, hence the wide bound.
    deepest > 20_000
}

fn wall(text: &str) -> Option<&'static str> {
    let lower = text.to_lowercase();
    let length = lower.chars().count();
    let count = |words: &[&str]| words.iter().map(|w| lower.matches(w).count()).sum::<usize>();
    if count(BLOCKED) > 0 && length < 1_500 {
        Some("a robot check")
    } else if count(PAYWALL) > 0 && length < 1_200 {
        Some("a paywall")
    } else if count(CONSENT) >= 3 && length / count(CONSENT) < 400 {
        Some("a consent text")
    } else {
        None
    }
}

fn lang_of(html: &str) -> Option<String> {
    let head = html.get(..html.floor_char_boundary(4096))?;
    let tag = &head[head.find("<html")?..];
    let tag = &tag[..tag.find('>')?];
    let value = tag.split("lang=").nth(1)?.trim_start_matches(['"', '\'']);
    let lang: String = value.chars().take_while(char::is_ascii_alphabetic).collect::<String>().to_ascii_lowercase();
    (lang.len() == 2).then_some(lang)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_consent_text_is_no_article() {
        let text = "<html><body><article><p>We and our partners use cookies and tracking to process personal data. Your consent is needed for cookies.</p><p>You can change your consent and privacy settings at any time in our cookie policy.</p></article></body></html>";
        assert_eq!(read_page(text, None), Page::Wall("a consent text"));
    }

    #[test]
    fn the_article_is_read_and_the_menu_is_not() {
        let p = "<p>The council in the river town met late in the evening, and its members argued over the budget for the new bridge for several hours before a vote.</p>";
        let html = format!(
            "<html lang='en-GB'><head><title>Bridge vote</title></head><body><nav><a href='/'>Home</a><a href='/s'>Sport</a></nav><article><h1>Bridge vote</h1>{p}{p}{p}</article></body></html>"
        );
        let Page::Article { body, lang, .. } = read_page(&html, None) else { panic!("no article") };
        assert!(body.starts_with("The council") || body.contains("\n\nThe council"), "{body}");
        assert!(!body.contains("Sport"));
        assert_eq!(lang.as_deref(), Some("en"));
    }
}
