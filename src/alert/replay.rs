//! Records in the order of their arrival → what rules would have raised. Pure, hence the same at every run.

use super::{Bench, Judgement, Reliability, Rule, judge};
use crate::extract::Record;
use crate::knowledge::Knowledge;
use crate::story::{Gist, Shelf, gather_off};
use jiff::Timestamp;

/// A run over the past.
#[derive(Debug)]
pub struct Replay<'a> {
    shelf: Shelf,
    rules: &'a [Rule],
    known: &'a Knowledge,
}

/// What one record made.
#[derive(Debug)]
pub struct Step {
    /// Its story.
    pub story: String,
    /// Whether it opened it.
    pub opened: bool,
    /// How many independent sources the story has now.
    pub independent: usize,
    /// What was raised, and what not.
    pub judgement: Judgement,
}

impl<'a> Replay<'a> {
    /// With an empty shelf.
    #[must_use]
    pub fn new(rules: &'a [Rule], known: &'a Knowledge) -> Self {
        Self { shelf: Shelf::default(), rules, known }
    }

    /// Takes the next record, which came at `now`, with its gist.
    pub fn step(&mut self, record: &Record, gist: &Gist, reliability: Option<Reliability>, now: Timestamp) -> Step {
        self.shelf.expire(now);
        let mut gathered = gather_off(&mut self.shelf, record, gist, self.known, now);
        let bench = Bench { rules: self.rules, known: self.known, reliability, elsewhere: &gathered.elsewhere, now };
        let judgement = judge(record, gist, &mut gathered.story, &bench);
        let step = Step {
            story: gathered.story.id.clone(),
            opened: gathered.opened,
            independent: gathered.story.independent,
            judgement,
        };
        for story in std::iter::once(gathered.story).chain(gathered.touched) {
            self.shelf.put(story);
        }
        step
    }

    /// How many stories are open.
    #[must_use]
    pub fn open(&self) -> usize {
        self.shelf.len()
    }
}
