//! Text → sentences and tokens with parts of speech.

use crate::knowledge::{Form, Lexicon};

/// Parts of speech, as coarse as chunking needs them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    Det,
    Prep,
    Conj,
    Sub,
    Rel,
    Pron,
    Modal,
    Be,
    Have,
    Do,
    Not,
    To,
    Verb(Form),
    Noun,
    Name,
    Adj,
    Adv,
    Num,
    Poss,
    Comma,
    Quote,
    Punct,
}

/// A word or mark; positions in bytes.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) lower: String,
    pub(super) capital: bool,
    pub(super) tag: Tag,
    /// Lemma, where it is a verb or may be one.
    pub(super) lemma: Option<(String, Form)>,
}

/// A sentence: its bytes and its tokens.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sentence {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) first: usize,
    pub(super) last: usize,
}

/// Abbreviations behind which a sentence goes on.
const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "dr", "st", "gen", "col", "lt", "sgt", "capt", "maj", "adm", "gov", "sen", "rep", "prof", "jr",
    "sr", "no", "vs", "inc", "ltd", "co", "corp", "u.s", "u.n", "u.k", "e.u", "jan", "feb", "mar", "apr", "jun", "jul",
    "aug", "sept", "sep", "oct", "nov", "dec", "approx", "a.m", "p.m", "i.e", "e.g", "z.b", "bzw", "ca", "тыс", "млн",
    "млрд", "тис", "г", "р", "ім", "им", "м", "т", "lt.-gen", "ukr",
];

/// Cuts the text into sentences and words and tags them.
pub(super) fn read(text: &str, lexicon: &Lexicon, english: bool) -> (Vec<Token>, Vec<Sentence>) {
    let mut tokens = Vec::new();
    let mut sentences = Vec::new();
    for (start, end) in sentences_of(text) {
        let first = tokens.len();
        words(text, start, end, &mut tokens);
        if tokens.len() > first {
            sentences.push(Sentence { start, end, first, last: tokens.len() });
        }
    }
    if english {
        for sentence in &sentences {
            tag(&mut tokens[sentence.first..sentence.last], lexicon);
        }
    } else {
        // Without a lexicon of the language only the shape of words is known.
        for token in &mut tokens {
            token.tag = match () {
                () if token.lower.starts_with(|c: char| c.is_ascii_digit()) => Tag::Num,
                () if token.lower == "," => Tag::Comma,
                () if !token.lower.starts_with(char::is_alphanumeric) => {
                    if is_quote(&token.lower) {
                        Tag::Quote
                    } else {
                        Tag::Punct
                    }
                }
                () if token.capital => Tag::Name,
                () => Tag::Noun,
            };
        }
    }
    (tokens, sentences)
}

fn is_quote(mark: &str) -> bool {
    matches!(mark, "\"" | "“" | "”" | "„" | "«" | "»" | "``" | "''")
}

/// Sentence spans in bytes, trimmed. A paragraph always ends one.
fn sentences_of(text: &str) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut push = |from: usize, to: usize| {
        let part = &text[from..to];
        let lead = part.len() - part.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{ad}').len();
        let trimmed = part.trim();
        if trimmed.chars().any(char::is_alphanumeric) {
            out.push((
                from + lead,
                from + lead + part.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{ad}').trim_end().len(),
            ));
        }
    };
    let mut chars = text.char_indices().peekable();
    let mut previous = ' ';
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, c)| *c);
        if c == '\n'
            && (next == Some('\n')
                || previous == '\n'
                || next.is_none_or(char::is_uppercase) && ends(text[start..at].trim_end()))
        {
            push(start, at);
            start = at + 1;
        } else if matches!(c, '.' | '!' | '?' | '…') {
            // Closing marks belong to the sentence; then white space and a capital, digit or opening mark.
            let mut end = at + c.len_utf8();
            let rest = &text[end..];
            let closing =
                rest.len() - rest.trim_start_matches(['"', '”', '’', '\'', ')', '»', '.', '!', '?', '“']).len();
            let closing = if rest[..closing].ends_with('“') && !text[start..at].contains('„') {
                closing - '“'.len_utf8()
            } else {
                closing
            };
            end += closing;
            let after = &text[end..];
            let gap = after.len() - after.trim_start().len();
            let follows = after.trim_start().chars().next();
            let word = text[start..at]
                .rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '“' | '"'))
                .next()
                .unwrap_or("")
                .to_lowercase();
            let single = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
            let abbreviated =
                c == '.' && closing == 0 && (ABBREVIATIONS.contains(&word.as_str()) || single && word != "i");
            // "U.S." may end a sentence: it does so before an article or a pronoun.
            let starts_anew = word == "u.s"
                && ["The ", "It ", "He ", "But ", "In "].iter().any(|w| after.trim_start().starts_with(w));
            let opens = follows.is_none_or(|c| {
                c.is_uppercase()
                    || c.is_ascii_digit()
                    || matches!(c, '"' | '“' | '„' | '«' | '‘' | '(' | '—' | '–' | '[' | ',' | '.')
            });
            if gap > 0 && opens && (!abbreviated || starts_anew) && end > start {
                push(start, end);
                start = end;
                while chars.peek().is_some_and(|(i, _)| *i < end) {
                    chars.next();
                }
            }
        }
        previous = c;
    }
    push(start, text.len());
    out
}

fn ends(text: &str) -> bool {
    text.ends_with(['.', '!', '?', '”', '"', ':', '…'])
}

fn words(text: &str, start: usize, end: usize, out: &mut Vec<Token>) {
    let mut at = start;
    while at < end {
        let rest = &text[at..end];
        let Some(c) = rest.chars().next() else { break };
        if c.is_whitespace() || c == '\u{ad}' || c == '\u{200b}' {
            at += c.len_utf8();
            continue;
        }
        let length = if c.is_alphanumeric() || matches!(c, '$' | '€' | '£') {
            word_length(rest)
        } else if rest.starts_with("'s") || rest.starts_with("’s") {
            let length = c.len_utf8() + 1;
            if rest[length..].starts_with(char::is_alphanumeric) { c.len_utf8() } else { length }
        } else if rest.starts_with("``") || rest.starts_with("''") {
            2
        } else {
            c.len_utf8()
        };
        let word = &rest[..length];
        out.push(Token {
            start: at,
            end: at + length,
            lower: word.replace('’', "'").replace('\u{ad}', "").to_lowercase(),
            capital: c.is_uppercase(),
            tag: Tag::Noun,
            lemma: None,
        });
        at += length;
    }
}

/// A word with inner hyphens, apostrophes ("n't" stays with its verb) and dots of abbreviations; numbers with their separators.
fn word_length(rest: &str) -> usize {
    let mut end = 0;
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, c)| *c);
        let inner = next.is_some_and(char::is_alphanumeric);
        let ok = c.is_alphanumeric()
            || matches!(c, '\u{ad}')
            || matches!(c, '$' | '€' | '£' | '%')
            || matches!(c, '-' | '‑') && inner
            || c == '.'
                && inner
                && (rest[..at].chars().next_back().is_some_and(|p| p.is_ascii_digit())
                    && next.is_some_and(|n| n.is_ascii_digit())
                    || abbreviation_at(rest, at))
            || c == '.' && abbreviation_at(rest, at) && rest[..at].contains('.')
            || c == ','
                && rest[..at].ends_with(|p: char| p.is_ascii_digit())
                && rest[at + 1..].chars().take(3).filter(char::is_ascii_digit).count() == 3
            || matches!(c, '\'' | '’') && inner && !possessive(&rest[at + c.len_utf8()..]);
        if !ok {
            break;
        }
        end = at + c.len_utf8();
    }
    end.max(rest.chars().next().map_or(1, char::len_utf8))
}

/// "U.S.": a dot behind a single letter that follows a dot or the start.
fn abbreviation_at(rest: &str, at: usize) -> bool {
    let before = &rest[..at];
    let mut back = before.chars().rev();
    back.next().is_some_and(char::is_uppercase) && back.next().is_none_or(|c| c == '.')
}

fn possessive(after: &str) -> bool {
    after.starts_with('s') && !after[1..].starts_with(char::is_alphanumeric)
}

fn tag(tokens: &mut [Token], lexicon: &Lexicon) {
    let words = &lexicon.words;
    for at in 0..tokens.len() {
        let lower = tokens[at].lower.clone();
        let word = lower.as_str();
        let is = |set: &str| words.is(set, word);
        let first = at == 0
            || matches!(tokens[at - 1].tag, Tag::Quote | Tag::Punct) && !tokens[at - 1].lower.starts_with(['-', '–']);
        let capital = tokens[at].capital;
        let verbs = lexicon.verbs.get(word);
        let new = match word {
            "," => Tag::Comma,
            "'s" | "'" if at > 0 && !matches!(tokens[at - 1].tag, Tag::Pron) => Tag::Poss,
            "'s" => Tag::Be,
            "to" => Tag::To,
            "who" | "which" | "whom" => Tag::Rel,
            _ if is_quote(word) => Tag::Quote,
            _ if !word.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '$' | '€' | '£')) => Tag::Punct,
            _ if word.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '$' | '€' | '£')) => Tag::Num,
            _ if capital && !first => Tag::Name,
            _ if is("modals") => Tag::Modal,
            _ if is("be") => Tag::Be,
            _ if is("have") => Tag::Have,
            _ if is("do") => Tag::Do,
            "not" | "n't" | "never" => Tag::Not,
            "that" => Tag::Sub,
            _ if is("determiners") => Tag::Det,
            _ if is("conjunctions") => Tag::Conj,
            _ if is("pronouns") => Tag::Pron,
            _ if is("subordinators") && !is("prepositions") => Tag::Sub,
            _ if is("prepositions") => Tag::Prep,
            _ if super::figure::number_word(word).is_some() => Tag::Num,
            _ if is("adverbs") => Tag::Adv,
            _ if verbs.is_some() => Tag::Noun, // settled below
            _ if capital => Tag::Name,
            _ if word.len() > 4 && word.ends_with("ly") => Tag::Adv,
            _ if word.len() > 4
                && ["ous", "ful", "ive", "able", "ible", "ical", "ish", "less", "ary", "backed", "led", "based"]
                    .iter()
                    .any(|e| word.ends_with(e)) =>
            {
                Tag::Adj
            }
            _ if word.len() > 4
                && (word.ends_with("ial")
                    || word.ends_with("nal")
                    || word.ends_with("ical")
                    || word.ends_with("ic")) =>
            {
                Tag::Adj
            }
            _ if word.len() > 4 && word.ends_with("ed") => Tag::Verb(Form::Past),
            _ if ADJECTIVES.contains(&word) => Tag::Adj,
            _ => Tag::Noun,
        };
        tokens[at].tag = new;
        if let Some(known) = verbs.filter(|_| matches!(new, Tag::Noun) && (!capital || first)) {
            if let Some((lemma, form)) = settle(tokens, at, known, lexicon) {
                tokens[at].tag = Tag::Verb(form);
                tokens[at].lemma = Some((lemma, form));
            } else {
                tokens[at].lemma = known.first().cloned();
            }
        }
        if matches!(tokens[at].tag, Tag::Verb(Form::Past)) && tokens[at].lemma.is_none() {
            tokens[at].lemma = Some((word.to_owned(), Form::Past));
        }
    }
}

const ADJECTIVES: &[&str] = &[
    "new",
    "old",
    "big",
    "large",
    "small",
    "major",
    "heavy",
    "long",
    "short",
    "high",
    "low",
    "good",
    "bad",
    "great",
    "top",
    "key",
    "main",
    "full",
    "free",
    "western",
    "eastern",
    "northern",
    "southern",
    "central",
    "senior",
    "joint",
    "nuclear",
    "foreign",
    "military",
    "recent",
    "early",
    "late",
    "next",
    "last",
    "own",
    "same",
    "fresh",
    "massive",
    "deadly",
    "several",
    "due",
    "ready",
    "able",
    "willing",
    "likely",
    "direct",
    "final",
    "further",
    "additional",
    "young",
    "strong",
    "front",
    "air",
    "naval",
    "unilateral",
    "mutual",
    "bilateral",
];

/// Verb or noun? `None` for a noun.
fn settle(tokens: &[Token], at: usize, known: &[(String, Form)], lexicon: &Lexicon) -> Option<(String, Form)> {
    // "found": of "find" rather than "found"; the first that is no base form, unless only base forms are there.
    let (lemma, form) = known.iter().find(|(_, f)| !matches!(f, Form::Base)).or(known.first())?.clone();
    let before = at.checked_sub(1).map(|i| &tokens[i]);
    let before_tag = before.map(|t| t.tag);
    // Look behind adverbs: "has repeatedly attacked".
    let mut back = at;
    while back > 0 && matches!(tokens[back - 1].tag, Tag::Adv | Tag::Not) {
        back -= 1;
    }
    let anchor = back.checked_sub(1).map(|i| tokens[i].tag);
    let next = tokens.get(at + 1);
    let next_is = |f: &dyn Fn(&Token) -> bool| next.is_some_and(f);
    let next_opens_object = next_is(&|t| {
        let w = &lexicon.words;
        w.is("determiners", &t.lower)
            || t.capital
            || w.is("pronouns", &t.lower)
            || t.lower == "that"
            || t.lower.starts_with(|c: char| c.is_ascii_digit())
            || super::figure::number_word(&t.lower).is_some()
    });
    let noun_like = matches!(before_tag, Some(Tag::Det | Tag::Adj | Tag::Poss | Tag::Num))
        || before.is_some_and(|t| lexicon.words.is("prepositions", &t.lower) && !matches!(form, Form::Ing));
    match form {
        Form::Past | Form::Participle => {
            // "the wounded", "the stated aim": behind a determiner and before a noun it is an adjective.
            if matches!(before_tag, Some(Tag::Det | Tag::Poss | Tag::Adj | Tag::Prep))
                && !matches!(anchor, Some(Tag::Be | Tag::Have | Tag::Modal))
            {
                return None;
            }
            if known.iter().any(|(_, f)| *f == Form::Base) && matches!(anchor, Some(Tag::To | Tag::Modal | Tag::Do)) {
                return Some((known.iter().find(|(_, f)| *f == Form::Base)?.0.clone(), Form::Base));
            }
            Some((lemma, form))
        }
        Form::Ing => {
            if matches!(before_tag, Some(Tag::Det | Tag::Poss | Tag::Adj | Tag::Num)) {
                return None;
            }
            // "a planned meeting between", "drone bombing of": a noun that has a frame of its own, at the end of a noun group.
            let named = lexicon.nouns.contains_key(&tokens[at].lower);
            let opened = at >= 2 && matches!(tokens[at - 2].tag, Tag::Det | Tag::Poss | Tag::Adj | Tag::Num);
            let joined =
                next_is(&|t| matches!(t.lower.as_str(), "of" | "between" | "with" | "by")) || !next_opens_object;
            if named && matches!(before_tag, Some(Tag::Noun | Tag::Name)) && opened && joined {
                return None;
            }
            Some((lemma, form))
        }
        Form::Base => match anchor {
            Some(Tag::To) => {
                // "to" is a preposition before a noun that no object follows: "aid to support"? rare; the verb is right far more often.
                Some((lemma, form))
            }
            Some(Tag::Modal | Tag::Do) => Some((lemma, form)),
            Some(Tag::Pron) if matches!(before_tag, Some(Tag::Pron | Tag::Adv)) => Some((lemma, form)),
            Some(Tag::Rel) => Some((lemma, form)),
            Some(Tag::Conj) if !noun_like => {
                // "…to attack and destroy": as the verb before the conjunction.
                let verb_before = tokens[..back.saturating_sub(1)].iter().rev().take(8).find_map(|t| match t.tag {
                    Tag::Verb(f) => Some(f),
                    _ => None,
                });
                (verb_before == Some(Form::Base) && next_opens_object).then_some((lemma, form))
            }
            Some(Tag::Noun | Tag::Name) if !noun_like => {
                let plural = tokens[back - 1].lower.ends_with('s')
                    || matches!(tokens[back - 1].lower.as_str(), "people" | "police" | "men" | "women" | "troops");
                let prep = next_is(&|t| matches!(t.lower.as_str(), "to" | "for" | "against" | "with" | "on"));
                let has_verb = tokens[..at].iter().any(|t| {
                    matches!(t.tag, Tag::Verb(Form::Past | Form::Third | Form::Base) | Tag::Modal | Tag::Be | Tag::Have)
                });
                (plural && (next_opens_object || prep && !has_verb)).then_some((lemma, form))
            }
            _ => None,
        },
        Form::Third => {
            if noun_like || matches!(anchor, Some(Tag::Modal | Tag::To | Tag::Do | Tag::Be | Tag::Have)) {
                return None;
            }
            let has_noun_sense =
                lexicon.nouns.contains_key(&super::super::knowledge::Lexicon::singular(&tokens[at].lower))
                    || matches!(
                        lemma.as_str(),
                        "force"
                            | "report"
                            | "plan"
                            | "need"
                            | "claim"
                            | "move"
                            | "tie"
                            | "name"
                            | "work"
                            | "deal"
                            | "rocket"
                            | "shell"
                            | "mine"
                            | "fund"
                            | "arm"
                            | "record"
                            | "rule"
                            | "cost"
                            | "rate"
                            | "change"
                            | "address"
                            | "order"
                            | "charge"
                            | "concern"
                            | "measure"
                            | "source"
                            | "mark"
                            | "line"
                            | "run"
                            | "hand"
                            | "head"
                            | "face"
                            | "state"
                            | "place"
                            | "house"
                            | "target"
                            | "blow"
                            | "hit"
                            | "spy"
                            | "attempt"
                            | "aim"
                            | "hope"
                            | "fear"
                            | "limit"
                            | "supply"
                            | "increase"
                            | "offer"
                            | "issue"
                            | "tank"
                            | "block"
                            | "stock"
                            | "guard"
                            | "pilot"
                            | "question"
                            | "comment"
                            | "note"
                            | "sign"
                            | "gain"
                            | "loss"
                            | "talk"
                            | "call"
                            | "contact"
                            | "visit"
                            | "leave"
                            | "answer"
                            | "result"
                            | "cause"
                            | "train"
                            | "raid"
                            | "drop"
                            | "play"
                            | "post"
                            | "quote"
                            | "draft"
                            | "jet"
                    );
            match anchor {
                Some(Tag::Pron | Tag::Rel) => Some((lemma, form)),
                Some(Tag::Name | Tag::Noun | Tag::Sub) => {
                    let singular = back > 0 && !tokens[back - 1].lower.ends_with('s')
                        || before_tag == Some(Tag::Name) && tokens[at - 1].capital;
                    let prep = next_is(&|t| {
                        t.lower == "to"
                            || matches!(
                                t.lower.as_str(),
                                "with" | "against" | "for" | "on" | "off" | "up" | "down" | "into" | "in" | "at"
                            )
                    });
                    let has_verb = tokens[..at].iter().any(|t| matches!(t.tag, Tag::Verb(_) | Tag::Modal));
                    (singular
                        && (next_opens_object || !has_noun_sense || prep && !has_verb && before_tag == Some(Tag::Name)))
                    .then_some((lemma, form))
                }
                Some(Tag::Conj | Tag::Comma) if !has_noun_sense || next_opens_object && anchor == Some(Tag::Conj) => {
                    Some((lemma, form))
                }
                _ => (!has_noun_sense).then_some((lemma, form)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::{Source, load};

    #[test]
    fn sentences_end_where_they_end() {
        let text = "Gen. A. Zorin met U.S. envoys at 5.30 p.m. on Monday. “It went well.” They left. . Then nothing";
        let cut: Vec<_> = sentences_of(text).into_iter().map(|(a, b)| &text[a..b]).collect();
        assert_eq!(
            cut,
            ["Gen. A. Zorin met U.S. envoys at 5.30 p.m. on Monday.", "“It went well.”", "They left.", "Then nothing"]
                .map(|s| s)
        );
    }

    #[test]
    fn strikes_are_nouns_or_verbs_by_context() {
        let known = load(&Source::embedded()).expect("loads");
        let tag_of = |text: &str, word: &str| {
            read(text, &known.lexicon, true).0.into_iter().find(|t| t.lower == word).map(|t| t.tag)
        };
        assert_eq!(tag_of("The strikes killed two people.", "strikes"), Some(Tag::Noun));
        assert_eq!(tag_of("A drone strikes the depot.", "strikes"), Some(Tag::Verb(Form::Third)));
        assert_eq!(tag_of("They agreed to strike the depot.", "strike"), Some(Tag::Verb(Form::Base)));
    }
}
