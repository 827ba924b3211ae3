//! A reader of XML as the wild writes it: it never refuses, it only gives less.
//!
//! `quick-xml` and with it `feed-rs` stop at the first undeclared entity, stray `&`, unquoted attribute or
//! wrong end tag. This one reads on: unknown entities stay as they stand, an end tag closes what it
//! can, an undeclared prefix is its own name. Entities that a DTD declares are *not* expanded (entity bombs);
//! depth and number of elements are bounded.

use std::rc::Rc;

/// Deeper than any feed is; deeper elements are read as children of the last level.
const MAX_DEPTH: usize = 64;
/// More elements than any feed of sane size holds.
const MAX_ELEMENTS: usize = 60_000;

/// An element with its resolved namespace.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// Namespace URI in lower case, empty if none.
    pub(super) space: Rc<str>,
    /// Local name in lower case.
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) children: Vec<Node>,
    /// Whether its end was seen (or implied by a sibling): `false` where the document breaks off.
    pub(super) closed: bool,
}

/// A child of an element.
#[derive(Debug)]
pub(super) enum Node {
    // Boxed: most elements hold one text, and a `Vec` makes room for four children at once.
    Element(Box<Element>),
    Text(String),
}

impl Element {
    /// An attribute by its local name in lower case.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element.as_ref()),
            Node::Text(_) => None,
        })
    }

    /// All text below, in order.
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        self.push_text(&mut out);
        out
    }

    fn push_text(&self, out: &mut String) {
        for node in &self.children {
            match node {
                Node::Text(text) => out.push_str(text),
                Node::Element(element) => element.push_text(out),
            }
        }
    }

    /// The content as markup, for inline XHTML.
    pub(super) fn inner_markup(&self) -> String {
        let mut out = String::new();
        for node in &self.children {
            match node {
                Node::Text(text) => out.push_str(&quick_xml::escape::partial_escape(text.as_str())),
                Node::Element(element) => {
                    out.push('<');
                    out.push_str(&element.name);
                    for (key, value) in &element.attributes {
                        if key != "xmlns" && !key.starts_with("xmlns:") {
                            out.push_str(&format!(" {key}=\"{}\"", quick_xml::escape::escape(value.as_str())));
                        }
                    }
                    out.push('>');
                    out.push_str(&element.inner_markup());
                    out.push_str(&format!("</{}>", element.name));
                }
            }
        }
        out
    }
}

/// Reads a document into a root whose children are what stands at the top.
pub(super) fn read(text: &str) -> Element {
    let mut reader = Reader { text, at: 0, stack: vec![Element::default()], scopes: vec![Vec::new()], elements: 0 };
    reader.run();
    while reader.stack.len() > 1 {
        reader.close_top(false);
    }
    reader.stack.pop().unwrap_or_default()
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    stack: Vec<Element>,
    /// Prefixes declared by each open element.
    scopes: Vec<Vec<(String, Rc<str>)>>,
    elements: usize,
}

impl<'t> Reader<'t> {
    fn run(&mut self) {
        while self.at < self.text.len() && self.elements < MAX_ELEMENTS {
            let rest = &self.text[self.at..];
            if rest.starts_with("<!--") {
                self.at += rest.find("-->").map_or(rest.len(), |end| end + 3);
            } else if let Some(data) = rest.strip_prefix("<![CDATA[") {
                let end = data.find("]]>").unwrap_or(data.len());
                self.push_text(data[..end].to_owned());
                self.at += (9 + end + 3).min(rest.len());
            } else if rest.starts_with("<!") {
                self.at += doctype_length(rest);
            } else if rest.starts_with("<?") {
                self.at += rest.find("?>").map_or_else(|| rest.find('>').map_or(rest.len(), |e| e + 1), |end| end + 2);
            } else if rest.starts_with("</") && rest[2..].starts_with(name_start) {
                let end = rest.find('>').unwrap_or(rest.len());
                let name = rest[2..end].trim().to_owned();
                self.at += (end + 1).min(rest.len());
                self.end(&name);
            } else if rest.starts_with('<') && rest[1..].starts_with(name_start) {
                self.start(rest);
            } else {
                // A `<` that starts no tag is text: step over the first character, then on to the next one.
                let first = rest.chars().next().map_or(1, char::len_utf8);
                let length = rest[first..].find('<').map_or(rest.len(), |next| next + first);
                self.push_text(unescape(&rest[..length]));
                self.at += length;
            }
        }
    }

    fn push_text(&mut self, text: String) {
        if let Some(top) = self.stack.last_mut() {
            top.children.push(Node::Text(text));
        }
    }

    fn start(&mut self, rest: &'t str) {
        let (tag, length) = tag(rest);
        self.at += length;
        self.elements += 1;
        let mut scope = Vec::new();
        for (key, value) in &tag.attributes {
            if key == "xmlns" {
                scope.push((String::new(), Rc::from(value.trim().to_ascii_lowercase())));
            } else if let Some(prefix) = key.strip_prefix("xmlns:") {
                scope.push((prefix.to_owned(), Rc::from(value.trim().to_ascii_lowercase())));
            }
        }
        // An item or entry inside an item or entry: the first was never closed.
        let (prefix, local) = split(&tag.name);
        if matches!(local.as_str(), "item" | "entry")
            && self.stack.last().is_some_and(|top| top.name == local)
            && !tag.empty
        {
            self.close_top(true);
        }
        self.scopes.push(scope);
        let space = self.resolve(&prefix);
        let attributes = tag
            .attributes
            .into_iter()
            .map(|(key, value)| {
                if key.starts_with("xmlns") || key.starts_with("xml:") { (key, value) } else { (split(&key).1, value) }
            })
            .collect();
        self.stack.push(Element { space, name: local, attributes, children: Vec::new(), closed: false });
        if tag.empty || self.stack.len() > MAX_DEPTH {
            self.close_top(true);
        }
    }

    fn resolve(&self, prefix: &str) -> Rc<str> {
        let found = self.scopes.iter().rev().flatten().find(|(name, _)| name == prefix);
        found.map_or_else(|| Rc::from(prefix), |(_, uri)| Rc::clone(uri))
    }

    fn end(&mut self, name: &str) {
        let (_, local) = split(name);
        if let Some(depth) = self.stack.iter().rposition(|open| open.name == local).filter(|depth| *depth > 0) {
            while self.stack.len() > depth {
                self.close_top(true);
            }
        }
    }

    fn close_top(&mut self, closed: bool) {
        if let Some(mut element) = self.stack.pop() {
            element.closed = closed;
            element.children.shrink_to_fit();
            self.scopes.pop();
            match self.stack.last_mut() {
                Some(parent) => parent.children.push(Node::Element(Box::new(element))),
                None => self.stack.push(element),
            }
        }
    }
}

/// `prefix:local`, both in lower case.
fn split(name: &str) -> (String, String) {
    let name = name.to_ascii_lowercase();
    match name.split_once(':') {
        Some((prefix, local)) => (prefix.to_owned(), local.to_owned()),
        None => (String::new(), name),
    }
}

fn name_start(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
    empty: bool,
}

/// Reads `<name a="b" …>` at the start of `rest`; gives the tag and its length in bytes.
fn tag(rest: &str) -> (Tag, usize) {
    let name_length = rest[1..].find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(rest.len() - 1);
    let mut tag = Tag { name: rest[1..=name_length].to_owned(), attributes: Vec::new(), empty: false };
    let mut at = 1 + name_length;
    loop {
        at += rest[at..].len() - rest[at..].trim_start().len();
        let left = &rest[at..];
        if left.is_empty() {
            return (tag, at);
        }
        if left.starts_with('>') {
            return (tag, at + 1);
        }
        if left.starts_with("/>") {
            tag.empty = true;
            return (tag, at + 2);
        }
        if left.starts_with('<') {
            return (tag, at); // the tag was never closed
        }
        let key_length =
            left.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/' | '<')).unwrap_or(left.len());
        if key_length == 0 {
            at += left.chars().next().map_or(1, char::len_utf8);
            continue;
        }
        let key = left[..key_length].to_ascii_lowercase();
        at += key_length;
        let after = rest[at..].trim_start();
        let Some(value) = after.strip_prefix('=') else {
            tag.attributes.push((key, String::new()));
            continue;
        };
        let value = value.trim_start();
        at = rest.len() - value.len();
        let (raw, used) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => match value[1..].find(quote) {
                Some(end) => (&value[1..=end], end + 2),
                None => (&value[1..], value.len()),
            },
            _ => {
                let end = value.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(value.len());
                (&value[..end], end)
            }
        };
        if tag.attributes.len() < 64 {
            tag.attributes.push((key, unescape(raw)));
        }
        at += used;
    }
}

/// Length of `<!DOCTYPE … [ … ]>`.
fn doctype_length(rest: &str) -> usize {
    let mut depth = 0_i32;
    for (at, c) in rest.char_indices() {
        match c {
            '[' => depth += 1,
            ']' => depth -= 1,
            '>' if depth <= 0 => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// Resolves numeric, XML and HTML entities; what is none stays as it stands.
pub(crate) fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let name = rest[1..].find(|c: char| !(c.is_ascii_alphanumeric() || c == '#')).map(|end| &rest[1..=end]);
        match name.filter(|name| rest[1 + name.len()..].starts_with(';')).and_then(|name| Some((name, resolve(name)?)))
        {
            Some((name, value)) => {
                out.push_str(&value);
                rest = &rest[name.len() + 2..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn resolve(name: &str) -> Option<String> {
    let Some(number) = name.strip_prefix('#') else {
        return quick_xml::escape::resolve_html5_entity(name).map(str::to_owned);
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    // The bytes 0x80–0x9f written as numbers mean windows-1252, as every browser reads them.
    let c = if (0x80..0xa0).contains(&code) {
        encoding_rs::WINDOWS_1252.decode(&[code as u8]).0.chars().next()
    } else {
        char::from_u32(code)
    };
    c.map(|c| if allowed(c) { c.to_string() } else { String::new() })
}

/// What XML 1.0 allows in a document.
pub(super) fn allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_on_behind_what_is_broken() {
        let root = read("<rss><channel><title>A & B &nbsp; &bogus; &#8220;</title><item a=b><b>x</i></item></channel>");
        assert!(root.text().starts_with("A & B \u{a0} &bogus; “"));
        let channel = root.elements().next().and_then(|rss| rss.elements().next()).map(|c| c.elements().count());
        assert_eq!(channel, Some(2));
    }

    #[test]
    fn entity_bombs_stay_small() {
        let root = read("<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><rss><title>&b;</title></rss>");
        assert_eq!(root.text(), "&b;");
    }

    proptest::proptest! {
        #[test]
        fn never_panics(text in "(<|>|/|&|;|\"|=| |\\PC|[a-c]|<item>|</item>|<!\\[CDATA\\[|-->){0,60}") {
            let _ = read(&text).text();
        }
    }
}
