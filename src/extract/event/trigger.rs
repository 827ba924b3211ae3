//! Which words evoke an event: verbs and nouns of the lexicon's frames, less what another frame governs.

use super::Context;
use crate::extract::clause::{Chunk, Clause, Kind as ChunkKind};
use crate::extract::mention::Found as Mention;
use crate::extract::record::{By, EventType};
use crate::extract::token::{Tag, Token};
use crate::knowledge::{Form, FrameId, Lexicon, Part, Pattern};

pub(super) struct Trigger {
    pub(super) frame: FrameId,
    /// Chunk it stands in.
    pub(super) chunk: usize,
    pub(super) at: usize,
    pub(super) nominal: bool,
    pub(super) specific: bool,
    /// A refusal by negation ("cannot accept"): the refusing itself has happened.
    pub(super) refusal: bool,
}

impl Trigger {
    /// What its frame is of.
    pub(super) fn kind(&self, lexicon: &Lexicon) -> EventType {
        lexicon.frame(self.frame).kind
    }
}

pub(super) fn triggers(context: &Context, clause: &Clause) -> Vec<Trigger> {
    let lexicon = clause.lexicon;
    let mut out = Vec::new();
    for (chunk, group) in clause.chunks.iter().enumerate() {
        if let Some(verb) = &group.verb {
            let reject = verb.negated.then(|| lexicon.patterns.get("not")).flatten().and_then(|list| {
                list.iter().find(|p| matches!(p.parts.first(), Some(Part::Any(words)) if words.contains(&verb.lemma)))
            });
            // "said that Iraq must cooperate": a demand of the one who says it.
            let obliging = verb.modal.as_deref().is_some_and(|m| lexicon.words.is("obliging", m))
                && !verb.negated
                && speaker_before(clause, chunk).is_some();
            if let Some(frame) =
                obliging.then(|| lexicon.frames.iter().position(|f| f.kind == EventType::Request)).flatten()
            {
                out.push(Trigger {
                    frame: FrameId(frame as u16),
                    chunk,
                    at: verb.at,
                    nominal: false,
                    specific: true,
                    refusal: false,
                });
                continue;
            }
            // "does not rule out sending troops": what may come, and no refusal.
            let open = verb.negated && matches!(verb.lemma.as_str(), "rule" | "exclude");
            if open {
                continue;
            }
            let refusal = reject.is_some();
            let of_subject = |pattern: &Pattern| {
                let by = &lexicon.frame(pattern.frame).by;
                let subject = || clause.subject(chunk).into_iter().map(|c| &clause.chunks[c]);
                let has = |t: &Token| by.contains(&Lexicon::singular(&t.lower));
                by.is_empty() || subject().any(|c| clause.tokens[c.first..c.last].iter().any(has))
            };
            let fits = |p: &&Pattern| follows(clause, p, group.last, lexicon) && of_subject(p);
            let found = seizure(context, clause, chunk)
                .or(reject)
                .or_else(|| lexicon.patterns.get(&verb.lemma)?.iter().find(fits))
                .or_else(|| be_pattern(clause, chunk, lexicon))
                .or_else(|| of_passive(clause, chunk, lexicon));
            let other = |pattern: &Pattern| {
                let frame = lexicon.frame(pattern.frame);
                // "set fire to a pier": the word is the pattern's own.
                let own = |word: &String| {
                    pattern.parts.iter().any(|part| matches!(part, Part::Any(words) if words.contains(word)))
                };
                let words = |chunks: Vec<usize>| {
                    let ranges = chunks.into_iter().map(|c| clause.chunks[c].first..clause.chunks[c].last);
                    ranges.flat_map(|range| &clause.tokens[range])
                };
                words(clause.object(chunk)).any(|t| frame.unless.contains(&t.lower) && !own(&t.lower))
                    || !of_subject(pattern)
                    || !verb.passive
                        && !frame.not_by.is_empty()
                        && words(clause.subject(chunk)).any(|t| frame.not_by.contains(&Lexicon::singular(&t.lower)))
            };
            if let Some(pattern) = found.filter(|pattern| !other(pattern)) {
                out.push(Trigger {
                    frame: pattern.frame,
                    chunk,
                    at: verb.at,
                    nominal: false,
                    specific: !pattern.parts.is_empty(),
                    refusal,
                });
            }
        } else if group.kind == ChunkKind::Noun {
            let mut at = group.first;
            while at < group.last {
                match noun_at(clause, at, group.last, lexicon) {
                    Some((frame, words)) if !name_inside(context, at) => {
                        // "attack helicopters", "war crimes": the noun that evokes must be the head of its group.
                        let head = at + words == group.last
                            || matches!(clause.tokens[at + words].tag, Tag::Poss | Tag::Quote | Tag::Num);
                        if head {
                            out.push(Trigger {
                                frame,
                                chunk,
                                at: at + words - 1,
                                nominal: true,
                                specific: words > 1,
                                refusal: false,
                            });
                        }
                        at += words;
                    }
                    _ => at += 1,
                }
            }
        }
    }
    out
}

/// "took Lyman", "seized the town of Lyman", "Lyman was taken": of a town these words tell what "capture" does.
fn seizure<'c>(context: &Context, clause: &Clause<'c>, chunk: usize) -> Option<&'c Pattern> {
    let verb = clause.chunks[chunk].verb.as_ref().filter(|v| clause.lexicon.words.is("seizing", &v.lemma))?;
    let town = |m: &Mention| {
        m.by != By::Metonym
            && m.place.is_some_and(|place| {
                let place = context.known.place(place);
                !place.is_country && !place.is_region
            })
    };
    let taken = if verb.passive { clause.subject(chunk) } else { clause.object(chunk) };
    // "took the side of Kyiv" takes no town: the place must be the object itself.
    let first = *taken.first()?;
    let head = clause.tokens[clause.chunks[first].last - 1].lower.as_str();
    let named = matches!(head, "town" | "city") || clause.lexicon.words.is("settlements", head);
    // "the village of Robotyne": one that no list of places has, too.
    let named = named
        && first + 2 < clause.chunks.len()
        && clause.word(first + 1) == "of"
        && clause.tokens[clause.chunks[first + 2].first].capital;
    let (start, end) = (clause.chunks[first].first, clause.chunks[first].last - 1);
    let (start, end) = (clause.tokens[start].start, clause.tokens[end].end);
    if !named && !context.mentions.iter().any(|m| start <= m.start && m.end <= end && town(m)) {
        return None;
    }
    let force = |p: &&Pattern| clause.lexicon.frame(p.frame).kind == EventType::Assault;
    clause.lexicon.patterns.get("capture")?.iter().find(force)
}

/// The verb group of speech whose words the group at `chunk` belongs to: before it in the sentence, or closing it.
pub(super) fn speaker_before(clause: &Clause, chunk: usize) -> Option<usize> {
    let speech = |c: &Chunk| {
        c.verb.as_ref().is_some_and(|v| {
            v.finite
                && !v.passive
                && matches!(
                    v.lemma.as_str(),
                    "say"
                        | "declare"
                        | "announce"
                        | "state"
                        | "tell"
                        | "insist"
                        | "stress"
                        | "claim"
                        | "add"
                        | "conclude"
                        | "argue"
                        | "warn"
                        | "report"
                        | "confirm"
                )
        })
    };
    (0..chunk)
        .rev()
        .find(|i| speech(&clause.chunks[*i]))
        .or_else(|| (chunk + 1..clause.chunks.len()).rev().find(|i| speech(&clause.chunks[*i])))
}

pub(super) fn name_inside(context: &Context, at: usize) -> bool {
    let token = &context.tokens[at];
    context.mentions.iter().any(|m| m.holds(token))
}

pub(super) fn noun_at(clause: &Clause, at: usize, end: usize, lexicon: &Lexicon) -> Option<(FrameId, usize)> {
    let token = &clause.tokens[at];
    let singular = Lexicon::singular(&token.lower);
    for first in [token.lower.as_str(), singular.as_str()] {
        for (words, frame) in lexicon.nouns.get(first).into_iter().flatten() {
            let fits = words.len() <= end - at
                && words
                    .iter()
                    .zip(&clause.tokens[at..end])
                    .all(|(w, t)| *w == t.lower || *w == Lexicon::singular(&t.lower));
            if fits {
                return Some((*frame, words.len()));
            }
        }
    }
    None
}

/// Does what the pattern wants follow from token `at` on?
pub(super) fn follows(clause: &Clause, pattern: &Pattern, at: usize, lexicon: &Lexicon) -> bool {
    follow(clause, &pattern.parts, at, lexicon)
}

fn follow(clause: &Clause, parts: &[Part], at: usize, lexicon: &Lexicon) -> bool {
    let end = clause.chunks.last().map_or(0, |c| c.last);
    let mut at = at;
    let mut gap = 0;
    for part in parts {
        match part {
            Part::Gap => gap = 6,
            Part::Any(words) => {
                // "a further $1.6bn" is one word, and millions.
                let money = words.iter().any(|w| w == "million");
                let matches = |i: usize| {
                    let t = &clause.tokens[i];
                    if money && t.lower.starts_with(['$', '€', '£']) {
                        return true;
                    }
                    words.iter().any(|w| {
                        *w == t.lower
                            || *w == Lexicon::singular(&t.lower)
                            || t.lemma.as_ref().is_some_and(|(l, _)| l == w)
                    })
                };
                // An adverb may always stand between: "spoke briefly to".
                let reach = if gap > 0 { gap } else { 1 };
                let limit = (at + reach + 1).min(end);
                let hit = (at..limit)
                    .take_while(|i| {
                        gap > 0
                            || *i == at
                            || matches!(clause.tokens[*i - 1].tag, Tag::Adv)
                            || lexicon.words.is("adverbs", &clause.tokens[*i - 1].lower)
                    })
                    .find(|i| matches(*i));
                match hit {
                    // "ordered troops to withdraw": no place.
                    Some(i)
                        if gap > 0
                            && clause.tokens[i].tag == Tag::To
                            && clause.tokens.get(i + 1).is_some_and(|t| matches!(t.tag, Tag::Verb(Form::Base))) =>
                    {
                        return false;
                    }
                    Some(i)
                        if gap == 0
                            || !(at..i).any(|j| {
                                matches!(clause.tokens[j].tag, Tag::Punct | Tag::Sub | Tag::Rel | Tag::Be)
                                    || matches!(
                                        clause.tokens[j].lower.as_str(),
                                        "after" | "before" | "following" | "despite"
                                    )
                            }) =>
                    {
                        at = i + 1;
                    }
                    _ => return false,
                }
                gap = 0;
            }
        }
    }
    true
}

/// "agreed to freeze", "voted to impose sanctions": a measure that whoever decides on it takes by deciding.
pub(super) fn is_decided(clause: &Clause, trigger: &Trigger) -> bool {
    let verb = clause.chunks[trigger.chunk].verb.as_ref();
    let infinitive = !trigger.nominal && verb.is_some_and(|v| v.infinitive);
    let governor = clause.verb_before(trigger.chunk).and_then(|g| clause.chunks[g].verb.as_ref());
    trigger.kind(clause.lexicon) == EventType::Sanction
        && infinitive
        && governor.is_some_and(|v| {
            v.finite && !v.negated && v.modal.is_none() && clause.lexicon.words.is("decides", &v.lemma)
        })
}

/// "Troops had been sent to": the pattern of which the subject is the object.
pub(super) fn of_passive<'l>(clause: &Clause, chunk: usize, lexicon: &'l Lexicon) -> Option<&'l Pattern> {
    // "soldiers who were to be exchanged" tells more of the soldiers than of an exchange.
    let relative = chunk > 0 && clause.chunks[chunk - 1].kind == ChunkKind::Rel;
    let verb = clause.chunks[chunk].verb.as_ref().filter(|v| v.passive && !v.infinitive && !relative)?;
    let subject = clause.subject(chunk);
    let told = |words: &[String]| {
        subject.iter().any(|c| {
            let group = &clause.tokens[clause.chunks[*c].first..clause.chunks[*c].last];
            let is = |t: &Token| words.contains(&t.lower) || words.contains(&Lexicon::singular(&t.lower));
            // "The sanctions package was approved"
            let bundle = |t: &Token| lexicon.words.is("bundles", &t.lower);
            let heads = group.len() - group.iter().rev().take_while(|t| bundle(t)).count();
            group[heads.saturating_sub(1)..].iter().any(is)
        })
    };
    let fits = |pattern: &&Pattern| match pattern.parts.as_slice() {
        [Part::Gap, Part::Any(words), rest @ ..] => {
            told(words) && follow(clause, rest, clause.chunks[chunk].last, lexicon)
        }
        _ => false,
    };
    lexicon.patterns.get(&verb.lemma)?.iter().find(fits)
}

/// "is willing to", "be ready to": the copula and an adjective.
pub(super) fn be_pattern<'l>(clause: &Clause, chunk: usize, lexicon: &'l Lexicon) -> Option<&'l Pattern> {
    let verb = clause.chunks[chunk].verb.as_ref()?;
    if verb.lemma != "be" && !verb.passive {
        return None;
    }
    let start = if verb.lemma == "be" { clause.chunks[chunk].last } else { verb.at };
    lexicon.patterns.get("be")?.iter().find(|p| follows(clause, p, start, lexicon))
}

/// Drops what another frame governs: what is demanded, threatened, promised or denied has not happened.
pub(super) fn ungoverned(triggers: Vec<Trigger>, clause: &Clause, lexicon: &Lexicon) -> Vec<Trigger> {
    // "agreed to freeze the assets": the measure is the news, not that they agreed.
    let measure = |g: &Trigger, t: &Trigger| {
        let near = t.chunk > g.chunk && t.chunk - g.chunk <= 2;
        near && g.kind(lexicon) == EventType::Agree && is_decided(clause, t)
    };
    let keep: Vec<bool> = triggers
        .iter()
        .enumerate()
        .map(|(this, t)| {
            !triggers.iter().enumerate().any(|(other, g)| {
                if measure(t, g) {
                    return true;
                }
                if measure(g, t) {
                    return false;
                }
                if other == this || g.at >= t.at || g.nominal && t.nominal && g.chunk == t.chunk {
                    return g.chunk == t.chunk && other != this && !g.nominal && t.nominal;
                }
                // The light verb and its noun are one ("launched an attack").
                let same_group = !g.nominal
                    && t.nominal
                    && g.specific
                    && t.chunk <= g.chunk + 3
                    && !clause.chunks[g.chunk + 1..t.chunk].iter().any(|c| c.kind == ChunkKind::Verb);
                if same_group {
                    return true;
                }
                // "struck a meeting of commanders": what is struck is no meeting.
                let struck = !g.nominal
                    && t.nominal
                    && g.kind(lexicon) == EventType::Assault
                    && clause.object(g.chunk).contains(&t.chunk);
                if struck {
                    return true;
                }
                if !lexicon.frame(g.frame).governs {
                    return false;
                }
                // "agreed to meet": the meeting lies ahead.
                let verb = |t: &Trigger| clause.chunks[t.chunk].verb.as_ref();
                let ahead = t.kind(lexicon) == EventType::Consult && verb(t).is_some_and(|v| v.infinitive);
                let agrees = g.kind(lexicon) == EventType::Agree
                    && verb(g).is_some_and(|v| lexicon.words.is("agreeing", &v.lemma));
                if agrees && ahead && !t.nominal {
                    return false;
                }
                let between = &clause.chunks[g.chunk + 1..t.chunk.max(g.chunk + 1)];
                // "agreed that Russia would stop attacking": the one verb between is governed as well.
                let finite_count = between.iter().filter(|c| c.verb.as_ref().is_some_and(|v| v.finite)).count();
                let chained = finite_count == 1
                    && between.first().is_some_and(|c| c.kind == ChunkKind::Sub)
                    && clause.chunks[t.chunk].verb.as_ref().is_some_and(|v| !v.finite)
                    && t.chunk > 0
                    && clause.chunks[t.chunk - 1].kind == ChunkKind::Verb;
                let finite_between = finite_count > 0 && !chained;
                let broken = between.iter().any(|c| matches!(c.kind, ChunkKind::Rel | ChunkKind::Mark))
                    || between.windows(2).any(|w| {
                        w[0].kind == ChunkKind::Conj
                            && w[1].kind == ChunkKind::Verb
                            && w[1].verb.as_ref().is_some_and(|v| v.finite)
                    });
                let adjunct = t.nominal
                    && t.chunk > 0
                    && clause.chunks[t.chunk - 1].kind == ChunkKind::Prep
                    && matches!(
                        clause.word(t.chunk - 1),
                        "at" | "during" | "after" | "before" | "in" | "ahead" | "following"
                    );
                let adjunct = adjunct
                    || t.nominal
                        && t.chunk > 0
                        && clause.word(t.chunk - 1) == "of"
                        && clause.chunks[t.chunk - 1].first > 0
                        && clause.tokens[clause.chunks[t.chunk - 1].first - 1].lower == "ahead";
                let verb = clause.chunks[t.chunk].verb.as_ref();
                let finite = verb.is_some_and(|v| v.finite);
                let sub = between.iter().any(|c| c.kind == ChunkKind::Sub && clause.tokens[c.first].lower != "that");
                !(finite_between || broken || adjunct || sub)
                    && (!finite
                        || between.iter().any(|c| c.kind == ChunkKind::Sub)
                        || between.iter().all(|c| c.kind != ChunkKind::Conj && c.kind != ChunkKind::Comma)
                            && !g.nominal)
            })
        })
        .collect();
    let mut keep = keep.into_iter();
    let mut triggers = triggers;
    triggers.retain(|_| keep.next().unwrap_or(true));
    triggers
}
