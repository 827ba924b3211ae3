//! Frames and word classes of English: what the lexicon's TOML means to the extractor.

use crate::extract::{EventType, Status};
use std::collections::{HashMap, HashSet};

/// Index of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FrameId(pub u16);

/// What a group of words says happens.
#[derive(Debug, Clone)]
pub struct Frame {
    /// PLOVER type.
    pub kind: EventType,
    /// Finer kind, if any.
    pub mode: Option<String>,
    /// Prepositions that bring in whom it is done to.
    pub to: Vec<String>,
    /// What stands in its complement is no event of its own.
    pub governs: bool,
    /// Words in the object that make it something else.
    pub unless: Vec<String>,
    /// Words of which the subject must have one: "a drone crashed".
    pub by: Vec<String>,
    /// Words in the subject that make it something else: "a storm hit the coast".
    pub not_by: Vec<String>,
    /// Only persons do it: "arrived in Kyiv" is a visit, unless tanks did.
    pub persons: bool,
    /// Only to persons is it done: "received the minister" is a visit, "received the parcels" is none.
    pub guests: bool,
    /// How far it has come by the words alone: who pledges tanks has not sent them.
    pub status: Option<Status>,
    /// How sure the words alone make us.
    pub sure: f64,
}

/// A form of a verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// "strike"
    Base,
    /// "strikes"
    Third,
    /// "striking"
    Ing,
    /// "struck", where past and participle are alike or it is the past
    Past,
    /// "written": a participle that is no past
    Participle,
}

/// One step of a pattern behind its verb.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// Any of these, as written, or in plural.
    Any(Vec<String>),
    /// Up to six words between.
    Gap,
}

/// A verb and what must follow it.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// Which frame it evokes.
    pub frame: FrameId,
    /// Behind the verb.
    pub parts: Vec<Part>,
}

/// Sets of words, all in lower case.
#[derive(Debug, Default)]
pub struct Words {
    /// By the key of the words file.
    pub sets: HashMap<String, HashSet<String>>,
}

impl Words {
    /// Whether `word` belongs to the set `name`; an unknown set is empty.
    #[must_use]
    pub fn is(&self, name: &str, word: &str) -> bool {
        self.sets.get(name).is_some_and(|set| set.contains(word))
    }
}

/// Compiled frames and words.
#[derive(Debug, Default)]
pub struct Lexicon {
    /// By [`FrameId`].
    pub frames: Vec<Frame>,
    /// Word form → lemma and form, of all known verbs.
    pub verbs: HashMap<String, Vec<(String, Form)>>,
    /// Verb lemma → patterns, the longest first.
    pub patterns: HashMap<String, Vec<Pattern>>,
    /// First word of a nominal → (its words, frame), the longest first; the last word may stand in plural.
    pub nouns: HashMap<String, Vec<(Vec<String>, FrameId)>>,
    /// Closed classes and lists.
    pub words: Words,
}

impl Lexicon {
    /// The frame of a pattern or noun.
    #[must_use]
    pub fn frame(&self, id: FrameId) -> &Frame {
        &self.frames[id.0 as usize]
    }

    /// Adds a verb with all its forms.
    pub fn add_verb(&mut self, lemma: &str, irregular: &HashMap<String, (Vec<String>, Vec<String>)>) {
        let lemma = lemma.to_lowercase();
        if self.verbs.get(&lemma).is_some_and(|known| known.iter().any(|(l, f)| *l == lemma && *f == Form::Base)) {
            return;
        }
        let mut put = |word: String, form| {
            let list = self.verbs.entry(word).or_default();
            if !list.iter().any(|(l, f)| *l == lemma && *f == form) {
                list.push((lemma.clone(), form));
            }
        };
        put(lemma.clone(), Form::Base);
        put(third(&lemma), Form::Third);
        put(ing(&lemma), Form::Ing);
        // British "travelling" beside "traveling".
        if past(&lemma).len() > 1 {
            put(format!("{lemma}ling"), Form::Ing);
        }
        match irregular.get(&lemma) {
            Some((past, participle)) => {
                for word in past {
                    put(word.clone(), Form::Past);
                }
                for word in participle.iter().filter(|w| !past.contains(w)) {
                    put(word.clone(), Form::Participle);
                }
            }
            None => {
                for word in past(&lemma) {
                    put(word, Form::Past);
                }
            }
        }
    }

    /// The lemma of a noun in singular, as far as endings tell.
    #[must_use]
    pub fn singular(word: &str) -> String {
        if let Some(stem) = word.strip_suffix("ies").filter(|s| s.len() > 1) {
            return format!("{stem}y");
        }
        for (ending, cut) in [("sses", 2), ("shes", 2), ("ches", 2), ("xes", 2)] {
            if word.ends_with(ending) {
                return word[..word.len() - cut].to_owned();
            }
        }
        match word.strip_suffix('s') {
            Some(stem) if stem.len() > 2 && !stem.ends_with(['s', 'u', 'i']) => stem.to_owned(),
            _ => word.to_owned(),
        }
    }
}

fn vowel(c: u8) -> bool {
    matches!(c, b'a' | b'e' | b'i' | b'o' | b'u')
}

/// "stop", "plan": the last consonant doubles where the syllable before it is stressed, as in all verbs of one syllable.
fn doubles(lemma: &str) -> bool {
    /// Verbs of more syllables that are stressed on the last, or double all the same.
    const STRESSED: &[&str] = &[
        "regret", "expel", "compel", "repel", "propel", "dispel", "commit", "admit", "permit", "submit", "emit",
        "omit", "transmit", "occur", "recur", "incur", "concur", "refer", "defer", "infer", "confer", "prefer",
        "deter", "transfer", "rebut", "abet", "kidnap", "equip", "unplug", "outbid", "reset", "upset", "forget",
        "begin", "worship", "handicap",
    ];
    let b = lemma.as_bytes();
    let n = b.len();
    n >= 3
        && !vowel(b[n - 1])
        && !matches!(b[n - 1], b'w' | b'x' | b'y' | b'h')
        && vowel(b[n - 2])
        && !vowel(b[n - 3])
        && (b[..n - 2].iter().all(|c| !vowel(*c)) || STRESSED.contains(&lemma))
}

fn third(lemma: &str) -> String {
    let b = lemma.as_bytes();
    if lemma.ends_with('y') && b.len() > 1 && !vowel(b[b.len() - 2]) {
        return format!("{}ies", &lemma[..lemma.len() - 1]);
    }
    if ["s", "x", "z", "ch", "sh", "o"].iter().any(|e| lemma.ends_with(e)) {
        return format!("{lemma}es");
    }
    format!("{lemma}s")
}

fn ing(lemma: &str) -> String {
    if let Some(stem) = lemma.strip_suffix("ie") {
        return format!("{stem}ying");
    }
    if lemma.ends_with('e') && !lemma.ends_with("ee") && lemma.len() > 2 {
        return format!("{}ing", &lemma[..lemma.len() - 1]);
    }
    if doubles(lemma) { format!("{lemma}{}ing", &lemma[lemma.len() - 1..]) } else { format!("{lemma}ing") }
}

fn past(lemma: &str) -> Vec<String> {
    let b = lemma.as_bytes();
    if lemma.ends_with('e') {
        return vec![format!("{lemma}d")];
    }
    if lemma.ends_with('y') && b.len() > 1 && !vowel(b[b.len() - 2]) {
        return vec![format!("{}ied", &lemma[..lemma.len() - 1])];
    }
    if doubles(lemma) {
        return vec![format!("{lemma}{}ed", &lemma[lemma.len() - 1..])];
    }
    // "signalled" and "signaled", "benefitted" and "benefited".
    if lemma.ends_with('l') && b.len() > 4 && vowel(b[b.len() - 2]) && !vowel(b[b.len() - 3]) {
        return vec![format!("{lemma}ed"), format!("{lemma}led")];
    }
    vec![format!("{lemma}ed")]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_verbs() {
        assert_eq!(
            (ing("strike"), past("carry"), third("clash")),
            ("striking".to_owned(), vec!["carried".to_owned()], "clashes".to_owned())
        );
        assert_eq!(
            (ing("stop"), past("commit"), ing("visit")),
            ("stopping".to_owned(), vec!["committed".to_owned()], "visiting".to_owned())
        );
        assert_eq!(
            (past("open"), past("kidnap"), ing("scrap")),
            (vec!["opened".to_owned()], vec!["kidnapped".to_owned()], "scrapping".to_owned())
        );
        assert_eq!(Lexicon::singular("countries"), "country");
        assert_eq!(Lexicon::singular("strikes"), "strike");
    }
}
