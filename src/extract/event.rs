//! Frames of the lexicon over clauses and nominal forms → who did what to whom, with status, date, place and confidence.

use super::clause::{Chunk, Clause, Kind as ChunkKind, chunks};
use super::date::Found as DateFound;
use super::mention::{Found as Mention, Who};
use super::record::{By, EventType, Status};
use super::token::{Sentence, Tag, Token};
use crate::knowledge::{Form, FrameId, Knowledge, Lexicon, Part, Pattern, PlaceId};

/// An event over one sentence.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) kind: EventType,
    pub(super) mode: Option<String>,
    pub(super) actors: Vec<Who>,
    pub(super) targets: Vec<Who>,
    pub(super) date: Option<String>,
    pub(super) place: Option<PlaceId>,
    pub(super) status: Status,
    pub(super) claimed_by: Option<Who>,
    pub(super) confidence: f64,
    pub(super) sentence: usize,
    /// Token of the word that evokes it.
    pub(super) at: usize,
    nominal: bool,
    infinitive: bool,
}

/// All that a sentence is read with.
pub(super) struct Context<'a> {
    pub(super) tokens: &'a [Token],
    pub(super) sentences: &'a [Sentence],
    pub(super) mentions: &'a [Mention],
    pub(super) dates: &'a [DateFound],
    pub(super) known: &'a Knowledge,
    /// Byte spans of direct speech: what is said there is no report.
    pub(super) quoted: &'a [(usize, usize)],
    pub(super) today: Option<jiff::civil::Date>,
}

struct Trigger {
    frame: FrameId,
    /// Chunk it stands in.
    chunk: usize,
    at: usize,
    nominal: bool,
    specific: bool,
    /// A refusal by negation ("cannot accept"): the refusing itself has happened.
    refusal: bool,
}

pub(super) fn find(context: &Context) -> Vec<Found> {
    let mut all: Vec<Found> = Vec::new();
    for (index, sentence) in context.sentences.iter().enumerate() {
        let lexicon = &context.known.lexicon;
        let clause = Clause { tokens: context.tokens, chunks: chunks(context.tokens, sentence, lexicon), lexicon };
        let triggers = ungoverned(triggers(context, &clause), &clause, lexicon);
        for trigger in &triggers {
            if let Some(found) = read(context, &clause, trigger, index, triggers.len()) {
                merge(&mut all, found);
            }
        }
    }
    all.sort_by_key(|e| e.at);
    all
}

fn triggers(context: &Context, clause: &Clause) -> Vec<Trigger> {
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
            let refused = reject.map(|p| (p.frame, true));
            let refusal = refused.is_some();
            let found = refused.or_else(|| {
                lexicon
                    .patterns
                    .get(&verb.lemma)?
                    .iter()
                    .find(|p| follows(clause, p, group.last, lexicon))
                    .map(|p| (p.frame, !p.parts.is_empty()))
            });
            let adjective = || be_pattern(clause, chunk, lexicon);
            if let Some((frame, specific)) = found.or_else(adjective) {
                out.push(Trigger { frame, chunk, at: verb.at, nominal: false, specific, refusal });
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

/// The verb group of speech whose words the group at `chunk` belongs to: before it in the sentence, or closing it.
fn speaker_before(clause: &Clause, chunk: usize) -> Option<usize> {
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

fn name_inside(context: &Context, at: usize) -> bool {
    let token = &context.tokens[at];
    context.mentions.iter().any(|m| m.start <= token.start && token.end <= m.end)
}

fn noun_at(clause: &Clause, at: usize, end: usize, lexicon: &Lexicon) -> Option<(FrameId, usize)> {
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
fn follows(clause: &Clause, pattern: &Pattern, at: usize, lexicon: &Lexicon) -> bool {
    let end = clause.chunks.last().map_or(0, |c| c.last);
    let mut at = at;
    let mut gap = 0;
    for part in &pattern.parts {
        match part {
            Part::Gap => gap = 6,
            Part::Any(words) => {
                let matches = |i: usize| {
                    let t = &clause.tokens[i];
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
                    Some(i)
                        if gap == 0
                            || !(at..i).any(|j| matches!(clause.tokens[j].tag, Tag::Punct | Tag::Sub | Tag::Rel)) =>
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

/// "is willing to", "be ready to": the copula and an adjective.
fn be_pattern(clause: &Clause, chunk: usize, lexicon: &Lexicon) -> Option<(FrameId, bool)> {
    let verb = clause.chunks[chunk].verb.as_ref()?;
    if verb.lemma != "be" && !verb.passive {
        return None;
    }
    let start = if verb.lemma == "be" { clause.chunks[chunk].last } else { verb.at };
    lexicon.patterns.get("be")?.iter().find(|p| follows(clause, p, start, lexicon)).map(|p| (p.frame, true))
}

/// Drops what another frame governs: what is demanded, threatened, promised or denied has not happened.
fn ungoverned(triggers: Vec<Trigger>, clause: &Clause, lexicon: &Lexicon) -> Vec<Trigger> {
    let keep: Vec<bool> = triggers
        .iter()
        .enumerate()
        .map(|(this, t)| {
            !triggers.iter().enumerate().any(|(other, g)| {
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
                    && lexicon.frames[g.frame.0 as usize].kind == EventType::Assault
                    && clause.object(g.chunk).contains(&t.chunk);
                if struck {
                    return true;
                }
                if !lexicon.frames[g.frame.0 as usize].governs {
                    return false;
                }
                let between = &clause.chunks[g.chunk + 1..t.chunk.max(g.chunk + 1)];
                let finite_between = between.iter().any(|c| c.verb.as_ref().is_some_and(|v| v.finite));
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

fn read(context: &Context, clause: &Clause, trigger: &Trigger, index: usize, triggers: usize) -> Option<Found> {
    let token = &context.tokens[trigger.at];
    if context.quoted.iter().any(|(s, e)| *s <= token.start && token.end <= *e) {
        return None;
    }
    let lexicon = clause.lexicon;
    let frame = &lexicon.frames[trigger.frame.0 as usize];
    let (actors, targets, own) = if trigger.nominal {
        nominal_roles(context, clause, trigger, &frame.to)
    } else {
        verb_roles(context, clause, trigger, &frame.to)
    };
    let status = if trigger.nominal { nominal_status(clause, trigger) } else { verb_status(clause, trigger.chunk) };
    let obliging = clause.chunks[trigger.chunk]
        .verb
        .as_ref()
        .and_then(|v| v.modal.as_deref())
        .is_some_and(|m| lexicon.words.is("obliging", m));
    let status =
        if obliging && frame.kind == EventType::Request || trigger.refusal { Status::Occurred } else { status };
    // "wants to persuade", "will seek to ask": wishing to ask is not asking.
    if !trigger.nominal
        && matches!(frame.kind, EventType::Request | EventType::Accuse | EventType::Support)
        && matches!(status, Status::Possible | Status::Planned)
        && clause.chunks[trigger.chunk].verb.as_ref().is_some_and(|v| v.infinitive)
    {
        return None;
    }
    // "in seeking a way out" asks nobody either.
    let after_preposition = trigger.chunk > 0 && clause.chunks[trigger.chunk - 1].kind == ChunkKind::Prep;
    if after_preposition
        && frame.kind == EventType::Request
        && clause.chunks[trigger.chunk].verb.as_ref().is_some_and(|v| v.form == Form::Ing)
    {
        return None;
    }
    // Seeking to do something asks nobody.
    let next_infinitive =
        clause.chunks.get(trigger.chunk + 1).and_then(|c| c.verb.as_ref()).is_some_and(|v| v.infinitive);
    if !trigger.nominal
        && next_infinitive
        && clause.chunks[trigger.chunk]
            .verb
            .as_ref()
            .is_some_and(|v| matches!(v.lemma.as_str(), "seek" | "want" | "ask" | "propose"))
        && frame.kind == EventType::Request
    {
        let asks = clause.chunks[trigger.chunk].verb.as_ref().is_some_and(|v| v.lemma == "ask" || v.lemma == "propose");
        if !asks {
            return None;
        }
    }
    let nobody = actors.is_empty() && targets.is_empty();
    let violent =
        matches!(frame.kind, EventType::Assault | EventType::Protest | EventType::Coerce | EventType::Mobilize);
    if nobody && index > 1 && (!violent || trigger.nominal) {
        return None;
    }
    let infinitive =
        clause.chunks[trigger.chunk].verb.as_ref().is_some_and(|v| v.infinitive || v.form == Form::Ing && !v.finite);
    let bare_noun = trigger.nominal && !own;
    let lead = index < 2;
    if bare_noun && (triggers > 1 || !lead) && !trigger.specific
        || trigger.nominal && actors.is_empty() && targets.is_empty() && triggers > 1
    {
        return None;
    }
    let adjunct = trigger.nominal
        && trigger.chunk > 0
        && clause.chunks[trigger.chunk - 1].kind == ChunkKind::Prep
        && matches!(clause.word(trigger.chunk - 1), "after" | "before" | "during" | "ahead" | "since" | "following");
    if adjunct && (actors.is_empty() || targets.is_empty()) {
        return None;
    }
    let date = if adjunct { None } else { date_of(context, index, trigger.at, clause_start(context, clause, trigger)) };
    let status = match (&date, status) {
        (Some(iso), Status::Occurred | Status::Ongoing)
            if context.today.is_some_and(|t| iso.len() == 10 && iso.as_str() > t.to_string().as_str()) =>
        {
            Status::Planned
        }
        (_, status) => status,
    };
    let place = place_of(context, clause, trigger);
    let mut confidence = frame.sure;
    confidence += if trigger.specific { 0.06 } else { 0.0 };
    confidence -= if actors.is_empty() { 0.14 } else { 0.0 };
    confidence -= if targets.is_empty()
        && matches!(
            frame.kind,
            EventType::Consult | EventType::Aid | EventType::Sanction | EventType::Accuse | EventType::Request
        ) {
        0.08
    } else {
        0.0
    };
    confidence -= if trigger.nominal { 0.12 } else { 0.0 };
    confidence -= if matches!(status, Status::Possible) { 0.08 } else { 0.0 };
    // The main clause tells the news; what hangs on it is often its background.
    let rank = clause.chunks[..trigger.chunk]
        .iter()
        .filter(|c| c.verb.as_ref().is_some_and(|v| v.finite && !lexicon.words.is("speech", &v.lemma)))
        .count();
    confidence -= 0.03 * rank.min(4) as f64;
    let claimed_by = claimed_by(context, clause, trigger, &actors);
    Some(Found {
        kind: frame.kind,
        mode: frame.mode.clone(),
        actors,
        targets,
        date,
        place,
        status,
        claimed_by,
        confidence: (confidence.clamp(0.05, 0.97) * 100.0).round() / 100.0,
        sentence: index,
        at: trigger.at,
        nominal: trigger.nominal,
        infinitive,
    })
}

/// Actors whose mentions lie in these chunks.
fn in_chunks(context: &Context, clause: &Clause, list: &[usize]) -> Vec<Who> {
    let mut out = Vec::new();
    for chunk in list {
        let group = &clause.chunks[*chunk];
        for who in in_tokens(context, group) {
            if !out.contains(&who) {
                out.push(who);
            }
        }
    }
    out
}

fn in_tokens(context: &Context, group: &Chunk) -> Vec<Who> {
    let (start, end) = (context.tokens[group.first].start, context.tokens[group.last - 1].end);
    let inside: Vec<&Mention> = context
        .mentions
        .iter()
        .filter(|m| m.start < end && start < m.end && m.start >= start.saturating_sub(60))
        .collect();
    // A person in the group is who acts; the country before the title is an attribute.
    let mut out: Vec<Who> =
        inside.iter().filter(|m| !m.attribute || m.by == By::Pronoun).filter_map(|m| m.who).collect();
    if out.is_empty() {
        // "Russian officials", "a Ukrainian drone": who is behind it is the country.
        let people = (group.first..group.last).any(|i| matches!(context.tokens[i].tag, Tag::Noun));
        out = inside.iter().filter(|m| people && m.by == By::Alias).filter_map(|m| m.country.map(Who::Known)).collect();
    }
    out.dedup();
    out
}

fn verb_roles(context: &Context, clause: &Clause, trigger: &Trigger, to: &[String]) -> (Vec<Who>, Vec<Who>, bool) {
    let Some(verb) = clause.chunks[trigger.chunk].verb.as_ref() else { return (Vec::new(), Vec::new(), false) };
    let subject = clause.subject(trigger.chunk);
    let complements = clause.complements(trigger.chunk);
    let by = complements
        .iter()
        .find(|(p, _)| *p == "by")
        .map(|(_, list)| in_chunks(context, clause, list))
        .unwrap_or_default();
    let reduced = !verb.finite && !verb.infinitive && verb.form == Form::Past
        || verb.finite && !verb.passive && verb.form == Form::Participle;
    let passive = verb.passive || reduced && !by.is_empty();
    let mut subject_actors = heads(context, clause, &subject);
    // "The air force said it had shot down": it is who says so.
    let pronoun = subject.len() == 1
        && subject_actors.is_empty()
        && matches!(clause.word(subject[0]), "it" | "they" | "its" | "their");
    if let Some(speech) = speaker_before(clause, trigger.chunk).filter(|s| pronoun && *s < trigger.chunk) {
        subject_actors = heads(context, clause, &clause.subject(speech));
    }
    // "… must …, X said": X demands it of the subject.
    let obliges = verb.modal.as_deref().is_some_and(|m| clause.lexicon.words.is("obliging", m))
        && clause.lexicon.frames[trigger.frame.0 as usize].kind == EventType::Request;
    if let Some(speech) = speaker_before(clause, trigger.chunk).filter(|_| obliges) {
        return (heads(context, clause, &clause.subject(speech)), subject_actors, true);
    }
    // Troops that are sent or withdrawn are those of the one who moves them.
    let moved =
        matches!(context.known.lexicon.frames[trigger.frame.0 as usize].kind, EventType::Mobilize | EventType::Retreat);
    let mut actors = if !passive {
        subject_actors.clone()
    } else if by.is_empty() && moved {
        subject_actors.clone()
    } else {
        by
    };
    let mut targets = if passive && moved {
        Vec::new()
    } else if passive {
        subject_actors
    } else {
        in_chunks(context, clause, &clause.object(trigger.chunk))
    };
    for (preposition, list) in &complements {
        if (to.iter().any(|t| t == preposition)
            || targets.is_empty() && matches!(*preposition, "on" | "against" | "with" | "to" | "at" | "from" | "for"))
            && *preposition != "by"
        {
            for who in in_chunks(context, clause, list) {
                if !targets.contains(&who) && !actors.contains(&who) {
                    targets.push(who);
                }
            }
        }
    }
    // A strike names the town; the country is what it hits.
    if targets.is_empty() && matches!(context.known.lexicon.frames[trigger.frame.0 as usize].kind, EventType::Assault) {
        let place = place_of(context, clause, trigger).and_then(|p| context.known.place(p).country.clone());
        targets.extend(place.and_then(|code| country(context, &code)).filter(|c| !actors.contains(c)));
    }
    // "A and B met": who meets whom is both.
    targets.retain(|t| !actors.contains(t));
    if targets.is_empty()
        && actors.len() > 1
        && context.known.lexicon.frames[trigger.frame.0 as usize].kind == EventType::Consult
    {
        targets = actors.split_off(1);
    }
    let own = !actors.is_empty();
    (actors, targets, own)
}

fn country(context: &Context, code: &str) -> Option<Who> {
    let at = context
        .known
        .actors
        .iter()
        .position(|a| a.kind == crate::knowledge::Kind::Country && a.country.as_deref() == Some(code))?;
    Some(Who::Known(crate::knowledge::ActorId(at as u32)))
}

/// The actors of a subject: of its head; of what hangs on it only where the head names nobody.
fn heads(context: &Context, clause: &Clause, list: &[usize]) -> Vec<Who> {
    let joined = list.windows(2).all(|w| clause.chunks[w[0] + 1..w[1]].iter().all(|c| c.kind != ChunkKind::Prep));
    if joined {
        return in_chunks(context, clause, list);
    }
    let first = list.first().map(|c| in_chunks(context, clause, std::slice::from_ref(c))).unwrap_or_default();
    if first.is_empty() { in_chunks(context, clause, list) } else { first }
}

fn nominal_roles(context: &Context, clause: &Clause, trigger: &Trigger, to: &[String]) -> (Vec<Who>, Vec<Who>, bool) {
    let group = &clause.chunks[trigger.chunk];
    let complements = clause.complements(trigger.chunk);
    let near = |p: &str| {
        complements
            .iter()
            .find(|(word, _)| *word == p)
            .map(|(_, list)| in_chunks(context, clause, list))
            .unwrap_or_default()
    };
    // Inside its group, before the noun: "Russia's attack", "a Ukrainian drone strike".
    let before = Chunk { kind: ChunkKind::Noun, first: group.first, last: trigger.at.max(group.first + 1), verb: None };
    let mut actors = in_tokens(context, &before);
    actors.extend(near("by"));
    let between = near("between");
    let mut targets = Vec::new();
    if between.len() > 1 {
        actors.extend(between[..1].iter().copied());
        targets.extend(between[1..].iter().copied());
    }
    let assault =
        matches!(context.known.lexicon.frames[trigger.frame.0 as usize].kind, EventType::Assault | EventType::Coerce);
    for preposition in ["on", "against", "with", "to", "from"] {
        if to.iter().any(|t| t == preposition) {
            targets.extend(near(preposition));
        }
    }
    // "the shelling of X" is done to X, "the withdrawal of X" by X.
    let of = near("of");
    if assault {
        targets.extend(of);
    } else if actors.is_empty() {
        actors.extend(of);
    }
    let mut own = !actors.is_empty() || !targets.is_empty();
    // The subject of the verb whose object or adjunct it is: "Macron will … at a meeting".
    if actors.is_empty() || targets.is_empty() {
        let verb = clause.verb_before(trigger.chunk);
        let links = verb.is_some_and(|v| {
            !clause.chunks[v + 1..trigger.chunk]
                .iter()
                .any(|c| matches!(c.kind, ChunkKind::Sub | ChunkKind::Rel | ChunkKind::Mark))
        });
        if let Some(verb) = verb.filter(|_| links) {
            let subject = heads(context, clause, &clause.subject(verb));
            let object = in_chunks(context, clause, &clause.object(verb));
            let consult = context.known.lexicon.frames[trigger.frame.0 as usize].kind == EventType::Consult;
            let adjunct = trigger.chunk > 0
                && clause.chunks[trigger.chunk - 1].kind == ChunkKind::Prep
                && matches!(clause.word(trigger.chunk - 1), "at" | "in" | "during");
            if actors.is_empty() && (consult && adjunct || clause.object(verb).contains(&trigger.chunk)) {
                own |= !subject.is_empty();
                actors.extend(subject);
            }
            if targets.is_empty() && consult && adjunct {
                // Seeking to persuade somebody at a meeting: he is whom one meets.
                let inner = (verb..trigger.chunk).flat_map(|i| {
                    if clause.chunks[i].kind == ChunkKind::Noun { in_chunks(context, clause, &[i]) } else { Vec::new() }
                });
                targets.extend(object.into_iter().chain(inner).filter(|w| !actors.contains(w)).take(1));
            }
        }
    }
    if assault && targets.is_empty() {
        let place = place_of(context, clause, trigger).and_then(|p| context.known.place(p).country.clone());
        targets.extend(place.and_then(|code| country(context, &code)).filter(|c| !actors.contains(c)));
    }
    targets.retain(|t| !actors.contains(t));
    let mut seen = Vec::new();
    targets.retain(|t| {
        if seen.contains(t) {
            false
        } else {
            seen.push(*t);
            true
        }
    });
    actors.dedup();
    (actors, targets, own)
}

fn verb_status(clause: &Clause, chunk: usize) -> Status {
    let words = &clause.lexicon.words;
    let Some(verb) = clause.chunks[chunk].verb.as_ref() else { return Status::Occurred };
    if verb.negated {
        return Status::Negated;
    }
    let conditional = clause.chunks[..chunk]
        .iter()
        .rev()
        .take_while(|c| c.kind != ChunkKind::Comma && c.kind != ChunkKind::Verb)
        .any(|c| {
            c.kind == ChunkKind::Sub && matches!(clause.tokens[c.first].lower.as_str(), "if" | "unless" | "whether")
        });
    if conditional {
        return Status::Possible;
    }
    if let Some(modal) = &verb.modal {
        let reported =
            clause.chunks[..chunk].iter().any(|c| c.verb.as_ref().is_some_and(|v| words.is("speech", &v.lemma)));
        return match modal.as_str() {
            "will" | "'ll" | "shall" => Status::Planned,
            "would" if reported => Status::Planned,
            "won't" | "wouldn't" | "can't" | "cannot" => Status::Negated,
            _ => Status::Possible,
        };
    }
    if verb.infinitive {
        return governed_status(clause, chunk).unwrap_or(Status::Planned);
    }
    if !verb.finite && verb.form == Form::Ing {
        // "considering sending", "stopped shelling", "after meeting": the governing verb or preposition decides.
        return match chunk.checked_sub(1).map(|i| &clause.chunks[i]) {
            Some(c)
                if c.kind == ChunkKind::Prep && matches!(clause.tokens[c.first].lower.as_str(), "without" | "from") =>
            {
                Status::Negated
            }
            Some(c) if c.kind == ChunkKind::Prep && clause.tokens[c.first].lower == "before" => Status::Planned,
            Some(c) if c.verb.is_some() => governed_status(clause, chunk).unwrap_or(Status::Ongoing),
            _ => clause.verb_before(chunk).map_or(Status::Occurred, |v| match verb_status(clause, v) {
                Status::Negated => Status::Occurred,
                other => other,
            }),
        };
    }
    if verb.progressive && !verb.past {
        return Status::Ongoing;
    }
    Status::Occurred
}

/// What governs an infinitive: "due to", "agreed to", "may have to", "refused to".
fn governed_status(clause: &Clause, chunk: usize) -> Option<Status> {
    let words = &clause.lexicon.words;
    let first = clause.chunks[chunk].first;
    // A noun or adjective directly before: "due to", "plans to", "a decision to".
    let near = (first.saturating_sub(3)..first)
        .rev()
        .map(|i| &clause.tokens[i])
        .find(|t| matches!(t.tag, Tag::Noun | Tag::Adj | Tag::Verb(_) | Tag::Be | Tag::Name | Tag::Prep))?;
    if near.tag == Tag::Be {
        return Some(Status::Planned);
    }
    let governor = clause.verb_before(chunk);
    let governor_verb = governor.and_then(|g| clause.chunks[g].verb.as_ref());
    let lemma = near.lemma.as_ref().map_or(near.lower.clone(), |(l, _)| l.clone());
    let noun = Lexicon::singular(&near.lower);
    for word in [lemma.as_str(), noun.as_str(), governor_verb.map_or("", |v| v.lemma.as_str())] {
        let negated = governor_verb.is_some_and(|v| v.negated);
        if words.is("negated", word) {
            return Some(if negated { Status::Occurred } else { Status::Negated });
        }
        if words.is("cancelled", word) {
            return Some(Status::Cancelled);
        }
        if words.is("planned", word) {
            return Some(if negated { Status::Negated } else { Status::Planned });
        }
        if words.is("possible", word) {
            return Some(if negated { Status::Negated } else { Status::Possible });
        }
        if matches!(word, "begin" | "start" | "manage" | "continue" | "go") {
            return governor.map(|g| verb_status(clause, g));
        }
    }
    // An infinitive of purpose shares the time of what serves it.
    governor.map(|g| verb_status(clause, g))
}

fn nominal_status(clause: &Clause, trigger: &Trigger) -> Status {
    let words = &clause.lexicon.words;
    let off = |chunk: usize| {
        let verb = clause.chunks[chunk].verb.as_ref();
        verb.is_some_and(|v| {
            words.is("cancelled", &v.lemma)
                || v.lemma == "call" && clause.tokens.get(clause.chunks[chunk].last).is_some_and(|t| t.lower == "off")
        })
    };
    let after = (trigger.chunk + 1..clause.chunks.len())
        .find(|i| matches!(clause.chunks[*i].kind, ChunkKind::Verb | ChunkKind::Sub | ChunkKind::Rel | ChunkKind::Mark))
        .filter(|i| clause.chunks[*i].kind == ChunkKind::Verb);
    let before = clause.verb_before(trigger.chunk);
    let object = before.is_some_and(|b| clause.object(b).contains(&trigger.chunk));
    let governor = if object { before } else { after.or(before) };
    if governor.is_some_and(off) {
        return Status::Cancelled;
    }
    let group = &clause.chunks[trigger.chunk];
    for token in &clause.tokens[group.first..trigger.at] {
        match token.lower.as_str() {
            "no" => return Status::Negated,
            "planned" | "scheduled" | "upcoming" | "next" | "expected" | "proposed" | "future" => {
                return Status::Planned;
            }
            "possible" | "potential" | "imminent" | "feared" | "any" | "another" if token.lower != "another" => {
                return Status::Possible;
            }
            "cancelled" | "canceled" | "postponed" => return Status::Cancelled,
            "ongoing" | "continuing" => return Status::Ongoing,
            _ => {}
        }
    }
    if trigger.chunk > 0 && clause.chunks[trigger.chunk - 1].kind == ChunkKind::Prep {
        match clause.word(trigger.chunk - 1) {
            "without" => return Status::Negated,
            "after" | "following" | "since" => return Status::Occurred,
            _ => {}
        }
    }
    let Some(mut governor) = governor else { return Status::Occurred };
    // "will seek to persuade him at a meeting": the meeting has the time of "will".
    let adjunct = trigger.chunk > 0
        && clause.chunks[trigger.chunk - 1].kind == ChunkKind::Prep
        && matches!(clause.word(trigger.chunk - 1), "at" | "in" | "during");
    while adjunct && clause.chunks[governor].verb.as_ref().is_some_and(|v| v.infinitive) {
        match clause.verb_before(governor) {
            Some(outer) => governor = outer,
            None => break,
        }
    }
    let verb = clause.chunks[governor].verb.as_ref();
    if let Some(verb) = verb {
        if words.is("planned", &verb.lemma) && (object || verb.passive) && !verb.negated {
            return Status::Planned;
        }
        if object && words.is("possible", &verb.lemma) {
            return Status::Possible;
        }
        if object && words.is("negated", &verb.lemma) {
            return Status::Negated;
        }
        // "Talks are due to begin"
        if verb.lemma == "be"
            && clause
                .tokens
                .get(clause.chunks[governor].last)
                .is_some_and(|t| matches!(t.lower.as_str(), "due" | "set" | "possible" | "likely"))
        {
            return Status::Planned;
        }
    }
    verb_status(clause, governor)
}

/// Token behind the word that opens the trigger's own subordinate clause of time: "…, after missiles hit the line".
fn clause_start(context: &Context, clause: &Clause, trigger: &Trigger) -> usize {
    let before = clause.chunks[..trigger.chunk].iter().rev().take_while(|c| !c.verb.as_ref().is_some_and(|v| v.finite));
    let opens = |c: &&Chunk| {
        matches!(c.kind, ChunkKind::Prep | ChunkKind::Sub)
            && matches!(
                context.tokens[c.first].lower.as_str(),
                "after" | "before" | "since" | "until" | "while" | "when" | "where" | "because" | "that"
            )
    };
    if trigger.nominal { 0 } else { before.into_iter().find(opens).map_or(0, |c| c.last) }
}

/// "said on Monday it had …": the day of the saying, not of what is said.
fn of_speech(context: &Context, date: &DateFound, at: usize) -> bool {
    let before = date.first.checked_sub(1).map(|i| &context.tokens[i]);
    let speech = |lemma: &str| context.known.lexicon.words.is("speech", lemma);
    let said = before
        .and_then(|t| t.lemma.as_ref())
        .is_some_and(|(lemma, _)| speech(lemma) && lemma != "agree" && lemma != "call");
    said && at > date.last
}

/// The date nearest to the trigger in its sentence; behind it rather than before.
fn date_of(context: &Context, index: usize, at: usize, begin: usize) -> Option<String> {
    let sentence = context.sentences.get(index)?;
    let inside = context
        .dates
        .iter()
        .filter(|d| d.first >= sentence.first.max(begin) && d.last <= sentence.last && !of_speech(context, d, at));
    let cost = |d: &DateFound| {
        let distance = if d.first > at { d.first - at } else { (at - d.last.min(at)) * 2 };
        distance + if d.is_day { 0 } else { 6 }
    };
    inside.min_by_key(|d| cost(d)).filter(|d| cost(d) < 60).map(|d| d.iso.clone())
}

/// Where: a toponym behind "in", "at", "near", "on" after the trigger, or what is struck.
fn place_of(context: &Context, clause: &Clause, trigger: &Trigger) -> Option<PlaceId> {
    let (first, last) = (clause.chunks.first()?.first, clause.chunks.last()?.last);
    let (start, end) = (context.tokens[first].start, context.tokens[last - 1].end);
    let pivot = context.tokens[trigger.at].start;
    // Behind the next verb with a tense another clause begins: "…, an official in Paris said".
    let stop = clause.chunks[trigger.chunk + 1..]
        .iter()
        .find(|c| c.verb.as_ref().is_some_and(|v| v.finite) && !trigger.nominal)
        .map_or(end, |c| context.tokens[c.first].start);
    let begin = clause.chunks[..trigger.chunk]
        .iter()
        .rev()
        .find(|c| matches!(c.kind, ChunkKind::Sub))
        .map_or(start, |c| context.tokens[c.first].start);
    let begin = begin.max(context.tokens.get(clause_start(context, clause, trigger)).map_or(0, |t| t.start).min(pivot));
    let candidates = context.mentions.iter().filter(|m| m.place.is_some() && m.start >= begin && m.end <= stop);
    let cost = |m: &&Mention| {
        let at = context.tokens.partition_point(|t| t.end <= m.start);
        let before = at.checked_sub(1).map_or("", |i| context.tokens[i].lower.as_str());
        let located = matches!(
            before,
            "in" | "at"
                | "near"
                | "outside"
                | "around"
                | "across"
                | "inside"
                | "into"
                | "on"
                | "along"
                | "of"
                | "city"
                | "town"
                | "region"
                | "village"
                | "over"
        ) || m.by == By::Metonym && m.attribute;
        let wide = m.place.is_some_and(|p| {
            let p = context.known.place(p);
            p.is_country || p.is_region
        });
        let distance = if m.start > pivot { m.start - pivot } else { (pivot - m.start) * 2 };
        let unlikely = wide && !located;
        distance
            + if unlikely {
                1_000
            } else if located {
                0
            } else {
                120
            }
            + if wide { 60 } else { 0 }
            + if m.by == By::Metonym && !m.attribute { 200 } else { 0 }
    };
    candidates.min_by_key(cost).filter(|m| cost(m) < 260).and_then(|m| m.place)
}

/// Whose word it is, where the sentence reports speech.
fn claimed_by(context: &Context, clause: &Clause, trigger: &Trigger, actors: &[Who]) -> Option<Who> {
    let verbs = clause.chunks.iter().enumerate().filter(|(i, c)| {
        *i != trigger.chunk
            && c.verb.as_ref().is_some_and(|v| {
                v.finite
                    && matches!(
                        v.lemma.as_str(),
                        "say" | "claim" | "report" | "state" | "announce" | "tell" | "confirm" | "write"
                    )
            })
    });
    for (at, _) in verbs {
        let mut who = heads(context, clause, &clause.subject(at));
        if who.is_empty() {
            who = in_chunks(context, clause, &clause.object(at));
        }
        if let Some(who) = who.first().filter(|w| !actors.contains(w)) {
            return Some(*who);
        }
    }
    None
}

/// One event once in a record, however many sentences repeat it.
fn merge(all: &mut Vec<Found>, found: Found) {
    let people = |e: &Found| e.actors.iter().chain(&e.targets).copied().collect::<Vec<_>>();
    let pair = people(&found);
    let same = all.iter_mut().find(|e| {
        let other = people(e);
        let all_in = |a: &[Who], b: &[Who]| a.iter().all(|w| b.contains(w));
        let who = if pair.is_empty() || other.is_empty() {
            e.sentence == found.sentence || pair.is_empty() && found.nominal
        } else {
            all_in(&pair, &other) || all_in(&other, &pair)
        };
        let when = e.date == found.date || e.date.is_none() || found.date.is_none();
        let told_again = found.nominal;
        // "spoke to X to discuss Y": one event in two verbs.
        if e.kind == found.kind
            && e.sentence == found.sentence
            && (found.infinitive || found.nominal)
            && (pair.is_empty() || found.actors.iter().any(|w| other.contains(w)))
        {
            return true;
        }
        let place = e.place == found.place
            || e.place.is_none()
            || found.place.is_none()
            || told_again && found.kind != EventType::Assault;
        let status = e.status == found.status || told_again && found.date.is_none();
        let mode = e.mode == found.mode || told_again || e.sentence == found.sentence;
        e.kind == found.kind
            && who
            && when
            && place
            && status
            && mode
            && (e.sentence == found.sentence || other.len() > 1 || pair.len() > 1 || told_again)
    });
    match same {
        Some(event) => {
            // The later one may add what the first left out; an exact sentence is worth more than a heading noun.
            if event.date.is_none() && !found.nominal {
                event.date = found.date;
            }
            if event.place.is_none() && event.sentence == found.sentence {
                event.place = found.place;
            }
            if event.targets.is_empty() && !event.actors.is_empty() && found.actors == event.actors {
                event.targets = found.targets;
            }
            event.confidence = event.confidence.max(found.confidence);
        }
        None => all.push(found),
    }
}
