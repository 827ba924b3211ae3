//! Who governs what: noun and verb groups, and from them subject, object and complement of each verb.

use super::token::{Sentence, Tag, Token};
use crate::knowledge::{Form, Lexicon};

/// What a chunk is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Noun,
    Verb,
    Prep,
    Conj,
    Comma,
    Sub,
    Rel,
    Mark,
}

/// A group of tokens `first..last`.
#[derive(Debug, Clone)]
pub(super) struct Chunk {
    pub(super) kind: Kind,
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) verb: Option<Verb>,
}

/// The verb group's meaning.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools, reason = "each is a feature of English verb groups, and they combine freely")]
pub(super) struct Verb {
    pub(super) lemma: String,
    /// Token of the main verb.
    pub(super) at: usize,
    pub(super) form: Form,
    pub(super) modal: Option<String>,
    pub(super) negated: bool,
    pub(super) passive: bool,
    pub(super) perfect: bool,
    pub(super) progressive: bool,
    pub(super) infinitive: bool,
    /// Has a tense of its own.
    pub(super) finite: bool,
    pub(super) past: bool,
}

/// Tokens of an insertion in brackets that is passed over, with the brackets.
const INSERTED: usize = 6;

/// Cuts a sentence into chunks.
pub(super) fn chunks(tokens: &[Token], sentence: &Sentence, lexicon: &Lexicon) -> Vec<Chunk> {
    let mut out = Vec::new();
    let mut at = sentence.first;
    while at < sentence.last {
        // "the International Monetary Fund (IMF) approved", "20 km (12 miles) from": an insertion of no weight.
        if tokens[at].lower == "("
            && let Some(close) = (at..sentence.last.min(at + INSERTED)).find(|i| tokens[*i].lower == ")")
        {
            at = close + 1;
            continue;
        }
        let tag = tokens[at].tag;
        let infinitive = tag == Tag::To
            && (at + 1..sentence.last.min(at + 4))
                .find(|i| !matches!(tokens[*i].tag, Tag::Adv | Tag::Not))
                .is_some_and(|i| {
                    matches!(tokens[i].tag, Tag::Verb(Form::Base) | Tag::Be | Tag::Have | Tag::Do) && i > at
                });
        if infinitive
            || matches!(tag, Tag::Modal | Tag::Be | Tag::Have | Tag::Do | Tag::Verb(_))
            || tag == Tag::Not && tokens.get(at + 1).is_some_and(|t| matches!(t.tag, Tag::Verb(_) | Tag::To))
        {
            let (verb, last) = verb_group(tokens, at, sentence.last, infinitive, lexicon);
            out.push(Chunk { kind: Kind::Verb, first: at, last, verb: Some(verb) });
            at = last;
            continue;
        }
        if matches!(tag, Tag::Det | Tag::Num | Tag::Adj | Tag::Noun | Tag::Name | Tag::Pron | Tag::Poss) {
            let last = noun_group(tokens, at, sentence.last, lexicon);
            out.push(Chunk { kind: Kind::Noun, first: at, last, verb: None });
            at = last;
            continue;
        }
        let kind = match tag {
            Tag::Prep | Tag::To => Some(Kind::Prep),
            Tag::Conj => Some(Kind::Conj),
            Tag::Comma => Some(Kind::Comma),
            Tag::Sub => Some(Kind::Sub),
            Tag::Rel => Some(Kind::Rel),
            Tag::Adv | Tag::Not | Tag::Quote => None,
            _ => Some(Kind::Mark),
        };
        if let Some(kind) = kind {
            out.push(Chunk { kind, first: at, last: at + 1, verb: None });
        }
        at += 1;
    }
    out
}

fn verb_group(tokens: &[Token], first: usize, end: usize, infinitive: bool, lexicon: &Lexicon) -> (Verb, usize) {
    let mut verb = Verb {
        lemma: "be".to_owned(),
        at: first,
        form: Form::Base,
        modal: None,
        negated: false,
        passive: false,
        perfect: false,
        progressive: false,
        infinitive,
        finite: false,
        past: false,
    };
    let mut last = first + usize::from(infinitive);
    let (mut be, mut have, mut auxiliary) = (false, false, false);
    while last < end {
        let token = &tokens[last];
        verb.negated |= lexicon.words.is("negations", &token.lower) && !matches!(token.tag, Tag::Verb(_));
        match token.tag {
            Tag::Modal => {
                verb.modal = Some(token.lower.clone());
                auxiliary = true;
            }
            Tag::Be => {
                verb.past |= matches!(token.lower.as_str(), "was" | "were");
                (be, verb.at, auxiliary) = (true, last, true);
                verb.lemma = "be".to_owned();
            }
            Tag::Have => {
                verb.past |= token.lower == "had";
                (have, verb.at, auxiliary) = (true, last, true);
                verb.lemma = "have".to_owned();
            }
            Tag::Do => {
                verb.past |= token.lower == "did";
                (verb.at, auxiliary) = (last, true);
                verb.lemma = "do".to_owned();
            }
            Tag::Verb(form) => {
                let (lemma, form) = token.lemma.clone().unwrap_or((token.lower.clone(), form));
                verb.passive = be && matches!(form, Form::Past | Form::Participle);
                verb.progressive = be && form == Form::Ing;
                verb.perfect = have;
                verb.past |= !auxiliary && form == Form::Past;
                verb.finite = !infinitive && (auxiliary || matches!(form, Form::Past | Form::Third | Form::Base));
                (verb.lemma, verb.form, verb.at) = (lemma, form, last);
                last += 1;
                return (verb, last);
            }
            Tag::Adv | Tag::Not => {}
            _ => break,
        }
        last += 1;
    }
    // No main verb: "is", "has" stand for themselves; what followed as adverb is not part of it.
    while last > first + 1 && matches!(tokens[last - 1].tag, Tag::Adv) {
        last -= 1;
    }
    verb.finite = !infinitive;
    (verb, last.max(first + 1))
}

fn noun_group(tokens: &[Token], first: usize, end: usize, lexicon: &Lexicon) -> usize {
    if tokens[first].tag == Tag::Pron {
        return first + 1;
    }
    let mut last = first;
    while last < end {
        match tokens[last].tag {
            Tag::Det if last > first && tokens[last - 1].tag != Tag::Poss && tokens[last - 1].tag != Tag::Det => break,
            Tag::Det | Tag::Num | Tag::Adj | Tag::Noun | Tag::Name | Tag::Poss => last += 1,
            // "the newly built bridge", "the “Normandy format” talks"
            Tag::Adv | Tag::Quote
                if last > first
                    && last + 1 < end
                    && matches!(tokens[last + 1].tag, Tag::Adj | Tag::Noun)
                    && matches!(tokens[last - 1].tag, Tag::Det | Tag::Adj | Tag::Quote | Tag::Noun)
                    && tokens[last].lower != ","
                    && !lexicon.words.is("prepositions", &tokens[last].lower) =>
            {
                last += 1;
            }
            _ => break,
        }
    }
    last.max(first + 1)
}

/// The chunks of one sentence, to be asked for subjects and objects.
pub(super) struct Clause<'t> {
    pub(super) tokens: &'t [Token],
    pub(super) chunks: Vec<Chunk>,
    pub(super) lexicon: &'t Lexicon,
}

impl Clause<'_> {
    fn kind(&self, at: usize) -> Option<Kind> {
        self.chunks.get(at).map(|c| c.kind)
    }

    pub(super) fn word(&self, at: usize) -> &str {
        &self.tokens[self.chunks[at].first].lower
    }

    /// The verb group before `at`, if any.
    pub(super) fn verb_before(&self, at: usize) -> Option<usize> {
        (0..at).rev().find(|i| self.kind(*i) == Some(Kind::Verb))
    }

    /// Whether a noun chunk names a day or a period.
    fn is_time(&self, at: usize) -> bool {
        const TIMES: &[&str] = &[
            "monday",
            "tuesday",
            "wednesday",
            "thursday",
            "friday",
            "saturday",
            "sunday",
            "week",
            "month",
            "year",
            "night",
            "morning",
            "evening",
            "afternoon",
        ];
        self.tokens[self.chunks[at].first..self.chunks[at].last].iter().any(|t| TIMES.contains(&t.lower.as_str()))
    }

    /// Noun chunks that are the subject of the verb group at `at`.
    pub(super) fn subject(&self, at: usize) -> Vec<usize> {
        self.subject_within(at, 6)
    }

    fn subject_within(&self, at: usize, depth: usize) -> Vec<usize> {
        let Some(verb) = self.chunks[at].verb.as_ref().filter(|_| depth > 0) else { return Vec::new() };
        let Some(before) = at.checked_sub(1) else { return Vec::new() };
        if verb.infinitive || verb.form == Form::Ing && !verb.finite {
            return self.controller(at, depth);
        }
        match self.kind(before) {
            Some(Kind::Rel) => self.group_ending(
                before.checked_sub(1).map(|i| if self.kind(i) == Some(Kind::Comma) { i.saturating_sub(1) } else { i }),
            ),
            Some(Kind::Sub)
                if self.word(before) == "that" && before > 0 && self.kind(before - 1) == Some(Kind::Noun) =>
            {
                self.group_ending(Some(before - 1))
            }
            Some(Kind::Conj) => {
                self.main_verb_before(before).map(|v| self.subject_within(v, depth - 1)).unwrap_or_default()
            }
            Some(Kind::Comma) => {
                // Behind an insertion (", who …," or ", the … of …,"): what stands before its first comma.
                let opening = (0..before).rev().find(|i| self.kind(*i) == Some(Kind::Comma));
                match opening.filter(|o| {
                    *o > 0
                        && matches!(self.kind(o + 1), Some(Kind::Noun | Kind::Rel | Kind::Prep | Kind::Verb))
                        && self.kind(o - 1) == Some(Kind::Noun)
                }) {
                    Some(opening) => self.group_ending(Some(opening - 1)),
                    None if self.verb_before(before).is_some() => {
                        self.verb_before(before).map(|v| self.subject_within(v, depth - 1)).unwrap_or_default()
                    }
                    None => self.group_ending(before.checked_sub(1)),
                }
            }
            Some(Kind::Noun) => self.group_ending(Some(before)),
            Some(Kind::Verb) => self.subject_within(before, depth - 1),
            _ => Vec::new(),
        }
    }

    /// The verb before, or where that is the participle of what stands behind a preposition the one before it: "attacked the base with
    /// drones launched from trucks and damaged …".
    fn main_verb_before(&self, at: usize) -> Option<usize> {
        let last = self.verb_before(at)?;
        let past = self.chunks[last].verb.as_ref().is_some_and(|v| v.past && !v.passive && !v.perfect);
        let of_noun = last > 1 && self.kind(last - 1) == Some(Kind::Noun) && self.kind(last - 2) == Some(Kind::Prep);
        let earlier = self.verb_before(last).filter(|v| self.chunks[*v].verb.as_ref().is_some_and(|v| v.finite));
        earlier.filter(|_| past && of_noun).or(Some(last))
    }

    /// Who is to do what an infinitive or a participle says.
    fn controller(&self, at: usize, depth: usize) -> Vec<usize> {
        let Some(governor) = self.verb_before(at) else {
            // "plans to attack", "the decision to withdraw": whoever owns the noun.
            return at
                .checked_sub(1)
                .filter(|i| self.kind(*i) == Some(Kind::Noun))
                .map(|i| vec![i])
                .unwrap_or_default();
        };
        let verb = self.chunks[governor].verb.as_ref();
        let object = (governor + 1..at).find(|i| self.kind(*i) == Some(Kind::Noun));
        let lemma = verb.map_or("", |v| v.lemma.as_str());
        // "sentenced a captain for damaging a cable": the captain did.
        let punished = verb.is_some_and(|v| !v.passive)
            && self.lexicon.words.is("punishing", lemma)
            && at.checked_sub(1).is_some_and(|i| matches!(self.word(i), "for" | "of"));
        let controlled = self.lexicon.words.is("object_control", lemma)
            && self.chunks[at].verb.as_ref().is_some_and(|v| v.infinitive);
        if let Some(object) = object.filter(|_| punished || controlled) {
            return vec![object];
        }
        self.subject_within(governor, depth - 1)
    }

    /// The noun chunks of the group that ends at `end`: "A", "A and B", and the head of "the president of A".
    fn group_ending(&self, end: Option<usize>) -> Vec<usize> {
        let Some(mut at) = end.filter(|e| self.kind(*e) == Some(Kind::Noun)) else { return Vec::new() };
        let mut out = vec![at];
        loop {
            if at >= 2
                && self.is_time(at)
                && self.kind(at - 1) == Some(Kind::Prep)
                && self.kind(at - 2) == Some(Kind::Noun)
            {
                // "A and B on Monday exchanged": the day is no part of the subject.
                at -= 2;
                out.pop();
                out.push(at);
            } else if at >= 2
                && self.kind(at - 1) == Some(Kind::Prep)
                && self.kind(at - 2) == Some(Kind::Noun)
                && (self.word(at - 1) != "by")
            {
                // The head governs; what hangs on it by "of" may still say whose it is.
                at -= 2;
                out.push(at);
            } else if at >= 2 && self.kind(at - 1) == Some(Kind::Conj) && self.kind(at - 2) == Some(Kind::Noun) {
                at -= 2;
                out.push(at);
            } else if at >= 2
                && self.kind(at - 1) == Some(Kind::Comma)
                && self.kind(at - 2) == Some(Kind::Noun)
                && out.len() > 1
                && self.kind(at + 1) == Some(Kind::Conj)
            {
                at -= 2;
                out.push(at);
            } else {
                break;
            }
        }
        out.reverse();
        out
    }

    /// The direct object behind the verb group at `at`, with its coordination.
    pub(super) fn object(&self, at: usize) -> Vec<usize> {
        let start = at + 1;
        if self.kind(start) != Some(Kind::Noun) {
            return Vec::new();
        }
        self.coordinated(start)
    }

    /// A noun chunk and those joined to it by "and" or commas.
    pub(super) fn coordinated(&self, start: usize) -> Vec<usize> {
        // "between A and B was called off": the second name belongs to the first, whatever follows.
        let pair = start > 0 && self.kind(start - 1) == Some(Kind::Prep) && self.word(start - 1) == "between";
        let mut out = vec![start];
        let mut at = start;
        loop {
            let next_noun = |i: usize| self.kind(i) == Some(Kind::Noun);
            if self.kind(at + 1) == Some(Kind::Conj)
                && next_noun(at + 2)
                && (pair || self.kind(at + 3) != Some(Kind::Verb))
            {
                at += 2;
            } else if self.kind(at + 1) == Some(Kind::Comma)
                && next_noun(at + 2)
                && matches!(self.kind(at + 3), Some(Kind::Comma | Kind::Conj))
                && next_noun(at + 4)
            {
                at += 2;
            } else if self.kind(at + 1) == Some(Kind::Prep) && self.word(at + 1) == "of" && next_noun(at + 2) {
                at += 2;
            } else {
                return out;
            }
            out.push(at);
        }
    }

    /// Prepositions behind `at` with their noun chunks, until the next verb of its own clause.
    pub(super) fn complements(&self, at: usize) -> Vec<(&str, Vec<usize>)> {
        let mut out = Vec::new();
        for i in at + 1..self.chunks.len() {
            match self.chunks[i].kind {
                // "…, the Institute for the Study of War said": another clause, with what belongs to it.
                Kind::Comma if self.kind(i + 1) == Some(Kind::Noun) => {
                    let next =
                        self.chunks[i + 1..].iter().find(|c| !matches!(c.kind, Kind::Noun | Kind::Prep | Kind::Conj));
                    if next.is_some_and(|c| c.verb.as_ref().is_some_and(|v| v.finite)) {
                        break;
                    }
                }
                Kind::Prep if matches!(self.word(i), "after" | "before" | "during" | "since" | "until") => break,
                // "according to Kyiv": who says it, not whom it is done to.
                Kind::Prep if self.tokens[self.chunks[i].first.saturating_sub(1)].lower == "according" => {}
                Kind::Prep if self.kind(i + 1) == Some(Kind::Noun) => out.push((self.word(i), self.coordinated(i + 1))),
                Kind::Verb | Kind::Rel | Kind::Sub | Kind::Mark => break,
                _ => {}
            }
        }
        out
    }
}
