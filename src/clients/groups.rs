//! Groups: named sets of clients, to look at together and to give people access to.

use super::texts as t;
use crate::named_sets::{Kind, NamedSet, NamedSets, Part};
use base::{api::administration as api, office::Office, ui::ClientChip};
use leptos::prelude::*;
use wire::{
    administration::{GroupChange, NewGroup},
    session::{Client, ClientId, GroupId},
};

#[component]
pub(super) fn GroupsPage(office: Office, clients: Vec<Client>) -> impl IntoView {
    let parts = Signal::stored(clients.into_iter().map(part).collect());
    view! { <NamedSets office kind=kind() parts /> }.into_any()
}

fn part(client: Client) -> Part {
    let Client { id, code, name, colour, .. } = client;
    let chip = move || view! { <ClientChip code=code.clone() name=name.clone() colour=colour.clone() /> };
    Part { id: id.0, chip: chip.into() }
}

fn kind() -> Kind {
    Kind {
        list: |office| {
            Box::pin(async move {
                let groups = api::list_groups(&office).await?.items.into_iter().map(|group| NamedSet {
                    id: group.id.0,
                    name: group.name,
                    within: group.clients.into_iter().map(|client| client.0).collect(),
                });
                Ok(groups.collect())
            })
        },
        keep: |office, id, name, within| {
            Box::pin(async move {
                let clients = within.into_iter().map(ClientId).collect();
                let kept = match id {
                    Some(id) => {
                        let change = GroupChange { name: Some(name), clients: Some(clients) };
                        api::change_group(&office, &GroupId(id), &change).await
                    }
                    None => api::create_group(&office, &NewGroup { name, clients }).await,
                };
                kept.map(drop)
            })
        },
        remove: |office, id| Box::pin(async move { api::remove_group(&office, &GroupId(id)).await }),
        sets: t::groups(),
        none: t::no_groups(),
        none_detail: t::no_groups_detail(),
        new: t::new_group(),
        new_title: t::new_group_title(),
        create: t::create_group(),
        parts: t::clients(),
        parts_in_it: t::clients_in_it(),
        counted: t::clients_counted,
        remove_it: t::remove_it(),
        remove_text: t::remove_group_text,
    }
}
