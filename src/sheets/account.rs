//! The user's own sheet: who, theme, keys, sign out.

use crate::texts as t;
use base::{
    api,
    keys::use_keys,
    links,
    scope::use_scope,
    session::{SessionHandle, use_session},
    task, theme,
    ui::{Announcer, Key, use_announcer},
    words,
};
use leptos::prelude::*;
use wire::{
    preferences::{PreferencesChange, Theme},
    session::Session,
    vocabulary::Capability,
};

/// The system's, and both that may take its place.
const THEMES: [Option<Theme>; 3] = [None, Some(Theme::Light), Some(Theme::Dark)];

fn theme_name(theme: Option<Theme>) -> &'static str {
    match theme {
        Some(Theme::Light) => t::theme_light(),
        Some(Theme::Dark) => t::theme_dark(),
        _ => t::theme_system(),
    }
}

/// Keeps what was chosen; it is worn already.
fn keep(session: &SessionHandle, announcer: &Announcer, change: PreferencesChange) {
    let (session, announcer) = (session.clone(), announcer.clone());
    task::to_the_end(async move {
        match api::change_preferences(&change).await {
            Ok(preferences) => session.prefer(preferences),
            Err(error) => announcer.toast(t::not_kept(&words::error(&error))),
        }
    });
}

/// Closes by `open`; the sheet of keys opens by `help`.
pub(super) fn account(open: RwSignal<bool>, help: RwSignal<bool>) -> AnyView {
    let session = use_session();
    let Some(signed_in) = untrack(|| session.signed_in()) else { return ().into_any() };
    let Session { user, organisation, preferences, .. } = Session::clone(&signed_in);
    let theme = RwSignal::new(preferences.theme);
    let has_single_keys = RwSignal::new(preferences.single_keys != Some(false));
    let (announcer, keys) = (use_announcer(), use_keys());
    let choose = {
        let (session, announcer) = (session.clone(), announcer.clone());
        move |chosen: Option<Theme>| {
            theme.set(chosen);
            theme::wear(chosen);
            keep(&session, &announcer, PreferencesChange { theme: Some(chosen), ..PreferencesChange::default() });
        }
    };
    let choose = StoredValue::new(choose);
    let switch_keys = {
        let (session, announcer) = (session.clone(), announcer.clone());
        move |_| {
            has_single_keys.update(|on| *on = !*on);
            let on = has_single_keys.get_untracked();
            keys.set_single_keys(on);
            let single_keys = Some((!on).then_some(false));
            keep(&session, &announcer, PreferencesChange { single_keys, ..PreferencesChange::default() });
        }
    };
    let sign_out = move || {
        let (session, announcer) = (session.clone(), announcer.clone());
        task::to_the_end(async move {
            if session.sign_out().await.is_err() {
                announcer.toast(t::sign_out_failed());
            }
        });
    };
    let scope = use_scope();
    let hands_over = scope.may(Capability::IncidentAssign).then(|| {
        view! {
            <a class="account__action" href=links::handover(&scope) on:click=move |_| open.set(false)>
                {t::hand_over()}<Key stroke="g h" />
            </a>
        }
        .into_any()
    });
    view! {
            <div class="account__who">
                <strong>{user.name}</strong>
                <span>{user.email}</span><br />
                <span>{organisation.name}</span>
            </div>
            <fieldset>
                <legend>{t::theme()}</legend>
                <div class="account__themes">
                {THEMES.map(|one| view! {
                    <label class="account__theme">
                        <input type="radio" name="theme" prop:checked=move || theme.get() == one
                            on:change=move |_| choose.with_value(|choose| choose(one)) />
                        {theme_name(one)}
                    </label>
                })}
                </div>
            </fieldset>
            <label class="account__keys">
                <input type="checkbox" prop:checked=move || has_single_keys.get() on:change=switch_keys />
                {t::single_keys()}
            </label>
            <div class="account__actions">
                <a class="account__action" href=links::preferences() on:click=move |_| open.set(false)>{t::preferences()}</a>
                {hands_over}
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
