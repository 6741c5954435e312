//! Instants and ages on a screen: always a `<time datetime>`, with the whole instant at hand.

use crate::time::{self, Style};
use leptos::prelude::*;
use wire::Instant;

/// An instant, in the user's zone.
#[component]
pub fn Moment(at: Instant, #[prop(default = Style::DateTime)] style: Style) -> impl IntoView {
    let (shown, full) = (time::shown(&at, style), time::shown(&at, Style::Full));
    view! { <time datetime=at.0 title=full>{shown}</time> }
}

/// How long ago, in one unit: "46 min". Ticks by itself.
#[component]
pub fn Age(of: Instant) -> impl IntoView {
    let now = time::use_now();
    let full = time::shown(&of, Style::Full);
    let since_ms = time::ms_of(&of);
    let text = Memo::new(move |_| since_ms.map_or_else(String::new, |since| time::since_short(since, now.get())));
    view! { <time datetime=of.0 title=full>{move || text.get()}</time> }
}
