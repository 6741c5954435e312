//! The form of a dialog: sent with Enter, kept as it is when it fails, left with Esc.

use super::{Sending, not_sent, only_seen};
use base::{
    task,
    ui::{Button, ButtonKind, Dialog},
    words,
};
use leptos::{ev, prelude::*};

/// What opens a dialog whenever `asked` says what it is about. Closed, it leaves that as it is, for whoever waits for an answer.
pub(crate) fn open_for<T: Send + Sync + 'static>(asked: RwSignal<Option<T>>) -> RwSignal<bool> {
    open_if(asked, |_| true)
}

/// As [`open_for`], for what the dialog `is_meant` for.
pub(crate) fn open_if<T: Send + Sync + 'static>(
    asked: RwSignal<Option<T>>,
    is_meant: fn(&T) -> bool,
) -> RwSignal<bool> {
    let open = RwSignal::new(false);
    task::effect(move || open.set(asked.with(|asked| asked.as_ref().is_some_and(is_meant))));
    open
}

/// Content, what went wrong, and two buttons.
#[component]
pub(crate) fn AskForm(
    open: RwSignal<bool>,
    /// What the sending button says.
    #[prop(into)]
    send: String,
    sending: Sending,
    #[prop(into)] submit: Callback<()>,
    children: Children,
) -> impl IntoView {
    let refusal = only_seen();
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if !sending.is_busy.get_untracked() {
            sending.clear();
            submit.run(());
        }
    };
    view! {
        <form class="dialog__body" novalidate on:submit=submit>
            {children()}
            {not_sent(sending)}
            <div class="dialog__foot">
                <Button on_press=move |()| open.set(false)>{words::cancel()}</Button>
                <Button kind=ButtonKind::Primary submits=true is_busy=sending.is_busy refusal on_press=|()| ()>{send}</Button>
            </div>
        </form>
    }
    .into_any()
}

/// Says what will happen, and does it only then.
#[component]
pub(crate) fn Confirm(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    #[prop(into)] text: Signal<String>,
    #[prop(into)] send: Signal<String>,
    #[prop(into)] act: Callback<Sending>,
) -> impl IntoView {
    view! {
        <Dialog open title>
            {move || {
                let sending = Sending::in_dialog(open);
                view! {
                    <AskForm open send=send.get_untracked() sending submit=move |()| act.run(sending)>
                        <p>{move || text.get()}</p>
                    </AskForm>
                }
            }}
        </Dialog>
    }
    .into_any()
}
