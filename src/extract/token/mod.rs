//! Text → sentences and tokens with parts of speech.

mod tag;

use super::Span;
use crate::knowledge::{Form, Lexicon};
use tag::tag;

/// Parts of speech, as coarse as chunking needs them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::extract) enum Tag {
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
pub(in crate::extract) struct Token {
    pub(in crate::extract) start: usize,
    pub(in crate::extract) end: usize,
    pub(in crate::extract) lower: String,
    pub(in crate::extract) capital: bool,
    pub(in crate::extract) tag: Tag,
    /// Lemma, where it is a verb or may be one.
    pub(in crate::extract) lemma: Option<(String, Form)>,
}

/// The word at a position in lower case, "" past the end.
pub(in crate::extract) fn lower(tokens: &[Token], at: usize) -> &str {
    tokens.get(at).map_or("", |t| t.lower.as_str())
}

/// A sentence: its bytes and its tokens.
#[derive(Debug, Clone, Copy)]
pub(in crate::extract) struct Sentence {
    pub(in crate::extract) start: usize,
    pub(in crate::extract) end: usize,
    pub(in crate::extract) first: usize,
    pub(in crate::extract) last: usize,
}

/// Abbreviations behind which a sentence goes on.
const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "dr", "st", "gen", "col", "lt", "sgt", "capt", "maj", "adm", "gov", "sen", "rep", "prof", "jr",
    "sr", "no", "vs", "inc", "ltd", "co", "corp", "u.s", "u.n", "u.k", "e.u", "jan", "feb", "mar", "apr", "jun", "jul",
    "aug", "sept", "sep", "oct", "nov", "dec", "approx", "a.m", "p.m", "i.e", "e.g", "z.b", "bzw", "ca", "тыс", "млн",
    "млрд", "тис", "г", "р", "ім", "им", "м", "т", "lt.-gen", "ukr",
];

/// Cuts the text into sentences and words and tags them.
pub(in crate::extract) fn read(text: &str, lexicon: &Lexicon, english: bool) -> (Vec<Token>, Vec<Sentence>) {
    let mut tokens = Vec::new();
    let mut sentences = Vec::new();
    for (start, end) in sentences_of(text, english) {
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

/// Words before an ordinal number in German, whose dot ends no sentence: "am 2. März", "das 20. Sanktionspaket".
const BEFORE_ORDINAL: &[&str] = &[
    "am", "ab", "bis", "seit", "vom", "zum", "im", "beim", "der", "die", "das", "dem", "den", "des", "ein", "eine",
    "einem", "einen", "einer", "ihr", "ihrem", "ihren", "sein", "seinem", "seinen", "und", "als",
];

/// The sentences of a text in one of the five languages, in characters.
pub(crate) fn sentences(text: &str, language: &str) -> Vec<Span> {
    let (mut byte, mut start) = (0, 0);
    let spans = sentences_of(text, language == "en").into_iter();
    spans
        .map(|(from, to)| {
            start += text[byte..from].chars().count();
            byte = from;
            Span { start, end: start + text[from..to].chars().count(), text: text[from..to].to_owned() }
        })
        .collect()
}

/// Sentence spans in bytes, trimmed. A paragraph always ends one.
fn sentences_of(text: &str, english: bool) -> Vec<(usize, usize)> {
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
            let ordinal = !english
                && c == '.'
                && (1..=2).contains(&word.len())
                && word.bytes().all(|b| b.is_ascii_digit())
                && BEFORE_ORDINAL.contains(&word_before(&text[start..at - word.len()]).as_str());
            let abbreviated = abbreviated || ordinal;
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

/// The last word of a text, in lower case.
fn word_before(text: &str) -> String {
    text.split_whitespace().next_back().unwrap_or("").to_lowercase()
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
                // Three digits are thousands, one or two a fraction ("6,7 milliards").
                && rest[at + 1..].starts_with(|c: char| c.is_ascii_digit())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::{Source, load};

    #[test]
    fn an_ordinal_ends_no_sentence() {
        let text =
            "Das 20. Sanktionspaket gilt ab dem 2. März. Die Zahl der Toten stieg auf 9. Der Bürgermeister sprach.";
        let cut: Vec<_> = sentences_of(text, false).into_iter().map(|(a, b)| &text[a..b]).collect();
        assert_eq!(
            cut,
            [
                "Das 20. Sanktionspaket gilt ab dem 2. März.",
                "Die Zahl der Toten stieg auf 9.",
                "Der Bürgermeister sprach."
            ]
        );
    }

    #[test]
    fn sentences_end_where_they_end() {
        let text = "Gen. A. Zorin met U.S. envoys at 5.30 p.m. on Monday. “It went well.” They left. . Then nothing";
        let cut: Vec<_> = sentences_of(text, true).into_iter().map(|(a, b)| &text[a..b]).collect();
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
