//! Extraction of any text ends, and every span is true.
#![no_main]

use std::sync::LazyLock;
use wirewatch::article::Article;
use wirewatch::knowledge::{Knowledge, Source, load};

static KNOWN: LazyLock<Knowledge> = LazyLock::new(|| load(&Source::embedded()).expect("the built-in knowledge loads"));

libfuzzer_sys::fuzz_target!(|body: &str| {
    let article = Article {
        body: body.to_owned(),
        lang: Some("en".to_owned()),
        published: "2024-03-06T12:00:00Z".parse().ok(),
        ..Article::default()
    };
    let record = wirewatch::extract::extract(&article, &KNOWN);
    let chars: Vec<char> = body.chars().collect();
    for mention in record.actors.iter().flat_map(|a| &a.mentions) {
        assert_eq!(chars[mention.start..mention.end].iter().collect::<String>(), mention.text);
    }
});
