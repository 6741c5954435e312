//! What happened, newest first, and where more is written.

mod composer;
mod content;
mod entry;

use crate::{desk::use_desk, texts as t};
use base::{
    api::ApiError,
    ui::{Button, ButtonKind, Card, Empty, EmptyKind, Failure, Skeleton},
    words,
};
use composer::Composer;
use entry::view_entry;
use leptos::prelude::*;

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
                let entries = list.items.iter().map(|entry| view_entry(entry, &place)).collect_view();
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
