//! What is typed is kept for its author, a second after the last stroke and on leaving, and is there again wherever they go on.

use super::{PAUSE_MS, Writing, mentions::with_names};
use crate::desk::Place;
use base::{
    api::{self, ApiError},
    session::{SessionHandle, use_session},
    task,
};
use leptos::{ev, prelude::*};
use wire::{note::Draft, vocabulary::Visibility};

/// How long to wait after nobody could say what was kept.
const AGAIN_AFTER_MS: i32 = 10_000;

/// What the tenant API has.
#[derive(Clone, PartialEq)]
enum Kept {
    /// Not read yet: until then nothing is written over it.
    Unread,
    /// Something else is on its way there.
    Unsure,
    As(Option<Draft>),
}

#[derive(Clone, Copy)]
struct Keeper {
    writing: Writing,
    kept: StoredValue<Kept>,
    session: StoredValue<SessionHandle>,
}

/// Brings back what was begun, and keeps what is typed from then on. `is_warned` becomes true for whoever has written to this client
/// before.
pub(super) fn keep_draft(writing: Writing, visibilities: Vec<Visibility>, is_warned: RwSignal<bool>) {
    if writing.desk.only_seen().is_some() {
        return;
    }
    let (kept, session) = (StoredValue::new(Kept::Unread), StoredValue::new(use_session()));
    let keeper = Keeper { writing, kept, session };
    task::while_here(async move {
        let place = writing.desk.place();
        let begun = loop {
            match api::read_draft(&place.scope, &place.client.id, &place.key).await {
                Ok(begun) => break begun,
                Err(error) if error.is_passing() => task::sleep(AGAIN_AFTER_MS).await,
                Err(_) => return,
            }
        };
        if begun.has_shared {
            is_warned.set(true);
        }
        keeper.restore(&place, begun.draft, &visibilities).await;
    });
    task::effect(move || {
        writing.body.track();
        writing.visibility.track();
        // Whatever is typed before the pause has passed takes its place.
        task::while_here(async move {
            task::sleep(PAUSE_MS).await;
            keeper.save().await;
        });
    });
    let leaving = window_event_listener(ev::pagehide, move |_| keeper.leave());
    on_cleanup(move || {
        leaving.remove();
        keeper.leave();
    });
}

impl Keeper {
    /// Puts the draft before what has been typed meanwhile, with names for ids.
    async fn restore(self, place: &Place, draft: Option<Draft>, visibilities: &[Visibility]) {
        if let Some(Draft { visibility, body }) = &draft {
            let asked = visibilities.contains(visibility).then_some(*visibility).filter(|_| body.contains("@["));
            let people = match asked {
                Some(visibility) => api::list_mentionable(&place.scope, &place.client.id, &place.key, visibility).await,
                None => Err(ApiError::NotFound),
            };
            // Whoever is not known by name stays there by id.
            let people = people.map(|list| list.items).unwrap_or_default();
            let text = with_names(body, &people);
            let is_typed = self.writing.body.with_untracked(|typed| !typed.is_empty());
            self.writing.mentioned.set(people.into_iter().filter(|person| text.contains(&person.name)).collect());
            self.writing.body.update(|typed| {
                *typed = if typed.is_empty() { text } else { [&text, "\n", typed.as_str()].concat() };
            });
            // Nothing is shared under the hands of whoever typed meanwhile, and no draft that was internal.
            if visibilities.contains(visibility) && (!is_typed || *visibility == Visibility::Internal) {
                self.writing.visibility.set(*visibility);
            }
        }
        self.kept.set_value(Kept::As(draft));
        // What was typed meanwhile is kept too.
        self.writing.body.notify();
    }

    /// What there is to tell the tenant API, if anything. Nothing while somebody else may be signed in by now: what one person typed is
    /// not another's draft.
    fn news(self) -> Option<Option<Draft>> {
        let place = self.writing.desk.place();
        let session = self.session.get_value();
        let is_own = untrack(|| {
            !session.is_expired() && session.signed_in().is_some_and(|now| now.user.id == place.session.user.id)
        });
        let draft = self.writing.draft();
        let is_news = self.kept.with_value(|kept| match kept {
            Kept::Unread => false,
            Kept::Unsure => true,
            Kept::As(kept) => *kept != draft,
        });
        (is_own && is_news).then_some(draft)
    }

    async fn save(self) {
        let Some(draft) = self.news() else { return };
        let place = self.writing.desk.place();
        self.kept.set_value(Kept::Unsure);
        if send(&place, draft.as_ref()).await.is_ok() {
            self.kept.set_value(Kept::As(draft));
        }
    }

    fn leave(self) {
        let Some(draft) = self.news() else { return };
        let place = self.writing.desk.place();
        self.kept.set_value(Kept::As(draft.clone()));
        // Nobody is here any more to be told that it failed.
        task::to_the_end(async move { drop(send(&place, draft.as_ref()).await) });
    }
}

async fn send(place: &Place, draft: Option<&Draft>) -> Result<(), ApiError> {
    api::keep_draft(&place.scope, &place.client.id, &place.key, draft).await
}
