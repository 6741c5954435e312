//! The way in for somebody invited: name, password, done, sign in.

use super::texts as t;
use crate::forms::{Sending, TextField, not_loaded};
use base::{
    api::{ApiError, administration as api},
    links,
    load::load,
    ui::{Button, ButtonKind, Failure, Icon, Sign, Skeleton},
    words,
};
use leptos::{ev, prelude::*};
use wire::administration::{AcceptInvitation, Invitation};

/// As the tenant API counts them.
const PASSWORD_MIN_BYTES: usize = 12;

#[component]
pub(super) fn InvitationPage(token: String) -> impl IntoView {
    let token = StoredValue::new(token);
    let invitation = load(move || {
        let token = token.get_value();
        async move { api::read_invitation(&token).await }
    });
    let is_done = RwSignal::new(false);
    let value = invitation.value();
    let known = Memo::new(move |_| value.get());
    let failed = invitation.clone();
    let is_over = Memo::new(move |_| failed.failure() == Some(ApiError::NotFound));
    let shown = move || {
        if is_done.get() {
            return view! { <Done /> }.into_any();
        }
        match known.get() {
            Some(known) => view! { <Form token known is_done /> }.into_any(),
            None if is_over.get() => view! { <Over /> }.into_any(),
            None => view! { <Skeleton lines=4 /> {not_loaded(&invitation)} }.into_any(),
        }
    };
    view! {
        <div class="invitation__card">
            <div class="invitation__mark"><Icon sign=Sign::Mark /></div>
            {shown}
        </div>
    }
    .into_any()
}

#[component]
fn Over() -> impl IntoView {
    view! {
        <h1>{t::invitation_over()}</h1>
        <p>{t::invitation_over_detail()}</p>
        <a class="button" href=links::sign_in()>{t::to_sign_in()}</a>
    }
    .into_any()
}

#[component]
fn Done() -> impl IntoView {
    view! {
        <h1 tabindex="-1">{t::joined()}</h1>
        <p role="status">{t::joined_detail()}</p>
        <p class="field__hint">{t::other_account()}</p>
        <a class="button button--primary" href=links::sign_in()>{t::to_sign_in()}</a>
    }
    .into_any()
}

/// What is wrong with the passwords, and at which of the two.
fn password_problem(password: &str, again: &str) -> Option<(&'static str, &'static str)> {
    if password.len() < PASSWORD_MIN_BYTES {
        Some(("password", t::password_short()))
    } else {
        (password != again).then(|| ("again", t::password_differs()))
    }
}

#[component]
fn Form(token: StoredValue<String>, known: Invitation, is_done: RwSignal<bool>) -> impl IntoView {
    let name = RwSignal::new(known.name);
    let [password, again] = [(); 2].map(|()| RwSignal::new(String::new()));
    let sending = Sending::new();
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        sending.clear();
        let typed = password.get_untracked();
        if let Some((field, problem)) = password_problem(&typed, &again.get_untracked()) {
            sending.refuse(field, problem);
        }
        let name = name.get_untracked().trim().to_owned();
        if sending.is_missing("name", &name) || sending.is_refused() {
            return;
        }
        let (token, form) = (token.get_value(), AcceptInvitation { name, password: typed });
        sending.run(async move { api::accept_invitation(&token, &form).await }, move |()| is_done.set(true));
    };
    view! {
        <h1>{t::invitation_to(&known.organisation)}</h1>
        <p>{t::invitation_lead(&known.email)}</p>
        <form class="form" novalidate on:submit=submit>
            <input type="hidden" name="username" autocomplete="username" value=known.email.clone() />
            <TextField label=t::your_name() name="name" value=name sending autocomplete="name" />
            <TextField label=t::password() name="password" value=password sending kind="password" autocomplete="new-password"
                longest=1024 hint=t::password_hint() />
            <TextField label=t::password_again() name="again" value=again sending kind="password" autocomplete="new-password"
                longest=1024 />
            {move || sending.failure().map(|error| {
                let text = if error == ApiError::NotFound { t::invitation_over().to_owned() } else { words::error(&error) };
                view! { <Failure text request_id=error.request_id().map(str::to_owned) /> }
            })}
            <Button kind=ButtonKind::Primary submits=true is_busy=sending.is_busy on_press=|()| ()>{t::join()}</Button>
            <p class="field__hint">{t::other_account()}</p>
        </form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_long_enough_and_typed_twice() {
        assert_eq!(password_problem("short", "short"), Some(("password", t::password_short())));
        assert_eq!(password_problem("long enough it is", "long enough it was"), Some(("again", t::password_differs())));
        assert_eq!(password_problem("long enough it is", "long enough it is"), None);
        assert_eq!(password_problem("éééééé", "éééééé"), None, "bytes, as the tenant API counts");
    }
}
