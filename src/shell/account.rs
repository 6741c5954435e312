//! The user's own button, and the sheet behind it.

use crate::{chunk_door::SheetDoor, popover::Popover, sheets::Sheet, texts as t};
use base::{session::use_session, ui::PersonChip};
use leptos::prelude::*;

#[component]
pub(crate) fn Account(help: RwSignal<bool>) -> impl IntoView {
    let Some(signed_in) = use_session().signed_in() else { return ().into_any() };
    let name = StoredValue::new(signed_in.user.name.clone());
    let open = RwSignal::new(false);
    view! {
        <Popover open class="account" button_class="account__button" sheet_class="account__sheet"
            name=name.with_value(|name| t::account_of(name))
            label=move || view! {
                <span class="only-heard">{t::account()}</span>
                <PersonChip name=Some(name.get_value()) />
            }>
            <SheetDoor sheet=Sheet::Account { open, help } />
        </Popover>
    }
    .into_any()
}
