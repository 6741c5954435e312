//! Which of what happened is shown; the choice stands in the address.

use crate::{desk::Desk, texts as t};
use base::links;
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use wire::timeline::Show;

fn word(show: Option<Show>) -> &'static str {
    match show {
        None | Some(Show::Unknown) => t::show_all(),
        Some(Show::Changes) => t::show_changes(),
        Some(Show::Notes) => t::show_notes(),
        Some(Show::Alerts) => t::alerts(),
        Some(Show::Openings) => t::show_openings(),
    }
}

pub(super) fn view_filter(desk: Desk) -> AnyView {
    let navigate = use_navigate();
    let go = Callback::new(move |show: Option<Show>| {
        let place = desk.place();
        let to = links::incident_showing(&place.client.id, &place.key, show);
        desk.show_newest_entries();
        navigate(&to, NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
    });
    let choices = std::iter::once(None).chain(Show::ALL.iter().copied().map(Some)).map(|show| {
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="show"
                    prop:checked=move || desk.show.get() == show
                    on:change=move |_| go.run(show)
                />
                {word(show)}
            </label>
        }
    });
    view! {
        <fieldset class="timeline__filter">
            <legend class="only-heard">{t::show_which()}</legend>
            <div class="choices">{choices.collect_view()}</div>
        </fieldset>
    }
    .into_any()
}
