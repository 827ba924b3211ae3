//! Text of others on its way to a terminal, a status line or a log: it must not speak to them.

/// Control characters, marks that turn the direction of writing, and line separators become spaces.
#[must_use]
pub(crate) fn safe(text: &str) -> String {
    text.chars().map(|c| if is_unsafe(c) { ' ' } else { c }).collect()
}

fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn nothing_that_steers_a_terminal_is_left(text in "\\PC*|.*") {
            let out = safe(&text);
            proptest::prop_assert!(!out.chars().any(is_unsafe));
            proptest::prop_assert_eq!(out.chars().count(), text.chars().count());
        }
    }

    #[test]
    fn a_headline_keeps_its_words_and_loses_its_orders() {
        let evil = "\u{1b}]0;owned\u{7}Strike\u{1b}[2J on\u{9b}31m Київ\r\n\u{202e}fdp\u{200f}\u{2028}";
        assert_eq!(safe(evil), " ]0;owned Strike [2J on 31m Київ   fdp  ");
    }
}
