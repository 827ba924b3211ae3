//! Stances: reported speech with its holder.

use super::clause::{Clause, Kind, chunks};
use super::event::{Context, Found};
use super::mention::Who;
use super::record::{EventType, Position, Span, Status};

/// Verb → stance.
fn stance(lemma: &str, negated: bool) -> Option<&'static str> {
    Some(match lemma {
        "demand" | "urge" | "insist" | "request" => "demands",
        "reject" | "refuse" | "oppose" | "dismiss" | "decline" => "rejects",
        "accept" | "agree" if negated => "rejects",
        "accept" | "agree" | "recognise" | "recognize" => "accepts",
        "warn" | "caution" => "warns",
        "deny" => "denies",
        "claim" | "assert" | "allege" => "claims",
        "promise" | "pledge" | "vow" => "promises",
        "support" | "back" | "welcome" => "supports",
        "condemn" | "denounce" => "condemns",
        _ => return None,
    })
}

/// Stances of a language without clauses: what its events of saying say, held by their first actor.
pub(super) fn of_events(
    text: &str,
    context: &Context,
    events: &[Found],
    name: &dyn Fn(Who) -> String,
    span: &dyn Fn(usize, usize) -> Span,
) -> Vec<Position> {
    let stance = |event: &Found| {
        Some(match (event.kind, event.status) {
            (EventType::Agree | EventType::Support, Status::Negated) => "rejects",
            (_, Status::Negated | Status::Cancelled) => return None,
            (EventType::Request, _) => "demands",
            (EventType::Reject, _) => "rejects",
            (EventType::Agree, Status::Planned) => "promises",
            (EventType::Agree, _) => "accepts",
            (EventType::Threaten, _) => "warns",
            (EventType::Support, _) => "supports",
            (EventType::Accuse, _) => "condemns",
            _ => return None,
        })
    };
    let position = |event: &Found| {
        let sentence = context.sentences[event.sentence];
        let from = context.tokens.get(event.at + 1).map_or(sentence.end, |t| t.start);
        let content = text.get(from..sentence.end)?.trim().trim_end_matches(['.', '”', '»', '"']).to_owned();
        (content.split_whitespace().count() >= 2 && !event.nominal).then_some(())?;
        Some(Position {
            holder: name(*event.actors.first()?),
            stance: stance(event)?.to_owned(),
            content,
            evidence: span(sentence.start, sentence.end),
        })
    };
    events.iter().filter_map(position).collect()
}

pub(super) fn find(
    text: &str,
    context: &Context,
    name: &dyn Fn(Who) -> String,
    span: &dyn Fn(usize, usize) -> Span,
) -> Vec<Position> {
    let mut out = Vec::new();
    for sentence in context.sentences {
        let clause = Clause {
            tokens: context.tokens,
            chunks: chunks(context.tokens, sentence, &context.known.lexicon),
            lexicon: &context.known.lexicon,
        };
        for (at, chunk) in clause.chunks.iter().enumerate() {
            let Some(verb) = chunk.verb.as_ref().filter(|v| v.finite && !v.passive) else { continue };
            let Some(stance) = stance(&verb.lemma, verb.negated) else { continue };
            let first = context.tokens[chunk.first].start;
            if context.quoted.iter().any(|(s, e)| *s <= first && first < *e) {
                continue;
            }
            let subject = clause.subject(at);
            let holder = subject.iter().find_map(|c| {
                let (s, e) =
                    (context.tokens[clause.chunks[*c].first].start, context.tokens[clause.chunks[*c].last - 1].end);
                context.mentions.iter().filter(|m| m.start < e && s < m.end && !m.attribute).find_map(|m| m.who)
            });
            let Some(holder) = holder else { continue };
            let skip = usize::from(clause.chunks.get(at + 1).is_some_and(|c| c.kind == Kind::Sub));
            let Some(from) = clause.chunks.get(at + 1 + skip).map(|c| context.tokens[c.first].start) else { continue };
            let content = text[from..sentence.end].trim().trim_end_matches(['.', '”', '"']).to_owned();
            if content.split_whitespace().count() >= 2 {
                out.push(Position {
                    holder: name(holder),
                    stance: stance.to_owned(),
                    content,
                    evidence: span(sentence.start, sentence.end),
                });
            }
        }
    }
    out
}
