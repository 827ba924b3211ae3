//! Bytes of a feed document → text, whatever the server says of its encoding.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// Decodes a document: byte-order mark, then the look of UTF-16, then the header's charset, the XML
/// declaration, valid UTF-8, and last a guess from the bytes themselves.
/// A charset that does not fit (UTF-8 claimed, bytes invalid) gives way to the next.
/// Never fails: what cannot be read becomes U+FFFD.
#[must_use]
pub fn decode(bytes: &[u8], content_type: Option<&str>) -> String {
    borrowed(bytes, content_type).into_owned()
}

/// As [`decode`], without a copy where the bytes are UTF-8 as they stand.
pub(super) fn borrowed<'t>(bytes: &'t [u8], content_type: Option<&str>) -> Cow<'t, str> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[length..]).0;
    }
    let encoding = match bytes {
        [0, b'<', 0, _, ..] => UTF_16BE,
        [b'<', 0, _, 0, ..] => UTF_16LE,
        _ => return decode_bytes(bytes, content_type),
    };
    encoding.decode_without_bom_handling(bytes).0
}

fn decode_bytes<'t>(bytes: &'t [u8], content_type: Option<&str>) -> Cow<'t, str> {
    let labels = [content_type.and_then(charset_of), declared(bytes)];
    for encoding in labels.into_iter().flatten().filter_map(|label| Encoding::for_label(label.as_bytes())) {
        // A declaration read as ASCII cannot be UTF-16; and US-ASCII or Latin-1 claims are often UTF-8 in truth.
        if encoding == UTF_16LE || encoding == UTF_16BE {
            continue;
        }
        if encoding == WINDOWS_1252 && std::str::from_utf8(bytes).is_ok_and(|text| !text.is_ascii()) {
            break;
        }
        let (text, _, broken) = encoding.decode(bytes);
        if !broken {
            return text;
        }
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, chardetng::Utf8Detection::Allow);
    let encoding = if mostly_utf8(bytes) { UTF_8 } else { guess };
    encoding.decode(bytes).0
}

/// A few broken bytes in an otherwise valid UTF-8 text are dirt, not another encoding.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > 4 * bad
}

/// `charset=` of a Content-Type header.
fn charset_of(content_type: &str) -> Option<String> {
    let at = content_type.to_ascii_lowercase().find("charset=")?;
    let value = content_type[at + 8..].split([';', ' ', ',']).next()?;
    Some(value.trim_matches(['"', '\'']).to_owned())
}

/// `encoding="…"` of an XML declaration in the first bytes.
fn declared(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).into_owned();
    let head = &head[head.find("<?xml")?..];
    let head = &head[..head.find("?>")?];
    let value = head[head.find("encoding")? + 8..].trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    Some(value[1..].split(quote).next()?.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_header_does_not_spoil_windows_1251() {
        let (bytes, _, _) = encoding_rs::WINDOWS_1251
            .encode("<?xml version='1.0' encoding='windows-1251'?><rss><title>Обстріл Харкова</title></rss>");
        assert!(decode(&bytes, Some("text/xml; charset=utf-8")).contains("Обстріл Харкова"));
    }

    #[test]
    fn utf16_without_a_mark_is_seen() {
        let bytes: Vec<u8> = "<rss/>".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(&bytes, None), "<rss/>");
    }

    #[test]
    fn latin1_claimed_utf8_in_truth() {
        assert_eq!(decode("<t>Київ</t>".as_bytes(), Some("text/xml; charset=iso-8859-1")), "<t>Київ</t>");
    }
}
