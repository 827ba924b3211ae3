//! Does the cost of a record grow with the stories kept? A stream of records in virtual time, 2,000 a day.
//! `cargo bench --bench stories` (a million), `cargo bench --bench stories -- 100000`

use jiff::{Timestamp, ToSpan};
use std::fmt::Write as _;
use std::time::{Duration, Instant};
use wirewatch::alert::Replay;
use wirewatch::article::Article;
use wirewatch::config::Config;
use wirewatch::extract::{Record, extract};
use wirewatch::knowledge::{Source, load};
use wirewatch::story::Gist;

const A_DAY: usize = 2_000;
const BLOCK: usize = 100_000;

fn templates(known: &wirewatch::knowledge::Knowledge) -> Vec<Record> {
    let towns: Vec<&str> = known
        .places
        .iter()
        .filter(|p| p.country.as_deref() == Some("UA") && !p.is_country && !p.is_region)
        .map(|p| p.name.as_str())
        .take(400)
        .collect();
    let mut out = Vec::new();
    for (n, town) in towns.iter().enumerate() {
        let texts = [
            format!("Russian drones struck a depot in {town}, killing {} people, the governor said.", n % 9 + 2),
            format!(
                "Ukrainian President Volodymyr Zelensky met Emmanuel Macron in {town} to discuss {n} items of aid."
            ),
            format!("Residents of {town} protested against power cuts that left {n} houses dark, the mayor said."),
        ];
        for text in texts {
            let article =
                Article { title: text.clone(), body: text, lang: Some("en".to_owned()), ..Article::default() };
            let mut record = extract(&article, known);
            record.body = Some(article.body);
            out.push(record);
        }
    }
    out
}

fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmRSS")).unwrap_or("0");
    line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).unwrap_or(0)
}

fn main() {
    let count: usize = std::env::args().find_map(|a| a.parse().ok()).unwrap_or(1_000_000);
    let known = load(&Source::embedded()).expect("the built-in knowledge loads");
    let config = Config::parse(wirewatch::config::BUILT_IN, std::path::Path::new("built-in")).expect("is sound");
    let templates = templates(&known);
    let start: Timestamp = "2024-01-01T00:00:00Z".parse().expect("a time");
    let mut replay = Replay::new(&config.alert, &known);
    let (mut spent, mut alerts) = (Duration::ZERO, 0);
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    for n in 0..count {
        // xorshift64: the same stream at every run.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let mut record = templates[state as usize % templates.len()].clone();
        let at = start.checked_add(((n * 86_400 / A_DAY) as i64).seconds()).expect("a time");
        record.published = Some(at.to_string());
        record.id = format!("r{n}");
        record.url = format!("https://outlet{}.example/{n}", state % 97);
        let mut body = record.body.take().unwrap_or_default();
        for word in 0..40 {
            let _ = write!(body, " w{:x}", (state ^ (word * 0x9e37_79b9)).wrapping_mul(0x2545_f491_4f6c_dd1d) >> 40);
        }
        record.body = Some(body);
        let begin = Instant::now();
        let gist = Gist::of(&record, &known, at);
        let step = replay.step(&record, &gist, None, at);
        spent += begin.elapsed();
        alerts += usize::from(step.judgement.alert.is_some());
        if (n + 1) % BLOCK == 0 || n + 1 == count {
            let block = (n % BLOCK + 1) as f64;
            println!(
                "{:>9} records: {:6.1} µs a record, {} stories open, {alerts} alerts, {} MB resident",
                n + 1,
                spent.as_secs_f64() * 1e6 / block,
                replay.open(),
                resident() / 1024
            );
            spent = Duration::ZERO;
        }
    }
}
