//! Which language a text is in.

use whatlang::{Detector, Lang};

/// ISO 639-1 of the languages that news of the crisis come in; "en" where nothing can be told.
#[must_use]
pub fn language_of(text: &str) -> String {
    let languages = vec![Lang::Eng, Lang::Ukr, Lang::Rus, Lang::Fra, Lang::Deu, Lang::Pol, Lang::Spa, Lang::Ita];
    let sample = &text[..text.floor_char_boundary(4_000)];
    let code = match Detector::with_allowlist(languages).detect_lang(sample) {
        Some(Lang::Ukr) => "uk",
        Some(Lang::Rus) => "ru",
        Some(Lang::Fra) => "fr",
        Some(Lang::Deu) => "de",
        Some(Lang::Pol) => "pl",
        Some(Lang::Spa) => "es",
        Some(Lang::Ita) => "it",
        _ => "en",
    };
    code.to_owned()
}
