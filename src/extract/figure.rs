//! Numbers in digits and words, with bounds, unit and what is counted.

use super::number::{digits, number_word, scale, vague};
use super::token::{Sentence, Tag, Token, lower};
use crate::knowledge::{Form, Language, Words};

/// A figure over tokens.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) low: Option<f64>,
    pub(super) high: Option<f64>,
    pub(super) unit: Option<String>,
}

/// Finds figures; `taken` are byte spans of dates and names, whose numbers are theirs.
///
/// `light`: the language, where it is not English; its number words and bounds count then.
pub(super) fn find(
    tokens: &[Token],
    sentences: &[Sentence],
    light: Option<&Language>,
    words: &Words,
    taken: &[(usize, usize)],
) -> Vec<Found> {
    let mut out = Vec::new();
    for sentence in sentences {
        let mut at = sentence.first;
        while at < sentence.last {
            let found = number_at(tokens, at, sentence.last, light);
            let Some((value, last, mut unit, vague)) = found else {
                at += 1;
                continue;
            };
            let overlaps = taken.iter().any(|(s, e)| *s < tokens[last - 1].end && tokens[at].start < *e);
            if overlaps {
                at = last;
                continue;
            }
            let (first, mut low, mut high) = match light {
                Some(language) => light_bounds(tokens, sentence.first, at, value, language),
                None => bounds(tokens, sentence.first, at, value, vague),
            };
            let mut last = last;
            // "between 3 and 5", "3 to 5", "3-5"
            if let Some(join) = tokens
                .get(last)
                .filter(|t| last < sentence.last && matches!(t.lower.as_str(), "to" | "and" | "-" | "–" | "or"))
                && let Some((upper, end, unit2, false)) = number_at(tokens, last + 1, sentence.last, light)
                && upper > value
                && (join.lower != "and"
                    || first > 0 && tokens[first.max(sentence.first)].lower == "between"
                    || at > sentence.first && tokens[at - 1].lower == "between")
            {
                (low, high, last) = (Some(value), Some(upper), end);
                unit = unit2.or(unit);
            }
            let counted = match light {
                Some(language) => light_counted(tokens, last, sentence.last, language),
                None => counted(tokens, last, sentence.last),
            };
            if let Some((noun, end)) = counted {
                unit = Some(match unit {
                    Some(money) if is_money(&money) => money,
                    _ => noun,
                });
                last = end;
            }
            // "has risen to five", "killing four": the number alone says it.
            let before = |back: usize| {
                at.checked_sub(back).filter(|i| *i >= sentence.first).map_or("", |i| tokens[i].lower.as_str())
            };
            let grown = before(1) == "to" && words.is("growing", before(2)) || words.is("victims", before(1));
            let bare = !grown
                && unit.is_none()
                && value < 10.0
                && tokens[at].tag == Tag::Num
                && number_word(&tokens[at].lower).is_some();
            let age = (1..=3).any(|back| before(back) == "aged")
                || before(1) == "of" && matches!(before(2), "man" | "woman" | "boy" | "girl" | "age");
            let one = (value - 1.0).abs() < f64::EPSILON
                && low == high
                && number_word(&tokens[at].lower).is_some()
                && !unit.as_deref().is_some_and(person);
            let year = unit.is_none() && (1900.0..2100.0).contains(&value);
            let ordinal = tokens.get(at.wrapping_sub(1)).is_some_and(|t| {
                matches!(t.lower.as_str(), "no" | "number" | "article" | "chapter" | "resolution" | "flight" | "page")
            });
            // "the two sides", "three leaders": who they are, not how many.
            let parties = value < 10.0
                && last - at == 2
                && unit.as_deref().is_some_and(|u| {
                    matches!(
                        u.trim_end_matches('s'),
                        "side"
                            | "leader"
                            | "president"
                            | "partie"
                            | "party"
                            | "countrie"
                            | "nation"
                            | "minister"
                            | "neighbour"
                            | "neighbor"
                    )
                })
                && number_word(&tokens[at].lower).is_some();
            // "Leopard 2", "Article 4": part of a name.
            let model = unit.is_none()
                && value < 1000.0
                && at > sentence.first
                && tokens[at - 1].capital
                && tokens[at - 1].end + 1 == tokens[at].start
                && at - 1 > sentence.first
                && low == high;
            if !(model || bare || one || age || year || ordinal || parties) {
                out.push(Found { first, last, low, high, unit });
            }
            at = last.max(at + 1);
        }
    }
    out
}

fn is_money(unit: &str) -> bool {
    matches!(unit, "dollars" | "euros" | "pounds" | "percent" | "km" | "kg")
}

fn person(unit: &str) -> bool {
    matches!(
        unit,
        "person"
            | "people"
            | "civilian"
            | "soldier"
            | "man"
            | "woman"
            | "child"
            | "killed"
            | "dead"
            | "injured"
            | "wounded"
            | "policeman"
            | "officer"
    )
}

/// The number that starts at a token: value, behind its last token, unit that its own sign brings, whether it is vague.
fn number_at(
    tokens: &[Token],
    at: usize,
    end: usize,
    light: Option<&Language>,
) -> Option<(f64, usize, Option<String>, bool)> {
    let token = tokens.get(at).filter(|_| at < end)?;
    let word = token.lower.as_str();
    if let Some(value) = vague(word) {
        // "tens of thousands of households"
        let times = tokens.get(at + 1).filter(|t| t.lower == "of").and_then(|_| tokens.get(at + 2));
        return Some(match times.map(|t| t.lower.as_str()) {
            Some("thousands") if at + 2 < end => (value * 1000.0, at + 3, None, true),
            Some("millions") if at + 2 < end => (value * 1e6, at + 3, None, true),
            _ => (value, at + 1, None, true),
        });
    }
    let worded = light.map_or_else(|| number_word(word), |l| l.number(word));
    let (mut value, mut unit) = if let Some(value) = worded {
        (value, None)
    } else if let Some((value, unit)) = digits(word) {
        (value, unit.map(str::to_owned))
    } else if matches!(word, "half")
        && tokens.get(at + 1).is_some_and(|t| t.lower == "a")
        && tokens.get(at + 2).and_then(|t| scale(&t.lower)).is_some()
    {
        return Some((0.5 * scale(&tokens[at + 2].lower)?, at + 3, None, false));
    } else if matches!(word, "a") && tokens.get(at + 1).and_then(|t| scale(&t.lower)).is_some() {
        (1.0, None)
    } else if matches!(word, "several" | "couple") && tokens.get(at + 1).and_then(|t| scale(&t.lower)).is_some() {
        return None;
    } else {
        return None;
    };
    let mut last = at + 1;
    // "50 000 foyers", "1 200 дронів": thousands set off by a space.
    let sets_off = |at: usize| {
        let digits = |t: &Token| t.lower.bytes().all(|b| b.is_ascii_digit());
        let close = |t: &Token| t.start - tokens[at - 1].end <= '\u{202f}'.len_utf8();
        tokens.get(at).filter(|t| at < end && digits(&tokens[at - 1]) && t.lower.len() == 3 && digits(t) && close(t))
    };
    let leads = word.len() <= 3 && !word.starts_with('0');
    while let Some(thousands) = sets_off(last).filter(|_| leads) {
        value = value * 1000.0 + thousands.lower.parse::<f64>().ok()?;
        last += 1;
    }
    // "двадцать пять", "сто двадцать": what is smaller than the last of the number's words goes on with it.
    let more = |last: usize, value: f64| {
        worded.filter(|_| value >= 20.0)?;
        let room = [1000.0, 100.0, 10.0].into_iter().find(|unit| value % unit == 0.0)?;
        let word = tokens.get(last).filter(|_| last < end)?;
        light?.number(&word.lower).filter(|next| *next < room)
    };
    while let Some(next) = more(last, value) {
        value += next;
        last += 1;
    }
    while let Some(times) = tokens.get(last).filter(|_| last < end).and_then(|t| scale(&t.lower)) {
        // "4.1 billion" is no 4,099,999,999.9999995.
        value = (value * times * 1e4).round() / 1e4;
        last += 1;
        // "two hundred and fifty"
        let joined = usize::from(tokens.get(last).is_some_and(|t| t.lower == "and"));
        if let Some(more) =
            tokens.get(last + joined).and_then(|t| number_word(&t.lower)).filter(|m| *m < times && times <= 1000.0)
        {
            value += more;
            last += joined + 1;
        }
    }
    if let Some(sign) = tokens.get(last).filter(|_| last < end) {
        let named = match sign.lower.as_str() {
            "%" | "percent" | "per"
                if sign.lower != "per" || tokens.get(last + 1).is_some_and(|t| t.lower == "cent") =>
            {
                Some(("percent", 1 + usize::from(sign.lower == "per")))
            }
            "dollar" | "dollars" => Some(("dollars", 1)),
            "euro" | "euros" => Some(("euros", 1)),
            _ => None,
        };
        if let Some((name, used)) = named {
            unit = Some(name.to_owned());
            last += used;
        }
    }
    Some((value, last, unit, false))
}

/// The same by the small words of another language.
fn light_bounds(
    tokens: &[Token],
    sentence: usize,
    at: usize,
    value: f64,
    language: &Language,
) -> (usize, Option<f64>, Option<f64>) {
    let word = |i| lower(tokens, i);
    for back in (1..=3).rev() {
        let Some(from) = at.checked_sub(back).filter(|i| *i >= sentence) else { continue };
        for (class, low, high) in
            [("at_least", Some(value), None), ("at_most", None, Some(value)), ("about", Some(value), Some(value))]
        {
            // "выросло до 133", "До 16 зросла кількість": the number it has come to.
            let grows = |i: usize| language.class_at("grown", i, &word).is_some();
            let grown =
                class == "at_most" && (from > sentence && grows(from - 1) || at + 1 < tokens.len() && grows(at + 1));
            if grown {
                return (at, Some(value), Some(value));
            }
            if language.class_at(class, from, &word) == Some(back) {
                return (from, low, high);
            }
        }
    }
    (at, Some(value), Some(value))
}

/// What is counted in another language: the next word that is no small one; in German the next noun.
fn light_counted(tokens: &[Token], at: usize, end: usize, language: &Language) -> Option<(String, usize)> {
    let word = |i| lower(tokens, i);
    let small = |i: usize| {
        ["where", "with", "oblique", "and", "agent", "grown", "auxiliaries"]
            .iter()
            .any(|c| language.class_at(c, i, &word).is_some())
    };
    let plain = |i: &usize| *i < end && matches!(tokens[*i].tag, Tag::Noun | Tag::Name) && !small(*i);
    let noun = |i: &usize| !language.nouns_are_capitals || tokens[*i].capital;
    // "500 тисяч артилерійських снарядів": what the adjective is of.
    let many = |i: usize, endings: &[&str]| endings.iter().any(|e| word(i).ends_with(e));
    let adjective = |i: usize| {
        let people = language.class_at("toll", i, &word).is_some();
        let before_noun = || plain(&(i + 1)) && !tokens[i + 1].capital;
        // "121 украинский беспилотник"
        let fits = many(i, &["ий", "ый"]) || many(i, &["их", "ых"]) && many(i + 1, MANY);
        !people && fits && before_noun()
    };
    let mut told = (at..end.min(at + 3)).take_while(plain).find(noun)?;
    while adjective(told) {
        told += 1;
    }
    Some((tokens[told].lower.clone(), told + 1))
}

/// Endings of Ukrainian and Russian nouns of which there are five or more.
const MANY: &[&str] =
    &["ів", "їв", "ов", "ев", "ёв", "ей", "ок", "ек", "нь", "ць", "ль", "их", "ых", "ан", "ян", "ин", "ат", "іб", "ид"];

/// Words before the number: "more than", "at least", "up to", "some".
fn bounds(tokens: &[Token], sentence: usize, at: usize, value: f64, vague: bool) -> (usize, Option<f64>, Option<f64>) {
    let word = |back: usize| at.checked_sub(back).filter(|i| *i >= sentence).map(|i| tokens[i].lower.as_str());
    let both = (Some(value), Some(value));
    let (used, (low, high)) = match (word(2), word(1)) {
        (Some("more" | "greater" | "higher"), Some("than"))
        | (Some("at"), Some("least"))
        | (Some("well"), Some("over" | "above"))
        | (Some("no"), Some("fewer")) => (2, (Some(value), None)),
        (Some("less" | "fewer" | "lower"), Some("than"))
        | (Some("up"), Some("to"))
        | (Some("as"), Some("many"))
        | (Some("at"), Some("most")) => (2, (None, Some(value))),
        // "handed over 205 captives"
        (
            Some("hand" | "hands" | "handed" | "handing" | "turned" | "took" | "taken" | "gave" | "given"),
            Some("over"),
        ) => (0, both),
        // "intercepted over six regions" is where, "over 600 drones" is how many.
        (_, Some("over" | "above" | "exceeding")) if value >= 10.0 => (1, (Some(value), None)),
        (_, Some("under" | "below")) => (1, (None, Some(value))),
        (
            _,
            Some(
                "about" | "around" | "some" | "roughly" | "approximately" | "nearly" | "almost" | "estimated" | "circa"
                | "just" | "between" | "only",
            ),
        ) => (1, both),
        _ if vague => (0, (Some(value), None)),
        _ => (0, both),
    };
    (at - used, low, high)
}

/// What is counted: the head of the noun group behind the number, and the token behind it.
fn counted(tokens: &[Token], mut at: usize, end: usize) -> Option<(String, usize)> {
    if tokens.get(at).is_some_and(|t| t.lower == "of") {
        at += 1;
        if tokens.get(at).is_some_and(|t| matches!(t.lower.as_str(), "its" | "the" | "their" | "his")) {
            at += 1;
        }
    }
    let mut head = None;
    let start = at;
    while at < end && at < start + 5 {
        let token = &tokens[at];
        match token.tag {
            Tag::Noun | Tag::Adj => {
                head = Some(at);
                // A plural ends the group: "two officials familiar with …".
                if token.lower.len() > 3 && token.lower.ends_with('s') && !token.lower.ends_with("ss") {
                    break;
                }
            }
            // "three killed", "40 wounded"
            Tag::Verb(_)
                if head.is_none()
                    && matches!(
                        token.lower.as_str(),
                        "killed" | "wounded" | "injured" | "dead" | "missing" | "arrested" | "captured" | "displaced"
                    ) =>
            {
                return Some((token.lower.clone(), at + 1));
            }
            Tag::Name => {}
            // "five guided bombs": behind a number a verb in -s is a noun.
            Tag::Verb(Form::Third) if head.is_none() => return Some((token.lower.clone(), at + 1)),
            // "two guided bombs", "four more systems"
            Tag::Verb(_) | Tag::Adv | Tag::Det
                if head.is_none()
                    && (token.lower == "more" || token.lower == "other" || token.lower.ends_with("ed"))
                    && tokens.get(at + 1).is_some_and(|t| {
                        matches!(t.tag, Tag::Noun | Tag::Adj | Tag::Name | Tag::Verb(Form::Third))
                    }) => {}
            _ => break,
        }
        at += 1;
    }
    head.map(|h| (tokens[h].lower.clone(), h + 1))
}
