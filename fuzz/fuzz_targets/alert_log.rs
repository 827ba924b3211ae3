//! An alert log of any bytes: the last line is found, and what `tail` prints speaks to no terminal.
#![no_main]

use std::io::Cursor;
use wirewatch::alert::Alert;
use wirewatch::cli::tail_line;
use wirewatch::sink::last_line_of;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let number = |line: &str| serde_json::from_str::<Alert>(line).ok().map(|a| a.seq);
    let _ = last_line_of(&mut Cursor::new(bytes), number);
    let _ = last_line_of(&mut Cursor::new(bytes), |line| Some(line.len()));
    for line in bytes.split(|b| *b == b'\n') {
        if let Some(shown) = tail_line(&String::from_utf8_lossy(line)) {
            // Colours are ours: escape, bracket, digits, m. Nothing else that a terminal obeys is left.
            let mut rest = shown.as_str();
            while let Some(at) = rest.find('\u{1b}') {
                let sequence = rest[at + 1..].strip_prefix('[').expect("a colour");
                let end = sequence.find('m').expect("a colour");
                assert!(sequence[..end].bytes().all(|b| b.is_ascii_digit() || b == b';'));
                assert!(rest[..at].chars().all(|c| c == '\n' || !c.is_control()));
                rest = &sequence[end + 1..];
            }
            assert!(rest.chars().all(|c| c == '\n' || !c.is_control()));
        }
    }
});
