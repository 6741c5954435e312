//! The scopes to switch to, with what the switcher and the palette say of each.

use super::picker::{self, Choice};
use crate::{queue::state::Queue, routes::Place, texts as t};
use base::{
    links,
    scope::{ScopeAddress, use_scope},
    session::use_session,
    words,
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use std::sync::Arc;
use wire::session::Session;

/// The switcher's list.
pub(super) fn scopes(open: RwSignal<bool>, screen: Memo<Option<Place>>) -> AnyView {
    picker::list(open, t::switch_client(), t::switcher_placeholder(), choices(screen))
}

/// Every scope of this user: all, then groups, then clients. Picking one keeps the screen.
pub(super) fn choices(screen: Memo<Option<Place>>) -> Vec<Choice> {
    let (scope, queue, go) = (use_scope(), expect_context::<Queue>(), use_navigate());
    let Some(session) = untrack(|| use_session().signed_in()) else { return Vec::new() };
    let link = |address: &ScopeAddress| {
        let place = screen.get_untracked().unwrap_or(Place::Home);
        match place.moved_to(address.clone(), matches!(address, ScopeAddress::Client(_))) {
            Place::Queue(address) => {
                let wanted = queue.wanted_untracked().carried();
                links::queue(&address, &wanted.filter, wanted.sort)
            }
            place => place.link(),
        }
    };
    addresses(&session)
        .into_iter()
        .map(|(group, address)| {
            let (to, go) = (link(&address), go.clone());
            let is_here = address == *scope.address();
            choice(group, &address, &session, is_here, Arc::new(move || go(&to, Default::default())))
        })
        .collect()
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
}
