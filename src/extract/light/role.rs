//! Who acts and to whom, by side, case and preposition.

use super::name::given_name;
use super::party::{asks_for, joined, of_forces, of_relative};
use super::voice::{self, bare_participle, governed, suffers};
use super::whose::{beside, whose_noun};
use super::{Stretch, Trigger, person, token_of};
use crate::extract::event::Context;
use crate::extract::mention::{Found as Mention, Who};
use crate::extract::record::{By, EventType};
use crate::extract::token::lower;
use crate::knowledge::{Language, Step};

/// What the words before a mention make of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Link {
    /// No preposition.
    Bare,
    /// Brings in whom it is done to or with.
    With,
    /// Brings in who does it (a passive).
    Agent,
    /// Where, or anything else.
    Other,
}

/// The link of a mention: the nearest preposition before it, with at most three words of its group (articles, adjectives,
/// titles) between.
fn link(context: &Context, language: &Language, (mention, kind): (&Mention, EventType), from: usize) -> Link {
    let at = token_of(context, mention);
    let word = |i| lower(context.tokens, i);
    // "у Самарській області РФ": the country says where the region lies.
    let before = at.checked_sub(1).map(|i| context.tokens[i].end);
    let lies = |m: &&Mention| m.place.is_some() && Some(m.end) == before && m.start >= context.tokens[from].start;
    if mention.place.is_some_and(|p| context.known.place(p).is_country) && context.mentions.iter().any(|m| lies(&m)) {
        return Link::Other;
    }
    for back in (from..at).rev().take(4) {
        let class = |name: &str| language.class_at(name, back, &word).is_some();
        // "в ночь на субботу дроны …": the preposition is the day's.
        if language.is_calendar(word(back)) {
            break;
        }
        // Behind a name that belongs to the title ("ministre des Affaires étrangères X") a preposition is the title's.
        let noun = language.nouns_are_capitals && class("oblique");
        // "von Generalstabschef Waleri Gerassimow", "с Владимиром Зеленским": what stands right before a person is the person's, in
        // German every noun, in other languages the given name.
        let title =
            |i: usize| language.nouns_are_capitals && !context.mentions.iter().any(|m| m.holds(&context.tokens[i]));
        let own = |i: usize| {
            let token = &context.tokens[i];
            token.capital && (title(i) || given_name(&token.lower, language).is_some())
        };
        if person(context.known, mention) && (back..at).all(own) {
            continue;
        }
        if context.tokens[back].capital && !class("titles") && !noun {
            break;
        }
        // "secrétaire d'État X": so does a title's own preposition.
        if back > from && language.class_at("titles", back - 1, &word).is_some() {
            break;
        }
        // "nach Angaben von X": who says it does not do it.
        if class("agent") && back > from && language.class_at("accounts", back - 1, &word).is_some() {
            return Link::Other;
        }
        // "les ministres de l'Union": they act for it.
        if class("genitive") && language.any("forces", from.max(back.saturating_sub(4))..back, &word) {
            return Link::Bare;
        }
        // "hat den USA übergeben": an object, where no preposition stands before the article.
        let preposition =
            |i: usize| ["agent", "with", "where", "oblique"].iter().any(|c| language.class_at(c, i, &word).is_some());
        if class("dative") && !(back > from && preposition(back - 1)) {
            return Link::With;
        }
        if class("agent") {
            // "das von Russland besetzte Kraftwerk", "la centrale occupée par la Russie": whose it is, not who acts.
            let behind = context.tokens.partition_point(|t| t.start < mention.end);
            let held = |i: usize| language.class_at("held", i, &word).is_some();
            return if held(behind) || back > from && held(back - 1) { Link::Other } else { Link::Agent };
        }
        if class("with") {
            // "недалеко від кордону з Україною"; but "закрила кордон з Білоруссю"
            let border =
                back > from && kind != EventType::Sanction && language.class_at("borders", back - 1, &word).is_some();
            return if border { Link::Other } else { Link::With };
        }
        if class("where") || class("oblique") {
            return Link::Other;
        }
        // "zwischen Finnland und Estland": both hang on the preposition of the first.
        let listed = |m: &&Mention| back > from && m.end == context.tokens[back - 1].end;
        if let Some(first) = context.mentions.iter().find(listed).filter(|_| class("and")) {
            return link(context, language, (first, kind), from);
        }
        if matches!(word(back), "," | "." | "(" | ")" | "–" | "—") || class("and") {
            break;
        }
    }
    Link::Bare
}

/// Who acts by a mention; nobody where it only says whose or where something is.
fn acts(mention: &Mention) -> Option<Who> {
    mention.who.or(mention.country.map(Who::Known)).filter(|_| !mention.attribute)
}

pub(super) fn roles(
    context: &Context,
    language: &Language,
    (trigger, others): (&Trigger, &[Trigger]),
    stretch: Stretch,
) -> (Vec<Who>, Vec<Who>) {
    let (start, end) = (context.tokens[stretch.first].start, context.tokens[stretch.last - 1].end);
    let (head, tail) = (context.tokens[trigger.first].start, context.tokens[trigger.last - 1].end);
    let frame = &language.frames[trigger.frame];
    let kind = frame.kind;
    let asks = kind == EventType::Request;
    let gives = asks
        || matches!(
            kind,
            EventType::Aid | EventType::Accuse | EventType::Sanction | EventType::Threaten | EventType::Support
        );
    let word = |i| lower(context.tokens, i);
    let class = |name: &str, at: usize| language.class_at(name, at, &word).is_some();
    let behind = |m: &Mention, name: &str| token_of(context, m).checked_sub(1).is_some_and(|i| class(name, i));
    // "pour la Moldavie"
    let receives = |m: &Mention| {
        let at = token_of(context, m);
        let before = if at > 1 && class("articles", at - 1) { at - 1 } else { at };
        before.checked_sub(1).is_some_and(|i| class("recipient", i))
    };
    let owned = |m: &Mention| {
        let at = token_of(context, m);
        (trigger.last..trigger.last + 2).contains(&at) && class("genitive", at)
            || at == trigger.last + 1 && behind(m, "genitive")
    };
    let force = matches!(kind, EventType::Assault | EventType::Coerce);
    // "соберется из-за атаки России": whose the blow is that is talked about.
    let of_blow = |m: &Mention| {
        let blow = |t: &&Trigger| t.kind(language) == EventType::Assault && t.first > trigger.first;
        !force && others.iter().filter(blow).any(|t| whose_noun(context, language, t, m))
    };
    // "санкції через агресію проти України": whom the reason names.
    let reason = |m: &Mention| {
        let at = token_of(context, m);
        !force && m.start >= tail && (at.saturating_sub(4)..at.saturating_sub(1)).any(|i| class("because", i))
    };
    // "яких підозрюють в ударах по енергосистемі України": whom the charge names.
    let charged = |i: usize| language.class_at("charged_with", i, &word).is_some_and(|words| words > 1);
    let charge_at = (trigger.first..stretch.last).find(|i| !force && charged(*i));
    let charge = |m: &Mention| charge_at.is_some_and(|at| at < token_of(context, m));
    let told_here = |m: &Mention| m.start >= start && m.end <= end && !of_relative(context, language, m);
    let inside: Vec<(&Mention, Who, Link)> = context
        .mentions
        .iter()
        .filter(|m| told_here(m) && !of_blow(m) && !reason(m) && !charge(m) && !asks_for(context, language, m))
        .filter_map(|m| {
            // "a accepté de rencontrer X": a preposition before the verb is not that of its object.
            let from = if !trigger.nominal && m.start >= tail { trigger.last } else { stretch.first };
            Some((m, acts(m)?, link(context, language, (m, kind), from)))
        })
        // "Сообщения СБУ он назвал ложью": whose account is judged, not who judges.
        .map(|(m, who, l)| (m, who, if m.end <= head && behind(m, "accounts") { Link::Other } else { l }))
        // "s'est réuni après le tir d'un missile par la Russie": who did what came before.
        .map(|(m, who, l)| {
            let at = token_of(context, m);
            let later =
                !force && m.start >= tail && (trigger.last..at).any(|i| class("after", i) || class("because", i));
            (m, who, if l == Link::Agent && later { Link::Other } else { l })
        })
        // "forderten von Moskau": of whom it is asked, not who asks.
        .map(|(m, who, l)| (m, who, if asks && l == Link::Agent { Link::With } else { l }))
        // "la visite de Vladimir Poutine": whose it is.
        .map(|(m, who, l)| {
            let own = trigger.nominal && l == Link::Other && owned(m);
            (m, who, if own { Link::Bare } else { l })
        })
        // "remis aux États-Unis", "aide au Danemark": who gets it.
        .map(|(m, who, l)| (m, who, if gives && l == Link::Other && receives(m) { Link::With } else { l }))
        .collect();
    // "сбили 34 украинских беспилотника": whose they are who was shot down.
    let told = |class: &str| force && language.any(class, trigger.first..trigger.closes, &word);
    let (shot, destroyed) = (told("downs"), told("destroys"));
    let prey = |m: &Mention| {
        let at = token_of(context, m);
        // "Українські дрони знищили склад": what strikes stands before it.
        (shot || destroyed && m.start >= tail)
            && m.by == By::Alias
            && (at.saturating_sub(1)..at + 3).any(|i| class("prey", i))
    };
    let mut actors: Vec<Who> = Vec::new();
    let mut targets: Vec<Who> = Vec::new();
    let add = |list: &mut Vec<Who>, who: Who| {
        if !list.contains(&who) {
            list.push(who);
        }
    };
    // "a signé l'annexion, une décision condamnée par Kiev": who is the agent of another participle did not sign.
    let of_another = |m: &Mention| {
        let at = token_of(context, m);
        let nearer = |t: &&Trigger| t.first >= trigger.last && t.last < at;
        others.iter().find(nearer).is_some_and(|t| (trigger.last..t.first).any(|i| word(i) == ","))
    };
    let active = voice::active(context, language, trigger, stretch);
    for (_, who, _) in
        inside.iter().filter(|(m, _, link)| *link == Link::Agent && !of_another(m) && !active && !prey(m))
    {
        add(&mut actors, *who);
    }
    // "une frappe": a verb's stem, and a noun all the same; but "атаковали" is the verb, which tells more of its letters.
    let noun = || {
        let word = &context.tokens[trigger.first].lower;
        let told = |patterns: &[Vec<Step>]| {
            let alone = patterns.iter().filter(|p| p.len() == 1 && p[0].fits(word));
            alone.map(|p| p[0].letters()).max().unwrap_or(0)
        };
        let (nouns, verbs) = (told(&frame.nouns), told(&frame.verbs));
        trigger.nominal || nouns > 0 && nouns >= verbs
    };
    let whose = (force && noun() && actors.is_empty() && !shot).then(|| beside(context, language, trigger)).flatten();
    if let Some(who) = whose {
        add(&mut actors, who);
    }
    let bare = !force && bare_participle(context, language, trigger, stretch);
    let passive = !actors.is_empty() || bare;
    // The noun of a bare participle stands right before it.
    let far = |m: &Mention| bare && trigger.first - token_of(context, m).min(trigger.first) > voice::NEAR_NOUN;
    // "Власти Украины объявили": whose forces or officials are told of acts.
    let subject = |m: &Mention, link: Link| {
        link == Link::Bare && (!m.oblique || m.end <= head && of_forces(context, language, token_of(context, m)))
    };
    // "Київ атакували дрони": many strike, and what stands first is what they strike.
    let many = word(trigger.first).ends_with("ли") && !language.nouns_are_capitals;
    let strikers = || (trigger.last..trigger.last + 3).any(|i| class("forces", i) || class("prey", i));
    let seat = |m: &Mention| m.by == By::Metonym || m.place.is_some_and(|p| context.known.place(p).is_country);
    let mut before = inside.iter().filter(|(m, ..)| m.end <= head);
    let struck =
        force && many && matches!((before.next(), before.next()), (Some((m, ..)), None) if seat(m)) && strikers();
    // "X загинув", "X a été tué": who is told of first is whom it was done to.
    let suffers = struck || force && suffers(context, language, trigger, stretch);
    if suffers {
        for (_, who, _) in inside.iter().filter(|(m, _, l)| prey(m) || m.end <= head && subject(m, *l)) {
            add(&mut targets, *who);
        }
        // "загинули внаслідок удару російського дрона", "зазнав російської атаки"
        for (m, who, _) in inside.iter().filter(|(m, ..)| m.start > head && !prey(m)) {
            if m.by == By::Alias && m.country.is_some() && m.place.is_none() {
                add(&mut actors, *who);
            }
        }
    } else if !(passive || force && noun() && governed(context, language, (trigger, kind), stretch)) {
        // "Das Parlament hat die Ministerin entlassen": where the verb ends the clause its object stands before it too.
        let mut last: Option<&Mention> = None;
        // "Putin sprach von Vergeltung für die Explosion": who speaks of a blow did not strike it.
        let spoke = |m: &Mention| force && trigger.nominal && person(context.known, m);
        for (m, who, _) in inside.iter().filter(|(m, _, l)| m.end <= head && subject(m, *l) && !spoke(m) && !prey(m)) {
            let object =
                language.nouns_are_capitals && last.is_some_and(|before| !joined(context, language, before, m));
            if object && !actors.contains(who) {
                add(&mut targets, *who);
            } else {
                add(&mut actors, *who);
                last = Some(m);
            }
        }
        // The verb first: "заявив Песков", "trafen sich Macron und Scholz".
        if actors.is_empty() {
            // "взорвался автомобиль, погиб X": of another verb.
            let beyond = |m: &Mention| {
                let at = token_of(context, m);
                // "после атаки дронов загорелся терминал": nor of one that burns.
                force
                    && (others.iter().any(|t| t.first >= trigger.last && t.last <= at && !t.nominal)
                        || trigger.nominal && (trigger.last..at).any(|i| class("suffers", i)))
            };
            let behind = inside.iter().filter(|(m, _, l)| {
                m.start >= tail && !beyond(m) && !prey(m) && (subject(m, *l) || trigger.nominal && *l == Link::Bare)
            });
            if let Some((_, who, _)) = behind.into_iter().next() {
                add(&mut actors, *who);
            }
        }
    }
    // "разрушенного российской ракетой", where nobody else is told of as who did it.
    let by_means = |m: &Mention| {
        let at = token_of(context, m);
        force && m.by == By::Alias && m.place.is_none() && (at + 1..at + 3).any(|i| class("instruments", i))
    };
    // "знайшли уламки російського безпілотника"
    let debris = told("debris");
    let by_debris = |m: &Mention| debris && m.by == By::Alias && m.place.is_none();
    if actors.is_empty() || debris {
        for (_, who, _) in inside.iter().filter(|(m, ..)| by_means(m) || by_debris(m)) {
            add(&mut actors, *who);
        }
    }
    // "збереться через атаку": who meets because of it was not struck.
    let before = trigger.first.saturating_sub(3).max(stretch.first)..trigger.first;
    let occasion = force && noun() && language.any("oblique", before, &word);
    // "обсудили Украину": what is talked about.
    let topic = kind == EventType::Consult && language.any("discusses", trigger.first..trigger.closes, &word);
    for (m, who, l) in &inside {
        let object = *l == Link::With
            || prey(m)
            || *l == Link::Bare && m.oblique && !subject(m, *l) && !topic
            || *l == Link::Bare && m.start >= tail && !topic
            || passive && m.end <= head && *l == Link::Bare && !far(m) && !occasion;
        // "атакувала Одесу іранськими дронами"
        if object && !by_means(m) && !actors.contains(who) {
            add(&mut targets, *who);
        }
    }
    // "санкції проти російського виробника", "lehnt den ukrainischen Vorschlag ab": its country, where nobody else is named.
    if targets.is_empty()
        && matches!(kind, EventType::Sanction | EventType::Reject | EventType::Coerce | EventType::Accuse)
    {
        // A verb at the end has its object before it.
        let begin = if language.nouns_are_capitals { start } else { head };
        let own = |m: &Mention| m.attribute && m.by == By::Alias;
        // "танкер под флагом России"
        let flies = |m: &Mention| kind == EventType::Coerce && behind(m, "flags");
        let of = |m: &&Mention| (own(m) || flies(m)) && m.start >= begin && m.end <= end;
        let country = context.mentions.iter().find(of).and_then(|m| m.country.map(Who::Known));
        targets.extend(country.filter(|who| !actors.contains(who)));
    }
    // "от Норвегии", "von der EU"
    let source = |m: &Mention| {
        let at = token_of(context, m);
        behind(m, "source") || at > 1 && class("articles", at - 1) && class("source", at - 2)
    };
    // "Україна отримала від Норвегії шість літаків": who gets them is no giver.
    if kind == EventType::Aid && language.any("receives", trigger.first..trigger.closes, &word) {
        let from = inside.iter().filter(|(m, who, _)| source(m) && !actors.contains(who));
        let givers: Vec<Who> = from.map(|(_, who, _)| *who).collect();
        targets = std::mem::replace(&mut actors, givers);
    }
    // "отримала від Росії 1000 тіл": who gave them.
    if targets.is_empty() && kind == EventType::Cooperate {
        let from = inside.iter().filter(|(m, who, _)| source(m) && !actors.contains(who));
        targets.extend(from.map(|(_, who, _)| *who));
    }
    targets.retain(|who| !actors.contains(who));
    // "A і B зустрілися": each of them, one with the other.
    if targets.is_empty() && actors.len() > 1 && kind == EventType::Consult {
        targets = actors.split_off(1);
    }
    (actors, targets)
}
