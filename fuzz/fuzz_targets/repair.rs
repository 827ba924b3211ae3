//! Whatever charset a server claims and wherever a document breaks off, what is read is whole: reading is a function of the
//! bytes, no entry is without a key, and no canonical address holds a fragment or a blank.
#![no_main]

use wirewatch::feed::{canonical_url, discover, keys, parse};

const CHARSETS: [&str; 6] = ["utf-8", "windows-1251", "koi8-r", "utf-16le", "shift_jis", "nonsense"];
const ADDRESS: &str = "https://example.org/feed";

libfuzzer_sys::fuzz_target!(|input: (u8, u16, &[u8])| {
    let (charset, cut, bytes) = input;
    let kind = format!("text/xml; charset={}", CHARSETS[usize::from(charset) % CHARSETS.len()]);
    let bytes = &bytes[..bytes.len().min(usize::from(cut))];
    let read = || parse(bytes, Some(&kind), Some(ADDRESS));
    if let (Ok(document), Ok(again)) = (read(), read()) {
        let found = keys(ADDRESS, &document.entries);
        assert!(found.iter().all(|k| !k.0.is_empty()));
        assert_eq!(found, keys(ADDRESS, &again.entries));
        for link in document.entries.iter().filter_map(|e| e.link.as_deref()) {
            if let Some(canonical) = canonical_url(link) {
                assert!(!canonical.contains(['#', ' ', '\n']), "{canonical}");
            }
        }
    }
    let _ = discover(&String::from_utf8_lossy(bytes), Some(ADDRESS));
});
