//! Any bytes are a feed document or an error, never a panic; the keys of what was read are never empty.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(document) = wirewatch::feed::parse(bytes, None, Some("https://example.org/feed")) {
        let keys = wirewatch::feed::keys("https://example.org/feed", &document.entries);
        assert!(keys.iter().all(|k| !k.0.is_empty()));
    }
});
