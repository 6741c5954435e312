//! The other ways to sign in, which need no password here: by passkey, and at the organisation's own provider.

use crate::texts as t;
use base::{
    api::{self, ApiError},
    case::lower,
    links,
    passkeys::{self, Failure},
    session::use_session,
    task,
    ui::{Button, focus_when_shown},
    words,
};
use leptos::{ev, html, prelude::*};
use wire::{identity_provider::OrganisationSignIn, session::OrganisationId};

/// The ways there are; the organisation's leads away from the page, so not from one that holds unsaved work.
#[component]
pub(super) fn Ways(with_organisation: bool) -> impl IntoView {
    view! {
        <div class="sign-in">
            {passkeys::are_there().then(|| view! { <ByPasskey /> }.into_any())}
            {with_organisation.then(|| view! { <ByOrganisation /> }.into_any())}
        </div>
    }
    .into_any()
}

#[component]
fn ByPasskey() -> impl IntoView {
    let session = use_session();
    let wrong = RwSignal::new(None::<String>);
    let waiting = RwSignal::new(false);
    let ask = move |()| {
        waiting.set(true);
        wrong.set(None);
        let session = session.clone();
        task::to_the_end(async move {
            let answer = passkeys::sign_in(&session).await;
            let _gone = waiting.try_set(false);
            let _gone = wrong.try_set(answer.err().map(|failure| match failure {
                Failure::Api(ApiError::SignedOut) => t::passkey_wrong().to_owned(),
                failure => words::passkey(&failure),
            }));
        });
    };
    view! {
        <Button is_busy=waiting on_press=ask>{t::by_passkey()}</Button>
        <Problem wrong />
    }
    .into_any()
}

#[component]
fn ByOrganisation() -> impl IntoView {
    let open = RwSignal::new(false);
    let is_refused = window().location().search().is_ok_and(|query| query == "?organisation=refused");
    let wrong = RwSignal::new(is_refused.then(|| t::organisation_refused().to_owned()));
    view! {
        {move || if open.get() {
            view! { <Organisation wrong /> }.into_any()
        } else {
            view! { <Button on_press=move |()| open.set(true)>{t::by_organisation()}</Button> }.into_any()
        }}
        <Problem wrong />
    }
    .into_any()
}

/// Which organisation it is.
#[component]
fn Organisation(wrong: RwSignal<Option<String>>) -> impl IntoView {
    let name = NodeRef::<html::Input>::new();
    let busy = RwSignal::new(false);
    focus_when_shown(name);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let Some(input) = name.get_untracked().filter(|_| !busy.get_untracked()) else { return };
        let organisation = lower(input.value().trim());
        if organisation.is_empty() {
            wrong.set(Some(t::organisation_missing().to_owned()));
            return drop(input.focus());
        }
        busy.set(true);
        wrong.set(None);
        task::to_the_end(async move {
            let form = OrganisationSignIn { organisation: OrganisationId(organisation), to: here() };
            match api::begin_organisation_sign_in(&form).await {
                // The browser refuses only malformed addresses. The form stays busy until the page is gone.
                Ok(departure) => drop(window().location().assign(&departure.location)),
                Err(error) => {
                    let _gone = busy.try_set(false);
                    let _gone = wrong.try_set(Some(match error {
                        ApiError::NotFound => t::organisation_unknown().to_owned(),
                        error => words::error(&error),
                    }));
                    input.select();
                }
            }
        });
    };
    view! {
        <form class="sign-in" novalidate on:submit=submit>
            <label class="field">
                <span>{t::organisation()}</span>
                <input class="input" autocomplete="organization" autocapitalize="none" spellcheck="false" node_ref=name
                    aria-invalid=move || wrong.with(Option::is_some).to_string() />
                <span class="field__hint">{t::organisation_hint()}</span>
            </label>
            <Button submits=true is_busy=busy on_press=|()| ()>{t::organisation_go()}</Button>
        </form>
    }
    .into_any()
}

#[component]
fn Problem(wrong: RwSignal<Option<String>>) -> impl IntoView {
    view! { <p class="field__problem" role="alert">{move || wrong.get()}</p> }.into_any()
}

/// Where the link led that asked to sign in, to go on there.
fn here() -> Option<String> {
    window().location().pathname().ok().filter(|path| path != links::sign_in())
}
