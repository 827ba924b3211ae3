//! Any text is a page with an article, a wall, or nothing.
#![no_main]

libfuzzer_sys::fuzz_target!(|html: &str| {
    let _ = wirewatch::article::read_page(html, Some("https://example.org/page"));
    let _ = wirewatch::article::plain_text(html);
});
