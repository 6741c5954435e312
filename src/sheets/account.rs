//! The user's own sheet: who, theme, keys, sign out.

use crate::texts as t;
use base::{
    links,
    session::use_session,
    task,
    ui::{Key, use_announcer},
};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wire::session::Session;

/// A theme as `color-scheme` has it.
const SCHEMES: [&str; 3] = ["light dark", "light", "dark"];

fn theme_name(scheme: &str) -> &'static str {
    match scheme {
        "light" => t::theme_light(),
        "dark" => t::theme_dark(),
        _ => t::theme_system(),
    }
}

/// Closes by `open`; the sheet of keys opens by `help`.
pub(super) fn account(open: RwSignal<bool>, help: RwSignal<bool>) -> AnyView {
    let session = use_session();
    let Some(signed_in) = untrack(|| session.signed_in()) else { return ().into_any() };
    let Session { user, organisation, .. } = Session::clone(&signed_in);
    let theme = RwSignal::new(worn());
    let announcer = use_announcer();
    let sign_out = move || {
        let (session, announcer) = (session.clone(), announcer.clone());
        task::to_the_end(async move {
            if session.sign_out().await.is_err() {
                announcer.toast(t::sign_out_failed());
            }
        });
    };
    view! {
            <div class="account__who">
                <strong>{user.name}</strong>
                <span>{user.email}</span><br />
                <span>{organisation.name}</span>
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
                <a class="account__action" href=links::preferences() on:click=move |_| open.set(false)>{t::preferences()}</a>
                <button class="account__action" type="button" on:click=move |_| { open.set(false); help.set(true); }>
                    {t::keyboard_help()}<Key stroke="?" />
                </button>
                <button class="account__action" type="button" on:click=move |_| sign_out()>
                    {t::sign_out()}
                </button>
            </div>
    }
    .into_any()
}

/// The scheme that is set.
fn worn() -> &'static str {
    let set = root().and_then(|root| root.style().get_property_value("color-scheme").ok());
    SCHEMES.into_iter().find(|scheme| set.as_deref() == Some(scheme)).unwrap_or(SCHEMES[0])
}

/// Sets the scheme for as long as the page lives: a choice that outlives it belongs to the preferences, not to the browser.
fn wear(scheme: &str) {
    if let Some(root) = root() {
        // Refused only for a property that does not exist.
        drop(root.style().set_property("color-scheme", scheme));
    }
}

fn root() -> Option<web_sys::HtmlElement> {
    document().document_element()?.dyn_into().ok()
}
