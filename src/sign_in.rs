//! Signing in: the page for somebody who comes, and the dialog for somebody whose session ended in the middle of work.

mod ways;

use crate::{chunk_door::SignInDoor, page_title, texts as t};
use base::{
    api::ApiError,
    session::use_session,
    task,
    ui::{Dialog, Icon, Sign, focus_when_shown},
    words,
};
use leptos::{ev, html, prelude::*, wasm_split::SplitLoaderError};
use ways::Ways;
use wire::session::SignIn;

/// Why the form was not accepted.
#[derive(Clone, Debug, PartialEq)]
enum Problem {
    MissingEmail,
    MissingPassword,
    Refused(ApiError),
}

impl Problem {
    fn text(&self) -> String {
        match self {
            Self::MissingEmail => t::missing_email().to_owned(),
            Self::MissingPassword => t::missing_password().to_owned(),
            // Never which of the two: that would tell who has an account.
            Self::Refused(ApiError::SignedOut | ApiError::Invalid(_)) => t::wrong_credentials().to_owned(),
            Self::Refused(ApiError::Code { .. }) => t::wrong_code().to_owned(),
            Self::Refused(ApiError::TooMany { retry_after_s }) => t::too_many_tries(u64::from(*retry_after_s)),
            Self::Refused(error) => words::error(error),
        }
    }

    fn is_about_email(&self) -> bool {
        matches!(self, Self::MissingEmail | Self::Refused(ApiError::SignedOut))
    }

    fn is_about_code(&self) -> bool {
        matches!(self, Self::Refused(ApiError::Code { .. }))
    }

    fn is_about_password(&self) -> bool {
        matches!(self, Self::MissingPassword | Self::Refused(ApiError::SignedOut))
    }
}

/// The page, or what the dialog holds for whoever was signed in with this e-mail. Calling it gives a future that loads the
/// chunk first: somebody with a session needs none of it.
///
/// # Errors
/// When the chunk could not be loaded.
#[leptos::wasm_split::wasm_split(sign_in, wasm_split_path = ::leptos::wasm_split, fallible)]
pub(crate) fn form(again_as: Option<String>) -> Result<AnyView, SplitLoaderError> {
    Ok(match again_as {
        None => view! { <Welcome /> }.into_any(),
        Some(email) => view! {
            <Form title="" lead=Some(t::sign_in_again_lead()) email />
            <Ways with_organisation=false />
        }
        .into_any(),
    })
}

#[component]
fn Welcome() -> impl IntoView {
    page_title::set(&[t::sign_in()], t::product());
    view! {
        <main class="welcome">
            <div class="welcome__hull">
                <div class="welcome__mark"><Icon sign=Sign::Mark />{t::product()}</div>
                <p class="welcome__lead">{t::sign_in_lead()}</p>
                <div class="welcome__drawing"><Icon sign=Sign::Mark /></div>
            </div>
            <div class="welcome__form">
                <Form title=t::sign_in() lead=None email="" />
                <Ways with_organisation=true />
            </div>
        </main>
    }
}

/// The dialog over the screens of a session that has ended; what was typed stays under it.
#[component]
pub(crate) fn SignInDialog() -> impl IntoView {
    let session = use_session();
    let email = session.signed_in().map_or_else(String::new, |session| session.user.email.clone());
    let open = RwSignal::new(false);
    task::effect(move || open.set(session.is_expired()));
    view! {
        <Dialog open title=t::sign_in_again() must_answer=true>
            <SignInDoor again_as=Some(email.clone()) />
        </Dialog>
    }
}

#[component]
fn Form(title: &'static str, lead: Option<&'static str>, #[prop(into)] email: String) -> impl IntoView {
    let session = use_session();
    let (problem, set_problem) = signal(None::<Problem>);
    let (busy, set_busy) = signal(false);
    let email_box = NodeRef::<html::Input>::new();
    let password_box = NodeRef::<html::Input>::new();
    let code_box = NodeRef::<html::Input>::new();
    // Once it is asked for it stays, and so does the password.
    let (asks_code, set_asks_code) = signal(false);
    focus_when_shown(if email.is_empty() { email_box } else { password_box });
    focus_when_shown(code_box);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let (Some(email), Some(password)) = (email_box.get_untracked(), password_box.get_untracked()) else { return };
        if busy.get_untracked() {
            return;
        }
        if email.value().trim().is_empty() {
            set_problem.set(Some(Problem::MissingEmail));
            return drop(email.focus());
        }
        if password.value().is_empty() {
            set_problem.set(Some(Problem::MissingPassword));
            return drop(password.focus());
        }
        set_busy.set(true);
        let session = session.clone();
        let code = code_box.get_untracked();
        let form = SignIn {
            email: email.value().trim().to_owned(),
            password: password.value(),
            code: code.as_ref().map(web_sys::HtmlInputElement::value),
        };
        task::to_the_end(async move {
            let answer = session.sign_in(&form).await;
            // Whoever came in leaves the form as it is: it is about to go, and what it shows must not change on the way.
            let Err(error) = answer else { return };
            let _gone = set_busy.try_set(false);
            let is_about_code = matches!(error, ApiError::Code { .. });
            let is_asked = matches!(error, ApiError::Code { is_wrong: false });
            let _gone = set_problem.try_set((!is_asked).then_some(Problem::Refused(error)));
            let _gone = set_asks_code.try_set(is_about_code || code.is_some());
            if !is_asked {
                code.filter(|_| is_about_code).unwrap_or(password).select();
            }
        });
    };
    let invalid =
        move |about: fn(&Problem) -> bool| move || problem.with(|problem| problem.as_ref().is_some_and(about));
    view! {
        <form class="sign-in" novalidate on:submit=submit>
            {(!title.is_empty()).then(|| view! { <h1>{title}</h1> }.into_any())}
            {lead.map(|lead| view! { <p>{lead}</p> }.into_any())}
            {field(&EMAIL, email, Signal::derive(invalid(Problem::is_about_email)), email_box)}
            <PasswordField invalid=Signal::derive(invalid(Problem::is_about_password)) node=password_box />
            {move || asks_code.get().then(|| {
                field(&CODE, String::new(), Signal::derive(invalid(Problem::is_about_code)), code_box)
            })}
            <div role="alert" id="sign-in-problem">
                {move || problem.get().map(|problem| view! { <p class="sign-in__problem">{problem.text()}</p> }.into_any())}
            </div>
            <button class="button button--primary" type="submit" aria-disabled=move || busy.get().then_some("true")>
                {move || if busy.get() { t::signing_in() } else { t::sign_in() }}
            </button>
        </form>
    }
}

/// A field of the form by its id, which a hint may follow.
struct Field {
    id: &'static str,
    kind: &'static str,
    autocomplete: &'static str,
    label: fn() -> &'static str,
    hint: fn() -> &'static str,
}

const EMAIL: Field = Field { id: "email", kind: "email", autocomplete: "username", label: t::email, hint: || "" };
const CODE: Field =
    Field { id: "code", kind: "text", autocomplete: "one-time-code", label: t::code, hint: t::code_hint };

fn field(field: &'static Field, value: String, invalid: Signal<bool>, node: NodeRef<html::Input>) -> AnyView {
    let hint = [field.id, "-hint"].concat();
    let described_by = [&hint, " sign-in-problem"].concat();
    view! {
        <div class="field">
            <label for=field.id>{(field.label)()}</label>
            <div class="sign-in__box">
                <input id=field.id name=field.id type=field.kind autocomplete=field.autocomplete autocapitalize="none"
                    spellcheck="false" value=value aria-invalid=move || invalid.get().to_string()
                    aria-describedby=described_by node_ref=node />
            </div>
            <p class="field__hint" id=hint>{(field.hint)()}</p>
        </div>
    }
    .into_any()
}

#[component]
fn PasswordField(invalid: Signal<bool>, node: NodeRef<html::Input>) -> impl IntoView {
    let (shown, set_shown) = signal(false);
    let (caps, set_caps) = signal(false);
    let watch_caps = move |event: ev::KeyboardEvent| set_caps.set(event.get_modifier_state("CapsLock"));
    view! {
        <div class="field">
            <label for="password">{t::password()}</label>
            <div class="sign-in__box">
                <input id="password" name="password" autocomplete="current-password" autocapitalize="none" spellcheck="false"
                    type=move || if shown.get() { "text" } else { "password" }
                    aria-invalid=move || invalid.get().to_string() aria-describedby="caps-lock sign-in-problem"
                    on:keydown=watch_caps on:keyup=watch_caps on:blur=move |_| set_caps.set(false) node_ref=node />
                <button class="sign-in__reveal" type="button" aria-pressed=move || shown.get().to_string()
                    aria-label=move || format!("{} {}", if shown.get() { t::hide_password() } else { t::show_password() }, t::password())
                    on:click=move |_| set_shown.update(|shown| *shown = !*shown)>
                    {move || if shown.get() { t::hide_password() } else { t::show_password() }}
                </button>
            </div>
            <p class="sign-in__hint" id="caps-lock" role="status">{move || caps.get().then(t::caps_lock_on)}</p>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_never_says_which_of_the_two_was_wrong() {
        let refused = Problem::Refused(ApiError::SignedOut);
        assert_eq!(refused.text(), t::wrong_credentials());
        assert!(refused.is_about_email() && refused.is_about_password());
    }

    #[test]
    fn a_wrong_code_is_about_the_code_alone() {
        let refused = Problem::Refused(ApiError::Code { is_wrong: true });
        assert!(refused.is_about_code() && !refused.is_about_email() && !refused.is_about_password());
        assert_eq!(refused.text(), t::wrong_code());
    }

    #[test]
    fn too_many_tries_say_how_long_to_wait() {
        let text = Problem::Refused(ApiError::TooMany { retry_after_s: 42 }).text();
        assert!(text.contains("42 seconds"), "{text}");
    }
}
