//! Any text is an OPML document or an error.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    let _ = wirewatch::feed::read_opml(text);
});
