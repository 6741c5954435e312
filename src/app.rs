//! The whole console: what lives as long as the page, and the first fork, by address.

use crate::{layouts::signed_in::SignedIn, routes::Place};
use base::{
    alarm::AlarmBanner,
    embed, keys,
    session::provide_session,
    task,
    time::provide_clock,
    ui::{Toasts, provide_announcer},
};
use leptos::prelude::*;
use leptos_router::{
    components::Router,
    hooks::use_location,
    location::{BrowserUrl, LocationProvider},
};

/// Puts the console beside the static frame that the page came with, which leaves once something is drawn.
pub(crate) fn mount() {
    leptos::mount::mount_to_body(App);
}

#[component]
fn App() -> impl IntoView {
    embed::look_around();
    provide_clock();
    provide_session();
    // Single keys are the page's around us.
    keys::provide_keys().set_single_keys(!embed::is_embedded());
    provide_announcer();
    view! {
        <Router>
            <AlarmBanner />
            <Screens />
        </Router>
        <Toasts />
    }
}

/// The address as a place. One memo is the whole router: what is keyed by what is then plain to see, which nested
/// routes would hide.
#[component]
fn Screens() -> impl IntoView {
    let path = use_location().pathname;
    let place = Memo::new(move |_| path.with(|path| Place::of_path(path)));
    let browser = use_context::<BrowserUrl>();
    task::effect(move || {
        path.track();
        // The router writes a followed link into the address bar once it is told that the new screen stands.
        if let Some(browser) = &browser {
            browser.ready_to_complete();
        }
    });
    view! { <SignedIn place /> }
}
