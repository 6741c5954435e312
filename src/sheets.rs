//! What dialogs and sheets hold. None of it is on a first screen, so it is a chunk of its own.

mod account;
mod commands;
mod filter;
mod keys;
mod picker;
mod scopes;
mod values;

use crate::{queue::filters::Narrowing, routes::Place};
use leptos::{prelude::*, wasm_split::SplitLoaderError};

/// One of them, with what it needs. `open` is whether it is.
#[derive(Clone, Copy)]
pub(crate) enum Sheet {
    /// Every scope of this user.
    Scopes {
        open: RwSignal<bool>,
        screen: Memo<Option<Place>>,
    },
    /// Every command that can be given now, and every scope.
    Commands {
        open: RwSignal<bool>,
        screen: Memo<Option<Place>>,
    },
    Keys,
    Account {
        open: RwSignal<bool>,
        help: RwSignal<bool>,
    },
    Filter(Narrowing),
}

/// The content of a sheet. Calling it gives a future that loads the chunk first.
///
/// # Errors
/// When the chunk could not be loaded.
#[leptos::wasm_split::wasm_split(sheets, wasm_split_path = ::leptos::wasm_split, fallible, preload(preload_sheets))]
pub(crate) fn sheet(sheet: Sheet) -> Result<AnyView, SplitLoaderError> {
    Ok(match sheet {
        Sheet::Scopes { open, screen } => scopes::scopes(open, screen),
        Sheet::Commands { open, screen } => commands::commands(open, screen),
        Sheet::Keys => keys::keys(),
        Sheet::Account { open, help } => account::account(open, help),
        Sheet::Filter(narrowing) => filter::filter(narrowing),
    })
}
