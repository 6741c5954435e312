//! Fields with their names, their hints, and what is wrong with them.

use super::{Sending, texts as t};
use leptos::prelude::*;
use std::cell::Cell;

/// An id that no other field has: a dialog's form and the page's below it may ask for the same.
fn unique_id() -> String {
    thread_local! {
        static LAST: Cell<u32> = const { Cell::new(0) };
    }
    LAST.set(LAST.get() + 1);
    ["field-", &LAST.get().to_string()].concat()
}

/// One line of text.
#[component]
pub(crate) fn TextField(
    label: &'static str,
    /// Its name in the request, by which the tenant API says what is wrong with it.
    name: &'static str,
    value: RwSignal<String>,
    sending: Sending,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(default = "text")] kind: &'static str,
    #[prop(default = "off")] autocomplete: &'static str,
    #[prop(default = 100)] longest: u32,
    #[prop(optional)] is_optional: bool,
) -> impl IntoView {
    let problem = sending.problem(name);
    let id = unique_id();
    let [problem_id, hint_id] = ["-problem", "-hint"].map(|part| [&id, part].concat());
    let described_by = [problem_id.clone(), hint_id.clone()].join(" ");
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>
                {label}
                {is_optional.then(|| view! { <span class="field__hint">" " {t::optional()}</span> }.into_any())}
            </label>
            <input class="input" id=id name=name type=kind autocomplete=autocomplete maxlength=longest.to_string() spellcheck="false"
                aria-required=(!is_optional).then_some("true")
                aria-invalid=move || problem.with(Option::is_some).then_some("true")
                aria-describedby=described_by
                prop:value=move || value.get()
                on:input:target=move |event| value.set(event.target().value()) />
            <p class="field__problem" id=problem_id>{move || problem.get()}</p>
            <p class="field__hint" id=hint_id>{hint}</p>
        </div>
    }
    .into_any()
}

/// One of several.
#[component]
pub(crate) fn SelectField(
    label: &'static str,
    name: &'static str,
    /// Values with their words.
    #[prop(into)]
    options: Signal<Vec<(String, String)>>,
    value: RwSignal<String>,
    sending: Sending,
    #[prop(optional, into)] hint: Option<String>,
) -> impl IntoView {
    let problem = sending.problem(name);
    view! {
        <label class="field">
            <span class="field__label">{label}</span>
            <select class="input" name=name
                aria-invalid=move || problem.with(Option::is_some).then_some("true")
                on:change:target=move |event| value.set(event.target().value())>
                {move || options.get().into_iter().map(|(one, word)| {
                    let is_chosen = value.with_untracked(|value| *value == one);
                    view! { <option value=one selected=is_chosen>{word}</option> }
                }).collect_view()}
            </select>
            <span class="field__problem">{move || problem.get()}</span>
            {hint.map(|hint| view! { <span class="field__hint">{hint}</span> }.into_any())}
        </label>
    }
    .into_any()
}
