//! What happened, newest first, and where more is written.

mod composer;
mod entry;

use crate::{
    desk::{Desk, use_desk},
    texts as t,
};
use base::{
    api::ApiError,
    time,
    ui::{Button, ButtonKind, Card, Empty, EmptyKind, Failure, Skeleton},
    words,
};
use composer::Composer;
use entry::view_entry;
use leptos::prelude::*;
use wire::timeline::Entry;

/// How many of the entries, newest first, there are down to the last that somebody else has made since this user looked.
pub(crate) fn news(desk: &Desk, entries: &[Entry]) -> usize {
    let Some(looked_ms) = desk.looked_ms() else { return 0 };
    let place = desk.place();
    let is_new = |entry: &Entry| {
        let is_own = entry.by.as_ref().is_some_and(|by| by.id == place.session.user.id);
        !is_own && time::ms_of(&entry.at).is_some_and(|at_ms| at_ms > looked_ms)
    };
    entries.iter().rposition(is_new).map_or(0, |last| last + 1)
}

#[component]
pub(crate) fn Timeline() -> impl IntoView {
    let desk = use_desk();
    let timeline = desk.timeline();
    let list = timeline.value();
    let count = {
        let list = list.clone();
        move || {
            list.with(|list| {
                list.as_ref().map(|list| match list.next_cursor {
                    None => t::entries(list.items.len() as u64),
                    Some(_) => t::entries_or_more(list.items.len() as u64),
                })
            })
        }
    };
    let has_older = {
        let list = list.clone();
        Memo::new(move |_| list.with(|list| list.as_ref().is_some_and(|list| list.next_cursor.is_some())))
    };
    let failure = {
        let timeline = timeline.clone();
        move || {
            let error = timeline.failure().filter(|error| *error != ApiError::SignedOut)?;
            let again = timeline.clone();
            let retry = Callback::new(move |()| again.reload());
            let request_id = error.request_id().map(str::to_owned);
            Some(view! { <Failure text=words::error(&error) request_id retry=Some(retry) /> })
        }
    };
    let place = desk.place();
    let entries = move || {
        list.with(|list| match list {
            None => view! { <Skeleton lines=4 /> }.into_any(),
            Some(list) if list.items.is_empty() => {
                view! { <Empty kind=EmptyKind::NothingYet text=t::nothing_yet() /> }.into_any()
            }
            Some(list) => {
                let mut entries: Vec<_> = list.items.iter().map(|entry| view_entry(entry, &place)).collect();
                let news = news(&desk, &list.items);
                if news > 0 {
                    entries.insert(news, view! { <li class="timeline__new">{t::new_since_look()}</li> }.into_any());
                }
                view! { <ol class="timeline">{entries}</ol> }.into_any()
            }
        })
    };
    view! {
        <Card title=t::timeline() aside=count>
            <Composer />
            {failure}
            {entries}
            {move || has_older.get().then(|| view! {
                <div class="timeline__older">
                    <Button kind=ButtonKind::Quiet is_busy=Signal::derive({
                        let timeline = timeline.clone();
                        move || timeline.is_loading()
                    }) on_press=move |()| desk.show_older_entries()>{t::older()}</Button>
                </div>
            }.into_any())}
        </Card>
    }
}
