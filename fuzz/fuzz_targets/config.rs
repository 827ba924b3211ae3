//! Any text is a configuration or a list of problems.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    let _ = wirewatch::config::Config::parse(text, std::path::Path::new("fuzz.toml"));
});
