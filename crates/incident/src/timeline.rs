//! What happened, newest first, and where more is written.

mod composer;
mod content;
mod entry;
mod filter;

use crate::{
    desk::{Desk, use_desk},
    failed::view_failed,
    rows::{Row, view_rows},
    texts as t,
};
use base::ui::{Button, ButtonKind, Card, Empty, EmptyKind, Skeleton};
use composer::Composer;
use entry::view_entry;
use filter::view_filter;
use leptos::prelude::*;
use std::sync::Arc;
use wire::timeline::{Entry, Show, What};

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
    let is_empty = {
        let list = list.clone();
        Memo::new(move |_| list.with(|list| list.as_ref().map(|list| list.items.is_empty())))
    };
    let is_old = Memo::new(move |_| desk.show.get() != desk.shown.get());
    let failure = {
        let (timeline, again) = (timeline.clone(), timeline.clone());
        view_failed(Signal::derive(move || timeline.failure()), Callback::new(move |()| again.reload()))
    };
    let entries =
        Signal::derive(move || list.with(|list| list.as_ref().map(|list| rows(&list.items, desk)).unwrap_or_default()));
    let shown = move || match is_empty.get() {
        Some(true) if !is_old.get() => {
            let text = if desk.show.get().is_none() { t::nothing_yet() } else { t::nothing_of_kind() };
            view! { <Empty kind=EmptyKind::NothingYet text /> }.into_any()
        }
        Some(false) => view! {
            <ol class="timeline" aria-busy=move || is_old.get().then_some("true")>{view_rows(entries)}</ol>
        }
        .into_any(),
        _ => view! { <Skeleton lines=4 /> }.into_any(),
    };
    view! {
        <Card title=t::timeline() aside=count>
            <Composer />
            {view_filter(desk)}
            {failure}
            {shown}
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

/// The entries, and below those that are new to this reader where that ends.
fn rows(entries: &[Entry], desk: Desk) -> Vec<Row> {
    let place = desk.place();
    // Of another kind of entries, another is the first of its moment.
    let show = desk.shown.get_untracked().map_or("", Show::caption);
    let rows = entries.iter().zip(keys(entries)).map(|(entry, key)| {
        let (entry, place, key) = (entry.clone(), Arc::clone(&place), [show, &key].concat());
        Row { key: key.into(), draw: Arc::new(move || view_entry(&entry, &place)) }
    });
    let mut rows: Vec<_> = rows.collect();
    if let Some(last) = entries.iter().rposition(|entry| desk.is_news(entry)) {
        let draw = || view! { <li class="timeline__new">{t::new_since_look()}</li> }.into_any();
        rows.insert(last + 1, Row { key: "new".into(), draw: Arc::new(draw) });
    }
    rows
}

/// When it happened, which of that moment it is, from the oldest on, and what may still change of it.
fn keys(entries: &[Entry]) -> Vec<String> {
    let mut keys = Vec::with_capacity(entries.len());
    let mut of_moment = 0;
    for (place, entry) in entries.iter().enumerate().rev() {
        of_moment = match entries.get(place + 1) {
            Some(before) if before.at == entry.at => of_moment + 1,
            _ => 0,
        };
        let changing = match &entry.what {
            What::EvidenceOpened { open_s, copies, downloads, .. } => {
                [if open_s.is_some() { " closed " } else { " " }, &(copies + downloads).to_string()].concat()
            }
            _ => String::new(),
        };
        keys.push([&entry.at.0, " ", &of_moment.to_string(), &changing].concat());
    }
    keys.reverse();
    keys
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::Instant;

    #[test]
    fn what_comes_first_changes_no_key_of_what_was_there() {
        let entry = |at: &str, what| Entry { at: Instant(at.into()), by: None, what };
        let opened = |open_s, copies| {
            let reason = "Triage".into();
            What::EvidenceOpened { reason, open_s, granted_by: None, copies, downloads: 0 }
        };
        let mut entries = vec![entry("2", What::Undone), entry("2", opened(None, 0)), entry("1", What::Created)];
        let before = keys(&entries);
        assert_eq!(before, ["2 1", "2 0 0", "1 0"]);
        entries.insert(0, entry("2", What::Undone));
        assert_eq!(keys(&entries)[1..], before);
        entries[2].what = opened(None, 3);
        assert_eq!(keys(&entries), ["2 2", "2 1", "2 0 3", "1 0"]);
        entries[2].what = opened(Some(7), 3);
        assert_eq!(keys(&entries), ["2 2", "2 1", "2 0 closed 3", "1 0"]);
    }
}
