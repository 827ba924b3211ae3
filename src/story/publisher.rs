//! Who publishes: editions of one house are one voice, and so are reprints of one agency.

use super::Label;
use super::traits::first;
use crate::knowledge::Knowledge;

/// The publisher family behind an address: by the table of the knowledge, else its registrable domain; the outlet's name
/// where there is no such address.
pub(super) fn publisher(url: &str, name: &str, known: &Knowledge) -> Label {
    let host = url::Url::parse(url).ok().and_then(|u| u.host_str().map(str::to_lowercase)).unwrap_or_default();
    let by_name = || known.publishers.get(&name.to_lowercase()).cloned().unwrap_or_else(|| name.to_owned());
    let domain = match psl::domain_str(&host) {
        Some(domain) if host.parse::<std::net::IpAddr>().is_err() => domain,
        _ => return by_name().into(),
    };
    known.publishers.get(domain).cloned().unwrap_or_else(|| domain.to_owned()).into()
}

/// The publisher family of the agency that a text names as its source at its head or its end: "(Reuters) -", "/AFP".
pub(super) fn agency(body: &str, known: &Knowledge) -> Option<Label> {
    let head = first(body, 160);
    let tail = body.char_indices().nth_back(89).map_or(body, |(at, _)| &body[at..]);
    // What stands before and behind the name.
    let at_head = [
        ("(", ")"),
        ("", " - "),
        ("", " — "),
        ("", " –"),
        ("/", "/"),
        // What is told in its first sentence as an agency's report is the agency's.
        (" повідомляє ", ""),
        (" повідомило агентство ", ""),
        (" повідомляє агентство ", ""),
        (" передає ", ""),
        (" пише ", ""),
        (" сообщает ", ""),
        (" сообщает агентство ", ""),
        (" сообщило агентство ", ""),
        (" передает ", ""),
        (" пишет ", ""),
        (" rapporte ", ""),
        (" berichtet ", ""),
        (" berichtet die Nachrichtenagentur ", ""),
        (" berichtete die Nachrichtenagentur ", ""),
    ];
    let at_end = [
        ("(", ")"),
        ("/", ""),
        ("Source: ", ""),
        ("Quelle: ", ""),
        ("Джерело: ", ""),
        ("Источник: ", ""),
        ("avec ", ""),
        ("with ", ""),
    ];
    let marked = |marks: &[(&str, &str)], before: &str, behind: &str| {
        let whole = !behind.starts_with(char::is_alphanumeric);
        whole && marks.iter().any(|(b, e)| before.ends_with(b) && behind.starts_with(e))
    };
    // "… wrote on Telegram. REUTERS"
    let alone = |before: &str, behind: &str| {
        let ends = |c: char| matches!(c, '.' | '!' | '"' | '”' | '»' | '–' | '—' | '-');
        behind.trim_matches(['.', '\n', ' ']).is_empty()
            && (before.ends_with('\n') || before.trim_end().ends_with(ends))
    };
    let found = [
        known.credits.find(head, |before, behind| marked(&at_head, before, behind)),
        known.credits.find(tail, |before, behind| marked(&at_end, before, behind) || alone(before, behind)),
    ];
    found.into_iter().flatten().min().map(|(_, family)| family.to_owned().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::{Source, load};

    #[test]
    fn an_agency_is_found_where_a_text_credits_it() {
        let known = load(&Source::embedded()).expect("the built-in knowledge is sound");
        let of = |body: &str| agency(body, &known).map(String::from);
        assert_eq!(of("KYIV (Reuters) - Drones hit a depot.").as_deref(), Some("Reuters"));
        assert_eq!(of("Des drones ont frappé un dépôt. (avec AFP)").as_deref(), Some("AFP"));
        assert_eq!(of("Drohnen trafen ein Depot.\n\n© dpa-infocom, dpa:250505-930-1/dpa").as_deref(), Some("dpa"));
        assert_eq!(of("Drones hit a depot, the mayor said. REUTERS").as_deref(), Some("Reuters"));
        assert_eq!(of("Drones hit a depot, said the man from Reuters").as_deref(), None);
        assert_eq!(of("Дрони влучили у склад. Джерело: Укрінформ").as_deref(), Some("Ukrinform"));
        // Who is quoted or spoken with is no source of the text.
        let told = "Спецпосланник намерен в январе покинуть пост, сообщило агентство Reuters со ссылкой на источники.";
        assert_eq!(of(told).as_deref(), Some("Reuters"));
        assert_eq!(of("An official told Reuters that drones hit a depot."), None);
        assert_eq!(of("The talks with APEC went on."), None);
        assert_eq!(of(""), None);
    }
}
