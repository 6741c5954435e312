//! A client's name and colour.

use super::texts as t;
use crate::forms::{Sending, TextField, not_sent, only_seen};
use base::{
    api::administration as api,
    scope::Scope,
    session::use_session,
    ui::{Button, ButtonKind, Card, use_announcer},
};
use leptos::{ev, prelude::*};
use wire::{administration::ClientChange, session::Client};

#[component]
pub(super) fn Details(scope: Scope, client: Client) -> impl IntoView {
    let name = RwSignal::new(client.name.clone());
    let colour = RwSignal::new(client.colour.clone());
    let (code, address) = (client.code.clone(), ["/c/", &client.id.0].concat());
    let (sending, seen) = (Sending::new(), only_seen());
    let (session, announcer) = (use_session(), use_announcer());
    let before = StoredValue::new((client.name, client.colour));
    let is_same = Signal::derive(move || {
        before
            .with_value(|(known, worn)| name.with(|name| name.trim() == known) && colour.with(|colour| colour == worn))
    });
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        sending.clear();
        if is_same.get_untracked() || sending.is_missing("name", &name.get_untracked()) {
            return;
        }
        let change =
            ClientChange { name: Some(name.get_untracked().trim().to_owned()), colour: Some(colour.get_untracked()) };
        let (scope, id) = (scope.clone(), client.id.clone());
        let (session, announcer) = (session.clone(), announcer.clone());
        let work = async move {
            api::change_client(&scope, &id, &change).await?;
            announcer.toast(t::saved());
            // Labels and bands everywhere follow.
            session.read().await;
            Ok(())
        };
        sending.run(work, |()| ());
    };
    view! {
        <Card title=t::details()>
            <form class="form" novalidate on:submit=submit>
                <TextField label=t::name() name="name" value=name sending />
                <TextField label=t::colour() name="colour" value=colour sending kind="color" hint=t::colour_hint() />
                <dl class="pairs">
                    <dt>{t::code()}</dt><dd><code>{code}</code></dd>
                    <dt>{t::address()}</dt><dd><code>{address}</code></dd>
                </dl>
                {not_sent(sending)}
                <div class="form__foot">
                    <Button kind=ButtonKind::Primary submits=true is_busy=sending.is_busy on_press=|()| ()
                        refusal=Signal::derive(move || seen.get().or_else(|| is_same.get().then(|| t::no_changes().to_owned())))>{t::save()}</Button>
                </div>
            </form>
        </Card>
    }
    .into_any()
}
