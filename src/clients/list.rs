//! All clients that the user may administer.

use super::{new::NewClientForm, texts as t};
use crate::forms::not_loaded;
use base::{
    api::administration as api,
    case::lower,
    links,
    load::load,
    office::Office,
    ui::{Button, ButtonKind, ClientChip, Dialog, Empty, EmptyKind, Icon, Sign, Skeleton},
};
use leptos::prelude::*;
use wire::{administration::ManagedClient, session::Group};

#[component]
pub(super) fn ClientsPage(office: Option<Office>, groups: Vec<Group>) -> impl IntoView {
    let clients = load(api::list_clients);
    let value = clients.value();
    let known = Memo::new(move |_| value.get());
    let typed = RwSignal::new(String::new());
    let adding = RwSignal::new(false);
    let groups = StoredValue::new(groups);
    let count = move || known.with(|known| known.as_ref().map(|known| t::clients_counted(known.items.len() as u64)));
    let body = move || {
        let Some(known) = known.get() else { return view! { <Skeleton lines=8 /> }.into_any() };
        if known.items.is_empty() {
            return view! {
                <Empty kind=EmptyKind::NothingYet text=t::no_clients()><p>{t::no_clients_detail()}</p></Empty>
            }
            .into_any();
        }
        let found: Vec<_> =
            known.items.into_iter().filter(|client| typed.with(|typed| is_named(client, typed))).collect();
        if found.is_empty() {
            return view! { <Empty kind=EmptyKind::NoMatch text=t::no_such_client() /> }.into_any();
        }
        groups.with_value(|groups| table(found, groups))
    };
    view! {
        <div class="toolbar">
            <label class="find">
                <Icon sign=Sign::Search />
                <input type="search" aria-label=t::find_client() placeholder=t::find_client() autocomplete="off" spellcheck="false"
                    on:input:target=move |event| typed.set(event.target().value()) />
            </label>
            <p class="toolbar__note">{count}</p>
            {office.is_some().then(|| view! {
                <Button kind=ButtonKind::Primary on_press=move |()| adding.set(true)>{t::new_client()}</Button>
            }.into_any())}
        </div>
        {not_loaded(&clients)}
        {body}
        {office.map(|office| view! {
            <Dialog open=adding title=t::new_client_title()>
                <NewClientForm open=adding office=office.clone() />
            </Dialog>
        }.into_any())}
    }
    .into_any()
}

/// Whether `typed` begins the code, or stands in the name.
fn is_named(client: &ManagedClient, typed: &str) -> bool {
    let typed = lower(typed.trim());
    lower(&client.name).contains(&typed) || lower(&client.code).starts_with(&typed)
}

fn table(clients: Vec<ManagedClient>, groups: &[Group]) -> AnyView {
    let names = |client: &ManagedClient| {
        let names = groups.iter().filter(|group| client.groups.contains(&group.id)).map(|group| group.name.as_str());
        names.collect::<Vec<_>>().join(", ")
    };
    let rows = clients.into_iter().map(|client| {
        let (to, names) = (links::admin_client(&client.id), names(&client));
        let levels = if client.own_service_levels { t::own_levels() } else { t::inherited_levels() };
        view! {
            <tr>
                <th scope="row"><a href=to><ClientChip code=client.code name=client.name colour=client.colour /></a></th>
                <td data-name=t::column_groups()>{if names.is_empty() { t::no_group().to_owned() } else { names }}</td>
                <td class="number" data-name=t::column_people()>{base::i18n::number(client.people.into())}</td>
                <td class="number" data-name=t::column_keys()>{base::i18n::number(client.ingest_keys.into())}</td>
                <td data-name=t::column_levels()>{levels}</td>
            </tr>
        }
    });
    view! {
        <div class="card card--table">
            <table class="listing" aria-label=t::clients()>
                <thead>
                    <tr>
                        <th scope="col">{t::column_client()}</th>
                        <th scope="col">{t::column_groups()}</th>
                        <th scope="col" class="number">{t::column_people()}</th>
                        <th scope="col" class="number">{t::column_keys()}</th>
                        <th scope="col">{t::column_levels()}</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::session::ClientId;

    #[test]
    fn a_client_is_found_by_its_name_or_the_beginning_of_its_code() {
        let harbor = ManagedClient {
            id: ClientId("harbor".into()),
            code: "HAR".into(),
            name: "Harbor Logistics".into(),
            colour: "#2a78d0".into(),
            groups: vec![],
            people: 3,
            ingest_keys: 1,
            own_service_levels: false,
        };
        for typed in ["", " har", "LOGIS", "ha"] {
            assert!(is_named(&harbor, typed), "{typed}");
        }
        for typed in ["cedar", "ar1"] {
            assert!(!is_named(&harbor, typed), "{typed}");
        }
    }
}
