//! A form in a card that asks for the password before something is done. It keeps what was typed until it worked.

use super::texts as t;
use base::{
    api::ApiError,
    ui::{Button, ButtonKind, focus_when_shown},
    words,
};
use leptos::{ev, html, prelude::*};

/// What came of it: nothing, or what is wrong.
pub(super) type Report = Callback<Option<String>>;

/// What is wrong, in the words of this form.
pub(super) fn problem(error: &ApiError) -> String {
    match error {
        ApiError::Invalid(fields) => match fields.first().map(|field| field.field.as_str()) {
            Some("password") => t::wrong_password(),
            Some("new_password") => t::password_short(),
            Some("code") => t::wrong_code(),
            Some("enrolment") => t::enrolment_over(),
            Some("credential") => t::passkey_wrong(),
            _ => return words::error(error),
        }
        .to_owned(),
        _ => words::error(error),
    }
}

/// The form. `act` gets the password and says what came of it; a form that worked closes.
#[component]
pub(super) fn Ask(
    open: RwSignal<bool>,
    /// What the sending button says.
    send: &'static str,
    act: Callback<(String, Report)>,
    /// Fields that stand before the password.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let password = NodeRef::<html::Input>::new();
    let wrong = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let has_fields = children.is_some();
    if !has_fields {
        focus_when_shown(password);
    }
    // The form may be gone when the answer comes.
    let report: Report = Callback::new(move |problem: Option<String>| {
        let _gone = busy.try_set(false);
        let _gone = match problem {
            None => open.try_set(false),
            Some(_) => {
                if let Some(input) = password.try_get_untracked().flatten() {
                    input.select();
                }
                let _gone = wrong.try_set(problem);
                None
            }
        };
    });
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let Some(input) = password.get_untracked().filter(|_| !busy.get_untracked()) else { return };
        busy.set(true);
        wrong.set(None);
        act.run((input.value(), report));
    };
    view! {
        <form class="preferences__form" novalidate on:submit=submit>
            {children.map(|children| children())}
            <label class="field">
                <span class="field__label">{t::your_password()}</span>
                <input class="input" type="password" autocomplete="current-password" node_ref=password
                    aria-invalid=move || wrong.with(Option::is_some).to_string() />
            </label>
            <Problem wrong />
            <div class="preferences__buttons">
                <Button kind=ButtonKind::Primary submits=true is_busy=busy on_press=|()| ()>{send}</Button>
                <Button on_press=move |()| open.set(false)>{words::cancel()}</Button>
            </div>
        </form>
    }
    .into_any()
}

/// What is wrong, where it is.
#[component]
pub(super) fn Problem(wrong: RwSignal<Option<String>>) -> impl IntoView {
    view! { <p class="field__problem" role="alert">{move || wrong.get()}</p> }.into_any()
}
