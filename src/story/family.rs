//! Who publishes: editions of one house are one voice, and so are reprints of one agency.

use crate::knowledge::Knowledge;

/// The publisher family behind an address: by the table of the knowledge, else its registrable domain; the outlet's name
/// where there is no such address.
pub(super) fn family(url: &str, name: &str, known: &Knowledge) -> String {
    let host = url::Url::parse(url).ok().and_then(|u| u.host_str().map(str::to_lowercase)).unwrap_or_default();
    let by_name = || known.publishers.get(&name.to_lowercase()).cloned().unwrap_or_else(|| name.to_owned());
    let domain = match psl::domain_str(&host) {
        Some(domain) if host.parse::<std::net::IpAddr>().is_err() => domain,
        _ => return by_name(),
    };
    known.publishers.get(domain).cloned().unwrap_or_else(|| domain.to_owned())
}

/// The agency that a text names as its source, at its head or its end: "(Reuters) -", "/AFP", "dpa".
pub(super) fn agency(body: &str) -> Option<String> {
    const NAMES: &[&str] = &[
        "Reuters",
        "AFP",
        "dpa",
        "Interfax-Ukraine",
        "Interfax",
        "TASS",
        "Ukrinform",
        "UNIAN",
        "RIA Novosti",
        "ANSA",
        "EFE",
        "Xinhua",
        "Associated Press",
        "AP",
        "Укрінформ",
        "ТАСС",
        "Интерфакс",
        "Інтерфакс-Україна",
        "РИА Новости",
    ];
    let head: String = body.chars().take(160).collect();
    let length = body.chars().count();
    let tail: String = body.chars().skip(length.saturating_sub(90)).collect();
    let named = |text: &str, name: &str, marks: &[(&str, &str)]| {
        marks.iter().any(|(before, behind)| text.contains(&format!("{before}{name}{behind}")))
    };
    let at_head = [("(", ")"), ("", " - "), ("", " — "), ("", " –"), ("/", "/")];
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
    let there = |n: &&&str| head.contains(**n) || tail.contains(**n);
    NAMES.iter().filter(there).find(|n| named(&head, n, &at_head) || named(&tail, n, &at_end)).map(|n| (*n).to_owned())
}
