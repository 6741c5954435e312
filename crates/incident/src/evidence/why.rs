//! Why? One of the usual reasons where that will do, else in one's own words.

use super::is_at;
use crate::{desk::keep_the_focus, texts as t};
use base::{
    task,
    ui::{Button, ButtonKind, focus_on, once_shown, use_announcer},
    words,
};
use leptos::{ev, html, prelude::*};
use wire::opening::PRESET_REASONS;

/// What stands for a reason of one's own among [`PRESET_REASONS`].
const ANOTHER: usize = PRESET_REASONS.len();

/// How a reason is called on the screen; in the record it stands as it travels.
fn word(reason: usize) -> &'static str {
    match reason {
        0 => t::triage(),
        1 => t::investigation(),
        2 => t::client_asked(),
        3 => t::quality_review(),
        _ => t::another_reason(),
    }
}

/// What the record says; `None` while a written reason is missing.
fn reason(chosen: usize, written: &str) -> Option<String> {
    let reason = PRESET_REASONS.get(chosen).copied().unwrap_or_else(|| written.trim());
    (!reason.is_empty()).then(|| reason.to_owned())
}

/// Asks for it, and hands it on. Where a usual one will do the first of them is chosen already, so Enter sends.
#[component]
pub(super) fn Why(
    /// Whether it has to be written.
    is_typed: bool,
    legend: &'static str,
    /// What the sending button says.
    send: &'static str,
    kind: ButtonKind,
    on_reason: Callback<String>,
    is_asking: RwSignal<bool>,
    /// In one's own words; it stays where another way in is asked for meanwhile.
    written: RwSignal<String>,
    #[prop(into)] is_busy: Signal<bool>,
) -> impl IntoView {
    let chosen = RwSignal::new(if is_typed { ANOTHER } else { 0 });
    let announcer = use_announcer();
    let go = move || match written.with_untracked(|written| reason(chosen.get_untracked(), written)) {
        Some(reason) => on_reason.run(reason),
        None => announcer.toast(t::reason_is_missing()),
    };
    let go = StoredValue::new(go);
    let leave = move || {
        is_asking.set(false);
        written.set(String::new());
        keep_the_focus();
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        go.with_value(|go| go());
    };
    let on_key = move |event: ev::KeyboardEvent| match event.key().as_str() {
        "Escape" => {
            event.prevent_default();
            leave();
        }
        // In a radio group the browser sends the form only with some browsers' Enter; here it always does.
        "Enter" if !event.default_prevented() && !event.is_composing() && is_at(&event, "input[type=radio]") => {
            event.prevent_default();
            go.with_value(|go| go());
        }
        _ => {}
    };
    let form = NodeRef::<html::Form>::new();
    task::effect(move || {
        if let Some(form) = form.get() {
            once_shown(form.clone().into(), Box::new(move || focus_first(&form)));
        }
    });
    let choices = (!is_typed).then(|| {
        let choice = |value: usize| {
            view! {
                <label class="choice">
                    <input
                        type="radio"
                        name="why"
                        prop:checked=move || chosen.get() == value
                        on:change=move |_| chosen.set(value)
                    />
                    {word(value)}
                </label>
            }
            .into_any()
        };
        view! {
            <fieldset class="field">
                <legend class="field__label">{legend}</legend>
                <div class="choices">{(0..=ANOTHER).map(choice).collect_view()}</div>
            </fieldset>
        }
        .into_any()
    });
    let label = if is_typed { legend } else { t::your_reason() };
    view! {
        <form class="sealed__ask" node_ref=form on:submit=submit on:keydown=on_key>
            {choices}
            {move || (chosen.get() == ANOTHER).then(|| view! {
                <label class="field">
                    <span class="field__label">{label}</span>
                    <input
                        class="input"
                        type="text"
                        maxlength="500"
                        autocomplete="off"
                        aria-required="true"
                        prop:value=move || written.get()
                        on:input:target=move |event| written.set(event.target().value())
                    />
                </label>
            }.into_any())}
            <div class="sealed__foot">
                <Button kind=ButtonKind::Quiet on_press=move |()| leave()>{words::cancel()}</Button>
                <Button kind submits=true keys="Enter" is_busy on_press=|()| ()>{send}</Button>
            </div>
        </form>
    }
    .into_any()
}

fn focus_first(form: &web_sys::HtmlFormElement) {
    focus_on(form.query_selector("input:checked, input[type=text]").ok().flatten());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_written_reason_is_written() {
        assert_eq!(reason(0, "").as_deref(), Some("Triage"));
        assert_eq!(reason(ANOTHER, "  "), None);
        assert_eq!(reason(ANOTHER, " court order ").as_deref(), Some("court order"));
    }

    #[test]
    fn every_usual_reason_has_a_word_of_its_own() {
        let words: std::collections::BTreeSet<_> = (0..=ANOTHER).map(word).collect();
        assert_eq!(words.len(), PRESET_REASONS.len() + 1);
    }
}
