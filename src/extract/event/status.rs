//! Has it happened? From tense, modality, negation and what governs the verb or noun.

use super::trigger::Trigger;
use crate::extract::clause::{Clause, Kind as ChunkKind};
use crate::extract::record::{EventType, Status};
use crate::extract::token::{Tag, Token};
use crate::knowledge::{Form, Lexicon};

pub(super) fn verb_status(clause: &Clause, trigger: &Trigger) -> Status {
    let meets = trigger.kind(clause.lexicon) == EventType::Consult;
    let lemma = clause.chunks[trigger.chunk].verb.as_ref().map_or("", |v| v.lemma.as_str());
    // "has cancelled his trip", "called off the talks"
    if meets && (clause.lexicon.words.is("cancelled", lemma) || shelves(clause, lemma, trigger.chunk)) {
        return match group_status(clause, trigger.chunk) {
            Status::Occurred => Status::Cancelled,
            other => other,
        };
    }
    match group_status(clause, trigger.chunk) {
        Status::Planned if is_feared_clause(clause, trigger.chunk) => Status::Possible,
        status => status,
    }
}

/// "fears that Russia will invade", "concern persists that Moscow plans to invade": what is feared is not planned yet.
fn is_feared_clause(clause: &Clause, chunk: usize) -> bool {
    let that = clause.chunks[..chunk].iter().rev().find(|c| c.kind == ChunkKind::Sub);
    that.is_some_and(|c| {
        let before = &clause.tokens[c.first.saturating_sub(3)..c.first];
        clause.tokens[c.first].lower == "that" && before.iter().any(|t| clause.lexicon.words.is("feared", &t.lower))
    })
}

/// How far what the verb group says has come.
fn group_status(clause: &Clause, chunk: usize) -> Status {
    let words = &clause.lexicon.words;
    let Some(verb) = clause.chunks[chunk].verb.as_ref() else { return Status::Occurred };
    let conditional = clause.chunks[..chunk]
        .iter()
        .rev()
        .take_while(|c| c.kind != ChunkKind::Comma && c.kind != ChunkKind::Verb)
        .any(|c| {
            c.kind == ChunkKind::Sub
                && matches!(
                    clause.tokens[c.first].lower.as_str(),
                    "if" | "unless" | "whether" | "provided" | "providing"
                )
        });
    // "if Russia does not invade" says neither that it does nor that it does not.
    if conditional {
        return Status::Possible;
    }
    if verb.negated {
        return Status::Negated;
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
            // "(did not) rule out sending"
            _ if clause.verb_before(chunk).is_some_and(|v| v + 3 > chunk && rules_out(clause, v).is_some()) => {
                let negated = clause.verb_before(chunk).and_then(|v| rules_out(clause, v)).unwrap_or(false);
                if negated { Status::Possible } else { Status::Negated }
            }
            _ => clause.verb_before(chunk).map_or(Status::Occurred, |v| match group_status(clause, v) {
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

/// Whether the verb group rules something out, and then whether that is negated.
fn rules_out(clause: &Clause, chunk: usize) -> Option<bool> {
    clause.chunks[chunk].verb.as_ref().filter(|v| v.lemma == "rule").map(|v| v.negated)
}

/// What governs an infinitive: "due to", "agreed to", "may have to", "refused to".
pub(super) fn governed_status(clause: &Clause, chunk: usize) -> Option<Status> {
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
            let open = matches!(word, "rule" | "exclude");
            return Some(match negated {
                true if open => Status::Possible,
                true => Status::Occurred,
                false => Status::Negated,
            });
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
            return governor.map(|g| group_status(clause, g));
        }
    }
    // An infinitive of purpose shares the time of what serves it.
    governor.map(|g| group_status(clause, g))
}

/// "A meeting that was planned for Thursday has been called off": the verb behind the relative clause.
fn behind_relative(clause: &Clause, chunk: usize) -> Option<usize> {
    let rel = (chunk + 1..clause.chunks.len())
        .find(|i| matches!(clause.chunks[*i].kind, ChunkKind::Verb | ChunkKind::Sub | ChunkKind::Rel | ChunkKind::Mark))
        .filter(|i| clause.chunks[*i].kind == ChunkKind::Rel || clause.word(*i) == "that")?;
    let finite = |i: &usize| clause.chunks[*i].verb.as_ref().is_some_and(|v| v.finite);
    let inner = (rel + 1..clause.chunks.len()).find(finite)?;
    (inner + 1..clause.chunks.len())
        .take_while(|i| !matches!(clause.chunks[*i].kind, ChunkKind::Sub | ChunkKind::Rel | ChunkKind::Mark))
        .find(finite)
}

/// "The meeting planned for Thursday has been called off": the verb behind the participle, where there is one.
fn behind_participle(clause: &Clause, chunk: usize) -> usize {
    let alone = clause.chunks[chunk].last - clause.chunks[chunk].first == 1;
    let verb = clause.chunks[chunk].verb.as_ref();
    let participle = alone && verb.is_some_and(|v| v.past && clause.lexicon.words.is("planned", &v.lemma));
    let ends = |i: &usize| {
        matches!(clause.chunks[*i].kind, ChunkKind::Sub | ChunkKind::Rel | ChunkKind::Mark | ChunkKind::Conj)
    };
    let next = (chunk + 1..clause.chunks.len()).take_while(|i| !ends(i));
    let mut finite = next.filter(|i| clause.chunks[*i].verb.as_ref().is_some_and(|v| v.finite));
    if participle { finite.next().unwrap_or(chunk) } else { chunk }
}

/// The word so many behind a chunk.
fn behind<'c>(clause: &Clause<'c>, chunk: usize, n: usize) -> &'c str {
    clause.tokens.get(clause.chunks[chunk].last + n).map_or("", |t| t.lower.as_str())
}

/// "called off", "put on hold", with the particle behind a chunk.
fn shelves(clause: &Clause, lemma: &str, chunk: usize) -> bool {
    matches!(
        (lemma, behind(clause, chunk, 0), behind(clause, chunk, 1)),
        ("call", "off", _) | ("put" | "place", "on", "hold" | "ice")
    )
}

/// "Work on a 21st package of sanctions has begun", "are working on a deal".
fn is_worked_on(clause: &Clause, chunk: usize) -> bool {
    let mut at = chunk;
    while at > 2 && clause.word(at - 1) == "of" {
        at -= 2;
    }
    let works = |t: &Token| t.lower == "work" || t.lemma.as_ref().is_some_and(|(lemma, _)| lemma == "work");
    at > 1 && clause.word(at - 1) == "on" && works(&clause.tokens[clause.chunks[at - 2].last - 1])
}

pub(super) fn nominal_status(clause: &Clause, trigger: &Trigger) -> Status {
    let words = &clause.lexicon.words;
    let off = |chunk: usize| {
        let verb = clause.chunks[chunk].verb.as_ref();
        verb.is_some_and(|v| {
            let happens = matches!(
                (v.lemma.as_str(), behind(clause, chunk, 0)),
                ("take", "place") | ("go", "ahead") | ("happen", _)
            );
            words.is("cancelled", &v.lemma)
                || shelves(clause, &v.lemma, chunk)
                // "will not take place"
                || v.negated && happens
        })
    };
    let after = (trigger.chunk + 1..clause.chunks.len())
        .find(|i| matches!(clause.chunks[*i].kind, ChunkKind::Verb | ChunkKind::Sub | ChunkKind::Rel | ChunkKind::Mark))
        .filter(|i| clause.chunks[*i].kind == ChunkKind::Verb);
    let after = after.map(|verb| behind_participle(clause, verb)).or_else(|| behind_relative(clause, trigger.chunk));
    let before = clause.verb_before(trigger.chunk);
    let object = before.is_some_and(|b| clause.object(b).contains(&trigger.chunk));
    // "said a meeting was not being prepared": what is said of it, not that it is said.
    let says = |b: usize| clause.chunks[b].verb.as_ref().is_some_and(|v| words.is("speech", &v.lemma));
    let finite = |a: usize| clause.chunks[a].verb.as_ref().is_some_and(|v| v.finite);
    let object = object && !(before.is_some_and(says) && after.is_some_and(finite));
    // "has called off his summit"
    let phrasal = before.is_some_and(|b| off(b) && trigger.chunk == b + 2 && clause.word(b + 1) == "off");
    let governor = if object || phrasal { before } else { after.or(before) };
    // "called the talks off", "put the summit on hold"
    let verb_before = before.and_then(|b| clause.chunks[b].verb.as_ref());
    let parted = object && verb_before.is_some_and(|v| shelves(clause, &v.lemma, trigger.chunk));
    if parted || governor.is_some_and(off) {
        return Status::Cancelled;
    }
    if is_worked_on(clause, trigger.chunk) {
        return Status::Planned;
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
            "before" | "ahead" => return Status::Planned,
            // "authorised Ukraine to use missiles for strikes"
            "for" => {
                let infinitive = |i: &usize| clause.chunks[*i].verb.as_ref().is_some_and(|v| v.infinitive);
                let purpose = (0..trigger.chunk).rev().find(infinitive).and_then(|i| governed_status(clause, i));
                if let Some(open @ (Status::Possible | Status::Planned)) = purpose {
                    return open;
                }
            }
            // "fears of a Russian invasion"
            "of" if trigger.chunk > 1
                && words.is("feared", &clause.tokens[clause.chunks[trigger.chunk - 2].last - 1].lower) =>
            {
                return Status::Possible;
            }
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
        // "a meeting was not being prepared"
        if verb.negated && verb.passive && !object {
            return Status::Negated;
        }
        if object && words.is("possible", &verb.lemma) {
            return Status::Possible;
        }
        if object && words.is("negated", &verb.lemma) {
            return Status::Negated;
        }
        // "A summit is to take place"
        let next = clause.chunks.get(governor + 1).and_then(|c| c.verb.as_ref());
        if verb.lemma == "be" && next.is_some_and(|v| v.infinitive) {
            return Status::Planned;
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
    group_status(clause, governor)
}
