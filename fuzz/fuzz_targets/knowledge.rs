//! Any text is knowledge or a list of problems.
#![no_main]

use wirewatch::knowledge::{Source, load};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let file = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    let crisis = "name = \"Fuzz\"\ncountries = [\"UA\"]\nadversaries = [\"RU\"]\nthreshold = 3.0\n[terms]\n\"war\" = 1.0\n";
    let _ = load(&Source { files: vec![file("crisis/fuzz.toml", crisis), file("knowledge/fuzz.toml", text)] });
});
