//! The incident screen, lazily loaded: the only one that can see evidence. It exports `page` and nothing else.
#![expect(unreachable_pub, reason = "the component macro declares its own items `pub`")]

mod actions;
mod alerts;
mod confirm;
mod conflict;
mod desk;
mod evidence;
mod facts;
mod failed;
mod head;
mod presence;
mod rating;
mod readers;
mod records;
mod related;
mod rows;
mod screen;
mod silences;
mod size;
mod tasks;
mod texts;
mod timeline;
mod volume;

use base::scope::Scope;
use leptos::{prelude::*, wasm_split::SplitLoaderError};
use wire::{
    queue::QueueRow,
    session::{ClientId, IncidentKey},
};

/// The screen of one incident; its row, where the queue has it at hand, is shown until the incident is read. Calling it gives a
/// future that loads the chunk first.
///
/// # Errors
/// When the chunk could not be loaded.
#[leptos::wasm_split::wasm_split(incident, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn page(
    scope: Scope,
    client: ClientId,
    key: IncidentKey,
    row: Option<QueueRow>,
) -> Result<AnyView, SplitLoaderError> {
    Ok(screen::screen(scope, client, key, row))
}
