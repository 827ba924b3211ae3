use super::*;
use crate::article::Article;
use crate::extract::Status;
use crate::extract::extract;
use crate::knowledge::{Source, load};

fn known() -> Knowledge {
    load(&Source::embedded()).expect("the built-in knowledge is sound")
}

fn record(known: &Knowledge, source: &str, title: &str, body: &str, published: &str) -> Record {
    let article = Article {
        id: crate::hash::short_hash(&[source, title]),
        url: format!("https://{source}.example/{}", title.len()),
        title: title.to_owned(),
        body: body.to_owned(),
        published: Some(published.parse().expect("a time")),
        source: Some(source.to_owned()),
        ..Article::default()
    };
    let mut record = extract(&article, known);
    record.body = Some(article.body);
    record
}

fn tell(shelf: &mut Shelf, known: &Knowledge, record: &Record) -> String {
    let now: Timestamp = record.published.as_deref().expect("published").parse().expect("a time");
    let story = gather(shelf, record, &Gist::of(record, known, now), known, now).story;
    let id = story.id.clone();
    shelf.put(story);
    id
}

/// The stories of two English articles (title, body, time), told one after the other.
fn both(shelf: &mut Shelf, known: &Knowledge, one: (&str, &str, &str), two: (&str, &str, &str)) -> (String, String) {
    let mut story = |id, (title, body, at)| tell(shelf, known, &record(known, id, title, body, at));
    (story("a", one), story("b", two))
}

#[test]
fn turned_around_actors_are_two_stories() {
    let (known, mut shelf) = (known(), Shelf::default());
    let one = record(
        &known,
        "a",
        "Drones set a refinery in Saratov on fire",
        "Ukrainian drones hit an oil refinery in Saratov overnight and set a tank on fire, the governor said.",
        "2025-05-06T05:00:00Z",
    );
    let two = record(
        &known,
        "b",
        "Drones set a refinery in Kremenchuk on fire",
        "Russian drones hit an oil refinery in Kremenchuk overnight and set a tank on fire, the governor said.",
        "2025-05-06T06:00:00Z",
    );
    assert_ne!(tell(&mut shelf, &known, &one), tell(&mut shelf, &known, &two));
}

#[test]
fn a_story_outside_its_window_takes_nothing_more() {
    let (known, mut shelf) = (known(), Shelf::default());
    let text = "Russian drones struck an apartment building in Kharkiv, killing three people, the governor said.";
    let first = tell(&mut shelf, &known, &record(&known, "a", "Kharkiv hit", text, "2025-05-05T05:00:00Z"));
    shelf.expire("2025-05-20T05:00:00Z".parse().expect("a time"));
    assert!(shelf.is_empty() && shelf.get(&first).is_none());
}

#[test]
fn editions_of_one_house_and_reprints_are_one_source() {
    let (known, mut shelf) = (known(), Shelf::default());
    let body = "Russian drones struck an apartment building in Kharkiv early on Monday, killing three people and wounding at least 12, the regional governor Oleh Syniehubov said. Rescuers were still searching for a man reported missing.";
    let mut one = record(&known, "wire", "Drones hit Kharkiv", body, "2025-05-05T05:00:00Z");
    one.url = "https://www.bbc.co.uk/news/1".to_owned();
    let mut two = record(
        &known,
        "other",
        "Kharkiv: three dead in drone attack",
        "Three people were killed when Russian drones hit a house in Kharkiv on Monday, officials said.",
        "2025-05-05T06:00:00Z",
    );
    two.url = "https://www.bbc.com/ukrainian/2".to_owned();
    let three = record(&known, "ledger", "Three dead in Kharkiv", body, "2025-05-05T07:00:00Z");
    let ids: Vec<String> = [&one, &two, &three].into_iter().map(|r| tell(&mut shelf, &known, r)).collect();
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    assert_eq!(shelf.get(&ids[0]).expect("kept").independent, 1);
}

#[test]
fn what_has_happened_is_not_ahead_again() {
    let known = known();
    let at = "2025-05-06T05:00:00Z";
    let text = "The European Union imposed sanctions on Russia on Tuesday.";
    let (done, ahead) = (
        record(&known, "a", "EU imposes sanctions", text, at),
        record(&known, "b", "EU to impose sanctions", &text.replace("imposed", "will impose"), at),
    );
    assert_eq!((done.events[0].status, ahead.events[0].status), (Status::Occurred, Status::Planned));
    let now: Timestamp = at.parse().expect("a time");
    let (told, before) = (Gist::of(&done, &known, now), Gist::of(&ahead, &known, now));
    let mut story = Story::open(&done, &told, &known, now);
    story.note_statuses(told.told.iter().map(AsRef::as_ref));
    story.note_statuses(before.told.iter().map(AsRef::as_ref));
    assert!(!story.status_changed(&told.told[0], &told));
}

#[test]
fn one_side_by_two_names_is_not_turned_around() {
    let (known, mut shelf) = (known(), Shelf::default());
    let one = record(
        &known,
        "a",
        "Ukraine retakes village near Kupiansk",
        "Ukrainian forces have retaken the village of Kindrashivka in the Kharkiv region, Kyiv said.",
        "2026-09-17T08:00:00Z",
    );
    let two = record(
        &known,
        "b",
        "ЗСУ звільнили Кіндрашівку",
        "Сили оборони звільнили село Кіндрашівка на північ від Куп'янська, повідомив Генштаб.",
        "2026-09-17T08:40:00Z",
    );
    assert_eq!(tell(&mut shelf, &known, &one), tell(&mut shelf, &known, &two));
}

#[test]
fn a_host_who_receives_one_guest_after_the_other_is_told_of_twice() {
    let (known, mut shelf) = (known(), Shelf::default());
    let one = "Chinese Foreign Minister Wang Yi met Russian Foreign Minister Sergey Lavrov in Beijing on Thursday for talks on Ukraine.";
    let two = "Chinese Foreign Minister Wang Yi met Ukrainian Foreign Minister Andrii Sybiha in Beijing on Friday for talks on Ukraine.";
    let (first, second) = both(
        &mut shelf,
        &known,
        ("Wang meets Lavrov", one, "2026-08-20T08:00:00Z"),
        ("Wang meets Sybiha", two, "2026-08-21T08:00:00Z"),
    );
    assert_ne!(first, second);
}

#[test]
fn a_district_is_its_city() {
    let (known, mut shelf) = (known(), Shelf::default());
    let one = "Russian glide bombs struck Saltivka on Monday, killing one man and injuring 14 people, the mayor said.";
    let two = "A man was killed when Russian bombs hit houses in Kharkiv on Monday, the governor said.";
    let (first, second) = both(
        &mut shelf,
        &known,
        ("Bombs on Saltivka", one, "2026-08-24T12:00:00Z"),
        ("Kharkiv bombed", two, "2026-08-24T14:00:00Z"),
    );
    assert_eq!(first, second);
}

#[test]
fn two_heads_of_one_country_are_met_at_two_tables() {
    let (known, mut shelf) = (known(), Shelf::default());
    let one = "Ukrainian President Volodymyr Zelensky met Polish President Karol Nawrocki in Warsaw on Wednesday.";
    let two = "Ukrainian President Volodymyr Zelensky met Polish Prime Minister Donald Tusk in Warsaw on Wednesday.";
    let (first, second) = both(
        &mut shelf,
        &known,
        ("With Nawrocki", one, "2026-03-04T10:00:00Z"),
        ("With Tusk", two, "2026-03-04T14:00:00Z"),
    );
    assert_ne!(first, second);
    // Officials of one delegation sit at one.
    let one = "US Secretary of State Marco Rubio met Ukraine's Rustem Umerov in Geneva on Thursday for talks on a peace plan.";
    let two = "Marco Rubio and Andriy Yermak held talks on a peace plan in Geneva on Thursday.";
    let (first, second) = both(
        &mut shelf,
        &known,
        ("With Umerov", one, "2026-03-05T10:00:00Z"),
        ("With Yermak", two, "2026-03-05T14:00:00Z"),
    );
    assert_eq!(first, second);
}

#[test]
fn who_is_met_in_turn_at_a_summit_is_met_at_two_tables() {
    let (known, mut shelf) = (known(), Shelf::default());
    let one = "Canadian Prime Minister Mark Carney met Ukrainian President Volodymyr Zelensky in Evian on Wednesday.";
    let two = "US President Donald Trump met Ukrainian President Volodymyr Zelensky in Evian on Wednesday.";
    let (first, second) = both(
        &mut shelf,
        &known,
        ("With Carney", one, "2026-03-04T10:00:00Z"),
        ("With Trump", two, "2026-03-04T14:00:00Z"),
    );
    assert_ne!(first, second);
}

#[test]
fn a_swap_done_on_its_day_is_the_planned_one() {
    let (known, mut shelf) = (known(), Shelf::default());
    let plan = "Ukraine and Russia will exchange prisoners of war on Monday, a Ukrainian official said on Saturday.";
    let done = "Russia and Ukraine have exchanged 146 prisoners of war each, both sides say.";
    let first = tell(&mut shelf, &known, &record(&known, "a", "Swap to come", plan, "2026-08-22T12:00:00Z"));
    let second = tell(&mut shelf, &known, &record(&known, "b", "Prisoners swapped", done, "2026-08-24T11:00:00Z"));
    assert_eq!(first, second);
}

#[test]
fn a_call_after_a_meeting_is_another_story() {
    let (known, mut shelf) = (known(), Shelf::default());
    let one = record(
        &known,
        "a",
        "Зеленський та Ердоган зустрілися в Анкарі",
        "Президент України Володимир Зеленський зустрівся в Анкарі з президентом Туреччини Реджепом Таїпом Ердоганом.",
        "2026-05-15T13:00:00Z",
    );
    let two = record(
        &known,
        "b",
        "Путин и Эрдоган поговорили по телефону",
        "Владимир Путин провел телефонный разговор с Реджепом Тайипом Эрдоганом. Президент Турции рассказал об итогах встречи с Зеленским в Анкаре.",
        "2026-05-15T17:00:00Z",
    );
    assert_ne!(tell(&mut shelf, &known, &one), tell(&mut shelf, &known, &two));
}
