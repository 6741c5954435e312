//! The time that is left until a clock is missed.

use crate::time::{self, Urgency};
use leptos::prelude::*;
use wire::Instant;

/// How a clock looks.
#[must_use]
pub const fn breach_class(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::None => "breach breach--none",
        Urgency::Paused => "breach breach--paused",
        Urgency::InTime => "breach",
        Urgency::Soon => "breach breach--soon",
        Urgency::Over => "breach breach--over",
    }
}

/// "46 min" with a bar of what is left, "12 min late", "paused", or a dash where no clock runs. Ticks by itself.
#[component]
pub fn Breach(
    due_at: Option<Instant>,
    /// When the clock began.
    since: Instant,
    is_paused: bool,
) -> impl IntoView {
    let now = time::use_now();
    let due_ms = due_at.as_ref().and_then(time::ms_of);
    let since_ms = time::ms_of(&since).unwrap_or_default();
    let due = Memo::new(move |_| time::due(due_ms, since_ms, is_paused, now.get()));
    let class = move || breach_class(due.with(|due| due.urgency));
    view! {
        <span class=class>
            <span>{move || due.with(|due| due.text.clone())}</span>
            <i
                aria-hidden="true"
                style=("--left", move || due.with(|due| [due.left_percent.to_string().as_str(), "%"].concat()))
            ></i>
        </span>
    }
}
