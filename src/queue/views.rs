//! Saved views: their list under a button, what has changed since the one at hand was saved, and what can be done to it. A
//! chunk with the choice of columns, which stands beside it.

mod forms;
mod menu;
mod same;
mod state;
mod texts;

use super::address::Wanted;
use base::ui::{Button, ButtonKind};
use forms::Forms;
use leptos::{prelude::*, wasm_split::SplitLoaderError};
use menu::{MenuButton, go_on_from};
use state::{Doing, Views};
use texts as t;

/// The whole of it, in the queue's heading. Calling it gives a future that loads the chunk first.
///
/// # Errors
/// When the chunk could not be loaded.
#[leptos::wasm_split::wasm_split(views, wasm_split_path = ::leptos::wasm_split, fallible)]
pub(crate) fn desk(wanted: Signal<Wanted>, open: RwSignal<bool>) -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <Desk wanted open /> }.into_any())
}

#[component]
fn Desk(wanted: Signal<Wanted>, open: RwSignal<bool>) -> impl IntoView {
    let views = Views::set_up(wanted, open);
    view! {
        <div class="views__desk">
            <Changed views />
            <MenuButton views />
            <Forms views />
        </div>
    }
    .into_any()
}

/// Whether the address still is the view at hand, and what to do about it where it is not.
#[component]
fn Changed(views: Views) -> impl IntoView {
    move || {
        let Some(view) = views.current.get().filter(|_| views.is_changed.get()) else {
            go_on_from(".views__changed + *");
            return None;
        };
        let keep = match view.may_change {
            true => view! {
                <Button kind=ButtonKind::Quiet is_busy=views.is_busy on_press=move |()| views.save_changes()>{t::save_changes()}</Button>
            },
            false => view! {
                <Button kind=ButtonKind::Quiet on_press=move |()| views.ask_for(Doing::Saving)>{t::save_view()}</Button>
            },
        };
        Some(view! {
            <span class="views__changed" role="status">{t::changed()}</span>
            {keep}
        })
    }
}
