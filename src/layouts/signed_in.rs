//! The first door: nothing is shown of any client before somebody is signed in.

use super::{embed::without_host, scope::ScopeLayout};
use crate::{
    chunk_door::{AdministrationDoor, SignInDoor, WallboardDoor},
    routes::Place,
    sign_in::SignInDialog,
    texts as t,
};
use base::{
    embed,
    session::{SessionState, use_session},
    task,
    ui::Failure,
    words,
};
use leptos::prelude::*;
use wire::session::UserId;

/// What the session means for the page; two states that look the same are equal, so nothing is built twice.
#[derive(Clone, PartialEq)]
enum Stage {
    Asking,
    SignIn,
    In(UserId),
    Unreachable { what: String, request_id: Option<String> },
}

#[component]
pub(crate) fn SignedIn(place: Memo<Option<Place>>) -> impl IntoView {
    let session = use_session();
    let stage = Memo::new({
        let session = session.clone();
        move |_| match session.state() {
            SessionState::Unknown => Stage::Asking,
            SessionState::SignedOut => Stage::SignIn,
            SessionState::SignedIn(session) | SessionState::Expired(session) => Stage::In(session.user.id.clone()),
            SessionState::Unreachable(error) => {
                Stage::Unreachable { what: words::error(&error), request_id: error.request_id().map(str::to_owned) }
            }
        }
    });
    // An invitation is opened without a session, and whoever has one is not who was invited. Nobody sits before a wall.
    let is_apart = |place: &Place| matches!(place, Place::Invitation(_) | Place::Wallboard);
    let apart = Memo::new(move |_| place.get().filter(is_apart));
    let by_stage = move || match stage.get() {
        Stage::Asking => view! { <p class="only-heard" role="status">{words::loading()}</p> }.into_any(),
        Stage::SignIn if embed::is_embedded() => without_host(session.clone()),
        // The address stays as it is: whoever signs in goes on where the link led.
        Stage::SignIn => view! { <SignInDoor again_as=None /> }.into_any(),
        Stage::In(_) if embed::is_embedded() => view! { <ScopeLayout place /> }.into_any(),
        Stage::In(_) => view! { <ScopeLayout place /> <SignInDialog /> }.into_any(),
        Stage::Unreachable { what, request_id } => {
            let session = session.clone();
            let retry = Callback::new(move |()| {
                let session = session.clone();
                task::to_the_end(async move { session.read().await });
            });
            view! {
                <main class="whole-page">
                    <h1>{t::unreachable()}</h1>
                    <Failure text=what request_id retry=Some(retry) />
                </main>
            }
            .into_any()
        }
    };
    move || match apart.get() {
        Some(Place::Wallboard) => view! { <WallboardDoor /> }.into_any(),
        Some(place) => view! { <main class="invitation"><AdministrationDoor place /></main> }.into_any(),
        None => by_stage.clone()().into_any(),
    }
}
