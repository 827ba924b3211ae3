//! Names of the knowledge: what a spelling means where it stands.

use super::{Found, Who, token_at};
use crate::extract::record::{By, EventType};
use crate::extract::token::{Tag, Token};
use crate::knowledge::{Hit, Kind, Knowledge, Lexicon};
use jiff::civil::Date;

/// Prepositions behind which a country is where, not who.
const WHERE: &[&str] =
    &["in", "across", "near", "inside", "into", "through", "throughout", "around", "outside", "within", "via", "onto"];

pub(super) fn known_mention(
    text: &str,
    tokens: &[Token],
    known: &Knowledge,
    day: Option<Date>,
    (start, end, hit): (usize, usize, &Hit),
    out: &mut Vec<Found>,
) {
    let first = token_at(tokens, start);
    let next = token_at(tokens, end);
    let before = first.checked_sub(1).map_or("", |i| tokens[i].lower.as_str());
    let after = tokens.get(next).map_or("", |t| t.lower.as_str());
    let after_capital = tokens.get(next).is_some_and(|t| t.capital && t.start <= end + 1);
    let base = Found { oblique: hit.oblique, ..Found::new(start, end, None, By::Name) };
    if !hit.offices.is_empty() {
        let day = day.unwrap_or(Date::MAX);
        let office = hit.offices.iter().map(|o| &known.offices[*o]).find(|o| o.holder(day).is_some());
        let office = office.or_else(|| hit.offices.first().map(|o| &known.offices[*o]));
        if let Some(office) = office {
            // "former president", "ex-": somebody else than the holder.
            let former = matches!(before, "former" | "ex" | "then" | "late" | "deputy" | "vice" | "ex-")
                || text[..start].ends_with('-');
            let title = text[start..end].to_owned();
            let who = office.holder(day).filter(|_| !former).map(Who::Known);
            out.push(Found { who, by: By::Office, country: Some(office.of), role: Some(title), ..base });
            return;
        }
    }
    if let Some(country) = hit.adjective.filter(|_| hit.actor.is_none() || after_capital_noun(text, tokens, next, end))
    {
        // "Russian-occupied": whose doing it was, not who acts.
        if text[end..].starts_with('-') || text[..start].ends_with(['-', '‑']) {
            return;
        }
        let plural = text[start..end].ends_with('s')
            && !matches!(&text[start..end], "U.S." | "US" | "Swiss")
            && known.actor(country).kind == Kind::Country;
        let forces = |i: usize| tokens.get(i).is_some_and(|t| known.lexicon.words.is("forces", &t.lower));
        // "Ukrainian and Russian delegations"
        let joined = matches!(after, "and" | "or") && tokens.get(next + 1).is_some_and(|t| t.capital);
        let acts =
            forces(next) || forces(next + 1) && tokens[next].tag != Tag::Prep || joined && forces(next + 2) || plural;
        out.push(Found {
            who: Some(Who::Known(country)),
            by: By::Alias,
            attribute: !acts,
            country: Some(country),
            ..base
        });
        return;
    }
    // "U.S.-supplied missiles", "NATO-led drills": whose they are, not who acts.
    if text[end..].strip_prefix(['-', '‑']).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase())) {
        return;
    }
    if let Some(actor) = hit.actor {
        let entry = known.actor(actor);
        // Those that English sets before a noun as it does an adjective ("US troops").
        let abbreviation = matches!(&text[start..end], "US" | "U.S." | "UK" | "U.K." | "UAE" | "EU" | "UN" | "U.N.");
        // "US President", "US troops": an attribute, unless it acts through its forces.
        let premodifier = entry.kind == Kind::Country
            && hit.place.is_some()
            && (after_capital && !matches!(after, "and" | "or") || abbreviation && is_noun(tokens, next));
        let acts = known.lexicon.words.is("forces", after);
        let place = hit.place.filter(|_| !(abbreviation && premodifier));
        let located = entry.kind == Kind::Country && WHERE.contains(&before);
        // "tension over the separatists": spoken about.
        let earlier = first.checked_sub(2).map_or("", |i| tokens[i].lower.as_str());
        let about = |word: &str| matches!(word, "over" | "about" | "of" | "for");
        // "Leaders of the coalition": they act for it.
        let whose = first.checked_sub(if before == "the" { 3 } else { 2 }).map_or("", |i| tokens[i].lower.as_str());
        let led = known.lexicon.words.is("leaders", whose);
        let spoken_of = entry.kind == Kind::Group && !led && (about(before) || before == "the" && about(earlier));
        let by = if text[start..end] == entry.name || hit.canonical { By::Name } else { By::Alias };
        out.push(Found {
            who: Some(Who::Known(actor)),
            by,
            place,
            attribute: located || spoken_of || premodifier && !acts,
            country: (entry.kind == Kind::Country).then_some(actor),
            ..base
        });
        return;
    }
    if let Some(country) = hit.metonym {
        // "Moscow-installed": by whom, not where.
        if text[end..].starts_with(['-', '‑']) {
            return;
        }
        let acts = metonym_acts(tokens, known, first, next, before, after);
        out.push(Found {
            who: acts.then_some(Who::Known(country)),
            by: By::Metonym,
            place: hit.place,
            attribute: !acts,
            country: Some(country),
            ..base
        });
        return;
    }
    if hit.place.is_some() {
        // "Kharkiv Mayor", "Lviv University": still the town. A person's surname is not a town.
        let surname = first > 0
            && tokens[first - 1].capital
            && tokens[first - 1].end + 1 >= start
            && known.lexicon.words.is("given_names", before);
        if !surname {
            out.push(Found { place: hit.place, attribute: true, ..base });
        }
    }
}

fn after_capital_noun(text: &str, tokens: &[Token], next: usize, end: usize) -> bool {
    tokens.get(next).is_some_and(|t| {
        t.start == end + 1 && (matches!(t.tag, Tag::Noun | Tag::Adj) || t.capital) && !text[end..t.start].contains(',')
    })
}

fn is_noun(tokens: &[Token], at: usize) -> bool {
    tokens.get(at).is_some_and(|t| matches!(t.tag, Tag::Noun | Tag::Adj | Tag::Name) || t.capital)
}

/// "Kyiv suffered another drone attack": the town, not its government.
fn suffers(tokens: &[Token], known: &Knowledge, verb: usize) -> bool {
    /// Words in which the blow is named.
    const REACH: usize = 6;
    let lexicon = &known.lexicon;
    let mut reached =
        tokens[verb + 1..].iter().take(REACH).take_while(|t| !matches!(t.lower.as_str(), "." | "," | ";"));
    let blow = |t: &Token| {
        let patterns = lexicon.nouns.get(&Lexicon::singular(&t.lower));
        patterns.is_some_and(|list| list.iter().any(|(_, frame)| lexicon.frame(*frame).kind == EventType::Assault))
    };
    let is = |at: usize, set: &str| {
        tokens.get(at).and_then(|t| t.lemma.as_ref()).is_some_and(|(lemma, _)| lexicon.words.is(set, lemma))
    };
    // "Kyiv was hit by", "has been attacked with"
    let passive = tokens[verb].tag == Tag::Be
        || tokens[verb].tag == Tag::Have && tokens[verb + 1..].first().is_some_and(|t| t.tag == Tag::Be);
    if passive {
        let at = (verb + 1..verb + 4).find(|i| tokens.get(*i).is_some_and(|t| matches!(t.tag, Tag::Verb(_))));
        return at.is_some_and(|at| is(at, "strikes"));
    }
    // "came under attack"
    let under = tokens.get(verb + 1).is_some_and(|t| t.lower == "under");
    (is(verb, "suffers") || under) && reached.any(blow)
}

/// A capital acts where it is what a verb hangs on, owns what a government has, or is told, asked or spoken to.
fn metonym_acts(tokens: &[Token], known: &Knowledge, first: usize, next: usize, before: &str, after: &str) -> bool {
    let words = &known.lexicon.words;
    // "at the request of Warsaw"
    let asked = first.checked_sub(2).map_or("", |i| tokens[i].lower.as_str());
    if before == "of" && matches!(asked, "request" | "behalf" | "demand" | "insistence" | "demands") {
        return true;
    }
    // "no comment from Moscow"
    if before == "from"
        && matches!(asked, "comment" | "response" | "reaction" | "word" | "reply" | "statement" | "confirmation")
    {
        return true;
    }
    if WHERE.contains(&before)
        || matches!(before, "on" | "off" | "from" | "of" | "city" | "capital" | "over") && after != "'s"
    {
        return false;
    }
    let verb = |i: usize| {
        tokens.get(i).is_some_and(|t| matches!(t.tag, Tag::Modal | Tag::Be | Tag::Have | Tag::Do | Tag::Verb(_)))
    };
    let adverb = usize::from(
        tokens
            .get(next)
            .is_some_and(|t| t.tag == Tag::Adv || matches!(t.lower.as_str(), "also" | "neither" | "never" | "both")),
    );
    if verb(next + adverb) && !matches!(before, "to") {
        return !suffers(tokens, known, next + adverb);
    }
    if after == "'s" {
        let owned = (next + 1..next + 4)
            .filter_map(|i| tokens.get(i))
            .take_while(|t| matches!(t.tag, Tag::Noun | Tag::Adj | Tag::Name))
            .any(|t| {
                words.is("forces", &t.lower)
                    || matches!(
                        t.lower.as_str(),
                        "decision"
                            | "position"
                            | "stance"
                            | "proposal"
                            | "response"
                            | "claims"
                            | "efforts"
                            | "ambassador"
                            | "offer"
                            | "support"
                            | "policy"
                            | "security"
                            | "war"
                            | "allies"
                            | "request"
                            | "call"
                            | "plan"
                            | "refusal"
                            | "invasion"
                            | "interests"
                    )
            });
        return owned;
    }
    // "to persuade Moscow", "urged Kyiv to", "against Moscow", "between Kyiv and Moscow", "sanctions on Moscow"
    let governed = first > 0
        && matches!(tokens[first - 1].tag, Tag::Verb(_))
        && !tokens[first - 1].lemma.as_ref().is_some_and(|(l, _)| {
            matches!(
                l.as_str(),
                "visit"
                    | "leave"
                    | "reach"
                    | "enter"
                    | "strike"
                    | "hit"
                    | "shell"
                    | "bomb"
                    | "attack"
                    | "capture"
                    | "seize"
                    | "pound"
                    | "target"
                    | "storm"
                    | "tour"
            )
        });
    governed
        || matches!(before, "against" | "with" | "between" | "that")
        || matches!(after, "and")
            && tokens.get(next + 1).is_some_and(|t| t.capital)
            && matches!(before, "between" | "both" | "," | "")
        // "Kyiv and its allies"
        || matches!(after, "and") && tokens.get(next + 1).is_some_and(|t| matches!(t.lower.as_str(), "its" | "their"))
}
