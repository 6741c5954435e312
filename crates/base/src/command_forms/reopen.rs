//! Reopen…: says why.

use super::{
    Sends,
    form::{CommandForm, Missing, Reason},
    texts as t,
};
use leptos::prelude::*;
use wire::incident::Command;

/// `hint` says who can read the reason.
#[component]
pub fn ReopenForm(open: RwSignal<bool>, sends: Sends, #[prop(into)] hint: String) -> impl IntoView {
    let reason = RwSignal::new(String::new());
    let missing = RwSignal::new(None);
    let ready = Callback::new(move |()| match reason.get_untracked().trim() {
        "" => Err(Missing::typed(t::reopen_needs_reason())),
        reason => Ok(Command::Reopen { reason: reason.to_owned() }),
    });
    view! {
        <CommandForm open sends send=t::reopen_it() command=ready missing>
            <Reason text=reason is_required=true missing hint />
        </CommandForm>
    }
}
