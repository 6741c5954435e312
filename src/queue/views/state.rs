//! The views of this user, the one at hand, and what is done to them.

use super::{
    super::address::{VIEW, Wanted, to_view},
    same::{asked, is_same},
    texts as t,
};
use base::{
    api::{self, ApiError},
    load::{Loaded, load},
    scope::{Scope, use_scope},
    session::{SessionHandle, use_session},
    task,
    ui::{Announcer, use_announcer},
    words,
};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};
use std::future::Future;
use wire::{
    list::List,
    preferences::PreferencesChange,
    session::ViewId,
    view::{View, ViewChange, ViewScopes},
};

/// What a dialog is about.
#[derive(Clone, PartialEq)]
pub(super) enum Doing {
    /// The address becomes a view of its own.
    Saving,
    Renaming(View),
    Removing(View),
}

/// Everything that stands in the heading. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Views {
    pub(super) wanted: Signal<Wanted>,
    /// Whether the list is.
    pub(super) open: RwSignal<bool>,
    pub(super) list: StoredValue<Loaded<List<View>>>,
    /// Those that ask for something in this scope.
    pub(super) fitting: Memo<Option<Vec<View>>>,
    /// The view that the address names, if it is one of this user's.
    pub(super) current: Memo<Option<View>>,
    /// Whether the address asks for something else than that view.
    pub(super) is_changed: Memo<bool>,
    /// The view that a link to the queue leads to.
    pub(super) default: Memo<Option<ViewId>>,
    pub(super) doing: RwSignal<Option<Doing>>,
    pub(super) is_busy: RwSignal<bool>,
    scope: StoredValue<Scope>,
    session: StoredValue<SessionHandle>,
    announcer: StoredValue<Announcer>,
    go: Callback<(String, bool)>,
}

impl Views {
    pub(super) fn set_up(wanted: Signal<Wanted>, open: RwSignal<bool>) -> Self {
        let (list, scope, session) = (load(api::list_views), use_scope(), use_session());
        // Colleagues save views, too.
        task::effect({
            let (list, mut before) = (list.clone(), None);
            move || {
                let is_open = open.get();
                if before.replace(is_open) == Some(false) && is_open {
                    list.reload();
                }
            }
        });
        // One that came back as it was is not drawn anew under whoever stands in it.
        let fitting = Memo::new({
            let (value, is_single) = (list.value(), scope.is_single());
            let fits = move |view: &&View| !(is_single && view.scopes == ViewScopes::Several);
            move |_| value.with(|list| Some(list.as_ref()?.items.iter().filter(fits).cloned().collect()))
        });
        let default = Memo::new({
            let session = session.clone();
            move |_| session.signed_in()?.preferences.default_view.clone()
        });
        let (value, query, navigate) = (list.value(), use_location().query, use_navigate());
        let current = Memo::new(move |_| {
            let id = query.with(|query| query.get(VIEW))?;
            value.with(|list| list.as_ref()?.items.iter().find(|view| view.id.0 == id).cloned())
        });
        let is_changed = Memo::new(move |_| {
            let saved = current.with(|view| view.as_ref().and_then(asked));
            saved.is_some_and(|saved| wanted.with(|wanted| !is_same(&saved, wanted)))
        });
        let go = Callback::new(move |(to, replace): (String, bool)| {
            navigate(&to, NavigateOptions { replace, scroll: false, ..NavigateOptions::default() });
        });
        Self {
            wanted,
            open,
            list: StoredValue::new(list),
            fitting,
            current,
            is_changed,
            default,
            doing: RwSignal::new(None),
            is_busy: RwSignal::new(false),
            scope: StoredValue::new(scope),
            session: StoredValue::new(session),
            announcer: StoredValue::new(use_announcer()),
            go,
        }
    }

    pub(super) fn scope(self) -> Scope {
        self.scope.get_value()
    }

    pub(super) fn session(self) -> SessionHandle {
        self.session.get_value()
    }

    /// A view as the list has it by now: what was refused because somebody was faster can be sent once more.
    pub(super) fn newest(self, view: View) -> View {
        let known = self.list.with_value(Loaded::value);
        let newest = known.with_untracked(|list| list.as_ref()?.items.iter().find(|one| one.id == view.id).cloned());
        newest.unwrap_or(view)
    }

    /// `work`, and the list anew where somebody was faster.
    pub(super) fn or_read_anew<T>(
        self,
        work: impl Future<Output = Result<T, ApiError>>,
    ) -> impl Future<Output = Result<T, ApiError>> {
        let list = self.list.get_value();
        async move {
            let answer = work.await;
            if matches!(answer, Err(ApiError::Conflict { .. } | ApiError::NotFound)) {
                list.reload();
            }
            answer
        }
    }

    /// Where a view is looked at; one that is not understood here leads to what is open.
    pub(super) fn link(self, view: &View) -> String {
        let wanted = asked(view).unwrap_or_else(Wanted::open);
        self.scope.with_value(|scope| to_view(scope, &wanted, Some(&view.id.0)))
    }

    pub(super) fn ask_for(self, doing: Doing) {
        self.open.set(false);
        self.doing.set(Some(doing));
    }

    /// A view was made: the address is its from here on.
    pub(super) fn made(self, view: View) {
        self.say(t::saved(&view.name));
        let to = self.link(&view);
        self.put(view);
        self.go.run((to, true));
    }

    /// One was changed.
    pub(super) fn changed(self, view: View) {
        self.say(t::saved(&view.name));
        self.follow_default(&view.id);
        self.put(view);
    }

    /// Takes a view as it is now, until the list is read again.
    fn put(self, view: View) {
        self.list.with_value(|list| {
            if let Some(mut known) = list.value().get_untracked() {
                known.items.retain(|one| one.id != view.id);
                known.items.push(view);
                list.put(known);
            }
            list.reload();
        });
    }

    /// One was removed: what it asked for stays, without its name.
    pub(super) fn removed(self, view: &View) {
        self.say(t::removed(&view.name));
        if self.current.with_untracked(|current| current.as_ref().is_some_and(|current| current.id == view.id)) {
            let to = self.scope.with_value(|scope| self.wanted.with_untracked(|wanted| to_view(scope, wanted, None)));
            self.go.run((to, true));
        }
        self.list.with_value(Loaded::reload);
        self.follow_default(&view.id);
    }

    /// The view at hand becomes what the address asks for.
    pub(super) fn save_changes(self) {
        let Some(view) = self.current.get_untracked().filter(|_| !self.is_busy.get_untracked()) else { return };
        self.open.set(false);
        self.is_busy.set(true);
        let Wanted { filter, sort } = self.wanted.get_untracked();
        let filter = filter.to_pairs().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let change = ViewChange { filter: Some(filter), sort: Some(sort), ..ViewChange::default() };
        let announcer = self.announcer.get_value();
        let work = self.or_read_anew(async move { api::change_view(&view.id, view.version, &change).await });
        task::to_the_end(async move {
            let answer = work.await;
            let is_gone = self.is_busy.try_set(false).is_some();
            match answer {
                Ok(view) if !is_gone => self.changed(view),
                Ok(_) => {}
                Err(error) => announcer.toast(t::not_saved(&words::error(&error))),
            }
        });
    }

    /// The view at hand becomes what a link to the queue leads to, or no longer is.
    pub(super) fn prefer(self, view: Option<View>) {
        self.open.set(false);
        let said = view.as_ref().map_or_else(|| t::no_default().to_owned(), |view| t::is_default(&view.name));
        let change = PreferencesChange { default_view: Some(view.map(|view| view.id)), ..PreferencesChange::default() };
        let (session, announcer) = (self.session(), self.announcer.get_value());
        task::to_the_end(async move {
            match api::change_preferences(&change).await {
                Ok(preferences) => {
                    session.prefer(preferences);
                    announcer.toast(said);
                }
                Err(error) => announcer.toast(t::not_saved(&words::error(&error))),
            }
        });
    }

    /// What the default asks for may have become something else.
    fn follow_default(self, changed: &ViewId) {
        let session = self.session();
        if self.default.get_untracked().as_ref() != Some(changed) {
            return;
        }
        task::to_the_end(async move {
            // Otherwise the next page knows.
            if let Ok(preferences) = api::read_preferences().await {
                session.prefer(preferences);
            }
        });
    }

    fn say(self, text: String) {
        self.announcer.with_value(|announcer| announcer.toast(text));
    }
}
