//! The second door: the subtree of one scope. It is built anew for every scope, and everything that belongs to clients is
//! born inside it, so nothing has to be remembered to be cleared.

use super::embed::Embedded;
use crate::{
    chunk_door::{AdministrationDoor, HandoverDoor, IncidentDoor, OverviewDoor, PreferencesDoor},
    overview::Dashboard,
    queue::{QueuePage, foreseen, state::Queue},
    routes::{Admin, Place, Screen, best_scope},
    shell::{Shell, focus_page, own_queue},
    texts as t,
};
use base::{
    embed, links,
    live::provide_live,
    scope::{Scope, provide_scope},
    session::use_session,
    task,
    ui::{NotFound, use_announcer},
};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use wire::{session::Session, vocabulary::Capability};

#[component]
pub(crate) fn ScopeLayout(place: Memo<Option<Place>>) -> impl IntoView {
    on_cleanup(foreseen::forget);
    let session = use_session();
    let scope = Memo::new({
        let session = session.clone();
        move |before: Option<&Option<Scope>>| {
            let session = session.signed_in()?;
            place.with(|place| scope_of(place.as_ref(), before.and_then(Option::as_ref), &session))
        }
    });
    let go = use_navigate();
    task::effect(move || {
        if let (Some(Place::Home | Place::SignIn), Some(scope)) = (place.get(), scope.get()) {
            let address = session.signed_in().as_deref().and_then(best_scope);
            let start = address.as_ref().unwrap_or_else(|| scope.address());
            let to =
                if scope.may(Capability::OverviewRead) { links::overview(start) } else { own_queue(start, &session) };
            go(&to, NavigateOptions { replace: true, ..NavigateOptions::default() });
        }
    });
    say_where(scope);
    move || match scope.get() {
        Some(scope) => view! { <InScope scope place /> }.into_any(),
        None => view! { <WithoutClients place /> }.into_any(),
    }
}

/// Nobody's data can be seen yet; whoever may add the first client begins there.
#[component]
fn WithoutClients(place: Memo<Option<Place>>) -> impl IntoView {
    let session = use_session();
    move || {
        let session = session.signed_in()?;
        let asked = match place.get() {
            Some(Place::Admin(admin)) if admin.is_open(&session) => Some(admin),
            _ => Admin::first(&session),
        };
        Some(match asked {
            Some(admin) => {
                view! { <main class="page"><AdministrationDoor place=Place::Admin(admin) /></main> }.into_any()
            }
            None => view! {
                <main class="whole-page">
                    <h1>{t::nothing_shared()}</h1>
                    <p>{t::nothing_shared_detail()}</p>
                </main>
            }
            .into_any(),
        })
    }
}

/// After a switch everything on the page is new: the focus goes to its beginning, and those who listen are told.
fn say_where(scope: Memo<Option<Scope>>) {
    let announcer = use_announcer();
    let mut before = None;
    task::effect(move || {
        let now = scope.get();
        if let (Some(Some(before)), Some(now)) = (before.replace(now.clone()), now)
            && before.address() != now.address()
        {
            announcer.say(t::switched_to(now.label()));
            request_animation_frame(|| {
                // Not before what was there is gone: it would be laid out once more for it.
                window().scroll_to_with_x_and_y(0.0, 0.0);
                focus_page();
            });
        }
    });
}

/// The scope to stand in. An address that leads nowhere this user may go leaves the scope as it was (or the best one), and
/// its screen is [`NotFound`], whatever the reason.
fn scope_of(place: Option<&Place>, before: Option<&Scope>, session: &Session) -> Option<Scope> {
    place
        .and_then(|place| place.scope(before.map(Scope::address), session))
        .and_then(|address| Scope::open(&address, session))
        // Opened anew, because a renewed session may see less.
        .or_else(|| before.and_then(|before| Scope::open(before.address(), session)))
        .or_else(|| best_scope(session).and_then(|address| Scope::open(&address, session)))
}

/// Whether `place` opens in `scope`.
fn is_open(place: &Place, scope: &Scope, session: &Session) -> bool {
    match place {
        Place::Home | Place::SignIn => true,
        Place::Invitation(_) | Place::Wallboard => false,
        Place::Admin(admin) => admin.is_open(session),
        Place::In(_, Screen::Clients) if scope.is_single() => false,
        Place::Incident(client, _) => scope.may_in(client, Capability::IncidentRead),
        Place::Request(client, _) => scope.may_in(client, Capability::RequestRead),
        _ => place.capability().is_none_or(|needed| scope.may(needed)),
    }
}

#[component]
fn InScope(scope: Scope, place: Memo<Option<Place>>) -> impl IntoView {
    let session = use_session();
    provide_scope(scope.clone());
    provide_live(scope.clone());
    Queue::provide();
    let screen = Memo::new(move |before: Option<&Option<Place>>| {
        let session = session.signed_in()?;
        let place = place.get()?;
        let address = place.scope(Some(scope.address()), &session);
        match address {
            Some(address) if address != *scope.address() => match Scope::open(&address, &session) {
                // On the way to another scope: this subtree is about to go, and stays as it is until then.
                Some(_) => before.cloned().flatten(),
                None => None,
            },
            _ => is_open(&place, &scope, &session).then_some(place),
        }
    });
    let page = move || match screen.get() {
        None => view! { <NotFound /> }.into_any(),
        Some(Place::Home | Place::SignIn | Place::Invitation(_) | Place::Wallboard) => ().into_any(),
        Some(Place::Preferences) => view! { <PreferencesDoor /> }.into_any(),
        Some(Place::In(_, Screen::Overview)) => view! { <OverviewDoor dashboard=Dashboard::Operational /> }.into_any(),
        Some(Place::In(_, Screen::Clients)) => view! { <OverviewDoor dashboard=Dashboard::Clients /> }.into_any(),
        Some(Place::In(_, Screen::Attack)) => view! { <OverviewDoor dashboard=Dashboard::Attack /> }.into_any(),
        Some(Place::In(_, Screen::Queue)) => view! { <QueuePage /> }.into_any(),
        Some(Place::Incident(client, key)) => view! { <IncidentDoor client key /> }.into_any(),
        Some(Place::In(_, Screen::Handover)) => view! { <HandoverDoor /> }.into_any(),
        Some(place) => view! { <AdministrationDoor place /> }.into_any(),
    };
    if embed::is_embedded() {
        view! { <Embedded>{page}</Embedded> }.into_any()
    } else {
        view! { <Shell screen>{page}</Shell> }.into_any()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes::samples::session;
    use base::scope::ScopeAddress;

    fn stands_in(path: &str, before: Option<&str>, clients: &[&str]) -> Option<String> {
        let session = session(clients);
        let before = before.and_then(|path| Scope::open(&ScopeAddress::parse(path)?, &session));
        scope_of(Place::of_path(path).as_ref(), before.as_ref(), &session).map(|scope| scope.path())
    }

    #[test]
    fn another_organisations_client_and_an_unknown_address_are_alike() {
        for path in ["/c/meridian/queue", "/c/nobody/queue", "/nothing", "/g/silver/overview"] {
            assert_eq!(stands_in(path, None, &["harbor", "cedar"]).as_deref(), Some("/all"), "{path}");
            assert_eq!(
                stands_in(path, Some("/c/harbor"), &["harbor", "cedar"]).as_deref(),
                Some("/c/harbor"),
                "{path}"
            );
        }
    }

    #[test]
    fn without_clients_there_is_nowhere_to_stand() {
        assert_eq!(stands_in("/all/queue", None, &[]), None);
    }
}
