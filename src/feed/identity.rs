//! Which entries are new: identity is several keys, and any that matches means "known".
//!
//! A guid alone fails both ways: publishers change it with the headline, and some give one guid to all
//! items. See [`keys`].

use super::Entry;
use crate::hash::short_hash;
use std::collections::HashMap;
use url::Url;

/// The keys of one entry; each is a short text that is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keys(pub Vec<String>);

/// Query parameters that say how a reader came, not what is read.
const TRACKING: &[&str] = &[
    "fbclid",
    "gclid",
    "dclid",
    "msclkid",
    "igshid",
    "mc_cid",
    "mc_eid",
    "cmpid",
    "cmp",
    "ocid",
    "ref",
    "ref_src",
    "smid",
    "rss",
    "xtor",
    "at_medium",
    "at_campaign",
    "ns_mchannel",
    "ns_source",
    "ns_campaign",
    "ns_linkname",
    "ns_fee",
    "partner",
    "taid",
    "traffic_source",
    "spm",
    "yclid",
    "maca",
    "wtmc",
    "feature",
];

/// The address without what does not tell pages apart: scheme, `www.`, tracking parameters, fragment, order of
/// the query, a trailing slash. For comparing only, not for fetching.
#[must_use]
pub fn canonical_url(address: &str) -> Option<String> {
    let url = Url::parse(address.trim()).ok().filter(|u| matches!(u.scheme(), "http" | "https"))?;
    let host = url.host_str()?.to_ascii_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let mut query: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(key, _)| {
            let key = key.to_ascii_lowercase();
            !key.starts_with("utm_") && !key.starts_with("at_") && !TRACKING.contains(&key.as_str())
        })
        .map(|(key, value)| (key.into_owned(), value.into_owned()))
        .collect();
    query.sort();
    let path = url.path().trim_end_matches('/');
    let port = url.port().map(|p| format!(":{p}")).unwrap_or_default();
    let mut out = format!("{host}{port}{path}");
    if !query.is_empty() {
        // Written as it is read: an escaped "&" within a value makes no second parameter.
        let pairs = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&query).finish();
        out.push('?');
        out.push_str(&pairs);
    }
    Some(out)
}

/// Keys of all entries of one document of the feed `feed`.
///
/// - `g`: guid within the feed; left out where the document repeats it.
/// - `u`: canonical address, across feeds; left out where the document repeats it (a feed whose links all lead home).
/// - `t`: title with the day of publication, within the feed; left out where the document repeats it.
/// - `c`: fingerprint of title and content within the feed.
///
/// One matching key makes an entry known only if it is a strong one: see `store`. An entry without any of
/// them still has `c`.
#[must_use]
pub fn keys(feed: &str, entries: &[Entry]) -> Vec<Keys> {
    let all: Vec<Vec<String>> = entries.iter().map(|entry| candidates(feed, entry)).collect();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for key in all.iter().flatten() {
        *counts.entry(key).or_default() += 1;
    }
    // The same item twice in one document (all keys alike) is a repetition, not a collision.
    let unique = |list: &Vec<String>| {
        let kept: Vec<String> =
            list.iter().filter(|key| key.starts_with("c:") || counts[key.as_str()] == 1).cloned().collect();
        Keys(kept)
    };
    all.iter().map(unique).collect()
}

fn candidates(feed: &str, entry: &Entry) -> Vec<String> {
    let title = normal(&entry.title);
    let mut out = Vec::with_capacity(4);
    if let Some(url) = entry.link.as_deref().and_then(canonical_url).filter(|u| u.contains(['/', '?'])) {
        out.push(format!("u:{}", short_hash(&[&url])));
    }
    if let Some(id) = entry.id.as_deref().map(str::trim).filter(|id| !id.is_empty()) {
        // A guid that is an address is compared like one: http → https makes nothing new.
        let id = canonical_url(id).unwrap_or_else(|| id.to_owned());
        out.push(format!("g:{}", short_hash(&[feed, &id])));
    }
    if title.chars().count() >= 12
        && let Some(published) = entry.published
    {
        let day = published.as_second().div_euclid(86_400).to_string();
        out.push(format!("t:{}", short_hash(&[feed, &title, &day])));
    }
    let content = entry.content.as_deref().map(normal).unwrap_or_default();
    let link = if content.len() < 80 {
        entry.link.as_deref().and_then(canonical_url).unwrap_or_default()
    } else {
        String::new()
    };
    out.push(format!("c:{}", short_hash(&[feed, &title, &content, &link])));
    out
}

/// Letters and digits only, in lower case.
fn normal(text: &str) -> String {
    let plain = crate::article::plain_text(text);
    plain.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: &str, title: &str, link: &str) -> Entry {
        Entry {
            id: Some(id.to_owned()),
            title: title.to_owned(),
            link: Some(link.to_owned()),
            published: Some(jiff::Timestamp::UNIX_EPOCH),
            ..Entry::default()
        }
    }

    #[test]
    fn tracking_scheme_and_order_make_nothing_new() {
        let a = canonical_url("http://www.example.org/a/?utm_source=rss&b=2&a=1#top");
        assert_eq!(a, canonical_url("https://example.org/a?a=1&b=2"));
        assert_ne!(a, canonical_url("https://example.org/a?a=1&b=3"));
        assert_ne!(a, canonical_url("https://example.org/a?a=1%26b%3D2"), "one parameter is not two");
    }

    #[test]
    fn one_guid_for_all_hides_nothing() {
        let list = [
            entry("same", "First long headline", "https://e.org/1"),
            entry("same", "Second long headline", "https://e.org/2"),
        ];
        let keys = keys("f", &list);
        assert!(keys.iter().flat_map(|k| &k.0).all(|k| !k.starts_with("g:")));
        assert!(keys[0].0.iter().all(|k| !keys[1].0.contains(k)));
    }

    #[test]
    fn a_new_guid_leaves_the_other_keys() {
        let before = keys("f", &[entry("1", "A long headline here", "https://e.org/1")]);
        let after = keys("f", &[entry("2", "A long headline here", "https://e.org/1?utm_medium=x")]);
        assert!(before[0].0.iter().any(|k| after[0].0.contains(k)));
    }
}
