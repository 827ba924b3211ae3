//! `wirewatch replay`: what the rules would have raised from the stored records.

use super::{ConfigOption, Failure, open_store, print, print_line};
use crate::alert::{Alert, AlertKind, Replay, Rule};
use crate::config::Config;
use crate::extract::{Brief, Record};
use crate::knowledge::Knowledge;
use crate::store::{Store, StoreError, Stored};
use crate::story::{Gist, Kept, Traits};
use crate::units::Duration;
use clap::Args;
use jiff::Timestamp;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::mpsc::{SyncSender, sync_channel};

/// What the rules would have raised from the stored records; delivers nothing
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  wirewatch replay --since 7d\n  wirewatch replay --rules new-rules.toml --diff     # what they would add and drop"
)]
pub(super) struct Options {
    #[command(flatten)]
    config: ConfigOption,
    /// Records of the last 12h, 7d, 30d
    #[arg(long, value_name = "AGE", value_parser = Duration::parse, default_value = "30d")]
    since: Duration,
    /// A file with [[alert]] rules, instead of the configured ones
    #[arg(long, value_name = "FILE")]
    rules: Option<PathBuf>,
    /// Only what the rules of FILE would add (+) and drop (-)
    #[arg(long, requires = "rules")]
    diff: bool,
    /// One alert a line, as in the alert log
    #[arg(long)]
    json: bool,
}

/// Records that are parsed at once.
const BATCH: usize = 512;
/// Batches that wait between two stages.
const WAITING: usize = 2;

pub(super) fn run(options: &Options) -> Result<(), Failure> {
    let config = options.config.load()?;
    let known = config.knowledge().map_err(Failure)?;
    let store = open_store(&config)?;
    let other = match &options.rules {
        Some(path) => {
            let rules = Config::load(Some(path)).map_err(|p| Failure(p.iter().map(ToString::to_string).collect()))?;
            let problems = crate::config::check(&rules, &known);
            if !problems.is_empty() {
                return Err(Failure(problems.iter().map(ToString::to_string).collect()));
            }
            Some(rules.alert)
        }
        None => None,
    };
    let rules: Vec<&[Rule]> = match &other {
        Some(new) if options.diff => vec![&config.alert, new],
        Some(new) => vec![new],
        None => vec![&config.alert],
    };
    let since = Timestamp::now().checked_sub(options.since.signed()).map_or(0, Timestamp::as_second);
    if options.diff {
        let mut raised: Vec<Vec<Alert>> = vec![Vec::new(); rules.len()];
        play(&store, &config, &known, &rules, since, |run, alert| raised[run].push(alert))?;
        return diff(&raised[0], &raised[1], options.json);
    }
    let (mut alerts, mut new) = (0, 0);
    let (raised, to_show) = sync_channel::<Alert>(BATCH);
    let count = std::thread::scope(|scope| {
        // Shown while the next records are judged.
        let shown = scope.spawn(move || to_show.iter().try_for_each(|alert| show(&alert, "", options.json)));
        let count = play(&store, &config, &known, &rules, since, |_, alert| {
            alerts += 1;
            new += usize::from(alert.kind == AlertKind::New);
            // Nobody listens any more only if showing failed, which it tells itself.
            let _ = raised.send(alert);
        });
        drop(raised);
        joined(shown)?;
        count
    })?;
    eprintln!("wirewatch: {count} records, {alerts} alerts ({new} new, {} updates)", alerts - new);
    Ok(())
}

/// When a record was made, in seconds since 1970, and what is stored of it.
type Found = (i64, Stored);
/// The same, parsed.
type Parsed = (Timestamp, Record, Gist);

/// What a thread has made; its panic goes on in this one.
fn joined<T>(thread: std::thread::ScopedJoinHandle<T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Runs each set of rules over the records; how many there were. `raised` gets each alert with the number of its set.
fn play(
    store: &Store,
    config: &Config,
    known: &Knowledge,
    rules: &[&[Rule]],
    since: i64,
    mut raised: impl FnMut(usize, Alert) + Send,
) -> Result<usize, Failure> {
    let mut runs: Vec<Replay> = rules.iter().map(|r| Replay::new(r, known)).collect();
    let (mut count, mut unreadable) = (0, 0);
    let mut judge = |records: &[Option<Parsed>]| {
        for found in records {
            let Some((at, record, gist)) = found else {
                unreadable += 1;
                continue;
            };
            count += 1;
            let reliability = record.source.as_deref().and_then(|s| config.reliability(s));
            for (set, run) in runs.iter_mut().enumerate() {
                if let Some(alert) = run.step(record, gist, reliability, *at).judgement.alert {
                    raised(set, alert);
                }
            }
        }
    };
    // Three stages at once: a batch is read from the disk, one is parsed, one is judged (in order).
    std::thread::scope(|scope| {
        let (full, stored) = sync_channel(WAITING);
        let (ready, parsed) = sync_channel(WAITING);
        let stamp = Kept::stamp(known);
        let reader = scope.spawn(move || batched(store, since, stamp, &full));
        // Nobody listens any more only if the judging side panicked, which it tells itself.
        scope.spawn(move || stored.iter().try_for_each(|batch: Vec<Found>| ready.send(parse(&batch, known))));
        for batch in parsed {
            judge(&batch);
            // Judging is the longest of the three: it does not wait until all that is freed.
            rayon::spawn(|| drop(batch));
        }
        joined(reader).map_err(|e| Failure::wrong(e.to_string()))
    })?;
    // The process ends next: hundreds of thousands of pieces need not be freed one by one.
    std::mem::forget(runs);
    if unreadable > 0 {
        eprintln!("wirewatch: {unreadable} stored records cannot be read and are left out");
    }
    Ok(count)
}

fn batched(store: &Store, since: i64, stamp: i64, full: &SyncSender<Vec<Found>>) -> Result<(), StoreError> {
    let mut batch: Vec<Found> = Vec::with_capacity(BATCH);
    store.each_relevant(since, stamp, |made, stored| {
        batch.push((made, stored));
        if batch.len() >= BATCH {
            // Nobody listens any more only if the judging side panicked, which it tells itself.
            let _ = full.send(std::mem::take(&mut batch));
        }
    })?;
    let _ = full.send(batch);
    Ok(())
}

fn parse(batch: &[Found], known: &Knowledge) -> Vec<Option<Parsed>> {
    let read = |(made, stored): &Found| {
        let at = Timestamp::from_second(*made).ok()?;
        let (record, traits) = match stored {
            Stored::Kept(bytes) => Kept::read(bytes)?,
            Stored::Json(json) => {
                let record = Record::from(serde_json::from_str::<Brief>(json).ok()?);
                let traits = Traits::of(&record, known);
                (record, traits)
            }
        };
        let gist = Gist::with(traits, &record, known, at);
        Some((at, record, gist))
    };
    batch.par_iter().map(read).collect()
}

fn show(alert: &Alert, sign: &str, json: bool) -> Result<(), Failure> {
    if json {
        let line = serde_json::to_string(alert).map_err(|e| Failure::wrong(e.to_string()))?;
        return print_line(&if sign.is_empty() { line } else { format!("{sign} {line}") });
    }
    let at = alert.at.get(..16).unwrap_or(&alert.at).replace('T', " ");
    // A closed pipe (`| head`) ends the command quietly.
    let _ = write!(anstream::stdout(), "{sign}{at}  {}", print::alert(alert));
    Ok(())
}

/// By the article, the kind and the severity: the rule's name may have changed.
fn diff(old: &[Alert], new: &[Alert], json: bool) -> Result<(), Failure> {
    let key = |a: &Alert| {
        let article = a.evidence.first().map(|e| e.url.clone()).unwrap_or_default();
        (article, format!("{:?} {:?}", a.kind, a.severity))
    };
    let had: BTreeSet<_> = old.iter().map(key).collect();
    let has: BTreeSet<_> = new.iter().map(key).collect();
    let mut changes: Vec<(&Alert, &str)> = old.iter().filter(|a| !has.contains(&key(a))).map(|a| (a, "- ")).collect();
    changes.extend(new.iter().filter(|a| !had.contains(&key(a))).map(|a| (a, "+ ")));
    changes.sort_by(|a, b| a.0.at.cmp(&b.0.at).then(a.1.cmp(b.1)));
    for (alert, sign) in &changes {
        show(alert, if json { sign.trim() } else { sign }, json)?;
    }
    let added = changes.iter().filter(|(_, sign)| *sign == "+ ").count();
    eprintln!(
        "wirewatch: {} alerts before, {} with the new rules: {added} added, {} dropped",
        old.len(),
        new.len(),
        changes.len() - added
    );
    Ok(())
}
