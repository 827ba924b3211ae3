//! "The two sides", "both leaders", "the four": who they are.

use super::trigger::Trigger;
use super::{Context, Found};
use crate::extract::clause::{Clause, Kind as ChunkKind};
use crate::extract::mention::Who;
use crate::extract::number::number_word;
use crate::knowledge::Kind;

/// Sentences that are looked back for as many names as the group has members.
const BACK: usize = 3;

/// The members of a group that is the subject of the trigger (or owns the nominal): of the latest event with as many
/// participants, else the actors of one of the last sentences that names exactly so many.
pub(super) fn members(
    context: &Context,
    clause: &Clause,
    trigger: &Trigger,
    index: usize,
    earlier: &[Found],
) -> Option<Vec<Who>> {
    let subject = if trigger.nominal { vec![trigger.chunk] } else { clause.subject(trigger.chunk) };
    let (size, persons) = subject.iter().find_map(|chunk| size(context, clause, *chunk))?;
    let people = |e: &Found| {
        let mut all: Vec<Who> = Vec::new();
        for who in e.actors.iter().chain(&e.targets) {
            if !all.contains(who) {
                all.push(*who);
            }
        }
        all
    };
    let kind_fits = |who: &Who| match who {
        Who::Known(id) => !persons || context.known.actor(*id).kind == Kind::Person,
        Who::New(_) => persons,
    };
    let told = earlier.iter().rev().map(people).find(|all| all.len() == size && all.iter().all(kind_fits));
    told.or_else(|| {
        (index.saturating_sub(BACK)..index).rev().find_map(|i| {
            let sentence = context.sentences[i];
            let mut named: Vec<Who> = Vec::new();
            let inside = context.mentions.iter().filter(|m| sentence.start <= m.start && m.end <= sentence.end);
            for who in inside.filter(|m| !m.attribute).filter_map(|m| m.who).filter(kind_fits) {
                if !named.contains(&who) {
                    named.push(who);
                }
            }
            (named.len() == size).then_some(named)
        })
    })
}

/// How many a noun group says they are, and whether they are persons.
fn size(context: &Context, clause: &Clause, chunk: usize) -> Option<(usize, bool)> {
    let group = &clause.chunks[chunk];
    if group.kind != ChunkKind::Noun {
        return None;
    }
    let words: Vec<&str> = context.tokens[group.first..group.last].iter().map(|t| t.lower.as_str()).collect();
    let words = words.strip_prefix(&["the"]).unwrap_or(&words);
    let (first, head) = (words.first()?, words.last()?);
    let size = match *first {
        "both" | "pair" | "sides" => 2,
        word => number_word(word).filter(|n| (2.0..=6.0).contains(n))? as usize,
    };
    let persons = matches!(*head, "leaders" | "presidents" | "men" | "women" | "ministers" | "diplomats");
    let parties = matches!(
        *head,
        "sides"
            | "countries"
            | "parties"
            | "nations"
            | "neighbours"
            | "neighbors"
            | "governments"
            | "capitals"
            | "states"
            | "armies"
            | "delegations"
    );
    (persons || parties || words.len() == 1).then_some((size, persons))
}
