//! Frames of the lexicon over clauses and nominal forms → who did what to whom, with status, date, place and confidence.

mod group;
mod party;
mod role;
mod setting;
mod status;
mod trigger;

use super::clause::{Clause, Kind as ChunkKind, chunks};
use super::date::Found as DateFound;
use super::mention::{Found as Mention, Who};
use super::record::{EventType, Status};
use super::token::{Sentence, Token};
use crate::knowledge::{Form, Knowledge, Lexicon, PlaceId};
use party::in_chunks;
pub(in crate::extract) use party::{country, is_own};
use role::{nominal_roles, ordered, promised_to, verb_roles};
use setting::{claimed_by, clause_start, date_of, place_of};
use status::{nominal_status, verb_status};
use trigger::{Trigger, is_decided, triggers, ungoverned};

/// An event over one sentence.
#[derive(Debug, Clone)]
pub(in crate::extract) struct Found {
    pub(in crate::extract) kind: EventType,
    pub(in crate::extract) mode: Option<String>,
    pub(in crate::extract) actors: Vec<Who>,
    pub(in crate::extract) targets: Vec<Who>,
    pub(in crate::extract) date: Option<String>,
    pub(in crate::extract) place: Option<PlaceId>,
    pub(in crate::extract) status: Status,
    pub(in crate::extract) claimed_by: Option<Who>,
    pub(in crate::extract) confidence: f64,
    pub(in crate::extract) sentence: usize,
    /// Token of the word that evokes it.
    pub(in crate::extract) at: usize,
    pub(in crate::extract) nominal: bool,
    pub(in crate::extract) infinitive: bool,
}

/// All that a sentence is read with.
pub(in crate::extract) struct Context<'a> {
    pub(in crate::extract) tokens: &'a [Token],
    pub(in crate::extract) sentences: &'a [Sentence],
    pub(in crate::extract) mentions: &'a [Mention],
    pub(in crate::extract) dates: &'a [DateFound],
    pub(in crate::extract) known: &'a Knowledge,
    /// Byte spans of direct speech: what is said there is no report.
    pub(in crate::extract) quoted: &'a [(usize, usize)],
    pub(in crate::extract) today: Option<jiff::civil::Date>,
    /// The byte behind the dateline; mentions and dates begin there.
    pub(in crate::extract) news: usize,
}

impl Context<'_> {
    /// Whether a date says a day behind the article's own.
    pub(in crate::extract) fn lies_ahead(&self, iso: &str) -> bool {
        iso.len() == 10 && self.today.is_some_and(|today| iso > today.to_string().as_str())
    }
}

pub(in crate::extract) fn find(context: &Context) -> Vec<Found> {
    let mut all: Vec<Found> = Vec::new();
    for (index, sentence) in context.sentences.iter().enumerate() {
        let lexicon = &context.known.lexicon;
        let clause = Clause { tokens: context.tokens, chunks: chunks(context.tokens, sentence, lexicon), lexicon };
        let triggers = ungoverned(triggers(context, &clause), &clause, lexicon);
        for trigger in &triggers {
            if let Some(found) = read(context, &clause, trigger, index, triggers.len(), &all) {
                merge(&mut all, found, context);
            }
        }
    }
    all.sort_by_key(|e| e.at);
    all
}

fn read(
    context: &Context,
    clause: &Clause,
    trigger: &Trigger,
    index: usize,
    triggers: usize,
    earlier: &[Found],
) -> Option<Found> {
    let token = &context.tokens[trigger.at];
    if context.quoted.iter().any(|(s, e)| *s <= token.start && token.end <= *e) {
        return None;
    }
    let lexicon = clause.lexicon;
    let frame = lexicon.frame(trigger.frame);
    let mut status = if trigger.nominal { nominal_status(clause, trigger) } else { verb_status(clause, trigger) };
    let (mut actors, mut targets, own) = if let Some((orders, who, whom)) = ordered(context, clause, trigger) {
        status = verb_status(clause, &orders);
        (who, whom, true)
    } else if trigger.nominal {
        nominal_roles(context, clause, trigger, &frame.to)
    } else {
        verb_roles(context, clause, trigger, &frame.to)
    };
    // "Kharkiv came under fire", "The plant lost its last power line": done to it, by nobody who is named.
    let lost = clause.chunks[trigger.chunk].verb.as_ref().is_some_and(|v| {
        v.lemma == "lose" || v.lemma == "come" && context.tokens.get(v.at + 1).is_some_and(|t| t.lower == "under")
    });
    if lost && matches!(frame.kind, EventType::Assault | EventType::Coerce) {
        targets.append(&mut actors);
        // "came under Russian missile attack"
        let under = clause.complements(trigger.chunk).into_iter().find(|(preposition, _)| *preposition == "under");
        actors = under.map(|(_, list)| in_chunks(context, clause, &list)).unwrap_or_default();
        actors.retain(|who| !targets.contains(who));
    }
    if frame.kind == EventType::Agree && targets.is_empty() {
        targets = promised_to(context, clause, trigger);
        targets.retain(|who| !actors.contains(who));
    }
    let obliging = clause.chunks[trigger.chunk]
        .verb
        .as_ref()
        .and_then(|v| v.modal.as_deref())
        .is_some_and(|m| lexicon.words.is("obliging", m));
    let status =
        if obliging && frame.kind == EventType::Request || trigger.refusal { Status::Occurred } else { status };
    let decided = is_decided(clause, trigger);
    let status = if decided && status == Status::Planned { Status::Occurred } else { status };
    // "wants to persuade", "will seek to ask": wishing to ask is not asking.
    if !trigger.nominal
        && matches!(frame.kind, EventType::Request | EventType::Accuse | EventType::Support)
        && matches!(status, Status::Possible | Status::Planned)
        && clause.chunks[trigger.chunk].verb.as_ref().is_some_and(|v| v.infinitive)
    {
        return None;
    }
    // "a plan to end the fighting", "ways to help": content of the plan, which itself is the news.
    let verb = clause.chunks[trigger.chunk].verb.as_ref();
    if verb.is_some_and(|v| v.infinitive) && frame.kind != EventType::Assault {
        let head = clause.chunks[trigger.chunk].first.checked_sub(1).map(|i| &context.tokens[i]);
        if head.is_some_and(|t| lexicon.words.is("of_content", &t.lower)) {
            return None;
        }
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
        && clause.chunks[trigger.chunk].verb.as_ref().is_some_and(|v| matches!(v.lemma.as_str(), "seek" | "want"))
        && frame.kind == EventType::Request
    {
        return None;
    }
    let status = match (frame.status, status) {
        (Some(fixed), Status::Occurred | Status::Ongoing) => fixed,
        (_, status) => status,
    };
    let person = |who: &Who| who.may_be_person(context.known);
    if frame.persons && !actors.iter().any(person) || frame.guests && !targets.iter().any(person) {
        return None;
    }
    // "leaving the city without power": nobody withdraws.
    let without = || clause.complements(trigger.chunk).iter().any(|(preposition, _)| *preposition == "without");
    if frame.kind == EventType::Retreat && verb.is_some_and(|v| v.lemma == "leave") && without() {
        return None;
    }
    // "a swap mediated by the UAE": what is mediated is the news, and has its own word.
    let mediated = verb.is_some_and(|v| v.lemma == "mediate" && v.form == Form::Past);
    if mediated && clause.word(trigger.chunk + 1) == "by" {
        return None;
    }
    // "The two sides agreed": those of the happening told before.
    if actors.is_empty()
        && let Some(mut who) = group::members(context, clause, trigger, index, earlier)
    {
        if frame.kind == EventType::Consult && targets.is_empty() {
            targets = who.split_off(1);
        }
        who.retain(|w| !targets.contains(w));
        actors = who;
    }
    // "called the accord a beacon of hope": the accord is talked about.
    let judged = trigger.nominal
        && clause.verb_before(trigger.chunk).is_some_and(|v| {
            let verb = clause.chunks[v].verb.as_ref();
            verb.is_some_and(|verb| lexicon.words.is("judging", &verb.lemma))
                && clause.object(v).contains(&trigger.chunk)
        });
    if judged {
        return None;
    }
    // "the anniversary of Russia's invasion", "since the invasion": what is long known.
    let background = trigger.nominal && trigger.chunk > 0 && {
        let before = clause.chunks[trigger.chunk - 1].first;
        let head = before.checked_sub(1).map_or("", |i| context.tokens[i].lower.as_str());
        match context.tokens[before].lower.as_str() {
            "since" => true,
            "of" => lexicon.words.is("long_known", head),
            _ => false,
        }
    };
    if background {
        return None;
    }
    if frame.kind == EventType::Assault && actors.is_empty() && by_mishap(context, index) {
        return None;
    }
    let nobody = actors.is_empty() && targets.is_empty();
    // "would help the other if attacked": nobody's blow, and none yet.
    if nobody && status == Status::Possible && frame.kind == EventType::Assault {
        return None;
    }
    let violent =
        matches!(frame.kind, EventType::Assault | EventType::Protest | EventType::Coerce | EventType::Mobilize);
    let place = place_of(context, clause, trigger);
    // "Protests were announced in Moscow", "There was no agreement": it stands where the news of the sentence stands.
    let heads_clause = trigger.nominal
        && clause.chunks.get(trigger.chunk + 1).is_some_and(|c| c.verb.as_ref().is_some_and(|v| v.finite));
    let told =
        violent && place.is_some() && heads_clause || frame.kind == EventType::Agree && status == Status::Negated;
    let infinitive =
        clause.chunks[trigger.chunk].verb.as_ref().is_some_and(|v| v.infinitive || v.form == Form::Ing && !v.finite);
    let bare_noun = trigger.nominal && !own;
    let lead = index < 2;
    if !told && (bare_noun && (triggers > 1 || !lead) && !trigger.specific || trigger.nominal && nobody && triggers > 1)
    {
        return None;
    }
    let adjunct = trigger.nominal
        && trigger.chunk > 0
        && clause.chunks[trigger.chunk - 1].kind == ChunkKind::Prep
        && matches!(clause.word(trigger.chunk - 1), "after" | "before" | "during" | "ahead" | "since" | "following");
    // "A refinery in Tuapse caught fire after a drone attack": the blow is the news of the lead as much as what came of it.
    let consequence = adjunct
        && violent
        && lead
        && trigger.specific
        && place.is_some()
        && matches!(clause.word(trigger.chunk - 1), "after" | "following");
    if adjunct && !consequence && (actors.is_empty() || targets.is_empty()) {
        return None;
    }
    // "will meet on Monday over the strike on Lviv": the blow has fallen, and the day is the meeting's.
    let topic = trigger.nominal
        && frame.kind == EventType::Assault
        && trigger.chunk > 0
        && clause.word(trigger.chunk - 1) == "over";
    let status = if topic && status == Status::Planned { Status::Occurred } else { status };
    // "pulled two bodies from the rubble on Tuesday": the blow fell earlier.
    let recovers =
        frame.kind == EventType::Assault && verb.is_some_and(|v| lexicon.words.is("recovers", &v.lemma) && !v.passive);
    let date = if adjunct || topic || recovers {
        None
    } else {
        date_of(context, index, trigger.at, (clause_start(context, clause, trigger), status == Status::Planned))
    };
    // What is agreed, asked or threatened for next Monday is agreed, asked or threatened today.
    let said = frame.kind.is_said() || decided;
    let date = date.filter(|iso| !(said && status == Status::Occurred && context.lies_ahead(iso)));
    // Nobody named: news only at the head of the article, as violence, or where its day is told.
    let dated = date.as_ref().is_some_and(|iso| iso.len() == 10);
    if nobody && index > 1 && !told && (!violent && !dated || trigger.nominal && !(dated && trigger.specific)) {
        return None;
    }
    let status = match (&date, status) {
        (Some(iso), Status::Occurred | Status::Ongoing) if context.lies_ahead(iso) => Status::Planned,
        (_, status) => status,
    };
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
    confidence -= match (trigger.nominal, consequence) {
        (true, true) => 0.06,
        (true, false) => 0.12,
        (false, _) => 0.0,
    };
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

/// "were killed when heavy rain flooded the streets": no blow, where the sentence names no arms either.
fn by_mishap(context: &Context, index: usize) -> bool {
    let (words, sentence) = (&context.known.lexicon.words, &context.sentences[index]);
    let any = |class: &str| {
        context.tokens[sentence.first..sentence.last]
            .iter()
            .any(|t| words.is(class, &Lexicon::singular(&t.lower)) || words.is(class, &t.lower))
    };
    any("mishaps") && !any("forces") && !any("blows")
}

/// Whether a date lies within ten days of the article's, or is no more exact than a period that holds it.
fn recent(iso: &str, today: jiff::civil::Date) -> bool {
    match iso.parse::<jiff::civil::Date>() {
        Ok(date) => (today - date).get_days().abs() <= 10,
        Err(_) => iso.contains('W') || iso.len() == 7 && today.to_string().starts_with(iso),
    }
}

/// "More than 140 were injured": the toll of the blow told in this sentence or the one before, not another one.
fn toll_of(all: &[Found], found: &Found, context: &Context) -> Option<usize> {
    let lemma = context.tokens[found.at].lemma.as_ref().map_or("", |(l, _)| l.as_str());
    let casualties = matches!(lemma, "kill" | "wound" | "injure") && found.actors.is_empty() && !found.nominal;
    if found.kind != EventType::Assault || !casualties || found.status != Status::Occurred {
        return None;
    }
    all.iter().rposition(|e| {
        let near = e.sentence == found.sentence || e.sentence + 1 == found.sentence && found.targets.is_empty();
        e.kind == EventType::Assault
            && near
            && e.status == Status::Occurred
            && (found.place.is_none() || e.place.is_none() || e.place == found.place)
    })
}

/// One event once in a record, however many sentences repeat it.
fn merge(all: &mut Vec<Found>, found: Found, context: &Context) {
    if let Some(blow) = toll_of(all, &found, context) {
        all[blow].confidence = all[blow].confidence.max(found.confidence);
        return;
    }
    let today = context.today;
    let lemma = |e: &Found| context.tokens[e.at].lemma.as_ref().map(|(l, _)| l.as_str());
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
        let when = e.date == found.date
            || match (&e.date, &found.date) {
                // What has no date is of these days: an old date is another happening.
                (None, Some(iso)) | (Some(iso), None) => today.is_none_or(|t| recent(iso, t)),
                _ => false,
            };
        let told_again = found.nominal;
        // A accuses B, B accuses A: two happenings. Where both sides do the same, one.
        let turned = !found.kind.is_mutual()
            && !e.actors.is_empty()
            && !found.actors.is_empty()
            && !found.actors.iter().any(|w| e.actors.contains(w));
        // Another verb of force in another sentence is another blow, unless place or day says it is the same.
        let located = e.place.is_some() && e.place == found.place || e.date.is_some() && e.date == found.date;
        let another = found.kind == EventType::Assault
            && !found.nominal
            && !e.nominal
            && e.sentence != found.sentence
            && lemma(e) != lemma(&found)
            && !located;
        if turned || another {
            return false;
        }
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
            if event.actors.is_empty() && event.sentence == found.sentence {
                event.actors = found.actors.iter().filter(|w| !event.targets.contains(w)).copied().collect();
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
