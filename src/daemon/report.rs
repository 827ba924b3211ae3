//! How the daemon is: one line for systemd, a file of figures for a metrics collector.

use super::Daemon;
use std::fmt::Write as _;
use std::path::Path;

/// How it is now.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) feeds: usize,
    pub(super) feeds_failing: usize,
    pub(super) backlog: i64,
    pub(super) open_stories: usize,
    /// Sinks that fail, and why.
    pub(super) sinks_failing: Vec<(String, String)>,
    /// Sink and what waits for it.
    pub(super) waiting: Vec<(String, i64)>,
    /// Since when no feed answers.
    pub(super) outage: Option<jiff::Timestamp>,
    /// What the last write failed of.
    pub(super) trouble: Option<String>,
    pub(super) write_failures: u64,
    /// Counts since the beginning.
    pub(super) counts: Vec<(String, i64)>,
}

impl Report {
    /// Asks the store and the tasks.
    pub(super) fn of(daemon: &Daemon, open_stories: usize) -> Self {
        let setup = daemon.setup();
        let store = &daemon.store;
        let (mut trouble, write_failures) = store.trouble();
        let mut told = |error: crate::store::StoreError| trouble = Some(error.to_string());
        let watched = |url: &str| setup.config.feed.iter().any(|f| f.url.as_str() == url);
        let feeds = store.feeds().map_err(&mut told).unwrap_or_default();
        let backlog = store.backlog().map_err(&mut told).unwrap_or_default();
        let counts = store.counters().map_err(&mut told).unwrap_or_default();
        let waiting = store.open_deliveries().map_err(&mut told).unwrap_or_default();
        Self {
            feeds: setup.config.feed.len(),
            feeds_failing: feeds.iter().filter(|f| f.last_error.is_some() && watched(&f.url)).count(),
            backlog,
            open_stories,
            sinks_failing: daemon.failing().iter().map(|(sink, error)| (sink.clone(), error.clone())).collect(),
            waiting: waiting.into_iter().map(|(sink, n, _)| (sink, n)).collect(),
            outage: daemon.reach().down(),
            trouble,
            write_failures,
            counts,
        }
    }

    /// One line, worst first.
    pub(super) fn status(&self) -> String {
        let mut parts = Vec::new();
        if let Some(trouble) = &self.trouble {
            parts.push(format!("degraded: {trouble}"));
        }
        if let Some(since) = self.outage {
            parts.push(format!("no feed answers since {since}"));
        }
        parts.extend(self.sinks_failing.iter().map(|(sink, error)| format!("sink {sink} fails: {error}")));
        let failing = if self.feeds_failing > 0 { format!(", {} failing", self.feeds_failing) } else { String::new() };
        parts.push(format!("watching {} feeds{failing}", self.feeds));
        if self.backlog > 0 {
            parts.push(format!("backlog {}", self.backlog));
        }
        crate::safe::safe(&parts.join("; "))
    }

    /// In the text format of Prometheus.
    pub(super) fn metrics(&self) -> String {
        let mut out = String::new();
        let gauges = [
            ("feeds", "Feeds that are watched.", self.feeds as i64),
            ("feeds_failing", "Feeds whose last poll failed.", self.feeds_failing as i64),
            ("entries_waiting", "Entries that wait to be read.", self.backlog),
            ("stories_open", "Stories that take articles.", self.open_stories as i64),
            ("network_down", "1 while no feed answers.", i64::from(self.outage.is_some())),
            ("store_failing", "1 while the last write to the database failed.", i64::from(self.trouble.is_some())),
            ("sinks_failing", "Sinks whose last delivery failed.", self.sinks_failing.len() as i64),
        ];
        // Writing to a string cannot fail.
        for (name, help, value) in gauges {
            let _ = writeln!(
                out,
                "# HELP wirewatch_{name} {help}\n# TYPE wirewatch_{name} gauge\nwirewatch_{name} {value}"
            );
        }
        let _ = writeln!(
            out,
            "# HELP wirewatch_deliveries_waiting Alerts that wait for a sink.\n# TYPE wirewatch_deliveries_waiting gauge"
        );
        for (sink, n) in &self.waiting {
            let _ = writeln!(out, "wirewatch_deliveries_waiting{{sink={}}} {n}", label(sink));
        }
        let _ = writeln!(
            out,
            "# HELP wirewatch_store_failures_total Writes to the database that failed since the start.\n# TYPE wirewatch_store_failures_total counter\nwirewatch_store_failures_total {}",
            self.write_failures
        );
        let _ = writeln!(
            out,
            "# HELP wirewatch_total What happened since the beginning, as `wirewatch status` counts it.\n# TYPE wirewatch_total counter"
        );
        for (name, n) in &self.counts {
            let _ = writeln!(out, "wirewatch_total{{what={}}} {n}", label(name));
        }
        out
    }

    /// Puts the figures where a collector reads them: whole, or not at all.
    pub(super) fn write(&self, folder: &Path) {
        let path = folder.join("metrics.prom");
        if let Err(error) = crate::whole::write(&path, self.metrics()) {
            tracing::debug!(%error, path = %path.display(), "The metrics cannot be written.");
        }
    }
}

/// A label's value in quotes.
fn label(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_comes_first_and_labels_hold_any_name() {
        let report = Report {
            feeds: 12,
            feeds_failing: 2,
            backlog: 3,
            trouble: Some("disk full\nreally".to_owned()),
            sinks_failing: vec![("desk".to_owned(), "410".to_owned())],
            waiting: vec![("a \"b\"\\".to_owned(), 4)],
            ..Report::default()
        };
        assert_eq!(
            report.status(),
            "degraded: disk full really; sink desk fails: 410; watching 12 feeds, 2 failing; backlog 3"
        );
        let metrics = report.metrics();
        assert!(metrics.contains("wirewatch_deliveries_waiting{sink=\"a \\\"b\\\"\\\\\"} 4\n"), "{metrics}");
        assert!(metrics.contains("\nwirewatch_store_failing 1\n"), "{metrics}");
    }
}
