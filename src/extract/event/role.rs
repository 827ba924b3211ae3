//! Who did it, and to whom.

use super::Context;
use super::party::{country, headed, heads, in_chunks, in_tokens, is_own};
use super::setting::place_of;
use super::trigger::{Trigger, of_passive, speaker_before};
use crate::extract::clause::{Chunk, Clause, Kind as ChunkKind};
use crate::extract::mention::{Found as Mention, Who, between};
use crate::extract::record::EventType;
use crate::knowledge::{Form, Kind, Pattern, capitalised};

pub(super) fn verb_roles(
    context: &Context,
    clause: &Clause,
    trigger: &Trigger,
    to: &[String],
) -> (Vec<Who>, Vec<Who>, bool) {
    let kind = trigger.kind(clause.lexicon);
    let Some(verb) = clause.chunks[trigger.chunk].verb.as_ref() else { return (Vec::new(), Vec::new(), false) };
    let subject = clause.subject(trigger.chunk);
    let complements = clause.complements(trigger.chunk);
    let by =
        complements.iter().find(|(p, _)| *p == "by").map(|(_, list)| heads(context, clause, list)).unwrap_or_default();
    // "the number of people killed by a glide bomb has risen"
    let bare = || {
        let next = clause.chunks.get(trigger.chunk + 1).is_some_and(|c| c.kind == ChunkKind::Prep);
        !by.is_empty() && next && clause.word(trigger.chunk + 1) == "by"
    };
    let reduced = !verb.finite && !verb.infinitive && verb.form == Form::Past
        || verb.finite && !verb.passive && (verb.form == Form::Participle || verb.form == Form::Past && bare());
    // "59 cases of shelling": whoever reports them does not shell.
    let gerund = !verb.finite
        && verb.form == Form::Ing
        && trigger.chunk > 0
        && clause.word(trigger.chunk - 1) == "of"
        && clause
            .verb_before(trigger.chunk)
            .and_then(|v| clause.chunks[v].verb.as_ref())
            .is_some_and(|v| clause.lexicon.words.is("speech", &v.lemma));
    let subject = if gerund { Vec::new() } else { subject };
    if kind == EventType::Assault
        && by.is_empty()
        && (verb.passive || reduced || clause.object(trigger.chunk).is_empty())
        && let Some(roles) = of_blow(context, clause, trigger, to)
    {
        return roles;
    }
    let passive = verb.passive || reduced && !by.is_empty();
    let mut subject_actors = heads(context, clause, &subject);
    // "The air force said it had shot down": it is who says so.
    let pronoun = subject.len() == 1
        && subject_actors.is_empty()
        && matches!(clause.word(subject[0]), "it" | "they" | "its" | "their");
    if let Some(speech) = speaker_before(clause, trigger.chunk).filter(|s| pronoun && *s < trigger.chunk) {
        subject_actors = heads(context, clause, &clause.subject(speech));
        // "The governor said that the bus was moving when it was struck": a person is no "it".
        if matches!(clause.word(subject[0]), "it" | "its") {
            subject_actors.retain(|who| !who.is_known_person(context.known));
        }
    }
    if subject_actors.is_empty() && subject.len() == 1 && clause.word(subject[0]) == "it" {
        subject_actors = it(context, clause, trigger);
    }
    if verb.infinitive
        && let Some(schemers) = of_plot(context, clause, trigger)
    {
        subject_actors = schemers;
    }
    // "… must …, X said": X demands it of the subject.
    let obliges =
        verb.modal.as_deref().is_some_and(|m| clause.lexicon.words.is("obliging", m)) && kind == EventType::Request;
    if let Some(speech) = speaker_before(clause, trigger.chunk).filter(|_| obliges) {
        return (heads(context, clause, &clause.subject(speech)), subject_actors, true);
    }
    // Troops that are sent or withdrawn are those of the one who moves them.
    let theme = of_passive(clause, trigger.chunk, clause.lexicon).is_some_and(|p| p.frame == trigger.frame);
    let moved = matches!(kind, EventType::Mobilize | EventType::Retreat)
        || theme && matches!(kind, EventType::Assault | EventType::Aid);
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
            || targets.is_empty()
                // "met over a missile against Ukraine": whom one meets stands behind "with".
                && (!matches!(kind, EventType::Consult | EventType::Agree) || *preposition == "with")
                && (matches!(*preposition, "on" | "against" | "with" | "to" | "at" | "from" | "for" | "down" | "off")
                    // "freeze 210 billion euros of Russian assets"
                    || kind == EventType::Sanction && *preposition == "of"))
            && *preposition != "by"
        {
            for who in in_chunks(context, clause, list) {
                if !targets.contains(&who) && !actors.contains(&who) {
                    targets.push(who);
                }
            }
        }
    }
    // "received 1.7 billion euros from the EU": who gets it is no giver.
    if kind == EventType::Aid && !passive && clause.lexicon.words.is("receives", &verb.lemma) {
        let from =
            complements.iter().filter(|(p, _)| *p == "from").flat_map(|(_, list)| in_chunks(context, clause, list));
        let givers: Vec<Who> = from.filter(|who| !actors.contains(who)).collect();
        targets = std::mem::replace(&mut actors, givers);
    }
    // "paused U.S. assistance to Ukraine", "sent Polish jets to Kyiv": whose it is gets nothing.
    if matches!(kind, EventType::Sanction | EventType::Aid) && !passive {
        let to = complements.iter().filter(|(p, _)| *p == "to").flat_map(|(_, list)| in_chunks(context, clause, list));
        let receivers: Vec<Who> = to.filter(|who| targets.contains(who)).collect();
        if !receivers.is_empty() {
            targets = receivers;
        }
    }
    // "demanded that Ukraine hand over …": of whom it is demanded.
    let asks = kind == EventType::Request;
    if asks && targets.is_empty() && clause.chunks.get(trigger.chunk + 1).is_some_and(|c| c.kind == ChunkKind::Sub) {
        let asked = clause.chunks.get(trigger.chunk + 2).filter(|c| c.kind == ChunkKind::Noun);
        targets = asked.map(|c| in_tokens(context, c)).unwrap_or_default();
    }
    if kind == EventType::Assault
        && let Some(whose) = of_airspace(context, clause, trigger)
    {
        targets = vec![whose];
    }
    // A strike names the town; the country is what it hits.
    if targets.is_empty() && matches!(kind, EventType::Assault) {
        let place = place_of(context, clause, trigger).and_then(|p| context.known.place(p).country.clone());
        let other = |c: &Who| !is_own(context, &actors, c);
        let struck = place.and_then(|code| country(context, &code)).filter(other);
        targets.extend(struck.or_else(|| of_settlement(context, clause, trigger).filter(other)));
    }
    if targets.is_empty() && kind == EventType::Coerce && !passive {
        targets.extend(of_ship(context, clause, trigger));
    }
    // "A and B met": who meets whom is both.
    targets.retain(|t| !actors.contains(t));
    if targets.is_empty() && actors.len() > 1 && kind == EventType::Consult {
        targets = actors.split_off(1);
    }
    let own = !actors.is_empty();
    (actors, targets, own)
}

/// "killed in a Russian strike on Kharkiv": whoever struck killed, and what was struck suffered.
fn of_blow(context: &Context, clause: &Clause, trigger: &Trigger, to: &[String]) -> Option<(Vec<Who>, Vec<Who>, bool)> {
    let complements = clause.complements(trigger.chunk);
    let inside = complements.iter().filter(|(preposition, _)| matches!(*preposition, "in" | "from" | "during"));
    let chunk = inside.filter_map(|(_, list)| list.first()).find(|c| headed(context, &clause.chunks[**c], "blows"))?;
    let at = clause.chunks[*chunk].last - 1;
    let blow = Trigger { frame: trigger.frame, chunk: *chunk, at, nominal: true, specific: false, refusal: false };
    Some(nominal_roles(context, clause, &blow, to))
}

/// "foiled a Ukrainian plot to assassinate an officer": whose plot it is.
fn of_plot(context: &Context, clause: &Clause, trigger: &Trigger) -> Option<Vec<Who>> {
    let group = &clause.chunks[trigger.chunk.checked_sub(1)?];
    let plot = group.kind == ChunkKind::Noun && headed(context, group, "plots");
    Some(in_tokens(context, group)).filter(|who| plot && !who.is_empty())
}

/// "crossed into Romanian airspace", "Estonia said a jet had violated its airspace": whose it is.
pub(super) fn of_airspace(context: &Context, clause: &Clause, trigger: &Trigger) -> Option<Who> {
    /// Chunks behind the verb: a preposition, the airspace, a time between them.
    const NEAR: usize = 4;
    let near = clause.chunks.iter().skip(trigger.chunk + 1).take(NEAR);
    let group = near.take_while(|c| c.verb.is_none()).find(|c| {
        c.kind == ChunkKind::Noun && matches!(context.tokens[c.last - 1].lower.as_str(), "airspace" | "skies")
    })?;
    if context.tokens[group.first].lower == "its" {
        // "Poland scrambled jets after drones entered its airspace"
        let told = || clause.verb_before(trigger.chunk);
        let speech = speaker_before(clause, trigger.chunk).or_else(told)?;
        return heads(context, clause, &clause.subject(speech)).into_iter().next();
    }
    let (start, end) = (context.tokens[group.first].start, context.tokens[group.last - 1].end);
    let inside = context.mentions.iter().find(|m| m.start >= start && m.end <= end)?;
    inside.country.map(Who::Known).or(inside.who)
}

/// "seized the Russian-flagged tanker": whose the ship is.
fn of_ship(context: &Context, clause: &Clause, trigger: &Trigger) -> Option<Who> {
    let object = clause.object(trigger.chunk);
    let mut words = object.iter().flat_map(|c| &context.tokens[clause.chunks[*c].first..clause.chunks[*c].last]);
    words.find_map(|token| {
        let (nation, how) = token.lower.split_once('-')?;
        let sails = matches!(how, "flagged" | "owned" | "operated" | "registered" | "linked");
        context.known.names.exact(&capitalised(nation)).filter(|_| sails)?.adjective.map(Who::Known)
    })
}

/// "ordered Russia to close its consulate": the order is the measure, of whoever gives it.
pub(super) fn ordered(context: &Context, clause: &Clause, trigger: &Trigger) -> Option<(Trigger, Vec<Who>, Vec<Who>)> {
    let measure = trigger.kind(clause.lexicon) == EventType::Sanction && !trigger.nominal;
    clause.chunks[trigger.chunk].verb.as_ref().filter(|v| measure && v.infinitive)?;
    let chunk = clause.verb_before(trigger.chunk)?;
    let verb = clause.chunks[chunk].verb.as_ref()?;
    let whom = in_chunks(context, clause, &clause.object(chunk));
    let who = heads(context, clause, &clause.subject(chunk));
    let orders = clause.lexicon.words.is("orders", &verb.lemma) && !verb.passive && !whom.is_empty() && !who.is_empty();
    Some((Trigger { chunk, at: verb.at, ..*trigger }, who, whom)).filter(|_| orders)
}

/// "in the eastern Ukrainian village of …": the country, where the village itself is in no list.
fn of_settlement(context: &Context, clause: &Clause, trigger: &Trigger) -> Option<Who> {
    let last = clause.chunks.last()?.last;
    let geography = |i: usize| clause.lexicon.words.is("geography", &context.tokens[i].lower);
    (trigger.at + 1..last.saturating_sub(1)).find_map(|i| {
        let nation = context.mentions.iter().find(|m| m.attribute && m.end == context.tokens[i].end)?;
        nation.country.filter(|_| geography(i + 1)).map(Who::Known)
    })
}

/// What a sentence's "it" means: the body or country that the sentence before begins with.
fn it(context: &Context, clause: &Clause, trigger: &Trigger) -> Vec<Who> {
    let here = clause.tokens[clause.chunks[trigger.chunk].first].start;
    let Some(index) = context.sentences.iter().rposition(|s| s.start <= here) else { return Vec::new() };
    let Some(before) = index.checked_sub(1).map(|i| context.sentences[i]) else { return Vec::new() };
    let begin = before.start.max(context.news);
    let inside = |m: &&Mention| m.start >= begin && m.end <= before.end && m.who.is_some() && !m.attribute;
    let first = context.mentions.iter().find(inside).filter(|m| m.start - begin < 30);
    let body = |who: &Who| matches!(who, Who::Known(id) if context.known.actor(*id).kind != Kind::Person);
    first.and_then(|m| m.who).filter(body).into_iter().collect()
}

/// "agreed on Friday to lend Ukraine 30 billion euros": who gets what is agreed to be given.
pub(super) fn promised_to(context: &Context, clause: &Clause, trigger: &Trigger) -> Vec<Who> {
    let mut later = clause.chunks.iter().enumerate().skip(trigger.chunk + 1);
    let Some((chunk, verb)) = later.find_map(|(at, c)| Some((at, c.verb.as_ref()?))) else {
        return Vec::new();
    };
    let gives = |p: &&Pattern| clause.lexicon.frame(p.frame).kind == EventType::Aid;
    let pattern = clause.lexicon.patterns.get(&verb.lemma).and_then(|list| list.iter().find(gives));
    let Some(pattern) = pattern.filter(|_| verb.infinitive) else { return Vec::new() };
    let to = &clause.lexicon.frame(pattern.frame).to;
    let giving = Trigger { frame: pattern.frame, chunk, at: verb.at, nominal: false, specific: false, refusal: false };
    verb_roles(context, clause, &giving, to).1
}

pub(super) fn nominal_roles(
    context: &Context,
    clause: &Clause,
    trigger: &Trigger,
    to: &[String],
) -> (Vec<Who>, Vec<Who>, bool) {
    let group = &clause.chunks[trigger.chunk];
    let mut complements = clause.complements(trigger.chunk);
    // "Talks were held in Geneva between Ukraine and the United States."
    let held = (trigger.chunk + 1..clause.chunks.len())
        .find(|i| clause.chunks[*i].verb.is_some())
        .filter(|i| clause.subject(*i).contains(&trigger.chunk));
    let parties = held.map(|verb| clause.complements(verb)).unwrap_or_default();
    complements.extend(parties.into_iter().filter(|(p, _)| *p == "between"));
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
    // "a meeting of forty countries hosted by X"
    let hosted = (trigger.chunk + 1..clause.chunks.len().min(trigger.chunk + 6))
        .take_while(|i| !matches!(clause.chunks[*i].kind, ChunkKind::Comma | ChunkKind::Mark | ChunkKind::Sub))
        .find(|i| {
            let verb = clause.chunks[*i].verb.as_ref();
            verb.is_some_and(|v| {
                matches!(
                    v.lemma.as_str(),
                    "host" | "lead" | "chair" | "convene" | "broker" | "mediate" | "organise" | "organize"
                )
            })
        });
    if let Some(host) = hosted {
        let by = clause.complements(host).into_iter().find(|(p, _)| *p == "by");
        actors.extend(by.map(|(_, list)| heads(context, clause, &list)).unwrap_or_default());
    }
    let parties = near("between");
    let mut targets = Vec::new();
    if parties.len() > 1 {
        actors.extend(parties[..1].iter().copied());
        targets.extend(parties[1..].iter().copied());
    }
    let assault = matches!(trigger.kind(clause.lexicon), EventType::Assault | EventType::Coerce);
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
    // "Russian-Ukrainian talks"
    if actors.is_empty()
        && targets.is_empty()
        && trigger.kind(clause.lexicon).is_mutual()
        && let Some(mut nations) = between(&context.tokens[group.first..group.last], context.mentions)
    {
        targets = nations.split_off(1);
        actors = nations;
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
            let consult = trigger.kind(clause.lexicon) == EventType::Consult;
            let adjunct = trigger.chunk > 0
                && clause.chunks[trigger.chunk - 1].kind == ChunkKind::Prep
                && matches!(clause.word(trigger.chunk - 1), "at" | "in" | "during" | "after" | "following" | "before");
            // "reported 59 cases of shelling", "heard explosions": who tells of it does not shell.
            let is = |set: &str| {
                assault && clause.chunks[verb].verb.as_ref().is_some_and(|v| clause.lexicon.words.is(set, &v.lemma))
            };
            let told = is("speech") || is("perceives");
            let befallen = is("suffers") && clause.object(verb).contains(&trigger.chunk);
            if befallen {
                targets.extend(subject);
            } else if actors.is_empty() && !told && (consult && adjunct || clause.object(verb).contains(&trigger.chunk))
            {
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
        targets.extend(place.and_then(|code| country(context, &code)).filter(|c| !is_own(context, &actors, c)));
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
