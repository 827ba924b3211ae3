//! Parts of speech of English words, by word lists, endings and neighbours.

use super::{Tag, Token, is_quote};
use crate::extract::number::{number_word, scale};
use crate::knowledge::{Form, Lexicon};

pub(super) fn tag(tokens: &mut [Token], lexicon: &Lexicon) {
    let words = &lexicon.words;
    for at in 0..tokens.len() {
        let lower = tokens[at].lower.clone();
        let word = lower.as_str();
        let is = |set: &str| words.is(set, word);
        let first = at == 0
            || matches!(tokens[at - 1].tag, Tag::Quote | Tag::Punct) && !tokens[at - 1].lower.starts_with(['-', '–']);
        let capital = tokens[at].capital;
        let verbs = lexicon.verbs.get(word);
        let new = match word {
            "," => Tag::Comma,
            "'s" | "'" if at > 0 && !matches!(tokens[at - 1].tag, Tag::Pron) => Tag::Poss,
            "'s" => Tag::Be,
            "to" => Tag::To,
            "who" | "which" | "whom" => Tag::Rel,
            _ if is_quote(word) => Tag::Quote,
            _ if !word.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '$' | '€' | '£')) => Tag::Punct,
            _ if word.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '$' | '€' | '£')) => Tag::Num,
            _ if capital && !first => Tag::Name,
            _ if is("modals") => Tag::Modal,
            _ if is("be") => Tag::Be,
            _ if is("have") => Tag::Have,
            _ if is("do") => Tag::Do,
            "not" | "n't" | "never" => Tag::Not,
            "that" => Tag::Sub,
            "provided" | "providing" if is_condition(tokens, at) => Tag::Sub,
            _ if is("determiners") => Tag::Det,
            _ if is("conjunctions") => Tag::Conj,
            _ if is("pronouns") => Tag::Pron,
            _ if is("subordinators") && !is("prepositions") => Tag::Sub,
            _ if is("prepositions") => Tag::Prep,
            _ if number_word(word).is_some() => Tag::Num,
            // "Russian overnight attacks"
            "overnight" if between_attributes(tokens, at, lexicon) => Tag::Adj,
            _ if is("adverbs") => Tag::Adv,
            // Of a weapon, whatever verb it is the participle of.
            "guided" | "unmanned" | "armoured" | "armored" | "mechanised" | "mechanized" | "motorised" => Tag::Adj,
            _ if verbs.is_some() => Tag::Noun, // settled below
            _ if capital => Tag::Name,
            _ if NOUNS.contains(&word) => Tag::Noun,
            _ if word.len() > 4 && word.ends_with("ly") => Tag::Adv,
            _ if word.len() > 4
                && ["ous", "ful", "ive", "able", "ible", "ical", "ish", "less", "ary", "backed", "led", "based"]
                    .iter()
                    .any(|e| word.ends_with(e)) =>
            {
                Tag::Adj
            }
            _ if word.len() > 4
                && (word.ends_with("ial")
                    || word.ends_with("nal")
                    || word.ends_with("ical")
                    || word.ends_with("ic")) =>
            {
                Tag::Adj
            }
            // "into a crowded market"
            _ if word.len() > 4
                && word.ends_with("ed")
                && at > 0
                && matches!(tokens[at - 1].tag, Tag::Det | Tag::Poss | Tag::Adj | Tag::Num) =>
            {
                Tag::Adj
            }
            _ if word.len() > 4 && word.ends_with("ed") => Tag::Verb(Form::Past),
            _ if ADJECTIVES.contains(&word) => Tag::Adj,
            _ => Tag::Noun,
        };
        tokens[at].tag = new;
        if let Some(known) = verbs.filter(|_| matches!(new, Tag::Noun) && (!capital || first)) {
            if let Some((lemma, form)) = settle(tokens, at, known, lexicon) {
                tokens[at].tag = Tag::Verb(form);
                tokens[at].lemma = Some((lemma, form));
                if floating(tokens, at) {
                    tokens[at - 1].tag = Tag::Adv;
                }
            } else {
                tokens[at].lemma = known.first().cloned();
            }
        }
        if matches!(tokens[at].tag, Tag::Verb(Form::Past)) && tokens[at].lemma.is_none() {
            tokens[at].lemma = Some((word.to_owned(), Form::Past));
        }
    }
}

/// Nouns with an adjective's ending: "Ukraine's military struck a refinery", "the terminal caught fire".
const NOUNS: &[&str] = &[
    "military",
    "secretary",
    "judiciary",
    "library",
    "adversary",
    "mercenary",
    "subsidiary",
    "dignitary",
    "missionary",
    "intermediary",
    "emissary",
    "official",
    "general",
    "tribunal",
    "terminal",
    "arsenal",
    "criminal",
    "journal",
    "memorial",
    "professional",
    "clinic",
    "critic",
    "mechanic",
    "medic",
    "paramedic",
    "republic",
    "traffic",
    "detective",
    "executive",
    "operative",
    "representative",
    "captive",
    "fugitive",
    "initiative",
    "offensive",
    "counteroffensive",
    "locomotive",
    "archive",
    "cable",
];

const ADJECTIVES: &[&str] = &[
    "new",
    "old",
    "big",
    "large",
    "small",
    "major",
    "heavy",
    "long",
    "short",
    "high",
    "low",
    "good",
    "bad",
    "great",
    "top",
    "key",
    "main",
    "full",
    "free",
    "western",
    "eastern",
    "northern",
    "southern",
    "central",
    "senior",
    "joint",
    "nuclear",
    "foreign",
    "military",
    "recent",
    "early",
    "late",
    "next",
    "last",
    "own",
    "same",
    "fresh",
    "massive",
    "deadly",
    "several",
    "due",
    "ready",
    "able",
    "willing",
    "likely",
    "direct",
    "final",
    "further",
    "additional",
    "young",
    "strong",
    "front",
    "air",
    "naval",
    "unilateral",
    "mutual",
    "bilateral",
];

/// "…, provided (that) Russia does not invade".
fn is_condition(tokens: &[Token], at: usize) -> bool {
    let word = |i: usize| tokens.get(i).map_or("", |t| t.lower.as_str());
    let carries = |w: &str| matches!(w, "does" | "do" | "is" | "are" | "will" | "can" | "has" | "have");
    let given = |w: &str| matches!(w, "with" | "to" | "by" | "for");
    let ahead = || (at + 2..at + 5).map(word).take_while(|w| !given(w));
    word(at + 1) == "that" || at > 0 && tokens[at - 1].tag != Tag::Be && ahead().any(carries)
}

/// "Russia and Ukraine (have) each released": before the verb it counts the noun before it.
fn floating(tokens: &[Token], at: usize) -> bool {
    at >= 2
        && matches!(tokens[at - 1].lower.as_str(), "each" | "both" | "all")
        && matches!(tokens[at - 2].tag, Tag::Noun | Tag::Name | Tag::Be | Tag::Have | Tag::Modal)
}

/// Whether a word stands between an attribute and the noun of a frame.
fn between_attributes(tokens: &[Token], at: usize, lexicon: &Lexicon) -> bool {
    let before =
        at.checked_sub(1).is_some_and(|i| matches!(tokens[i].tag, Tag::Name | Tag::Adj | Tag::Det | Tag::Poss));
    let noun = |t: &Token| {
        let singular = Lexicon::singular(&t.lower);
        lexicon.nouns.contains_key(&singular) || lexicon.words.is("forces", &singular)
    };
    before && tokens.get(at + 1).is_some_and(noun)
}

/// Verb or noun? `None` for a noun.
fn settle(tokens: &[Token], at: usize, known: &[(String, Form)], lexicon: &Lexicon) -> Option<(String, Form)> {
    // "found": of "find" rather than "found"; the first that is no base form, unless only base forms are there.
    let (lemma, form) = known.iter().find(|(_, f)| !matches!(f, Form::Base)).or(known.first())?.clone();
    let before = at.checked_sub(1).map(|i| &tokens[i]);
    let before_tag = before.map(|t| t.tag);
    // Look behind adverbs: "has repeatedly attacked".
    let mut back = at;
    while back > 0 && matches!(tokens[back - 1].tag, Tag::Adv | Tag::Not) {
        back -= 1;
    }
    let anchor = back.checked_sub(1).map(|i| tokens[i].tag);
    let next = tokens.get(at + 1);
    let next_is = |f: &dyn Fn(&Token) -> bool| next.is_some_and(f);
    let next_opens_object = next_is(&|t| {
        let w = &lexicon.words;
        w.is("determiners", &t.lower)
            || t.capital
            || w.is("pronouns", &t.lower)
            || t.lower == "that"
            || t.lower.starts_with(|c: char| c.is_ascii_digit())
            || number_word(&t.lower).is_some()
    });
    let noun_like = matches!(before_tag, Some(Tag::Det | Tag::Adj | Tag::Poss | Tag::Num))
        || before.is_some_and(|t| lexicon.words.is("prepositions", &t.lower) && !matches!(form, Form::Ing));
    match form {
        Form::Past | Form::Participle => {
            if floating(tokens, at) {
                return Some((lemma, form));
            }
            // "the wounded", "the stated aim": behind a determiner and before a noun it is an adjective.
            // "200 captured soldiers"
            let plural = |t: &Token| t.lower.ends_with('s') && !t.capital;
            // "two captured Ukrainian soldiers"
            let nation = next_is(&|t| t.capital) && tokens.get(at + 2).is_some_and(plural);
            let counted = before_tag == Some(Tag::Num) && (next_is(&plural) || nation);
            if (counted || matches!(before_tag, Some(Tag::Det | Tag::Poss | Tag::Adj | Tag::Prep)))
                && !matches!(anchor, Some(Tag::Be | Tag::Have | Tag::Modal))
            {
                return None;
            }
            if known.iter().any(|(_, f)| *f == Form::Base) && matches!(anchor, Some(Tag::To | Tag::Modal | Tag::Do)) {
                return Some((known.iter().find(|(_, f)| *f == Form::Base)?.0.clone(), Form::Base));
            }
            Some((lemma, form))
        }
        Form::Ing => {
            if matches!(before_tag, Some(Tag::Det | Tag::Poss | Tag::Adj | Tag::Num)) {
                return None;
            }
            // "a planned meeting between", "drone bombing of": a noun that has a frame of its own, at the end of a noun group.
            let named = lexicon.nouns.contains_key(&tokens[at].lower);
            // "in Russian shelling of Kherson"
            let opened = at < 2 || matches!(tokens[at - 2].tag, Tag::Det | Tag::Poss | Tag::Adj | Tag::Num | Tag::Prep);
            let joined =
                next_is(&|t| matches!(t.lower.as_str(), "of" | "between" | "with" | "by")) || !next_opens_object;
            if named && matches!(before_tag, Some(Tag::Noun | Tag::Name)) && opened && joined {
                return None;
            }
            Some((lemma, form))
        }
        Form::Base => match anchor {
            Some(Tag::To) => {
                // "to" is a preposition before a noun that no object follows: "aid to support"? rare; the verb is right far more often.
                Some((lemma, form))
            }
            Some(Tag::Modal | Tag::Do) => Some((lemma, form)),
            Some(Tag::Pron) if matches!(before_tag, Some(Tag::Pron | Tag::Adv)) => Some((lemma, form)),
            Some(Tag::Rel) => Some((lemma, form)),
            Some(Tag::Conj) if !noun_like => {
                // "…to attack and destroy": as the verb before the conjunction.
                let verb_before = tokens[..back.saturating_sub(1)].iter().rev().take(8).find_map(|t| match t.tag {
                    Tag::Verb(f) => Some(f),
                    _ => None,
                });
                (verb_before == Some(Form::Base) && next_opens_object).then_some((lemma, form))
            }
            Some(Tag::Noun | Tag::Name) if !noun_like => {
                let plural = tokens[back - 1].lower.ends_with('s')
                    || matches!(tokens[back - 1].lower.as_str(), "people" | "police" | "men" | "women" | "troops");
                let prep = next_is(&|t| matches!(t.lower.as_str(), "to" | "for" | "against" | "with" | "on"));
                let has_verb = tokens[..at].iter().any(|t| {
                    matches!(t.tag, Tag::Verb(Form::Past | Form::Third | Form::Base) | Tag::Modal | Tag::Be | Tag::Have)
                });
                (plural && (next_opens_object || prep && !has_verb)).then_some((lemma, form))
            }
            _ => None,
        },
        Form::Third => {
            if noun_like || matches!(anchor, Some(Tag::Modal | Tag::To | Tag::Do | Tag::Be | Tag::Have)) {
                return None;
            }
            let has_noun_sense = lexicon.nouns.contains_key(&Lexicon::singular(&tokens[at].lower))
                || matches!(
                    lemma.as_str(),
                    "force"
                        | "report"
                        | "plan"
                        | "need"
                        | "claim"
                        | "move"
                        | "tie"
                        | "name"
                        | "work"
                        | "deal"
                        | "rocket"
                        | "shell"
                        | "mine"
                        | "fund"
                        | "arm"
                        | "record"
                        | "rule"
                        | "cost"
                        | "rate"
                        | "change"
                        | "address"
                        | "order"
                        | "charge"
                        | "concern"
                        | "measure"
                        | "source"
                        | "mark"
                        | "line"
                        | "run"
                        | "hand"
                        | "head"
                        | "face"
                        | "state"
                        | "place"
                        | "house"
                        | "target"
                        | "blow"
                        | "hit"
                        | "spy"
                        | "attempt"
                        | "aim"
                        | "hope"
                        | "fear"
                        | "limit"
                        | "supply"
                        | "increase"
                        | "offer"
                        | "issue"
                        | "tank"
                        | "block"
                        | "stock"
                        | "guard"
                        | "pilot"
                        | "question"
                        | "comment"
                        | "note"
                        | "sign"
                        | "gain"
                        | "loss"
                        | "talk"
                        | "call"
                        | "contact"
                        | "visit"
                        | "leave"
                        | "answer"
                        | "result"
                        | "cause"
                        | "train"
                        | "raid"
                        | "drop"
                        | "play"
                        | "post"
                        | "quote"
                        | "draft"
                        | "jet"
                );
            // "half a million artillery shells"
            let counted = back > 1 && (tokens[back - 2].tag == Tag::Num || scale(&tokens[back - 2].lower).is_some());
            // "US-Ukraine talks in Geneva were constructive"
            let compound = |t: &Token| t.capital && t.lower.contains('-');
            match anchor {
                Some(Tag::Noun) if has_noun_sense && counted => None,
                Some(Tag::Name) if has_noun_sense && !next_opens_object && before.is_some_and(compound) => None,
                Some(Tag::Pron | Tag::Rel) => Some((lemma, form)),
                Some(Tag::Name | Tag::Noun | Tag::Sub) => {
                    let singular = back > 0 && !tokens[back - 1].lower.ends_with('s')
                        || before_tag == Some(Tag::Name) && tokens[at - 1].capital;
                    let prep = next_is(&|t| {
                        t.lower == "to"
                            || matches!(
                                t.lower.as_str(),
                                "with" | "against" | "for" | "on" | "off" | "up" | "down" | "into" | "in" | "at"
                            )
                    });
                    let has_verb = tokens[..at].iter().any(|t| matches!(t.tag, Tag::Verb(_) | Tag::Modal));
                    (singular
                        && (next_opens_object || !has_noun_sense || prep && !has_verb && before_tag == Some(Tag::Name)))
                    .then_some((lemma, form))
                }
                Some(Tag::Conj | Tag::Comma) if !has_noun_sense || next_opens_object && anchor == Some(Tag::Conj) => {
                    Some((lemma, form))
                }
                _ => (!has_noun_sense).then_some((lemma, form)),
            }
        }
    }
}
