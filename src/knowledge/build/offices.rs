//! Offices, their holders over time, and the phrases that mean them.

use super::{Builder, day, line_of};
use crate::knowledge::{Kind, Office, capitalised};
use jiff::civil::Date;

impl Builder {
    /// Compiles the offices, now that all actors are known.
    pub(super) fn offices(&mut self) {
        for (file, text, office) in std::mem::take(&mut self.late_offices) {
            let problem = |at: usize, what: &str| format!("{file}:{}: {what}", line_of(&text, at));
            let of = match self.named(office.of.get_ref()) {
                Ok(of) => of,
                Err(error) => {
                    self.problems.push(problem(office.of.span().start, &error));
                    continue;
                }
            };
            let mut holders = Vec::new();
            for holder in office.holders {
                let who = match self.named(holder.name.get_ref()) {
                    Ok(who) => who,
                    Err(error) => {
                        self.problems.push(problem(holder.name.span().start, &error));
                        continue;
                    }
                };
                let from = day(holder.from.get_ref());
                let until = holder.until.as_ref().map_or(Some(Date::MAX), |u| day(u.get_ref()));
                let (Some(from), Some(until)) = (from, until) else {
                    self.problems.push(problem(holder.from.span().start, "a day is `2022-02-24` or `2022-02`"));
                    continue;
                };
                holders.push((who, from, until));
            }
            for title in &office.titles {
                let at = self.offices.len();
                self.offices.push(Office { of, title: title.clone(), holders: holders.clone() });
                for spelled in case_variants(title) {
                    for adjective in self.adjectives.get(&of).into_iter().flatten() {
                        self.phrases.push((format!("{adjective} {spelled}"), at));
                    }
                    let kind = self.actors[of.0 as usize].kind;
                    for name in self.names_of.get(&of).into_iter().flatten().filter(|n| n.is_ascii()) {
                        self.phrases.push((format!("{name}'s {spelled}"), at));
                        self.phrases.push((format!("{spelled} of {name}"), at));
                        self.phrases.push((format!("{spelled} of the {name}"), at));
                        if kind == Kind::Organisation || name.len() <= 4 {
                            self.phrases.push((format!("{name} {spelled}"), at));
                        }
                    }
                }
                if office.alone.contains(title) {
                    self.phrases.extend([format!("the {title}"), format!("The {title}")].map(|p| (p, at)));
                }
            }
        }
        for (phrase, office) in std::mem::take(&mut self.phrases) {
            self.spell(phrase).offices.push(office);
        }
    }
}

/// "president" as it stands, capitalised ("President", "Prime Minister", "Prime minister").
fn case_variants(title: &str) -> Vec<String> {
    let all =
        title.split(' ').map(|w| if w == "of" { w.to_owned() } else { capitalised(w) }).collect::<Vec<_>>().join(" ");
    let mut out = vec![title.to_owned(), capitalised(title), all];
    out.dedup();
    out
}
