//! A list that is read page by page, and grows at its end.

use crate::texts as t;
use base::{
    api::ApiError,
    live::{LiveEvent, use_live},
    load::{Loaded, load},
    task,
    ui::{Announcer, Button, ButtonKind, use_announcer},
    words,
};
use leptos::prelude::*;
use std::{future::Future, pin::Pin, sync::Arc};
use wire::{event::Event, list::List};

/// Changes within this are read together.
const SETTLE_MS: i32 = 500;

type Answer<T> = Pin<Box<dyn Future<Output = Result<List<T>, ApiError>>>>;
type Ask<T> = Arc<dyn Fn(Option<String>) -> Answer<T> + Send + Sync>;

/// What has been read so far. Cheap to copy.
pub(crate) struct Pages<T: Send + Sync + 'static> {
    ask: StoredValue<Ask<T>>,
    first: StoredValue<Loaded<List<T>>>,
    /// `None` before the first page.
    items: RwSignal<Option<Vec<T>>>,
    cursor: RwSignal<Option<String>>,
    /// Whether somebody asked for more than the first page.
    has_grown: RwSignal<bool>,
    /// Whether something has changed of a list that has grown: read again it would be its first page.
    is_stale: RwSignal<bool>,
    pub(crate) is_busy: RwSignal<bool>,
    announcer: StoredValue<Announcer>,
}

impl<T: Send + Sync + 'static> Clone for Pages<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Pages<T> {}

/// Reads the first page at once, and again whenever a signal that `ask` reads before its first await changes.
pub(crate) fn pages<T, F>(ask: impl Fn(Option<String>) -> F + Send + Sync + 'static) -> Pages<T>
where
    T: Clone + Send + Sync + 'static,
    F: Future<Output = Result<List<T>, ApiError>> + 'static,
{
    let ask: Ask<T> = Arc::new(move |cursor| Box::pin(ask(cursor)));
    let first = load({
        let ask = Arc::clone(&ask);
        move || ask(None)
    });
    let pages = Pages {
        ask: StoredValue::new(ask),
        first: StoredValue::new(first.clone()),
        items: RwSignal::new(None),
        cursor: RwSignal::new(None),
        has_grown: RwSignal::new(false),
        is_stale: RwSignal::new(false),
        is_busy: RwSignal::new(false),
        announcer: StoredValue::new(use_announcer()),
    };
    let value = first.value();
    task::effect(move || {
        if let Some(page) = value.get() {
            pages.has_grown.set(false);
            pages.is_stale.set(false);
            pages.cursor.set(page.next_cursor);
            pages.items.set(Some(page.items));
        }
    });
    pages
}

impl<T: Clone + Send + Sync + 'static> Pages<T> {
    /// Tracked.
    pub(crate) fn items(self) -> Option<Vec<T>> {
        self.items.get()
    }

    /// Whether everything has been read. Tracked.
    pub(crate) fn is_whole(self) -> bool {
        self.cursor.with(Option::is_none)
    }

    pub(crate) fn first(self) -> Loaded<List<T>> {
        self.first.get_value()
    }

    /// Reads the first page again with every change that is `meant`, once for several; a list that has grown stays as it is and
    /// says that it is [`stale`].
    pub(crate) fn follow(self, meant: impl Fn(&Event) -> bool + Send + Sync + 'static) {
        let is_due = RwSignal::new(false);
        task::effect(move || {
            if !is_due.get() {
                return;
            }
            task::while_here(async move {
                task::sleep(SETTLE_MS).await;
                is_due.set(false);
                if self.has_grown.get_untracked() {
                    self.is_stale.set(true);
                } else {
                    self.first().reload_quietly();
                }
            });
        });
        use_live().on_event(move |event| {
            if !matches!(event, LiveEvent::Changed(event) if !meant(event)) && !is_due.get_untracked() {
                is_due.set(true);
            }
        });
    }

    /// Reads the next page.
    pub(crate) fn more(self) {
        let Some(cursor) = self.cursor.get_untracked().filter(|_| !self.is_busy.get_untracked()) else { return };
        self.is_busy.set(true);
        let (ask, announcer) = (self.ask.get_value(), self.announcer.get_value());
        task::to_the_end(async move {
            let answer = ask(Some(cursor.clone())).await;
            // The screen may be gone, or may show another list by now.
            if self.is_busy.try_set(false).is_some() || self.cursor.get_untracked() != Some(cursor) {
                return;
            }
            match answer {
                Ok(mut page) => {
                    self.has_grown.set(true);
                    self.cursor.set(page.next_cursor);
                    self.items.update(|items| items.get_or_insert_default().append(&mut page.items));
                }
                // Rights that changed end cursors: what may be read now is read from the beginning.
                Err(ApiError::Invalid(_)) => self.first().reload(),
                Err(error) => announcer.toast(words::error(&error)),
            }
        });
    }
}

/// Says that a list has changed since more of it was asked for, and reads it again when one wishes.
pub(crate) fn stale<T: Clone + Send + Sync + 'static>(pages: Pages<T>) -> impl Fn() -> Option<AnyView> {
    move || {
        pages.is_stale.get().then(|| {
            view! {
                <p class="toolbar" role="status">
                    {t::list_changed()}
                    <Button kind=ButtonKind::Quiet on_press=move |()| pages.first().reload()>{t::read_again()}</Button>
                </p>
            }
            .into_any()
        })
    }
}
