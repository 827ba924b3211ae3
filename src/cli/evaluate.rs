//! `wirewatch evaluate`: how good is extraction on annotated articles?

use super::{ConfigOption, Failure, print_line};
use crate::evaluate::{Annotated, Labelled, Ratio, Score, stream};
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
    /// The articles are a stream with story labels ({id,title,url,source,published,lang,body,story}, in the order of arrival): how well
    /// are they gathered? `independent` and `change` are looked at where an article has them
    #[arg(long)]
    stories: bool,
}

pub(super) fn run(options: &Options) -> Result<(), Failure> {
    let config = options.config.load()?;
    let known = &config.knowledge().map_err(Failure)?;
    let path = options.gold.display();
    let text = std::fs::read_to_string(&options.gold).map_err(|e| Failure::wrong(format!("{path}: {e}")))?;
    let mut articles = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let article: Annotated = serde_json::from_str(line)
            .map_err(|e| Failure::wrong(format!("{path}:{}: not an annotated article: {e}", number + 1)))?;
        articles.push(article);
    }
    let mut records: Vec<Record> = articles.par_iter().map(|a| extract(&a.article(), known)).collect();
    if options.stories {
        for (record, article) in records.iter_mut().zip(&articles) {
            record.body = Some(article.body.clone());
        }
        return gathered(options, &config.alert, known, &articles, records);
    }
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

fn gathered(
    options: &Options,
    rules: &[crate::alert::Rule],
    known: &crate::knowledge::Knowledge,
    articles: &[Annotated],
    records: Vec<Record>,
) -> Result<(), Failure> {
    let mut labelled = Vec::new();
    for (record, article) in records.into_iter().zip(articles) {
        let story = article.story.clone();
        let story = story.ok_or_else(|| Failure::wrong(format!("article '{}' has no `story`", article.id)))?;
        let at = record.published.as_deref().and_then(|p| p.parse().ok());
        let at = at.ok_or_else(|| Failure::wrong(format!("article '{}' has no `published`", article.id)))?;
        labelled.push(Labelled { record, story, at, independent: article.independent, change: article.change });
    }
    let score = stream(&labelled, rules, known);
    if options.json {
        return print_line(&serde_json::to_string(&score).map_err(|e| Failure::wrong(e.to_string()))?);
    }
    print_line(&format!(
        "{} articles, {} stories, {} found: B3 precision {:.3}, recall {:.3}, F1 {:.3}; alerts: {} new, {} updates",
        score.articles, score.stories, score.found, score.precision, score.recall, score.f1, score.new, score.updates
    ))?;
    if score.irrelevant > 0 {
        print_line(&format!("{} articles are not about the crisis: the daemon would skip them", score.irrelevant))?;
    }
    print_line(&format!(
        "independent sources right for {} of {} stories; {} of {} changes of status told, {} told that are none",
        score.independent.right, score.independent.of, score.changes.right, score.changes.of, score.false_changes
    ))?;
    let shown =
        if options.show.is_some() { score.differences.iter().chain(&score.alerts).collect() } else { Vec::new() };
    shown.into_iter().try_for_each(|line| print_line(line))
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
