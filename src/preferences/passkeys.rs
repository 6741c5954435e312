//! Passkeys: those there are, one more, one less.

use super::{
    Own,
    ask::{Ask, Report, problem},
    texts as t,
};
use base::{
    api,
    passkeys::{self, Failure},
    task,
    ui::{Button, Card, Moment, focus_when_shown, use_announcer},
    words,
};
use leptos::{html, prelude::*};
use wire::factors::{Factors, Passkey};

#[component]
pub(super) fn PasskeysCard(known: Memo<Option<Factors>>) -> impl IntoView {
    let adding = RwSignal::new(false);
    let passkeys =
        Memo::new(move |_| known.with(|known| known.as_ref().map_or_else(Vec::new, |it| it.passkeys.clone())));
    view! {
        <Card title=t::passkeys()>
            {move || passkeys.with(Vec::is_empty).then(|| view! { <p>{t::passkeys_none()}</p> }.into_any())}
            <ul class="preferences__list">
                {move || passkeys.get().into_iter().map(|passkey| view! { <Row passkey /> }.into_any()).collect_view()}
            </ul>
            {move || if !passkeys::are_there() {
                view! { <p class="field__hint">{t::passkeys_unsupported()}</p> }.into_any()
            } else if adding.get() {
                view! { <Add open=adding /> }.into_any()
            } else {
                view! {
                    <div class="preferences__buttons">
                        <Button on_press=move |()| adding.set(true)>{t::passkey_add()}</Button>
                    </div>
                }
                .into_any()
            }}
        </Card>
    }
    .into_any()
}

#[component]
fn Add(open: RwSignal<bool>) -> impl IntoView {
    let own: Own = expect_context();
    let announcer = use_announcer();
    let name = NodeRef::<html::Input>::new();
    focus_when_shown(name);
    let act = Callback::new(move |(password, report): (String, Report)| {
        let Some(input) = name.get_untracked() else { return };
        let name = input.value().trim().to_owned();
        if name.is_empty() {
            report.run(Some(t::passkey_name_missing().to_owned()));
            return drop(input.focus());
        }
        let (own, announcer) = (own.clone(), announcer.clone());
        task::to_the_end(async move {
            match passkeys::add(&name, password).await {
                Ok(_added) => {
                    report.run(None);
                    announcer.toast(t::passkey_added());
                    own.changed();
                }
                Err(Failure::Api(error)) => report.run(Some(problem(&error))),
                Err(failure) => report.run(Some(words::passkey(&failure))),
            }
        });
    });
    view! {
        <Ask open send=t::next() act>
            <label class="field">
                <span class="field__label">{t::passkey_name()}</span>
                <input class="input" maxlength="60" autocomplete="off" node_ref=name />
            </label>
        </Ask>
    }
    .into_any()
}

#[component]
fn Row(passkey: Passkey) -> impl IntoView {
    let own: Own = expect_context();
    let announcer = use_announcer();
    let Passkey { id, name, created_at, last_used_at } = passkey;
    let label = t::remove_of(&name);
    let remove = move |()| {
        let (own, announcer, id) = (own.clone(), announcer.clone(), id.clone());
        task::to_the_end(async move {
            match api::remove_passkey(&id).await {
                Ok(()) => {
                    announcer.toast(t::passkey_removed());
                    own.changed();
                }
                Err(error) => announcer.toast(words::error(&error)),
            }
        });
    };
    view! {
        <li class="preferences__row">
            <span>
                <strong>{name}</strong>
                <small>
                    {t::added()} " " <Moment at=created_at /> ", "
                    {match last_used_at {
                        Some(at) => view! { {t::last_used()} " " <Moment at /> }.into_any(),
                        None => t::never_used().into_any(),
                    }}
                </small>
            </span>
            <Button label=label on_press=remove>{t::remove()}</Button>
        </li>
    }
    .into_any()
}
