//! Notes are Markdown: what somebody wrote, as a small closed tree of pieces. No markup of theirs gets any further, and nothing that
//! they wrote is left out.

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag};
use std::{borrow::Cow, cell::RefCell, collections::BTreeSet, mem, ops::Range};
use wire::{
    note::{Piece, PieceKind},
    session::UserId,
};

/// How deeply pieces are made of pieces; what nests deeper is its text.
const DEPTH_MAX: usize = 6;
/// How many pieces a note has, give or take those of one element; what comes after them is its text.
const PIECES_MAX: usize = 2000;
/// How often definitions of links are looked for: what is a definition no more may have hidden others.
const PASSES: usize = 3;

/// The pieces of a note. `name_of` says who is mentioned by an id; one that it does not know is text.
#[must_use]
pub fn pieces(body: &str, name_of: &dyn Fn(&UserId) -> Option<String>) -> Vec<Piece> {
    let pieces = match shown(body) {
        Some(source) => read(&source),
        None => vec![Piece { kind: PieceKind::Paragraph, text: String::new(), parts: vec![plain(body)] }],
    };
    with_mentions(pieces, name_of)
}

/// Who is mentioned in a note, whether or not there is such a person.
#[must_use]
pub fn mentioned(body: &str) -> BTreeSet<UserId> {
    let found = RefCell::new(BTreeSet::new());
    drop(pieces(body, &|id: &UserId| {
        found.borrow_mut().insert(id.clone());
        None
    }));
    found.into_inner()
}

/// The source with nothing in it that Markdown would swallow: a definition of a link is a line that no reader sees. `None` where
/// definitions go on hiding definitions.
fn shown(body: &str) -> Option<Cow<'_, str>> {
    let mut source = Cow::Borrowed(body);
    for _ in 0..PASSES {
        let definitions = definitions(&source);
        if definitions.is_empty() {
            return Some(source);
        }
        let mut text = source.into_owned();
        for start in definitions.into_iter().rev() {
            if !text.get(start..)?.starts_with('[') {
                return None;
            }
            text.insert(start, '\\');
        }
        source = Cow::Owned(text);
    }
    None
}

/// Where definitions of links begin.
fn definitions(source: &str) -> BTreeSet<usize> {
    let parser = Parser::new_ext(source, Options::empty());
    parser.reference_definitions().iter().map(|(_, definition)| definition.span.start).collect()
}

fn read(source: &str) -> Vec<Piece> {
    let mut tree = Tree { source, open: vec![Piece::default()], skipping: 0, left: PIECES_MAX };
    for (event, range) in Parser::new_ext(source, Options::empty()).into_offset_iter() {
        if tree.left == 0 && tree.skipping == 0 && !matches!(event, Event::End(_)) {
            tree.close_all();
            tree.text_of(range.start..source.len());
            break;
        }
        tree.take(event, range);
    }
    tree.close_all();
    tree.open.pop().map(|note| note.parts).unwrap_or_default()
}

fn plain(text: &str) -> Piece {
    Piece { kind: PieceKind::Text, text: text.to_owned(), parts: vec![] }
}

/// The tree as it grows.
struct Tree<'s> {
    source: &'s str,
    /// What is being read, the outermost first; the first of all is the note itself.
    open: Vec<Piece>,
    /// How many elements deep in something that is its text already.
    skipping: usize,
    left: usize,
}

impl Tree<'_> {
    fn take(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(_) if self.skipping > 0 => self.skipping += 1,
            Event::End(_) if self.skipping > 0 => self.skipping -= 1,
            _ if self.skipping > 0 => {}
            Event::Start(tag) => match self.opened(&tag, &range) {
                Some(piece) if self.has_room_for(&piece) => self.open.push(piece),
                _ => {
                    self.skipping = 1;
                    self.text_of(range);
                }
            },
            Event::End(_) => self.close(),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.text(&text),
            Event::Code(text) => self.push(Piece { kind: PieceKind::Code, text: text.into_string(), parts: vec![] }),
            Event::SoftBreak | Event::HardBreak => self.text("\n"),
            // A rule, and what only extensions have.
            _ => self.text_of(range),
        }
    }

    /// A list is nothing without its items.
    fn has_room_for(&self, piece: &Piece) -> bool {
        let items = usize::from(matches!(piece.kind, PieceKind::List | PieceKind::NumberedList));
        self.open.len() + items <= DEPTH_MAX
    }

    /// The piece that an element is; `None` for one that is its text: pictures, and links with more to them than an address.
    fn opened(&self, tag: &Tag<'_>, range: &Range<usize>) -> Option<Piece> {
        let mut text = String::new();
        let kind = match tag {
            Tag::Paragraph | Tag::HtmlBlock => PieceKind::Paragraph,
            Tag::Heading { .. } => PieceKind::Heading,
            Tag::BlockQuote(..) => PieceKind::Quote,
            Tag::List(None) => PieceKind::List,
            Tag::List(Some(_)) => PieceKind::NumberedList,
            Tag::Item => {
                let source = self.source.get(range.clone()).unwrap_or_default();
                text.extend(source.trim_start().chars().take_while(char::is_ascii_digit));
                PieceKind::Item
            }
            Tag::CodeBlock(kind) => {
                // The language of a fence is something that somebody wrote, too.
                if let CodeBlockKind::Fenced(language, ..) = kind
                    && !language.is_empty()
                {
                    text.push_str(language);
                    text.push('\n');
                }
                PieceKind::CodeBlock
            }
            Tag::Emphasis => PieceKind::Emphasis,
            Tag::Strong => PieceKind::Strong,
            Tag::Link { link_type: LinkType::Inline | LinkType::Autolink, dest_url, title, .. }
                if title.is_empty() && is_web(dest_url) =>
            {
                text.push_str(dest_url);
                PieceKind::Link
            }
            _ => return None,
        };
        Some(Piece { kind, text, parts: vec![] })
    }

    fn close(&mut self) {
        if self.open.len() < 2 {
            return;
        }
        let Some(mut piece) = self.open.pop() else { return };
        // The break that ends a line ends nothing more.
        let last = match piece.parts.last_mut() {
            _ if piece.kind == PieceKind::CodeBlock => &mut piece.text,
            Some(last) if last.kind == PieceKind::Text => &mut last.text,
            _ => return self.push(piece),
        };
        last.truncate(last.trim_end_matches('\n').len());
        self.push(piece);
    }

    fn close_all(&mut self) {
        while self.open.len() > 1 {
            self.close();
        }
    }

    fn push(&mut self, piece: Piece) {
        self.left = self.left.saturating_sub(1);
        if let Some(within) = self.open.last_mut() {
            within.parts.push(piece);
        }
    }

    /// What an element is in the source; on a line of its own where it is there.
    fn text_of(&mut self, range: Range<usize>) {
        let before = self.source.get(..range.start).unwrap_or_default().trim_end_matches([' ', '\t', '>']);
        let text = self.source.get(range).unwrap_or_default().trim_end_matches('\n');
        let goes_on = self.open.last().is_some_and(|within| !within.parts.is_empty());
        if goes_on && self.open.len() > 1 && before.ends_with('\n') {
            self.text("\n");
        }
        self.text(text);
    }

    /// Text goes on where text has just been: the parser cuts it at every sign that might have been markup.
    fn text(&mut self, text: &str) {
        let is_outermost = self.open.len() == 1;
        let Some(within) = self.open.last_mut() else { return };
        if within.kind == PieceKind::CodeBlock {
            return within.text.push_str(text);
        }
        if let Some(last) = within.parts.last_mut().filter(|last| last.kind == PieceKind::Text) {
            return last.text.push_str(text);
        }
        if is_outermost {
            self.open.push(Piece { kind: PieceKind::Paragraph, ..Piece::default() });
        }
        self.push(plain(text));
        if is_outermost {
            self.close();
        }
    }
}

/// Only what is asked for over the web is an address; everything else is text.
fn is_web(address: &str) -> bool {
    let scheme = address.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https"))
}

/// The pieces with `@[id]` taken out of their text, where somebody is known by that id.
fn with_mentions(pieces: Vec<Piece>, name_of: &dyn Fn(&UserId) -> Option<String>) -> Vec<Piece> {
    let mut all = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match piece.kind {
            PieceKind::Text => split(&piece.text, name_of, &mut all),
            _ => all.push(Piece { parts: with_mentions(piece.parts, name_of), ..piece }),
        }
    }
    all
}

fn split(text: &str, name_of: &dyn Fn(&UserId) -> Option<String>, all: &mut Vec<Piece>) {
    let (mut before, mut rest) = (String::new(), text);
    while let Some((text, after)) = rest.split_once("@[") {
        before.push_str(text);
        let id = after.split_once(']').filter(|(id, _)| is_id(id));
        match id.and_then(|(id, after)| Some((name_of(&UserId(id.to_owned()))?, after))) {
            Some((name, after)) => {
                if !before.is_empty() {
                    all.push(plain(&mem::take(&mut before)));
                }
                all.push(Piece { kind: PieceKind::Mention, text: name, parts: vec![] });
                rest = after;
            }
            None => {
                before.push_str("@[");
                rest = after;
            }
        }
    }
    before.push_str(rest);
    if !before.is_empty() {
        all.push(plain(&before));
    }
}

fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

#[cfg(test)]
mod tests;
