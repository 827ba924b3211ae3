//! Languages that are read by word stems: what their TOML means to the extractor.

use super::ActorId;
use super::future::{Future, Perfective};
use super::spell::Table;
use crate::extract::EventType;
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// One step of a stem pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The word itself.
    Word(String),
    /// Words that begin so (`зустрі*`).
    Stem(String),
    /// Words that hold it, as German compounds do (`*drohne*`).
    Inside(String),
    /// Any of a class of words (`@arms`).
    Any(Vec<Step>),
    /// Up to eight words between.
    Gap,
}

impl Step {
    /// Whether the words from `at` on fit these steps one by one.
    pub fn all_fit<'w>(steps: &[Self], at: usize, word: &dyn Fn(usize) -> &'w str) -> bool {
        steps.iter().enumerate().all(|(i, step)| step.fits(word(at + i)))
    }

    fn of(text: &str) -> Self {
        match text.strip_suffix('*') {
            _ if text == "~" => Self::Gap,
            Some(stem) if stem.starts_with('*') => Self::Inside(stem[1..].to_lowercase()),
            Some(stem) => Self::Stem(stem.to_lowercase()),
            None => Self::Word(text.to_lowercase()),
        }
    }

    /// How many letters of a word it tells.
    #[must_use]
    pub fn letters(&self) -> usize {
        match self {
            Self::Word(text) | Self::Stem(text) | Self::Inside(text) => text.chars().count(),
            Self::Any(_) | Self::Gap => 0,
        }
    }

    /// Whether a word in lower case fits.
    #[must_use]
    pub fn fits(&self, word: &str) -> bool {
        // "l'armée", "d'otages": behind an elided article.
        let bare = word.split_once('\'').filter(|(article, _)| article.chars().count() <= 2).map(|(_, rest)| rest);
        let fits = |word: &str| match self {
            Self::Word(own) => own == word,
            Self::Stem(stem) => word.starts_with(stem.as_str()),
            Self::Inside(part) => word.contains(part.as_str()),
            Self::Any(steps) => steps.iter().any(|step| step.fits(word)),
            Self::Gap => false,
        };
        fits(word) || bare.is_some_and(fits)
    }
}

/// What a verb or noun of the language says happens.
#[derive(Debug, Clone)]
pub struct StemFrame {
    /// PLOVER type.
    pub kind: EventType,
    /// Finer kind, if any.
    pub mode: Option<String>,
    /// Sequences of steps, any of which evokes it.
    pub verbs: Vec<Vec<Step>>,
    /// The same for nouns, behind which stands whom it is done to.
    pub nouns: Vec<Vec<Step>>,
    /// How sure the words alone make us.
    pub sure: f64,
}

/// Whose a given name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the words say it")]
pub enum Given {
    Man,
    Woman,
}

/// A stretch of the calendar relative to today's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the words say it")]
pub enum Unit {
    Day,
    Week,
    Month,
    Year,
}

/// A language: its frames and its small words.
#[derive(Debug, Clone, Default)]
pub struct Language {
    /// ISO 639-1.
    pub code: String,
    /// In the order of the file; earlier ones win.
    pub frames: Vec<StemFrame>,
    /// Stems of adjectives of nationality → country.
    pub adjectives: Vec<(Step, ActorId)>,
    /// Classes of small words by name: "negation", "planned", "possible", "cancelled", "ongoing", "where", "with", "agent", "oblique",
    /// "subordinators", "speech", "open" (refusals whose negation leaves it open), "until", "grown", "ago_before", "ago_behind",
    /// "toll" (verbs that count victims), "promises" (gifts in the present tense), "settlements" (what stands before a village's name),
    /// "because" (what opens a reason), "discusses" (verbs whose object is talked about), "flags" (what a ship flies),
    /// "downs" (verbs of shooting down) and "prey" (what is).
    pub words: HashMap<String, Vec<Vec<Step>>>,
    /// Twelve stems from January, seven from Monday.
    pub months: Vec<Step>,
    /// From Monday.
    pub weekdays: Vec<Step>,
    /// Words for a day relative to today, in days.
    pub days: Vec<(Vec<Step>, i32)>,
    /// Words for a stretch of the calendar relative to today's ("this week"): how many on, and of what.
    pub periods: Vec<(Vec<Step>, i32, Unit)>,
    /// Words that count time, for "three weeks ago".
    pub units: Vec<(Step, Unit)>,
    /// Given names in lower case.
    pub given_names: HashMap<String, Given>,
    /// Its letters in Latin ones; empty where it is written in them.
    pub latin: Table,
    /// How its press writes names, by the language ("uk", "ru") that they are from.
    pub spelled: HashMap<&'static str, Table>,
    /// Titles of offices → the title as the offices of the knowledge have it.
    pub offices: Vec<(Vec<Step>, String)>,
    /// Ministries without their country, and the portfolio as it stands in a canonical name ("Defence").
    pub ministries: Vec<(Vec<Step>, String)>,
    /// Number words → value.
    pub numbers: HashMap<String, f64>,
    /// What joins the words of a number in one: "quarante-quatre", "fünfundvierzig".
    pub number_joint: Option<String>,
    /// Whether every noun has a capital (German).
    pub nouns_are_capitals: bool,
    /// How its verbs show the future.
    pub future: Future,
}

impl Language {
    /// Whether a word in lower case is a weekday or a month.
    #[must_use]
    pub fn is_calendar(&self, word: &str) -> bool {
        self.weekdays.iter().chain(&self.months).any(|step| step.fits(word))
    }

    /// The value of a number word in lower case, one that is joined of several among them.
    #[must_use]
    pub fn number(&self, word: &str) -> Option<f64> {
        let joint = || self.number_joint.as_deref().filter(|joint| word.contains(joint));
        self.numbers.get(word).copied().or_else(|| {
            // "quatre-vingt-dix-neuf": the last word is added to those before it.
            word.rmatch_indices(joint()?).find_map(|(at, joint)| {
                let one = self.number(&word[..at])?;
                let other = *self.numbers.get(&word[at + joint.len()..])?;
                // "dix-sept", "fünfundvierzig": tens and ones, in either order; no "deux-trois".
                let (small, large) = if one < other { (one, other) } else { (other, one) };
                (small < 20.0 && large >= 10.0 && small < large).then_some(one + other)
            })
        })
    }

    /// Whether a sequence of a class of small words starts at one of these words.
    pub fn any<'w>(&self, class: &str, mut range: Range<usize>, word: &dyn Fn(usize) -> &'w str) -> bool {
        range.any(|at| self.class_at(class, at, word).is_some())
    }

    /// Whether a class of small words holds a sequence that starts at `at`; its length in words.
    pub fn class_at<'w>(&self, class: &str, at: usize, word: &dyn Fn(usize) -> &'w str) -> Option<usize> {
        let sequences = self.words.get(class)?;
        sequences.iter().find(|steps| Step::all_fit(steps, at, word)).map(Vec::len)
    }
}

/// The file's form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LanguageToml {
    language: String,
    #[serde(default)]
    nouns_are_capitals: bool,
    adjectives: BTreeMap<String, String>,
    words: BTreeMap<String, Vec<String>>,
    months: Vec<String>,
    weekdays: Vec<String>,
    days: BTreeMap<String, i32>,
    #[serde(default)]
    periods: BTreeMap<String, (i32, Unit)>,
    #[serde(default)]
    units: BTreeMap<String, Unit>,
    #[serde(default)]
    given_names_of_men: String,
    #[serde(default)]
    given_names_of_women: String,
    #[serde(default)]
    latin: HashMap<String, String>,
    #[serde(default)]
    spelled_from_uk: HashMap<String, String>,
    #[serde(default)]
    spelled_from_ru: HashMap<String, String>,
    #[serde(default)]
    offices: BTreeMap<String, String>,
    #[serde(default)]
    ministries: BTreeMap<String, String>,
    #[serde(default)]
    numbers: BTreeMap<String, f64>,
    #[serde(default)]
    number_joint: Option<String>,
    #[serde(default)]
    future_endings: Vec<String>,
    #[serde(default)]
    perfective: Perfective,
    frame: Vec<FrameToml>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FrameToml {
    #[serde(rename = "type")]
    kind: EventType,
    mode: Option<String>,
    #[serde(default)]
    verbs: Vec<String>,
    #[serde(default)]
    nouns: Vec<String>,
    sure: f64,
}

fn steps(text: &str) -> Vec<Step> {
    text.split_whitespace().map(Step::of).collect()
}

/// A frame's patterns with the words of their classes, and the other way round: an object may stand before its verb
/// ("санкции ввел ЕС", "Waffen geliefert").
fn patterns(list: &[String], words: &BTreeMap<String, Vec<String>>) -> Result<Vec<Vec<Step>>, String> {
    let one = |word: &str| match word.strip_prefix('@') {
        Some(class) => {
            let words = words.get(class).ok_or_else(|| format!("no class of words is called '{class}'"))?;
            Ok(Step::Any(words.iter().map(|w| Step::of(w)).collect()))
        }
        None => Ok(Step::of(word)),
    };
    let written: Vec<Vec<Step>> =
        list.iter().map(|p| p.split_whitespace().map(one).collect()).collect::<Result<_, String>>()?;
    let turned: Vec<Vec<Step>> = written
        .iter()
        .filter_map(|steps| match steps.as_slice() {
            [verb @ Step::Stem(_), Step::Gap, object] => Some(vec![object.clone(), Step::Gap, participle(verb)]),
            _ => None,
        })
        .collect();
    Ok(written.into_iter().chain(turned).collect())
}

/// "liefer*" is also met as "geliefert".
fn participle(verb: &Step) -> Step {
    match verb {
        Step::Stem(stem) if stem.is_ascii() => Step::Any(vec![verb.clone(), Step::Stem(format!("ge{stem}"))]),
        _ => verb.clone(),
    }
}

impl LanguageToml {
    /// Compiles it; `country` finds an actor by name.
    pub(super) fn compile(self, country: &dyn Fn(&str) -> Result<ActorId, String>) -> Result<Language, String> {
        if self.months.len() != 12 || self.weekdays.len() != 7 {
            return Err("a language has twelve months and seven weekdays".to_owned());
        }
        let each = |list: &[String]| list.iter().map(|p| steps(p)).collect::<Vec<_>>();
        let adjectives = self.adjectives.iter().flat_map(|(name, stems)| {
            let id = country(name);
            stems.split_whitespace().map(move |s| id.clone().map(|id| (Step::of(s), id))).collect::<Vec<_>>()
        });
        Ok(Language {
            adjectives: adjectives.collect::<Result<_, _>>()?,
            words: self.words.iter().map(|(class, list)| (class.clone(), each(list))).collect(),
            months: self.months.iter().map(|m| Step::of(m)).collect(),
            weekdays: self.weekdays.iter().map(|w| Step::Any(w.split(' ').map(Step::of).collect())).collect(),
            days: self.days.iter().map(|(words, n)| (steps(words), *n)).collect(),
            periods: self.periods.iter().map(|(words, (n, unit))| (steps(words), *n, *unit)).collect(),
            units: self.units.iter().map(|(word, unit)| (Step::of(word), *unit)).collect(),
            given_names: {
                let each = |list: &str, sex| list.split_whitespace().map(|n| (n.to_owned(), sex)).collect::<Vec<_>>();
                let men = each(&self.given_names_of_men, Given::Man);
                men.into_iter().chain(each(&self.given_names_of_women, Given::Woman)).collect()
            },
            latin: self.latin.into(),
            spelled: HashMap::from([("uk", self.spelled_from_uk.into()), ("ru", self.spelled_from_ru.into())]),
            offices: self.offices.iter().map(|(words, title)| (steps(words), title.clone())).collect(),
            ministries: self.ministries.iter().map(|(words, of)| (steps(words), of.clone())).collect(),
            numbers: self.numbers.into_iter().collect(),
            number_joint: self.number_joint,
            nouns_are_capitals: self.nouns_are_capitals,
            future: Future::new(self.future_endings, self.perfective),
            frames: self
                .frame
                .into_iter()
                .map(|f| {
                    Ok(StemFrame {
                        kind: f.kind,
                        mode: f.mode,
                        verbs: patterns(&f.verbs, &self.words)?,
                        nouns: each(&f.nouns),
                        sure: f.sure,
                    })
                })
                .collect::<Result<_, String>>()?,
            code: self.language,
        })
    }
}
