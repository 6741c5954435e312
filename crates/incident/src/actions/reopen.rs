//! Reopen…: says why.

use super::dialog_form::{DialogForm, Missing, Reason};
use crate::{desk::use_desk, texts as t};
use base::ui::Dialog;
use leptos::prelude::*;
use wire::incident::Command;

#[component]
pub(super) fn ReopenDialog(open: RwSignal<bool>) -> impl IntoView {
    view! {
        <Dialog open title=t::reopen_incident()>
            <Form open />
        </Dialog>
    }
}

#[component]
fn Form(open: RwSignal<bool>) -> impl IntoView {
    let client = use_desk().place().client.name.clone();
    let reason = RwSignal::new(String::new());
    let missing = RwSignal::new(None::<Missing>);
    let ready = Callback::new(move |()| match reason.get_untracked().trim() {
        "" => Err(Missing::typed(t::reopen_needs_reason())),
        reason => Ok(Command::Reopen { reason: reason.to_owned() }),
    });
    view! {
        <DialogForm open send=t::reopen_it() command=ready missing>
            <Reason text=reason is_required=true missing hint=t::client_can_read(&client) />
        </DialogForm>
    }
}
