//! The client switcher: where am I, and one keystroke to anywhere else.

use crate::{chunk_door::SheetDoor, routes::Place, sheets::Sheet, texts as t};
use base::{
    keys::{Command, use_keys},
    scope::{Scope, use_scope},
    session::use_session,
    ui::{Dialog, Key, colour_or_none},
};
use leptos::prelude::*;
use wire::session::Client;

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
    view! {
        <button class="scope-name switcher" type="button" aria-haspopup="dialog" aria-keyshortcuts="Control+Alt+K Meta+Alt+K"
            on:click=move |_| open.set(true)>
            {shown}
            <span class="switcher__keys"><Key stroke=KEYS /></span>
        </button>
        <Dialog open title=t::switch_client()>
            <div data-typed-early=true><SheetDoor sheet=Sheet::Scopes { open, screen } /></div>
        </Dialog>
    }
    .into_any()
}

/// Whose data is on the screen: inside an incident or a request its client, whatever scope it was opened from.
pub(crate) fn client_shown<'a>(screen: Option<&Place>, scope: &'a Scope) -> Option<&'a Client> {
    match screen {
        Some(Place::Incident(client, _) | Place::Request(client, _)) => scope.client(client),
        _ => scope.clients().first().filter(|_| scope.is_single()),
    }
}

fn name(screen: Option<&Place>, scope: &Scope) -> AnyView {
    let (code, name) = match client_shown(screen, scope) {
        Some(client) => {
            let colour = colour_or_none(&client.colour).map(str::to_owned);
            (Some((client.code.clone(), colour)), client.name.clone())
        }
        None => (None, scope.label().to_owned()),
    };
    view! {
        {code.map(|(code, colour)| view! { <span class="scope-code" style=("--client", colour)>{code}</span> }.into_any())}
        <span class="scope-name__text">{name}</span>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes::samples::session;
    use base::scope::ScopeAddress;

    #[test]
    fn inside_an_incident_its_client_is_shown_and_over_all_none() {
        let session = session(&["harbor", "cedar"]);
        let all = Scope::open(&ScopeAddress::All, &session).expect("two clients");
        let place = Place::of_path("/c/cedar/incidents/CED-1");
        assert_eq!(client_shown(place.as_ref(), &all).map(|client| client.code.as_str()), Some("CED"));
        assert_eq!(client_shown(None, &all), None);
    }
}
