//! One request: what it is about, what was written, and what can be done.

use super::{
    composer::Composer,
    conversation::view_entries,
    handling::{Handling, Turn},
    texts as t, words,
};
use crate::{
    administration::say_title,
    forms::{Sending, not_loaded, not_sent},
};
use base::{
    api::{ApiError, requests as api},
    links,
    live::{LiveEvent, use_live},
    load::{Loaded, load},
    scope::Scope,
    session::use_session,
    ui::{Breach, Card, ClientChip, Icon, Level, Moment, NotFound, PersonChip, Sign, Skeleton, Untrusted},
};
use leptos::prelude::*;
use wire::{
    event::EventKind,
    request::{Request, RequestCommand, SUBJECT_MAX},
    session::{Client, ClientId, RequestKey},
};

/// What every part of this screen stands on. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    place: StoredValue<(Scope, Client, RequestKey)>,
    request: StoredValue<Loaded<Request>>,
    /// Of commands.
    pub(super) sending: Sending,
}

impl Desk {
    pub(super) fn client(self) -> Client {
        self.place.with_value(|(_, client, _)| client.clone())
    }

    pub(super) fn address(self) -> (Scope, ClientId, RequestKey) {
        self.place.with_value(|(scope, client, key)| (scope.clone(), client.id.clone(), key.clone()))
    }

    /// Something of the request; `T`'s own before it is known.
    pub(super) fn of<T: Default + PartialEq + Send + Sync + 'static>(
        self,
        read: impl Fn(&Request) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        let value = self.request.get_value().value();
        Memo::new(move |_| value.with(|request| request.as_ref().map(&read).unwrap_or_default()))
    }

    /// Takes the request as an answer tells it.
    pub(super) fn put(self, request: Request) {
        self.request.with_value(|loaded| loaded.put(request));
    }

    /// Gives a command in the version that is shown, in the form of `sending`; where somebody was faster it is read again.
    pub(super) fn command(self, sending: Sending, command: RequestCommand, done: impl FnOnce(&Request) + 'static) {
        let loaded = self.request.get_value();
        let version = loaded.value().with_untracked(|request| request.as_ref().map_or(0, |known| known.row.version));
        let (scope, client, key) = self.address();
        let work = async move {
            let answer = api::command_request(&scope, &client, &key, version, &command).await;
            if matches!(answer, Err(ApiError::Conflict { .. })) {
                loaded.reload();
            }
            answer
        };
        sending.run(work, move |request| {
            done(&request);
            self.put(request);
        });
    }
}

#[component]
pub(super) fn RequestPage(scope: Scope, client: Client, key: RequestKey) -> impl IntoView {
    if let Some(session) = untrack(|| use_session().signed_in()) {
        say_title(&[&key.0, &client.name], &session);
    }
    let back = links::open_requests(&scope);
    let place = StoredValue::new((scope, client, key));
    let request = load(move || {
        let (scope, client, key) = place.get_value();
        async move { api::read_request(&scope, &client.id, &key).await }
    });
    let desk = Desk { place, request: StoredValue::new(request.clone()), sending: Sending::new() };
    use_live().on_event({
        let request = request.clone();
        move |event| {
            let is_it = match event {
                LiveEvent::Changed(event) => {
                    event.kind == EventKind::Request && place.with_value(|(_, _, key)| event.key.0 == key.0)
                }
                LiveEvent::Resync => true,
            };
            if is_it {
                request.reload_quietly();
            }
        }
    });
    let value = request.value();
    let is_there = Memo::new(move |_| value.with(Option::is_some));
    move || {
        // Once it is there, a failure is told beside it: what is being written stays.
        if is_there.get() {
            return view_request(desk, &request, back.clone());
        }
        match request.failure() {
            Some(ApiError::NotFound | ApiError::Denied(_)) => view! { <NotFound /> }.into_any(),
            None | Some(ApiError::SignedOut) => view! { <Skeleton lines=8 /> }.into_any(),
            Some(_) => not_loaded(&request)().into_any(),
        }
    }
}

fn view_request(desk: Desk, request: &Loaded<Request>, back: String) -> AnyView {
    let (client, (_, _, key)) = (desk.client(), desk.address());
    let subject = desk.of(|request| request.subject.clone());
    let entries = desk.of(|request| request.conversation.clone());
    let handles = desk.of(|request| request.may_handle);
    let writes = desk.of(|request| request.may_write);
    view! {
        <article class="request">
            <header class="incident__head">
                <div class="incident__over">
                    <a class="incident__back" href=back><Icon sign=Sign::Back />{t::back()}</a>
                    <ClientChip code=client.code name=client.name colour=client.colour />
                </div>
                <h1 tabindex="-1">
                    {move || view! { <Untrusted text=subject.get() longest=SUBJECT_MAX /> }}
                    " "
                    <span class="incident__key">{key.0}</span>
                </h1>
            </header>
            {not_loaded(request)}
            <div class="toolbar">
                {move || handles.get().then(|| view! { <Handling desk /> }.into_any())}
                {move || writes.get().then(|| view! { <Turn desk /> }.into_any())}
            </div>
            {not_sent(desk.sending)}
            <div class="columns">
                <Facts desk />
                <Card title=t::conversation()>
                    {move || view_entries(entries.get())}
                    {move || writes.get().then(|| view! { <Composer desk /> }.into_any())}
                </Card>
            </div>
        </article>
    }
    .into_any()
}

#[component]
fn Facts(desk: Desk) -> impl IntoView {
    let known = desk.of(|request| Some((request.row.clone(), request.incident.clone())));
    let client = desk.client().id;
    let facts = move || {
        let (row, incident) = known.get()?;
        let was_late = row.breached && row.breach_at.is_none();
        let incident = incident.map(|key| {
            let to = links::incident(&client, &key);
            view! { <dt>{t::incident()}</dt><dd><a href=to>{key.0}</a></dd> }.into_any()
        });
        Some(
            view! {
                <dt>{t::column_category()}</dt><dd>{words::category(row.category)}</dd>
                <dt>{t::column_criticality()}</dt><dd><Level of=row.criticality /></dd>
                <dt>{t::column_status()}</dt><dd>{words::status(row.status)}</dd>
                <dt>{t::column_assignee()}</dt><dd><PersonChip name=row.assignee.map(|person| person.name) /></dd>
                <dt>{t::column_asker()}</dt><dd><PersonChip name=Some(row.asker.name) /> " " <small>{row.asker.organisation}</small></dd>
                <dt>{t::asked()}</dt><dd><Moment at=row.created_at.clone() /></dd>
                <dt>{t::column_answer()}</dt>
                <dd>{match was_late {
                    true => t::late().into_any(),
                    false => view! { <Breach due_at=row.breach_at since=row.created_at is_paused=false /> }.into_any(),
                }}</dd>
                {incident}
            }
            .into_any(),
        )
    };
    view! { <Card title=t::facts()><dl class="pairs">{facts}</dl></Card> }.into_any()
}
