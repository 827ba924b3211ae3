//! Who speaks a quotation, by the speech verb beside it.

use crate::extract::mention::{Found as Mention, Who};
use crate::extract::token::{Sentence, Token, lower};
use crate::knowledge::Language;

/// Bytes between a quotation and the verb that brings in its speaker.
const NEAR: usize = 80;

/// Bytes behind a quotation within which the sentence that attributes it begins, if it is not the quotation's own.
const BEHIND: usize = 6;

/// The speaker of the quotation at `quote` (bytes) and the verb: behind the marks first ("…", sagte X), before them then.
pub(in crate::extract) fn attribute(
    tokens: &[Token],
    sentences: &[Sentence],
    mentions: &[Mention],
    language: &Language,
    quote: (usize, usize),
) -> Option<(Who, Option<String>)> {
    let word = |i| lower(tokens, i);
    let speaks =
        |m: &&Mention| m.who.is_some() && !m.attribute && !m.oblique && (m.end <= quote.0 || m.start >= quote.1);
    let verb = |from: usize, to: usize| (from..to).find(|i| language.class_at("speech", *i, &word).is_some());
    let behind = tokens.partition_point(|t| t.start < quote.1);
    let reach = tokens.partition_point(|t| t.start < quote.1 + NEAR);
    let paragraph = sentences
        .iter()
        // A sentence that begins farther on is about something else: nobody speaks across a paragraph's end.
        .filter(|s| s.start < quote.1 + BEHIND && s.end > quote.0)
        .map(|s| s.end)
        .max()
        .unwrap_or(quote.1);
    if let Some(at) = verb(behind, reach).filter(|at| tokens[*at].start < paragraph) {
        let (start, end) = (tokens[at].start, tokens[at].end);
        // "said X" before "X said": the subject stands behind the verb where nothing stands before it.
        let before = mentions.iter().filter(speaks).rfind(|m| m.start >= quote.1 && m.end <= start);
        let after =
            mentions.iter().filter(speaks).find(|m| m.start >= end && m.start < end + NEAR && m.end <= paragraph);
        if let Some(who) = before.or(after).and_then(|m| m.who) {
            return Some((who, Some(word(at).to_owned())));
        }
    }
    // A piece of speech inside a sentence belongs to its subject.
    if let Some(sentence) = sentences.iter().rfind(|s| s.start < quote.0 && quote.0 <= s.end) {
        let ahead = tokens[sentence.first..sentence.last].iter().take_while(|t| t.end <= quote.0).count();
        let ends = quote.1 < sentence.end;
        let subject = mentions.iter().filter(speaks).find(|m| m.start >= sentence.start && m.end <= quote.0);
        if let Some(who) = subject.and_then(|m| m.who).filter(|_| ahead >= 4 && ends) {
            return Some((who, None));
        }
    }
    // A name directly behind the marks, whatever the verb between them.
    let beside = mentions
        .iter()
        .filter(speaks)
        .find(|m| m.start >= quote.1 && m.start - quote.1 < NEAR / 2 && m.end <= paragraph);
    let apart = |m: &Mention| (behind..tokens.len()).take_while(|i| tokens[*i].start < m.start).any(|i| word(i) == ".");
    if let Some(who) = beside.filter(|m| !apart(m)).and_then(|m| m.who) {
        return Some((who, None));
    }
    let sentence = sentences.iter().rfind(|s| s.start < quote.0 && quote.0 <= s.end)?;
    let inside = mentions.iter().filter(speaks).filter(|m| m.start >= sentence.start && m.end <= quote.0);
    // The first that is no object: the subject of the sentence that the quotation is part of.
    inside.into_iter().next().and_then(|m| m.who).map(|who| (who, None))
}
