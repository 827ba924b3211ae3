//! Queued entries → page → article → record → story → alert.

use super::{Daemon, Setup};
use crate::alert::{Bench, held, judge};
use crate::article::{Article, Page, TextFrom, plain_text, read_page};
use crate::config::{Fetch, Sink};
use crate::extract::{Record, extract};
use crate::net::{FetchError, Validators};
use crate::store::{Landing, Queued, StoreError};
use crate::story::{Gist, Kept, Story, gather};
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use tracing::Instrument;
use url::Url;

/// Articles in work at once, and those of one feed among them.
const AT_ONCE: usize = 24;
const SHARE: usize = 6;
/// An entry's own text of this length or more may show that it is about something else.
const TELLING: usize = 300;

/// After a failed write the next try waits so long at first, then ever longer.
const FIRST_PAUSE: Duration = Duration::from_secs(5);
const LONGEST_PAUSE: Duration = Duration::from_mins(2);

/// Entries in work.
#[derive(Default)]
struct Desk {
    work: JoinSet<(i64, bool)>,
    /// Their numbers and feeds.
    busy: HashMap<i64, String>,
}

impl Desk {
    /// Takes entries into work until `most` are, the oldest first, and no more than its share of any one feed: what
    /// hangs in one holds up no other.
    fn fill(&mut self, daemon: &Arc<Daemon>, most: usize) {
        while self.work.len() < most {
            let full: Vec<&str> = self.busy.values().map(String::as_str).filter(|f| self.has_its_share(f)).collect();
            let waiting = daemon.store.queued(SHARE + self.busy.len(), &full).unwrap_or_else(|error| {
                daemon.trouble(&error, "The queue cannot be read.");
                Vec::new()
            });
            let before = self.work.len();
            for entry in waiting {
                if self.work.len() < most && !self.has_its_share(&entry.feed) && !self.busy.contains_key(&entry.id) {
                    self.take(daemon, entry);
                }
            }
            if self.work.len() == before {
                return;
            }
        }
    }

    fn has_its_share(&self, feed: &str) -> bool {
        self.busy.values().filter(|busy| *busy == feed).count() >= SHARE
    }

    fn take(&mut self, daemon: &Arc<Daemon>, entry: Queued) {
        self.busy.insert(entry.id, entry.feed.clone());
        let daemon = Arc::clone(daemon);
        let span = tracing::info_span!("article", feed = entry.source, url = entry.link.as_deref().unwrap_or(""));
        self.work.spawn(async move { (entry.id, one(&daemon, entry).await) }.instrument(span));
    }
}

/// Reads entries as they come, until the daemon stops. While nothing can be written, one at a time is tried.
pub(super) async fn read_entries(daemon: Arc<Daemon>) {
    let mut desk = Desk::default();
    let mut pause = None;
    let mut resume = Instant::now();
    loop {
        if Instant::now() >= resume {
            desk.fill(&daemon, if pause.is_some() { 1 } else { AT_ONCE });
        }
        tokio::select! {
            () = daemon.stop.cancelled() => return,
            Some(done) = desk.work.join_next(), if !desk.work.is_empty() => match done {
                Ok((id, written)) => {
                    desk.busy.remove(&id);
                    pause = (!written).then(|| pause.map_or(FIRST_PAUSE, |p: Duration| (p * 2).min(LONGEST_PAUSE)));
                    resume = Instant::now() + pause.unwrap_or_default();
                }
                // What it was at stays out of work until the next start, rather than stop again and again.
                Err(error) => tracing::error!(%error, "Reading an article stopped (a bug: please report it)."),
            },
            () = daemon.entries.notified() => {}
            () = tokio::time::sleep(Duration::from_secs(2)) => {}
        }
    }
}

/// Reads all that waits, and returns.
pub(super) async fn drain(daemon: &Arc<Daemon>) {
    let mut desk = Desk::default();
    loop {
        desk.fill(daemon, AT_ONCE);
        match desk.work.join_next().await {
            Some(Ok((id, true))) => drop(desk.busy.remove(&id)),
            // Tried once: what could not be written is read again by the next run.
            Some(Ok((_, false))) => {}
            Some(Err(error)) => tracing::error!(%error, "Reading an article stopped (a bug: please report it)."),
            None => return,
        }
    }
}

/// Reads one entry; whether its end is written down.
async fn one(daemon: &Arc<Daemon>, entry: Queued) -> bool {
    let setup = daemon.setup();
    let id = entry.id;
    let Some(article) = article(daemon, &setup, &entry).await else {
        tracing::debug!("Without text.");
        return written(daemon, &daemon.store.drop_entry(id, "without text"));
    };
    let reader = Arc::clone(&setup);
    let extracted = daemon.workers.run(false, move || {
        let mut record = extract(&article, &reader.known);
        record.body = Some(article.body);
        // Only what joins a story is compared with others, by its text too.
        let gist = record.relevant.then(|| Gist::of(&record, &reader.known, Timestamp::now()));
        (record, gist)
    });
    match extracted.await {
        Some((record, gist)) => land(daemon, &setup, &entry, &record, gist.as_ref()).await,
        None => {
            tracing::error!("Extraction stopped on this article (a bug: please report it); it is skipped.");
            written(daemon, &daemon.store.drop_entry(id, "unreadable"))
        }
    }
}

fn written(daemon: &Daemon, result: &Result<(), StoreError>) -> bool {
    if let Err(error) = &result {
        daemon.trouble(error, "An article could not be written; it is read again after a pause.");
    }
    result.is_ok()
}

/// The text behind an entry: its page, else the feed's own content, else its title.
async fn article(daemon: &Daemon, setup: &Arc<Setup>, entry: &Queued) -> Option<Article> {
    let now = Timestamp::now();
    let title = plain_text(&entry.title);
    let own = entry.content.as_deref().map(plain_text).unwrap_or_default();
    let published = entry
        .published
        .and_then(|t| Timestamp::from_second(t).ok())
        .filter(|t| *t <= now.checked_add(SignedDuration::from_hours(1)).unwrap_or(now));
    let link = entry.link.as_deref().and_then(|l| Url::parse(l).ok());
    let wanted = match setup.config.polling.fetch {
        Fetch::All => true,
        Fetch::Never => false,
        Fetch::Likely => own.len() < TELLING || !is_elsewhere(daemon, setup, &title, &own, published).await,
    };
    let page = match &link {
        Some(link) if wanted && daemon.patience().has(&entry.feed, Instant::now()) => {
            page(daemon, setup, &entry.feed, link).await
        }
        _ => None,
    };
    let url = link.map(String::from).unwrap_or_default();
    let id = crate::hash::short_hash(&[
        entry.link.as_deref().and_then(crate::feed::canonical_url).as_deref().unwrap_or(""),
        entry.guid.as_deref().unwrap_or(""),
        if entry.link.is_some() { "" } else { &entry.feed },
        &title,
    ]);
    let base = Article {
        id,
        url,
        title: title.clone(),
        published: published.or(Some(now)),
        source: Some(entry.source.clone()),
        ..Article::default()
    };
    if let Some((page_title, body, dated, lang)) = page
        && body.len() * 2 >= own.len()
    {
        let title = if title.is_empty() { page_title } else { title };
        return Some(Article {
            title,
            body,
            published: published.or(dated.filter(|d| *d <= now)).or(Some(now)),
            lang: lang.filter(|l| l.len() == 2),
            text_from: Some(TextFrom::Page),
            ..base
        });
    }
    let body = if own.is_empty() { title } else { own };
    (!body.is_empty()).then_some(Article { body, text_from: Some(TextFrom::Feed), ..base })
}

/// Whether the entry's own text shows that it is about something else.
async fn is_elsewhere(
    daemon: &Daemon,
    setup: &Arc<Setup>,
    title: &str,
    own: &str,
    published: Option<Timestamp>,
) -> bool {
    let about = Article { title: title.to_owned(), body: own.to_owned(), published, ..Article::default() };
    let setup = Arc::clone(setup);
    let read = daemon.workers.run(false, move || extract(&about, &setup.known).relevance.score < 0.1);
    read.await.unwrap_or(false)
}

type PageText = (String, String, Option<Timestamp>, Option<String>);

async fn page(daemon: &Daemon, setup: &Setup, feed: &str, link: &Url) -> Option<PageText> {
    let host = link.host_str()?;
    if daemon.hosts.quiet_until(host, Timestamp::now()).is_some() {
        return None;
    }
    let _slot = daemon.hosts.slot(host).await?;
    let result = setup.http.get(link, &Validators::default(), Timestamp::now()).await;
    let answered = !matches!(result, Err(FetchError::Unreachable(_) | FetchError::Slow(_)));
    if daemon.patience().note(feed, answered, Instant::now()) {
        tracing::warn!("Pages of this feed do not answer; for ten minutes its own text is read.");
    }
    let fetched = match result {
        Ok(fetched) => fetched,
        Err(error) => {
            tracing::debug!(%error, "The page could not be fetched; the feed's own text is used.");
            return None;
        }
    };
    let html = fetched.content_type.as_deref().is_none_or(|t| t.contains("html") || t.contains("xml"));
    if !html {
        tracing::debug!("The page is not HTML; the feed's own text is used.");
        return None;
    }
    let read = daemon.workers.run(fetched.body.is_large(), move || {
        let bytes = fetched.body.into_bytes().unwrap_or_default();
        let text = crate::feed::decode(&bytes, fetched.content_type.as_deref());
        drop(bytes);
        read_page(&text, Some(fetched.address.as_str()))
    });
    match read.await {
        Some(Page::Article { title, body, published, lang }) => Some((title, body, published, lang)),
        Some(Page::Wall(what)) => {
            tracing::debug!(what, "The page is a wall; the feed's own text is used.");
            None
        }
        _ => None,
    }
}

/// Gathers, judges and writes: one record after the other. `gist`: of a relevant record; any other joins no story.
async fn land(daemon: &Daemon, setup: &Setup, entry: &Queued, record: &Record, gist: Option<&Gist>) -> bool {
    // Before the lock: nobody waits for it.
    let kept = gist.and_then(|gist| Kept::of(record, &gist.traits, &setup.known));
    let now = Timestamp::now();
    let mut shelf = daemon.stories.lock().await;
    let mut landing = Landing {
        entry: entry.id,
        record,
        stories: &[],
        alert: None,
        due: None,
        held: &[],
        kept,
        sinks: &[],
        now: now.as_second(),
    };
    let Some(gist) = gist else {
        return written(daemon, &daemon.store.land(&landing));
    };
    shelf.expire(daemon.horizon());
    // The shelf changes only behind the commit.
    let mut gathered = gather(&shelf, record, gist, &setup.known, now);
    let mut judgement = if entry.quiet {
        crate::alert::Judgement::default()
    } else {
        let bench = Bench {
            rules: &setup.config.alert,
            known: &setup.known,
            reliability: setup.config.reliability(&entry.source),
            elsewhere: &gathered.elsewhere,
            now,
        };
        judge(record, gist, &mut gathered.story, &bench)
    };
    let due = judgement.alert.as_mut().and_then(|alert| {
        let rule = setup.config.alert.iter().find(|r| r.name == alert.rule);
        let (until, digest) = held(alert, rule, setup.config.quiet.as_ref(), &setup.zone, now)?;
        alert.held_until = Some(until.to_string());
        Some((until.as_second(), digest))
    });
    // The alert log has everything at once; what is held back goes nowhere else before its digest.
    let shown = |s: &&Sink| due.is_none() || matches!(s, Sink::Jsonl { .. });
    let sinks: Vec<String> = setup.config.sink.iter().filter(shown).map(|s| s.name().to_owned()).collect();
    let stories: Vec<&Story> = std::iter::once(&gathered.story).chain(&gathered.touched).collect();
    landing.stories = &stories;
    (landing.alert, landing.held, landing.sinks) = (judgement.alert.as_ref(), &judgement.held, &sinks);
    landing.due = due.as_ref().map(|(at, digest)| (*at, digest.as_str()));
    if !written(daemon, &daemon.store.land(&landing)) {
        return false;
    }
    if let Some(alert) = &judgement.alert {
        tracing::info!(rule = alert.rule, headline = alert.headline, story = alert.story, "Alert.");
    }
    for story in std::iter::once(gathered.story).chain(gathered.touched) {
        shelf.put(story);
    }
    daemon.outbox.notify_waiters();
    true
}
