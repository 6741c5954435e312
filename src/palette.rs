//! The palette and the sheet of keys, as far as they are there before they are opened.

use crate::{chunk_door::SheetDoor, routes::Place, sheets::Sheet, texts as t};
use base::{
    keys::{Command, use_keys},
    ui::{Dialog, Icon, Key, Sign},
};
use leptos::prelude::*;

/// The palette's own command, which it does not list.
pub(crate) const PALETTE: &str = "palette";
const PALETTE_KEYS: &str = "Mod+k";

/// The palette's button, and the palette.
#[component]
pub(crate) fn Palette(screen: Memo<Option<Place>>) -> impl IntoView {
    let open = RwSignal::new(false);
    use_keys().register(Command::new(PALETTE, &[PALETTE_KEYS], t::keys_palette(), move || open.set(true)));
    view! {
        <button class="button button--quiet bar__search" type="button" aria-haspopup="dialog"
            aria-keyshortcuts="Control+K Meta+K" on:click=move |_| open.set(true)>
            <Icon sign=Sign::Search />
            <span>{t::keys_palette()}</span>
            <Key stroke=PALETTE_KEYS />
        </button>
        <Dialog open title=t::keys_palette()>
            <div data-typed-early=true><SheetDoor sheet=Sheet::Commands { open, screen } /></div>
        </Dialog>
    }
}

/// The `?` sheet.
#[component]
pub(crate) fn KeySheet(open: RwSignal<bool>) -> impl IntoView {
    use_keys().register(Command::new("help", &["?"], t::keys_help(), move || open.set(true)));
    view! {
        <Dialog open title=t::keyboard_help()>
            <SheetDoor sheet=Sheet::Keys />
        </Dialog>
    }
}
