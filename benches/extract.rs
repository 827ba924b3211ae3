//! How fast the pure core is, on texts of our own. `cargo bench`

use divan::counter::BytesCount;
use wirewatch::article::Article;
use wirewatch::knowledge::{Knowledge, Source, load};

fn main() {
    divan::main();
}

const PARAGRAPHS: &str = "Russian drones struck an apartment block in Kharkiv late on Monday, killing three people and wounding at least 14, the mayor Ihor Terekhov said. Rescuers searched the upper floors until dawn.\n\n“We will not give in,” Volodymyr Zelensky said in Kyiv after he had spoken to the French president by telephone for 40 minutes. The two are due to meet in Paris on Thursday.\n\nThe European Union imposed sanctions on Russia's largest oil traders and froze the assets of 28 people. Moscow rejected the measures as illegal and threatened to respond.\n\n";

fn article(paragraphs: usize) -> Article {
    Article {
        body: PARAGRAPHS.repeat(paragraphs),
        lang: Some("en".to_owned()),
        published: "2024-03-06T12:00:00Z".parse().ok(),
        ..Article::default()
    }
}

fn known() -> Knowledge {
    load(&Source::embedded()).expect("the built-in knowledge loads")
}

#[divan::bench(args = [1, 6, 24])]
fn extract(bencher: divan::Bencher, times: usize) {
    let (known, article) = (known(), article(times));
    bencher.counter(BytesCount::new(article.body.len())).bench_local(|| wirewatch::extract::extract(&article, &known));
}

#[divan::bench]
fn load_knowledge() -> Knowledge {
    known()
}

#[divan::bench]
fn parse_feed(bencher: divan::Bencher) {
    let items =
        "<item><title>A &amp; B</title><link>https://example.org/1</link><description>text</description></item>";
    let feed = format!("<rss version=\"2.0\"><channel>{}</channel></rss>", items.repeat(100));
    bencher.counter(BytesCount::new(feed.len())).bench_local(|| wirewatch::feed::parse(feed.as_bytes(), None, None));
}

/// The annotated articles of `tests/gold`, in five languages.
#[divan::bench]
fn extract_gold(bencher: divan::Bencher) {
    #[derive(serde::Deserialize)]
    struct Line {
        lang: String,
        body: String,
    }
    let texts = [include_str!("../tests/gold/development.jsonl"), include_str!("../tests/gold/held-out.jsonl")];
    let articles: Vec<Article> = texts
        .iter()
        .flat_map(|text| text.lines())
        .map(|line| serde_json::from_str::<Line>(line).expect("an annotated article"))
        .map(|line| Article { body: line.body, lang: Some(line.lang), ..article(0) })
        .collect();
    let known = known();
    bencher
        .counter(BytesCount::new(articles.iter().map(|a| a.body.len()).sum::<usize>()))
        .bench_local(|| articles.iter().map(|a| wirewatch::extract::extract(a, &known).events.len()).sum::<usize>());
}
