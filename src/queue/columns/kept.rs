//! The columns as they were chosen last, on their way to being kept.

use crate::texts as t;
use base::{
    api,
    session::{SessionHandle, use_session},
    task,
    ui::{Announcer, use_announcer},
    words,
};
use leptos::prelude::*;
use wire::preferences::{PreferencesChange, QueueColumn};

/// What was chosen; none is ours. It is seen before it is kept.
#[derive(Clone)]
pub(super) struct Kept {
    pub(super) columns: ArcRwSignal<Vec<QueueColumn>>,
    is_busy: ArcRwSignal<bool>,
    session: SessionHandle,
    announcer: Announcer,
}

impl Kept {
    pub(super) fn set_up() -> Self {
        let session = use_session();
        let kept = Self {
            columns: ArcRwSignal::new(untrack(|| of_session(&session))),
            is_busy: ArcRwSignal::new(false),
            session,
            announcer: use_announcer(),
        };
        let known = Memo::new({
            let session = kept.session.clone();
            move |_| of_session(&session)
        });
        task::effect({
            let kept = kept.clone();
            move || {
                let known = known.get();
                if !kept.is_busy.get_untracked() && kept.columns.with_untracked(|columns| *columns != known) {
                    kept.columns.set(known);
                }
            }
        });
        kept
    }

    /// Shows these, and keeps them.
    pub(super) fn choose(&self, columns: Vec<QueueColumn>) {
        self.columns.set(columns);
        if !self.is_busy.get_untracked() {
            self.is_busy.set(true);
            task::to_the_end(self.clone().keep());
        }
    }

    /// One after the other: the last one has to be the one that stays.
    async fn keep(self) {
        loop {
            let chosen = self.columns.get_untracked();
            let change = PreferencesChange { queue_columns: Some(chosen.clone()), ..PreferencesChange::default() };
            let answer = api::change_preferences(&change).await;
            let is_last = self.columns.with_untracked(|columns| *columns == chosen);
            match answer {
                Ok(_) if !is_last => {}
                Ok(preferences) => {
                    self.is_busy.set(false);
                    return self.session.prefer(preferences);
                }
                Err(error) => {
                    self.is_busy.set(false);
                    self.columns.set(untrack(|| of_session(&self.session)));
                    return self.announcer.toast(t::not_kept(&words::error(&error)));
                }
            }
        }
    }
}

/// Tracked.
fn of_session(session: &SessionHandle) -> Vec<QueueColumn> {
    session.signed_in().map_or_else(Vec::new, |session| session.preferences.queue_columns.clone())
}
