//! HTML fragments of feeds → plain text.

use crate::feed::unescape;

/// Elements that end a paragraph.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "br",
    "li",
    "ul",
    "ol",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "tr",
    "table",
    "figure",
    "figcaption",
    "section",
    "article",
];
/// Elements whose content is not text.
const SILENT: &[&str] = &["script", "style", "noscript", "iframe", "figcaption", "svg"];

/// The text of an HTML fragment: tags gone, entities resolved, paragraphs apart by an empty line, white space folded.
#[must_use]
pub fn plain_text(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let name: String = rest[1..]
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_ascii_lowercase();
        if name.is_empty() && !rest.starts_with("<!--") {
            out.push('<');
            rest = &rest[1..];
            continue;
        }
        let end =
            if rest.starts_with("<!--") { rest.find("-->").map(|e| e + 3) } else { rest.find('>').map(|e| e + 1) };
        if SILENT.contains(&name.as_str()) && !rest.starts_with("</") {
            let close = format!("</{name}");
            let skip = rest.to_ascii_lowercase().find(&close).unwrap_or(rest.len());
            rest = &rest[skip.max(1).min(rest.len())..];
            out.push_str("\n\n");
            continue;
        }
        if BLOCKS.contains(&name.as_str()) {
            out.push_str("\n\n");
        }
        rest = &rest[end.unwrap_or(rest.len())..];
    }
    out.push_str(rest);
    tidy(&unescape(&out))
}

/// Folds white space; keeps paragraphs.
pub(super) fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for paragraph in text.split("\n\n") {
        let mut words = paragraph.split_whitespace().peekable();
        if words.peek().is_none() {
            continue;
        }
        if !out.is_empty() {
            out.push_str("\n\n");
        }
        for (at, word) in words.enumerate() {
            if at > 0 {
                out.push(' ');
            }
            out.push_str(word);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_go_and_paragraphs_stay() {
        assert_eq!(plain_text("<p>One &amp; two</p><script>x</script><p>three<br/>four"), "One & two\n\nthree\n\nfour");
        assert_eq!(plain_text("3 < 4 and 5 > 2"), "3 < 4 and 5 > 2");
    }

    proptest::proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,80}") { let _ = plain_text(&text); }
    }
}
