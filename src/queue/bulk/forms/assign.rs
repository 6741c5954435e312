//! Who gets them: whoever can be given the incidents of every client among them, a team or a person.

use super::super::{super::state::Queue, state::Bulks, texts as t};
use base::{
    api::ApiError,
    command_forms::{CommandForm, Holder, Missing, list_holders},
    scope::Scope,
    task,
    ui::{Failure, Skeleton},
    words,
};
use leptos::prelude::*;
use wire::{
    bulk::BulkCommand,
    incident::AssignTo,
    session::{ClientId, UserId},
};

/// Of how many clients teams and people are asked for; where there are more, a row whose client they are not of says so itself.
const CLIENTS_ASKED: usize = 8;

/// A choice: a team, a person, or nobody.
#[derive(Clone, PartialEq)]
struct Who {
    to: Option<AssignTo>,
    name: String,
    note: Option<String>,
}

#[component]
pub(super) fn AssignForm(queue: Queue, bulks: Bulks, open: RwSignal<bool>) -> impl IntoView {
    let offered = RwSignal::new(None::<Result<Vec<Who>, ApiError>>);
    let chosen = RwSignal::new(None::<Who>);
    let missing = RwSignal::new(None);
    let scope = bulks.scope();
    let clients = clients(queue);
    let me = bulks.me().map(|me| me.id);
    task::while_here(async move {
        let answer = everywhere(&scope, &clients, me.as_ref()).await;
        let _gone = offered.try_set(Some(answer));
    });
    let command = Callback::new(move |()| {
        let who = chosen.get_untracked().ok_or_else(|| Missing::choice(t::choose_who()))?;
        let name = who.to.is_some().then_some(who.name);
        Ok((BulkCommand::Assign { assignee: who.to }, name))
    });
    let listed = move || match offered.get() {
        None => view! { <Skeleton lines=4 /> }.into_any(),
        Some(Err(error)) => view! { <Failure text=words::error(&error) /> }.into_any(),
        Some(Ok(all)) => choices(all, chosen),
    };
    view! {
        <CommandForm open sends=bulks.sends(Some) send=t::assign_it() command missing>
            {listed}
        </CommandForm>
    }
}

fn choices(all: Vec<Who>, chosen: RwSignal<Option<Who>>) -> AnyView {
    let choice = |who: Who| {
        let (name, note) = (who.name.clone(), who.note.clone());
        let is_chosen = {
            let who = who.clone();
            move || chosen.with(|chosen| chosen.as_ref() == Some(&who))
        };
        view! {
            <label class="choice">
                <input type="radio" name="assignee" prop:checked=is_chosen
                    on:change=move |_| chosen.set(Some(who.clone())) />
                {name}
                {note.map(|note| view! { <small>{note}</small> }.into_any())}
            </label>
        }
    };
    view! {
        <fieldset class="field">
            <legend class="field__label">{t::who()}</legend>
            <div class="choices bulk__people">{all.into_iter().map(choice).collect_view()}</div>
        </fieldset>
    }
    .into_any()
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

/// Who can be given incidents of each of `clients`, and nobody at the end.
async fn everywhere(scope: &Scope, clients: &[ClientId], me: Option<&UserId>) -> Result<Vec<Who>, ApiError> {
    let mut all: Option<Vec<Holder>> = None;
    for client in clients {
        let here = list_holders(scope, client, me).await?;
        all = Some(match all {
            None => here,
            Some(all) => all.into_iter().filter(|one| here.contains(one)).collect(),
        });
    }
    let nobody = Who { to: None, name: words::nobody().to_owned(), note: None };
    let somebody = |Holder { to, name, note }| Who { to: Some(to), name, note: Some(note) };
    Ok(all.into_iter().flatten().map(somebody).chain([nobody]).collect())
}
