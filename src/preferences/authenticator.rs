//! The authenticator app: added by scanning a picture, confirmed by its first code, with recovery codes shown once.

use super::{
    Own,
    ask::{Ask, Problem, Report, problem},
    texts as t,
};
use base::{
    api, clipboard, task,
    time::{self, Style},
    ui::{Announcer, Button, ButtonKind, Card, focus_when_shown, use_announcer},
    words,
};
use leptos::{ev, html, prelude::*};
use wire::factors::{Factors, RecoveryCodes, Totp, TotpConfirmation, TotpEnrolment};

/// What the card is in the middle of.
#[derive(Clone, PartialEq)]
enum Step {
    Rest,
    Scan(TotpEnrolment),
    Keep(Vec<String>),
}

#[component]
pub(super) fn AuthenticatorCard(known: Memo<Option<Factors>>) -> impl IntoView {
    let step = RwSignal::new(Step::Rest);
    let totp = Memo::new(move |_| known.with(|known| known.as_ref().and_then(|known| known.totp.clone())));
    view! {
        <Card title=t::app()>
            {move || match step.get() {
                Step::Rest => view! { <Rest totp step /> }.into_any(),
                Step::Scan(enrolment) => view! { <Scan enrolment step /> }.into_any(),
                Step::Keep(codes) => view! { <Keep codes step /> }.into_any(),
            }}
        </Card>
    }
    .into_any()
}

/// Whether there is an app, and what can be done about it.
#[component]
fn Rest(totp: Memo<Option<Totp>>, step: RwSignal<Step>) -> impl IntoView {
    let own: Own = expect_context();
    let announcer = use_announcer();
    let (adding, renewing, removing) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
    let add = Callback::new(move |(password, report): (String, Report)| {
        task::to_the_end(async move {
            match api::enrol_totp(password).await {
                Ok(enrolment) => drop(step.try_set(Step::Scan(enrolment))),
                Err(error) => report.run(Some(problem(&error))),
            }
        });
    });
    let renew = Callback::new({
        let (own, announcer) = (own.clone(), announcer.clone());
        move |(password, report): (String, Report)| {
            let (own, announcer) = (own.clone(), announcer.clone());
            task::to_the_end(async move {
                match api::renew_recovery_codes(password).await {
                    Ok(RecoveryCodes { codes }) => {
                        own.changed();
                        keep(step, codes, &announcer);
                    }
                    Err(error) => report.run(Some(problem(&error))),
                }
            });
        }
    });
    let remove = Callback::new(move |(password, report): (String, Report)| {
        let (own, announcer) = (own.clone(), announcer.clone());
        task::to_the_end(async move {
            match api::remove_totp(password).await {
                Ok(()) => {
                    report.run(None);
                    announcer.toast(t::app_removed());
                    own.changed();
                }
                Err(error) => report.run(Some(problem(&error))),
            }
        });
    });
    let is_asking = move || adding.get() || renewing.get() || removing.get();
    let buttons = move |has_app: bool| {
        let open = |what: RwSignal<bool>, text: &'static str| {
            view! { <Button on_press=move |()| what.set(true)>{text}</Button> }
        };
        view! {
            <div class="preferences__buttons">
                {open(adding, if has_app { t::app_replace() } else { t::app_add() })}
                {has_app.then(|| open(renewing, t::recovery_codes_new()))}
                {has_app.then(|| open(removing, t::app_remove()))}
            </div>
        }
    };
    view! {
        <p>{move || totp.with(|totp| totp.as_ref().map_or_else(|| t::app_none().to_owned(), told))}</p>
        {move || (!is_asking()).then(|| buttons(totp.with(Option::is_some)))}
        {move || adding.get().then(|| view! { <Ask open=adding send=t::next() act=add /> }.into_any())}
        {move || renewing.get().then(|| view! { <Ask open=renewing send=t::recovery_codes_make() act=renew /> }.into_any())}
        {move || removing.get().then(|| view! { <Ask open=removing send=t::remove() act=remove /> }.into_any())}
    }
    .into_any()
}

/// Codes are shown once: whoever has left the page is told that they are lost.
fn keep(step: RwSignal<Step>, codes: Vec<String>, announcer: &Announcer) {
    if step.try_set(Step::Keep(codes)).is_some() {
        announcer.toast(t::codes_lost());
    }
}

fn told(totp: &Totp) -> String {
    t::app_since(&time::shown(&totp.created_at, Style::DateTime), &t::codes_left(u64::from(totp.recovery_codes_left)))
}

/// The picture, the key, and the first code.
#[component]
fn Scan(enrolment: TotpEnrolment, step: RwSignal<Step>) -> impl IntoView {
    let own: Own = expect_context();
    let announcer = use_announcer();
    let code = NodeRef::<html::Input>::new();
    let wrong = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    focus_when_shown(code);
    let sealed = enrolment.enrolment;
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let Some(input) = code.get_untracked().filter(|_| !busy.get_untracked()) else { return };
        busy.set(true);
        wrong.set(None);
        let (own, announcer) = (own.clone(), announcer.clone());
        let confirmation = TotpConfirmation { enrolment: sealed.clone(), code: input.value() };
        task::to_the_end(async move {
            let answer = api::confirm_totp(&confirmation).await;
            let _gone = busy.try_set(false);
            match answer {
                Ok(RecoveryCodes { codes }) => {
                    own.changed();
                    keep(step, codes, &announcer);
                }
                Err(error) => {
                    let _gone = wrong.try_set(Some(problem(&error)));
                    input.select();
                }
            }
        });
    };
    view! {
        <form class="preferences__form" novalidate on:submit=submit>
            <p>{t::scan()}</p>
            <Picture rows=enrolment.qr />
            <p>{t::type_secret()}<br /><code class="preferences__secret">{spaced(&enrolment.secret)}</code></p>
            <label class="field">
                <span class="field__label">{t::code()}</span>
                <input class="input" autocomplete="one-time-code" inputmode="numeric" spellcheck="false" node_ref=code
                    aria-invalid=move || wrong.with(Option::is_some).to_string() />
            </label>
            <Problem wrong />
            <div class="preferences__buttons">
                <Button kind=ButtonKind::Primary submits=true is_busy=busy on_press=|()| ()>{t::confirm()}</Button>
                <Button on_press=move |()| step.set(Step::Rest)>{words::cancel()}</Button>
            </div>
        </form>
    }
    .into_any()
}

/// A QR code with the quiet zone of four modules that scanners need, dark on light whatever the theme.
#[component]
fn Picture(rows: Vec<String>) -> impl IntoView {
    let size = (rows.len() + 8).to_string();
    let view_box = ["0 0 ", &size, " ", &size].concat();
    view! {
        <svg class="preferences__picture" viewBox=view_box role="img" aria-label=t::picture()
            shape-rendering="crispEdges">
            <rect width=size.clone() height=size fill="#fff" />
            <path d=drawn(&rows) fill="#000" />
        </svg>
    }
    .into_any()
}

/// Dark modules as strokes of a path, a run at a time.
fn drawn(rows: &[String]) -> String {
    let mut path = String::new();
    for (y, row) in rows.iter().enumerate() {
        let mut x = 4;
        for run in row.as_bytes().chunk_by(|one, other| one == other) {
            let end = x + run.len();
            if run[0] == b'1' {
                let (x, y, run) = (x.to_string(), (y + 4).to_string(), run.len().to_string());
                path.push_str(&["M", &x, " ", &y, "h", &run, "v1h-", &run, "z"].concat());
            }
            x = end;
        }
    }
    path
}

/// In groups of four, as people type it.
fn spaced(secret: &str) -> String {
    let groups: Vec<&str> = secret.as_bytes().chunks(4).map(|group| std::str::from_utf8(group).unwrap_or("")).collect();
    groups.join(" ")
}

/// The recovery codes, until their owner says that they have them.
#[component]
fn Keep(codes: Vec<String>, step: RwSignal<Step>) -> impl IntoView {
    let announcer = use_announcer();
    let heading = NodeRef::<html::H3>::new();
    focus_when_shown(heading);
    let text = codes.join("\n");
    let copy = move |()| {
        let (announcer, text) = (announcer.clone(), text.clone());
        task::while_here(async move {
            announcer.toast(if clipboard::copy(&text).await { t::copied() } else { t::copy_failed() });
        });
    };
    view! {
        <h3 tabindex="-1" node_ref=heading>{t::recovery_codes()}</h3>
        <p>{t::recovery_codes_once()}</p>
        <ul class="preferences__codes" aria-label=t::recovery_codes()>
            {codes.into_iter().map(|code| view! { <li><code>{code}</code></li> }.into_any()).collect_view()}
        </ul>
        <div class="preferences__buttons">
            <Button kind=ButtonKind::Primary on_press=move |()| step.set(Step::Rest)>{t::kept()}</Button>
            <Button on_press=copy>{t::copy()}</Button>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_of_dark_modules_is_one_stroke() {
        let rows = ["1101".to_owned(), "0000".to_owned(), "0001".to_owned()];
        assert_eq!(drawn(&rows), "M4 4h2v1h-2zM7 4h1v1h-1zM7 6h1v1h-1z");
    }

    #[test]
    fn a_key_comes_in_groups() {
        assert_eq!(spaced("ABCDEFGHIJ"), "ABCD EFGH IJ");
    }
}
