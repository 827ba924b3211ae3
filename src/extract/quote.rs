//! Direct speech and its speaker.

use super::mention::{Found as Mention, Who};
use super::token::{Sentence, Tag, Token};
use crate::knowledge::{Language, Words};

/// A quotation over bytes (inside the marks).
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) speaker: Option<Who>,
    pub(super) verb: Option<String>,
}

/// Finds quoted stretches and who said them.
///
/// `person`: whether a mention can speak (persons, organisations, countries by their government).
pub(super) fn find(
    text: &str,
    tokens: &[Token],
    sentences: &[Sentence],
    mentions: &[Mention],
    words: &Words,
    light: Option<&Language>,
    english: bool,
) -> Vec<Found> {
    let mut out: Vec<Found> = Vec::new();
    let mut last_speaker: Option<(Who, usize)> = None;
    for (start, end) in stretches(text) {
        let content = text[start..end].trim();
        let count = content.split_whitespace().count();
        let paragraph = text[..start].rfind("\n\n").map_or(0, |p| p + 2);
        let paragraph_end = text[end..].find("\n\n").map_or(text.len(), |p| end + p);
        let after = text[end..].chars().skip(1).find(|c| !matches!(c, ' ' | ','));
        let dashed = !english && count >= 3 && after.is_some_and(|c| matches!(c, '–' | '—' | '-'));
        let whole = dashed || content.ends_with([',', '.', '!', '?', '…']) || count >= 7;
        let attribution = match light {
            Some(language) => super::light::attribute(tokens, sentences, mentions, language, (start, end)),
            None => attribute(tokens, sentences, mentions, words, (start, end), (paragraph, paragraph_end), english),
        };
        let (speaker, verb) = match attribution {
            Some((speaker, verb)) => (Some(speaker), verb),
            None => {
                // A second stretch of the paragraph, or the next paragraph of a long quotation, has the same speaker.
                let goes_on = last_speaker.filter(|(_, until)| {
                    *until >= paragraph
                        || text[*until..start]
                            .trim_matches(|c: char| c.is_whitespace() || matches!(c, '“' | '"' | '”'))
                            .is_empty()
                });
                match goes_on.filter(|_| whole) {
                    Some((who, _)) => (Some(who), None),
                    None => (None, None),
                }
            }
        };
        let name_like = content.chars().next().is_some_and(char::is_uppercase)
            && !whole
            && count <= 4
            && !(light.is_some() && verb.is_some());
        let modifies = !whole && count <= 2 && text[end..].chars().nth(1).is_some_and(char::is_whitespace) && name_like;
        // One word in quotation marks is a way of speaking, no speech; nor are names.
        if count < 2 && !whole || name_like || modifies || speaker.is_none() && !whole {
            continue;
        }
        if speaker.is_none() && count < 4 {
            continue;
        }
        if let Some(who) = speaker {
            last_speaker = Some((who, end));
        }
        let lead = text[start..end].len() - text[start..end].trim_start().len();
        let trail = text[start..end].len() - text[start..end].trim_end().len();
        out.push(Found { start: start + lead, end: end - trail, speaker, verb });
    }
    out
}

/// Stretches between quotation marks of one kind, inside one paragraph; an opening mark without a closing one runs to
/// the end of its paragraph (a quotation of several paragraphs).
pub(super) fn stretches(text: &str) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut open: Option<(usize, char)> = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, n)| *n);
        match (open, c) {
            (None, '“' | '«' | '„' | '"' | '»') => {
                let closing = match c {
                    '“' => '”',
                    '«' => '»',
                    '„' => '“',
                    '»' => '«',
                    _ => '"',
                };
                open = Some((at + c.len_utf8(), closing));
            }
            (None, '`') if next == Some('`') => {
                chars.next();
                open = Some((at + 2, '\''));
            }
            (Some((from, '\'')), '\'') if next == Some('\'') => {
                out.push((from, at));
                open = None;
                chars.next();
            }
            (Some((from, closing)), c) if c == closing && closing != '\'' || closing == '“' && c == '”' => {
                out.push((from, at));
                open = None;
            }
            (Some((from, _)), '\n') if next == Some('\n') => {
                out.push((from, at));
                open = None;
            }
            _ => {}
        }
    }
    out.retain(|(s, e)| e > s && e - s < 4_000);
    out
}

/// The speaker by the speech verb outside of the quotation: in its sentence first, in its paragraph then.
fn attribute(
    tokens: &[Token],
    sentences: &[Sentence],
    mentions: &[Mention],
    words: &Words,
    (start, end): (usize, usize),
    (from, to): (usize, usize),
    english: bool,
) -> Option<(Who, Option<String>)> {
    let speaks = |m: &&Mention| {
        m.who.is_some()
            && (!m.attribute || m.by == super::record::By::Metonym && m.who.is_some())
            && !(start <= m.start && m.end <= end)
            // "the head of the UN's watchdog said": not the UN.
            && !tokens.get(tokens.partition_point(|t| t.start < m.end)).is_some_and(|t| t.start == m.end && t.tag == Tag::Poss)
    };
    let inside = |byte: usize| byte >= start && byte < end;
    let subject_before = |verb: usize, s: &Sentence| {
        let limit = tokens[verb].start;
        let clause = (s.first..verb)
            .rev()
            .find(|i| matches!(tokens[*i].tag, Tag::Quote) || tokens[*i].lower == ";")
            .map_or(s.start, |i| tokens[i].end);
        let found: Vec<&Mention> =
            mentions.iter().filter(|m| m.start >= clause && m.end <= limit).filter(speaks).collect();
        // Nearest to the verb, but behind "X, spokesman of Y," it is X: skip what an apposition holds.
        let nearest = found.last().copied()?;
        let comma = tokens[..verb].last().is_some_and(|t| t.lower == ",");
        if comma { found.first().copied() } else { Some(nearest) }
    };
    let subject_after = |verb: usize, s: &Sentence| {
        let limit = tokens[verb].end;
        mentions.iter().filter(|m| m.start >= limit && m.start <= limit + 60 && m.end <= s.end.max(limit)).find(speaks)
    };
    let is_speech = |t: &Token| {
        !inside(t.start)
            && t.lemma.as_ref().is_some_and(|(l, _)| words.is("speech", l))
            && matches!(t.tag, Tag::Verb(_))
    };
    let mut candidates: Vec<(usize, Who, String)> = Vec::new();
    // Sentences that touch the quotation or lie in its paragraph.
    for s in sentences.iter().filter(|s| s.end > from && s.start < to) {
        for at in (s.first..s.last).filter(|i| is_speech(&tokens[*i])) {
            let touches = s.start <= end + 2 && s.end + 2 >= start;
            let distance =
                if tokens[at].start >= end { tokens[at].start - end } else { start.saturating_sub(tokens[at].end) };
            let after_quote = tokens[at].start >= end && distance < 40;
            let inverted = after_quote
                && at + 1 < s.last
                && (tokens[at + 1].capital || tokens[at + 1].tag == Tag::Det || tokens[at + 1].tag == Tag::Pron);
            let inverted = inverted
                && !(at > s.first
                    && mentions
                        .iter()
                        .any(|m| m.end <= tokens[at].start && m.start >= end && m.who.is_some() && !m.attribute));
            let found = if inverted {
                subject_after(at, s).or_else(|| subject_before(at, s))
            } else {
                subject_before(at, s).or_else(|| subject_after(at, s).filter(|_| after_quote))
            };
            // "continued" speaks only beside the marks; elsewhere something else goes on.
            let goes_on = tokens[at].lemma.as_ref().is_some_and(|(l, _)| l == "continue") && distance > 4;
            if let Some(who) = found.and_then(|m| m.who).filter(|_| !goes_on) {
                candidates.push((distance + if touches { 0 } else { 400 }, who, tokens[at].lower.clone()));
            }
        }
    }
    // "X was “fairly confident”": the copula before the marks.
    if let Some(copula) =
        tokens.partition_point(|t| t.end <= start).checked_sub(2).filter(|i| tokens[*i].tag == Tag::Be)
        && let Some(s) = sentences.iter().find(|s| s.first <= copula && copula < s.last)
        && let Some(who) = subject_before(copula, s).and_then(|m| m.who)
    {
        candidates.push((0, who, tokens[copula].lower.clone()));
    }
    candidates.sort_by_key(|c| c.0);
    if let Some((_, who, verb)) = candidates.into_iter().find(|c| c.0 < 700) {
        return Some((who, Some(verb)));
    }
    if !english || !sentences.iter().any(|s| s.start < end && start < s.end) {
        // Without a lexicon of verbs: a name close behind the marks, else one close before.
        let behind = mentions.iter().filter(speaks).find(|m| m.start >= end && m.start - end < 60);
        let before = mentions.iter().filter(speaks).rfind(|m| m.end <= start && start - m.end < 30);
        return if english { None } else { behind.or(before).and_then(|m| m.who).map(|who| (who, None)) };
    }
    None
}
