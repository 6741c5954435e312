//! The user's own sheet: who, theme, keys, sign out.

use crate::{popover::Popover, texts as t};
use base::{
    session::use_session,
    task,
    ui::{Key, PersonChip, use_announcer},
};
use leptos::prelude::*;

/// A theme as `color-scheme` has it.
const SCHEMES: [&str; 3] = ["light dark", "light", "dark"];

fn theme_name(scheme: &str) -> &'static str {
    match scheme {
        "light" => t::theme_light(),
        "dark" => t::theme_dark(),
        _ => t::theme_system(),
    }
}

#[component]
pub(crate) fn Account(help: RwSignal<bool>) -> impl IntoView {
    let session = use_session();
    let Some(signed_in) = session.signed_in() else { return ().into_any() };
    let name = signed_in.user.name.clone();
    let who = StoredValue::new((name.clone(), signed_in.user.email.clone(), signed_in.organisation.name.clone()));
    let open = RwSignal::new(false);
    let theme = RwSignal::new(SCHEMES[0]);
    let announcer = use_announcer();
    let sign_out = StoredValue::new(move || {
        let (session, announcer) = (session.clone(), announcer.clone());
        task::to_the_end(async move {
            if session.sign_out().await.is_err() {
                announcer.toast(t::sign_out_failed());
            }
        });
    });
    view! {
        <Popover open class="account" button_class="account__button" sheet_class="account__sheet"
            name=t::account_of(&name)
            label=move || view! { <PersonChip name=Some(who.with_value(|who| who.0.clone())) /> }>
            <div class="account__who">
                <strong>{who.with_value(|who| who.0.clone())}</strong>
                <span>{who.with_value(|who| who.1.clone())}</span><br />
                <span>{who.with_value(|who| who.2.clone())}</span>
            </div>
            <fieldset>
                <legend>{t::theme()}</legend>
                <div class="account__themes">
                {SCHEMES.map(|scheme| view! {
                    <label class="account__theme">
                        <input type="radio" name="theme" prop:checked=move || theme.get() == scheme
                            on:change=move |_| { theme.set(scheme); wear(scheme); } />
                        {theme_name(scheme)}
                    </label>
                })}
                </div>
            </fieldset>
            <div class="account__actions">
                <button class="account__action" type="button" on:click=move |_| { open.set(false); help.set(true); }>
                    {t::keyboard_help()}<Key stroke="?" />
                </button>
                <button class="account__action" type="button" on:click=move |_| sign_out.with_value(|sign_out| sign_out())>
                    {t::sign_out()}
                </button>
            </div>
        </Popover>
    }
    .into_any()
}

/// Sets the scheme for as long as the page lives: a choice that outlives it belongs to the preferences, not to the browser.
fn wear(scheme: &str) {
    if let Some(root) = document().document_element()
        && let Some(root) = wasm_bindgen::JsCast::dyn_ref::<web_sys::HtmlElement>(&root)
    {
        // Refused only for a property that does not exist.
        drop(root.style().set_property("color-scheme", scheme));
    }
}
