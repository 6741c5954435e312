//! The queue: what burns first, whose is it, who has it.

pub(crate) mod address;
pub(crate) mod bulk;
pub(crate) mod choices;
pub(crate) mod columns;
pub(crate) mod filters;
pub(crate) mod foreseen;
mod geometry;
mod grid;
mod hand;
mod handed;
mod keys;
mod lookers;
mod marks;
mod matching;
mod open_count;
mod pages;
mod peek;
mod reading;
pub(crate) mod rows;
#[cfg(test)]
mod samples;
mod selection;
pub(crate) mod state;
pub(crate) mod views;

use crate::{
    chunk_door::{BulkDoor, ColumnsDoor, QUIET_MS, ViewsDoor},
    partial::partial_note,
    routes::{Place, Screen},
    texts as t,
};
use address::{VIEW, Wanted};
use base::{
    embed, links,
    scope::{Scope, use_scope},
    session::use_session,
    task,
    time::{self, Style},
    ui::{Empty, EmptyKind, Failure, Icon, Sign, Skeleton, use_announcer},
    words,
};
use filters::Filters;
use grid::Grid;
use leptos::{ev, prelude::*};
use leptos_router::hooks::use_location;
use rows::Load;
use state::Queue;
use std::mem::replace;

/// Whether the first screen has what it needs.
fn use_rest() -> RwSignal<bool> {
    let has_rested = RwSignal::new(false);
    task::while_here(async move {
        task::sleep(QUIET_MS).await;
        has_rested.set(true);
    });
    has_rested
}

/// Once somebody selects or asks for something, or has come to rest: the code of it is not on a first screen.
#[component]
fn Acting(queue: Queue) -> impl IntoView {
    let (has_rested, may) = (use_rest(), keys::may_select(&use_scope()));
    let is_wanted = Memo::new(move |before: Option<&bool>| {
        before == Some(&true)
            || queue.peeks.get()
            || may
                && (has_rested.get()
                    || queue.selected.with(|selected| selected.asked_for.is_some() || !selected.is_empty()))
    });
    move || is_wanted.get().then(|| view! { <BulkDoor queue /> }.into_any())
}

/// Nothing there, and why.
#[component]
fn Nothing(is_narrowed: bool, scope: Scope) -> impl IntoView {
    if is_narrowed {
        view! {
            <Empty kind=EmptyKind::NoMatch text=t::queue_no_match()>
                <p>{t::queue_no_match_detail()}</p>
                <a class="button" href=links::open_queue(&scope)>{t::open_queue()}</a>
            </Empty>
        }
        .into_any()
    } else {
        view! {
            <Empty kind=EmptyKind::NothingYet text=t::queue_empty()>
                <p>{t::queue_empty_detail()}</p>
            </Empty>
        }
        .into_any()
    }
}

/// The address as what is wanted; outside the queue the last one stays.
fn use_wanted() -> Memo<Option<Wanted>> {
    let (scope, location) = (use_scope(), use_location());
    Memo::new(move |before: Option<&Option<Wanted>>| {
        let is_here = matches!(Place::of_path(&location.pathname.get()), Some(Place::In(at, Screen::Queue)) if at == *scope.address());
        if !is_here {
            return before.cloned().flatten();
        }
        location.query.with(|query| {
            let pairs: Vec<(String, String)> = query
                .latest_values()
                .filter(|(name, _)| !(embed::is_embedded() && *name == links::PARTNER))
                .map(|(name, value)| (name.to_string(), value.to_owned()))
                .collect();
            Wanted::read(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())))
        })
    })
}

#[component]
pub(crate) fn QueuePage() -> impl IntoView {
    let scope = use_scope();
    let queue = expect_context::<Queue>();
    let wanted = use_wanted();
    let want = move |wanted: Option<Wanted>| wanted.into_iter().for_each(|wanted| queue.want(wanted));
    // Before anything is drawn: what was foreseen needs no skeleton.
    want(wanted.get_untracked());
    task::effect(move || want(wanted.get()));
    keys::register(queue, &scope);
    come_back(queue);
    let is_bad = Memo::new(move |_| wanted.with(Option::is_none));
    move || {
        let scope = scope.clone();
        if is_bad.get() {
            return view! {
                <Empty kind=EmptyKind::NoMatch text=t::bad_filter()>
                    <p>{t::bad_filter_detail()}</p>
                    <a class="button" href=links::open_queue(&scope)>{t::open_queue()}</a>
                </Empty>
            }
            .into_any();
        }
        let wanted = Signal::derive(move || wanted.get().unwrap_or_default());
        view! {
            <Heading queue wanted />
            <Filters queue wanted />
            <News queue />
            <Body queue wanted scope />
            <Acting queue />
        }
        .into_any()
    }
}

#[component]
fn Heading(queue: Queue, wanted: Signal<Wanted>) -> impl IntoView {
    let scope = use_scope();
    let several = (!scope.is_single()).then(|| t::clients_counted(scope.clients().len() as u64));
    let summary = move || {
        queue.facets().with(|facets| {
            let facets = facets.as_ref()?;
            let is_open = wanted.with(|wanted| *wanted == Wanted { sort: wanted.sort, ..Wanted::open() });
            let total = if is_open { t::queue_summary_open(facets.total) } else { t::queue_summary(facets.total) };
            let parts = [Some(total), Some(t::queue_breached(facets.breached)), several.clone()];
            Some(parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
        })
    };
    // Rows that are not of this moment say so.
    let age = move || {
        queue.rows().with(|rows| {
            let say = match rows.load {
                Load::Loading => t::rows_of_before,
                Load::Failed => t::rows_kept,
                Load::Again | Load::More | Load::MoreFailed | Load::Settled => return None,
            };
            // Written out only where it is said: a browser's first instant takes it as long as a screen of rows.
            rows.as_of.as_ref().map(|as_of| say(&time::shown(as_of, Style::ClockZone)))
        })
    };
    let missing = {
        let scope = scope.clone();
        move || queue.rows().with(|rows| partial_note(&scope, &rows.partial))
    };
    view! {
        <div class="page-title">
            <h1>{t::queue()}</h1>
            <p>{summary}</p>
            <p class="rows__age" role="status">{age}</p>
            {(!embed::is_embedded()).then(|| view! { <ViewsButton wanted /> <ColumnsButton queue /> }.into_any())}
        </div>
        {missing}
    }
}

/// The way to the saved views. Their code comes when somebody asks for it, or after a while when the address names one, as that
/// of everybody with a default does; then it stands in this button's place.
#[component]
fn ViewsButton(wanted: Signal<Wanted>) -> impl IntoView {
    let (open, query, has_rested) = (RwSignal::new(false), use_location().query, use_rest());
    let is_wanted = Memo::new(move |before: Option<&bool>| {
        before == Some(&true) || open.get() || has_rested.get() && query.with(|query| query.get_str(VIEW).is_some())
    });
    view! {
        <div class="views">
            <button class="button views__opener" type="button" aria-expanded="false" on:click=move |_| open.set(true)>
                {t::views()}
                <Icon sign=Sign::Down />
            </button>
            {move || is_wanted.get().then(|| view! { <ViewsDoor wanted open /> }.into_any())}
        </div>
    }
    .into_any()
}

/// Whether this user has chosen columns. In a partner's portal nobody has.
fn use_chosen_columns() -> Memo<bool> {
    let session = use_session();
    Memo::new(move |_| {
        let chosen = session.signed_in().is_some_and(|session| !session.preferences.queue_columns.is_empty());
        chosen && !embed::is_embedded()
    })
}

/// The way to choosing the columns. The code of it lays them out, too, and comes at once for whoever has chosen some.
#[component]
fn ColumnsButton(queue: Queue) -> impl IntoView {
    let (open, has_chosen) = (RwSignal::new(false), use_chosen_columns());
    let is_wanted = Memo::new(move |before: Option<&bool>| before == Some(&true) || open.get() || has_chosen.get());
    view! {
        <div class="views">
            <button class="button" type="button" aria-haspopup="dialog" on:click=move |_| open.set(true)>{t::columns()}</button>
            {move || is_wanted.get().then(|| view! { <ColumnsDoor queue open /> }.into_any())}
        </div>
    }
    .into_any()
}

/// New incidents wait here until somebody takes them in: nothing moves under the cursor.
#[component]
fn News(queue: Queue) -> impl IntoView {
    let waiting = Memo::new(move |_| queue.rows().with(|rows| rows.waiting.len() as u64));
    let announcer = use_announcer();
    let mut before = 0;
    task::effect(move || {
        let count = waiting.get();
        if count > replace(&mut before, count) {
            announcer.say(t::new_incidents_announced(count));
        }
    });
    view! {
        <div class="news">
            {move || (waiting.get() > 0).then(|| view! {
                <button type="button" on:click=move |_| queue.take_in()>{move || t::new_incidents(waiting.get())}</button>
            }.into_any())}
        </div>
    }
}

#[component]
fn Body(queue: Queue, wanted: Signal<Wanted>, scope: Scope) -> impl IntoView {
    #[derive(Clone, Copy, PartialEq)]
    enum Shows {
        Skeleton,
        Nothing,
        Rows,
        Failure,
    }
    let (has_rested, has_chosen) = (use_rest(), use_chosen_columns());
    // Rows wait for their columns, so that none is seen to change its place; but not for long.
    let is_early = move || has_chosen.get() && !has_rested.get() && queue.layouts.get() == 0;
    let shows = Memo::new(move |_| {
        queue.rows().with(|rows| match (rows.pages.is_empty() || rows.as_of.is_none(), rows.load) {
            (false, _) if is_early() => Shows::Skeleton,
            (false, _) => Shows::Rows,
            (true, Load::Loading | Load::More) => Shows::Skeleton,
            (true, Load::Again | Load::Settled) => Shows::Nothing,
            (true, Load::Failed | Load::MoreFailed) => Shows::Failure,
        })
    });
    let failed = move || {
        queue.failure.get().map(|error| {
            let retry = Callback::new(move |()| queue.try_again());
            let text = [t::queue_not_loaded(), ": ", &words::error(&error)].concat();
            let request_id = error.request_id().map(str::to_owned);
            view! { <div class="queue__failure"><Failure text request_id retry=Some(retry) /></div> }.into_any()
        })
    };
    view! {
        {move || match shows.get() {
            Shows::Failure => ().into_any(),
            Shows::Skeleton => view! { <Skeleton lines=8 /> }.into_any(),
            Shows::Nothing => {
                let is_narrowed = wanted.with(Wanted::is_narrowed);
                view! { <Nothing is_narrowed scope=scope.clone() /> }.into_any()
            }
            Shows::Rows => {
                // Other columns are other rows.
                queue.layouts.track();
                view! { <Grid queue /> }.into_any()
            }
        }}
        // Below the rows, and over their end: nothing moves for it.
        {failed}
    }
}

/// Remembers where the page stands while it is open, and goes back there, with the row at hand, when it is opened again.
fn come_back(queue: Queue) {
    // A frame later: first the rows have to stand, and the router has to have done its own scrolling.
    request_animation_frame(move || {
        let Some((page_px, stand)) = queue.held(|held| held.left_at) else { return };
        window().scroll_to_with_x_and_y(0.0, page_px);
        queue.held(|held| held.stand = stand);
        if queue.place().try_get_untracked().flatten().is_some() {
            queue.go_to_hand();
        }
    });
    let listening = window_event_listener(ev::scroll, move |_| {
        if let Ok(y) = window().scroll_y() {
            queue.held(|held| held.left_at = (y, held.stand));
        }
    });
    on_cleanup(move || listening.remove());
}
