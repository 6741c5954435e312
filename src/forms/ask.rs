//! The form of a dialog: sent with Enter, kept as it is when it fails, left with Esc.

use super::Sending;
use base::{
    ui::{Button, ButtonKind, Dialog, Failure},
    words,
};
use leptos::{ev, prelude::*};

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
            {move || sending.failure().map(|error| {
                let request_id = error.request_id().map(str::to_owned);
                view! { <Failure text=words::error(&error) request_id /> }
            })}
            <div class="dialog__foot">
                <Button on_press=move |()| open.set(false)>{words::cancel()}</Button>
                <Button kind=ButtonKind::Primary submits=true is_busy=sending.is_busy on_press=|()| ()>{send}</Button>
            </div>
        </form>
    }
    .into_any()
}

/// Says what will happen, and does it only then. `act` closes it once it is done.
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
                let sending = Sending::new();
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
