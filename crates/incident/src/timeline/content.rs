//! A note as it is drawn: plain elements of a closed list, and every text in them somebody else's.

use base::ui::Untrusted;
use leptos::{html, prelude::*};
use wire::note::{Piece, PieceKind};

/// The longest note, characters.
const LONGEST: usize = 16_384;

pub(super) fn view_pieces(pieces: &[Piece]) -> AnyView {
    pieces.iter().map(view_piece).collect_view().into_any()
}

/// Elements are made by their name: one piece of code for all of them.
fn view_piece(piece: &Piece) -> AnyView {
    let (tag, class) = match piece.kind {
        PieceKind::Paragraph => ("p", ""),
        PieceKind::Heading => ("p", "content__heading"),
        PieceKind::Quote => ("blockquote", ""),
        PieceKind::List => ("ul", ""),
        PieceKind::NumberedList => ("ol", ""),
        PieceKind::Item => ("li", ""),
        PieceKind::CodeBlock => ("pre", ""),
        PieceKind::Emphasis => ("em", ""),
        PieceKind::Strong => ("strong", ""),
        PieceKind::Code => ("code", ""),
        PieceKind::Link => ("span", "content__link"),
        PieceKind::Mention => ("span", "content__mention"),
        PieceKind::Text | PieceKind::Unknown => return view_text(piece),
    };
    let is_said = !matches!(piece.kind, PieceKind::Item) && !piece.text.is_empty();
    // An address that is its own text stands there once.
    let is_link = matches!(piece.kind, PieceKind::Link);
    let is_bare = is_link && matches!(piece.parts.as_slice(), [only] if only.text == piece.text);
    let parts = (!is_bare).then(|| view_pieces(&piece.parts));
    let number = (!piece.text.is_empty() && !is_said).then(|| piece.text.clone());
    let text = is_said.then(|| match piece.kind {
        PieceKind::Link if !is_bare => (" (", view_text(piece), ")").into_any(),
        PieceKind::Mention => ("@", view_text(piece)).into_any(),
        _ => view_text(piece),
    });
    html::custom(tag).class(class).attr("value", number).child((parts, text).into_any()).into_any()
}

fn view_text(piece: &Piece) -> AnyView {
    view! { <Untrusted text=piece.text.clone() longest=LONGEST keeps_lines=true /> }.into_any()
}
