//! The board itself: what it is, when it is, the figures, what burns first, and whose it is. It fills the screen and never scrolls.

use super::{clients::Clients, figures::Figures, reading::Reading, rows::Rows, texts as t};
use crate::{page_title, texts as shared};
use base::{
    display,
    keys::{Command, use_keys},
    task,
    time::{self, Style},
    ui::{Button, ButtonKind, Icon, Sign, use_announcer},
    words,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use wire::{
    Instant,
    device::{BoardKind, BoardLabel, BoardScope, Wallboard},
};

#[component]
pub(super) fn Board(reading: Reading) -> impl IntoView {
    keep_awake();
    let name = reading.part(|board| board.name.clone());
    task::effect(move || name.with(|name| page_title::set(&[name, t::wallboard()], shared::product())));
    let scope = reading.part(|board| scope(&board.scope));
    let partial = reading.part(|board| board.partial.iter().map(called).collect::<Vec<_>>().join(", "));
    let is_single = reading.part(|board| board.clients_total < 2);
    let query = use_query_map();
    let class = move || {
        let is_systems = query.with(|query| query.get("theme").is_some_and(|theme| theme == "system"));
        let (theme, stale) = (if is_systems { "" } else { " wall--dark" }, reading.failure().is_some());
        ["wall", theme, if stale { " wall--stale" } else { "" }].concat()
    };
    let now = reading.now();
    view! {
        <main class=class>
            <header class="wall__head">
                <Icon sign=Sign::Mark />
                <h1>{move || name.get()}</h1>
                <p class="wall__scope">{move || scope.get()}</p>
                <p class="wall__failure" role="status">{move || failure(reading)}</p>
                <FullScreen />
                <AsOf reading />
                <Clock now />
            </header>
            {move || Some(partial.get()).filter(|names| !names.is_empty()).map(|names| {
                view! { <p class="partial" role="status">{shared::partial(&names)}</p> }.into_any()
            })}
            <Figures reading />
            <div class="wall__body">
                <Rows reading now />
                {move || (!is_single.get()).then(|| view! { <Clients reading /> }.into_any())}
            </div>
        </main>
    }
    .into_any()
}

/// What the board is about, in words.
fn scope(scope: &BoardScope) -> String {
    match (scope.kind, &scope.name) {
        (_, Some(name)) => name.clone(),
        (BoardKind::Group, None) => t::a_group().to_owned(),
        (BoardKind::Client, None) => t::a_client().to_owned(),
        _ => words::all_managed_clients().to_owned(),
    }
}

/// A client's name, or what stands for it.
pub(super) fn called(label: &BoardLabel) -> String {
    label.name.clone().unwrap_or_else(|| t::client_letter(&label.code))
}

/// How old what is shown is, and why; nothing while it is as it should be.
fn failure(reading: Reading) -> Option<AnyView> {
    let error = reading.failure()?;
    let text = t::not_read(&words::error(&error));
    Some(view! { <Icon sign=Sign::Alarm /> <span>{text}</span> }.into_any())
}

#[component]
fn AsOf(reading: Reading) -> impl IntoView {
    let as_of = reading.part(|board: &Wallboard| board.as_of.0.clone());
    let text = move || shared::as_of(&time::shown(&Instant(as_of.get()), Style::ClockZone));
    view! { <p class="wall__as-of">{text}</p> }
}

/// The time of day, by the tenant API's clock and in the browser's zone, which stands beside it.
#[component]
fn Clock(now: Memo<f64>) -> impl IntoView {
    let shown = Memo::new(move |_| time::shown(&time::instant_of(now.get()), Style::Clock));
    view! { <p class="wall__clock">{move || shown.get()}</p> }
}

/// Fills the screen, by button and by key.
#[component]
fn FullScreen() -> impl IntoView {
    let announcer = use_announcer();
    let is_full = RwSignal::new(display::is_full());
    let changed = window_event_listener_untyped("fullscreenchange", move |_| is_full.set(display::is_full()));
    on_cleanup(move || changed.remove());
    let press = Callback::new(move |()| {
        let announcer = announcer.clone();
        task::while_here(async move {
            if !display::toggle_full().await {
                announcer.toast(t::not_filled());
            }
        });
    });
    use_keys().register(Command::new("fill-screen", &["f"], t::fill_screen(), move || press.run(())));
    view! {
        <Button kind=ButtonKind::Quiet on_press=press keys="f">
            {move || if is_full.get() { t::leave_full() } else { t::fill_screen() }}
        </Button>
    }
    .into_any()
}

/// The browser lets go whenever the page is out of sight.
fn keep_awake() {
    let ask = || {
        task::to_the_end(async {
            let _where_it_can = display::stay_awake().await;
        });
    };
    ask();
    let seen = window_event_listener_untyped("visibilitychange", move |_| {
        if !document().hidden() {
            ask();
        }
    });
    on_cleanup(move || seen.remove());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_board_says_what_it_is_about_and_under_pseudonyms_only_how_much() {
        let of = |kind, name: Option<&str>| scope(&BoardScope { kind, name: name.map(str::to_owned) });
        assert_eq!(of(BoardKind::Group, Some("Gold")), "Gold");
        assert_eq!(of(BoardKind::Group, None), t::a_group());
        assert_eq!(of(BoardKind::Client, None), t::a_client());
        assert_eq!(of(BoardKind::All, None), words::all_managed_clients());
        let label = |name: Option<&str>| BoardLabel { code: "B".into(), name: name.map(str::to_owned), colour: None };
        assert_eq!((called(&label(Some("Harbor"))), called(&label(None))), ("Harbor".into(), "Client B".into()));
    }
}
