//! Attacker's text is text: bounded, in its own direction, with what cannot be seen made visible, and never a link.

use crate::words;
use leptos::prelude::*;

/// A run of text, or one character that would deceive.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    /// Shown as a chip with its code point.
    Deceptive(char),
    /// A line break, where lines are kept.
    Break,
}

/// Text that somebody else wrote. At most `longest` characters are shown, and how many are not.
#[component]
pub fn Untrusted(
    #[prop(into)] text: String,
    #[prop(default = 2000)] longest: usize,
    /// Whether line breaks are kept; otherwise they are shown as chips.
    #[prop(optional)]
    keeps_lines: bool,
) -> impl IntoView {
    let (pieces, hidden) = split(&text, longest, keeps_lines);
    let pieces = pieces.into_iter().map(|piece| match piece {
        Piece::Text(text) => text.into_any(),
        Piece::Deceptive(character) => {
            view! { <span class="untrusted__chip">{code_point(character)}</span> }.into_any()
        }
        Piece::Break => view! { <br /> }.into_any(),
    });
    view! {
        <bdi class="untrusted">
            {pieces.collect_view()}
            {(hidden > 0).then(|| view! { <span class="untrusted__cut">"… " {words::text_cut(hidden as u64)}</span> }.into_any())}
        </bdi>
    }
}

/// Pieces of the first `longest` characters, and how many characters are left out.
fn split(text: &str, longest: usize, keeps_lines: bool) -> (Vec<Piece>, usize) {
    let mut pieces = Vec::new();
    let mut run = String::new();
    let mut characters = text.chars();
    for character in characters.by_ref().take(longest) {
        let piece = match character {
            '\r' if keeps_lines => continue,
            '\n' if keeps_lines => Piece::Break,
            character if is_deceptive(character) => Piece::Deceptive(character),
            character => {
                run.push(character);
                continue;
            }
        };
        if !run.is_empty() {
            pieces.push(Piece::Text(std::mem::take(&mut run)));
        }
        pieces.push(piece);
    }
    if !run.is_empty() {
        pieces.push(Piece::Text(run));
    }
    (pieces, characters.count())
}

/// Controls, what turns the direction (Unicode TR36, "Bidirectional text spoofing"), what takes no room, tags, private
/// use, and what is no character at all.
fn is_deceptive(character: char) -> bool {
    character.is_control() && character != '\t'
        || matches!(character as u32,
            0x00ad | 0x034f | 0x061c | 0x115f..=0x1160 | 0x17b4..=0x17b5 | 0x180b..=0x180f
            | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0x3164 | 0xfe00..=0xfe0f | 0xfeff | 0xffa0
            | 0xfff0..=0xfffc | 0xe000..=0xf8ff | 0xe0000..=0xe0fff | 0xf0000..=0x10ffff)
}

/// `U+202E`.
fn code_point(character: char) -> String {
    let mut digits = String::new();
    let value = character as u32;
    for place in (0..6).rev() {
        let digit = value >> (place * 4) & 0xf;
        if digit != 0 || place < 4 || !digits.is_empty() {
            digits.extend(char::from_digit(digit, 16).map(|digit| digit.to_ascii_uppercase()));
        }
    }
    ["U+", &digits].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Piece {
        Piece::Text(text.into())
    }

    #[test]
    fn what_would_deceive_is_taken_out_of_the_text() {
        let (pieces, hidden) = split("invoice\u{202e}fdp.exe\0", 100, false);
        let expected = [text("invoice"), Piece::Deceptive('\u{202e}'), text("fdp.exe"), Piece::Deceptive('\0')];
        assert_eq!((pieces, hidden), (expected.to_vec(), 0));
        for invisible in ['\u{200b}', '\u{feff}', '\u{e0041}', '\u{85}', '\u{2066}'] {
            assert!(is_deceptive(invisible), "{invisible:?}");
        }
    }

    #[test]
    fn ordinary_text_of_any_script_is_left_alone() {
        for ordinary in ["<script>alert(1)</script>", "naïve café", "日本語", "שלום", "مرحبا", "a\tb", "😀"]
        {
            assert_eq!(split(ordinary, 100, false), (vec![text(ordinary)], 0));
        }
    }

    #[test]
    fn length_is_bounded_and_says_by_how_much() {
        assert_eq!(split(&"ç".repeat(10), 4, false), (vec![text("çççç")], 6));
        assert_eq!(split("", 4, false), (vec![], 0));
    }

    #[test]
    fn lines_are_kept_only_where_wanted() {
        assert_eq!(split("a\r\nb", 9, true).0, [text("a"), Piece::Break, text("b")]);
        assert_eq!(split("a\nb", 9, false).0[1], Piece::Deceptive('\n'));
    }

    #[test]
    fn code_points_are_written_as_unicode_writes_them() {
        assert_eq!(['\0', '\u{202e}', '\u{e0041}'].map(code_point), ["U+0000", "U+202E", "U+E0041"]);
    }
}
