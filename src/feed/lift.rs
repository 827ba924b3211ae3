//! Any feed document that was ever common → one well-formed Atom 1.0 document that `feed-rs` reads.

use super::markup::{Element, Node, allowed};
use std::fmt::Write as _;

/// More entries than any wire sends in one document; what stands behind them is older.
const MAX_ENTRIES: usize = 3_000;

/// Bytes of a title, and of a text, that are taken over: no wire sends longer ones.
const MAX_TITLE: usize = 4_000;
const MAX_TEXT: usize = 400_000;
/// Bytes of an address; a longer one is none.
pub(super) const MAX_LINK: usize = 8_000;

/// A document as Atom 1.0, and what Atom has no word for.
pub(super) struct Lifted {
    pub(super) atom: String,
    /// RSS `ttl`, in minutes.
    pub(super) ttl: Option<u32>,
}

/// Finds the channel and the entries wherever they stand and writes them out as Atom 1.0.
/// `None` where there is neither a feed's root nor an entry.
pub(super) fn lift(root: &Element) -> Option<Lifted> {
    let mut entries = Vec::new();
    find_entries(root, &mut entries, 0);
    entries.truncate(MAX_ENTRIES);
    let channel = find(root, &["channel", "feed"], 0);
    let known = find(root, &["rss", "rdf", "feed", "channel"], 0).is_some();
    if !known && entries.is_empty() {
        return None;
    }
    let mut out =
        String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">");
    out.push_str("<id>feed</id>");
    if let Some(channel) = channel {
        let base = channel.attribute("xml:base").unwrap_or("").to_owned();
        fields(channel, &base, &mut out);
    }
    for entry in entries {
        let base = entry
            .attribute("xml:base")
            .or_else(|| channel.and_then(|c| c.attribute("xml:base")))
            .unwrap_or("")
            .to_owned();
        out.push_str("<entry>");
        fields(entry, &base, &mut out);
        out.push_str("</entry>");
    }
    out.push_str("</feed>");
    out.retain(allowed);
    let ttl = channel.and_then(|c| child(c, &["ttl"])).and_then(|t| t.text().trim().parse().ok());
    Some(Lifted { atom: out, ttl })
}

fn find_entries<'t>(element: &'t Element, out: &mut Vec<&'t Element>, depth: usize) {
    for child in element.elements() {
        if matches!(child.name.as_str(), "item" | "entry")
            && entry_space(child)
            && (child.closed || child.elements().count() > 0 && complete(child))
        {
            out.push(child);
        } else if depth < 6
            && !matches!(child.name.as_str(), "items" | "content" | "description" | "summary" | "image" | "textinput")
        {
            find_entries(child, out, depth + 1);
        }
    }
}

/// An entry that the document breaks off in counts only if what makes it one was read whole.
fn complete(entry: &Element) -> bool {
    child(entry, &["title"]).is_some_and(|t| t.closed) && child(entry, &["link"]).is_some_and(|l| l.closed)
}

/// Items of the feed vocabularies; not an `item` of some extension.
fn entry_space(element: &Element) -> bool {
    let space = &*element.space;
    space.is_empty()
        || ["atom", "rss", "netscape.com", "userland", "purl.org", "cdf", "backend"]
            .iter()
            .any(|known| space.contains(known))
}

fn find<'t>(element: &'t Element, names: &[&str], depth: usize) -> Option<&'t Element> {
    let direct = element.elements().find(|child| names.contains(&child.name.as_str()));
    direct.or_else(|| if depth < 3 { element.elements().find_map(|child| find(child, names, depth + 1)) } else { None })
}

fn child<'t>(element: &'t Element, names: &[&str]) -> Option<&'t Element> {
    names.iter().find_map(|name| element.elements().find(|child| child.name == *name))
}

/// The last child of the first of these names, first among those of the feed's own vocabulary:
/// a `media:title` is not the title where there is another.
fn best<'t>(element: &'t Element, names: &[&str]) -> Option<&'t Element> {
    names.iter().find_map(|name| {
        let all: Vec<_> = element.elements().filter(|c| c.name == *name).collect();
        let own =
            all.iter().rev().find(|c| c.space == element.space || entry_space(c) && !c.space.contains("purl.org/dc"));
        own.or_else(|| all.iter().rev().find(|c| !c.space.contains("media") && !c.space.contains("yahoo"))).copied()
    })
}

fn fields(element: &Element, base: &str, out: &mut String) {
    if let Some(title) = best(element, &["title"]) {
        text("title", title, out);
    } else if let Some(title) = element.attribute("title") {
        let _ = write!(out, "<title>{}</title>", escape(cut(title, MAX_TITLE)));
    }
    if let Some(id) = child(element, &["guid", "id"])
        .map(|e| e.text().trim().to_owned())
        .or_else(|| element.attribute("about").map(str::to_owned))
    {
        let _ = write!(out, "<id>{}</id>", escape(cut(&id, MAX_LINK)));
    }
    if let Some(link) = link_of(element).filter(|l| l.len() <= MAX_LINK) {
        let _ = write!(out, "<link rel=\"alternate\" href=\"{}\"/>", escape(&absolute(&link, base)));
    }
    for (names, to) in [
        (&["pubdate", "published", "issued", "date", "created", "lastmod"][..], "published"),
        (&["updated", "modified", "lastbuilddate"][..], "updated"),
    ] {
        if let Some(date) = names
            .iter()
            .find_map(|n| child(element, &[n]))
            .map(|e| e.text().trim().to_owned())
            .filter(|d| !d.is_empty())
        {
            let _ = write!(out, "<{to}>{}</{to}>", escape(&date));
        }
    }
    if let Some(summary) = best(element, &["description", "summary", "abstract", "subtitle", "tagline"]) {
        text("summary", summary, out);
    }
    if let Some(content) = child(element, &["encoded", "content", "body", "fullitem"]) {
        text("content", content, out);
    }
    if let Some(author) = child(element, &["creator", "author"]) {
        let name = child(author, &["name"]).map_or_else(|| author.text(), Element::text);
        let _ = write!(out, "<author><name>{}</name></author>", escape(cut(name.trim(), MAX_TITLE)));
    }
    for category in
        element.elements().filter(|e| matches!(e.name.as_str(), "category" | "subject" | "keywords")).take(32)
    {
        let term = category.attribute("term").map_or_else(|| category.text(), str::to_owned);
        if !term.trim().is_empty() {
            let _ = write!(out, "<category term=\"{}\"/>", escape(cut(term.trim(), MAX_TITLE)));
        }
    }
}

/// Writes a text construct with what its type says: markup in, escaped HTML out.
fn text(name: &str, element: &Element, out: &mut String) {
    let kind = element.attribute("type").unwrap_or("").to_ascii_lowercase();
    let mode = element.attribute("mode").unwrap_or("").to_ascii_lowercase();
    let inline =
        kind.contains("xhtml") || mode == "xml" || element.children.iter().any(|n| matches!(n, Node::Element(_)));
    let value = if mode == "base64" || kind.contains("octet-stream") {
        unbase64(&element.text()).unwrap_or_else(|| element.text())
    } else if inline {
        element.inner_markup()
    } else {
        element.text()
    };
    let plain = !inline && matches!(kind.as_str(), "text" | "text/plain");
    let value = cut(value.trim(), if name == "title" { MAX_TITLE } else { MAX_TEXT });
    let _ = write!(out, "<{name} type=\"{}\">{}</{name}>", if plain { "text" } else { "html" }, escape(value));
}

/// The page behind an entry: `rel=alternate` first, a permalink guid, a bare `link`, CDF's `href`.
fn link_of(element: &Element) -> Option<String> {
    let links: Vec<&Element> = element.elements().filter(|e| e.name == "link" && !e.space.contains("media")).collect();
    let rel = |e: &Element| e.attribute("rel").unwrap_or("alternate").to_ascii_lowercase();
    let with_href = |wanted: &str| {
        links.iter().find(|e| rel(e) == wanted && e.attribute("href").is_some_and(|h| !h.trim().is_empty()))
    };
    let href = with_href("alternate").and_then(|e| e.attribute("href")).map(str::to_owned);
    let text = links.iter().map(|e| e.text().trim().to_owned()).find(|t| !t.is_empty());
    let guid = child(element, &["guid"])
        .filter(|g| g.attribute("ispermalink") != Some("false"))
        .map(|g| g.text().trim().to_owned());
    let guid = guid.filter(|g| g.starts_with("http://") || g.starts_with("https://"));
    let other =
        links.iter().find(|e| rel(e) != "self" && rel(e) != "hub").and_then(|e| e.attribute("href")).map(str::to_owned);
    href.or(text)
        .or(guid)
        .or_else(|| element.attribute("href").map(str::to_owned))
        .or(other)
        .map(|l| l.trim().to_owned())
}

fn absolute(link: &str, base: &str) -> String {
    match url::Url::parse(base) {
        Ok(base) => base.join(link).map_or_else(|_| link.to_owned(), String::from),
        Err(_) => link.to_owned(),
    }
}

/// The first bytes of a text, whole characters.
fn cut(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

fn escape(text: &str) -> String {
    quick_xml::escape::escape(text).into_owned()
}

/// Base64 as Atom 0.3 allowed it for texts; `None` if it is none.
fn unbase64(text: &str) -> Option<String> {
    let mut bits = 0_u32;
    let mut count = 0;
    let mut out = Vec::new();
    for byte in text.bytes().filter(|b| !b.is_ascii_whitespace() && *b != b'=') {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count & 0xff) as u8);
        }
    }
    String::from_utf8(out).ok()
}
