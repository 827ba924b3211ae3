//! How many sources of a story are independent, whatever the order in which they came.

use super::Member;
use super::fingerprint::TAKEN;
use crate::hash::{ByHash, mix};
use std::sync::Arc;

/// Puts a new member among the others under the number of its text; texts that it shows to be one become one. Whether it can have
/// changed the number of [`independent`] sources: not if it copies one text that was there, as the same publisher did before or
/// a publisher does that brought nothing else.
pub(super) fn join(members: &mut Vec<Arc<Member>>, mut member: Member) -> bool {
    let copies = |m: &&Arc<Member>| m.print.likeness(&member.print) >= TAKEN;
    let mut shared: Vec<u32> = members.iter().filter(copies).map(|m| m.text).collect();
    shared.sort_unstable();
    shared.dedup();
    member.text = match shared.split_first() {
        None => members.iter().map(|m| m.text + 1).max().unwrap_or(0),
        Some((first, rest)) => {
            for own in members.iter_mut().filter(|m| rest.contains(&m.text)) {
                Arc::make_mut(own).text = *first;
            }
            *first
        }
    };
    let copied = |m: &Arc<Member>| m.text == member.text && m.agency == member.agency && !m.aside;
    let known = |m: &Arc<Member>| copied(m) && m.family == member.family;
    let fresh = || {
        let other = |m: &Arc<Member>| m.family != member.family && m.agency.as_ref() != Some(&member.family);
        members.iter().any(copied) && members.iter().all(other)
    };
    let changes = shared.len() != 1 || !members.iter().any(known) && !fresh();
    members.push(Arc::new(member));
    changes
}

/// The number of sources that neither are one publisher nor copied from one another.
///
/// A text is the agency's that any of its copies names, else its publishers'. Publishers of one text are one source with all that
/// they publish: who copied from whom is not told by who came first. The number is that of the connected groups. What tells of the
/// story beside other things is left out.
pub(super) fn independent(members: &[Arc<Member>]) -> usize {
    let text = |member: &Member| mix(u64::from(member.text));
    let mut agencies: ByHash<u64> = ByHash::default();
    for member in members {
        if let Some(agency) = &member.agency {
            // Of several any one will do, if it is the same in every order.
            let own = agencies.entry(text(member)).or_insert(agency.key());
            *own = (*own).min(agency.key());
        }
    }
    let mut groups = Groups::default();
    let mut authors: ByHash<usize> = ByHash::default();
    // An author of each text; all others of the same text are in one group with it.
    let mut by_text: ByHash<usize> = ByHash::default();
    for member in members.iter().filter(|m| !m.aside) {
        let author = agencies.get(&text(member)).copied().unwrap_or(member.family.key());
        let author = *authors.entry(author).or_insert_with(|| groups.open());
        groups.unite(author, *by_text.entry(text(member)).or_insert(author));
    }
    groups.count()
}

/// Disjoint sets of authors (Galler and Fischer 1964): each points to another of its group, the last to itself.
#[derive(Debug, Default)]
struct Groups(Vec<usize>);

impl Groups {
    fn open(&mut self) -> usize {
        self.0.push(self.0.len());
        self.0.len() - 1
    }

    fn root(&mut self, mut at: usize) -> usize {
        while self.0[at] != at {
            // Halves the way for the next who walks it.
            self.0[at] = self.0[self.0[at]];
            at = self.0[at];
        }
        at
    }

    fn unite(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        self.0[one] = other;
    }

    fn count(&self) -> usize {
        self.0.iter().enumerate().filter(|(at, next)| at == *next).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alert::SourceRef;
    use crate::story::{Fingerprint, Label};
    use proptest::prelude::*;

    const TEXTS: [&str; 3] = [
        "The bridge over the river was closed on Tuesday after engineers found cracks in two of its pillars, the mayor said, and trains will run again when they are mended.",
        "Farmers in the valley began to bring in the harvest a week early this year because the spring had been warm, and the union expects a good price for wheat.",
        "A museum of clocks opened in the old customs house with four hundred pieces from six countries, among them a pendulum that has not stopped since the year it was made.",
    ];

    fn member(publisher: u8, text: usize, agency: Option<&str>) -> Member {
        Member {
            source: Arc::new(SourceRef { name: String::new(), url: String::new(), published: None }),
            family: publisher.to_string().into(),
            agency: agency.map(|name| name.to_owned().into()),
            record: Label::default(),
            title: String::new(),
            at: 0,
            text: 0,
            print: Fingerprint::of(TEXTS[text]),
            aside: false,
        }
    }

    fn count(articles: &[(u8, usize, Option<&str>)]) -> usize {
        let mut members = Vec::new();
        let mut counted = 0;
        for (publisher, text, agency) in articles {
            if join(&mut members, member(*publisher, *text, *agency)) {
                counted = independent(&members);
            }
            assert_eq!(counted, independent(&members), "what cannot change it does not");
        }
        counted
    }

    #[test]
    fn a_copy_is_no_source_of_its_own() {
        assert_eq!(count(&[(1, 0, None), (2, 1, None)]), 2);
        assert_eq!(count(&[(1, 0, None), (2, 0, None)]), 1);
        // The outlet that was copied goes on with a text of its own.
        assert_eq!(count(&[(1, 0, None), (2, 0, None), (1, 1, None)]), 1);
        assert_eq!(count(&[(1, 1, None), (2, 0, None), (1, 0, None)]), 1);
    }

    #[test]
    fn an_outlet_counts_beside_the_agency_that_it_prints() {
        assert_eq!(count(&[(1, 0, Some("AFP")), (2, 0, None), (1, 1, None), (3, 2, Some("AFP"))]), 2);
    }

    proptest! {
        #[test]
        fn the_order_of_arrival_does_not_count(
            articles in prop::collection::vec((0_u8..5, 0_usize..3, prop::option::of(prop::sample::select(vec!["AFP", "dpa"]))), 0..9),
            seed in any::<u64>(),
        ) {
            let mut other = articles.clone();
            other.sort_by_key(|(p, t, _)| crate::hash::mix(seed ^ (u64::from(*p) << 8 | *t as u64)));
            prop_assert_eq!(count(&articles), count(&other));
        }
    }
}
