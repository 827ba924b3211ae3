//! `wirewatch evaluate`: how good is extraction on annotated articles?

use super::{ConfigOption, Failure, print_line};
use crate::article::Article;
use crate::evaluate::{Annotated, Ratio, Score};
use crate::extract::{Record, extract};
use clap::Args;
use rayon::prelude::*;
use std::path::PathBuf;

/// Precision, recall and F1 of extraction on annotated articles, and what was missed
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  wirewatch evaluate tests/gold/development.jsonl --show events\n\n\
GOLD.jsonl holds one article a line: {id,title,published,lang,body,gold:{relevant,actors,events,quotes,quantities,dates,places}}")]
pub(super) struct Options {
    #[command(flatten)]
    config: ConfigOption,
    /// Annotated articles, one JSON object a line
    gold: PathBuf,
    /// One JSON object instead of a table
    #[arg(long)]
    json: bool,
    /// List each miss and each false find of a field (actors, events, quotes, figures, dates, places) or of `all`
    #[arg(long, value_name = "FIELD")]
    show: Option<String>,
}

pub(super) fn run(options: &Options) -> Result<(), Failure> {
    let known = &options.config.load()?.knowledge().map_err(Failure)?;
    let path = options.gold.display();
    let text = std::fs::read_to_string(&options.gold).map_err(|e| Failure::wrong(format!("{path}: {e}")))?;
    let mut articles = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let article: Annotated = serde_json::from_str(line)
            .map_err(|e| Failure::wrong(format!("{path}:{}: not an annotated article: {e}", number + 1)))?;
        articles.push(article);
    }
    let records: Vec<Record> = articles.par_iter().map(|a| extract(&article(a), known)).collect();
    let mut score = Score::default();
    for (article, record) in articles.iter().zip(&records) {
        score.add(article, record);
    }
    if options.json {
        let json = serde_json::to_string(&score).map_err(|e| Failure::wrong(e.to_string()))?;
        return print_line(&json);
    }
    table(&score)?;
    if let Some(field) = &options.show {
        for d in score.differences.iter().filter(|d| field == "all" || field == d.field) {
            let sign = if d.missed { "missed" } else { "false " };
            print_line(&format!("{sign} {:8} {}: {} | {}", d.field, d.article, d.what, d.sentence))?;
        }
    }
    Ok(())
}

fn article(annotated: &Annotated) -> Article {
    let published = annotated.published.as_deref().and_then(|p| super::extract::published(p).ok());
    Article {
        id: annotated.id.clone(),
        url: annotated.url.clone(),
        title: annotated.title.clone(),
        body: annotated.body.clone(),
        lang: annotated.lang.clone(),
        published: published.map(|p| p.0),
        offset_minutes: published.map_or(0, |p| p.1),
        ..Article::default()
    }
}

fn table(score: &Score) -> Result<(), Failure> {
    print_line("field      precision  recall     F1  (right, false, missed)")?;
    for field in ["actors", "events", "quotes", "figures", "dates", "places"] {
        let count = score.fields.get(field).cloned().unwrap_or_default();
        print_line(&format!(
            "{field:10} {:9.3} {:7.3} {:6.3}  ({}, {}, {})",
            count.precision(),
            count.recall(),
            count.f1(),
            count.right,
            count.extra,
            count.missed
        ))?;
    }
    let ratio = |name: &str, r: Ratio| print_line(&format!("{name:28} {:.3}  ({} of {})", r.share(), r.right, r.of));
    ratio("relevance", score.relevance)?;
    ratio("status of events", score.status)?;
    ratio("date of events", score.event_date)?;
    ratio("targets of events", score.targets)?;
    ratio("kinds of actors", score.kinds)?;
    ratio("events of confidence >= 0.8", score.sure)
}
