//! What can be done to a request: whoever answers gives it to somebody, sets it, and ties it to an incident; its client ends it.

use super::{new::named, page::Desk, texts as t, words};
use crate::forms::{AskForm, SelectField, Sending, TextField, only_seen};
use base::{
    case::upper,
    ui::{Button, Dialog, Menu, MenuItem},
    words as common,
};
use leptos::prelude::*;
use wire::{
    request::{RequestCommand, RequestRow, RequestStatus},
    session::{IncidentKey, Person},
    vocabulary::{Capability, Category, Priority},
    workflow::Refusal,
};

/// Closing it, and taking that back: one button, which stays where it is.
#[component]
pub(super) fn Turn(desk: Desk) -> impl IntoView {
    let is_closed = desk.of(|request| request.row.status == RequestStatus::Closed);
    let press = move |()| {
        let command = if is_closed.get_untracked() { RequestCommand::Reopen {} } else { RequestCommand::Close {} };
        desk.command(desk.sending, command, |_| ());
    };
    view! {
        <Button is_busy=desk.sending.is_busy refusal=only_seen() on_press=press>
            {move || if is_closed.get() { t::reopen() } else { t::close() }}
        </Button>
    }
    .into_any()
}

#[component]
pub(super) fn Handling(desk: Desk) -> impl IntoView {
    let seen = only_seen();
    let is_closed = desk.of(|request| request.row.status == RequestStatus::Closed);
    let refusal = Signal::derive(move || seen.get().or_else(|| is_closed.get().then(|| t::is_closed().to_owned())));
    let incident = desk.of(|request| request.incident.clone());
    let known: Known = desk.of(|request| Some((request.row.clone(), request.assignees.clone())));
    let no_other = Signal::derive(move || {
        refusal.get().or_else(|| incident.with(|key| key.as_ref().map(|key| t::is_about(&key.0))))
    });
    let client = desk.client();
    let lacks = |capability: Capability| {
        let has = client.capabilities.contains(&capability);
        (!has).then(|| common::refusal(Refusal::Capability { capability }))
    };
    let [no_setting, no_reading] = [Capability::IncidentSetStatus, Capability::IncidentRead].map(lacks);
    let no_opening = Signal::derive(move || no_other.get().or_else(|| no_setting.clone()));
    let no_joining = Signal::derive(move || refusal.get().or_else(|| no_reading.clone()));
    let [opening, joining] = [(); 2].map(|()| RwSignal::new(false));
    view! {
        {choice(refusal, known, assignee, move |row, all| people(desk, row, all))}
        {choice(refusal, known, |row| t::status_is(words::status(row.status)), move |row, _| statuses(desk, row))}
        {choice(
            refusal,
            known,
            |row| t::criticality_is(common::priority(row.criticality)),
            move |row, _| criticalities(desk, row),
        )}
        <Button refusal=no_opening on_press=move |()| opening.set(true)>{t::open_incident()}</Button>
        <Button refusal=no_joining on_press=move |()| joining.set(true)>{t::join_incident()}</Button>
        <Dialog open=opening title=t::open_incident_title()><OpenForm desk open=opening /></Dialog>
        <Dialog open=joining title=t::join_incident_title()><JoinForm desk open=joining /></Dialog>
    }
    .into_any()
}

/// The row, and who can be given it; `None` before it is known.
type Known = Memo<Option<(RequestRow, Vec<Person>)>>;

/// A menu whose button says how it is now.
fn choice(
    refusal: Signal<Option<String>>,
    known: Known,
    says: fn(&RequestRow) -> String,
    items: impl Fn(&RequestRow, &[Person]) -> Vec<MenuItem> + Send + Sync + 'static,
) -> AnyView {
    let says = move || known.with(|known| known.as_ref().map(|(row, _)| says(row)));
    let items = Signal::derive(move || {
        known.with(|known| known.as_ref().map(|(row, people)| items(row, people)).unwrap_or_default())
    });
    view! { <Menu open=RwSignal::new(false) refusal label=move || says items /> }.into_any()
}

fn item(desk: Desk, label: &str, is_current: bool, command: RequestCommand) -> MenuItem {
    let run = move || desk.command(desk.sending, command.clone(), |_| ());
    MenuItem::new(label, run).current(is_current)
}

fn assignee(row: &RequestRow) -> String {
    t::assign_to(row.assignee.as_ref().map_or(common::nobody(), |person| person.name.as_str()))
}

fn people(desk: Desk, row: &RequestRow, people: &[Person]) -> Vec<MenuItem> {
    let now = row.assignee.as_ref();
    let people = people.iter().map(|person| {
        let is_current = now.is_some_and(|now| now.id == person.id);
        item(desk, &person.name, is_current, RequestCommand::Assign { assignee: Some(person.id.clone()) })
    });
    let nobody = item(desk, common::nobody(), now.is_none(), RequestCommand::Assign { assignee: None });
    people.chain([nobody]).collect()
}

fn statuses(desk: Desk, row: &RequestRow) -> Vec<MenuItem> {
    let one = |status| item(desk, words::status(status), status == row.status, RequestCommand::SetStatus { status });
    [RequestStatus::WaitingClient, RequestStatus::WaitingMsp].map(one).into()
}

fn criticalities(desk: Desk, row: &RequestRow) -> Vec<MenuItem> {
    let one = |criticality: &Priority| {
        let command = RequestCommand::SetCriticality { criticality: *criticality };
        item(desk, common::priority(*criticality), *criticality == row.criticality, command)
    };
    Priority::ALL.iter().map(one).collect()
}

#[component]
fn OpenForm(desk: Desk, open: RwSignal<bool>) -> impl IntoView {
    let category = RwSignal::new(Category::Unclassified.caption().to_owned());
    let sending = Sending::in_dialog(open);
    let submit = move |()| {
        let category = Category::from_caption(&category.get_untracked()).unwrap_or_default();
        let announcer = sending.announcer();
        desk.command(sending, RequestCommand::OpenIncident { category }, move |request| {
            if let Some(key) = &request.incident {
                announcer.toast(t::incident_opened(&key.0));
            }
        });
    };
    view! {
        <AskForm open send=t::open_it() sending submit>
            <p>{t::open_incident_text()}</p>
            <SelectField label=t::incident_category() name="category" value=category sending
                options=Signal::stored(named(Category::ALL, Category::caption, common::category)) />
        </AskForm>
    }
    .into_any()
}

#[component]
fn JoinForm(desk: Desk, open: RwSignal<bool>) -> impl IntoView {
    let key = RwSignal::new(String::new());
    let sending = Sending::in_dialog(open);
    let example = [&desk.client().code, "-1042"].concat();
    let submit = move |()| {
        let typed = upper(key.get_untracked().trim());
        if sending.is_missing("incident", &typed) {
            return;
        }
        let (announcer, said) = (sending.announcer(), t::joined(&typed));
        let command = RequestCommand::Link { incident: IncidentKey(typed) };
        desk.command(sending, command, move |_| announcer.toast(said));
    };
    view! {
        <AskForm open send=t::join_it() sending submit>
            <TextField label=t::incident_key() name="incident" value=key sending longest=20 hint=t::incident_key_hint(&example) />
        </AskForm>
    }
    .into_any()
}
