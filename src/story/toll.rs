//! How many dead an article counts: each sentence that gives a number of them, and of which blow it tells.

use super::Gist;
use super::when::When;
use crate::extract::{Event, EventType, Figure, Record, Span, sentences};
use crate::knowledge::Knowledge;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Characters of the body in which dead are looked for: what stands farther down is of other days.
const DEPTH: usize = 2_000;
/// A sentence that tells no blow itself tells the victims of one at most so many sentences before it.
const BEHIND: usize = 3;
/// Characters from a number to the word behind it that says what befell those whom it counts.
const AHEAD: usize = 60;
/// The same before it: "The death toll of an attack on an apartment block in Kharkiv rose to five".
const BACK: usize = 200;
/// Letters of the words between two numbers of one count: "from 6 to 9", "з 6 до 9", "auf".
const BETWEEN: usize = 4;

/// A number of dead.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dead {
    /// People.
    pub number: f64,
    /// Where it stands.
    pub sentence: Span,
    /// The event of the record, by its index, that they are victims of.
    pub blow: usize,
}

/// What befell people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Killed,
    Hurt,
}

/// The highest number of dead that an article gives, and the sentence that gives it. What `gist` says is told aside ("hours
/// earlier, bombs killed five people in …") is another blow's.
#[must_use]
pub fn toll(gist: &Gist) -> Option<(f64, &Span)> {
    let aside = |dead: &&Dead| gist.events.iter().any(|(at, event)| *at == dead.blow && event.aside);
    let own = gist.traits.dead.iter().filter(|dead| !aside(dead));
    own.map(|dead| (dead.number, &dead.sentence)).reduce(|a, b| if b.0 > a.0 { b } else { a })
}

/// The numbers of dead in the sentences of a record: those that tell a blow, and those beside one that speak of no other place or
/// day ("12,000 civilians have been killed since 2022" counts nobody's victims of today).
pub(super) fn dead(record: &Record, known: &Knowledge) -> Vec<Dead> {
    let blows: Vec<(usize, &Span)> = record
        .events
        .iter()
        .enumerate()
        .filter(|(_, e)| e.kind == EventType::Assault)
        .map(|(at, e)| (at, &e.evidence))
        .collect();
    if blows.is_empty() {
        return Vec::new();
    }
    let (lead, first) = blows[0];
    let other = |blow: usize, sentence: &Span| {
        let background = sentence.start != first.start;
        let lower = || sentence.text.to_lowercase();
        background && (is_another(record, lead, blow, known) || known.concepts.is_elsewhere(&record.lang, &lower()))
    };
    let sentences = match &record.body {
        Some(body) => sentences(body, &record.lang),
        None => Vec::new(),
    };
    let mut out = Vec::new();
    // The lead may be longer than what was looked at, and a record may lack its text: a blow's own sentence is at hand.
    for (at, sentence) in &blows {
        let number = counted(sentence, record, known).filter(|_| !other(*at, sentence));
        out.extend(number.map(|number| Dead { number, sentence: (*sentence).clone(), blow: *at }));
    }
    for (at, sentence) in sentences.iter().enumerate().take_while(|(_, s)| s.start < DEPTH) {
        if blows.iter().any(|(_, told)| told.start == sentence.start) {
            continue;
        }
        let Some(number) = counted(sentence, record, known) else { continue };
        let mut near = sentences[at.saturating_sub(BEHIND)..at].iter().rev().chain(sentences.get(at + 1));
        let blow = near.find_map(|near| blows.iter().find(|(_, told)| told.start == near.start));
        let own = |blow: usize| !speaks_of_another(sentence, blow, record, known) && !other(blow, sentence);
        if let Some((blow, _)) = blow.filter(|(blow, _)| own(*blow)) {
            out.push(Dead { number, sentence: sentence.clone(), blow: *blow });
        }
    }
    out
}

/// Whether a blow is another than the one that an article is about: of another country, days before it, or of a period that does
/// not hold the day.
fn is_another(record: &Record, lead: usize, blow: usize, known: &Knowledge) -> bool {
    let (lead, blow) = (&record.events[lead], &record.events[blow]);
    let country = |e: &Event| known.place(known.place_named(e.place.as_ref()?)?).country.clone();
    let abroad = country(lead).zip(country(blow)).is_some_and(|(one, other)| one != other);
    let when = |e: &Event| e.date.clone().map(When::from);
    let told = || When::from(record.published.as_deref().and_then(|day| day.get(..10)).unwrap_or_default().to_owned());
    let Some(day) = when(lead).and_then(|when| when.day()).or_else(|| told().day()) else { return abroad };
    // The night before is told by either day.
    let earlier = |when: When| when.day().is_some_and(|other| day - other > 1) || when.is_of_another_period(day);
    let earlier = when(blow).is_some_and(earlier);
    abroad || earlier
}

/// Whether a sentence names a day or a town that is not the blow's.
fn speaks_of_another(sentence: &Span, blow: usize, record: &Record, known: &Knowledge) -> bool {
    let inside = |start: usize| (sentence.start..sentence.end).contains(&start);
    let event = &record.events[blow];
    let published = record.published.as_deref().and_then(|day| day.get(..10));
    let other_day = |iso: &str| Some(iso) != event.date.as_deref() && Some(iso) != published;
    let exact =
        |name: &String| known.place_named(name).is_none_or(|p| !known.place(p).is_country && !known.place(p).is_region);
    let named = record.places.iter().filter(|p| p.mentions.iter().any(|m| inside(m.start)));
    let mut towns = named.map(|p| &p.name).filter(|name| exact(name));
    let mut here = event.place.iter().filter(|here| exact(here));
    record.dates.iter().any(|d| inside(d.start) && other_day(&d.iso)) || here.any(|here| towns.any(|town| town != here))
}

/// The highest number of people in a sentence who were killed.
fn counted(sentence: &Span, record: &Record, known: &Knowledge) -> Option<f64> {
    let inside = |f: &&Figure| sentence.start <= f.start && f.end <= sentence.end;
    let figures: Vec<&Figure> = record.figures.iter().filter(inside).collect();
    if figures.is_empty() {
        return None;
    }
    let text = Told::of(&sentence.text, &record.lang, known);
    let mut most: Option<f64> = None;
    let (mut end, mut before) = (0, None);
    for (at, figure) in figures.iter().enumerate() {
        // A damaged record may say that its sentences are longer than they are, and its figures anywhere in them.
        let place = |at: usize, from: usize| at.saturating_sub(sentence.start).clamp(from, text.chars.len());
        let from = place(figure.start, end);
        let to = place(figure.end, from);
        let next = figures.get(at + 1).map_or(text.chars.len(), |next| place(next.start, to));
        let gap = &text.chars[end..from];
        let one_count = end > 0 && gap.iter().filter(|c| c.is_alphabetic()).count() <= BETWEEN && !gap.contains(&',');
        let fate = before.filter(|_| one_count).or_else(|| text.fate(from..to, end..next));
        let people = figure.unit.as_deref().is_none_or(|unit| counts_people(unit, &record.lang, known));
        if people && fate == Some(Fate::Killed) && !text.is_part(from..to) {
            most = most.into_iter().chain(figure.low).reduce(f64::max);
        }
        (end, before) = (to, fate);
    }
    most
}

/// A sentence in lower case, and where it tells what befell people.
struct Told {
    chars: Vec<char>,
    fates: Vec<(usize, Fate)>,
}

impl Told {
    fn of(sentence: &str, lang: &str, known: &Knowledge) -> Self {
        // A figure's place counts characters; lower case has as many in the five languages.
        let lower = sentence.to_lowercase();
        let starts: Vec<usize> = lower.char_indices().map(|(byte, _)| byte).collect();
        let fate = |name: &str| match name {
            "kill" => Some(Fate::Killed),
            "hurt" => Some(Fate::Hurt),
            _ => None,
        };
        let fates = known.concepts.places(lang, &lower);
        let fates = fates.filter_map(|(byte, told)| Some((starts.binary_search(&byte).ok()?, fate(&told.name)?)));
        Self { fates: fates.collect(), chars: lower.chars().collect() }
    }

    /// "killed a couple and their two children": the number counts some of the dead.
    fn is_part(&self, number: Range<usize>) -> bool {
        const WHOSE: [&str; 16] = [
            "their",
            "his",
            "her",
            "їхніх",
            "їхні",
            "його",
            "її",
            "их",
            "его",
            "ее",
            "ihre",
            "ihren",
            "seine",
            "seinen",
            "leurs",
            "ses",
        ];
        let word = |chars: &mut dyn Iterator<Item = &char>| -> Vec<char> {
            chars.skip_while(|c| !c.is_alphabetic()).take_while(|c| c.is_alphabetic()).copied().collect()
        };
        let mut before = word(&mut self.chars[..number.start].iter().rev());
        before.reverse();
        let behind = word(&mut self.chars[number.end..].iter());
        let whose = |word: &[char]| WHOSE.iter().any(|w| w.chars().eq(word.iter().copied()));
        let inside: String = self.chars[number].iter().collect();
        whose(&before) || whose(&behind) || inside.split_whitespace().any(|w| WHOSE.contains(&w))
    }

    /// What befell those whom a number counts: what is said of them in its clause behind it, or else before it. `room`: from the
    /// number before it to the one behind it.
    fn fate(&self, number: Range<usize>, room: Range<usize>) -> Option<Fate> {
        let ahead = clause(&self.chars[number.end..room.end.min(number.end + AHEAD)], true);
        let behind = clause(&self.chars[room.start.max(number.start.saturating_sub(BACK))..number.start], false);
        let within = |range: Range<usize>| self.fates.iter().filter(move |(at, _)| range.contains(at));
        let said = within(number.start..number.end + ahead).next();
        said.or_else(|| within(number.start - behind..number.start).next_back()).map(|(_, fate)| *fate)
    }
}

/// How many characters beside a number belong to its clause. `ahead`: behind the number; "six people and wounding 31" goes on
/// with others.
fn clause(chars: &[char], ahead: bool) -> usize {
    const STOPS: [char; 5] = [',', ';', ':', '—', '–'];
    const AND: [&str; 8] = ["and", "та", "і", "й", "и", "und", "et", "while"];
    if !ahead {
        return chars.iter().rev().take_while(|c| !STOPS.contains(c)).count();
    }
    let mut word = String::new();
    for (at, c) in chars.iter().enumerate() {
        if c.is_alphanumeric() {
            word.push(*c);
            continue;
        }
        if STOPS.contains(c) || AND.contains(&word.as_str()) {
            return at;
        }
        word.clear();
    }
    chars.len()
}

fn counts_people(unit: &str, lang: &str, known: &Knowledge) -> bool {
    known
        .concepts
        .places(lang, unit)
        .any(|(_, c)| matches!(c.name.as_str(), "people" | "child" | "soldiers" | "civilian" | "prisoner" | "kill"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;
    use crate::extract::extract;
    use crate::knowledge::{Source, load};
    use jiff::Timestamp;

    /// The toll of an article that came on 10 November 2026, and the beginning of the sentence that gives it.
    fn told(lang: &str, body: &str) -> Option<(f64, String)> {
        let known = load(&Source::embedded()).expect("the built-in files are right");
        let at: Timestamp = "2026-11-10T09:00:00Z".parse().expect("a time");
        let article =
            Article { lang: Some(lang.to_owned()), body: body.to_owned(), published: Some(at), ..Article::default() };
        let mut record = extract(&article, &known);
        record.body = Some(article.body);
        let gist = Gist::of(&record, &known, at);
        toll(&gist).map(|(dead, sentence)| (dead, sentence.text.chars().take(12).collect()))
    }

    #[test]
    fn the_dead_of_a_blow_are_counted_in_the_sentence_behind_it_too() {
        for (lang, body, dead) in [
            ("en", "A Russian missile hit a house in Sumy on Tuesday. Four people died and 12 were wounded.", 4.0),
            ("en", "A Russian missile hit a house in Sumy on Tuesday, wounding 12 people and killing four.", 4.0),
            (
                "uk",
                "Російська ракета 10 листопада влучила в будинок у Сумах. Поранено 12 людей, четверо загинули.",
                4.0,
            ),
            ("ru", "Российская ракета попала в дом в Сумах. Погибли четыре человека, ранены 12.", 4.0),
            (
                "de",
                "Eine russische Rakete traf ein Wohnhaus in Sumy. Vier Menschen kamen ums Leben, zwölf wurden verletzt.",
                4.0,
            ),
            ("fr", "Un missile russe a frappé un immeuble à Soumy, tuant quatre personnes et en blessant douze.", 4.0),
            (
                "en",
                "The death toll from Tuesday's Russian strike on a school in the city of Sumy rose to four after another body was found.",
                4.0,
            ),
            ("uk", "Росія вдарила ракетою по Сумах. Кількість загиблих зросла з чотирьох до 6.", 6.0),
            (
                "en",
                "A Russian missile hit a house in Sumy, killing four people in the deadliest attack since August, officials said.",
                4.0,
            ),
            ("de", "Drohnen trafen einen Markt in Sumy. Die Zahl der Toten stieg auf vier.", 4.0),
            (
                "fr",
                "Un missile russe a frappé Soumy mardi. Le bilan est monté à quatre morts, selon le gouverneur.",
                4.0,
            ),
        ] {
            assert_eq!(told(lang, body).map(|(number, _)| number), Some(dead), "{body}");
        }
    }

    #[test]
    fn the_hurt_and_the_dead_of_other_days_are_not_counted() {
        for (lang, body) in [
            ("en", "A Russian missile hit a house in Sumy on Tuesday. Twelve people were wounded."),
            ("en", "A Russian missile hit a house in Sumy. More than 12,000 civilians have been killed since 2022."),
            ("en", "A Russian missile hit a house in Sumy. Ukraine's air defence killed 12 drones."),
            ("uk", "Росія вдарила ракетою по Сумах. Поранено 12 людей."),
            ("en", "A Russian missile hit a house in Sumy on Tuesday, killing a couple and their two children."),
            ("en", "A drone hit a plant in Poltava on Tuesday. A 2024 attack on an institute there killed 59 people."),
            ("en", "A drone hit a house in Sumy on Tuesday. Three days earlier, a similar attack killed six."),
            (
                "en",
                "A drone hit a port in Izmail on Tuesday. Ukrainian drones killed two people in Russia's Belgorod region.",
            ),
            (
                "en",
                "Artillery hit Nikopol on Tuesday. The General Staff said Russia had lost 1,120 soldiers killed and wounded.",
            ),
            ("uk", "Росія вдарила ракетою по Сумах. Торік від удару по місту загинули 35 людей."),
            ("ru", "Дрон попал в дом в Одессе. Неделю назад при ударе по городу погибли девять человек."),
            ("ru", "Ракета попала в завод в Днепре. Всего с начала войны в городе погибли более 200 человек."),
            (
                "de",
                "Drohnen trafen einen Markt in Sumy. Erst in der vergangenen Woche waren dort vier Menschen getötet worden.",
            ),
            (
                "fr",
                "Un drone russe a touché un entrepôt à Soumy. En avril, une frappe sur cette ville avait fait 35 morts.",
            ),
            ("de", "Eine russische Rakete traf ein Wohnhaus in Sumy. Im März wurden dort 34 Menschen getötet."),
        ] {
            assert_eq!(told(lang, body), None, "{body}");
        }
    }
}
