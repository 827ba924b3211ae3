//! Documents of the wild, and what is to be seen in them.

use super::*;

fn titles(document: &str) -> Vec<String> {
    parse(document.as_bytes(), None, Some("https://example.org/feed"))
        .expect("a feed")
        .entries
        .into_iter()
        .map(|e| e.title)
        .collect()
}

#[test]
fn rss_atom_rdf_and_json() {
    assert_eq!(
        titles("<rss version='2.0'><channel><title>x</title><item><title>a &amp; b</title></item></channel></rss>"),
        ["a & b"]
    );
    assert_eq!(
        titles(
            "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title type='html'>a &lt;b&gt;c&lt;/b&gt;</title></entry></feed>"
        ),
        ["a <b>c</b>"]
    );
    assert_eq!(
        titles(
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'><channel/><item><title>one</title></item></rdf:RDF>"
        ),
        ["one"]
    );
    assert_eq!(
        titles(
            r#"{"version":"https://jsonfeed.org/version/1.1","title":"J","items":[{"id":"1","title":"one","content_text":"x"}]}"#
        ),
        ["one"]
    );
}

#[test]
fn dates_and_links_are_read() {
    let feed = parse(b"<rss><channel><ttl>30</ttl><item><title>t</title><link>/a</link><pubDate>Mon, 07 Feb 2022 09:30:00 GMT</pubDate></item></channel></rss>", None, Some("https://e.org/feed")).expect("a feed");
    assert_eq!(feed.ttl_minutes, Some(30));
    assert_eq!(feed.entries[0].link.as_deref(), Some("https://e.org/a"));
    assert_eq!(feed.entries[0].published.map(|t| t.to_string()).as_deref(), Some("2022-02-07T09:30:00Z"));
}

#[test]
fn whole_entries_before_a_break_count() {
    assert_eq!(
        titles("<rss><channel><item><title>one</title><link>http://e.org/1</link></item><item><title>tw"),
        ["one"]
    );
}

#[test]
fn a_web_page_is_told_with_its_feeds() {
    let page = "<!doctype html><html><head><link rel=alternate type='application/rss+xml' href='/rss'></head><body>hi</body></html>";
    assert_eq!(
        parse(page.as_bytes(), None, Some("https://e.org/")),
        Err(FeedError::WebPage(vec!["https://e.org/rss".to_owned()]))
    );
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400)) {
        let _ = parse(&bytes, None, None);
    }
}
