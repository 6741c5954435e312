//! The keys that a client's findings come in by.

use super::texts as t;
use crate::forms::{AskForm, Confirm, Once, Sending, TextField, not_loaded, open_for};
use base::{
    api::administration as api,
    load::{Loaded, load},
    scope::Scope,
    ui::{Age, Button, Card, Dialog, Empty, EmptyKind, Moment, Skeleton, use_announcer},
};
use leptos::prelude::*;
use wire::{
    administration::{IngestKey, NewIngestKey},
    list::List,
    session::ClientId,
};

#[component]
pub(super) fn IngestKeys(scope: Scope, client: ClientId) -> impl IntoView {
    let place = StoredValue::new((scope, client));
    let keys = load(move || {
        let (scope, client) = place.get_value();
        async move { api::list_ingest_keys(&scope, &client).await }
    });
    let value = keys.value();
    let known = Memo::new(move |_| value.get());
    let failed = not_loaded(&keys);
    let (adding, secret) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let revoking = RwSignal::new(None::<IngestKey>);
    let made = {
        let keys = keys.clone();
        Callback::new(move |key: String| {
            secret.set(Some(key));
            keys.reload();
        })
    };
    view! {
        <Card title=t::ingest_keys() aside=|| t::ingest_keys_hint()>
            {failed}
            {move || match known.get() {
                None => view! { <Skeleton lines=3 /> }.into_any(),
                Some(known) if known.items.is_empty() => {
                    view! { <Empty kind=EmptyKind::NothingYet text=t::no_keys() /> }.into_any()
                }
                Some(known) => table(known, revoking),
            }}
            <div class="form__foot"><Button on_press=move |()| adding.set(true)>{t::new_key()}</Button></div>
        </Card>
        <Dialog open=adding title=t::new_key_title()><NewKey open=adding place made /></Dialog>
        <Once title=t::key_made() text=t::key_made_text() secret />
        <Revoke place revoking keys />
    }
    .into_any()
}

fn table(known: List<IngestKey>, revoking: RwSignal<Option<IngestKey>>) -> AnyView {
    let row = |key: IngestKey| {
        let by = key.created_by.as_ref().map(|person| t::made_by(&person.name));
        let is_revoked = key.revoked_at.is_some();
        let label = t::revoke_key(&key.name);
        let used = key.last_used_at.clone();
        let prefix = if key.prefix.is_empty() { String::new() } else { [&key.prefix, "…"].concat() };
        let (name, made) = (key.name.clone(), key.created_at.clone());
        view! {
            <tr class:listing__past=is_revoked>
                <th scope="row">{name}<small><code>{prefix}</code></small></th>
                <td data-name=t::made()><Moment at=made /><small>{by}</small></td>
                <td data-name=t::last_used()>{match used {
                    Some(used) => view! { <Age of=used /> }.into_any(),
                    None => t::never().into_any(),
                }}</td>
                <td class="listing__acts" data-name=t::state()>{if is_revoked {
                    view! { <span>{t::revoked()}</span> }.into_any()
                } else {
                    view! { <Button label on_press=move |()| revoking.set(Some(key.clone()))>{t::revoke()}</Button> }.into_any()
                }}</td>
            </tr>
        }
    };
    view! {
        <table class="listing" aria-label=t::ingest_keys()>
            <thead><tr>
                <th scope="col">{t::key()}</th>
                <th scope="col">{t::made()}</th>
                <th scope="col">{t::last_used()}</th>
                <th scope="col">{t::state()}</th>
            </tr></thead>
            <tbody>{known.items.into_iter().map(row).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

#[component]
fn NewKey(open: RwSignal<bool>, place: StoredValue<(Scope, ClientId)>, made: Callback<String>) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let sending = Sending::in_dialog(open);
    let submit = move |()| {
        let name = name.get_untracked().trim().to_owned();
        if sending.is_missing("name", &name) {
            return;
        }
        let (scope, client) = place.get_value();
        let work = async move { api::make_ingest_key(&scope, &client, &NewIngestKey { name }).await };
        sending.run_or_say(Some(t::key_lost()), work, move |key| made.run(key.key));
    };
    view! {
        <AskForm open send=t::make_key() sending submit>
            <TextField label=t::name() name="name" value=name sending hint=t::key_name_hint() />
        </AskForm>
    }
    .into_any()
}

#[component]
fn Revoke(
    place: StoredValue<(Scope, ClientId)>,
    revoking: RwSignal<Option<IngestKey>>,
    keys: Loaded<List<IngestKey>>,
) -> impl IntoView {
    let open = open_for(revoking);
    let announcer = use_announcer();
    let name = move || revoking.with(|key| key.as_ref().map(|key| key.name.clone()).unwrap_or_default());
    let act = move |sending: Sending| {
        let Some(key) = revoking.get_untracked() else { return };
        let (scope, client) = place.get_value();
        let (keys, announcer) = (keys.clone(), announcer.clone());
        let work = async move { api::revoke_ingest_key(&scope, &client, &key.id).await.map(|()| key.name) };
        sending.run(work, move |name| {
            announcer.toast(t::key_revoked(&name));
            keys.reload();
        });
    };
    let title = Signal::derive(move || t::revoke_key(&name()));
    view! { <Confirm open title text=t::revoke_text().to_owned() send=t::revoke_it().to_owned() act /> }.into_any()
}
