//! Which words of a sentence evoke a frame.

use crate::extract::event::Context;
use crate::extract::record::EventType;
use crate::extract::token::{Sentence, lower};
use crate::knowledge::{Language, Step};

/// Words from "after" to the noun of what came before.
const RETOLD: usize = 3;

/// How far a gap in a pattern may reach, in words; farther where the verb ends the clause.
const GAP: usize = 12;
const WIDE: usize = 18;

/// Where a frame is evoked: tokens from `first` to before `last`.
pub(super) struct Trigger {
    pub(super) frame: usize,
    pub(super) first: usize,
    pub(super) last: usize,
    /// Behind the last word of its pattern, where others stand between; never before `last`.
    pub(super) closes: usize,
    pub(super) nominal: bool,
    /// What is agreed on before or behind it: it lies ahead.
    pub(super) agreed: bool,
}

impl Trigger {
    /// What its frame is of.
    pub(super) fn kind(&self, language: &Language) -> EventType {
        language.frames[self.frame].kind
    }
}

pub(super) fn triggers(context: &Context, language: &Language, sentence: &Sentence) -> Vec<Trigger> {
    let mut out: Vec<Trigger> = Vec::new();
    for at in sentence.first..sentence.last {
        if out.last().is_some_and(|t| at < t.last) || out.iter().any(|t| t.closes == at + 1) || in_name(context, at) {
            continue;
        }
        let quoted = |at: usize| {
            context.quoted.iter().any(|(s, e)| *s <= context.tokens[at].start && context.tokens[at].end <= *e)
        };
        if quoted(at) {
            continue;
        }
        let best = language.frames.iter().enumerate().flat_map(|(frame, f)| {
            let verbs = f.verbs.iter().map(move |p| (frame, p, false));
            verbs.chain(f.nouns.iter().map(move |p| (frame, p, true)))
        });
        let fits = best.filter_map(|(frame, pattern, nominal)| {
            let last = follows(context, pattern, at, sentence.last, language)?;
            // "An der Übung nehmen … teil": the verb is the noun's.
            let of_another = |t: &Trigger| t.closes == last && t.kind(language) != language.frames[frame].kind;
            if pattern.contains(&Step::Gap) && out.iter().any(of_another) {
                return None;
            }
            Some((
                pattern.len(),
                Trigger {
                    frame,
                    first: at,
                    last: if pattern.contains(&Step::Gap) { at + 1 } else { last },
                    closes: last,
                    nominal,
                    agreed: false,
                },
            ))
        });
        // The longest pattern says most; among equals the first of the file.
        let mut longest: Option<(usize, Trigger)> = None;
        for (length, trigger) in fits {
            if longest.as_ref().is_none_or(|(l, _)| length > *l) {
                longest = Some((length, trigger));
            }
        }
        out.extend(longest.map(|(_, t)| t));
    }
    out
}

/// Drops what a demand, threat or refusal before it governs: what is asked for has not happened. A meeting that is agreed on
/// is one that lies ahead.
pub(super) fn ungoverned(context: &Context, language: &Language, triggers: Vec<Trigger>) -> Vec<Trigger> {
    let word = |i| lower(context.tokens, i);
    let governs = |g: &Trigger| {
        !g.nominal
            && matches!(
                g.kind(language),
                EventType::Request | EventType::Threaten | EventType::Reject | EventType::Accuse | EventType::Agree
            )
    };
    let joined = |from: usize, to: usize| {
        (from..to).any(|i| language.class_at("and", i, &word).is_some() || matches!(word(i), "." | ";"))
    };
    // "договорились о встрече", "погодився зустрітися"; not "договорились на встрече".
    let meets = |t: &Trigger| {
        let on = |i| language.class_at("agreed_on", i, &word).is_some();
        t.kind(language) == EventType::Consult && (!t.nominal || (t.first.saturating_sub(3)..t.first).any(on))
    };
    let agrees = |g: &Trigger, t: &Trigger| {
        // "a ordonné le retrait de ses troupes"
        let by = |class: &str| language.any(class, g.first..g.closes, &word);
        match g.kind(language) {
            EventType::Request => t.kind(language) == EventType::Retreat && by("orders"),
            // "погодилися заморозити активи": a measure that is taken by agreeing.
            EventType::Agree => (meets(t) || t.kind(language) == EventType::Sanction && !t.nominal) && by("agreeing"),
            _ => false,
        }
    };
    // "telefoniert nach dem Besuch von X mit Y": what came before it is no news.
    let retold = |t: &Trigger| {
        // "Besuch" is written like the verb but for its capital.
        let noun = t.nominal || language.nouns_are_capitals && context.tokens[t.first].capital;
        noun && t.kind(language) == EventType::Consult
            && (t.first.saturating_sub(RETOLD)..t.first).any(|i| language.class_at("after", i, &word).is_some())
            && triggers.iter().any(|o| !o.nominal && o.kind(language) == EventType::Consult)
    };
    // Of what stays whether it is agreed on.
    let keep: Vec<Option<bool>> = triggers
        .iter()
        .enumerate()
        .map(|(at, t)| {
            let mut agreed = false;
            let mut governed = |g: &Trigger, near: bool| {
                let governed = near && governs(g);
                let ahead = governed && agrees(g, t);
                agreed |= ahead;
                governed && !ahead
            };
            let before = triggers[..at]
                .iter()
                .any(|g| governed(g, t.first - g.first <= GAP && (t.nominal || !joined(g.last, t.first))));
            // "hat ein Ende der Angriffe gefordert": the verb that governs ends the clause.
            let behind = language.nouns_are_capitals
                && t.nominal
                && triggers[at + 1..].iter().any(|g| {
                    let parted = (t.first..g.first).any(|i| matches!(word(i), "," | "." | ";" | ":"));
                    governed(g, g.first - t.first <= GAP && !parted)
                });
            (!(before || behind || retold(t))).then_some(agreed)
        })
        .collect();
    // The measure is the news, not that they agreed on it.
    let measure = |g: &Trigger| {
        let follows = |t: &Trigger| t.first > g.first && t.first - g.first <= GAP;
        let taken = |(t, kept): (&Trigger, &Option<bool>)| {
            *kept == Some(true) && t.kind(language) == EventType::Sanction && follows(t)
        };
        g.kind(language) == EventType::Agree && triggers.iter().zip(&keep).any(taken)
    };
    let keep: Vec<Option<bool>> = triggers.iter().zip(&keep).map(|(t, kept)| kept.filter(|_| !measure(t))).collect();
    let kept = triggers.into_iter().zip(keep);
    kept.filter_map(|(trigger, agreed)| Some(Trigger { agreed: agreed?, ..trigger })).collect()
}

/// Behind the last token of the pattern that starts at `at`.
fn follows(context: &Context, pattern: &[Step], at: usize, end: usize, language: &Language) -> Option<usize> {
    let most = if language.nouns_are_capitals { WIDE } else { GAP };
    let word = |i: usize| context.tokens[i].lower.as_str();
    let mut next = at;
    let mut gap = false;
    for step in pattern {
        if *step == Step::Gap {
            gap = true;
            continue;
        }
        let reach = next + if gap { most } else { 1 };
        next = (next..reach.min(end)).find(|i| step.fits(word(*i)))? + 1;
        gap = false;
    }
    Some(next)
}

fn in_name(context: &Context, at: usize) -> bool {
    let token = &context.tokens[at];
    context.mentions.iter().any(|m| m.holds(token) && (m.who.is_some() || m.place.is_some()))
}
