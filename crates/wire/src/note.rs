//! Notes on an incident: as they are written, and as they are drawn.

use crate::{
    Instant,
    session::Person,
    vocabulary::{Visibility, closed_list},
};
use serde::{Deserialize, Serialize};

/// `POST …/notes`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewNote {
    pub visibility: Visibility,
    /// 1 to 16,384 characters of Markdown; `@[id]` mentions somebody who may read it.
    pub body: String,
}

/// One note. An internal one never leaves the MSP.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Note {
    pub id: String,
    pub visibility: Visibility,
    /// As it was written.
    pub body: String,
    /// The same as it is drawn.
    #[serde(default)]
    pub content: Vec<Piece>,
    /// Who is mentioned in it.
    #[serde(default)]
    pub mentions: Vec<Person>,
    pub author: Person,
    pub created_at: Instant,
}

/// A piece of a note, with the pieces that it is made of. One shape for all of them: a reader for every kind would be most of the
/// code that reads a note.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Piece {
    pub kind: PieceKind,
    /// What it says, line breaks kept: of a link its address (http or https), of a numbered item its number, of a mention its
    /// person's name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(no_recursion))]
    pub parts: Vec<Piece>,
}

closed_list! {
    /// What a piece of a note is; what else was written is its text.
    PieceKind {
        Paragraph = "paragraph", Heading = "heading", Quote = "quote", List = "list", NumberedList = "numbered_list",
        Item = "item", CodeBlock = "code_block", Text = "text", Emphasis = "emphasis", Strong = "strong", Code = "code",
        Link = "link", Mention = "mention",
    }
}

/// What somebody has begun to write: `PUT …/draft`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Draft {
    pub visibility: Visibility,
    /// 1 to 16,384 characters.
    pub body: String,
}

/// What somebody finds who comes to write: `GET …/draft`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Begun {
    pub draft: Option<Draft>,
    /// Whether they have written a note to this client before.
    pub has_shared: bool,
}
