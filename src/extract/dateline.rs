//! The dateline at a text's head: where, when and by which agency it was written, none of which is news.
//!
//! "KYIV, March 11 (Reuters) - ", "МОСКВА, 13 марта. /ТАСС/. ", "Kiew (dpa) - ", "GENEVA – ".

use super::date::is_calendar;
use super::mention::Found as Mention;
use super::token::Token;
use crate::knowledge::Knowledge;

/// Tokens of the longest.
const LONGEST: usize = 18;

/// What a token before the news is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// A name, of a town as a rule.
    Name,
    /// A number and the month behind it.
    Day,
    Agency,
    Dash,
    Dot,
    /// What stands between parts and says nothing.
    Mark,
}

/// Where the news begins, in bytes: 0 without a dateline.
pub(super) fn end(text: &str, tokens: &[Token], mentions: &[Mention], known: &Knowledge) -> usize {
    let head = Head { text, tokens, mentions, known };
    if !head.opens() {
        return 0;
    }
    let (mut at, mut end) = (0, 0);
    // What has been seen since the last mark that may close a dateline.
    let (mut sure, mut agency) = (false, false);
    while let Some((part, next)) = head.part(at).filter(|_| at < LONGEST) {
        match part {
            Part::Day => sure = true,
            Part::Agency => (sure, agency) = (true, true),
            Part::Dash if sure || end > 0 || head.bare(at, next) => {
                (end, sure) = (tokens[next - 1].end, false);
                // "13 мар — РИА Новости. Россия …": only an agency goes on from there.
                if !head.part(next).is_some_and(|(p, _)| p == Part::Agency) || agency {
                    break;
                }
            }
            Part::Dot if sure => (end, sure) = (tokens[next - 1].end, false),
            Part::Dash => break,
            Part::Name | Part::Dot | Part::Mark => {}
        }
        at = next;
    }
    // Of a text that is all dateline nothing would be left.
    if tokens.last().is_some_and(|t| t.start >= end) { end } else { 0 }
}

struct Head<'a> {
    text: &'a str,
    tokens: &'a [Token],
    mentions: &'a [Mention],
    known: &'a Knowledge,
}

impl Head<'_> {
    fn written(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |t| &self.text[t.start..t.end])
    }

    /// A place, as a rule a town, that a token begins: the token behind it.
    fn place(&self, at: usize) -> Option<(&Mention, usize)> {
        let begin = self.tokens.get(at)?.start;
        let mention = self.mentions.iter().find(|m| m.start == begin && m.place.is_some())?;
        Some((mention, self.tokens.partition_point(|t| t.start < mention.end)))
    }

    fn capitals(&self, at: usize) -> bool {
        let word = self.written(at);
        word.chars().count() >= 3 && word.chars().all(|c| c.is_uppercase() || matches!(c, '-' | '\'' | '’' | '/'))
    }

    /// A dateline begins with a place, a word in capitals, an agency or a month.
    fn opens(&self) -> bool {
        let day = self.tokens.first().is_some_and(|t| is_calendar(&t.lower));
        self.capitals(0) || day || self.place(0).is_some() || self.agency(0).is_some()
    }

    /// An agency that a token begins, or any name in brackets or between strokes: the token behind it.
    fn agency(&self, at: usize) -> Option<usize> {
        let from = self.tokens.get(at)?.start;
        let length = self.known.credits.length_at(&self.text[from..]);
        if length > 0 {
            let next = self.tokens.partition_point(|t| t.start < from + length);
            return Some(next);
        }
        let closing = match self.written(at) {
            "(" => ")",
            "/" => "/",
            _ => return None,
        };
        let close = (at + 2..at + 8).find(|i| self.written(*i) == closing)?;
        let named =
            |i: usize| self.written(i).chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '/' | '.' | ','));
        (at + 1..close).all(named).then_some(close + 1)
    }

    /// "KYIV - A missile hit …", "KYIV, Ukraine — ": towns and a dash alone, where no other follows ("Kyiv – Warsaw train").
    fn bare(&self, dash: usize, next: usize) -> bool {
        let town = |m: &Mention| m.place.is_some_and(|p| !self.known.place(p).is_country);
        let mut at = match self.place(0) {
            Some((place, behind)) if town(place) => behind,
            None if self.capitals(0) && self.written(0).chars().count() >= 5 => 1,
            _ => return false,
        };
        while at < dash && matches!(self.written(at), "," | "/") {
            let Some((_, behind)) = self.place(at + 1) else { return false };
            at = behind;
        }
        let news = self.tokens.get(next).is_some_and(|t| t.capital);
        at == dash && news && (self.capitals(0) || self.place(next).is_none())
    }

    /// The part that a token begins and the token behind it.
    fn part(&self, at: usize) -> Option<(Part, usize)> {
        let token = self.tokens.get(at)?;
        if let Some(next) = self.agency(at) {
            return Some((Part::Agency, next));
        }
        if let Some((_, next)) = self.place(at) {
            return Some((Part::Name, next));
        }
        let number = |i: usize| {
            self.tokens.get(i).is_some_and(|t| t.lower.len() <= 4 && t.lower.starts_with(|c: char| c.is_ascii_digit()))
        };
        let letters = |i: usize| self.tokens.get(i).is_some_and(|t| t.lower.chars().all(char::is_alphabetic));
        let word = token.lower.as_str();
        Some(match word {
            "-" | "–" | "—" | "--" => (Part::Dash, at + 1),
            // "KYIV: Russian bombs struck …"
            ":" if self.capitals(0) => (Part::Dash, at + 1),
            "." | ":" => (Part::Dot, at + 1),
            "," | "/" | "|" => (Part::Mark, at + 1),
            // "13 марта", "le 11 mars"; "March 11".
            _ if number(at) && letters(at + 1) => (Part::Day, at + 2),
            _ if word == "le" && number(at + 1) => (Part::Mark, at + 1),
            _ if token.capital && number(at + 1) => (Part::Day, at + 2),
            _ if token.capital || number(at) => (Part::Name, at + 1),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::article::Article;
    use crate::extract::extract;
    use crate::knowledge::{Source, load};

    /// Doers and place of the first event of a text.
    fn read(lang: &str, body: &str) -> (Vec<String>, Option<String>) {
        let known = load(&Source::embedded()).unwrap();
        let published = "2026-03-11T12:00:00Z".parse().ok();
        let article = Article { lang: Some(lang.into()), body: body.into(), published, ..Article::default() };
        let record = extract(&article, &known);
        let event = record.events.first().unwrap_or_else(|| panic!("nothing read in {body}"));
        assert!(
            record.actors.iter().all(|a| ["Russia", "Ukraine"].contains(&a.name.as_str())),
            "{body}: {:?}",
            record.actors
        );
        (event.actors.clone(), event.place.clone())
    }

    #[test]
    fn what_stands_before_the_news_neither_acts_nor_says_where() {
        for (lang, head) in [
            ("en", "KYIV, March 11 (Reuters) - "),
            ("en", "KYIV - "),
            ("en", "KYIV, Ukraine — "),
            ("en", "Odesa – "),
            ("en", "KHARKIV, Ukraine (AP) — "),
            ("en", "Kyiv. March 11. UNN. "),
            ("en", "MOSCOW, March 11. /TASS/. "),
        ] {
            let told = read(lang, &format!("{head}Russian missiles hit a school in Ternopil."));
            assert_eq!(told, (vec!["Russia".into()], Some("Ternopil".into())), "{head}");
        }
        for (lang, head, news) in [
            ("ru", "МОСКВА, 11 мар — РИА Новости. ", "Украинские дроны атаковали Рязань."),
            ("ru", "МОСКВА, 11 марта. /ТАСС/. ", "Украинские дроны атаковали Рязань."),
            ("ru", "Москва. 11 марта. INTERFAX.RU - ", "Украинские дроны атаковали Рязань."),
            ("uk", "КИЇВ. 11 березня. УНН. ", "Українські дрони атакували Рязань."),
            ("uk", "Київ – ", "Українські дрони атакували Рязань."),
            ("de", "Kiew/Moskau (dpa) - ", "Ukrainische Drohnen haben Rjasan angegriffen."),
            ("fr", "KIEV, 11 mars (Reuters) - ", "Des drones ukrainiens ont attaqué Riazan."),
            ("en", "KYIV: ", "Ukrainian drones attacked Ryazan."),
            ("fr", "Kiev, le 11 mars 2026 (AFP) – ", "Des drones ukrainiens ont attaqué Riazan."),
        ] {
            assert_eq!(read(lang, &format!("{head}{news}")), (vec!["Ukraine".into()], Some("Ryazan".into())), "{head}");
        }
    }

    #[test]
    fn a_sentence_that_begins_with_a_town_is_no_dateline() {
        let told = read("en", "Kyiv, the capital of Ukraine, was attacked by Russian drones.");
        assert_eq!(told, (vec!["Russia".into()], Some("Kyiv".into())));
        let told = read("en", "Kharkiv – Izium trains were hit by Russian drones in Kharkiv.");
        assert_eq!(told, (vec!["Russia".into()], Some("Kharkiv".into())));
    }
}
