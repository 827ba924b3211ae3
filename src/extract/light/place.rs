//! Toponyms by the words beside them: regions called after a town, districts, plants; and where an event happened.

use super::party::asks_for;
use super::{Stretch, Trigger, token_of};
use crate::extract::event::Context;
use crate::extract::mention::{Found as Mention, Who};
use crate::extract::record::{By, EventType};
use crate::extract::route;
use crate::extract::token::{Token, lower};
use crate::knowledge::{Knowledge, Language, PlaceId, capitalised};

/// "la région russe de Krasnodar", "Gebiet Charkiw": the region that is called after its town.
pub(super) fn regions(tokens: &[Token], known: &Knowledge, language: &Language, found: &mut [Mention]) {
    /// Words between the one for a region and the name: an adjective and a preposition.
    const BETWEEN: usize = 3;
    let word = |i| lower(tokens, i);
    for mention in found.iter_mut() {
        let Some(town) = mention.place.map(|p| known.place(p)).filter(|p| !p.is_region && !p.is_country) else {
            continue;
        };
        let at = tokens.partition_point(|t| t.end <= mention.start);
        let ends =
            |i: &usize| matches!(word(*i), "," | "." | ";" | ":") || tokens[*i].capital && !language.nouns_are_capitals;
        let near = at.saturating_sub(BETWEEN)..at;
        let begin = near.clone().rev().find(ends).map_or(near.start, |i| i + 1);
        if !language.any("regions", begin..at, &word) {
            continue;
        }
        let written = tokens.get(at).map_or("", |t| t.lower.rsplit('\'').next().unwrap_or_default());
        // "région de Rostov" is called after Rostov-on-Don.
        let names = [town.name.clone(), capitalised(written)];
        let region = names.iter().find_map(|name| known.place_named(&format!("{name} region")));
        mention.place = region.or(mention.place);
    }
}

/// "в Мурманской, Иркутской и Рязанской областях": each region by its adjective.
pub(super) fn listed_regions(tokens: &[Token], known: &Knowledge, language: &Language, found: &mut Vec<Mention>) {
    /// Of an adjective in the case of a place, and of its first case with the noun.
    const ENDINGS: &[(&str, &str)] =
        &[("ской", "ская область"), ("цкой", "цкая область"), ("ській", "ська область"), ("цькій", "цька область")];
    let word = |i| lower(tokens, i);
    let lists = |i: usize| word(i) == "," || language.class_at("and", i, &word).is_some();
    for noun in 1..tokens.len() {
        if language.class_at("many_regions", noun, &word).is_none() {
            continue;
        }
        let mut at = noun - 1;
        while tokens[at].capital {
            let (start, end) = (tokens[at].start, tokens[at].end);
            let name = ENDINGS.iter().find_map(|(ending, first)| {
                let stem = word(at).strip_suffix(ending)?;
                known.names.exact(&capitalised(&format!("{stem}{first}")))?.place
            });
            if let Some(place) = name.filter(|_| !found.iter().any(|m| m.start < end && start < m.end)) {
                found.push(Mention { place: Some(place), ..Mention::new(start, end, None, By::Name) });
            }
            if at < 2 || !lists(at - 1) {
                break;
            }
            at -= 2;
        }
    }
}

/// "у Дніпровському районі Херсона": a district, of which many cities have one of that name, is no town.
pub(super) fn districts(tokens: &[Token], language: &Language, found: &mut Vec<Mention>) {
    let word = |i| lower(tokens, i);
    let class = |at: usize| language.class_at("districts", at, &word).is_some();
    let starts: Vec<usize> = found.iter().filter(|m| m.place.is_some()).map(|m| m.start).collect();
    found.retain(|m| {
        let next = tokens.partition_point(|t| t.start < m.end);
        // "у Шевченківському районі Харкова", of which the list has the one of another city.
        let inner = next > 0 && class(next - 1) && starts.contains(&(m.end + 1));
        m.place.is_none() || m.who.is_some() || !(class(next) || inner)
    });
}

/// "Саратовський НПЗ", "Рязанская ГРЭС": the town by its adjective, where a plant or harbour is called after it.
pub(super) fn plants(text: &str, tokens: &[Token], known: &Knowledge, language: &Language, found: &mut Vec<Mention>) {
    /// What an adjective has behind its town's stem, and what the stem has lost of the name.
    const ENDINGS: &[&str] = &[
        "ський",
        "ського",
        "ському",
        "ським",
        "ська",
        "ської",
        "ській",
        "ську",
        "ською",
        "ське",
        "ский",
        "ского",
        "скому",
        "ским",
        "ском",
        "ская",
        "ской",
        "скую",
        "ское",
    ];
    // "Одесский": of a stem in -с the adjective has one less.
    const LOST: &[&str] =
        &["", "а", "ь", "е", "і", "и", "ы", "о", "я", "са", "си", "сы", "ськ", "ск", "ский", "ський", "ское", "ське"];
    let word = |i| lower(tokens, i);
    for (at, token) in tokens.iter().enumerate() {
        let (start, end) = (token.start, token.end);
        let taken = |found: &[Mention]| found.iter().any(|m| m.start < end && start < m.end);
        // "в Белгородском районе", but not "у Дніпровському районі Херсона"
        let inner = || tokens.get(at + 2).is_some_and(|t| t.capital);
        let district = || language.class_at("districts", at + 1, &word).is_some() && !inner();
        // "завод «Сизранський»"
        let entitled =
            || text[..start].ends_with(['«', '"', '„', '“']) && language.any("plants", at.saturating_sub(3)..at, &word);
        let plant = || language.any("plants", at + 1..at + 4, &word) || entitled();
        if !token.capital || taken(found) || !(plant() || district()) {
            continue;
        }
        let written = &text[start..end];
        let stems =
            ENDINGS.iter().filter_map(|e| written.strip_suffix(e)).flat_map(|s| [Some(s), s.strip_suffix("ин")]);
        let stems: Vec<&str> = stems.flatten().filter(|s| s.chars().count() > 2).collect();
        // "Орловская ТЭЦ" is that of Орёл: the vowel that its other forms lose.
        let fleeting = |stem: &&str| {
            let stem = stem.strip_suffix("ов")?;
            let (at, last) = stem.char_indices().next_back()?;
            Some(format!("{}ё{last}", &stem[..at]))
        };
        let names = stems.iter().flat_map(|s| LOST.iter().map(move |l| format!("{s}{l}")));
        let names = names.chain(stems.iter().filter_map(fleeting));
        let place = names.filter_map(|name| known.names.exact(&name)?.place).find(|p| {
            let place = known.place(*p);
            !place.is_country && !place.is_region
        });
        if let Some(place) = place {
            let mention = Mention { place: Some(place), attribute: true, ..Mention::new(start, end, None, By::Name) };
            found.push(mention);
        }
    }
}

/// The toponym behind a word of place, nearest to the trigger; a town rather than a country.
pub(super) fn place(
    context: &Context,
    language: &Language,
    (trigger, others): (&Trigger, &[Trigger]),
    stretch: Stretch,
) -> Option<PlaceId> {
    let (start, end) = (context.tokens[stretch.first].start, context.tokens[stretch.last - 1].end);
    let pivot = context.tokens[trigger.first].start;
    // "спростував заяву про захоплення Новопавлівки": what is denied of a town is denied there.
    let kind = trigger.kind(language);
    let assault = matches!(kind, EventType::Assault | EventType::Reject);
    let word = |i| lower(context.tokens, i);
    let class = |name: &str, from: usize, to: usize| language.any(name, from..to, &word);
    // "завдала удару по Львівській області": what is struck.
    let struck = |at: usize| assault && class("struck", at.saturating_sub(2), at);
    let cost = |m: &&Mention| {
        let at = token_of(context, m);
        // "la raffinerie de Riazan" stands there; "au sud-est de Moscou" does not lie in it.
        let plant = class("genitive", at.saturating_sub(1), at + 1) && class("plants", at.saturating_sub(3), at)
            || class("plants", at + 1, at + 3);
        // "к юго-востоку от Москвы", "шедшие в Новороссийск"
        let beyond = class("directions", at.saturating_sub(3), at) || class("bound", at.saturating_sub(3), at);
        let way = route::is_end(
            context,
            m,
            |i| language.class_at("way_from", i, &word).is_some(),
            |i| language.class_at("way_to", i, &word).is_some(),
        );
        // "dans l'est de la Lettonie"
        let reach = match () {
            // "dans la région russe de Belgorod"
            () if class("regions", at.saturating_sub(4), at) => 6,
            () if class("genitive", at.saturating_sub(2), at) => 4,
            // "у села Грузское Борисовского района Белгородской области"
            () if class("districts", at.saturating_sub(1), at) => 7,
            () => 3,
        };
        // "un prêt de 90 milliards d'euros à Kiev" says to whom.
        let given = at > 1 && class("with", at - 1, at) && class("given", at - 2, at - 1);
        // "visée par Kiev" says who, not where.
        let agent = m.by == By::Metonym && class("agent", at.saturating_sub(1), at);
        // "У ніч на 9 січня Росія": the preposition is the day's.
        let day = |i: usize| word(i).starts_with(|c: char| c.is_ascii_digit()) || language.is_calendar(word(i));
        let located = (at.saturating_sub(reach)..at)
            .any(|i| language.class_at("where", i, &word).is_some() && !(i + 1..at).any(day));
        // "sich aus der Stadt zurückgezogen"
        let left = kind == EventType::Retreat && class("out_of", at.saturating_sub(reach), at);
        // "dans le port de Tchornomorsk, près d'Odessa": what lies near says less.
        let near = class("near", at.saturating_sub(2), at + 1);
        // "відвідає Київ"
        let visited = kind == EventType::Consult && class("visits", at.saturating_sub(4), at);
        // "засідання через атаку Росії на Київ": where the other thing happened.
        let of_blow = |t: &Trigger| t.kind(language) == EventType::Assault && t.last <= at && at - t.last <= 4;
        let elsewhere = kind == EventType::Consult && others.iter().any(|t| t.first > trigger.first && of_blow(t));
        // "в состав России" says whose, not where.
        let whose = class("part_of", at.saturating_sub(2), at);
        // "nach Angaben aus Seoul"
        let account = class("accounts", at.saturating_sub(2), at);
        let place = m.place.map(|p| context.known.place(p));
        let country = place.is_some_and(|p| p.is_country);
        let wide = country || place.is_some_and(|p| p.is_region);
        m.start.abs_diff(pivot)
            + if located || plant || left || visited || struck(at) {
                0
            } else if assault && !wide {
                60
            } else {
                2_000
            }
            // The town says more than its region, and that more than the country.
            + if country { 250 } else if wide { 80 } else { 0 }
            // "остановлена в Словакии после атаки на станцию в Брянской области": a noun's place stands behind it.
            + if assault && trigger.nominal && m.end <= pivot { 60 } else { 0 }
            + if beyond || account || whose || agent || elsewhere || way || given { 1_000 } else { 0 }
            + if near { 60 } else { 0 }
    };
    let told = |m: &&Mention| m.place.is_some() && m.start >= start && m.end <= end && !asks_for(context, language, m);
    let inside = context.mentions.iter().filter(told);
    inside.min_by_key(cost).filter(|m| cost(m) < 500).and_then(|m| m.place)
}

/// "Київ зазнав атаки", "La capitale ukrainienne a été visée": a capital that suffers is the town, though elsewhere it stands for
/// its government.
pub(super) fn capital(context: &Context, language: &Language, stretch: Stretch, targets: &[Who]) -> Option<PlaceId> {
    let word = |i| lower(context.tokens, i);
    let (start, end) = (context.tokens[stretch.first].start, context.tokens[stretch.last - 1].end);
    let inside = || context.mentions.iter().filter(|m| m.start >= start && m.end <= end);
    let named = |m: &&Mention| m.by == By::Metonym && m.country.is_some_and(|c| targets.contains(&Who::Known(c)));
    // "столиця України", "Die ukrainische Hauptstadt"
    let called = |m: &&Mention| {
        let at = token_of(context, m);
        let capital = |i: usize| language.class_at("capital", i, &word).is_some();
        m.by != By::Metonym && (capital(at + 1) || at > 0 && capital(at - 1))
    };
    let country = inside().find(named).or_else(|| inside().find(called))?.country?;
    context.known.capital(context.known.actor(country).country.as_deref()?)
}
