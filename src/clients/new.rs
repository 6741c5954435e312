//! A new client.

use super::texts as t;
use crate::forms::{AskForm, Sending, TextField};
use base::{api::administration as api, case::upper, links, office::Office, session::use_session, ui::use_announcer};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use wire::administration::NewClient;

/// What a client is coloured with until somebody chooses.
const COLOUR: &str = "#2a78d0";

#[component]
pub(super) fn NewClientForm(open: RwSignal<bool>, office: Office) -> impl IntoView {
    let [name, code, colour] = ["", "", COLOUR].map(|value| RwSignal::new(value.to_owned()));
    let sending = Sending::in_dialog(open);
    let (session, announcer, go) = (use_session(), use_announcer(), use_navigate());
    let submit = move |()| {
        let [name, code, colour] = [name, code, colour].map(|value| value.get_untracked().trim().to_owned());
        if sending.is_missing("code", &code) | sending.is_missing("name", &name) {
            return;
        }
        let client = NewClient { name, code: upper(&code), colour };
        let (session, announcer, go, office) = (session.clone(), announcer.clone(), go.clone(), office.clone());
        let work = async move {
            let made = api::create_client(&office, &client).await?;
            // It is in no scope before the session has been read again; that builds the screens anew.
            session.read().await;
            announcer.toast(t::client_created(&made.name));
            go(&links::admin_client(&made.id), Default::default());
            Ok(())
        };
        sending.run(work, |()| ());
    };
    view! {
        <AskForm open send=t::create() sending submit>
            <TextField label=t::name() name="name" value=name sending />
            <TextField label=t::code() name="code" value=code sending longest=5 hint=t::code_hint() />
            <TextField label=t::colour() name="colour" value=colour sending kind="color" hint=t::colour_hint() />
        </AskForm>
    }
    .into_any()
}
