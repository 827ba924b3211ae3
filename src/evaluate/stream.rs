//! How well are articles gathered? B³ (Bagga and Baldwin 1998) over a stream with story labels.

use super::Ratio;
use crate::alert::{AlertKind, Replay, Rule};
use crate::extract::{Record, Status};
use crate::knowledge::Knowledge;
use crate::story::Gist;
use jiff::Timestamp;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// An article of a stream: its record, the story that a reader puts it in, and when it came.
#[derive(Debug)]
pub struct Labelled {
    /// As extracted.
    pub record: Record,
    /// The reader's story.
    pub story: String,
    /// Arrival.
    pub at: Timestamp,
    /// The reader's count of independent sources once it has come.
    pub independent: Option<usize>,
    /// How far it says the story's event has come, where that is its news.
    pub change: Option<Status>,
}

/// What came out.
#[derive(Debug, Clone, Default, Serialize)]
pub struct StreamScore {
    /// Articles.
    pub articles: usize,
    /// Articles that are not about the crisis: the daemon does not gather them.
    pub irrelevant: usize,
    /// Stories of the reader.
    pub stories: usize,
    /// Stories found.
    pub found: usize,
    /// Share of an article's found companions that belong to it, over all articles.
    pub precision: f64,
    /// Share of an article's true companions that were found.
    pub recall: f64,
    /// Their harmonic mean.
    pub f1: f64,
    /// Alerts `new`.
    pub new: usize,
    /// Alerts `update`.
    pub updates: usize,
    /// Counts of independent sources that are the reader's.
    pub independent: Ratio,
    /// Changes of status that were told as such.
    pub changes: Ratio,
    /// Changes of status told that are none.
    pub false_changes: usize,
    /// Articles that lie with others than the reader's, for a person.
    pub differences: Vec<String>,
    /// Each alert: kind, story of the reader, headline.
    pub alerts: Vec<String>,
}

/// Runs the stream, in the order given.
#[must_use]
pub fn stream(articles: &[Labelled], rules: &[Rule], known: &Knowledge) -> StreamScore {
    let mut replay = Replay::new(rules, known);
    let mut score = StreamScore { articles: articles.len(), ..StreamScore::default() };
    let mut found: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut own: Vec<String> = Vec::new();
    for (at, article) in articles.iter().enumerate() {
        let gist = Gist::of(&article.record, known, article.at);
        let step = replay.step(&article.record, &gist, None, article.at);
        found.entry(step.story.clone()).or_default().push(at);
        score.irrelevant += usize::from(!article.record.relevant);
        own.push(step.story);
        if let Some(wanted) = article.independent {
            score.independent.note(wanted == step.independent);
            if wanted != step.independent {
                score
                    .differences
                    .push(format!("{}: {} independent sources, not {wanted}", article.record.id, step.independent));
            }
        }
        let change = step.judgement.change;
        if article.change.is_some() {
            score.changes.note(change == article.change);
        } else if change.is_some() {
            score.false_changes += 1;
        }
        if let Some(alert) = step.judgement.alert {
            match alert.kind {
                AlertKind::New => score.new += 1,
                _ => score.updates += 1,
            }
            score.alerts.push(format!("{:?} {}: {}", alert.kind, article.story, alert.headline));
        }
    }
    let mut gold: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, article) in articles.iter().enumerate() {
        gold.entry(&article.story).or_default().push(at);
    }
    (score.stories, score.found) = (gold.len(), found.len());
    let n = articles.len().max(1) as f64;
    for (at, article) in articles.iter().enumerate() {
        let (with, of) = (&found[&own[at]], &gold[article.story.as_str()]);
        let right = with.iter().filter(|i| of.contains(i)).count() as f64;
        score.precision += right / with.len() as f64 / n;
        score.recall += right / of.len() as f64 / n;
        if with.len() != right as usize || of.len() != right as usize {
            let others: BTreeSet<&str> = with.iter().map(|i| articles[*i].story.as_str()).collect();
            score.differences.push(format!(
                "{} ({}) lies with {:?}, {} of {}",
                article.record.id,
                article.record.title,
                others,
                right,
                of.len()
            ));
        }
    }
    let sum = score.precision + score.recall;
    score.f1 = if sum > 0.0 { 2.0 * score.precision * score.recall / sum } else { 0.0 };
    score
}
