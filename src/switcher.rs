//! The client switcher: where am I, and one keystroke to anywhere else.

pub(crate) mod matching;

use crate::{
    picker::{Choice, Picker},
    queue::state::Queue,
    routes::{Admin, Place},
    texts as t,
};
use base::{
    keys::{Command, use_keys},
    links,
    scope::{Scope, ScopeAddress, use_scope},
    session::use_session,
    ui::Key,
    words,
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use std::sync::Arc;
use wire::session::{Client, Session};

const KEYS: &str = "Mod+Alt+k";

/// The scope's name; for users of more than one client a button that opens the switcher.
#[component]
pub(crate) fn Switcher(screen: Memo<Option<Place>>) -> impl IntoView {
    let scope = use_scope();
    let session = use_session();
    let has_choice = session.signed_in().is_some_and(|session| session.clients.len() > 1);
    let shown = {
        let scope = scope.clone();
        move || name(screen.get().as_ref(), &scope)
    };
    if !has_choice {
        return view! { <span class="scope-name">{shown}</span> }.into_any();
    }
    let open = RwSignal::new(false);
    use_keys().register(Command::new("switch", &[KEYS], t::keys_switch(), move || open.set(true)));
    let choices = scope_choices(screen);
    view! {
        <button class="scope-name switcher" type="button" aria-haspopup="dialog" aria-keyshortcuts="Control+Alt+K Meta+Alt+K"
            on:click=move |_| open.set(true)>
            {shown}
            <span class="switcher__keys"><Key stroke=KEYS /></span>
        </button>
        <Picker open title=t::switch_client() placeholder=t::switcher_placeholder() choices />
    }
    .into_any()
}

/// Whose data is on the screen: inside an incident its client, whatever scope it was opened from.
pub(crate) fn client_shown<'a>(screen: Option<&Place>, scope: &'a Scope) -> Option<&'a Client> {
    match screen {
        Some(Place::Incident(client, _) | Place::Admin(Admin::Client(client))) => scope.client(client),
        _ => scope.clients().first().filter(|_| scope.is_single()),
    }
}

fn name(screen: Option<&Place>, scope: &Scope) -> AnyView {
    let (code, name) = match client_shown(screen, scope) {
        Some(client) => (Some(client.code.clone()), client.name.clone()),
        None => (None, scope.label().to_owned()),
    };
    view! {
        {code.map(|code| view! { <span class="scope-code">{code}</span> })}
        <span class="scope-name__text">{name}</span>
    }
    .into_any()
}

/// Every scope of this user: all, then groups, then clients. Picking one keeps the screen.
pub(crate) fn scope_choices(screen: Memo<Option<Place>>) -> Callback<(), Vec<Choice>> {
    let (scope, session, queue) = (use_scope(), use_session(), expect_context::<Queue>());
    let go = use_navigate();
    Callback::new(move |()| {
        let Some(session) = untrack(|| session.signed_in()) else { return Vec::new() };
        addresses(&session)
            .into_iter()
            .map(|(group, address)| {
                let is_here = address == *scope.address();
                let place = screen.get_untracked().unwrap_or(Place::Home);
                let single = matches!(address, ScopeAddress::Client(_));
                let to = match place.moved_to(address.clone(), single) {
                    Place::Queue(address) => {
                        let wanted = queue.wanted_untracked().carried();
                        links::queue(&address, &wanted.filter, wanted.sort)
                    }
                    place => place.link(),
                };
                let go = go.clone();
                choice(group, &address, &session, is_here, Arc::new(move || go(&to, Default::default())))
            })
            .collect()
    })
}

fn addresses(session: &Session) -> Vec<(&'static str, ScopeAddress)> {
    let all = (session.clients.len() > 1).then_some(("", ScopeAddress::All));
    let groups = session.groups.iter().filter(|group| !group.clients.is_empty());
    let groups = groups.map(|group| (t::groups(), ScopeAddress::Group(group.id.clone())));
    let clients = session.clients.iter().map(|client| (t::clients(), ScopeAddress::Client(client.id.clone())));
    all.into_iter().chain(groups).chain(clients).collect()
}

fn choice(
    group: &'static str,
    address: &ScopeAddress,
    session: &Session,
    is_here: bool,
    pick: Arc<dyn Fn() + Send + Sync>,
) -> Choice {
    let counted = |clients: usize| t::clients_counted(clients as u64);
    let (name, code, colour, note) = match address {
        ScopeAddress::All => {
            (words::all_managed_clients().to_owned(), String::new(), None, counted(session.clients.len()))
        }
        ScopeAddress::Group(id) => {
            let group = session.groups.iter().find(|group| group.id == *id);
            let name = group.map_or_else(String::new, |group| group.name.clone());
            (name, String::new(), None, counted(group.map_or(0, |group| group.clients.len())))
        }
        ScopeAddress::Client(id) => {
            let client = session.clients.iter().find(|client| client.id == *id);
            client.map_or_else(Default::default, |client| {
                (client.name.clone(), client.code.clone(), Some(client.colour.clone()), String::new())
            })
        }
    };
    Choice { group, name, code, colour, note, keys: None, is_here, pick }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes::samples::session;

    #[test]
    fn all_comes_first_then_groups_then_clients() {
        let paths: Vec<String> =
            addresses(&session(&["harbor", "cedar"])).into_iter().map(|(_, address)| address.path()).collect();
        assert_eq!(paths, ["/all", "/g/gold", "/c/harbor", "/c/cedar"]);
    }

    #[test]
    fn inside_an_incident_its_client_is_shown_and_over_all_none() {
        let session = session(&["harbor", "cedar"]);
        let all = Scope::open(&ScopeAddress::All, &session).expect("two clients");
        let place = Place::of_path("/c/cedar/incidents/CED-1");
        assert_eq!(client_shown(place.as_ref(), &all).map(|client| client.code.as_str()), Some("CED"));
        assert_eq!(client_shown(None, &all), None);
    }
}
