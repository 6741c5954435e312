//! Preferences and security: how somebody signs in, and where they are signed in. A chunk of its own.

mod ask;
mod authenticator;
mod passkeys;
mod password;
mod sessions;
mod texts;

use authenticator::AuthenticatorCard;
use base::{
    api::{self, ApiError},
    load::{Loaded, load},
    ui::{Card, Failure, Skeleton},
    words,
};
use leptos::prelude::*;
use passkeys::PasskeysCard;
use password::PasswordCard;
use sessions::SessionsCard;
use texts as t;
use wire::factors::Factors;

/// The screen. Calling it gives a future that loads the chunk first.
///
/// # Errors
/// When the chunk could not be loaded.
#[leptos::wasm_split::wasm_split(preferences, wasm_split_path = ::leptos::wasm_split, fallible)]
pub(crate) fn page() -> Result<AnyView, leptos::wasm_split::SplitLoaderError> {
    Ok(view! { <PreferencesPage /> }.into_any())
}

/// How somebody stands with their factors, for the cards that show and change them.
#[derive(Clone)]
struct Own {
    factors: Loaded<Factors>,
    /// Counts changes that give the session another id, which its list shows.
    changes: RwSignal<u32>,
}

impl Own {
    /// Something has changed: what is shown is read again.
    fn changed(&self) {
        self.factors.reload();
        // The screen may be gone meanwhile.
        let _gone = self.changes.try_update(|changes| *changes += 1);
    }
}

#[component]
fn PreferencesPage() -> impl IntoView {
    let own = Own { factors: load(api::read_factors), changes: RwSignal::new(0) };
    let known = Memo::new({
        let value = own.factors.value();
        move |_| value.get()
    });
    let has_password = Memo::new(move |_| known.with(|known| known.as_ref().map(|known| known.has_password)));
    let factors = own.factors.clone();
    let changes = own.changes;
    provide_context(own);
    view! {
        <div class="page-title"><h1>{t::title()}</h1></div>
        {move || failure(&factors, t::not_loaded())}
        <div class="preferences">
            {move || match has_password.get() {
                None => view! { <Skeleton lines=6 /> }.into_any(),
                Some(true) => view! {
                    <AuthenticatorCard known />
                    <PasskeysCard known />
                    <PasswordCard />
                }
                .into_any(),
                Some(false) => view! { <Card title=t::password()><p>{t::through_organisation()}</p></Card> }.into_any(),
            }}
            <SessionsCard changes />
        </div>
    }
    .into_any()
}

/// What went wrong with a reading; an ended session has its own dialog.
fn failure<T: Send + Sync + 'static>(loaded: &Loaded<T>, what: &str) -> Option<AnyView> {
    let error = loaded.failure().filter(|error| *error != ApiError::SignedOut)?;
    let text = [what, ": ", &words::error(&error)].concat();
    let again = loaded.clone();
    let retry = Callback::new(move |()| again.reload());
    Some(view! { <Failure text request_id=error.request_id().map(str::to_owned) retry=Some(retry) /> }.into_any())
}
