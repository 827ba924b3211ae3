//! Is it about the watched crisis? Weighted terms for and against, actors and places, with reasons.

use crate::extract::EventType;
use aho_corasick::{AhoCorasick, MatchKind};
use std::collections::HashMap;

/// A compiled topic profile.
#[derive(Debug)]
pub struct Topic {
    /// What the user calls it.
    pub name: String,
    /// Countries whose actors and places anchor an article.
    pub countries: Vec<String>,
    /// Actors of no country that anchor an article.
    pub anchors: Vec<String>,
    /// Countries that anchor it only together with terms of the crisis.
    pub adversaries: Vec<String>,
    /// What is of the crisis when it is done to an adversary, whoever else is named.
    pub adversary_events: Vec<EventType>,
    /// Countries (ISO codes) and organisations whose dealings with an adversary are of the crisis, whoever else is named.
    pub parties: Vec<String>,
    /// Actors whose meetings with anybody of another country are of the crisis, whatever was talked about.
    pub leaders: Vec<String>,
    threshold: f64,
    automaton: AhoCorasick,
    terms: Vec<(String, f64, Option<usize>)>,
    against: Vec<String>,
}

/// What was judged, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// Whether it is about the crisis.
    pub relevant: bool,
    /// 0 to 1; 0.5 is the border.
    pub score: f64,
    /// For a person, the weightiest first.
    pub because: Vec<String>,
}

/// Events of an article that concern the crisis.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Acts {
    /// Between one of the crisis' countries and another side, or of force or coercion in it.
    pub own: usize,
    /// Of the types that concern the crisis when done to an adversary.
    pub blows: usize,
    /// Of one of the parties with an adversary: talks, troops, threats.
    pub talks: usize,
    /// Blows between its sides, gifts of a party; meetings and calls of its leaders, or of its countries with a party.
    pub central: usize,
    /// Whether one of its leaders is named.
    pub leads: bool,
}

/// What an event with a side of the crisis weighs, beside the terms of the profile (weights of about 1 to 2).
const ACT: f64 = 1.3;
/// What an event done to an adversary weighs, of the types that make it one of the crisis.
const BLOW: f64 = 1.5;
/// What talks with an adversary weigh.
const TALK: f64 = 2.6;
/// What it weighs besides that an event is at the centre of the crisis ([`Acts::central`]).
const CENTRAL: f64 = 0.8;
/// What it weighs that a leader of its countries is named.
const LEADER: f64 = 0.9;
/// Terms of this weight speak for themselves where an adversary is named but once.
const CLEAR: f64 = 4.5;
/// What must speak for an article that names nothing of the crisis' countries.
const ALONE: f64 = 3.0;
/// What it weighs that both sides of the crisis are named more than once.
const SIDES: f64 = 1.2;

impl Topic {
    /// Compiles a profile.
    ///
    /// # Errors
    /// If the automaton cannot be built.
    pub fn new(
        name: String,
        (countries, anchors): (Vec<String>, Vec<String>),
        adversaries: Vec<String>,
        (adversary_events, parties, leaders): (Vec<EventType>, Vec<String>, Vec<String>),
        threshold: f64,
        terms: &[(String, f64)],
        against: &[(String, Vec<String>, f64)],
    ) -> Result<Self, String> {
        let mut all = Vec::new();
        for (term, weight) in terms {
            all.push((term.clone(), *weight, None));
        }
        for (at, (_, words, weight)) in against.iter().enumerate() {
            all.extend(words.iter().map(|w| (w.clone(), *weight, Some(at))));
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(all.iter().map(|(term, ..)| term.to_lowercase()))
            .map_err(|e| e.to_string())?;
        let against = against.iter().map(|(name, ..)| name.clone()).collect();
        Ok(Self {
            name,
            countries,
            anchors,
            adversaries,
            adversary_events,
            parties,
            leaders,
            threshold,
            automaton,
            terms: all,
            against,
        })
    }

    /// Whether a country is of the crisis or one of its adversaries.
    #[must_use]
    pub fn names(&self, country: Option<&str>) -> bool {
        self.countries.iter().chain(&self.adversaries).any(|c| Some(c.as_str()) == country)
    }

    /// Judges a text. `own` and `adverse`: how often actors and places of the crisis' and of its adversaries' countries were named,
    /// in the title (counted double by the caller) and the body.
    #[must_use]
    pub fn judge(&self, title: &str, body: &str, (own, adverse): (usize, usize), acts: Acts) -> Verdict {
        let mut counts: HashMap<usize, f64> = HashMap::new();
        for (text, weight) in [(title, 2.0), (body, 1.0)] {
            let lower = text.to_lowercase();
            for found in self.automaton.find_iter(&lower) {
                let before = lower[..found.start()].chars().next_back();
                let after = lower[found.end()..].chars().next();
                let cyrillic = lower[found.start()..found.end()].chars().next().is_some_and(|c| c > '\u{3ff}');
                let cut = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
                let stem = self.terms[found.pattern().as_usize()]
                    .0
                    .chars()
                    .next()
                    .is_some_and(|c| c.is_uppercase() && c.is_ascii());
                // A long German word is met inside others as well ("Großangriff").
                let inner = stem && found.len() >= 6;
                if (inner || !cut(before)) && (inner || !cut(after) || cyrillic) {
                    *counts.entry(found.pattern().as_usize()).or_default() += weight;
                }
            }
        }
        let mut pro: Vec<(f64, &str)> = Vec::new();
        let mut contra = vec![0.0; self.against.len()];
        for (at, count) in &counts {
            let (term, weight, side) = &self.terms[*at];
            let value = weight * (1.0 + 0.35 * count.ln().max(0.0));
            match side {
                None => pro.push((value, term)),
                Some(kind) => contra[*kind] += value,
            }
        }
        pro.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        // Ten terms say as much as twenty: long articles are not more relevant for being long.
        let words: f64 = pro.iter().take(10).map(|(v, _)| v).sum();
        let both = if own >= 2 && adverse >= 2 { SIDES } else { 0.0 };
        let weight_for = words
            + ACT * acts.own.min(4) as f64
            + BLOW * acts.blows.min(2) as f64
            + TALK * acts.talks.min(1) as f64
            + CENTRAL * acts.central.min(1) as f64
            + LEADER * f64::from(u8::from(acts.leads))
            + both;
        let anchor = (own as f64).ln_1p() * 1.6 + (adverse as f64).ln_1p() * 0.7;
        let worst = contra.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map_or((0, 0.0), |(at, v)| (at, *v));
        let rest: f64 = contra.iter().sum::<f64>() - worst.1;
        // Two words of a field are noise; from there on it weighs.
        let weight_against = (worst.1 - 2.0).max(0.0) + 0.3 * (rest - 2.0).max(0.0);
        let balance =
            if own == 0 && adverse == 0 { -4.0 } else { anchor + weight_for - weight_against - self.threshold };
        // Named once in passing, or only the adversary: the crisis must then speak from the terms alone.
        // Or named once or twice in an article that is about something else.
        let by_terms_alone = own == 0
            && (adverse < 2 && acts.blows + acts.talks == 0 && weight_for < CLEAR
                || weight_for < if acts.talks > 0 { TALK } else { ALONE }
                || worst.1 >= 2.0);
        let elsewhere = own <= 2 && weight_against >= 3.0;
        let passing = by_terms_alone || own == 1 && acts.own == 0 && weight_for < 2.0 || weight_for < 0.9 || elsewhere;
        let balance = if passing { balance.min(-1.0) } else { balance };
        let score = 1.0 / (1.0 + (-balance * 0.8).exp());
        let mut because = Vec::new();
        if own > 0 {
            because.push(format!("names of {} ×{own}", self.countries.join(", ")));
        }
        let told = [
            (acts.own, "happenings with", &self.countries),
            (acts.blows, "done to", &self.adversaries),
            (acts.talks, "dealings with", &self.adversaries),
        ];
        for (count, what, whom) in told.into_iter().filter(|(count, ..)| *count > 0) {
            because.push(format!("{what} {} ×{count}", whom.join(", ")));
        }
        because.extend(pro.iter().take(5).map(|(v, term)| format!("“{term}” +{v:.1}")));
        if own == 0 {
            because.push(format!("nothing of {} is named", self.countries.join(", ")));
        }
        if weight_against > 0.0 {
            because.push(format!(
                "speaks of {} −{weight_against:.1}",
                self.against.get(worst.0).map_or("", String::as_str)
            ));
        }
        Verdict { relevant: balance > 0.0, score: (score * 100.0).round() / 100.0, because }
    }
}
