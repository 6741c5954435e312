//! The form of a dialog that sends one command: sent with Enter, kept as it is when it fails.

use super::{Outcome, Sends, texts as t};
use crate::{
    api::ApiError,
    ui::{Button, ButtonKind, Failure, focus_wrong},
    words,
};
use leptos::{ev, prelude::*};

/// What is missing, and whether that is typed, or chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing {
    pub(super) what: &'static str,
    pub(super) is_typed: bool,
}

impl Missing {
    #[must_use]
    pub const fn typed(what: &'static str) -> Self {
        Self { what, is_typed: true }
    }

    #[must_use]
    pub const fn choice(what: &'static str) -> Self {
        Self { what, is_typed: false }
    }
}

/// Where the form says what is missing.
pub(super) const PROBLEM: &str = "command-problem";

/// Content, what went wrong, and two buttons. `command` gives what to send, or says what is missing.
#[component]
pub fn CommandForm<T>(
    open: RwSignal<bool>,
    sends: Sends<T>,
    /// What the sending button says.
    send: &'static str,
    command: Callback<(), Result<T, Missing>>,
    missing: RwSignal<Option<Missing>>,
    children: Children,
) -> impl IntoView
where
    T: Send + Sync + 'static,
{
    let failure = RwSignal::new(None::<ApiError>);
    let outcome = Outcome::new(move |answer| match answer {
        Ok(()) => open.set(false),
        // The form may be gone: closed while the answer travelled.
        Err(error) => {
            if let Some(Some(error)) = failure.try_set(Some(error)) {
                sends.failed_unseen.try_run(error);
            }
        }
    });
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        failure.set(None);
        match command.run(()) {
            Ok(command) => {
                missing.set(None);
                sends.command.run((command, outcome.clone()));
            }
            Err(what) => {
                missing.set(Some(what));
                focus_wrong();
            }
        }
    };
    view! {
        <form class="dialog__body" novalidate on:submit=submit>
            {children()}
            <p class="field__problem" role="alert" id=PROBLEM>{move || missing.get().map(|missing| missing.what)}</p>
            {move || failure.get().map(|error| {
                let request_id = error.request_id().map(str::to_owned);
                view! { <Failure text=words::error(&error) request_id /> }
            })}
            <div class="dialog__foot">
                <Button on_press=move |()| open.set(false)>{words::cancel()}</Button>
                <Button kind=ButtonKind::Primary submits=true is_busy=sends.is_busy on_press=|()| ()>
                    {send}
                </Button>
            </div>
        </form>
    }
}

/// One of several, as tiles. The first one, or the chosen one, has the focus when the dialog opens.
#[component]
pub fn Choices<T>(
    legend: &'static str,
    name: &'static str,
    values: Vec<T>,
    word: fn(T) -> &'static str,
    chosen: RwSignal<Option<T>>,
) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    view! {
        <fieldset class="field">
            <legend class="field__label">{legend}</legend>
            <div class="choices">
                {values.into_iter().map(|value| view! {
                    <label class="choice">
                        <input
                            type="radio"
                            name=name
                            prop:checked=move || chosen.get() == Some(value)
                            on:change=move |_| chosen.set(Some(value))
                        />
                        {word(value)}
                    </label>
                }.into_any()).collect_view()}
            </div>
        </fieldset>
    }
}

/// Free text that goes with a command.
#[component]
pub fn Reason(
    #[prop(default = t::reason())] label: &'static str,
    text: RwSignal<String>,
    #[prop(into)] is_required: Signal<bool>,
    missing: RwSignal<Option<Missing>>,
    /// Who will read it.
    #[prop(into)]
    hint: String,
) -> impl IntoView {
    let is_missing = move || missing.get().is_some_and(|missing| missing.is_typed);
    view! {
        <label class="field">
            <span class="field__label">
                {label}
                {move || (!is_required.get()).then(|| view! { <span class="field__hint">" " {t::optional()}</span> }.into_any())}
            </span>
            <textarea
                class="input"
                rows="3"
                maxlength="2000"
                aria-required=move || is_required.get().then_some("true")
                aria-invalid=move || is_missing().then_some("true")
                aria-describedby=move || is_missing().then_some(PROBLEM)
                prop:value=move || text.get()
                on:input:target=move |event| text.set(event.target().value())
                on:keydown=send_with_enter
            ></textarea>
            <span class="field__hint">{hint}</span>
        </label>
    }
}

/// A text that is one line wherever it is shown, however it was typed.
#[must_use]
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Ctrl+Enter, or ⌘+Enter, sends the form that a field stands in.
pub fn send_with_enter(event: ev::KeyboardEvent) {
    use wasm_bindgen::JsCast;
    if event.key() != "Enter" || !(event.ctrl_key() || event.meta_key()) || event.is_composing() {
        return;
    }
    event.prevent_default();
    let field = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlTextAreaElement>().ok());
    if let Some(form) = field.and_then(|field| field.form()) {
        // Refused only where there is no form to send.
        drop(form.request_submit());
    }
}
