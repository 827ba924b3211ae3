//! Laws of identity: an article that is fed twice changes nothing, and the order in which polls come in changes neither
//! which articles are taken nor which of them belong together.

use proptest::prelude::*;
use proptest::sample::{Index, subsequence};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use wirewatch::article::Article;
use wirewatch::extract::{Record, extract};
use wirewatch::feed::{Entry, keys};
use wirewatch::knowledge::Knowledge;
use wirewatch::store::{Poll, Store};
use wirewatch::story::{Gist, Shelf, gather};

static KNOWN: LazyLock<Knowledge> = LazyLock::new(|| {
    let config = wirewatch::config::Config::load(None).expect("the built-in configuration");
    config.knowledge().expect("the built-in knowledge")
});

/// A Tuesday, as the texts say.
const NOW: i64 = 1_764_086_400;

fn time(second: i64) -> jiff::Timestamp {
    jiff::Timestamp::from_second(second).expect("a time")
}

/// Happenings that nobody would take for one another, each told by three outlets in their own words.
const TOLD: [[&str; 3]; 5] = [
    [
        "Russian drones struck an apartment block in Kharkiv overnight, killing three people and wounding 14, the mayor said.",
        "Russian drones hit an apartment block in Kharkiv in the night; three people were killed and fourteen hurt, rescuers said.",
        "A Russian drone attack on a residential building in Kharkiv killed three, regional governor Oleh Syniehubov said on Tuesday.",
    ],
    [
        "Ukrainian drones set an oil refinery in Ryazan ablaze, the governor of the Russian region said on Tuesday.",
        "An oil refinery in Ryazan burned after a Ukrainian drone attack, Russian regional officials said.",
        "Ukraine said its drones had hit the Ryazan oil refinery, deep inside Russia.",
    ],
    [
        "The European Union adopted its nineteenth package of sanctions against Russia on Tuesday, banning imports of liquefied gas.",
        "EU states agreed a nineteenth sanctions package that bans Russian liquefied gas, the presidency of the Council said.",
        "Brussels imposed new sanctions on Russia, its nineteenth package, which takes aim at liquefied natural gas.",
    ],
    [
        "Russia and Ukraine exchanged 300 prisoners of war each on Tuesday, the defence ministry in Moscow said.",
        "Three hundred Ukrainian prisoners came home in an exchange with Russia, Volodymyr Zelensky said.",
        "Moscow and Kyiv swapped 300 prisoners each, officials on both sides said on Tuesday.",
    ],
    [
        "Germany will deliver two more Patriot systems to Ukraine, Defence Minister Boris Pistorius said in Berlin.",
        "Berlin pledged two further Patriot air defence systems to Kyiv, Boris Pistorius announced.",
        "Two Patriot batteries will be sent to Ukraine by Germany, its defence minister said.",
    ],
];

/// The records of all articles that are about the crisis: no other joins a story.
static RECORDS: LazyLock<Vec<Record>> = LazyLock::new(|| {
    let all = TOLD.iter().enumerate().flat_map(|(n, told)| told.iter().enumerate().map(move |(m, text)| (n, m, *text)));
    all.map(|(n, m, text)| {
        let article = Article {
            id: format!("{n}-{m}"),
            url: format!("https://outlet{m}.example/{n}"),
            title: text.split([',', '.']).next().unwrap_or(text).to_owned(),
            body: text.to_owned(),
            source: Some(format!("Outlet {m}")),
            lang: Some("en".to_owned()),
            published: Some(time(NOW)),
            ..Article::default()
        };
        let mut record = extract(&article, &KNOWN);
        record.body = Some(article.body);
        record
    })
    .filter(|record| record.relevant)
    .collect()
});

/// Gathers in this order; gives each article's story.
fn stories(order: &[usize]) -> BTreeMap<String, String> {
    let mut shelf = Shelf::default();
    let mut out = BTreeMap::new();
    for (step, at) in order.iter().enumerate() {
        let record = &RECORDS[*at];
        let now = time(NOW + step as i64 * 60);
        let gist = Gist::of(record, &KNOWN, now);
        let gathered = gather(&shelf, record, &gist, &KNOWN, now);
        out.insert(record.id.clone(), gathered.story.id.clone());
        for story in std::iter::once(gathered.story).chain(gathered.touched) {
            shelf.put(story);
        }
    }
    out
}

/// The sets of articles that are together.
fn sets(stories: &BTreeMap<String, String>) -> BTreeSet<BTreeSet<&str>> {
    let mut out: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (article, story) in stories {
        out.entry(story).or_default().insert(article);
    }
    out.into_values().collect()
}

fn orders() -> impl Strategy<Value = Vec<usize>> {
    Just((0..RECORDS.len()).collect::<Vec<_>>()).prop_shuffle()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_gives_the_same_stories(order in orders()) {
        let found = stories(&order);
        let usual: Vec<usize> = (0..order.len()).collect();
        let expected = stories(&usual);
        prop_assert_eq!(sets(&found), sets(&expected));
    }

    #[test]
    fn an_article_fed_twice_changes_nothing(order in orders(), again in any::<Index>()) {
        let once = stories(&order);
        let mut twice = order.clone();
        twice.push(order[again.index(order.len())]);
        prop_assert_eq!(stories(&twice), once);
    }

    /// Whatever polls bring, in whatever order and how often, each entry is taken once.
    #[test]
    fn polls_in_any_order_take_the_same_entries(
        polls in proptest::collection::vec(subsequence((0..12_usize).collect::<Vec<_>>(), 1..12), 1..8),
        shuffled in any::<u64>(),
    ) {
        let entry = |n: &usize| Entry {
            id: Some(format!("guid-{n}")),
            title: format!("A headline of some length, number {n}"),
            link: Some(format!("https://e.org/article/{n}")),
            published: Some(time(NOW)),
            ..Entry::default()
        };
        let taken = |polls: &[Vec<usize>]| {
            let folder = tempfile::tempdir().expect("a folder");
            let store = Store::open(folder.path()).expect("opens");
            store.hurry(true).expect("no need to wait for the disk");
            for poll in polls {
                let entries: Vec<Entry> = poll.iter().map(entry).collect();
                let keys = keys("https://e.org/feed", &entries);
                let mut feed = store.feed("https://e.org/feed", "E").expect("reads");
                let poll = Poll { entries: &entries, keys: &keys, oldest: None, most: 100, health: &[], sinks: &[], now: NOW };
                store.arrive(&mut feed, &poll, |_, _| ()).expect("writes");
            }
            let mut links: Vec<String> = store.queued(100, &[]).expect("reads").into_iter().filter_map(|q| q.link).collect();
            links.sort();
            links
        };
        let mut other = polls.clone();
        other.extend(polls.iter().cloned());
        fastrand::Rng::with_seed(shuffled).shuffle(&mut other);
        let first = taken(&polls);
        let mut once = first.clone();
        once.dedup();
        prop_assert_eq!(&first, &once);
        prop_assert_eq!(first, taken(&other));
    }
}

#[test]
fn the_laws_are_tried_on_stories_of_more_than_one_article() {
    let found = stories(&(0..RECORDS.len()).collect::<Vec<_>>());
    assert!(RECORDS.len() >= 10, "{}", RECORDS.len());
    assert!(sets(&found).iter().filter(|set| set.len() >= 2).count() >= 4, "{found:?}");
}
