//! Teams: named sets of the organisation's people, to whom incidents can be given as to a person.

use super::texts as t;
use crate::{
    forms::not_loaded,
    named_sets::{Kind, NamedSet, NamedSets, Part},
};
use base::{api::administration as api, load::load, office::Office, ui::PersonChip};
use leptos::prelude::*;
use wire::{
    administration::{Account, NewTeam, TeamChange},
    session::{TeamId, UserId},
};

#[component]
pub(super) fn TeamsPage(office: Office) -> impl IntoView {
    let people = load({
        let office = office.clone();
        move || {
            let office = office.clone();
            async move { api::list_users(&office).await }
        }
    });
    let known = people.value();
    let parts = Signal::derive(move || {
        let known = known.get().map(|list| list.items).unwrap_or_default();
        known.into_iter().map(part).collect()
    });
    view! {
        {not_loaded(&people)}
        <NamedSets office kind=kind() parts />
    }
    .into_any()
}

fn part(person: Account) -> Part {
    let name = person.name;
    Part { id: person.id.0, chip: (move || view! { <PersonChip name=name.clone() /> }).into() }
}

fn kind() -> Kind {
    Kind {
        list: |office| {
            Box::pin(async move {
                let teams = api::list_teams(&office).await?.items.into_iter().map(|team| NamedSet {
                    id: team.id.0,
                    name: team.name,
                    within: team.members.into_iter().map(|person| person.id.0).collect(),
                });
                Ok(teams.collect())
            })
        },
        keep: |office, id, name, within| {
            Box::pin(async move {
                let members = within.into_iter().map(UserId).collect();
                let kept = match id {
                    Some(id) => {
                        let change = TeamChange { name: Some(name), members: Some(members) };
                        api::change_team(&office, &TeamId(id), &change).await
                    }
                    None => api::create_team(&office, &NewTeam { name, members }).await,
                };
                kept.map(drop)
            })
        },
        remove: |office, id| Box::pin(async move { api::remove_team(&office, &TeamId(id)).await }),
        sets: t::teams(),
        none: t::no_teams(),
        none_detail: t::no_teams_detail(),
        new: t::new_team(),
        new_title: t::new_team_title(),
        create: t::create_team(),
        parts: t::people(),
        parts_in_it: t::people_in_it(),
        counted: t::people_counted,
        remove_it: t::remove_team_it(),
        remove_text: t::remove_team_text,
    }
}
