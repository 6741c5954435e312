//! Fields in their labels, for forms whose parts keep what was chosen in signals.

use leptos::prelude::*;

/// One of several, each with its value and its word. The field stays where its choices come later or change places: whoever is at it
/// stays there, and what was chosen stays chosen.
pub fn labelled_select(
    label: &'static str,
    options: Signal<Vec<(String, String)>>,
    chosen: RwSignal<String>,
) -> AnyView {
    let option = move |(value, word): (String, String)| {
        let own = value.clone();
        view! { <option value=value prop:selected=move || chosen.with(|chosen| *chosen == own)>{word}</option> }
            .into_any()
    };
    view! {
        <label class="field">
            <span class="field__label">{label}</span>
            <select class="input" on:change:target=move |event| chosen.set(event.target().value())>
                {move || options.get().into_iter().map(option).collect_view()}
            </select>
        </label>
    }
    .into_any()
}

/// Yes or no.
pub fn labelled_check(label: &'static str, checked: RwSignal<bool>) -> AnyView {
    view! {
        <label class="checklist__choice">
            <input type="checkbox" prop:checked=move || checked.get()
                on:change:target=move |event| checked.set(event.target().checked()) />
            {label}
        </label>
    }
    .into_any()
}
