//! Autodiscovery: the feeds that a web page names in its head.

use super::markup::{Element, read};

/// Addresses of `<link rel="alternate" type="application/rss+xml|atom+xml|feed+json">`, resolved against `address`.
#[must_use]
pub fn discover(page: &str, address: Option<&str>) -> Vec<String> {
    let mut found = Vec::new();
    walk(&read(page), address, &mut found);
    found
}

fn walk(element: &Element, address: Option<&str>, found: &mut Vec<String>) {
    for child in element.elements() {
        let is = |name: &str, wanted: &[&str]| {
            child.attribute(name).is_some_and(|v| wanted.iter().any(|w| v.to_ascii_lowercase().contains(w)))
        };
        if child.name == "link" && is("rel", &["alternate"]) && is("type", &["rss", "atom", "feed+json"]) {
            found.extend(child.attribute("href").map(|href| super::resolve(href, address)));
        }
        walk(child, address, found);
    }
}
