//! OPML: the feed readers' way to pass subscriptions on.

use opml::{Head, OPML};

/// A subscription of an OPML document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    /// What the user calls it.
    pub name: String,
    /// Address of the feed.
    pub url: String,
}

/// The subscriptions of an OPML document, folders flattened.
///
/// # Errors
/// Says why the document is no OPML.
pub fn read_opml(text: &str) -> Result<Vec<Outline>, String> {
    let document = OPML::from_str(text).map_err(|error| format!("not an OPML document: {error}"))?;
    let mut found = Vec::new();
    let mut left: Vec<_> = document.body.outlines.into_iter().rev().collect();
    while let Some(outline) = left.pop() {
        if let Some(url) = outline.xml_url {
            let name = outline.title.filter(|t| !t.is_empty()).unwrap_or(outline.text);
            found.push(Outline { name, url });
        }
        left.extend(outline.outlines.into_iter().rev());
    }
    Ok(found)
}

/// Writes subscriptions as OPML 2.0.
///
/// # Errors
/// If the document cannot be serialised.
pub fn write_opml(outlines: &[Outline]) -> Result<String, String> {
    let mut document =
        OPML { head: Some(Head { title: Some("wirewatch feeds".to_owned()), ..Head::default() }), ..OPML::default() };
    for outline in outlines {
        document.add_feed(&outline.name, &outline.url);
    }
    document.to_string().map_err(|error| error.to_string())
}
