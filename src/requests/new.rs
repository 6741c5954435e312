//! A new request.

use super::{texts as t, words};
use crate::forms::{AskForm, SelectField, Sending, TextField};
use base::{api::requests as api, links, scope::Scope, ui::use_announcer, words::priority};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use wire::{
    request::{MESSAGE_MAX, NewRequest, RequestCategory, SUBJECT_MAX},
    session::{Client, ClientId},
    vocabulary::{Capability, Priority},
};

#[component]
pub(super) fn NewRequestForm(open: RwSignal<bool>, scope: Scope) -> impl IntoView {
    let may = |client: &&Client| client.capabilities.contains(&Capability::RequestWrite);
    let clients: Vec<Client> = scope.clients().iter().filter(may).cloned().collect();
    let only = match clients.as_slice() {
        [only] => only.id.0.clone(),
        _ => String::new(),
    };
    let is_asked = only.is_empty();
    let [client, category, criticality, subject, body] =
        [only.as_str(), RequestCategory::Question.caption(), Priority::Medium.caption(), "", ""]
            .map(|value| RwSignal::new(value.to_owned()));
    let sending = Sending::in_dialog(open);
    let (announcer, go) = (use_announcer(), use_navigate());
    let submit = move |()| {
        let [client, category, criticality, subject, body] =
            [client, category, criticality, subject, body].map(|value| value.get_untracked());
        let is_missing = sending.is_missing("client", &client)
            | sending.is_missing("subject", &subject)
            | sending.is_missing("body", &body);
        if is_missing {
            return;
        }
        let new = NewRequest {
            category: RequestCategory::from_caption(&category).unwrap_or_default(),
            criticality: Priority::from_caption(&criticality).unwrap_or_default(),
            subject: subject.trim().to_owned(),
            body,
        };
        let (scope, client) = (scope.clone(), ClientId(client));
        let (announcer, go) = (announcer.clone(), go.clone());
        let work = async move { api::make_request(&scope, &client, &new).await };
        sending.run(work, move |made| {
            announcer.toast(t::sent(&made.row.key.0));
            go(&links::request(&made.row.client.id, &made.row.key), Default::default());
        });
    };
    let problem = sending.problem("body");
    view! {
        <AskForm open send=t::send_request() sending submit>
            {is_asked.then(|| {
                let none = (String::new(), t::choose_client().to_owned());
                let options = std::iter::once(none).chain(clients.into_iter().map(|client| (client.id.0, client.name)));
                let options = Signal::stored(options.collect::<Vec<_>>());
                view! { <SelectField label=t::client() name="client" options value=client sending /> }.into_any()
            })}
            <SelectField label=t::category() name="category" value=category sending
                options=Signal::stored(named(RequestCategory::ALL, RequestCategory::caption, words::category)) />
            <SelectField label=t::criticality() name="criticality" value=criticality sending
                options=Signal::stored(named(Priority::ALL, Priority::caption, priority)) />
            <TextField label=t::subject() name="subject" value=subject sending longest=SUBJECT_MAX as u32 />
            <label class="field">
                <span class="field__label">{t::body()}</span>
                <textarea class="input" rows="6" name="body" maxlength=MESSAGE_MAX.to_string() aria-required="true"
                    aria-invalid=move || problem.with(Option::is_some).then_some("true")
                    aria-describedby="body-problem"
                    prop:value=move || body.get()
                    on:input:target=move |event| body.set(event.target().value())></textarea>
                <span class="field__hint">{t::body_hint()}</span>
            </label>
            <p class="field__problem" id="body-problem">{move || problem.get()}</p>
        </AskForm>
    }
    .into_any()
}

/// The values of a closed list, each with its word.
pub(super) fn named<T: Copy>(
    all: &[T],
    caption: fn(T) -> &'static str,
    word: fn(T) -> &'static str,
) -> Vec<(String, String)> {
    all.iter().map(|value| (caption(*value).to_owned(), word(*value).to_owned())).collect()
}
