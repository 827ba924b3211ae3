//! The value of number words, scales and digits.

/// The value of a number word in English, `None` for any other word.
pub(super) fn number_word(word: &str) -> Option<f64> {
    const SMALL: &[&str] = &[
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: &[&str] = &["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    if let Some(at) = SMALL.iter().position(|w| *w == word) {
        return Some(at as f64);
    }
    if let Some(at) = TENS.iter().position(|w| *w == word) {
        return Some((at as f64 + 2.0) * 10.0);
    }
    if let Some((tens, ones)) = word.split_once('-') {
        let tens = TENS.iter().position(|w| *w == tens)?;
        let ones = SMALL[1..10].iter().position(|w| *w == ones)?;
        return Some((tens as f64 + 2.0) * 10.0 + ones as f64 + 1.0);
    }
    None
}

pub(super) fn scale(word: &str) -> Option<f64> {
    Some(match word {
        "hundred" => 1e2,
        "thousand" => 1e3,
        "million" | "mn" | "mio" | "millions" | "млн" | "millionen" => 1e6,
        "billion" | "bn" | "milliard" | "milliards" | "milliarden" | "mrd" | "млрд" => 1e9,
        "trillion" => 1e12,
        "dozen" => 12.0,
        "тысяч" | "тисяч" | "тыс" | "тис" | "mille" | "tausend" => 1e3,
        _ if word.starts_with("мільйон") || word.starts_with("миллион") => 1e6,
        _ if word.starts_with("мільярд") || word.starts_with("миллиард") => 1e9,
        _ if word.starts_with("тисяч") || word.starts_with("тысяч") => 1e3,
        _ => return None,
    })
}

/// Plural scale words without a number: "dozens of", "hundreds of". The plural says at least two of them.
pub(super) fn vague(word: &str) -> Option<f64> {
    Some(match word {
        "tens" => 20.0,
        "dozens" => 24.0,
        "scores" => 40.0,
        "hundreds" => 200.0,
        "thousands" => 2_000.0,
        _ => return None,
    })
}

/// The value of a token in digits: "100,000", "1.2bn", "€9.5m", "$300".
pub(super) fn digits(token: &str) -> Option<(f64, Option<&'static str>)> {
    // "C$650", "US$20": dollars of one country or another.
    let token = match token.find('$') {
        Some(at @ 1..=3) if token[..at].chars().all(|c| c.is_ascii_alphabetic()) => &token[at..],
        _ => token,
    };
    let currency = match token.chars().next()? {
        '$' => Some("dollars"),
        '€' => Some("euros"),
        '£' => Some("pounds"),
        _ => None,
    };
    let body = token.trim_start_matches(['$', '€', '£']);
    let number: String = body.chars().take_while(|c| c.is_ascii_digit() || matches!(c, ',' | '.')).collect();
    let suffix = &body[number.len()..];
    let times = match suffix {
        "" => 1.0,
        "m" | "mn" if currency.is_some() || suffix == "mn" => 1e6,
        "bn" => 1e9,
        "k" => 1e3,
        "tn" => 1e12,
        "%" => return Some((number.replace(',', "").parse().ok()?, Some("percent"))),
        "km" => return Some((number.replace(',', "").parse().ok()?, Some("km"))),
        "kg" => return Some((number.replace(',', "").parse().ok()?, Some("kg"))),
        _ => return None,
    };
    // "40.000" is forty thousand wherever it is written so: nobody measures households to three places.
    let parts: Vec<&str> = number.split('.').collect();
    let thousands = parts.len() > 1
        && parts[0] != "0"
        && (1..=3).contains(&parts[0].len())
        && parts[1..].iter().all(|p| p.len() == 3 && p.chars().all(|c| c.is_ascii_digit()));
    let number = if thousands { parts.concat() } else { number };
    // A comma before three digits parts thousands; any other is a decimal comma.
    let plain = if number.rsplit(',').next().is_some_and(|tail| tail.len() == 3) && number.contains(',') {
        number.replace(',', "")
    } else {
        number.replace(',', ".")
    };
    Some((plain.parse::<f64>().ok()? * times, currency))
}
