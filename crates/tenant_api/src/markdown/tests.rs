//! What is drawn of a note, and what a hostile one comes to.

use super::*;
use rand::{RngExt, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use serde_json::{Value, json};

const LETTERS_MAX: usize = 16_384;

fn nobody(_id: &UserId) -> Option<String> {
    None
}

fn drawn(body: &str) -> Value {
    json!(pieces(body, &|id: &UserId| (id.0 == "ana").then(|| "Ana Moreira".to_owned())))
}

fn text(text: &str) -> Value {
    json!({"kind": "text", "text": text})
}

fn paragraph_of(parts: Value) -> Value {
    json!([{"kind": "paragraph", "parts": parts}])
}

#[test]
fn what_is_markdown_is_drawn_as_it_is_meant() {
    let body =
        "# Found\n\nIt is *not* **our** `host`\nat all\n\n> quoted\n\n- one\n- two\n\n3. three\n\n```sh\nls\n```";
    let expected = json!([
        {"kind": "heading", "parts": [text("Found")]},
        {"kind": "paragraph", "parts": [
            text("It is "), {"kind": "emphasis", "parts": [text("not")]}, text(" "),
            {"kind": "strong", "parts": [text("our")]}, text(" "), {"kind": "code", "text": "host"}, text("\nat all")
        ]},
        {"kind": "quote", "parts": [{"kind": "paragraph", "parts": [text("quoted")]}]},
        {"kind": "list", "parts": [
            {"kind": "item", "parts": [text("one")]}, {"kind": "item", "parts": [text("two")]}
        ]},
        {"kind": "numbered_list", "parts": [{"kind": "item", "text": "3", "parts": [text("three")]}]},
        {"kind": "code_block", "text": "sh\nls"}
    ]);
    assert_eq!(drawn(body), expected);
}

#[test]
fn a_link_keeps_its_address_and_everything_else_is_its_text() {
    let link = json!({"kind": "link", "text": "https://a.example/?b", "parts": [text("here")]});
    assert_eq!(drawn("[here](https://a.example/?b)"), paragraph_of(json!([link])));
    for literal in [
        "[here](javascript:alert(1))",
        "[here](data:text/html,x)",
        "[here](//a.example)",
        "[here](https://a.example \"hidden\")",
        "![picture](https://a.example/p.png)",
        "<b onclick=x>bold</b>",
        "<a@b.example>",
    ] {
        assert_eq!(drawn(literal), paragraph_of(json!([text(literal)])), "{literal}");
    }
    assert_eq!(drawn("<script>alert(1)</script>"), paragraph_of(json!([text("<script>alert(1)</script>")])));
}

#[test]
fn a_definition_hides_nothing() {
    let body = "[a]: https://a.example 'unseen'\n[a]: https://b.example\n\n[a]";
    let words = words(&pieces(body, &nobody));
    for word in ["unseen", "a.example", "b.example"] {
        assert!(words.contains(word), "{word} in {words}");
    }
}

#[test]
fn who_is_known_is_mentioned_and_code_mentions_nobody() {
    let mention = json!({"kind": "mention", "text": "Ana Moreira"});
    assert_eq!(drawn("Ask @[ana]!"), paragraph_of(json!([text("Ask "), mention, text("!")])));
    assert_eq!(drawn("Ask @[bob]"), paragraph_of(json!([text("Ask @[bob]")])));
    let ids = mentioned("@[ana] *@[bob]* `@[code]` @[] @[a b] @[ana]");
    assert_eq!(ids, ["ana", "bob"].map(|id| UserId(id.into())).into());
}

/// Everything that pieces say, in order.
fn words(pieces: &[Piece]) -> String {
    let of = |piece: &Piece| match piece.kind {
        // Its address stands after it.
        PieceKind::Link => [words(&piece.parts), piece.text.clone()].concat(),
        _ => [piece.text.clone(), words(&piece.parts)].concat(),
    };
    pieces.iter().map(of).collect()
}

fn depth(pieces: &[Piece]) -> usize {
    pieces.iter().map(|piece| 1 + depth(&piece.parts)).max().unwrap_or_default()
}

fn count(pieces: &[Piece]) -> usize {
    pieces.iter().map(|piece| 1 + count(&piece.parts)).sum()
}

/// Strings that somebody might write to deceive, or to break what draws them. The same ones every time.
fn corpus() -> impl Iterator<Item = String> {
    const SNIPPETS: &[&str] = &[
        "*",
        "**",
        "_",
        "`",
        "```\n",
        "~~~ sh\n",
        "> ",
        "- ",
        "+ ",
        "1. ",
        "7) ",
        "# ",
        "    ",
        "\t",
        "\n",
        "\n\n",
        "---\n",
        "===\n",
        "[",
        "](",
        ")",
        "![",
        "]: ",
        "[a]: https://a.example\n",
        "@[",
        "]",
        "<",
        ">",
        "<script>",
        "</textarea>",
        "<!--",
        "<img src=x onerror=alert(1)>",
        "\\",
        "https://ex\u{430}mple.com",
        "javascript:",
        "data:text/html,",
        "[x](https://b.example)",
        "<https://c.example>",
        "\u{202e}",
        "\u{2066}",
        "\u{200b}",
        "\u{7}",
        "\u{feff}",
        "ß",
        "漢字",
        "שלום",
    ];
    let mut rng = StdRng::seed_from_u64(0x0b01_1ead);
    (0..5000).map(move |place| {
        let mut body = String::new();
        if place % 50 == 0 {
            // One thing over and over: very long words, very deep quotes and lists, very many marks.
            let snippet = SNIPPETS[place / 50 % SNIPPETS.len()];
            body = snippet.repeat(3000 / snippet.len().max(1));
            body.push_str("end");
        }
        for _ in 0..rng.random_range(1..40) {
            match rng.random_range(0..3) {
                0 => body.extend((0..rng.random_range(1..9)).map(|_| rng.random_range('a'..='z'))),
                _ => body.push_str(SNIPPETS.choose(&mut rng).expect("there are some")),
            }
        }
        body.chars().take(LETTERS_MAX).collect()
    })
}

/// A list holds items, and only a list does.
fn is_well_formed(piece: &Piece) -> bool {
    let is_list = matches!(piece.kind, PieceKind::List | PieceKind::NumberedList);
    piece.parts.iter().all(|part| is_list == (part.kind == PieceKind::Item) && is_well_formed(part))
}

#[test]
fn of_a_hostile_note_everything_is_seen_and_nothing_is_markup() {
    for body in corpus() {
        let pieces = pieces(&body, &nobody);
        let words = words(&pieces);
        let mut seen = words.chars();
        for letter in body.chars().filter(|letter| letter.is_alphabetic()) {
            assert!(seen.any(|other| other == letter), "{letter:?} of {body:?} is not in {words:?}");
        }
        assert!(depth(&pieces) <= DEPTH_MAX + 1, "{body:?} is {} deep", depth(&pieces));
        assert!(pieces.iter().all(is_well_formed), "{body:?} is {pieces:?}");
        assert!(count(&pieces) <= PIECES_MAX + 2 * DEPTH_MAX, "{body:?} has {} pieces", count(&pieces));
        assert!(words.len() <= 4 * body.len() + 16, "{body:?} grows");
    }
}

#[test]
fn what_nests_or_repeats_without_end_is_text_in_the_end() {
    let deep = pieces(&"> ".repeat(4000), &nobody);
    assert!(depth(&deep) <= DEPTH_MAX + 1);
    let many = pieces(&"*a* ".repeat(4000), &nobody);
    assert!(count(&many) <= PIECES_MAX + 2 * DEPTH_MAX);
    assert_eq!(words(&many).matches('a').count(), 4000, "none is lost");
}
