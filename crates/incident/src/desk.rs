//! The incident on the desk: what is known of it, and how it is changed.

use crate::{evidence::Safe, texts as t};
use base::{
    api::{self, ApiError},
    command_forms::{Outcome, Sends},
    live::{LiveEvent, use_live},
    load::{Loaded, load},
    scope::Scope,
    session::{only_seen, use_session},
    task, time,
    ui::{Announcer, focus_on_first, use_announcer},
    words,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use std::sync::Arc;
use wire::{
    incident::{Command, IncidentHead, Rating},
    list::List,
    note::NewNote,
    queue::QueueRow,
    session::{Client, ClientId, IncidentKey, Session},
    timeline::{Entry, Show},
    workflow::{Action, Refusal},
};

/// Somebody was faster.
#[derive(Clone)]
pub(crate) struct Conflict {
    pub(crate) wanted: Command,
    pub(crate) before: IncidentHead,
    pub(crate) now: IncidentHead,
    pub(crate) outcome: Outcome,
}

/// One incident, for as long as its screen is shown. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Desk {
    place: StoredValue<Arc<Place>>,
    /// As the queue had it when the incident was opened.
    opened_as: StoredValue<Option<QueueRow>>,
    head: StoredValue<Loaded<IncidentHead>>,
    timeline: StoredValue<Loaded<List<Entry>>>,
    /// Which entries it has; others may have been chosen since.
    pub(crate) shown: RwSignal<Option<Show>>,
    /// How many pages of the timeline are shown.
    pages: RwSignal<usize>,
    /// Which of its entries are.
    pub(crate) show: Memo<Option<Show>>,
    /// When this user saw it before, as the first head said: what came since is new for as long as the screen is shown.
    looked_ms: StoredValue<Option<Option<f64>>>,
    announcer: StoredValue<Announcer>,
    pub(crate) is_busy: RwSignal<bool>,
    pub(crate) conflict: RwSignal<Option<Conflict>>,
    /// Where the evidence is held; once there is a panel for it.
    pub(crate) safe: StoredValue<Option<Safe>>,
}

/// Where the desk stands.
pub(crate) struct Place {
    pub(crate) scope: Scope,
    pub(crate) client: Client,
    pub(crate) key: IncidentKey,
    pub(crate) session: Arc<Session>,
}

impl Desk {
    /// Reads the incident and keeps it fresh. `None` for a client outside the scope.
    pub(crate) fn set_up(scope: Scope, client: &ClientId, key: IncidentKey, row: Option<QueueRow>) -> Option<Self> {
        let session = untrack(|| use_session().signed_in())?;
        let client = scope.client(client)?.clone();
        let place = Arc::new(Place { scope, client, key, session });
        let pages = RwSignal::new(1);
        let query = use_query_map();
        let show = Memo::new(move |_| query.with(|query| Show::from_caption(query.get_str("show")?)));
        let head = load({
            let place = Arc::clone(&place);
            move || {
                let place = Arc::clone(&place);
                async move { api::read_incident(&place.scope, &place.client.id, &place.key).await }
            }
        });
        let shown = RwSignal::new(None);
        let timeline = load({
            let place = Arc::clone(&place);
            move || {
                let (place, show, pages) = (Arc::clone(&place), show.get(), pages.get());
                async move {
                    let list = read_timeline(place, show, pages).await?;
                    shown.set(show);
                    Ok(list)
                }
            }
        });
        let desk = Self {
            place: StoredValue::new(Arc::clone(&place)),
            opened_as: StoredValue::new(row),
            head: StoredValue::new(head.clone()),
            timeline: StoredValue::new(timeline.clone()),
            shown,
            pages,
            show,
            looked_ms: StoredValue::new(None),
            announcer: StoredValue::new(use_announcer()),
            is_busy: RwSignal::new(false),
            conflict: RwSignal::new(None),
            safe: StoredValue::new(None),
        };
        use_live().on_event(move |event| match event {
            LiveEvent::Changed(event) if event.client != place.client.id || event.key != place.key => {}
            LiveEvent::Changed(_) | LiveEvent::Resync => {
                head.reload_quietly();
                timeline.reload_quietly();
            }
        });
        provide_context(desk);
        Some(desk)
    }

    pub(crate) fn place(&self) -> Arc<Place> {
        self.place.get_value()
    }

    pub(crate) fn head(&self) -> Loaded<IncidentHead> {
        self.head.get_value()
    }

    pub(crate) fn timeline(&self) -> Loaded<List<Entry>> {
        self.timeline.get_value()
    }

    pub(crate) fn show_older_entries(&self) {
        self.pages.update(|pages| *pages += 1);
    }

    /// Another kind of entries begins at its first page.
    pub(crate) fn show_newest_entries(&self) {
        self.pages.set(1);
    }

    /// Whether somebody else, or time, did it since this user saw the incident before. Only below a head that is there.
    pub(crate) fn is_news(&self, entry: &Entry) -> bool {
        let looked_ms = self.looked_ms.get_value().unwrap_or_else(|| {
            let first = self.head().value().with_untracked(|head| time::ms_of(head.as_ref()?.looked_at.as_ref()?));
            self.looked_ms.set_value(Some(first));
            first
        });
        let place = self.place();
        let is_own = entry.by.as_ref().is_some_and(|by| by.id == place.session.user.id);
        !is_own && looked_ms.is_some_and(|looked_ms| time::ms_of(&entry.at).is_some_and(|at_ms| at_ms > looked_ms))
    }

    /// Something of the head that is drawn again only when it changes. Only below a head that is there.
    pub(crate) fn of_head<T>(&self, read: impl Fn(&IncidentHead) -> T + Send + Sync + 'static) -> Memo<T>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        let head = self.head().value();
        // The value is never taken away again once it is there.
        Memo::new(move |_| head.with(|head| read(head.as_ref().expect("drawn below a head that is there"))))
    }

    /// Whether anything is known of it: its head, or how the queue had it. Tracked.
    pub(crate) fn has_row(&self) -> bool {
        self.opened_as.with_value(Option::is_some) || self.head().value().with(Option::is_some)
    }

    /// Something of the row, as it was read or else as the queue had it, that is drawn again only when it changes. Only where
    /// there [is one](Desk::has_row).
    pub(crate) fn of_row<T>(&self, read: impl Fn(&QueueRow) -> T + Send + Sync + 'static) -> Memo<T>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        let (head, opened_as) = (self.head().value(), self.opened_as);
        // Neither is ever taken away again.
        Memo::new(move |_| {
            head.with(|head| match head {
                Some(head) => read(&head.row),
                None => opened_as.with_value(|row| read(row.as_ref().expect("drawn where there is a row"))),
            })
        })
    }

    /// Why `action` is not open to this user now. Tracked.
    fn refusal(&self, action: Action) -> Option<Refusal> {
        self.head().value().with(|head| {
            let offer = head.as_ref()?.actions.iter().find(|offer| offer.action == action)?;
            offer.refusal
        })
    }

    /// The same in words, and why nothing at all is open. Tracked.
    pub(crate) fn why_not(&self, action: Action) -> Option<String> {
        self.only_seen().or_else(|| self.refusal(action).map(words::refusal))
    }

    /// Why nothing can be changed here, whatever this user may.
    pub(crate) fn only_seen(&self) -> Option<String> {
        only_seen(&self.place().session)
    }

    /// Runs `go` if `action` is open now, else says why it is not: for keys.
    pub(crate) fn if_open(&self, action: Action, go: impl Fn()) {
        match untrack(|| self.why_not(action)) {
            None => go(),
            Some(why) => self.toast(why),
        }
    }

    /// For what must be told even after the screen is left: taken before the wait for it.
    pub(crate) fn announcer(&self) -> Announcer {
        self.announcer.get_value()
    }

    pub(crate) fn toast(&self, text: impl Into<String>) {
        if let Some(announcer) = self.announcer.try_get_value() {
            announcer.toast(text);
        }
    }

    /// Says what went wrong with a change, for whoever has closed its dialog.
    pub(crate) fn say_failure(&self, error: &ApiError) {
        self.toast(t::not_saved(&self.place().key.0, &words::error(error)));
    }

    /// Sends `command` for the version that is on the screen. A conflict asks before anything else happens.
    pub(crate) fn command(&self, command: Command, outcome: Outcome) {
        let Some(before) = self.head().value().get_untracked() else { return };
        if self.is_busy.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        let (desk, place, announcer) = (*self, self.place(), self.announcer.get_value());
        task::to_the_end(async move {
            let version = before.row.version;
            let answer = api::command_incident(&place.scope, &place.client.id, &place.key, version, &command).await;
            // The screen may have been left meanwhile; then only what went wrong is still of interest.
            if desk.is_busy.try_set(false).is_some() {
                return say_failure(&announcer, &place, answer.err());
            }
            desk.take_answer(command, before, answer, outcome);
        });
    }

    fn take_answer(
        &self,
        wanted: Command,
        before: IncidentHead,
        answer: Result<IncidentHead, ApiError>,
        outcome: Outcome,
    ) {
        match answer {
            Ok(head) => {
                self.head().put(head);
                self.timeline().reload();
                self.toast(t::saved());
                outcome.tell(Ok(()));
                keep_the_focus();
            }
            Err(error) => {
                if let Some(now) = error.current::<IncidentHead>(&self.place().scope) {
                    self.head().put(now.clone());
                    self.timeline().reload();
                    return self.conflict.set(Some(Conflict { wanted, before, now, outcome }));
                }
                if matches!(error, ApiError::Conflict { .. } | ApiError::NotFound | ApiError::Denied(_)) {
                    self.head().reload();
                }
                outcome.tell(Err(error));
            }
        }
    }

    /// Where the forms of this screen send their command.
    pub(crate) fn sends(&self) -> Sends {
        let desk = *self;
        let command = Callback::new(move |(command, outcome)| desk.command(command, outcome));
        let failed_unseen = Callback::new(move |error: ApiError| desk.say_failure(&error));
        Sends { command, is_busy: self.is_busy.into(), failed_unseen }
    }

    /// Sends `command` and says what went wrong beside the screen: for buttons without a dialog.
    pub(crate) fn command_at_once(&self, command: Command) {
        let desk = *self;
        let outcome = Outcome::new(move |answer| {
            if let Err(error) = answer {
                desk.toast(words::error(&error));
            }
        });
        self.command(command, outcome);
    }

    /// Adds a note.
    pub(crate) fn add_note(&self, note: NewNote, outcome: Outcome) {
        let (desk, place, announcer) = (*self, self.place(), self.announcer.get_value());
        task::to_the_end(async move {
            let answer = api::add_note(&place.scope, &place.client.id, &place.key, &note).await;
            if desk.is_busy.is_disposed() {
                if answer.is_ok() {
                    forget_draft(&place, &note).await;
                }
                return say_failure(&announcer, &place, answer.err());
            }
            if answer.is_ok() {
                desk.timeline().reload();
            }
            outcome.tell(answer.map(|_| ()));
        });
    }

    /// Says how well it was handled.
    pub(crate) fn rate(&self, rating: Rating, outcome: Outcome) {
        let (desk, place, announcer) = (*self, self.place(), self.announcer.get_value());
        task::to_the_end(async move {
            let answer = api::rate_incident(&place.scope, &place.client.id, &place.key, &rating).await;
            if desk.is_busy.is_disposed() {
                return say_failure(&announcer, &place, answer.err());
            }
            outcome.tell(answer.map(|head| {
                desk.head().put(head);
                desk.timeline().reload();
            }));
        });
    }
}

/// The desk of this screen.
pub(crate) fn use_desk() -> Desk {
    expect_context()
}

/// On leaving, a note that was on its way was kept as a draft once more; what was begun since stays.
async fn forget_draft(place: &Place, note: &NewNote) {
    let Place { scope, client, key, .. } = place;
    let begun = api::read_draft(scope, &client.id, key).await.ok().and_then(|begun| begun.draft);
    if begun.is_some_and(|begun| begun.visibility == note.visibility && begun.body == note.body) {
        // Nobody is here any more to be told that it failed.
        drop(api::keep_draft(scope, &client.id, key, None).await);
    }
}

/// What went wrong with a write whose screen is gone.
fn say_failure(announcer: &Announcer, place: &Place, error: Option<ApiError>) {
    if let Some(error) = error {
        announcer.toast(t::not_saved(&place.key.0, &words::error(&error)));
    }
}

/// The newest `pages` pages as one list; read anew as a whole, because entries come in at its beginning.
async fn read_timeline(place: Arc<Place>, show: Option<Show>, pages: usize) -> Result<List<Entry>, ApiError> {
    let read = |cursor: Option<String>| {
        let place = Arc::clone(&place);
        async move { api::list_timeline(&place.scope, &place.client.id, &place.key, show, cursor.as_deref()).await }
    };
    let mut list = read(None).await?;
    for _ in 1..pages {
        let Some(cursor) = list.next_cursor.take() else { break };
        let mut next = read(Some(cursor)).await?;
        list.items.append(&mut next.items);
        list.next_cursor = next.next_cursor;
    }
    Ok(list)
}

/// What had the focus may be gone after a change; the heading takes it then, so that keys and reading go on from there.
pub(crate) fn keep_the_focus() {
    request_animation_frame(|| {
        let is_lost = document().active_element().is_none_or(|element| element.tag_name() == "BODY");
        if is_lost {
            focus_on_first("h1");
        }
    });
}
