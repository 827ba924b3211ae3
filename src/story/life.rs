//! The life of a story's event: planned, ongoing, occurred or cancelled, and what of it was told.

use super::days::Days;
use super::gist::{Gist, Known};
use super::same;
use super::{CORE, ONE, Story};
use crate::extract::{EventType, Status};
use std::sync::Arc;

impl Story {
    /// Whether an event of a new article (of this gist) says that one of the story's has come further.
    #[must_use]
    pub fn status_changed(&self, fresh: &Known, gist: &Gist) -> bool {
        // "called off" is told once, though one outlet had the day of the meeting and another the week.
        let known = |k: &Known| k.status == fresh.status && k.family() == fresh.family() && k.people == fresh.people;
        if fresh.status == Status::Cancelled && self.events.iter().any(|k| known(k)) || self.is_ahead(fresh, gist) {
            return false;
        }
        same::adopted(self, fresh, gist)
            || self.events.iter().take(4).filter(|k| is_one(k, fresh)).any(|known| {
                // "will send", says one outlet, "sends" another on the same day: nothing was delivered meanwhile.
                if fresh.kind == EventType::Aid && known.kind == EventType::Aid && gist.day == self.day {
                    return false;
                }
                // "The sides exchanged 300 prisoners in October": not those whom they will exchange on Friday.
                let when = fresh.date.as_ref().zip(known.day());
                if when.is_some_and(|(date, day)| date.is_of_another_period(day)) {
                    return false;
                }
                let step = (known.status, fresh.status);
                // "is expelling a diplomat", "has expelled": one decision.
                if fresh.kind == EventType::Sanction && step == (Status::Ongoing, Status::Occurred) {
                    return false;
                }
                matches!(
                    step,
                    (
                        Status::Planned | Status::Possible | Status::Ongoing,
                        Status::Occurred | Status::Cancelled | Status::Negated
                    ) | (Status::Possible, Status::Planned)
                        | (Status::Occurred, Status::Cancelled)
                )
            })
    }

    /// Whether the article that tells an event as done has what the story waits for as still ahead: "has arrived in Moscow, where
    /// he will meet Putin".
    #[must_use]
    pub fn is_ahead(&self, fresh: &Known, gist: &Gist) -> bool {
        let waited = |k: &Known| {
            let whole = |own: &&Arc<Known>| is_planned(own) && k.people.iter().all(|who| own.people.contains(who));
            k.people.iter().any(|who| !fresh.people.contains(who)) && self.events.iter().take(4).any(|own| whole(&own))
        };
        let is_of = |k: &Known| is_planned(k) && k.family() == fresh.family();
        fresh.status == Status::Occurred && gist.leading().iter().any(|(_, k)| is_of(k) && waited(k))
    }

    /// Remembers what was told.
    pub fn note_statuses<'k>(&mut self, events: impl IntoIterator<Item = &'k Known>) {
        // What has happened is not ahead again because an outlet tells it so.
        let ahead = |status| matches!(status, Status::Planned | Status::Possible | Status::Ongoing);
        for fresh in events {
            let mut known = false;
            // One report has the visit, the meeting and the talks: told of one, they are told of.
            for own in self.events.iter_mut().filter(|k| is_one(k, fresh)) {
                let own = Arc::make_mut(own);
                if !(own.status == Status::Occurred && ahead(fresh.status)) {
                    own.status = fresh.status;
                }
                own.latest = Some(fresh.status);
                known = true;
            }
            if !known && self.events.len() < CORE {
                self.events.push(Arc::new(fresh.clone()));
            }
        }
    }
}

fn is_planned(event: &Known) -> bool {
    event.status == Status::Planned
}

/// A story lasts: the articles' days say nothing any more, the events' own days do.
fn is_one(own: &Known, other: &Known) -> bool {
    same::alike(own, other, Days::ANY) >= ONE
}
