//! Who gets them: whoever can be given the incidents of every client among them.

use super::super::{super::state::Queue, state::Bulks, texts as t};
use base::{
    api::{self, ApiError},
    command_forms::{CommandForm, Missing},
    scope::Scope,
    task,
    ui::{Failure, Skeleton},
    words,
};
use leptos::prelude::*;
use wire::{
    bulk::BulkCommand,
    session::{ClientId, Person, UserId},
};

/// Of how many clients the people are asked for; where there are more, a row whose client they are not of says so itself.
const CLIENTS_ASKED: usize = 8;

/// A choice: somebody, or nobody.
type Who = Option<Person>;

#[component]
pub(super) fn AssignForm(queue: Queue, bulks: Bulks, open: RwSignal<bool>) -> impl IntoView {
    let people = RwSignal::new(None::<Result<Vec<Person>, ApiError>>);
    let chosen = RwSignal::new(None::<Who>);
    let missing = RwSignal::new(None);
    let scope = bulks.scope();
    let clients = clients(queue);
    task::while_here(async move {
        let answer = everywhere(&scope, &clients).await;
        let _gone = people.try_set(Some(answer));
    });
    let me = bulks.me().map(|me| me.id);
    let command = Callback::new(move |()| {
        let who = chosen.get_untracked().ok_or_else(|| Missing::choice(t::choose_who()))?;
        let (assignee, name) = who.map(|person| (person.id, person.name)).unzip();
        Ok((BulkCommand::Assign { assignee }, name))
    });
    let listed = move || match people.get() {
        None => view! { <Skeleton lines=4 /> }.into_any(),
        Some(Err(error)) => view! { <Failure text=words::error(&error) /> }.into_any(),
        Some(Ok(people)) => view! { <People people me=me.clone() chosen /> }.into_any(),
    };
    view! {
        <CommandForm open sends=bulks.sends(|asked| asked) send=t::assign_it() command missing>
            {listed}
        </CommandForm>
    }
}

/// Me first, then the others, then nobody.
#[component]
fn People(people: Vec<Person>, me: Option<UserId>, chosen: RwSignal<Option<Who>>) -> impl IntoView {
    let (mine, others): (Vec<_>, Vec<_>) = people.into_iter().partition(|person| Some(&person.id) == me.as_ref());
    let choice = move |who: Who| {
        let label = who.as_ref().map_or_else(|| words::nobody().to_owned(), |person| person.name.clone());
        let note = who.as_ref().map(|person| match Some(&person.id) == me.as_ref() {
            true => words::you().to_owned(),
            false => person.organisation.clone(),
        });
        let is_chosen = {
            let who = who.clone();
            move || chosen.with(|chosen| chosen.as_ref() == Some(&who))
        };
        view! {
            <label class="choice">
                <input type="radio" name="assignee" prop:checked=is_chosen
                    on:change=move |_| chosen.set(Some(who.clone())) />
                {label}
                {note.map(|note| view! { <small>{note}</small> }.into_any())}
            </label>
        }
    };
    let all = mine.into_iter().chain(others).map(Some).chain([None]);
    view! {
        <fieldset class="field">
            <legend class="field__label">{t::who()}</legend>
            <div class="choices bulk__people">{all.map(choice).collect_view()}</div>
        </fieldset>
    }
}

/// The clients of the chosen rows.
fn clients(queue: Queue) -> Vec<ClientId> {
    let is_all = queue.selected.with_untracked(|selected| selected.all_of().is_some());
    let mut clients: Vec<ClientId> = match is_all {
        true => queue.facets().with_untracked(|facets| {
            facets.iter().flat_map(|facets| &facets.client).map(|count| count.value.clone()).collect()
        }),
        false => queue.chosen().into_iter().map(|row| row.client.id).collect(),
    };
    clients.sort();
    clients.dedup();
    clients.truncate(CLIENTS_ASKED);
    clients
}

/// Who can be given incidents of each of `clients`.
async fn everywhere(scope: &Scope, clients: &[ClientId]) -> Result<Vec<Person>, ApiError> {
    let mut people: Option<Vec<Person>> = None;
    for client in clients {
        let here = api::list_assignees(scope, client).await?.items;
        people = Some(match people {
            None => here,
            Some(people) => {
                people.into_iter().filter(|person| here.iter().any(|other| other.id == person.id)).collect()
            }
        });
    }
    Ok(people.unwrap_or_default())
}
