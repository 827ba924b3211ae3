//! When and where it happened, and whose word it is.

use super::Context;
use super::party::{heads, in_chunks};
use super::role::of_airspace;
use super::trigger::Trigger;
use crate::extract::clause::{Chunk, Clause, Kind as ChunkKind};
use crate::extract::date::{Found as DateFound, is_until};
use crate::extract::mention::{Found as Mention, Who};
use crate::extract::record::{By, EventType};
use crate::extract::route;
use crate::extract::token::{Sentence, Tag, Token};
use crate::knowledge::PlaceId;

/// Token behind the word that opens the trigger's own subordinate clause of time: "…, after missiles hit the line".
pub(super) fn clause_start(context: &Context, clause: &Clause, trigger: &Trigger) -> usize {
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
pub(super) fn of_speech(context: &Context, date: &DateFound, at: usize) -> bool {
    let before = date.first.checked_sub(1).map(|i| &context.tokens[i]);
    let speech = |lemma: &str| context.known.lexicon.words.is("speech", lemma);
    let said = before
        .and_then(|t| t.lemma.as_ref())
        .is_some_and(|(lemma, _)| speech(lemma) && lemma != "agree" && lemma != "call");
    said && at > date.last
}

/// "The death toll from an attack on Ternopil rose on Thursday": a day behind the verb is the toll's. The tokens that tell
/// of the blow.
fn of_toll(context: &Context, sentence: &Sentence, at: usize) -> Option<(usize, usize)> {
    let word = |i: usize| context.tokens.get(i).map_or("", |t| t.lower.as_str());
    let first =
        (sentence.first..at).rev().find(|i| word(*i) == "toll" || word(*i) == "number" && word(i + 1) == "of")?;
    let rises = |i: &usize| {
        let lemma = context.tokens[*i].lemma.as_ref();
        lemma.is_some_and(|(lemma, _)| context.known.lexicon.words.is("rises", lemma))
    };
    Some((first, (at..sentence.last).find(rises)?))
}

/// The date nearest to the trigger in its sentence; behind it rather than before.
///
/// `ahead`: what the trigger tells is yet to come, on no day on which somebody "said" so.
pub(super) fn date_of(context: &Context, index: usize, at: usize, (begin, ahead): (usize, bool)) -> Option<String> {
    let sentence = context.sentences.get(index)?;
    let (first, last) = of_toll(context, sentence, at).unwrap_or((sentence.first.max(begin), sentence.last));
    // "for the third time this month": how often, not when.
    let counts = |d: &DateFound| {
        d.first.checked_sub(1).is_some_and(|i| matches!(context.tokens[i].lower.as_str(), "time" | "times"))
    };
    // "extended the sanctions until 15 March": how long, not when.
    let until = |d: &DateFound| context.tokens[d.first.saturating_sub(2)..d.first].iter().any(|t| is_until(&t.lower));
    let own = |d: &&DateFound| !of_speech(context, d, if ahead { usize::MAX } else { at }) && !counts(d) && !until(d);
    let inside = context.dates.iter().filter(|d| d.first >= first && d.last <= last).filter(own);
    let cost = |d: &DateFound| {
        let distance = if d.first > at { d.first - at } else { (at - d.last.min(at)) * 2 };
        distance + if d.is_day { 0 } else { 6 }
    };
    inside.min_by_key(|d| cost(d)).filter(|d| cost(d) < 60).map(|d| d.iso.clone())
}

/// Where: a toponym behind "in", "at", "near", "on" after the trigger, or what is struck.
pub(super) fn place_of(context: &Context, clause: &Clause, trigger: &Trigger) -> Option<PlaceId> {
    let (first, last) = (clause.chunks.first()?.first, clause.chunks.last()?.last);
    let (start, end) = (context.tokens[first].start, context.tokens[last - 1].end);
    let pivot = context.tokens[trigger.at].start;
    // "denied that Russia had captured Vovchansk": what is denied of a town is denied there.
    let kind = trigger.kind(clause.lexicon);
    let (denies, strikes) = (kind == EventType::Reject, kind == EventType::Assault);
    // Behind the next verb with a tense another clause begins: "…, an official in Paris said".
    // "cancelled a meeting that was due to take place in Budapest": the clause says where it would have been.
    let plans = |at: usize| {
        let relative = clause.chunks[at - 1].kind == ChunkKind::Rel || clause.word(at - 1) == "that";
        let group = clause.chunks[at].first..(clause.chunks[at].last + 1).min(context.tokens.len());
        let due =
            |t: &Token| matches!(t.lower.as_str(), "due" | "supposed") || clause.lexicon.words.is("planned", &t.lower);
        kind == EventType::Consult && relative && context.tokens[group].iter().any(due)
    };
    let ends = |at: &usize| clause.chunks[*at].verb.as_ref().is_some_and(|v| v.finite) && !plans(*at);
    let stop = (trigger.chunk + 1..clause.chunks.len())
        .find(|at| !trigger.nominal && !denies && ends(at))
        .map_or(end, |at| context.tokens[clause.chunks[at].first].start);
    // "…, the ministry in Bucharest said": nor does the news lie where it is told.
    let told = clause.chunks[trigger.chunk + 1..]
        .iter()
        .find(|c| context.tokens[c.first].start >= stop && c.verb.is_some())
        .and_then(|c| c.verb.as_ref())
        .is_some_and(|v| clause.lexicon.words.is("speech", &v.lemma));
    // "will meet in New York over the strike on Lviv": where that fell.
    let reason = clause.chunks[trigger.chunk + 1..].iter().find(|c| {
        let word = context.tokens[c.first].lower.as_str();
        kind == EventType::Consult && c.kind == ChunkKind::Prep && matches!(word, "over" | "following" | "after")
    });
    let stop = reason.map_or(stop, |c| context.tokens[c.first].start.min(stop));
    let comma = clause.chunks[trigger.chunk + 1..]
        .iter()
        .rfind(|c| c.kind == ChunkKind::Comma && context.tokens[c.first].start < stop)
        .map(|c| context.tokens[c.first].start);
    let stop = comma.filter(|_| told).unwrap_or(stop);
    let begin = clause.chunks[..trigger.chunk]
        .iter()
        .rev()
        .find(|c| matches!(c.kind, ChunkKind::Sub))
        .map_or(start, |c| context.tokens[c.first].start);
    let begin = begin.max(context.tokens.get(clause_start(context, clause, trigger)).map_or(0, |t| t.start).min(pivot));
    // "in Russia's Saratov": the town, not its owner.
    let owner = |m: &Mention| {
        let next = context.tokens.partition_point(|t| t.start < m.end);
        let owns = context.tokens.get(next).is_some_and(|t| t.start == m.end && t.tag == Tag::Poss);
        let owned = context.tokens.get(next + 1).map_or(0, |t| t.start);
        owns && context.mentions.iter().any(|o| o.place.is_some() && o.start >= owned && o.start < owned + 30)
    };
    let candidates =
        context.mentions.iter().filter(|m| m.place.is_some() && m.start >= begin && m.end <= stop && !owner(m));
    // "attacked the Novorossiysk oil terminal": what is struck stands where its name says.
    let struck: Vec<(usize, usize)> = clause
        .object(trigger.chunk)
        .into_iter()
        .filter(|_| !trigger.nominal)
        .map(|c| (context.tokens[clause.chunks[c].first].start, context.tokens[clause.chunks[c].last - 1].end))
        .collect();
    let cost = |m: &&Mention| {
        let at = context.tokens.partition_point(|t| t.end <= m.start);
        // "in Ukraine's southern Odesa region": the word before the whole of the name.
        let mut head = at;
        let qualifies = |t: &Token| {
            t.tag == Tag::Adj || t.lower.ends_with("ern") || matches!(t.lower.as_str(), "occupied" | "annexed")
        };
        while head > 0 && qualifies(&context.tokens[head - 1]) {
            head -= 1;
        }
        let mut before = head.checked_sub(1).map_or("", |i| context.tokens[i].lower.as_str());
        let earlier = head.checked_sub(2).map_or("", |i| context.tokens[i].lower.as_str());
        if before == "the" && matches!(earlier, "in" | "across" | "into" | "over" | "to" | "from") {
            before = earlier;
        }
        if before == "'s" {
            // "in southern Russia's Volgograd region"
            let mut owner = head.saturating_sub(2);
            while owner > 0 && context.tokens[owner - 1].lower.ends_with("ern") {
                owner -= 1;
            }
            before = owner.checked_sub(1).map_or("", |i| context.tokens[i].lower.as_str());
        }
        // "200 km southeast of Moscow"
        let away = before == "of"
            && head.checked_sub(2).is_some_and(|i| {
                let word = context.tokens[i].lower.as_str();
                ["north", "south", "east", "west"].iter().any(|d| word.starts_with(d) || word.ends_with(d))
            });
        // "a tanker of Russia's shadow fleet"
        let owned = before == "of" && context.tokens.get(at + 1).is_some_and(|t| t.tag == Tag::Poss);
        // "under the flag of Panama"
        // "the leaders of France met": theirs, not where; "at Ukraine's request"
        let country = || m.place.is_some_and(|p| context.known.place(p).is_country);
        let theirs = before == "of" && kind == EventType::Consult && m.start < pivot && country();
        let next = context.tokens.partition_point(|t| t.start < m.end);
        let asked = before == "at" && country() && context.tokens.get(next).is_some_and(|t| t.tag == Tag::Poss);
        let flag = before == "of" && head.checked_sub(2).is_some_and(|i| context.tokens[i].lower == "flag");
        // "a train bound for Kyiv"
        let bound = matches!(before, "for" | "to")
            && head.checked_sub(2).is_some_and(|i| clause.lexicon.words.is("bound", &context.tokens[i].lower));
        let before = if away || flag || owned || theirs || asked { "" } else { before };
        let word = |i: usize| context.tokens.get(i).map_or("", |t| t.lower.as_str());
        let leads = |word: &str| matches!(word, "from" | "connecting" | "linking");
        let crosses = |i: usize| word(i) == "between" && i > 0 && clause.lexicon.words.is("bound", word(i - 1));
        let bound =
            bound || route::is_end(context, m, |i| leads(word(i)) || crosses(i), |i| matches!(word(i), "to" | "and"));
        let modifies = !bound && struck.iter().any(|(start, end)| *start <= m.start && m.end < *end);
        let moves = matches!((kind, before), (EventType::Mobilize, "to") | (EventType::Retreat, "from"));
        let located = modifies
            || moves
            || matches!(
                before,
                "in" | "at"
                    | "near"
                    | "off"
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
            )
            || m.by == By::Metonym && m.attribute && !bound;
        let wide = m.place.is_some_and(|p| {
            let p = context.known.place(p);
            p.is_country || p.is_region
        });
        let distance = if m.start > pivot { m.start - pivot } else { (pivot - m.start) * 2 };
        let unlikely = wide && !located || bound;
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
    if strikes
        && !trigger.nominal
        && let Some(Who::Known(whose)) = of_airspace(context, clause, trigger)
    {
        return context.known.place_named(&context.known.actor(whose).name);
    }
    let found = candidates.min_by_key(cost).filter(|m| cost(m) < 260).and_then(|m| m.place);
    match found {
        Some(whole) if strikes && context.known.place(whole).is_country => {
            Some(town_in(context, whole, (pivot, stop)).unwrap_or(whole))
        }
        None if strikes => of_antecedent(context, clause, trigger)
            .or_else(|| of_capital(context, (begin, stop)))
            .or_else(|| of_main_clause(context, clause, trigger)),
        None => of_antecedent(context, clause, trigger),
        found => found,
    }
}

/// Mentions of towns between two bytes of the text.
fn towns<'a>(context: &'a Context, (from, to): (usize, usize)) -> impl DoubleEndedIterator<Item = &'a Mention> {
    let town = move |m: &&Mention| {
        let place = m.place.map(|p| context.known.place(p));
        m.start >= from && m.end <= to && place.is_some_and(|p| !p.is_country && !p.is_region)
    };
    context.mentions.iter().filter(town)
}

/// "fired missiles at Ukraine, killing four in a village near Lviv": the town says more than its country.
fn town_in(context: &Context, country: PlaceId, reach: (usize, usize)) -> Option<PlaceId> {
    let code = &context.known.place(country).country;
    let inside = |m: &&Mention| m.place.is_some_and(|p| context.known.place(p).country == *code) && m.by != By::Metonym;
    towns(context, reach).find(inside).and_then(|m| m.place)
}

/// "struck power plants in the Ukrainian capital"
fn of_capital(context: &Context, (from, to): (usize, usize)) -> Option<PlaceId> {
    let named = context.tokens.windows(2).filter(|pair| pair[0].start >= from && pair[1].end <= to);
    let mut nations = named.filter(|pair| pair[1].lower == "capital").filter_map(|pair| {
        let nation = context.mentions.iter().find(|m| m.start <= pair[0].start && pair[0].end <= m.end)?;
        context.known.actor(nation.country?).country.clone()
    });
    let code = nations.next()?;
    context.known.capital(&code)
}

/// "Parts of Kyiv were without power after missiles struck power plants": where the clause before has it.
fn of_main_clause(context: &Context, clause: &Clause, trigger: &Trigger) -> Option<PlaceId> {
    // "A fire broke out at a depot in the Volgograd region after a drone attack."
    let behind =
        trigger.nominal && trigger.chunk > 0 && matches!(clause.word(trigger.chunk - 1), "after" | "following");
    if behind {
        let (from, to) = (
            context.tokens[clause.chunks.first()?.first].start,
            context.tokens[clause.chunks[trigger.chunk - 1].first].start,
        );
        let inside = context.mentions.iter().filter(|m| m.start >= from && m.end <= to);
        let mut places = inside.filter_map(|m| m.place).filter(|p| !context.known.place(*p).is_country);
        return places.next_back();
    }
    let begin = clause_start(context, clause, trigger);
    let opener =
        begin.checked_sub(1).map(|i| &context.tokens[i]).filter(|t| matches!(t.lower.as_str(), "after" | "when"))?;
    let first = context.tokens[clause.chunks.first()?.first].start;
    let reach = (first, opener.start);
    let region = || {
        let place = |m: &&Mention| m.place.is_some_and(|p| context.known.place(p).is_region);
        context.mentions.iter().filter(place).find(|m| m.start >= reach.0 && m.end <= reach.1)
    };
    towns(context, reach).next().or_else(region).and_then(|m| m.place)
}

/// "a hotel in Kryvyi Rih that was hit by a missile": where that of which the clause tells stands.
fn of_antecedent(context: &Context, clause: &Clause, trigger: &Trigger) -> Option<PlaceId> {
    let relative = (0..trigger.chunk)
        .rev()
        .take_while(|i| !clause.chunks[*i].verb.as_ref().is_some_and(|v| v.finite))
        .find(|i| {
            let kind = clause.chunks[*i].kind;
            let behind_noun = *i > 0 && clause.chunks[*i - 1].kind == ChunkKind::Noun;
            kind == ChunkKind::Rel || kind == ChunkKind::Sub && clause.word(*i) == "that" && behind_noun
        })?;
    let first = clause.verb_before(relative).map_or(0, |v| v + 1);
    let (from, to) =
        (context.tokens[clause.chunks[first].first].start, context.tokens[clause.chunks[relative].first].start);
    towns(context, (from, to)).next_back().and_then(|m| m.place)
}

/// Whose word it is, where the sentence reports speech.
pub(super) fn claimed_by(context: &Context, clause: &Clause, trigger: &Trigger, actors: &[Who]) -> Option<Who> {
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
