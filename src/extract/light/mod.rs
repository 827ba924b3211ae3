//! Events in languages that are read by word stems rather than by a grammar (Ukrainian, Russian, French, German).
//!
//! A stem of the language's frames evokes an event; who acts and to whom follows from the side of the verb, the case of a
//! name where the language shows it, and the preposition before it. Less than the English clauses give, and surer than nothing:
//! what stays unclear stays empty.

mod date;
mod mention;
mod ministry;
mod name;
mod party;
mod persons;
mod place;
mod role;
mod speech;
mod status;
mod trigger;
mod voice;
mod whose;

use super::date::Found as DateFound;
use super::event::{Context, Found, country, is_own};
use super::mention::{Found as Mention, Who, between};
use super::record::{EventType, Status};
use super::token::{Sentence, lower};
use crate::knowledge::{Knowledge, Language};

use trigger::{Trigger, triggers, ungoverned};

pub(super) use date::find as dates;
pub(super) use mention::{mentions, pronouns};
pub(super) use speech::attribute;

/// A stretch of a sentence between subordinators, in which a verb looks for its actors.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    first: usize,
    last: usize,
}

impl Stretch {
    /// The word that opens it inside its sentence ("де", "що").
    fn opener(self, sentence: &Sentence) -> Option<usize> {
        self.first.checked_sub(1).filter(|at| *at > sentence.first)
    }
}

/// Finds events.
pub(super) fn find(context: &Context, language: &Language) -> Vec<Found> {
    let mut all: Vec<Found> = Vec::new();
    for (index, sentence) in context.sentences.iter().enumerate() {
        let mut all_here = ungoverned(context, language, triggers(context, language, sentence));
        let ends: Vec<usize> = all_here.iter().filter_map(|t| meanwhile(context, language, t, sentence)).collect();
        // "передала тела 1200 погибших": no new deaths.
        let word = |i| lower(context.tokens, i);
        let returned = all_here.iter().any(|t| t.kind(language) == EventType::Cooperate);
        all_here.retain(|t| {
            !(returned && t.kind(language) == EventType::Assault && language.class_at("toll", t.first, &word).is_some())
        });
        all_here.retain(|t| {
            !(t.kind(language) == EventType::Assault && ends.iter().any(|end| (*end..*end + 5).contains(&t.first)))
        });
        for trigger in &all_here {
            if let Some(found) = read(context, language, (trigger, &all_here), sentence, index) {
                let word = |i| lower(context.tokens, i);
                let toll = language.class_at("toll", trigger.first, &word).is_some()
                    && found.actors.is_empty()
                    && found.targets.is_empty();
                merge(&mut all, found, toll);
            }
        }
    }
    all
}

fn read(
    context: &Context,
    language: &Language,
    (trigger, others): (&Trigger, &[Trigger]),
    sentence: &Sentence,
    index: usize,
) -> Option<Found> {
    let frame = &language.frames[trigger.frame];
    let force = frame.kind == EventType::Assault;
    // "à la demande de l'Ukraine" asks for nothing anew.
    let word = |i| lower(context.tokens, i);
    let class = |name: &str, at: usize| language.class_at(name, at, &word).is_some();
    let (article, behest) = (|i: usize| class("articles", i), class("behest", trigger.first));
    if frame.kind == EventType::Request && behest && trigger.first.checked_sub(1).is_some_and(article) {
        return None;
    }
    let mut stretch = stretch(context, language, trigger, sentence);
    stretch.last = stretch.last.min(meanwhile(context, language, trigger, sentence).unwrap_or(stretch.last));
    let (mut actors, mut targets) = role::roles(context, language, (trigger, others), stretch);
    if frame.kind == EventType::Cooperate && actors.is_empty() && targets.len() < 2 {
        actors = party::exchanging(context, sentence).unwrap_or(actors);
        actors.retain(|who| !targets.contains(who));
    }
    if frame.kind == EventType::Consult && actors.is_empty() {
        actors.extend(party::of_main_clause(context, language, stretch, sentence).filter(|who| !targets.contains(who)));
    }
    if actors.is_empty() && targets.is_empty() && frame.kind.is_mutual() {
        let near = trigger.first.saturating_sub(3).max(stretch.first)..(trigger.closes + 2).min(stretch.last);
        // "російсько-українські переговори"
        actors = between(&context.tokens[near], context.mentions).unwrap_or_default();
        targets = actors.split_off(actors.len().min(1));
    }
    if actors.is_empty() && !trigger.nominal {
        actors
            .extend(party::of_himself(context, language, trigger, stretch, sentence).filter(|w| !targets.contains(w)));
    }
    // "принял спецпосланника", but "принял закон": somebody is received.
    let alone = trigger.closes == trigger.first + 1 && class("hosts", trigger.first);
    if alone && !targets.iter().any(|who| who.may_be_person(context.known)) {
        return None;
    }
    // "Перші F-16 прибули до України": nobody who meets anybody.
    if frame.kind == EventType::Consult && actors.is_empty() && class("arrives", trigger.first) {
        return None;
    }
    let sky = force.then(|| party::of_airspace(context, language, trigger, sentence)).flatten();
    let place = place::place(context, language, (trigger, others), stretch);
    let place = match frame.kind {
        // A call is nowhere.
        EventType::Consult if frame.mode.as_deref() == Some("phone") => None,
        // "X bleibt unter unserer Kontrolle, sagte er und bestritt die Einnahme": the town of the sentence.
        EventType::Reject => place.or_else(|| {
            place::place(context, language, (trigger, others), Stretch { first: sentence.first, last: sentence.last })
        }),
        EventType::Assault => match sky {
            Some(Who::Known(whose)) => context.known.place_named(&context.known.actor(whose).name).or(place),
            _ => place,
        },
        // "livrer à l'Ukraine" says to whom, not where.
        EventType::Aid | EventType::Cooperate | EventType::Sanction => place.filter(|p| {
            let place = context.known.place(*p);
            let code = place.country.as_deref().filter(|_| place.is_country);
            !code.and_then(|code| country(context, code)).is_some_and(|who| targets.contains(&who))
        }),
        _ => place,
    };
    if let Some(whose) = sky.filter(|who| !actors.contains(who)) {
        targets = vec![whose];
    }
    let place = place.or_else(|| force.then(|| place::capital(context, language, stretch, &targets)).flatten());
    if force && targets.is_empty() {
        let code = place.and_then(|p| context.known.place(p).country.as_deref());
        let country = code.and_then(|code| country(context, code));
        // Who retakes a village of its own strikes nobody there.
        targets.extend(country.filter(|country| !is_own(context, &actors, country)));
    }
    // What is asked for next Monday is asked for today.
    let ahead =
        |iso: &String| frame.kind.is_said() && context.today.is_some_and(|t| iso.as_str() > t.to_string().as_str());
    // "проведе засідання 11 січня через удар по Львівщині": the blow has fallen, and the day is the meeting's.
    let topic = force
        && language.any("because", trigger.first.saturating_sub(3).max(stretch.first)..trigger.first, &word)
        && others.iter().any(|t| t.first < trigger.first && t.kind(language) != EventType::Assault);
    // "дістали у вівторок з-під завалів": the blow fell earlier.
    let recovers = class("recovers", trigger.first);
    let date = nearest_date(context, language, sentence, trigger).filter(|iso| !ahead(iso) && !topic && !recovers);
    let status = match status::status(context, language, trigger, (stretch, sentence), date.as_deref()) {
        Status::Planned if topic => Status::Occurred,
        status => status,
    };
    // "загинули в ДТП": no blow, where the sentence names no arms either.
    let any = |class: &str| language.any(class, sentence.first..sentence.last, &word);
    if force && actors.is_empty() && any("mishaps") && !any("forces") {
        return None;
    }
    // "des mandats d'arrêt pour des frappes", "яких підозрюють в ударах": what somebody answers for.
    let answers = |t: &Trigger| {
        t.first < trigger.first
            && matches!(t.kind(language), EventType::Accuse | EventType::Sanction | EventType::Coerce)
    };
    let charge =
        || language.any("charged_with", trigger.first.saturating_sub(2).max(sentence.first)..trigger.first, &word);
    let town = place.is_some_and(|p| !context.known.place(p).is_country && !context.known.place(p).is_region);
    if force && !town && others.iter().any(answers) && charge() {
        return None;
    }
    // "la centrale occupée par les troupes russes": which one it is.
    let done = || {
        ["passive", "passive_before"]
            .iter()
            .any(|c| language.any(c, trigger.first.saturating_sub(2)..trigger.first, &word))
    };
    if class("held", trigger.first) && class("agent", trigger.last) && !done() {
        return None;
    }
    // "n'exclut pas": no refusal.
    if status == Status::Negated && language.class_at("open", trigger.first, &word).is_some() {
        return None;
    }
    // "did not comment on the attack": the attack is talked about.
    if trigger.nominal && status == Status::Negated {
        return None;
    }
    let nobody = actors.is_empty() && targets.is_empty();
    // "Verletzt wurde niemand": no blow at all.
    if nobody && force && status == Status::Negated {
        return None;
    }
    let dated = date.is_some();
    let off = status == Status::Cancelled;
    if nobody && !off && (trigger.nominal || index > 1 && !dated) {
        return None;
    }
    // A noun alone names what is talked about: news only at the head, or with who and to whom.
    // Force against a named town is news wherever it stands.
    let blow = force && town && status == Status::Occurred;
    if trigger.nominal && !off && !blow && index > 1 && (actors.is_empty() || targets.is_empty()) {
        return None;
    }
    let mut confidence = frame.sure;
    confidence -= if actors.is_empty() { 0.12 } else { 0.0 };
    confidence -= if trigger.nominal { 0.1 } else { 0.0 };
    confidence -= if status == Status::Possible { 0.08 } else { 0.0 };
    let claimed_by = party::speaker(context, language, sentence, trigger).filter(|w| !actors.contains(w));
    Some(Found {
        kind: frame.kind,
        mode: frame.mode.clone(),
        actors,
        targets,
        date,
        place,
        status,
        claimed_by,
        confidence: (confidence.clamp(0.05, 0.9) * 100.0).round() / 100.0,
        sentence: index,
        at: trigger.first,
        nominal: trigger.nominal,
        infinitive: false,
    })
}

/// From the last subordinator or colon before the trigger to the next one behind it.
fn stretch(context: &Context, language: &Language, trigger: &Trigger, sentence: &Sentence) -> Stretch {
    let word = |i| lower(context.tokens, i);
    // "…, сообщил губернатор": behind the comma stands who says it.
    let said = |i: usize| {
        let speech = |j| language.class_at("speech", j, &word).is_some();
        word(i) == ","
            && (language.class_at("announces", i + 1, &word).is_some()
                || (i + 1..i + 6).take_while(|j| word(*j) != ",").any(speech))
    };
    // "Барт Де Вевер": part of a name, and no "where".
    let named = |i: usize| {
        let token = &context.tokens[i];
        token.capital && context.mentions.iter().any(|m| m.start < token.start && token.end <= m.end)
    };
    let opens = |i: usize| {
        language.class_at("subordinators", i, &word).is_some() && !named(i) || matches!(word(i), ";" | ":") || said(i)
    };
    let first = (sentence.first..trigger.first).rev().find(|i| opens(*i)).map_or(sentence.first, |i| i + 1);
    let last = (trigger.last..sentence.last).find(|i| opens(*i)).unwrap_or(sentence.last);
    Stretch { first, last }
}

/// "Polen schoss Drohnen ab, die während eines Angriffs auf die Ukraine …": where begins what went on elsewhere, against a country.
fn meanwhile(context: &Context, language: &Language, trigger: &Trigger, sentence: &Sentence) -> Option<usize> {
    let word = |i| lower(context.tokens, i);
    let told = trigger.first..trigger.closes;
    let shot = !trigger.nominal && ["downs", "airspace"].iter().any(|class| language.any(class, told.clone(), &word));
    let at = (trigger.first..sentence.last).find(|i| shot && language.class_at("during", *i, &word).is_some())?;
    let (start, end) = (context.tokens[at].start, context.tokens[sentence.last - 1].end);
    let place = context.mentions.iter().filter(|m| m.start >= start && m.end <= end).find_map(|m| m.place)?;
    context.known.place(place).is_country.then_some(at)
}

fn token_of(context: &Context, mention: &Mention) -> usize {
    context.tokens.partition_point(|t| t.end <= mention.start)
}

fn person(known: &Knowledge, mention: &Mention) -> bool {
    mention.who.is_some_and(|who| who.may_be_person(known))
}

fn nearest_date(context: &Context, language: &Language, sentence: &Sentence, trigger: &Trigger) -> Option<String> {
    let word = |i| lower(context.tokens, i);
    let at = trigger.first;
    // "Кількість загиблих унаслідок удару 3 лютого зросла в середу": a day behind the verb is the toll's, not the blow's.
    let toll = (sentence.first..at).rev().find(|i| language.class_at("tolls", *i, &word).is_some());
    let rises = (at..sentence.last).find(|i| language.class_at("rises", *i, &word).is_some());
    let (first, last) = toll.zip(rises).unwrap_or((sentence.first, sentence.last));
    // "продовжила санкції до 15 березня": how long, not when.
    let until = |d: &&DateFound| d.first.checked_sub(1).is_some_and(|i| language.class_at("until", i, &word).is_some());
    let inside = context.dates.iter().filter(|d| d.first >= first && d.last <= last && !until(d));
    // "annule mardi sa rencontre, prévue jeudi": the day that it was planned for.
    let planned = |d: &DateFound| {
        trigger.kind(language) == EventType::Consult
            && (d.first.saturating_sub(3)..d.first).any(|i| language.class_at("planned_for", i, &word).is_some())
    };
    let cost = |d: &&DateFound| (!planned(d), d.first.abs_diff(at) + if d.is_day { 0 } else { 6 });
    inside.min_by_key(cost).map(|d| d.iso.clone())
}

/// One event once: in a sentence, or with the same people when nothing speaks against it; `toll`: the found one only
/// counts the victims of a blow that was told in this sentence or the one before.
fn merge(all: &mut Vec<Found>, found: Found, toll: bool) {
    let blow = |e: &Found| {
        e.kind == EventType::Assault
            && found.kind == EventType::Assault
            && found.sentence - e.sentence.min(found.sentence) <= 1
    };
    if toll && all.iter().any(blow) {
        return;
    }
    let people = |e: &Found| e.actors.iter().chain(&e.targets).copied().collect::<Vec<Who>>();
    let fresh = people(&found);
    let same = all.iter_mut().find(|e| {
        let told = people(e);
        let named = !fresh.is_empty() && !told.is_empty();
        let shared = fresh.is_empty() || told.is_empty() || fresh.iter().any(|w| told.contains(w));
        let equal = fresh.iter().all(|w| told.contains(w)) || told.iter().all(|w| fresh.contains(w));
        let when = e.date == found.date || e.date.is_none() || found.date.is_none();
        let place = e.place == found.place || e.place.is_none() || found.place.is_none();
        e.kind == found.kind
            && if e.sentence == found.sentence {
                // "has arrived in Moscow, where he will meet X": the meeting is ahead.
                let ahead = (e.status, found.status) == (Status::Occurred, Status::Planned);
                shared && !(ahead && found.kind == EventType::Consult)
            } else {
                equal && when && place && e.status == found.status && named
            }
    });
    match same {
        Some(event) => {
            event.date = event.date.take().or(found.date);
            event.place = event.place.or(found.place);
            if event.actors.is_empty() {
                event.actors = found.actors.into_iter().filter(|w| !event.targets.contains(w)).collect();
            }
            // "will visit Kyiv, where she meets X": whom she meets belongs to the visit.
            let before = event.targets.clone();
            if before.is_empty() || found.kind == EventType::Consult && event.sentence == found.sentence {
                let fresh = found.targets.into_iter().filter(|w| !event.actors.contains(w) && !before.contains(w));
                event.targets.extend(fresh);
            }
            event.confidence = event.confidence.max(found.confidence);
        }
        None => all.push(found),
    }
}
